"""Who may sign what, and what a signature states."""

from __future__ import annotations

from enum import StrEnum

from qa_desktop.domain.errors import RefusedError


class Stage(StrEnum):
    """In which capacity somebody signs: one of the two signatures of a report, or a manager's own statement."""

    INSPECTOR = "inspector"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"


REPORT_STAGES = (Stage.INSPECTOR, Stage.SUPERVISOR)
"""Who signs an inspection report, in this order.  A manager never does."""


class Meaning(StrEnum):
    """What the signer states."""

    PERFORMED = "performed"
    REVIEWED = "reviewed"
    APPROVED = "approved"


MEANINGS: dict[Stage, tuple[Meaning, ...]] = {
    Stage.INSPECTOR: (Meaning.PERFORMED,),
    Stage.SUPERVISOR: (Meaning.APPROVED, Meaning.REVIEWED),
    Stage.MANAGER: (Meaning.APPROVED, Meaning.REVIEWED),
}

STATEMENTS: dict[Meaning, str] = {
    Meaning.PERFORMED: "I performed this inspection and recorded its results.",
    Meaning.REVIEWED: "I reviewed this inspection and its records.",
    Meaning.APPROVED: "I reviewed this inspection and approve its release.",
}


def require_meaning(stage: Stage, meaning: Meaning) -> None:
    """Raise when ``meaning`` cannot be stated at ``stage``."""
    if meaning not in MEANINGS[stage]:
        raise RefusedError("A {stage} cannot sign with the meaning “{meaning}”.", stage=stage.value, meaning=meaning.value)


def require_other_person(signer_id: str, inspector_ids: frozenset[str]) -> None:
    """Raise when the countersigner took part in the inspection (segregation of duties)."""
    if signer_id in inspector_ids:
        raise RefusedError("Nobody countersigns an inspection that they worked on. Ask another supervisor.")
