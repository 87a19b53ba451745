"""A list that is in memory as a whole: shown at once, walked with the arrows, Enter opens a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.ui.reports.table import TwoLineTable
from qa_desktop.ui.widgets.keyset_model import Column, KeysetTableModel, PageRequest
from qa_desktop.ui.widgets.table import RecordTable

_ALL = 100_000


class MemoryTable(TwoLineTable):
    """``key`` returns what tells rows apart; ``tall`` makes room for two lines in a row."""

    def __init__(
        self,
        columns: Sequence[Column],
        key: Callable[[Any], Any],
        name: str,
        parent: QWidget | None = None,
        *,
        tall: bool = False,
    ) -> None:
        self._tall = tall
        super().__init__(parent, name=name)
        self._shown: tuple[Any, ...] = ()
        self.rows = KeysetTableModel(columns, self._fetch, key, self, page_size=_ALL)
        self.set_records(self.rows)
        self.rows.loaded.connect(self._loaded)

    def row_height(self) -> int:
        """One line, or two."""
        return super().row_height() if self._tall else RecordTable.row_height(self)

    def show_rows(self, rows: tuple[Any, ...]) -> None:
        """Show these, the first one chosen."""
        self._shown = rows
        self.rows.reload()

    def _loaded(self) -> None:
        if self.rows.rowCount():
            self.select_row(0)

    def _fetch(self, _request: PageRequest, done: Callable[[Sequence[Any]], None], _failed: Callable[[QaError], None]) -> None:
        done(self._shown)
