"""What may change after a return: the lines that came back, what follows from them, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from qa_desktop.domain.answers import Answer
from qa_desktop.domain.checklist import Item
from qa_desktop.domain.errors import RefusedError
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.lines import line_id, split_line
from qa_desktop.methods.asking import Evaluation, Logic
from qa_desktop.services import lines
from qa_desktop.storage.queries import answers, inspections, returns, sample
from qa_desktop.storage.queries.inspections import Head
from qa_desktop.storage.unit import Connection

_NAMED = 12
"""So many returned lines are named in a sentence; the rest is counted."""


def open_lines(connection: Connection, head: Head) -> frozenset[str] | None:
    """Return the keys of the lines that came back in this round; ``None`` when everything may change."""
    if head.state is not InspectionState.RETURNED:
        return None
    return returns.returned_lines(connection, head.id, head.round - 1)


def changeable(connection: Connection, inspection_id: str) -> frozenset[str] | None:
    """Return the keys of the lines that may change now for a screen to show; ``None`` when everything may."""
    head = inspections.head(connection, inspection_id)
    wanted = open_lines(connection, head)
    if wanted is None:
        return None
    return wanted | newly_asked(connection, head, wanted, lines.logic(connection, head.revision_id))


def require_returned(connection: Connection, head: Head, line: Item, logic: Logic | None = None) -> None:
    """Raise :class:`RefusedError` when a line did not come back with this return, or is none of this re-inspection.

    One look-up, and only while the inspection is returned or repeats another.  A line that is asked only since a returned line
    was corrected may be answered, too.
    """
    if head.parent_id is not None and not sample.is_asked_again(connection, head.id, line.id):
        raise RefusedError(
            "“{item}” is not part of this re-inspection, which asks only what failed before. Nothing was stored.", item=line.text
        )
    wanted = open_lines(connection, head)
    if wanted is None or line.id in wanted:
        return
    found = lines.logic(connection, head.revision_id) if logic is None else logic
    if not _is_newly_asked(connection, head, line.id, wanted, found):
        raise _refused(connection, head, line, wanted)


def require_whole_returned(connection: Connection, head: Head) -> None:
    """Raise :class:`RefusedError` when single lines came back and something about the whole inspection is to change."""
    wanted = open_lines(connection, head)
    if wanted is not None:
        raise RefusedError(
            "Only single lines of this inspection were returned, so nothing else changes. Nothing was stored. "
            "Lines that may change now: {numbers}.",
            numbers=_numbers(connection, head.id, wanted),
        )


def newly_asked(connection: Connection, head: Head, wanted: frozenset[str], logic: Logic) -> frozenset[str]:
    """Return the lines that are asked now and were not when the inspection was signed, because a returned line changed."""
    if not logic.conditions:
        return frozenset()
    now = {key: stored.answer for key, stored in answers.of_items(connection, head.id, frozenset(logic.items)).items()}
    after, before = Evaluation(logic, now), Evaluation(logic, _as_signed(connection, head, now))
    following = {other for key in wanted for other in logic.followers.get(split_line(key)[0], ())}
    pieces = {split_line(key)[1] for key in wanted} | {split_line(key)[1] for key in now}
    keys = {line_id(item, piece) for item in following if item in logic.conditions for piece in _places(logic, item, pieces)}
    return frozenset(key for key in keys if after.asked(key) and not before.asked(key))


def _is_newly_asked(connection: Connection, head: Head, key: str, wanted: frozenset[str], logic: Logic) -> bool:
    item, piece = split_line(key)
    follows = any(
        item in logic.followers.get(other, ()) and (not piece or not at or at == piece) for other, at in map(split_line, wanted)
    )
    if item not in logic.conditions or not follows:
        return False
    now = {line: stored.answer for line, stored in answers.of_items(connection, head.id, frozenset(logic.items)).items()}
    before = Evaluation(logic, _as_signed(connection, head, now))
    return Evaluation(logic, now).asked(key) and not before.asked(key)


def _as_signed(connection: Connection, head: Head, now: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the answers as they were when the last round was signed: what the first change of this round found."""
    then = returns.values_before(connection, head.id, head.round)
    return {key: replace(answer, value=then[key], na_reason=None) if key in then else answer for key, answer in now.items()}


def _places(logic: Logic, item: str, pieces: set[int]) -> set[int]:
    return pieces if logic.items[item].rules.asks.per_piece else {0}


def _refused(connection: Connection, head: Head, line: Item, wanted: frozenset[str]) -> RefusedError:
    return RefusedError(
        "“{item}” was not returned, so it stays as it was signed; nothing was stored. Lines that may change now: {numbers}. "
        "If this one is wrong, too, tell the supervisor: they can return it.",
        item=line.text,
        numbers=_numbers(connection, head.id, wanted),
    )


def _numbers(connection: Connection, inspection_id: str, wanted: frozenset[str]) -> str:
    """Name the returned lines in the order of the checklist.  Loads the lines, which only a refusal has to pay."""
    found = [item.number for item in lines.load(connection, inspection_id).checklist.items if item.id in wanted]
    more = len(found) - _NAMED
    return ", ".join(found[:_NAMED]) + (f" and {more} more" if more > 0 else "")
