"""The record as a list that is read from top to bottom, with the two marks of a reviewer beside every line.

One list and one painter for any number of lines: rows of real widgets would cost a third of a second for five hundred items.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from qa_desktop.domain.record import PhotoRef
from qa_desktop.ui.review.lines import GroupRow, IssueRow, LineRow, PhotosRow, Row
from qa_desktop.ui.review.row_layout import RowLayout, lay_out, spoken
from qa_desktop.ui.review.row_paint import paint_row
from qa_desktop.ui.review.shelf import PictureShelf
from qa_desktop.ui.review.words import RecordWords
from qa_desktop.ui.theme.current import is_restyle, is_retranslate

_Index = QModelIndex | QPersistentModelIndex

STAY_MS = 250
"""How long a person stays on a line before it counts as looked at; running past it does not."""


class _Rows(QAbstractListModel):
    """The rows, with their words for screen readers."""

    def __init__(self, owner: RecordList) -> None:
        super().__init__(owner)
        self._owner = owner
        self.rows: tuple[Row, ...] = ()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = 0) -> Any:
        """Return the words of a row."""
        if role not in {Qt.ItemDataRole.DisplayRole.value, Qt.ItemDataRole.AccessibleTextRole.value} or not index.isValid():
            return None
        return self._owner.words_of(index.row())

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Titles are not stopped at unless they can be folded; lines may be given a remark."""
        row = self.rows[index.row()] if index.isValid() else None
        if row is None or (isinstance(row, GroupRow) and row.folded is None):
            return Qt.ItemFlag.NoItemFlags
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return base | Qt.ItemFlag.ItemIsEditable if isinstance(self.rows[index.row()], LineRow) else base


