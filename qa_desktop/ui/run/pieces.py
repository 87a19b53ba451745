"""The entry of the list that stands for all pieces."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from qa_desktop.ui.run.state import PiecesState
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.widgets.buttons import ActionButton, Variant


class PiecesButton(ActionButton):
    """Says how far the readings of pieces have come, and opens the grid."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent, icon="layers", shortcut_hint="F4")
        self.hide()

    def sizeHint(self) -> QSize:
        """As tall as an answer: it stands for many lines."""
        return QSize(super().sizeHint().width(), current_theme().target)

    def render_state(self, pieces: PiecesState) -> None:
        """Show the counts; hidden where nothing is asked of pieces."""
        now = pieces.progress
        words = self.tr("Pieces: {done} of {needed} readings").format(done=now.answered, needed=now.answered + pieces.waiting)
        if words != self.text():
            self.setText(words)
            self.setAccessibleName(self.tr("{words}. Open the grid").format(words=words))
        self.set_variant(Variant.PRIMARY if pieces.gaps else Variant.QUIET)
        self.setVisible(pieces.is_there)
