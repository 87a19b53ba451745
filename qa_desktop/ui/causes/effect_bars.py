"""Before and after, drawn: two bars of shares with their intervals and the target, all of it named in words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.tokens import SPACE_2, TextSize

_SCALES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Bar:
    """A share with its interval (all between 0 and 1); ``share`` is ``None`` where nothing was looked at."""

    label: str
    words: str
    share: float | None
    low: float = 0.0
    high: float = 0.0


class EffectBars(QWidget):
    """The bar before is hatched, the one after is full; the interval is a line with ends, the target a dashed line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self._target, self._target_words = 0.0, ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Share of nonconforming, before and after"))

    def set_bars(self, before: Bar, after: Bar, target: float, target_words: str) -> None:
        """Draw other figures."""
        self._bars, self._target, self._target_words = (before, after), target, target_words
        parts = [f"{bar.label}: {bar.words}" for bar in self._bars]
        self.setAccessibleDescription("; ".join([*parts, target_words]))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Two bars with a line of words above each, and the target below."""
        return QSize(420, int(self._line() * 6.6))

    def minimumSizeHint(self) -> QSize:
        """May become narrow."""
        return QSize(280, int(self._line() * 6.6))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars."""
        if not self._bars:
            return
        painter, theme, line = QPainter(self), current_theme(), self._line()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        highest = max([self._target, *(max(bar.share or 0.0, bar.high) for bar in self._bars)])
        scale = next((one for one in _SCALES if one >= highest), 1.0)
        area = QRectF(2, 0, self.width() - 4, self.height())
        for place, bar in enumerate(self._bars):
            top = place * line * 2.7
            painter.setFont(theme.font(TextSize.SMALL, strong=True))
            painter.setPen(theme.colour("text"))
            words = QFontMetricsF(painter.font()).elidedText(
                f"{bar.label}: {bar.words}", Qt.TextElideMode.ElideRight, area.width()
            )
            painter.drawText(QRectF(area.left(), top, area.width(), line), int(Qt.AlignmentFlag.AlignVCenter), words)
            self._paint_bar(
                painter, bar, QRectF(area.left(), top + line * 1.1, area.width(), line * 1.2), scale, hatched=place == 0
            )
        self._paint_target(painter, area, scale, line)

    def _paint_bar(self, painter: QPainter, bar: Bar, box: QRectF, scale: float, *, hatched: bool) -> None:
        theme = current_theme()
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.setBrush(theme.colour("surface_sunken"))
        painter.drawRect(box)
        if bar.share is None:
            return
        filled = QRectF(box.left(), box.top(), max(2.0, box.width() * bar.share / scale), box.height())
        painter.setPen(QPen(theme.colour("text"), 1))
        pattern = Qt.BrushStyle.BDiagPattern if hatched else Qt.BrushStyle.SolidPattern
        painter.setBrush(QBrush(theme.colour("text_muted" if hatched else "accent"), pattern))
        painter.drawRect(filled)
        middle = box.center().y()
        low, high = (box.left() + box.width() * min(1.0, end / scale) for end in (bar.low, bar.high))
        for colour, width in (("surface", 5), ("text", 2)):
            painter.setPen(QPen(theme.colour(colour), width))
            painter.drawLine(QPointF(low, middle), QPointF(high, middle))
            for end in (low, high):
                painter.drawLine(QPointF(end, middle - box.height() * 0.28), QPointF(end, middle + box.height() * 0.28))

    def _paint_target(self, painter: QPainter, area: QRectF, scale: float, line: float) -> None:
        theme = current_theme()
        x, bottom = area.left() + area.width() * min(1.0, self._target / scale), line * 5.2
        painter.setPen(QPen(theme.colour("text"), 1.5, Qt.PenStyle.DashLine))
        for place in range(len(self._bars)):
            top = place * line * 2.7 + line * 1.1
            painter.drawLine(QPointF(x, top - 2), QPointF(x, top + line * 1.2 + 2))
        painter.setFont(theme.font(TextSize.SMALL))
        painter.setPen(theme.colour("text"))
        width = painter.fontMetrics().horizontalAdvance(self._target_words) + SPACE_2
        left = min(max(area.left(), x - width / 2), area.right() - width)
        painter.drawText(QRectF(left, bottom, width, line), int(Qt.AlignmentFlag.AlignCenter), self._target_words)

    def _line(self) -> float:
        return QFontMetricsF(current_theme().font(TextSize.SMALL)).height()
