"""The certificates of conformance of a lot: what is certified already, and the sheet that signs another one."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.people import Permission
from qa_desktop.domain.trade import parse_amount_of_goods
from qa_desktop.domain.units import counted_text
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.issues.words import moment
from qa_desktop.ui.lots.lot_file import FileKind, LotFile
from qa_desktop.ui.reports.look_first import LookPanel, SigningSheet, join
from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.fields import ChoiceBox, LabelledField
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.conformance import WantedConformance
    from qa_desktop.services.lots import LotDetail
    from qa_desktop.services.trade_signing import DraftDocument, SignedDocument
    from qa_desktop.storage.queries.order_lines import OrderLineRow
    from qa_desktop.storage.queries.trade_documents import TradeDocumentRow


@dataclass(frozen=True, slots=True)
class _Found:
    lot_id: str
    free: Decimal
    lines: tuple[OrderLineRow, ...]
    documents: tuple[TradeDocumentRow, ...]
    unit: str = ""
    hold: str = ""
    concessions: tuple[str, ...] = ()


class ConformanceCard(Card):
    """Shows what of a lot is certified.  ``stored`` says that another certificate was signed; ``file_wanted`` carries one."""

    stored = Signal()
    file_wanted = Signal(object)

    def __init__(self, context: Context, host: QWidget, parent: QWidget) -> None:
        super().__init__(parent.tr("Certificates of conformance"), parent)
        self._context, self._found = context, _Found("", Decimal(0), (), ())
        self._rows: list[QWidget] = []
        self.sign = ActionButton(self.tr("Certify …"), self, icon="badge-check")
        self.sign.clicked.connect(self._ask)
        self.add_to_head(self.sign)
        self.said = InlineMessage(self)
        self.body.addWidget(self.said)
        self.sheet = _ConformanceSheet(host)
        self.look = LookPanel(host, context)
        join(self.sheet, self.look)
        self.sheet.given.connect(self._sign)
        self.sheet.look_wanted.connect(self._look)
        self.hide()

    def show_lot(self, lot: LotDetail) -> None:
        """Show the certificates of a lot; nothing is shown before something is accepted."""
        if lot.row.id != self._found.lot_id:
            self.said.dismiss()
        self._found = _Found(lot.row.id, Decimal(0), (), ())
        self.setVisible(lot.row.balance.accepted > 0)
        self.sign.hide()
        if lot.row.balance.accepted > 0:
            call = partial(_load, self._context, lot.row.id)
            self._context.jobs.read(call, self._loaded, self._context.fail, owner=self)

    def _loaded(self, found: _Found) -> None:
        if found.lot_id != self._found.lot_id:
            return
        self._found = found
        self.sign.setVisible(self._context.actor.may(Permission.RELEASE_LOT) and found.free > 0 and not found.hold)
        for widget in self._rows:
            widget.hide()
            widget.deleteLater()
        self._rows = []
        for row in found.documents:
            words = self.tr("{quantity}, signed by {name} on {day}")
            quantity = counted_text(row.quantity or Decimal(0), found.unit)
            said = words.format(quantity=quantity, name=row.printed_name, day=moment(row.at, row.at_offset)[:10])
            self._put_document(said, LotFile(FileKind.CONFORMANCE, row.id, row.number))
        left = self.tr("{n} accepted and not certified yet.").format(n=counted_text(found.free, found.unit))
        if found.hold:
            left = found.hold
        muted = "warning" if found.hold else "text_muted"
        self._put(left if found.free > 0 or found.hold else self.tr("All that is accepted is certified."), role=muted)

    def _put(self, words: str, role: str = "text") -> None:
        label = PlainLabel(words, self, role=role)
        self.body.addWidget(label)
        self._rows.append(label)

    def _put_document(self, words: str, file: LotFile) -> None:
        """Show a certificate that was signed, with its file."""
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        open_it = ActionButton(file.number, line, icon="file-check")
        open_it.setAccessibleName(self.tr("Open the signed PDF of {number}").format(number=file.number))
        open_it.clicked.connect(partial(self.file_wanted.emit, file))
        row.addWidget(open_it)
        row.addWidget(PlainLabel(words, line), 1)
        self.body.addWidget(line)
        self._rows.append(line)

    def _ask(self) -> None:
        found = self._found
        self.sheet.ask(found.lines, counted_text(found.free, found.unit), found.concessions)

    def _sign(self, quantity: str, line_id: str, password: str) -> None:
        typed = (quantity, line_id)
        call = partial(_signed, self._context, self._found.lot_id, typed, password, self.sheet.looked)
        self._context.jobs.work(call, self._done, self._refused, owner=self)

    def _look(self) -> None:
        typed = self.sheet.typed()
        if typed is not None:
            load = partial(_drafted, self._context, self._found.lot_id, typed)
            self.look.look_at(self.tr("Certificate, not signed"), load)

    def _done(self, done: SignedDocument) -> None:
        self.sheet.close_panel()
        words = self.tr("{number} is signed. Its PDF is {file} in the reports folder.")
        self.said.show_message(MessageKind.SUCCESS, words.format(number=done.number, file=done.file))
        self._context.saved.emit(self._context.program.workspace.store.clock().isoformat(timespec="seconds"))
        self.stored.emit()

    def _refused(self, error: QaError) -> None:
        if self.sheet.isVisible():
            self.sheet.refuse(error)
        else:
            self.said.show_message(MessageKind.ERROR, words_of(error))


class _ConformanceSheet(SigningSheet):
    """How much is certified for whom.  ``given`` carries the quantity, the key of the line (or nothing) and the password."""

    given = Signal(str, str, str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Certificate of conformance"), primary_text=host.tr("Sign the certificate"))
        self._lines: tuple[OrderLineRow, ...] = ()
        self.about = PlainLabel("", self.content, role="text_muted")
        self.quantity, self.line = QLineEdit(self.content), ChoiceBox(self.content)
        self.quantity.setMaxLength(20)
        self.body.addWidget(self.about)
        self.body.addWidget(LabelledField(self.tr("Quantity"), self.quantity, self.content))
        self.body.addWidget(LabelledField(self.tr("For which order line"), self.line, self.content))
        self.end_with_password()

    def ask(self, lines: tuple[OrderLineRow, ...], free: str, concessions: tuple[str, ...]) -> None:
        """Open empty; quantity and line are the person's.  ``concessions`` are those that the certificate will name."""
        self._lines = lines
        said = [self.tr("Accepted and not certified yet: {free}.").format(free=free)]
        if concessions:
            said.append(self.tr("The certificate will name these concessions: {all}.").format(all="; ".join(concessions)))
        else:
            said.append(self.tr("The certificate will say that there are no concessions or deviations."))
        self.about.setText("\n".join(said))
        self.line.clear()
        self.line.addItem(self.tr("None: no customer is named"))
        for row in lines:
            self.line.addItem(f"{row.label} · {row.company} · {row.promised.isoformat()}")
        self.line.setCurrentIndex(-1)
        self.quantity.clear()
        self.begin(self.quantity)

    def typed(self) -> tuple[str, str] | None:
        """Return the quantity and the key of the line (or nothing); where no line is chosen say so and return ``None``."""
        place = self.line.currentIndex()
        if place < 0:
            self.say(self.tr("Choose the order line that the goods go to, or none."), self.line)
            return None
        return self.quantity.text(), "" if place == 0 else self._lines[place - 1].id

    def _give(self) -> None:
        typed = self.typed()
        if typed is None:
            return
        if not self.password.text():
            self.say(self.tr("Type your password; it signs the certificate."), self.password.edit)
            return
        self.set_busy(True)
        self.given.emit(*typed, self.password.text())


