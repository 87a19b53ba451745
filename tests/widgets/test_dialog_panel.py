"""A sheet keeps the keys to itself, and gives the focus back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.fields import NoteField
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel


class Host(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.behind = QLineEdit()
        layout = QVBoxLayout(self)
        layout.addWidget(self.behind)
        layout.addWidget(QPushButton("also behind"))
        self.resize(900, 700)
        self.fired: list[str] = []
        for key in ("Ctrl+1", "F5", "Ctrl+Return"):
            QShortcut(QKeySequence(key), self).activated.connect(self._fire)
        self.panel = DialogPanel(self, "Sign this inspection", primary_text="Sign")
        self.password, self.note = QLineEdit(), NoteField()
        self.panel.body.addWidget(self.password)
        self.panel.body.addWidget(self.note)

    def _fire(self) -> None:
        self.fired.append("shortcut")


@pytest.fixture
def host(qtbot: QtBot) -> Host:
    made = Host()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.behind.setFocus()
    qtbot.waitUntil(made.behind.hasFocus)
    return made


def test_it_opens_on_its_first_field_and_gives_the_focus_back(host: Host, qtbot: QtBot) -> None:
    host.panel.open_panel()
    assert host.password.hasFocus()
    assert host.panel.geometry() == host.rect()
    with qtbot.waitSignal(host.panel.cancelled):
        QTest.keyClick(host.password, Qt.Key.Key_Escape)
    assert host.panel.isHidden()
    assert host.behind.hasFocus()


def test_tab_stays_inside_in_both_directions(host: Host) -> None:
    host.panel.open_panel()
    seen = []
    for _ in range(5):
        seen.append(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert seen[0] is host.password
    assert seen[1] is host.note
    assert {seen[2], seen[3]} == {host.panel.primary, host.panel.secondary}
    assert seen[4] is host.password
    host.password.setFocus()
    QTest.keyClick(host.password, Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() in {host.panel.primary, host.panel.secondary}


def test_the_focus_cannot_leave_by_program_either(host: Host) -> None:
    host.panel.open_panel()
    host.behind.setFocus()
    assert host.password.hasFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_1, Qt.Key.Key_F5])
def test_no_shortcut_behind_fires(host: Host, key: Qt.Key) -> None:
    modifiers = Qt.KeyboardModifier.ControlModifier if key == Qt.Key.Key_1 else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(host.behind, key, modifiers)
    assert host.fired == ["shortcut"]
    host.panel.open_panel()
    QTest.keyClick(host.password, key, modifiers)
    assert host.fired == ["shortcut"]


def test_confirming_leaves_it_open_for_the_answer(host: Host, qtbot: QtBot) -> None:
    host.panel.open_panel()
    with qtbot.waitSignal(host.panel.confirmed):
        QTest.keyClick(host.password, Qt.Key.Key_Return)
    with qtbot.waitSignal(host.panel.confirmed):
        QTest.keyClick(host.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(host.panel.confirmed):
        QTest.mouseClick(host.panel.primary, Qt.MouseButton.LeftButton)
    assert host.panel.isVisible()
    assert host.fired == []
    with qtbot.waitSignal(host.panel.closed):
        host.panel.close_panel()
    assert host.behind.hasFocus()


def test_enter_in_a_note_makes_a_line(host: Host, qtbot: QtBot) -> None:
    host.panel.open_panel(host.note)
    with qtbot.assertNotEmitted(host.panel.confirmed):
        QTest.keyClick(host.note, Qt.Key.Key_Return)
    assert host.note.toPlainText() == "\n"


def test_while_busy_nothing_can_be_pressed(host: Host, qtbot: QtBot) -> None:
    host.panel.open_panel()
    host.panel.set_busy(True)
    with qtbot.assertNotEmitted(host.panel.confirmed), qtbot.assertNotEmitted(host.panel.cancelled):
        QTest.keyClick(host.password, Qt.Key.Key_Return)
        QTest.keyClick(host.password, Qt.Key.Key_Escape)
    host.panel.set_busy(False)
    host.panel.cancel()


def test_it_follows_the_window(host: Host, qtbot: QtBot) -> None:
    host.panel.open_panel()
    host.resize(640, 480)
    qtbot.waitUntil(lambda: host.panel.geometry() == host.rect())
    assert host.rect().contains(host.panel.sheet.geometry())


def test_a_sheet_over_a_sheet(host: Host) -> None:
    host.panel.open_panel()
    second = DialogPanel(host, "Really?", primary_text="Yes", danger=True)
    second.open_panel()
    assert second.isAncestorOf(QApplication.focusWidget())
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert second.isHidden()
    assert host.panel.isVisible()
    assert host.password.hasFocus()


def test_a_widget_that_had_the_focus_may_be_gone(host: Host, qtbot: QtBot) -> None:
    host.panel.open_panel()
    host.behind.deleteLater()
    with qtbot.waitSignal(host.behind.destroyed):
        pass
    host.panel.close_panel()


def test_the_keyboard_is_not_caught_in_a_sheet_that_was_put_away(host: Host, qtbot: QtBot) -> None:
    host.panel.open_panel()
    host.behind.deleteLater()
    with qtbot.waitSignal(host.behind.destroyed):
        pass
    host.panel.close_panel()
    focus = QApplication.focusWidget()
    assert isinstance(focus, QPushButton)
    assert focus.text() == "also behind"


def test_a_message_never_lies_over_the_content(host: Host, qtbot: QtBot) -> None:
    """The sheet is as high as its host already; what is in it scrolls so that the message has room."""
    for number in range(12):
        host.panel.body.addWidget(QLineEdit(f"field {number}"))
    host.panel.open_panel()

    def apart() -> bool:
        scroll = host.panel._scroll.geometry()
        message, button = host.panel.message.geometry(), host.panel.primary.geometry()
        inside = host.rect().contains(host.panel.sheet.geometry())
        return inside and not scroll.intersects(message) and not message.intersects(button) and scroll.height() >= 80

    host.panel.message.show_message(MessageKind.ERROR, "Choose at least one role.")
    qtbot.waitUntil(apart)
    host.panel.message.show_message(MessageKind.ERROR, "A sentence that needs several lines. " * 8)
    qtbot.waitUntil(apart)
    tall = host.panel._scroll.height()
    host.panel.message.dismiss()
    qtbot.waitUntil(lambda: host.panel._scroll.height() > tall)


def test_the_sheet_grows_when_something_is_shown_in_it(host: Host, qtbot: QtBot) -> None:
    more = QPushButton("more")
    more.hide()
    host.panel.body.addWidget(more)
    host.panel.open_panel()
    before = host.panel.sheet.height()
    more.show()
    qtbot.waitUntil(lambda: host.panel.sheet.height() > before)
    assert host.panel._scroll.verticalScrollBar().maximum() == 0


def test_a_message_brings_no_scroll_bar_where_there_is_room(host: Host, qtbot: QtBot) -> None:
    host.panel.body.insertWidget(0, PlainLabel("Your password is a temporary one. Choose your own before you begin.", host))
    host.panel.open_panel()
    for sentence in ("Type it again.", "The password is not right. Nothing was signed or changed. Type it again.") * 2:
        host.panel.message.show_message(MessageKind.ERROR, sentence)
        QApplication.sendPostedEvents()
        qtbot.waitUntil(lambda: host.panel._scroll.verticalScrollBar().maximum() == 0)
        host.panel.message.dismiss()
        qtbot.waitUntil(lambda: host.panel._scroll.verticalScrollBar().maximum() == 0)
    host.resize(900, 300)
    qtbot.waitUntil(lambda: host.panel._scroll.verticalScrollBar().maximum() > 0)
    host.resize(900, 700)
    qtbot.waitUntil(lambda: host.panel._scroll.verticalScrollBar().maximum() == 0)
