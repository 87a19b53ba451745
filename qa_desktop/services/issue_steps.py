"""The steps of an issue: who takes it to its next states until when, planned by hand or as the severity proposes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from qa_desktop.domain.canonical import canonical_json
from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.issue import IssueState
from qa_desktop.domain.issue_steps import STEPS, StepMark, coming, mark_of, proposed_days, require_coming
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.services.guard import needs, open_to
from qa_desktop.services.issue_entry import happened, tell
from qa_desktop.services.open_issues import open_issue, require_kept
from qa_desktop.storage.clock import Moment, end_of_day, local_time
from qa_desktop.storage.queries import issue_steps, issues
from qa_desktop.storage.queries.issue_steps import PlanRow
from qa_desktop.storage.queries.issues import EventRow, IssueRow
from qa_desktop.storage.unit import Connection, Work
from qa_desktop.storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the life of an issue.

    ``owner`` and ``due_at`` (UTC text) are its plan; ``proposed`` is the day that the severity gives to a coming step without a
    date, and is stored nowhere.  ``done_at`` and ``done_by`` say when and by whom it was taken.  ``version`` is 0 without a plan.
    """

    state: IssueState
    mark: StepMark
    owner_id: str | None = None
    owner: str = ""
    due_at: str | None = None
    proposed: date | None = None
    done_at: str | None = None
    done_offset: int = 0
    done_by: str = ""
    version: int = 0


class StepService:
    """Plans the steps that an issue still has before it."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store

    @needs(Permission.READ_ALL)
    def steps(self, actor: Actor, issue_id: str) -> tuple[Step, ...]:
        """Return all steps of an issue in their order."""
        with self._store.reading() as connection:
            return _steps(connection, issue_id, self._store.now())

    @needs(Permission.WORK_ISSUE)
    def plan(
        self, actor: Actor, issue_id: str, state: IssueState, *, owner_id: str | None, due: date | None, version: int
    ) -> tuple[Step, ...]:
        """Say who takes an issue to ``state`` until the end of which day; ``None`` leaves one of both open.

        Raises :class:`RefusedError` for a step that is done or a finished issue, :class:`InputError` for a day that is over or
        when nothing changed, :class:`ConflictError` when somebody else planned the step since ``version``.
        """
        with self._store.writing(actor.person_id) as work:
            row = open_issue(work.connection, issue_id)
            require_coming(state, row.state, row.number)
            old = issue_steps.plans_of(work.connection, issue_id).get(state, PlanRow(state, None, "", None, 0))
            due_at = None if due is None else end_of_day(due, work.now.offset)
            if (old.owner_id, old.due_at) == (owner_id, due_at):
                raise InputError("Owner and due date are the same as before, so nothing was stored.")
            if due is not None and due_at != old.due_at and due < work.now.local.date():
                raise InputError("The day {day} is over. Choose today or a later day.", day=due.isoformat())
            owner = "" if owner_id is None else issues.person_name(work.connection, owner_id)
            stored = issue_steps.set_plan(work.connection, issue_id, state, owner_id=owner_id, due_at=due_at, version=version)
            require_kept(stored=stored)
            details = {"step": state.value, "owner": owner_id, "due": due_at}
            before = _said(state, old.owner, old.due_at) if old.version else ""
            happened(work, issue_id, "issue.step_plan", "step.plan", old=before, new=_said(state, owner, due_at), details=details)
            return _steps(work.connection, issue_id, work.now)

    @needs(Permission.WORK_ISSUE)
    def accept_proposed(self, actor: Actor, issue_id: str) -> tuple[Step, ...]:
        """Give every coming step that has no date the one that its severity proposes; owners stay as they are."""
        with self._store.writing(actor.person_id) as work:
            row = open_issue(work.connection, issue_id)
            wanted = [step for step in _steps(work.connection, issue_id, work.now) if step.proposed is not None]
            if not wanted:
                raise RefusedError("Every coming step of issue {number} has its date already.", number=row.number)
            _accept(work, issue_id, wanted)
            return _steps(work.connection, issue_id, work.now)


@open_to("services that ask for the permission themselves")
def steps_of(row: IssueRow, events: Iterable[EventRow], plans: Mapping[IssueState, PlanRow], now: Moment) -> tuple[Step, ...]:
    """Return all steps of an issue from its row, history and plans."""
    taken = {event.new: event for event in events if event.action == "moved"}
    logged, today = local_time(row.raised_at, row.raised_offset).date(), now.local.date()
    proposed = proposed_days(row.severity, row.state, logged, today)
    found = []
    for state in STEPS:
        step = Step(state, mark_of(state, row.state))
        plan, event = plans.get(state), taken.get(state.value)
        if plan is not None:
            step = replace(step, owner_id=plan.owner_id, owner=plan.owner, due_at=plan.due_at, version=plan.version)
        if step.mark in {StepMark.NEXT, StepMark.COMING}:
            step = step if step.due_at is not None else replace(step, proposed=proposed[state])
        elif event is not None:
            step = replace(step, mark=StepMark.DONE, done_at=event.at, done_offset=event.at_offset, done_by=event.person_name)
        found.append(step)
    return tuple(found)


@open_to("services that ask for the permission themselves")
def due_step(row: IssueRow, steps: Iterable[Step]) -> Step | None:
    """Return the step that is next, with the owner and date that count for it: where its plan is silent, those of the issue."""
    step = next((one for one in steps if one.mark is StepMark.NEXT), None)
    if step is None or step.state not in coming(row.state):
        return None
    owner_id, owner = (step.owner_id, step.owner) if step.owner_id is not None else (row.owner_id, row.owner)
    return replace(step, owner_id=owner_id, owner=owner, due_at=row.due_now)


def _steps(connection: Connection, issue_id: str, now: Moment) -> tuple[Step, ...]:
    row = issues.issue_by_id(connection, issue_id)
    return steps_of(row, issues.events_of(connection, issue_id), issue_steps.plans_of(connection, issue_id), now)


def _accept(work: Work, issue_id: str, wanted: list[Step]) -> None:
    days = {step: end_of_day(step.proposed, work.now.offset) for step in wanted if step.proposed is not None}
    link = work.audit("issue.step_accept", "issue", issue_id, {step.state.value: due_at for step, due_at in days.items()})
    for step, due_at in days.items():
        plan = {"owner_id": step.owner_id, "due_at": due_at, "version": step.version}
        require_kept(stored=issue_steps.set_plan(work.connection, issue_id, step.state, **plan))  # type: ignore[arg-type]
        before = _said(step.state, step.owner, step.due_at) if step.version else ""
        tell(work, link.seq, issue_id, "step.plan", old=before, new=_said(step.state, step.owner, due_at))


def _said(state: IssueState, owner: str, due_at: str | None) -> str:
    return canonical_json({"step": state.value, "owner": owner, "due": due_at or ""})
