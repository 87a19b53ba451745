"""Fields with their words above them, as every form of the program shows them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.tokens import SPACE_1, TextSize
from qa_desktop.ui.widgets.buttons import IconButton
from qa_desktop.ui.widgets.pin_pad import NO_SCAN
from qa_desktop.ui.widgets.text import PlainLabel


class Field(QWidget):
    """Words, a control below them, and a hint below that.  The words are the control's name for a screen reader."""

    def __init__(self, words: str, control: QWidget, parent: QWidget | None = None, *, hint: str = "") -> None:
        super().__init__(parent)
        self.control = control
        self.label = PlainLabel(words, self, strong=True)
        self.label.setBuddy(control)
        self._hint = PlainLabel(hint, self, size=TextSize.SMALL, role="text_muted")
        self._hint.setVisible(bool(hint))
        control.setAccessibleName(words)
        control.setAccessibleDescription(hint)
        self.setFocusProxy(control)
        self.row = QHBoxLayout()
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(SPACE_1)
        self.row.addWidget(control, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addWidget(self.label)
        layout.addLayout(self.row)
        layout.addWidget(self._hint)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._restyle()

    def set_hint(self, hint: str) -> None:
        """Show another hint."""
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.control.setAccessibleDescription(hint)

    def set_words(self, words: str) -> None:
        """Show other words."""
        self.label.setText(words)
        self.control.setAccessibleName(words)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self._restyle()

    def _restyle(self) -> None:
        self.control.setMinimumHeight(current_theme().target)


class TextField(Field):
    """One line of text.  ``edited`` carries what the person typed."""

    edited = Signal(str)
    entered = Signal()

    def __init__(
        self, words: str, parent: QWidget | None = None, *, hint: str = "", placeholder: str = "", limit: int = 500
    ) -> None:
        self.line = QLineEdit()
        super().__init__(words, self.line, parent, hint=hint)
        self.line.setMaxLength(limit)
        self.line.setPlaceholderText(placeholder)
        self.line.textEdited.connect(self.edited)
        self.line.returnPressed.connect(self.entered)
        self._next: QWidget | None = None

    def lead_to(self, following: QWidget) -> None:
        """Have Enter go on to another field instead of confirming the sheet around it."""
        self._next = following

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter, which the line lets through, when it leads to another field."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and self._next is not None and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._next.setFocus(Qt.FocusReason.TabFocusReason)
            event.accept()
            return
        super().keyPressEvent(event)

    def text(self) -> str:
        """Return what stands in the field."""
        return self.line.text()

    def set_text(self, text: str) -> None:
        """Show ``text``; the caret stays where it is when nothing changes."""
        if self.line.text() != text:
            self.line.setText(text)


class PasswordField(TextField):
    """A password, hidden unless the eye is pressed; scans never land here."""

    def __init__(self, words: str, parent: QWidget | None = None, *, hint: str = "") -> None:
        super().__init__(words, parent, hint=hint, limit=256)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.setProperty(NO_SCAN, True)
        self.line.setProperty(NO_SCAN, True)
        self.eye = IconButton(self.tr("Show what is typed"), "eye", self)
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self._show)
        self.row.addWidget(self.eye)

    def clear(self) -> None:
        """Forget what was typed, and hide what comes next."""
        self.line.clear()
        self.eye.setChecked(False)

    def _show(self, shown: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
