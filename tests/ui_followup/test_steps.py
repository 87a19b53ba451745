"""The steps of an issue in the real window: planned by keys, late in words, told on the home screen, found by a scanned tag."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from qa_desktop.domain.actions import ActionKind
from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.hold import HoldKind
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.people import Actor
from qa_desktop.services.actions import WantedAction
from qa_desktop.services.containment import HoldWish
from qa_desktop.services.program import Program
from qa_desktop.storage.queries.followup import HoldRow
from qa_desktop.storage.queries.issues import IssueRow
from qa_desktop.ui.followup.view import FollowUpScreen
from qa_desktop.ui.home.view import HomeScreen
from qa_desktop.ui.issues.view import IssuesScreen
from qa_desktop.ui.places import Place
from tests.services.conftest import FakeClock
from tests.ui_followup.test_followup_screen import open_followup, tab_to, texts
from tests.ui_review.conftest import CTRL, Desk

K = Qt.Key
S = IssueState
TODAY = date(2026, 3, 2)


def logged(program: Program, people: dict[str, Actor], kind: IssueKind = IssueKind.NONCONFORMITY) -> IssueRow:
    return program.issues.log(people["inspector"], kind=kind, title="Bore A too large", severity=Severity.MAJOR, quantity="12")


@pytest.fixture
def issue(program: Program, people: dict[str, Actor]) -> IssueRow:
    return logged(program, people)


@pytest.fixture
def holds(program: Program, people: dict[str, Actor], issue: IssueRow) -> tuple[HoldRow, ...]:
    wishes = tuple(HoldWish(HoldKind.OTHER, f"Pallet {n}", "Mixed") for n in (6, 7, 8))
    return program.containment.place(people["engineer"], issue.id, wishes)


def burst(desk: Desk, code: str) -> None:
    """Type as a scanner does: real key events, two milliseconds apart, with Enter behind them."""
    target, at = desk.focus(), 10_000_000
    for letter in (*code, "\r"):
        key = K.Key_Return if letter == "\r" else K(ord(letter.upper()))
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, letter)
            event.setTimestamp(at)
            QCoreApplication.sendEvent(target, event)
        at += 2
    desk.settle()


def test_the_strip_shows_every_step_and_keys_plan_the_next(
    desk: Desk, program: Program, people: dict[str, Actor], issue: IssueRow
) -> None:
    screen = open_followup(desk, "engineer", issue)
    assert "Next\nContained\nnobody yet\ndue 2026-03-04" in texts(screen.steps)
    assert "Coming\nAnalysed\nnobody yet\nproposed 2026-03-16" in texts(screen.steps)
    desk.key(K.Key_T, CTRL)
    sheet = screen.plan_sheet
    assert (sheet.owner.currentText(), sheet.due.text()) == ("Nobody", "2026-03-04")
    desk.type("Ivo")  # the list jumps to the name
    assert sheet.owner.currentText() == "Ivo Inspector"
    tab_to(desk, sheet.due)
    desk.key(K.Key_A, CTRL)
    desk.type("4.3.2026")
    desk.key(K.Key_Return)
    assert "is no date" in sheet.message.text()
    assert sheet.isVisible(), "what was typed stays"
    desk.key(K.Key_A, CTRL)
    desk.type("2026-03-01")
    desk.key(K.Key_Return)
    assert "2026-03-01 is over" in sheet.message.text()
    desk.key(K.Key_A, CTRL)
    desk.type("2026-03-03")
    desk.key(K.Key_Return)
    assert not sheet.isVisible()
    assert "Next\nContained\nIvo Inspector\ndue 2026-03-03" in texts(screen.steps)
    assert program.steps.steps(people["auditor"], issue.id)[0].owner == "Ivo Inspector"


def test_a_later_step_is_planned_with_the_proposed_day_and_the_rest_taken(
    desk: Desk, program: Program, people: dict[str, Actor], issue: IssueRow
) -> None:
    screen = open_followup(desk, "supervisor", issue)
    tab_to(desk, screen.steps.cells[S.ANALYSED].plan)
    desk.key(K.Key_Return)
    sheet = screen.plan_sheet
    assert sheet.due.text() == "", "a proposal is not filled in by itself"
    tab_to(desk, sheet.take)
    desk.key(K.Key_Space)
    assert sheet.due.text() == "2026-03-16"
    desk.key(K.Key_Return, CTRL)
    assert "Coming\nAnalysed\nnobody yet\ndue 2026-03-16" in texts(screen.steps)
    assert "proposed 2026-03-30" in texts(screen.steps)
    desk.key(K.Key_Y, CTRL)
    assert "proposed" not in "\n".join(texts(cell) for cell in screen.steps.cells.values())
    assert {step.proposed for step in program.steps.steps(people["auditor"], issue.id)} == {None}
    assert not screen.steps.accept.isVisible()


@pytest.mark.parametrize("login", ["inspector", "manager", "auditor"])
def test_who_may_not_plan_sees_the_steps_and_no_keys(desk: Desk, issue: IssueRow, login: str) -> None:
    screen = open_followup(desk, login, issue)
    desk.key(K.Key_T, CTRL)
    desk.key(K.Key_Y, CTRL)
    assert not screen.plan_sheet.isVisible()
    assert "proposed 2026-03-16" in texts(screen.steps)
    assert "Plan" not in texts(screen.steps)
    assert all("Plan" not in hint.words for hint in screen.key_hints())


def test_done_and_late_are_said_in_words(
    desk: Desk, program: Program, people: dict[str, Actor], issue: IssueRow, clock: FakeClock
) -> None:
    engineer = people["engineer"]
    program.containment.place(engineer, issue.id, (HoldWish(HoldKind.NONE, "", "Nothing left the cell"),))
    program.issues.move(engineer, issue.id, S.CONTAINED, "Sorted", issue.version)
    program.steps.accept_proposed(engineer, issue.id)
    clock.forward(days=17)
    screen = open_followup(desk, "engineer", issue)
    assert "Done\nContained\nEmma Engineer\n2026-03-02 09:00" in texts(screen.steps)
    late = screen.steps.cells[S.ANALYSED]
    assert (late.late.text(), late.late.isVisible()) == ("3 days overdue", True)
    assert not screen.steps.cells[S.ACTING].late.isVisible()
    issues = desk.go(Place.ISSUES, issue_id=issue.id)
    assert isinstance(issues, IssuesScreen)
    assert issues.detail.next.text() == "Next: Analysed, nobody yet, due 2026-03-16"
    assert issues.detail.late.text() == "3 days overdue"


def test_the_way_on_stands_before_the_way_back(desk: Desk, program: Program, people: dict[str, Actor]) -> None:
    row = logged(program, people, IssueKind.OBSERVATION)
    for state in (S.CONTAINED, S.ANALYSED, S.ACTING, S.VERIFYING):
        row = program.issues.move(people["engineer"], row.id, state, f"Now {state}", row.version)
    screen = open_followup(desk, "engineer", row)
    said = texts(screen.needs)
    assert said.index("Closed") < said.index("Or back to: Acting")


def test_the_home_screen_tells_the_next_level_each_day_until_the_step_is_done(
    desk: Desk, program: Program, people: dict[str, Actor], issue: IssueRow, clock: FakeClock
) -> None:
    owner = people["inspector2"].person_id
    program.steps.plan(people["engineer"], issue.id, S.CONTAINED, owner_id=owner, due=TODAY, version=1)
    clock.forward(hours=14)

    def told(login: str) -> list[str]:
        desk.enter(login)
        home = desk.go(Place.HOME)
        assert isinstance(home, HomeScreen)
        rows = [home.news.list.look_of(row) for row in home.news.list.rows()]
        assert home.overdue.isVisible() == bool(rows)
        return [" | ".join((*look.lines, look.chip)) for look in rows]

    line = f"Overdue in {issue.number}: Contained | Ivo Inspector · due 2026-03-02 | Bore A too large | "
    levels = ("supervisor", "engineer", "manager")
    for day, chip in enumerate(("Overdue", "1 day overdue", "2 days overdue", "3 days overdue", "4 days overdue")):
        assert told("inspector2") == [line + chip]
        for place, login in enumerate(levels, start=1):
            assert told(login) == ([line + chip] if day >= place else []), (day, login)
        clock.forward(days=1)
    home = desk.window.screen_of(Place.HOME)
    assert isinstance(home, HomeScreen)
    home.news.list.setFocus()
    desk.key(K.Key_Return)
    assert desk.window.place is Place.ISSUES, "and leads there"
    program.containment.place(people["engineer"], issue.id, (HoldWish(HoldKind.NONE, "", "Nothing left the cell"),))
    program.issues.move(people["engineer"], issue.id, S.CONTAINED, "Sorted", issue.version)
    assert [told(login) for login in ("inspector2", *levels)] == [[], [], [], []], "done"


def test_the_history_says_in_words_what_was_done(desk: Desk, program: Program, people: dict[str, Actor], issue: IssueRow) -> None:
    engineer, owner = people["engineer"], people["supervisor2"]
    program.steps.plan(engineer, issue.id, S.CONTAINED, owner_id=owner.person_id, due=TODAY, version=1)
    wanted = WantedAction(ActionKind.CORRECTIVE, "Change the insert", owner.person_id, TODAY + timedelta(days=7))
    row = program.actions.add(engineer, issue.id, wanted)
    row = program.actions.done(owner, row.id, "Sheet changed", version=row.version)
    row = program.actions.verify(engineer, row.id, "Seen", version=row.version)
    program.effects.override(engineer, row.id, "Fifty in a row")
    (hold,) = program.containment.place(engineer, issue.id, (HoldWish(HoldKind.OTHER, "Pallet 7", "Mixed {x}"),))
    program.issues.edit(engineer, issue.id, version=issue.version, title="Bore {A} % too wide")
    desk.enter("auditor")
    screen = desk.go(Place.ISSUES, issue_id=issue.id)
    assert isinstance(screen, IssuesScreen)
    said = texts(screen.detail.history)
    for words in (
        "Contained: nobody yet, due 2026-03-04",
        "Contained: nobody yet, due 2026-03-04 → Stan Supervisor, due 2026-03-02",
        "Action 1 planned: Stan Supervisor, due 2026-03-09",
        "Action 1 done",
        "Action 1 verified",
        "Effect of action 1: accepted without figures",
        f"Hold {hold.number}: Pallet 7",
        "Mixed {x}",
        "Words corrected: title: Bore A too large → Bore {A} % too wide",
    ):
        assert words in said, words
    assert "{" not in said.replace("{x}", "").replace("{A}", ""), "no bare data"


PLACES: dict[str, tuple[str, Place]] = {
    "home": ("inspector", Place.HOME),
    "lots": ("supervisor", Place.LOTS),
    "reports": ("auditor", Place.REPORTS),
    "issues": ("engineer", Place.ISSUES),
    "templates": ("engineer", Place.TEMPLATES),
    "figures": ("manager", Place.DASHBOARD),
}


@pytest.mark.parametrize("where", PLACES)
def test_a_scanned_tag_opens_the_follow_up_with_its_hold(
    desk: Desk, issue: IssueRow, holds: tuple[HoldRow, ...], where: str
) -> None:
    login, place = PLACES[where]
    desk.enter(login)
    desk.go(place)
    burst(desk, holds[1].number)
    assert desk.window.place is Place.FOLLOWUP
    screen = desk.window.screen_of(Place.FOLLOWUP)
    assert isinstance(screen, FollowUpScreen)
    assert (screen.model.state.issue_id, screen.model.state.hold_id) == (issue.id, holds[1].id)
    marked = [card for card in screen.holds.findChildren(QWidget) if card.accessibleName().startswith("Scanned tag:")]
    assert [card.accessibleName() for card in marked] == [f"Scanned tag: Other Pallet 7, {holds[1].number}"]
    port = screen.area.viewport()
    corner = marked[0].mapTo(port, marked[0].rect().topLeft())
    assert port.rect().contains(marked[0].rect().translated(corner)), "all of it is in view"
    if login in {"engineer", "supervisor"}:
        focus = QApplication.focusWidget()
        assert focus is not None
        assert marked[0].isAncestorOf(focus), "the keyboard is on what can be done about it"


def test_a_scanned_issue_opens_it_and_the_next_tag_marks_another_hold(
    desk: Desk, issue: IssueRow, holds: tuple[HoldRow, ...]
) -> None:
    desk.enter("engineer")
    desk.go(Place.HOME)
    burst(desk, issue.number)
    assert desk.window.place is Place.ISSUES
    screen = desk.window.screen_of(Place.ISSUES)
    assert isinstance(screen, IssuesScreen)
    assert screen.model.state.chosen == issue.id
    for hold in (holds[0], holds[2]):
        burst(desk, hold.number)
        follow = desk.window.screen_of(Place.FOLLOWUP)
        assert isinstance(follow, FollowUpScreen)
        assert follow.model.state.hold_id == hold.id


@pytest.mark.parametrize(("code", "sentence"), [("H-01-000099", "Hold H-01-000099"), ("NC-77-000001", "Issue NC-77-000001")])
def test_an_unknown_tag_says_so_and_nobody_is_moved(desk: Desk, issue: IssueRow, code: str, sentence: str) -> None:
    desk.enter("inspector")
    desk.go(Place.LOTS)
    burst(desk, code)
    assert desk.window.place is Place.LOTS
    assert desk.window.message.text().startswith(f"{sentence} is not known here.")
    assert desk.window.message.isVisible()


def test_a_tag_scanned_into_an_open_sheet_loses_nothing(desk: Desk, issue: IssueRow, holds: tuple[HoldRow, ...]) -> None:
    screen = open_followup(desk, "engineer", issue)
    desk.key(K.Key_H, CTRL)
    tab_to(desk, screen.hold_sheet.other)
    desk.type("Pallet 9")
    burst(desk, holds[0].number)
    assert screen.hold_sheet.isVisible()
    assert screen.hold_sheet.other.text() == "Pallet 9"
    assert "Then scan the tag again" in desk.window.message.text()


def test_a_number_typed_into_the_search_leads_there_too(desk: Desk, issue: IssueRow, holds: tuple[HoldRow, ...]) -> None:
    desk.enter("inspector")
    home = desk.go(Place.HOME)
    assert isinstance(home, HomeScreen)
    home.search.setFocus()
    desk.type(holds[0].number.lower())
    desk.key(K.Key_Return)
    assert desk.window.place is Place.FOLLOWUP


Say = Callable[[Program, dict[str, Actor]], object]
WAITS: dict[str, Say] = {
    "note": lambda program, people: program.handover.leave_note(people["inspector"], "Saw 2 runs hot"),
    "mention": lambda program, people: program.issues.comment(
        people["inspector"], logged(program, people, IssueKind.OBSERVATION).id, "@inspector2 please look"
    ),
}


@pytest.mark.parametrize("what", WAITS)
def test_nothing_waits_is_said_only_when_nothing_does(desk: Desk, program: Program, people: dict[str, Actor], what: str) -> None:
    desk.enter("inspector2")
    home = desk.go(Place.HOME)
    assert isinstance(home, HomeScreen)
    assert home.empty.isVisible()
    assert "Nothing waits for you" in texts(home)
    WAITS[what](program, people)
    desk.go(Place.HOME)
    assert home.news.isVisible()
    assert not home.empty.isVisible()
    assert "Nothing waits for you" not in texts(home)


def test_a_new_issue_says_which_day_is_stored_with_it(desk: Desk) -> None:
    desk.enter("inspector")
    screen = desk.go(Place.ISSUES)
    assert isinstance(screen, IssuesScreen)
    desk.key(K.Key_N, CTRL)
    sheet = screen.new_sheet
    sheet.severity.setCurrentIndex(sheet.severity.findData(Severity.CRITICAL))
    assert not sheet.contain.isVisible()
    sheet.kind.setCurrentIndex(sheet.kind.findData(IssueKind.COMPLAINT))
    assert sheet.contain.text() == "To be contained by 2026-03-03. This date is stored with the issue."
    sheet.kind.setCurrentIndex(sheet.kind.findData(IssueKind.OBSERVATION))
    assert not sheet.contain.isVisible()
