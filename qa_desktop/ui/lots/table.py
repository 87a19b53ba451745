"""The list of lots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from qa_desktop.domain.units import measure_text
from qa_desktop.ui.context import Context
from qa_desktop.ui.lots.balance import paint_balance
from qa_desktop.ui.lots.view_model import LotsModel
from qa_desktop.ui.lots.words import STATE_ICONS, STATE_TONES, LotWords
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import TextSize
from qa_desktop.ui.widgets.chip import paint_chip
from qa_desktop.ui.widgets.counted_table import CountedTable
from qa_desktop.ui.widgets.keyset_model import Column

if TYPE_CHECKING:
    from qa_desktop.storage.queries.lots import LotRow


class LotTable(CountedTable):
    """Lots, newest first."""

    few = (0, 1, 2, 6)

    def __init__(self, context: Context, model: LotsModel, parent: QWidget | None = None) -> None:
        super().__init__(context, model, "", parent)
        self.setAccessibleName(self.tr("Lots"))
        self._words = LotWords(self)
        self.set_columns(
            (
                Column(self.tr("Lot"), _number, 160, strong=True),
                Column(self.tr("State"), self._state_word, 158, paint=self._paint_state),
                Column(self.tr("Part"), _part, 160),
                Column(self.tr("Supplier"), _supplier, 140),
                Column(self.tr("Order"), _order, 88),
                Column(self.tr("Quantity"), _quantity, 84, numeric=True),
                Column(self.tr("Where it lies"), self._balance_words, 300, paint=self._paint_balance, stretch=True),
            )
        )

    def key_of(self, row: LotRow) -> str:
        """Return the key of a lot."""
        return row.id

    def _state_word(self, row: LotRow) -> str:
        return self._words.state(row.state)

    def _balance_words(self, row: LotRow) -> str:
        return self._words.balance(row.balance, row.unit)

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
        words = metrics.elidedText(self._words.balance(row.balance, row.unit), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(QRectF(rect.left(), top, rect.width(), metrics.height()), int(Qt.AlignmentFlag.AlignVCenter), words)
        if known:
            box = QRectF(rect.left() + 0.5, top + metrics.height() + gap, min(rect.width() - 1, 320), bar)
            paint_balance(painter, box, row.balance)


def _number(row: LotRow) -> str:
    return row.number


def _part(row: LotRow) -> str:
    return f"{row.part_number} {row.part_name}".strip()


def _supplier(row: LotRow) -> str:
    return row.supplier or "–"


def _order(row: LotRow) -> str:
    return row.order or "–"


def _quantity(row: LotRow) -> str:
    return "–" if row.balance.whole is None else measure_text(row.balance.whole, row.unit)
