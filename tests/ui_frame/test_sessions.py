"""Who comes, who goes, and what stays when something could not be saved."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from qa_desktop.domain.errors import RefusedError
from qa_desktop.domain.people import Permission, Role
from qa_desktop.services.program import Program
from qa_desktop.ui.issues.view import IssuesScreen
from qa_desktop.ui.lock.view import LockScreen
from qa_desktop.ui.places import PLACES, Place
from qa_desktop.ui.run.view import RunScreen
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from tests.services.makings import hold
from tests.ui_run.conftest import Desk
from tests.ui_run.makings import begin


def test_another_person_gets_new_screens(desk: Desk, program: Program) -> None:
    desk.enter("inspector")
    first = desk.home()
    desk.enter("inspector2")
    assert desk.home() is not first
    assert desk.window.context is not None
    assert desk.window.context.actor.name == desk.people["inspector2"].name


def test_the_same_person_comes_back_to_the_same_place(desk: Desk, program: Program) -> None:
    row = begin(program, desk.people)
    desk.enter("inspector")
    screen = desk.run(row.id)
    desk.window.lock()
    desk.settle()
    desk.enter("inspector")
    assert desk.window.place is Place.RUN
    assert desk.window.screen_of(Place.RUN) is screen


def test_good_news_stays_where_it_was_said_and_a_warning_until_it_is_put_away(desk: Desk, program: Program) -> None:
    desk.enter("inspector")
    context, message = desk.window.context, desk.window.message
    assert context is not None
    for kind, stays in (("success", False), ("info", False), ("warning", True), ("error", True)):
        desk.window.go(Place.HOME, {})
        context.tell(kind, "said at home")
        assert message.isVisible()
        desk.window.go(Place.HOME, {})
        assert message.isVisible(), "the same place again"
        desk.window.go(Place.ISSUES, {})
        assert message.isVisible() is stays, kind
    context.tell("info", "said here, after going")
    assert message.isVisible()


def test_new_rights_need_new_screens(desk: Desk, program: Program) -> None:
    desk.enter("inspector")
    first = desk.home()
    desk.people["inspector"] = hold(program.workspace, desk.people["inspector"], Role.INSPECTOR, Role.SUPERVISOR)
    desk.enter("inspector")
    assert desk.home() is not first


def issues_of(desk: Desk) -> IssuesScreen:
    desk.window.go(Place.ISSUES, {})
    desk.settle()
    screen = desk.window.screen_of(Place.ISSUES)
    assert isinstance(screen, IssuesScreen)
    return screen


def lock_of(desk: Desk) -> LockScreen:
    desk.settle()
    page = desk.window.findChild(LockScreen)
    assert page is not None
    desk.settle()
    return page


def test_whoever_loses_a_role_is_asked_again_and_goes_on_with_what_remains(desk: Desk, program: Program) -> None:
    both = hold(program.workspace, desk.people["inspector"], Role.INSPECTOR, Role.SUPERVISOR)
    desk.people["inspector"] = both
    row = begin(program, desk.people)
    desk.enter("inspector")
    screen = desk.run(row.id)
    desk.people["inspector"] = hold(program.workspace, both, Role.INSPECTOR)
    QTest.keyClick(QApplication.focusWidget() or desk.window, "1")
    page = lock_of(desk)
    assert program.inspections.open(desk.people["auditor"], row.id).answers == {}, "nothing was stored"
    assert page.model.state.chosen is not None
    assert page.model.state.chosen.person_id == both.person_id
    assert page.entry.message.text() == "Your roles were changed. Nothing was stored. Log in again."
    desk.enter("inspector")
    assert desk.window.context is not None
    assert desk.window.context.actor.roles == {Role.INSPECTOR}
    assert desk.window.message.text() == (
        f"Not stored, because your roles were changed: {row.number}, item 2. Give it again where you still may."
    )
    again = desk.run(row.id)
    assert again is not screen
    desk.type("1")
    assert len(program.inspections.open(desk.people["auditor"], row.id).answers) == 1, "what remains goes on"


def test_words_in_an_open_sheet_are_named_when_the_role_is_gone(desk: Desk, program: Program) -> None:
    both = hold(program.workspace, desk.people["inspector"], Role.INSPECTOR, Role.SUPERVISOR)
    desk.people["inspector"] = both
    desk.enter("inspector")
    issues = issues_of(desk)
    issues.remark_sheet.open_for("NC-01-000001", None)
    desk.type("Burr <b>")
    desk.people["inspector"] = hold(program.workspace, both, Role.INSPECTOR)
    issues.remark_sheet.refuse(RefusedError("Your roles were changed."))
    desk.enter("inspector")
    assert desk.window.message.text() == (
        "Not stored, because your roles were changed: “Burr <b>”. Give it again where you still may."
    )


def test_words_in_an_open_sheet_wait_for_who_typed_them(desk: Desk, program: Program) -> None:
    desk.enter("inspector")
    screen = issues_of(desk)
    screen.new_sheet.open_empty()
    desk.type("Burr")
    desk.enter("inspector2")
    assert desk.window.screen_of(Place.ISSUES) is not screen
    desk.people["inspector"] = hold(program.workspace, desk.people["inspector"], Role.INSPECTOR, Role.SUPERVISOR)
    desk.enter("inspector")
    assert desk.window.screen_of(Place.ISSUES) is screen, "one role more takes nothing away"
    assert screen.new_sheet.title.text() == "Burr"
    assert screen.new_sheet.isVisible()


def test_what_was_begun_before_logging_in_again_does_not_ask_once_more(desk: Desk, program: Program) -> None:
    both = hold(program.workspace, desk.people["inspector"], Role.INSPECTOR, Role.SUPERVISOR)
    desk.people["inspector"] = both
    desk.enter("inspector")
    held = threading.Event()

    def slow(_report: object) -> object:
        assert held.wait(20)
        return program.issues.list_issues(both)

    desk.jobs.work(slow, None, lambda _error: None)
    desk.people["inspector"] = hold(program.workspace, both, Role.INSPECTOR)
    desk.window.go(Place.ISSUES, {})
    desk.qtbot.waitUntil(lambda: desk.window.findChild(LockScreen) is not None)
    desk.window._entered(desk.people["inspector"])
    desk.qtbot.waitUntil(lambda: desk.window.findChild(LockScreen) is None)
    held.set()
    desk.settle()
    assert desk.window.findChild(LockScreen) is None


def test_a_blocked_person_is_led_to_the_lock_screen_and_another_hears_nothing_of_it(desk: Desk, program: Program) -> None:
    desk.enter("inspector")
    program.people.deactivate(desk.people["admin"], desk.people["inspector"].person_id, "left")
    desk.window.go(Place.ISSUES, {})
    page = lock_of(desk)
    assert page.entry.message.text() == "This account was switched off. Nothing was stored. Ask an administrator."
    assert desk.people["inspector"].person_id not in {tile.person_id for tile in page.model.state.people}
    page.model.choose(desk.people["inspector2"].person_id)
    assert page.model.state.notice is None
    assert page.entry.message.isHidden()


def test_what_a_person_before_was_refused_does_not_lock_whoever_is_there_now(desk: Desk, program: Program) -> None:
    desk.enter("inspector")
    before = desk.people["inspector"]
    desk.enter("inspector2")
    hold(program.workspace, before, Role.AUDITOR)
    desk.jobs.read(lambda: program.issues.list_issues(before), None, lambda _error: None)
    desk.settle()
    assert desk.window.findChild(LockScreen) is None


def test_places_without_the_permission_are_hidden_and_closed(desk: Desk, program: Program) -> None:
    desk.enter("auditor")
    for place, button in desk.window.rail.buttons.items():
        assert button.isHidden() != desk.people["auditor"].may(PLACES[place].permission)
    desk.window.go(Place.PEOPLE, {})
    assert desk.window.place is Place.HOME
    assert not desk.people["auditor"].may(Permission.COUNTERSIGN)


def test_what_is_not_saved_waits_for_its_owner_and_holds_the_window(
    desk: Desk, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = begin(program, desk.people)
    desk.enter("inspector")
    screen = desk.run(row.id)
    monkeypatch.setattr(RunScreen, "unsaved", lambda _self: ("I-01-000001, item 7",))
    desk.enter("inspector2")
    assert desk.window.screen_of(Place.RUN) is not screen
    assert not desk.window.close(), "the window stays while something is only on the screen"
    sheet = desk.window.findChild(DialogPanel)
    assert sheet is not None
    desk.key(Qt.Key.Key_Return)
    desk.enter("inspector")
    assert desk.window.screen_of(Place.RUN) is screen
    monkeypatch.undo()
