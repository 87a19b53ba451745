"""The patrols in rows of three lines, painted by their own delegate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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

from qa_desktop.ui.home.patrol_words import PatrolWords
from qa_desktop.ui.home.work_list import row_height
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import paint_focus
from qa_desktop.ui.theme.tokens import SPACE_2, TextSize, Tone
from qa_desktop.ui.widgets.chip import chip_size, paint_chip
from qa_desktop.ui.widgets.icons import paint_icon

if TYPE_CHECKING:
    from qa_desktop.services.patrols import PatrolState

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_FLAGS = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


class _Model(QAbstractListModel):
    def __init__(self, words: PatrolWords, parent: QObject) -> None:
        super().__init__(parent)
        self._words = words
        self.rows: tuple[PatrolState, ...] = ()

    def set_rows(self, rows: tuple[PatrolState, ...]) -> None:
        """Show other rows; the same patrols keep choice and place."""
        same = [row.row.id for row in rows] == [row.row.id for row in self.rows]
        if same and rows:
            self.rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
        elif not same:
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
        return ", ".join((row.row.name, self._words.where(row.row), self._words.stands(row)))


class _Painter(QStyledItemDelegate):
    def __init__(self, view: PatrolList, words: PatrolWords) -> None:
        super().__init__(view)
        self._view, self._words = view, words

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """All rows are of one height."""
        return QSize(200, row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw name, place and how it stands; a due one wears a word and an icon."""
        theme, rect = current_theme(), option.rect
        row = self._view.rows()[index.row()]
        focused = self._view.hasFocus() and bool(option.state & QStyle.StateFlag.State_Selected)
        hover = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.fillRect(rect, theme.colour("selection" if focused else "hover" if hover else "surface"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("border"))
        ink = theme.colour("on_selection" if focused else "text")
        soft = theme.colour("on_selection" if focused else "text_muted")
        due = row.status.is_due
        mark = theme.tone(Tone.WARNING) if due and not (focused and theme.is_high_contrast) else soft
        icon = "bell" if due else "clock" if row.status.running else "minus"
        paint_icon(painter, QRectF(rect.left() + 10, rect.center().y() - 11, 22, 22), icon, mark)
        inside = rect.adjusted(44, SPACE_2 - 2, -10, 2 - SPACE_2)
        line = inside.height() // 3
        top = QRect(inside.left(), inside.top(), inside.width(), line)
        word = self._words.chip(row)
        if word:
            size = chip_size(word)
            paint_chip(
                painter,
                QRect(top.right() - size.width(), top.top(), size.width(), top.height()),
                word,
                Tone.WARNING if due else Tone.NEUTRAL,
            )
            top.setRight(top.right() - size.width() - SPACE_2)
        painter.setFont(theme.font(TextSize.BODY, strong=True))
        painter.setPen(ink)
        self._draw(painter, top, row.row.name)
        painter.setFont(theme.font(TextSize.SMALL, tabular=True))
        painter.setPen(soft)
        self._draw(painter, QRect(inside.left(), inside.top() + line, inside.width(), line), self._words.where(row.row))
        painter.setPen(ink)
        self._draw(painter, QRect(inside.left(), inside.top() + 2 * line, inside.width(), line), self._words.stands(row))
        if focused:
            paint_focus(painter, QRectF(rect).adjusted(1, 1, -1, -1), 4)
        painter.restore()

    def _draw(self, painter: QPainter, rect: QRect, text: str) -> None:
        painter.drawText(rect, _FLAGS, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width()))


class PatrolList(QListView):
    """``chosen`` carries the patrol whose round begins (Enter, double click), ``log_wanted`` the one that L is about."""

    chosen = Signal(object)
    log_wanted = Signal(object)

    def __init__(self, words: PatrolWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = _Model(words, self)
        self.setModel(self._rows)
        self.setItemDelegate(_Painter(self, words))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Patrols"))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.doubleClicked.connect(self._on_double)

    def rows(self) -> tuple[PatrolState, ...]:
        """Return the rows that are shown."""
        return self._rows.rows

    def set_rows(self, rows: tuple[PatrolState, ...]) -> None:
        """Show other rows."""
        self._rows.set_rows(rows)
        if rows and not self.currentIndex().isValid():
            self.setCurrentIndex(self._rows.index(0))

    def current(self) -> PatrolState | None:
        """Return the chosen patrol."""
        index = self.currentIndex()
        return self.rows()[index.row()] if index.isValid() and index.row() < len(self.rows()) else None

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which row Enter would begin."""
        super().focusInEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter begins the round, L logs; other letters belong to the search field of the screen."""
        current = self.current()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not event.isAutoRepeat() and current is not None:
                self.chosen.emit(current)
            return
        if event.key() == Qt.Key.Key_L and not event.modifiers() and current is not None:
            self.log_wanted.emit(current)
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

    def _on_double(self, _index: _Index) -> None:
        current = self.current()
        if current is not None:
            self.chosen.emit(current)
