"""Patrols on the home screen, by keyboard and a moved clock."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from qa_desktop.domain.people import Actor
from qa_desktop.services.patrols import PatrolWish
from qa_desktop.services.program import Program
from qa_desktop.storage.workspace import Workspace
from qa_desktop.ui.home.view_model import in_order
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.view import RunScreen
from tests.services.conftest import FakeClock
from tests.services.sampled import Floor, piece_item, sampled_checklist
from tests.ui_run.conftest import Desk

K = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def floor(workspace: Workspace, people: dict[str, Actor], clock: FakeClock, program: Program) -> Floor:
    found = Floor(workspace, people, clock)
    found.publish(sampled_checklist(piece_item("edge", None), title="Round"))
    for name, minutes, part in (("Press 3", 60, "P-1"), ("Saw", 30, "")):
        wish = PatrolWish(found.template_id, name, part, f"Hall {minutes}", 100, minutes, after_setup=True)
        found.patrols.make(people["engineer"], wish)
    return found


def names(desk: Desk) -> list[tuple[str, bool]]:
    return [(one.row.name, one.status.is_due) for one in desk.home().patrols.list.rows()]


def test_a_due_round_is_begun_with_enter(desk: Desk, floor: Floor) -> None:
    floor.clock.forward(minutes=75)
    desk.enter("inspector")
    home = desk.home()
    assert names(desk) == [("Saw", True), ("Press 3", True)], "the one that waits longest comes first"
    words = home.patrols.list.model().data(home.patrols.list.model().index(1, 0), 0)
    assert words == "Press 3, Hall 60   P-1   Round, Due for 15 min: every 1 h"
    home.patrols.list.setFocus()
    desk.key(K.Key_Down)
    desk.key(K.Key_Return)
    run = desk.window.screen_of(Place.RUN)
    assert desk.window.place is Place.RUN
    assert isinstance(run, RunScreen)
    assert run.model.state.head.part == "P-1"
    desk.window.go(Place.HOME, {})
    desk.settle()
    assert names(desk) == [("Saw", True), ("Press 3", False)]


def test_a_patrol_of_any_part_asks_for_the_part_and_takes_a_scan(desk: Desk, floor: Floor) -> None:
    floor.clock.forward(minutes=45)
    desk.enter("inspector")
    home = desk.home()
    home.patrols.list.setFocus()
    desk.key(K.Key_Return)
    sheet = home.patrols.part_sheet
    assert sheet is not None
    desk.key(K.Key_Return)
    assert "part number" in sheet.message.text()
    assert home.scanned("P-77")
    desk.key(K.Key_Return)
    assert desk.window.place is Place.RUN


def test_what_happened_is_logged_by_keyboard(desk: Desk, floor: Floor) -> None:
    desk.enter("inspector")
    home = desk.home()
    home.patrols.list.setFocus()
    assert names(desk) == [("Press 3", False), ("Saw", False)]
    desk.key(K.Key_L)
    sheet = home.patrols.sheet
    assert sheet is not None
    desk.type("none")
    desk.key(K.Key_Return)
    assert "whole number" in sheet.message.text()
    sheet.pieces.clear()
    desk.type("100")
    desk.key(K.Key_Return)
    assert not sheet.isVisible()
    assert names(desk) == [("Press 3", True), ("Saw", False)]
    desk.key(K.Key_L)
    desk.key(K.Key_P, ALT)
    assert not home.patrols.list.rows()[0].status.running
    assert names(desk) == [("Press 3", False), ("Saw", False)]
    desk.key(K.Key_L)
    desk.key(K.Key_P, ALT)
    desk.key(K.Key_Down)
    desk.key(K.Key_L)
    desk.key(K.Key_S, ALT)
    assert names(desk) == [("Press 3", True), ("Saw", True)]


def test_time_passes_and_nothing_moves(desk: Desk, floor: Floor) -> None:
    desk.enter("inspector")
    home = desk.home()
    home.patrols.list.setFocus()
    desk.key(K.Key_Down)
    floor.clock.forward(minutes=45)
    home.patrols._timer.timeout.emit()
    desk.settle()
    assert names(desk) == [("Press 3", False), ("Saw", True)], "the one that is due now keeps its place"
    current = home.patrols.list.current()
    assert current is not None
    assert current.row.name == "Saw"
    assert QApplication.focusWidget() is home.patrols.list
    patrols = home.model.state.patrols
    assert [one.row.name for one in in_order(patrols, ())] == ["Saw", "Press 3"]


def test_the_timer_runs_only_while_the_card_is_seen(desk: Desk, floor: Floor) -> None:
    desk.enter("inspector")
    assert desk.home().patrols._timer.isActive()
    desk.window.go(Place.ISSUES, {})
    desk.settle()
    assert not desk.home().patrols._timer.isActive()


def test_an_auditor_looks_and_begins_nothing(desk: Desk, floor: Floor) -> None:
    floor.clock.forward(minutes=75)
    desk.enter("auditor")
    home = desk.home()
    home.patrols.list.setFocus()
    desk.key(K.Key_Return)
    desk.key(K.Key_L)
    assert desk.window.place is Place.HOME
    assert home.patrols.sheet is None
    assert not home.patrols.round.isVisible()


def test_without_patrols_there_is_no_card(desk: Desk) -> None:
    desk.enter("inspector")
    assert not desk.home().patrols.isVisible()
    assert desk.home().empty.isVisible()


def test_whoever_releases_lots_sees_how_many_wait_and_goes_there(desk: Desk, floor: Floor) -> None:
    floor.begin("L-1", "10")
    floor.begin("L-2", "10")
    desk.enter("inspector")
    assert not desk.home().lots.isVisible()
    desk.enter("supervisor")
    home = desk.home()
    assert home.lots.text() == "Lots: 2"
    home.lots.setFocus()
    desk.key(K.Key_Return)
    assert desk.window.place is Place.LOTS
