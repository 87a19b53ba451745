"""Who comes, who goes, and what stays when something could not be saved."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt

from qa_desktop.domain.people import Permission, Role
from qa_desktop.services.program import Program
from qa_desktop.ui.places import PLACES, Place
from qa_desktop.ui.run.view import RunScreen
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
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
    desk.people["inspector"] = dataclasses.replace(desk.people["inspector"], roles=frozenset({Role.INSPECTOR, Role.SUPERVISOR}))
    desk.enter("inspector")
    assert desk.home() is not first


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
