"""The sheets of a reviewer: sign with a meaning and the password, return with remarks, reopen with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPlainTextEdit, QWidget

from qa_desktop.domain.canonical import short_code
from qa_desktop.domain.errors import QaError
from qa_desktop.domain.record import InspectionRecord
from qa_desktop.domain.signature import MEANINGS, STATEMENTS, Meaning, Stage
from qa_desktop.ui.context import words_of
from qa_desktop.ui.review.password import PasswordField
from qa_desktop.ui.review.words import RecordWords, ScreenWords
from qa_desktop.ui.widgets.busy import BusyPanel
from qa_desktop.ui.widgets.buttons import AnswerButton
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel


class CountersignSheet(DialogPanel):
    """What the supervisor states, and the password.  ``confirmed`` comes with a password typed."""

    sign_wanted = Signal(str, object)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Countersign"), primary_text=host.tr("Sign"), primary_icon="stamp", width=640)
        self._words, self._screen = RecordWords(self), ScreenWords(self)
        self._handle: Any = None
        self._subject = PlainLabel("", self.content, strong=True)
        self._code = PlainLabel("", self.content, role="text_muted", tabular=True)
        self.meanings: dict[Meaning, AnswerButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        for meaning in MEANINGS[Stage.SUPERVISOR]:
            button = AnswerButton(STATEMENTS[meaning], self.content)
            self._group.addButton(button)
            self.meanings[meaning] = button
        self.password = PasswordField(self.content)
        self.busy = BusyPanel(self.content)
        self.body.addWidget(self._subject)
        self.body.addWidget(self._code)
        self.body.addWidget(PlainLabel(self.tr("What your signature states"), self.content, strong=True))
        for button in self.meanings.values():
            self.body.addWidget(button)
        self.body.addWidget(self.password)
        self.body.addWidget(self.busy)
        self.password.submitted.connect(self._ask)
        self.confirmed.connect(self._ask)
        self.busy.cancel_requested.connect(self._cancel_work)
        self.closed.connect(self.password.clear)

    def open_for(self, record: InspectionRecord, digest: str) -> None:
        """Ask for the signature of one inspection."""
        self._subject.setText(f"{record.number} · {self._words.subject(record)}")
        self._code.setText(self.tr("Content code {code}").format(code=short_code(digest)))
        self.password.clear()
        self.busy.finish()
        self.set_busy(False)
        first = self.meanings[MEANINGS[Stage.SUPERVISOR][0]]
        self._group.setExclusive(False)
        for button in self.meanings.values():
            button.setChecked(False)
        self._group.setExclusive(True)
        self.open_panel(first)

    def begin(self, handle: Any) -> None:
        """Show that the signature is under way."""
        self._handle = handle
        self.message.dismiss()
        self.set_busy(True)
        self.busy.start(self.tr("Signing …"))

    def show_step(self, done: int, total: int, step: str) -> None:
        """Show how far it has come."""
        self.busy.set_progress(done, total, self._screen.step(step))

    def refuse(self, error: QaError) -> None:
        """Say why nothing was signed and let the person try again."""
        self.busy.finish()
        self.set_busy(False)
        self.message.show_message(MessageKind.ERROR, words_of(error))
        self._fit()
        self.password.try_again()

    def _ask(self) -> None:
        if not self.primary.isEnabled():
            return
        meaning = next((meaning for meaning, button in self.meanings.items() if button.isChecked()), None)
        if meaning is None:
            self.message.show_message(MessageKind.WARNING, self.tr("Choose what your signature states."))
            self._fit()
            next(iter(self.meanings.values())).setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self.password.text():
            self.message.show_message(MessageKind.WARNING, self.tr("Type your password. It opens your signing key."))
            self._fit()
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.sign_wanted.emit(self.password.text(), meaning)

    def _cancel_work(self) -> None:
        if self._handle is not None:
            self._handle.cancel()


class ReturnSheet(DialogPanel):
    """The remarks that go back, and one about the whole inspection."""

    wanted = Signal(str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(
            host, host.tr("Return to the inspector"), primary_text=host.tr("Return"), primary_icon="undo-2", width=640
        )
        self._what = PlainLabel("", self.content)
        self._lines = PlainLabel("", self.content)
        self.general = _NoteField(self.content)
        self.general.setAccessibleName(self.tr("Remark about the whole inspection"))
        label = PlainLabel(
            self.tr("Remark about the whole inspection (optional when lines have remarks)"), self.content, strong=True
        )
        label.setBuddy(self.general)
        self.body.addWidget(self._what)
        self.body.addWidget(self._lines)
        self.body.addWidget(label)
        self.body.addWidget(self.general)
        self.confirmed.connect(self._ask)

    def open_for(self, record: InspectionRecord, remarks: Mapping[str, str]) -> None:
        """Ask whether to return one inspection."""
        self._what.setText(
            self.tr(
                "{number} goes back to {inspector}. The signature of {inspector} is voided; it stays visible with these remarks."
            ).format(number=record.number, inspector=record.inspector)
        )
        lines = [f"{line.number}. {line.item.text}: {remarks[line.item.id]}" for line in record.lines if line.item.id in remarks]
        self._lines.setText("\n".join(lines))
        self._lines.setVisible(bool(lines))
        self.general.clear()
        self.set_busy(False)
        self.open_panel(self.general)

    def refuse(self, error: QaError) -> None:
        """Say why nothing was returned; what was typed stays."""
        self.set_busy(False)
        self.message.show_message(MessageKind.ERROR, words_of(error))
        self._fit()
        self.general.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        if not self._lines.text() and not self.general.toPlainText().strip():
            self.message.show_message(
                MessageKind.WARNING,
                self.tr("Write a remark here or on a line (R), so that the inspector knows what to correct."),
            )
            self._fit()
            return
        self.set_busy(True)
        self.wanted.emit(self.general.toPlainText())


class ReopenSheet(DialogPanel):
    """The reason for reopening a countersigned inspection."""

    wanted = Signal(str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(
            host, host.tr("Reopen a countersigned inspection"), primary_text=host.tr("Reopen"), danger=True, width=640
        )
        self._what = PlainLabel("", self.content)
        self.reason = _NoteField(self.content)
        self.reason.setAccessibleName(self.tr("Reason for reopening"))
        label = PlainLabel(self.tr("Reason"), self.content, strong=True)
        label.setBuddy(self.reason)
        self.body.addWidget(self._what)
        self.body.addWidget(label)
        self.body.addWidget(self.reason)
        self.confirmed.connect(self._ask)

    def open_for(self, record: InspectionRecord) -> None:
        """Ask for the reason."""
        self._what.setText(
            self.tr(
                "Reopening {number} voids both signatures. They stay visible in the record with your reason, the released report "
                "is marked as void, and the inspection goes back to {inspector}. Tell everybody who already got the report."
            ).format(number=record.number, inspector=record.inspector)
        )
        self.reason.clear()
        self.set_busy(False)
        self.open_panel(self.reason)

    def refuse(self, error: QaError) -> None:
        """Say why it was not reopened; what was typed stays."""
        self.set_busy(False)
        self.message.show_message(MessageKind.ERROR, words_of(error))
        self._fit()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        if not self.reason.toPlainText().strip():
            self.message.show_message(MessageKind.WARNING, self.tr("Write the reason. It is kept with the voided signatures."))
            self._fit()
            return
        self.set_busy(True)
        self.wanted.emit(self.reason.toPlainText())


class _NoteField(QPlainTextEdit):
    """Some lines of text that Tab leaves."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFixedHeight(112)
