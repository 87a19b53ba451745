"""A panel that groups things which belong together."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import paint_panel
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, Tone
from qa_desktop.ui.widgets.text import Heading


class Card(QWidget):
    """A rounded panel with an optional title; put the content into ``body``.

    ``tone`` gives it a soft background and a coloured edge, for something that wants attention.
    """

    def __init__(self, title: str = "", parent: QWidget | None = None, *, tone: Tone | None = None) -> None:
        super().__init__(parent)
        self._tone = tone
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        outer.setSpacing(SPACE_2)
        self._head = QHBoxLayout()
        self._head.setSpacing(SPACE_2)
        self._title = Heading(title, self, level=2)
        self._title.setVisible(bool(title))
        self._head.addWidget(self._title, 1)
        outer.addLayout(self._head)
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACE_2)
        outer.addLayout(self.body, 1)
        self.setAccessibleName(title)

    def set_title(self, title: str) -> None:
        """Show another title."""
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self.setAccessibleName(title)

    def set_tone(self, tone: Tone | None) -> None:
        """Show another tone."""
        self._tone = tone
        self.update()

    def add_to_head(self, widget: QWidget) -> None:
        """Put ``widget`` at the right of the title."""
        self._head.addWidget(widget)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the panel."""
        theme, painter = current_theme(), QPainter(self)
        if self._tone is None:
            paint_panel(painter, QRectF(self.rect()), theme.colour("surface"), theme.colour("border"), theme.frame)
        else:
            paint_panel(painter, QRectF(self.rect()), theme.soft(self._tone), theme.tone(self._tone), theme.frame)
