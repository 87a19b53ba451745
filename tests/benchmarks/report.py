"""A report of many lines against a bare reportlab canvas that draws the same texts."""

from __future__ import annotations

import io
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from qa_desktop.domain.decimals import decimal_text
from qa_desktop.reports.fonts import Font, load_all
from qa_desktop.reports.render import render
from qa_desktop.reports.types import RenderInput
from tests.benchmarks.measure import Row, in_turns, row
from tests.reports import samples


def _bare(given: RenderInput) -> bytes:
    """The texts of each line where a table would put them; no wrapping, no rules, no shapes, no archive format."""
    out = io.BytesIO()
    canvas: Any = Canvas(out, pagesize=(595, 842), pageCompression=1, invariant=1)
    y = 0
    for line in given.record.lines:
        if y < 60:
            if y:
                canvas.showPage()
            canvas.setFont(Font.REGULAR.value, 8)
            y = 780
        limits = line.item.limits
        numbers = [limits.nominal, limits.lower, limits.upper, line.reading]
        deviation = limits.deviation(line.reading) if line.reading is not None else None
        texts = [
            line.number,
            line.item.text,
            *("" if n is None else decimal_text(n) for n in [*numbers, deviation]),
            line.verdict.value,
        ]
        for place, text in enumerate(texts):
            canvas.drawString(40 + 64 * place, y, text)
        y -= 15
    canvas.save()
    return out.getvalue()


def measure(*, rows: int = 500, repeats: int = 7) -> list[Row]:
    """Draw in turns."""
    load_all()
    given = samples.many(rows)
    render(given)
    ours, base = in_turns(lambda: render(given), lambda: _bare(given), repeats=repeats)
    return [row(f"report of {rows} lines", "bare canvas, same texts", "", ours, base)]
