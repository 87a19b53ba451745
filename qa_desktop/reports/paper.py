"""Drawing laid-out pages with their running head and foot: the same furniture for every document."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from qa_desktop.domain.canonical import short_code
from qa_desktop.domain.signature import Stage
from qa_desktop.reports.archive import FieldPlace
from qa_desktop.reports.fonts import Font
from qa_desktop.reports.layout import Placed
from qa_desktop.reports.pen import Pen
from qa_desktop.reports.signature_blocks import SignatureFields
from qa_desktop.reports.style import MARGIN, RULE, SOFT, TINY, Sheet
from qa_desktop.reports.text import one_line


@dataclass(frozen=True, slots=True)
class Running:
    """What stands on every page: name of the document and what it is about above (from page 2), origin below."""

    name: str
    about: str
    origin: str
    digest: str


def draw_pages(sheet: Sheet, pages: list[list[Placed]], running: Running, drawn_one: Callable[[], None]) -> bytes:
    """Return the plain PDF; ``drawn_one`` is called after each page."""
    out = io.BytesIO()
    canvas: Any = Canvas(
        out,
        pagesize=(sheet.width, sheet.height),
        pageCompression=0,  # compressed later, see streams.py
        invariant=1,
        initialFontName=Font.REGULAR.value,
        pdfVersion=(1, 7),
    )
    pen = Pen(canvas)
    for index, page in enumerate(pages):
        if index:
            _running_head(pen, running, sheet)
        for placed in page:
            placed.block.draw(pen, MARGIN, placed.top)
        _foot(pen, running, sheet, f"Page {index + 1} of {len(pages)}")
        canvas.showPage()
        drawn_one()
    canvas.save()
    return out.getvalue()


def _running_head(pen: Pen, running: Running, sheet: Sheet) -> None:
    y = sheet.height - MARGIN + 4
    left = one_line(running.name, Font.BOLD, 7.5, sheet.content_width * 0.55)
    pen.text(MARGIN, y, left, Font.BOLD, 7.5, SOFT)
    right = one_line(running.about, Font.REGULAR, 7.5, sheet.content_width * 0.42)
    pen.text_right(sheet.width - MARGIN, y, right, Font.REGULAR, 7.5, SOFT)
    pen.rule(MARGIN, y - 6, sheet.content_width, RULE)


def _foot(pen: Pen, running: Running, sheet: Sheet, right: str) -> None:
    y = MARGIN - 8
    pen.rule(MARGIN, y + 11, sheet.content_width, RULE)
    left = one_line(running.origin, Font.REGULAR, TINY, sheet.content_width * 0.42)
    pen.text(MARGIN, y, left, Font.REGULAR, TINY, SOFT)
    middle = f"Content {short_code(running.digest)}"
    pen.text_right(MARGIN + sheet.content_width * 0.70, y, middle, Font.REGULAR, TINY, SOFT)
    pen.text_right(sheet.width - MARGIN, y, right, Font.REGULAR, TINY, SOFT)


def field_places(pages: list[list[Placed]]) -> dict[Stage, FieldPlace]:
    """Return where the signature fields stand."""
    for index, page in enumerate(pages):
        for placed in page:
            if isinstance(placed.block, SignatureFields):
                boxes = placed.block.boxes(MARGIN, placed.top)
                fields, label = placed.block.fields, placed.block.label
                return {stage: FieldPlace(index, box, fields[stage], label) for stage, box in boxes.items()}
    raise AssertionError("a document always ends with its signature fields")
