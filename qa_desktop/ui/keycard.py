"""The key card: every key of the present screen and of the window, on F1."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFormLayout, QWidget

from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.text import Heading, PlainLabel


class KeyCard(DialogPanel):
    """Lists the keys; any of Esc, Enter, F1 puts it away."""

    def __init__(self, host: QWidget, hints: Sequence[KeyHint]) -> None:
        super().__init__(host, host.tr("Keys"), primary_text=host.tr("Close"), secondary_text=host.tr("Close"))
        self.secondary.hide()
        self.confirmed.connect(self.close_panel)
        self._add(self.tr("On this screen"), hints)
        self._add(
            self.tr("Everywhere"),
            (
                KeyHint("Ctrl+1 … 9", self.tr("Go to a place")),
                KeyHint("F6", self.tr("Next pane")),
                KeyHint("F11", self.tr("Full screen")),
                KeyHint("F12", self.tr("Lock, switch person")),
                KeyHint("Esc", self.tr("Close what is on top")),
            ),
        )

    def _add(self, title: str, hints: Sequence[KeyHint]) -> None:
        if not hints:
            return
        self.body.addWidget(Heading(title, self.content, level=2))
        form = QFormLayout()
        form.setHorizontalSpacing(SPACE_2 * 4)
        for hint in hints:
            form.addRow(PlainLabel(hint.key, self.content, strong=True, wrap=False), PlainLabel(hint.words, self.content))
        self.body.addLayout(form)
