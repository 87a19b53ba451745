"""The list of items by section, painted row by row so that five hundred of them open at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.checklist import ItemKind
from qa_desktop.ui.run.state import Keeping, RowState, RunState, SectionState
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import paint_focus
from qa_desktop.ui.theme.tokens import SPACE_2, TextSize, Tone
from qa_desktop.ui.widgets.icons import paint_icon
from qa_desktop.ui.widgets.shapes import VERDICT_SHAPES, VERDICT_TONES, paint_shape
from qa_desktop.ui.widgets.verdict import verdict_word

_Index = QModelIndex | QPersistentModelIndex
_ROW = Qt.ItemDataRole.UserRole.value
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_ICON = 15
_SAID_BY_SHAPE = frozenset({ItemKind.CONFORMITY, ItemKind.INSTRUCTION})


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the view: a section's title, or an item."""

    section: int
    item: int | None = None


class ItemListModel(QAbstractListModel):
    """Sections and items; tells the view only about lines that are new."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[_Entry] = []
        self._index_of: dict[int, int] = {}
        self._title_of: dict[int, int] = {}
        self._shape: tuple[tuple[int, int], ...] = ()
        self._key = ""
        self.rows: tuple[RowState, ...] = ()
        self.sections: tuple[SectionState, ...] = ()

    def set_state(self, state: RunState) -> list[QModelIndex]:
        """Show another state; return the lines to paint again.

        They are not told through ``dataChanged``, after which a list view lays out every line anew: no line changes its size.
        """
        hidden = tuple(row.place for row in state.rows if row.locked) if state.only_returned else ()
        shape = (*((section.first, section.size) for section in state.sections), (-1, hash(hidden)))
        if shape != self._shape or state.head.inspection_id != self._key:
            self._reset(state, shape)
            return []
        old_rows, old_sections = self.rows, self.sections
        self.rows, self.sections = state.rows, state.sections
        changed = [self._index_of[place] for place in _changed(old_rows, self.rows) if place in self._index_of]
        changed += [self._title_of[number] for number in _changed(old_sections, self.sections) if number in self._title_of]
        return [self.index(number) for number in changed]

    def _reset(self, state: RunState, shape: tuple[tuple[int, int], ...]) -> None:
        self.beginResetModel()
        self._shape, self._key = shape, state.head.inspection_id
        self.rows, self.sections = state.rows, state.sections
        self._entries = []
        for number, section in enumerate(state.sections):
            places = range(section.first, section.first + section.size)
            shown = [place for place in places if not (state.only_returned and state.rows[place].locked)]
            if shown and (section.title or len(state.sections) > 1):
                self._entries.append(_Entry(number))
            self._entries += [_Entry(number, place) for place in shown]
        self._title_of = {entry.section: row for row, entry in enumerate(self._entries) if entry.item is None}
        self._index_of = {entry.item: row for row, entry in enumerate(self._entries) if entry.item is not None}
        self.endResetModel()

    def index_of(self, place: int) -> QModelIndex:
        """Return the index of an item."""
        return self.index(self._index_of.get(place, -1))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self._entries)

    def entry(self, number: int) -> RowState | SectionState:
        """Return the line with a number."""
        entry = self._entries[number]
        return self.sections[entry.section] if entry.item is None else self.rows[entry.item]

    def data(self, index: _Index, role: int = 0) -> Any:
        """Return the words of a line; the delegate takes the line itself."""
        if role not in {0, _ROW, 11} or not index.isValid():
            return None
        found = self.entry(index.row())
        if role == _ROW:
            return found
        if isinstance(found, SectionState):
            return found.title
        return ", ".join(part for part in (found.number, found.text, verdict_word(found.verdict), found.reading) if part)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let items be chosen and titles not."""
        if index.isValid() and self._entries[index.row()].item is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def _changed(old: Sequence[object], new: Sequence[object]) -> list[int]:
    """Return the places at which two lists of the same length hold different values."""
    return [place for place, (before, after) in enumerate(zip(old, new, strict=True)) if before is not after]


class _Painter(QStyledItemDelegate):
    """Draws titles and items."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """All lines are as tall as a target."""
        return QSize(100, current_theme().target)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one line."""
        model = index.model()
        if not isinstance(model, ItemListModel):
            return
        found, rect = model.entry(index.row()), option.rect
        painter.save()
        if isinstance(found, SectionState):
            _paint_section(painter, rect, found)
        else:
            state = option.state
            _paint_item(painter, rect, found, selected=bool(state & QStyle.StateFlag.State_Selected))
            if state & QStyle.StateFlag.State_HasFocus:
                paint_focus(painter, QRectF(rect).adjusted(1, 1, -1, -1), 4)
        painter.restore()


def _paint_section(painter: QPainter, rect: QRect, section: SectionState) -> None:
    theme = current_theme()
    painter.fillRect(rect, theme.colour("surface_sunken"))
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("border"))
    inside = rect.adjusted(12, 0, -12, 0)
    painter.setFont(theme.font(TextSize.SMALL, strong=True, tabular=True))
    painter.setPen(theme.colour("text_muted"))
    count = f"{section.answered}/{section.total}"
    painter.drawText(inside, _RIGHT, count)
    left = painter.fontMetrics().horizontalAdvance(count) + SPACE_2
    painter.setPen(theme.colour("text"))
    room = inside.width() - left
    painter.drawText(inside, _LEFT, painter.fontMetrics().elidedText(section.title, Qt.TextElideMode.ElideRight, room))


