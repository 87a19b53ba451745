"""What of an issue is due now, as SQL: the next step's owner, and the date of the first coming step that has one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import aliased

from qa_desktop.domain.issue import IssueState
from qa_desktop.domain.issue_steps import STEPS, next_step
from qa_desktop.storage.models import Issue, IssueStep, Person

_FOLLOWING = {state.value: step.value for state in IssueState if (step := next_step(state)) is not None}
_RANK = {state.value: str(place) for place, state in enumerate((IssueState.LOGGED, *STEPS))}

NextStep = aliased(IssueStep, name="next_step")
StepOwner = aliased(Person, name="step_owner")
_Coming = aliased(IssueStep, name="coming_step")
_First = aliased(IssueStep, name="first_step")


def due_now() -> ColumnElement[str | None]:
    """Return the moment at which an issue is due: that of its coming steps, else its own; null for none."""
    first = select(_First.due_at).where(_is_next(_First)).correlate(Issue).scalar_subquery()
    return func.coalesce(first, step_due(), Issue.due_at)


def due_beside() -> ColumnElement[str | None]:
    """Return the same as :func:`due_now` for a query that has the next step beside each issue already."""
    return func.coalesce(NextStep.due_at, step_due(), Issue.due_at)


def step_due() -> ColumnElement[str | None]:
    """Return the date of the first coming step that has one.

    A later step's date counts where the next one has none: who takes a date away does not take the issue off the list.  Nearly
    always the next step has one, and a database asks no further then: put it before this in the same ``coalesce``.
    """
    rank = case(_RANK, value=_Coming.state)
    # The least of "place of the step, then date" is the date of the first one; sorting would cost a tree for every issue.
    first = func.substr(func.min(rank.concat(_Coming.due_at)), 2)
    coming = (_Coming.issue_id == Issue.id, _Coming.due_at.is_not(None), rank > case(_RANK, value=Issue.state))
    return select(first).where(*coming).correlate(Issue).scalar_subquery()


def is_overdue(now: str) -> ColumnElement[bool]:
    """Return whether an open issue is late at ``now``."""
    return and_(is_open(), due_now() < now)


def is_open() -> ColumnElement[bool]:
    """Return whether an issue has a step before it."""
    return Issue.state.in_(sorted(_FOLLOWING))


def with_next_step(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Return a query over issues with the plan of the next step and its owner beside each."""
    return query.outerjoin(NextStep, _is_next(NextStep)).outerjoin(StepOwner, StepOwner.id == NextStep.owner_id)


def step_issues(person_id: str) -> Select[*tuple[Any, ...]]:
    """Return the keys of the issues whose next step is this person's."""
    return select(Issue.id).join(NextStep, _is_next(NextStep)).where(NextStep.owner_id == person_id)


def _is_next(step: Any) -> ColumnElement[bool]:
    return and_(step.issue_id == Issue.id, step.state == case(_FOLLOWING, value=Issue.state))
