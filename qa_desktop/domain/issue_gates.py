"""The gate of each step of an issue: what has to be there before it goes on, as sentences that name what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import RefusedError
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.issue_steps import STEPS


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about an issue.

    ``holds`` counts the holds that stand and the statements that nothing has to be held; ``holding`` the former alone.
    ``disposed`` says that an approved disposition covers the quantity, ``counted`` that a quantity is stated, ``deciding`` that a
    proposed disposition waits for its decision.  ``occurred`` and
    ``undetected`` say whether the root causes of both are named with a code: why it happened, and why it was not found.
    ``corrective`` counts corrective actions, ``undone`` the actions of any kind that are not done, ``unverified`` those that no
    other person has verified, ``unproven`` the corrective ones whose effect is neither proven nor overridden in writing,
    ``promises`` those to the customer that are open, ``requests`` those to suppliers whose answer is not accepted.  ``customer``
    says that the customer who complained is named.
    """

    holds: int = 0
    holding: int = 0
    counted: bool = False
    disposed: bool = False
    deciding: bool = False
    reinspection_open: bool = False
    occurred: bool = False
    undetected: bool = False
    corrective: int = 0
    undone: int = 0
    unverified: int = 0
    unproven: int = 0
    promises: int = 0
    requests: int = 0
    customer: bool = False


_Gate = Callable[[Facts], tuple[str, ...]]
_PROVEN = frozenset({IssueKind.NONCONFORMITY, IssueKind.COMPLAINT})


def is_full(kind: IssueKind, severity: Severity) -> bool:
    """Return whether cause, action and effect have to be proven: for complaints, and for nonconformities that are not minor."""
    return kind is IssueKind.COMPLAINT or (kind is IssueKind.NONCONFORMITY and severity is not Severity.MINOR)


def missing(then: IssueState, kind: IssueKind, severity: Severity, facts: Facts) -> tuple[str, ...]:
    """Return what keeps an issue from becoming ``then``; nothing means that it may.

    Observations, safety concerns and suggestions ask for the remark of each step, and end with nothing left open.
    Nonconformities and complaints ask for containment and disposition; those that are not minor for cause, action and effect as
    well.  What an earlier step asked for has to be there still: a quantity may have grown, an action may have been taken away.
    """
    if kind not in _PROVEN:
        return _kept(facts) if then in {IssueState.CLOSED, IssueState.REJECTED} else ()
    asked = _asked_at(then)
    found = [words for step in asked if step in _GOODS for words in _GOODS[step](facts)]
    if is_full(kind, severity):
        found += [words for step in asked if step in _CURE for words in _CURE[step](facts)]
    if kind is IssueKind.COMPLAINT and then is IssueState.CLOSED and not facts.customer:
        found.append("Which customer complained is not stated yet. Say so under Amends.")
    return tuple(found)


def _asked_at(then: IssueState) -> tuple[IssueState, ...]:
    """Return the steps whose gates are asked: that one and those before it.  Holds may be lifted once the issue is contained."""
    if then not in STEPS:
        return (then,)
    return tuple(step for step in STEPS[: STEPS.index(then) + 1] if step is then or step is not IssueState.CONTAINED)


def require_no_softening(
    now: IssueState, before: tuple[IssueKind, Severity], after: tuple[IssueKind, Severity], number: str
) -> None:
    """Raise :class:`RefusedError` when an issue that was analysed would from now on be asked for less than before.

    Until then kind and severity are being found out; afterwards making them less would be a way around the gates.
    """
    if now in {IssueState.LOGGED, IssueState.CONTAINED} or _weight(*after) >= _weight(*before):
        return
    raise RefusedError(
        "Issue {number} is {state}; from then on its kind and severity may only ask for more, not for less. Nothing was stored. "
        "Go on with it, and where proof is not worth it, have another person decide so in writing.",
        number=number,
        state=now.value,
    )


def _weight(kind: IssueKind, severity: Severity) -> tuple[bool, bool, bool]:
    return kind in _PROVEN, is_full(kind, severity), kind is IssueKind.COMPLAINT


def require_gate(then: IssueState, kind: IssueKind, severity: Severity, facts: Facts) -> None:
    """Raise :class:`RefusedError` with what is missing."""
    found = missing(then, kind, severity, facts)
    if found:
        raise RefusedError("{missing} The issue stays where it is.", missing=" ".join(found))


def _contained(facts: Facts) -> tuple[str, ...]:
    if facts.holds:
        return ()
    return ("Nothing is on hold yet. Place a hold, or state with a reason that nothing has to be held.",)


def _disposed(facts: Facts) -> tuple[str, ...]:
    if not facts.counted or facts.disposed:
        return ()
    return ("What happens to the nonconforming quantity is not decided yet. Propose a disposition and have it approved.",)


def _settled(facts: Facts) -> tuple[str, ...]:
    again = ("What was reworked or repaired is not inspected again yet, or failed again.",) if facts.reinspection_open else ()
    return (*again, *_kept(facts))


def _kept(facts: Facts) -> tuple[str, ...]:
    found = []
    if facts.holding:
        found.append("Something is still on hold. Lift each hold, with the reason.")
    if facts.deciding:
        found.append("A proposed disposition waits for its decision. Have it decided, or withdraw it.")
    if facts.promises:
        found.append("A promise to the customer is open. Keep it or withdraw it, under Amends.")
    if facts.requests:
        found.append(
            "A supplier has not answered in a way that is accepted. Accept the answer, or withdraw the request with the reason, "
            "under Amends."
        )
    return tuple(found)


def _understood(facts: Facts) -> tuple[str, ...]:
    found = []
    if not facts.occurred:
        found.append("The root cause is not named yet: why did it happen? Mark it in the tree and give it a code.")
    if not facts.undetected:
        found.append("Why it was not found is not named yet. Mark that root cause in the tree and give it a code.")
    return tuple(found)


def _planned(facts: Facts) -> tuple[str, ...]:
    if facts.corrective:
        return ()
    return ("No corrective action is planned yet. Plan one against the cause, with an owner and a date.",)


def _done(facts: Facts) -> tuple[str, ...]:
    if not facts.undone:
        return ()
    return (f"Actions that are not done yet: {facts.undone}. Each owner marks theirs as done, with the evidence.",)


def _shown(facts: Facts) -> tuple[str, ...]:
    found = []
    if facts.unverified:
        found.append(f"Actions that nobody else has verified yet: {facts.unverified}.")
    if facts.unproven:
        found.append(
            "A corrective action is not shown to work: its follow-up time has to pass and its target be met, or a named person "
            "overrides it in writing."
        )
    return tuple(found)


_GOODS: Mapping[IssueState, _Gate] = {
    IssueState.CONTAINED: _contained,
    IssueState.ACTING: _disposed,
    IssueState.CLOSED: _settled,
    IssueState.REJECTED: _kept,
}
_CURE: Mapping[IssueState, _Gate] = {
    IssueState.ANALYSED: _understood,
    IssueState.ACTING: _planned,
    IssueState.VERIFYING: _done,
    IssueState.CLOSED: _shown,
}
