"""Where a reading lies between its limits, drawn."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desktop.domain.item_types.numeric import number_for_people, with_unit
from qa_desktop.domain.tolerance import Limits, Side
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import paint_panel
from qa_desktop.ui.theme.tokens import SPACE_1, TextSize, Tone

_BAR, _MARK = 12, 13
_OUTSIDE = 0.22
"""Share of the width on each side that lies beyond the limit."""


class ToleranceBar(QWidget):
    """Limits, nominal and the reading on one line.

    Between two limits the position is to scale.  With one limit the scale is the distance from nominal to the limit, or a tenth
    of the limit when there is no nominal; a reading beyond the drawn range sits at the edge.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limits, self._unit = Limits(), ""
        self._value: Decimal | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_criteria(Limits(), "")

    def set_criteria(self, limits: Limits, unit: str) -> None:
        """Draw other limits."""
        self._limits, self._unit = limits, unit
        self._describe()

    def set_value(self, value: Decimal | None) -> None:
        """Mark another reading, or none."""
        self._value = value
        self._describe()

    def position(self) -> float | None:
        """Return where the mark stands, 0 at the left edge of the widget and 1 at the right, or ``None`` without a mark."""
        return None if self._value is None else self._share(self._value)

    def sizeHint(self) -> QSize:
        """Mark, bar and one line of small text."""
        text = QFontMetrics(current_theme().font(TextSize.SMALL)).height()
        return QSize(280, _MARK + _BAR + 3 * SPACE_1 + text)

    def minimumSizeHint(self) -> QSize:
        """May become narrow."""
        return QSize(160, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar."""
        if self._limits.is_open:
            return
        theme, painter = current_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = QRectF(1, _MARK + SPACE_1, self.width() - 2, _BAR)
        left, right = self._edges(bar)
        edge = theme.colour("border_strong")
        paint_panel(painter, bar, theme.soft(Tone.FAILS), edge, theme.frame, _BAR / 2)
        painter.save()
        painter.setClipRect(QRectF(left, bar.top(), right - left, bar.height()))
        paint_panel(painter, bar, theme.soft(Tone.CONFORMS), theme.tone(Tone.CONFORMS), theme.frame, _BAR / 2)
        painter.restore()
        painter.setPen(QPen(theme.tone(Tone.CONFORMS), 2))
        for limit, x in ((self._limits.lower, left), (self._limits.upper, right)):
            if limit is not None:
                painter.drawLine(QPointF(x, bar.top() - 2), QPointF(x, bar.bottom() + 3))
        nominal = self._limits.nominal
        if nominal is not None:
            painter.setPen(QPen(theme.colour("text_muted"), 1, Qt.PenStyle.DashLine))
            x = bar.left() + bar.width() * self._share(nominal)
            painter.drawLine(QPointF(x, bar.top() + 2), QPointF(x, bar.bottom() - 1))
        self._paint_numbers(painter, bar, left, right)
        self._paint_mark(painter, bar)

    def _paint_numbers(self, painter: QPainter, bar: QRectF, left: float, right: float) -> None:
        theme = current_theme()
        painter.setFont(theme.font(TextSize.SMALL, tabular=True))
        painter.setPen(theme.colour("text_muted"))
        top = bar.bottom() + SPACE_1
        height = painter.fontMetrics().height()
        for limit, x in ((self._limits.lower, left), (self._limits.upper, right)):
            if limit is not None:
                text = number_for_people(limit)
                width = painter.fontMetrics().horizontalAdvance(text) + 4
                begin = min(max(x - width / 2, bar.left()), bar.right() - width)
                painter.drawText(QRectF(begin, top, width, height), int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_mark(self, painter: QPainter, bar: QRectF) -> None:
        if self._value is None:
            return
        theme = current_theme()
        within = self._limits.side(self._value) is Side.WITHIN
        ink: QColor = theme.tone(Tone.CONFORMS if within else Tone.FAILS)
        x = min(max(bar.left() + bar.width() * self._share(self._value), bar.left() + 7), bar.right() - 7)
        painter.setPen(QPen(theme.colour("surface"), 1.5))
        painter.setBrush(ink)
        tip = bar.top() + 3
        painter.drawPolygon(QPolygonF([QPointF(x, tip), QPointF(x - 7, tip - _MARK - 1), QPointF(x + 7, tip - _MARK - 1)]))
        painter.setPen(QPen(ink, 2.5))
        painter.drawLine(QPointF(x, tip), QPointF(x, bar.bottom() - 1))

    def _edges(self, bar: QRectF) -> tuple[float, float]:
        lower, upper = self._limits.lower, self._limits.upper
        left = bar.left() if lower is None else bar.left() + bar.width() * self._share(lower)
        right = bar.right() if upper is None else bar.left() + bar.width() * self._share(upper)
        return left, right

    def _share(self, value: Decimal) -> float:
        """Return the place of ``value`` on the bar, 0 to 1."""
        lower, upper = self._limits.lower, self._limits.upper
        if lower is not None and upper is not None:
            width = upper - lower
            inner = 0.5 if not width else float((value - lower) / width)
            if not width:
                inner += 1.0 if value > upper else -1.0 if value < lower else 0.0
            place = _OUTSIDE + inner * (1 - 2 * _OUTSIDE)
        elif lower is not None:
            place = _OUTSIDE + float((value - lower) / self._scale(lower)) * (0.5 - _OUTSIDE)
        elif upper is not None:
            place = 1 - _OUTSIDE + float((value - upper) / self._scale(upper)) * (0.5 - _OUTSIDE)
        else:
            place = 0.5
        return min(1.0, max(0.0, place))

    def _scale(self, limit: Decimal) -> Decimal:
        nominal = self._limits.nominal
        if nominal is not None and nominal != limit:
            return abs(nominal - limit)
        return abs(limit) / 10 or Decimal(1)

    def _describe(self) -> None:
        lower, upper = self._limits.lower, self._limits.upper
        self.setAccessibleName(self.tr("Position in tolerance"))
        parts = []
        if lower is not None:
            parts.append(self.tr("lower limit {limit}").format(limit=with_unit(lower, self._unit)))
        if upper is not None:
            parts.append(self.tr("upper limit {limit}").format(limit=with_unit(upper, self._unit)))
        if self._value is not None:
            parts.append(self.tr("reading {value}").format(value=with_unit(self._value, self._unit)))
        self.setAccessibleDescription(", ".join(parts))
        self.update()
