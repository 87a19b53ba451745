"""The house's fields with what the forms of log-in and set-up need beside them: a button, an eye, and Enter that leads on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from qa_desktop.ui.theme.tokens import SPACE_1
from qa_desktop.ui.widgets.buttons import IconButton
from qa_desktop.ui.widgets.fields import LabelledField
from qa_desktop.ui.widgets.fields import PasswordField as HousePasswordField
from qa_desktop.ui.widgets.pin_pad import NO_SCAN


class Field(LabelledField):
    """The house's field with room for a button beside it."""

    def __init__(self, words: str, control: QWidget, parent: QWidget | None = None, *, hint: str = "") -> None:
        super().__init__(words, control, parent, hint=hint)
        self.setFocusProxy(control)
        self.row = QHBoxLayout()
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(SPACE_1)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            place = layout.indexOf(control)
            layout.removeWidget(control)
            self.row.addWidget(control, 1)
            layout.insertLayout(place, self.row)


class TextField(Field):
    """One line of text.  ``edited`` carries what the person typed."""

    edited = Signal(str)
    entered = Signal()

    def __init__(
        self, words: str, parent: QWidget | None = None, *, hint: str = "", placeholder: str = "", limit: int = 500
    ) -> None:
        self.line = self._make_line()
        super().__init__(words, self.line, parent, hint=hint)
        self.line.setMaxLength(limit)
        self.line.setPlaceholderText(placeholder)
        self.line.textEdited.connect(self.edited)
        self.line.returnPressed.connect(self.entered)
        self._next: QWidget | None = None

    def _make_line(self) -> QLineEdit:
        return QLineEdit()

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
        self.setProperty(NO_SCAN, True)
        self.line.setProperty(NO_SCAN, True)
        self.eye = IconButton(self.tr("Show what is typed"), "eye", self)
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self._reveal)
        self.row.addWidget(self.eye)

    def _make_line(self) -> QLineEdit:
        return HousePasswordField()

    def clear(self) -> None:
        """Forget what was typed, and hide what comes next."""
        self.line.clear()
        self.eye.setChecked(False)

    def _reveal(self, shown: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
