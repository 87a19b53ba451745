"""The page of management reviews: the list, and the signed file of the chosen one, checked before it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QShowEvent
from PySide6.QtWidgets import QWidget

from qa_desktop.ui.context import Context
from qa_desktop.ui.dashboard.aims_panes import AimPane
from qa_desktop.ui.reports.preview import ReportPreview
from qa_desktop.ui.reports.table import paint_two_lines
from qa_desktop.ui.setup.files import FilePicker
from qa_desktop.ui.signed_pages import open_review
from qa_desktop.ui.widgets.keyset_model import Column


@dataclass(frozen=True, slots=True)
class ReviewFile:
    """A review by its key and number; it is signed and counts at once."""

    id: str
    number: str
    state: str = "released"


class ReviewsPane(AimPane):
    """Signed management reviews.  ``save_wanted`` carries the key of a review and where its file is to be copied."""

    save_wanted = Signal(str, object)

    def __init__(self, context: Context, parent: QWidget) -> None:
        columns = (
            Column(parent.tr("Review"), lambda row: str(row.number), paint=self._paint_number, stretch=True),
            Column(parent.tr("Signed by"), lambda row: str(row.printed_name), 150),
            Column(parent.tr("Signed"), lambda row: str(row.at)[:10], 120),
        )
        super().__init__(columns, parent.tr("Management reviews"), parent)
        words = self.tr(
            "A review gathers figures, objectives, audits and issues of a period, and what was decided, in one signed file."
        )
        self.table.set_empty_state(self.tr("No reviews yet"), words, icon="file-check")
        self.preview = ReportPreview(context, self, opener=open_review)
        self.card.hide()
        self.sides.addWidget(self.preview, 5)
        self.files = FilePicker(self)
        self.files.chosen.connect(self._chosen)

    def showEvent(self, event: QShowEvent) -> None:
        """Open the file once somebody looks."""
        super().showEvent(event)
        self._open()

    def show_rows(self, rows: tuple[Any, ...] | None) -> None:
        """Show these; where there is none, there is no file to look at."""
        super().show_rows(rows)
        self.preview.setVisible(bool(rows))

    def words_about(self, row: Any) -> tuple[str, str]:
        """Return what was decided."""
        return row.number, row.decisions

    def save(self) -> None:
        """Ask where the file of the chosen review is to be copied."""
        row = self.chosen()
        if self.isVisible() and row is not None:
            self.files.ask_new_file(self.tr("Management review as PDF"), "PDF (*.pdf)", row.file, "pdf")

    def turn_page(self, by: int) -> None:
        """Turn pages of the file."""
        if self.isVisible():
            self.preview.step(by)

    def _selected(self, row: Any) -> None:
        super()._selected(row)
        self._open()

    def _paint_number(self, painter: QPainter, rect: QRect, row: Any, selected: bool) -> None:
        period = self.tr("{first} to {last}").format(first=row.first_day, last=row.last_day)
        paint_two_lines(painter, rect, row.number, period, selected=selected, strong=True)

    def _open(self) -> None:
        row = self.chosen()
        if self.isVisible() and row is not None:
            self.preview.show_report(ReviewFile(row.id, row.number))

    def _chosen(self, path: object) -> None:
        row = self.chosen()
        if isinstance(path, Path) and row is not None:
            self.save_wanted.emit(row.id, path)
