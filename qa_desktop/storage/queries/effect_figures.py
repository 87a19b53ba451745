"""Corrective actions whose follow-up ended in a period, and how often lessons were of use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, insert, select
from sqlalchemy.orm import aliased

from qa_desktop.domain.actions import ActionKind
from qa_desktop.domain.issue import IssueState
from qa_desktop.domain.knowledge import LessonState
from qa_desktop.storage.models import (
    EffectPlanRow,
    Inspection,
    Issue,
    IssueAction,
    KnowledgeLink,
    Lesson,
    LessonUse,
    Part,
)
from qa_desktop.storage.queries import issue_figures
from qa_desktop.storage.queries.figures import Record, Scope
from qa_desktop.storage.unit import Work, new_id

READ, OFFERED = "read", "offered"


@dataclass(frozen=True, slots=True)
class UsedLesson:
    """A lesson with how often it was read and offered in a period, and to how many items it is tied now."""

    id: str
    number: str
    title: str
    state: LessonState
    read: int
    offered: int
    tied: int

    @property
    def uses(self) -> int:
        """How often it was of use."""
        return self.read + self.offered


def judged_actions(connection: Connection, scope: Scope, first: str, last: str) -> tuple[tuple[str, str], ...]:
    """Return (issue id, action id) of corrective actions whose newest plan has a follow-up that ended in these days.

    ``part`` of the scope is that of the plan; the other names are those of the issue.  Rejected issues are left out.
    """
    plan, later = EffectPlanRow, aliased(EffectPlanRow)
    newer = select(later.id).where(later.action_id == plan.action_id, later.id > plan.id).exists()
    of_issue = Scope(scope.since, scope.until, "", scope.supplier, scope.template, scope.station)
    query = (
        select(IssueAction.issue_id, IssueAction.id)
        .join(plan, plan.action_id == IssueAction.id)
        .join(Issue, Issue.id == IssueAction.issue_id)
        .where(
            ~newer,
            IssueAction.kind == ActionKind.CORRECTIVE.value,
            Issue.state != IssueState.REJECTED.value,
            plan.follow_to >= first,
            plan.follow_to <= last,
            *issue_figures.of_scope(of_issue),
        )
        .order_by(plan.follow_to.desc(), IssueAction.id)
    )
    if scope.part:
        query = query.where(plan.part_number == scope.part)
    return tuple((row[0], row[1]) for row in connection.execute(query))


def used_lessons(connection: Connection, scope: Scope) -> tuple[UsedLesson, ...]:
    """Return the lessons that were of use in a period, those of most use first, equal ones by number."""
    use = LessonUse
    read = func.sum(func.iif(use.how == READ, 1, 0))
    tied = select(func.count()).where(KnowledgeLink.lesson_id == Lesson.id, KnowledgeLink.ended_at.is_(None))
    query = (
        select(
            *(Lesson.id, Lesson.number, Lesson.title, Lesson.state, read.label("read")),
            *((func.count() - read).label("offered"), tied.correlate(Lesson).scalar_subquery().label("tied")),
        )
        .select_from(use)
        .join(Lesson, Lesson.id == use.lesson_id)
        .where(*_uses(scope))
        .group_by(Lesson.id)
        .order_by(func.count().desc(), Lesson.number)
    )
    rows = connection.execute(query)
    return tuple(
        UsedLesson(row.id, row.number, row.title, LessonState(row.state), int(row.read), int(row.offered), int(row.tied))
        for row in rows
    )


def uses_of(connection: Connection, scope: Scope, lesson_id: str, limit: int) -> tuple[Record, ...]:
    """Return the uses of a lesson, newest first: the inspection in which it was read, the issue to which it was offered."""
    use = LessonUse
    query = (
        select(use.id, use.how, use.at, use.issue_id, use.inspection_id, Issue.number.label("issue"), Issue.title)
        .add_columns(Inspection.number.label("inspection"), Lesson.number.label("lesson"))
        .join(Lesson, Lesson.id == use.lesson_id)
        .outerjoin(Issue, Issue.id == use.issue_id)
        .outerjoin(Inspection, Inspection.id == use.inspection_id)
        .where(use.lesson_id == lesson_id, *_uses(scope))
        .order_by(use.at.desc(), use.id.desc())
        .limit(limit)
    )
    return tuple(_use(row) for row in connection.execute(query))


def add_use(work: Work, lesson_id: str, how: str, *, issue_id: str | None, inspection_id: str | None) -> None:
    """Keep that a lesson was of use."""
    what = {"lesson_id": lesson_id, "how": how, "issue_id": issue_id, "inspection_id": inspection_id}
    who = {"person_id": work.actor_id, "at": work.now.utc, "at_offset": work.now.offset}
    work.connection.execute(insert(LessonUse).values(id=new_id(), **what, **who))


def was_read(connection: Connection, lesson_id: str, inspection_id: str, person_id: str) -> bool:
    """Return whether a person read a lesson in an inspection before: it counts once."""
    use = LessonUse
    query = select(use.id).where(
        and_(use.lesson_id == lesson_id, use.how == READ, use.inspection_id == inspection_id, use.person_id == person_id)
    )
    return connection.execute(query.limit(1)).first() is not None


def _uses(scope: Scope) -> list[Any]:
    found: list[Any] = [LessonUse.at >= scope.since, LessonUse.at < scope.until]
    if scope.part:
        found.append(Lesson.part_id.in_(select(Part.id).where(Part.number == scope.part)))
    return found


def _use(row: Any) -> Record:
    if row.issue_id is not None:
        return Record("lesson", row.id, row.issue, f"offered: {row.title}", row.at, part_of=row.issue_id)
    return Record("lesson", row.id, row.inspection or row.lesson, "read", row.at)
