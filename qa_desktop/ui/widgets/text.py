"""Labels.  What people typed is shown as typed: never as markup, never as a shortcut mark."""

from __future__ import annotations

import html

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.tokens import TextSize


def plain_tooltip(text: str) -> str:
    """Return ``text`` so that a tool tip shows it as typed, wrapped, and never as markup."""
    return f'<div style="white-space: pre-wrap">{html.escape(text)}</div>' if text else ""


class PlainLabel(QLabel):
    """A label that shows its text as typed.

    ``role`` names a colour of the theme, for example ``"text_muted"``; ``tabular`` gives digits of one width.
    """

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        size: TextSize = TextSize.BODY,
        strong: bool = False,
        role: str = "text",
        wrap: bool = True,
        tabular: bool = False,
    ) -> None:
        super().__init__(parent)
        self._size, self._strong, self._role, self._tabular = size, strong, role, tabular
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self._restyle()
        self.setText(text)

    def set_role(self, role: str) -> None:
        """Show the text in another colour of the theme."""
        self._role = role
        self._restyle()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self._restyle()

    def _restyle(self) -> None:
        theme = current_theme()
        self.setFont(theme.font(self._size, strong=self._strong, tabular=self._tabular))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme.colour(self._role))
        self.setPalette(palette)


class Heading(PlainLabel):
    """The title of a screen (level 1), of a card (level 2) or of a group (level 3)."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, level: int = 1, wrap: bool = True) -> None:
        size = {1: TextSize.TITLE, 2: TextSize.STRONG}.get(level, TextSize.BODY)
        super().__init__(text, parent, size=size, strong=True, wrap=wrap)
        self.level = level


class ElidedLabel(PlainLabel):
    """One line that ends in an ellipsis when it is too long; the tool tip then shows all of it."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        size: TextSize = TextSize.BODY,
        strong: bool = False,
        role: str = "text",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(text, parent, size=size, strong=strong, role=role, wrap=False)
        self._mode = mode
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """A few letters are enough."""
        return QSize(self.fontMetrics().horizontalAdvance("mmm…"), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text as a tool tip when it no longer fits."""
        super().resizeEvent(event)
        self._update_tooltip()

    def setText(self, text: str) -> None:
        """Show ``text`` on one line."""
        super().setText(" ".join(text.split("\n")))
        self._update_tooltip()

    def is_elided(self) -> bool:
        """Return whether a part of the text is cut off."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much of the text as fits."""
        painter = QPainter(self)
        painter.setFont(self.font())
        group = QPalette.ColorGroup.Active if self.isEnabled() else QPalette.ColorGroup.Disabled
        painter.setPen(self.palette().color(group, QPalette.ColorRole.WindowText))
        area = self.contentsRect()
        shown = painter.fontMetrics().elidedText(self.text(), self._mode, area.width())
        painter.drawText(area, int(self.alignment() | Qt.TextFlag.TextSingleLine), shown)

    def _update_tooltip(self) -> None:
        self.setToolTip(plain_tooltip(self.text()) if self.is_elided() else "")
