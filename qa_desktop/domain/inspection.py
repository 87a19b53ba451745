"""The life of an inspection and how far it has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from qa_desktop.domain.answers import BLANK, Answer, Gap, Verdict
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.errors import RefusedError
from qa_desktop.domain.judging import gap_of, verdict_of


class InspectionState(StrEnum):
    """Where an inspection stands.

    ``SUBMITTED`` means signed by the inspector and waiting for the countersignature; ``RETURNED`` means sent back with remarks;
    ``APPROVED`` means countersigned; ``VOID`` means abandoned with a reason.
    """

    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    VOID = "void"


OPEN_STATES = frozenset({InspectionState.IN_PROGRESS, InspectionState.RETURNED})
"""States in which answers, photos and issues of the inspection may change."""

_NEXT: Mapping[InspectionState, frozenset[InspectionState]] = {
    InspectionState.IN_PROGRESS: frozenset({InspectionState.SUBMITTED, InspectionState.VOID}),
    InspectionState.RETURNED: frozenset({InspectionState.SUBMITTED, InspectionState.VOID}),
    InspectionState.SUBMITTED: frozenset({InspectionState.APPROVED, InspectionState.RETURNED}),
    InspectionState.APPROVED: frozenset({InspectionState.RETURNED}),
    InspectionState.VOID: frozenset(),
}

_WORDS = {
    InspectionState.IN_PROGRESS: "in progress",
    InspectionState.SUBMITTED: "signed and waiting for the countersignature",
    InspectionState.RETURNED: "returned to the inspector",
    InspectionState.APPROVED: "countersigned",
    InspectionState.VOID: "void",
}


def require_step(now: InspectionState, then: InspectionState) -> None:
    """Raise :class:`RefusedError` when an inspection cannot go from ``now`` to ``then``."""
    if then not in _NEXT[now]:
        raise RefusedError("This inspection is {now}, so it cannot become {then}.", now=_WORDS[now], then=_WORDS[then])


def require_open(state: InspectionState) -> None:
    """Raise :class:`RefusedError` when answers may not change in ``state``."""
    if state not in OPEN_STATES:
        raise RefusedError(
            "This inspection is {now}; its answers, photos and issues can no longer change. "
            "A supervisor can reopen it with a reason, which voids the signatures.",
            now=_WORDS[state],
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts by state over the items that ask for an answer."""

    total: int
    answered: int
    failed: int
    not_applicable: int
    open: int
    uncertain: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether nothing is open."""
        return self.open == 0


def counts(item: Item) -> bool:
    """Return whether an item takes part in the progress.

    An instruction that needs no confirmation does not, nor does a line whose condition does not hold.
    """
    return item.asked and (item.kind is not ItemKind.INSTRUCTION or item.required)


def progress_of(items: Iterable[Item], answers: Mapping[str, Answer]) -> Progress:
    """Return the progress of an inspection; ``answers`` is keyed by item id."""
    total = answered = failed = not_applicable = uncertain = 0
    for item in items:
        if not counts(item):
            continue
        total += 1
        verdict = verdict_of(item, answers.get(item.id, BLANK))
        answered += verdict is not Verdict.OPEN
        failed += verdict is Verdict.FAILS
        not_applicable += verdict is Verdict.NOT_APPLICABLE
        uncertain += verdict is Verdict.UNCERTAIN
    return Progress(total, answered, failed, not_applicable, total - answered, uncertain)


def gaps(items: Iterable[Item], answers: Mapping[str, Answer]) -> tuple[tuple[Item, Gap], ...]:
    """Return every item that keeps the inspection from being signed, with the reason, in order."""
    found = ((item, gap_of(item, answers.get(item.id, BLANK))) for item in items)
    return tuple((item, gap) for item, gap in found if gap is not None)


def overall(items: Iterable[Item], answers: Mapping[str, Answer]) -> Verdict:
    """Return the verdict of a whole inspection: one failed item fails it; open while a required item is open.

    Without a failed item one uncertain item leaves the whole uncertain: conformity is not proven.
    """
    verdicts = [(item, verdict_of(item, answers.get(item.id, BLANK))) for item in items]
    if any(verdict is Verdict.FAILS for _, verdict in verdicts):
        return Verdict.FAILS
    if any(verdict is Verdict.OPEN and item.required for item, verdict in verdicts):
        return Verdict.OPEN
    return Verdict.UNCERTAIN if any(verdict is Verdict.UNCERTAIN for _, verdict in verdicts) else Verdict.CONFORMS


class InspectionType(StrEnum):
    """What an inspection is for."""

    INCOMING = "incoming"
    IN_PROCESS = "in_process"
    FINAL = "final"
    FIRST_ARTICLE = "first_article"
    PATROL = "patrol"
    AUDIT = "audit"
