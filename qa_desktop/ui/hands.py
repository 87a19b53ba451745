"""Hands on the keyboard: drives the real windows as a person would, waits for what a person would wait for, takes pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from qa_desktop.ui.main_window import MainWindow
from qa_desktop.ui.places import Place
from qa_desktop.ui.screen import Screen

_PAUSE_MS = 15
S = TypeVar("S", bound=Screen)
PATIENCE_S = 120.0
"""How long a step may take on a slow machine before the walk says what it waited for."""


class StuckError(RuntimeError):
    """The program did not come to where the walk expected it."""


class Hands:
    """Presses keys in the window that is in front."""

    def __init__(
        self, window: MainWindow, pictures: Path | None = None, suffix: str = "", *, only: frozenset[str] | None = None
    ) -> None:
        self.window = window
        self._pictures = pictures
        self._suffix = suffix
        self._only = only
        self.taken: list[Path] = []
        self.keys = 0

    def taking(self, *names: str) -> Hands:
        """Return hands in the same window that keep only the pictures with these names."""
        return Hands(self.window, self._pictures, self._suffix, only=frozenset(names))

    def screen(self, place: Place, kind: type[S]) -> S:
        """Return the screen of a place; raises :class:`StuckError` when it was not entered yet."""
        found = self.window.screen_of(place)
        if not isinstance(found, kind):
            raise StuckError(f"the screen {place.value} is missing")
        return found

    def press(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        """Press one key where the focus is."""
        held = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            held |= modifier
        self.keys += 1
        QTest.keyClick(self._focus(), key, held)
        self.settle()

    def control(self, key: Qt.Key) -> None:
        """Press a key with Ctrl."""
        self.press(key, Qt.KeyboardModifier.ControlModifier)

    def type(self, text: str) -> None:
        """Type text where the focus is; the first letter may open a field, which takes the rest."""
        self.keys += len(text)
        for letter in text:
            QTest.keyClicks(self._focus(), letter)
        self.settle()

    def wait(self, ready: Callable[[], bool], what: str) -> None:
        """Wait until something is so; raises :class:`StuckError` naming it."""
        for _ in range(int(PATIENCE_S * 1000 / _PAUSE_MS)):
            if ready():
                return
            QTest.qWait(_PAUSE_MS)
        raise StuckError(f"waited in vain for: {what}")

    def settle(self) -> None:
        """Wait until nothing runs in the background."""
        QTest.qWait(1)
        self.wait(self.window.jobs.is_idle, "the background work to end")

    def picture(self, name: str) -> None:
        """Keep a picture of the window."""
        if self._pictures is None or (self._only is not None and name not in self._only):
            return
        self.settle()
        QTest.qWait(60)
        path = self._pictures / f"{name}{self._suffix}.png"
        self.window.grab().save(str(path))
        self.taken.append(path)

    def tab_to(self, wanted: Callable[[QWidget], bool], what: str) -> QWidget:
        """Press Tab until the focus is on the widget that is wanted."""
        for _ in range(80):
            found = QApplication.focusWidget()
            if found is not None and wanted(found):
                return found
            self.press(Qt.Key.Key_Tab)
        raise StuckError(f"Tab does not reach: {what}")

    def _focus(self) -> QWidget:
        found = QApplication.focusWidget()
        return self.window if found is None else found
