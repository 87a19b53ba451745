"""The left side of the run: the list of items, the switch between what came back and all, and the way to the pieces."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desktop.ui.run.state import RunState
from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.buttons import ActionButton


class ReturnedSwitch(ActionButton):
    """Shows only the lines that came back, or all of them; hidden where every line may change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent, icon="filter", shortcut_hint="T")
        self.hide()

    def render_state(self, state: RunState) -> None:
        """Say what pressing it shows."""
        self.setVisible(state.only_returned is not None)
        self.setText(self.tr("Show all lines") if state.only_returned else self.tr("Show returned lines only"))


def column(*parts: QWidget) -> QVBoxLayout:
    """Return the parts below each other; the first takes the room."""
    layout = QVBoxLayout()
    layout.setSpacing(SPACE_2)
    for place, part in enumerate(parts):
        layout.addWidget(part, 0 if place else 1)
    return layout
