"""A short list of inspections in rows of three lines, painted by its own delegate."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qa_desktop.ui.home.view_model import Mark, WorkRow
from qa_desktop.ui.home.words import HomeWords
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import paint_focus
from qa_desktop.ui.theme.tokens import SPACE_2, TextSize, Tone
from qa_desktop.ui.widgets.chip import chip_size, paint_chip
from qa_desktop.ui.widgets.icons import paint_icon

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_FLAGS = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_ICONS = {
    Mark.RESUME: "clipboard-list",
    Mark.RETURNED: "message-square",
    Mark.DUE: "clock",
    Mark.OVERDUE: "triangle-alert",
    Mark.FOUND: "clipboard-check",
}


class _Model(QAbstractListModel):
    """The rows."""

    def __init__(self, words: HomeWords, parent: QObject) -> None:
        super().__init__(parent)
        self._words = words
        self.rows: tuple[WorkRow, ...] = ()

    def set_rows(self, rows: tuple[WorkRow, ...]) -> None:
        """Show other rows."""
        if rows != self.rows:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = 0) -> Any:
        """Return the words of a row."""
        if role not in {0, 11} or not index.isValid():
            return None
        row = self.rows[index.row()]
        return ", ".join((row.part, self._words.where(row), self._words.detail(row)))


class _Painter(QStyledItemDelegate):
    """Draws a row."""

    def __init__(self, view: WorkList, words: HomeWords) -> None:
        super().__init__(view)
        self._view, self._words = view, words

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """All rows are of one height."""
        return QSize(200, row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw icon, part, where it belongs, and why it is here."""
        theme, rect = current_theme(), option.rect
        row = self._view.rows()[index.row()]
        focused = self._view.hasFocus() and bool(option.state & QStyle.StateFlag.State_Selected)
        hover = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.fillRect(rect, theme.colour("selection" if focused else "hover" if hover else "surface"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("border"))
        ink = theme.colour("on_selection" if focused else "text")
        soft = theme.colour("on_selection" if focused else "text_muted")
        late = row.mark is Mark.OVERDUE
        mark = theme.tone(Tone.FAILS) if late and not (focused and theme.is_high_contrast) else soft
        paint_icon(painter, QRectF(rect.left() + 10, rect.center().y() - 11, 22, 22), _ICONS[row.mark], mark)
        inside = rect.adjusted(44, SPACE_2 - 2, -10, 2 - SPACE_2)
        line = inside.height() // 3
        top = QRect(inside.left(), inside.top(), inside.width(), line)
        if late:
            word = self._words.overdue()
            size = chip_size(word)
            paint_chip(painter, QRect(top.right() - size.width(), top.top(), size.width(), top.height()), word, Tone.FAILS)
            top.setRight(top.right() - size.width() - SPACE_2)
        painter.setFont(theme.font(TextSize.BODY, strong=True))
        painter.setPen(ink)
        self._draw(painter, top, row.part)
        painter.setFont(theme.font(TextSize.SMALL, tabular=True))
        painter.setPen(soft)
        self._draw(painter, QRect(inside.left(), inside.top() + line, inside.width(), line), self._words.where(row))
        painter.setPen(ink)
        self._draw(painter, QRect(inside.left(), inside.top() + 2 * line, inside.width(), line), self._words.detail(row))
        if focused:
            paint_focus(painter, QRectF(rect).adjusted(1, 1, -1, -1), 4)
        painter.restore()

    def _draw(self, painter: QPainter, rect: QRect, text: str) -> None:
        line = " ".join(text.split("\n"))
        painter.drawText(rect, _FLAGS, painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, rect.width()))


class WorkList(QListView):
    """``chosen`` carries the row on Enter or a click."""

    chosen = Signal(object)

    def __init__(self, name: str, words: HomeWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = _Model(words, self)
        self.setModel(self._rows)
        self.setItemDelegate(_Painter(self, words))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.clicked.connect(self._on_clicked)

    def rows(self) -> tuple[WorkRow, ...]:
        """Return the rows that are shown."""
        return self._rows.rows

    def set_rows(self, rows: tuple[WorkRow, ...]) -> None:
        """Show other rows."""
        self._rows.set_rows(rows)
        if rows and not self.currentIndex().isValid():
            self.setCurrentIndex(self._rows.index(0))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which row Enter would open."""
        super().focusInEvent(event)
        if self.rows() and not self.currentIndex().isValid():
            self.setCurrentIndex(self._rows.index(0))
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row; letters belong to the search field of the screen."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not event.isAutoRepeat():
                self._on_clicked(self.currentIndex())
            return
        if event.text().strip():
            event.ignore()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme: rows may be of another height."""
        super().changeEvent(event)
        if is_restyle(event):
            self.scheduleDelayedItemsLayout()

    def _on_clicked(self, index: _Index) -> None:
        if index.isValid() and index.row() < len(self.rows()):
            self.chosen.emit(self.rows()[index.row()])


def row_height() -> int:
    """Return the height of a row: three lines, and never less than a target."""
    theme = current_theme()
    return max(theme.target, theme.text(76))
