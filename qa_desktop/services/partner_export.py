"""The figures of partners side by side, as a table for spreadsheets."""

from __future__ import annotations

from pathlib import Path

from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.lot import amount_text
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.trade import LineKind, Period
from qa_desktop.exchange.csvsafe import csv_table
from qa_desktop.methods.metrics.delivery import number_text, percent_text
from qa_desktop.services.guard import needs
from qa_desktop.services.partner_figures import PartnerFigures, PartnerFigureService
from qa_desktop.storage.files import write_safely
from qa_desktop.storage.queries.companies import CompanyRow
from qa_desktop.storage.workspace import Workspace

COLUMNS = (
    "company", "from", "to", "on time", "lines due", "lines on time", "early", "late", "open and late",
    "cancelled after the last day", "first-pass yield",
    "received pieces", "rejected pieces", "rejected per million", "certificates good", "certificates checked",
    "answers in time", "answers due", "complaints", "score", "left out", "number", "address", "contact", "e-mail", "telephone",
)  # fmt: skip


class PartnerExportService:
    """The side-by-side table out of the house."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store
        self._figures = PartnerFigureService(workspace)

    @needs(Permission.EXPORT)
    def export(self, actor: Actor, kind: LineKind, period: Period, target: Path) -> int:
        """Write the figures of every supplier (purchase) or customer as ``.csv``; return how many.

        A figure over nothing says "no data".  Raises :class:`InputError` for another ending, :class:`RefusedError` when the
        target exists.
        """
        if target.suffix.lower() != ".csv":
            raise InputError("Figures are exported as .csv. Name the file “{stem}.csv”.", stem=target.stem)
        if target.exists():
            raise RefusedError("“{name}” exists already. Nothing was written. Choose another name.", name=target.name)
        rows = self._figures.side_by_side(actor, kind, period)
        data = csv_table([COLUMNS, *(_row(one) for one in rows)]).data
        with self._store.writing(actor.person_id) as work:
            work.audit("partner_figures.export", "company", "list", {"count": len(rows), "file": target.name})
        write_safely(target, data)
        return len(rows)


def _row(one: PartnerFigures) -> tuple[str | int | None, ...]:
    due, is_supplier = one.punctuality, one.kind is LineKind.PURCHASE
    return (
        one.company.name,
        one.period.first.isoformat(),
        one.period.last.isoformat(),
        percent_text(due.rate.value),
        *(due.due, due.on_time, due.early, due.late, due.open_late, one.cancelled_late),
        percent_text(one.first_pass.value),
        amount_text(one.received),
        amount_text(one.rejected),
        number_text(one.ppm),
        *(amount_text(part) for part in (one.papers.part, one.papers.whole, one.answers.part, one.answers.whole)),
        None if is_supplier else one.complaints,
        number_text(one.score, 1) if is_supplier else None,
        one.left_out,
        *(one.company.number, one.company.address, *_contact(one.company)),
    )


def _contact(row: CompanyRow) -> tuple[str, str, str]:
    return row.contact, row.contact_mail, row.contact_phone
