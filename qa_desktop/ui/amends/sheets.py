"""The sheets of the amends: who complained, a promise, how it was kept, what the customer says."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QRadioButton, QWidget

from qa_desktop.domain.trade import PromiseKind
from qa_desktop.ui.amends.words import AmendsWords
from qa_desktop.ui.issues.sheets import IssueSheet
from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.fields import ChoiceBox, LabelledField, NoteField
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.storage.queries.amends import ComplaintRow
    from qa_desktop.storage.queries.companies import CompanyRow

_KINDS = tuple(PromiseKind)


def line(parent: QWidget, limit: int = 200, placeholder: str = "") -> QLineEdit:
    """Return a one-line field."""
    found = QLineEdit(parent)
    found.setMaxLength(limit)
    found.setPlaceholderText(placeholder)
    return found


def row_of(*fields: QWidget) -> QHBoxLayout:
    """Return fields beside each other."""
    row = QHBoxLayout()
    row.setSpacing(SPACE_2)
    for field in fields:
        row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
    return row


class ComplaintSheet(IssueSheet):
    """Who complained.  ``given`` carries the facts."""

    given = Signal(object)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Who complained?"), primary_text=host.tr("Store"), primary_icon="check", width=620)
        self._customers: tuple[CompanyRow, ...] = ()
        self.company = ChoiceBox(self.content)
        self.received = line(self.content, 10, "2026-03-31")
        self.quantity, self.reference = line(self.content, 20), line(self.content)  # Tab goes as they are read
        self.body.addWidget(LabelledField(self.tr("Customer"), self.company, self.content))
        self.body.addLayout(
            row_of(
                LabelledField(self.tr("Received on"), self.received, self.content),
                LabelledField(self.tr("Quantity (if known)"), self.quantity, self.content),
            )
        )
        self.body.addWidget(LabelledField(self.tr("Their reference"), self.reference, self.content))
        self.confirmed.connect(self._give)

    def ask(self, customers: tuple[CompanyRow, ...], now: ComplaintRow | None, today: date) -> None:
        """Open with what is known."""
        from qa_desktop.domain.lot import amount_text  # noqa: PLC0415

        self._customers = customers
        self.company.clear()
        for row in customers:
            self.company.addItem(row.name)
        keys = [row.id for row in customers]
        self.company.setCurrentIndex(keys.index(now.company_id) if now is not None and now.company_id in keys else -1)
        self.received.setText((now.received_on if now is not None else today).isoformat())
        self.reference.setText("" if now is None else now.reference)
        self.quantity.setText("" if now is None or now.quantity is None else amount_text(now.quantity))
        self.set_busy(False)
        self.open_panel(self.company)

    def _give(self) -> None:
        from qa_desktop.services.amends import ComplaintFacts  # noqa: PLC0415  (brings SQLAlchemy)

        place = self.company.currentIndex()
        if place < 0:
            words = (
                self.tr("Choose the customer.") if self._customers else self.tr("No customer is known. Enter one under Orders.")
            )
            self.message.show_message(MessageKind.WARNING, words)
            self._fit()
            self.company.setFocus()
            return
        self.set_busy(True)
        facts = ComplaintFacts(self._customers[place].id, self.received.text(), self.reference.text(), self.quantity.text())
        self.given.emit(facts)


class PromiseSheet(IssueSheet):
    """What is promised until when.  ``given`` carries the promise."""

    given = Signal(object)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Promise the customer"), primary_text=host.tr("Promise"), primary_icon="check", width=680)
        words = AmendsWords(self)
        self.kind = ChoiceBox(self.content)
        for kind in _KINDS:
            self.kind.addItem(words.kind(kind))
        self.due = line(self.content, 10, "2026-03-31")
        self.words = NoteField(self.content, lines=3)
        self.amount, self.currency = line(self.content, 20), line(self.content, 3, "EUR")
        self.body.addLayout(
            row_of(
                LabelledField(self.tr("What"), self.kind, self.content), LabelledField(self.tr("Until"), self.due, self.content)
            )
        )
        self.body.addWidget(LabelledField(self.tr("In the words that the customer was told"), self.words, self.content))
        self.body.addLayout(
            row_of(
                LabelledField(self.tr("Amount (if money was promised)"), self.amount, self.content),
                LabelledField(self.tr("Currency"), self.currency, self.content),
            )
        )
        self.confirmed.connect(self._give)

    def ask(self) -> None:
        """Open empty."""
        self.kind.setCurrentIndex(-1)
        for field in (self.due, self.amount, self.currency):
            field.clear()
        self.words.clear()
        self.set_busy(False)
        self.open_panel(self.kind)

    def _give(self) -> None:
        from qa_desktop.services.amends import NewPromise  # noqa: PLC0415  (brings SQLAlchemy)

        place = self.kind.currentIndex()
        if place < 0:
            self.message.show_message(MessageKind.WARNING, self.tr("Choose what is promised."))
            self._fit()
            self.kind.setFocus()
            return
        self.set_busy(True)
        new = NewPromise(_KINDS[place], self.words.toPlainText(), self.due.text(), self.amount.text(), self.currency.text())
        self.given.emit(new)


class KeepSheet(IssueSheet):
    """How a promise was kept.  ``given`` carries the day and the evidence."""

    given = Signal(str, str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("The promise was kept"), primary_text=host.tr("Kept"), primary_icon="check", width=620)
        self.about = PlainLabel("", self.content, role="text_muted")
        self.day = line(self.content, 10, "2026-03-31")
        self.evidence = line(self.content, 500)
        self.body.addWidget(self.about)
        self.body.addWidget(LabelledField(self.tr("Kept on"), self.day, self.content))
        self.body.addWidget(
            LabelledField(self.tr("What shows it: delivery note, credit note, letter"), self.evidence, self.content)
        )
        self.evidence.returnPressed.connect(self._give)
        self.confirmed.connect(self._give)

    def ask(self, promised: str, today: date) -> None:
        """Open for today; ``promised`` says which promise it is."""
        self.about.setText(promised)
        self.day.setText(today.isoformat())
        self.evidence.clear()
        self.set_busy(False)
        self.open_panel(self.evidence)

    def _give(self) -> None:
        self.set_busy(True)
        self.given.emit(self.day.text(), self.evidence.text())


class SatisfiedSheet(IssueSheet):
    """What the customer says.  ``given`` carries yes or no and the remark; nothing is chosen beforehand."""

    given = Signal(bool, str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(
            host, host.tr("What does the customer say?"), primary_text=host.tr("Store"), primary_icon="check", width=620
        )
        self.about = PlainLabel("", self.content, role="text_muted")
        self.yes = QRadioButton(self.tr("Satisfied"), self.content)
        self.no = QRadioButton(self.tr("Not satisfied"), self.content)
        self._group = QButtonGroup(self)
        for button in (self.yes, self.no):
            self._group.addButton(button)
        self.remark = line(self.content, 500)
        self.body.addWidget(self.about)
        self.body.addLayout(row_of(self.yes, self.no))
        self.body.addWidget(LabelledField(self.tr("In the customer's words"), self.remark, self.content))
        self.remark.returnPressed.connect(self._give)
        self.confirmed.connect(self._give)

    def ask(self, promised: str) -> None:
        """Open with nothing chosen; ``promised`` says which promise it is about."""
        self.about.setText(promised)
        self._group.setExclusive(False)
        for button in (self.yes, self.no):
            button.setChecked(False)
        self._group.setExclusive(True)
        self.remark.clear()
        self.set_busy(False)
        self.open_panel(self.yes)

    def _give(self) -> None:
        if not (self.yes.isChecked() or self.no.isChecked()):
            self.message.show_message(MessageKind.WARNING, self.tr("Choose whether the customer is satisfied."))
            self._fit()
            self.yes.setFocus()
            return
        self.set_busy(True)
        self.given.emit(self.yes.isChecked(), self.remark.text())
