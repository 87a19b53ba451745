"""How the rows of this screen are drawn: with room around the text, wrapped and never cut, chosen as a whole."""

from __future__ import annotations

import math

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeWidget

from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.paint import wrapped
from qa_desktop.ui.theme.tokens import TextSize

PAD_X, PAD_Y = 12, 8
STRONG = int(Qt.ItemDataRole.UserRole) + 1
"""Whether a text is drawn strong."""

INK = int(Qt.ItemDataRole.UserRole) + 2
"""The colour of the theme in which a text is drawn."""

_Index = QModelIndex | QPersistentModelIndex


class RowPaint(QStyledItemDelegate):
    """Draws plain text; the height of a row follows the longest of its texts at the width that its column has."""

    def __init__(self, view: QTreeWidget) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the natural width and the height that the text needs in its column."""
        text, font = str(index.data() or ""), _font(index)
        natural = QFontMetricsF(font).horizontalAdvance(text) + 2 * PAD_X + 2
        room = self._view.columnWidth(index.column()) - 2 * PAD_X - self._indent(index)
        _, height = wrapped(text or " ", font, max(40, room))
        return QSize(math.ceil(natural), max(math.ceil(height) + 2 * PAD_Y, current_theme().target - 4))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw ground and text."""
        theme = current_theme()
        state: QStyle.StateFlag = option.state
        area = option.rect
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(area, theme.colour("selection"))
        ink = theme.colour("on_selection" if selected else str(index.data(INK) or "text"))
        layout, _ = wrapped(str(index.data() or ""), _font(index), max(40, area.width() - 2 * PAD_X))
        painter.setPen(ink)
        layout.draw(painter, QPointF(area.left() + PAD_X, area.top() + PAD_Y))
        painter.setPen(theme.colour("border"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.restore()

    def _indent(self, index: _Index) -> int:
        if index.column():
            return 0
        depth = 1 if self._view.rootIsDecorated() else 0
        above = index.parent()
        while above.isValid():
            depth, above = depth + 1, above.parent()
        return depth * self._view.indentation()


def _font(index: _Index) -> QFont:
    return current_theme().font(TextSize.BODY, strong=bool(index.data(STRONG)))
