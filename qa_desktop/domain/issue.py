"""Entries of the issue log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from qa_desktop.domain.errors import InputError, RefusedError


class IssueKind(StrEnum):
    """What sort of entry it is."""

    NONCONFORMITY = "nonconformity"
    COMPLAINT = "complaint"
    OBSERVATION = "observation"
    SAFETY = "safety"
    SUGGESTION = "suggestion"


class IssueState(StrEnum):
    """How far the entry has come."""

    LOGGED = "logged"
    CONTAINED = "contained"
    ANALYSED = "analysed"
    ACTING = "acting"
    VERIFYING = "verifying"
    CLOSED = "closed"
    REJECTED = "rejected"


OPEN_ISSUE_STATES = frozenset(IssueState) - {IssueState.CLOSED, IssueState.REJECTED}

_S = IssueState
_NEXT: Mapping[IssueState, frozenset[IssueState]] = {
    _S.LOGGED: frozenset({_S.CONTAINED, _S.REJECTED}),
    _S.CONTAINED: frozenset({_S.ANALYSED, _S.REJECTED}),
    _S.ANALYSED: frozenset({_S.ACTING}),
    _S.ACTING: frozenset({_S.VERIFYING}),
    _S.VERIFYING: frozenset({_S.CLOSED, _S.ACTING}),
    _S.CLOSED: frozenset(),
    _S.REJECTED: frozenset(),
}


def next_states(now: IssueState) -> frozenset[IssueState]:
    """Return the states that an issue in ``now`` may go to."""
    return _NEXT[now]


def step_on(allowed: Sequence[IssueState]) -> IssueState | None:
    """Return which of the allowed states leads on, the furthest one: going back or rejecting is never the next step."""
    order = list(IssueState)
    onward = [state for state in allowed if state is not IssueState.REJECTED]
    return max(onward, key=order.index, default=None)


def require_issue_step(now: IssueState, then: IssueState, remark: str) -> None:
    """Raise when an issue may not go from ``now`` to ``then``, or when the step is not explained."""
    if then not in _NEXT[now]:
        raise RefusedError("An issue that is {now} cannot become {then}.", now=now.value, then=then.value)
    if not remark.strip():
        raise InputError("Write what was done or found, so that the next person understands this step.")
