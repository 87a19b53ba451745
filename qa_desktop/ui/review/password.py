"""The field for the password of a signature: dots only, no scans, forgotten after a minute without a key."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from qa_desktop.ui.theme.tokens import SPACE_1, TextSize
from qa_desktop.ui.widgets.pin_pad import NO_SCAN
from qa_desktop.ui.widgets.text import PlainLabel

FORGET_MS = 60_000
"""How long a typed password stays without another key."""


class PasswordField(QWidget):
    """A password with its label.  ``submitted`` comes with Enter or Ctrl+Enter, ``forgotten`` when it was cleared for waiting."""

    submitted = Signal()
    forgotten = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(NO_SCAN, True)
        self.edit = _SecretEdit(self)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setMaxLength(256)
        self.edit.setAccessibleName(self.tr("Password"))
        label = PlainLabel(self.tr("Your password"), self, strong=True, wrap=False)
        label.setBuddy(self.edit)
        self.hint = PlainLabel("", self, size=TextSize.SMALL, role="warning")
        self.hint.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addWidget(label)
        layout.addWidget(self.edit)
        layout.addWidget(self.hint)
        self.setFocusProxy(self.edit)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FORGET_MS)
        self._timer.timeout.connect(self._forget)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.submitted.connect(self.submitted)

    def text(self) -> str:
        """Return what was typed."""
        return self.edit.text()

    def clear(self) -> None:
        """Forget what was typed."""
        self._timer.stop()
        self.edit.clear()
        self.hint.hide()

    def try_again(self) -> None:
        """Take the focus with everything selected, so that typing replaces it."""
        self.edit.selectAll()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.edit.text():
            self._timer.start()

    def set_waiting(self, milliseconds: int) -> None:
        """Forget after another time."""
        self._timer.setInterval(milliseconds)

    def _on_edited(self, text: str) -> None:
        self.hint.hide()
        if text:
            self._timer.start()
        else:
            self._timer.stop()

    def _forget(self) -> None:
        if self.edit.text():
            self.edit.clear()
            self.hint.setText(self.tr("The password was cleared because no key was pressed for a while. Type it again."))
            self.hint.show()
            self.forgotten.emit()


class _SecretEdit(QLineEdit):
    """Enter and Ctrl+Enter submit."""

    submitted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter, with or without Ctrl."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not event.isAutoRepeat():
                self.submitted.emit()
            event.accept()
            return
        super().keyPressEvent(event)
