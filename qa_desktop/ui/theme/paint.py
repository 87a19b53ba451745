"""Strokes that house widgets share: panels with crisp edges, focus rings, key caps."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextLayout, QTextOption

from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import RADIUS, TextSize

FOCUS_WIDTH = 3
"""Width of the focus ring in pixels."""


def paint_panel(
    painter: QPainter, rect: QRectF, fill: QColor, border: QColor | None = None, width: float = 1.0, radius: float = RADIUS
) -> None:
    """Draw a rounded panel whose border lies inside ``rect``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill)
    inset = 0.0
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        painter.setPen(QPen(border, width))
        inset = width / 2
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


def paint_focus(painter: QPainter, rect: QRectF, radius: float = RADIUS) -> None:
    """Draw the focus ring just inside ``rect``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(current_theme().colour("focus"), FOCUS_WIDTH))
    half = FOCUS_WIDTH / 2
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius)
    painter.restore()


def wrapped(text: str, font: QFont, width: float) -> tuple[QTextLayout, float]:
    """Return ``text`` laid out in lines of ``width`` and its height; a word longer than a line is broken, never cut off."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    height = 0.0
    line = layout.createLine()
    while line.isValid():
        line.setLineWidth(max(1.0, width))
        line.setPosition(QPointF(0, height))
        height += line.height()
        line = layout.createLine()
    layout.endLayout()
    return layout, height


def few_lines(text: str, font: QFont, first: float, width: float, most: int) -> tuple[str, ...]:
    """Return ``text`` in at most ``most`` lines; the first has room for ``first``, the others for ``width``.

    The last one ends in dots if it must.  Words stay whole: a word that only the second line has room for leaves the first one
    empty.
    """
    metrics, rest = QFontMetrics(font), " ".join(text.split())
    found: list[str] = []
    while len(found) < most - 1:
        room = width if found else first
        if metrics.horizontalAdvance(rest) <= room:
            return (*found, rest)
        head, rest = _parted(rest, font, room, width)
        found.append(head)
    return (*found, metrics.elidedText(rest, Qt.TextElideMode.ElideRight, int(width if found else first)))


def _parted(text: str, font: QFont, room: float, width: float) -> tuple[str, str]:
    """Return what of a text goes into a line, and the rest; a word is only parted when no line has room for it."""
    metrics, words = QFontMetrics(font), text.split()
    count = next(n for n in range(len(words), -1, -1) if metrics.horizontalAdvance(" ".join(words[:n])) <= room)
    if count or metrics.horizontalAdvance(words[0]) <= width:
        return " ".join(words[:count]), " ".join(words[count:])
    layout, _height = wrapped(text, font, room)  # a line lives only as long as its layout
    end = layout.lineAt(0).textLength()
    return text[:end], text[end:]


def paint_wrapped(painter: QPainter, area: QRectF, text: str, font: QFont, ink: QColor) -> None:
    """Draw ``text`` in lines, centred in the height of ``area``."""
    layout, height = wrapped(text, font, area.width())
    painter.setPen(ink)
    layout.draw(painter, QPointF(area.left(), area.top() + max(0.0, (area.height() - height) / 2)))


def keycap_width(text: str) -> int:
    """Return how wide :func:`paint_keycap` draws ``text``."""
    metrics = QFontMetrics(current_theme().font(TextSize.SMALL, strong=True))
    return max(metrics.horizontalAdvance(text) + 12, metrics.height() + 4)


def paint_keycap(painter: QPainter, rect: QRect, text: str, ink: QColor, border: QColor, fill: QColor | None = None) -> None:
    """Draw a key with its name, as tall as small text, centred in the height of ``rect`` and starting at its left."""
    theme = current_theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(theme.font(TextSize.SMALL, strong=True))
    height = painter.fontMetrics().height() + 4
    cap = QRectF(rect.left(), rect.center().y() - height / 2 + 0.5, keycap_width(text), height)
    painter.setPen(QPen(border, 1))
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(ink)
    painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine), text)
    painter.restore()
