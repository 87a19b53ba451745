"""The figures of one partner one by one: what each was counted from in words, and exactly the records that it counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.lot import amount_text
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import how_many
from qa_desktop.domain.trade import LineKind, Period
from qa_desktop.domain.units import measure_text
from qa_desktop.methods.metrics.delivery import NO_DATA, STANDING_WORDS, number_text, percent_text
from qa_desktop.methods.metrics.partner_definitions import (
    PARTNER_DEFINITIONS,
    PartnerDefinition,
    PartnerFigure,
    figures_of,
)
from qa_desktop.services.guard import needs
from qa_desktop.services.partner_figures import PartnerFigures, figures
from qa_desktop.storage.clock import Moment
from qa_desktop.storage.queries import companies, order_lines, partner_figures, supplier_requests
from qa_desktop.storage.queries.figures import Record
from qa_desktop.storage.queries.partner_figures import LotFigures
from qa_desktop.storage.unit import Connection
from qa_desktop.storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """One figure of a partner.  ``basis`` says what it was counted from; ``count`` is how many records stand behind it."""

    definition: PartnerDefinition
    value: str
    basis: str
    count: int


class PartnerRecordService:
    """What stands behind the figures of partners."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store

    @needs(Permission.READ_ALL)
    def records(self, actor: Actor, company_id: str, kind: LineKind, period: Period, figure: PartnerFigure) -> tuple[Record, ...]:
        """Return every record that a figure of a partner counts, newest first.

        Raises :class:`InputError` for a figure that suppliers, or customers, do not have.
        """
        if figure not in figures_of(kind):
            raise InputError("“{title}” is no figure of this partner.", title=PARTNER_DEFINITIONS[figure].title)
        now = self._store.now()
        with self._store.reading() as connection:
            found = figures(connection, companies.by_id(connection, company_id), kind, period, now)
            rows = _RECORDS[figure](connection, found, now)
        return tuple(sorted(rows, key=lambda row: (row.at, row.id), reverse=True))


def shown_figures(found: PartnerFigures) -> tuple[ShownFigure, ...]:
    """Return the figures of a partner in the order in which they are shown."""
    return tuple(_shown(found, name) for name in figures_of(found.kind))


def _shown(found: PartnerFigures, name: PartnerFigure) -> ShownFigure:
    due, lots = found.punctuality, sum(lot.counts for lot in found.lots)
    in_lots = f"in {how_many(lots, 'lot')}"
    first, papers, answers = found.first_pass, found.papers, found.answers
    counts = {
        PartnerFigure.ON_TIME: due.due,
        PartnerFigure.FIRST_PASS: lots,
        PartnerFigure.PPM: lots,
        PartnerFigure.CERTIFICATES: int(papers.whole),
        PartnerFigure.ANSWERS: int(answers.whole),
        PartnerFigure.COMPLAINTS: found.complaints,
    }
    behind = sum(counts[one] for one in _OF_SCORE) if name is PartnerFigure.SCORE else counts[name]
    said: Mapping[PartnerFigure, tuple[str, str]] = {
        PartnerFigure.ON_TIME: (percent_text(due.rate.value), punctuality_words(found)),
        PartnerFigure.FIRST_PASS: (
            percent_text(first.value),
            f"{amount_text(first.part)} accepted first of {amount_text(first.whole)} decided first {in_lots}",
        ),
        PartnerFigure.PPM: (
            number_text(found.ppm),
            f"{amount_text(found.rejected)} rejected of {amount_text(found.received)} pieces received {in_lots}",
        ),
        PartnerFigure.CERTIFICATES: (percent_text(papers.value), f"{papers.part} good of {papers.whole} checked"),
        PartnerFigure.ANSWERS: (percent_text(answers.value), f"{answers.part} in time of {answers.whole} due"),
        PartnerFigure.COMPLAINTS: (str(found.complaints), how_many(found.complaints, "complaint")),
        PartnerFigure.SCORE: (number_text(found.score, 1), _score_words(found)),
    }
    value, basis = said[name]
    nothing = not behind and name not in {PartnerFigure.ON_TIME, PartnerFigure.COMPLAINTS}
    return ShownFigure(PARTNER_DEFINITIONS[name], value, NO_DATA if nothing else basis, behind)


