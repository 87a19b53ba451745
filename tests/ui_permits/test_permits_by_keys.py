"""Permits in the real window, by keys: requested, approved by another person, seen at the reading, in the list and on Home."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.concession import ConcessionKind, ConcessionState, Cover, CoverWord
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.services.concessions import ConcessionWish
from qa_desktop.services.program import Program
from qa_desktop.storage.queries.concessions import ConcessionRow
from qa_desktop.storage.workspace import Workspace
from qa_desktop.ui.followup.view import FollowUpScreen
from qa_desktop.ui.grid.view import GridScreen
from qa_desktop.ui.home.news import NewsCard
from qa_desktop.ui.home.view import HomeScreen
from qa_desktop.ui.lots.view import LotsScreen
from qa_desktop.ui.permits.pane import PermitsPane
from qa_desktop.ui.places import Place
from qa_desktop.ui.review.lines import LineRow
from qa_desktop.ui.review.row_layout import lay_out, spoken
from qa_desktop.ui.review.view import ReviewScreen
from qa_desktop.ui.review.words import RecordWords
from qa_desktop.ui.run.covers import Covers
from qa_desktop.ui.widgets.buttons import ActionButton
from tests.services.conftest import FakeClock
from tests.services.rounds import Floor, new_floor
from tests.ui_review.conftest import CTRL, Desk

K = Qt.Key
People = dict[str, Actor]


@pytest.fixture
def floor(workspace: Workspace, people: People, clock: FakeClock) -> Floor:
    return new_floor(workspace, people, clock)


def issue_of(floor: Floor) -> str:
    floor.answer("bore_a", "12.44", 1)
    return floor.program.issues.log(
        floor.people["inspector"], kind=IssueKind.NONCONFORMITY, title="Too large", severity=Severity.MAJOR, quantity="1",
        inspection_id=floor.inspection, item_id=floor.line("bore_a", 1),
    ).id  # fmt: skip


def permit(floor: Floor, quantity: str = "2", last: str = "2026-03-31", *, approved: bool = True) -> ConcessionRow:
    service, part = floor.program.concessions, floor.opened().row.part_id
    wish = ConcessionWish(
        ConcessionKind.DEVIATION, quantity, last, "The tool is late", upper="12.45", item_id=floor.items["bore_a"]
    )
    row = service.request_permit(floor.people["supervisor"], part, wish)
    return service.approve(floor.people["engineer"], row.id) if approved else row


def tab_to(desk: Desk, field: QWidget) -> None:
    for _ in range(30):
        if QApplication.focusWidget() is field:
            return
        desk.key(K.Key_Tab)
    raise AssertionError("Tab does not reach the field")


def test_tab_goes_through_the_request_as_it_is_read_and_no_day_stands_there(desk: Desk, floor: Floor) -> None:
    issue = issue_of(floor)
    desk.enter("supervisor")
    screen = desk.go(Place.FOLLOWUP, issue_id=issue)
    assert isinstance(screen, FollowUpScreen)
    desk.key(K.Key_E, CTRL)
    sheet = screen.acts.request_sheet
    tab_to(desk, sheet.last)
    assert sheet.last.text() == ""
    assert not sheet.last.placeholderText()[:1].isdigit(), "an example must not look like an answer"
    desk.key(K.Key_Tab)
    week = desk.focus()
    assert isinstance(week, ActionButton)
    assert week.text() == "In a week"
    desk.key(K.Key_Return)
    assert sheet.last.text() != ""
    for _ in range(3):
        desk.key(K.Key_Tab)
    assert desk.focus() is sheet.reason


def test_who_requested_a_permit_reads_who_has_to_agree(desk: Desk, floor: Floor) -> None:
    issue = issue_of(floor)
    wish = ConcessionWish(ConcessionKind.CONCESSION, "1", "2026-03-31", "It fits", upper="12.45")
    floor.program.concessions.request(floor.people["supervisor"], issue, wish)
    for login, told in (("supervisor", True), ("engineer", False)):
        desk.enter(login)
        screen = desk.go(Place.FOLLOWUP, issue_id=issue)
        assert isinstance(screen, FollowUpScreen)
        assert ("Another person who approves concessions" in texts(screen.permits)) is told


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QWidget) if hasattr(label, "text") and label.isVisible())


def followup(desk: Desk, login: str, issue: str) -> FollowUpScreen:
    desk.enter(login)
    screen = desk.go(Place.FOLLOWUP, issue_id=issue)
    assert isinstance(screen, FollowUpScreen)
    return screen


def press(desk: Desk, card: QWidget, words: str) -> None:
    button = next(one for one in card.findChildren(ActionButton) if one.text() == words and one.isVisible())
    tab_to(desk, button)
    desk.key(K.Key_Space)


def test_a_concession_is_requested_approved_and_withdrawn_in_the_follow_up(desk: Desk, floor: Floor, program: Program) -> None:
    issue = issue_of(floor)
    screen = followup(desk, "supervisor", issue)
    assert "No concession was requested" in texts(screen.permits)
    desk.key(K.Key_E, CTRL)
    sheet = screen.acts.request_sheet
    assert "4711-A · Bore A · limits now 12.300 … 12.400\u00a0mm" in sheet.about.text()
    tab_to(desk, sheet.high)
    desk.type("12,39")
    assert "lies above that of the characteristic" in sheet.check.text()
    desk.key(K.Key_A, CTRL)
    desk.type("12,45")
    assert sheet.check.text() == "Widens: upper limit +0.050 mm"
    desk.key(K.Key_Return, CTRL)
    assert "for how many" in sheet.message.text()
    assert QApplication.focusWidget() is sheet.quantity
    desk.type("20")
    tab_to(desk, sheet.last)
    desk.type("2026-03-08")
    tab_to(desk, sheet.reason)
    desk.type("The mating part has room")
    desk.key(K.Key_Return)
    assert not sheet.isVisible()
    said = texts(screen.permits)
    assert "C-01-000001 · Bore A" in said
    assert "20 of 20 left · ends in 6 days (2026-03-08)" in said
    assert "Waits for approval" in said
    assert "Approve …" not in said, "nobody approves their own request"

    screen = followup(desk, "engineer", issue)
    press(desk, screen.permits, "Approve …")
    desk.type("Mail of 2 March")
    desk.key(K.Key_Return)
    said = texts(screen.permits)
    assert "In force" in said
    assert "19 of 20 left" in said, "the reading that waited is covered"
    assert "Customer: Mail of 2 March" in said
    press(desk, screen.permits, "Withdraw …")
    desk.key(K.Key_Return)
    assert "Write why it ends" in screen.acts.withdraw_sheet.message.text()
    desk.type("The customer changed their mind")
    desk.key(K.Key_Return)
    assert "Withdrawn by Emma Engineer" in texts(screen.permits)
    (row,) = program.concessions.page(desk.people["auditor"])
    assert row.withdrawn_reason == "The customer changed their mind"


@pytest.mark.parametrize("login", ["inspector", "auditor"])
def test_who_does_not_work_issues_asks_for_nothing(desk: Desk, floor: Floor, login: str) -> None:
    row = permit(floor, approved=False)
    screen = followup(desk, login, issue_of(floor))
    desk.key(K.Key_E, CTRL)
    assert not screen.acts.request_sheet.isVisible()
    pane = permits(desk, login)
    desk.key(K.Key_N, CTRL)
    desk.key(K.Key_Return, CTRL)
    desk.key(K.Key_Delete)
    assert pane.model.state.chosen == row.id
    for sheet in (pane.acts.request_sheet, pane.acts.approve_sheet, pane.acts.withdraw_sheet):
        assert not sheet.isVisible()


def permits(desk: Desk, login: str) -> PermitsPane:
    desk.enter(login)
    screen = desk.go(Place.LOTS)
    assert isinstance(screen, LotsScreen)
    desk.key(K.Key_Tab, CTRL)
    desk.key(K.Key_Tab, CTRL)
    assert screen.side is screen.permits
    assert desk.focus() is screen.permits.table
    return screen.permits


def test_a_deviation_permit_is_asked_for_in_the_list(desk: Desk, floor: Floor) -> None:
    pane = permits(desk, "supervisor")
    assert pane.table.rows.rowCount() == 0
    desk.key(K.Key_N, CTRL)
    sheet = pane.acts.request_sheet
    assert QApplication.focusWidget() is sheet.part
    desk.type("4711-a")
    assert [sheet.choice.itemText(place) for place in range(3)] == [
        "Choose …", "Bore A   12.300 … 12.400\u00a0mm", "Bore B   12.300 … 12.400\u00a0mm",
    ]  # fmt: skip
    desk.key(K.Key_Return, CTRL)
    assert "Choose the characteristic" in sheet.message.text()
    desk.key(K.Key_Down)
    assert sheet.high.isVisible()
    assert not sheet.permits.isVisible()
    sheet.choice.setCurrentIndex(sheet.choice.count() - 1)
    sheet.choice.activated.emit(sheet.choice.currentIndex())
    assert sheet.permits.isVisible(), "what is about no characteristic is permitted in words"
    tab_to(desk, sheet.permits)
    desk.type("Without paint")
    tab_to(desk, sheet.quantity)
    desk.type("5")
    tab_to(desk, sheet.last)
    desk.type("2026-03-20")
    tab_to(desk, sheet.reason)
    desk.type("The paint is late")
    desk.key(K.Key_Return)
    assert not sheet.isVisible()
    row = pane.table.rows.row(0)
    assert (row.permits, row.item_key, row.kind, row.issue_id) == ("Without paint", "", ConcessionKind.DEVIATION, None)
    assert "Waits for approval" in pane.said.text()

    pane = permits(desk, "engineer")
    desk.key(K.Key_Return, CTRL)
    assert pane.acts.approve_sheet.isVisible()
    desk.key(K.Key_Return)
    assert pane.detail.chip.text() == "In force"


def test_the_list_is_narrowed_by_state_and_words_and_enter_opens_the_issue(desk: Desk, floor: Floor) -> None:
    issue = issue_of(floor)
    wish = ConcessionWish(ConcessionKind.CONCESSION, "2", "2026-03-31", "fits", upper="12.45")
    floor.program.concessions.request(floor.people["supervisor"], issue, wish)
    used = permit(floor, "1")
    pane = permits(desk, "supervisor")
    assert pane.count.text() == "2 permits"
    tab_to(desk, pane.state_box)
    while pane.model.state.wanted is not ConcessionState.USED_UP:
        desk.key(K.Key_Down)
    assert [pane.table.rows.row(0).id, pane.table.rows.rowCount()] == [used.id, 1]
    assert pane.detail.facts.text() == "0 of 1 left · until 2026-03-31"
    pane.state_box.setCurrentIndex(0)
    pane.state_box.activated.emit(0)
    desk.settle()
    pane.table.setFocus()
    desk.key(K.Key_Slash)
    desk.type("nc-01-000001 bore")
    desk.key(K.Key_Return)
    assert pane.table.rows.rowCount() == 1
    desk.key(K.Key_Return)
    assert desk.window.place is Place.FOLLOWUP


def test_the_grid_says_at_once_what_covers_a_reading_and_what_does_not(desk: Desk, floor: Floor) -> None:
    permit(floor, "1")
    desk.enter("inspector")
    desk.go(Place.RUN, inspection_id=floor.inspection)
    screen = desk.go(Place.GRID, inspection_id=floor.inspection, line_id=floor.line("bore_a", 1))
    assert isinstance(screen, GridScreen)
    table, cells = screen.table, screen.model.core.cells
    assert cells is not None
    row, column = cells.spot_of(floor.line("bore_a", 1)) or (-1, -1)
    for raw in ("12.44", "12.43"):
        desk.type(raw)
        desk.key(K.Key_Return)
        desk.key(K.Key_Return)
    first, second = cells.cell(row, column), cells.cell(row + 1, column)
    assert first is not None
    assert second is not None
    assert (table.cell_painter.word(first), table.cell_painter.word(second)) == ("Permitted", "Fails")
    while screen.model.state.place != (row, column):
        desk.key(K.Key_Up)
    assert "Outside the limit; covered by deviation permit C-01-000001, 0 left" in screen.foot._line.text()
    desk.key(K.Key_Down)
    assert "Not covered: deviation permit C-01-000001 is used up" in screen.foot._line.text()


def test_the_review_shows_what_covers_a_failing_line(desk: Desk, floor: Floor) -> None:
    permit(floor)
    floor.answer_all()
    floor.answer("bore_a", "12.44", 1)
    floor.sign()
    desk.enter("supervisor")
    screen = desk.go(Place.REVIEW, inspection_id=floor.inspection)
    assert isinstance(screen, ReviewScreen)
    case = screen.model.state.case
    assert case is not None
    line = next(one for one in case.lines if one.line.number == "3.1")
    said = spoken(LineRow(line), RecordWords(screen), None)
    assert "Covered by deviation permit C-01-000001, to 12.45\u00a0mm, until 2026-03-31, approved by Emma Engineer" in said
    laid = lay_out(LineRow(line), 700, RecordWords(screen), reviewing=True, remark=None, editing=False)
    assert [block.role for block in laid.blocks if block.text.startswith("Covered by")] == ["accent"]


def test_home_tells_what_ends_and_what_waits(desk: Desk, floor: Floor) -> None:
    ending, waiting, _long = permit(floor, "5", "2026-03-09"), permit(floor, approved=False), permit(floor)
    news = {}
    for login in ("engineer", "supervisor", "inspector"):
        desk.enter(login)
        home = desk.go(Place.HOME)
        assert isinstance(home, HomeScreen)
        card = home.findChild(NewsCard)
        assert card is not None
        news[login] = [card.list.look_of(row).lines[0] for row in card.list.rows()]
    assert news["engineer"] == [f"{waiting.number} waits for your approval", f"{ending.number} ends in 7 days"]
    assert news["supervisor"] == [f"{ending.number} ends in 7 days"]
    assert news["inspector"] == []


def test_a_line_of_home_opens_the_permit(desk: Desk, floor: Floor) -> None:
    row = permit(floor, "5", "2026-03-09")
    permit(floor)
    desk.enter("engineer")
    home = desk.go(Place.HOME)
    card = home.findChild(NewsCard)
    assert card is not None
    card.list.setFocus()
    QTest.keyClick(card.list, K.Key_Return)
    desk.settle()
    lots = desk.window.screen_of(Place.LOTS)
    assert isinstance(lots, LotsScreen)
    assert lots.side is lots.permits
    assert lots.permits.model.state.chosen == row.id
    assert "5 of 5 left · ends in 7 days" in lots.permits.detail.facts.text()


def test_what_others_take_is_counted_on_the_screen() -> None:
    def one(left: int, word: CoverWord = CoverWord.COVERED) -> Cover:
        return Cover(word, "C-1", ConcessionKind.CONCESSION, Decimal(left), "2026-03-31")

    covers = Covers({"a": one(5)})
    assert covers.take("b", one(4)) == ("a",)
    assert (covers.of("a"), covers.of("b")) == (one(4), one(4))
    assert covers.take("b", None) == ("a",)
    assert (covers.of("a"), covers.of("b")) == (one(5), None)
    assert covers.take("c", one(5, CoverWord.OUTSIDE)) == ()
