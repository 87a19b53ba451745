"""The acts on permits with their sheets, for every screen that shows permits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import Context
from qa_desktop.ui.issues.sheets import IssueSheet, OneTextSheet
from qa_desktop.ui.permits.model import PermitModel, RequestState
from qa_desktop.ui.permits.request_sheet import RequestSheet
from qa_desktop.ui.permits.words import PermitWords
from qa_desktop.ui.widgets.fields import LabelledField
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.storage.queries.concessions import ConcessionRow


class OneLineSheet(OneTextSheet):
    """One line of words about a permit.  ``given`` carries it."""

    given = Signal(str)

    def __init__(self, host: QWidget, *, go: str, icon: str) -> None:
        super().__init__(host, "", go=go, icon=icon)
        self.about = PlainLabel("", self.content, role="text_muted")
        self.line = QLineEdit(self.content)
        self.line.setMaxLength(500)
        self._field = LabelledField("", self.line, self.content)
        self.body.addWidget(self.about)
        self.body.addWidget(self._field)
        self._lacks = ""
        self.line.returnPressed.connect(self._give)
        self.confirmed.connect(self._give)

    def ask(self, title: str, about: str, label: str, *, lacks: str = "") -> None:
        """Open; ``lacks`` is what is said when nothing was written, empty where nothing has to be."""
        self._lacks = lacks
        self._title.setText(title)
        self.sheet.setAccessibleName(title)
        self.about.setText(about)
        self._field.set_label(label)
        self.line.setText(self.begin(title))
        self.line.selectAll()
        self.set_busy(False)
        self.open_panel(self.line)

    def typed(self) -> str:
        """Return what stands in the field."""
        return self.line.text()

    def _give(self) -> None:
        if self._lacks and not self.line.text().strip():
            self.message.show_message(MessageKind.WARNING, self._lacks)
            self._fit()
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.set_busy(True)
        self.given.emit(self.line.text())


class PermitActs(QObject):
    """Asks and stores.  ``done`` carries the permit as it is now, ``failed`` a refusal that no sheet shows."""

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(host)
        self._words = PermitWords(self)
        self._row: ConcessionRow | None = None
        self.model = PermitModel(context.program, context.actor, context.jobs, self)
        self.request_sheet = RequestSheet(host, context, self.model)
        self.approve_sheet = OneLineSheet(host, go=host.tr("Approve"), icon="badge-check")
        self.withdraw_sheet = OneLineSheet(host, go=host.tr("Withdraw"), icon="undo-2")
        self.request_sheet.given.connect(self.model.ask)
        self.approve_sheet.given.connect(self._approve)
        self.withdraw_sheet.given.connect(self._withdraw)

    def ask_request(self, issue_id: str = "") -> None:
        """Ask for a permit from an issue, or without one."""
        if self.model.may_request:
            self.model.begin(issue_id)
            self.request_sheet.ask(from_issue=bool(issue_id))

    def ask_approval(self, row: ConcessionRow) -> None:
        """Ask for the customer's approval, which may stay empty where none is needed."""
        if self.model.may_approve(row):
            self._row = row
            title = self.tr("Approve {number}").format(number=row.number)
            label = self.tr("The customer's approval: letter, mail, date (empty where none is needed)")
            self.approve_sheet.ask(title, self._about(row), label)

    def ask_withdrawal(self, row: ConcessionRow) -> None:
        """Ask why a permit ends."""
        if self.model.may_withdraw(row):
            self._row = row
            title = self.tr("Withdraw {number}").format(number=row.number)
            lacks = self.tr("Write why it ends before its last day.")
            self.withdraw_sheet.ask(title, self._about(row), self.tr("Why it ends before its last day"), lacks=lacks)

    def show_request(self, state: RequestState) -> None:
        """Draw what is asked for."""
        self.request_sheet.show_request(state)

    def stored(self, row: ConcessionRow) -> None:
        """Something was stored: put the sheets away."""
        for sheet in self._sheets():
            sheet.close_panel()
        for one in (self.approve_sheet, self.withdraw_sheet):
            one.forget()
        self.done.emit(row)

    def refused(self, error: QaError) -> None:
        """Say why nothing was stored, where it was asked for."""
        for sheet in self._sheets():
            if sheet.isVisible():
                sheet.refuse(error)
                return
        self.failed.emit(error)

    def _sheets(self) -> tuple[IssueSheet, ...]:
        return self.request_sheet, self.approve_sheet, self.withdraw_sheet

    def _about(self, row: ConcessionRow) -> str:
        parts = (row.part_number, self._words.about(row), self._words.permitted(row), self._words.left(row))
        return " · ".join(part for part in parts if part) + f"\n{row.reason}"

    def _approve(self, customer: str) -> None:
        if self._row is not None:
            self.model.approve(self._row, customer)

    def _withdraw(self, reason: str) -> None:
        if self._row is not None:
            self.model.withdraw(self._row, reason)
