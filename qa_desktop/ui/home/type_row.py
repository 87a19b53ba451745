"""What an inspection is for: six large buttons, each with its key."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from qa_desktop.domain.inspection import InspectionType
from qa_desktop.ui.home.plan_words import type_name
from qa_desktop.ui.theme.tokens import SPACE_1
from qa_desktop.ui.widgets.buttons import ActionButton

_COLUMNS = 3


class TypeRow(QWidget):
    """``chosen`` carries the type.  Alt and a digit choose from any field; the digit alone where a button has the keyboard."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[InspectionType, ActionButton] = {}
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        for place, kind in enumerate(InspectionType):
            button = ActionButton(type_name(kind), self, shortcut_hint=f"Alt+{place + 1}")
            button.setCheckable(True)
            button.clicked.connect(self._on_clicked)
            self.buttons[kind] = button
            layout.addWidget(button, place // _COLUMNS, place % _COLUMNS)
            layout.setColumnStretch(place % _COLUMNS, 1)

    def set_type(self, kind: InspectionType | None) -> None:
        """Show which one is chosen, by a tick as well."""
        for one, button in self.buttons.items():
            button.setChecked(one is kind)
            button.set_icon("check" if one is kind else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a digit."""
        kind = type_of_key(event)
        if kind is None:
            super().keyPressEvent(event)
        else:
            self.chosen.emit(kind)

    def _on_clicked(self) -> None:
        button = self.sender()
        self.chosen.emit(next(kind for kind, one in self.buttons.items() if one is button))


def type_of_key(event: QKeyEvent) -> InspectionType | None:
    """Return the type behind a digit key."""
    place = event.key() - Qt.Key.Key_1
    kinds = tuple(InspectionType)
    return kinds[place] if 0 <= place < len(kinds) else None
