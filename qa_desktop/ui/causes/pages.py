"""Pages of one screen, changed by buttons or by Ctrl+Tab."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.buttons import ActionButton


class Pages(QWidget):
    """Buttons in a row, one page below; ``changed`` carries the number of the page in front."""

    changed = Signal(int)

    def __init__(self, pages: tuple[tuple[str, QWidget], ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._stack = QStackedWidget(self)
        self._group = QButtonGroup(self)
        self.buttons: list[ActionButton] = []
        self.head = QHBoxLayout()
        self.head.setSpacing(SPACE_2)
        for number, (words, page) in enumerate(pages):
            button = ActionButton(words, self)
            button.setCheckable(True)
            self._group.addButton(button, number)
            self._stack.addWidget(page)
            self.buttons.append(button)
            self.head.addWidget(button)
        self.head.addStretch(1)
        self.buttons[0].setChecked(True)
        self._group.idClicked.connect(self.show_page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(self.head)
        layout.addWidget(self._stack, 1)

    @property
    def current(self) -> int:
        """The number of the page in front."""
        return self._stack.currentIndex()

    def turn(self, by: int) -> None:
        """Go on by some pages, around the end."""
        self.show_page((self.current + by) % len(self.buttons))

    def show_page(self, number: int) -> None:
        """Bring a page to the front."""
        self.buttons[number].setChecked(True)
        self._stack.setCurrentIndex(number)
        self.changed.emit(number)
