"""Two pages of one screen, changed by two buttons or by Ctrl+Tab."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.buttons import ActionButton


class Tabs(QWidget):
    """The lots and their series."""

    changed = Signal()

    def __init__(self, lots: tuple[str, QWidget], series: tuple[str, QWidget], parent: QWidget) -> None:
        super().__init__(parent)
        self._pages = QStackedWidget(self)
        self._group = QButtonGroup(self)
        self.buttons: list[ActionButton] = []
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        for number, (words, page) in enumerate((lots, series)):
            button = ActionButton(words, self)
            button.setCheckable(True)
            self._group.addButton(button, number)
            self._pages.addWidget(page)
            self.buttons.append(button)
            row.addWidget(button)
        row.addStretch(1)
        self.buttons[0].setChecked(True)
        self._group.idClicked.connect(self._show)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(row)
        layout.addWidget(self._pages, 1)

    @property
    def on_series(self) -> bool:
        """Whether the series are in front."""
        return self._pages.currentIndex() == 1

    def turn(self) -> None:
        """Go to the other page."""
        self._show(0 if self.on_series else 1)

    def show_lots(self) -> None:
        """Bring the lots to the front."""
        if self.on_series:
            self._show(0)

    def _show(self, number: int) -> None:
        self.buttons[number].setChecked(True)
        self._pages.setCurrentIndex(number)
        self.changed.emit()
