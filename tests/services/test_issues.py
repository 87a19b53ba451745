from __future__ import annotations

import json
from datetime import timedelta

import pytest

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import ConflictError, InputError, NotAllowedError, NotFoundError, RefusedError
from qa_desktop.domain.hold import HoldKind
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.people import Actor
from qa_desktop.services.answering import AnswerService
from qa_desktop.services.containment import ContainmentService, HoldWish
from qa_desktop.services.issues import IssueService
from qa_desktop.services.photos import PhotoService
from qa_desktop.services.program import program_for
from qa_desktop.storage.queries.issues import IssueFilter, IssueRow
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.cures import cure
from tests.services.makings import Bench, audit_actions, new_bench, picture

NC, MINOR = IssueKind.NONCONFORMITY, Severity.MINOR
S = IssueState


@pytest.fixture
def bench(workspace: Workspace, people: dict[str, Actor]) -> Bench:
    return new_bench(workspace, people)


@pytest.fixture
def issues(workspace: Workspace) -> IssueService:
    return IssueService(workspace)


@pytest.fixture
def inspector(people: dict[str, Actor]) -> Actor:
    return people["inspector"]


@pytest.fixture
def engineer(people: dict[str, Actor]) -> Actor:
    return people["engineer"]


@pytest.fixture
def issue(issues: IssueService, bench: Bench, inspector: Actor) -> IssueRow:
    bench.answer("bore_a", "12.412")
    return log_line(issues, inspector, bench, "bore_a")


def log_line(issues: IssueService, actor: Actor, bench: Bench, key: str) -> IssueRow:
    found = issues.suggest(actor, bench.inspection_id, bench.items[key])
    return issues.log(
        actor,
        kind=found.kind,
        title=found.title,
        severity=found.severity,
        inspection_id=found.inspection_id,
        item_id=found.item_id,
    )


@pytest.mark.parametrize(
    ("key", "raw", "kind", "title"),
    [
        ("bore_a", "12.412", NC, "1 Bore diameter A: 12.412 mm, above limit 12.400 by 0.012"),
        ("bore_a", "12,2995", NC, "1 Bore diameter A: 12.2995 mm, below limit 12.300 by 0.0005"),
        ("bore_a", "12.400", IssueKind.OBSERVATION, "1 Bore diameter A: 12.400 mm"),
        ("bore_a", "-1", NC, "1 Bore diameter A: −1 mm, below limit 12.300 by 13.300"),
        ("length", "7.5", IssueKind.OBSERVATION, "2 Length: 7.5 mm"),
        ("surface", "fail", NC, "3 Surface without scratches: Does not conform"),
        ("marked", "no", NC, "4 Marking present: No, expected Yes"),
        ("colour", "ral2", NC, "5 Colour: Grey"),
        ("front", "", IssueKind.OBSERVATION, "6 Photo of the front"),
    ],
)
def test_a_suggestion_states_facts_only(
    issues: IssueService, bench: Bench, inspector: Actor, key: str, raw: str, kind: IssueKind, title: str
) -> None:
    if raw:
        bench.answer(key, raw)
    found = issues.suggest(inspector, bench.inspection_id, bench.items[key])
    assert (found.kind, found.title) == (kind, title)
    assert (found.part_number, found.lot_number, found.part_id, found.lot_id) == ("4711-A", "L-100", bench.part_id, bench.lot_id)
    assert found.existing is None
    assert issues.count(inspector) == 0


def test_logging_from_a_line_takes_part_lot_answer_and_number(
    issues: IssueService, bench: Bench, inspector: Actor, issue: IssueRow, workspace: Workspace
) -> None:
    assert issue.number == "NC-01-000001"
    assert (issue.kind, issue.severity, issue.state) == (NC, Severity.CRITICAL, S.LOGGED)
    assert (issue.part_number, issue.part_name, issue.lot_number) == ("4711-A", "Housing", "L-100")
    assert (issue.item_number, issue.item_text) == ("1", "Bore diameter A")
    assert issue.answer_shown.replace("\u00a0", " ") == "12.412 mm"
    assert (issue.raised_by, issue.raised_by_id, issue.raised_offset) == ("Ines Inspector", inspector.person_id, 60)
    assert (issue.inspection_id, issue.inspection_state) == (bench.inspection_id, InspectionState.IN_PROGRESS)
    assert audit_actions(workspace)[-1] == "issue.log"
    bench.answer("bore_a", "12.350")
    detail = issues.detail(inspector, issue.id)
    assert detail.row.answer_shown.startswith("12.412")
    assert detail.line is not None
    assert detail.line.shown.startswith("12.350")


