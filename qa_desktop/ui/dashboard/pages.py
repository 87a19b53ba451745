"""Pages of one screen behind a row of buttons; Ctrl+Tab goes to the next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.buttons import ActionButton


class Pages(QWidget):
    """One page in front.  ``changed`` says that another one came there."""

    changed = Signal()

    def __init__(self, pages: Sequence[tuple[str, QWidget]], parent: QWidget) -> None:
        super().__init__(parent)
        self._stack = QStackedWidget(self)
        self._group = QButtonGroup(self)
        self.buttons: list[ActionButton] = []
        self.row = QHBoxLayout()
        self.row.setSpacing(SPACE_2)
        for number, (words, page) in enumerate(pages):
            button = ActionButton(words, self)
            button.setCheckable(True)
            self._group.addButton(button, number)
            self._stack.addWidget(page)
            self.buttons.append(button)
            self.row.addWidget(button)
        self.row.addStretch(1)
        self.buttons[0].setChecked(True)
        self._group.idClicked.connect(self.show_page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(self.row)
        layout.addWidget(self._stack, 1)

    @property
    def page(self) -> QWidget | None:
        """The page in front."""
        return self._stack.currentWidget()

    def turn(self, step: int = 1) -> None:
        """Go to the next page, or back with ``-1``."""
        self.show_page((self._stack.currentIndex() + step) % self._stack.count())

    def show_page(self, number: int) -> None:
        """Bring a page to the front."""
        self.buttons[number].setChecked(True)
        self._stack.setCurrentIndex(number)
        self.changed.emit()
