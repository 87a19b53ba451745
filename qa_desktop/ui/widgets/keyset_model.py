"""A table model for lists of any length: it knows how many rows there are and keeps only the pages that were looked at last.

A page is asked for by the key of the row before it, so the last page of a million rows costs as much as the first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from shiboken6 import isValid

from qa_desktop.domain.errors import QaError

PAGE = 100
"""Rows to a page."""

KEPT_PAGES = 64
_AT_ONCE = 4
"""Pages asked for at one time: when the scroll bar flies, the pages in between are not wanted any more."""

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title and how a row is shown in it.

    ``text`` returns the words for a row.  ``paint``, if given, draws the cell instead (see ``RecordTable``); ``sort_key`` names
    the order for the storage when the header is clicked.
    """

    title: str
    text: Callable[[Any], str]
    width: int = 140
    numeric: bool = False
    strong: bool = False
    sort_key: str = ""
    paint: Callable[..., Any] | None = None
    stretch: bool = False


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Rows wanted: ``limit`` rows after the row with the key ``after`` (``None``: from the start), less ``skip`` rows.

    ``skip`` is zero whenever the page before was seen or the anchors are known.
    """

    after: Any
    skip: int
    limit: int


Fetch = Callable[[PageRequest, Callable[[Sequence[Any]], None], Callable[[QaError], None]], None]
"""Called as ``fetch(request, done, failed)``; answers later, in the window's thread."""


class KeysetTableModel(QAbstractTableModel):
    """Rows in pages, fetched when they are looked at.

    ``key`` returns the key of a row.  Call :meth:`reload` to start or after a change of filter or order, and :meth:`set_total`
    when the count has come; until then the model shows the rows that it has.
    """

    loaded = Signal()
    failed = Signal(object)
    total_changed = Signal(int)

    def __init__(
        self,
        columns: Sequence[Column],
        fetch: Fetch,
        key: Callable[[Any], Any],
        parent: QObject | None = None,
        *,
        page_size: int = PAGE,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._fetch, self._key, self._page_size = fetch, key, page_size
        self._total: int | None = None
        self._rows_shown = 0
        self._pages: OrderedDict[int, Sequence[Any]] = OrderedDict()
        self._anchors: dict[int, Any] = {0: None}
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._asked: set[int] = set()
        self._generation = 0
        self._error: QaError | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._ask)

    def reload(self) -> None:
        """Forget all rows and fetch the first page."""
        self.beginResetModel()
        self._generation += 1
        self._total, self._rows_shown, self._error = None, 0, None
        self._pages.clear()
        self._wanted.clear()
        self._asked.clear()
        self._anchors = {0: None}
        self._want(0)  # before anybody hears of the reset: a list that is being fetched is not an empty list
        self.endResetModel()

    def set_total(self, total: int) -> None:
        """Take the number of rows, which may come long after the first page."""
        self._total = total
        self._resize(total)
        self.total_changed.emit(total)

    def set_anchors(self, anchors: Mapping[int, Any]) -> None:
        """Take the key of the last row before each page, by page number, so that a jump needs no skipping."""
        self._anchors.update(anchors)

    def total(self) -> int | None:
        """Return the number of rows, or ``None`` while it is not known."""
        return self._total

    def error(self) -> QaError | None:
        """Return why the last page could not be fetched."""
        return self._error

    def is_loading(self) -> bool:
        """Return whether a page is on its way."""
        return bool(self._asked or self._wanted)

    def row(self, number: int) -> Any | None:
        """Return the row, or ``None`` while it is on its way; asking for it fetches it."""
        page, place = divmod(number, self._page_size)
        rows = self._pages.get(page)
        if rows is None:
            self._want(page)
            return None
        return rows[place] if place < len(rows) else None

    def find_loaded(self, key: Any) -> int | None:
        """Return the number of the row with ``key`` among the rows that are loaded."""
        for page, rows in self._pages.items():
            for place, row in enumerate(rows):
                if self._key(row) == key:
                    return page * self._page_size + place
        return None

    def replace_row(self, key: Any, row: Any) -> bool:
        """Show ``row`` in the place of the loaded row with ``key``; return whether there is one."""
        number = self.find_loaded(key)
        if number is None:
            return False
        page, place = divmod(number, self._page_size)
        rows = list(self._pages[page])
        rows[place] = row
        self._pages[page] = rows
        self.dataChanged.emit(self.index(number, 0), self.index(number, len(self.columns) - 1))
        return True

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return how many rows the view shows."""
        return 0 if parent.isValid() else self._rows_shown

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = 0) -> Any:
        """Return the words of a cell, for screen readers and copying; the view's delegate asks :meth:`row` itself."""
        if role:  # compared as a plain number: a frame asks two thousand times
            return None
        if not index.isValid():
            return None
        row = self.row(index.row())
        return "…" if row is None else self.columns[index.column()].text(row)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return the title of a column."""
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].numeric else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self.columns[section].title if 0 <= section < len(self.columns) else None
        return str(section + 1)

    def _want(self, page: int) -> None:
        if page in self._asked or self._error is not None:
            return
        self._wanted[page] = None
        self._wanted.move_to_end(page)
        if not self._timer.isActive():
            self._timer.start()

    def _ask(self) -> None:
        """Ask for the pages that were wanted last; a view that still looks at another one will want it again."""
        pages = list(self._wanted)[-_AT_ONCE:]
        self._wanted.clear()
        for page in sorted(pages):
            if page in self._pages or page in self._asked:
                continue
            self._asked.add(page)
            known = max(number for number in self._anchors if number <= page)
            request = PageRequest(self._anchors[known], (page - known) * self._page_size, self._page_size)
            answer = _Answer(self, self._generation, page)
            self._fetch(request, answer.done, answer.failed)

    def take_page(self, generation: int, page: int, rows: Sequence[Any]) -> None:
        """Take rows that were asked for; rows of an older filter are dropped."""
        if generation != self._generation:
            return
        self._asked.discard(page)
        self._pages[page] = rows
        self._pages.move_to_end(page)
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        if len(rows) == self._page_size:
            self._anchors[page + 1] = self._key(rows[-1])
        if self._total is None:
            self._resize(max(self._rows_shown, page * self._page_size + len(rows)))
        first = page * self._page_size
        last = min(first + len(rows), self._rows_shown) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
        self.loaded.emit()

    def take_failure(self, generation: int, page: int, error: QaError) -> None:
        """Take the reason why rows could not be fetched; nothing more is asked for until :meth:`reload`."""
        if generation != self._generation:
            return
        self._asked.discard(page)
        self._wanted.clear()
        self._error = error
        self.failed.emit(error)

    def _resize(self, rows: int) -> None:
        if rows > self._rows_shown:
            self.beginInsertRows(QModelIndex(), self._rows_shown, rows - 1)
            self._rows_shown = rows
            self.endInsertRows()
        elif rows < self._rows_shown:
            self.beginRemoveRows(QModelIndex(), rows, self._rows_shown - 1)
            self._rows_shown = rows
            self.endRemoveRows()


@dataclass(frozen=True, slots=True)
class _Answer:
    """Where the answer to one request belongs.  A model that is gone drops it."""

    model: KeysetTableModel
    generation: int
    page: int

    def done(self, rows: Sequence[Any]) -> None:
        """Take the rows."""
        if not isValid(self.model):
            return
        self.model.take_page(self.generation, self.page, rows)

    def failed(self, error: QaError) -> None:
        """Take the reason."""
        if not isValid(self.model):
            return
        self.model.take_failure(self.generation, self.page, error)
