"""What a list shows when there is nothing in it: why, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.ui.theme.current import current_theme, is_restyle
from qa_desktop.ui.theme.paint import paint_panel
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, SPACE_5, TextSize
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.icons import paint_icon
from qa_desktop.ui.widgets.text import PlainLabel


class EmptyState(QWidget):
    """An icon, a title, a sentence and, when there is something to do, a button."""

    action_requested = Signal()

    def __init__(
        self,
        title: str = "",
        sentence: str = "",
        parent: QWidget | None = None,
        *,
        icon: str = "inbox",
        action_text: str = "",
        action_icon: str = "",
    ) -> None:
        super().__init__(parent)
        self._picture = _Picture(icon, self)
        self._title = PlainLabel(title, self, size=TextSize.STRONG, strong=True)
        self._sentence = PlainLabel(sentence, self, role="text_muted")
        self._sentence.setMaximumWidth(520)
        self.action = ActionButton(action_text, self, icon=action_icon, variant=Variant.PRIMARY)
        self.action.setVisible(bool(action_text))
        self.action.clicked.connect(self._on_clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_5, SPACE_5, SPACE_5, SPACE_5)
        layout.setSpacing(SPACE_2)
        layout.addStretch(1)
        layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(SPACE_2)
        for label in (self._title, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        layout.addWidget(self._title)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._sentence, 1000)  # as wide as there is room, up to its maximum
        row.addStretch(1)
        layout.addLayout(row)
        layout.addSpacing(SPACE_3)
        layout.addWidget(self.action, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        self.setAccessibleName(title)

    def set_content(self, title: str, sentence: str, *, icon: str = "inbox", action_text: str = "") -> None:
        """Show other words."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._picture.set_icon(icon)
        self.action.setText(action_text)
        self.action.setVisible(bool(action_text))
        self.setAccessibleName(title)

    def _on_clicked(self) -> None:
        self.action_requested.emit()


class _Picture(QWidget):
    """A large icon on a soft disc."""

    def __init__(self, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setFixedSize(QSize(72, 72))

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if is_restyle(event):
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw disc and icon."""
        theme, painter = current_theme(), QPainter(self)
        border = theme.colour("border") if theme.is_high_contrast else None
        paint_panel(painter, QRectF(self.rect()), theme.colour("surface_sunken"), border, theme.frame, 36)
        paint_icon(painter, QRectF(self.rect()).adjusted(20, 20, -20, -20), self._icon, theme.colour("text_muted"))
