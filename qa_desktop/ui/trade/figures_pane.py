"""The page of figures of partners: side by side, one by one with what each is counted from, and the records behind one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.domain.people import Permission
from qa_desktop.domain.trade import LineKind
from qa_desktop.methods.metrics.delivery import number_text, percent_text
from qa_desktop.methods.metrics.partner_definitions import PartnerFigure
from qa_desktop.ui.context import Context
from qa_desktop.ui.dashboard.memory_table import MemoryTable
from qa_desktop.ui.dashboard.records import RecordsTable, open_record
from qa_desktop.ui.dashboard.words import FigureWords
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.trade.panes import on_page, side_by_side
from qa_desktop.ui.trade.tables import FigureTable
from qa_desktop.ui.trade.view_model import FiguresWanted, TradeModel, TradeState
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.fields import ChoiceBox
from qa_desktop.ui.widgets.keyset_model import Column
from qa_desktop.ui.widgets.text import Heading, PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.partner_figures import PartnerFigures
    from qa_desktop.services.partner_records import ShownFigure
    from qa_desktop.storage.queries.figures import Record

_FIGURE_KINDS = (LineKind.PURCHASE, LineKind.CUSTOMER)


class BehindPane(QWidget):
    """The records behind one figure of a partner.  ``left`` says that the figures are wanted again."""

    left = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._words = context, FigureWords(self)
        self.asked: tuple[PartnerFigures, ShownFigure] | None = None
        self.back = ActionButton(self.tr("Back to the figures"), self, icon="arrow-left", shortcut_hint="Esc")
        self.back.clicked.connect(self.left)
        self.title = Heading("", self, level=2)
        self.count = PlainLabel("", self, role="text_muted")
        self.defined = PlainLabel("", self, role="text_muted")
        self.table = RecordsTable(self._words, self)
        self.table.row_activated.connect(partial(open_record, context))
        layout = on_page(self)
        layout.addLayout(side_by_side(self.back, self.title, stretch=1))
        layout.addWidget(self.count)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.defined)

    def ask(self, found: PartnerFigures, one: ShownFigure) -> None:
        """Read the records behind a figure."""
        self.asked = found, one
        known, period = one.definition, found.period
        title = self.tr("{company}, {figure}: {value} ({first} to {last})")
        self.title.setText(
            title.format(company=found.company.name, figure=known.title, value=one.value, first=period.first, last=period.last)
        )
        self.count.setText("")
        self.defined.setText(known.words)
        self.table.show_rows(())
        read = partial(
            self._context.program.partner_records.records,
            *(self._context.actor, found.company.id, found.kind, period, known.name),
        )
        self._context.jobs.read(read, partial(self._came, self.asked), self._context.fail, owner=self)

    def close_list(self) -> None:
        """Want no records any more."""
        self.asked = None

    def _came(self, asked: tuple[PartnerFigures, ShownFigure], rows: tuple[Record, ...]) -> None:
        if self.asked is not asked:
            return
        # Every record is listed, however many there are: none is left out as the oldest.
        records = self._words.records(len(rows), len(rows) + 1)
        self.count.setText(self.tr("{records}: {which}").format(records=records, which=asked[1].definition.records))
        self.table.show_rows(rows)


class _FigureList(MemoryTable):
    """The figures of one partner, close together, so that all of them are in sight on a small screen."""

    def row_height(self) -> int:
        """One line with a little air; with gloves, as high as any row."""
        theme = current_theme()
        return max(QFontMetrics(theme.font()).height() + SPACE_2 * 2, 36) if not theme.glove else super().row_height()


class FiguresPane(QWidget):
    """Partners side by side, and the figures of the chosen one with what they were counted from."""

    sign_wanted = Signal(object)
    switched = Signal()

    def __init__(self, context: Context, model: TradeModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._may_sign = False
        self._wanted: FiguresWanted | None = None
        self.chosen: PartnerFigures | None = None
        self._make_head(context, model)
        self.table = FigureTable(context, model, self)
        self.table.row_selected.connect(self._choose)
        self.table.row_activated.connect(self._enter)
        self.table.cell_wanted.connect(self._cell)
        self.table.rows.loaded.connect(self._loaded)
        self.table.set_empty_state(
            self.tr("No partner to show"), self.tr("Enter suppliers and customers on the page Partners."), icon="users-round"
        )
        self.basis = Card(self.tr("Counted from"), self)
        self.list = _FigureList(self._columns(), lambda one: one.definition.name, self.tr("Figures of the partner"), self.basis)
        self.list.row_selected.connect(self._define)
        self.list.row_activated.connect(self._look_behind)
        self.words = PlainLabel("", self.basis)
        self.defined = PlainLabel("", self.basis, role="text_muted")
        self.basis.body.addWidget(self.list, 1)
        self.basis.body.addWidget(self.words)
        self.basis.body.addWidget(self.defined)
        self.behind = BehindPane(context, self)
        self.behind.left.connect(self.come_back)
        self._lay_out()

    def _make_head(self, context: Context, model: TradeModel) -> None:
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

    def _lay_out(self) -> None:
        figures = QWidget(self)
        inner = on_page(figures)
        inner.addWidget(self.table, 2)
        inner.addWidget(self.basis, 3)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(figures)
        self.stack.addWidget(self.behind)
        layout: QVBoxLayout = on_page(self)
        layout.setSpacing(SPACE_2)
        period_words = PlainLabel(self.tr("Period"), self, wrap=False)
        period_words.setBuddy(self.period)
        layout.addLayout(side_by_side(self.kind, period_words, self.period, self.export, self.sign, stretch=2))
        layout.addWidget(self.hint)
        layout.addWidget(self.stack, 1)

    def show_state(self, state: TradeState) -> None:
        """Draw the state; the records of another period, or of other partners, are wanted no more."""
        self._may_sign = state.may_manage and not state.busy
        self.kind.setCurrentIndex(_FIGURE_KINDS.index(state.figures.kind))
        if not self.period.hasFocus():
            self.period.setText(state.figures.period)
        if state.figures != self._wanted:
            self._wanted = state.figures
            self._close_behind()
        self._show_sign()

    def first_focus(self) -> QWidget:
        """Begin in the records, if some are shown, or at the partners."""
        return self.behind.table if self.is_behind else self.table

    @property
    def is_behind(self) -> bool:
        """Whether the records of a figure are shown."""
        return self.behind.asked is not None

    def next_list(self) -> None:
        """Go from the partners to the figures of one, and back."""
        if not self.is_behind:
            (self.table if self.list.hasFocus() else self.list).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def come_back(self) -> bool:
        """Go from the records to the figures; return whether records were shown."""
        if not self.is_behind:
            return False
        self._close_behind()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

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

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Figure"), lambda one: str(one.definition.title), 190, strong=True),
            Column(self.tr("Value"), lambda one: str(one.value), 110, numeric=True),
            Column(self.tr("Counted from"), lambda one: str(one.basis), stretch=True),
            Column(self.tr("Records"), lambda one: str(one.count), 110, numeric=True),
        )

    def _choose(self, row: object) -> None:
        self.chosen = row  # type: ignore[assignment]
        self._show_chosen()

    def _loaded(self) -> None:
        if self.table.currentIndex().row() < 0:
            self.chosen = None
            self.table.select_row(0)
        self._show_chosen()

    def _show_sign(self) -> None:
        found = self.chosen
        self.sign.setVisible(self._may_sign and found is not None and found.kind is LineKind.PURCHASE)

    def _show_chosen(self) -> None:
        from qa_desktop.services.partner_records import shown_figures  # noqa: PLC0415  (brings SQLAlchemy)

        found = self.chosen
        self._show_sign()
        self.basis.setVisible(found is not None)
        if found is None:
            return
        place = max(0, self.list.currentIndex().row())
        self.basis.set_title(found.company.name)
        self.list.show_rows(shown_figures(found))
        self.list.select_row(min(place, self.list.rows.rowCount() - 1))
        self.words.setText(found.left_out)
        self.words.setVisible(bool(found.left_out))

    def _define(self, one: ShownFigure | None) -> None:
        if one is not None:
            known = one.definition
            self.defined.setText(self.tr("{figure}: {words}").format(figure=known.title, words=known.words))

    def _enter(self, _row: object) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _cell(self, figure: PartnerFigure) -> None:
        for place in range(self.list.rows.rowCount()):
            one = self.list.rows.row(place)
            if one is not None and one.definition.name is figure:
                self.list.select_row(place)
                self._look_behind(one)

    def _look_behind(self, one: ShownFigure) -> None:
        if self.chosen is not None:
            self.behind.ask(self.chosen, one)
            self.stack.setCurrentWidget(self.behind)
            self.behind.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self.switched.emit()

    def _close_behind(self) -> None:
        if self.is_behind:
            self.behind.close_list()
            self.stack.setCurrentIndex(0)
            self.switched.emit()
