"""The life of an issue: each step with its gate, its person and its day; what is late climbs a level each day; all of it is told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from qa_desktop.domain.actions import ActionKind, EffectPlan, Metric, Window
from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import ConflictError, InputError, NotAllowedError, NotFoundError, RefusedError
from qa_desktop.domain.escalation import days_overdue, told
from qa_desktop.domain.hold import HoldKind
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.issue_steps import DAYS, STEPS, StepMark, coming, mark_of, next_step, proposed_days, taken_again
from qa_desktop.domain.people import Actor, Role
from qa_desktop.services.actions import WantedAction
from qa_desktop.services.containment import HoldWish
from qa_desktop.services.issue_steps import Step
from qa_desktop.services.program import Program, program_for
from qa_desktop.storage.queries.issues import IssueFilter, IssueRow
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import PASSWORD, FakeClock
from tests.services.cures import do_action, find_causes, plan_action, prove_action
from tests.services.makings import audit_actions

S = IssueState
NC = IssueKind.NONCONFORMITY
NOTHING = HoldWish(HoldKind.NONE, "", "Found at the machine, nothing has left it.")
TODAY = date(2026, 3, 2)


@pytest.fixture
def program(workspace: Workspace) -> Program:
    return program_for(workspace)


@pytest.fixture
def issue(program: Program, people: dict[str, Actor]) -> IssueRow:
    return log(program, people)


def log(program: Program, people: dict[str, Actor], kind: IssueKind = NC, severity: Severity = Severity.MAJOR) -> IssueRow:
    return program.issues.log(people["inspector"], kind=kind, title="Bore A too large", severity=severity, quantity="12")


def move(program: Program, actor: Actor, issue: IssueRow, state: IssueState) -> IssueRow:
    return program.issues.move(actor, issue.id, state, f"Now {state}", program.issues.detail(actor, issue.id).row.version)


def step(program: Program, actor: Actor, issue: IssueRow, state: IssueState) -> Step:
    return next(one for one in program.steps.steps(actor, issue.id) if one.state is state)


def plan(program: Program, actor: Actor, issue: IssueRow, state: IssueState, owner: Actor | None, due: date | None) -> Step:
    version = step(program, actor, issue, state).version
    owner_id = None if owner is None else owner.person_id
    program.steps.plan(actor, issue.id, state, owner_id=owner_id, due=due, version=version)
    return step(program, actor, issue, state)


# The rule


def test_the_days_grow_with_the_steps_and_shrink_with_the_severity() -> None:
    for severity in Severity:
        days = [DAYS[severity][state] for state in STEPS]
        assert days == sorted(days)
        assert days[0] >= 1
    for state in STEPS:
        assert DAYS[Severity.CRITICAL][state] <= DAYS[Severity.MAJOR][state] <= DAYS[Severity.MINOR][state]


def test_proposed_days_count_from_logging_and_move_along_when_they_are_over() -> None:
    logged = date(2026, 3, 2)
    first = proposed_days(Severity.CRITICAL, S.LOGGED, logged, logged)
    assert list(first) == list(STEPS)
    assert (first[S.CONTAINED], first[S.CLOSED]) == (date(2026, 3, 3), date(2026, 5, 1))
    assert proposed_days(Severity.CRITICAL, S.CONTAINED, logged, logged)[S.ANALYSED] == date(2026, 3, 9)
    late = proposed_days(Severity.CRITICAL, S.CONTAINED, logged, date(2026, 3, 20))
    assert late[S.ANALYSED] == date(2026, 3, 26), "six days for the analysis, from today"
    assert list(late.values()) == sorted(late.values()), "those behind it move along"
    assert min(late.values()) > date(2026, 3, 20)
    assert (
        proposed_days(Severity.CRITICAL, S.CLOSED, logged, logged)
        == proposed_days(Severity.MINOR, S.REJECTED, logged, logged)
        == {}
    )


def test_marks_and_the_next_step() -> None:
    assert [next_step(state) for state in S] == [*STEPS, None, None]
    assert coming(S.ACTING) == (S.VERIFYING, S.CLOSED)
    assert [mark_of(one, S.ACTING) for one in STEPS] == [StepMark.DONE] * 3 + [StepMark.NEXT, StepMark.COMING]
    assert {mark_of(one, S.CLOSED) for one in STEPS} == {StepMark.DONE}
    assert {mark_of(one, S.REJECTED) for one in STEPS} == {StepMark.LEFT_OUT}
    assert taken_again(S.VERIFYING, S.ACTING) == (S.VERIFYING,)
    assert taken_again(S.CONTAINED, S.ANALYSED) == taken_again(S.LOGGED, S.REJECTED) == ()


def test_levels_are_told_day_by_day() -> None:
    due = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert [days_overdue(due, due + timedelta(hours=hours)) for hours in (-1, 0, 1, 23, 25, 49)] == [-1, -1, 0, 0, 1, 2]
    levels = [frozenset(), {Role.SUPERVISOR}, {Role.SUPERVISOR, Role.QUALITY_ENGINEER}]
    everyone = {Role.SUPERVISOR, Role.QUALITY_ENGINEER, Role.MANAGER}
    assert [told(days) for days in (-1, 0, 1, 2, 3, 40)] == [frozenset(), *levels, everyone, everyone]
    assert [told(days, owned=False) for days in (-1, 0, 1, 2)] == [*levels, everyone]


# Planning


def test_logging_stores_the_day_of_containment_and_nothing_else(
    program: Program, people: dict[str, Actor], issue: IssueRow, workspace: Workspace
) -> None:
    first, *rest = program.steps.steps(people["auditor"], issue.id)
    assert (first.state, first.mark, first.due_at, first.owner) == (S.CONTAINED, StepMark.NEXT, "2026-03-04T21:59:00.000000Z", "")
    assert {one.due_at for one in rest} == {None}
    assert [one.proposed for one in (first, *rest)] == [None, *(TODAY + timedelta(days=n) for n in (14, 28, 45, 90))]
    assert program.issues.detail(people["auditor"], issue.id).row.due_now == first.due_at
    assert audit_actions(workspace)[-1] == "issue.log", "one act, one entry"
    event = program.issues.detail(people["auditor"], issue.id).events[-1]
    assert (event.action, json.loads(event.new)["step"]) == ("step.plan", "contained"), "the history says so"
    for kind in (IssueKind.OBSERVATION, IssueKind.SUGGESTION):
        other = log(program, people, kind)
        assert {one.due_at for one in program.steps.steps(people["auditor"], other.id)} == {None}
    for kind in (IssueKind.COMPLAINT, IssueKind.SAFETY):
        other = log(program, people, kind)
        assert program.steps.steps(people["auditor"], other.id)[0].due_at == first.due_at, "nobody forgets it"


def test_a_step_is_planned_changed_and_told(program: Program, people: dict[str, Actor], issue: IssueRow) -> None:
    engineer, owner = people["engineer"], people["inspector2"]
    planned = plan(program, engineer, issue, S.CONTAINED, owner, TODAY + timedelta(days=1))
    assert (planned.owner, planned.due_at, planned.version) == ("Ivo Inspector", "2026-03-03T21:59:00.000000Z", 2)
    later = plan(program, people["supervisor"], issue, S.CLOSED, None, TODAY + timedelta(days=60))
    assert (later.mark, later.owner, later.version) == (StepMark.COMING, "", 1)
    event = program.issues.detail(engineer, issue.id).events[-2]
    assert json.loads(event.old) == {"step": "contained", "owner": "", "due": "2026-03-04T21:59:00.000000Z"}
    assert json.loads(event.new) == {"step": "contained", "owner": "Ivo Inspector", "due": planned.due_at}
    row = program.issues.detail(engineer, issue.id).row
    assert (row.owner_now, row.due_now, row.owner) == ("Ivo Inspector", planned.due_at, "")
    mine = program.issues.list_issues(owner, IssueFilter(mine=owner.person_id)).rows
    assert [one.id for one in mine] == [issue.id], "the next step is theirs"


def test_what_is_refused_when_a_step_is_planned(program: Program, people: dict[str, Actor], issue: IssueRow) -> None:
    engineer = people["engineer"]
    steps = program.steps

    def planned(state: IssueState, version: int, owner: str | None = None, due: date | None = None) -> object:
        return steps.plan(engineer, issue.id, state, owner_id=owner, due=due, version=version)

    with pytest.raises(InputError, match="same as before"):
        planned(S.CLOSED, 0)
    with pytest.raises(InputError, match="2026-03-01 is over"):
        planned(S.CLOSED, 0, due=TODAY - timedelta(days=1))
    with pytest.raises(NotFoundError, match="switched off"):
        planned(S.CLOSED, 0, owner="nobody")
    for state in (S.LOGGED, S.REJECTED):
        with pytest.raises(RefusedError, match="nothing was planned"):
            planned(state, 0, due=TODAY)
    planned(S.CLOSED, 0, due=TODAY + timedelta(days=50))
    for version in (0, 7):
        with pytest.raises(ConflictError, match="Somebody else changed"):
            planned(S.CLOSED, version, due=TODAY + timedelta(days=51))
    program.containment.place(engineer, issue.id, (NOTHING,))
    move(program, engineer, issue, S.CONTAINED)
    with pytest.raises(RefusedError, match="does not come to “contained” any more"):
        planned(S.CONTAINED, 1, due=TODAY)
    move(program, engineer, issue, S.REJECTED)
    with pytest.raises(RefusedError, match="is rejected"):
        planned(S.CLOSED, 1, due=TODAY)


@pytest.mark.parametrize("login", ["inspector", "auditor", "admin", "manager", "confidant"])
def test_who_may_not_assign_plans_no_step(program: Program, people: dict[str, Actor], issue: IssueRow, login: str) -> None:
    who = people[login]
    for forbidden in (
        lambda: program.steps.plan(who, issue.id, S.CONTAINED, owner_id=who.person_id, due=None, version=1),
        lambda: program.steps.accept_proposed(who, issue.id),
        lambda: program.issues.move(who, issue.id, S.CONTAINED, "done", issue.version),
    ):
        with pytest.raises(NotAllowedError):
            forbidden()
    assert step(program, who, issue, S.CONTAINED).version == 1


def test_proposed_days_are_stored_only_when_a_person_accepts_them(
    program: Program, people: dict[str, Actor], issue: IssueRow, workspace: Workspace
) -> None:
    engineer = people["engineer"]
    plan(program, engineer, issue, S.ANALYSED, people["supervisor"], None)
    wanted = {one.state: one.proposed for one in program.steps.steps(engineer, issue.id)}
    assert wanted[S.ANALYSED] == TODAY + timedelta(days=14), "an owner alone is no date"
    before = len(audit_actions(workspace))
    accepted = {one.state: one for one in program.steps.accept_proposed(engineer, issue.id)}
    assert audit_actions(workspace)[before:] == ["issue.step_accept"]
    assert {one.proposed for one in accepted.values()} == {None}
    assert accepted[S.ANALYSED].owner == "Sara Supervisor"
    assert accepted[S.ANALYSED].due_at == "2026-03-16T21:59:00.000000Z"
    assert accepted[S.CONTAINED].due_at == "2026-03-04T21:59:00.000000Z", "what had a date keeps it"
    plans = [event for event in program.issues.detail(engineer, issue.id).events if event.action == "step.plan"]
    assert len(plans) == 1 + 1 + 4
    with pytest.raises(RefusedError, match="has its date already"):
        program.steps.accept_proposed(engineer, issue.id)


def test_entering_a_state_makes_the_next_plan_due(program: Program, people: dict[str, Actor], issue: IssueRow) -> None:
    engineer = people["engineer"]
    plan(program, engineer, issue, S.ANALYSED, people["supervisor"], TODAY + timedelta(days=9))
    program.containment.place(engineer, issue.id, (NOTHING,))
    row = move(program, engineer, issue, S.CONTAINED)
    assert (row.owner_now, row.due_now) == ("Sara Supervisor", "2026-03-11T21:59:00.000000Z")
    done = step(program, engineer, issue, S.CONTAINED)
    assert (done.mark, done.done_by, done.done_at) == (StepMark.DONE, "Emma Engineer", program.workspace.store.now().utc)
    detail = program.issues.detail(engineer, issue.id)
    assert detail.next_step is not None
    assert (detail.next_step.state, detail.next_step.owner, detail.next_step.due_at) == (
        S.ANALYSED,
        "Sara Supervisor",
        row.due_now,
    )


def test_without_a_plan_the_owner_and_date_of_the_issue_count(program: Program, people: dict[str, Actor]) -> None:
    engineer, other = people["engineer"], log(program, people, IssueKind.OBSERVATION)
    due = program.workspace.store.clock() + timedelta(days=3)
    row = program.issues.assign(engineer, other.id, owner_id=engineer.person_id, due=due, version=other.version)
    found = program.issues.detail(engineer, other.id).next_step
    assert found is not None
    assert (found.state, found.owner, found.due_at) == (S.CONTAINED, "Emma Engineer", row.due_at)
    plan(program, engineer, other, S.CLOSED, None, TODAY + timedelta(days=20))
    found = program.issues.detail(engineer, other.id).next_step
    assert found is not None
    assert found.due_at == "2026-03-22T21:59:00.000000Z", "the date of a later step stands before that of the issue"


def test_going_back_takes_the_date_of_the_step_that_comes_again(program: Program, people: dict[str, Actor]) -> None:
    engineer, owner = people["engineer"], people["supervisor"]
    other = log(program, people, IssueKind.OBSERVATION)
    for state, days in ((S.VERIFYING, 20), (S.CLOSED, 40)):
        plan(program, engineer, other, state, owner, TODAY + timedelta(days=days))
    for state in (S.CONTAINED, S.ANALYSED, S.ACTING, S.VERIFYING, S.ACTING):
        row = move(program, engineer, other, state)
    again = step(program, engineer, other, S.VERIFYING)
    assert (again.mark, again.owner, again.due_at) == (StepMark.NEXT, "Sara Supervisor", None)
    assert again.proposed is not None
    assert row.due_now == "2026-04-11T21:59:00.000000Z", "the day of closing still counts"
    assert plan(program, engineer, other, S.VERIFYING, owner, TODAY + timedelta(days=25)).due_at == "2026-03-27T21:59:00.000000Z"


def test_the_database_keeps_the_plans(program: Program, people: dict[str, Actor], issue: IssueRow, workspace: Workspace) -> None:
    def refused(statement: str, words: str) -> None:
        with pytest.raises(RefusedError, match=words), workspace.database.writing() as connection:
            connection.exec_driver_sql(statement)

    row = "INSERT INTO issue_step (id, issue_id, state, version) VALUES ('x', '{}', '{}', 1)"
    refused(row.format(issue.id, "logged"), "no such step")
    refused("UPDATE issue_step SET state = 'closed'", "stays with its step")
    refused("DELETE FROM issue_step", "never deleted")
    move(program, people["engineer"], issue, S.REJECTED)
    refused("UPDATE issue_step SET due_at = NULL", "finished issue")
    refused(row.format(issue.id, "closed"), "finished issue")


# Overdue


def test_an_overdue_step_climbs_day_by_day_until_it_is_done(
    program: Program, people: dict[str, Actor], issue: IssueRow, clock: FakeClock
) -> None:
    plan(program, people["engineer"], issue, S.CONTAINED, people["inspector2"], TODAY)
    logins = ("inspector", "inspector2", "supervisor", "engineer", "manager", "auditor", "admin")

    def seen_by() -> list[str]:
        return [login for login in logins if program.issues.overdue(people[login]).count]

    assert seen_by() == []
    clock.now = datetime(2026, 3, 3, 0, 30, tzinfo=clock.now.tzinfo)
    expected = [["inspector2"], ["inspector2", "supervisor"], ["inspector2", "supervisor", "engineer"]]
    climbing = [*expected, *[["inspector2", "supervisor", "engineer", "manager"]] * 5]
    for day, told_now in enumerate(climbing):
        assert seen_by() == told_now, f"day {day}"
        assert seen_by() == told_now, "looking does not make it go away"
        clock.forward(days=1)
    (late,) = program.issues.overdue(people["manager"]).others
    assert (late.issue_number, late.step, late.owner, late.due_at) == (
        issue.number,
        S.CONTAINED,
        "Ivo Inspector",
        "2026-03-02T21:59:00.000000Z",
    )
    overdue = IssueFilter(due_before=program.workspace.store.now().utc)
    assert program.issues.count(people["auditor"], overdue) == 1
    program.containment.place(people["engineer"], issue.id, (NOTHING,))
    move(program, people["engineer"], issue, S.CONTAINED)
    assert seen_by() == [], "done"
    assert program.issues.count(people["auditor"], overdue) == 0


def test_a_step_that_nobody_owns_is_the_supervisors_at_once(
    program: Program, people: dict[str, Actor], issue: IssueRow, clock: FakeClock
) -> None:
    clock.now = datetime(2026, 3, 5, 0, 30, tzinfo=clock.now.tzinfo)
    assert [login for login in ("inspector", "supervisor", "engineer") if program.issues.overdue(people[login]).count] == [
        "supervisor"
    ]
    row = program.issues.detail(people["engineer"], issue.id).row
    program.issues.assign(people["engineer"], issue.id, owner_id=people["inspector"].person_id, due=None, version=row.version)
    (late,) = program.issues.overdue(people["inspector"]).mine
    assert (late.owner, late.owned) == ("Ines Inspector", True), "the owner of the issue stands in"
    assert program.issues.overdue(people["supervisor"]).count == 0, "their day first"
    program.people.deactivate(people["admin"], people["inspector"].person_id, PASSWORD)
    assert program.issues.overdue(people["supervisor"]).count == 1, "who is gone does nothing about it"


# Gates: each step refuses, names what is missing, and goes once it is there


def test_the_gate_of_each_step_refuses_until_it_is_met(program: Program, people: dict[str, Actor], issue: IssueRow) -> None:
    engineer, owner = people["engineer"], people["supervisor2"]
    key = ""

    def refused(state: IssueState, *sentences: str) -> None:
        detail = program.issues.detail(engineer, issue.id)
        assert len(detail.missing[state]) == len(sentences)
        for sentence in sentences:
            with pytest.raises(RefusedError, match=sentence):
                move(program, engineer, issue, state)
        assert program.issues.detail(engineer, issue.id).row.state is detail.row.state

    refused(S.CONTAINED, "Nothing is on hold yet")
    (hold,) = program.containment.place(engineer, issue.id, (HoldWish(HoldKind.OTHER, "Pallet 7", "Mixed"),))
    move(program, engineer, issue, S.CONTAINED)
    refused(S.ANALYSED, "why did it happen", "Why it was not found")
    find_causes(program, engineer, issue.id)
    move(program, engineer, issue, S.ANALYSED)
    refused(S.ACTING, "quantity is not decided", "No corrective action is planned")
    key = plan_action(program, engineer, owner, issue.id)
    proposed = program.dispositions.propose(engineer, issue.id, {"scrap": "12"}, "Cheaper than sorting")
    for member in ("supervisor", "manager")[: proposed.needed]:
        program.dispositions.approve(people[member], proposed.id)
    move(program, engineer, issue, S.ACTING)
    refused(S.VERIFYING, "Actions that are not done yet: 1")
    do_action(program, owner, key)
    move(program, engineer, issue, S.VERIFYING)
    refused(S.CLOSED, "still on hold", "nobody else has verified yet: 1", "not shown to work")
    prove_action(program, engineer, issue.id, key)
    refused(S.CLOSED, "still on hold")
    program.containment.lift(engineer, hold.id, "Sorted")
    assert move(program, engineer, issue, S.CLOSED).state is S.CLOSED
    assert {one.mark for one in program.steps.steps(engineer, issue.id)} == {StepMark.DONE}


# The history


def test_all_that_is_done_about_an_issue_stands_in_its_history(
    program: Program, people: dict[str, Actor], issue: IssueRow, clock: FakeClock, workspace: Workspace
) -> None:
    engineer, owner, other = people["engineer"], people["supervisor2"], people["supervisor"]
    wanted = WantedAction(ActionKind.CORRECTIVE, "Change the insert", owner.person_id, TODAY + timedelta(days=7))
    row = program.actions.add(engineer, issue.id, wanted)
    row = program.actions.change(engineer, row.id, replace(wanted, due_on=TODAY + timedelta(days=9)), version=row.version)
    row = program.actions.done(owner, row.id, "Sheet changed", version=row.version)
    row = program.actions.send_back(engineer, row.id, "Which sheet?", version=row.version)
    row = program.actions.done(owner, row.id, "Sheet 12 changed", version=row.version)
    row = program.actions.verify(engineer, row.id, "Seen", version=row.version)
    windows = Window(TODAY - timedelta(days=9), TODAY - timedelta(days=1)), Window(TODAY, TODAY + timedelta(days=9))
    effect = EffectPlan(Metric.INSPECTIONS, "4711-A", *windows, target=Decimal("0.1"), minimum=5)
    program.effects.set_plan(engineer, row.id, effect)
    program.effects.override(engineer, row.id, "Fifty pieces in a row")
    spare = program.actions.add(engineer, issue.id, wanted)
    program.actions.remove(engineer, spare.id, "Twice", version=spare.version)
    (hold,) = program.containment.place(engineer, issue.id, (HoldWish(HoldKind.OTHER, "Pallet 7", "Mixed"),))
    program.containment.lift(other, hold.id, "Sorted")
    proposed = program.dispositions.propose(engineer, issue.id, {"scrap": "12"}, "Cheaper")
    program.dispositions.refuse(other, proposed.id, "Sort first")
    events = program.issues.detail(people["auditor"], issue.id).events
    assert [(event.action, event.person_name.split()[0], event.remark) for event in events[2:]] == [
        ("action.add", "Emma", "Change the insert"),
        ("action.change", "Emma", "Change the insert"),
        ("action.done", "Stan", "Sheet changed"),
        ("action.send_back", "Emma", "Which sheet?"),
        ("action.done", "Stan", "Sheet 12 changed"),
        ("action.verify", "Emma", "Seen"),
        ("effect.plan", "Emma", ""),
        ("effect.override", "Emma", "Fifty pieces in a row"),
        ("action.add", "Emma", "Change the insert"),
        ("action.remove", "Emma", "Twice"),
        ("hold.place", "Emma", "Mixed"),
        ("hold.lift", "Sara", "Sorted"),
        ("disposition.propose", "Emma", "Cheaper"),
        ("disposition.refuse", "Sara", "Sort first"),
    ]
    changed = events[3]
    assert json.loads(changed.old) == {"number": 1, "owner": "Stan Supervisor", "due": "2026-03-09"}
    assert json.loads(changed.new) == {"number": 1, "owner": "Stan Supervisor", "due": "2026-03-11"}
    with workspace.store.reading() as connection:
        paired = "SELECT e.action, a.action, a.entity FROM issue_event e JOIN audit a ON a.seq = e.audit_seq ORDER BY e.id"
        found = [tuple(row) for row in connection.exec_driver_sql(paired)]
    assert len(found) == len(events), "each points at its audit entry"
    assert ("action.verify", "action.verify", "action") in found


# Numbers that lead somewhere


def test_a_number_leads_to_its_issue_or_says_what_to_do(program: Program, people: dict[str, Actor], issue: IssueRow) -> None:
    inspector = people["inspector"]
    (hold,) = program.containment.place(people["engineer"], issue.id, (HoldWish(HoldKind.OTHER, "Pallet 7", "Mixed"),))
    found = program.tags.find(inspector, f" {hold.number.lower()} ")
    assert (found.issue_id, found.hold_id) == (issue.id, hold.id)
    assert program.tags.find(inspector, issue.number).hold_id == ""
    with pytest.raises(NotFoundError, match="leave the goods where they are"):
        program.tags.find(inspector, "H-01-000099")
    with pytest.raises(NotFoundError, match="Issue NC-09-000001 is not known here"):
        program.tags.find(inspector, "NC-09-000001")
