"""Scans go to the program; everything that a hand types arrives where it was meant to, in order and once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from qa_desktop.ui.widgets.pin_pad import PinPad
from qa_desktop.ui.widgets.scan_filter import ScanFilter

from .keys import send, type_keys


class Station(QWidget):
    """A window with two fields and keys of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[int] = []
        self.first, self.second, self.button = QLineEdit(), QLineEdit(), QPushButton("b")
        layout = QVBoxLayout(self)
        for widget in (self.first, self.second, self.button):
            layout.addWidget(widget)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        self.heard.append(event.key())


class Opening(QWidget):
    """A panel that a digit opens: the field begins anew with it and takes the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.field = QLineEdit(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.text().isdigit():
            self.field.setFocus()
            self.field.setText(event.text())


@pytest.fixture
def scans(qapp: QApplication) -> Iterator[tuple[ScanFilter, list[str], list[str]]]:
    found: list[str] = []
    notices: list[str] = []
    scan_filter = ScanFilter(qapp)
    scan_filter.scanned.connect(found.append)
    scan_filter.notice.connect(notices.append)
    yield scan_filter, found, notices
    qapp.removeEventFilter(scan_filter)
    scan_filter.deleteLater()


@pytest.fixture
def station(qtbot: QtBot) -> Station:
    window = Station()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    window.first.setFocus()
    qtbot.waitUntil(window.first.hasFocus)
    return window


Scans = tuple[ScanFilter, list[str], list[str]]


@pytest.mark.parametrize("gap", [0, 2, 7, 10])
@pytest.mark.parametrize("end", ["\r", "\t"])
def test_a_scan_never_touches_the_field(scans: Scans, station: Station, gap: int, end: str) -> None:
    type_keys(station.first, "SN00012345-A" + end, gap=gap)
    assert scans[1] == ["SN00012345-A"]
    assert station.first.text() == ""
    assert station.first.hasFocus()
    assert not scans[0].is_holding()


def test_fast_typing_arrives_whole(scans: Scans, station: Station, qtbot: QtBot) -> None:
    station.first.returnPressed.connect(lambda: station.second.setText("entered"))
    at = type_keys(station.first, "12.345", gap=46)
    send(station.first, "\r", at)
    qtbot.waitUntil(lambda: not scans[0].is_holding())
    assert station.first.text() == "12.345"
    assert station.second.text() == "entered"
    assert scans[1] == []


def test_the_last_key_does_not_wait_for_the_next(scans: Scans, station: Station, qtbot: QtBot) -> None:
    send(station.first, "7", 1_000)
    assert station.first.text() == ""
    qtbot.waitUntil(lambda: station.first.text() == "7", timeout=1_000)


def test_typing_that_arrives_late_is_judged_by_its_own_time(scans: Scans, station: Station, qtbot: QtBot) -> None:
    """A window that was frozen gets all keys at once; their own times still say that a hand typed them."""
    type_keys(station.first, "12.345\r", gap=120)  # sent without any pause
    assert scans[1] == []
    qtbot.waitUntil(lambda: station.first.text() == "12.345")


def test_shift_inside_a_burst_does_not_split_it(scans: Scans, station: Station) -> None:
    at = 1_000
    for char in "Ab-Cd9":
        if char.isupper():
            send(station.first, "", at, key=Qt.Key.Key_Shift)
        send(
            station.first, char, at + 1, modifiers=Qt.KeyboardModifier.ShiftModifier if char.isupper() else Qt.KeyboardModifier(0)
        )
        at += 4
    send(station.first, "\r", at)
    assert scans[1] == ["Ab-Cd9"]
    assert station.first.text() == ""


def test_passwords_and_pins_are_left_alone(scans: Scans, station: Station, qtbot: QtBot) -> None:
    station.first.setEchoMode(QLineEdit.EchoMode.Password)
    type_keys(station.first, "secret99", gap=3)
    assert station.first.text() == "secret99"
    pad = PinPad()
    qtbot.addWidget(pad)
    pad.show()
    with qtbot.waitSignal(pad.submitted) as given:
        type_keys(pad, "4711\r", gap=3)
    assert given.args == ["4711"]
    assert scans[1] == []


def test_keys_without_a_time_pass_untouched(scans: Scans, station: Station) -> None:
    """Input methods and test tools send such keys; nothing can be said about their rhythm."""
    QTest.keyClicks(station.first, "12345")
    QTest.keyClick(station.first, Qt.Key.Key_Return)
    assert station.first.text() == "12345"
    assert scans[1] == []


def test_backspace_stays_in_its_place(scans: Scans, station: Station, qtbot: QtBot) -> None:
    at = type_keys(station.first, "ab", gap=60)
    send(station.first, "\b", at)
    send(station.first, "c", at + 60)
    qtbot.waitUntil(lambda: station.first.text() == "ac")


def test_a_held_key_repeats_as_usual(scans: Scans, station: Station, qtbot: QtBot) -> None:
    send(station.first, "x", 1_000, release=False)
    for step in range(4):
        send(station.first, "x", 1_400 + step * 30, repeat=True, release=False)
    assert station.first.text() == "xxxxx"
    assert scans[1] == []


def test_control_keys_reach_the_field_at_once(scans: Scans, station: Station) -> None:
    station.first.setText("abc")
    send(station.first, "\x01", 1_000, key=Qt.Key.Key_A, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert station.first.selectedText() == "abc"


def test_single_key_shortcuts_fire_after_the_wait_and_not_during_a_scan(scans: Scans, station: Station, qtbot: QtBot) -> None:
    pressed: list[str] = []
    shortcut = QShortcut(QKeySequence("1"), station)
    shortcut.activated.connect(lambda: pressed.append("shortcut"))
    action = QAction("note", station)
    action.setShortcut("n")
    action.triggered.connect(lambda: pressed.append("action"))
    station.addAction(action)
    station.button.setFocus()
    type_keys(station.button, "1n1n\r", gap=4)
    assert (scans[1], pressed) == (["1n1n"], [])
    send(station.button, "1", 5_000)
    qtbot.waitUntil(lambda: pressed == ["shortcut"])
    send(station.button, "n", 6_000)
    qtbot.waitUntil(lambda: pressed == ["shortcut", "action"])


def test_a_shortcut_never_steals_a_letter_from_a_field(scans: Scans, station: Station, qtbot: QtBot) -> None:
    pressed: list[str] = []
    QShortcut(QKeySequence("n"), station).activated.connect(lambda: pressed.append("n"))
    send(station.first, "n", 1_000)
    qtbot.waitUntil(lambda: station.first.text() == "n")
    assert pressed == []


def test_keys_that_no_child_takes_climb_to_the_window(scans: Scans, station: Station, qtbot: QtBot) -> None:
    station.button.setFocus()
    send(station.button, "2", 1_000)
    qtbot.waitUntil(lambda: station.heard == [Qt.Key.Key_2])


def test_space_still_presses_a_button(scans: Scans, station: Station, qtbot: QtBot) -> None:
    station.button.setFocus()
    with qtbot.waitSignal(station.button.clicked, timeout=1_000):
        send(station.button, " ", 1_000)


def test_late_keys_go_to_where_they_were_typed(scans: Scans, station: Station, qtbot: QtBot) -> None:
    send(station.first, "5", 1_000)
    station.second.setFocus()  # the program moved on meanwhile
    qtbot.waitUntil(lambda: not scans[0].is_holding())
    assert (station.first.text(), station.second.text()) == ("5", "")


def test_a_replayed_tab_takes_the_following_keys_along(scans: Scans, station: Station, qtbot: QtBot) -> None:
    send(station.first, "a", 1_000)
    send(station.first, "\t", 1_010)
    assert station.first.text() == "a"
    assert station.second.hasFocus()


def test_a_field_that_is_gone_loses_only_its_own_key(scans: Scans, station: Station, qtbot: QtBot) -> None:
    send(station.first, "a", 1_000)
    station.first.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qtbot.waitUntil(lambda: not scans[0].is_holding())
    send(station.second, "b", 2_000)
    qtbot.waitUntil(lambda: station.second.text() == "b")


def test_separators_are_left_out_with_a_notice(scans: Scans, station: Station) -> None:
    at = type_keys(station.first, "0104", gap=3)
    send(station.first, "\x1d", at, key=Qt.Key.Key_BracketRight, modifiers=Qt.KeyboardModifier.ControlModifier)
    type_keys(station.first, "21A\r", start=at + 3, gap=3)
    assert scans[1] == ["010421A"]
    assert len(scans[2]) == 1


def test_a_code_that_is_too_long_gives_a_notice_only(scans: Scans, station: Station) -> None:
    type_keys(station.first, "9" * 600 + "\r", gap=2)
    assert scans[1] == []
    assert "512" in scans[2][0]
    assert station.first.text() == ""


def test_switched_off_it_does_nothing(scans: Scans, station: Station) -> None:
    scans[0].set_enabled(False)
    type_keys(station.first, "123456\r", gap=2)
    assert station.first.text() == "123456"
    assert scans[1] == []


@pytest.mark.parametrize("last", ["5", "\b", "\r"])
def test_a_key_that_comes_while_the_one_before_opens_a_field_goes_into_the_field(scans: Scans, qtbot: QtBot, last: str) -> None:
    """Qt hands a key to the widget that has the focus; a replay may have moved it since, and the reading would begin anew."""
    panel = Opening()
    qtbot.addWidget(panel)
    panel.show()
    panel.activateWindow()
    panel.setFocus()
    qtbot.waitUntil(panel.hasFocus)
    entered: list[str] = []
    panel.field.returnPressed.connect(lambda: entered.append(panel.field.text()))
    at = 1_000
    for char in "12,34":
        send(panel, char, at, release=False)
        at += 30
    send(panel, last, at + 30)  # slower than a scan: what is held goes first, and moves the focus
    qtbot.waitUntil(lambda: not scans[0].is_holding())
    assert panel.field.text() == {"5": "12,345", "\b": "12,3", "\r": "12,34"}[last]
    assert entered == (["12,34"] if last == "\r" else [])
