"""The operating characteristic of a sampling plan, drawn: how often a lot passes, by its quality."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, TextSize

_LEVELS = (0.0, 0.5, 1.0)
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_TICKS = 5


@dataclass(frozen=True, slots=True)
class Curve:
    """What is drawn: points of quality (a fraction) and probability (both between 0 and 1), and the two points with names."""

    points: tuple[tuple[float, float], ...]
    often: float
    rarely: float
    often_words: str
    rarely_words: str
    per_hundred_units: bool = False


class OcCurve(QWidget):
    """Curve, axes, and the qualities that are accepted 95 % and 10 % of the time, told apart by shape and words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curve: Curve | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Chance of acceptance by quality"))

    def set_curve(self, curve: Curve | None) -> None:
        """Draw another curve, or none."""
        self._curve = curve
        words = ""
        if curve is not None:
            words = self.tr("95 % at {often}, 10 % at {rarely}").format(often=curve.often_words, rarely=curve.rarely_words)
        self.setAccessibleDescription(words)
        self.update()

    def curve(self) -> Curve | None:
        """Return what is drawn."""
        return self._curve

    def sizeHint(self) -> QSize:
        """Wide, and as high as six and a half lines of small text."""
        return QSize(360, self._line() * 13 // 2)

    def minimumSizeHint(self) -> QSize:
        """May become narrow and lower."""
        return QSize(240, self._line() * 6)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axes, curve and points."""
        if self._curve is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(current_theme().font(TextSize.SMALL, tabular=True))
        area, end = self._area(), self._end()
        self._paint_axes(painter, area, end)
        path = QPainterPath()
        for place, (quality, accepted) in enumerate(self._curve.points):
            point = self._at(area, end, quality, accepted)
            path.lineTo(point) if place else path.moveTo(point)
        painter.setPen(QPen(current_theme().colour("accent"), 2.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        self._paint_point(painter, area, end, (self._curve.often, 0.95), self._often(), square=False)
        self._paint_point(painter, area, end, (self._curve.rarely, 0.10), self._rarely(), square=True)

    def _often(self) -> str:
        return "95 %: " + self._curve.often_words if self._curve else ""

    def _rarely(self) -> str:
        return "10 %: " + self._curve.rarely_words if self._curve else ""

    def _paint_axes(self, painter: QPainter, area: QRectF, end: float) -> None:
        theme, line = current_theme(), self._line()
        for level in _LEVELS:
            y = _crisp(area.bottom() - level * area.height())
            painter.setPen(QPen(theme.colour("border_strong" if level == 0 else "border"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(theme.colour("text_muted"))
            label = QRectF(0, y - line / 2, area.left() - SPACE_1, line)
            painter.drawText(label, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"{level * 100:.0f} %")
        step = _step(end * 100)
        count = math.floor(end * 100 / step + 1e-9)
        words = self._axis_words()
        for number in range(count + 1):
            x = _crisp(area.left() + number * step / (end * 100) * area.width())
            painter.setPen(QPen(theme.colour("border_strong"), 1))
            painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 4))
            painter.setPen(theme.colour("text_muted"))
            text = f"{number * step:.6g}"
            width = painter.fontMetrics().horizontalAdvance(text) + 4
            left = min(max(0.0, x - width / 2), self.width() - width)
            painter.drawText(QRectF(left, area.bottom() + 4, width, line), int(Qt.AlignmentFlag.AlignHCenter), text)
        under = QRectF(area.left(), area.bottom() + 4 + line, area.width(), line)
        painter.drawText(under, int(Qt.AlignmentFlag.AlignHCenter), words)

    def _paint_point(
        self, painter: QPainter, area: QRectF, end: float, named: tuple[float, float], words: str, *, square: bool
    ) -> None:
        """Draw a point with its guide; its words stand at the right of it and always above the falling curve."""
        theme, point = current_theme(), self._at(area, end, *named)
        painter.setPen(QPen(theme.colour("text_muted"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(_crisp(point.x()), point.y()), QPointF(_crisp(point.x()), area.bottom()))
        painter.setPen(QPen(theme.colour("surface"), 1.5))
        painter.setBrush(theme.colour("text"))
        mark = QRectF(point.x() - 5, point.y() - 5, 10, 10)
        painter.drawRect(mark) if square else painter.drawEllipse(mark)
        width = painter.fontMetrics().horizontalAdvance(words) + 4
        box = QRectF(point.x() + 7, 0, width, self._line())
        if box.right() > self.width():
            box.moveRight(self.width() - 1)
        begin = (box.left() - area.left()) / area.width() * end
        over = min(point.y() - 3, self._at(area, end, 0, self._height_at(begin)).y() - 3)
        box.moveBottom(max(over, self._line()))
        painter.setPen(theme.colour("text"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignHCenter), words)

    def _axis_words(self) -> str:
        if self._curve is not None and self._curve.per_hundred_units:
            return self.tr("Nonconformities per 100 units in the lot")
        return self.tr("Bad pieces in the lot, %")

    def _height_at(self, quality: float) -> float:
        """Return the height of the curve at a quality: that of the last point before it, which is never lower."""
        points = self._curve.points if self._curve is not None else ()
        return max((accepted for place, accepted in points if place >= quality), default=0.0)

    def _area(self) -> QRectF:
        metrics = QFontMetrics(current_theme().font(TextSize.SMALL, tabular=True))
        left = metrics.horizontalAdvance("100 %") + SPACE_2
        below = 2 * self._line() + SPACE_2
        above = self._line() + 2
        return QRectF(left, above, max(40, self.width() - left - SPACE_2), max(20, self.height() - below - above))

    def _end(self) -> float:
        points = self._curve.points if self._curve is not None else ()
        return max((quality for quality, _ in points), default=1.0) or 1.0

    def _at(self, area: QRectF, end: float, quality: float, accepted: float) -> QPointF:
        return QPointF(area.left() + min(1.0, quality / end) * area.width(), area.bottom() - accepted * area.height())

    def _line(self) -> int:
        return QFontMetrics(current_theme().font(TextSize.SMALL)).height()


def _step(span: float) -> float:
    """Return a round distance of the marks on an axis of ``span``."""
    rough = span / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in _STEPS if factor * power >= rough * 0.999)


def _crisp(place: float) -> float:
    """Return the middle of a pixel, so that a thin line stays thin."""
    return math.floor(place) + 0.5
