"""The lock screen as a person meets it: keys, presses, badges."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qa_desktop.domain.people import Actor, Role
from qa_desktop.services.program import Program
from qa_desktop.ui.jobs import Jobs
from qa_desktop.ui.lock.view import LockScreen
from qa_desktop.ui.lock.view_model import Way
from tests.ui_lock.looks import too_small, unnamed

PASSWORD = "correct horse battery"
Settle = Callable[[], None]
Show = Callable[..., LockScreen]


@pytest.fixture
def show(qtbot: QtBot, program: Program, jobs: Jobs, settle: Settle) -> Iterator[Show]:
    made: list[LockScreen] = []

    def make(known: Actor | None = None) -> LockScreen:
        screen = LockScreen(program, jobs, known)
        made.append(screen)
        qtbot.addWidget(screen)
        screen.resize(1280, 800)
        screen.show()
        screen.activateWindow()
        qtbot.waitExposed(screen)
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        settle()
        return screen

    yield make
    for screen in made:
        screen.close()


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_one_press_and_the_digits_are_enough(show: Show, qtbot: QtBot, program: Program, people: dict[str, Actor]) -> None:
    program.access.set_pin(people["inspector"], PASSWORD, "2580")
    screen = show()
    tile = next(tile for tile in screen.tiles.tiles if tile.person_id == people["inspector"].person_id)
    with qtbot.waitSignal(screen.entered, timeout=10_000) as entered:
        QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
        QTest.keyClicks(focused(), "2580")
        QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert entered.args[0].login == "inspector"


def test_arrow_keys_and_a_password(show: Show, qtbot: QtBot, people: dict[str, Actor]) -> None:
    screen = show()
    assert focused() is screen.tiles.tiles[0]
    QTest.keyClick(focused(), Qt.Key.Key_Right)
    QTest.keyClick(focused(), Qt.Key.Key_Down)
    chosen = focused()
    assert chosen is not screen.tiles.tiles[0]
    with qtbot.waitSignal(screen.entered, timeout=10_000) as entered:
        QTest.keyClick(chosen, Qt.Key.Key_Return)
        assert focused() is screen.entry.password.line
        QTest.keyClicks(focused(), PASSWORD)
        QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert entered.args[0].person_id == chosen.property("person_id") or entered.args[0].name == chosen.text()


def test_a_digit_on_a_tile_begins_the_pin(show: Show, qtbot: QtBot, program: Program, people: dict[str, Actor]) -> None:
    program.access.set_pin(people["inspector"], PASSWORD, "2580")
    screen = show()
    screen.tiles.focus_tile(people["inspector"].person_id)
    with qtbot.waitSignal(screen.entered, timeout=10_000):
        for digit in "2580":
            QTest.keyClicks(focused(), digit)
        QTest.keyClick(focused(), Qt.Key.Key_Return)


def test_whoever_locked_types_at_once(show: Show, qtbot: QtBot, people: dict[str, Actor]) -> None:
    screen = show(people["supervisor"])
    assert focused() is screen.entry.password.line
    with qtbot.waitSignal(screen.entered, timeout=10_000):
        QTest.keyClicks(focused(), PASSWORD)
        QTest.keyClick(focused(), Qt.Key.Key_Return)


def test_log_in_name_and_password(show: Show, qtbot: QtBot, people: dict[str, Actor]) -> None:
    screen = show()
    QTest.mouseClick(screen.entry.by_name, Qt.MouseButton.LeftButton)
    assert focused() is screen.entry.login.line
    QTest.keyClicks(focused(), "Supervisor")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    with qtbot.waitSignal(screen.entered, timeout=10_000) as entered:
        QTest.keyClicks(focused(), PASSWORD)
        QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert entered.args[0].login == "supervisor"


def test_lockout_is_told_with_the_time_that_is_left(show: Show, settle: Settle, people: dict[str, Actor]) -> None:
    screen = show(people["inspector"])
    for _ in range(6):
        QTest.keyClicks(screen.entry.password.line, "not this one")
        QTest.keyClick(screen.entry.password.line, Qt.Key.Key_Return)
        settle()
    assert "Wait 0:" in screen.entry.message.text()
    assert not screen.entry.enter.isEnabled()
    assert screen.entry.password.text() == ""
    assert focused() is screen.entry.password.line


def test_escape_returns_to_the_tile(show: Show, people: dict[str, Actor]) -> None:
    screen = show(people["inspector"])
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert screen.model.state.way is Way.CHOOSE
    assert focused() in screen.tiles.tiles


def test_badge_scan_chooses_the_person(show: Show, settle: Settle, program: Program, people: dict[str, Actor]) -> None:
    program.people.set_badge(people["admin"], people["inspector"].person_id, "BADGE-0815")
    screen = show()
    assert screen.scanned("BADGE-0815")
    settle()
    assert screen.model.state.chosen is not None
    assert focused() is screen.entry.password.line


def test_temporary_password_sheet(show: Show, qtbot: QtBot, settle: Settle, program: Program, people: dict[str, Actor]) -> None:
    new = program.people.add_person(people["admin"], login="nina", name="Nina", roles={Role.INSPECTOR}, admin_password=PASSWORD)
    screen = show()
    screen.model.log_in("nina", new.temporary_password)
    settle()
    assert screen.sheet.isVisible()
    assert focused() is screen.sheet.old.line
    for text in (new.temporary_password, "the new sentence", "the new sentenc"):
        QTest.keyClicks(focused(), text)
        QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert "not the same" in screen.sheet.message.text()
    with qtbot.waitSignal(screen.entered, timeout=10_000) as entered:
        QTest.keyClicks(screen.sheet.repeated.line, "e")
        QTest.keyClick(screen.sheet.repeated.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert entered.args[0].login == "nina"


def test_many_people_are_found_by_typing(show: Show, settle: Settle, program: Program, people: dict[str, Actor]) -> None:
    for number in range(8):
        program.people.add_person(
            people["admin"], login=f"p{number}", name=f"Person {number}", roles={Role.AUDITOR}, admin_password=PASSWORD
        )
    screen = show()
    assert screen.filter.isVisible()
    QTest.keyClicks(focused(), "p")
    QTest.keyClicks(focused(), "erson 3")
    assert [tile.text() for tile in screen.tiles.tiles] == ["Person 3"]
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert screen.model.state.chosen is not None
    assert screen.model.state.chosen.name == "Person 3"


@pytest.mark.parametrize("way", ["choose", "pin", "password", "by_name"])
def test_names_and_targets(show: Show, program: Program, people: dict[str, Actor], way: str) -> None:
    program.access.set_pin(people["inspector"], PASSWORD, "2580")
    screen = show(people["inspector"] if way in {"pin", "password"} else None)
    if way == "password":
        QTest.mouseClick(screen.entry.other_way, Qt.MouseButton.LeftButton)
    elif way == "by_name":
        QTest.mouseClick(screen.entry.by_name, Qt.MouseButton.LeftButton)
    assert unnamed(screen) == []
    assert too_small(screen) == []


def test_tab_reaches_everything_and_comes_back(show: Show, people: dict[str, Actor]) -> None:
    screen = show()
    seen = []
    for _ in range(40):
        widget = focused()
        if widget in seen:
            break
        seen.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    screen.tiles.focus_tile()
    assert screen.entry.by_name in seen
    assert screen.tiles.tiles[0] in seen  # one stop for all tiles: the arrow keys walk over them
    for tile in screen.tiles.tiles[1:]:
        QTest.keyClick(focused(), Qt.Key.Key_Right)
        assert focused() is tile
