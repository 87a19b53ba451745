"""Lots: pages of them, their inspections and decisions, the results of their plans, and what happened to a series."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, insert, select, update

from qa_desktop.domain.decimals import scaled, unscaled
from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.ids import lot_decision_number
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.lot import Balance, Decided, LotSource, LotState
from qa_desktop.domain.sampling import PinnedPlan
from qa_desktop.domain.trade import company_key
from qa_desktop.storage.models import (
    Counter,
    Inspection,
    Lot,
    LotDecision,
    Part,
    Person,
    PlanResult,
    Station,
    Template,
    TemplateRevision,
    WorkOrder,
)
from qa_desktop.storage.models import PinnedPlan as PlanTable
from qa_desktop.storage.queries.inspections import escape_like
from qa_desktop.storage.queries.typed import words_to_find
from qa_desktop.storage.unit import Work, new_id

COUNTER = "lot_decision"


@dataclass(frozen=True, slots=True)
class LotFilter:
    """Which lots a list shows.  Every word of ``text`` must occur in the lot, part, order or supplier."""

    states: tuple[LotState, ...] = ()
    part: str = ""
    supplier: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot as lists show it, with where its quantity lies.

    ``quantity`` is the text as typed, empty when not known; ``unit`` that of all its quantities, empty for pieces.
    """

    id: str
    number: str
    state: LotState
    part_id: str
    part_number: str
    part_name: str
    part_revision: str
    order: str
    supplier: str
    quantity: str
    created_at: str
    updated_at: str
    balance: Balance
    unit: str = ""


