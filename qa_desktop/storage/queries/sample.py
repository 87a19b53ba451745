"""The sample of an inspection: pieces, the lines of a re-inspection, pinned plans, second readings, acts on lines, questions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update

from qa_desktop.domain.canonical import canonical_json
from qa_desktop.domain.item_rules import Rules, rules_from, rules_json
from qa_desktop.domain.lines import PieceRef, line_id, split_line
from qa_desktop.domain.sampling import PinnedPlan, SamplingRule, SamplingSeverity
from qa_desktop.storage.models import (
    AnswerChange,
    InspectionLine,
    InspectionPiece,
    LineActRow,
    Person,
    Piece,
    Question,
    SecondReading,
)
from qa_desktop.storage.models import PinnedPlan as PlanTable
from qa_desktop.storage.unit import Work, new_id


@dataclass(frozen=True, slots=True)
class SecondRow:
    """The reading of another person, by the key of the line."""

    line_id: str
    value: str
    gauge: str
    person_id: str
    by: str
    at: str
    offset: int


@dataclass(frozen=True, slots=True)
class ActRow:
    """A retract, retest or reject, by the key of the line."""

    line_id: str
    act: str
    reason: str
    value_before: str | None
    person_id: str
    by: str
    at: str
    offset: int
    round: int


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question about readings and the reply, by the key of the line (``None``: the whole inspection)."""

    id: str
    line_id: str | None
    kind: str
    facts: dict[str, object]
    round: int
    asked_at: str
    reply: str
    replied_by: str
    replied_at: str | None
    replied_offset: int


def pieces(connection: Connection, inspection_id: str) -> tuple[PieceRef, ...]:
    """Return the pieces of the sample in order; a piece without a name is called by its number."""
    p = InspectionPiece
    query = (
        select(p.number, p.label, Piece.serial)
        .outerjoin(Piece, Piece.id == p.piece_id)
        .where(p.inspection_id == inspection_id)
        .order_by(p.number)
    )
    return tuple(PieceRef(row.number, row.serial or row.label or str(row.number)) for row in connection.execute(query))


def piece_count(connection: Connection, inspection_id: str) -> int:
    """Return how many pieces the sample has."""
    query = select(func.count()).select_from(InspectionPiece).where(InspectionPiece.inspection_id == inspection_id)
    return int(connection.execute(query).scalar_one())


def add_pieces(work: Work, inspection_id: str, numbers: Iterable[int], labels: Sequence[str] = ()) -> None:
    """Add pieces to the sample; ``labels`` name the first of them."""
    rows = [
        {
            "inspection_id": inspection_id,
            "number": number,
            "label": labels[place] if place < len(labels) else "",
            "added_by": work.actor_id,
            "added_at": work.now.utc,
        }
        for place, number in enumerate(numbers)
    ]
    if rows:
        work.connection.execute(insert(InspectionPiece), rows)


def name_piece(work: Work, inspection_id: str, number: int, label: str, piece_id: str | None) -> bool:
    """Give a piece its serial number or name; a late name never touches readings.  ``False`` when there is no such piece."""
    done = work.connection.execute(
        update(InspectionPiece)
        .where(InspectionPiece.inspection_id == inspection_id, InspectionPiece.number == number)
        .values(label=label, piece_id=piece_id)
    )
    return done.rowcount == 1


def only_lines(connection: Connection, inspection_id: str) -> frozenset[str] | None:
    """Return the keys of the lines that a re-inspection asks, ``None`` for an inspection that asks all."""
    query = select(InspectionLine.item_id, InspectionLine.piece).where(InspectionLine.inspection_id == inspection_id)
    found = frozenset(line_id(row.item_id, row.piece) for row in connection.execute(query))
    return found or None


def is_asked_again(connection: Connection, inspection_id: str, key: str) -> bool:
    """Return whether a re-inspection asks a line; one row by its key."""
    item_id, piece = split_line(key)
    table = InspectionLine
    query = select(table.piece).where(table.inspection_id == inspection_id, table.item_id == item_id, table.piece == piece)
    return connection.execute(query).first() is not None


def add_only_lines(work: Work, inspection_id: str, lines: Iterable[str]) -> None:
    """Limit a new inspection to some lines."""
    rows = [
        {"inspection_id": inspection_id, "item_id": item_id, "piece": piece} for item_id, piece in map(split_line, sorted(lines))
    ]
    work.connection.execute(insert(InspectionLine), rows)


def add_plan(work: Work, inspection_id: str, plan: PinnedPlan, basis: str) -> None:
    """Pin a plan to a new inspection."""
    work.connection.execute(
        insert(PlanTable).values(
            id=plan.id,
            inspection_id=inspection_id,
            series=plan.series,
            class_=plan.group,
            rule=canonical_json(rules_json(Rules(sampling=plan.rule))),
            severity=plan.severity.value,
            lot_size=plan.lot_size,
            code_letter=plan.code_letter,
            letter_used=plan.letter_used,
            sample_size=plan.sample_size,
            accept=plan.accept,
            reject=plan.reject,
            items=canonical_json(list(plan.items)),
            basis=basis,
            at=work.now.utc,
        )
    )


def plans(connection: Connection, inspection_id: str) -> tuple[PinnedPlan, ...]:
    """Return the pinned plans of an inspection, in the order in which they were made."""
    table = PlanTable.__table__
    query = select(*table.c).where(table.c.inspection_id == inspection_id).order_by(table.c.id)
    return tuple(
        PinnedPlan(
            id=row["id"],
            group=row["class"],
            series=row["series"],
            rule=rules_from(json.loads(row["rule"])).sampling or SamplingRule(),
            severity=SamplingSeverity(row["severity"]),
            lot_size=row["lot_size"],
            code_letter=row["code_letter"],
            letter_used=row["letter_used"],
            sample_size=row["sample_size"],
            accept=row["accept"],
            reject=row["reject"],
            items=tuple(json.loads(row["items"])),
            words=row["basis"],
        )
        for row in connection.execute(query).mappings()
    )


