"""Permissions that apply themselves: which one covers a reading outside the limits, and why none does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from qa_desktop.domain.answers import BLANK, Answer, Verdict
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.concession import ConcessionState, Cover, CoverWord, may_be_covered, nearest, within
from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.inspection import OPEN_STATES, InspectionState
from qa_desktop.domain.judging import verdict_of
from qa_desktop.storage.queries import answers, characteristics, concessions, templates
from qa_desktop.storage.queries.concessions import ConcessionRow
from qa_desktop.storage.unit import Connection, Work

_WORDS = {
    ConcessionState.USED_UP: CoverWord.USED_UP,
    ConcessionState.EXPIRED: CoverWord.EXPIRED,
    ConcessionState.WAITING: CoverWord.WAITING,
    ConcessionState.WITHDRAWN: CoverWord.WITHDRAWN,
}


def cover(work: Work, inspection_id: str, item: Item, before: Answer, answer: Answer) -> Cover | None:
    """Let a permission cover a reading that was just stored, or end the covering of the one ``before`` it.

    Return what covers it now, or what came nearest and why it does not; ``None`` where the reading conforms or no permission is
    about it.
    """
    if item.kind is not ItemKind.MEASUREMENT:
        return None
    fails = verdict_of(item, answer) is Verdict.FAILS
    if not fails and verdict_of(item, before) is not Verdict.FAILS:
        return None
    standing = concessions.use_of_line(work.connection, inspection_id, item.id)
    if standing is not None and may_be_covered(item, answer) and before.value == answer.value:
        row = concessions.by_id(work.connection, standing[1])
        return _said(row, CoverWord.COVERED)
    if standing is not None:
        concessions.end_use(work, standing[0])
        ended = concessions.by_id(work.connection, standing[1])
        facts = {"inspection": inspection_id, "line": item.id, "left": decimal_text(ended.left)}
        work.audit("concession.give_back", "concession", ended.id, facts)
    if not fails or not may_be_covered(item, answer):
        return None
    return _cover(work, inspection_id, item, answer)


def cover_waiting(work: Work, row: ConcessionRow) -> int:
    """Let a permission that was just approved cover the readings that wait for one in inspections that are not signed yet."""
    if not row.permission.widens:
        return 0
    return _cover_all(work, characteristics.open_readings(work.connection, row.part_id, row.item_key))


def cover_returned(work: Work, inspection_id: str) -> int:
    """Let permissions that were approved meanwhile cover the readings of an inspection that just came back."""
    part = concessions.part_of(work.connection, inspection_id)
    keys = dict.fromkeys(row.item_key for row in concessions.of_part(work.connection, part) if row.permission.widens)
    found = [one for key in keys for one in characteristics.open_readings(work.connection, part, key)]
    return _cover_all(work, [one for one in found if one[0] == inspection_id])


def _cover_all(work: Work, readings: Iterable[tuple[str, str]]) -> int:
    covered = 0
    for inspection_id, key in readings:
        item = templates.item_by_id(work.connection, key)
        answer = answers.current(work.connection, inspection_id, key).answer
        free = concessions.use_of_line(work.connection, inspection_id, key) is None
        if free and verdict_of(item, answer) is Verdict.FAILS and may_be_covered(item, answer):
            found = _cover(work, inspection_id, item, answer)
            covered += found is not None and found.is_covered
    return covered


def covers_of(
    connection: Connection, part_id: str, inspection_id: str, state: InspectionState, items: Iterable[Item],
    given: Mapping[str, Answer], day: date,
) -> dict[str, Cover]:  # fmt: skip
    """Return, for each failing reading of an inspection, what covers it; while it is open also why nothing does."""
    rows = concessions.of_part(connection, part_id)
    if not rows:
        return {}
    found = {key: _said(row, CoverWord.COVERED) for key, row in concessions.covered(connection, inspection_id).items()}
    if state not in OPEN_STATES:
        return found
    for item in items:
        answer = given.get(item.id, BLANK)
        if item.id in found or verdict_of(item, answer) is not Verdict.FAILS or not may_be_covered(item, answer):
            continue
        about = [row for row in rows if row.item_key == item.key and row.permission.widens]
        why = nearest(_why_not(row, item, answer, day) for row in about)
        if why is not None:
            found[item.id] = why
    return found


def _cover(work: Work, inspection_id: str, item: Item, answer: Answer) -> Cover | None:
    day = work.now.local.date()
    rows = [row for row in _about(work.connection, inspection_id, item) if row.permission.widens]
    before = concessions.used_before(work.connection, inspection_id, item.id)
    for row in sorted(rows, key=lambda one: one.id != before):
        again = row.id == before
        state = row.standing(day).state
        usable = state is ConcessionState.IN_FORCE and row.left >= 1
        if again and state is ConcessionState.USED_UP and row.valid_until >= day.isoformat():
            usable = True  # the piece was counted where it was found first
        if usable and within(row.permission, item, answer.value or ""):
            concessions.use(work, row.id, inspection_id, item.id, 0 if again else 1)
            left = row.left - (Decimal(0) if again else Decimal(1))
            facts = {"inspection": inspection_id, "line": item.id, "left": decimal_text(left)}
            work.audit("concession.use", "concession", row.id, facts)
            return Cover(CoverWord.COVERED, row.number, row.kind, left, row.valid_until)
    return nearest(_why_not(row, item, answer, day) for row in rows)


def _about(connection: Connection, inspection_id: str, item: Item) -> tuple[ConcessionRow, ...]:
    return concessions.of_part(connection, concessions.part_of(connection, inspection_id), item.key)


def _why_not(row: ConcessionRow, item: Item, answer: Answer, day: date) -> Cover | None:
    """Return why a permission does not cover a reading; ``None`` when it has nothing to say about it.

    One in force with less than a piece left is used up.  Of one that is over, only what it would have covered is told.
    """
    state = row.standing(day).state
    if not within(row.permission, item, answer.value or ""):
        return _said(row, CoverWord.OUTSIDE) if state is ConcessionState.IN_FORCE else None
    if state is ConcessionState.IN_FORCE:
        return _said(row, CoverWord.USED_UP) if row.left < 1 else None
    return _said(row, _WORDS[state])


def _said(row: ConcessionRow, word: CoverWord) -> Cover:
    return Cover(word, row.number, row.kind, row.left, row.valid_until)
