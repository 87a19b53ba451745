"""What a reviewer has opened, all second readings, lines that wait for one, and the chain of re-inspections."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, and_, insert, select

from qa_desktop.domain.answers import Answer
from qa_desktop.domain.checklist import Item
from qa_desktop.domain.inspection import OPEN_STATES, InspectionState
from qa_desktop.domain.lines import line_id, split_line
from qa_desktop.storage.models import Answer as AnswerTable
from qa_desktop.storage.models import AnswerChange, Audit, Inspection, OpenedLine, Part, Person, SecondReading
from qa_desktop.storage.models import Item as ItemTable
from qa_desktop.storage.queries import templates
from qa_desktop.storage.queries.sample import SecondRow
from qa_desktop.storage.unit import Work


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A line that may wait for a second reading, with what stands at it."""

    inspection_id: str
    number: str
    part: str
    state: InspectionState
    round: int
    inspector: str
    line: Item
    answer: Answer


@dataclass(frozen=True, slots=True)
class LinkRow:
    """An inspection in a chain of re-inspections."""

    id: str
    number: str
    state: InspectionState
    failed: int
    total: int
    parent_id: str | None


def opened(connection: Connection, inspection_id: str, round_: int, person_id: str) -> frozenset[str]:
    """Return the lines that a reviewer opened in a round."""
    o = OpenedLine
    query = select(o.item_id, o.piece).where(o.inspection_id == inspection_id, o.round == round_, o.person_id == person_id)
    return frozenset(line_id(row.item_id, row.piece) for row in connection.execute(query))


def add_opened(work: Work, inspection_id: str, round_: int, key: str) -> bool:
    """Keep that the actor opened a line; ``False`` when that is known already."""
    item_id, piece = split_line(key)
    values = {
        "inspection_id": inspection_id,
        "round": round_,
        "item_id": item_id,
        "piece": piece,
        "person_id": work.actor_id,
    }
    known = select(OpenedLine.at).filter_by(**values)
    if work.connection.execute(known).first() is not None:
        return False
    work.connection.execute(insert(OpenedLine).values(at=work.now.utc, **values))
    return True


def all_seconds(connection: Connection, inspection_id: str) -> tuple[SecondRow, ...]:
    """Return every second reading of an inspection, oldest first."""
    s = SecondReading
    query = (
        select(s.item_id, s.piece, s.value, s.gauge, s.person_id, Person.name, s.at, s.at_offset)
        .join(Person, Person.id == s.person_id)
        .where(s.inspection_id == inspection_id)
        .order_by(s.id)
    )
    return tuple(
        SecondRow(line_id(row[0], row[1]), row[2], row[3], row[4], row[5], row[6], row[7]) for row in connection.execute(query)
    )


def waiting(connection: Connection, person_id: str) -> tuple[WaitingRow, ...]:
    """Return answered lines of open inspections that ask for a second reading and were never read by a person.

    The newest second reading is in the answer.  Whether the two agree is for whoever asks to judge.
    """
    a, i, t = AnswerTable, Inspection, ItemTable
    query = (
        select(i.id, i.number, Part.number.label("part"), i.state, i.round, Person.name, a.item_id, a.piece, a.value)
        .join(i, i.id == a.inspection_id)
        .join(t, t.id == a.item_id)
        .join(Part, Part.id == i.part_id)
        .outerjoin(Person, Person.id == i.inspector_id)
        .where(
            i.state.in_([state.value for state in OPEN_STATES]),
            t.rules.like('%"second_reading":true%'),
            a.value.is_not(None),
        )
        .order_by(i.updated_at.desc(), i.id, a.piece, t.position)
    )
    rows = connection.execute(query).all()
    inspections = {row[0] for row in rows}
    newest = {key: {s.line_id: s.value for s in all_seconds(connection, key)} for key in inspections}
    read = {key: _lines_read_by(connection, key, person_id) for key in inspections}
    return tuple(_waiting(connection, tuple(row), newest[row[0]]) for row in rows if line_id(row[6], row[7]) not in read[row[0]])


def _lines_read_by(connection: Connection, inspection_id: str, person_id: str) -> frozenset[str]:
    c = AnswerChange
    query = select(c.item_id, c.piece).where(c.inspection_id == inspection_id, c.person_id == person_id).distinct()
    return frozenset(line_id(row[0], row[1]) for row in connection.execute(query))


def _waiting(connection: Connection, row: tuple[Any, ...], seconds: dict[str, str]) -> WaitingRow:
    inspection_id, number, part, state, round_, inspector, item_id, piece, value = row
    line = templates.item_by_id(connection, line_id(item_id, piece))
    answer = replace(Answer(value), second=seconds.get(line.id))
    return WaitingRow(inspection_id, number, part, InspectionState(state), round_, inspector or "", line, answer)


def answer_moments(connection: Connection, inspection_id: str) -> tuple[tuple[str, int, str, str, str], ...]:
    """Return when answers were stored, in the order of storing: station, place in its audit chain, moment, line, act.

    The order is that of the audit chain and not of the clock, so a clock that was set back shows.
    """
    query = (
        select(Audit.station_id, Audit.seq, Audit.at, Audit.entity_id, Audit.action)
        .where(
            and_(
                Audit.entity == "answer", Audit.entity_id >= f"{inspection_id}/", Audit.entity_id < f"{inspection_id}0"
            )  # "0" follows "/" in every alphabet of the database
        )
        .order_by(Audit.station_id, Audit.seq)
    )
    skip = len(inspection_id) + 1
    return tuple((row[0], row[1], row[2], row[3][skip:], row[4]) for row in connection.execute(query))


def link(connection: Connection, inspection_id: str) -> LinkRow | None:
    """Return one inspection as a link of its chain."""
    return next(iter(_links(connection, Inspection.id == inspection_id)), None)


def earlier(connection: Connection, parent_id: str | None) -> tuple[LinkRow, ...]:
    """Return the inspections that led to a re-inspection, the first one first."""
    found: list[LinkRow] = []
    while parent_id is not None and all(one.id != parent_id for one in found):
        parent = link(connection, parent_id)
        if parent is None:
            break
        found.append(parent)
        parent_id = parent.parent_id
    return tuple(reversed(found))


def children(connection: Connection, inspection_id: str) -> tuple[LinkRow, ...]:
    """Return the re-inspections of an inspection, oldest first."""
    return _links(connection, Inspection.parent_id == inspection_id)


def _links(connection: Connection, wanted: Any) -> tuple[LinkRow, ...]:
    i = Inspection
    query = select(i.id, i.number, i.state, i.failed, i.item_total, i.parent_id).where(wanted).order_by(i.opened_at, i.id)
    return tuple(LinkRow(r[0], r[1], InspectionState(r[2]), r[3], r[4], r[5]) for r in connection.execute(query))
