"""The unsigned report: one record in, the bytes of a PDF/A-3b file with two empty signature fields out.

The file is rendered once, when the inspector signs.  It says nothing that the countersignature would change.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from qa_desktop.domain.canonical import canonical_json, short_code
from qa_desktop.domain.signature import Stage
from qa_desktop.reports.archive import Description, FieldPlace, to_archive
from qa_desktop.reports.document import document_of
from qa_desktop.reports.fonts import Font, load_all
from qa_desktop.reports.gallery import photo_blocks, photo_count
from qa_desktop.reports.history import change_blocks, earlier_signature_blocks, issue_blocks, remark_blocks
from qa_desktop.reports.images import prepare
from qa_desktop.reports.layout import Block, Placed, paginate
from qa_desktop.reports.masthead import masthead
from qa_desktop.reports.pen import Pen
from qa_desktop.reports.results import failure_blocks, result_blocks
from qa_desktop.reports.signature_blocks import SignatureFields, signature_blocks
from qa_desktop.reports.style import MARGIN, RULE, SHEETS, SOFT, TINY, Sheet
from qa_desktop.reports.text import one_line
from qa_desktop.reports.types import RenderInput

Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is; it may raise to cancel."""


def render(given: RenderInput, *, progress: Progress | None = None) -> bytes:
    """Return the unsigned report.  The same input gives the same bytes."""
    load_all()
    sheet = SHEETS[given.page]
    meter = _Meter(progress, photo_count(given.record))
    document = document_of(given)
    digest = str(document["content_sha256"])
    blocks = _blocks(given, sheet, digest, meter.step)
    pages = paginate(blocks, first_top=sheet.first_top, top=sheet.top, bottom=sheet.bottom)
    meter.grow(len(pages))
    plain = _draw(given, sheet, pages, digest, meter.step)
    record = given.record
    described = Description(
        title=f"Inspection report {record.number}",
        author=record.inspector,
        subject=f"Part {record.part_number}, lot {record.lot_number}" if record.lot_number else f"Part {record.part_number}",
        at=given.frozen_at,
    )
    attachment = canonical_json(document).encode("utf-8")
    return to_archive(plain, described, attachment, _places(pages))


class _Meter:
    """Counts steps for the progress."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def grow(self, steps: int) -> None:
        self._total += steps

    def step(self) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, max(self._total, self._done))


def _blocks(given: RenderInput, sheet: Sheet, digest: str, prepared_one: Callable[[], None]) -> list[Block]:
    record, room = given.record, sheet.content_width
    logo = None if given.logo is None else prepare(given.logo, 600)
    return [
        *masthead(given, sheet, logo, digest),
        *failure_blocks(record, room),
        *issue_blocks(record, room),
        *result_blocks(record, room),
        *photo_blocks(record, given.photos, room, prepared_one),
        *remark_blocks(record, room),
        *change_blocks(record, room),
        *earlier_signature_blocks(record, room),
        *signature_blocks(given, room, digest),
    ]


def _draw(given: RenderInput, sheet: Sheet, pages: list[list[Placed]], digest: str, drawn_one: Callable[[], None]) -> bytes:
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
            _running_head(pen, given, sheet)
        for placed in page:
            placed.block.draw(pen, MARGIN, placed.top)
        _foot(pen, given, sheet, f"Content {short_code(digest)}", f"Page {index + 1} of {len(pages)}")
        canvas.showPage()
        drawn_one()
    canvas.save()
    return out.getvalue()


def _running_head(pen: Pen, given: RenderInput, sheet: Sheet) -> None:
    record = given.record
    y = sheet.height - MARGIN + 4
    left = one_line(f"Inspection report {record.number}", Font.BOLD, 7.5, sheet.content_width * 0.55)
    pen.text(MARGIN, y, left, Font.BOLD, 7.5, SOFT)
    part = " · ".join(text for text in (record.part_number, f"Lot {record.lot_number}" if record.lot_number else "") if text)
    pen.text_right(
        sheet.width - MARGIN, y, one_line(part, Font.REGULAR, 7.5, sheet.content_width * 0.42), Font.REGULAR, 7.5, SOFT
    )
    pen.rule(MARGIN, y - 6, sheet.content_width, RULE)


def _foot(pen: Pen, given: RenderInput, sheet: Sheet, middle: str, right: str) -> None:
    y = MARGIN - 8
    pen.rule(MARGIN, y + 11, sheet.content_width, RULE)
    left = one_line(f"{given.record.number} · {given.site}", Font.REGULAR, TINY, sheet.content_width * 0.42)
    pen.text(MARGIN, y, left, Font.REGULAR, TINY, SOFT)
    pen.text_right(MARGIN + sheet.content_width * 0.70, y, middle, Font.REGULAR, TINY, SOFT)
    pen.text_right(sheet.width - MARGIN, y, right, Font.REGULAR, TINY, SOFT)


def _places(pages: list[list[Placed]]) -> dict[Stage, FieldPlace]:
    for index, page in enumerate(pages):
        for placed in page:
            if isinstance(placed.block, SignatureFields):
                boxes = placed.block.boxes(MARGIN, placed.top)
                return {stage: FieldPlace(index, box) for stage, box in boxes.items()}
    raise AssertionError("a report always ends with its signature fields")
