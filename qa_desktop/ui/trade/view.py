"""Orders: lines with promised dates and what endangers them, partners, and how partners stand."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.people import Permission
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.followup.sheets import WordsSheet
from qa_desktop.ui.places import Place
from qa_desktop.ui.reports.look_first import LookPanel, join
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.setup.files import FilePicker
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.trade.figures_pane import FiguresPane
from qa_desktop.ui.trade.panes import LinesPane, PartnersPane
from qa_desktop.ui.trade.sheets import CompanySheet, DeliverySheet, LineSheet, ScorecardSheet
from qa_desktop.ui.trade.spelling import SpellingSheet
from qa_desktop.ui.trade.view_model import TradeModel, TradeState
from qa_desktop.ui.trade.words import TradeWords
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind

if TYPE_CHECKING:
    from qa_desktop.services.trade import CompanyFacts
    from qa_desktop.services.trade_signing import SignedDocument
    from qa_desktop.storage.queries.companies import CompanyRow
    from qa_desktop.storage.queries.order_lines import DeliveryRow


class TradeScreen(Screen):
    """Place.TRADE; ``enter(line_id=…)`` opens an order line, ``enter(new_supplier=…)`` the sheet of a new supplier."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._words = TradeWords(self)
        self._entry: DeliveryRow | None = None
        self.model = TradeModel(context.program, context.actor, context.jobs, self)
        self.said = InlineMessage(self)
        self._signed: SignedDocument | None = None
        self.lines = LinesPane(context, self.model, self)
        self.partners = PartnersPane(context, self.model, self)
        self.figures = FiguresPane(context, self.model, self)
        self._lay_out()
        self._make_sheets()
        for keys, act in (
            ("Ctrl+Tab", self.turn), ("Ctrl+N", self.ask_new), ("Ctrl+D", self.ask_delivery), ("F5", self._reload),
            ("Ctrl+F", self._to_search), ("Ctrl+Return", self.figures.ask_sign), ("Ctrl+Enter", self.figures.ask_sign),
            ("Esc", self._escape), ("Ctrl+E", self.ask_export), ("F6", self._next_list),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.show_state(self.model.state)

    def _lay_out(self) -> None:
        self.pages = QStackedWidget(self)
        self._group = QButtonGroup(self)
        self.tabs: list[ActionButton] = []
        bar = QHBoxLayout()
        bar.setSpacing(SPACE_2)
        pages = ((self.tr("Order lines"), self.lines), (self.tr("Partners"), self.partners), (self.tr("Figures"), self.figures))
        for number, (words, page) in enumerate(pages):
            button = ActionButton(words, self)
            button.setCheckable(True)
            self._group.addButton(button, number)
            self.pages.addWidget(page)
            self.tabs.append(button)
            bar.addWidget(button)
        bar.addStretch(1)
        self.tabs[0].setChecked(True)
        self._group.idClicked.connect(self.show_page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_3)
        layout.setSpacing(SPACE_2)
        layout.addLayout(bar)
        layout.addWidget(self.said)
        layout.addWidget(self.pages, 1)

    def _make_sheets(self) -> None:
        self.company_sheet, self.line_sheet, self.delivery_sheet = CompanySheet(self), LineSheet(self), DeliverySheet(self)
        self.cancel_sheet, self.back_sheet, self.score_sheet = WordsSheet(self), WordsSheet(self), ScorecardSheet(self)
        self.spelling_sheet, self.save_picker, self.copy_picker = SpellingSheet(self), FilePicker(self), FilePicker(self)
        self._sheets = (
            self.company_sheet, self.line_sheet, self.delivery_sheet, self.cancel_sheet, self.back_sheet, self.score_sheet,
            self.spelling_sheet,
        )  # fmt: skip
        self.company_sheet.given.connect(self._store_company)
        self.line_sheet.given.connect(self.model.add_line)
        self.delivery_sheet.given.connect(self.model.deliver)
        self.cancel_sheet.given.connect(self.model.cancel)
        self.back_sheet.given.connect(self._take_back)
        self.look = LookPanel(self, self.context)
        join(self.score_sheet, self.look)
        self.score_sheet.given.connect(self._sign_scorecard)
        self.score_sheet.look_wanted.connect(self._look)
        self.spelling_sheet.given.connect(self.model.same_supplier)
        self.spelling_sheet.new_wanted.connect(self._ask_named)
        self.partners.unknown.action_requested.connect(self._ask_spelling)
        self.figures.export.clicked.connect(self.ask_export)
        self.save_picker.chosen.connect(self.model.export)
        self.copy_picker.chosen.connect(self._save_copy)
        self.said.action_requested.connect(self._ask_copy)
        self.lines.new.clicked.connect(self.ask_new)
        self.lines.detail.deliver_wanted.connect(self.ask_delivery)
        self.lines.detail.cancel_wanted.connect(self._ask_cancel)
        self.lines.detail.take_back_wanted.connect(self._ask_back)
        self.lines.detail.lot_wanted.connect(self._to_lot)
        self.partners.new.clicked.connect(self.ask_new)
        self.partners.change.clicked.connect(self._ask_change)
        self.partners.table.row_activated.connect(self._ask_company)
        self.figures.sign_wanted.connect(self._ask_sign)
        self.figures.switched.connect(self.hints_changed)

    def enter(self, **what: object) -> None:
        """Load the lists; open the line that was asked for."""
        today = self.context.program.workspace.store.now().local.date()
        self.model.enter(today)
        line = what.get("line_id")
        if isinstance(line, str):
            self.show_page(0)
            self.model.open(line)
        self.lists_changed()
        name = what.get("new_supplier")
        if isinstance(name, str) and self.model.state.may_manage:
            self.show_page(1)
            self._ask_named(name)

    def leave(self) -> None:
        """Search no more."""
        self.lines.stop()

    def first_focus(self) -> QWidget | None:
        """Begin in the list of the page."""
        return (self.lines.table, self.partners.table, self.figures.first_focus())[self.pages.currentIndex()]

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that matter now, to this person."""
        may, page = self.model.state.may_manage, self.pages.currentIndex()
        if page == 2 and self.figures.is_behind:
            return KeyHint("Enter", self.tr("Open the record")), KeyHint("Esc", self.tr("Back to the figures"))
        hints = (
            (may and page == 0, KeyHint("Ctrl+N", self.tr("New line"))),
            (may and page == 0, KeyHint("Ctrl+D", self.tr("Delivered"))),
            (page == 0, KeyHint("/", self.tr("Search"))),
            (may and page == 1, KeyHint("Ctrl+N", self.tr("New partner"))),
            (may and page == 1, KeyHint("Enter", self.tr("Change"))),
            (page == 2, KeyHint("Enter", self.tr("Figures, then their records"))),
            (page == 2, KeyHint("F6", self.tr("Partners / figures"))),
            (may and page == 2, KeyHint("Ctrl+Enter", self.tr("Scorecard"))),
            (page == 2 and self.context.actor.may(Permission.EXPORT), KeyHint("Ctrl+E", self.tr("Export"))),
            (True, KeyHint("F5", self.tr("Reload"))),
            (True, KeyHint("Ctrl+Tab", self.tr("Next page"))),
        )
        return tuple(hint for shown, hint in hints if shown)

    def show_state(self, state: TradeState) -> None:
        """Draw the state."""
        for pane in (self.lines, self.partners, self.figures):
            pane.show_state(state)

    def lists_changed(self) -> None:
        """Load the list of the page anew; the others come when they are shown."""
        (self.lines.table, self.partners.table, self.figures.table)[self.pages.currentIndex()].reload()

    def acted(self) -> None:
        """Something was stored: put the sheets away."""
        for sheet in self._sheets:
            sheet.close_panel()
        self.said.dismiss()
        self.context.saved.emit(self.context.program.workspace.store.clock().isoformat(timespec="seconds"))
        self.context.work_changed.emit()

    def signed(self, done: SignedDocument) -> None:
        """A scorecard was signed: name the file, and offer a copy to send."""
        self.acted()
        self._signed = done
        words = self.tr("{number} is signed. Its PDF is {file} in the reports folder.").format(number=done.number, file=done.file)
        may = self.context.actor.may(Permission.EXPORT)
        self.said.show_message(MessageKind.SUCCESS, words, action_text=self.tr("Save the PDF …") if may else "")

    def written(self, path: Path) -> None:
        """The copy was written: name it."""
        self.said.show_message(MessageKind.SUCCESS, self.tr("The signed scorecard was written to {file}.").format(file=path.name))

    def _ask_copy(self) -> None:
        if self._signed is not None:
            self.copy_picker.ask_new_file(self.tr("Save as"), self.tr("PDF (*.pdf)"), self._signed.file, "pdf")

    def _save_copy(self, path: Path) -> None:
        if self._signed is not None:
            self.model.save_pdf(self._signed.id, path)

    def refused(self, error: QaError) -> None:
        """Something was not done: say why where it was asked for."""
        for sheet in self._sheets:
            if sheet.isVisible():
                sheet.refuse(error)
                return
        self.said.show_message(MessageKind.ERROR, words_of(error))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many columns as fit."""
        super().resizeEvent(event)
        self.lines.show_width(event.size().width())
        self.partners.show_width(event.size().width())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Slash goes to the search."""
        if event.text() == "/":
            self._to_search()
            event.accept()
            return
        super().keyPressEvent(event)

    def show_page(self, number: int) -> None:
        """Bring a page to the front."""
        self.tabs[number].setChecked(True)
        if self.pages.currentIndex() != number:
            self.pages.setCurrentIndex(number)
            self.lists_changed()
        self._to_list()
        self.hints_changed.emit()

    def turn(self) -> None:
        """Go to the next page."""
        self.show_page((self.pages.currentIndex() + 1) % 3)

    def ask_new(self) -> None:
        """Ask for a new line, or on the page of the partners for a new partner."""
        if not self.model.state.may_manage or self.model.state.busy:
            return
        if self.pages.currentIndex() == 0:
            self.line_sheet.ask(self.model.state.companies)
        elif self.pages.currentIndex() == 1:
            self.company_sheet.ask(None)

    def ask_delivery(self) -> None:
        """Ask what was delivered for the open line."""
        detail = self.model.state.detail
        if self.pages.currentIndex() == 0 and detail is not None and self.lines.detail.deliver.isVisible():
            state, words = self.model.state, self._words
            self.delivery_sheet.ask(detail.row, words.delivered(detail.row), words.lots(detail), state.today)

    def ask_export(self) -> None:
        """Ask where the figures are written."""
        if self.pages.currentIndex() == 2 and self.context.actor.may(Permission.EXPORT):
            wanted = self.model.state.figures
            name = f"{wanted.kind.value}-{wanted.period}.csv".replace("..", "-")
            self.save_picker.ask_new_file(self.tr("Save as"), self.tr("Table (*.csv)"), name, "csv")

    def exported(self, path: Path, count: int) -> None:
        """The figures were written: name the file."""
        words = self.tr("1 partner was written to {file}.") if count == 1 else self.tr("{n} partners were written to {file}.")
        self.said.show_message(MessageKind.SUCCESS, words.format(n=count, file=path.name))

    def _ask_spelling(self) -> None:
        self.spelling_sheet.ask(self.model.state.unknown, self.model.state.companies)

    def _ask_named(self, name: str) -> None:
        self.spelling_sheet.close_panel()
        self.company_sheet.ask(None, name)

    def _ask_cancel(self) -> None:
        detail = self.model.state.detail
        if detail is not None:
            title = self.tr("Why is {line} cancelled?").format(line=detail.row.label)
            self.cancel_sheet.ask(title, self.tr("A cancelled line is due no more; its reason stays."), must=True)

    def _ask_back(self, entry: DeliveryRow) -> None:
        self._entry = entry
        self.back_sheet.ask(self.tr("What was wrong with this entry?"), self._words.delivery(entry, self._unit()), must=True)

    def _unit(self) -> str:
        detail = self.model.state.detail
        return "" if detail is None else detail.row.unit

    def _take_back(self, reason: str) -> None:
        if self._entry is not None:
            self.model.take_back(self._entry.id, reason)

    def _ask_change(self) -> None:
        self._ask_company(self.partners.table.rows.row(max(0, self.partners.table.currentIndex().row())))

    def _ask_company(self, row: CompanyRow | None) -> None:
        if row is not None and self.model.state.may_manage:
            self.company_sheet.ask(row)

    def _store_company(self, row: CompanyRow | None, facts: CompanyFacts) -> None:
        if row is None:
            self.model.add_company(facts)
        else:
            self.model.change_company(row, facts)

    def _ask_sign(self, found: object) -> None:
        if found is not None:
            self.score_sheet.ask(found, self.figures.scorecard_words())  # type: ignore[arg-type]

    def _sign_scorecard(self, company_id: str, password: str) -> None:
        self.model.sign_scorecard(company_id, password, self.score_sheet.looked)

    def _look(self) -> None:
        load = partial(self.model.scorecard_draft, self.score_sheet.company, self.model.state.figures.parsed())
        self.look.look_at(self.tr("Scorecard, not signed"), load)

    def _to_lot(self, lot_id: str) -> None:
        self.context.go_to(Place.LOTS, lot_id=lot_id)

    def _to_search(self) -> None:
        if self.pages.currentIndex() == 0:
            self.lines.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.lines.search.selectAll()

    def _to_list(self) -> None:
        focus = self.first_focus()
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _escape(self) -> None:
        if not (self.pages.currentIndex() == 2 and self.figures.come_back()):
            self._to_list()

    def _next_list(self) -> None:
        if self.pages.currentIndex() == 2:
            self.figures.next_list()

    def _reload(self) -> None:
        self.model.reload()
        self.lists_changed()
