"""A figure week by week: points, joined where weeks follow each other, with gaps where there is no data."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desktop.methods.metrics.scale import axis_top
from qa_desktop.ui.dashboard.words import FigureWords
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import paint_focus
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, SPACE_3, TextSize

if TYPE_CHECKING:
    from qa_desktop.services.dashboards import Trend, Week

_DOT = 4.0
_LEVELS = (Decimal(0), Decimal("0.5"), Decimal(1))


class TrendChart(QWidget):
    """Left and Right go from week to week; the words above say what the chosen one is.

    Enter, or a second click, asks for the records of a week; ``activated`` carries it.
    """

    activated = Signal(object)

    def __init__(self, words: FigureWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._trend: Trend | None = None
        self._chosen = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_trend(self, trend: Trend | None) -> None:
        """Draw another trend; the newest week is chosen."""
        if trend != self._trend:
            self._trend = trend
            self._chosen = len(trend.weeks) - 1 if trend is not None else 0
        self.setAccessibleName("" if trend is None else trend.title)
        self.setAccessibleDescription(self.said())
        self.update()

    def chosen(self) -> Week | None:
        """Return the week that the words are about."""
        return self._trend.weeks[self._chosen] if self._trend is not None and self._trend.weeks else None

    def said(self) -> str:
        """Return the words about the chosen week."""
        week = self.chosen()
        if week is None or self._trend is None:
            return ""
        value = self._words.number(week.value, self._trend.unit)
        if week.value is None:
            return self.tr("{week}: {value}").format(week=week.name, value=value)
        return self.tr("{week}: {value} (from {base})").format(week=week.name, value=value, base=week.base)

    def sizeHint(self) -> QSize:
        """Wide, and as high as eight lines of small text."""
        return QSize(360, self._line() * 8)

    def minimumSizeHint(self) -> QSize:
        """May become narrow and lower."""
        return QSize(240, self._line() * 6)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from week to week."""
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if event.key() in steps and self._trend is not None:
            self._choose(self._chosen + steps[Qt.Key(event.key())])
        elif event.key() in {Qt.Key.Key_Home, Qt.Key.Key_End} and self._trend is not None:
            self._choose(0 if event.key() == Qt.Key.Key_Home else len(self._trend.weeks) - 1)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self._ask()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for the records of the week, which the first click has chosen."""
        self._ask()
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the week nearest to the pointer."""
        if self._trend is not None and self._trend.weeks:
            area = self._area()
            share = (event.position().x() - area.left()) / max(1.0, area.width())
            self._choose(round(share * (len(self._trend.weeks) - 1)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show it no more."""
        super().focusOutEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axes, line, points, and the words of the chosen week."""
        painter, theme = QPainter(self), current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        trend = self._trend
        painter.setFont(theme.font(TextSize.SMALL, tabular=True))
        if trend is None or not any(week.base for week in trend.weeks):
            painter.setFont(theme.font(TextSize.BODY))
            painter.setPen(theme.colour("text_muted"))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._words.number(None))
        else:
            area, top = self._area(), self._top(trend)
            self._paint_axes(painter, area, top, trend)
            self._paint_points(painter, area, top, trend)
            painter.setPen(theme.colour("text"))
            painter.setFont(theme.font(TextSize.SMALL, strong=True, tabular=True))
            painter.drawText(QRectF(area.left(), 0, area.width(), self._line()), Qt.AlignmentFlag.AlignLeft, self.said())
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()))

    def _paint_axes(self, painter: QPainter, area: QRectF, top: Decimal, trend: Trend) -> None:
        theme, line = current_theme(), self._line()
        for level in _LEVELS:
            y = int(area.bottom() - float(level) * area.height()) + 0.5
            painter.setPen(QPen(theme.colour("border" if level else "border_strong"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(theme.colour("text_muted"))
            label = QRectF(0, y - line / 2, area.left() - SPACE_1 - 2, line)
            painter.drawText(label, int(Qt.AlignmentFlag.AlignRight), self._words.number(top * level, trend.unit))
        names = [week.name for week in trend.weeks]
        room = painter.fontMetrics().horizontalAdvance(names[0]) + SPACE_2
        step = max(1, -(-len(names) * room // max(1, int(area.width()))))
        for place in range(0, len(names), step):
            x = self._x(area, place, len(names))
            left = min(max(0.0, x - room / 2), self.width() - room)
            painter.drawText(QRectF(left, area.bottom() + SPACE_1, room, line), int(Qt.AlignmentFlag.AlignHCenter), names[place])

    def _paint_points(self, painter: QPainter, area: QRectF, top: Decimal, trend: Trend) -> None:
        theme, before = current_theme(), None
        points = [
            None if week.value is None else QPointF(self._x(area, place, len(trend.weeks)), self._y(area, week.value, top))
            for place, week in enumerate(trend.weeks)
        ]
        painter.setPen(QPen(theme.colour("accent"), 2))
        for point in points:
            if before is not None and point is not None:
                painter.drawLine(before, point)
            before = point
        for place, point in enumerate(points):
            if point is None:
                continue
            chosen = place == self._chosen
            painter.setPen(QPen(theme.colour("text" if chosen else "accent"), 2))
            painter.setBrush(theme.colour("text" if chosen else "surface"))
            size = _DOT + (1.5 if chosen else 0)
            painter.drawEllipse(point, size, size)

    def _top(self, trend: Trend) -> Decimal:
        return axis_top(max((week.value for week in trend.weeks if week.value is not None), default=Decimal(0)), trend.unit)

    def _ask(self) -> None:
        week = self.chosen()
        if week is not None:
            self.activated.emit(week)

    def _choose(self, place: int) -> None:
        if self._trend is not None:
            self._chosen = min(max(place, 0), len(self._trend.weeks) - 1)
            self.setAccessibleDescription(self.said())
            self.update()

    def _area(self) -> QRectF:
        metrics = QFontMetrics(current_theme().font(TextSize.SMALL, tabular=True))
        trend = self._trend
        widest = (
            40
            if trend is None
            else max(metrics.horizontalAdvance(self._words.number(self._top(trend) * level, trend.unit)) for level in _LEVELS)
        )
        left, above, below = widest + SPACE_2, self._line() * 1.5 + SPACE_1, self._line() + SPACE_2
        return QRectF(left, above, max(40.0, self.width() - left - SPACE_3), max(20.0, self.height() - above - below))

    def _x(self, area: QRectF, place: int, count: int) -> float:
        return area.left() + (area.width() * place / (count - 1) if count > 1 else area.width() / 2)

    def _y(self, area: QRectF, value: Decimal, top: Decimal) -> float:
        return area.bottom() - float(value / top) * area.height()

    def _line(self) -> int:
        return QFontMetrics(current_theme().font(TextSize.SMALL)).height()
