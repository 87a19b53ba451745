"""The patrols, in rows of three lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from qa_desktop.ui.home.patrol_words import PatrolWords
from qa_desktop.ui.theme.tokens import Tone
from qa_desktop.ui.widgets.three_lines import RowLook, ThreeLineList

if TYPE_CHECKING:
    from qa_desktop.services.patrols import PatrolState


class PatrolList(ThreeLineList):
    """``chosen`` carries the patrol whose round begins (Enter, double click), ``log_wanted`` the one that L is about."""

    wraps = frozenset({0, 1, 2})
    most = 5
    log_wanted = Signal(object)

    def __init__(self, words: PatrolWords, parent: QWidget | None = None) -> None:
        self._words = words
        super().__init__("", parent)
        self.setAccessibleName(self.tr("Patrols"))
        self.doubleClicked.connect(self.choose)

    def look_of(self, row: PatrolState) -> RowLook:
        """Return name, place and how it stands; a due one wears a word and an icon."""
        due = row.status.is_due
        icon = "bell" if due else "clock" if row.status.running else "minus"
        lines = (row.row.name, self._words.where(row.row), self._words.stands(row))
        return RowLook(lines, icon, self._words.chip(row), Tone.WARNING if due else None)

    def key_of(self, row: PatrolState) -> str:
        """Return the key of the patrol."""
        return row.row.id

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """L logs pieces or a set-up."""
        current = self.current()
        if event.key() == Qt.Key.Key_L and not event.modifiers() and current is not None:
            self.log_wanted.emit(current)
        else:
            super().keyPressEvent(event)
