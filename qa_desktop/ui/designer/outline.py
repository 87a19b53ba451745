"""The outline of a draft: title, sections and items, painted line by line, ordered by drag or by keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from qa_desktop.domain.checklist import Item
from qa_desktop.ui.designer.edits import Spot, spots_of
from qa_desktop.ui.designer.outline_paint import paint_line
from qa_desktop.ui.designer.state import DesignerState
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import paint_focus

_Index = QModelIndex | QPersistentModelIndex
_EDGE = 32
"""So near to the edge a drag scrolls."""


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """A line of the outline.  ``flag`` is ``True`` for a problem, ``False`` for a warning, ``None`` for neither."""

    spot: Spot
    text: str
    number: int = 0
    item: Item | None = None
    flag: bool | None = None


class OutlineModel(QAbstractListModel):
    """The lines; tells the view only about what changed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[OutlineLine, ...] = ()

    def set_lines(self, lines: tuple[OutlineLine, ...]) -> list[QModelIndex]:
        """Show other lines; return those to paint again.  No line changes its size, so nothing is laid out anew for them."""
        before, self.lines = self.lines, lines
        if len(before) != len(lines):
            self.beginResetModel()
            self.endResetModel()
            return []
        return [self.index(row) for row, (old, new) in enumerate(zip(before, lines, strict=True)) if old != new]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = 0) -> Any:
        """Return the words of a line; the delegate takes the line itself."""
        if role not in {0, 11} or not index.isValid():
            return None
        line = self.lines[index.row()]
        flag = {True: self.tr("has a problem"), False: self.tr("has a warning")}.get(line.flag) if line.flag is not None else ""
        return ", ".join(part for part in (str(line.number or ""), line.text or self.tr("no text"), flag) if part)


class _Painter(QStyledItemDelegate):
    """Draws the lines."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """All lines are as tall as a target."""
        return QSize(100, current_theme().target)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one line."""
        model = index.model()
        if not isinstance(model, OutlineModel):
            return
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        paint_line(painter, option.rect, model.lines[index.row()], selected=selected)
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint_focus(painter, QRectF(option.rect).adjusted(1, 1, -1, -1), 4)
        painter.restore()


class Outline(QListView):
    """The list.  ``chosen`` comes only when a person chose a line; ``dropped`` carries what was dragged and the gap."""

    chosen = Signal(object)
    entered_line = Signal()
    dropped = Signal(object, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = OutlineModel(self)
        self._filling = False
        self._pressed: QPoint | None = None
        self._dragged: Spot | None = None
        self._gap = -1
        self.setModel(self._model)
        self.setItemDelegate(_Painter(self))
        self.setUniformItemSizes(True)
        self.setAccessibleName(self.tr("Outline of the checklist"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QListView.Shape.NoFrame)

    def set_state(self, state: DesignerState) -> None:
        """Show another state without telling anybody that a line was chosen."""
        self._filling = True
        for changed in self._model.set_lines(lines_of(state)):
            self.update(changed)
        row = next((n for n, line in enumerate(self._model.lines) if line.spot == state.spot), -1)
        if row >= 0 and self.currentIndex().row() != row:
            index = self._model.index(row)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)
        self._filling = False

    def line_rect(self, spot: Spot) -> Any:
        """Return where a line stands in the viewport."""
        row = next(n for n, line in enumerate(self._model.lines) if line.spot == spot)
        return self.visualRect(self._model.index(row))

    def lines(self) -> tuple[OutlineLine, ...]:
        """Return what is shown."""
        return self._model.lines

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell which line a person chose."""
        super().currentChanged(current, previous)
        if not self._filling and current.isValid():
            self.chosen.emit(self._model.lines[current.row()].spot)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the form; Esc lets go of what is dragged."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if not event.isAutoRepeat():
                self.entered_line.emit()
            return
        if event.key() == Qt.Key.Key_Escape and self._dragged is not None:
            self._end_drag()
            return
        if event.text() and not event.modifiers() and event.text().isprintable():
            event.ignore()  # no searching by letters, which would jump about
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a line, which may be the beginning of a drag."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the line that was pressed; the gap where it would go is shown."""
        at = event.position().toPoint()
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        if self._dragged is None and (at - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            index = self.indexAt(self._pressed)
            spot = self._model.lines[index.row()].spot if index.isValid() else None
            self._dragged = spot if spot is not None and spot.section >= 0 else None
        if self._dragged is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._scroll_at(at.y())
            self._gap = self._gap_at(at)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Put down what was dragged."""
        dragged, gap = self._dragged, self._gap
        self._end_drag()
        super().mouseReleaseEvent(event)
        if dragged is not None and gap >= 0:
            self.dropped.emit(dragged, gap)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines, and the gap while something is dragged."""
        super().paintEvent(event)
        if self._dragged is None or self._gap < 0:
            return
        painter, theme = QPainter(self.viewport()), current_theme()
        painter.fillRect(4, self._top_of(self._gap) - 2, self.viewport().width() - 8, 4, theme.colour("accent"))
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme: lines may be of another height."""
        super().changeEvent(event)
        if is_restyle(event):
            self.scheduleDelayedItemsLayout()
            self.viewport().update()

    def _gap_at(self, at: QPoint) -> int:
        index = self.indexAt(QPoint(4, at.y()))
        if not index.isValid():
            return len(self._model.lines) if at.y() > 0 else 1
        rect = self.visualRect(index)
        return max(1, index.row() + (at.y() > rect.center().y()))

    def _top_of(self, gap: int) -> int:
        if gap < len(self._model.lines):
            return self.visualRect(self._model.index(gap)).top()
        return self.visualRect(self._model.index(len(self._model.lines) - 1)).bottom()

    def _scroll_at(self, y: int) -> None:
        by = -1 if y < _EDGE else 1 if y > self.viewport().height() - _EDGE else 0
        if by:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + by * current_theme().target // 2)

    def _end_drag(self) -> None:
        self._pressed, self._dragged, self._gap = None, None, -1
        self.unsetCursor()
        self.viewport().update()


def lines_of(state: DesignerState) -> tuple[OutlineLine, ...]:
    """Return the lines of the outline."""
    checklist, flags = state.checklist, state.flags
    found, number = [], 0
    for spot in spots_of(checklist):
        if spot.section < 0:
            found.append(OutlineLine(spot, checklist.title, flag=flags.get("")))
        elif spot.item is None:
            found.append(OutlineLine(spot, checklist.sections[spot.section].title))
        else:
            item = checklist.sections[spot.section].items[spot.item]
            number += 1
            found.append(OutlineLine(spot, " ".join(item.text.split()), number, item, flags.get(item.key)))
    return tuple(found)
