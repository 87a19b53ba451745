"""A short list in rows of three lines with an icon and a chip, painted by its own delegate."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
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
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QResizeEvent, QTextLayout
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import paint_focus
from qa_desktop.ui.theme.tokens import SPACE_2, TextSize, Tone
from qa_desktop.ui.widgets.chip import chip_size, paint_chip
from qa_desktop.ui.widgets.icons import paint_icon

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_FLAGS = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


@dataclass(frozen=True, slots=True)
class RowLook:
    """How a row looks: three lines of plain text, an icon, and a word in a chip where one is needed.

    ``tone`` is the colour of chip and icon; ``None`` leaves the icon quiet and the chip neutral.  ``above`` and ``below`` join
    the icon by a line with the row before and the row after.
    """

    lines: tuple[str, str, str]
    icon: str
    chip: str = ""
    tone: Tone | None = None
    above: bool = False
    below: bool = False


class _Model(QAbstractListModel):
    def __init__(self, view: ThreeLineList, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self.rows: tuple[Any, ...] = ()

    def set_rows(self, rows: tuple[Any, ...]) -> None:
        """Show other rows; the same records keep choice and place."""
        same = [self._view.key_of(row) for row in rows] == [self._view.key_of(row) for row in self.rows]
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
        """Return the words of a row, for people and for screen readers."""
        if role not in {0, 11} or not index.isValid():
            return None
        return ", ".join(self._view.look_of(self.rows[index.row()]).lines)


class _Painter(QStyledItemDelegate):
    def __init__(self, view: ThreeLineList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """All rows are of one height."""
        return QSize(200, row_height(self._view.title_lines))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw icon, chip and lines."""
        theme, rect = current_theme(), option.rect
        look = self._view.look_of(self._view.rows()[index.row()])
        focused = self._view.hasFocus() and bool(option.state & QStyle.StateFlag.State_Selected)
        hover = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.fillRect(rect, theme.colour("selection" if focused else "hover" if hover else "surface"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("border"))
        ink = theme.colour("on_selection" if focused else "text")
        soft = theme.colour("on_selection" if focused else "text_muted")
        quiet = look.tone is None or (focused and theme.is_high_contrast)
        mark = soft if quiet or look.tone is None else theme.tone(look.tone)
        _draw_joints(painter, rect, look, soft)
        paint_icon(painter, QRectF(rect.left() + 10, rect.center().y() - 11, 22, 22), look.icon, mark)
        inside = rect.adjusted(44, SPACE_2 - 2, -10, 2 - SPACE_2)
        tall = self._view.title_lines
        line = inside.height() // (tall + 2)
        top = QRect(inside.left(), inside.top(), inside.width(), line * tall)
        if look.chip:
            size = chip_size(look.chip)
            chip = QRect(top.right() - size.width(), top.top(), size.width(), line)
            paint_chip(painter, chip, look.chip, look.tone or Tone.NEUTRAL)
            top.setRight(top.right() - size.width() - SPACE_2)
        painter.setFont(theme.font(TextSize.BODY, strong=True))
        painter.setPen(ink)
        if tall == 1:
            _draw(painter, top, look.lines[0])
        else:
            _draw_wrapped(painter, top, look.lines[0], tall)
        painter.setFont(theme.font(TextSize.SMALL, tabular=True))
        painter.setPen(soft)
        _draw(painter, QRect(inside.left(), inside.top() + tall * line, inside.width(), line), look.lines[1])
        painter.setPen(ink)
        _draw(painter, QRect(inside.left(), inside.top() + (tall + 1) * line, inside.width(), line), look.lines[2])
        if focused:
            paint_focus(painter, QRectF(rect).adjusted(1, 1, -1, -1), 4)
        painter.restore()


class ThreeLineList(QListView):
    """``chosen`` carries the record on Enter or a click.  Letters belong to the search field of the screen.

    ``title_lines`` is how many lines the first text may take; the rows are so much taller.
    """

    title_lines = 1
    chosen = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = _Model(self, self)
        self.setModel(self._rows)
        self.setItemDelegate(_Painter(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)

    @abstractmethod
    def look_of(self, row: Any) -> RowLook:
        """Return how a record looks."""

    @abstractmethod
    def key_of(self, row: Any) -> Any:
        """Return what makes a record the same one when the rows are loaded anew."""

    def rows(self) -> tuple[Any, ...]:
        """Return the records that are shown."""
        return self._rows.rows

    def set_rows(self, rows: tuple[Any, ...]) -> None:
        """Show other records."""
        self._rows.set_rows(rows)
        self._choose_one()

    def current(self) -> Any:
        """Return the chosen record; ``None`` for none."""
        index = self.currentIndex()
        return self.rows()[index.row()] if index.isValid() and index.row() < len(self.rows()) else None

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which row Enter would take."""
        super().focusInEvent(event)
        self._choose_one()
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the row."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not event.isAutoRepeat():
                self.choose()
        elif event.text().strip():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the chosen row in sight when something takes room from the list."""
        super().resizeEvent(event)
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme: rows may be of another height."""
        super().changeEvent(event)
        if is_restyle(event):
            self.scheduleDelayedItemsLayout()

    def choose(self, _index: object = None) -> None:
        """Say that the current row was taken."""
        current = self.current()
        if current is not None:
            self.chosen.emit(current)

    def _choose_one(self) -> None:
        if self.rows() and not self.currentIndex().isValid():
            self.setCurrentIndex(self._rows.index(0))


def row_height(title_lines: int = 1) -> int:
    """Return the height of a row: two lines below those of the title, and never less than a target."""
    theme = current_theme()
    return max(theme.target, theme.text(76 + 20 * (title_lines - 1)))


def _draw_joints(painter: QPainter, rect: QRect, look: RowLook, ink: QColor) -> None:
    middle, gap = rect.center().y(), 15
    if look.above:
        painter.fillRect(rect.left() + 20, rect.top(), 2, middle - gap - rect.top(), ink)
    if look.below:
        painter.fillRect(rect.left() + 20, middle + gap, 2, rect.bottom() + 1 - middle - gap, ink)


def _draw(painter: QPainter, rect: QRect, text: str) -> None:
    line = " ".join(text.split("\n"))
    painter.drawText(rect, _FLAGS, painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, rect.width()))


def _draw_wrapped(painter: QPainter, rect: QRect, text: str, most: int) -> None:
    """Draw a text in up to ``most`` lines, the last one cut short where more is left."""
    words = " ".join(text.split())
    layout = QTextLayout(words, painter.font())
    layout.beginLayout()
    height, start = rect.height() // most, 0
    for number in range(most):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(rect.width())
        last = number == most - 1
        part = words[start:] if last else words[start : start + line.textLength()].rstrip()
        start += line.textLength()
        _draw(painter, QRect(rect.left(), rect.top() + number * height, rect.width(), height), part)
    layout.endLayout()
