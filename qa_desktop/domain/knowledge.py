"""Lessons and procedures: states and the rules of their steps."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from qa_desktop.domain.errors import RefusedError


class LessonState(StrEnum):
    """Only a published lesson is offered to others."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class TieKind(StrEnum):
    """By what something known is shown at a place: a link to an item, or what a lesson itself names."""

    LINK = "link"
    ITEM = "item"
    PART = "part"


class ProcedureState(StrEnum):
    """A revision is written, approved by another person, published, and at last replaced by the next one."""

    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"
    RETIRED = "retired"


_L = LessonState
_LESSON_NEXT: Mapping[LessonState, frozenset[LessonState]] = {
    _L.DRAFT: frozenset({_L.PUBLISHED, _L.RETIRED}),
    _L.PUBLISHED: frozenset({_L.RETIRED}),
    _L.RETIRED: frozenset({_L.PUBLISHED}),
}


def require_lesson_step(now: LessonState, then: LessonState) -> None:
    """Raise when a lesson may not go from ``now`` to ``then``."""
    if then not in _LESSON_NEXT[now]:
        raise RefusedError("A lesson that is {now} cannot become {then}. Nothing was stored.", now=now.value, then=then.value)


def require_approver(author_id: str, person_id: str) -> None:
    """Raise when somebody would approve what they wrote."""
    if author_id == person_id:
        raise RefusedError("Nobody approves a procedure that they wrote. Ask another person. Nothing was stored.")
