"""A sheet to choose a new password: the old one, the new one, the new one again, and the rules as one types."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import words_of
from qa_desktop.ui.lock.fields import PasswordField
from qa_desktop.ui.theme.tokens import SPACE_1, TextSize
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.pin_pad import NO_SCAN
from qa_desktop.ui.widgets.text import PlainLabel

MIN_PASSWORD = 8
"""As the services ask for; a test compares the two."""


class PasswordRules(QWidget):
    """What a new password has to be, each line with its mark: met or not yet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.long = PlainLabel("", self, size=TextSize.SMALL)
        self.same = PlainLabel("", self, size=TextSize.SMALL)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addWidget(self.long)
        layout.addWidget(self.same)
        self.check("", "")

    def check(self, password: str, repeated: str) -> bool:
        """Show which rules are met; return whether all are."""
        long_enough = len(password) >= MIN_PASSWORD
        same = bool(password) and password == repeated
        self._show(self.long, self.tr("At least {count} characters; a short sentence works well"), met=long_enough)
        self._show(self.same, self.tr("The same in both fields"), met=same)
        return long_enough and same

    def _show(self, label: PlainLabel, words: str, *, met: bool) -> None:
        label.setText(("✓  " if met else "○  ") + words.format(count=MIN_PASSWORD))
        label.set_role("conforms" if met else "text_muted")
        label.setAccessibleName((self.tr("Met: {rule}") if met else self.tr("Not yet: {rule}")).format(rule=label.text()[3:]))


class ChangePasswordSheet(DialogPanel):
    """Asks for old and new password.  ``wanted`` carries old, new and repeated; the screen answers with :meth:`show_error`."""

    wanted = Signal(str, str, str)

    def __init__(self, host: QWidget, sentence: str) -> None:
        super().__init__(
            host, host.tr("Choose a new password"), primary_text=host.tr("Change password"), primary_icon="key-round"
        )
        self.setProperty(NO_SCAN, True)
        self.old = PasswordField(self.tr("Password until now"), self.content)
        self.new = PasswordField(self.tr("New password"), self.content)
        self.repeated = PasswordField(self.tr("New password again"), self.content)
        self.rules = PasswordRules(self.content)
        self.body.addWidget(PlainLabel(sentence, self.content))
        for widget in (self.old, self.new, self.repeated, self.rules):
            self.body.addWidget(widget)
        for field in (self.new, self.repeated):
            field.edited.connect(self._check)
        self.old.lead_to(self.new.line)
        self.new.lead_to(self.repeated.line)
        self.confirmed.connect(self._confirm)

    def open_panel(self, focus: QWidget | None = None) -> None:
        """Begin with empty fields."""
        for field in (self.old, self.new, self.repeated):
            field.clear()
        self.rules.check("", "")
        self.message.dismiss()
        self.set_busy(False)
        super().open_panel(focus or self.old.line)

    def show_error(self, error: QaError) -> None:
        """Say why the password was not changed; what was typed stays, and the keyboard goes to the field to begin with."""
        self.set_busy(False)
        self.message.show_message(MessageKind.ERROR, words_of(error))
        first = next((field for field in (self.old, self.new, self.repeated) if not field.text()), self.old)
        first.line.setFocus(Qt.FocusReason.OtherFocusReason)
        first.line.selectAll()

    def _check(self, _text: str) -> None:
        self.rules.check(self.new.text(), self.repeated.text())

    def _confirm(self) -> None:
        self.wanted.emit(self.old.text(), self.new.text(), self.repeated.text())
