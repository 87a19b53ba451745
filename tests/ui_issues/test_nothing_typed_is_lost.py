"""What somebody typed into a sheet survives a slip on Esc and a look at a similar issue, and stands before their eyes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.hold import HoldKind
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.people import Actor
from qa_desktop.services.containment import HoldWish
from qa_desktop.services.program import Program
from qa_desktop.storage.queries.issues import IssueRow
from qa_desktop.ui.followup.view import FollowUpScreen
from qa_desktop.ui.issues.view import IssuesScreen
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.issue_sheet import IssueSheet
from qa_desktop.ui.run.view import RunScreen
from tests.ui_review.conftest import CTRL, Desk
from tests.ui_run.makings import begin

K = Qt.Key
People = dict[str, Actor]


@pytest.fixture
def before(program: Program, people: People) -> IssueRow:
    """An issue of the past that resembles what is typed."""
    return program.issues.log(
        people["inspector"], kind=IssueKind.OBSERVATION, title="Porous weld at post 2", severity=Severity.MINOR
    )


def issues(desk: Desk, login: str, **what: object) -> IssuesScreen:
    desk.enter(login)
    screen = desk.go(Place.ISSUES, **what)
    assert isinstance(screen, IssuesScreen)
    return screen


def line_sheet(desk: Desk, inspection_id: str) -> IssueSheet:
    screen = desk.go(Place.RUN, inspection_id=inspection_id)
    assert isinstance(screen, RunScreen)
    desk.key(K.Key_I)
    sheet = screen.extras.sheet()
    assert isinstance(sheet, IssueSheet)
    return sheet


def is_before_the_eyes(field: QWidget) -> bool:
    return field.isVisible() and field.visibleRegion().boundingRect().height() >= min(field.height(), 60)


def test_esc_over_a_comment_warns_once_and_then_throws_it_away(desk: Desk, before: IssueRow) -> None:
    screen = issues(desk, "engineer", issue_id=before.id)
    desk.key(K.Key_M, CTRL)
    desk.key(K.Key_Escape)
    assert not screen.remark_sheet.isVisible(), "nothing was typed, so nothing is asked"
    desk.key(K.Key_M, CTRL)
    desk.type("Gas ran out")
    desk.key(K.Key_Escape)
    assert screen.remark_sheet.isVisible()
    assert "not stored yet" in screen.remark_sheet.message.text()
    desk.type(" at ten")
    desk.key(K.Key_Escape)
    assert screen.remark_sheet.isVisible(), "what was typed since then is asked about again"
    desk.key(K.Key_Escape)
    assert not screen.remark_sheet.isVisible()
    desk.key(K.Key_M, CTRL)
    assert screen.remark_sheet.text.toPlainText() == ""


def test_a_look_at_a_similar_issue_keeps_what_was_typed(desk: Desk, program: Program, people: People, before: IssueRow) -> None:
    screen = issues(desk, "inspector")
    sheet = screen.new_sheet
    desk.key(K.Key_N, CTRL)
    desk.type("Weld porous again")
    sheet.kind.setCurrentIndex(1)
    sheet.twins.look()
    desk.settle()
    sheet.twins.buttons[0].setFocus()
    desk.key(K.Key_Space)
    assert screen.model.state.chosen == before.id
    assert not sheet.isVisible()
    desk.key(K.Key_N, CTRL)
    assert sheet.title.text() == "Weld porous again"
    assert sheet.kind.currentIndex() == 1
    assert "still here" in sheet.message.text()
    sheet.severity.setCurrentIndex(1)
    desk.key(K.Key_Return, CTRL)
    assert sheet.isHidden()
    desk.key(K.Key_N, CTRL)
    assert sheet.title.text() == "", "what is logged is not offered again"
    assert sheet.kind.currentIndex() == 0


@pytest.mark.usefixtures("before")
def test_at_the_line_the_field_that_is_typed_into_stays_in_sight_and_its_words_find_twins(
    desk: Desk, program: Program, people: People
) -> None:
    for number in range(3):
        program.issues.log(people["inspector"], kind=IssueKind.OBSERVATION, title=f"Safety {number}", severity=Severity.MINOR)
    inspection = begin(program, people)
    desk.enter("inspector")
    sheet = line_sheet(desk, inspection.id)
    assert desk.focus() is sheet.description
    assert is_before_the_eyes(sheet.description)
    desk.type("Porous weld")
    desk.qtbot.waitUntil(lambda: any(one.title.startswith("Porous") for one in sheet.twins.found), timeout=5_000)
    desk.settle()
    assert is_before_the_eyes(sheet.description), "what is found does not push it away"
    assert sheet.twins.found[0].title == "Porous weld at post 2", "what is typed counts before the title that stood there"


def test_at_the_line_esc_and_a_look_at_a_similar_issue_keep_the_words(
    desk: Desk, program: Program, people: People, before: IssueRow
) -> None:
    inspection = begin(program, people)
    desk.enter("inspector")
    sheet = line_sheet(desk, inspection.id)
    desk.type("Porous weld")
    desk.key(K.Key_Escape)
    assert sheet.isVisible()
    desk.qtbot.waitUntil(lambda: bool(sheet.twins.found), timeout=5_000)
    place = [one.id for one in sheet.twins.found].index(before.id)
    sheet.twins.buttons[place].setFocus()
    desk.key(K.Key_Space)
    assert desk.window.place is Place.ISSUES
    again = line_sheet(desk, inspection.id)
    assert again.description.toPlainText() == "Porous weld"
    for _ in range(2):
        desk.key(K.Key_Escape)
    assert not again.isVisible()
    assert line_sheet(desk, inspection.id).description.toPlainText() == ""


def test_what_is_missing_further_down_is_scrolled_to(desk: Desk) -> None:
    screen = issues(desk, "inspector")
    screen.window().resize(1280, 620)
    desk.key(K.Key_N, CTRL)
    desk.settle()
    sheet = screen.new_sheet
    bottom = sheet.about["place"]
    assert not is_before_the_eyes(bottom)
    bottom.setFocus(Qt.FocusReason.OtherFocusReason)
    assert bottom.visibleRegion().boundingRect().height() > 20


def test_a_step_says_at_once_what_it_lacks_and_keeps_its_words_until_that_is_there(
    desk: Desk, program: Program, people: People
) -> None:
    row = program.issues.log(people["inspector"], kind=IssueKind.NONCONFORMITY, title="Burr", severity=Severity.MINOR)
    screen = issues(desk, "engineer", issue_id=row.id)
    sheet = screen.remark_sheet
    desk.key(K.Key_Return, CTRL)
    assert "Nothing is on hold yet" in sheet.message.text(), "before a word is typed"
    desk.type("All sorted by hand")
    desk.key(K.Key_Return, CTRL)
    assert "stays where it is" in sheet.message.text()
    desk.key(K.Key_Escape)
    assert sheet.isHidden(), "these words are kept, so nothing has to be asked"
    desk.key(K.Key_H, CTRL)
    wish = HoldWish(HoldKind.NONE, "", "Sorted, none left")
    program.containment.place(people["engineer"], row.id, (wish,))
    desk.key(K.Key_Escape)
    assert desk.window.place is Place.ISSUES
    desk.key(K.Key_Return, CTRL)
    assert sheet.text.toPlainText() == "All sorted by hand"
    assert not sheet.message.isVisible(), "nothing is missing any more"
    desk.key(K.Key_Return, CTRL)
    detail = program.issues.detail(people["auditor"], row.id)
    assert detail.row.state is IssueState.CONTAINED
    assert detail.events[-1].remark == "All sorted by hand"


def test_tab_goes_through_a_new_issue_as_it_is_read(desk: Desk) -> None:
    screen = issues(desk, "inspector")
    desk.key(K.Key_N, CTRL)
    sheet = screen.new_sheet
    seen = [desk.focus()]
    while seen[-1] is not sheet.about["place"] and len(seen) < 30:
        desk.key(K.Key_Tab)
        seen.append(desk.focus())
    wanted = [sheet.title, sheet.kind, sheet.severity, sheet.description, sheet.quantity, sheet.code, sheet.origin]
    assert seen == [*wanted, *sheet.about.values()]


def test_tab_goes_through_what_is_held_and_what_is_found_at_a_line_as_they_are_read(
    desk: Desk, program: Program, people: People
) -> None:
    inspection = begin(program, people)
    desk.enter("inspector")
    sheet = line_sheet(desk, inspection.id)
    sheet.title.setFocus()
    wanted = [sheet.title, sheet.description, *sheet.severities.values(), sheet.quantity]
    assert tabbed(desk, len(wanted)) == wanted
    desk.key(K.Key_Escape)
    row = program.inspections.open(people["auditor"], inspection.id).row
    about = {"inspection_id": inspection.id, "part_id": row.part_id}
    key = program.issues.log(people["inspector"], kind=IssueKind.NONCONFORMITY, title="Burr", severity=Severity.MINOR, **about).id
    desk.enter("engineer")
    follow = desk.go(Place.FOLLOWUP, issue_id=key)
    assert isinstance(follow, FollowUpScreen)
    desk.key(K.Key_H, CTRL)
    hold = follow.hold_sheet
    assert hold.boxes, "something is proposed"
    wanted = [*hold.boxes, hold.other, hold.nothing, hold.reason]
    assert tabbed(desk, len(wanted)) == wanted


def tabbed(desk: Desk, count: int) -> list[QWidget]:
    """Return the first fields that Tab goes through, the one with the keyboard first."""
    seen = [desk.focus()]
    while len(seen) < count:
        desk.key(K.Key_Tab)
        seen.append(desk.focus())
    return seen
