"""Switching between normal, tightened, reduced and suspended inspection, computed from the history of lots.

Sources: ISO 2859-1:1999 (rule set ``iso``: switching score) and MIL-STD-105E / ANSI/ASQ Z1.4-2003 (``z14``: ten lots accepted
in a row; limit numbers, which Z1.4 leaves open, are not applied).  The history is append-only and holds what happened; the state
is never stored, so that a corrected result changes everything that follows it.  Each lot brings the numbers of the plan that was
pinned when it was opened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeAlias

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.sampling import SamplingSeverity, TableSet

SCORE_FOR_REDUCED: Final = 30
LOTS_FOR_REDUCED: Final = 10
WINDOW: Final = 5
REJECTIONS_IN_WINDOW: Final = 2
LOTS_BACK_TO_NORMAL: Final = 5
REJECTIONS_TO_STOP: Final = 5


@dataclass(frozen=True, slots=True)
class LotResult:
    """What the inspection of one lot found, against the plan that was pinned to the lot.

    ``tighter_ac`` is the acceptance number one AQL step tighter (normal inspection), needed for the score where ``ac`` is 2 or
    more; ``None`` where there is no such plan.  ``original`` is false for a lot that was rejected before and came again.
    """

    nonconforming: int
    ac: int
    re: int
    tighter_ac: int | None = None
    original: bool = True

    def __post_init__(self) -> None:
        if self.nonconforming < 0 or self.ac < 0 or self.re <= self.ac:
            raise InputError(
                "A result of {found} nonconforming pieces against Ac {ac} and Re {re} is not possible. "
                "The count is 0 or more, and Re is larger than Ac.",
                found=self.nonconforming,
                ac=self.ac,
                re=self.re,
            )

    @property
    def accepted(self) -> bool:
        """Whether the lot is accepted: fewer than Re.  Between Ac and Re (reduced tables of Z1.4) it is accepted, too."""
        return self.nonconforming < self.re

    @property
    def in_gap(self) -> bool:
        """Whether the count lies between Ac and Re: accepted, but the next lot is inspected normally."""
        return self.ac < self.nonconforming < self.re


class Event(StrEnum):
    """What happens between lots and changes the severity or the conditions for it."""

    PRODUCTION_STEADY = "production_steady"
    PRODUCTION_UNSTEADY = "production_unsteady"
    REDUCED_APPROVED = "reduced_approved"
    REDUCED_WITHDRAWN = "reduced_withdrawn"
    OTHER_CONDITIONS = "other_conditions"
    """Something else demands that reduced inspection ends."""
    CAUSE_REMOVED = "cause_removed"
    """The responsible authority is satisfied; suspended inspection goes on as tightened."""


Entry: TypeAlias = LotResult | Event


@dataclass(frozen=True, slots=True)
class State:
    """Severity for the next lot, and what has been counted since that severity began.

    ``window`` holds the last results (accepted or not) since normal inspection began, ``in_a_row`` the lots accepted in a row.
    ``score`` is the switching score of ISO 2859-1.  ``not_accepted`` counts lots not accepted since tightened began.
    """

    severity: SamplingSeverity = SamplingSeverity.NORMAL
    steady: bool = False
    approved: bool = False
    score: int = 0
    window: tuple[bool, ...] = ()
    in_a_row: int = 0
    not_accepted: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the history: the severity in which it was met, the counts right after it, and the state that follows.

    ``counted`` is false for lots that came again and for lots while inspection is suspended.
    """

    entry: Entry
    severity: SamplingSeverity
    counted: bool
    accepted: bool | None
    score: int
    not_accepted: int
    in_a_row: int
    after: State


def replay(history: Iterable[Entry], rules: TableSet, start: State | None = None) -> tuple[Step, ...]:
    """Return what each entry of ``history``, oldest first, did; without ``start`` a source begins with normal inspection."""
    state = start or State()
    steps: list[Step] = []
    for entry in history:
        step = advance(state, entry, rules)
        steps.append(step)
        state = step.after
    return tuple(steps)


def state_after(history: Iterable[Entry], rules: TableSet, start: State | None = None) -> State:
    """Return the state for the next lot."""
    steps = replay(history, rules, start)
    return steps[-1].after if steps else start or State()


