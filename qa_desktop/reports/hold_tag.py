"""The tag that is put on goods on hold: large words, the number, and a QR code that a scanner takes to the issue.

A tag is no record and bears no signature; what it says stands in the audit trail.  The page is A6 across.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace

from reportlab.lib.pagesizes import A6, landscape
from reportlab.pdfgen.canvas import Canvas

from qa_desktop.reports.cells import TextCell, text_cell
from qa_desktop.reports.fonts import Font, load_all, width
from qa_desktop.reports.masthead import draw_qr
from qa_desktop.reports.pen import Pen
from qa_desktop.reports.style import FAIL, FAIL_TINT, LEADING, SOFT
from qa_desktop.reports.text import one_line

_EDGE = 18.0
_QR = 96.0
_FOOT = 8.0
_NAME_SIZES = (18.0, 15.0, 13.0, 11.0, 9.0)
_REASON_SIZES = (12.0, 10.0, 9.0, 8.0, 7.0)


@dataclass(frozen=True, slots=True)
class HoldTag:
    """What a tag says; all texts are plain.  ``kind`` is the word before ``what``, such as Lot or Gauge; it may be empty."""

    number: str
    what: str
    quantity: str
    reason: str
    issue: str
    placed: str
    site: str
    kind: str = ""


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
    foot = _EDGE + 2 * _FOOT * LEADING + 6
    top = high - 104
    what = " ".join(part for part in (tag.kind, tag.what, f"({tag.quantity})" if tag.quantity else "") if part)
    named = _fitting(what, room, (top - foot) * 0.6, Font.BOLD, _NAME_SIZES)
    named.draw(pen, _EDGE, top, room)
    top -= named.height + 6
    _fitting(tag.reason, room, top - foot, Font.REGULAR, _REASON_SIZES).draw(pen, _EDGE, top, room)
    across = wide - 2 * _EDGE
    for place, words in enumerate((tag.site, f"{tag.issue} · {tag.placed}")):
        pen.text(_EDGE, _EDGE + place * _FOOT * LEADING, one_line(words, Font.REGULAR, _FOOT, across), size=_FOOT, colour=SOFT)
    left = wide - _EDGE - _QR
    draw_qr(pen, left, high - 84 - _QR, _QR, tag.number)
    pen.text(left, high - 84 - _QR - 14, tag.number, Font.BOLD, 11.0)


def _fitting(words: str, room: float, height: float, font: Font, sizes: tuple[float, ...]) -> TextCell:
    """Return the words in the largest size in which all of them fit; in the smallest one, they end in dots where they must."""
    for size in sizes:
        cell = text_cell(words, room, font, size)
        if cell.height <= height:
            return cell
    kept = cell.runs[: max(1, int(height / cell.runs[0].height))]
    last, ending = kept[-1], kept[-1].text
    while width(f"{ending}…", font, last.size) > room:
        ending = ending[:-1]
    return TextCell((*kept[:-1], replace(last, text=f"{ending}…")))
