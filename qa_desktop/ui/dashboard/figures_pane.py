"""The page of figures: filter, tiles, a Pareto chart beside a trend, and the records behind one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.methods.metrics.definitions import FigureName
from qa_desktop.ui.context import Context
from qa_desktop.ui.dashboard.bars import ParetoChart
from qa_desktop.ui.dashboard.filter_bar import FilterBar
from qa_desktop.ui.dashboard.records import RecordsTable, open_record
from qa_desktop.ui.dashboard.tile import FigureTile
from qa_desktop.ui.dashboard.trend import TrendChart
from qa_desktop.ui.dashboard.view_model import DashboardModel, DashboardState
from qa_desktop.ui.dashboard.words import FigureWords
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.fields import ChoiceBox
from qa_desktop.ui.widgets.text import Heading, PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.dashboards import Chart, Dashboard, Week
    from qa_desktop.storage.queries.figures import Record

COLUMNS = 6
MOST = 500
"""So many records are read behind a figure; the services say so, too."""
_ROOMY = 560
"""From this height on the charts are explained below them; larger letters need more."""
_LEFT_OUT = frozenset(
    {
        *(FigureName.DPO, FigureName.DPU, FigureName.NORMALISED_YIELD, FigureName.OVERDUE_SHARE),
        *(FigureName.INTERNAL_FAILURE, FigureName.EXTERNAL_FAILURE, FigureName.COST_OF_QUALITY),
    }
)
"""What another tile says already in other words, or nothing is recorded for; files and commands have them all."""


class FiguresPane(QWidget):
    """What the figures are, and where they come from.

    ``defined`` carries title and words of a definition, ``came_back`` the number of the page that records were asked from.
    """

    defined = Signal(str, str)
    came_back = Signal(int)

    def __init__(self, context: Context, model: DashboardModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self.model = context, model
        self.words = FigureWords(self)
        self.filter = FilterBar(self)
        self.filter.wanted.connect(self._wanted)
        self.filter.left.connect(self._to_figures)
        self.asked = PlainLabel("", self, role="text_muted", wrap=False)
        self.tiles: list[FigureTile] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(SPACE_2)
        self.chart_box, self.trend_box = ChoiceBox(self, name=self.tr("Chart")), ChoiceBox(self, name=self.tr("Trend"))
        self.chart, self.trend = ParetoChart(self.words, self), TrendChart(self.words, self)
        self.chart_words = PlainLabel("", self, role="text_muted")
        self.trend_words = PlainLabel("", self, role="text_muted")
        self.table = RecordsTable(self.words, self)
        self.behind_title = Heading("", self, level=2)
        self.behind_count = PlainLabel("", self, role="text_muted", wrap=False)
        self.back = ActionButton(self.tr("Back to the figures"), self, icon="arrow-left", shortcut_hint="Esc")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._shown: Dashboard | None = None
        self._rows: tuple[Record, ...] | None = None
        self._before: QWidget | None = None
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        charts = QWidget(self)
        sides = QHBoxLayout(charts)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(SPACE_3)
        for box, chart, words, share in (
            (self.chart_box, self.chart, self.chart_words, 6),
            (self.trend_box, self.trend, self.trend_words, 5),
        ):
            card = Card("", charts)
            card.body.addWidget(box)
            card.body.addWidget(chart, 1)
            card.body.addWidget(words)
            sides.addWidget(card, share)
        behind = QWidget(self)
        rows = QVBoxLayout(behind)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE_2)
        head = QHBoxLayout()
        head.addWidget(self.back)
        head.addWidget(self.behind_title, 1)
        head.addWidget(self.behind_count)
        rows.addLayout(head)
        rows.addWidget(self.table, 1)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(charts)
        self.stack.addWidget(behind)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.filter)
        layout.addWidget(self.asked)
        layout.addLayout(self._grid)
        layout.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.chart_box.activated.connect(lambda place: self.model.choose_chart(self.chart_box.itemData(place)))
        self.trend_box.activated.connect(lambda place: self.model.choose_trend(self.trend_box.itemData(place)))
        self.chart.activated.connect(self._bar)
        self.trend.activated.connect(self._week)
        self.back.clicked.connect(self.come_back)
        self.table.row_activated.connect(self._open)

    def show_state(self, state: DashboardState) -> None:
        """Draw the state."""
        if state.dashboard is not None and state.dashboard is not self._shown:
            self._shown = state.dashboard
            self._show_figures(state.dashboard)
            _fill(self.chart_box, [(chart.title, chart.name) for chart in state.charts])
        self._show_charts(state)
        self._show_behind(state)

    def first_focus(self) -> QWidget:
        """Begin at the first tile, or in the records; while the figures are on their way, here."""
        if self.model.state.behind is not None:
            return self.table
        return self.tiles[0] if self.tiles else self

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the charts their room: where there is little, what they mean is said by D alone."""
        super().resizeEvent(event)
        roomy = self.height() >= current_theme().text(_ROOMY)
        for words in (self.chart_words, self.trend_words):
            words.setVisible(roomy)

    def come_back(self) -> None:
        """Show the charts again, with the keyboard where it was."""
        behind = self.model.state.behind
        if behind is None:
            return
        self.model.come_back()
        (self._before or self.first_focus()).setFocus(Qt.FocusReason.OtherFocusReason)
        self.came_back.emit(behind.origin)

    def explain(self) -> None:
        """Say what the figure, chart or trend under the keyboard is."""
        at = QApplication.focusWidget()
        chart, trend = self.model.state.shown_chart, self.model.state.shown_trend
        if isinstance(at, FigureTile):
            known = at.figure.definition
            source = self.tr(" Source: {source}.").format(source=known.source) if known.source else ""
            value = self.tr("Here: {value}").format(value=at.value)
            here = f"{value}, {at.figure.note}" if at.figure.note else value
            self.defined.emit(known.title, f"{known.words}{source}\n\n{here}")
        elif at in {self.trend, self.trend_box} and trend is not None:
            self.defined.emit(trend.title, trend.words)
        elif chart is not None:
            self.defined.emit(chart.title, chart.words)

    def _go(self, right: int, down: int) -> None:
        """Go from tile to tile, and from the last row to the chart."""
        tile = self.sender()
        if not isinstance(tile, FigureTile):
            return
        place = self.tiles.index(tile)
        if right and 0 <= place % COLUMNS + right < COLUMNS:
            place += right
        wanted = place + down * COLUMNS
        if wanted >= len(self.tiles) and down > 0:
            self.chart.setFocus(Qt.FocusReason.OtherFocusReason)
        elif 0 <= wanted < len(self.tiles):
            self.tiles[wanted].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_figures(self, found: Dashboard) -> None:
        period = found.query.period
        words = self.tr("{first} to {last}, {days} days").format(first=period.first, last=period.last, days=period.days)
        if found.is_empty:
            words += self.tr(" · no data in this period")
        self.asked.setText(words)
        figures = [one for one in found.figures if one.definition.name not in _LEFT_OUT]
        for place, figure in enumerate(figures):
            if place < len(self.tiles):
                self.tiles[place].set_figure(figure)
                continue
            tile = FigureTile(figure, self.words, self)
            tile.clicked.connect(self._tile)
            tile.gone.connect(self._go)
            self.tiles.append(tile)
            self._grid.addWidget(tile, place // COLUMNS, place % COLUMNS)
        if self.hasFocus():
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        _fill(self.trend_box, [(trend.title, trend.name) for trend in found.trends])

    def _show_charts(self, state: DashboardState) -> None:
        chart, trend = state.shown_chart, state.shown_trend
        if chart is not None:
            self.chart_box.setCurrentIndex(self.chart_box.findData(chart.name))
            self.chart.set_bars(chart.title, chart.bars, chart.unit, chart.meanings, adds_up=chart.is_pareto)
            self.chart_words.setText(chart.words)
        if trend is not None:
            self.trend_box.setCurrentIndex(self.trend_box.findData(trend.name))
            self.trend.set_trend(trend)
            self.trend_words.setText(trend.words)

    def _show_behind(self, state: DashboardState) -> None:
        behind = state.behind
        self.stack.setCurrentIndex(0 if behind is None else 1)
        if behind is None:
            self._rows = None
            return
        backs = (self.tr("Back to the figures"), self.tr("Back to effects and lessons"), self.tr("Back to the objectives"))
        self.back.setText(backs[behind.origin])
        self.behind_title.setText(behind.title)
        if behind.rows is not None and behind.rows is not self._rows:
            self._rows = behind.rows
            self.behind_count.setText(self.words.listed(behind.key, len(behind.rows), MOST))
            self.table.show_rows(behind.rows, "money" if behind.is_money else "")
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tile(self) -> None:
        tile = self.sender()
        if isinstance(tile, FigureTile):
            self._before = tile
            self.model.look_behind(f"{tile.figure.definition.title}: {tile.value}", tile.figure.records)

    def _bar(self, name: str) -> None:
        chart: Chart | None = self.model.state.shown_chart
        if chart is not None and name in chart.keys:
            self._before = self.chart
            self.model.look_behind(f"{chart.title}: {name}", chart.keys[name])

    def _week(self, week: Week) -> None:
        trend = self.model.state.shown_trend
        if trend is not None:
            self._before = self.trend
            self.model.look_behind(f"{trend.title}, {self.trend.said()}", trend.records, week.period)

    def _open(self, row: Record) -> None:
        open_record(self.context, row)

    def _to_figures(self) -> None:
        """Go to the figures once the filter is taken; where it could not be read, it is corrected first."""
        if self.model.state.error is None:
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _wanted(self, wanted: object) -> None:
        self.model.want(wanted)  # type: ignore[arg-type]


def _fill(box: ChoiceBox, entries: list[tuple[str, str]]) -> None:
    if [(box.itemText(place), box.itemData(place)) for place in range(box.count())] == entries:
        return
    box.clear()
    for words, name in entries:
        box.addItem(words, name)
