"""Counts behind the figures of inspections: what passed at once, what failed, by week and by group.

One statement per question; rows are counted by the database.  Only approved inspections count, because only they stand, and each
by the moment when it was begun.  A re-inspection is never a unit of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, literal, not_, or_, select

from qa_desktop.domain.checklist import ItemKind
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.trade import company_key
from qa_desktop.storage.models import (
    Answer,
    Inspection,
    InspectionPiece,
    Item,
    LineActRow,
    Lot,
    Part,
    Station,
    Template,
    TemplateRevision,
)

_NUMERIC: Final = (ItemKind.MEASUREMENT.value, ItemKind.NUMBER.value, ItemKind.CALCULATED.value)
_AGAIN: Final = ("retest", "reject")


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: moments as UTC text (``until`` is the first one behind), and names; empty means any.

    ``part`` is a part number, ``supplier`` that of the lot, ``template`` the name of a checklist, ``station`` a code.
    """

    since: str
    until: str
    part: str = ""
    supplier: str = ""
    template: str = ""
    station: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """Inspections of a group: started, good at the first pass, their pieces, lines that were answered, lines that fail.

    Lines that were not applicable are no opportunities.
    """

    name: str
    started: int
    good: int
    units: int
    opportunities: int
    defects: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """Answers of one line that may fail, with how often they were given; whether they do is for the criteria to say."""

    item_id: str
    key: str
    text: str
    template_id: str
    template: str
    value: str | None
    na_reason: str | None
    act: str
    times: int


@dataclass(frozen=True, slots=True)
class Record:
    """A record behind a figure, with words that say what it is about.

    ``kind`` is inspection, issue, lot, order, action, lesson, certificate or request.
    ``counts`` is how much of the figure it makes up: what all records of a list count together is what the figure says.
    ``part_of`` is the key of the issue or lot that it belongs to.
    """

    kind: str
    id: str
    number: str
    words: str
    at: str
    counts: Decimal = Decimal(1)
    part_of: str = ""


GROUPS: Final[Mapping[str, tuple[Any, ...]]] = {
    "template": (Template.name,),
    "part": (Part.number,),
    "supplier": (func.coalesce(Lot.supplier, ""),),
    "station": (Station.code,),
}
"""By what inspections are grouped; the empty name is for those that have none."""


def inspected(connection: Connection, scope: Scope) -> Counted:
    """Return the counts of everything in the scope."""
    row = connection.execute(_counts(scope)).one()
    return Counted("", *(int(one or 0) for one in row))


def by_group(connection: Connection, scope: Scope, group: str) -> tuple[Counted, ...]:
    """Return the counts for each ``group`` (a name of :data:`GROUPS`), by name."""
    name = GROUPS[group][0]
    found = connection.execute(_joined(_counts(scope, name)).group_by(name).order_by(name))
    return tuple(Counted(str(row[0]), *(int(one or 0) for one in row[1:])) for row in found)


def by_week(connection: Connection, scope: Scope, begins: Sequence[str]) -> dict[int, Counted]:
    """Return the counts by the place of the week in ``begins`` (their beginnings, oldest first); empty ones are missing."""
    number = week_column(Inspection.opened_at, begins)
    found = connection.execute(_counts(scope, number).group_by(number))
    return {int(row[0]): Counted("", *(int(one or 0) for one in row[1:])) for row in found}


def week_column(moment: Any, begins: Sequence[str]) -> ColumnElement[int]:
    """Return the place of the week that holds a moment."""
    if len(begins) == 1:
        return case((moment >= "", 0), else_=0)
    return case(*((moment < after, place) for place, after in enumerate(begins[1:])), else_=len(begins) - 1)


def candidates(connection: Connection, scope: Scope) -> tuple[Candidate, ...]:
    """Return answers of failed inspections that may fail, the same answer of the same line once with its count.

    Readings that lie inside plain limits and answers that plainly pass are left out by the database.
    """
    columns = (Item.id, Item.key, Item.text, Template.id, Template.name, Answer.value, Answer.na_reason, Answer.act)
    query = _failing(select(*columns, func.count()), scope).group_by(*columns)
    return tuple(Candidate(*row) for row in connection.execute(query))


def inspections_of(connection: Connection, scope: Scope, items: Sequence[str]) -> tuple[tuple[str, Candidate], ...]:
    """Return inspection ids with the candidates among their answers to ``items``."""
    columns = (Item.id, Item.key, Item.text, Template.id, Template.name, Answer.value, Answer.na_reason, Answer.act)
    query = (
        _failing(select(Inspection.id, *columns, func.count()), scope).where(Item.id.in_(items)).group_by(Inspection.id, *columns)
    )
    return tuple((row[0], Candidate(*row[1:])) for row in connection.execute(query))


