"""A short list in rows of three lines with an icon and a chip, painted by its own delegate."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

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
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import few_lines, paint_focus
from qa_desktop.ui.theme.tokens import SPACE_2, TextSize, Tone
from qa_desktop.ui.widgets.chip import chip_size, paint_chip
from qa_desktop.ui.widgets.icons import paint_icon

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_LEFT, _RIGHT, _ABOVE = 44, 10, SPACE_2 - 2
_FLAGS = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


@dataclass(frozen=True, slots=True)
class RowLook:
    """How a row looks: three lines of plain text, an icon, and a word in a chip where one is needed.

    ``chip_line`` is the line at whose end the chip stands.  ``tone`` is the colour of chip and icon; ``None`` leaves the icon
    quiet and the chip neutral.  ``above`` and ``below`` join the icon by a line with the row before and the row after.
    """

    lines: tuple[str, str, str]
    icon: str
    chip: str = ""
    tone: Tone | None = None
    above: bool = False
    below: bool = False
    chip_line: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """One painted line: of which of the three it is, its text, and how much of its width belongs to the chip."""

    line: int
    text: str
    less: int = 0


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
        """All rows are of one height; where the list wraps, those with a long line are higher."""
        extra = len(self._view.pieces_of(index.row())) - 3 if self._view.wraps else 0
        return QSize(200, row_height() + extra * line_height())

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
        inside = rect.adjusted(_LEFT, _ABOVE, -_RIGHT, -_ABOVE)
        place = QRect(inside.left(), inside.top(), inside.width(), line_height())
        for piece in self._view.pieces_of(index.row()):
            if piece.less:
                size = chip_size(look.chip)
                chip = QRect(place.right() - size.width(), place.top(), size.width(), place.height())
                paint_chip(painter, chip, look.chip, look.tone or Tone.NEUTRAL)
            painter.setFont(_font(piece.line))
            painter.setPen(soft if piece.line == 1 else ink)
            painter.drawText(place.adjusted(0, 0, -piece.less, 0), _FLAGS, piece.text)
            place.translate(0, line_height())
        if focused:
            paint_focus(painter, QRectF(rect).adjusted(1, 1, -1, -1), 4)
        painter.restore()


class ThreeLineList(QListView):
    """``chosen`` carries the record on Enter or a click.  Letters belong to the search field of the screen.

    The lines in ``wraps`` go on in a second one where they are too long, for lists in narrow columns; ``most`` allows more.
    """

    wraps: ClassVar[frozenset[int]] = frozenset()
    most: ClassVar[int] = 2
    chosen = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = _Model(self, self)
        self.setModel(self._rows)
        self.setItemDelegate(_Painter(self))
        self.setUniformItemSizes(not self.wraps)
        self.setResizeMode(QListView.ResizeMode.Adjust)
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

    def pieces_of(self, number: int) -> tuple[Piece, ...]:
        """Return the lines of a row as they are painted in the list as wide as it is now."""
        look = self.look_of(self.rows()[number])
        # As wide as beside a scroll bar, whether there is one: else one that comes could make the rows that it comes for.
        room = self.width() - self.verticalScrollBar().sizeHint().width() - _LEFT - _RIGHT
        found: list[Piece] = []
        for line, text in enumerate(look.lines):
            less = chip_size(look.chip).width() + SPACE_2 if look.chip and line == look.chip_line else 0
            font = _font(line)
            if line in self.wraps:
                first, *more = few_lines(text, font, room - less, room, self.most)
            else:
                flat = " ".join(text.split("\n"))
                first, more = QFontMetrics(font).elidedText(flat, Qt.TextElideMode.ElideRight, room - less), []
            found += [Piece(line, first, less), *(Piece(line, rest) for rest in more)]
        return tuple(found)

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


def row_height() -> int:
    """Return the height of a row: three lines, and never less than a target."""
    theme = current_theme()
    return max(theme.target, theme.text(76))


def line_height() -> int:
    """Return the height of one of the lines of a row."""
    return (row_height() - 2 * _ABOVE) // 3


def _font(line: int) -> QFont:
    theme = current_theme()
    return theme.font(TextSize.BODY, strong=True) if line == 0 else theme.font(TextSize.SMALL, tabular=True)


def _draw_joints(painter: QPainter, rect: QRect, look: RowLook, ink: QColor) -> None:
    middle, gap = rect.center().y(), 15
    if look.above:
        painter.fillRect(rect.left() + 20, rect.top(), 2, middle - gap - rect.top(), ink)
    if look.below:
        painter.fillRect(rect.left() + 20, middle + gap, 2, rect.bottom() + 1 - middle - gap, ink)
