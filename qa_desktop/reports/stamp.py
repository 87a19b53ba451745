"""What stands in a signature field: the invitation while it is empty, the stamp when it is signed.

Each appearance is a one-page PDF of the size of the field, with our fonts embedded, so that the page stays PDF/A after signing.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from qa_desktop.domain.canonical import short_code
from qa_desktop.domain.item_types.plain import offset_text
from qa_desktop.domain.signature import Stage
from qa_desktop.reports.fonts import Font, load_all, width
from qa_desktop.reports.pen import Pen
from qa_desktop.reports.style import ACCENT, FAINT, INK, LEADING, PANEL, SMALL, SOFT, TINY, WHITE, Colour
from qa_desktop.reports.text import lines, one_line
from qa_desktop.reports.types import SignRequest

FIELD_HEIGHT = 92.0
FIELD_NAMES = {Stage.INSPECTOR: "Inspector", Stage.SUPERVISOR: "Supervisor", Stage.MANAGER: "Manager"}
WAITING = {
    Stage.INSPECTOR: "not signed yet",
    Stage.SUPERVISOR: "waiting for countersignature",
}
"""The words in the fields of an inspection report until they are signed."""


def empty_appearance(stage: Stage, waiting: str, wide: float, high: float, label: str = "") -> bytes:
    """Return the appearance of the field of ``stage`` before it is signed, as a PDF of ``wide`` × ``high`` points.

    ``label`` says who is to sign, instead of the name of the field.
    """
    canvas, out = _canvas(wide, high)
    pen = Pen(canvas)
    pen.box(0.6, 0.6, wide - 1.2, high - 1.2, fill=WHITE, stroke=FAINT)
    words = one_line(f"{label or FIELD_NAMES[stage]}: {waiting}", Font.REGULAR, SMALL, wide - 12)
    pen.text((wide - width(words, Font.REGULAR, SMALL)) / 2, high / 2 - 3, words, Font.REGULAR, SMALL, SOFT)
    return _finished(canvas, out)


def signed_appearance(request: SignRequest, wide: float, high: float) -> bytes:
    """Return the stamp: who, in which role, stating what, when with offset, over which content."""
    canvas, out = _canvas(wide, high)
    pen = Pen(canvas)
    pen.box(0.6, 0.6, wide - 1.2, high - 1.2, fill=PANEL, stroke=ACCENT)
    pen.box(0, 0, 4.0, high, fill=ACCENT)
    room, x, y = wide - 24.0, 13.0, high - 14.0
    capacity = one_line(request.capacity, Font.REGULAR, TINY, room - 90)
    head = capacity or f"{FIELD_NAMES[request.stage]} · {request.meaning.value}"
    pen.text(x, y, "DIGITALLY SIGNED", Font.BOLD, TINY, ACCENT)
    pen.text_right(wide - 10, y, head, Font.REGULAR, TINY, SOFT)
    y = _fitting(pen, request.printed_name, x, y - 15.0, room, INK)
    for line in lines(request.statement, Font.REGULAR, SMALL, room)[:3]:
        pen.text(x, y, line, Font.REGULAR, SMALL, INK)
        y -= SMALL * LEADING
    pen.text(x, 20.0, moment_text(request.at), Font.BOLD, SMALL, INK)
    pen.text(x, 9.5, f"Content {short_code(request.content_digest)}", Font.REGULAR, TINY, SOFT)
    return _finished(canvas, out)


def moment_text(at: datetime) -> str:
    """Return an aware moment with seconds and its offset from UTC."""
    return f"{at:%Y-%m-%d %H:%M:%S} {offset_text(at)}"


def _fitting(pen: Pen, name: str, x: float, y: float, room: float, colour: Colour) -> float:
    """Draw a name on one line, smaller when it is long; return the next base line."""
    size = 11.0
    while size > 6.0 and width(name, Font.BOLD, size) > room:
        size -= 0.5
    pen.text(x, y, one_line(name, Font.BOLD, size, room), Font.BOLD, size, colour)
    return y - 12.0


def _canvas(wide: float, high: float) -> tuple[Any, io.BytesIO]:
    load_all()
    out = io.BytesIO()
    return Canvas(out, pagesize=(wide, high), invariant=1, initialFontName=Font.REGULAR.value), out


def _finished(canvas: Any, out: io.BytesIO) -> bytes:
    canvas.showPage()
    canvas.save()
    return out.getvalue()
