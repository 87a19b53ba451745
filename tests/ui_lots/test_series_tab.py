"""The tab of series in the real window, by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program
from qa_desktop.storage.workspace import Workspace
from qa_desktop.ui.lots.view import LotsScreen
from qa_desktop.ui.places import Place
from tests.services.conftest import FakeClock
from tests.services.sampled import AQL, Floor, piece_item, sampled_checklist
from tests.ui_review.conftest import CTRL, Desk

K = Qt.Key
People = dict[str, Actor]


@pytest.fixture
def floor(workspace: Workspace, people: People, clock: FakeClock) -> Floor:
    made = Floor(workspace, people, clock)
    made.publish(sampled_checklist(piece_item("edge", AQL)))
    return made


def series(desk: Desk, login: str = "supervisor") -> LotsScreen:
    desk.enter(login)
    screen = desk.go(Place.LOTS)
    assert isinstance(screen, LotsScreen)
    desk.key(K.Key_Tab, CTRL)
    assert screen.tabs.on_series
    return screen


def test_a_suspended_series_is_resumed_with_a_reason(desk: Desk, floor: Floor, program: Program) -> None:
    floor.lots(9, 9, 9, 9, 9, 9, 9)
    screen = series(desk)
    pane = screen.series
    assert desk.focus() is pane.table
    assert pane.detail.severity.text() == "Suspended"
    assert "5 lots were not accepted under tightened" in pane.detail.why.text()
    desk.key(K.Key_Return)
    assert desk.focus() is pane.detail.acts["cause_removed"]
    desk.key(K.Key_Return)
    assert pane.sheet.isVisible()
    desk.key(K.Key_Return, CTRL)
    assert "Say why" in pane.sheet.message.text()
    desk.type("New tool, ten pieces measured")
    floor.clock.forward(minutes=1)
    desk.key(K.Key_Return, CTRL)
    assert pane.sheet.isHidden()
    assert pane.detail.severity.text() == "Tightened"
    assert "the cause was removed" in pane.said.text()
    assert "cause_removed" not in pane.detail.acts
    desk.key(K.Key_Tab, CTRL)
    assert screen.side is screen.permits
    desk.key(K.Key_Tab, CTRL)
    assert not screen.tabs.on_series


def test_an_inspector_sees_the_series_and_records_nothing(desk: Desk, floor: Floor) -> None:
    floor.lots(0, 9)
    screen = series(desk, "inspector2")
    assert screen.series.detail.severity.text() == "Normal"
    assert not screen.series.detail.acts


def test_no_series_yet_says_how_one_begins(desk: Desk) -> None:
    screen = series(desk)
    assert screen.series.table.series.rowCount() == 0
    assert screen.series.detail.currentWidget() is screen.series.detail.nothing


def test_series_are_searched(desk: Desk, floor: Floor) -> None:
    for name in ("Adler", "Berger", "Caspar"):
        floor.approve(floor.begin(f"L-{name}", supplier=name))
    screen = series(desk)
    desk.key(K.Key_Slash)
    desk.type("BERGER p-1042")
    assert screen.series.table.series.total() == 1
    desk.key(K.Key_Return)
    desk.key(K.Key_Home, CTRL)
    assert "Berger" in screen.series.detail.title.text()