def records(connection: Connection, scope: Scope, *, which: str, group: str, name: str, limit: int) -> tuple[Record, ...]:
    """Return inspections newest first: ``which`` is all, good, not_good or failed; with a ``group``, only those of that name.

    A failed one counts as many defects as it has.
    """
    wanted = {
        "good": _first_pass(),
        "not_good": not_(_first_pass()),
        "failed": Inspection.failed > 0,
    }.get(which)
    counts = Inspection.failed if which == "failed" else literal(1)
    query = _joined(select(Inspection.id, Inspection.number, Part.number, Template.name, Inspection.opened_at, counts)).where(
        *conditions(scope)
    )
    if wanted is not None:
        query = query.where(wanted)
    if group:
        query = query.where(GROUPS[group][0] == name)
    query = query.order_by(Inspection.opened_at.desc(), Inspection.id.desc()).limit(limit)
    rows = connection.execute(query)
    return tuple(Record("inspection", row[0], row[1], f"{row[2]}, {row[3]}", row[4], Decimal(row[5])) for row in rows)


def records_by_id(connection: Connection, ids: Sequence[str], limit: int) -> tuple[Record, ...]:
    """Return these inspections, newest first."""
    query = _joined(select(Inspection.id, Inspection.number, Part.number, Template.name, Inspection.opened_at))
    query = query.where(Inspection.id.in_(ids)).order_by(Inspection.opened_at.desc(), Inspection.id.desc()).limit(limit)
    return tuple(Record("inspection", row[0], row[1], f"{row[2]}, {row[3]}", row[4]) for row in connection.execute(query))


def conditions(scope: Scope) -> list[ColumnElement[bool]]:
    """Return what an inspection of the scope fulfils."""
    i = Inspection
    found: list[Any] = [
        i.state == InspectionState.APPROVED.value,
        i.opened_at >= scope.since,
        i.opened_at < scope.until,
        i.parent_id.is_(None),
    ]
    if scope.part:
        found.append(i.part_id.in_(select(Part.id).where(Part.number == scope.part)))
    if scope.supplier:
        found.append(i.lot_id.in_(select(Lot.id).where(Lot.supplier_key == company_key(scope.supplier))))
    if scope.template:
        revisions = select(TemplateRevision.id).join(Template, Template.id == TemplateRevision.template_id)
        found.append(i.revision_id.in_(revisions.where(Template.name == scope.template)))
    if scope.station:
        found.append(i.station_id.in_(select(Station.id).where(Station.code == scope.station)))
    return found


def _counts(scope: Scope, *keys: Any) -> Select[*tuple[Any, ...]]:
    i, p, a = Inspection, InspectionPiece, Answer
    pieces = select(func.count()).where(p.inspection_id == i.id).correlate(i).scalar_subquery()
    left_out = select(func.count()).where(a.inspection_id == i.id, a.na_reason.is_not(None)).correlate(i).scalar_subquery()
    return (
        select(
            *keys,
            func.count(),
            func.sum(case((_first_pass(), 1), else_=0)),
            func.sum(case((pieces > 0, pieces), else_=1)),
            func.sum(i.answered - left_out),
            func.sum(i.failed),
        )
        .select_from(i)
        .where(*conditions(scope))
    )


def _first_pass() -> ColumnElement[bool]:
    """Return what is good at the first pass: no failing line, never returned, no reading taken again or refused."""
    again = exists(
        select(LineActRow.id).where(LineActRow.inspection_id == Inspection.id, LineActRow.act.in_(_AGAIN)).correlate(Inspection)
    )
    return and_(Inspection.failed == 0, Inspection.round == 1, not_(again))


def _joined(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        query.join(Part, Part.id == Inspection.part_id)
        .join(TemplateRevision, TemplateRevision.id == Inspection.revision_id)
        .join(Template, Template.id == TemplateRevision.template_id)
        .join(Station, Station.id == Inspection.station_id)
        .outerjoin(Lot, Lot.id == Inspection.lot_id)
    )


def _failing(query: Select[*tuple[Any, ...]], scope: Scope) -> Select[*tuple[Any, ...]]:
    a, item = Answer, Item
    plain = and_(item.kind.in_(_NUMERIC), item.rules == "", a.value_scaled.is_not(None))
    outside = or_(a.value_scaled < item.lower_scaled, a.value_scaled > item.upper_scaled)
    passing = or_(
        and_(item.kind == ItemKind.CONFORMITY.value, a.value == "pass"),
        and_(item.kind == ItemKind.YES_NO.value, a.value == item.expected),
        and_(item.kind == ItemKind.DEFECTS.value, a.value == "{}"),
    )
    may_fail = or_(
        a.act == "reject", and_(plain, func.coalesce(outside, False)), and_(not_(plain), not_(func.coalesce(passing, False)))
    )
    return (
        query.select_from(Inspection)
        .join(a, a.inspection_id == Inspection.id)
        .join(item, item.id == a.item_id)
        .join(TemplateRevision, TemplateRevision.id == item.revision_id)
        .join(Template, Template.id == TemplateRevision.template_id)
        .where(*conditions(scope), Inspection.failed > 0, may_fail)
    )