def punctuality_words(found: PartnerFigures) -> str:
    """Return how the lines stood that were due, and which were cancelled too late to be on time."""
    due = found.punctuality
    words = f"{due.on_time} of {due.due} lines due; {due.early} early, {due.late} late, {due.open_late} open and late"
    gone = found.cancelled_words
    return f"{words if due.due else NO_DATA}{'; ' + gone if gone else ''}"


def _score_words(found: PartnerFigures) -> str:
    return ", ".join(f"{one.name} {number_text(one.value, 1)} (weight {one.weight})" for one in found.criteria)


def _lines(connection: Connection, found: PartnerFigures, now: Moment) -> tuple[Record, ...]:
    today, period = now.local.date(), found.period
    rows = order_lines.rows_due_in(connection, found.company.id, found.kind, period.first, period.last)
    return tuple(
        Record(
            *("order", row.id, row.label),
            f"{STANDING_WORDS[row.standing(today)]}: {row.part_number}, {measure_text(row.quantity, row.unit)}",
            row.last_day.isoformat(),
        )
        for row in rows
        if row.last_day < today and not row.is_cancelled
    )


def _lots(count: Callable[[LotFigures], tuple[Decimal, str]]) -> _Behind:
    def behind(_connection: Connection, found: PartnerFigures, _now: Moment) -> tuple[Record, ...]:
        counted = ((lot, *count(lot)) for lot in found.lots if lot.counts)
        return tuple(Record("lot", lot.lot_id, lot.lot, words, lot.came, counts) for lot, counts, words in counted)

    return behind


def _first(lot: LotFigures) -> tuple[Decimal, str]:
    passed = min(max(lot.passed, Decimal(0)), lot.started)
    return passed, f"{amount_text(passed)} accepted first of {amount_text(lot.started)} decided first"


def _rejected(lot: LotFigures) -> tuple[Decimal, str]:
    return lot.rejected, f"{amount_text(lot.rejected)} rejected of {amount_text(lot.received)} received"


def _papers(connection: Connection, found: PartnerFigures, _now: Moment) -> tuple[Record, ...]:
    return partner_figures.checked_papers(connection, [lot.lot_id for lot in found.lots])


def _answers(connection: Connection, found: PartnerFigures, now: Moment) -> tuple[Record, ...]:
    period, yesterday = found.period, now.local.date() - timedelta(days=1)
    rows = supplier_requests.rows_due(connection, found.company.id, period.first, min(period.last, yesterday))
    return tuple(
        Record(
            *("request", row.id, row.number),
            f"{row.issue} {row.issue_title}: "
            + ("not answered" if row.first_answered_on is None else f"answered {row.first_answered_on.isoformat()}"),
            row.due.isoformat(),
            part_of=row.issue_id,
        )
        for row in rows
    )


def _complaints(connection: Connection, found: PartnerFigures, _now: Moment) -> tuple[Record, ...]:
    return partner_figures.complaint_records(connection, found.company.id, found.period.first, found.period.last)


def _score(connection: Connection, found: PartnerFigures, now: Moment) -> tuple[Record, ...]:
    rows = (row for name in _OF_SCORE for row in _RECORDS[name](connection, found, now))
    return tuple(replace(row, counts=Decimal(1)) for row in rows)  # rejected pieces and order lines are not added to each other


_Behind = Callable[[Connection, PartnerFigures, Moment], tuple[Record, ...]]

_OF_SCORE: Final = (PartnerFigure.PPM, PartnerFigure.ON_TIME, PartnerFigure.CERTIFICATES, PartnerFigure.ANSWERS)

_RECORDS: Final[Mapping[PartnerFigure, _Behind]] = {
    PartnerFigure.ON_TIME: _lines,
    PartnerFigure.FIRST_PASS: _lots(_first),
    PartnerFigure.PPM: _lots(_rejected),
    PartnerFigure.CERTIFICATES: _papers,
    PartnerFigure.ANSWERS: _answers,
    PartnerFigure.COMPLAINTS: _complaints,
    PartnerFigure.SCORE: _score,
}
