"""The tag that is put on goods on hold: large words, the number, and a QR code that a scanner takes to the issue.

A tag is no record and bears no signature; what it says stands in the audit trail.  The page is A6 across.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from reportlab.lib.pagesizes import A6, landscape
from reportlab.pdfgen.canvas import Canvas

from qa_desktop.reports.cells import text_cell
from qa_desktop.reports.fonts import Font, load_all
from qa_desktop.reports.masthead import draw_qr
from qa_desktop.reports.pen import Pen
from qa_desktop.reports.style import FAIL, FAIL_TINT, SOFT

_EDGE = 18.0
_QR = 96.0


@dataclass(frozen=True, slots=True)
class HoldTag:
    """What a tag says; all texts are plain."""

    number: str
    what: str
    quantity: str
    reason: str
    issue: str
    placed: str
    site: str


def render_tags(tags: tuple[HoldTag, ...]) -> bytes:
    """Return a PDF with one page for each tag."""
    load_all()
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=landscape(A6), invariant=True)
    for tag in tags:
        _page(Pen(canvas), tag)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _page(pen: Pen, tag: HoldTag) -> None:
    wide, high = landscape(A6)
    pen.box(0, high - 66, wide, 66, fill=FAIL_TINT)
    pen.text(_EDGE, high - 48, "ON HOLD", Font.BOLD, 38.0, FAIL)
    pen.text(_EDGE, high - 86, "Do not use, move or deliver", Font.BOLD, 12.0, FAIL)
    room = wide - 2 * _EDGE - _QR - 10
    y = high - 104
    for words, font, size, colour in (
        (f"{tag.what}{f'   ({tag.quantity})' if tag.quantity else ''}", Font.BOLD, 13.0, None),
        (tag.reason, Font.REGULAR, 10.0, None),
        (f"{tag.issue} · {tag.placed}", Font.REGULAR, 8.0, SOFT),
        (tag.site, Font.REGULAR, 8.0, SOFT),
    ):
        cell = text_cell(words, room, font, size) if colour is None else text_cell(words, room, font, size, colour)
        if y - cell.height < _EDGE:
            break
        cell.draw(pen, _EDGE, y, room)
        y -= cell.height + 6
    left = wide - _EDGE - _QR
    draw_qr(pen, left, high - 84 - _QR, _QR, tag.number)
    pen.text(left, high - 84 - _QR - 14, tag.number, Font.BOLD, 11.0)
