"""The list of records behind a figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.ui.dashboard.words import FigureWords
from qa_desktop.ui.widgets.keyset_model import Column, KeysetTableModel, PageRequest
from qa_desktop.ui.widgets.table import RecordTable

if TYPE_CHECKING:
    from qa_desktop.storage.queries.figures import Record

_ALL = 100_000


class RecordsTable(RecordTable):
    """Records newest first; Enter opens one."""

    def __init__(self, words: FigureWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Records behind the figure"))
        self._shown: tuple[Record, ...] = ()
        columns = (
            Column(self.tr("Number"), lambda row: str(row.number), 150, strong=True),
            Column(self.tr("Kind"), lambda row: words.record_kind(row.kind), 110),
            Column(self.tr("What"), lambda row: str(row.words), stretch=True),
            Column(self.tr("Date"), lambda row: str(row.at)[:10], 124),
        )
        self.rows = KeysetTableModel(columns, self._fetch, lambda row: row.id, self, page_size=_ALL)
        self.set_records(self.rows)
        self.rows.loaded.connect(self._loaded)
        self.set_empty_state(self.tr("No records"), self.tr("Nothing was recorded that this figure counts."), icon="inbox")

    def show_rows(self, rows: tuple[Record, ...]) -> None:
        """Show these."""
        self._shown = rows
        self.rows.reload()

    def _loaded(self) -> None:
        if self.rows.rowCount():
            self.select_row(0)

    def _fetch(self, _request: PageRequest, done: Callable[[Sequence[Any]], None], _failed: Callable[[QaError], None]) -> None:
        done(self._shown)
