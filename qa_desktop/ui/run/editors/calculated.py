"""Calculated values: shown, never typed."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desktop.domain.item_types import item_type
from qa_desktop.ui.run.editors.base import Editor
from qa_desktop.ui.run.state import PanelState
from qa_desktop.ui.theme.tokens import SPACE_2, TextSize
from qa_desktop.ui.widgets.text import PlainLabel
from qa_desktop.ui.widgets.tolerance_bar import ToleranceBar


class CalculatedEditor(Editor):
    """The value that follows from other answers, large, and where it lies between the limits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.value = PlainLabel("", self, size=TextSize.DISPLAY)
        self.bar = ToleranceBar(self)
        self._words = PlainLabel("", self, role="text_muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        for widget in (self.value, self.bar, self._words):
            layout.addWidget(widget)

    def render_panel(self, panel: PanelState) -> None:
        """Show the value, or that answers are still missing for it."""
        item, value = panel.item, panel.answer.value
        self.value.setText("\u2013" if value is None else item_type(item.kind).display(item, value))
        self.bar.set_criteria(item.limits, item.unit)
        self.bar.setVisible(not item.limits.is_open)
        self._words.setText(
            self.tr("Calculated from other answers; some of them are still open.")
            if value is None
            else self.tr("Calculated from other answers. Space goes on.")
        )
