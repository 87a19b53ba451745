"""The table for lists of any length, drawn row by row by its own delegate."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleFactory,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from shiboken6 import isValid

from qa_desktop.domain.errors import QaError
from qa_desktop.ui.theme.current import Theme, current_theme, is_restyle
from qa_desktop.ui.theme.paint import FOCUS_WIDTH, paint_focus, paint_panel
from qa_desktop.ui.theme.tokens import RADIUS, SPACE_2, TextSize
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.keyset_model import Column, KeysetTableModel
from qa_desktop.ui.widgets.message import error_sentence

_Index = QModelIndex | QPersistentModelIndex

CellPainter = Callable[[QPainter, QRect, Any, bool], None]
"""Draws a cell: ``paint(painter, rect, row, selected)``; ``rect`` leaves the cell's margins out."""

_PAD = 12


class _RowDelegate(QStyledItemDelegate):
    """Draws cells from the row itself, without asking the model for roles."""

    def __init__(self, table: RecordTable) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Rows have one height."""
        return QSize(80, self._table.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one cell."""
        model = self._table.records()
        if model is None:
            return
        theme = current_theme()
        rect: QRect = option.rect
        number = index.row()
        # One row is selected at a time; asking the option for its flags costs more than drawing the cell.
        selected = number == self._table.selected_number()
        hover = not selected and self._table.hovered_row() == number
        if selected or hover:
            painter.fillRect(rect, theme.colour("selection" if selected else "hover"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("border"))
        row = model.row(number)
        column = model.columns[index.column()]
        inside = rect.adjusted(_PAD, 0, -_PAD, -1)
        if row is None:
            painter.fillRect(inside.left(), inside.center().y() - 4, min(inside.width(), 90), 8, theme.colour("surface_sunken"))
        elif column.paint is not None:
            painter.save()
            painter.setClipRect(rect)
            column.paint(painter, inside, row, selected)
            painter.restore()
        else:
            _paint_text(painter, inside, column, column.text(row), theme, selected=selected)
        if selected and self._table.hasFocus():
            self._paint_focus(painter, rect, index.column(), len(model.columns))

    def _paint_focus(self, painter: QPainter, rect: QRect, column: int, columns: int) -> None:
        """Draw this cell's part of a ring around the whole row."""
        painter.save()
        painter.setClipRect(rect)
        wide = rect.adjusted(0 if column == 0 else -40, 0, 0 if column == columns - 1 else 40, -1)
        paint_focus(painter, QRectF(wide), 4)
        painter.restore()


_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


def _paint_text(painter: QPainter, rect: QRect, column: Column, text: str, theme: Theme, *, selected: bool) -> None:
    painter.setFont(theme.font(TextSize.BODY, strong=column.strong, tabular=column.numeric))
    painter.setPen(theme.colour("on_selection" if selected else "text"))
    widest, ascent, height = _measures(column.strong, column.numeric, theme.text_scale)
    width = rect.width()
    # Short plain text fits surely; measuring it would cost as much as drawing it.
    if not text.isascii() or "\n" in text or len(text) * widest > width:
        text = _fitting(text, column.strong, column.numeric, theme.text_scale, width)
    if column.numeric:
        painter.drawText(rect, _RIGHT, text)
    else:  # drawing at a point skips Qt's layout of a paragraph, which is half of the cost
        painter.drawText(rect.left(), rect.top() + (rect.height() - height) // 2 + ascent, text)


@lru_cache(maxsize=32)
def _measures(strong: bool, tabular: bool, _scale: float) -> tuple[int, int, int]:
    """Return the width of the widest common letter, the ascent and the height of a line."""
    metrics = QFontMetrics(current_theme().font(TextSize.BODY, strong=strong, tabular=tabular))
    return max(metrics.horizontalAdvance(letter) for letter in "WM@%"), metrics.ascent(), metrics.height()


@lru_cache(maxsize=4096)
def _fitting(text: str, strong: bool, tabular: bool, _scale: float, width: int) -> str:
    """Return as much of ``text`` as fits; measuring is the costly part of a frame, so it is done once."""
    metrics = QFontMetrics(current_theme().font(TextSize.BODY, strong=strong, tabular=tabular))
    line = text if "\n" not in text else " ".join(text.split())
    if metrics.horizontalAdvance(line) <= width:
        return line
    return metrics.elidedText(line, Qt.TextElideMode.ElideRight, width)


_styles: list[QStyle] = []


def _cell_style() -> QStyle:
    """Return plain Fusion for the cells: Qt asks the style once for each cell, and the house style answers in Python."""
    if not _styles or not isValid(_styles[0]):
        _styles[:] = [QStyleFactory.create("Fusion")]
        _styles[0].setParent(QApplication.instance())
    return _styles[0]


class RecordTable(QTableView):
    """Shows a :class:`KeysetTableModel`; says in the middle when it is empty, loading or broken.

    ``row_activated`` (Enter or double click) and ``row_selected`` carry the row itself; ``sort_requested`` carries the sort key
    of the column and whether the order is descending; ``retry_requested`` and ``empty_action_requested`` come from its buttons.
    """

    row_activated = Signal(object)
    row_selected = Signal(object)
    sort_requested = Signal(str, bool)
    retry_requested = Signal()
    empty_action_requested = Signal()

    def __init__(self, parent: QWidget | None = None, *, name: str = "", compact: bool = False) -> None:
        super().__init__(parent)
        self._compact = compact
        self._hovered = self._selected = -1
        self._empty_words: tuple[str, str, str, str] = (self.tr("Nothing here yet"), "", "inbox", "")
        self._state = EmptyState("", "", self)
        self._state.action_requested.connect(self._on_state_action)
        self._state.hide()
        self.setAccessibleName(name or self.tr("List"))
        self.setStyle(_cell_style())
        self.setItemDelegate(_RowDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setFrameStyle(QFrame.Shape.Box.value | QFrame.Shadow.Plain.value)
        self.setLineWidth(FOCUS_WIDTH)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(48)
        header.setFixedHeight(40)
        header.sectionClicked.connect(self._on_header)
        self.doubleClicked.connect(self._on_index)
        self._sorted: tuple[int, bool] = (-1, False)
        self._restyle()

    def set_records(self, model: KeysetTableModel) -> None:
        """Show ``model``."""
        self.setModel(model)
        header = self.horizontalHeader()
        for place, column in enumerate(model.columns):
            mode = QHeaderView.ResizeMode.Stretch if column.stretch else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(place, mode)
            self.setColumnWidth(place, current_theme().text(column.width))
        for changed in (model.loaded, model.failed, model.modelReset, model.total_changed, model.rowsInserted, model.rowsRemoved):
            changed.connect(self._update_state)
        self._update_state()

    def records(self) -> KeysetTableModel | None:
        """Return the model."""
        model = self.model()
        return model if isinstance(model, KeysetTableModel) else None

    def set_empty_state(self, title: str, sentence: str, *, icon: str = "inbox", action_text: str = "") -> None:
        """Say what an empty list means here and what to do next."""
        self._empty_words = (title, sentence, icon, action_text)
        self._update_state()

    def current_row(self) -> Any | None:
        """Return the row that is selected."""
        model, index = self.records(), self.currentIndex()
        return model.row(index.row()) if model is not None and index.isValid() else None

    def select_row(self, number: int) -> None:
        """Select the row with this number and bring it into view."""
        model = self.records()
        if model is not None and 0 <= number < model.rowCount():
            index = model.index(number, 0)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(index, flags)
            self.scrollTo(index)

    def selected_number(self) -> int:
        """Return the number of the selected row, or -1."""
        return self._selected

    def row_height(self) -> int:
        """Return the height of every row."""
        theme = current_theme()
        line = QFontMetrics(theme.font()).height()
        return max(line + SPACE_2 * 2, 36) if self._compact else max(line + SPACE_2 * 3, theme.target)

    def hovered_row(self) -> int:
        """Return the row under the pointer, or -1."""
        return self._hovered

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not event.isAutoRepeat():
                self._on_index(self.currentIndex())
            event.accept()
            return
        super().keyPressEvent(event)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell which row is selected now."""
        super().currentChanged(current, previous)
        self._selected = current.row()
        if current.row() != previous.row():
            self.row_selected.emit(self.current_row())

    def event(self, event: QEvent) -> bool:
        """Draw the frame, which the style of the cells would draw in its own way."""
        if event.type() != QEvent.Type.Paint:
            return super().event(event)
        theme, painter = current_theme(), QPainter(self)
        focus = self.hasFocus()
        border, width = theme.colour("focus" if focus else "border_strong"), FOCUS_WIDTH if focus else theme.frame
        paint_panel(painter, QRectF(self.rect()), theme.colour("surface"), border, width, RADIUS - 2)
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self.update()

    def viewportEvent(self, event: QEvent) -> bool:
        """Follow the pointer, to shade the whole row under it."""
        kind = event.type()
        if kind == QEvent.Type.MouseMove:
            self._hover(self.rowAt(event.position().toPoint().y()))  # type: ignore[attr-defined]
        elif kind == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the words in the middle."""
        super().resizeEvent(event)
        self._state.setGeometry(self.viewport().geometry())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self._restyle()

    def _restyle(self) -> None:
        theme = current_theme()
        self.verticalHeader().setDefaultSectionSize(self.row_height())
        self.horizontalHeader().setFont(theme.font(TextSize.SMALL, strong=True))
        self.horizontalHeader().setFixedHeight(max(40, theme.text(36)))

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    def _on_index(self, index: _Index) -> None:
        model = self.records()
        if model is not None and index.isValid():
            row = model.row(index.row())
            if row is not None:
                self.row_activated.emit(row)

    def _on_header(self, section: int) -> None:
        model = self.records()
        if model is None or not model.columns[section].sort_key:
            return
        now, descending = self._sorted
        self.show_order(section, descending=not descending if now == section else False)
        self.sort_requested.emit(model.columns[section].sort_key, self._sorted[1])

    def show_order(self, section: int, *, descending: bool) -> None:
        """Show by which column the rows are ordered; nothing is emitted."""
        self._sorted = (section, descending)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicatorShown(True)
        self.horizontalHeader().setSortIndicator(section, order)

    def _on_state_action(self) -> None:
        model = self.records()
        if model is not None and model.error() is not None:
            self.retry_requested.emit()
            model.reload()
        else:
            self.empty_action_requested.emit()

    def _update_state(self) -> None:
        model = self.records()
        error: QaError | None = model.error() if model is not None else None
        if model is not None and model.rowCount() and error is None:
            self._state.hide()
            return
        if error is not None:
            title = self.tr("The list could not be loaded")
            self._state.set_content(title, error_sentence(error), icon="circle-alert", action_text=self.tr("Try again"))
        elif model is None or (model.is_loading() and model.total() != 0):
            self._state.set_content(self.tr("Loading …"), "", icon="loader")
        else:
            title, sentence, icon, action = self._empty_words
            self._state.set_content(title, sentence, icon=icon, action_text=action)
        self._state.setGeometry(self.viewport().geometry())
        self._state.show()
        self._state.raise_()