@dataclass(frozen=True, slots=True)
class LotInspectionRow:
    """An inspection of a lot."""

    id: str
    number: str
    state: InspectionState
    type: str
    template: str
    inspector: str
    covers: str
    opened_at: str
    opened_offset: int
    parent_id: str | None
    item_total: int
    answered: int
    failed: int


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A signed decision on a lot; quantities are decimals."""

    id: str
    number: str
    lot_id: str
    decided: Decided
    inspection_number: str
    reason: str
    person_id: str
    printed_name: str
    at: str
    at_offset: int
    content: str
    content_digest: str
    file: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class SignedFile:
    """The signed file of a decision, as the reports folder knows files."""

    number: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PlanResultRow:
    """The newest result of a plan."""

    plan_id: str
    nonconforming: int
    accepted: bool
    original: bool
    at: str


def page(connection: Connection, wanted: LotFilter, *, after: str = "", limit: int = 100) -> tuple[LotRow, ...]:
    """Return the next page, newest lot first; ``after`` is the key of the last row seen."""
    query = _rows().where(_where(wanted)).order_by(Lot.id.desc()).limit(limit)
    if after:
        query = query.where(Lot.id < after)
    return tuple(_lot(row) for row in connection.execute(query).mappings())


def count(connection: Connection, wanted: LotFilter) -> int:
    """Return how many lots match."""
    query = select(func.count()).select_from(Lot).join(Part, Part.id == Lot.part_id)
    query = query.outerjoin(WorkOrder, WorkOrder.id == Lot.order_id).where(_where(wanted))
    return int(connection.execute(query).scalar_one())


def by_id(connection: Connection, lot_id: str) -> LotRow:
    """Return one lot; raises :class:`NotFoundError`."""
    row = connection.execute(_rows().where(Lot.id == lot_id)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("This lot does not exist. Go back to the list and choose again.")
    return _lot(row)


def by_number(connection: Connection, number: str) -> tuple[LotRow, ...]:
    """Return the lots of this number; different parts may have lots of the same number."""
    return tuple(_lot(row) for row in connection.execute(_rows().where(Lot.number == number).order_by(Lot.id)).mappings())


def of_part(connection: Connection, part_id: str) -> bool:
    """Return whether any lot of a part is known."""
    return connection.execute(select(Lot.id).where(Lot.part_id == part_id).limit(1)).first() is not None


def inspections_of(connection: Connection, lot_id: str) -> tuple[LotInspectionRow, ...]:
    """Return the inspections of a lot, oldest first."""
    i = Inspection
    query = (
        select(
            i.id,
            i.number,
            i.state,
            i.type,
            Template.name,
            func.coalesce(Person.name, ""),
            i.covers,
            i.opened_at,
            i.opened_offset,
            i.parent_id,
            i.item_total,
            i.answered,
            i.failed,
        )
        .join(TemplateRevision, TemplateRevision.id == i.revision_id)
        .join(Template, Template.id == TemplateRevision.template_id)
        .outerjoin(Person, Person.id == i.inspector_id)
        .where(i.lot_id == lot_id)
        .order_by(i.id)
    )
    return tuple(LotInspectionRow(row[0], row[1], InspectionState(row[2]), *tuple(row)[3:]) for row in connection.execute(query))


def decisions_of(connection: Connection, lot_id: str) -> tuple[DecisionRow, ...]:
    """Return the decisions on a lot, oldest first."""
    query = _decisions().where(LotDecision.lot_id == lot_id).order_by(LotDecision.id)
    return tuple(_decision(row) for row in connection.execute(query).mappings())


def decision_by_id(connection: Connection, decision_id: str) -> DecisionRow:
    """Return one decision; raises :class:`NotFoundError`."""
    row = connection.execute(_decisions().where(LotDecision.id == decision_id)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("This decision does not exist. Open the lot again.")
    return _decision(row)


def all_decisions(connection: Connection) -> tuple[DecisionRow, ...]:
    """Return every decision, oldest first, for checks."""
    return tuple(_decision(row) for row in connection.execute(_decisions().order_by(LotDecision.id)).mappings())


def signed_files(connection: Connection) -> tuple[SignedFile, ...]:
    """Return the file of every decision, for finishing what was interrupted."""
    query = select(LotDecision.number, LotDecision.file, LotDecision.sha256).order_by(LotDecision.id)
    return tuple(SignedFile(*row) for row in connection.execute(query))


def upcoming_number(connection: Connection, station_id: str) -> str:
    """Return the number that the next decision of a station will get; it is taken only in the transaction that records it."""
    last = connection.execute(select(Counter.last).where(Counter.station_id == station_id, Counter.kind == COUNTER)).scalar()
    code = connection.execute(select(Station.code).where(Station.id == station_id)).scalar_one()
    return lot_decision_number(code, int(last or 0) + 1)


def add_decision(work: Work, lot_id: str, decided: Decided, **values: Any) -> str:
    """Record a signed decision; return its key."""
    key = new_id()
    work.connection.execute(
        insert(LotDecision).values(
            id=key,
            lot_id=lot_id,
            inspection_id=decided.inspection_id,
            source=decided.source.value,
            inspected=scaled(decided.inspected),
            accepted=scaled(decided.accepted),
            rejected=scaled(decided.rejected),
            held=scaled(decided.held),
            person_id=work.actor_id,
            **values,
        )
    )
    return key


def set_state(work: Work, lot_id: str, state: LotState) -> None:
    """Keep what the decisions say, for lists."""
    work.connection.execute(update(Lot).where(Lot.id == lot_id).values(state=state.value, updated_at=work.now.utc))


def is_original(connection: Connection, inspection_id: str, plan: PinnedPlan) -> bool:
    """Return whether the goods are submitted to the series of ``plan`` for the first time.

    Not original are re-inspections, and lots of which earlier inspections by the same series, together with this one, looked at
    more than there is.
    """
    i, p = Inspection, PlanTable
    query = select(i.parent_id, i.lot_id, Lot.quantity_scaled).outerjoin(Lot, Lot.id == i.lot_id).where(i.id == inspection_id)
    row = connection.execute(query).one()
    if row.parent_id is not None:
        return False
    if row.lot_id is None:
        return True
    earlier = (
        select(func.coalesce(func.sum(p.lot_size), 0))
        .join(i, i.id == p.inspection_id)
        .where(i.lot_id == row.lot_id, i.id < inspection_id, i.state != InspectionState.VOID.value, p.series == plan.series)
    )
    before = int(connection.execute(earlier).scalar_one())
    whole = unscaled(row.quantity_scaled) if row.quantity_scaled is not None else Decimal(0)
    return not before or before + plan.lot_size <= whole


def add_result(work: Work, plan_id: str, *, nonconforming: int, accepted: bool, original: bool) -> None:
    """Keep what a plan found; the newest row of a plan counts."""
    work.connection.execute(
        insert(PlanResult).values(
            id=new_id(),
            plan_id=plan_id,
            nonconforming=nonconforming,
            accepted=int(accepted),
            original=int(original),
            person_id=work.actor_id,
            at=work.now.utc,
        )
    )


def results(connection: Connection, plan_ids: Iterable[str]) -> dict[str, PlanResultRow]:
    """Return the newest result of each plan that has one."""
    r = PlanResult
    query = select(r.plan_id, r.nonconforming, r.accepted, r.original, r.at).where(r.plan_id.in_(list(plan_ids))).order_by(r.id)
    return {
        row.plan_id: PlanResultRow(row.plan_id, row.nonconforming, bool(row.accepted), bool(row.original), row.at)
        for row in connection.execute(query)
    }


def _sum(column: Any, *conditions: ColumnElement[bool]) -> Any:
    found = select(func.coalesce(func.sum(column), 0)).where(LotDecision.lot_id == Lot.id, *conditions)
    return found.correlate(Lot).scalar_subquery()


@cache
def _rows() -> Select[*tuple[Any, ...]]:
    d = LotDecision
    query: Select[*tuple[Any, ...]] = (
        select(
            Lot.id,
            Lot.number,
            Lot.state,
            Lot.part_id,
            Part.number.label("part_number"),
            Part.name.label("part_name"),
            Part.revision.label("part_revision"),
            func.coalesce(WorkOrder.number, "").label("order"),
            Lot.supplier,
            Lot.quantity,
            Lot.unit,
            Lot.created_at,
            Lot.updated_at,
            Lot.quantity_scaled.label("whole"),
            _sum(d.inspected, d.source == "waiting").label("from_waiting"),
            _sum(d.inspected, d.source == "held").label("from_held"),
            _sum(d.inspected, d.source == "accepted").label("from_accepted"),
            _sum(d.accepted).label("to_accepted"),
            _sum(d.rejected).label("to_rejected"),
            _sum(d.held).label("to_held"),
        )
        .join(Part, Part.id == Lot.part_id)
        .outerjoin(WorkOrder, WorkOrder.id == Lot.order_id)
    )
    return query


def _lot(row: Any) -> LotRow:
    whole = None if row["whole"] is None else unscaled(row["whole"])
    balance = Balance(
        whole,
        unscaled((row["whole"] or 0) - row["from_waiting"]),
        unscaled(row["to_held"] - row["from_held"]),
        unscaled(row["to_accepted"] - row["from_accepted"]),
        unscaled(row["to_rejected"]),
    )
    names = (
        *("id", "number", "part_id", "part_number", "part_name", "part_revision", "order", "supplier", "quantity"),
        *("unit", "created_at", "updated_at"),
    )
    values: dict[str, Any] = {name: row[name] for name in names}
    return LotRow(**values, state=LotState(row["state"]), balance=balance)


@cache
def _decisions() -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = select(
        *LotDecision.__table__.c, func.coalesce(Inspection.number, "").label("inspection_number")
    ).outerjoin(Inspection, Inspection.id == LotDecision.inspection_id)
    return query


def _decision(row: Any) -> DecisionRow:
    amounts = {name: unscaled(row[name]) for name in ("inspected", "accepted", "rejected", "held")}
    decided = Decided(LotSource(row["source"]), **amounts, inspection_id=row["inspection_id"], at=row["at"])
    names = (
        *("id", "number", "lot_id", "inspection_number", "reason", "person_id", "printed_name", "at", "at_offset", "content"),
        *("content_digest", "file", "sha256", "size"),
    )
    values: dict[str, Any] = {name: row[name] for name in names}
    return DecisionRow(**values, decided=decided)


def _where(wanted: LotFilter) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = [Lot.id.is_not(None)]
    if wanted.states:
        parts.append(Lot.state.in_([state.value for state in wanted.states]))
    if wanted.part:
        parts.append(Part.number == wanted.part)
    if wanted.supplier:
        parts.append(Lot.supplier_key == company_key(wanted.supplier))
    said = Lot.number + " " + Part.number + " " + Part.name + " " + Lot.supplier + " " + func.coalesce(WorkOrder.number, "")
    parts += [said.ilike(f"%{escape_like(word)}%", escape="!") for word in words_to_find(wanted.text)]
    return and_(*parts)
