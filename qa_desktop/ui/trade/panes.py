"""The three pages of the orders: lines, partners, figures."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from qa_desktop.domain.people import Permission
from qa_desktop.domain.trade import LineKind
from qa_desktop.methods.metrics.delivery import NO_DATA, number_text, percent_text
from qa_desktop.ui.context import Context
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.trade.line_detail import LineDetailPane
from qa_desktop.ui.trade.tables import FigureTable, LineTable, PartnerTable
from qa_desktop.ui.trade.view_model import TradeModel, TradeState
from qa_desktop.ui.trade.words import TradeWords
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.fields import ChoiceBox
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.partner_figures import PartnerFigures

DEBOUNCE_MS = 150
WIDE = 1400
WIDE_PARTNERS = 1150
"""From these widths on the lists show all their columns, at letters of the usual size."""

_KINDS: tuple[LineKind | None, ...] = (None, LineKind.CUSTOMER, LineKind.PURCHASE)
_FIGURE_KINDS = (LineKind.PURCHASE, LineKind.CUSTOMER)


def _row(*widgets: QWidget, stretch: int = -1) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SPACE_2)
    for place, widget in enumerate(widgets):
        row.addWidget(widget, 1 if place == stretch else 0)
    if stretch < 0:
        row.addStretch(1)
    return row


def _page(page: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SPACE_2)
    return layout


class LinesPane(QWidget):
    """The order lines beside the open one."""

    def __init__(self, context: Context, model: TradeModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._words = model, TradeWords(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._timer.timeout.connect(self.search_now)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search order, part, company …  ( / )"))
        self.search.setAccessibleName(self.tr("Search order lines"))
        self.search.setMaxLength(200)
        self.search.textEdited.connect(lambda _text: self._timer.start())
        self.search.returnPressed.connect(self._search_done)
        self.kind, self.scope = ChoiceBox(self, name=self.tr("Whose orders")), ChoiceBox(self, name=self.tr("Which lines"))
        for kind in _KINDS:
            self.kind.addItem(self._words.line_kind(kind))
        self.scope.addItem(self.tr("Open lines"))
        self.scope.addItem(self.tr("All lines"))
        self.kind.activated.connect(self._filter)
        self.scope.activated.connect(self._filter)
        self.new = ActionButton(self.tr("New line …"), self, icon="plus", shortcut_hint="Ctrl+N", variant=Variant.PRIMARY)
        self.table = LineTable(context, model, self)
        self.table.row_selected.connect(self._chosen)
        self.table.row_activated.connect(self._chosen)
        self.table.counted.connect(self._show_count)
        self.table.rows.loaded.connect(self._loaded)
        self.table.set_empty_state(
            self.tr("No order line matches"), self.tr("Change the filter, or enter a new line."), icon="send"
        )
        self.count = PlainLabel("", self, role="text_muted", wrap=False)
        self.detail = LineDetailPane(self)
        sides, left = QHBoxLayout(), QVBoxLayout()
        left.addWidget(self.table, 1)
        left.addWidget(self.count)
        sides.setSpacing(SPACE_3)
        sides.addLayout(left, 3)
        sides.addWidget(self.detail, 2)
        layout = _page(self)
        layout.addLayout(_row(self.search, self.kind, self.scope, self.new, stretch=0))
        layout.addLayout(sides, 1)

    def show_state(self, state: TradeState) -> None:
        """Draw the state."""
        self.new.setVisible(state.may_manage)
        self.kind.setCurrentIndex(_KINDS.index(state.lines.kind))
        self.scope.setCurrentIndex(0 if state.lines.open_only else 1)
        self.detail.show_state(state)

    def show_width(self, width: int) -> None:
        """Leave columns out where there is little room."""
        self.table.show_few_columns(width < current_theme().text(WIDE))

    def search_now(self) -> None:
        """Search for what stands in the field."""
        self._timer.stop()
        self._model.want_lines(text=self.search.text().strip())

    def stop(self) -> None:
        """Search no more."""
        self._timer.stop()

    def _show_count(self, count: int | None) -> None:
        self.count.setText(self._words.count(count))

    def _search_done(self) -> None:
        self.search_now()
        self.table.setFocus()

    def _filter(self) -> None:
        self._model.want_lines(kind=_KINDS[max(0, self.kind.currentIndex())], open_only=self.scope.currentIndex() == 0)

    def _chosen(self, row: object) -> None:
        key = getattr(row, "id", None)
        if isinstance(key, str) and key != self._model.state.chosen:
            self._model.open(key)

    def _loaded(self) -> None:
        """Come back to the line that was worked on; begin at the first one."""
        for number in range(min(self.table.rows.rowCount(), 100)):
            row = self.table.rows.row(number)
            if row is not None and row.id == self._model.state.chosen:
                self.table.select_row(number)
                return
        if self.table.currentIndex().row() < 0:
            self.table.select_row(0)


class PartnersPane(QWidget):
    """Suppliers and customers."""

    def __init__(self, context: Context, model: TradeModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.new = ActionButton(self.tr("New partner …"), self, icon="plus", shortcut_hint="Ctrl+N", variant=Variant.PRIMARY)
        self.change = ActionButton(self.tr("Change …"), self, icon="pencil", shortcut_hint="Enter")
        self._words = TradeWords(self)
        self.unknown = InlineMessage(self, dismissable=False)
        self.table = PartnerTable(context, model, self)
        self.table.rows.loaded.connect(self._loaded)
        self.table.set_empty_state(
            self.tr("No partner yet"),
            self.tr("Add suppliers and customers by the names that lots give."),
            icon="users-round",
        )
        layout = _page(self)
        layout.addLayout(_row(self.new, self.change))
        layout.addWidget(self.unknown)
        layout.addWidget(self.table, 1)

    def show_width(self, width: int) -> None:
        """Leave columns out where there is little room; the sheet of a partner shows them all."""
        self.table.show_few_columns(width < current_theme().text(WIDE_PARTNERS))

    def show_state(self, state: TradeState) -> None:
        """Draw the state."""
        for button in (self.new, self.change):
            button.setVisible(state.may_manage)
            button.setEnabled(not state.busy)
        if state.unknown:
            act = self.tr("Who are they? …") if state.may_manage else ""
            self.unknown.show_message(MessageKind.WARNING, self._words.unknown(state.unknown), action_text=act)
        else:
            self.unknown.dismiss()

    def _loaded(self) -> None:
        """Begin at the first one."""
        if self.table.currentIndex().row() < 0:
            self.table.select_row(0)


class FiguresPane(QWidget):
    """Partners side by side, and what the figures of the chosen one were counted from."""

    sign_wanted = Signal(object)

    def __init__(self, context: Context, model: TradeModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._may_sign = False
        self.chosen: PartnerFigures | None = None
        self.kind = ChoiceBox(self, name=self.tr("Whose figures"))
        self.kind.addItem(self.tr("Suppliers"))
        self.kind.addItem(self.tr("Customers"))
        self.kind.activated.connect(lambda place: model.want_figures(kind=_FIGURE_KINDS[max(0, place)]))
        self.period = QLineEdit(self)
        self.period.setMaxLength(30)
        self.period.setAccessibleName(self.tr("Period"))
        self.period.setToolTip(self.tr("2026, 2026-Q1, 2026-03 or 2026-01-15..2026-02-14"))
        self.period.returnPressed.connect(lambda: model.want_figures(period=self.period.text().strip()))
        self.hint = PlainLabel(
            self.tr("A period is written as 2026, 2026-Q1, 2026-03 or 2026-01-15..2026-02-14; Enter counts it."),
            self,
            role="text_muted",
        )
        self.sign = ActionButton(
            self.tr("Scorecard …"), self, icon="pen-line", shortcut_hint="Ctrl+Enter", variant=Variant.PRIMARY
        )
        self.sign.clicked.connect(self.ask_sign)
        self.export = ActionButton(self.tr("Export …"), self, icon="download", shortcut_hint="Ctrl+E")
        self.export.setVisible(context.actor.may(Permission.EXPORT))
        self.table = FigureTable(context, model, self)
        self.table.row_selected.connect(self._choose)
        self.table.rows.loaded.connect(self._loaded)
        self.table.set_empty_state(
            self.tr("No partner to show"), self.tr("Enter suppliers and customers on the page Partners."), icon="users-round"
        )
        self.basis = Card(self.tr("Counted from"), self)
        self.words = PlainLabel("", self.basis)
        self.defined = PlainLabel(self._definitions(), self.basis, role="text_muted")
        self.basis.body.addWidget(self.words)
        self.basis.body.addWidget(self.defined)
        layout = _page(self)
        period_words = PlainLabel(self.tr("Period"), self, wrap=False)
        period_words.setBuddy(self.period)
        layout.addLayout(_row(self.kind, period_words, self.period, self.export, self.sign, stretch=2))
        layout.addWidget(self.hint)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.basis)

    def show_state(self, state: TradeState) -> None:
        """Draw the state."""
        self._may_sign = state.may_manage and not state.busy
        self.kind.setCurrentIndex(_FIGURE_KINDS.index(state.figures.kind))
        if not self.period.hasFocus():
            self.period.setText(state.figures.period)
        self._show_chosen()

    def ask_sign(self) -> None:
        """Ask for the password of the chosen supplier's scorecard."""
        if self.sign.isVisible() and self.sign.isEnabled():
            self.sign_wanted.emit(self.chosen)

    def scorecard_words(self) -> str:
        """Return what would be signed, in a sentence."""
        found = self.chosen
        if found is None:
            return ""
        if found.score is None:
            words = self.tr("There are no data from {first} to {last}; the scorecard says so.")
            return words.format(first=found.period.first.isoformat(), last=found.period.last.isoformat())
        words = self.tr("Score {score} from {first} to {last}: on time {on_time}, first pass {first_pass}, {ppm} ppm rejected.")
        return words.format(
            score=number_text(found.score, 1),
            first=found.period.first.isoformat(),
            last=found.period.last.isoformat(),
            on_time=percent_text(found.punctuality.rate.value),
            first_pass=percent_text(found.first_pass.value),
            ppm=number_text(found.ppm),
        )

    def _choose(self, row: object) -> None:
        self.chosen = row  # type: ignore[assignment]
        self._show_chosen()

    def _loaded(self) -> None:
        if self.table.currentIndex().row() < 0:
            self.chosen = None
            self.table.select_row(0)
        self._show_chosen()

    def _show_chosen(self) -> None:
        from qa_desktop.services.scorecards import based_on  # noqa: PLC0415  (brings SQLAlchemy)

        found = self.chosen
        self.sign.setVisible(self._may_sign and found is not None and found.kind is LineKind.PURCHASE)
        self.basis.setVisible(found is not None)
        if found is None:
            return
        self.basis.set_title(found.company.name)
        due = found.punctuality
        lines = [f"{one.name} ({one.weight}): {_counted(one.value, based_on(found, one.name))}" for one in found.criteria]
        if not lines:
            words = self.tr("{on_time} of {due} lines on time; {early} early, {late} late, {open} open and late.")
            counted = words.format(on_time=due.on_time, due=due.due, early=due.early, late=due.late, open=due.open_late)
            lines = [counted if due.due else self.tr("Delivery: {nothing}").format(nothing=NO_DATA)]
        if found.left_out:
            lines.append(found.left_out)
        self.words.setText("\n".join(lines))

    def _definitions(self) -> str:
        return self.tr(
            "On time: lines complete inside the agreed window / lines due; open late lines count as due. First pass: accepted at "
            "the first inspection and not called back / decided for the first time. Score: mean of the criteria that have data."
        )


def _counted(value: Decimal | None, basis: str) -> str:
    """Return a value with what it was counted from; without data, that alone."""
    return NO_DATA if value is None else f"{number_text(value, 1)} – {basis}"
