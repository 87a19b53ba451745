"""The list of lots."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.lot import amount_text
from qa_desktop.ui.context import Context
from qa_desktop.ui.lots.balance import paint_balance
from qa_desktop.ui.lots.view_model import LotsModel
from qa_desktop.ui.lots.words import STATE_ICONS, STATE_TONES, LotWords
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import TextSize
from qa_desktop.ui.widgets.chip import paint_chip
from qa_desktop.ui.widgets.keyset_model import Column, KeysetTableModel, PageRequest
from qa_desktop.ui.widgets.table import RecordTable

if TYPE_CHECKING:
    from qa_desktop.storage.queries.lots import LotFilter, LotRow

_FEW = (0, 1, 2, 6)
"""Columns that stay when there is little room: lot, state, part, where it lies."""


class LotTable(RecordTable):
    """Lots, newest first."""

    counted = Signal(object)

    def __init__(self, context: Context, model: LotsModel, parent: QWidget | None = None) -> None:
        self._context, self._model = context, model
        super().__init__(parent)
        self.setAccessibleName(self.tr("Lots"))
        self._words = LotWords(self)
        columns = (
            Column(self.tr("Lot"), _number, 160, strong=True),
            Column(self.tr("State"), self._state_word, 158, paint=self._paint_state),
            Column(self.tr("Part"), _part, 160),
            Column(self.tr("Supplier"), _supplier, 140),
            Column(self.tr("Order"), _order, 88),
            Column(self.tr("Quantity"), _quantity, 84, numeric=True),
            Column(self.tr("Where it lies"), self._balance_words, 300, paint=self._paint_balance, stretch=True),
        )
        self.lots = KeysetTableModel(columns, self._fetch, _key, self)
        self.set_records(self.lots)

    def reload(self) -> None:
        """Load the list anew, then count it."""
        self.lots.reload()
        self.counted.emit(None)
        wanted = self._model.filter()
        self._context.jobs.read(partial(_counted, self._model, wanted), self._take_count, self._no_count, owner=self)

    def show_few_columns(self, few: bool) -> None:
        """Leave columns out where an open lot stands beside the list."""
        for place in range(len(self.lots.columns)):
            self.setColumnHidden(place, few and place not in _FEW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters are keys of the screen, not a search in the list."""
        if event.text().isprintable() and event.text().strip() and not event.modifiers():
            event.ignore()
            return
        super().keyPressEvent(event)

    def _fetch(self, request: PageRequest, done: Callable[[Sequence[Any]], None], failed: Callable[[QaError], None]) -> None:
        read = partial(_page, self._model, self._model.filter(), request)
        self._context.jobs.read(read, done, failed, owner=self)

    def _take_count(self, found: tuple[LotFilter, int]) -> None:
        if found[0] == self._model.filter():
            self.lots.set_total(found[1])
            self.counted.emit(found[1])

    def _no_count(self, _error: QaError) -> None:
        self.counted.emit(None)

    def _state_word(self, row: LotRow) -> str:
        return self._words.state(row.state)

    def _balance_words(self, row: LotRow) -> str:
        return self._words.balance(row.balance)

    def _paint_state(self, painter: QPainter, rect: QRect, row: LotRow, _selected: bool) -> None:
        paint_chip(painter, rect, self._words.state(row.state), STATE_TONES[row.state], STATE_ICONS[row.state])

    def _paint_balance(self, painter: QPainter, rect: QRect, row: LotRow, selected: bool) -> None:
        theme = current_theme()
        painter.setFont(theme.font(TextSize.SMALL))
        metrics = painter.fontMetrics()
        bar, gap = 8, 4
        known = row.balance.whole is not None
        top = rect.center().y() - (metrics.height() + (gap + bar if known else 0)) / 2
        painter.setPen(theme.colour("on_selection" if selected else "text"))
        words = metrics.elidedText(self._words.balance(row.balance), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(QRectF(rect.left(), top, rect.width(), metrics.height()), int(Qt.AlignmentFlag.AlignVCenter), words)
        if known:
            box = QRectF(rect.left() + 0.5, top + metrics.height() + gap, min(rect.width() - 1, 320), bar)
            paint_balance(painter, box, row.balance)


def _page(model: LotsModel, wanted: LotFilter, request: PageRequest) -> Sequence[LotRow]:
    return model.page(wanted, request.after, request.limit + request.skip)[request.skip :]


def _counted(model: LotsModel, wanted: LotFilter) -> tuple[LotFilter, int]:
    return wanted, model.count(wanted)


def _key(row: LotRow) -> str:
    return row.id


def _number(row: LotRow) -> str:
    return row.number


def _part(row: LotRow) -> str:
    return f"{row.part_number} {row.part_name}".strip()


def _supplier(row: LotRow) -> str:
    return row.supplier or "–"


def _order(row: LotRow) -> str:
    return row.order or "–"


def _quantity(row: LotRow) -> str:
    return "–" if row.balance.whole is None else amount_text(row.balance.whole)
