"""Counts behind the figures of the issue log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, select

from qa_desktop.domain.issue import OPEN_ISSUE_STATES, IssueKind, IssueState
from qa_desktop.domain.trade import company_key
from qa_desktop.storage.models import (
    CauseCodeRow,
    CauseNodeRow,
    Inspection,
    Issue,
    Lot,
    LotDecision,
    Part,
    Station,
    Template,
    TemplateRevision,
)
from qa_desktop.storage.queries.figures import Record, Scope, week_column
from qa_desktop.storage.queries.issue_due import is_overdue

_OPEN = tuple(sorted(state.value for state in OPEN_ISSUE_STATES))


@dataclass(frozen=True, slots=True)
class Grouping:
    """By what issues are grouped.  ``column`` is the name of the group; ``joins`` are (table, condition) for outer joins."""

    title: str
    column: Any
    joins: tuple[tuple[Any, Any], ...] = ()


def _cause(track: str) -> Any:
    """Return the code of the first root cause of an issue on a track; an issue counts once, whatever else contributed."""
    node, code = CauseNodeRow, CauseCodeRow
    found = (
        select(code.code)
        .join(node, node.code_id == code.id)
        .where(node.issue_id == Issue.id, node.track == track, node.removed_at.is_(None))
        .order_by(node.id)
        .limit(1)
        .correlate(Issue)
    )
    return func.coalesce(found.scalar_subquery(), "")


GROUPINGS: dict[str, Grouping] = {
    "failure_code": Grouping("failure code", Issue.failure_code),
    "cause": Grouping("cause of occurrence", _cause("occurrence")),
    "detection": Grouping("cause of non-detection", _cause("detection")),
    "kind": Grouping("kind", Issue.kind),
    "severity": Grouping("severity", Issue.severity),
    "part": Grouping("part", func.coalesce(Part.number, ""), ((Part, Part.id == Issue.part_id),)),
    "supplier": Grouping("supplier", func.coalesce(Lot.supplier_key, ""), ((Lot, Lot.id == Issue.lot_id),)),
    "station": Grouping("station", func.coalesce(Station.code, ""), ((Station, Station.id == Issue.station_id),)),
}
"""Every grouping by name.  Suppliers are grouped by the key of their name, however it was typed.

