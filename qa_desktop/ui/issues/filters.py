"""The row above the issues: search, state, kind, severity, mine."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.ui.issues.view_model import Scope, Wanted
from qa_desktop.ui.issues.words import IssueWords
from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.buttons import ActionButton

DEBOUNCE_MS = 150


class IssueFilters(QWidget):
    """``wanted`` carries what changed; ``left`` says that Enter was pressed in the search."""

    wanted = Signal(object)
    left = Signal()

    def __init__(self, words: IssueWords, parent: QWidget) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._timer.timeout.connect(self.look)
        self.state, self.kind, self.severity = QComboBox(self), QComboBox(self), QComboBox(self)
        self.state.setAccessibleName(self.tr("State"))
        self.kind.setAccessibleName(self.tr("Kind"))
        self.severity.setAccessibleName(self.tr("Severity"))
        for state in (*Scope, *IssueState):
            self.state.addItem(words.state(state), state)
        self.kind.addItem(self.tr("Every kind"), None)
        for kind in IssueKind:
            self.kind.addItem(words.kind(kind), kind)
        self.severity.addItem(self.tr("Every severity"), None)
        for severity in Severity:
            self.severity.addItem(words.severity(severity), severity)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search number, title, part, lot …  ( / )"))
        self.search.setAccessibleName(self.tr("Search issues"))
        self.search.setMaxLength(200)
        self.search.setClearButtonEnabled(False)
        self.search.textEdited.connect(self._typed)
        self.search.returnPressed.connect(self._done)
        self.mine = ActionButton(self.tr("Mine"), self, icon="user-round")
        self.mine.setCheckable(True)
        self.mine.clicked.connect(self._chosen)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE_2)
        self._row.addWidget(self.search, 1)
        for box in (self.state, self.kind, self.severity):
            box.activated.connect(self._chosen)
            self._row.addWidget(box)
        self._row.addWidget(self.mine)

    def add(self, button: QWidget) -> None:
        """Put a button at the end of the row."""
        self._row.addWidget(button)

    def show_wanted(self, wanted: Wanted) -> None:
        """Show the filter as it stands; what is being typed is left alone."""
        for box, value in ((self.state, wanted.state), (self.kind, wanted.kind), (self.severity, wanted.severity)):
            box.setCurrentIndex(max(0, box.findData(value)))
        self.mine.setChecked(wanted.mine)
        if not self.search.hasFocus() and self.search.text().strip() != wanted.text:
            self.search.setText(wanted.text)

    def to_search(self) -> None:
        """Bring the keyboard to the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def take_back(self) -> bool:
        """Clear what is searched for; return whether there was anything while the keyboard was there."""
        if not (self.search.hasFocus() and self.search.text()):
            return False
        self.search.clear()
        self.look()
        return True

    def look(self) -> None:
        """Search for what is typed now."""
        self.stop()
        self._want(text=self.search.text().strip())

    def stop(self) -> None:
        """Search no more."""
        self._timer.stop()

    def _typed(self, _text: str) -> None:
        self._timer.start()

    def _done(self) -> None:
        self.look()
        self.left.emit()

    def _chosen(self) -> None:
        self._want(
            state=self.state.currentData(),
            kind=self.kind.currentData(),
            severity=self.severity.currentData(),
            mine=self.mine.isChecked(),
        )

    def _want(self, **changes: Any) -> None:
        self.wanted.emit(changes)
