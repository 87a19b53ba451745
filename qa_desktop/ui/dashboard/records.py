"""The list of records behind a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from qa_desktop.ui.context import Context
from qa_desktop.ui.dashboard.memory_table import MemoryTable
from qa_desktop.ui.dashboard.words import FigureWords
from qa_desktop.ui.places import Place
from qa_desktop.ui.widgets.keyset_model import Column

if TYPE_CHECKING:
    from qa_desktop.storage.queries.figures import Record

COUNTS = 3
"""The column that says how much of the figure a record makes up."""


class RecordsTable(MemoryTable):
    """Records newest first; Enter opens one."""

    def __init__(self, words: FigureWords, parent: QWidget | None = None) -> None:
        host = parent or words
        self._unit = ""
        columns = (
            Column(host.tr("Number"), lambda row: str(row.number), 150, strong=True),
            Column(host.tr("Kind"), lambda row: words.record_kind(row.kind), 110),
            Column(host.tr("What"), lambda row: str(row.words), stretch=True),
            Column(host.tr("Counts"), lambda row: words.number(row.counts, self._unit), 104, numeric=True),
            Column(host.tr("Date"), lambda row: str(row.at)[:10], 124),
        )
        super().__init__(columns, lambda row: row.id, host.tr("Records behind the figure"), parent)
        self.set_empty_state(self.tr("No records"), self.tr("Nothing was recorded that this figure counts."), icon="inbox")

    def show_rows(self, rows: tuple[Record, ...], unit: str = "") -> None:
        """Show these; where each counts once, the column that says so is left out.  ``unit`` is that of what they count."""
        self._unit = unit
        self.setColumnHidden(COUNTS, all(row.counts == 1 for row in rows))
        super().show_rows(rows)


def open_record(context: Context, row: Record) -> None:
    """Go to a record where people work on it."""
    match row.kind:
        case "issue":
            context.go_to(Place.ISSUES, issue_id=row.id)
        case "action":
            context.go_to(Place.CAUSES, issue_id=row.part_of, page="effect")
        case "lesson" if row.part_of:
            context.go_to(Place.ISSUES, issue_id=row.part_of)
        case "order":
            context.go_to(Place.TRADE, line_id=row.id)
        case "lot":
            context.go_to(Place.LOTS, lot_id=row.id)
        case "certificate":
            context.go_to(Place.LOTS, lot_id=row.part_of)
        case "request":
            context.go_to(Place.AMENDS, issue_id=row.part_of)
        case _:
            context.go_to(Place.REPORTS, text=row.number)
