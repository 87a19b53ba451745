"""The lines that wait for a second reading, two lines of words each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.paint import paint_focus
from qa_desktop.ui.theme.tokens import SPACE_2, TextSize
from qa_desktop.ui.widgets.icons import paint_icon

if TYPE_CHECKING:
    from qa_desktop.services.second_readings import WaitingLine

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_FLAGS = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
Words = Callable[["WaitingLine"], tuple[str, str]]
"""Returns what is measured, and where."""


class _Model(QAbstractListModel):
    def __init__(self, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words
        self.lines: tuple[WaitingLine, ...] = ()

    def set_lines(self, lines: tuple[WaitingLine, ...]) -> None:
        """Show other lines."""
        if lines != self.lines:
            self.beginResetModel()
            self.lines = lines
            self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = 0) -> Any:
        """Return the words of a line."""
        if role not in {0, 11} or not index.isValid():
            return None
        return ", ".join(self._words(self.lines[index.row()]))


class _Painter(QStyledItemDelegate):
    def __init__(self, view: LineList, words: Words) -> None:
        super().__init__(view)
        self._view, self._words = view, words

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """All rows are of one height."""
        return QSize(200, max(current_theme().target + 12, current_theme().text(60)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw what is measured and where; a line whose readings differ bears a triangle."""
        theme, rect = current_theme(), option.rect
        line = self._view.lines()[index.row()]
        what, where = self._words(line)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ink = theme.colour("on_selection" if chosen else "text")
        soft = theme.colour("on_selection" if chosen else "text_muted")
        painter.save()
        painter.fillRect(rect, theme.colour("selection" if chosen else "surface"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("border"))
        icon = "triangle-alert" if line.differs else "ruler"
        paint_icon(painter, QRectF(rect.left() + 10, rect.center().y() - 10, 20, 20), icon, soft)
        inside = rect.adjusted(40, SPACE_2 - 2, -10, 2 - SPACE_2)
        half = inside.height() // 2
        for number, (text, size, colour) in enumerate(((what, TextSize.BODY, ink), (where, TextSize.SMALL, soft))):
            painter.setFont(theme.font(size, strong=not number, tabular=True))
            painter.setPen(colour)
            place = QRect(inside.left(), inside.top() + number * half, inside.width(), half)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
            painter.drawText(place, _FLAGS, shown)
        if chosen and self._view.hasFocus():
            paint_focus(painter, QRectF(rect).adjusted(1, 1, -1, -1), 4)
        painter.restore()


class LineList(QListView):
    """One line is always chosen while there are any.  ``chosen`` fires when a person chose, ``entered`` on Enter."""

    chosen = Signal(int)
    entered = Signal()

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self._model = _Model(words, self)
        self.setModel(self._model)
        self.setItemDelegate(_Painter(self, words))
        self.setUniformItemSizes(True)
        self.setAccessibleName(self.tr("Lines that wait for a second reading"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.activated.connect(self.entered)

    def set_lines(self, lines: tuple[WaitingLine, ...], place: int) -> None:
        """Show other lines without telling anybody that one was chosen."""
        self._filling = True
        self._model.set_lines(lines)
        self.setCurrentIndex(self._model.index(place))
        self._filling = False

    def lines(self) -> tuple[WaitingLine, ...]:
        """Return what is shown."""
        return self._model.lines

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell which line a person chose."""
        super().currentChanged(current, previous)
        if not self._filling and current.isValid():
            self.chosen.emit(current.row())
