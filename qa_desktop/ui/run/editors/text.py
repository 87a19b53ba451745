"""Free text and barcodes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.ui.run.editors.base import Editor
from qa_desktop.ui.run.state import PanelState
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.tokens import SPACE_2, TextSize
from qa_desktop.ui.widgets.icons import icon_pixmap
from qa_desktop.ui.widgets.text import PlainLabel

PAUSE_MS = 1000
"""Text is stored as typed after a pause of this length."""


class NoteEdit(QPlainTextEdit):
    """Several lines of text.  Enter hands over, Shift+Enter makes a line, Tab goes on to the next field."""

    accepted = Signal()
    left = Signal()

    def __init__(self, name: str, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._restyle()

    def sizeHint(self) -> QSize:
        """As tall as its lines."""
        return QSize(320, max(current_theme().target, self.fontMetrics().lineSpacing() * self._lines + 26))

    def minimumSizeHint(self) -> QSize:
        """As tall as its lines."""
        return QSize(160, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter hands over what was typed."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            if not event.isAutoRepeat():
                self.accepted.emit()
            event.accept()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the person went elsewhere."""
        super().focusOutEvent(event)
        self.left.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self._restyle()

    def _restyle(self) -> None:
        self.setFont(current_theme().font(TextSize.STRONG if self._lines > 2 else TextSize.BODY))
        self.updateGeometry()


class TextEditor(Editor):
    """A text that is stored after a pause, on leaving, and on Enter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = NoteEdit(self.tr("Text"), 4, self)
        self._hint = PlainLabel("", self, size=TextSize.SMALL, role="text_muted")
        self._hint.setText(self.tr("Enter: accept and go on.   Shift+Enter: new line.   It is saved while you type."))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.edit)
        layout.addWidget(self._hint)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)
        self._filling = False
        self.edit.textChanged.connect(self._on_changed)
        self.edit.accepted.connect(self._on_accepted)
        self.edit.left.connect(self._on_left)

    def render_panel(self, panel: PanelState) -> None:
        """Show the text; what is being typed is left alone."""
        shown = (panel.item.id, panel.answer.value)
        if self._shown is None or self._shown[0] != panel.item.id:
            self._pause.stop()
            self.edit.setAccessibleName(" ".join(panel.item.text.split()))
        wanted = panel.draft if panel.draft is not None else (panel.answer.value or "")
        if shown != self._shown and self.edit.toPlainText() != wanted:
            self._filling = True
            self.edit.setPlainText(wanted)
            self._filling = False
        self._shown = shown
        self.edit.setReadOnly(not panel.may_edit)
        self._hint.setVisible(panel.may_edit)

    def field(self) -> QWidget | None:
        """Return the text edit."""
        return self.edit

    def type_into(self, text: str) -> bool:
        """Add scanned text where the cursor is."""
        if self.edit.isReadOnly():
            return False
        self.edit.setFocus()
        self.edit.insertPlainText(text)
        return True

    def _on_changed(self) -> None:
        if not self._filling:
            self.typed.emit(self.edit.toPlainText())
            self._pause.start()

    def _on_pause(self) -> None:
        if self.edit.toPlainText().strip():
            self.kept.emit(self.edit.toPlainText())

    def _on_left(self) -> None:
        if self._pause.isActive():
            self._pause.stop()
            self._on_pause()

    def _on_accepted(self) -> None:
        self._pause.stop()
        self.given.emit(self.edit.toPlainText())


class LineEditor(Editor):
    """One large line; the base of fields that are scanned or parsed."""

    def __init__(self, icon: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = _LargeLine(self)
        self._icon = icon
        self._picture = PlainLabel("", self)
        self._hint = PlainLabel(hint, self, role="text_muted")
        self.row = QHBoxLayout()
        self.row.setSpacing(SPACE_2)
        self.row.addWidget(self._picture)
        self.row.addWidget(self.edit, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(self.row)
        layout.addWidget(self._hint)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.returnPressed.connect(self._on_return)
        self._draw_icon()

    def render_panel(self, panel: PanelState) -> None:
        """Show the value; what is being typed is left alone."""
        shown = (panel.item.id, panel.answer.value)
        if shown != self._shown:
            self.edit.setText(panel.draft if panel.draft is not None else self.as_typed(panel.answer.value or ""))
            self.edit.setAccessibleName(" ".join(panel.item.text.split()))
        self._shown = shown
        self.edit.setReadOnly(not panel.may_edit)

    def as_typed(self, value: str) -> str:
        """Return a stored value as a person would type it."""
        return value

    def field(self) -> QWidget | None:
        """Return the line edit."""
        return self.edit

    def type_into(self, text: str) -> bool:
        """Begin anew."""
        if self.edit.isReadOnly():
            return False
        self.edit.setFocus()
        self.edit.setText(text)
        self._on_edited(text)
        return True

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self._draw_icon()

    def _draw_icon(self) -> None:
        self._picture.setPixmap(icon_pixmap(self._icon, 28, current_theme().colour("text_muted"), self.devicePixelRatioF()))

    def _on_edited(self, text: str) -> None:
        self.typed.emit(text)

    def _on_return(self) -> None:
        self.given.emit(self.edit.text())


class _LargeLine(QLineEdit):
    """A line edit in title size, as tall as an answer."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextMargins(SPACE_2, 0, SPACE_2, 0)
        self._restyle()

    def sizeHint(self) -> QSize:
        """As tall as an answer."""
        return QSize(240, current_theme().answer_height)

    def minimumSizeHint(self) -> QSize:
        """As tall as an answer."""
        return QSize(160, current_theme().answer_height)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self._restyle()

    def _restyle(self) -> None:
        self.setFont(current_theme().font(TextSize.TITLE, strong=True, tabular=True))
        self.updateGeometry()


class BarcodeEditor(LineEditor):
    """A code, scanned or typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("scan-barcode", "", parent)
        self._hint.setText(self.tr("Scan the code, or type it and press Enter."))
        self.edit.setMaxLength(512)