def test_a_line_has_one_issue(issues: IssueService, bench: Bench, inspector: Actor, engineer: Actor, issue: IssueRow) -> None:
    assert issues.suggest(inspector, bench.inspection_id, bench.items["bore_a"]).existing == "NC-01-000001"
    with pytest.raises(ConflictError, match="Line 1 already has issue NC-01-000001"):
        log_line(issues, inspector, bench, "bore_a")
    assert issues.count(inspector) == 1
    assert log_line(issues, inspector, bench, "surface").number == "NC-01-000002"
    issues.move(engineer, issue.id, S.REJECTED, "Measured in the wrong place", issue.version)
    assert log_line(issues, inspector, bench, "bore_a").number == "NC-01-000003"


def test_an_issue_without_an_inspection(issues: IssueService, bench: Bench, people: dict[str, Actor]) -> None:
    row = issues.log(
        people["supervisor"],
        kind=IssueKind.COMPLAINT,
        title="  Customer\nfound chips ",
        severity=MINOR,
        quantity="3,50",
        description="a\r\nb",
        part_id=bench.part_id,
        lot_id=bench.lot_id,
    )
    assert (row.title, row.quantity, row.description) == ("Customer found chips", "3.50", "a\nb")
    assert (row.part_number, row.lot_number, row.inspection_id, row.item_number) == ("4711-A", "L-100", None, "")
    bare = issues.log(people["supervisor"], kind=IssueKind.SAFETY, title="Oil on the floor", severity=MINOR)
    assert (bare.part_id, bare.lot_number) == (None, "")


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ({"title": "  "}, "has no title"),
        ({"title": "x" * 201}, "longer than 200"),
        ({"title": "a\x00b"}, "NUL character"),
        ({"title": "t", "quantity": "-1"}, "never negative"),
        ({"title": "t", "quantity": "few"}, "is not a number"),
        ({"title": "t", "description": "x" * 20_001}, "at most 20000"),
        ({"title": "t", "item_id": "x"}, "needs the inspection"),
    ],
)
def test_what_cannot_be_logged(issues: IssueService, inspector: Actor, words: dict[str, str], error: str) -> None:
    with pytest.raises(InputError, match=error):
        issues.log(inspector, kind=NC, severity=MINOR, **words)
    assert issues.count(inspector) == 0


def test_links_must_exist(issues: IssueService, bench: Bench, inspector: Actor) -> None:
    other = {"part_id": "x"}, {"lot_id": "x"}, {"part_id": bench.part_id, "lot_id": "x"}, {"inspection_id": "x"}
    for links in (*other, {"inspection_id": bench.inspection_id, "item_id": "x"}):
        with pytest.raises(NotFoundError):
            issues.log(inspector, kind=NC, title="t", severity=MINOR, **links)
    with pytest.raises(NotFoundError):
        issues.detail(inspector, "x")


def test_text_comes_out_as_typed(issues: IssueService, inspector: Actor) -> None:
    title = "<b>A & B</b> \u200fעברית 50% _"
    row = issues.log(inspector, kind=NC, title=title, severity=MINOR, description='<img src="/etc/passwd">')
    assert issues.detail(inspector, row.id).row.title == title


def test_editing_keeps_old_and_new(issues: IssueService, inspector: Actor, issue: IssueRow) -> None:
    row = issues.edit(inspector, issue.id, version=issue.version, title="Bore too wide", severity=Severity.MAJOR)
    assert (row.title, row.severity, row.kind, row.version) == ("Bore too wide", Severity.MAJOR, NC, issue.version + 1)
    event = issues.detail(inspector, issue.id).events[-1]
    assert event.action == "edited"
    assert json.loads(event.old) == {"severity": "critical", "title": issue.title}
    assert json.loads(event.new) == {"severity": "major", "title": "Bore too wide"}
    assert [found.id for found in issues.list_issues(inspector, IssueFilter(text="too wide")).rows] == [issue.id]
    with pytest.raises(ConflictError, match="Somebody else changed issue NC-01-000001"):
        issues.edit(inspector, issue.id, version=issue.version, title="Mine")
    with pytest.raises(InputError, match="Nothing was changed"):
        issues.edit(inspector, issue.id, version=row.version, title="Bore too wide")


