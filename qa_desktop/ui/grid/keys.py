"""The keys of the grid, wherever the keyboard is: in the table, or in the field over a cell."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_NONE = Qt.KeyboardModifier.NoModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_REPEATS = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})
_LETTERS = {
    "n": "note",
    "p": "photo",
    "i": "issue",
    "l": "last",
    "a": "not_applicable",
    "d": "turn",
    "s": "serial",
    "r": "rest",
    "m": "gauge",
    "k": "known",
}
_PLAIN: dict[Qt.Key, str] = {
    Qt.Key.Key_Return: "enter",
    Qt.Key.Key_Enter: "enter",
    Qt.Key.Key_Tab: "tab",
    Qt.Key.Key_Space: "next_missing",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_PageUp: "page_up",
    Qt.Key.Key_PageDown: "page_down",
    Qt.Key.Key_Home: "row_start",
    Qt.Key.Key_End: "row_end",
    Qt.Key.Key_Delete: "erase",
    Qt.Key.Key_Insert: "add",
    Qt.Key.Key_Escape: "leave",
    Qt.Key.Key_F2: "edit",
    Qt.Key.Key_F4: "list",
    Qt.Key.Key_F6: "pane",
    Qt.Key.Key_F7: "next_failed",
    Qt.Key.Key_F9: "next_gap",
}
_WITH_SHIFT: dict[Qt.Key, str] = {
    Qt.Key.Key_Return: "enter_back",
    Qt.Key.Key_Enter: "enter_back",
    Qt.Key.Key_Backtab: "tab_back",
    Qt.Key.Key_Tab: "tab_back",
    Qt.Key.Key_Space: "previous_missing",
    Qt.Key.Key_F6: "pane",
    Qt.Key.Key_F7: "previous_failed",
    Qt.Key.Key_F9: "previous_gap",
}
_WITH_CTRL: dict[Qt.Key, str] = {
    Qt.Key.Key_Return: "sign",
    Qt.Key.Key_Enter: "sign",
    Qt.Key.Key_Z: "undo",
    Qt.Key.Key_Y: "redo",
    Qt.Key.Key_C: "copy",
    Qt.Key.Key_R: "decide",
    Qt.Key.Key_V: "paste",
    Qt.Key.Key_Home: "first",
    Qt.Key.Key_End: "last_cell",
}


class GridActions(Protocol):
    """What keys do; implemented by the screen."""

    def do(self, action: str) -> None:
        """Do what a key stands for."""

    def begin(self, text: str) -> bool:
        """Take the first character of something that is typed into a cell; return whether it means something there."""

    def wants_text(self) -> bool:
        """Return whether the current cell takes words, so that letters are no commands."""


def handle(event: QKeyEvent, actions: GridActions) -> bool:
    """Do what a key means; return whether it means something."""
    key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.isAutoRepeat() and key not in _REPEATS:
        return True  # a key held down acts once, so that a long press never gives two answers
    letter = chr(key).lower() if Qt.Key.Key_A <= key <= Qt.Key.Key_Z else ""
    action: str | None = None
    if held == _CTRL:
        action = _WITH_CTRL.get(key)
    elif held == _ALT:
        action = _LETTERS.get(letter)
    elif held in {_NONE, _SHIFT}:
        action = (_WITH_SHIFT if held == _SHIFT else _PLAIN).get(key)
        if action is None and event.text() and event.text().isprintable() and (not letter or actions.wants_text()):
            return actions.begin(event.text())
        action = action or _LETTERS.get(letter)
    if action is None:
        return False
    actions.do(action)
    return True
