"""Pages of a signed file as pictures, made in the worker from bytes that passed the check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QImage

from qa_desktop.reports.types import Outcome, Verification

if TYPE_CHECKING:
    from qa_desktop.services.issue_reports import DraftReport
    from qa_desktop.services.trade_signing import DraftDocument
    from qa_desktop.ui.context import Context

POINTS_PER_INCH = 72
SCREEN_DPI = 96
_DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that passed the check, with the sizes of its pages in points."""

    report_id: str
    name: str
    data: bytes
    verification: Verification
    pages: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as a picture."""

    report_id: str
    page: int
    width: int
    image: QImage


def open_report(context: Context, report_id: str, _report: Any) -> Opened:
    """Check a report and measure its pages."""
    shown = context.program.reports.show(context.actor, report_id)
    return Opened(report_id, shown.report.file, shown.data, shown.verification, _sizes(shown.data))


def open_decision(context: Context, decision_id: str, _report: Any) -> Opened:
    """Check the file of a decision on a lot and measure its pages."""
    shown = context.program.lots.show(context.actor, decision_id)
    return Opened(decision_id, shown.row.file, shown.data, shown.verification, _sizes(shown.data))


def draft_id(issue_id: str, kind: str) -> str:
    """Return what :func:`open_issue_report` opens as the draft of a report of a kind."""
    return f"{_DRAFT}:{issue_id}:{kind}"


def open_issue_report(context: Context, report_id: str, _report: Any) -> Opened:
    """Check the file of a report of an issue and measure its pages; a :func:`draft_id` gives the pages before signing.

    The digest of what a draft shows is that of its verification, which says nothing else.
    """
    if report_id.startswith(f"{_DRAFT}:"):
        from qa_desktop.storage.queries.issue_reports import IssueReportKind  # noqa: PLC0415  (brings SQLAlchemy)

        _, issue_id, kind = report_id.split(":")
        return open_draft(report_id, context.program.issue_reports.draft(context.actor, issue_id, IssueReportKind(kind)))
    shown = context.program.issue_reports.show(context.actor, report_id)
    return Opened(report_id, shown.row.file, shown.data, shown.verification, _sizes(shown.data))


def open_draft(report_id: str, draft: DraftReport | DraftDocument) -> Opened:
    """Measure pages that nobody signed yet."""
    waits = Verification(Outcome.WAITING, "", content_digest=draft.digest)
    return Opened(report_id, draft.number, draft.data, waits, _sizes(draft.data))


def open_document(context: Context, document_id: str, _report: Any) -> Opened:
    """Check the file of a document for a partner and measure its pages."""
    shown = context.program.trade_documents.show(context.actor, document_id)
    return Opened(document_id, shown.row.file, shown.data, shown.verification, _sizes(shown.data))


def open_review(context: Context, review_id: str, _report: Any) -> Opened:
    """Check the file of a management review and measure its pages."""
    shown = context.program.management.show(context.actor, review_id)
    return Opened(review_id, shown.row.file, shown.data, shown.verification, _sizes(shown.data))


def open_paper(context: Context, certificate_id: str, _report: Any) -> Opened:
    """Open the file of a supplier's certificate, which we did not sign: it is what was stored, and no more is said of it."""
    shown = context.program.supplier_certificates.show_file(context.actor, certificate_id)
    return Opened(certificate_id, shown.sha256, shown.pdf, Verification(Outcome.VALID, ""), _sizes(shown.pdf))


def _sizes(data: bytes) -> tuple[tuple[float, float], ...]:
    import pypdfium2  # noqa: PLC0415  (heavy, and only in the one worker: the library is not safe in two threads)

    pdf = pypdfium2.PdfDocument(data)
    try:
        return tuple(pdf.get_page_size(number) for number in range(len(pdf)))
    finally:
        pdf.close()


def draw_page(opened: Opened, page: int, width: int, _report: Any) -> Picture:
    """Draw one page ``width`` pixels wide."""
    import pypdfium2  # noqa: PLC0415

    pdf = pypdfium2.PdfDocument(opened.data)
    try:
        pdf.init_forms()  # the drawn signatures are form fields
        sheet = pdf[page]
        bitmap = sheet.render(scale=width / opened.pages[page][0], prefer_bgrx=True, draw_annots=True)
        raw = bytes(bitmap.buffer)
        image = QImage(raw, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32).copy()
        bitmap.close()
        sheet.close()
    finally:
        pdf.close()
    return Picture(opened.report_id, page, width, image)
