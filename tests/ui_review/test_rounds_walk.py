"""Rounds, second readings, questions and re-inspection through the real window, by keys alone."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from qa_desktop.domain.checklist import Checklist, Evidence, Item, ItemKind, Section
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.item_rules import Rules
from qa_desktop.domain.people import Actor
from qa_desktop.domain.signature import Meaning
from qa_desktop.services.program import Program
from qa_desktop.storage.workspace import Workspace
from qa_desktop.ui.home.view import HomeScreen
from qa_desktop.ui.places import Place
from qa_desktop.ui.review.lines import Group, GroupRow, LineRow
from qa_desktop.ui.review.sign_model import SignStage
from qa_desktop.ui.review.sign_view import SignScreen
from qa_desktop.ui.review.view import ReviewScreen
from qa_desktop.ui.run.view import RunScreen
from qa_desktop.ui.second.view import SecondScreen
from tests.services.conftest import PASSWORD, FakeClock
from tests.services.rounds import TWICE, Floor, measured, new_floor
from tests.services.test_questions import BORES, HONEST, PIECES
from tests.ui_review.conftest import CTRL, Desk

K = Qt.Key
PLAIN = Checklist(
    "Plain part",
    (
        Section(
            "Size", (replace(measured("bore", "Bore A"), rules=Rules()), Item("length", ItemKind.NUMBER, "Length", unit="mm"))
        ),
        Section("Looks", (Item("surface", ItemKind.CONFORMITY, "Surface", evidence=Evidence.NONE),)),
    ),
)
People = dict[str, Actor]


def review(desk: Desk, login: str) -> ReviewScreen:
    desk.enter(login)
    screen = desk.go(Place.REVIEW)
    assert isinstance(screen, ReviewScreen)
    return screen


def sign_by_keys(desk: Desk, floor: Floor, login: str = "inspector", inspection: str | None = None) -> SignScreen:
    desk.enter(login)
    screen = desk.go(Place.SIGN, inspection_id=inspection or floor.inspection)
    assert isinstance(screen, SignScreen)
    assert screen.model.state.stage is SignStage.READY
    desk.key(K.Key_F6)
    desk.type(PASSWORD)
    desk.key(K.Key_Return, CTRL)
    assert screen.model.state.stage is SignStage.SIGNED
    return screen


def keys_shown(screen: ReviewScreen) -> list[tuple[str, str]]:
    """Return the lines that are shown, each with the part that it stands in."""
    found, group = [], ""
    for row in screen.page.record.rows():
        if isinstance(row, GroupRow):
            group = row.group.value
        elif isinstance(row, LineRow):
            found.append((group, row.case.line.number))
    return found


def test_three_rounds_by_keys(desk: Desk, workspace: Workspace, people: People, clock: FakeClock) -> None:
    floor = new_floor(workspace, people, clock)
    floor.answer_all()
    sign_by_keys(desk, floor)
    screen = review(desk, "supervisor")
    desk.key(K.Key_Return)
    screen.model.show_pane(next(pane for pane in screen.page.panes if pane.value == "all"))
    desk.settle()
    assert screen.page.record.select_item(floor.line("bore_a", 2))
    screen.page.record.setFocus()
    desk.key(K.Key_R)
    desk.type("Measure again")
    desk.key(K.Key_Return)
    desk.key(K.Key_R, CTRL)
    desk.key(K.Key_Return, CTRL)
    assert floor.state() is InspectionState.RETURNED

    floor.answer("bore_a", "12.361", 2)
    sign_by_keys(desk, floor)
    screen = review(desk, "supervisor2")
    assert keys_shown(screen) == [(Group.DIFFERENT.value, "3.2"), (Group.DIFFERENT.value, "5.2")]
    words = screen.page.record.words_of(1)
    assert "Last round: 12.348\u00a0mm → now: 12.361\u00a0mm" in words
    assert "Measure again" in words
    desk.key(K.Key_Return)
    desk.key(K.Key_R)
    desk.type("And once more")
    desk.key(K.Key_Return)
    desk.key(K.Key_R, CTRL)
    desk.key(K.Key_Return, CTRL)
    assert floor.state() is InspectionState.RETURNED

    floor.answer("bore_a", "12.362", 2)
    sign_by_keys(desk, floor)
    screen = review(desk, "supervisor")
    desk.key(K.Key_Return)
    for _ in range(screen.model.state.to_see):
        assert not screen.page.decision.sign.isEnabled()
        desk.key(K.Key_O)
    desk.key(K.Key_Return, CTRL)
    desk.key(K.Key_Space)
    desk.key(K.Key_Tab)
    desk.type(PASSWORD)
    desk.key(K.Key_Return, CTRL)
    assert floor.state() is InspectionState.APPROVED
    assert len(list(workspace.reports.rglob("*.pdf"))) == 3


def test_a_line_is_opened_by_staying_on_it_and_not_by_running_past(
    desk: Desk, workspace: Workspace, people: People, clock: FakeClock
) -> None:
    floor = new_floor(workspace, people, clock)
    floor.answer_all()
    for piece in (1, 2, 3):
        floor.answer("bore_a", "12.480", piece)
    floor.sign()
    screen = review(desk, "supervisor")
    assert screen.model.state.opened == frozenset(), "a list that nobody came to opens nothing"
    screen.page.record.setFocus()
    for _ in range(2):
        desk.key(K.Key_Down)
    here = screen.page.record.current_item()
    desk.qtbot.waitUntil(lambda: bool(screen.model.state.opened), timeout=5_000)
    desk.settle()
    assert screen.model.state.opened == {here}
    assert screen.model.state.seen == 0, "opened is not yet in order"
    stored = floor.program.review.look(people["supervisor"], floor.inspection)
    assert stored.opened == {here}


def test_a_second_person_reads_again_after_f12(desk: Desk, workspace: Workspace, people: People, clock: FakeClock) -> None:
    floor = new_floor(workspace, people, clock, TWICE, None)
    floor.answer("gap", "0.40")
    floor.answer("length", "12")
    desk.window._entered(people["inspector"])
    desk.settle()
    home = desk.window.screen_of(Place.HOME)
    assert isinstance(home, HomeScreen)
    assert home.second.isHidden(), "nobody reads their own again"
    desk.key(K.Key_F12)
    desk.window._entered(people["inspector2"])
    desk.settle()
    home = desk.window.screen_of(Place.HOME)
    assert isinstance(home, HomeScreen)
    assert home.second.accessibleName() == "1 line waits for your second reading"
    home.second.button.setFocus()
    desk.key(K.Key_Return)
    screen = desk.window.screen_of(Place.SECOND)
    assert isinstance(screen, SecondScreen)
    shown = " ".join(label.text() for label in screen.findChildren(QLineEdit))
    assert "0.4" not in shown
    desk.type("0,47")
    desk.key(K.Key_Return)
    assert "differ by more than allowed" in screen.said.text()
    assert "0.40" not in screen.said.text()
    assert screen.list.model().rowCount() == 1
    desk.type("0.41")
    desk.key(K.Key_Return)
    assert screen.list.model().rowCount() == 0
    assert "agree" in screen.empty.accessibleName() + screen.said.text()
    given = floor.program.review.look(people["supervisor"], floor.inspection).seconds
    assert [one.value for one in given] == ["0.47", "0.41"]


def test_a_question_is_answered_before_signing_and_read_by_the_reviewer(
    desk: Desk, workspace: Workspace, people: People, clock: FakeClock
) -> None:
    floor = new_floor(workspace, people, clock, BORES, PIECES)
    for piece, value in enumerate((*HONEST[:3], *["12.340"] * 7, *HONEST[10:]), 1):
        floor.answer("bore", value, piece)
    floor.answer("when", clock.now.isoformat(timespec="minutes"))
    desk.enter("inspector")
    screen = desk.go(Place.SIGN, inspection_id=floor.inspection)
    assert isinstance(screen, SignScreen)
    assert screen.model.state.stage is SignStage.ASKED
    assert screen.card.question.text().endswith("are all 12.340\u00a0mm. Is the gauge free to move?")
    assert not screen.card.sign.isVisible()
    desk.key(K.Key_F6)
    assert screen.card.reply.hasFocus()
    desk.key(K.Key_Return)
    assert "few words" in screen.card.message.text()
    desk.type("Checked with a second gauge")
    desk.key(K.Key_Return)
    assert screen.model.state.stage is SignStage.READY
    screen.card.password.setFocus()
    desk.type(PASSWORD)
    desk.key(K.Key_Return, CTRL)
    assert screen.model.state.stage is SignStage.SIGNED
    other = review(desk, "supervisor")
    assert keys_shown(other) == [(Group.ODD.value, "1.4")]
    assert "Ines Inspector: “Checked with a second gauge”" in other.page.record.words_of(1)


def test_failed_lines_are_inspected_again_from_the_review(
    desk: Desk, program: Program, workspace: Workspace, people: People, clock: FakeClock
) -> None:
    floor = new_floor(workspace, people, clock)
    floor.answer_all()
    floor.answer("scratched", "yes")
    floor.answer("depth", "0.1")
    floor.sign()
    floor.countersign("supervisor2")
    screen = review(desk, "supervisor")
    screen.shelves[next(shelf for shelf in screen.shelves if shelf.value == "countersigned")].setFocus()
    desk.key(K.Key_Space)
    again = screen.page.decision.again
    assert again.isVisible()
    again.setFocus()
    desk.key(K.Key_Return)
    assert desk.window.place is Place.RUN
    run = desk.window.screen_of(Place.RUN)
    assert isinstance(run, RunScreen)
    assert [row.text for row in run.model.state.rows] == ["Scratched?"]
    key = run.model.state.head.inspection_id
    desk.type("2")
    desk.settle()
    program.signing.sign(
        people["supervisor"], key, PASSWORD, Meaning.PERFORMED, program.signing.look(people["supervisor"], key).digest
    )
    other = review(desk, "supervisor2")
    case = other.model.state.case
    assert case is not None
    assert case.id == key
    assert other.page.head.chain.text().startswith("Repeats the failed lines of ")
    other.model.show_pane(next(pane for pane in other.page.panes if pane.value == "all"))
    desk.settle()
    words = " ".join(other.page.record.words_of(number) for number in range(len(other.page.record.rows())))
    assert "Before: Yes (Does not conform)" in words


def run(desk: Desk, inspection: str, login: str = "inspector") -> RunScreen:
    desk.enter(login)
    screen = desk.go(Place.RUN, inspection_id=inspection)
    assert isinstance(screen, RunScreen)
    return screen


def decide(desk: Desk, digit: str, reason: str) -> None:
    """Press Ctrl+R, choose with a digit and write the reason."""
    desk.key(K.Key_R, CTRL)
    desk.type(digit)
    desk.type(reason)
    desk.key(K.Key_Return)


def test_retract_retest_and_reject_by_keys(desk: Desk, workspace: Workspace, people: People, clock: FakeClock) -> None:
    floor = new_floor(workspace, people, clock, PLAIN, None)
    screen = run(desk, floor.inspection)
    desk.type("12.351")
    desk.key(K.Key_Return)
    desk.type("40")
    desk.key(K.Key_Return)
    screen.model.moves.go(0)
    desk.settle()
    decide(desk, "1", "Wrong piece")
    assert floor.value("bore") is None
    panel = screen.model.state.panel
    assert panel is not None
    assert panel.row.is_open
    desk.type("12.360")
    desk.key(K.Key_Return)
    assert floor.value("bore") == "12.360"
    screen.model.moves.go(0)
    desk.settle()
    decide(desk, "2", "Close to the limit")
    desk.type("12.362")
    desk.key(K.Key_Return)
    screen.model.moves.go(0)
    desk.settle()
    desk.key(K.Key_R, CTRL)
    sheet = screen.extras.sheet()
    assert sheet is not None
    desk.type("3")
    desk.key(K.Key_Return)
    assert "reason" in sheet.message.text(), "no reason, no act"
    desk.type("Dent beside the bore")
    desk.key(K.Key_Return)
    assert not sheet.isVisible()
    panel = screen.model.state.panel
    assert panel is not None
    assert panel.failed
    assert floor.value("bore") == "12.362"
    acts = floor.program.line_acts.acts_of(people["auditor"], floor.inspection)
    assert [(one.act, one.value_before) for one in acts] == [("retract", "12.351"), ("retest", "12.360"), ("reject", "12.362")]
    desk.key(K.Key_F2)
    desk.key(K.Key_A, CTRL)
    desk.type("12.350")
    desk.key(K.Key_Return)
    assert floor.value("bore") == "12.362", "a rejected result stands"
    assert "rejected" in screen.notice.text()
    assert screen.model.state.unsaved == ()


def test_only_what_came_back_is_listed_and_changes_by_keys(
    desk: Desk, workspace: Workspace, people: People, clock: FakeClock
) -> None:
    floor = new_floor(workspace, people, clock, PLAIN, None)
    floor.answer("bore", "12.351")
    floor.answer("length", "40")
    floor.answer("surface", "pass")
    floor.sign()
    floor.send_back({floor.line("length"): "Measure the length again"})
    screen = run(desk, floor.inspection)
    listed = screen.items.model()
    assert [listed.index(n, 0).data() for n in range(listed.rowCount())] == ["Size", "2, Length, Recorded, 40\u00a0mm"]
    assert screen.switch.isVisible()
    desk.key(K.Key_Down)
    assert screen.model.state.place == 1, "there is nothing else to go to"
    desk.key(K.Key_T)
    assert listed.rowCount() == 5
    screen.model.moves.go(2)
    desk.settle()
    desk.type("2")
    assert floor.value("surface") == "pass"
    assert "was not returned" in screen.notice.text()
    desk.key(K.Key_N)
    assert "was not returned" in screen.notice.text()
    desk.key(K.Key_T)
    assert screen.model.state.place == 1
    desk.key(K.Key_F2)
    desk.key(K.Key_A, CTRL)
    desk.type("41")
    desk.key(K.Key_Return)
    assert floor.value("length") == "41"
