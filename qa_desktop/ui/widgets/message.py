"""A sentence in the place where something happened, with the next step as a button."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import paint_panel
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, Tone
from qa_desktop.ui.widgets.buttons import ActionButton, IconButton
from qa_desktop.ui.widgets.icons import paint_icon
from qa_desktop.ui.widgets.text import PlainLabel


class MessageKind(StrEnum):
    """What sort of message it is; each has its icon and colour."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


_LOOKS = {
    MessageKind.INFO: (Tone.RECORDED, "info"),
    MessageKind.SUCCESS: (Tone.CONFORMS, "circle-check"),
    MessageKind.WARNING: (Tone.WARNING, "triangle-alert"),
    MessageKind.ERROR: (Tone.FAILS, "octagon-alert"),
}


def error_sentence(error: QaError) -> str:
    """Return the sentence of ``error`` in the language of the screen, with its gaps filled."""
    template = translated(error.template)
    return template.format_map(error.params) if error.params else template


def translated(template: str) -> str:
    """Return a sentence of the rooms below in the language of the screen, its gaps still open."""
    return QCoreApplication.translate("Errors", template)


def announce(widget: QWidget, sentence: str) -> None:
    """Have a screen reader say ``sentence``."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))


class InlineMessage(QWidget):
    """A sentence with an icon, an optional action and a way to put it away.  Hidden until something is shown."""

    action_requested = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None, *, dismissable: bool = True) -> None:
        super().__init__(parent)
        self._kind = MessageKind.INFO
        self._label = PlainLabel("", self)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.action = ActionButton("", self)
        self.action.clicked.connect(self._on_action)
        self._close = IconButton(self.tr("Put this message away"), "x", self)
        self._close.setVisible(dismissable)
        self._close.clicked.connect(self.dismiss)
        self._dismissable = dismissable
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_3 + 24 + SPACE_2, SPACE_2, SPACE_2, SPACE_2)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self._label, 1)
        layout.addWidget(self.action, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setMinimumHeight(48)
        self.hide()

    def kind(self) -> MessageKind:
        """Return the kind of the message that is shown."""
        return self._kind

    def text(self) -> str:
        """Return the sentence that is shown."""
        return self._label.text()

    def show_message(self, kind: MessageKind, sentence: str, *, action_text: str = "") -> None:
        """Show ``sentence`` and have it spoken; with ``action_text`` a button stands beside it."""
        self._kind = kind
        self._label.setText(sentence)
        self._label.set_role(_LOOKS[kind][0].value)
        self.action.setText(action_text)
        self.action.setVisible(bool(action_text))
        self.setAccessibleName(sentence)
        self.show()
        self.update()
        announce(self, sentence)

    def dismiss(self) -> None:
        """Put the message away."""
        if not self.isHidden():
            self.hide()
            self.dismissed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the panel and the icon."""
        theme, painter = current_theme(), QPainter(self)
        tone, icon = _LOOKS[self._kind]
        paint_panel(painter, QRectF(self.rect()), theme.soft(tone), theme.tone(tone), theme.frame)
        paint_icon(painter, QRectF(SPACE_3 - 2, 0, 24, self.height()), icon, theme.tone(tone))

    def _on_action(self) -> None:
        self.action_requested.emit()
