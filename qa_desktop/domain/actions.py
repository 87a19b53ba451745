"""What is done about an issue, how far it has come, and how its effect will be judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.period import FIRST_YEAR, LAST_YEAR


class ActionKind(StrEnum):
    """What an action is for: mending the bad thing, removing the cause, removing a possible cause, making good better."""

    CORRECTION = "correction"
    CORRECTIVE = "corrective"
    PREVENTIVE = "preventive"
    IMPROVEMENT = "improvement"


class ActionState(StrEnum):
    """How far an action has come."""

    OPEN = "open"
    DONE = "done"
    VERIFIED = "verified"
    INEFFECTIVE = "ineffective"


_S = ActionState
_NEXT: Mapping[ActionState, frozenset[ActionState]] = {
    _S.OPEN: frozenset({_S.DONE}),
    _S.DONE: frozenset({_S.VERIFIED, _S.OPEN}),
    _S.VERIFIED: frozenset({_S.INEFFECTIVE}),
    _S.INEFFECTIVE: frozenset({_S.OPEN}),
}


def next_action_states(now: ActionState) -> frozenset[ActionState]:
    """Return the states that an action in ``now`` may go to."""
    return _NEXT[now]


def require_action_step(now: ActionState, then: ActionState, number: int) -> None:
    """Raise :class:`RefusedError` when an action may not go from ``now`` to ``then``."""
    if then not in _NEXT[now]:
        raise RefusedError(
            "Action {number} is {now} and cannot become {then}. Nothing was stored. Reload the actions.",
            number=number,
            now=now.value,
            then=then.value,
        )


class Metric(StrEnum):
    """What is counted before and after.  Each is a share: so many bad ones of so many that were looked at."""

    CHARACTERISTIC = "characteristic"
    INSPECTIONS = "inspections"
    LOTS = "lots"


DEFINITIONS: Mapping[Metric, str] = {
    Metric.CHARACTERISTIC: "Readings of this characteristic that do not conform, of all its readings with a verdict, in approved "
    "first inspections of the part that were opened in the period. Repeats of an inspection do not count.",
    Metric.INSPECTIONS: "Inspections with at least one line that does not conform, of all approved first inspections of the part "
    "that were opened in the period. Repeats of an inspection do not count.",
    Metric.LOTS: "Lots for which an issue with this failure code or these words was logged and not rejected, of all lots of the "
    "part with an approved first inspection that was opened in the period.",
}
"""Each metric in words; they are kept with every plan that uses it."""


@dataclass(frozen=True, slots=True)
class Window:
    """Days from ``first`` to ``last``, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise InputError("A period ends before it begins: {period}. Correct the dates.", period=str(self))

    def is_over(self, today: date) -> bool:
        """Return whether the last day has passed."""
        return today > self.last

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


@dataclass(frozen=True, slots=True)
class EffectPlan:
    """How the effect of an action will be judged, written before it is known.

    ``target`` is the highest share that counts as met, between 0 and 1; ``minimum`` is how many must have been looked at in the
    follow-up.  ``words`` are a failure code or the words that an issue must contain (metric *lots*); ``template_id`` and
    ``item_key`` name the characteristic, ``subject`` says it in words.
    """

    metric: Metric
    part_number: str
    baseline: Window
    follow_up: Window
    target: Decimal
    minimum: int
    template_id: str = ""
    item_key: str = ""
    subject: str = ""
    words: str = ""

    @property
    def definition(self) -> str:
        """The metric in words."""
        return DEFINITIONS[self.metric]


def require_plan(plan: EffectPlan) -> None:
    """Raise :class:`InputError` when a plan cannot be judged."""
    if not plan.part_number:
        raise InputError("Name the part whose figure should get better.")
    if plan.metric is Metric.CHARACTERISTIC and not (plan.template_id and plan.item_key):
        raise InputError("Choose the characteristic whose readings will be counted.")
    if plan.metric is Metric.LOTS and not plan.words.strip():
        raise InputError(
            "Write the failure code, or the words by which an issue of this failure is known, for example “bore too wide”."
        )
    if not 0 <= plan.target < 1:
        raise InputError("The target is a share from 0 % to less than 100 %; {target} is not.", target=plan.target)
    if plan.minimum < 1:
        raise InputError("Say how many must be looked at before the effect is judged, at least 1.")
    if plan.baseline.first.year < FIRST_YEAR or plan.follow_up.last.year > LAST_YEAR:
        raise InputError("Write years from {first} to {last}.", first=FIRST_YEAR, last=LAST_YEAR)
    if plan.follow_up.first <= plan.baseline.last:
        raise InputError("The follow-up begins after the baseline has ended; these periods overlap. Correct the dates.")


class Effect(StrEnum):
    """What is known of the effect of an action."""

    NO_PLAN = "no_plan"
    OPEN = "open"
    PROVEN = "proven"
    NOT_PROVEN = "not_proven"
    OVERRIDDEN = "overridden"

    @property
    def is_settled(self) -> bool:
        """Whether the issue may be closed as far as this action goes."""
        return self in {Effect.PROVEN, Effect.OVERRIDDEN}
