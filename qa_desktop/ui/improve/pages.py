"""Several pages of one screen, changed by buttons or by Ctrl+Tab."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.buttons import ActionButton


class Pages(QWidget):
    """Pages with their buttons above; ``changed`` carries the number of the page in front."""

    changed = Signal(int)

    def __init__(self, pages: tuple[tuple[str, QWidget], ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._pages = QStackedWidget(self)
        self._group = QButtonGroup(self)
        self.buttons: list[ActionButton] = []
        self.row = QHBoxLayout()
        self.row.setSpacing(SPACE_2)
        for number, (words, page) in enumerate(pages):
            button = ActionButton(words, self)
            button.setCheckable(True)
            self._group.addButton(button, number)
            self._pages.addWidget(page)
            self.buttons.append(button)
            self.row.addWidget(button)
        self.row.addStretch(1)
        self.buttons[0].setChecked(True)
        self._group.idClicked.connect(self.show_page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(self.row)
        layout.addWidget(self._pages, 1)

    @property
    def number(self) -> int:
        """Which page is in front, from 0."""
        return self._pages.currentIndex()

    def turn(self) -> None:
        """Go to the next page, after the last one to the first."""
        self.show_page((self.number + 1) % len(self.buttons))

    def turn_back(self) -> None:
        """Go to the page before."""
        self.show_page((self.number - 1) % len(self.buttons))

    def show_page(self, number: int) -> None:
        """Bring a page to the front."""
        self.buttons[number].setChecked(True)
        self._pages.setCurrentIndex(number)
        self.changed.emit(number)
