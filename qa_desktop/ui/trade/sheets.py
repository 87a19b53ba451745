"""The sheets of the orders: a partner, an order line, a delivery, the password of a scorecard."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.trade import CompanyKind, LineKind
from qa_desktop.ui.amends.sheets import line, row_of
from qa_desktop.ui.context import words_of
from qa_desktop.ui.issues.sheets import IssueSheet
from qa_desktop.ui.reports.look_first import SigningSheet
from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.trade.words import TradeWords
from qa_desktop.ui.widgets.fields import ChoiceBox, LabelledField, NoteField
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.partner_figures import PartnerFigures
    from qa_desktop.storage.queries.companies import CompanyRow
    from qa_desktop.storage.queries.order_lines import OrderLineRow

_COMPANY_KINDS, _LINE_KINDS = tuple(CompanyKind), tuple(LineKind)


def days_of(text: str) -> int | None:
    """Return a number of days, ``None`` for an empty field; raises :class:`InputError`."""
    cleaned = text.strip()
    if not cleaned:
        return None
    if not (cleaned.isascii() and cleaned.isdigit()):
        raise InputError("“{text}” is no number of days. Type a whole number, or leave it empty.", text=text)
    return int(cleaned)


class _TradeSheet(IssueSheet):
    """Says what is missing, and goes there."""

    def say(self, sentence: str, field: QWidget) -> None:
        """Show what is missing."""
        self.message.show_message(MessageKind.WARNING, sentence)
        self._fit()
        field.setFocus()

    def titled(self, title: str) -> None:
        """Show another title."""
        self._title.setText(title)
        self.sheet.setAccessibleName(title)


class CompanySheet(_TradeSheet):
    """A supplier or customer.  ``given`` carries the row that is changed (``None`` for a new one) and the facts."""

    given = Signal(object, object)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Partner"), primary_text=host.tr("Store"), primary_icon="check", width=860)
        words = TradeWords(self)
        self._row: CompanyRow | None = None
        self.name, self.kind, self.number = line(self.content, 80), ChoiceBox(self.content), line(self.content, 80)
        self.address = NoteField(self.content, lines=8)
        self.contact, self.mail, self.phone = line(self.content, 500), line(self.content, 254), line(self.content, 60)
        for kind in _COMPANY_KINDS:
            self.kind.addItem(words.company_kind(kind))
        self.early, self.late = line(self.content, 3), line(self.content, 3, "0")
        self.certificate = QCheckBox(self.tr("Lots are accepted only with a checked certificate"), self.content)
        self.active = QCheckBox(self.tr("We deal with this company"), self.content)
        kind_and_number = row_of(
            LabelledField(self.tr("Is"), self.kind, self.content),
            LabelledField(self.tr("Number"), self.number, self.content),
        )
        first = row_of(LabelledField(self.tr("Name, as lots and orders give it"), self.name, self.content))
        first.addLayout(kind_and_number, 1)
        self.body.addLayout(first)
        self._lay_out_address()
        hint = self.tr("Empty: any day before")
        last = row_of(
            LabelledField(self.tr("Days before the promise"), self.early, self.content, hint=hint),
            LabelledField(self.tr("Days after the promise"), self.late, self.content, hint=self.tr("Empty: none")),
        )
        agreed = QVBoxLayout()
        for box in (self.certificate, self.active):
            agreed.addWidget(box)
        last.addLayout(agreed, 2)
        self.body.addLayout(last)
        self.confirmed.connect(self._give)

    def _lay_out_address(self) -> None:
        """Put the address at the left and the contact at its right."""
        whom = QVBoxLayout()
        whom.setSpacing(SPACE_2)
        for words, field in (
            (self.tr("Contact"), self.contact),
            (self.tr("E-mail"), self.mail),
            (self.tr("Telephone"), self.phone),
        ):
            whom.addWidget(LabelledField(words, field, self.content))
        both = QHBoxLayout()
        both.setSpacing(SPACE_2)
        where = LabelledField(self.tr("Address, as on an envelope"), self.address, self.content)
        both.addWidget(where, 1, Qt.AlignmentFlag.AlignTop)
        both.addLayout(whom, 1)
        self.body.addLayout(both)

    def ask(self, row: CompanyRow | None, name: str = "") -> None:
        """Open for a partner, or for a new one; ``name`` is how lots call a supplier that is not in the list yet."""
        self._row = row
        self.titled(self.tr("New partner") if row is None else row.name)
        self.name.setText(name if row is None else row.name)
        self.number.setText("" if row is None else row.number)
        self.address.setPlainText("" if row is None else row.address)
        self.contact.setText("" if row is None else row.contact)
        self.mail.setText("" if row is None else row.contact_mail)
        self.phone.setText("" if row is None else row.contact_phone)
        kind = row.kind if row is not None else CompanyKind.SUPPLIER if name else None
        self.kind.setCurrentIndex(-1 if kind is None else _COMPANY_KINDS.index(kind))
        self.early.setText("" if row is None or row.early_days is None else str(row.early_days))
        self.late.setText("" if row is None else str(row.late_days))
        self.certificate.setChecked(row is not None and row.needs_certificate)
        self.active.setChecked(row is None or row.is_active)
        self.set_busy(False)
        self.open_panel(self.name)

    def _give(self) -> None:
        from qa_desktop.services.trade import CompanyFacts  # noqa: PLC0415  (brings SQLAlchemy)

        place = self.kind.currentIndex()
        if place < 0:
            self.say(self.tr("Choose whether it is a supplier, a customer or both."), self.kind)
            return
        try:
            early, late = days_of(self.early.text()), days_of(self.late.text()) or 0
        except InputError as error:
            self.say(words_of(error), self.early)
            return
        facts = CompanyFacts(
            self.name.text(),
            _COMPANY_KINDS[place],
            self.number.text(),
            self.contact.text(),
            early,
            late,
            self.certificate.isChecked(),
            self.active.isChecked(),
            self.address.toPlainText(),
            self.mail.text(),
            self.phone.text(),
        )
        self.set_busy(True)
        self.given.emit(self._row, facts)


class LineSheet(_TradeSheet):
    """A new order line.  ``given`` carries it."""

    given = Signal(object)

    def __init__(self, host: QWidget) -> None:
        title, go = host.tr("New order line"), host.tr("Store")
        super().__init__(host, title, primary_text=go, primary_icon="check", width=680)
        self._words = TradeWords(self)
        self._companies: tuple[CompanyRow, ...] = ()
        self._shown: tuple[CompanyRow, ...] = ()
        self.kind, self.company = ChoiceBox(self.content), ChoiceBox(self.content)
        self.kind.addItem(self.tr("A customer's order"))
        self.kind.addItem(self.tr("Our order at a supplier"))
        self.kind.activated.connect(self._fill_companies)
        self.order, self.part, self.revision = line(self.content, 80), line(self.content, 80), line(self.content, 40)
        self.name, self.quantity = line(self.content, 120), line(self.content, 20)
        self.promised = line(self.content, 10, "2026-03-31")
        self.body.addLayout(
            row_of(
                LabelledField(self.tr("Whose order"), self.kind, self.content),
                LabelledField(self.tr("Company"), self.company, self.content),
            )
        )
        self.body.addLayout(
            row_of(
                LabelledField(self.tr("Order number"), self.order, self.content),
                LabelledField(self.tr("Promised on"), self.promised, self.content, hint=self.tr("It never changes again")),
            )
        )
        self.body.addLayout(
            row_of(
                LabelledField(self.tr("Part"), self.part, self.content),
                LabelledField(self.tr("Revision"), self.revision, self.content),
                LabelledField(self.tr("Quantity"), self.quantity, self.content, hint=self.tr("Pieces, or 12.5 kg")),
            )
        )
        self.body.addWidget(LabelledField(self.tr("Name of the part, where it is new"), self.name, self.content))
        self.confirmed.connect(self._give)

    def ask(self, companies: tuple[CompanyRow, ...]) -> None:
        """Open empty."""
        self._companies = companies
        self.kind.setCurrentIndex(0)
        self._fill_companies()
        for field in (self.order, self.part, self.revision, self.name, self.quantity, self.promised):
            field.clear()
        self.set_busy(False)
        self.open_panel(self.kind)

    def _fill_companies(self, _place: int = 0) -> None:
        buys = _LINE_KINDS[max(0, self.kind.currentIndex())] is LineKind.CUSTOMER
        self._shown = tuple(row for row in self._companies if row.is_active and (row.buys if buys else row.supplies))
        self.company.clear()
        for row in self._shown:
            self.company.addItem(row.name)
        self.company.setCurrentIndex(-1)

    def _give(self) -> None:
        from qa_desktop.services.trade import NewLine  # noqa: PLC0415  (brings SQLAlchemy)

        place = self.company.currentIndex()
        if place < 0:
            words = self.tr("Choose the company.") if self._shown else self.tr("No such company is known. Add it under Partners.")
            self.say(words, self.company)
            return
        new = NewLine(
            self.order.text(),
            self._shown[place].id,
            _LINE_KINDS[max(0, self.kind.currentIndex())],
            self.part.text(),
            self.quantity.text(),
            self.promised.text(),
            self.revision.text(),
            self.name.text(),
        )
        self.set_busy(True)
        self.given.emit(new)


class DeliverySheet(_TradeSheet):
    """What was shipped or received.  ``given`` carries quantity, day, lot and delivery note."""

    given = Signal(str, str, str, str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Delivery"), primary_text=host.tr("Store"), primary_icon="check", width=620)
        self.about = PlainLabel("", self.content, role="text_muted")
        self.quantity, self.day = line(self.content, 20), line(self.content, 10, "2026-03-31")
        self.lot, self.note = line(self.content, 80), line(self.content, 200)
        self.body.addWidget(self.about)
        self.body.addLayout(
            row_of(
                LabelledField(self.tr("Quantity"), self.quantity, self.content),
                LabelledField(self.tr("On"), self.day, self.content),
            )
        )
        self.body.addLayout(
            row_of(
                LabelledField(self.tr("Lot"), self.lot, self.content),
                LabelledField(self.tr("Delivery note"), self.note, self.content),
            )
        )
        self.lots = PlainLabel("", self.content, role="text_muted")
        self.body.addWidget(self.lots)
        self.note.returnPressed.connect(self._give)
        self.confirmed.connect(self._give)

    def ask(self, row: OrderLineRow, words: str, lots: str, today: date) -> None:
        """Open for a line; ``lots`` says which lots its goods can come from."""
        shipped = row.kind is LineKind.CUSTOMER
        self.titled((self.tr("Shipped for {line}") if shipped else self.tr("Received for {line}")).format(line=row.label))
        self.about.setText(words)
        self.lots.setText(lots)
        self.lots.setVisible(bool(lots))
        for field in (self.quantity, self.lot, self.note):
            field.clear()
        self.day.setText(today.isoformat())
        self.set_busy(False)
        self.open_panel(self.quantity)

    def _give(self) -> None:
        self.set_busy(True)
        self.given.emit(self.quantity.text(), self.day.text(), self.lot.text(), self.note.text())


class ScorecardSheet(SigningSheet):
    """The password of a scorecard.  ``given`` carries the key of the supplier and the password."""

    given = Signal(str, str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Sign the scorecard"), primary_text=host.tr("Sign"), width=620)
        self.company = ""
        self.about = PlainLabel("", self.content)
        self.body.addWidget(self.about)
        self.end_with_password()

    def ask(self, row: PartnerFigures, words: str) -> None:
        """Open for a supplier."""
        self.company = row.company.id
        title = self.tr("Scorecard of {name}").format(name=row.company.name)
        self._title.setText(title)
        self.sheet.setAccessibleName(title)
        self.about.setText(words)
        self.begin(self.password.edit)

    def _give(self) -> None:
        if not self.password.text():
            self.say(self.tr("Type your password; it signs the scorecard."), self.password.edit)
            return
        self.set_busy(True)
        self.given.emit(self.company, self.password.text())
