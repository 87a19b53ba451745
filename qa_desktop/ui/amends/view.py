"""Amends for one complaint: who complained, what was promised, and what the customer says of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.trade import PromiseState
from qa_desktop.ui.amends.requests import RequestsCard
from qa_desktop.ui.amends.sheets import ComplaintSheet, KeepSheet, PromiseSheet, SatisfiedSheet
from qa_desktop.ui.amends.view_model import AmendsModel, AmendsState
from qa_desktop.ui.amends.words import STATE_TONES, AmendsWords
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.followup.sheets import WordsSheet
from qa_desktop.ui.issues.words import STATE_TONES as ISSUE_TONES
from qa_desktop.ui.issues.words import IssueWords
from qa_desktop.ui.places import Place
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, Tone
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import Heading, PlainLabel

if TYPE_CHECKING:
    from qa_desktop.storage.queries.amends import PromiseRow


class AmendsScreen(Screen):
    """Place.AMENDS; ``enter(issue_id=…)`` opens a complaint."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._words, self._issue_words = AmendsWords(self), IssueWords(self)
        self._rows: list[QWidget] = []
        self._about: PromiseRow | None = None
        self.model = AmendsModel(context.program, context.actor, context.jobs, self)
        self._build()
        self.complaint_sheet, self.promise_sheet = ComplaintSheet(self), PromiseSheet(self)
        self.keep_sheet, self.satisfied_sheet, self.withdraw_sheet = KeepSheet(self), SatisfiedSheet(self), WordsSheet(self)
        self._sheets = (
            self.complaint_sheet, self.promise_sheet, self.keep_sheet, self.satisfied_sheet, self.withdraw_sheet,
        )  # fmt: skip
        self.complaint_sheet.given.connect(self.model.tell)
        self.promise_sheet.given.connect(self.model.promise)
        self.keep_sheet.given.connect(self._keep)
        self.satisfied_sheet.given.connect(self._satisfied)
        self.withdraw_sheet.given.connect(self._withdraw)
        for keys, act in (
            ("Esc", self._back), ("F5", self._reload), ("Ctrl+R", self.requests.ask_supplier),
            ("Ctrl+U", self.ask_complaint), ("Ctrl+N", self.ask_promise),
            ("Ctrl+Return", self.ask_next), ("Ctrl+Enter", self.ask_next),
            ("Ctrl+K", self._to_causes),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.show_state(self.model.state)

    def _build(self) -> None:
        self.back = ActionButton(self.tr("Back to the issue"), self, icon="arrow-left", shortcut_hint="Esc")
        self.number = PlainLabel("", self, role="text_muted", strong=True, wrap=False)
        self.chip = StatusChip(parent=self)
        self.title = Heading("", self, level=1)
        self.said = InlineMessage(self)
        self.complaint = Card(self.tr("Complaint"), self)
        self.promises = Card(self.tr("Promised"), self)
        self.requests = RequestsCard(self.context, self)
        self.requests.stored.connect(self._stored)
        self.tell = ActionButton(self.tr("Who complained …"), self, icon="pencil", shortcut_hint="Ctrl+U")
        self.promise = ActionButton(self.tr("Promise …"), self, icon="plus", shortcut_hint="Ctrl+N", variant=Variant.PRIMARY)
        for button, act in ((self.back, self._back), (self.tell, self.ask_complaint), (self.promise, self.ask_promise)):
            button.clicked.connect(act)
        self.complaint.add_to_head(self.tell)
        self.promises.add_to_head(self.promise)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        for widget in (self.back, self.number, self.chip):
            head.addWidget(widget)
        head.addStretch(1)
        page = QWidget()
        cards = QVBoxLayout(page)
        cards.setContentsMargins(0, 0, SPACE_2, 0)
        cards.setSpacing(SPACE_3)
        for card in (self.complaint, self.promises, self.requests):
            cards.addWidget(card)
        cards.addStretch(1)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(self.tr("Amends"))
        self.area.setWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        layout.setSpacing(SPACE_2)
        layout.addLayout(head)
        layout.addWidget(self.title)
        layout.addWidget(self.said)
        layout.addWidget(self.area, 1)

    def enter(self, **what: object) -> None:
        """Open the complaint that was asked for."""
        issue = what.get("issue_id")
        self.said.dismiss()  # what was said is of the last visit
        self.model.open(str(issue) if issue else self.model.state.issue_id)
        self.requests.model.open(self.model.state.issue_id)

    def first_focus(self) -> QWidget | None:
        """Begin in the page, which scrolls by the arrow keys."""
        return self.area

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that matter now, to this person."""
        state = self.model.state
        hints = [KeyHint("Esc", self.tr("Back to the issue")), KeyHint("F5", self.tr("Reload"))]
        hints.insert(0, KeyHint("Ctrl+K", self.tr("Causes and actions")))
        if state.may_promise:
            hints = [KeyHint("Ctrl+N", self.tr("Promise")), KeyHint("Ctrl+Enter", self.tr("Next step")), *hints]
        if state.may_tell:
            hints = [KeyHint("Ctrl+U", self.tr("Who complained")), *hints]
        if self.requests.model.state.may_ask:
            hints.append(KeyHint("Ctrl+R", self.tr("Ask a supplier")))
        return tuple(hints)

    def show_state(self, state: AmendsState) -> None:
        """Draw the state."""
        detail = state.detail
        if state.error is not None:
            self.said.show_message(MessageKind.ERROR, words_of(state.error))
        self.complaint.setVisible(state.is_complaint)
        self.promises.setVisible(state.is_complaint)
        self.requests.setVisible(detail is not None)
        if detail is None:
            self.title.setText("" if state.error is not None else self.tr("Loading …"))
            return
        self.number.setText(detail.issue.number)
        self.title.setText(detail.issue.title)
        self.chip.set_state(self._issue_words.state(detail.issue.state), ISSUE_TONES[detail.issue.state])
        self.tell.setVisible(state.may_tell)
        self.promise.setVisible(state.may_promise)
        for button in (self.tell, self.promise):
            button.setEnabled(not state.busy)
        self._fill(state)
        self.hints_changed.emit()

    def acted(self) -> None:
        """Something was stored: put the sheets away."""
        for sheet in self._sheets:
            sheet.close_panel()
        self.said.dismiss()
        self._stored()

    def _stored(self) -> None:
        self.context.saved.emit(self.context.program.workspace.store.clock().isoformat(timespec="seconds"))
        self.context.work_changed.emit()
        self.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reload(self) -> None:
        self.model.reload()
        self.requests.model.open(self.model.state.issue_id)

    def refused(self, error: QaError) -> None:
        """Something was not stored: say why where it was asked for."""
        for sheet in self._sheets:
            if sheet.isVisible():
                sheet.refuse(error)
                return
        self.said.show_message(MessageKind.ERROR, words_of(error))

    def ask_complaint(self) -> None:
        """Ask who complained."""
        state = self.model.state
        if state.may_tell and not state.busy and state.detail is not None:
            self.complaint_sheet.ask(state.customers, state.detail.complaint, state.today)

    def ask_promise(self) -> None:
        """Ask what is promised."""
        if self.model.state.may_promise and not self.model.state.busy:
            self.promise_sheet.ask()

    def ask_next(self) -> None:
        """Ask what comes next: the promise that is due first is kept, then the customer is asked."""
        state = self.model.state
        rows = state.promises if state.may_work else ()
        silent = [row for row in rows if row.state is not PromiseState.OPEN and row.satisfied == "unknown"]
        if rows and rows[0].state is PromiseState.OPEN:
            self._ask_keep(rows[0])
        elif silent:
            self._ask_satisfied(silent[0])
        elif rows:
            self.said.show_message(MessageKind.INFO, self.tr("No promise is open, and the customer was asked about each."))
        elif state.is_complaint and state.may_work:
            self.said.show_message(MessageKind.INFO, self.tr("Nothing was promised yet."))

    def _fill(self, state: AmendsState) -> None:
        for widget in self._rows:
            widget.hide()
            widget.deleteLater()
        self._rows = []
        detail = state.detail
        if detail is None:
            return
        if detail.complaint is None:
            self._add(self.complaint, self.tr("It is not entered yet which customer complained."), role="warning")
        else:
            self._add(self.complaint, self._words.complaint(detail.complaint), strong=True)
        self._add(self.promises, self._words.open(detail.open), role="warning" if detail.open else "text_muted")
        money = self._words.money(detail.promises)
        if money:
            self._add(self.promises, money, role="text_muted")
        for row in state.promises:
            self._add_promise(row, state)

    def _add_promise(self, row: PromiseRow, state: AmendsState) -> None:
        late = row.state is PromiseState.OPEN and row.due < state.today
        chip = StatusChip(
            self._words.state(row, state.today), Tone.FAILS if late else STATE_TONES[row.state], parent=self.promises
        )
        buttons = [chip, *(self._acts(row) if state.may_work and not state.busy else ())]
        self._add(self.promises, self._words.promised(row), strong=True, beside=tuple(buttons))
        self._add(self.promises, self._words.when(row, state.today), role="fails" if late else "text_muted")
        if row.state is not PromiseState.OPEN:
            self._add(self.promises, self._words.customer_says(row), role="text_muted")

    def _acts(self, row: PromiseRow) -> tuple[QWidget, ...]:
        acts: tuple[tuple[str, Callable[[PromiseRow], None]], ...]
        if row.state is PromiseState.OPEN:
            acts = ((self.tr("Kept …"), self._ask_keep), (self.tr("Withdraw …"), self._ask_withdraw))
        else:
            acts = ((self.tr("Customer asked …"), self._ask_satisfied),)
        found = []
        for words, act in acts:
            button = ActionButton(words, self.promises)
            button.clicked.connect(partial(act, row))
            found.append(button)
        return tuple(found)

    def _add(self, card: Card, words: str, *, role: str = "text", strong: bool = False, beside: tuple[QWidget, ...] = ()) -> None:
        row = QWidget(card)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(PlainLabel(words, row, role=role, strong=strong), 1)
        for widget in beside:
            layout.addWidget(widget)
        card.body.addWidget(row)
        self._rows.append(row)

    def _ask_keep(self, row: PromiseRow) -> None:
        self._about = row
        self.keep_sheet.ask(self._words.promised(row), self._today())

    def _ask_withdraw(self, row: PromiseRow) -> None:
        self._about = row
        self.withdraw_sheet.ask(self.tr("Why is the promise withdrawn?"), self._words.promised(row), must=True)

    def _ask_satisfied(self, row: PromiseRow) -> None:
        self._about = row
        self.satisfied_sheet.ask(self._words.promised(row))

    def _keep(self, day: str, evidence: str) -> None:
        if self._about is not None:
            self.model.keep(self._about, day, evidence)

    def _withdraw(self, reason: str) -> None:
        if self._about is not None:
            self.model.withdraw(self._about, reason)

    def _satisfied(self, yes: bool, remark: str) -> None:
        if self._about is not None:
            self.model.satisfied(self._about, yes=yes, remark=remark)

    def _today(self) -> date:
        return self.model.state.today

    def _back(self) -> None:
        self.context.go_to(Place.ISSUES, issue_id=self.model.state.issue_id)

    def _to_causes(self) -> None:
        if self.model.state.issue_id:
            self.context.go_to(Place.CAUSES, issue_id=self.model.state.issue_id)
