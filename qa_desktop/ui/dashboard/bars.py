"""A Pareto chart: bars from the top, the cumulative line beside them, numbers at the right.  It is read without colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desktop.ui.dashboard.words import FigureWords
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import paint_focus
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, TextSize

if TYPE_CHECKING:
    from qa_desktop.methods.metrics.pareto import Bar

_DOT = 3.5


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where things stand: names up to ``bar``, bars up to ``count``, counts up to ``share``, cumulative shares behind."""

    bar: float
    count: float
    share: float
    right: float


class ParetoChart(QWidget):
    """Up and Down go from bar to bar, Enter or a click asks for the records of one.  ``activated`` carries its name."""

    activated = Signal(str)

    def __init__(self, words: FigureWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._bars: tuple[Bar, ...] = ()
        self._unit = ""
        self._meanings: Mapping[str, str] = {}
        self._adds_up = True
        self._chosen = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_bars(
        self,
        title: str,
        bars: tuple[Bar, ...],
        unit: str = "",
        meanings: Mapping[str, str] | None = None,
        *,
        adds_up: bool = True,
    ) -> None:
        """Draw other bars; ``unit`` is that of what they stand for, ``meanings`` says what names mean that are codes.

        Bars that do not add up have no cumulative line, and each has its own share behind it.
        """
        self._meanings, self._adds_up = meanings or {}, adds_up
        if bars != self._bars:
            self._chosen = 0
        self._bars, self._unit = bars, unit
        self.setAccessibleName(title)
        self._describe()
        self.updateGeometry()
        self.update()

    def bars(self) -> tuple[Bar, ...]:
        """Return what is drawn."""
        return self._bars

    def chosen(self) -> Bar | None:
        """Return the bar that Enter asks for."""
        return self._bars[self._chosen] if self._bars else None

    def sizeHint(self) -> QSize:
        """As tall as its rows."""
        return QSize(420, max(4, len(self._bars)) * self._row() + SPACE_2)

    def minimumSizeHint(self) -> QSize:
        """Never lower than its rows, which would be cut."""
        return QSize(260, len(self._bars) * (self._line() + 4) + SPACE_2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from bar to bar, ask for one."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps and self._bars:
            self._choose(self._chosen + steps[Qt.Key(event.key())])
        elif event.key() in {Qt.Key.Key_Home, Qt.Key.Key_End} and self._bars:
            self._choose(0 if event.key() == Qt.Key.Key_Home else len(self._bars) - 1)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._bars and not event.modifiers():
            self.activated.emit(self._bars[self._chosen].name)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the bar under the pointer."""
        number = int((event.position().y() - SPACE_1) // self._height())
        if event.button() == Qt.MouseButton.LeftButton and 0 <= number < len(self._bars):
            self._choose(number)
            self.activated.emit(self._bars[number].name)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which bar is chosen."""
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
            self.updateGeometry()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, then the cumulative line over the bars."""
        painter, theme = QPainter(self), current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._bars:
            painter.setFont(theme.font(TextSize.BODY))
            painter.setPen(theme.colour("text_muted"))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._words.number(None))
            return
        columns, height = self._columns(), self._height()
        largest = max(float(bar.count) for bar in self._bars)
        for number, bar in enumerate(self._bars):
            self._paint_row(painter, QRectF(0, SPACE_1 + number * height, self.width(), height), bar, columns, largest, number)
        if self._adds_up:
            self._paint_line(painter, columns, height)

    def _paint_row(self, painter: QPainter, row: QRectF, bar: Bar, columns: _Columns, largest: float, number: int) -> None:
        theme = current_theme()
        if number == self._chosen and self.hasFocus():
            painter.fillRect(row, theme.colour("selection"))
        painter.setFont(theme.font(TextSize.SMALL, strong=not bar.is_rest, tabular=True))
        metrics = painter.fontMetrics()
        painter.setPen(theme.colour("text"))
        name = metrics.elidedText(self._name(bar), Qt.TextElideMode.ElideRight, int(columns.bar - SPACE_2))
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.drawText(QRectF(SPACE_1, row.top(), columns.bar - SPACE_2, row.height()), middle, name)
        thick = min(row.height() - 6, self._line() + 6)
        width = max(2.0 if bar.count else 0.0, float(bar.count) / largest * (columns.count - columns.bar - SPACE_2))
        box = QRectF(columns.bar, row.center().y() - thick / 2, width, thick)
        painter.setPen(QPen(theme.colour("accent"), 1.2))
        solid = theme.colour("accent_soft")
        painter.setBrush(QBrush(theme.colour("accent"), Qt.BrushStyle.BDiagPattern) if bar.is_rest else QBrush(solid))
        painter.drawRect(box)
        painter.setPen(theme.colour("text"))
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        count = QRectF(columns.count, row.top(), columns.share - columns.count, row.height())
        painter.drawText(count, right, self._written(bar))
        painter.setPen(theme.colour("text_muted"))
        share = QRectF(columns.share, row.top(), columns.right - columns.share, row.height())
        painter.drawText(share, right, f"{bar.cumulative:.0f} %")
        if number == self._chosen and self.hasFocus():
            paint_focus(painter, row, 4)

    def _paint_line(self, painter: QPainter, columns: _Columns, height: float) -> None:
        theme, room = current_theme(), columns.count - columns.bar - SPACE_2
        points = [
            QPointF(columns.bar + float(bar.cumulative) / 100 * room, SPACE_1 + (number + 0.5) * height)
            for number, bar in enumerate(self._bars)
        ]
        painter.setPen(QPen(theme.colour("text_muted"), 1.2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(QPen(theme.colour("text_muted"), 1.2))
        painter.setBrush(theme.colour("surface"))
        for point in points:
            painter.drawEllipse(point, _DOT, _DOT)

    def _columns(self) -> _Columns:
        metrics = QFontMetrics(current_theme().font(TextSize.SMALL, strong=True, tabular=True))
        right = self.width() - SPACE_1
        share = right - metrics.horizontalAdvance("100 %") - SPACE_2
        count = share - max(metrics.horizontalAdvance(self._written(bar)) for bar in self._bars) - SPACE_1
        named = max(metrics.horizontalAdvance(self._name(bar)) for bar in self._bars) + 2 * SPACE_2
        return _Columns(min(named, self.width() * 0.45), count, share, right)

    def _name(self, bar: Bar) -> str:
        if bar.is_rest:
            return self.tr("other ({count})").format(count=bar.merged) if bar.merged > 1 else bar.name
        return f"{bar.name} {self._meanings[bar.name]}" if bar.name in self._meanings else bar.name

    def _written(self, bar: Bar) -> str:
        return self._words.number(bar.count, self._unit)

    def _choose(self, number: int) -> None:
        self._chosen = min(max(number, 0), len(self._bars) - 1)
        self._describe()
        self.update()

    def _describe(self) -> None:
        bar = self.chosen()
        words = self._words.number(None)
        if bar is not None:
            words = f"{self._name(bar)}: {self._written(bar)}, {bar.percent:.1f} %"
            if self._adds_up:
                words += f", {bar.cumulative:.1f} %"
        self.setAccessibleDescription(words)

    def _height(self) -> float:
        rows = max(1, len(self._bars))
        return min(self._row(), (self.height() - SPACE_2) / rows)

    def _row(self) -> int:
        return self._line() + 16

    def _line(self) -> int:
        return QFontMetrics(current_theme().font(TextSize.SMALL)).height()
