"""The certificates of a lot's supplier: needed, received with their files, checked, missing."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from qa_desktop.domain.people import Permission
from qa_desktop.domain.trade import CertificateVerdict
from qa_desktop.ui.context import Context
from qa_desktop.ui.issues.sheets import IssueSheet
from qa_desktop.ui.lots.lot_file import FileKind, LotFile
from qa_desktop.ui.lots.paper_sheets import CheckSheet, FileSheet, ReceiveSheet
from qa_desktop.ui.places import Place
from qa_desktop.ui.theme.tokens import SPACE_2, Tone
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.attached_files import StoredFile
    from qa_desktop.services.lots import LotDetail
    from qa_desktop.storage.queries.supplier_certificates import Papers, SupplierCertificateRow

_TONES = {
    CertificateVerdict.WAITING: Tone.WARNING,
    CertificateVerdict.GOOD: Tone.CONFORMS,
    CertificateVerdict.BAD: Tone.FAILS,
}


class PapersCard(Card):
    """Shows the certificates of a lot that names a supplier.

    ``changed`` says that one was received or checked, ``file_wanted`` carries the file to look at.
    """

    changed = Signal()
    file_wanted = Signal(object)

    def __init__(self, context: Context, host: QWidget, parent: QWidget) -> None:
        super().__init__(parent.tr("Certificates of the supplier"), parent)
        self._context, self._lot_id, self._supplier = context, "", ""
        self._rows: list[QWidget] = []
        self._chosen = ""
        self.add = ActionButton(self.tr("Received …"), self, icon="plus")
        self.add.setVisible(context.actor.may(Permission.LOG_ISSUE))
        self.add_to_head(self.add)
        self.stands = PlainLabel("", self, strong=True)
        self.unlisted = InlineMessage(self, dismissable=False)
        self.unlisted.action_requested.connect(self._add_supplier)
        self.body.addWidget(self.stands)
        self.body.addWidget(self.unlisted)
        self.receive_sheet, self.check_sheet, self.file_sheet = ReceiveSheet(host), CheckSheet(host), FileSheet(host)
        self.add.clicked.connect(self._ask_receive)
        self.receive_sheet.given.connect(self._receive)
        self.check_sheet.given.connect(self._check)
        self.file_sheet.given.connect(self._attach)

    def show_lot(self, lot: LotDetail) -> None:
        """Show the certificates of a lot; without a supplier there is nothing to show."""
        self.setVisible(bool(lot.papers.supplier))
        self._lot_id, self._supplier = lot.row.id, lot.papers.supplier
        self.stands.setText(self._standing(lot.papers))
        self.stands.set_role("warning" if lot.papers.is_missing else "text_muted")
        self._say_unlisted(lot.papers)
        self._load()

    def _standing(self, papers: Papers) -> str:
        """Return needed, received, checked, in one sentence."""
        if not papers.is_needed:
            return self.tr("Not needed. {n} received, {good} checked and good.").format(n=papers.received, good=papers.good)
        if papers.good:
            return self.tr("Needed, and there: {good} checked and good.").format(good=papers.good)
        if not papers.received:
            return self.tr("Needed: this lot is accepted only with a checked certificate, and none came yet.")
        if papers.unchecked:
            return self.tr("Needed: this lot is accepted only with a checked certificate; what came waits for its check.")
        return self.tr("Needed: this lot is accepted only with a checked certificate; what came is not good.")

    def _say_unlisted(self, papers: Papers) -> None:
        if papers.is_listed:
            self.unlisted.dismiss()
            return
        words = self.tr(
            "“{name}” is not in the list of suppliers, so this lot counts in nobody's figures, and no certificate is asked for."
        )
        act = self.tr("Add it …") if self._context.actor.may(Permission.MANAGE_TRADE) else ""
        self.unlisted.show_message(MessageKind.WARNING, words.format(name=papers.supplier), action_text=act)

    def _add_supplier(self) -> None:
        self._context.go_to(Place.TRADE, new_supplier=self._supplier)

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
        words = self.tr("{kind} {number}, received {day} by {name}")
        said = words.format(kind=row.kind, number=row.number, day=row.received_on.isoformat(), name=row.received_by)
        self._put(PlainLabel(said, self))
        line = QWidget(self)
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        chips = {
            CertificateVerdict.WAITING: self.tr("Not checked"),
            CertificateVerdict.GOOD: self.tr("Good"),
            CertificateVerdict.BAD: self.tr("Not good"),
        }
        layout.addWidget(StatusChip(chips[row.verdict], _TONES[row.verdict], parent=line))
        for button in self._buttons(row, line):
            button.setAccessibleDescription(said)
            layout.addWidget(button)
        layout.addStretch(1)
        self._put(line)
        if row.checked_by:
            checked = self.tr("Checked by {name}. {remark}").format(name=row.checked_by, remark=row.remark)
            self._put(PlainLabel(checked.strip(), self, role="text_muted"))

    def _buttons(self, row: SupplierCertificateRow, line: QWidget) -> list[ActionButton]:
        found, actor = [], self._context.actor
        waits = row.verdict is CertificateVerdict.WAITING
        if row.attachment:
            button = ActionButton(self.tr("Open the file"), line, icon="file-text")
            button.clicked.connect(partial(self.file_wanted.emit, LotFile(FileKind.PAPER, row.id, f"{row.kind} {row.number}")))
            found.append(button)
        elif waits and actor.may(Permission.LOG_ISSUE):
            button = ActionButton(self.tr("Add the file …"), line, icon="file-text")
            button.clicked.connect(partial(self._ask_file, row))
            found.append(button)
        if waits and actor.may(Permission.RELEASE_LOT):
            button = ActionButton(self.tr("Check …"), line, icon="file-check")
            button.clicked.connect(partial(self._ask_check, row))
            found.append(button)
        return found

    def _put(self, widget: QWidget) -> None:
        self.body.addWidget(widget)
        self._rows.append(widget)

    def _ask_receive(self) -> None:
        self.receive_sheet.ask(self._context.program.workspace.store.now().iso[:10])

    def _ask_file(self, row: SupplierCertificateRow) -> None:
        self._chosen = row.id
        self.file_sheet.ask()

    def _ask_check(self, row: SupplierCertificateRow) -> None:
        self._chosen = row.id
        self.check_sheet.ask(f"{row.kind} {row.number}")

    def _receive(self, kind: str, number: str, day: str, path: Path | None) -> None:
        act = partial(_receive, self._context, self._lot_id, (kind, number, day), path)
        self._work(act, self.receive_sheet)

    def _attach(self, path: Path) -> None:
        self._work(partial(_attach, self._context, self._chosen, path), self.file_sheet)

    def _check(self, good: bool, remark: str) -> None:
        verdict = CertificateVerdict.GOOD if good else CertificateVerdict.BAD
        check = self._context.program.supplier_certificates.check
        call = partial(check, self._context.actor, self._chosen, verdict, remark)
        self._context.jobs.write(call, partial(self._done, self.check_sheet), self.check_sheet.refuse, owner=self)

    def _work(self, act: Any, sheet: IssueSheet) -> None:
        """Look at a file in the worker, and store what belongs to it."""
        self._context.jobs.work(act, partial(self._done, sheet), sheet.refuse, owner=self)

    def _done(self, sheet: IssueSheet, _row: object) -> None:
        sheet.close_panel()
        self._context.saved.emit(self._context.program.workspace.store.clock().isoformat(timespec="seconds"))
        self.changed.emit()


def _of_lot(context: Context, lot_id: str) -> tuple[str, tuple[SupplierCertificateRow, ...]]:
    return lot_id, context.program.supplier_certificates.of_lot(context.actor, lot_id)


def _stored(context: Context, path: Path | None) -> StoredFile | None:
    return None if path is None else context.program.supplier_certificates.store_file(context.actor, path)


def _receive(context: Context, lot_id: str, typed: tuple[str, str, str], path: Path | None, _report: object) -> object:
    kind, number, day = typed
    file, receive = _stored(context, path), context.program.supplier_certificates.receive
    return receive(context.actor, lot_id, kind=kind, number=number, received_on=day, file=file)


def _attach(context: Context, certificate_id: str, path: Path, _report: object) -> object:
    certificates = context.program.supplier_certificates
    return certificates.attach(context.actor, certificate_id, certificates.store_file(context.actor, path))
