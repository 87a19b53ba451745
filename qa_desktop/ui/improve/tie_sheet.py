"""Tie a lesson or a procedure to an item of the checklists, so that it is shown there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qa_desktop.ui.improve.sheets import ImproveSheet
from qa_desktop.ui.widgets.text import PlainLabel


class TieSheet(ImproveSheet):
    """One line for the key of the item.  ``given`` carries it."""

    given = Signal(str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Show it at an item"), primary_text=host.tr("Tie to the item"), primary_icon="check")
        self.what = PlainLabel("", self.content, strong=True)
        words = self.tr("Whoever inspects the item finds it with K. The key stands in the template designer.")
        self.body.addWidget(self.what)
        self.body.addWidget(PlainLabel(words, self.content, role="text_muted"))
        self.key = self.add_line(self.tr("Key of the item"), limit=80)
        self.confirmed.connect(self._give)

    def ask(self, title: str) -> None:
        """Open for a lesson or a procedure."""
        self.what.setText(title)
        self.key.clear()
        self.set_busy(False)
        self.open_panel(self.key)

    def _give(self) -> None:
        if self.want(self.key, self.tr("Type the key of the item.")):
            self.set_busy(True)
            self.given.emit(self.key.text())
