"""Rounds: which lines came back, and what stood at a line when the round before was signed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from qa_desktop.domain.answers import Answer, LineAct, Source
from qa_desktop.domain.lines import line_id
from qa_desktop.storage.models import AnswerChange, ReturnedLine
from qa_desktop.storage.prepared import Prepared

_R = ReturnedLine
_RETURNED = Prepared(
    select(_R.item_id, _R.piece).where(_R.inspection_id == bindparam("inspection"), _R.round == bindparam("at_round"))
)


@dataclass(frozen=True, slots=True)
class RoundChange:
    """What a round made of a line: the answer that the round before left, and the answer after the newest change."""

    line_id: str
    old: Answer
    new: Answer
    changes: int


def returned_lines(connection: Connection, inspection_id: str, round_: int) -> frozenset[str] | None:
    """Return the lines that the return of a round named; ``None`` when the whole came back, or no line was named."""
    rows = [tuple(row) for row in _RETURNED(connection, {"inspection": inspection_id, "at_round": round_})]
    if not rows or any(item_id is None for item_id, _ in rows):
        return None
    return frozenset(line_id(item_id, piece) for item_id, piece in rows)


def values_before(connection: Connection, inspection_id: str, round_: int) -> dict[str, str | None]:
    """Return, for every line that changed in a round, the value that stood before its first change there."""
    return {change.line_id: change.old.value for change in changes_of_round(connection, inspection_id, round_)}


def changes_of_round(connection: Connection, inspection_id: str, round_: int) -> tuple[RoundChange, ...]:
    """Return what a round changed, line by line, in the order of the first change."""
    c = AnswerChange
    query = (
        select(c.item_id, c.piece, c.old_value, c.old_na, c.old_note, c.new_value, c.new_na, c.new_note, c.source, c.gauge, c.act)
        .where(c.inspection_id == inspection_id, c.round == round_)
        .order_by(c.id)
    )
    found: dict[str, RoundChange] = {}
    for row in connection.execute(query):
        key = line_id(row.item_id, row.piece)
        new = Answer(row.new_value, row.new_na, row.new_note, source=Source(row.source), gauge=row.gauge, act=LineAct(row.act))
        first = found.get(key)
        old = Answer(row.old_value, row.old_na, row.old_note) if first is None else first.old
        found[key] = RoundChange(key, old, new, 1 if first is None else first.changes + 1)
    return tuple(found.values())
