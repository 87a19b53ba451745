"""The gate of each step of an issue: what has to be there before it goes on, as sentences that name what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from qa_desktop.domain.errors import RefusedError
from qa_desktop.domain.issue import IssueKind, IssueState


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about an issue.

    ``holds`` counts the holds placed, the statement that nothing has to be held included; ``holding`` those that still stand.
    ``disposed`` says that an approved disposition covers the quantity, ``counted`` that a quantity is stated.
    ``promises`` counts what a customer was promised and still waits for.
    """

    holds: int = 0
    holding: int = 0
    counted: bool = False
    disposed: bool = False
    reinspection_open: bool = False
    promises: int = 0


_Gate = Callable[[Facts], tuple[str, ...]]
_STRICT = frozenset({IssueKind.NONCONFORMITY, IssueKind.COMPLAINT})


def missing(then: IssueState, kind: IssueKind, facts: Facts) -> tuple[str, ...]:
    """Return what keeps an issue from becoming ``then``; nothing means that it may.

    Observations, safety concerns and suggestions ask for the remark of each step alone; nonconformities and complaints for proof.
    """
    gate = _GATES.get(then)
    return () if gate is None or kind not in _STRICT else gate(facts)


def require_gate(then: IssueState, kind: IssueKind, facts: Facts) -> None:
    """Raise :class:`RefusedError` with what is missing."""
    found = missing(then, kind, facts)
    if found:
        raise RefusedError("{missing} The issue stays where it is.", missing=" ".join(found))


def _contained(facts: Facts) -> tuple[str, ...]:
    if facts.holds:
        return ()
    return ("Nothing is on hold yet. Place a hold, or state with a reason that nothing has to be held.",)


def _acting(facts: Facts) -> tuple[str, ...]:
    if not facts.counted or facts.disposed:
        return ()
    return ("What happens to the nonconforming quantity is not decided yet. Propose a disposition and have it approved.",)


def _closed(facts: Facts) -> tuple[str, ...]:
    found = []
    if facts.holding:
        found.append("Something is still on hold. Lift each hold, with the reason.")
    if facts.reinspection_open:
        found.append("What was reworked or repaired is not inspected again yet.")
    return (*found, *_promised(facts))


def _promised(facts: Facts) -> tuple[str, ...]:
    return ("A promise to the customer is open. Keep it or withdraw it, under Amends.",) if facts.promises else ()


_GATES: Mapping[IssueState, _Gate] = {
    IssueState.CONTAINED: _contained,
    IssueState.ACTING: _acting,
    IssueState.CLOSED: _closed,
    IssueState.REJECTED: _promised,
}