def seconds(connection: Connection, inspection_id: str) -> dict[str, SecondRow]:
    """Return the newest second reading of each line."""
    s = SecondReading
    query = (
        select(s.item_id, s.piece, s.value, s.gauge, s.person_id, Person.name, s.at, s.at_offset)
        .join(Person, Person.id == s.person_id)
        .where(s.inspection_id == inspection_id)
        .order_by(s.id)
    )
    found = {}
    for row in connection.execute(query):
        key = line_id(row.item_id, row.piece)
        found[key] = SecondRow(key, row.value, row.gauge, row.person_id, row.name, row.at, row.at_offset)
    return found


def second_of_line(connection: Connection, inspection_id: str, key: str) -> SecondRow | None:
    """Return the newest second reading of one line."""
    item_id, piece = split_line(key)
    s = SecondReading
    query = (
        select(s.value, s.gauge, s.person_id, Person.name, s.at, s.at_offset)
        .join(Person, Person.id == s.person_id)
        .where(s.inspection_id == inspection_id, s.item_id == item_id, s.piece == piece)
        .order_by(s.id.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else SecondRow(key, row.value, row.gauge, row.person_id, row.name, row.at, row.at_offset)


def add_second(work: Work, inspection_id: str, key: str, value: str, gauge: str, round_: int) -> None:
    """Store the reading of another person."""
    item_id, piece = split_line(key)
    work.connection.execute(
        insert(SecondReading).values(
            id=new_id(),
            inspection_id=inspection_id,
            item_id=item_id,
            piece=piece,
            value=value,
            gauge=gauge,
            person_id=work.actor_id,
            station_id=work.station_id,
            at=work.now.utc,
            at_offset=work.now.offset,
            round=round_,
        )
    )


def readers_of_line(connection: Connection, inspection_id: str, key: str) -> frozenset[str]:
    """Return everybody who ever changed the answer of a line."""
    item_id, piece = split_line(key)
    c = AnswerChange
    query = select(c.person_id).where(c.inspection_id == inspection_id, c.item_id == item_id, c.piece == piece).distinct()
    return frozenset(connection.execute(query).scalars())


def acts(connection: Connection, inspection_id: str) -> tuple[ActRow, ...]:
    """Return every retract, retest and reject, oldest first."""
    a = LineActRow
    query = (
        select(a.item_id, a.piece, a.act, a.reason, a.value_before, a.person_id, Person.name, a.at, a.at_offset, a.round)
        .join(Person, Person.id == a.person_id)
        .where(a.inspection_id == inspection_id)
        .order_by(a.id)
    )
    return tuple(ActRow(line_id(row[0], row[1]), *tuple(row)[2:]) for row in connection.execute(query))


def add_act(work: Work, inspection_id: str, key: str, act: str, reason: str, value_before: str | None, round_: int) -> None:
    """Keep a retract, retest or reject."""
    item_id, piece = split_line(key)
    work.connection.execute(
        insert(LineActRow).values(
            id=new_id(),
            inspection_id=inspection_id,
            item_id=item_id,
            piece=piece,
            act=act,
            reason=reason,
            value_before=value_before,
            person_id=work.actor_id,
            at=work.now.utc,
            at_offset=work.now.offset,
            round=round_,
        )
    )


def questions(connection: Connection, inspection_id: str) -> tuple[QuestionRow, ...]:
    """Return the questions about readings, oldest first."""
    q = Question
    query = (
        select(
            q.id,
            q.item_id,
            q.piece,
            q.kind,
            q.facts,
            q.round,
            q.asked_at,
            q.reply,
            func.coalesce(Person.name, "").label("by"),
            q.replied_at,
            q.replied_offset,
        )
        .outerjoin(Person, Person.id == q.replied_by)
        .where(q.inspection_id == inspection_id)
        .order_by(q.id)
    )
    return tuple(
        QuestionRow(
            row.id,
            None if row.item_id is None else line_id(row.item_id, row.piece),
            row.kind,
            json.loads(row.facts),
            row.round,
            row.asked_at,
            row.reply,
            row.by,
            row.replied_at,
            row.replied_offset,
        )
        for row in connection.execute(query)
    )


def inspection_of_question(connection: Connection, question_id: str) -> str | None:
    """Return the inspection that a question is about."""
    return connection.execute(select(Question.inspection_id).where(Question.id == question_id)).scalar()


def add_question(work: Work, inspection_id: str, key: str | None, kind: str, facts: dict[str, object], round_: int) -> str:
    """Ask something about readings; return the key of the question."""
    item_id, piece = (None, 0) if key is None else split_line(key)
    question_id = new_id()
    work.connection.execute(
        insert(Question).values(
            id=question_id,
            inspection_id=inspection_id,
            item_id=item_id,
            piece=piece,
            kind=kind,
            facts=json.dumps(facts, ensure_ascii=False, sort_keys=True),
            round=round_,
            asked_at=work.now.utc,
        )
    )
    return question_id


def reply(work: Work, question_id: str, text: str) -> bool:
    """Answer a question; ``False`` when there is no such open question."""
    done = work.connection.execute(
        update(Question)
        .where(Question.id == question_id, Question.replied_at.is_(None))
        .values(reply=text, replied_by=work.actor_id, replied_at=work.now.utc, replied_offset=work.now.offset)
    )
    return done.rowcount == 1
