"""The tab of series: how hard the next lot is inspected and why, the last lots, and what people record in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.lots.series_detail import RecordSheet, SeriesDetailPane
from qa_desktop.ui.lots.series_model import SeriesModel, SeriesScreenState
from qa_desktop.ui.lots.series_words import SeriesWords, paint_marks
from qa_desktop.ui.lots.words import SEVERITY_TONES, LotWords
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.chip import paint_chip
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.keyset_model import Column, KeysetTableModel, PageRequest
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.table import RecordTable

if TYPE_CHECKING:
    from qa_desktop.methods.sampling.switching import Event
    from qa_desktop.services.lot_series import SeriesRow


class SeriesTable(RecordTable):
    """Series in order of supplier, part and class."""

    def __init__(self, context: Context, model: SeriesModel, parent: QWidget | None = None) -> None:
        self._context, self._model = context, model
        super().__init__(parent)
        self.setAccessibleName(self.tr("Series of lots"))
        self._words, self._lots = SeriesWords(self), LotWords(self)
        columns = (
            Column(self.tr("Supplier"), self._supplier, 128, strong=True),
            Column(self.tr("Part"), _part, 88),
            Column(self.tr("Class"), _group, 70),
            Column(self.tr("Next lot"), self._severity, 118, paint=self._paint_severity),
            Column(self.tr("Last ten lots"), self._marks, 216, paint=self._paint_marks, stretch=True),
        )
        self.series = KeysetTableModel(columns, self._fetch, _key, self)
        self.set_records(self.series)

    def reload(self) -> None:
        """Load the list anew, then count it."""
        self.series.reload()
        text = self._model.state.text
        self._context.jobs.read(partial(_counted, self._model, text), self._take_count, owner=self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters are keys of the screen, not a search in the list."""
        if event.text().isprintable() and event.text().strip() and not event.modifiers():
            event.ignore()
            return
        super().keyPressEvent(event)

    def _fetch(self, request: PageRequest, done: Callable[[Sequence[Any]], None], failed: Callable[[QaError], None]) -> None:
        read = partial(_page, self._model, self._model.state.text, request)
        self._context.jobs.read(read, done, failed, owner=self)

    def _take_count(self, found: tuple[str, int]) -> None:
        if found[0] == self._model.state.text:
            self.series.set_total(found[1])

    def _supplier(self, row: SeriesRow) -> str:
        return self._words.supplier(row)

    def _severity(self, row: SeriesRow) -> str:
        return self._lots.severity(row.state.severity)

    def _marks(self, row: SeriesRow) -> str:
        return self._words.marks(row.last_lots)

    def _paint_severity(self, painter: QPainter, rect: QRect, row: SeriesRow, _selected: bool) -> None:
        severity = row.state.severity
        paint_chip(painter, rect, self._lots.severity(severity), SEVERITY_TONES[severity])

    def _paint_marks(self, painter: QPainter, rect: QRect, row: SeriesRow, _selected: bool) -> None:
        paint_marks(painter, QRectF(rect), row.last_lots)


class SeriesPane(QWidget):
    """The list of series and the open one."""

    saved = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = SeriesModel(context.program, context.actor, context.jobs, self)
        self._wanted = ""
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search supplier, part, class …  ( / )"))
        self.search.setAccessibleName(self.tr("Search series"))
        self.search.setMaxLength(200)
        self.search.textEdited.connect(self._search)
        self.search.returnPressed.connect(self._to_list)
        self.said = InlineMessage(self)
        self.table = SeriesTable(context, self.model, self)
        self.table.row_selected.connect(self._selected)
        self.table.row_activated.connect(self._activated)
        self.table.series.loaded.connect(self._loaded)
        self.detail = SeriesDetailPane(context, self)
        self.detail.act_wanted.connect(self._act)
        self.sheet = RecordSheet(self.window() if parent is None else parent)
        self.sheet.given.connect(self.model.record)
        sides = QHBoxLayout()
        sides.setSpacing(SPACE_3)
        sides.addWidget(self.table, 4)
        sides.addWidget(self.detail, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.search)
        layout.addWidget(self.said)
        layout.addLayout(sides, 1)
        self.table.set_empty_state(
            self.tr("No series yet"),
            self.tr("A series begins with the first lot that is inspected by a plan of the sampling tables."),
            icon="layers",
        )
        self.show_state(self.model.state)

    def key_hints(self, after: str) -> tuple[KeyHint, ...]:
        """Return the keys that matter; ``after`` names the page that comes next."""
        back = KeyHint("Esc", self.tr("Back"))
        return KeyHint("/", self.tr("Search")), KeyHint("Enter", self.tr("To the acts")), back, KeyHint("Ctrl+Tab", after)

    def enter(self) -> None:
        """Load the list, and the open series anew."""
        self.table.reload()
        if self.model.state.chosen:
            self.model.open(self.model.state.chosen)

    def show_state(self, state: SeriesScreenState) -> None:
        """Draw the state."""
        self.detail.show_state(state)

    def recorded(self, row: SeriesRow) -> None:
        """Something was recorded: put the sheet away and show what it means."""
        self.sheet.close_panel()
        self.detail.focus_first()  # the button that was pressed may be gone
        self._wanted = row.key
        self.table.reload()
        self.said.show_message(MessageKind.SUCCESS, self.tr("Recorded. {why}").format(why=row.state.why))
        self.saved.emit()

    def refused(self, error: QaError) -> None:
        """Say why nothing was recorded."""
        if self.sheet.isVisible():
            self.sheet.refuse(error)
        else:
            self.said.show_message(MessageKind.ERROR, words_of(error))

    def filter_changed(self) -> None:
        """Load the list anew."""
        self.table.reload()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Slash goes to the search."""
        if event.text() == "/":
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()
            event.accept()
            return
        super().keyPressEvent(event)

    def _search(self, text: str) -> None:
        self.model.search(text.strip())

    def _to_list(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _loaded(self) -> None:
        wanted = self._wanted or self.model.state.chosen
        for number in range(min(self.table.series.rowCount(), 100)):
            row = self.table.series.row(number)
            if row is not None and row.key == wanted:
                self.table.select_row(number)
                self._wanted = ""
                return
        if self.table.currentIndex().row() < 0:
            self.table.select_row(0)

    def _selected(self, row: object) -> None:
        key = getattr(row, "key", "")
        if key and key != self.model.state.chosen:
            self.model.open(key)

    def _activated(self, row: object) -> None:
        self._selected(row)
        self.detail.focus_first()

    def _act(self, event: Event) -> None:
        row = self.model.state.row
        if row is not None:
            self.sheet.open_for(row, event)


def _page(model: SeriesModel, text: str, request: PageRequest) -> Sequence[SeriesRow]:
    return model.page(text, request.after, request.limit + request.skip)[request.skip :]


def _counted(model: SeriesModel, text: str) -> tuple[str, int]:
    return text, model.count(text)


def _key(row: SeriesRow) -> str:
    return row.key


def _part(row: SeriesRow) -> str:
    return row.name.part


def _group(row: SeriesRow) -> str:
    return row.name.group
