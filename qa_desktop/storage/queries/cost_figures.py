"""What poor quality cost: rejected lots, approved dispositions, amends; one line for each record and loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.orm import aliased

from qa_desktop.domain.costs import COST_OF, Loss
from qa_desktop.domain.decimals import unscaled
from qa_desktop.domain.disposition import DispositionState
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.units import PIECES, Measure
from qa_desktop.storage.models import Disposition, Issue, Lot, LotDecision, Part, PartCost, Promise
from qa_desktop.storage.queries import issue_figures
from qa_desktop.storage.queries.figures import Record, Scope

_DISPOSED: tuple[tuple[Loss, Any], ...] = (
    (Loss.SCRAP, Disposition.scrap),
    (Loss.REWORK, Disposition.rework),
    (Loss.REPAIR, Disposition.repair),
    (Loss.RETURN, Disposition.return_to_supplier),
)
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class CostLine:
    """One loss.  ``outside`` is whether the customer had found it; ``part`` is empty where none is stated.

    ``quantity`` is in ``unit`` (empty for pieces), 0 for amends.  ``cost`` is that of all of it, ``None`` where the part has no
    stated cost, and where what was lost is not counted in pieces: costs are those of a piece.
    """

    loss: Loss
    outside: bool
    part: str
    quantity: Decimal
    cost: Decimal | None
    currency: str
    record: Record
    unit: str = PIECES


def lines(connection: Connection, scope: Scope, first: str, last: str, offset: int) -> tuple[CostLine, ...]:
    """Return every loss of a scope; amends count on the day on which they were kept, from ``first`` to ``last``.

    Stated costs are those of the local day of the loss, by ``offset`` in minutes from UTC.
    """
    found = [
        *_rejected(connection, scope, offset),
        *_disposed(connection, scope, offset),
        *_amends(connection, scope, first, last),
    ]
    return tuple(sorted(found, key=lambda line: (line.record.at, line.record.id, line.loss), reverse=True))


def _rejected(connection: Connection, scope: Scope, offset: int) -> list[CostLine]:
    """Return what decisions rejected, less what approved dispositions of the lot say by now: that counts there.

    Dispositions are taken off the oldest decision first.
    """
    d = LotDecision
    wanted = select(d.lot_id).where(*issue_figures.decided(scope))
    price = _newest(Loss.REJECTED, d.at, offset)
    query = (
        select(d.id, d.lot_id, d.at, d.rejected, Lot.number, Lot.unit, Part.number.label("part"), *price)
        .join(Lot, Lot.id == d.lot_id)
        .join(Part, Part.id == Lot.part_id)
        .where(d.lot_id.in_(wanted), d.rejected > 0)
        .order_by(d.at, d.id)
    )
    inside = set(connection.execute(select(d.id).where(*issue_figures.decided(scope))).scalars())
    rows = connection.execute(query).all()
    covered = _covered(connection, sorted({row.lot_id for row in rows}))
    found = []
    for row in rows:
        taken = min(covered.get(row.lot_id, 0), row.rejected)
        covered[row.lot_id] = covered.get(row.lot_id, 0) - taken
        if row.rejected > taken and row.id in inside:
            record = Record("lot", row.lot_id, row.number, row.part, row.at)
            quantity = Measure(unscaled(row.rejected - taken), row.unit)
            found.append(_line(Loss.REJECTED, row.part, quantity, row.price, row.currency, record, outside=False))
    return found


def _covered(connection: Connection, lots: Sequence[str]) -> dict[str, int]:
    """Return by lot how much of it approved dispositions say something about, scaled."""
    query = (
        select(Issue.lot_id, func.sum(Disposition.quantity))
        .join(Issue, Issue.id == Disposition.issue_id)
        .where(Issue.lot_id.in_(lots), Disposition.state == DispositionState.APPROVED.value)
        .group_by(Issue.lot_id)
    )
    return {str(row[0]): int(row[1]) for row in connection.execute(query)}


def _disposed(connection: Connection, scope: Scope, offset: int) -> list[CostLine]:
    d, found = Disposition, []
    for loss, column in _DISPOSED:
        query = (
            select(
                *(d.number, d.decided_at, column.label("quantity"), Issue.id.label("issue_id"), Issue.number.label("issue")),
                *(Issue.title, Issue.kind, func.coalesce(Part.number, "").label("part")),
                func.coalesce(Lot.unit, PIECES).label("unit"),
                *_newest(loss, d.decided_at, offset),
            )
            .join(Issue, Issue.id == d.issue_id)
            .outerjoin(Part, Part.id == Issue.part_id)
            .outerjoin(Lot, Lot.id == Issue.lot_id)
            .where(d.state == DispositionState.APPROVED.value, column > 0)
            .where(d.decided_at >= scope.since, d.decided_at < scope.until, *issue_figures.of_scope(scope))
        )
        for row in connection.execute(query):
            record = Record("issue", row.issue_id, row.issue, f"{row.number}, {row.title}", row.decided_at)
            outside = row.kind == IssueKind.COMPLAINT.value
            quantity = Measure(unscaled(row.quantity), row.unit)
            found.append(_line(loss, row.part, quantity, row.price, row.currency, record, outside=outside))
    return found


def _amends(connection: Connection, scope: Scope, first: str, last: str) -> list[CostLine]:
    p = Promise
    query = (
        select(p.amount, p.currency, p.kept_on, p.words, Issue.id, Issue.number, func.coalesce(Part.number, "").label("part"))
        .join(Issue, Issue.id == p.issue_id)
        .outerjoin(Part, Part.id == Issue.part_id)
        .where(p.state == "kept", p.amount > 0, p.kept_on >= first, p.kept_on <= last, *issue_figures.of_scope(scope))
    )
    found = []
    for row in connection.execute(query):
        amount = unscaled(row.amount)
        record = Record("issue", row.id, row.number, row.words, row.kept_on, amount)
        found.append(CostLine(Loss.AMENDS, True, row.part, _ZERO, amount, row.currency, record))
    return found


def _newest(loss: Loss, moment: Any, offset: int) -> tuple[Any, Any]:
    """Return price and currency of the part on the local day of a moment: what is stated of one revision is stated of all."""
    c, revision, day = PartCost, aliased(Part), func.date(moment, f"{offset} minutes")
    revisions = select(revision.id).where(revision.number == Part.number).correlate(Part)

    def newest(column: Any, name: str) -> Any:
        query: Select[Any] = select(column).where(c.part_id.in_(revisions), c.kind == COST_OF[loss].value, c.valid_from <= day)
        return query.correlate_except(c).order_by(c.valid_from.desc(), c.id.desc()).limit(1).scalar_subquery().label(name)

    return newest(c.cost, "price"), newest(c.currency, "currency")


def _line(
    loss: Loss, part: str, quantity: Measure, price: str | None, currency: str | None, record: Record, *, outside: bool
) -> CostLine:
    cost = None if price is None or quantity.unit != PIECES else quantity.value * Decimal(price)
    counted = Record(record.kind, record.id, record.number, record.words, record.at, cost or _ZERO)
    return CostLine(loss, outside, part, quantity.value, cost, currency or "", counted, quantity.unit)
