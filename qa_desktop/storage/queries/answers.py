"""Answers and their history.  The statements of the answer path are built once."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, and_, bindparam, insert, select, update

from qa_desktop.domain.answers import BLANK, Answer, LineAct, Source
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.decimals import scaled
from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.lines import line_id, split_line
from qa_desktop.storage.models import Answer as AnswerTable
from qa_desktop.storage.models import AnswerChange, Audit, Inspection, Issue, LineActRow, Person, Photo, SecondReading
from qa_desktop.storage.models import Item as ItemTable
from qa_desktop.storage.prepared import Prepared
from qa_desktop.storage.queries.inspections import HEAD_COLUMNS, Head, head_of
from qa_desktop.storage.unit import Work, new_id

_A = AnswerTable.__table__
_NUMERIC = frozenset({ItemKind.MEASUREMENT, ItemKind.NUMBER, ItemKind.CALCULATED})

_STANDING = (_A.c.value, _A.c.na_reason, _A.c.note, _A.c.source, _A.c.gauge, _A.c.act)
_LINE = (_A.c.inspection_id == bindparam("inspection"), _A.c.item_id == bindparam("item"), _A.c.piece == bindparam("at_piece"))
_ONE = select(*_STANDING, _A.c.changes).where(*_LINE)
_WITH_HEAD = Prepared(
    select(*HEAD_COLUMNS, *_STANDING, _A.c.changes)
    .select_from(Inspection)
    .outerjoin(
        _A, and_(_A.c.inspection_id == Inspection.id, _A.c.item_id == bindparam("item"), _A.c.piece == bindparam("at_piece"))
    )
    .where(Inspection.id == bindparam("inspection"))
)
_ADD = Prepared(insert(AnswerTable))
_CHANGE = Prepared(
    update(AnswerTable)
    .where(*_LINE)
    .values(
        value=bindparam("new_value"),
        value_scaled=bindparam("new_scaled"),
        na_reason=bindparam("new_na"),
        note=bindparam("new_note"),
        answered_by=bindparam("person"),
        answered_at=bindparam("at"),
        answered_offset=bindparam("offset"),
        changes=bindparam("new_changes"),
        version=bindparam("new_changes"),
        source=bindparam("new_source"),
        gauge=bindparam("new_gauge"),
        act=bindparam("new_act"),
    )
)
_HISTORY = Prepared(insert(AnswerChange))


@dataclass(frozen=True, slots=True)
class Stored:
    """An answer as it stands, with how often it was changed (0: never answered)."""

    answer: Answer
    changes: int


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer with who gave it and when."""

    item_id: str
    answer: Answer
    by: str
    at: str
    offset: int


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change of an answer."""

    item_id: str
    change: int
    old: Answer
    new: Answer
    reason: str
    person_id: str
    by: str
    at: str
    offset: int
    round: int


def current(connection: Connection, inspection_id: str, item_id: str) -> Stored:
    """Return the answer to one item; one row by its key."""
    item, piece = split_line(item_id)
    row = connection.execute(_ONE, {"inspection": inspection_id, "item": item, "at_piece": piece}).first()
    return Stored(BLANK, 0) if row is None else _stored(tuple(row))


def current_with_head(connection: Connection, inspection_id: str, item_id: str) -> tuple[Head, Stored]:
    """Return the head of an inspection and the answer to one item in one step, as the answer path needs them."""
    item, piece = split_line(item_id)
    row = _WITH_HEAD(connection, {"inspection": inspection_id, "item": item, "at_piece": piece}).first()
    if row is None:
        raise NotFoundError("This inspection does not exist. Go back to the list and choose again.")
    values = tuple(row)
    return head_of(values[:-7]), Stored(BLANK, 0) if values[-1] is None else _stored(values[-7:])


def _stored(values: tuple[Any, ...]) -> Stored:
    value, na_reason, note, source, gauge, act, changes = values
    return Stored(Answer(value, na_reason, note, source=Source(source), gauge=gauge, act=LineAct(act)), changes)


def revision_of_item(connection: Connection, item_id: str) -> str:
    """Return the revision that a line belongs to; empty when there is no such item."""
    key, _ = split_line(item_id)
    return str(connection.execute(select(ItemTable.revision_id).where(ItemTable.id == key)).scalar() or "")


def put(work: Work, inspection_id: str, item: Item, old: Stored, new: Answer, *, reason: str, round_: int) -> int:
    """Store ``new`` over ``old`` with its history, and return the number of this change."""
    connection, number, actor = work.connection, old.changes + 1, work.actor_id
    item_id, piece = split_line(item.id)
    number_value = _scaled(item, new.value)
    if old.changes == 0:
        _ADD(
            connection,
            {
                "inspection_id": inspection_id,
                "item_id": item_id,
                "piece": piece,
                "value": new.value,
                "value_scaled": number_value,
                "unit": item.unit,
                "na_reason": new.na_reason,
                "note": new.note,
                "answered_by": actor,
                "answered_at": work.now.utc,
                "answered_offset": work.now.offset,
                "changes": 1,
                "version": 1,
                "source": new.source.value,
                "gauge": new.gauge,
                "act": new.act.value,
            },
        )
    else:
        _CHANGE(
            connection,
            {
                "inspection": inspection_id,
                "item": item_id,
                "at_piece": piece,
                "new_value": new.value,
                "new_scaled": number_value,
                "new_na": new.na_reason,
                "new_note": new.note,
                "person": actor,
                "at": work.now.utc,
                "offset": work.now.offset,
                "new_changes": number,
                "new_source": new.source.value,
                "new_gauge": new.gauge,
                "new_act": new.act.value,
            },
        )
    _keep(work, inspection_id, (item_id, piece), old.answer, new, number, reason, round_)
    return number


def _keep(
    work: Work, inspection_id: str, line: tuple[str, int], old: Answer, new: Answer, number: int, reason: str, round_: int
) -> None:
    """Append a change to the history."""
    _HISTORY(
        work.connection,
        {
            "id": new_id(),
            "inspection_id": inspection_id,
            "item_id": line[0],
            "piece": line[1],
            "change": number,
            "old_value": old.value,
            "old_na": old.na_reason,
            "old_note": old.note,
            "new_value": new.value,
            "new_na": new.na_reason,
            "new_note": new.note,
            "reason": reason,
            "person_id": work.actor_id,
            "station_id": work.station_id,
            "at": work.now.utc,
            "at_offset": work.now.offset,
            "round": round_,
            "source": new.source.value,
            "gauge": new.gauge,
            "act": new.act.value,
        },
    )


def of_items(connection: Connection, inspection_id: str, item_ids: frozenset[str]) -> dict[str, Stored]:
    """Return the answers of some items at all pieces, by the keys of their lines."""
    query = select(_A.c.item_id, _A.c.piece, *_STANDING, _A.c.changes).where(
        _A.c.inspection_id == inspection_id, _A.c.item_id.in_(sorted(item_ids))
    )
    return {line_id(row[0], row[1]): _stored(tuple(row)[2:]) for row in connection.execute(query)}


def all_answers(connection: Connection, inspection_id: str) -> tuple[AnswerRow, ...]:
    """Return all answers of an inspection by the keys of their lines (photo counts and second readings are not filled in)."""
    query = (
        select(_A.c.item_id, _A.c.piece, *_STANDING, _A.c.changes, Person.name, _A.c.answered_at, _A.c.answered_offset)
        .join(Person, Person.id == _A.c.answered_by)
        .where(_A.c.inspection_id == inspection_id)
    )
    return tuple(
        AnswerRow(line_id(row[0], row[1]), _stored(tuple(row)[2:9]).answer, *row[9:]) for row in connection.execute(query)
    )


def history(connection: Connection, inspection_id: str, item_id: str | None = None) -> tuple[ChangeRow, ...]:
    """Return all changes of an inspection, or of one item, oldest first."""
    c = AnswerChange
    query = (
        select(
            c.item_id,
            c.piece,
            c.change,
            c.old_value,
            c.old_na,
            c.old_note,
            c.new_value,
            c.new_na,
            c.new_note,
            c.source,
            c.gauge,
            c.act,
            c.reason,
            c.person_id,
            Person.name,
            c.at,
            c.at_offset,
            c.round,
        )
        .join(Person, Person.id == c.person_id)
        .where(c.inspection_id == inspection_id)
        .order_by(c.id)
    )
    if item_id is not None:
        key, piece = split_line(item_id)
        query = query.where(c.item_id == key, c.piece == piece)
    return tuple(
        ChangeRow(
            line_id(row.item_id, row.piece),
            row.change,
            Answer(row.old_value, row.old_na, row.old_note),
            Answer(row.new_value, row.new_na, row.new_note, source=Source(row.source), gauge=row.gauge, act=LineAct(row.act)),
            row.reason,
            row.person_id,
            row.name,
            row.at,
            row.at_offset,
            row.round,
        )
        for row in connection.execute(query)
    )


def workers(connection: Connection, inspection_id: str) -> frozenset[str]:
    """Return everybody who worked on an inspection: answered, read again, photographed, logged an issue, or held it."""
    asked = (
        select(AnswerChange.person_id).where(AnswerChange.inspection_id == inspection_id),
        select(Photo.added_by).where(Photo.inspection_id == inspection_id),
        select(Issue.raised_by).where(Issue.inspection_id == inspection_id),
        select(SecondReading.person_id).where(SecondReading.inspection_id == inspection_id),
        select(LineActRow.person_id).where(LineActRow.inspection_id == inspection_id),
        select(Audit.actor_id).where(
            Audit.entity == "inspection", Audit.entity_id == inspection_id, Audit.action == "inspection.take_over"
        ),
    )
    found = {person for query in asked for person in connection.execute(query.distinct()).scalars()}
    return frozenset(person for person in found if person)


def last_readings(connection: Connection, item_key: str, part_id: str, *, limit: int = 5) -> tuple[tuple[str, str], ...]:
    """Return the newest readings of the same characteristic on the same part: ``(inspection number, value)``.

    The number of a piece stands behind that of its inspection, with a ``#`` between them.
    """
    query = (
        select(Inspection.number, _A.c.value, _A.c.piece)
        .join(ItemTable, ItemTable.id == _A.c.item_id)
        .join(Inspection, Inspection.id == _A.c.inspection_id)
        .where(ItemTable.key == item_key, Inspection.part_id == part_id, _A.c.value_scaled.is_not(None))
        .order_by(_A.c.answered_at.desc())
        .limit(limit)
    )
    return tuple((line_id(row.number, row.piece), row.value) for row in connection.execute(query))


def _scaled(item: Item, value: str | None) -> int | None:
    numeric = item.kind in _NUMERIC
    return scaled(Decimal(value)) if numeric and value is not None else None
