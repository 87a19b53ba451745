"""The bar at the bottom: which keys do what right now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import keycap_width, paint_keycap
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, SPACE_4, TextSize


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key and the words for what it does."""

    key: str
    words: str


class KeyHintBar(QWidget):
    """One line of keys; those that do not fit are left out from the end, so put the important ones first."""

    def __init__(self, hints: Sequence[KeyHint] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints: tuple[KeyHint, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Keys on this screen"))
        self.set_hints(hints)

    def hints(self) -> tuple[KeyHint, ...]:
        """Return the hints that are shown."""
        return self._hints

    def set_hints(self, hints: Sequence[KeyHint]) -> None:
        """Show other keys."""
        self._hints = tuple(hints)
        self.setAccessibleDescription(", ".join(f"{hint.key}: {hint.words}" for hint in self._hints))
        self.update()

    def sizeHint(self) -> QSize:
        """As tall as a key with some air."""
        return QSize(200, QFontMetrics(current_theme().font(TextSize.SMALL)).height() + 18)

    def minimumSizeHint(self) -> QSize:
        """May become narrow."""
        return QSize(80, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as many keys as fit."""
        theme, painter = current_theme(), QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface_sunken"))
        painter.fillRect(0, 0, self.width(), theme.frame, theme.colour("border"))
        painter.setFont(theme.font(TextSize.SMALL))
        metrics = painter.fontMetrics()
        left = SPACE_3
        for hint in self._hints:
            cap, words = keycap_width(hint.key), metrics.horizontalAdvance(hint.words)
            if left + cap + SPACE_2 + words > self.width() - SPACE_3:
                break
            area = QRect(left, 0, cap, self.height())
            paint_keycap(painter, area, hint.key, theme.colour("text"), theme.colour("border_strong"), theme.colour("surface"))
            left += cap + SPACE_2
            painter.setPen(theme.colour("text_muted"))
            flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
            painter.drawText(QRect(left, 0, words + 4, self.height()), flags, hint.words)
            left += words + SPACE_4
