"""The lists of the orders: lines, partners, figures side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QRect, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from qa_desktop.domain.trade import LineKind
from qa_desktop.methods.metrics.delivery import NO_DATA, number_text, percent_text
from qa_desktop.methods.metrics.partner_definitions import PartnerFigure
from qa_desktop.ui.context import Context
from qa_desktop.ui.theme.tokens import Tone
from qa_desktop.ui.trade.view_model import ShownLine, TradeModel
from qa_desktop.ui.trade.words import TONES, TradeWords
from qa_desktop.ui.widgets.chip import paint_chip
from qa_desktop.ui.widgets.counted_table import CountedTable
from qa_desktop.ui.widgets.keyset_model import Column

if TYPE_CHECKING:
    from qa_desktop.services.partner_figures import PartnerFigures
    from qa_desktop.storage.queries.companies import CompanyRow


_OF_COLUMN = (
    *(None, PartnerFigure.ON_TIME, PartnerFigure.ON_TIME, PartnerFigure.FIRST_PASS),
    *(PartnerFigure.PPM, PartnerFigure.COMPLAINTS, PartnerFigure.SCORE),
)
"""The figure of each column of the figures side by side."""


class _Lines:
    """The lines as the table asks for them."""

    def __init__(self, model: TradeModel) -> None:
        self._model = model

    def filter(self) -> Any:
        """Return the filter as it stands."""
        return self._model.state.lines

    def page(self, wanted: Any, after: Any, limit: int) -> Sequence[Any]:
        """Return the next lines."""
        return self._model.lines_page(wanted, after, limit)

    def count(self, wanted: Any) -> int:
        """Return how many there are."""
        return self._model.lines_count(wanted)


class _Whole:
    """A short list that is read as a whole; a page begins after the key of a row."""

    def filter(self) -> Any:
        """Return the filter as it stands."""

    def everything(self, wanted: Any) -> Sequence[Any]:
        """Return all rows."""
        raise NotImplementedError

    def key(self, row: Any) -> str:
        """Return the key of a row."""
        raise NotImplementedError

    def page(self, wanted: Any, after: Any, limit: int) -> Sequence[Any]:
        """Return the rows behind ``after``."""
        rows = list(self.everything(wanted))
        keys = [self.key(row) for row in rows]
        first = keys.index(after) + 1 if after in keys else 0
        return rows[first : first + limit]

    def count(self, wanted: Any) -> int:
        """Return how many there are."""
        return len(self.everything(wanted))


class _Partners(_Whole):
    def __init__(self, model: TradeModel) -> None:
        self._model = model

    def everything(self, wanted: Any) -> Sequence[Any]:
        return self._model.partners()

    def key(self, row: Any) -> str:
        return str(row.id)


class _Figures(_Whole):
    def __init__(self, model: TradeModel) -> None:
        self._model = model

    def filter(self) -> Any:
        return self._model.state.figures

    def everything(self, wanted: Any) -> Sequence[Any]:
        return self._model.side_by_side(wanted)

    def key(self, row: Any) -> str:
        return str(row.company.id)


class LineTable(CountedTable):
    """Order lines: those that wait first, by promised date."""

    few = (0, 1, 2, 4, 5)

    def __init__(self, context: Context, model: TradeModel, parent: QWidget | None = None) -> None:
        super().__init__(context, _Lines(model), "", parent)
        self.setAccessibleName(self.tr("Order lines"))
        self._words = TradeWords(self)
        self.set_columns(
            (
                Column(self.tr("Order"), _label, 112, strong=True),
                Column(self.tr("Promised"), _promised, 120),
                Column(self.tr("Stands"), self._words.standing, 142, paint=self._paint_standing),
                Column(self.tr("Part"), _part, 130),
                Column(self.tr("Company"), _company, 150),
                Column(self.tr("Endangered by"), self._danger, 150, stretch=True),
                Column(self.tr("Delivered"), self._delivered, 110, numeric=True),
            )
        )

    def key_of(self, row: ShownLine) -> tuple[int, str, str]:
        """Return the key of a line."""
        return row.row.key

    def _danger(self, line: ShownLine) -> str:
        return self._words.dangers(line.dangers)

    def _delivered(self, line: ShownLine) -> str:
        return self._words.delivered(line.row)

    def _paint_standing(self, painter: QPainter, rect: QRect, line: ShownLine, _selected: bool) -> None:
        paint_chip(painter, rect, self._words.standing(line), TONES[line.standing])


class PartnerTable(CountedTable):
    """Suppliers and customers by name."""

    few = (0, 1, 3, 4, 6)

    def __init__(self, context: Context, model: TradeModel, parent: QWidget | None = None) -> None:
        super().__init__(context, _Partners(model), "", parent)
        self.setAccessibleName(self.tr("Partners"))
        self._words = TradeWords(self)
        self.set_columns(
            (
                Column(self.tr("Name"), _name, 220, strong=True, stretch=True),
                Column(self.tr("Is"), self._kind, 110),
                Column(self.tr("Number"), _number, 110),
                Column(self.tr("Agreed window"), self._words.agreed, 230),
                Column(self.tr("Certificate"), self._certificate, 130),
                Column(self.tr("Contact"), _contact, 200, stretch=True),
                Column(self.tr("State"), self._dealt, 110, paint=self._paint_dealt),
            )
        )

    def key_of(self, row: CompanyRow) -> str:
        """Return the key of a company."""
        return row.id

    def _kind(self, row: CompanyRow) -> str:
        return self._words.company_kind(row.kind)

    def _certificate(self, row: CompanyRow) -> str:
        return self.tr("needed") if row.needs_certificate else "–"

    def _dealt(self, row: CompanyRow) -> str:
        return self.tr("Active") if row.is_active else self.tr("Ended")

    def _paint_dealt(self, painter: QPainter, rect: QRect, row: CompanyRow, _selected: bool) -> None:
        paint_chip(painter, rect, self._dealt(row), Tone.CONFORMS if row.is_active else Tone.NEUTRAL)


class FigureTable(CountedTable):
    """On-time delivery and first-pass yield side by side.  ``cell_wanted`` carries the figure of a cell clicked twice."""

    cell_wanted = Signal(object)

    def __init__(self, context: Context, model: TradeModel, parent: QWidget | None = None) -> None:
        super().__init__(context, _Figures(model), "", parent)
        self.setAccessibleName(self.tr("Figures of partners"))
        self.set_columns(
            (
                Column(self.tr("Company"), _figure_name, 200, strong=True, stretch=True),
                Column(self.tr("On time"), _on_time, 110, numeric=True),
                Column(self.tr("Lines"), _lines, 120, numeric=True),
                Column(self.tr("First pass"), _first_pass, 110, numeric=True),
                Column(self.tr("Rejected ppm"), _ppm, 130, numeric=True),
                Column(self.tr("Complaints"), _complaints, 110, numeric=True),
                Column(self.tr("Score"), _score, 100, numeric=True, strong=True),
            )
        )
        self.doubleClicked.connect(self._cell)

    def key_of(self, row: PartnerFigures) -> str:
        """Return the key of a row."""
        return row.company.id

    def _cell(self, index: QModelIndex) -> None:
        figure = _OF_COLUMN[index.column()]
        if figure is not None:
            self.cell_wanted.emit(figure)


def _label(line: ShownLine) -> str:
    return line.row.label


def _promised(line: ShownLine) -> str:
    return line.row.promised.isoformat()


def _part(line: ShownLine) -> str:
    return f"{line.row.part_number} {line.row.part_name}".strip()


def _company(line: ShownLine) -> str:
    return line.row.company


def _name(row: CompanyRow) -> str:
    return row.name


def _number(row: CompanyRow) -> str:
    return row.number or "–"


def _contact(row: CompanyRow) -> str:
    return " · ".join(row.whom.lines) or "–"


def _figure_name(row: PartnerFigures) -> str:
    return row.company.name


def _on_time(row: PartnerFigures) -> str:
    return percent_text(row.punctuality.rate.value)


def _lines(row: PartnerFigures) -> str:
    due = row.punctuality
    return f"{due.on_time} / {due.due}" if due.due else NO_DATA


def _first_pass(row: PartnerFigures) -> str:
    return percent_text(row.first_pass.value)


def _ppm(row: PartnerFigures) -> str:
    return number_text(row.ppm)


def _complaints(row: PartnerFigures) -> str:

    return str(row.complaints) if row.kind is LineKind.CUSTOMER else "–"


def _score(row: PartnerFigures) -> str:

    return number_text(row.score, 1) if row.kind is LineKind.PURCHASE else "–"
