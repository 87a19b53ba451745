"""How a supplier or customer stands: on time and first pass side by side, rejected parts per million, the score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import how_many
from qa_desktop.domain.trade import LineKind, Period
from qa_desktop.domain.units import left_out_words
from qa_desktop.methods.metrics.delivery import (
    Criterion,
    Punctuality,
    Rate,
    first_pass_yield,
    parts_per_million,
    punctuality,
    score,
)
from qa_desktop.services.guard import needs
from qa_desktop.storage.clock import Moment
from qa_desktop.storage.queries import companies, delivery_figures, order_lines, partner_figures, supplier_requests
from qa_desktop.storage.queries.companies import CompanyRow
from qa_desktop.storage.queries.delivery_figures import DueLines
from qa_desktop.storage.queries.partner_figures import LotFigures
from qa_desktop.storage.unit import Connection
from qa_desktop.storage.workspace import Workspace

HUNDRED = Decimal(100)
WEIGHTS = {"Quality": Decimal(50), "Delivery": Decimal(30), "Certificates": Decimal(10), "Answers": Decimal(10)}
"""The weight of each criterion of a supplier's score."""


@dataclass(frozen=True, slots=True)
class PartnerFigures:
    """The figures of one company in a period.  ``kind`` says as what: our supplier (purchase) or our customer.

    ``papers``: good certificates of those checked.  ``answers``: requests answered in time of those due.  ``score`` is from 0 to
    100, of suppliers only; ``None`` means that there are no data.  Lots that are not counted in pieces, or not decided,
    are in ``lots`` and in no figure; ``left_out`` says so in a sentence.  ``cancelled_late`` counts order lines that are not due
    because they were cancelled after their last day.
    """

    company: CompanyRow
    kind: LineKind
    period: Period
    punctuality: Punctuality
    first_pass: Rate
    ppm: Decimal | None
    received: Decimal
    rejected: Decimal
    papers: Rate
    answers: Rate
    complaints: int
    criteria: tuple[Criterion, ...]
    score: Decimal | None
    lots: tuple[LotFigures, ...]
    left_out: str = ""
    cancelled_late: int = 0

    @property
    def cancelled_words(self) -> str:
        """Which order lines are not due because they were cancelled too late to be on time; empty for none."""
        late = self.cancelled_late
        return f"{how_many(late, 'line')} cancelled after the last day" if late else ""


class PartnerFigureService:
    """Figures of partners; nothing is stored, everything is counted when it is asked."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store

    @needs(Permission.READ_ALL)
    def of_company(self, actor: Actor, company_id: str, kind: LineKind, period: Period) -> PartnerFigures:
        """Return the figures of one company as supplier (purchase) or customer."""
        with self._store.reading() as connection:
            return figures(connection, companies.by_id(connection, company_id), kind, period, self._store.now())

    @needs(Permission.READ_ALL)
    def side_by_side(self, actor: Actor, kind: LineKind, period: Period) -> tuple[PartnerFigures, ...]:
        """Return the figures of every supplier (purchase) or customer that is dealt with, by name."""
        now = self._store.now()
        with self._store.reading() as connection:
            wanted = [
                row
                for row in companies.everyone(connection)
                if row.is_active and (row.supplies if kind is LineKind.PURCHASE else row.buys)
            ]
            return tuple(figures(connection, row, kind, period, now) for row in wanted)


def figures(connection: Connection, company: CompanyRow, kind: LineKind, period: Period, now: Moment) -> PartnerFigures:
    """Return the figures of a company in a period, as they stand at ``now``."""
    today = now.local.date()
    lines = order_lines.due_in(connection, company.id, kind, period.first, period.last)
    first, end = now.days(period.first, period.last)
    every = partner_figures.lots_of(connection, (company.id, company.name), kind, first, end)
    checked, good = partner_figures.papers(connection, [lot.lot_id for lot in every])
    lots = tuple(lot for lot in every if lot.counts)
    unknown = sum(not lot.is_known for lot in every)
    undecided = sum(lot.is_pieces and not lot.counts for lot in every)
    left_out = left_out_words((lot.unit for lot in every if lot.is_known and not lot.is_pieces), unknown, undecided)
    punctual = punctuality(lines, period.first, period.last, today)
    received = sum((lot.received for lot in lots), Decimal(0))
    rejected = sum((lot.rejected for lot in lots), Decimal(0))
    papers = Rate(Decimal(good), Decimal(checked))
    answers = _answers(connection, company.id, period, today)
    values = {
        "Quality": _hundredfold(Rate(received - rejected, received)),
        "Delivery": _hundredfold(punctual.rate),
        "Certificates": _hundredfold(papers),
        "Answers": _hundredfold(answers),
    }
    criteria = tuple(Criterion(name, WEIGHTS[name], value) for name, value in values.items())
    is_supplier = kind is LineKind.PURCHASE
    return PartnerFigures(
        company,
        kind,
        period,
        punctual,
        first_pass_yield((lot.started, lot.passed) for lot in lots),
        parts_per_million((lot.received, lot.rejected) for lot in lots),
        received,
        rejected,
        papers,
        answers,
        0 if is_supplier else partner_figures.complaints(connection, company.id, period.first, period.last),
        criteria if is_supplier else (),
        score(criteria) if is_supplier else None,
        every,
        left_out,
        delivery_figures.cancelled_late(connection, due_lines(company, kind, period, today)),
    )


def due_lines(company: CompanyRow, kind: LineKind, period: Period, today: date) -> DueLines:
    """Return which order lines of a company are due in a period."""
    return DueLines(kind.value, period.first, period.last, today, company=company.name)


def _answers(connection: Connection, company_id: str, period: Period, today: date) -> Rate:
    """Requests answered in time / requests due; one that is not answered counts as soon as its day is over."""
    due = [
        (day, answered)
        for day, answered in supplier_requests.answers_due(connection, company_id, period.first, period.last)
        if day < today
    ]
    in_time = sum(answered is not None and answered <= day for day, answered in due)
    return Rate(Decimal(in_time), Decimal(len(due)))


def _hundredfold(rate: Rate) -> Decimal | None:
    return None if rate.value is None else rate.value * HUNDRED
