"""The shapes that go with every status, drawn with strokes so that no font can lack them."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from qa_desktop.domain.answers import Verdict
from qa_desktop.ui.theme.tokens import Tone


class Shape(Enum):
    """What stands beside the word of a status."""

    TICK = "tick"
    CROSS = "cross"
    DASH = "dash"
    RING = "ring"
    DOT = "dot"
    TRIANGLE = "triangle"
    BOX = "box"
    BOX_TICK = "box_tick"
    RADIO = "radio"


VERDICT_SHAPES = {
    Verdict.CONFORMS: Shape.TICK,
    Verdict.FAILS: Shape.CROSS,
    Verdict.UNCERTAIN: Shape.TRIANGLE,
    Verdict.NOT_APPLICABLE: Shape.DASH,
    Verdict.RECORDED: Shape.DOT,
    Verdict.OPEN: Shape.RING,
}

VERDICT_TONES = {
    Verdict.CONFORMS: Tone.CONFORMS,
    Verdict.FAILS: Tone.FAILS,
    Verdict.UNCERTAIN: Tone.WARNING,
    Verdict.NOT_APPLICABLE: Tone.NA,
    Verdict.RECORDED: Tone.RECORDED,
    Verdict.OPEN: Tone.OPEN,
}


def paint_shape(painter: QPainter, rect: QRectF, shape: Shape, ink: QColor) -> None:
    """Draw ``shape`` in the largest square in the middle of ``rect``."""
    side = min(rect.width(), rect.height())
    box = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = max(1.8, side / 8)
    painter.setPen(QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    match shape:
        case Shape.TICK:
            painter.drawPolyline(_points(box, (0.14, 0.54), (0.40, 0.79), (0.87, 0.23)))
        case Shape.CROSS:
            painter.drawLine(*_points(box, (0.20, 0.20), (0.80, 0.80)))
            painter.drawLine(*_points(box, (0.80, 0.20), (0.20, 0.80)))
        case Shape.DASH:
            painter.drawLine(*_points(box, (0.16, 0.50), (0.84, 0.50)))
        case Shape.RING | Shape.RADIO:
            painter.drawEllipse(box.adjusted(width, width, -width, -width))
        case Shape.DOT:
            painter.setBrush(ink)
            painter.drawEllipse(box.center(), side * 0.24, side * 0.24)
        case Shape.TRIANGLE:
            _triangle(painter, box, ink)
        case Shape.BOX | Shape.BOX_TICK:
            painter.drawRoundedRect(box.adjusted(width, width, -width, -width), side / 7, side / 7)
            if shape is Shape.BOX_TICK:
                painter.drawPolyline(_points(box, (0.28, 0.52), (0.44, 0.67), (0.72, 0.35)))
    painter.restore()


def _points(box: QRectF, *shares: tuple[float, float]) -> list[QPointF]:
    return [QPointF(box.left() + box.width() * x, box.top() + box.height() * y) for x, y in shares]


def _triangle(painter: QPainter, box: QRectF, ink: QColor) -> None:
    painter.drawPolygon(QPolygonF(_points(box, (0.50, 0.10), (0.94, 0.88), (0.06, 0.88))))
    painter.drawLine(*_points(box, (0.50, 0.38), (0.50, 0.60)))
    painter.setBrush(ink)
    painter.setPen(Qt.PenStyle.NoPen)
    dot = max(1.1, box.width() / 15)
    painter.drawEllipse(_points(box, (0.50, 0.745))[0], dot, dot)
