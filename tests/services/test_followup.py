"""Holds, dispositions, gates, twins, escalation and issues that log themselves."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from qa_desktop.domain.checklist import Checklist, Section, Severity
from qa_desktop.domain.concession import ConcessionKind
from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.disposition import DispositionState, Shares, approvals_needed, require_balance
from qa_desktop.domain.errors import InputError, NotAllowedError, RefusedError
from qa_desktop.domain.hold import HoldKind
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.item_rules import Asking, IssueWhen, Rules, rules_from, rules_json
from qa_desktop.domain.people import Actor
from qa_desktop.services.concessions import ConcessionWish
from qa_desktop.services.containment import HoldWish
from qa_desktop.services.issue_checks import About
from qa_desktop.services.program import Program, program_for
from qa_desktop.storage.queries import production
from qa_desktop.storage.queries.issues import IssueRow
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.cures import cure, do_action, find_causes, plan_action, prove_action
from tests.services.rounds import measured, new_floor

D = Decimal
NOTHING = HoldWish(HoldKind.NONE, "", "Found at the machine, nothing has left it.")


@pytest.fixture
def program(workspace: Workspace) -> Program:
    return program_for(workspace)


@pytest.fixture
def issue(program: Program, people: dict[str, Actor]) -> IssueRow:
    return log(program, people["inspector"], "Bore A too large")


def log(program: Program, actor: Actor, title: str, **values: object) -> IssueRow:
    wanted = {"kind": IssueKind.NONCONFORMITY, "severity": Severity.MAJOR, "quantity": "12", **values}
    return program.issues.log(actor, title=title, **wanted)  # type: ignore[arg-type]


def move(program: Program, actor: Actor, issue: IssueRow, state: IssueState) -> IssueRow:
    return program.issues.move(actor, issue.id, state, f"Now {state}", program.issues.detail(actor, issue.id).row.version)


def test_an_issue_is_contained_before_it_goes_on(program: Program, people: dict[str, Actor], issue: IssueRow) -> None:
    engineer = people["engineer"]
    assert program.issues.detail(engineer, issue.id).missing[IssueState.CONTAINED]
    with pytest.raises(RefusedError, match="Nothing is on hold yet"):
        move(program, engineer, issue, IssueState.CONTAINED)
    for wish in (HoldWish(HoldKind.NONE, "", "  "), HoldWish(HoldKind.GAUGE, " ", "why"), HoldWish(HoldKind.LOT, "L-1", "why")):
        with pytest.raises(InputError):
            program.containment.place(engineer, issue.id, (wish,))
    with pytest.raises(NotAllowedError):
        program.containment.place(people["inspector"], issue.id, (NOTHING,))
    (stated,) = program.containment.place(engineer, issue.id, (NOTHING,))
    assert (stated.number, stated.stands) == ("H-01-000001", False)
    assert move(program, engineer, issue, IssueState.CONTAINED).state is IssueState.CONTAINED
    observation = log(program, people["inspector"], "Light flickers", kind=IssueKind.OBSERVATION)
    assert move(program, engineer, observation, IssueState.CONTAINED).state is IssueState.CONTAINED, "no proof for an observation"


def test_what_is_held_already_is_neither_proposed_nor_held_twice(
    workspace: Workspace, program: Program, people: dict[str, Actor], clock: FakeClock
) -> None:
    floor = new_floor(workspace, people, clock, checklist(IssueWhen.NEVER))
    engineer, lot = people["engineer"], floor.opened().row.lot_id
    found = log(program, people["inspector"], "Bore too large", lot_id=lot, part_id=floor.opened().row.part_id)
    (same,) = (one for one in program.containment.proposed(engineer, found.id) if one.why == "same lot")
    wish = HoldWish(same.kind, same.what, "Until it is sorted", same.lot_id)
    (hold,) = program.containment.place(engineer, found.id, (wish,))
    assert all(one.why != "same lot" for one in program.containment.proposed(engineer, found.id))
    with pytest.raises(RefusedError, match=hold.number):
        program.containment.place(engineer, found.id, (wish,))
    other = HoldWish(HoldKind.OTHER, "Pallet 4", "As well")
    assert program.containment.place(engineer, found.id, (other,))
    assert program.containment.place(engineer, found.id, (other,)), "words may mean two things of one name"
    program.containment.lift(engineer, hold.id, "Sorted")
    assert any(one.why == "same lot" for one in program.containment.proposed(engineer, found.id))
    assert program.containment.place(engineer, found.id, (wish,)), "what was lifted may be held again"


def test_a_hold_is_lifted_once_with_a_reason_and_before_the_issue_closes(
    program: Program, people: dict[str, Actor], issue: IssueRow, workspace: Workspace
) -> None:
    engineer = people["engineer"]
    wishes = (
        HoldWish(HoldKind.GAUGE, "MIC-07", "It may read too large"),
        HoldWish(HoldKind.OTHER, "Pallet 7", "Mixed", None, "40"),
    )
    gauge, pallet = program.containment.place(engineer, issue.id, wishes)
    cure(program, people, issue.id)
    for state in (IssueState.CONTAINED, IssueState.ANALYSED):
        move(program, engineer, issue, state)
    dispose(program, people, issue, scrap="12")
    for state in (IssueState.ACTING, IssueState.VERIFYING):
        move(program, engineer, issue, state)
    with pytest.raises(RefusedError, match="still on hold"):
        move(program, engineer, issue, IssueState.CLOSED)
    with pytest.raises(InputError, match="why the hold is lifted"):
        program.containment.lift(engineer, gauge.id, " ")
    with pytest.raises(NotAllowedError):
        program.containment.lift(people["auditor"], gauge.id, "calibrated")
    assert program.containment.lift(engineer, gauge.id, "Calibrated, reads right").lifted_by == "Emma Engineer"
    with pytest.raises(RefusedError, match="does not stand"):
        program.containment.lift(engineer, gauge.id, "again")
    with pytest.raises(RefusedError, match="once and with a reason"), workspace.database.writing() as connection:
        connection.exec_driver_sql("UPDATE hold SET reason = 'x'")
    program.containment.lift(people["supervisor"], pallet.id, "Sorted")
    assert move(program, engineer, issue, IssueState.CLOSED).state is IssueState.CLOSED
    with pytest.raises(RefusedError, match="nothing is held by it any more"):
        program.containment.place(engineer, issue.id, (NOTHING,))


def dispose(program: Program, people: dict[str, Actor], issue: IssueRow, **shares: str) -> None:
    proposed = program.dispositions.propose(people["engineer"], issue.id, shares, "Cheaper than sorting")
    board = iter(("supervisor", "manager", "supervisor2"))
    while proposed.state is DispositionState.PROPOSED:
        proposed = program.dispositions.approve(people[next(board)], proposed.id)


def concede(program: Program, people: dict[str, Actor], issue: IssueRow, quantity: str) -> None:
    """Have a concession for what the issue is about, in words: nothing was measured."""
    with program.workspace.store.writing(people["engineer"].person_id) as work:
        part = production.ensure_part(work, "4711-A", "Housing", "")
        work.leave_unaudited("a part of the test")
    wish = ConcessionWish(
        ConcessionKind.CONCESSION, quantity, "2026-03-31", "Nobody sees it", permits="Scratches up to 5 mm", part_id=part
    )
    asked = program.concessions.request(people["supervisor"], issue.id, wish)
    program.concessions.approve(people["engineer"], asked.id, "Mail 7")


def test_what_is_used_as_is_needs_a_concession_for_all_of_it(
    program: Program, people: dict[str, Actor], issue: IssueRow, workspace: Workspace, clock: FakeClock
) -> None:
    service, engineer = program.dispositions, people["engineer"]
    row = service.propose(engineer, issue.id, {"use_as_is": "5", "scrap": "7"}, "Cosmetic only")
    concede(program, people, issue, "4")
    with pytest.raises(RefusedError, match=r"uses 5 as is.*only for 4"):
        service.approve(people["supervisor"], row.id)
    assert service.dispositions(engineer, issue.id)[0].votes == (), "nothing was stored"
    with workspace.store.writing(engineer.person_id) as work:
        for number, who in enumerate(("supervisor", "manager")):
            work.connection.execute(
                text(
                    "INSERT INTO disposition_vote (id, disposition_id, person_id, printed_name, verdict, remark, at, at_offset) "
                    "VALUES (:id, :key, :person, 'x', 'approve', '', 'now', 0)"
                ),
                {"id": f"v{number}", "key": row.id, "person": people[who].person_id},
            )
        work.leave_unaudited("a test plants what the program would not store")
    with pytest.raises(RefusedError, match="needs an approved concession"), workspace.database.writing() as connection:
        connection.exec_driver_sql("UPDATE disposition SET state = 'approved', decided_at = '2026-03-02T08:00:00Z'")
    concede(program, people, issue, "1")
    clock.forward(days=40)
    with pytest.raises(RefusedError, match=r"uses 5 as is.*there is none"):
        service.approve(people["supervisor2"], row.id)


def test_a_disposition_balances_and_others_decide(
    program: Program, people: dict[str, Actor], issue: IssueRow, workspace: Workspace
) -> None:
    engineer = people["engineer"]
    service = program.dispositions
    with pytest.raises(InputError, match="11 of 12 go somewhere"):
        service.propose(engineer, issue.id, {"scrap": "1", "rework": "10"}, "why")
    with pytest.raises(InputError, match="Write why"):
        service.propose(engineer, issue.id, {"scrap": "12"}, "")
    with pytest.raises(NotAllowedError):
        service.propose(people["inspector"], issue.id, {"scrap": "12"}, "why")
    row = service.propose(engineer, issue.id, {"use_as_is": "2", "scrap": "10", "rework": ""}, "Cosmetic only")
    assert (row.needed, row.state) == (2, DispositionState.PROPOSED), "a board of two decides on use as is"
    with pytest.raises(RefusedError, match="waits for its approval already"):
        service.propose(engineer, issue.id, {"scrap": "12"}, "why")
    with pytest.raises(NotAllowedError, match="proposed this yourself"):
        service.approve(engineer, row.id)
    with pytest.raises(NotAllowedError):
        service.approve(people["inspector"], row.id)
    with pytest.raises(RefusedError, match="own disposition"), workspace.store.writing(engineer.person_id) as work:
        work.connection.execute(
            text(
                "INSERT INTO disposition_vote (id, disposition_id, person_id, printed_name, verdict, remark, at, at_offset) "
                "VALUES ('v', :key, :person, 'E', 'approve', '', 'now', 0)"
            ),
            {"key": row.id, "person": engineer.person_id},
        )
    with pytest.raises(RefusedError, match=r"uses 2 as is.*there is none"):
        service.approve(people["supervisor"], row.id, "Seen")
    concede(program, people, issue, "2")
    assert service.approve(people["supervisor"], row.id, "Seen").state is DispositionState.PROPOSED
    with pytest.raises(RefusedError, match="decided on D-01-000001 already"):
        service.approve(people["supervisor"], row.id)
    with pytest.raises(RefusedError, match="people that its rule names"), workspace.database.writing() as connection:
        connection.exec_driver_sql("UPDATE disposition SET state = 'approved', decided_at = '2026-03-02T08:00:00Z'")
    done = service.approve(people["manager"], row.id)
    assert done.state is DispositionState.APPROVED
    assert [vote.name for vote in done.votes] == ["Sara Supervisor", "Mira Manager"]
    with pytest.raises(InputError, match="Say how much"):
        service.propose(engineer, issue.id, {"scrap": "1"}, "all of it is decided")


def test_one_refusal_ends_a_proposal_and_only_its_author_takes_it_back(
    program: Program, people: dict[str, Actor], issue: IssueRow
) -> None:
    service, engineer = program.dispositions, people["engineer"]
    first = service.propose(engineer, issue.id, {"repair": "12"}, "Weld over")
    with pytest.raises(InputError, match="why this is not right"):
        service.refuse(people["supervisor"], first.id, "")
    assert service.refuse(people["supervisor"], first.id, "Not on a pressure part").state is DispositionState.REFUSED
    second = service.propose(engineer, issue.id, {"return_to_supplier": "12"}, "Theirs")
    with pytest.raises(NotAllowedError, match="Only Emma Engineer"):
        service.withdraw(people["supervisor"], second.id)
    assert service.withdraw(engineer, second.id).state is DispositionState.WITHDRAWN
    with pytest.raises(RefusedError, match="withdrawn already"):
        service.approve(people["supervisor"], second.id)


def test_acting_waits_for_the_disposition(program: Program, people: dict[str, Actor], issue: IssueRow) -> None:
    engineer = people["engineer"]
    program.containment.place(engineer, issue.id, (NOTHING,))
    cure(program, people, issue.id, IssueState.ACTING)
    for state in (IssueState.CONTAINED, IssueState.ANALYSED):
        move(program, engineer, issue, state)
    with pytest.raises(RefusedError, match="not decided yet"):
        move(program, engineer, issue, IssueState.ACTING)
    dispose(program, people, issue, scrap="12")
    assert move(program, engineer, issue, IssueState.ACTING).state is IssueState.ACTING


def test_each_gate_refuses_until_it_is_proven(program: Program, people: dict[str, Actor], issue: IssueRow) -> None:
    engineer, owner = people["engineer"], people["supervisor2"]
    program.containment.place(engineer, issue.id, (NOTHING,))
    move(program, engineer, issue, IssueState.CONTAINED)
    with pytest.raises(RefusedError, match="root cause is not named yet"):
        move(program, engineer, issue, IssueState.ANALYSED)
    find_causes(program, engineer, issue.id)
    move(program, engineer, issue, IssueState.ANALYSED)
    dispose(program, people, issue, scrap="12")
    with pytest.raises(RefusedError, match="No corrective action is planned"):
        move(program, engineer, issue, IssueState.ACTING)
    key = plan_action(program, engineer, owner, issue.id)
    move(program, engineer, issue, IssueState.ACTING)
    with pytest.raises(RefusedError, match="not done yet: 1"):
        move(program, engineer, issue, IssueState.VERIFYING)
    do_action(program, owner, key)
    move(program, engineer, issue, IssueState.VERIFYING)
    with pytest.raises(RefusedError, match=r"nobody else has verified yet: 1.*not shown to work"):
        move(program, engineer, issue, IssueState.CLOSED)
    prove_action(program, engineer, issue.id, key)
    assert move(program, engineer, issue, IssueState.CLOSED).state is IssueState.CLOSED


def test_a_minor_one_proves_that_nothing_bad_goes_on_and_no_more(program: Program, people: dict[str, Actor]) -> None:
    engineer = people["engineer"]
    small = log(program, people["inspector"], "Label askew", severity=Severity.MINOR, quantity="")
    with pytest.raises(RefusedError, match="Nothing is on hold yet"):
        move(program, engineer, small, IssueState.CONTAINED)
    program.containment.place(engineer, small.id, (NOTHING,))
    for state in (IssueState.CONTAINED, IssueState.ANALYSED, IssueState.ACTING, IssueState.VERIFYING, IssueState.CLOSED):
        move(program, engineer, small, state)


amounts = st.decimals(min_value=0, max_value=1000, places=2)


@given(amounts, amounts, amounts, st.decimals(min_value=-1, max_value=1000, places=2))
def test_quantities_balance_or_are_refused(scrap: D, rework: D, as_is: D, whole: D) -> None:
    shares = Shares(use_as_is=as_is, rework=rework, scrap=scrap)
    if shares.total == whole and whole > 0:
        require_balance(whole, shares)
        assert approvals_needed(shares, Severity.CRITICAL) == (3 if as_is else 1)
    else:
        with pytest.raises(InputError):
            require_balance(whole, shares)


def test_common_words_find_no_twins_unless_nothing_else_was_typed(program: Program, people: dict[str, Actor]) -> None:
    inspector = people["inspector"]
    log(program, inspector, "Tool holder was not there; thread torn", kind=IssueKind.OBSERVATION)
    bore = log(program, inspector, "Bore grows", kind=IssueKind.OBSERVATION)
    assert [one.id for one in program.issues.similar(inspector, "The bore was too large and not round")] == [bore.id]
    assert program.issues.similar(inspector, "Die Bohrung ist nicht rund und zu groß") == ()
    assert program.issues.similar(inspector, "too"), "alone, it is what somebody looks for"


def test_a_planted_twin_comes_first(program: Program, people: dict[str, Actor]) -> None:
    inspector, engineer = people["inspector"], people["engineer"]
    for number in range(60):
        log(program, inspector, f"Scratch on cover {number}", kind=IssueKind.OBSERVATION)
    twin = log(program, inspector, "Bore A too large after the insert was changed", kind=IssueKind.OBSERVATION)
    log(program, inspector, "Bore B missing", kind=IssueKind.OBSERVATION)
    for state in (IssueState.CONTAINED, IssueState.ANALYSED, IssueState.ACTING, IssueState.VERIFYING, IssueState.CLOSED):
        move(program, engineer, twin, state)
    found = program.issues.similar(inspector, "bore A is too LARGE, ins")
    assert found[0].id == twin.id
    assert found[0].worked == "Now closed"
    assert program.issues.similar(inspector, 'a b !? " OR *') == ()
    assert program.issues.similar(inspector, '"; DROP TABLE issue; --') == ()
    renamed = program.issues.edit(engineer, log(program, inspector, "Xylophone").id, version=1, title="Zither out of tune")
    assert [one.id for one in program.issues.similar(inspector, "zither")] == [renamed.id]
    assert program.issues.similar(inspector, "xylophone") == (), "words that are gone find nothing"
    assert program.issues.similar(inspector, "zither", without=renamed.id) == ()


def test_codes_are_a_list_and_an_issue_bears_one_of_it(program: Program, people: dict[str, Actor]) -> None:
    program.failure_codes.add(people["engineer"], "dim-01", "Dimension outside its limits")
    assert program.failure_codes.codes(people["inspector"]) == (("DIM-01", "Dimension outside its limits"),)
    for code, words in (("", "x"), ("a b", "x"), ("DIM-01", "x"), ("NEW", " ")):
        with pytest.raises(InputError):
            program.failure_codes.add(people["engineer"], code, words)
    with pytest.raises(NotAllowedError):
        program.failure_codes.add(people["inspector"], "X", "x")
    with pytest.raises(InputError, match="no failure code"):
        log(program, people["inspector"], "x", about=About("NONE"))
    with pytest.raises(InputError, match="whose it is"):
        log(program, people["inspector"], "x", about=About(origin="mars"))
    row = log(program, people["inspector"], "x", about=About("DIM-01", "Cell 4", "SN 1, SN 2", "supplier"))
    with program.workspace.store.reading() as connection:
        kept = connection.execute(
            text("SELECT failure_code, place, serials, origin FROM issue WHERE id = :id"), {"id": row.id}
        ).one()
    assert tuple(kept) == ("DIM-01", "Cell 4", "SN 1, SN 2", "supplier")


def checklist(when: IssueWhen) -> Checklist:
    item = measured("bore_a", "Bore A")
    asks = replace(item.rules.asks, issue_when=when)
    return Checklist("Housing", (Section("Size", (replace(item, rules=replace(item.rules, asks=asks)),)),))


def test_a_line_logs_its_issue_by_itself_once(workspace: Workspace, people: dict[str, Actor], clock: FakeClock) -> None:
    floor = new_floor(workspace, people, clock, checklist(IssueWhen.AUTOMATIC))
    floor.answer("bore_a", "12.35", 1)
    floor.answer("bore_a", "12.48", 2)
    floor.answer("bore_a", "12.49", 2)
    (row,) = floor.program.issues.issues_of(people["auditor"], floor.inspection)
    assert (row.item_number, row.raised_by, row.quantity) == ("1.2", "Ines Inspector", "1")
    assert "12.48 mm, above limit 12.400" in row.title.replace("\u00a0", " ")


def test_a_line_may_log_none(workspace: Workspace, people: dict[str, Actor], clock: FakeClock) -> None:
    floor = new_floor(workspace, people, clock, checklist(IssueWhen.NEVER))
    floor.answer("bore_a", "12.48", 2)
    where = {"inspection_id": floor.inspection, "item_id": floor.line("bore_a", 2)}
    with pytest.raises(RefusedError, match="no issue is logged from it"):
        log(floor.program, people["inspector"], "x", **where)
    rules = Rules(asks=Asking(issue_when=IssueWhen.NEVER))
    assert rules_from(rules_json(rules)) == rules
    assert rules_json(Rules(asks=Asking())) == {}, "what is usual leaves the digest of older revisions alone"


def test_the_decimals_of_a_disposition_come_back(program: Program, people: dict[str, Actor]) -> None:
    row = log(program, people["inspector"], "Powder wet", quantity="12.5")
    proposed = program.dispositions.propose(
        people["engineer"], row.id, {"scrap": "2,25", "regrade": "10.25"}, "Dry only the rest"
    )
    (kept,) = program.dispositions.dispositions(people["auditor"], row.id)
    assert kept == proposed
    assert decimal_text(kept.shares.scrap.normalize()) == "2.25"
