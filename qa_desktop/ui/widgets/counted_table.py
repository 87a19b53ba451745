"""A table of records by a filter: its pages come from a reader, and behind them comes how many there are."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent

from qa_desktop.domain.errors import QaError
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.widgets.keyset_model import Column, KeysetTableModel, PageRequest
from qa_desktop.ui.widgets.table import RecordTable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from qa_desktop.ui.context import Context


class Filtered(Protocol):
    """What the table asks its model for; ``page`` and ``count`` are called in a reader."""

    def filter(self) -> Any:
        """Return the filter as it stands."""

    def page(self, wanted: Any, after: Any, limit: int) -> Sequence[Any]:
        """Return up to ``limit`` rows behind the key ``after``."""

    def count(self, wanted: Any) -> int:
        """Return how many rows there are."""


class CountedTable(RecordTable):
    """Names its columns and keys; ``counted`` carries how many records the filter finds, ``None`` while that is not known.

    ``few`` are the columns that stay when there is little room; ``gives_way`` are those that go, the first one first, before the
    column that stretches becomes narrower than its width.
    """

    counted = Signal(object)
    few: ClassVar[tuple[int, ...]] = ()
    gives_way: ClassVar[tuple[int, ...]] = ()

    def __init__(self, context: Context, model: Filtered, name: str, parent: QWidget | None = None) -> None:
        self._context, self._model, self._are_few = context, model, False
        super().__init__(parent, name=name)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Say what the table shows; once, at its making."""
        self.rows = KeysetTableModel(columns, self._fetch, self.key_of, self)
        self.set_records(self.rows)

    @abstractmethod
    def key_of(self, row: Any) -> Any:
        """Return the key that the page behind a row begins after."""

    def reload(self) -> None:
        """Load the list anew, then count it."""
        self.rows.reload()
        self.counted.emit(None)
        call = partial(_counted, self._model, self._model.filter())
        self._context.jobs.read(call, self._take_count, self._no_count, owner=self)

    def show_few_columns(self, few: bool) -> None:
        """Leave columns out where an open record stands beside the list."""
        self._are_few = few
        self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many columns as there is room for."""
        super().resizeEvent(event)
        if self.gives_way:
            self._fit_columns()

    def _fit_columns(self) -> None:
        columns, theme = self.rows.columns, current_theme()
        shown = {place for place in range(len(columns)) if not self._are_few or place in self.few}
        for place in self.gives_way:
            if sum(theme.text(columns[one].width) for one in shown) > self.viewport().width():
                shown.discard(place)
        for place in range(len(columns)):
            self.setColumnHidden(place, place not in shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters are keys of the screen, not a search in the list."""
        if event.text().isprintable() and event.text().strip() and not event.modifiers():
            event.ignore()
            return
        super().keyPressEvent(event)

    def _fetch(self, request: PageRequest, done: Callable[[Sequence[Any]], None], failed: Callable[[QaError], None]) -> None:
        read = partial(_page, self._model, self._model.filter(), request)
        self._context.jobs.read(read, done, failed, owner=self)

    def _take_count(self, found: tuple[Any, int]) -> None:
        if found[0] == self._model.filter():
            self.rows.set_total(found[1])
            self.counted.emit(found[1])

    def _no_count(self, _error: QaError) -> None:
        self.counted.emit(None)


def _page(model: Filtered, wanted: Any, request: PageRequest) -> Sequence[Any]:
    return model.page(wanted, request.after, request.limit + request.skip)[request.skip :]


def _counted(model: Filtered, wanted: Any) -> tuple[Any, int]:
    return wanted, model.count(wanted)
