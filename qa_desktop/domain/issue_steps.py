"""The life of an issue step by step: which step is next, and by which days each of them should be taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import RefusedError
from qa_desktop.domain.issue import IssueKind, IssueState, next_states, step_on

_S = IssueState
STEPS: tuple[IssueState, ...] = (_S.CONTAINED, _S.ANALYSED, _S.ACTING, _S.VERIFYING, _S.CLOSED)
"""The steps in their order; each is named by the state that it leads to."""

DAYS: Mapping[Severity, Mapping[IssueState, int]] = {
    Severity.CRITICAL: {_S.CONTAINED: 1, _S.ANALYSED: 7, _S.ACTING: 14, _S.VERIFYING: 30, _S.CLOSED: 60},
    Severity.MAJOR: {_S.CONTAINED: 2, _S.ANALYSED: 14, _S.ACTING: 28, _S.VERIFYING: 45, _S.CLOSED: 90},
    Severity.MINOR: {_S.CONTAINED: 5, _S.ANALYSED: 28, _S.ACTING: 42, _S.VERIFYING: 60, _S.CLOSED: 90},
}
"""So many days after it was logged an issue should be contained, analysed and so on."""

_DUE_AT_ONCE = frozenset({IssueKind.NONCONFORMITY, IssueKind.COMPLAINT, IssueKind.SAFETY})


class StepMark(StrEnum):
    """How a step stands."""

    DONE = "done"
    NEXT = "next"
    COMING = "coming"
    LEFT_OUT = "left_out"


def next_step(now: IssueState) -> IssueState | None:
    """Return the step that an issue in ``now`` takes next; ``None`` at its end."""
    return step_on([state for state in IssueState if state in next_states(now)])


def coming(now: IssueState) -> tuple[IssueState, ...]:
    """Return the steps that an issue in ``now`` still has before it, the next one first."""
    first = next_step(now)
    return () if first is None else STEPS[STEPS.index(first) :]


def taken_again(now: IssueState, then: IssueState) -> tuple[IssueState, ...]:
    """Return the steps that were taken and come once more when an issue goes back from ``now`` to ``then``."""
    if now not in STEPS or then not in STEPS:
        return ()
    return STEPS[STEPS.index(then) + 1 : STEPS.index(now) + 1]


def mark_of(step: IssueState, now: IssueState) -> StepMark:
    """Return how a step stands while the issue is in ``now``; what a rejected issue did before is told by its history."""
    if now is IssueState.REJECTED:
        return StepMark.LEFT_OUT
    before = coming(now)
    if step not in before:
        return StepMark.DONE
    return StepMark.NEXT if step is before[0] else StepMark.COMING


def proposed_days(severity: Severity, now: IssueState, logged: date, today: date) -> dict[IssueState, date]:
    """Return by which day each coming step should be taken: :data:`DAYS` after logging.

    Where the day of the next step is over already, that step gets its own length from today, and those behind it move along.
    """
    days, steps = DAYS[severity], coming(now)
    if not steps:
        return {}
    late = timedelta(0)
    first = logged + timedelta(days=days[steps[0]])
    if first < today:
        late = today + timedelta(days=_length(severity, steps[0])) - first
    return {step: logged + timedelta(days=days[step]) + late for step in steps}


def containment_due(kind: IssueKind, severity: Severity, logged: date) -> date | None:
    """Return by which day an issue has to be contained from the moment that it is logged; ``None`` where nobody has to hurry."""
    return logged + timedelta(days=DAYS[severity][IssueState.CONTAINED]) if kind in _DUE_AT_ONCE else None


def require_coming(step: IssueState, now: IssueState, number: str) -> None:
    """Raise :class:`RefusedError` for a step that is done, or that is none."""
    if step not in coming(now):
        raise RefusedError(
            "Issue {number} is {state} and does not come to “{step}” any more, so nothing was planned.",
            number=number,
            state=now.value,
            step=step.value,
        )


def _length(severity: Severity, step: IssueState) -> int:
    place = STEPS.index(step)
    return DAYS[severity][step] - (DAYS[severity][STEPS[place - 1]] if place else 0)
