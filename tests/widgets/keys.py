"""Key events as a keyboard or a scanner sends them: with their own time."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

_NAMED = {"\r": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab, "\b": Qt.Key.Key_Backspace}


def key_of(char: str) -> Qt.Key:
    """Return the key that types ``char``."""
    if char in _NAMED:
        return _NAMED[char]
    code = ord(char.upper()) if len(char.upper()) == 1 else ord(char)
    try:
        return Qt.Key(code)
    except ValueError:
        return Qt.Key.Key_unknown


def send(
    target: QWidget,
    char: str,
    at: int,
    *,
    key: Qt.Key | None = None,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    repeat: bool = False,
    release: bool = True,
) -> None:
    """Press and release one key, with the shortcut question first, as Qt does for a real key."""
    code = key_of(char) if key is None else key
    override = QKeyEvent(QEvent.Type.ShortcutOverride, code, modifiers, char, repeat)
    override.setTimestamp(at)
    override.ignore()
    QApplication.sendEvent(target, override)
    press = QKeyEvent(QEvent.Type.KeyPress, code, modifiers, char, repeat)
    press.setTimestamp(at)
    QApplication.sendEvent(target, press)
    if release:
        let_go = QKeyEvent(QEvent.Type.KeyRelease, code, modifiers, char, repeat)
        let_go.setTimestamp(at + 1)
        QApplication.sendEvent(target, let_go)


def type_keys(target: QWidget, text: str, *, start: int = 1_000, gap: int) -> int:
    """Send ``text`` key by key with ``gap`` milliseconds between them by the events' own time; return the time after it."""
    at = start
    for char in text:
        send(target, char, at)
        at += gap
    return at