def advance(state: State, entry: Entry, rules: TableSet) -> Step:
    """Return what one entry does to ``state``."""
    if isinstance(entry, Event):
        after = _after_event(state, entry, rules)
        return Step(entry, state.severity, False, None, after.score, after.not_accepted, after.in_a_row, after)
    counts = entry.original and state.severity is not SamplingSeverity.SUSPENDED
    if not counts:
        accepted = entry.accepted
        return Step(entry, state.severity, False, accepted, state.score, state.not_accepted, state.in_a_row, state)
    counted = _counted(state, entry)
    after = _switched(counted, entry, rules)
    return Step(entry, state.severity, True, entry.accepted, counted.score, counted.not_accepted, counted.in_a_row, after)


def score_after(score: int, lot: LotResult) -> int:
    """Return the switching score after an original lot under normal inspection (ISO 2859-1:1999, 9.3.3.2, single sampling)."""
    if not lot.accepted:
        return 0
    if lot.ac <= 1:
        return score + 2
    passes_tighter = lot.tighter_ac is not None and lot.nonconforming <= lot.tighter_ac
    return score + 3 if passes_tighter else 0


def _counted(state: State, lot: LotResult) -> State:
    in_a_row = state.in_a_row + 1 if lot.accepted else 0
    match state.severity:
        case SamplingSeverity.NORMAL:
            window = (*state.window, lot.accepted)[-WINDOW:]
            return replace(state, score=score_after(state.score, lot), window=window, in_a_row=in_a_row)
        case SamplingSeverity.TIGHTENED:
            return replace(state, in_a_row=in_a_row, not_accepted=state.not_accepted + (not lot.accepted))
        case _:
            return replace(state, in_a_row=in_a_row)


def _switched(state: State, lot: LotResult, rules: TableSet) -> State:
    match state.severity:
        case SamplingSeverity.NORMAL if state.window.count(False) >= REJECTIONS_IN_WINDOW:
            return _begun(state, SamplingSeverity.TIGHTENED)
        case SamplingSeverity.NORMAL:
            return _reduced_where_earned(state, rules)
        case SamplingSeverity.TIGHTENED if state.not_accepted >= REJECTIONS_TO_STOP:
            return _begun(state, SamplingSeverity.SUSPENDED)
        case SamplingSeverity.TIGHTENED if state.in_a_row >= LOTS_BACK_TO_NORMAL:
            return _begun(state, SamplingSeverity.NORMAL)
        case SamplingSeverity.REDUCED if not lot.accepted or lot.in_gap or not state.steady:
            return _begun(state, SamplingSeverity.NORMAL)
        case _:
            return state


def _reduced_where_earned(state: State, rules: TableSet) -> State:
    earned = state.score >= SCORE_FOR_REDUCED if rules is TableSet.ISO else state.in_a_row >= LOTS_FOR_REDUCED
    return _begun(state, SamplingSeverity.REDUCED) if earned and state.steady and state.approved else state


def _after_event(state: State, event: Event, rules: TableSet) -> State:
    match event:
        case Event.PRODUCTION_STEADY:
            state = replace(state, steady=True)
        case Event.PRODUCTION_UNSTEADY:
            state = replace(state, steady=False)
        case Event.REDUCED_APPROVED:
            state = replace(state, approved=True)
        case Event.REDUCED_WITHDRAWN:
            state = replace(state, approved=False)
        case Event.CAUSE_REMOVED if state.severity is SamplingSeverity.SUSPENDED:
            return _begun(state, SamplingSeverity.TIGHTENED)
        case _:
            pass
    ends_reduced = event in {Event.PRODUCTION_UNSTEADY, Event.REDUCED_WITHDRAWN, Event.OTHER_CONDITIONS}
    if state.severity is SamplingSeverity.REDUCED and ends_reduced:
        return _begun(state, SamplingSeverity.NORMAL)
    return _reduced_where_earned(state, rules) if state.severity is SamplingSeverity.NORMAL else state


def _begun(state: State, severity: SamplingSeverity) -> State:
    """Return the state at the beginning of ``severity``: every count starts again."""
    return State(severity, state.steady, state.approved)