def test_a_signed_inspection_keeps_the_words_of_its_issues_but_work_goes_on(
    issues: IssueService, bench: Bench, inspector: Actor, engineer: Actor, issue: IssueRow, workspace: Workspace
) -> None:
    bench.set_state(InspectionState.SUBMITTED)
    with pytest.raises(RefusedError, match="can no longer change"):
        issues.edit(inspector, issue.id, version=issue.version, title="x")
    with pytest.raises(RefusedError, match="can no longer change"):
        log_line(issues, inspector, bench, "surface")
    for column in ("title = 'x'", "severity = 'minor'", "quantity = '9'", "answer_shown = 'x'", "inspection_id = NULL"):
        with pytest.raises(RefusedError, match="can no longer change"), workspace.database.writing() as connection:
            connection.exec_driver_sql(f"UPDATE issue SET {column}")
    row = issues.assign(engineer, issue.id, owner_id=inspector.person_id, due=None, version=issue.version)
    nothing_to_hold(workspace, engineer, issue)
    row = issues.move(engineer, issue.id, S.CONTAINED, "Lot set aside", row.version)
    assert (row.state, row.owner) == (S.CONTAINED, "Ines Inspector")


def nothing_to_hold(workspace: Workspace, engineer: Actor, issue: IssueRow) -> None:
    wish = HoldWish(HoldKind.NONE, "", "Found at the machine.")
    ContainmentService(workspace.store).place(engineer, issue.id, (wish,))


def test_an_issue_goes_its_way_step_by_step(
    issues: IssueService, engineer: Actor, issue: IssueRow, clock: FakeClock, workspace: Workspace, people: dict[str, Actor]
) -> None:
    row = issue
    nothing_to_hold(workspace, engineer, issue)
    cure(program_for(workspace), people, issue.id)
    for state in (S.CONTAINED, S.ANALYSED, S.ACTING, S.VERIFYING, S.ACTING, S.VERIFYING, S.CLOSED):
        clock.forward(hours=1)
        assert state in issues.detail(engineer, issue.id).next_states
        row = issues.move(engineer, issue.id, state, f"Now {state}", row.version)
    detail = issues.detail(engineer, issue.id)
    assert (detail.row.state, detail.next_states, detail.row.is_open) == (S.CLOSED, (), False)
    steps = [(event.old, event.new) for event in detail.events if event.action in {"logged", "moved"}]
    assert steps[:3] == [("", "logged"), ("logged", "contained"), ("contained", "analysed")]
    assert steps[-1] == ("verifying", "closed")
    assert detail.events[-1].person_name == "Emma Engineer"
    assert detail.events[-1].remark == "Now closed"
    with pytest.raises(RefusedError, match="cannot become"):
        issues.move(engineer, issue.id, S.LOGGED, "again", row.version)
    with pytest.raises(RefusedError, match="does not change any more"):
        issues.assign(engineer, issue.id, owner_id=engineer.person_id, due=None, version=row.version)
    assert issues.comment(engineer, issue.id, "Customer informed").events[-1].remark == "Customer informed"


def test_a_step_needs_its_turn_a_remark_and_the_present_version(
    issues: IssueService, engineer: Actor, people: dict[str, Actor], issue: IssueRow, workspace: Workspace
) -> None:
    with pytest.raises(RefusedError, match="cannot become"):
        issues.move(engineer, issue.id, S.CLOSED, "done", issue.version)
    with pytest.raises(InputError, match="Write what was done"):
        issues.move(engineer, issue.id, S.CONTAINED, "  ", issue.version)
    nothing_to_hold(workspace, engineer, issue)
    issues.move(people["supervisor"], issue.id, S.CONTAINED, "Lot set aside", issue.version)
    before = audit_actions(workspace)
    with pytest.raises(ConflictError, match="Somebody else changed"):
        issues.move(engineer, issue.id, S.REJECTED, "No issue", issue.version)
    assert audit_actions(workspace) == before


def test_owner_and_due_date_are_told_in_the_history(
    issues: IssueService, engineer: Actor, people: dict[str, Actor], issue: IssueRow, clock: FakeClock
) -> None:
    due = clock() + timedelta(days=3)
    row = issues.assign(engineer, issue.id, owner_id=people["supervisor"].person_id, due=due, version=issue.version)
    assert (row.owner, row.due_at) == ("Sara Supervisor", "2026-03-05T08:00:00.000000Z")
    assert [event.action for event in issues.detail(engineer, issue.id).events] == ["logged", "step.plan", "owner", "due"]
    with pytest.raises(InputError, match="the same as before"):
        issues.assign(engineer, issue.id, owner_id=people["supervisor"].person_id, due=due, version=row.version)
    with pytest.raises(NotFoundError, match="switched off"):
        issues.assign(engineer, issue.id, owner_id="nobody", due=due, version=row.version)
    gone = issues.assign(engineer, issue.id, owner_id=None, due=None, version=row.version)
    assert (gone.owner_id, gone.owner, gone.due_at) == (None, "", None)