class _Delegate(QStyledItemDelegate):
    """Paints rows and opens the field for a remark in place."""

    def __init__(self, owner: RecordList) -> None:
        super().__init__(owner)
        self._owner = owner

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the height of the row at the present width."""
        return QSize(100, self._owner.layout_of(index.row()).height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw the row."""
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        self._owner.paint_row(painter, option.rect, index.row(), selected=selected)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        """Make the field for a remark."""
        field = QLineEdit(parent)
        field.setAccessibleName(self.tr("What is to be corrected in this line"))
        field.setPlaceholderText(self.tr("What is to be corrected? Enter keeps it, Esc leaves it"))
        field.setMaxLength(2000)
        return field

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Put the remark that stands into the field."""
        if isinstance(editor, QLineEdit):
            editor.setText(self._owner.remark_of(index.row()))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Hand the remark over."""
        if isinstance(editor, QLineEdit):
            self._owner.take_remark(index.row(), editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        """Put the field into the place that the row keeps for it."""
        editor.setGeometry(self._owner.layout_of(index.row()).editor.translated(option.rect.topLeft()))


class RecordList(QListView):
    """Shows a record.  With ``reviewing`` each line can be ticked (O) or sent back with a remark (R); P shows its photos.

    ``looked_at`` names a line on which a person stayed, with its detail in view.
    """

    ticked = Signal(str)
    remarked = Signal(str, str)
    remark_ended = Signal(str)
    photo_wanted = Signal(object, object)
    section_turned = Signal(str)
    looked_at = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None, *, name: str = "") -> None:
        super().__init__(parent)
        self.words = RecordWords(self)
        self._layouts: dict[int, RowLayout] = {}
        self.shelf = PictureShelf(self)
        self.shelf.came.connect(self.viewport().update)
        self._marks: Mapping[str, str] = {}
        self._reviewing = False
        self._editing = -1
        self._stay = QTimer(self)
        self._stay.setSingleShot(True)
        self._stay.setInterval(STAY_MS)
        self._stay.timeout.connect(self._stayed)
        self._rows = _Rows(self)
        self.setModel(self._rows)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(name or self.tr("Record"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.verticalScrollBar().setSingleStep(40)

    def set_rows(self, rows: Sequence[Row], *, reviewing: bool = False) -> None:
        """Show a record; the same rows again keep the place."""
        if tuple(rows) == self._rows.rows and reviewing == self._reviewing:
            return
        now = self._row(self.currentIndex().row())
        kept = now.section if isinstance(now, GroupRow) else None
        self._reviewing, self._editing = reviewing, -1
        self._layouts.clear()
        self._rows.set_rows(rows)
        first = next((n for n, row in enumerate(rows) if not isinstance(row, GroupRow) or row.folded is not None), None)
        if kept is not None and self.select_section(kept):
            return
        if first is not None:
            self.setCurrentIndex(self._rows.index(first))
            self.scrollToTop()

    def set_marks(self, marks: Mapping[str, str]) -> None:
        """Show what was ticked and what goes back."""
        if marks == self._marks:
            return
        changed = set(marks.items()) ^ set(self._marks.items())
        self._marks = dict(marks)
        ids = {item_id for item_id, _ in changed}
        for number, row in enumerate(self._rows.rows):
            if isinstance(row, LineRow) and row.case.item_id in ids:
                self._refresh(number)

    def select_item(self, item_id: str) -> bool:
        """Go to a line; return whether it is shown."""
        for number, row in enumerate(self._rows.rows):
            if isinstance(row, LineRow) and row.case.item_id == item_id:
                self.setCurrentIndex(self._rows.index(number))
                self.scrollTo(self.currentIndex())
                return True
        return False

    def select_section(self, section: str) -> bool:
        """Go to the title of a section; return whether it is shown."""
        for number, row in enumerate(self._rows.rows):
            if isinstance(row, GroupRow) and row.folded is not None and row.section == section:
                self.setCurrentIndex(self._rows.index(number))
                self.scrollTo(self.currentIndex())
                return True
        return False

    def current_item(self) -> str | None:
        """Return the line that is selected."""
        row = self._row(self.currentIndex().row())
        return row.case.item_id if isinstance(row, LineRow) else None

    def rows(self) -> tuple[Row, ...]:
        """Return what is shown."""
        return self._rows.rows

    def words_of(self, number: int) -> str:
        """Return a row in words."""
        return spoken(self._rows.rows[number], self.words, self._mark(number))

    def remark_of(self, number: int) -> str:
        """Return the remark that stands for a row."""
        return self._mark(number) or ""

    def take_remark(self, number: int, text: str) -> None:
        """Hand a remark on."""
        row = self._row(number)
        if isinstance(row, LineRow) and text.strip() != self.remark_of(number):
            self.remarked.emit(row.case.item_id, text)

    def layout_of(self, number: int) -> RowLayout:
        """Return where everything of a row stands."""
        found = self._layouts.get(number)
        if found is None:
            width = self.viewport().width()
            editing = number == self._editing
            row, remark = self._rows.rows[number], self._mark(number)
            found = lay_out(row, width, self.words, reviewing=self._reviewing, remark=remark, editing=editing)
            self._layouts[number] = found
        return found

    def paint_row(self, painter: QPainter, rect: QRect, number: int, *, selected: bool) -> None:
        """Draw one row."""
        focused = selected and self.hasFocus()
        paint_row(painter, rect, self.layout_of(number), self._mark(number), self, selected=selected, focused=focused)

    def write_remark(self) -> None:
        """Open the field for a remark in the selected line."""
        index = self.currentIndex()
        if self._reviewing and isinstance(self._row(index.row()), LineRow):
            self._editing = index.row()
            self._refresh(index.row())
            self.scrollTo(index)
            self.edit(index)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Put the field away and stay on the line; ``remark_ended`` tells when it was Enter that ended it."""
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        number, self._editing = self._editing, -1
        self._refresh(number)
        if editor.hasFocus() or self.focusWidget() is None:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        row = self._row(number)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache and isinstance(row, LineRow):
            self.remark_ended.emit(row.case.item_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """O ticks, R writes a remark, P shows the photos, Esc goes back; the rest is the list's own."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.ShiftModifier
        item = self.current_item()
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif self._turns(event.key()):
            self._turn_section()
        elif plain and event.key() == Qt.Key.Key_O and self._reviewing and item is not None:
            self.ticked.emit(item)
        elif plain and event.key() == Qt.Key.Key_R and self._reviewing:
            self.write_remark()
        elif plain and event.key() == Qt.Key.Key_P:
            self.show_photos()
        elif plain and event.text().isprintable() and event.text().strip():
            event.ignore()  # no search by first letter: letters are keys of the screen
            return
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Begin to wait whether the person stays on the line."""
        super().currentChanged(current, previous)
        self._stay.start()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever comes to the list looks at the line that is selected."""
        super().focusInEvent(event)
        self._stay.start()

    def _stayed(self) -> None:
        """Tell which line was looked at: selected, in view, and the keys act on it."""
        index, item = self.currentIndex(), self.current_item()
        in_view = self.visualRect(index).intersects(self.viewport().rect()) and self.isVisible()
        if item is not None and self._reviewing and self.hasFocus() and in_view:
            self.looked_at.emit(item)

    def _turns(self, key: int) -> bool:
        """Return whether a key folds or unfolds the section that is selected."""
        row = self._row(self.currentIndex().row())
        if not isinstance(row, GroupRow) or row.folded is None:
            return False
        opens, closes = {Qt.Key.Key_Right, Qt.Key.Key_Plus}, {Qt.Key.Key_Left, Qt.Key.Key_Minus}
        return key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space} or key in (opens if row.folded else closes)

    def _turn_section(self) -> None:
        row = self._row(self.currentIndex().row())
        if isinstance(row, GroupRow) and row.folded is not None:
            self.section_turned.emit(row.section)

    def show_photos(self) -> None:
        """Show the photos of the selected row."""
        photos = self._photos(self.currentIndex().row())
        if photos:
            self.photo_wanted.emit(photos, photos[0])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Press what lies under the pointer: a mark or a photo."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            return
        row, made = self._rows.rows[index.row()], self.layout_of(index.row())
        place = event.position().toPoint() - self.visualRect(index).topLeft()
        if isinstance(row, GroupRow):
            self._turn_section()
        elif isinstance(row, LineRow) and made.ok.contains(place):
            self.ticked.emit(row.case.item_id)
        elif made.back.contains(place):
            QTimer.singleShot(0, self.write_remark)
        for rect, photo in made.thumbs:
            if rect.contains(place):
                self.photo_wanted.emit(self._photos(index.row()), photo)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew for another width."""
        if event.size().width() != event.oldSize().width():
            self._layouts.clear()
            self.scheduleDelayedItemsLayout()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        super().changeEvent(event)
        if is_restyle(event) or is_retranslate(event):
            self._layouts.clear()
            self.scheduleDelayedItemsLayout()

    def _photos(self, number: int) -> tuple[PhotoRef, ...]:
        match self._row(number):
            case LineRow(case):
                return case.line.photos
            case IssueRow(issue):
                return issue.photos
            case PhotosRow(photos):
                return photos
            case _:
                return ()

    def _mark(self, number: int) -> str | None:
        row = self._row(number)
        return self._marks.get(row.case.item_id) if isinstance(row, LineRow) else None

    def _row(self, number: int) -> Row | None:
        return self._rows.rows[number] if 0 <= number < len(self._rows.rows) else None

    def _refresh(self, number: int) -> None:
        if 0 <= number < len(self._rows.rows):
            self._layouts.pop(number, None)
            index = self._rows.index(number)
            self._rows.dataChanged.emit(index, index)
            self.itemDelegate().sizeHintChanged.emit(index)
