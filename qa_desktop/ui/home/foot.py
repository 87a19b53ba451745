"""The foot of the home screen: how the day stands, and the buttons that lead elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.text import ElidedLabel


class Foot(QWidget):
    """Words and buttons side by side; where the buttons leave no room for the words, these stand above them."""

    def __init__(self, buttons: Iterable[QWidget], parent: QWidget) -> None:
        super().__init__(parent)
        self.today = ElidedLabel("", self, role="text_muted")
        self._row = QHBoxLayout()
        self._row.setSpacing(SPACE_2)
        self._row.addStretch(1)
        for button in buttons:
            self._row.addWidget(button)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.setSpacing(SPACE_2)
        self._both.addWidget(self.today, 1)
        self._both.addLayout(self._row)

    def say(self, words: str) -> None:
        """Show how the day stands."""
        self.today.setText(words)
        self.today.setVisible(bool(words))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look anew whether there is room beside the buttons."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Look anew when a button came, went, or says something else."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return done

    def _arrange(self) -> None:
        words = self.today.fontMetrics().horizontalAdvance(self.today.text())
        fits = words + SPACE_2 + self._row.sizeHint().width() <= self.width()
        way = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        if self._both.direction() != way:
            self._both.setDirection(way)
