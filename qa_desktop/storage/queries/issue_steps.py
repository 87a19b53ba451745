"""The plans of the steps of issues: who takes an issue to a state until when, and which of them are late."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.orm import aliased

from qa_desktop.domain.issue import IssueState
from qa_desktop.domain.issue_steps import next_step
from qa_desktop.storage.models import Issue, IssueStep, Person
from qa_desktop.storage.queries.issue_due import NextStep, StepOwner, due_now, is_overdue, with_next_step
from qa_desktop.storage.unit import Work, new_id

_Owner = aliased(Person, name="issue_owner")


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What is planned for a step.  ``due_at`` is UTC text."""

    state: IssueState
    owner_id: str | None
    owner: str
    due_at: str | None
    version: int


@dataclass(frozen=True, slots=True)
class LateStep:
    """The step of an open issue that is overdue.  ``owned`` says whether somebody who is still there takes care of it."""

    issue_id: str
    issue_number: str
    title: str
    step: IssueState
    owner_id: str | None
    owner: str
    owned: bool
    due_at: str


def plans_of(connection: Connection, issue_id: str) -> dict[IssueState, PlanRow]:
    """Return what is planned for the steps of an issue."""
    s = IssueStep
    query = (
        select(s.state, s.owner_id, func.coalesce(Person.name, "").label("owner"), s.due_at, s.version)
        .outerjoin(Person, Person.id == s.owner_id)
        .where(s.issue_id == issue_id)
    )
    rows = (PlanRow(**{**row, "state": IssueState(row["state"])}) for row in connection.execute(query).mappings())
    return {row.state: row for row in rows}


def set_plan(
    connection: Connection, issue_id: str, state: IssueState, *, owner_id: str | None, due_at: str | None, version: int
) -> bool:
    """Plan a step; ``version`` is 0 for one that has no plan yet.  ``False`` when somebody else planned it meanwhile."""
    s, values = IssueStep, {"owner_id": owner_id, "due_at": due_at}
    if version:
        found = update(s).where(s.issue_id == issue_id, s.state == state.value, s.version == version)
        return connection.execute(found.values(version=version + 1, **values)).rowcount == 1
    if connection.execute(select(s.id).where(s.issue_id == issue_id, s.state == state.value)).first() is not None:
        return False
    connection.execute(insert(s).values(id=new_id(), issue_id=issue_id, state=state.value, **values))
    return True


def take_dates_away(work: Work, issue_id: str, states: Collection[IssueState]) -> None:
    """Leave the steps that come again without a date: the one that was planned has been met."""
    s = IssueStep
    wanted = (s.issue_id == issue_id, s.state.in_([state.value for state in states]), s.due_at.is_not(None))
    work.connection.execute(update(s).where(*wanted).values(due_at=None, version=s.version + 1))


def late(connection: Connection, now: str) -> tuple[LateStep, ...]:
    """Return the steps that are overdue, the longest overdue first."""
    owner = func.coalesce(StepOwner.name, _Owner.name, "")
    query = select(
        Issue.id.label("issue_id"),
        Issue.number.label("issue_number"),
        Issue.title,
        Issue.state,
        func.coalesce(NextStep.owner_id, Issue.owner_id).label("owner_id"),
        owner.label("owner"),
        func.coalesce(StepOwner.active, _Owner.active, 0).label("owned"),
        due_now().label("due_at"),
    ).outerjoin(_Owner, _Owner.id == Issue.owner_id)
    rows = connection.execute(with_next_step(query).where(is_overdue(now)).order_by("due_at", Issue.id)).mappings()
    return tuple(_late(dict(row)) for row in rows)


def _late(values: dict[str, object]) -> LateStep:
    step = next_step(IssueState(str(values.pop("state"))))
    return LateStep(**{**values, "step": step, "owned": bool(values["owned"])})  # type: ignore[arg-type]
