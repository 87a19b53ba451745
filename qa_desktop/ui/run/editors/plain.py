"""Photos and instructions: one large button each."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desktop.ui.run.editors.base import Editor
from qa_desktop.ui.run.state import PanelState
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.buttons import ActionButton, AnswerButton, Variant
from qa_desktop.ui.widgets.text import PlainLabel


class PhotoEditor(Editor):
    """Says how photos come in; the photos themselves lie in the strip below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.add = ActionButton(self.tr("Add photo"), self, icon="camera", shortcut_hint="P")
        self.add.clicked.connect(self.photo_requested)
        self._has_photo = False
        self._words = PlainLabel("", self, role="text_muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.add)
        layout.addWidget(self._words)

    def render_panel(self, panel: PanelState) -> None:
        """Show whether there is a photo."""
        self._has_photo = panel.answer.photos > 0
        self.add.setMinimumHeight(current_theme().answer_height)
        self.add.set_variant(Variant.QUIET if self._has_photo else Variant.PRIMARY)
        self.add.setVisible(panel.may_edit)
        self.add.setText(self.tr("Add photo") if not panel.answer.photos else self.tr("Add another photo"))
        self._words.setText(self.tr("Choose a file, drop it here, or paste it with Ctrl+V. Enter goes on."))
        self._words.setVisible(panel.may_edit)

    def enter(self) -> bool:
        """Ask for the first photo."""
        if not self.add.isHidden() and not self._has_photo:
            self.photo_requested.emit()
            return True
        return False


class InstructionEditor(Editor):
    """Something to read; confirmed when the template asks for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.read = AnswerButton(self.tr("I have read this"), self, key_hint="1")
        self.read.clicked.connect(self._on_read)
        self._words = PlainLabel("", self, role="text_muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.read)
        layout.addWidget(self._words)
        self._panel: PanelState | None = None

    def render_panel(self, panel: PanelState) -> None:
        """Show whether it was confirmed."""
        self._panel = panel
        self.read.setVisible(panel.item.required)
        self.read.setChecked(panel.answer.value is not None)
        self._words.setText(self.tr("For your information; no answer is needed. Space goes on."))
        self._words.setVisible(not panel.item.required)

    def press(self, digit: int) -> bool:
        """Confirm with 1."""
        if digit != 1 or self.read.isHidden():
            return False
        self.read.click()
        return True

    def _on_read(self) -> None:
        if self._panel is not None:
            self.render_panel(self._panel)
        self.given.emit("read")
