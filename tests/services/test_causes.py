"""Causes and actions of an issue: who may, when, what the database itself refuses, and what the gates are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from qa_desktop.domain.actions import ActionKind, ActionState
from qa_desktop.domain.causes import Aspect, Category, CodeScope, TeamRole, Track
from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import ConflictError, InputError, NotAllowedError, NotFoundError, RefusedError
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.people import Actor
from qa_desktop.services.actions import ActionService, WantedAction
from qa_desktop.services.causes import CauseService
from qa_desktop.services.issues import IssueService
from qa_desktop.services.photos import PhotoService
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.makings import audit_actions, picture

WHY, MISSED = Track.OCCURRENCE, Track.DETECTION
DUE = date(2026, 3, 10)


@pytest.fixture
def causes(workspace: Workspace) -> CauseService:
    return CauseService(workspace)


@pytest.fixture
def actions(workspace: Workspace) -> ActionService:
    return ActionService(workspace)


@pytest.fixture
def engineer(people: dict[str, Actor]) -> Actor:
    return people["engineer"]


@pytest.fixture
def issue(workspace: Workspace, engineer: Actor) -> str:
    logged = IssueService(workspace).log(engineer, kind=IssueKind.NONCONFORMITY, title="Bore too wide", severity=Severity.MAJOR)
    return logged.id


@pytest.fixture
def closed(workspace: Workspace, engineer: Actor, issue: str) -> Callable[[], None]:
    def close() -> None:
        service = IssueService(workspace)
        row = service.detail(engineer, issue).row
        service.move(engineer, issue, IssueState.REJECTED, "no issue", row.version)

    return close


def corrective(owner: Actor, text: str = "Change the insert every 200 parts", due: date = DUE) -> WantedAction:
    return WantedAction(ActionKind.CORRECTIVE, text, owner.person_id, due)


def run(workspace: Workspace, statement: str, *values: object) -> None:
    with workspace.database.writing() as connection:
        connection.exec_driver_sql(statement, tuple(values))


def test_two_trees_with_roots_and_evidence(causes: CauseService, engineer: Actor, issue: str, workspace: Workspace) -> None:
    top = causes.add_node(engineer, issue, WHY, " Bore was cut too wide ")
    why = causes.add_node(engineer, issue, WHY, "The insert was worn", parent_id=top.id, evidence="Insert shown to tool shop")
    other = causes.add_node(engineer, issue, WHY, "Coolant was low", parent_id=top.id)
    first = causes.add_node(engineer, issue, WHY, "Wrong offset", parent_id=top.id, after=why.id)
    missed = causes.add_node(engineer, issue, MISSED, "Bore is measured every 50 parts only")
    tree = causes.analysis(engineer, issue).tree(WHY)
    assert [(one.number, one.node.text) for one in tree] == [
        ("1", "Bore was cut too wide"),
        ("1.1", "The insert was worn"),
        ("1.2", "Wrong offset"),
        ("1.3", "Coolant was low"),
    ]
    codes = {code.code: code for code in causes.codes(engineer)}
    facts = causes.facts(engineer, issue)
    assert (facts.has_occurrence_root, facts.has_detection_root, facts.nodes) == (False, False, 5)
    marked = causes.mark_root(engineer, issue, why.id, codes["TOOL"].id, version=why.version)
    assert marked.code is not None
    assert (marked.code.code, marked.version) == ("TOOL", why.version + 1)
    causes.mark_root(engineer, issue, missed.id, codes["TOO-SELDOM"].id, version=missed.version)
    facts = causes.facts(engineer, issue)
    assert (facts.occurrence_codes, facts.detection_codes, facts.without_evidence) == (("TOOL",), ("TOO-SELDOM",), 1)
    assert causes.remove_node(engineer, issue, top.id) == 4
    assert causes.facts(engineer, issue).occurrence_codes == ()
    with pytest.raises(NotFoundError):
        causes.remove_node(engineer, issue, other.id)
    with pytest.raises(NotFoundError):
        causes.change_node(engineer, issue, first.id, version=1, text="x")
    assert [name for name in audit_actions(workspace) if name.startswith("cause.")] == [
        *["cause.add"] * 5,
        *["cause.root"] * 2,
        "cause.remove",
    ]


def test_a_code_belongs_to_its_question(causes: CauseService, engineer: Actor, issue: str, workspace: Workspace) -> None:
    node = causes.add_node(engineer, issue, WHY, "Insert worn")
    codes = {code.code: code for code in causes.codes(engineer)}
    with pytest.raises(InputError, match="not meant for this question"):
        causes.mark_root(engineer, issue, node.id, codes["OVERLOOKED"].id, version=node.version)
    with pytest.raises(RefusedError, match="other question"):
        run(workspace, "UPDATE cause_node SET code_id = ?", codes["OVERLOOKED"].id)
    made = {code.code: code for code in causes.add_code(engineer, " coolant ", "Coolant", CodeScope.OCCURRENCE)}
    marked = causes.mark_root(engineer, issue, node.id, made["COOLANT"].id, version=node.version)
    with pytest.raises(InputError, match="there already"):
        causes.add_code(engineer, "Coolant", "again", CodeScope.BOTH)
    causes.change_code(engineer, made["COOLANT"].id, words="Coolant low or wrong", active=False)
    assert "COOLANT" not in {code.code for code in causes.codes(engineer)}
    (kept,) = causes.analysis(engineer, issue).roots(WHY)
    assert kept.code is not None
    assert kept.code.words == "Coolant low or wrong"
    bare = causes.mark_root(engineer, issue, node.id, None, version=marked.version)
    assert bare.code is None
    with pytest.raises(InputError, match="not meant for"):
        causes.mark_root(engineer, issue, node.id, made["COOLANT"].id, version=bare.version)


def test_changing_a_node_and_its_photo(
    causes: CauseService, engineer: Actor, issue: str, workspace: Workspace, people: dict[str, Actor]
) -> None:
    node = causes.add_node(engineer, issue, WHY, "Insert worn")
    photo = PhotoService(workspace).add(people["inspector"], issue_id=issue, data=picture())
    changed = causes.change_node(engineer, issue, node.id, version=1, text="Insert worn out", photo_id=photo.id)
    assert (changed.text, changed.photo_id, changed.version) == ("Insert worn out", photo.id, 2)
    with pytest.raises(ConflictError, match="Somebody else"):
        causes.change_node(engineer, issue, node.id, version=1, text="mine")
    with pytest.raises(InputError, match="Nothing was changed"):
        causes.change_node(engineer, issue, node.id, version=2, text="Insert worn out")
    with pytest.raises(NotFoundError, match="does not belong"):
        causes.change_node(engineer, issue, node.id, version=2, photo_id="other")
    assert causes.change_node(engineer, issue, node.id, version=2, photo_id="").photo_id is None
    with pytest.raises(InputError, match="Write the answer"):
        causes.add_node(engineer, issue, WHY, " \n ")


def test_fishbone_is_is_not_and_team(causes: CauseService, engineer: Actor, issue: str, people: dict[str, Actor]) -> None:
    causes.add_entry(engineer, issue, Category.MACHINE, "Spindle play")
    found = causes.add_entry(engineer, issue, Category.MACHINE, "Coolant")
    (first, second) = found.fishbone
    moved = causes.change_entry(engineer, issue, second.id, version=1, category=Category.METHOD, text="Coolant not checked")
    assert [(one.category, one.text) for one in moved.fishbone][1] == (Category.METHOD, "Coolant not checked")
    with pytest.raises(ConflictError):
        causes.change_entry(engineer, issue, second.id, version=1, category=Category.METHOD, text="late")
    assert len(causes.remove_entry(engineer, issue, first.id).fishbone) == 1
    with pytest.raises(NotFoundError):
        causes.remove_entry(engineer, issue, first.id)

    words = {"is_text": "Bore A", "is_not_text": "Bore B", "difference": "own tool"}
    row = causes.write_row(engineer, issue, Aspect.WHAT, **words, version=0).row(Aspect.WHAT)
    assert (row.difference, row.version) == ("own tool", 1)
    with pytest.raises(InputError, match="Nothing was changed"):
        causes.write_row(engineer, issue, Aspect.WHAT, **words, version=1)
    with pytest.raises(ConflictError):
        causes.write_row(engineer, issue, Aspect.WHAT, is_text="x", is_not_text="", difference="", version=0)
    row = causes.write_row(engineer, issue, Aspect.WHAT, is_text="x", is_not_text="", difference="", version=1).row(Aspect.WHAT)
    assert (row.is_text, row.version) == ("x", 2)

    causes.add_member(engineer, issue, TeamRole.MEMBER, name="Toni Toolmaker", note="tool shop")
    team = causes.add_member(engineer, issue, TeamRole.LEADER, person_id=engineer.person_id).team
    assert [(one.name, one.role) for one in team] == [("Emma Engineer", TeamRole.LEADER), ("Toni Toolmaker", TeamRole.MEMBER)]
    with pytest.raises(InputError, match="already"):
        causes.add_member(engineer, issue, TeamRole.MEMBER, person_id=engineer.person_id)
    assert len(causes.remove_member(engineer, issue, team[1].id).team) == 1
    facts = causes.facts(engineer, issue)
    assert (facts.is_is_not, facts.team, facts.leaders) == (1, 1, 1)


def test_a_closed_issue_keeps_everything(
    causes: CauseService, actions: ActionService, engineer: Actor, issue: str, closed: Callable[[], None], workspace: Workspace
) -> None:
    node = causes.add_node(engineer, issue, WHY, "Insert worn")
    entry = causes.add_entry(engineer, issue, Category.MACHINE, "Spindle").fishbone[0]
    member = causes.add_member(engineer, issue, TeamRole.MEMBER, name="Toni").team[0]
    causes.write_row(engineer, issue, Aspect.WHAT, is_text="x", is_not_text="", difference="", version=0)
    action = actions.add(engineer, issue, corrective(engineer))
    closed()
    before = audit_actions(workspace)
    acts: tuple[Callable[[], object], ...] = (
        lambda: causes.add_node(engineer, issue, WHY, "x"),
        lambda: causes.change_node(engineer, issue, node.id, version=1, text="x"),
        lambda: causes.mark_root(engineer, issue, node.id, "cause-tool", version=1),
        lambda: causes.remove_node(engineer, issue, node.id),
        lambda: causes.add_entry(engineer, issue, Category.METHOD, "x"),
        lambda: causes.change_entry(engineer, issue, entry.id, version=1, category=Category.METHOD, text="x"),
        lambda: causes.remove_entry(engineer, issue, entry.id),
        lambda: causes.write_row(engineer, issue, Aspect.WHERE, is_text="x", is_not_text="", difference="", version=0),
        lambda: causes.add_member(engineer, issue, TeamRole.MEMBER, name="x"),
        lambda: causes.remove_member(engineer, issue, member.id),
        lambda: actions.add(engineer, issue, corrective(engineer)),
        lambda: actions.change(engineer, action.id, corrective(engineer, "x"), version=1),
        lambda: actions.remove(engineer, action.id, "x", version=1),
        lambda: actions.done(engineer, action.id, "x", version=1),
    )
    for act in acts:
        with pytest.raises(RefusedError, match="stay as they are"):
            act()
    assert audit_actions(workspace) == before
    for statement in (
        "UPDATE cause_node SET text = 'x'",
        "UPDATE fishbone_entry SET text = 'x'",
        "UPDATE is_is_not SET is_text = 'y'",
        "UPDATE team_member SET note = 'x'",
        "UPDATE issue_action SET text = 'x'",
    ):
        with pytest.raises(RefusedError, match="closed issue keeps"):
            run(workspace, statement)


def test_an_action_is_done_by_its_owner_and_verified_by_another(
    actions: ActionService, engineer: Actor, issue: str, people: dict[str, Actor], clock: FakeClock, workspace: Workspace
) -> None:
    owner, supervisor = people["inspector"], people["supervisor"]
    row = actions.add(engineer, issue, corrective(owner))
    assert (row.number, row.state, row.owner, row.due_on) == (1, ActionState.OPEN, "Ines Inspector", DUE)
    with pytest.raises(RefusedError, match="cannot become verified"):
        actions.verify(supervisor, row.id, "looked", version=row.version)
    with pytest.raises(InputError, match="how it is known"):
        actions.done(owner, row.id, " ", version=row.version)
    with pytest.raises(NotAllowedError):
        actions.done(people["inspector2"], row.id, "I saw it", version=row.version)
    clock.forward(hours=2)
    row = actions.done(owner, row.id, "Work instruction 12, revision C", version=row.version)
    assert (row.state, row.done_by, row.evidence) == (ActionState.DONE, "Ines Inspector", "Work instruction 12, revision C")
    with pytest.raises(RefusedError, match="keeps its words"):
        actions.change(engineer, row.id, corrective(owner, "other"), version=row.version)
    with pytest.raises(RefusedError, match="keeps its words"):
        run(workspace, "UPDATE issue_action SET text = 'other'")
    with pytest.raises(ConflictError):
        actions.verify(supervisor, row.id, "looked", version=row.version - 1)
    row = actions.send_back(supervisor, row.id, "Revision C is not at the machine", version=row.version)
    assert (row.state, row.evidence, row.done_by_id, row.remark) == (
        ActionState.OPEN,
        "",
        None,
        "Revision C is not at the machine",
    )
    row = actions.done(owner, row.id, "Now it hangs there", version=row.version)
    row = actions.verify(supervisor, row.id, "Seen at machine 4", version=row.version)
    assert (row.state, row.verified_by) == (ActionState.VERIFIED, "Sara Supervisor")
    facts = actions.facts(engineer, issue)
    assert facts.count(ActionKind.CORRECTIVE, ActionState.VERIFIED) == 1
    assert (facts.unfinished, facts.overdue) == (0, 0)
    assert [name for name in audit_actions(workspace) if name.startswith("action.")] == [
        *("action.add", "action.done", "action.send_back", "action.done", "action.verify"),
    ]


def test_nobody_verifies_their_own_action(
    actions: ActionService, engineer: Actor, issue: str, people: dict[str, Actor], workspace: Workspace
) -> None:
    supervisor = people["supervisor"]
    owned = actions.add(engineer, issue, corrective(supervisor))
    owned = actions.done(engineer, owned.id, "done", version=owned.version)
    for forbidden in (supervisor, engineer):
        with pytest.raises(RefusedError, match="Nobody verifies their own action"):
            actions.verify(forbidden, owned.id, "fine", version=owned.version)
        with pytest.raises(RefusedError, match="nobody verifies their own action"):
            run(workspace, "UPDATE issue_action SET state = 'verified', verified_by = ?", forbidden.person_id)
    verified = actions.verify(people["supervisor2"], owned.id, "fine", version=owned.version)
    assert verified.verified_by == "Stan Supervisor"


@pytest.mark.parametrize("name", ["auditor", "admin", "confidant"])
def test_who_only_reads_owns_no_action_and_does_none(
    actions: ActionService, engineer: Actor, issue: str, people: dict[str, Actor], workspace: Workspace, name: str
) -> None:
    reader = people[name]
    with pytest.raises(RefusedError, match="only reads issues"):
        actions.add(engineer, issue, corrective(reader))
    row = actions.add(engineer, issue, corrective(engineer))
    with pytest.raises(RefusedError, match="only reads issues"):
        actions.change(engineer, row.id, corrective(reader), version=row.version)
    run(workspace, "UPDATE issue_action SET owner_id = ?", reader.person_id)
    with pytest.raises(NotAllowedError):
        actions.done(reader, row.id, "done", version=row.version)


def test_an_open_action_may_be_changed_or_taken_away(
    actions: ActionService, engineer: Actor, issue: str, people: dict[str, Actor], workspace: Workspace
) -> None:
    row = actions.add(engineer, issue, corrective(engineer))
    with pytest.raises(NotFoundError, match="switched off"):
        actions.add(engineer, issue, WantedAction(ActionKind.CORRECTION, "x", "nobody", DUE))
    with pytest.raises(InputError, match="Write what is to be done"):
        actions.add(engineer, issue, corrective(engineer, " "))
    wanted = WantedAction(
        ActionKind.PREVENTIVE, "Same insert on machine 5", people["inspector"].person_id, DUE + timedelta(days=1)
    )
    row = actions.change(engineer, row.id, wanted, version=row.version)
    assert (row.kind, row.owner, row.version) == (ActionKind.PREVENTIVE, "Ines Inspector", 2)
    with pytest.raises(InputError, match="Nothing was changed"):
        actions.change(engineer, row.id, wanted, version=2)
    second = actions.add(engineer, issue, corrective(engineer, "Other"))
    with pytest.raises(InputError, match="Say why"):
        actions.remove(engineer, row.id, "", version=2)
    actions.remove(engineer, row.id, "twice the same", version=2)
    assert [one.number for one in actions.actions_of(engineer, issue)] == [2]
    with pytest.raises(NotFoundError):
        actions.done(engineer, row.id, "x", version=3)
    done = actions.done(engineer, second.id, "x", version=1)
    with pytest.raises(RefusedError, match="keeps its words"):
        actions.remove(engineer, done.id, "x", version=2)
    with pytest.raises(RefusedError, match="with a reason"):
        run(workspace, "UPDATE issue_action SET removed_at = '2026', remove_reason = 'x' WHERE removed_at IS NULL")


def test_overdue_work_is_found_by_owner_and_day(
    actions: ActionService, engineer: Actor, issue: str, people: dict[str, Actor], clock: FakeClock, closed: Callable[[], None]
) -> None:
    actions.add(engineer, issue, corrective(people["inspector"], due=date(2026, 3, 20)))
    late = actions.add(engineer, issue, corrective(people["inspector"], "First", due=date(2026, 3, 4)))
    mine = actions.open_actions(people["inspector"], owner_id=people["inspector"].person_id)
    assert [row.text for row in mine] == ["First", "Change the insert every 200 parts"]
    assert actions.open_actions(engineer, owner_id=engineer.person_id) == ()
    assert actions.facts(engineer, issue).overdue == 0
    clock.forward(days=3)
    assert late.is_overdue(clock().date())
    assert actions.facts(engineer, issue).overdue == 1
    assert [row.id for row in actions.open_actions(engineer, due_until=clock().date())] == [late.id]
    closed()
    assert actions.open_actions(engineer) == ()


def test_the_forbidden_person_fails(
    causes: CauseService, actions: ActionService, engineer: Actor, issue: str, people: dict[str, Actor]
) -> None:
    node = causes.add_node(engineer, issue, WHY, "Insert worn")
    action = actions.add(engineer, issue, corrective(engineer))
    for name in ("inspector", "auditor", "admin", "manager", "confidant"):
        who = people[name]
        acts: tuple[Callable[[], object], ...] = (
            lambda who=who: causes.add_node(who, issue, WHY, "x"),
            lambda who=who: causes.change_node(who, issue, node.id, version=1, text="x"),
            lambda who=who: causes.mark_root(who, issue, node.id, "cause-tool", version=1),
            lambda who=who: causes.remove_node(who, issue, node.id),
            lambda who=who: causes.add_entry(who, issue, Category.METHOD, "x"),
            lambda who=who: causes.write_row(who, issue, Aspect.WHAT, is_text="x", is_not_text="", difference="", version=0),
            lambda who=who: causes.add_member(who, issue, TeamRole.MEMBER, name="x"),
            lambda who=who: causes.add_code(who, "X", "x", CodeScope.BOTH),
            lambda who=who: causes.change_code(who, "cause-tool", words="x", active=False),
            lambda who=who: actions.add(who, issue, corrective(engineer)),
            lambda who=who: actions.change(who, action.id, corrective(engineer, "x"), version=1),
            lambda who=who: actions.remove(who, action.id, "x", version=1),
            lambda who=who: actions.done(who, action.id, "x", version=1),
            lambda who=who: actions.verify(who, action.id, "x", version=1),
            lambda who=who: actions.send_back(who, action.id, "x", version=1),
        )
        for act in acts:
            with pytest.raises(NotAllowedError):
                act()
    assert causes.facts(people["auditor"], issue).nodes == 1


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM cause_node", "never deleted"),
        ("DELETE FROM issue_action", "never deleted"),
        ("DELETE FROM cause_code", "never deleted"),
        ("UPDATE cause_node SET track = 'detection'", "below the one"),
        ("UPDATE cause_node SET parent_id = id", "below the one"),
        ("UPDATE cause_node SET issue_id = 'x'", "stays there"),
        ("UPDATE issue_action SET state = 'verified'", "not allowed"),
        ("UPDATE issue_action SET number = 7", "keeps its words"),
        (
            (
                "INSERT INTO cause_node SELECT 'new', issue_id, id, 'detection', 1, 'x', '', NULL, NULL, created_by, created_at, "
                "NULL, NULL, 1 FROM cause_node"
            ),
            "same issue and question",
        ),
        (
            (
                "INSERT INTO issue_action SELECT 'new', issue_id, 9, kind, text, owner_id, due_on, 'done', 'e', owner_id, 'x', 0, NULL, "
                "NULL, 0, '', created_by, created_at, NULL, NULL, '', 1 FROM issue_action"
            ),
            "starts open",
        ),
    ],
)
def test_what_the_database_refuses(
    causes: CauseService, actions: ActionService, engineer: Actor, issue: str, workspace: Workspace, statement: str, words: str
) -> None:
    causes.add_node(engineer, issue, WHY, "Insert worn")
    actions.add(engineer, issue, corrective(engineer))
    with pytest.raises(RefusedError, match=words):
        run(workspace, statement)
