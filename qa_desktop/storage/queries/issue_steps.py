"""The plans of the steps of issues: who takes an issue to a state until when, and which of them are late."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Connection,
    and_,
    case,
    func,
    insert,
    literal,
    not_,
    null,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import aliased

from qa_desktop.domain.issue import IssueState
from qa_desktop.domain.issue_steps import next_step
from qa_desktop.storage.models import Issue, IssueStep, Person
from qa_desktop.storage.queries.issue_due import NextStep, StepOwner, due_beside, is_open, with_next_step
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


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody is to see of what is overdue: their own, and that of others which was due at a moment (UTC text) or before.

    ``owned`` is for steps of people who are there, ``unowned`` for those that nobody takes care of; ``None`` is for never.
    """

    person_id: str
    owned: str | None
    unowned: str | None


@dataclass(frozen=True, slots=True)
class LateSteps:
    """The longest overdue steps of somebody, and of others that they are to see; the counts are of all."""

    mine: tuple[LateStep, ...] = ()
    others: tuple[LateStep, ...] = ()
    mine_count: int = 0
    others_count: int = 0

    @property
    def count(self) -> int:
        """How many steps are overdue in all."""
        return self.mine_count + self.others_count


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


def late(connection: Connection, now: str, told: Told, *, shown: int) -> LateSteps:
    """Return the overdue steps that somebody is to see, the longest overdue first: so many of each kind, and how many there are.

    Every open issue is looked at once; only the few that are shown are read as a whole.
    """
    found = connection.execute(_seen(now, told, shown)).all()
    counts = {bool(row.mine): int(row.n) for row in found if row.id is None}
    keys = [row.id for row in found if row.id is not None]
    rows = _by_keys(connection, keys) if keys else ()
    mine = tuple(row for row in rows if row.owner_id == told.person_id)
    others = tuple(row for row in rows if row.owner_id != told.person_id)
    return LateSteps(mine, others, counts.get(True, 0), counts.get(False, 0))


def _seen(now: str, told: Told, shown: int) -> CompoundSelect[*tuple[Any, ...]]:
    """Return the counts of both kinds, in rows without a key, and the keys of the first of each."""
    owner = func.coalesce(NextStep.owner_id, Issue.owner_id, "")
    every = select(Issue.id, due_beside().label("due_at"), owner.label("owner_id"))
    step = with_next_step(every).where(is_open()).cte("open_step").prefix_with("MATERIALIZED").c
    there = step.owner_id.in_(select(Person.id).where(Person.active == 1))
    seen = [step.owner_id == told.person_id]
    seen += [and_(step.due_at <= told.owned, there)] if told.owned is not None else []
    seen += [and_(step.due_at <= told.unowned, not_(there))] if told.unowned is not None else []
    mine = case((step.owner_id == told.person_id, 1), else_=0).label("mine")
    wanted = (step.due_at < now, or_(*seen))
    counts = select(null().label("id"), mine, func.count().label("n")).where(*wanted).group_by(mine)
    first = [
        select(step.id, mine, literal(0).label("n"))
        .where(*wanted, step.owner_id == told.person_id if own else step.owner_id != told.person_id)
        .order_by(step.due_at, step.id)
        .limit(shown)
        .subquery()
        for own in (True, False)
    ]
    return union_all(counts, *(select(one.c.id, one.c.mine, one.c.n) for one in first))


def _by_keys(connection: Connection, keys: Collection[str]) -> tuple[LateStep, ...]:
    owner = func.coalesce(StepOwner.name, _Owner.name, "")
    query = select(
        Issue.id.label("issue_id"),
        Issue.number.label("issue_number"),
        Issue.title,
        Issue.state,
        func.coalesce(NextStep.owner_id, Issue.owner_id).label("owner_id"),
        owner.label("owner"),
        func.coalesce(StepOwner.active, _Owner.active, 0).label("owned"),
        due_beside().label("due_at"),
    ).outerjoin(_Owner, _Owner.id == Issue.owner_id)
    rows = connection.execute(with_next_step(query).where(Issue.id.in_(keys)).order_by("due_at", Issue.id)).mappings()
    return tuple(_late(dict(row)) for row in rows)


def _late(values: dict[str, object]) -> LateStep:
    step = next_step(IssueState(str(values.pop("state"))))
    return LateStep(**{**values, "step": step, "owned": bool(values["owned"])})  # type: ignore[arg-type]
