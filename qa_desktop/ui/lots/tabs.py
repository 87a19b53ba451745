"""The pages of one screen, changed by buttons or by Ctrl+Tab."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.buttons import ActionButton


class Tabs(QWidget):
    """The lots, their series, and permits."""

    changed = Signal()

    def __init__(self, pages: tuple[tuple[str, QWidget], ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._pages = QStackedWidget(self)
        self._group = QButtonGroup(self)
        self.buttons: list[ActionButton] = []
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        for number, (words, page) in enumerate(pages):
            button = ActionButton(words, self)
            button.setCheckable(True)
            self._group.addButton(button, number)
            self._pages.addWidget(page)
            self.buttons.append(button)
            row.addWidget(button)
        row.addStretch(1)
        self.buttons[0].setChecked(True)
        self._group.idClicked.connect(self.show_page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(row)
        layout.addWidget(self._pages, 1)

    @property
    def page(self) -> int:
        """Which page is in front; 0 is the first."""
        return self._pages.currentIndex()

    @property
    def on_series(self) -> bool:
        """Whether the series are in front."""
        return self.page == 1

    @property
    def words_of_next(self) -> str:
        """The words of the page that Ctrl+Tab goes to."""
        return self.buttons[(self.page + 1) % len(self.buttons)].text()

    def turn(self) -> None:
        """Go to the next page, after the last one to the first."""
        self.show_page((self.page + 1) % len(self.buttons))

    def show_lots(self) -> None:
        """Bring the lots to the front."""
        if self.page:
            self.show_page(0)

    def show_page(self, number: int) -> None:
        """Bring a page to the front."""
        self.buttons[number].setChecked(True)
        self._pages.setCurrentIndex(number)
        self.changed.emit()
