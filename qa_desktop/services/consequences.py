"""What follows from an answer: lines that are asked from now on or no more, and calculated values."""

from __future__ import annotations

from dataclasses import dataclass, replace

from qa_desktop.domain.answers import BLANK, Answer, Source, Verdict
from qa_desktop.domain.canonical import Json
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.inspection import Progress, progress_of
from qa_desktop.domain.judging import verdict_of
from qa_desktop.domain.lines import at_piece, split_line
from qa_desktop.methods.asking import Evaluation, Logic
from qa_desktop.storage.queries import answers, inspections, sample
from qa_desktop.storage.unit import Work

CALCULATED = "Calculated anew"


@dataclass(frozen=True, slots=True)
class Consequence:
    """A line that changed because another one was answered: whether it is asked, and its answer as it stands."""

    line_id: str
    asked: bool
    answer: Answer
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Followed:
    """All consequences of one answer, and the counts of the inspection after them."""

    lines: tuple[Consequence, ...]
    total: int
    answered: int
    failed: int


def follow(work: Work, head: inspections.Head, line: Item, old: Answer, logic: Logic, counts: tuple[int, int]) -> Followed | None:
    """Store what follows from the answer of ``line`` that was just stored over ``old``; ``None`` when nothing depends on it.

    ``counts`` are the answered and failed lines after the answer itself.  The cost grows with what depends on the line, not with
    the inspection.  A re-inspection asks its lines whatever their conditions say; its calculated lines follow as ever.
    """
    item_id, piece = split_line(line.id)
    followers = logic.followers.get(item_id, ())
    if not followers:
        return None
    lines = _lines_at(work, head.id, followers, logic, piece)
    only = sample.only_lines(work.connection, head.id)
    if only is not None:
        lines, logic = [one for one in lines if one.id in only], replace(logic, conditions={})
    held = answers.of_items(work.connection, head.id, _looked_at(followers, logic, item_id))
    stored = {key: found.answer for key, found in held.items()}
    before = _progress(lines, Evaluation(logic, {**stored, line.id: old}), stored)
    evaluation = Evaluation(logic, stored)
    fresh = dict(stored)
    for one in lines:
        if one.kind is ItemKind.CALCULATED:
            fresh[one.id] = _calculate(work, head, one, held.get(one.id, answers.Stored(BLANK, 0)), evaluation)
    after = _progress(lines, evaluation, fresh)
    total = inspections.item_total(work.connection, head.id) + after.total - before.total
    answered, failed = counts[0] + after.answered - before.answered, counts[1] + after.failed - before.failed
    inspections.set_totals(work, head.id, total=total, answered=answered, failed=failed)
    told = tuple(
        Consequence(one.id, one.asked, fresh.get(one.id, BLANK), verdict_of(one, fresh.get(one.id, BLANK)))
        for one in (_asked(one, evaluation) for one in lines)
    )
    return Followed(told, total, answered, failed)


def _lines_at(work: Work, inspection_id: str, followers: tuple[str, ...], logic: Logic, piece: int) -> list[Item]:
    numbers = [piece] if piece else [ref.number for ref in sample.pieces(work.connection, inspection_id)]
    found = []
    for item_id in followers:
        item = logic.items[item_id]
        if not item.rules.asks.per_piece:
            found.append(item)
        else:
            found += [at_piece(item, number) for number in numbers]
    return found


def _looked_at(followers: tuple[str, ...], logic: Logic, item_id: str) -> frozenset[str]:
    wanted = {item_id, *followers}
    waiting = list(wanted)
    while waiting:
        now = waiting.pop()
        for expression in (logic.conditions.get(now), logic.formulas.get(now)):
            for key in expression.references if expression is not None else ():
                other = logic.by_key.get(key)
                if other is not None and other.id not in wanted:
                    wanted.add(other.id)
                    waiting.append(other.id)
    return frozenset(wanted)


def _calculate(work: Work, head: inspections.Head, line: Item, old: answers.Stored, evaluation: Evaluation) -> Answer:
    value = evaluation.calculated(line.id)
    if value == old.answer.value:
        return old.answer
    new = replace(old.answer, value=value, na_reason=None, source=Source.CALCULATED)
    reason = CALCULATED if old.changes else ""
    number = answers.put(work, head.id, line, old, new, reason=reason, round_=head.round)
    body: Json = {"value": value, "na": None, "note": new.note}
    before: Json = {"value": old.answer.value, "na": old.answer.na_reason, "note": old.answer.note}
    details: Json = {"old": before, "new": body, "reason": reason, "change": number, "round": head.round}
    work.audit("answer.calculate", "answer", f"{head.id}/{line.id}", details)
    return new


def _asked(line: Item, evaluation: Evaluation) -> Item:
    return replace(line, asked=evaluation.asked(line.id))


def _progress(lines: list[Item], evaluation: Evaluation, held: dict[str, Answer]) -> Progress:
    return progress_of([_asked(line, evaluation) for line in lines], held)