What says more of an issue (a failure code, a cause) is added with :func:`add_grouping`.
"""


def add_grouping(name: str, grouping: Grouping) -> None:
    """Let issues be grouped by something else; a name that is taken already is a mistake of the program."""
    if name in GROUPINGS:
        raise ValueError(f"issues are grouped by {name} already")
    GROUPINGS[name] = grouping


@dataclass(frozen=True, slots=True)
class OpenCounts:
    """Open issues now: all, overdue, and by age in the order of the classes that were asked for."""

    open: int
    overdue: int
    by_age: tuple[int, ...]
    overdue_by_age: tuple[int, ...]


def counted(connection: Connection, scope: Scope, group: str) -> dict[str, int]:
    """Return how many issues were logged for each group; the empty name is for those that have none."""
    grouping = GROUPINGS[group]
    query = (
        _grouped(select(grouping.column, func.count()).select_from(Issue), grouping)
        .where(*_logged(scope))
        .group_by(grouping.column)
    )
    return {str(row[0] or ""): int(row[1]) for row in connection.execute(query)}


def logged(connection: Connection, scope: Scope) -> tuple[int, int, int]:
    """Return how many issues were logged, and of these nonconformities (found inside) and complaints (found by customers)."""
    kinds = [func.sum(case((Issue.kind == kind.value, 1), else_=0)) for kind in (IssueKind.NONCONFORMITY, IssueKind.COMPLAINT)]
    row = connection.execute(select(func.count(), *kinds).select_from(Issue).where(*_logged(scope))).one()
    return int(row[0]), int(row[1] or 0), int(row[2] or 0)


def logged_by_week(connection: Connection, scope: Scope, begins: Sequence[str]) -> dict[int, int]:
    """Return how many issues were logged in each week, by its place in ``begins``."""
    number = week_column(Issue.raised_at, begins)
    found = connection.execute(select(number, func.count()).select_from(Issue).where(*_logged(scope)).group_by(number))
    return {int(row[0]): int(row[1]) for row in found}


def open_now(connection: Connection, scope: Scope, now: str, edges: Sequence[tuple[str, str]]) -> OpenCounts:
    """Return the open issues of the scope whenever they were logged; ``edges`` are (after, up to) moments of each age."""
    late = is_overdue(now)
    ages = [and_(Issue.raised_at > after, Issue.raised_at <= upto) for after, upto in edges]
    sums = [func.sum(case((one, 1), else_=0)) for one in (late, *ages, *(and_(age, late) for age in ages))]
    row = connection.execute(select(func.count(), *sums).select_from(Issue).where(*_open(scope))).one()
    numbers = [int(one or 0) for one in row]
    return OpenCounts(numbers[0], numbers[1], tuple(numbers[2 : 2 + len(ages)]), tuple(numbers[2 + len(ages) :]))


def records(
    connection: Connection, scope: Scope, *, which: str, group: str, name: str, now: str, age: tuple[str, str] | None, limit: int
) -> tuple[Record, ...]:
    """Return issues newest first: ``which`` is logged, open or overdue; of a group or an age, if one is given."""
    wanted = _logged(scope) if which == "logged" else _open(scope)
    if which == "overdue":
        wanted.append(is_overdue(now))
    if age is not None:
        wanted.append(and_(Issue.raised_at > age[0], Issue.raised_at <= age[1]))
    query = select(Issue.id, Issue.number, Issue.title, Issue.raised_at).select_from(Issue)
    if group:
        grouping = GROUPINGS[group]
        query = _grouped(query, grouping)
        wanted.append(func.coalesce(grouping.column, "") == name)
    query = query.where(*wanted).order_by(Issue.raised_at.desc(), Issue.id.desc()).limit(limit)
    return tuple(Record("issue", *row) for row in connection.execute(query))


def _grouped(query: Select[*tuple[Any, ...]], grouping: Grouping) -> Select[*tuple[Any, ...]]:
    for table, condition in grouping.joins:
        query = query.outerjoin(table, condition)
    return query


def _logged(scope: Scope) -> list[ColumnElement[bool]]:
    during: list[Any] = [
        Issue.raised_at >= scope.since,
        Issue.raised_at < scope.until,
        Issue.state != IssueState.REJECTED.value,
    ]
    return [*during, *of_scope(scope)]


def _open(scope: Scope) -> list[ColumnElement[bool]]:
    return [Issue.state.in_(_OPEN), *of_scope(scope)]


def of_scope(scope: Scope) -> list[ColumnElement[bool]]:
    """Return what an issue of the scope fulfils, whenever it was logged."""
    found: list[Any] = []
    if scope.part:
        found.append(Issue.part_id.in_(select(Part.id).where(Part.number == scope.part)))
    if scope.supplier:
        found.append(Issue.lot_id.in_(select(Lot.id).where(Lot.supplier_key == company_key(scope.supplier))))
    if scope.template:
        found.append(Issue.inspection_id.in_(_of_template(scope.template)))
    if scope.station:
        found.append(Issue.station_id.in_(select(Station.id).where(Station.code == scope.station)))
    return found


def decided(scope: Scope) -> list[ColumnElement[bool]]:
    """Return what a decision of the scope fulfils that rejected something of a lot."""
    d = LotDecision
    found: list[Any] = [d.at >= scope.since, d.at < scope.until, d.rejected > 0]
    if scope.part:
        found.append(d.lot_id.in_(select(Lot.id).join(Part, Part.id == Lot.part_id).where(Part.number == scope.part)))
    if scope.supplier:
        found.append(d.lot_id.in_(select(Lot.id).where(Lot.supplier_key == company_key(scope.supplier))))
    if scope.template:
        found.append(d.inspection_id.in_(_of_template(scope.template)))
    if scope.station:
        stations = select(Inspection.id).join(Station, Station.id == Inspection.station_id).where(Station.code == scope.station)
        found.append(d.inspection_id.in_(stations))
    return found


def _of_template(name: str) -> Select[*tuple[Any, ...]]:
    return (
        select(Inspection.id)
        .join(TemplateRevision, TemplateRevision.id == Inspection.revision_id)
        .join(Template, Template.id == TemplateRevision.template_id)
        .where(Template.name == name)
    )
