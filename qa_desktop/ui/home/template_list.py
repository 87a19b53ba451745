"""The published checklists as large rows, filtered while one types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.paint import paint_focus
from qa_desktop.ui.theme.tokens import SPACE_2, TextSize
from qa_desktop.ui.widgets.icons import paint_icon

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_FLAGS = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A published checklist as the list shows it."""

    revision_id: str
    name: str
    detail: str


def matching(rows: tuple[TemplateRow, ...], typed: str) -> tuple[TemplateRow, ...]:
    """Return the rows that contain every typed word."""
    words = typed.casefold().split()
    return tuple(row for row in rows if all(word in row.name.casefold() for word in words))


class _Model(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: tuple[TemplateRow, ...] = ()

    def set_rows(self, rows: tuple[TemplateRow, ...]) -> None:
        """Show other rows."""
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
        return f"{row.name}, {row.detail}"


class _Painter(QStyledItemDelegate):
    def __init__(self, view: TemplateList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """All rows are as tall as a target."""
        return QSize(200, current_theme().target)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw the name at the left and revision and size at the right; the chosen one with a tick."""
        theme, rect = current_theme(), option.rect
        row = self._view.all_rows()[index.row()]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, theme.colour("selection" if chosen else "surface"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("border"))
        ink = theme.colour("on_selection" if chosen else "text")
        soft = theme.colour("on_selection" if chosen else "text_muted")
        icon = QRectF(rect.left() + 10, rect.center().y() - 10, 20, 20)
        paint_icon(painter, icon, "check" if chosen else "clipboard-list", ink if chosen else soft)
        inside = rect.adjusted(42, 0, -12, 0)
        painter.setFont(theme.font(TextSize.SMALL, tabular=True))
        painter.setPen(soft)
        width = painter.fontMetrics().horizontalAdvance(row.detail)
        painter.drawText(inside, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), row.detail)
        painter.setFont(theme.font(TextSize.BODY, strong=True))
        painter.setPen(ink)
        room = inside.width() - width - SPACE_2
        painter.drawText(inside, _FLAGS, painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, room))
        if self._view.hasFocus() and chosen:
            paint_focus(painter, QRectF(rect).adjusted(1, 1, -1, -1), 4)
        painter.restore()


class TemplateList(QListView):
    """At most one row is chosen.

    ``picked`` means that the person is done here (Enter, double click); ``choice_made`` that they chose a row by hand.
    """

    picked = Signal()
    choice_made = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = _Model(self)
        self.setModel(self._rows)
        self.setItemDelegate(_Painter(self))
        self.setUniformItemSizes(True)
        self.setAccessibleName(self.tr("Checklists"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.activated.connect(self._on_activated)
        self.clicked.connect(self._on_clicked)

    def set_rows(self, rows: tuple[TemplateRow, ...]) -> None:
        """Show other rows and keep the chosen one when it is still among them."""
        if rows != self._rows.rows:
            before = self.chosen()
            self._rows.set_rows(rows)
            self.choose(None if before is None else before.revision_id)

    def choose(self, revision_id: str | None) -> None:
        """Choose a row by its revision; a row that is not shown leaves none chosen."""
        place = next((place for place, row in enumerate(self._rows.rows) if row.revision_id == revision_id), -1)
        if place < 0:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        elif place != self.currentIndex().row():
            self.setCurrentIndex(self._rows.index(place))

    def all_rows(self) -> tuple[TemplateRow, ...]:
        """Return the rows that are shown."""
        return self._rows.rows

    def chosen(self) -> TemplateRow | None:
        """Return the chosen row."""
        index = self.currentIndex()
        return self._rows.rows[index.row()] if index.isValid() and index.row() < len(self._rows.rows) else None

    def choose_next(self, by: int) -> None:
        """Choose the row above or below; from none the first one."""
        count = len(self._rows.rows)
        if count:
            place = self.currentIndex().row()
            self.setCurrentIndex(self._rows.index(min(max(place + by, 0), count - 1)))
            self.choice_made.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down choose by hand, Enter goes on."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None:
            self.choose_next(step)
        else:
            super().keyPressEvent(event)

    def _on_clicked(self, _index: _Index) -> None:
        self.choice_made.emit()

    def _on_activated(self, _index: _Index) -> None:
        self.picked.emit()
