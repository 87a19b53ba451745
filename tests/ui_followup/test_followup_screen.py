"""From a logged issue over holds and a disposition of the board to its end: in the real window, by keys."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.concession import ConcessionKind
from qa_desktop.domain.disposition import DispositionState
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.people import Actor
from qa_desktop.services.concessions import ConcessionWish
from qa_desktop.services.program import Program
from qa_desktop.storage.queries import production
from qa_desktop.storage.queries.issues import IssueRow
from qa_desktop.ui.causes.view import CausesScreen
from qa_desktop.ui.followup.view import FollowUpScreen
from qa_desktop.ui.home.view import HomeScreen
from qa_desktop.ui.issues.view import IssuesScreen
from qa_desktop.ui.places import Place
from qa_desktop.ui.widgets.keyhints import KeyHint
from tests.services.conftest import FakeClock
from tests.ui_review.conftest import CTRL, Desk

K = Qt.Key


@pytest.fixture
def issue(program: Program, people: dict[str, Actor]) -> IssueRow:
    return program.issues.log(
        people["inspector"], kind=IssueKind.NONCONFORMITY, title="Bore A too large", severity=Severity.MAJOR, quantity="12"
    )


def concede(program: Program, people: dict[str, Actor], issue: IssueRow) -> None:
    with program.workspace.store.writing(people["engineer"].person_id) as work:
        part = production.ensure_part(work, "4711-A", "Housing", "")
        work.leave_unaudited("a part of the test")
    wish = ConcessionWish(ConcessionKind.CONCESSION, "2", "2026-03-31", "Nobody sees it", permits="Scratches", part_id=part)
    program.concessions.approve(people["engineer"], program.concessions.request(people["supervisor"], issue.id, wish).id)


def tab_to(desk: Desk, field: QWidget) -> None:
    for _ in range(30):
        if QApplication.focusWidget() is field:
            return
        desk.key(K.Key_Tab)
    raise AssertionError("Tab does not reach the field")


def open_followup(desk: Desk, login: str, issue: IssueRow) -> FollowUpScreen:
    desk.enter(login)
    screen = desk.go(Place.FOLLOWUP, issue_id=issue.id)
    assert isinstance(screen, FollowUpScreen)
    return screen


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QWidget) if hasattr(label, "text") and label.isVisible())


def test_from_the_issue_to_the_board_and_back(
    desk: Desk, program: Program, people: dict[str, Actor], issue: IssueRow, tmp_path: Path
) -> None:
    desk.enter("engineer")
    issues = desk.go(Place.ISSUES, issue_id=issue.id)
    assert isinstance(issues, IssuesScreen)
    desk.key(K.Key_H, CTRL)
    assert desk.window.place is Place.FOLLOWUP
    screen = desk.window.screen_of(Place.FOLLOWUP)
    assert isinstance(screen, FollowUpScreen)
    assert "Nothing is on hold yet" in texts(screen.needs)

    desk.key(K.Key_H, CTRL)
    desk.key(K.Key_Return, CTRL)
    assert "Tick what is held" in screen.hold_sheet.message.text()
    assert QApplication.focusWidget() is screen.hold_sheet.other
    desk.type("Pallet 7")
    tab_to(desk, screen.hold_sheet.reason)
    desk.type("Mixed with good ones")
    desk.key(K.Key_Return)
    assert not screen.hold_sheet.isVisible()
    assert "Other Pallet 7" in texts(screen.holds)
    assert "Nothing is missing for this step" in texts(screen.needs)

    screen.picker.chosen.emit(tmp_path / "tags.pdf")
    desk.settle()
    assert (tmp_path / "tags.pdf").read_bytes().startswith(b"%PDF")
    assert "tags.pdf" in screen.said.text()

    desk.key(K.Key_D, CTRL)
    sheet = screen.disposition_sheet
    desk.type("2")
    tab_to(desk, sheet.fields["scrap"])
    desk.type("9")
    assert "11 of 12 go somewhere" in sheet.check.text()
    desk.key(K.Key_Backspace)
    desk.type("10")
    assert "12 of 12: it balances" in sheet.check.text()
    assert "2 others have to agree" in sheet.board.text()
    tab_to(desk, sheet.reason)
    desk.type("Cosmetic only")
    desk.key(K.Key_Return)
    assert "Use as is 2 · Scrap 10" in texts(screen.goods)
    assert not screen.approve.isVisible(), "nobody approves their own proposal"
    assert screen.withdraw.isVisible()

    assert "needs an approved concession" in texts(screen.permits)
    screen = open_followup(desk, "supervisor", issue)
    desk.key(K.Key_Return, CTRL)
    desk.key(K.Key_Return)
    assert "there is none that lasts" in screen.vote_sheet.message.text(), "nobody decides use as is without a concession"
    desk.key(K.Key_Escape)
    concede(program, people, issue)
    for login in ("supervisor", "manager"):
        screen = open_followup(desk, login, issue)
        assert "needs an approved concession" not in texts(screen.permits)
        desk.key(K.Key_Return, CTRL)
        desk.type("Seen")
        desk.key(K.Key_Return)
    (row,) = program.dispositions.dispositions(people["auditor"], issue.id)
    assert row.state is DispositionState.APPROVED
    assert "Mira Manager agrees" in texts(screen.goods)
    assert not screen.place.isVisible(), "a manager decides and does not hold"

    screen = open_followup(desk, "supervisor", issue)
    lift = next(button for button in screen.holds.findChildren(type(screen.place)) if button.text() == "Lift …")
    lift.setFocus()
    QTest.keyClick(lift, K.Key_Space)
    desk.settle()
    desk.key(K.Key_Return)
    assert "Write a few words" in screen.lift_sheet.message.text()
    desk.type("Sorted")
    desk.key(K.Key_Return)
    assert "Lifted by Sara Supervisor" in texts(screen.holds)
    desk.key(K.Key_Escape)
    assert desk.window.place is Place.ISSUES


def test_a_refusal_needs_its_reason(desk: Desk, program: Program, people: dict[str, Actor], issue: IssueRow) -> None:
    program.dispositions.propose(people["engineer"], issue.id, {"repair": "12"}, "Weld over")
    screen = open_followup(desk, "supervisor", issue)
    desk.key(K.Key_R, CTRL)
    desk.key(K.Key_Return)
    assert "Write a few words" in screen.vote_sheet.message.text()
    desk.type("Not on a pressure part")
    desk.key(K.Key_Return)
    assert "Sara Supervisor refuses" in texts(screen.goods)
    assert program.issues.detail(people["auditor"], issue.id).row.state is IssueState.LOGGED


@pytest.mark.parametrize("login", ["inspector", "auditor"])
def test_who_does_not_work_issues_only_reads(desk: Desk, issue: IssueRow, login: str) -> None:
    screen = open_followup(desk, login, issue)
    for key in (K.Key_H, K.Key_D, K.Key_R, K.Key_Return):
        desk.key(key, CTRL)
    for sheet in (screen.hold_sheet, screen.disposition_sheet, screen.vote_sheet):
        assert not sheet.isVisible()
    assert "Nothing is on hold yet" in texts(screen.needs)


@pytest.mark.parametrize("place", [Place.ISSUES, Place.FOLLOWUP, Place.AMENDS])
@pytest.mark.parametrize("login", ["engineer", "auditor"])
def test_ctrl_k_leads_to_the_causes_from_every_room_of_an_issue(desk: Desk, issue: IssueRow, login: str, place: Place) -> None:
    desk.enter(login)
    screen = desk.go(place, issue_id=issue.id)
    assert KeyHint("Ctrl+K", "Causes and actions") in screen.key_hints()
    desk.key(K.Key_K, CTRL)
    causes = desk.window.screen_of(Place.CAUSES)
    assert isinstance(causes, CausesScreen)
    assert causes.isVisible()
    assert causes.core.state.issue_id == issue.id
    desk.key(K.Key_Escape)
    assert desk.window.place is Place.ISSUES


def test_ctrl_k_waits_while_something_is_typed(desk: Desk, issue: IssueRow) -> None:
    screen = open_followup(desk, "engineer", issue)
    desk.key(K.Key_E, CTRL)
    sheet = screen.acts.request_sheet
    assert sheet.isVisible()
    sheet.reason.setFocus()
    desk.type("It fits")
    desk.key(K.Key_K, CTRL)
    assert desk.window.place is Place.FOLLOWUP
    assert sheet.isVisible()


def test_what_was_seen_before_is_offered_while_typing(
    desk: Desk, program: Program, people: dict[str, Actor], issue: IssueRow
) -> None:
    program.issues.move(people["engineer"], issue.id, IssueState.REJECTED, "no", issue.version)
    old = program.issues.log(
        people["inspector"], kind=IssueKind.OBSERVATION, title="Bore A grows with the heat", severity=Severity.MINOR
    )
    for state in (IssueState.CONTAINED, IssueState.ANALYSED, IssueState.ACTING, IssueState.VERIFYING, IssueState.CLOSED):
        version = program.issues.detail(people["engineer"], old.id).row.version
        program.issues.move(people["engineer"], old.id, state, "Warm up for twenty minutes", version)
    desk.enter("inspector")
    screen = desk.go(Place.ISSUES)
    assert isinstance(screen, IssuesScreen)
    desk.key(K.Key_N, CTRL)
    desk.type("bore a")
    screen.new_sheet.twins.look()
    desk.settle()
    assert [twin.id for twin in screen.new_sheet.twins.found] == [old.id], "what was rejected is no twin"
    assert "What worked: Warm up for twenty minutes" in texts(screen.new_sheet.twins)
    tab_to(desk, screen.new_sheet.twins.buttons[0])
    desk.key(K.Key_Space)
    assert screen.model.state.chosen == old.id


def test_what_is_overdue_stands_on_the_home_screen_until_it_is_done(
    desk: Desk, program: Program, people: dict[str, Actor], clock: FakeClock
) -> None:
    issue = program.issues.log(people["inspector"], kind=IssueKind.OBSERVATION, title="Oil on the floor", severity=Severity.MAJOR)
    program.issues.assign(
        people["engineer"],
        issue.id,
        owner_id=people["inspector2"].person_id,
        due=clock() + timedelta(hours=1),
        version=issue.version,
    )
    desk.enter("supervisor")
    home = desk.go(Place.HOME)
    assert isinstance(home, HomeScreen)
    assert not home.overdue.isVisible()
    clock.forward(days=1, hours=2)
    home.reload()
    desk.settle()
    assert (home.overdue.text(), home.overdue.accessibleName()) == ("Overdue: 1", "1 issue is overdue")
    home.overdue.setFocus()
    desk.key(K.Key_Space)
    issues = desk.window.screen_of(Place.ISSUES)
    assert isinstance(issues, IssuesScreen)
    assert [issues.table.rows.row(0).number, issues.table.rows.rowCount()] == [issue.number, 1]
    desk.enter("inspector")
    assert not desk.go(Place.HOME).overdue.isVisible(), "not theirs"  # type: ignore[attr-defined]
