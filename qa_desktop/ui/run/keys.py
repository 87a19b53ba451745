"""Keys of the run.  Letters and digits act outside text fields; a field for numbers hands letters on, since none is a digit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

_CTRL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_NUMBER_KEYS = frozenset("0123456789-+.,")
_REPEATS = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


class RunActions(Protocol):
    """What keys do; implemented by the screen."""

    def do(self, action: str) -> None:
        """Do what a key stands for."""

    def digit(self, text: str) -> bool:
        """Take a digit, sign or decimal mark; return whether it means something here."""


_LETTERS = {
    "t": "returned",
    "n": "note",
    "p": "photo",
    "i": "issue",
    "l": "last",
    "g": "number",
    "a": "not_applicable",
    "m": "gauge",
    "k": "known",
}

_PLAIN: dict[Qt.Key, str] = {
    Qt.Key.Key_Space: "next_open",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_PageUp: "section_up",
    Qt.Key.Key_PageDown: "section_down",
    Qt.Key.Key_F2: "edit",
    Qt.Key.Key_F4: "grid",
    Qt.Key.Key_F6: "pane",
    Qt.Key.Key_F7: "next_failed",
    Qt.Key.Key_F8: "ask",
    Qt.Key.Key_F9: "next_missing",
    Qt.Key.Key_Escape: "leave_field",
    Qt.Key.Key_Return: "enter",
    Qt.Key.Key_Enter: "enter",
}
_WITH_SHIFT: dict[Qt.Key, str] = {
    Qt.Key.Key_Space: "previous_open",
    Qt.Key.Key_F6: "pane",
    Qt.Key.Key_F7: "previous_failed",
    Qt.Key.Key_F9: "previous_missing",
}
_WITH_CTRL: dict[Qt.Key, str] = {
    Qt.Key.Key_Z: "undo",
    Qt.Key.Key_Y: "redo",
    Qt.Key.Key_Return: "sign",
    Qt.Key.Key_Enter: "sign",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_V: "paste",
    Qt.Key.Key_R: "decide",
}


class RunKeys(QObject):
    """Turns key events into actions, and watches the text fields for the few keys that they do not need themselves."""

    def __init__(self, actions: RunActions, parent: QObject) -> None:
        super().__init__(parent)
        self._actions = actions
        self._numeric: set[QObject] = set()

    def watch(self, field: QWidget, *, numeric: bool = False) -> None:
        """Look at the keys of a text field before the field does."""
        field.installEventFilter(self)
        if numeric:
            self._numeric.add(field)

    def handle(self, event: QKeyEvent) -> bool:
        """Do what a key means outside text fields; return whether it means something."""
        key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.isAutoRepeat() and key not in _REPEATS:
            return True  # a key held down answers once, so that a long press never gives two answers
        if held == _CTRL:
            return self._act(_WITH_CTRL.get(key))
        letter = chr(key).lower() if Qt.Key.Key_A <= key <= Qt.Key.Key_Z else ""
        if held == _ALT:
            return self._act(_LETTERS.get(letter))
        if held == _SHIFT and key in _WITH_SHIFT:
            return self._act(_WITH_SHIFT[key])
        if held not in {Qt.KeyboardModifier.NoModifier, _SHIFT}:
            return False
        if event.text() in _NUMBER_KEYS and event.text():
            return self._actions.digit(event.text())
        return self._act(_PLAIN.get(key) or _LETTERS.get(letter))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that a field leaves to the screen."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if isinstance(watched, QLineEdit):
            return self._in_line(watched, event)
        return isinstance(watched, QPlainTextEdit) and self._in_text(watched, event)

    def _in_line(self, line: QLineEdit, event: QKeyEvent) -> bool:
        key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _ENTER and held == Qt.KeyboardModifier.NoModifier:
            # The field would pass Enter on to the screen as well, where it means "go on" a second time.
            if not event.isAutoRepeat():
                line.returnPressed.emit()
            return True
        local = {Qt.Key.Key_Z: line.isUndoAvailable, Qt.Key.Key_Y: line.isRedoAvailable}
        if self._common(key, held, local):
            return self.handle(event)
        if held == _CTRL and key in _ENTER:
            return self.handle(event)
        if key == Qt.Key.Key_Space and (line in self._numeric or not line.text()):
            return self.handle(event)
        letter = Qt.Key.Key_A <= key <= Qt.Key.Key_Z and held in {Qt.KeyboardModifier.NoModifier, _SHIFT}
        if line in self._numeric and letter:
            self.handle(event)
            return True
        return False

    def _in_text(self, text: QPlainTextEdit, event: QKeyEvent) -> bool:
        key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held == _CTRL and key in _ENTER:
            return self.handle(event)
        local = {Qt.Key.Key_Z: text.document().isUndoAvailable, Qt.Key.Key_Y: text.document().isRedoAvailable}
        return self._common(key, held, local) and self.handle(event)

    def _common(self, key: Qt.Key, held: Qt.KeyboardModifier, local: dict[Qt.Key, Callable[[], bool]]) -> bool:
        """Return whether a key in any field belongs to the screen: undo only when the field itself has nothing to undo."""
        if held == _CTRL and key in local:
            return not local[key]()
        if held == _CTRL and key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            return True
        if held == _CTRL and key == Qt.Key.Key_V:
            return _clipboard_holds_only_a_picture()
        return key in {Qt.Key.Key_Escape, Qt.Key.Key_F4} or (held == _ALT and Qt.Key.Key_A <= key <= Qt.Key.Key_Z)

    def _act(self, action: str | None) -> bool:
        if action is None:
            return False
        self._actions.do(action)
        return True


def _clipboard_holds_only_a_picture() -> bool:
    """Return whether a text field can do nothing with what would be pasted."""
    held = QGuiApplication.clipboard().mimeData()
    return held is not None and held.hasImage() and not held.hasText()
