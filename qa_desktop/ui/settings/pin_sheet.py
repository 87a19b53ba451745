"""A sheet to set a PIN: the password, the PIN, the PIN again."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import words_of
from qa_desktop.ui.lock.fields import PasswordField
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.pin_pad import MAX_DIGITS, NO_SCAN
from qa_desktop.ui.widgets.text import PlainLabel

_DIGITS = QRegularExpression("[0-9]*")


class PinSheet(DialogPanel):
    """Asks for password and PIN.  ``wanted`` carries password, PIN and its repetition; :meth:`show_error` answers."""

    wanted = Signal(str, str, str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(
            host,
            QCoreApplication.translate("PinSheet", "Set a PIN"),
            primary_text=QCoreApplication.translate("PinSheet", "Set PIN"),
            primary_icon="check",
        )
        self.setProperty(NO_SCAN, True)
        words = self.tr("With it you switch the person at this computer without typing the password. Signing always asks for it.")
        self.password = PasswordField(self.tr("Your password"), self.content)
        rule = self.tr("4 to {count} digits, not all the same and not in a row like 1234.").format(count=MAX_DIGITS)
        self.pin = _digits(PasswordField(self.tr("New PIN"), self.content, hint=rule))
        self.repeated = _digits(PasswordField(self.tr("New PIN again"), self.content))
        self.body.addWidget(PlainLabel(words, self.content))
        for widget in (self.password, self.pin, self.repeated):
            self.body.addWidget(widget)
        self.password.lead_to(self.pin.line)
        self.pin.lead_to(self.repeated.line)
        self.confirmed.connect(self._confirm)
        self.closed.connect(self._forget)

    def open_panel(self, focus: QWidget | None = None) -> None:
        """Begin with empty fields."""
        self._forget()
        self.message.dismiss()
        self.set_busy(False)
        super().open_panel(focus or self.password.line)

    def show_error(self, error: QaError) -> None:
        """Say why the PIN was not set; what was typed stays."""
        self.set_busy(False)
        self.message.show_message(MessageKind.ERROR, words_of(error))
        self._fit()

    def _forget(self) -> None:
        for field in (self.password, self.pin, self.repeated):
            field.clear()

    def _confirm(self) -> None:
        self.wanted.emit(self.password.text(), self.pin.text(), self.repeated.text())


def _digits(field: PasswordField) -> PasswordField:
    """Let a field take digits only."""
    field.line.setMaxLength(MAX_DIGITS)
    field.line.setValidator(QRegularExpressionValidator(_DIGITS, field.line))
    field.line.setInputMethodHints(field.line.inputMethodHints() | Qt.InputMethodHint.ImhDigitsOnly)
    return field