def _load(context: Context, lot_id: str) -> _Found:
    documents, actor = context.program.trade_documents, context.actor
    lines = tuple(row for row in documents.customer_lines(actor, lot_id) if not row.is_cancelled)
    certificates = tuple(row for row in documents.of_lot(actor, lot_id) if row.quantity is not None)
    lot = context.program.lots.detail(actor, lot_id)
    free, hold = documents.certifiable(actor, lot_id), " ".join(str(hold) for hold in lot.holds)
    found = _Found(lot_id, free, lines, certificates, lot.row.unit, hold)
    if free <= 0 or hold or not actor.may(Permission.RELEASE_LOT):
        return found
    return replace(found, concessions=_concessions(context, lot_id, free))


def _concessions(context: Context, lot_id: str, free: Decimal) -> tuple[str, ...]:
    """Return what a certificate of the lot would name, from the content that would be signed."""
    from qa_desktop.services.conformance import WantedConformance  # noqa: PLC0415  (brings SQLAlchemy)

    shown = context.program.trade_documents.prepare_conformance(context.actor, WantedConformance(lot_id, free))
    named = json.loads(shown.content)["concessions"]
    return tuple(f"{number}, {what}: {permitted}" for number, what, permitted, _ in named)


def _wanted(lot_id: str, typed: tuple[str, str]) -> WantedConformance:
    """Return what was typed; raises :class:`InputError`."""
    from qa_desktop.services.conformance import WantedConformance  # noqa: PLC0415  (brings SQLAlchemy)

    measure = parse_amount_of_goods(typed[0])
    return WantedConformance(lot_id, measure.value, typed[1] or None, unit=measure.unit if measure.says_unit else None)


def _drafted(context: Context, lot_id: str, typed: tuple[str, str]) -> DraftDocument:
    return context.program.trade_documents.draft_conformance(context.actor, _wanted(lot_id, typed))


def _signed(context: Context, lot_id: str, typed: tuple[str, str], password: str, looked: str, _report: object) -> SignedDocument:
    documents, actor, wanted = context.program.trade_documents, context.actor, _wanted(lot_id, typed)
    shown = looked or documents.prepare_conformance(actor, wanted).digest
    return documents.sign_conformance(actor, wanted, password, shown)
