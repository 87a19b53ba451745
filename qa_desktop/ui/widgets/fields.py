"""Fields with their words: a label above, the field, and a hint or a problem below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.tokens import SPACE_1, TextSize
from qa_desktop.ui.widgets.message import announce
from qa_desktop.ui.widgets.text import PlainLabel


class LabelledField(QWidget):
    """A field with its label above and room for a hint or a problem below.

    The label names the field for screen readers, too.  A hidden field hides all of it: show and hide this widget.  A line that
    takes no more says so: what was pasted never loses its end unseen.
    """

    def __init__(self, label: str, field: QWidget, parent: QWidget | None = None, *, hint: str = "") -> None:
        super().__init__(parent)
        self.field = field
        self._hint = hint
        self._label = PlainLabel(label, self, size=TextSize.SMALL, strong=True, wrap=False)
        self._label.setBuddy(field)
        field.setAccessibleName(label)
        self._below = PlainLabel("", self, size=TextSize.SMALL, role="text_muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addWidget(self._label)
        layout.addWidget(field)
        layout.addWidget(self._below)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.set_hint(hint)
        self._is_full = False
        if isinstance(field, QLineEdit):
            field.inputRejected.connect(self._on_rejected)
            field.textChanged.connect(self._on_changed)

    def set_label(self, label: str) -> None:
        """Show another label."""
        self._label.setText(label)
        self.field.setAccessibleName(label)

    def set_hint(self, hint: str) -> None:
        """Show another hint, and no problem."""
        self._hint = hint
        self._show(hint, "text_muted")

    def set_problem(self, sentence: str) -> None:
        """Show what is wrong in the place of the hint; an empty sentence brings the hint back."""
        if sentence:
            self._show(sentence, "fails")
            announce(self.field, sentence)
        else:
            self._show(self._hint, "text_muted")

    def problem(self) -> str:
        """Return the problem that is shown."""
        return self._below.text() if self._below.text() != self._hint else ""

    def _on_rejected(self) -> None:
        line = self.field
        if isinstance(line, QLineEdit) and len(line.text()) >= line.maxLength():
            self._is_full = True
            words = self.tr("No more than {n} characters fit here; the rest was left out.")
            self.set_problem(words.format(n=line.maxLength()))

    def _on_changed(self, text: str) -> None:
        line = self.field
        if self._is_full and isinstance(line, QLineEdit) and len(text) < line.maxLength():
            self._is_full = False
            self.set_problem("")

    def _show(self, sentence: str, role: str) -> None:
        self._below.setText(sentence)
        self._below.set_role(role)
        self._below.setVisible(bool(sentence))
        self.field.setAccessibleDescription(sentence)


class PasswordField(QLineEdit):
    """A line for a password.  The scan filter leaves it alone, and what stands in it cannot be copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhNoPredictiveText)
        self.setMaxLength(256)

    def take(self) -> str:
        """Return what was typed and forget it."""
        text = self.text()
        self.clear()
        return text


class ChoiceBox(QComboBox):
    """A drop-down list that neither grows with its longest entry nor changes when the wheel passes over it."""

    def __init__(self, parent: QWidget | None = None, *, name: str = "") -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setAccessibleName(name)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class NoteField(QPlainTextEdit):
    """Several lines of plain text.  Tab leaves the field; pasted text loses its markup."""

    def __init__(self, parent: QWidget | None = None, *, lines: int = 3, name: str = "") -> None:
        super().__init__(parent)
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.document().setDocumentMargin(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._restyle()

    def sizeHint(self) -> QSize:
        """As many lines as were asked for."""
        return QSize(320, self._height())

    def minimumSizeHint(self) -> QSize:
        """As many lines as were asked for."""
        return QSize(160, self._height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Ctrl+Enter to the screen, which submits or signs by it."""
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self._restyle()

    def _restyle(self) -> None:
        self.setFont(current_theme().font())
        self.updateGeometry()

    def _height(self) -> int:
        line = QFontMetrics(current_theme().font()).lineSpacing()
        return max(current_theme().target, line * self._lines + 22)
