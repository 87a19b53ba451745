"""Inspections that wait for a person, in rows of three lines."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from qa_desktop.ui.home.view_model import Mark, WorkRow
from qa_desktop.ui.home.words import HomeWords
from qa_desktop.ui.theme.tokens import Tone
from qa_desktop.ui.widgets.three_lines import RowLook, ThreeLineList

_ICONS = {
    Mark.RESUME: "clipboard-list",
    Mark.RETURNED: "message-square",
    Mark.DUE: "clock",
    Mark.OVERDUE: "triangle-alert",
    Mark.FOUND: "clipboard-check",
}


class WorkList(ThreeLineList):
    """``chosen`` carries the row on Enter or a click."""

    def __init__(self, name: str, words: HomeWords, parent: QWidget | None = None) -> None:
        self._words = words
        super().__init__(name, parent)
        self.clicked.connect(self.choose)

    def look_of(self, row: WorkRow) -> RowLook:
        """Return part, where it belongs, and why it is here; a late one wears a word."""
        lines = (row.part, self._words.where(row), self._words.detail(row))
        late = row.mark is Mark.OVERDUE
        return RowLook(lines, _ICONS[row.mark], self._words.overdue() if late else "", Tone.FAILS if late else None)

    def key_of(self, row: WorkRow) -> WorkRow:
        """Return the row itself: any change makes it another one."""
        return row


class NarrowWorkList(WorkList):
    """The same in a narrow column: a long name or order goes on below, so that nothing is cut off where letters are large."""

    wraps = frozenset({0, 1, 2})
    most = 5