def test_history_is_append_only_and_points_at_the_audit_chain(
    issues: IssueService, inspector: Actor, issue: IssueRow, workspace: Workspace
) -> None:
    with pytest.raises(InputError, match="Write the comment"):
        issues.comment(inspector, issue.id, " \n ")
    issues.comment(inspector, issue.id, "Seen on the second piece, too")
    for statement in ("UPDATE issue_event SET remark = 'x'", "DELETE FROM issue_event", "DELETE FROM issue"):
        with pytest.raises(RefusedError), workspace.database.writing() as connection:
            connection.exec_driver_sql(statement)
    with workspace.store.reading() as connection:
        found = connection.exec_driver_sql(
            "SELECT e.action, a.action FROM issue_event e JOIN audit a ON a.seq = e.audit_seq ORDER BY e.id"
        ).all()
    told = [("logged", "issue.log"), ("step.plan", "issue.log"), ("comment", "issue.comment")]
    assert [tuple(row) for row in found] == told


def test_the_forbidden_person_fails(issues: IssueService, bench: Bench, people: dict[str, Actor], issue: IssueRow) -> None:
    def log(who: Actor) -> object:
        return issues.log(who, kind=NC, title="t", severity=MINOR)

    def edit(who: Actor) -> object:
        return issues.edit(who, issue.id, version=issue.version, title="x")

    def comment(who: Actor) -> object:
        return issues.comment(who, issue.id, "x")

    def suggest(who: Actor) -> object:
        return issues.suggest(who, bench.inspection_id, bench.items["surface"])

    def move(who: Actor) -> object:
        return issues.move(who, issue.id, S.CONTAINED, "x", issue.version)

    def assign(who: Actor) -> object:
        return issues.assign(who, issue.id, owner_id=None, due=None, version=issue.version)

    forbidden = {
        "admin": (log, edit, comment, suggest, move, assign),
        "auditor": (log, edit, comment, suggest, move, assign),
        "inspector": (move, assign),
        "inspector2": (edit, move, assign),
    }
    for name, acts in forbidden.items():
        for act in acts:
            with pytest.raises(NotAllowedError):
                act(people[name])
    assert issues.detail(people["auditor"], issue.id).row == issue
    assert issues.count(people["admin"]) == 1


def test_the_detail_shows_photos_and_the_photos_of_the_line(
    issues: IssueService, bench: Bench, inspector: Actor, issue: IssueRow, workspace: Workspace
) -> None:
    photos = PhotoService(workspace)
    photos.add(inspector, inspection_id=bench.inspection_id, item_id=bench.items["bore_a"], data=picture())
    own = photos.add(inspector, issue_id=issue.id, data=picture(colour="red"))
    detail = issues.detail(inspector, issue.id)
    assert detail.photos == (own,)
    assert detail.line is not None
    assert detail.line.answer.photos == 1


def test_a_long_item_is_shortened_in_the_title_and_the_fact_stays(
    issues: IssueService, bench: Bench, inspector: Actor, workspace: Workspace
) -> None:
    with workspace.database.maintenance() as connection, connection.begin():
        rules = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
        for name, _ in rules:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        connection.exec_driver_sql("UPDATE item SET text = ? WHERE key = 'bore_a'", ("Bore " * 100,))
        for _, statement in rules:
            connection.exec_driver_sql(statement)
    bench.answer("bore_a", "12.5")
    title = issues.suggest(inspector, bench.inspection_id, bench.items["bore_a"]).title
    assert len(title) == 200
    assert title.endswith("…: 12.5 mm, above limit 12.400 by 0.100")


def test_a_not_applicable_line_says_why(issues: IssueService, bench: Bench, inspector: Actor, workspace: Workspace) -> None:
    answers = AnswerService(workspace.store)
    answers.not_applicable(inspector, bench.inspection_id, bench.items["surface"], "painted")
    found = issues.suggest(inspector, bench.inspection_id, bench.items["surface"])
    assert found.title == "3 Surface without scratches: Not applicable: painted"