def _paint_item(painter: QPainter, rect: QRect, row: RowState, *, selected: bool) -> None:
    theme = current_theme()
    painter.fillRect(rect, theme.colour("selection" if selected else "surface"))
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("border"))
    ink = theme.colour("on_selection" if selected else "text")
    soft = theme.colour("on_selection" if selected else "text_muted")
    if selected:
        painter.fillRect(rect.left(), rect.top(), 4, rect.height(), theme.colour("accent"))
    inside = rect.adjusted(12, 0, -10, 0)
    flip = selected and theme.is_high_contrast
    shape_ink = ink if flip else theme.tone(VERDICT_TONES[row.verdict])
    side = theme.text(18)
    mark = QRectF(inside.left(), inside.center().y() - side / 2 + 0.5, side, side)
    if row.counts:
        paint_shape(painter, mark, VERDICT_SHAPES[row.verdict], shape_ink)
    else:
        paint_icon(painter, mark, "info", soft)
    painter.setFont(theme.font(TextSize.BODY, tabular=True))
    metrics = painter.fontMetrics()
    number_width = metrics.horizontalAdvance("000")
    painter.setPen(soft)
    painter.drawText(QRect(inside.left() + side + 6, inside.top(), number_width, inside.height()), _RIGHT, row.number)
    left = inside.left() + side + 6 + number_width + SPACE_2
    right = inside.right() - _paint_right(painter, inside, row, ink, soft, flip=flip)
    painter.setFont(theme.font(TextSize.BODY, strong=selected))
    painter.setPen(ink)
    text = painter.fontMetrics().elidedText(row.text, Qt.TextElideMode.ElideRight, max(0, right - left))
    painter.drawText(QRect(left, inside.top(), right - left, inside.height()), _LEFT, text)


def _paint_right(painter: QPainter, rect: QRect, row: RowState, ink: Any, soft: Any, *, flip: bool) -> int:
    """Draw reading and marks at the right; return the width that they took."""
    theme, used = current_theme(), 0
    for icon, tone in _marks(row):
        colour = soft if tone is None or flip else theme.tone(tone)
        box = QRectF(rect.right() - used - _ICON, rect.center().y() - _ICON / 2, _ICON, _ICON)
        paint_icon(painter, box, icon, colour)
        used += _ICON + 4
    if not row.reading or (row.kind in _SAID_BY_SHAPE and row.verdict is not Verdict.NOT_APPLICABLE):
        return used + SPACE_2
    painter.setFont(theme.font(TextSize.SMALL, strong=True, tabular=True))
    painter.setPen(ink)
    room = rect.width() * 2 // 5
    reading = " ".join(row.reading.split("\n"))
    words = painter.fontMetrics().elidedText(reading, Qt.TextElideMode.ElideRight, room)
    width = painter.fontMetrics().horizontalAdvance(words) + 2
    painter.drawText(QRect(rect.right() - used - width, rect.top(), width, rect.height()), _RIGHT, words)
    return used + width + SPACE_2


def _marks(row: RowState) -> list[tuple[str, Tone | None]]:
    found: list[tuple[str, Tone | None]] = []
    match row.keeping:
        case Keeping.FAILED:
            found.append(("octagon-alert", Tone.FAILS))
        case Keeping.SAVING:
            found.append(("loader", None))
        case Keeping.TYPED:
            found.append(("pencil", Tone.WARNING))
        case _:
            pass
    if row.gap is not None and not row.is_open:
        found.append(("triangle-alert", Tone.WARNING))
    if row.remark:
        found.append(("message-square", None if row.remark_done else Tone.WARNING))
    if row.covered:
        found.append(("shield-check", Tone.ACCENT))
    if row.issue:
        found.append(("flag", None))
    if row.photos:
        found.append(("camera", None))
    if row.note:
        found.append(("sticky-note", None))
    return found


class ItemList(QListView):
    """The list; ``place_chosen`` comes only when a person chose a line."""

    place_chosen = Signal(int)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ItemListModel(self)
        self._filling = False
        self.setModel(self._model)
        self.setItemDelegate(_Painter(self))
        self.setUniformItemSizes(True)
        self.setAccessibleName(self.tr("Items of the checklist"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QListView.Shape.NoFrame)

    def set_state(self, state: RunState) -> None:
        """Show another state without telling anybody that a line was chosen."""
        self._filling = True
        for changed in self._model.set_state(state):
            self.update(changed)
        index = self._model.index_of(state.place)
        if index.isValid() and self.currentIndex().row() != index.row():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self._reveal(index)
        self._filling = False

    def current_place(self) -> int:
        """Return the place of the current line."""
        found = self._model.entry(self.currentIndex().row()) if self.currentIndex().isValid() else None
        return found.place if isinstance(found, RowState) else -1

    def _reveal(self, index: QModelIndex) -> None:
        """Bring a line into view with its neighbours, so that one sees what comes next."""
        below = self._model.index(min(index.row() + 2, self._model.rowCount() - 1))
        above = self._model.index(max(index.row() - 1, 0))
        for one in (below, above, index):
            self.scrollTo(one)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell which line a person chose."""
        super().currentChanged(current, previous)
        if not self._filling and current.isValid():
            found = self._model.entry(current.row())
            if isinstance(found, RowState):
                self.place_chosen.emit(found.place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the editor; letters and arrows belong to the screen."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if not event.isAutoRepeat():
                self.entered.emit()
            return
        if event.key() in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            super().keyPressEvent(event)
            return
        event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme: rows may be of another height."""
        super().changeEvent(event)
        if is_restyle(event):
            self.scheduleDelayedItemsLayout()
            self.viewport().update()
