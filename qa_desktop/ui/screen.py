"""What the window expects of a screen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qa_desktop.ui.context import Context
from qa_desktop.ui.widgets.keyhints import KeyHint


class Screen(QWidget):
    """One place.  Made on the first visit of a session, kept until the person leaves."""

    hints_changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context

    def enter(self, **what: object) -> None:
        """Come to the front: load what is shown.  Called at every visit."""

    def leave(self) -> None:
        """Go to the back: put nothing at risk, everything given is stored already."""

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that matter now."""
        return ()

    def scanned(self, code: str) -> bool:
        """Take a scan; return ``False`` to let the window route it."""
        return False

    def unsaved(self) -> tuple[str, ...]:
        """Return what was given and could not be stored yet, in words; such a screen is kept until it is stored."""
        return ()

    def first_focus(self) -> QWidget | None:
        """Return the widget that gets the keyboard when the screen comes to the front."""
        return None
