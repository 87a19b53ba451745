"""Lists of this screen that are worked by keys: rows that wrap, keys that say what is wanted of the chosen row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from qa_desktop.ui.causes.row_paint import RowPaint
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.tokens import TextSize

KEY = int(Qt.ItemDataRole.UserRole)
_K = Qt.Key


class WorkList(QTreeWidget):
    """Rows with an id behind them.  ``wanted`` carries what a key asks for and the id of the chosen row, empty without one.

    ``acts`` names the keys; with ``takes_tab`` the tab key is one of them, and F6 leads out.
    """

    wanted = Signal(str, str)
    chosen = Signal(str)

    def __init__(self, name: str, heads: Sequence[str], parent: QWidget, *, acts: dict[Qt.Key, str]) -> None:
        super().__init__(parent)
        self._acts = acts
        self._filling = False
        self.setAccessibleName(name)
        self.setHeaderLabels(list(heads))
        self.setWordWrap(True)
        self.setUniformRowHeights(False)
        self.setItemDelegate(RowPaint(self))
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setTabKeyNavigation(False)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsClickable(False)
        header.sectionResized.connect(lambda *_: self.scheduleDelayedItemsLayout())
        self.itemDoubleClicked.connect(lambda *_: self.wanted.emit("edit", self.current_key()))
        self.currentItemChanged.connect(self._on_current)
        self._restyle()

    def set_widths(self, *stretch: int) -> None:
        """Let some columns share the room; the others fit what they hold."""
        for column in range(self.columnCount()):
            mode = QHeaderView.ResizeMode.Stretch if column in stretch else QHeaderView.ResizeMode.ResizeToContents
            self.header().setSectionResizeMode(column, mode)

    def current_key(self) -> str:
        """Return the id of the chosen row; empty without one."""
        item = self.currentItem()
        return "" if item is None else str(item.data(0, KEY) or "")

    def begin(self) -> tuple[str, int]:
        """Clear the list; returns what was chosen, for :meth:`end`."""
        kept, place = self.current_key(), self._place()
        self._filling = True
        self.clear()
        return kept, place

    def end(self, kept: tuple[str, int]) -> None:
        """Choose what was chosen before, or what now stands where it stood."""
        self.expandAll()
        rows = self.rows()
        target = next((item for item in rows if item.data(0, KEY) == kept[0]), None)
        if target is None and rows:
            target = rows[min(max(kept[1], 0), len(rows) - 1)]
        if target is not None:
            self.setCurrentItem(target)
        self._filling = False
        self.chosen.emit(self.current_key())

    def choose(self, key: str) -> None:
        """Choose a row by its id."""
        for item in self.rows():
            if item.data(0, KEY) == key:
                self.setCurrentItem(item)

    def rows(self) -> list[QTreeWidgetItem]:
        """Return all rows from top to bottom."""
        found: list[QTreeWidgetItem] = []
        waiting = [self.topLevelItem(place) for place in reversed(range(self.topLevelItemCount()))]
        while waiting:
            item = waiting.pop()
            if item is not None:
                found.append(item)
                waiting += [item.child(place) for place in reversed(range(item.childCount()))]
        return found

    def event(self, event: QEvent) -> bool:
        """Take the tab key before Qt moves the focus with it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._tab_is_meant(event):
            self.wanted.emit(self._acts[_K.Key_Tab], self.current_key())
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Say what a key asks for; letters are keys of the screen, not a search in the list."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        act = self._acts.get(_K.Key_Return if event.key() == _K.Key_Enter else _K(event.key())) if plain else None
        if act is not None:
            self.wanted.emit(act, self.current_key())
        elif event.text().isprintable() and event.text().strip():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self._restyle()

    def _tab_is_meant(self, event: QKeyEvent) -> bool:
        return event.key() == _K.Key_Tab and _K.Key_Tab in self._acts and bool(self.current_key())

    def _place(self) -> int:
        item = self.currentItem()
        return -1 if item is None else self.rows().index(item)

    def _on_current(self) -> None:
        if not self._filling:
            self.chosen.emit(self.current_key())

    def _restyle(self) -> None:
        self.setFont(current_theme().font(TextSize.BODY))
        self.header().setFont(current_theme().font(TextSize.SMALL, strong=True))
