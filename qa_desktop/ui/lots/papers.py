"""The certificates of a lot's supplier: received, checked, missing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QRadioButton, QWidget

from qa_desktop.domain.people import Permission
from qa_desktop.domain.trade import CertificateVerdict
from qa_desktop.ui.context import Context
from qa_desktop.ui.issues.sheets import IssueSheet
from qa_desktop.ui.theme.tokens import SPACE_2, Tone
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.fields import LabelledField
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.lots import LotDetail
    from qa_desktop.storage.queries.supplier_certificates import SupplierCertificateRow

_TONES = {
    CertificateVerdict.WAITING: Tone.WARNING,
    CertificateVerdict.GOOD: Tone.CONFORMS,
    CertificateVerdict.BAD: Tone.FAILS,
}


class PapersCard(Card):
    """Shows the certificates of a lot that names a supplier.  ``changed`` says that one was received or checked."""

    changed = Signal()

    def __init__(self, context: Context, host: QWidget, parent: QWidget) -> None:
        super().__init__(parent.tr("Certificates of the supplier"), parent)
        self._context, self._lot_id = context, ""
        self._rows: list[QWidget] = []
        self._checking = ""
        self.add = ActionButton(self.tr("Received …"), self, icon="plus")
        self.add.setVisible(context.actor.may(Permission.LOG_ISSUE))
        self.add_to_head(self.add)
        self.missing = PlainLabel(self.tr("This lot is accepted only with a checked certificate."), self, role="warning")
        self.body.addWidget(self.missing)
        self.receive_sheet, self.check_sheet = _ReceiveSheet(host), _CheckSheet(host)
        self.add.clicked.connect(self._ask_receive)
        self.receive_sheet.given.connect(self._receive)
        self.check_sheet.given.connect(self._check)

    def show_lot(self, lot: LotDetail) -> None:
        """Show the certificates of a lot; without a supplier there is nothing to show."""
        self.setVisible(bool(lot.papers.supplier))
        self.missing.setVisible(lot.papers.is_missing)
        self._lot_id = lot.row.id
        self._load()

    def _load(self) -> None:
        call = partial(_of_lot, self._context, self._lot_id)
        self._context.jobs.read(call, self._loaded, self._context.fail, owner=self)

    def _loaded(self, found: tuple[str, tuple[SupplierCertificateRow, ...]]) -> None:
        if found[0] != self._lot_id:
            return
        for widget in self._rows:
            widget.hide()
            widget.deleteLater()
        self._rows = []
        for row in found[1]:
            self._add_row(row)
        if not found[1]:
            self._put(PlainLabel(self.tr("No certificate came yet."), self, role="text_muted"))

    def _add_row(self, row: SupplierCertificateRow) -> None:
        line = QWidget(self)
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        words = self.tr("{kind} {number}, received {day} by {name}")
        said = words.format(kind=row.kind, number=row.number, day=row.received_on.isoformat(), name=row.received_by)
        layout.addWidget(PlainLabel(said, line), 1)
        chips = {
            CertificateVerdict.WAITING: self.tr("Not checked"),
            CertificateVerdict.GOOD: self.tr("Good"),
            CertificateVerdict.BAD: self.tr("Not good"),
        }
        layout.addWidget(StatusChip(chips[row.verdict], _TONES[row.verdict], parent=line))
        if row.verdict is CertificateVerdict.WAITING and self._context.actor.may(Permission.RELEASE_LOT):
            button = ActionButton(self.tr("Check …"), line)
            button.clicked.connect(partial(self._ask_check, row))
            layout.addWidget(button)
        self._put(line)
        if row.checked_by:
            checked = self.tr("Checked by {name}. {remark}").format(name=row.checked_by, remark=row.remark)
            self._put(PlainLabel(checked.strip(), self, role="text_muted"))

    def _put(self, widget: QWidget) -> None:
        self.body.addWidget(widget)
        self._rows.append(widget)

    def _ask_receive(self) -> None:
        self.receive_sheet.ask(self._context.program.workspace.store.now().iso[:10])

    def _ask_check(self, row: SupplierCertificateRow) -> None:
        self._checking = row.id
        self.check_sheet.ask(f"{row.kind} {row.number}")

    def _receive(self, kind: str, number: str, day: str) -> None:
        service = self._context.program.supplier_certificates
        self._write(
            partial(service.receive, self._context.actor, self._lot_id, kind=kind, number=number, received_on=day),
            self.receive_sheet,
        )

    def _check(self, good: bool, remark: str) -> None:
        verdict = CertificateVerdict.GOOD if good else CertificateVerdict.BAD
        service = self._context.program.supplier_certificates
        self._write(partial(service.check, self._context.actor, self._checking, verdict, remark), self.check_sheet)

    def _write(self, call: Callable[[], Any], sheet: IssueSheet) -> None:
        self._context.jobs.write(call, partial(self._done, sheet), sheet.refuse, owner=self)

    def _done(self, sheet: IssueSheet, _row: object) -> None:
        sheet.close_panel()
        self._context.saved.emit(self._context.program.workspace.store.clock().isoformat(timespec="seconds"))
        self.changed.emit()


class _ReceiveSheet(IssueSheet):
    """A certificate that came.  ``given`` carries kind, number and day."""

    given = Signal(str, str, str)

    def __init__(self, host: QWidget) -> None:
        title, go = host.tr("A certificate came with the lot"), host.tr("Store")
        super().__init__(host, title, primary_text=go, primary_icon="check", width=620)
        self.kind, self.number, self.day = (QLineEdit(self.content) for _ in range(3))
        self.kind.setPlaceholderText(self.tr("for example EN 10204 3.1"))
        for field, words in (
            (self.kind, self.tr("Kind")),
            (self.number, self.tr("Number")),
            (self.day, self.tr("Received on")),
        ):
            field.setMaxLength(80)
            self.body.addWidget(LabelledField(words, field, self.content))
        self.confirmed.connect(self._give)

    def ask(self, today: str) -> None:
        """Open for today."""
        self.kind.clear()
        self.number.clear()
        self.day.setText(today)
        self.set_busy(False)
        self.open_panel(self.kind)

    def _give(self) -> None:
        self.set_busy(True)
        self.given.emit(self.kind.text(), self.number.text(), self.day.text())


class _CheckSheet(IssueSheet):
    """What the check says.  ``given`` carries good or not, and the remark; nothing is chosen beforehand."""

    given = Signal(bool, str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Check"), primary_text=host.tr("Store"), primary_icon="check", width=620)
        self.good = QRadioButton(self.tr("Good: it belongs to this lot and meets what was ordered"), self.content)
        self.bad = QRadioButton(self.tr("Not good"), self.content)
        self._group = QButtonGroup(self)
        for button in (self.good, self.bad):
            self._group.addButton(button)
            self.body.addWidget(button)
        self.remark = QLineEdit(self.content)
        self.remark.setMaxLength(500)
        self.body.addWidget(LabelledField(self.tr("Remark (needed when it is not good)"), self.remark, self.content))
        self.remark.returnPressed.connect(self._give)
        self.confirmed.connect(self._give)

    def ask(self, name: str) -> None:
        """Open for a certificate."""
        title = self.tr("Check of {name}").format(name=name)
        self._title.setText(title)
        self.sheet.setAccessibleName(title)
        self._group.setExclusive(False)
        for button in (self.good, self.bad):
            button.setChecked(False)
        self._group.setExclusive(True)
        self.remark.clear()
        self.set_busy(False)
        self.open_panel(self.good)

    def _give(self) -> None:
        if not (self.good.isChecked() or self.bad.isChecked()):
            self.message.show_message(MessageKind.WARNING, self.tr("Choose whether the certificate is good."))
            self._fit()
            self.good.setFocus()
            return
        self.set_busy(True)
        self.given.emit(self.good.isChecked(), self.remark.text())


def _of_lot(context: Context, lot_id: str) -> tuple[str, tuple[SupplierCertificateRow, ...]]:
    return lot_id, context.program.supplier_certificates.of_lot(context.actor, lot_id)
