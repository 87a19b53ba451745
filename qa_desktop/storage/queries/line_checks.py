"""Statements for checking acts on lines, second readings and results of plans: read everything, change nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, select

from qa_desktop.domain.lines import line_id
from qa_desktop.storage.models import (
    Answer,
    AnswerChange,
    Audit,
    Inspection,
    InspectionPiece,
    LineActRow,
    PinnedPlan,
    PlanResult,
    SecondReading,
)

_ACTS = ("line.retract", "line.retest", "line.reject")
_SECOND = "second.give"


@dataclass(frozen=True, slots=True)
class ResultRow:
    """The newest result of a plan as it was kept."""

    plan_id: str
    nonconforming: int
    accepted: bool


def results_of(connection: Connection, inspection_id: str) -> dict[str, ResultRow]:
    """Return the newest result of each plan of an inspection by the key of the plan."""
    query = (
        select(PlanResult.plan_id, PlanResult.nonconforming, PlanResult.accepted)
        .join(PinnedPlan, PinnedPlan.id == PlanResult.plan_id)
        .where(PinnedPlan.inspection_id == inspection_id)
        .order_by(PlanResult.id)
    )
    return {row.plan_id: ResultRow(row.plan_id, row.nonconforming, bool(row.accepted)) for row in connection.execute(query)}


def seconds_by_the_first_reader(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield inspection number and line of second readings by somebody who also answered the line."""
    s, c = SecondReading, AnswerChange
    same = and_(
        c.inspection_id == s.inspection_id, c.item_id == s.item_id, c.piece == s.piece, c.person_id == s.person_id, c.at <= s.at
    )
    query = (
        select(Inspection.number, s.item_id, s.piece)
        .join(Inspection, Inspection.id == s.inspection_id)
        .where(select(c.id).where(same).exists())
        .distinct()
    )
    for row in connection.execute(query):
        yield row.number, line_id(row.item_id, row.piece)


def marks_unlike_changes(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield inspection number and line of answers whose source, gauge or act is not that of their newest change."""
    a, c = Answer, AnswerChange
    newest = and_(c.inspection_id == a.inspection_id, c.item_id == a.item_id, c.piece == a.piece, c.change == a.changes)
    query = (
        select(Inspection.number, a.item_id, a.piece)
        .join(Inspection, Inspection.id == a.inspection_id)
        .join(c, newest)
        .where((a.act != c.act) | (a.source != c.source) | (a.gauge != c.gauge))
    )
    for row in connection.execute(query):
        yield row.number, line_id(row.item_id, row.piece)


def marks_without_act(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """Yield inspection number, line and act of answers that bear an act which nobody recorded."""
    a, r = Answer, LineActRow
    same = and_(r.inspection_id == a.inspection_id, r.item_id == a.item_id, r.piece == a.piece, r.act == a.act)
    query = (
        select(Inspection.number, a.item_id, a.piece, a.act)
        .join(Inspection, Inspection.id == a.inspection_id)
        .where(a.act != "", ~select(r.id).where(same).exists())
    )
    for row in connection.execute(query):
        yield row.number, line_id(row.item_id, row.piece), row.act


def rejects_without_mark(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield inspection number and line where a reject was recorded that no answer ever bore."""
    r, c = LineActRow, AnswerChange
    same = and_(c.inspection_id == r.inspection_id, c.item_id == r.item_id, c.piece == r.piece, c.act == r.act)
    query = (
        select(Inspection.number, r.item_id, r.piece)
        .join(Inspection, Inspection.id == r.inspection_id)
        .where(r.act == "reject", ~select(c.id).where(same).exists())
        .distinct()
    )
    for row in connection.execute(query):
        yield row.number, line_id(row.item_id, row.piece)


def lines_unlike_audit(connection: Connection) -> tuple[str, ...]:
    """Return ``inspection/line`` of acts and second readings that are not those of the audit chain."""
    r, s = LineActRow, SecondReading
    held: Counter[tuple[Any, ...]] = Counter()
    for row in connection.execute(select(r.inspection_id, r.item_id, r.piece, r.act, r.reason, r.round, r.person_id)):
        key = f"{row.inspection_id}/{line_id(row.item_id, row.piece)}"
        held[key, f"line.{row.act}", row.reason, row.round, row.person_id] += 1
    for one in connection.execute(select(s.inspection_id, s.item_id, s.piece, s.value, s.round, s.person_id)):
        held[f"{one.inspection_id}/{line_id(one.item_id, one.piece)}", _SECOND, one.value, one.round, one.person_id] += 1
    said = Counter(_told(connection))
    return tuple(sorted({fact[0] for fact in held.keys() | said.keys() if held[fact] != said[fact]}))


def _told(connection: Connection) -> Iterable[tuple[Any, ...]]:
    query = select(Audit.entity_id, Audit.action, Audit.actor_id, Audit.body).where(
        Audit.entity == "line", Audit.action.in_((*_ACTS, _SECOND))
    )
    for row in connection.execution_options(yield_per=2000).execute(query):
        details = json.loads(row.body)["details"]
        what = details["value"] if row.action == _SECOND else details["reason"]
        yield row.entity_id, row.action, what, details["round"], row.actor_id


def pieces_in_gaps(connection: Connection) -> Iterator[str]:
    """Yield the numbers of inspections whose answers name a piece that their sample does not have."""
    a, p = Answer, InspectionPiece
    there = select(p.number).where(p.inspection_id == a.inspection_id, p.number == a.piece).exists()
    query = select(Inspection.number).join(a, a.inspection_id == Inspection.id).where(a.piece > 0, ~there).distinct()
    yield from connection.execute(query).scalars()
