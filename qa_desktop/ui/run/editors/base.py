"""What every editor of an item offers to the panel."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qa_desktop.ui.run.state import PanelState


class Editor(QWidget):
    """Draws one item.  ``given`` carries an answer that was confirmed, ``kept`` one that is stored without going on.

    ``typed`` carries what is not confirmed yet; all of them come only from a person, a scanner or a gauge.
    """

    given = Signal(str)
    kept = Signal(str)
    typed = Signal(str)
    na_requested = Signal()
    photo_requested = Signal()
    last_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[str, str | None] | None = None

    def render_panel(self, panel: PanelState) -> None:
        """Draw an item; the only place that writes into the widgets."""

    def show_again(self, panel: PanelState) -> None:
        """Draw an item anew: a field that was cleared and left shows what is stored."""
        self._shown = None
        self.render_panel(panel)

    def field(self) -> QWidget | None:
        """Return the widget that text is typed into, if there is one."""
        return None

    def press(self, digit: int) -> bool:
        """Take a digit key; return whether it means something here."""
        return False

    def enter(self) -> bool:
        """Take Enter while no text field has it; return whether it means something here."""
        return False

    def type_into(self, text: str) -> bool:
        """Begin to type ``text`` in place of what stands there; return whether there is a field for it."""
        return False

    def ask(self) -> bool:
        """Ask the device or the clock for the value (F8); return whether there is one."""
        return False
