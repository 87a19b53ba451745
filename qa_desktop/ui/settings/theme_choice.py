"""A theme to choose, with a small picture of how the program looks in it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.paint import paint_focus, paint_panel
from qa_desktop.ui.theme.tokens import PALETTES, SPACE_2, SPACE_3, ThemeName
from qa_desktop.ui.widgets.buttons import HouseButton
from qa_desktop.ui.widgets.shapes import Shape, paint_shape

_PICTURE = 104
_WORDS = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)


class ThemeChoice(HouseButton):
    """One theme: its picture above, its name and whether it is in use below."""

    def __init__(self, name: ThemeName, words: str, parent: QWidget) -> None:
        self.theme_name = name
        super().__init__(words, parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A picture over one line of words."""
        metrics = QFontMetrics(current_theme().font(strong=True))
        width = max(180, metrics.horizontalAdvance(self.text()) + metrics.height() + 2 * SPACE_3 + SPACE_2)
        return QSize(width, _PICTURE + max(current_theme().target, metrics.height() + SPACE_3) + SPACE_2)

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its words."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw picture and words."""
        theme, painter = current_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        chosen = self.isChecked()
        fill = "accent_soft" if chosen else "hover" if self.underMouse() else "surface"
        border, width = ("accent", 2) if chosen else ("border_strong", theme.frame)
        paint_panel(painter, box, theme.colour(fill), theme.colour(border), width)
        self._paint_picture(painter, QRectF(box.left() + SPACE_2, box.top() + SPACE_2, box.width() - 2 * SPACE_2, _PICTURE))
        metrics = QFontMetrics(theme.font(strong=True))
        line = QRectF(
            box.left() + SPACE_3, box.top() + _PICTURE + SPACE_2, box.width() - 2 * SPACE_3, box.height() - _PICTURE - SPACE_2
        )
        side = metrics.height() * 0.9
        mark = QRectF(line.left(), line.center().y() - side / 2, side, side)
        paint_shape(painter, mark, Shape.TICK if chosen else Shape.RADIO, theme.colour("accent" if chosen else "border_strong"))
        painter.setFont(theme.font(strong=True))
        painter.setPen(theme.colour("text"))
        painter.drawText(line.adjusted(side + SPACE_2, 0, SPACE_2, 0), _WORDS, self.text())
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()))

    def _paint_picture(self, painter: QPainter, area: QRectF) -> None:
        """Draw a window in miniature in the colours of the theme that would be chosen."""
        colours = PALETTES[self.theme_name]
        border = QColor(colours.border)
        paint_panel(painter, area, QColor(colours.window), border, 1, 6)
        rail = QRectF(area.left() + 1, area.top() + 1, 20, area.height() - 2)
        paint_panel(painter, rail, QColor(colours.surface), None, 0, 5)
        for place in range(4):
            dot = QRectF(rail.left() + 6, rail.top() + 10 + place * 18, 8, 8)
            paint_panel(painter, dot, QColor(colours.accent if place == 0 else colours.text_muted), None, 0, 3)
        card = area.adjusted(30, 12, -12, -12)
        paint_panel(painter, card, QColor(colours.surface), border, 1, 5)
        left, top, width = card.left() + 10, card.top() + 10, card.width() - 20
        paint_panel(painter, QRectF(left, top, width * 0.55, 7), QColor(colours.text), None, 0, 3)
        paint_panel(painter, QRectF(left, top + 13, width * 0.8, 5), QColor(colours.text_muted), None, 0, 2)
        half = (width - 8) / 2
        good, bad = QRectF(left, top + 26, half, 14), QRectF(left + half + 8, top + 26, half, 14)
        paint_panel(painter, good, QColor(colours.conforms_soft), QColor(colours.conforms), 1, 4)
        paint_panel(painter, bad, QColor(colours.fails_soft), QColor(colours.fails), 1, 4)
        paint_shape(painter, good.adjusted(0, 2, 0, -2), Shape.TICK, QColor(colours.conforms))
        paint_shape(painter, bad.adjusted(0, 2, 0, -2), Shape.CROSS, QColor(colours.fails))
        paint_panel(painter, QRectF(left + width * 0.6, top + 47, width * 0.4, 12), QColor(colours.accent), None, 0, 4)
