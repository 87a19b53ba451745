"""Ways around the gates of an issue: what was shown once is asked again, and what was decided is not undone behind it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.actions import ActionKind
from qa_desktop.domain.causes import Track
from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.disposition import DispositionState
from qa_desktop.domain.errors import InputError, NotAllowedError, RefusedError
from qa_desktop.domain.hold import HoldKind
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.issue_gates import Facts, missing
from qa_desktop.domain.people import Actor
from qa_desktop.services.actions import WantedAction
from qa_desktop.services.amends import ComplaintFacts
from qa_desktop.services.containment import HoldWish
from qa_desktop.services.program import Program, program_for
from qa_desktop.storage.database import sqlite_module
from qa_desktop.storage.queries.issues import IssueRow
from qa_desktop.storage.workspace import DATABASE, Workspace
from tests.services.cures import cure, do_action, find_causes, plan_action, prove_action
from tests.services.signed import behind_the_rules
from tests.services.trade_makings import new_market

S = IssueState
People = dict[str, Actor]
NOTHING = HoldWish(HoldKind.NONE, "", "Found at the machine, nothing has left it.")
PALLET = HoldWish(HoldKind.OTHER, "Pallet 7", "Mixed")
ALL = (S.CONTAINED, S.ANALYSED, S.ACTING, S.VERIFYING)


@pytest.fixture
def program(workspace: Workspace) -> Program:
    return program_for(workspace)


@pytest.fixture
def issue(program: Program, people: People) -> IssueRow:
    return log(program, people["inspector"])


def log(program: Program, actor: Actor, **more: object) -> IssueRow:
    wanted = {"kind": IssueKind.NONCONFORMITY, "severity": Severity.MAJOR, "quantity": "12", **more}
    return program.issues.log(actor, title="Bore A too large", **wanted)  # type: ignore[arg-type]


def move(program: Program, actor: Actor, issue: IssueRow, *states: IssueState) -> IssueRow:
    for state in states:
        row = program.issues.detail(actor, issue.id).row
        issue = program.issues.move(actor, issue.id, state, f"Now {state}", row.version)
    return issue


def edit(program: Program, actor: Actor, issue: IssueRow, **words: object) -> IssueRow:
    version = program.issues.detail(actor, issue.id).row.version
    return program.issues.edit(actor, issue.id, version=version, **words)  # type: ignore[arg-type]


def scrap(program: Program, people: People, issue: IssueRow, quantity: str) -> None:
    row = program.dispositions.propose(people["engineer"], issue.id, {"scrap": quantity}, "Cheaper than sorting")
    program.dispositions.approve(people["supervisor"], row.id)


def verifying(program: Program, people: People, issue: IssueRow) -> IssueRow:
    """Bring an issue to its last step with everything that it asks for."""
    program.containment.place(people["engineer"], issue.id, (NOTHING,))
    cure(program, people, issue.id)
    move(program, people["engineer"], issue, *ALL[:2])
    scrap(program, people, issue, "12")
    return move(program, people["engineer"], issue, *ALL[2:])


def test_a_hold_that_was_lifted_again_contains_nothing(program: Program, people: People, issue: IssueRow) -> None:
    engineer = people["engineer"]
    (hold,) = program.containment.place(engineer, issue.id, (PALLET,))
    program.containment.lift(engineer, hold.id, "In the way")
    with pytest.raises(RefusedError, match="Nothing is on hold yet"):
        move(program, engineer, issue, S.CONTAINED)
    program.containment.place(engineer, issue.id, (NOTHING,))
    assert move(program, engineer, issue, S.CONTAINED).state is S.CONTAINED


def test_a_part_is_held_only_by_an_issue_that_names_it(program: Program, people: People, issue: IssueRow) -> None:
    """The rule of deliveries goes by the part of the issue: a hold on another part would look as if it held something."""
    with pytest.raises(InputError, match="names no part"):
        program.containment.place(people["engineer"], issue.id, (PALLET, HoldWish(HoldKind.PART, "4711-A", "All of it")))
    assert program.containment.holds(people["auditor"], issue.id) == (), "all or none"


def test_nothing_ends_while_a_hold_stands_or_a_proposal_waits(program: Program, people: People) -> None:
    engineer = people["engineer"]
    for kind in (IssueKind.NONCONFORMITY, IssueKind.OBSERVATION):
        one = log(program, people["inspector"], kind=kind)
        (hold,) = program.containment.place(engineer, one.id, (PALLET,))
        with pytest.raises(RefusedError, match="still on hold"):
            move(program, engineer, one, S.REJECTED)
        program.containment.lift(engineer, hold.id, "Sorted")
        row = program.dispositions.propose(engineer, one.id, {"scrap": "12"}, "why")
        with pytest.raises(RefusedError, match="waits for its decision"):
            move(program, engineer, one, S.REJECTED)
        program.dispositions.withdraw(engineer, row.id)
        assert move(program, engineer, one, S.REJECTED).state is S.REJECTED


def test_nobody_votes_for_a_finished_issue(program: Program, people: People, issue: IssueRow, workspace: Workspace) -> None:
    row = program.dispositions.propose(people["engineer"], issue.id, {"scrap": "12"}, "why")
    behind_the_rules(workspace, f"UPDATE issue SET state = 'rejected' WHERE id = '{issue.id}'")
    for act in (program.dispositions.approve, lambda who, key: program.dispositions.refuse(who, key, "no")):
        with pytest.raises(RefusedError, match="nothing more is decided"):
            act(people["supervisor"], row.id)


def test_an_action_that_is_taken_away_or_renamed_is_missed(program: Program, people: People, issue: IssueRow) -> None:
    """The corrective action was planned for the gate; taking it away afterwards, or calling it a correction, helps nobody."""
    engineer, owner = people["engineer"], people["supervisor2"]
    program.containment.place(engineer, issue.id, (NOTHING,))
    find_causes(program, engineer, issue.id)
    key = plan_action(program, engineer, owner, issue.id)
    move(program, engineer, issue, *ALL[:2])
    scrap(program, people, issue, "12")
    move(program, engineer, issue, S.ACTING)
    (row,) = program.actions.actions_of(engineer, issue.id)
    as_correction = WantedAction(ActionKind.CORRECTION, row.text, row.owner_id, row.due_on)
    row = program.actions.change(engineer, key, as_correction, version=row.version)
    row = program.actions.done(owner, key, "Sorted", version=row.version)
    program.actions.verify(engineer, key, "Seen", version=row.version)
    with pytest.raises(RefusedError, match="No corrective action is planned"):
        move(program, engineer, issue, S.VERIFYING)
    second = plan_action(program, engineer, owner, issue.id)
    do_action(program, owner, second)
    move(program, engineer, issue, S.VERIFYING)
    back = next(one for one in program.actions.actions_of(engineer, issue.id) if one.id == second)
    back = program.actions.send_back(engineer, second, "Not done", version=back.version)
    program.actions.remove(engineer, second, "Too dear", version=back.version)
    with pytest.raises(RefusedError, match="No corrective action is planned"):
        move(program, engineer, issue, S.CLOSED)


def test_an_action_that_is_added_late_is_waited_for(program: Program, people: People, issue: IssueRow) -> None:
    engineer, owner = people["engineer"], people["supervisor2"]
    verifying(program, people, issue)
    late = plan_action(program, engineer, owner, issue.id)
    with pytest.raises(RefusedError, match=r"not done yet: 1.*verified yet: 1.*not shown to work"):
        move(program, engineer, issue, S.CLOSED)
    do_action(program, owner, late)
    prove_action(program, engineer, issue.id, late)
    assert move(program, engineer, issue, S.CLOSED).state is S.CLOSED


def test_a_root_cause_that_is_taken_away_is_missed(program: Program, people: People, issue: IssueRow) -> None:
    engineer = people["engineer"]
    verifying(program, people, issue)
    root = program.causes.analysis(engineer, issue.id).roots(Track.DETECTION)[0]
    program.causes.remove_node(engineer, issue.id, root.id)
    with pytest.raises(RefusedError, match="Why it was not found is not named"):
        move(program, engineer, issue, S.CLOSED)


def test_a_quantity_that_grew_is_decided_before_it_closes(program: Program, people: People, issue: IssueRow) -> None:
    engineer = people["engineer"]
    verifying(program, people, issue)
    for less in ("11.9", "0", ""):
        with pytest.raises(RefusedError, match="decided already what happens to 12"):
            edit(program, engineer, issue, quantity=less)
    edit(program, engineer, issue, quantity="12.3")
    with pytest.raises(RefusedError, match="not decided yet"):
        move(program, engineer, issue, S.CLOSED)
    row = program.dispositions.propose(engineer, issue.id, {"scrap": "0.1", "regrade": "0.2"}, "Found behind the rack")
    with pytest.raises(RefusedError, match=f"{row.number} waits for its decision"):
        edit(program, engineer, issue, quantity="13")
    with pytest.raises(RefusedError, match=f"{row.number} waits for its decision"):
        edit(program, engineer, issue, severity=Severity.CRITICAL)
    assert program.dispositions.approve(people["manager"], row.id).state is DispositionState.APPROVED
    assert move(program, engineer, issue, S.CLOSED).state is S.CLOSED


def test_what_was_analysed_is_not_made_less(program: Program, people: People, issue: IssueRow) -> None:
    engineer = people["engineer"]
    edit(program, people["inspector"], issue, severity=Severity.CRITICAL)
    edit(program, engineer, issue, kind=IssueKind.OBSERVATION)
    edit(program, engineer, issue, kind=IssueKind.COMPLAINT)
    program.containment.place(engineer, issue.id, (NOTHING,))
    cure(program, people, issue.id)
    move(program, engineer, issue, S.CONTAINED)
    edit(program, people["inspector"], issue, title="Bore A and B too large")
    for words in ({"severity": Severity.MINOR}, {"kind": IssueKind.NONCONFORMITY}, {"quantity": "1"}):
        with pytest.raises(NotAllowedError):
            edit(program, people["inspector"], issue, **words)
    move(program, engineer, issue, S.ANALYSED)
    edit(program, engineer, issue, severity=Severity.MINOR)
    for kind in (IssueKind.OBSERVATION, IssueKind.NONCONFORMITY):
        with pytest.raises(RefusedError, match="may only ask for more, not for less"):
            edit(program, engineer, issue, kind=kind)
    assert edit(program, engineer, issue, severity=Severity.CRITICAL).severity is Severity.CRITICAL


def test_a_major_one_does_not_become_a_minor_one_at_the_end(program: Program, people: People, issue: IssueRow) -> None:
    engineer = people["engineer"]
    program.containment.place(engineer, issue.id, (NOTHING,))
    find_causes(program, engineer, issue.id)
    move(program, engineer, issue, *ALL[:2])
    with pytest.raises(RefusedError, match="may only ask for more"):
        edit(program, engineer, issue, severity=Severity.MINOR)


def test_a_complaint_names_its_customer(program: Program, people: People) -> None:
    engineer = people["engineer"]
    market = new_market(program, people)
    issue = verifying(program, people, log(program, people["supervisor"], kind=IssueKind.COMPLAINT))
    with pytest.raises(RefusedError, match="Which customer complained is not stated"):
        move(program, engineer, issue, S.CLOSED)
    program.amends.set_complaint(engineer, issue.id, ComplaintFacts(market.customer.id, "2026-03-02"))
    assert move(program, engineer, issue, S.CLOSED).state is S.CLOSED
    with pytest.raises(RefusedError, match="finished"):
        program.amends.set_complaint(engineer, issue.id, ComplaintFacts(market.customer.id, "2026-03-01"), 1)


def test_a_finished_issue_takes_nothing_more(program: Program, people: People, issue: IssueRow) -> None:
    engineer = people["engineer"]
    verifying(program, people, issue)
    move(program, engineer, issue, S.CLOSED)
    for act in (
        lambda: edit(program, engineer, issue, quantity="13"),
        lambda: program.dispositions.propose(engineer, issue.id, {"scrap": "1"}, "why"),
        lambda: program.containment.place(engineer, issue.id, (PALLET,)),
        lambda: plan_action(program, engineer, people["supervisor"], issue.id),
        lambda: move(program, engineer, issue, S.ACTING),
    ):
        with pytest.raises(RefusedError):
            act()


_PROOF = Facts(holds=1, counted=True, disposed=True, occurred=True, undetected=True, corrective=1, customer=True)
_LACKS = (
    {"disposed": False},
    {"deciding": True},
    {"holding": 1},
    {"reinspection_open": True},
    {"occurred": False},
    {"undetected": False},
    {"corrective": 0},
    {"undone": 1},
    {"unverified": 1},
    {"unproven": 1},
    {"promises": 1},
    {"requests": 1},
    {"customer": False},
)


@given(st.lists(st.sampled_from(_LACKS), min_size=1, unique_by=id))
def test_each_lack_alone_or_with_others_keeps_a_complaint_open(lacks: list[dict[str, int | bool]]) -> None:
    assert missing(S.CLOSED, IssueKind.COMPLAINT, Severity.MINOR, _PROOF) == ()
    facts = _PROOF
    for lack in lacks:
        facts = replace(facts, **lack)  # type: ignore[arg-type]
    assert len(missing(S.CLOSED, IssueKind.COMPLAINT, Severity.MINOR, facts)) == len(lacks)


_CLOSE = "UPDATE issue SET state = 'closed'"
_OVER, _BEGUN = "UPDATE issue SET state = 'closed'", "UPDATE issue SET state = 'logged'"
_NEW = (
    "INSERT INTO issue SELECT 'x', 'NC-9', station_id, kind, title, '', severity, 'closed', '', NULL, NULL, '', NULL, NULL, "
    "raised_by, raised_at, 0, NULL, NULL, '', 1, 0, '', '', '', '' FROM issue"
)
_HELD = (
    "INSERT INTO hold SELECT 'x', 'H-9', issue_id, kind, lot_id, what, quantity, reason, placed_by, placed_at, 0, NULL, NULL, '', "
    "NULL FROM hold"
)
_VOTE = (
    "INSERT INTO disposition_vote SELECT 'x', disposition_id, (SELECT id FROM person WHERE login = 'manager'), 'x', 'refuse', '', "
    "at, 0 FROM disposition_vote"
)
_REFUSED = (
    (_BEGUN, "UPDATE issue SET number = 'NC-9'", "what it is about"),
    (_BEGUN, "UPDATE issue SET raised_at = '2020'", "what it is about"),
    (_BEGUN, "UPDATE issue SET raised_by = (SELECT id FROM person WHERE login = 'manager')", "what it is about"),
    (_BEGUN, "UPDATE issue SET state = 'acting'", "step of the issue"),
    (_BEGUN, "UPDATE issue SET state = 'nonsense'", "step of the issue"),
    (_BEGUN, _NEW, "starts as logged"),
    (_OVER, "UPDATE issue SET state = 'acting'", "step of the issue"),
    (_OVER, "UPDATE issue SET title = 'x'", "finished issue"),
    ("UPDATE issue SET state = 'rejected'", "UPDATE issue SET quantity = ''", "finished issue"),
    (_OVER, _HELD, "finished issue"),
    (_OVER, "UPDATE disposition SET state = 'refused'", ""),
    ("", "UPDATE disposition SET decided_at = '2020'", "step of the disposition"),
    ("", _VOTE, "what is decided"),
    ("UPDATE hold SET kind = 'other'", _CLOSE, "something is on hold"),
    ("UPDATE disposition SET state = 'proposed'", _CLOSE, ""),
    ("UPDATE issue SET quantity = '12.000001'", _CLOSE, "what happens to its quantity"),
    ("UPDATE issue_action SET state = 'done'", _CLOSE, "its actions are verified"),
    ("UPDATE issue_action SET removed_at = '2026'", _CLOSE, "its actions are verified"),
    ("UPDATE issue_action SET kind = 'correction'", _CLOSE, "its actions are verified"),
    ("DELETE FROM effect_result", _CLOSE, "shown or decided in writing"),
    ("UPDATE issue SET kind = 'complaint'", _CLOSE, "its customer is named"),
    ("", "DELETE FROM issue_word", "never deleted"),
    ("", "UPDATE cause_code SET code = 'OTHER'", "keeps its name"),
    ("", "UPDATE failure_code SET code = 'OTHER'", "keeps its name"),
)
"""What somebody with the file changes first, what the rules then refuse, and their words."""


def test_the_database_closes_nothing_unproven(program: Program, people: People, issue: IssueRow, workspace: Workspace) -> None:
    """A plain connection, as any tool makes it: the rules are in the file."""
    program.failure_codes.add(people["engineer"], "BORE", "Bore out of tolerance")
    verifying(program, people, issue)
    raw = sqlite_module().connect(workspace.folder / DATABASE, isolation_level=None)
    rules = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    went_through = []
    for before, statement, words in _REFUSED:
        raw.execute("BEGIN")
        for name, _ in rules if before else ():
            raw.execute(f'DROP TRIGGER "{name}"')
        if before:
            raw.execute(before)
        for _, rule in rules if before else ():
            raw.execute(rule)
        try:
            raw.execute(statement)
            went_through.append((before, statement, "nothing"))
        except raw.Error as error:
            if words not in str(error):
                went_through.append((before, statement, str(error)))
        raw.execute("ROLLBACK")
    raw.close()
    assert went_through == []


def test_what_is_proven_closes_in_the_database_too(
    program: Program, people: People, issue: IssueRow, workspace: Workspace
) -> None:
    """The rules of the database and the gates agree about what is enough, for minor ones without a quantity as well."""
    verifying(program, people, issue)
    minor = log(program, people["inspector"], severity=Severity.MINOR, quantity="")
    program.containment.place(people["engineer"], minor.id, (NOTHING,))
    move(program, people["engineer"], minor, *ALL)
    with workspace.database.writing() as connection:
        connection.exec_driver_sql(_CLOSE)
    assert program.issues.detail(people["auditor"], issue.id).row.state is S.CLOSED


def test_a_published_lesson_keeps_what_worked(program: Program, people: People, workspace: Workspace) -> None:
    from qa_desktop.domain.knowledge import LessonState
    from qa_desktop.services.knowledge import LessonWords

    engineer = people["engineer"]
    row = program.knowledge.write_lesson(engineer, LessonWords("Bores grow", worked="New insert"))
    row = program.knowledge.move_lesson(engineer, row.id, LessonState.PUBLISHED, row.version)
    with pytest.raises(RefusedError, match="A published lesson says what worked"):
        program.knowledge.edit_lesson(engineer, row.id, LessonWords("Bores grow"), row.version)
    for statement, words in (
        ("UPDATE lesson SET worked = ' '", "says what worked"),
        ("UPDATE lesson SET author_id = 'x'", "where it comes from"),
        ("UPDATE lesson SET written_at = '2020'", "where it comes from"),
    ):
        with pytest.raises(RefusedError, match=words), workspace.database.writing() as connection:
            connection.exec_driver_sql(statement)


def test_numbers_that_are_none_are_no_quantities(program: Program, people: People, issue: IssueRow) -> None:
    for typed in ("NaN", "Infinity", "1e999", "1e3", "１２", "٣", "1.000,5", "0x1F", "1_000", "-1", "9" * 400, "0." + "1" * 10):
        with pytest.raises(InputError):
            edit(program, people["engineer"], issue, quantity=typed)
        with pytest.raises(InputError):
            program.dispositions.propose(people["engineer"], issue.id, {"scrap": typed}, "why")
        with pytest.raises(InputError):
            program.containment.place(people["engineer"], issue.id, (replace(PALLET, quantity=typed),))
    assert edit(program, people["engineer"], issue, quantity="1,5").quantity == "1.5"
