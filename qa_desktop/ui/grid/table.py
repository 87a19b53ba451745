"""The table of the grid: heads that stay, cells that are painted from the model, one field that moves to where it is typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from qa_desktop.ui.grid.cell_edit import CellEdit
from qa_desktop.ui.grid.cells import Cells
from qa_desktop.ui.grid.heads import ColumnHead, RowHead
from qa_desktop.ui.grid.paint import CellPainter
from qa_desktop.ui.grid.state import Spot
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import paint_focus

_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole.value


class GridTableModel(QAbstractTableModel):
    """Rows are pieces, columns are characteristics.  Cells are made when they are asked for."""

    def __init__(self, painter: CellPainter, parent: QWidget) -> None:
        super().__init__(parent)
        self._painter = painter
        self.cells: Cells | None = None

    def set_cells(self, cells: Cells | None) -> None:
        """Show other cells."""
        self.beginResetModel()
        self.cells = cells
        self.endResetModel()

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        """Return how many pieces there are."""
        return 0 if self.cells is None or parent.isValid() else len(self.cells.pieces)

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        """Return how many characteristics there are."""
        return 0 if self.cells is None or parent.isValid() else len(self.cells.columns)

    def data(self, index: _Index, role: int = 0) -> Any:
        """Return the reading, and for screen readers its verdict too; the delegate takes the cell itself."""
        if role:  # compared as a plain number: this is asked thousands of times for every frame
            return self._spoken(index) if role == _ACCESSIBLE else None
        cell = None if self.cells is None else self.cells.cell(index.row(), index.column())
        return None if cell is None else cell.text

    def _spoken(self, index: _Index) -> str:
        if self.cells is None:
            return ""
        cell = self.cells.cell(index.row(), index.column())
        column, piece = self.cells.columns[index.column()], self.cells.pieces[index.row()]
        words = ("" if cell is None else cell.text, self._painter.word(cell))
        return ", ".join(part for part in (piece.label, column.number, column.item.text, *words) if part)


class _Delegate(QStyledItemDelegate):
    """Draws a cell from the model's own cell."""

    def __init__(self, table: GridTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one cell."""
        table = self._table
        cells = table.grid.cells
        if cells is None:
            return
        row, column = index.row(), index.column()
        selected = bool(option.state & QStyle.StateFlag.State_Selected) and table.is_many
        rect = option.rect
        table.cell_painter.paint(painter, rect, cells.cell(row, column), cells.columns[column].decimals, selected=selected)
        if table.place == (row, column):
            paint_focus(painter, QRectF(rect).adjusted(0, 0, -1, -1), 4)


class GridTable(QTableView):
    """Shows cells and hands keys on; ``spot_chosen`` comes only when a person chose a cell."""

    spot_chosen = Signal(int, int)
    key_pressed = Signal(object)
    edit_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cell_painter = CellPainter(self)
        self.grid = GridTableModel(self.cell_painter, self)
        self.place: Spot = (-1, -1)
        self.is_many = False
        self._filling = False
        self.setModel(self.grid)
        self.setItemDelegate(_Delegate(self))
        self.column_head, self.row_head = ColumnHead(self), RowHead(self)
        self.setHorizontalHeader(self.column_head)
        self.setVerticalHeader(self.row_head)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setAccessibleName(self.tr("Pieces and characteristics"))
        self.field = CellEdit(self.viewport(), self)
        self.doubleClicked.connect(self._on_double)
        self._restyle()

    def set_cells(self, cells: Cells | None) -> None:
        """Show other cells; the place is set afterwards."""
        self._filling = True
        self.place = (-1, -1)
        self.grid.set_cells(cells)
        self.row_head.set_cells(cells)
        self.column_head.set_cells(cells)
        self._fit_columns()
        self._filling = False

    def select_block(self, first: Spot, last: Spot) -> None:
        """Mark a block, for example where a copied one would go; the current cell stays the current one."""
        block = QItemSelection(self.grid.index(*first), self.grid.index(*last))
        self.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def set_place(self, spot: Spot) -> None:
        """Make a cell the current one without telling anybody that it was chosen."""
        index = self.grid.index(*spot)
        if not index.isValid():
            return
        moved = self.place != spot
        before, self.place = self.place, spot
        if self.currentIndex() != index:
            self._filling = True
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self._filling = False
        if moved:
            self.scrollTo(index)
            self.show_again((before, spot))
            self.column_head.set_current(spot[1])
            self.row_head.set_current(spot[0])
        self.field.follow(self.visualRect(index))

    def show_again(self, spots: Iterable[Spot]) -> None:
        """Paint some cells, and the heads of their rows, again."""
        rows = set()
        for spot in spots:
            index = self.grid.index(*spot)
            if index.isValid():
                self.update(index)
                rows.add(spot[0])
        self.row_head.show_again(rows)

    def block(self) -> tuple[Spot, Spot]:
        """Return the corners of what is selected, or the current cell."""
        chosen = self.selectionModel().selection()
        if not chosen.count():
            return self.place, self.place
        box = chosen.first()
        return (box.top(), box.left()), (box.bottom(), box.right())

    def begin_edit(self, text: str, *, select: bool = False) -> None:
        """Open the field over the current cell."""
        index = self.grid.index(*self.place)
        if index.isValid() and self.grid.cells is not None:
            self.scrollTo(index)
            column = self.grid.cells.columns[self.place[1]]
            self.field.begin(self.visualRect(index), text, " ".join(column.item.text.split()), select=select)

    def page(self) -> int:
        """Return how many rows a page has."""
        return max(1, self.viewport().height() // max(1, self.cell_painter.row_height()) - 1)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell which cell a person chose."""
        super().currentChanged(current, previous)
        if not self._filling and current.isValid():
            self.spot_chosen.emit(current.row(), current.column())

    def selectionChanged(self, selected: Any, deselected: Any) -> None:
        """Draw a selection only where it is more than one cell: the current one has its ring."""
        super().selectionChanged(selected, deselected)
        chosen = self.selectionModel().selection()
        many = bool(chosen.count()) and (chosen.first().width() > 1 or chosen.first().height() > 1)
        if many or self.is_many:
            self.is_many = many
            self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Keep the field over its cell."""
        super().scrollContentsBy(dx, dy)
        index = self.grid.index(*self.place)
        if index.isValid():
            self.field.follow(self.visualRect(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Qt extend the selection; every other key means something else here."""
        arrows = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right}
        if event.key() in arrows and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._filling = True
            super().keyPressEvent(event)
            self._filling = False
            return
        event.ignore()
        self.key_pressed.emit(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep Tab for the next cell of the row; F6 leaves the table."""
        return False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Come back from elsewhere without changing the cell."""
        self._filling = True
        super().focusInEvent(event)
        self._filling = False

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "field"):
            self._restyle()

    def _on_double(self, _index: _Index) -> None:
        self.edit_wanted.emit()

    def _fit_columns(self) -> None:
        """Make every column as wide as its limits and its longest word need."""
        least = self.cell_painter.column_width()
        for section in range(self.grid.columnCount()):
            self.column_head.resizeSection(section, self.column_head.wanted_width(section, least))

    def _restyle(self) -> None:
        painter = self.cell_painter
        painter.renew()
        for head, size in ((self.row_head, painter.row_height()), (self.column_head, painter.column_width())):
            head.setMinimumSectionSize(size)
            head.setDefaultSectionSize(size)
        self.row_head.renew()
        self.column_head.renew()
        self._fit_columns()
        palette = self.palette()
        palette.setColor(palette.ColorRole.Base, current_theme().colour("window"))
        self.setPalette(palette)
        self.viewport().update()
