"""The unsigned report: one record in, the bytes of a PDF/A-3b file with two empty signature fields out.

The file is rendered once, when the inspector signs.  It says nothing that the countersignature would change.
"""

from __future__ import annotations

from collections.abc import Callable

from qa_desktop.domain.canonical import canonical_json
from qa_desktop.reports.archive import Attachment, Description, to_archive
from qa_desktop.reports.document import ATTACHMENT_NAME, ATTACHMENT_WORDS, document_of
from qa_desktop.reports.fonts import load_all
from qa_desktop.reports.gallery import photo_blocks, photo_count
from qa_desktop.reports.history import change_blocks, earlier_signature_blocks, issue_blocks, remark_blocks
from qa_desktop.reports.images import prepare
from qa_desktop.reports.layout import Block, paginate
from qa_desktop.reports.masthead import masthead
from qa_desktop.reports.paper import Running, draw_pages, field_places
from qa_desktop.reports.results import failure_blocks, result_blocks
from qa_desktop.reports.signature_blocks import signature_blocks
from qa_desktop.reports.style import SHEETS, Sheet
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
    plain = draw_pages(sheet, pages, _running(given, digest), meter.step)
    record = given.record
    described = Description(
        title=f"Inspection report {record.number}",
        author=record.inspector,
        subject=f"Part {record.part_number}, lot {record.lot_number}" if record.lot_number else f"Part {record.part_number}",
        at=given.frozen_at,
    )
    attachment = Attachment(ATTACHMENT_NAME, ATTACHMENT_WORDS, canonical_json(document).encode("utf-8"))
    return to_archive(plain, described, attachment, field_places(pages))


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


def _running(given: RenderInput, digest: str) -> Running:
    record = given.record
    part = " · ".join(text for text in (record.part_number, f"Lot {record.lot_number}" if record.lot_number else "") if text)
    return Running(f"Inspection report {record.number}", part, f"{record.number} · {given.site}", digest)
