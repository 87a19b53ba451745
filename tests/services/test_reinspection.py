"""What failed is inspected again in an inspection of its own, chained both ways."""

from __future__ import annotations

import contextlib

import pytest

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import NotAllowedError, RefusedError
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.storage.queries import issue_facts
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.rounds import Floor, new_floor
from tests.services.signed import quick_signing


@pytest.fixture
def floor(workspace: Workspace, people: dict[str, Actor], clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Floor:
    quick_signing(monkeypatch)
    floor = new_floor(workspace, people, clock)
    floor.answer_all()
    floor.answer("bore_a", "12.480", 2)
    floor.answer("scratched", "yes")
    floor.answer("depth", "0.1")
    return floor


def begin(floor: Floor, inspection: str | None = None, who: str = "inspector2") -> str:
    return floor.program.reinspections.begin(floor.people[who], inspection or floor.inspection).id


def test_the_failed_lines_are_asked_again_and_the_chain_shows_both_ways(floor: Floor) -> None:
    floor.sign()
    floor.countersign()
    key = begin(floor)
    first, again = floor.opened(), floor.opened(key)
    assert again.row.parent_id == floor.inspection
    assert again.row.number != first.row.number
    assert (again.row.round, again.row.inspector, again.row.revision_id) == (1, "Ivo Inspector", first.row.revision_id)
    assert (again.row.part_number, again.row.lot, again.row.answered) == (first.row.part_number, first.row.lot, 0)
    assert [item.number for item in again.items] == ["1", "3.2", "4.2", "5.2"], "what failed, and what a failed mean is made of"
    assert [piece.label for piece in again.pieces] == [piece.label for piece in first.pieces] == ["SN-1", "SN-2", "3"]
    assert again.row.item_total == 4

    ivo, program = floor.people["inspector2"], floor.program
    for line, raw in (("scratched", "no"), ("bore_a#2", "12.350"), ("bore_b#2", "12.340")):
        floor.clock.forward(seconds=9)
        name, _, piece = line.partition("#")
        saved = program.answers.answer(ivo, key, floor.line(name, int(piece or 0)), raw)
    assert [change.answer.value for change in saved.consequences] == ["12.345"]
    assert program.inspections.open(ivo, key).row.open == 0
    pairs = {pair.number: pair for pair in program.reinspections.before_after(floor.people["auditor"], key)}
    assert (pairs["3.2"].before, pairs["3.2"].before_verdict) == ("12.480\u00a0mm", Verdict.FAILS)
    assert (pairs["3.2"].after, pairs["3.2"].after_verdict) == ("12.350\u00a0mm", Verdict.CONFORMS)
    assert pairs["3.2"].piece_label == "SN-2"
    floor.sign("inspector2", key)
    floor.countersign("supervisor", key)
    assert floor.opened(key).row.failed == 0
    assert floor.opened().row.failed == 3, "the first result stands"
    forth = program.reinspections.chain(ivo, floor.inspection)
    back = program.reinspections.chain(ivo, key)
    assert ([link.id for link in forth.later], forth.earlier) == ([key], ())
    assert ([link.id for link in back.earlier], back.later) == ([floor.inspection], ())
    assert program.review.look(ivo, key).earlier == back.earlier
    assert program.reinspections.before_after(ivo, floor.inspection) == ()
    with pytest.raises(RefusedError, match="was inspected again"):
        begin(floor)
    with pytest.raises(RefusedError, match="nothing to inspect again"):
        begin(floor, key)


def test_lines_outside_of_it_are_not_answered(floor: Floor) -> None:
    floor.sign()
    floor.countersign()
    key = begin(floor)
    with pytest.raises(RefusedError, match="not part of this re-inspection"):
        floor.program.answers.answer(floor.people["inspector2"], key, floor.line("bore_a", 1), "12.350")


def test_only_an_approved_one_with_failures_and_only_once(floor: Floor) -> None:
    with pytest.raises(RefusedError, match="not countersigned yet"):
        begin(floor)
    floor.sign()
    with pytest.raises(RefusedError, match="not countersigned yet"):
        begin(floor)
    floor.countersign()
    for login in ("engineer", "auditor"):
        with pytest.raises(NotAllowedError):
            begin(floor, who=login)
    key = begin(floor)
    with pytest.raises(RefusedError, match="is being inspected again as"):
        begin(floor)
    floor.program.inspections.abandon(floor.people["inspector2"], key, "Begun by mistake")
    second = begin(floor)
    assert [link.id for link in floor.program.reinspections.chain(floor.people["auditor"], floor.inspection).later] == [
        key,
        second,
    ]


def dispose(floor: Floor, issue: str, **shares: str) -> None:
    """Have a disposition of an issue approved by the board."""
    service, people = floor.program.dispositions, floor.people
    row = service.propose(people["engineer"], issue, shares, "It can be mended")
    for member in ("supervisor2", "manager", "supervisor")[: row.needed]:
        service.approve(people[member], row.id)


def issue_of(floor: Floor) -> str:
    return floor.program.issues.log(
        floor.people["inspector"], kind=IssueKind.NONCONFORMITY, title="Too large", severity=Severity.MAJOR, quantity="3",
        inspection_id=floor.inspection, item_id=floor.line("bore_a", 2),
    ).id  # fmt: skip


def planned(floor: Floor) -> list[tuple[str, str]]:
    chain = floor.program.reinspections.chain(floor.people["auditor"], floor.inspection)
    rows = [floor.opened(link.id).row for link in chain.later]
    return [(row.inspector, row.state.value) for row in rows]


def test_rework_plans_the_reinspection_with_its_approval(floor: Floor) -> None:
    issue = issue_of(floor)
    floor.sign()
    floor.countersign()
    assert planned(floor) == []
    dispose(floor, issue, rework="1", scrap="2")
    assert planned(floor) == [("", "in_progress")], "for anyone, once"
    work = floor.program.inspections.my_work(floor.people["inspector2"])
    assert [row.parent_id for row in work.due] == [floor.inspection]
    with pytest.raises(RefusedError, match="is being inspected again"):
        begin(floor)
    (waiting,) = work.due
    floor.program.inspections.take_over(floor.people["inspector2"], waiting.id)
    assert planned(floor) == [("Ivo Inspector", "in_progress")]


def test_a_repair_that_was_decided_early_is_inspected_again_after_the_countersignature(floor: Floor) -> None:
    issue = issue_of(floor)
    dispose(floor, issue, repair="3")
    floor.sign()
    assert planned(floor) == []
    floor.countersign()
    assert planned(floor) == [("", "in_progress")]


def test_what_is_scrapped_is_not_inspected_again(floor: Floor) -> None:
    issue = issue_of(floor)
    floor.sign()
    floor.countersign()
    dispose(floor, issue, scrap="3")
    assert planned(floor) == []


def repeat(floor: Floor, key: str, bore: str, *, log: bool = False) -> None:
    """Answer a planned or begun repetition with this bore at the second piece, sign and countersign it."""
    ivo, program = floor.people["inspector2"], floor.program
    if not floor.opened(key).row.inspector:
        program.inspections.take_over(ivo, key)
    for line, raw in (("scratched", "no"), ("bore_a#2", bore), ("bore_b#2", "12.340")):
        floor.clock.forward(seconds=9)
        name, _, piece = line.partition("#")
        with contextlib.suppress(RefusedError):  # what passed is not asked a third time
            program.answers.answer(ivo, key, floor.line(name, int(piece or 0)), raw)
    if log:
        program.issues.log(
            ivo, kind=IssueKind.NONCONFORMITY, title="Again", severity=Severity.MAJOR, inspection_id=key,
            item_id=floor.line("bore_a", 2),
        )  # fmt: skip
    floor.sign("inspector2", key)
    floor.countersign("supervisor2", key)


def newest(floor: Floor) -> str:
    return floor.program.reinspections.chain(floor.people["auditor"], floor.inspection).later[-1].id


def lacks(floor: Floor, issue: str) -> bool:
    """Whether the gate of closing asks for the re-inspection."""
    with floor.program.workspace.store.reading() as connection:
        return issue_facts.facts_of(connection, issue, floor.program.workspace.store.now()).reinspection_open


@pytest.mark.parametrize("log", [False, True], ids=["forgotten", "logged"])
def test_what_failed_again_keeps_its_issue_open_until_it_passes_or_has_an_issue_of_its_own(floor: Floor, log: bool) -> None:
    issue = issue_of(floor)
    floor.sign()
    floor.countersign()
    assert not lacks(floor, issue), "nothing is reworked"
    dispose(floor, issue, rework="3")
    assert lacks(floor, issue), "it is planned, not done"
    first = newest(floor)
    repeat(floor, first, "12.490", log=log)
    assert lacks(floor, issue) is not log
    if log:
        return
    second = begin(floor, first)
    assert lacks(floor, issue)
    repeat(floor, second, "12.350")
    assert not lacks(floor, issue)
