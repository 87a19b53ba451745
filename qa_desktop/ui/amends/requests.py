"""What was asked of suppliers about an issue: requests, answers, and the sheets for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.trade import OPEN_REQUESTS, RequestState
from qa_desktop.ui.amends.requests_model import RequestsModel, RequestsState
from qa_desktop.ui.amends.sheets import line, row_of
from qa_desktop.ui.amends.words import REQUEST_TONES, AmendsWords
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.followup.sheets import WordsSheet
from qa_desktop.ui.issues.sheets import IssueSheet
from qa_desktop.ui.reports.look_first import LookPanel, SigningSheet, join
from qa_desktop.ui.setup.files import FilePicker
from qa_desktop.ui.theme.tokens import SPACE_2, Tone
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.fields import ChoiceBox, LabelledField, NoteField
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.trade_signing import SignedDocument
    from qa_desktop.storage.queries.companies import CompanyRow
    from qa_desktop.storage.queries.supplier_requests import SupplierRequestRow


class RequestsCard(Card):
    """Shows and tracks the requests.  ``stored`` says that something was stored."""

    stored = Signal()

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(host.tr("Asked of suppliers"), host)
        self._words = AmendsWords(self)
        self._rows: list[QWidget] = []
        self._about: SupplierRequestRow | None = None
        self._act: Callable[[SupplierRequestRow, str], None] | None = None
        self.ask = ActionButton(self.tr("Ask a supplier …"), self, icon="send", shortcut_hint="Ctrl+R")
        self.ask.clicked.connect(self.ask_supplier)
        self.add_to_head(self.ask)
        self.said = InlineMessage(self)
        self.body.addWidget(self.said)
        self.request_sheet, self.answer_sheet, self.verdict_sheet = _RequestSheet(host), _AnswerSheet(host), WordsSheet(host)
        self.sheets: tuple[IssueSheet, ...] = (self.request_sheet, self.answer_sheet, self.verdict_sheet)
        self.model = RequestsModel(context.program, context.actor, context.jobs, self)
        self.look = LookPanel(host, context)
        join(self.request_sheet, self.look)
        self.request_sheet.given.connect(self._send)
        self.request_sheet.look_wanted.connect(self._look)
        self.answer_sheet.given.connect(self._answer)
        self.verdict_sheet.given.connect(self._give_words)
        self.save_picker = FilePicker(host)
        self.save_picker.chosen.connect(self._save)
        self.show_state(self.model.state)

    def show_state(self, state: RequestsState) -> None:
        """Draw the state."""
        self.ask.setVisible(state.may_ask and state.is_open)
        self.ask.setEnabled(not state.busy)
        for widget in self._rows:
            widget.hide()
            widget.deleteLater()
        self._rows = []
        for row in state.rows:
            self._add_request(row, state)
        if not state.rows:
            self._put(PlainLabel(self.tr("No supplier was asked."), self, role="text_muted"))

    def acted(self) -> None:
        """Something was stored: put the sheets away."""
        for sheet in self.sheets:
            sheet.close_panel()
        self.stored.emit()

    def signed(self, done: SignedDocument) -> None:
        """A request was signed: name the file."""
        self.acted()
        words = self.tr("{number} is signed. Send its PDF {file} from the reports folder; it has the form for the answer.")
        self.said.show_message(MessageKind.SUCCESS, words.format(number=done.number, file=done.file))

    def written(self, path: Path) -> None:
        """The file of a request was written: name it."""
        self.said.show_message(MessageKind.SUCCESS, self.tr("The signed request was written to {file}.").format(file=path.name))

    def refused(self, error: QaError) -> None:
        """Something was not done: say why where it was asked for."""
        for sheet in self.sheets:
            if sheet.isVisible():
                sheet.refuse(error)
                return
        self.said.show_message(MessageKind.ERROR, words_of(error))

    def ask_supplier(self) -> None:
        """Ask what is asked of whom."""
        if self.ask.isVisible() and self.ask.isEnabled():
            self.request_sheet.ask(self.model.state.suppliers)

    def _add_request(self, row: SupplierRequestRow, state: RequestsState) -> None:
        late = row.is_overdue(state.today)
        chip = StatusChip(
            self._words.request_state(row, state.today), Tone.FAILS if late else REQUEST_TONES[row.state], parent=self
        )
        self._put(PlainLabel(self._words.request(row), self, strong=True))
        holder = QWidget(self)
        layout = QHBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(chip)
        for button in self._buttons(row, state):
            button.setAccessibleDescription(row.number)
            button.setEnabled(not state.busy)
            layout.addWidget(button)
        layout.addStretch(1)
        self._put(holder)
        for words in self._words.answer(row):
            self._put(PlainLabel(words, self, role="text_muted"))

    def _buttons(self, row: SupplierRequestRow, state: RequestsState) -> list[ActionButton]:
        found: list[ActionButton] = []
        if state.may_ask and row.state is RequestState.SENT:
            found.append(self._button(self.tr("Answered …"), partial(self._ask_answer, row)))
            found.append(self._button(self.tr("Reminded …"), partial(self._ask_reminder, row)))
        if state.may_accept and row.state is RequestState.ANSWERED:
            found.append(self._button(self.tr("Accept …"), partial(self._ask_verdict, row, accept=True)))
            found.append(self._button(self.tr("Refuse …"), partial(self._ask_verdict, row, accept=False)))
        if state.may_accept and row.state in OPEN_REQUESTS:
            found.append(self._button(self.tr("Withdraw …"), partial(self._ask_withdraw, row)))
        found.append(self._button(self.tr("Save the PDF …"), partial(self._ask_save, row)))
        return found

    def _button(self, words: str, act: partial[None]) -> ActionButton:
        button = ActionButton(words, self)
        button.clicked.connect(act)
        return button

    def _put(self, widget: QWidget) -> None:
        self.body.addWidget(widget)
        self._rows.append(widget)

    def _ask_answer(self, row: SupplierRequestRow) -> None:
        self._about = row
        self.answer_sheet.ask(row.number, self.model.state.today)

    def _ask_verdict(self, row: SupplierRequestRow, *, accept: bool) -> None:
        self._about, self._act = row, partial(self._decide, accept=accept)
        title = self.tr("Accept the answer to {number}") if accept else self.tr("Refuse the answer to {number}")
        self.verdict_sheet.ask(title.format(number=row.number), row.answer, must=not accept)

    def _ask_reminder(self, row: SupplierRequestRow) -> None:
        self._about, self._act = row, self.model.remind
        title = self.tr("Who was reminded of {number}, and how?").format(number=row.number)
        self.verdict_sheet.ask(title, self._words.request(row), must=True)

    def _ask_withdraw(self, row: SupplierRequestRow) -> None:
        self._about, self._act = row, self.model.withdraw
        title = self.tr("Why is {number} withdrawn?").format(number=row.number)
        self.verdict_sheet.ask(title, self.tr("It keeps the issue open no more; request and reason stay visible."), must=True)

    def _ask_save(self, row: SupplierRequestRow) -> None:
        self._about = row
        self.save_picker.ask_new_file(self.tr("Save as"), self.tr("PDF (*.pdf)"), f"{row.number}.pdf", "pdf")

    def _save(self, path: Path) -> None:
        if self._about is not None:
            self.model.save_pdf(self._about.document_id, path)

    def _send(self, company_id: str, words: str, due: str, password: str) -> None:
        self.model.send(self.model.wanted(company_id, words, due), password, self.request_sheet.looked)

    def _look(self) -> None:
        typed = self.request_sheet.typed()
        if typed is not None:
            load = partial(self.model.draft, self.model.wanted(*typed))
            self.look.look_at(self.tr("Request, not signed"), load)

    def _answer(self, day: str, words: str) -> None:
        if self._about is not None:
            self.model.answer(self._about, day, words)

    def _give_words(self, words: str) -> None:
        if self._about is not None and self._act is not None:
            self._act(self._about, words)

    def _decide(self, row: SupplierRequestRow, words: str, *, accept: bool) -> None:
        self.model.decide(row, accept=accept, words=words)


class _RequestSheet(SigningSheet):
    """What is asked of whom until when, signed by a password.  ``given`` carries company, words, day and password."""

    given = Signal(str, str, str, str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Ask a supplier for corrective action"), primary_text=host.tr("Sign the request"))
        self._suppliers: tuple[CompanyRow, ...] = ()
        self.company, self.due = ChoiceBox(self.content), line(self.content, 10, "2026-03-31")
        self.words = NoteField(self.content, lines=4)
        self.body.addLayout(
            row_of(
                LabelledField(self.tr("Supplier"), self.company, self.content),
                LabelledField(self.tr("Answer until"), self.due, self.content),
            )
        )
        self.body.addWidget(LabelledField(self.tr("What is wrong, and what is asked"), self.words, self.content))
        self.end_with_password()

    def ask(self, suppliers: tuple[CompanyRow, ...]) -> None:
        """Open empty; the supplier is chosen, not filled in."""
        self._suppliers = suppliers
        self.company.clear()
        for row in suppliers:
            self.company.addItem(row.name)
        self.company.setCurrentIndex(-1)
        self.due.clear()
        self.words.clear()
        self.begin(self.company)

    def typed(self) -> tuple[str, str, str] | None:
        """Return company, words and day; without a company say so and return ``None``."""
        place = self.company.currentIndex()
        if place < 0:
            words = self.tr("Choose the supplier.") if self._suppliers else self.tr("No supplier is known. Add one under Orders.")
            self.say(words, self.company)
            return None
        return self._suppliers[place].id, self.words.toPlainText(), self.due.text()

    def _give(self) -> None:
        typed = self.typed()
        if typed is None:
            return
        if not self.password.text():
            self.say(self.tr("Type your password; it signs the request."), self.password.edit)
            return
        self.set_busy(True)
        self.given.emit(*typed, self.password.text())


class _AnswerSheet(IssueSheet):
    """What the supplier answered.  ``given`` carries the day and the words."""

    given = Signal(str, str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Answer"), primary_text=host.tr("Store"), primary_icon="check", width=680)
        self.day, self.words = line(self.content, 10, "2026-03-31"), NoteField(self.content, lines=5)
        self.body.addWidget(LabelledField(self.tr("Answered on"), self.day, self.content))
        self.body.addWidget(LabelledField(self.tr("In the supplier's words: cause, action, evidence"), self.words, self.content))
        self.confirmed.connect(self._give)

    def ask(self, number: str, today: date) -> None:
        """Open for today."""
        title = self.tr("Answer to {number}").format(number=number)
        self._title.setText(title)
        self.sheet.setAccessibleName(title)
        self.day.setText(today.isoformat())
        self.words.clear()
        self.set_busy(False)
        self.open_panel(self.words)

    def _give(self) -> None:
        self.set_busy(True)
        self.given.emit(self.day.text(), self.words.toPlainText())
