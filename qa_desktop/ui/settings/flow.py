"""Rows that break when large text needs more room than there is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.text import PlainLabel

_READABLE = 300
"""How wide words beside a button have to be, in pixels at 100 % text."""


class EvenRow(QWidget):
    """Widgets of one width in one line, or in two or more equal lines."""

    def __init__(self, parent: QWidget, *, spacing: int = SPACE_2) -> None:
        super().__init__(parent)
        self._widgets: list[QWidget] = []
        self._columns = 0
        self._spacing = spacing
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(spacing)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def set_widgets(self, widgets: Sequence[QWidget]) -> None:
        """Show these widgets."""
        self._widgets = list(widgets)
        self._columns = 0
        self._arrange(self.width())

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widest widget."""
        return QSize(self._widest(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the line where it has to be broken."""
        super().resizeEvent(event)
        self._arrange(self.width())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event) and getattr(self, "_widgets", None):
            self._arrange(self.width())

    def _arrange(self, width: int) -> None:
        count = len(self._widgets)
        even = [columns for columns in range(count, 0, -1) if count % columns == 0]
        columns = next((n for n in even if n * self._widest() + (n - 1) * self._spacing <= width), 1)
        if columns == self._columns:
            return
        self._columns = columns
        for widget in self._widgets:
            self._grid.removeWidget(widget)
        for place, widget in enumerate(self._widgets):
            self._grid.addWidget(widget, place // columns, place % columns, Qt.AlignmentFlag.AlignTop)
        for column in range(count):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self.updateGeometry()

    def _widest(self) -> int:
        return max((widget.minimumSizeHint().width() for widget in self._widgets), default=0)


class WordsAndButtons(QWidget):
    """Words at the left and buttons at the right, or below the words when both would be squeezed."""

    def __init__(self, parent: QWidget, words: PlainLabel, *buttons: ActionButton) -> None:
        super().__init__(parent)
        self._buttons = buttons
        self._row = QHBoxLayout()
        self._row.setSpacing(SPACE_2)
        for button in buttons:
            self._row.addWidget(button)
        self._row.addStretch(0)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_3)
        self._layout.addWidget(words, 1)
        self._layout.addLayout(self._row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the buttons."""
        return QSize(self._row.minimumSize().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons where there is room."""
        super().resizeEvent(event)
        needed = current_theme().text(_READABLE) + SPACE_3 + self._row.minimumSize().width()
        beside = self.width() >= needed
        self._layout.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
