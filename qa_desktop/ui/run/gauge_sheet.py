"""Asks which gauge is used for a characteristic.  For the run and for the grid."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from qa_desktop.domain.answers import LONGEST_GAUGE
from qa_desktop.ui.run.flow import FlowRow
from qa_desktop.ui.run.gauges import GAUGED
from qa_desktop.ui.run.state import PanelState
from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.text import PlainLabel

_MOST = 6


def show_gauge(button: ActionButton, panel: PanelState) -> None:
    """Show on a button which gauge the reading comes from, or will come from; hidden where no gauge is used."""
    gauge = panel.answer.gauge if panel.answer.is_given else panel.gauge
    button.setVisible(panel.item.kind in GAUGED and panel.item.asked and (panel.may_edit or bool(gauge)))
    button.setEnabled(panel.may_edit)
    words = button.tr("Gauge {number}").format(number=gauge) if gauge else button.tr("Gauge …")
    if button.text() != words:
        button.setText(words)


class GaugeSheet(DialogPanel):
    """One line to scan or type into, and the gauges that were named before.  ``named`` carries the name, empty for none."""

    named = Signal(str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Which gauge is it?"), primary_text=host.tr("Use this gauge"), primary_icon="check")
        self.what = PlainLabel("", self.content, strong=True)
        words = self.tr("Scan or type its number. It is recorded with each reading of this characteristic from now on.")
        self.line = QLineEdit(self.content)
        self.line.setAccessibleName(self.tr("Number of the gauge"))
        self.line.setMaxLength(LONGEST_GAUGE)
        self.before = FlowRow(self.content, spacing=SPACE_2)
        self.buttons: list[ActionButton] = []
        for part in (self.what, PlainLabel(words, self.content, role="text_muted"), self.line, self.before):
            self.body.addWidget(part)
        self.confirmed.connect(self._on_confirmed)

    def ask(self, characteristic: str, gauge: str, known: Sequence[str]) -> None:
        """Open with the gauge that is in use, selected."""
        self.what.setText(" ".join(characteristic.split()))
        self.line.setText(gauge)
        self.line.selectAll()
        others = [name for name in known if name != gauge][:_MOST]
        while len(self.buttons) < len(others):
            button = ActionButton("", self.before)
            button.clicked.connect(self._on_known)
            self.before.add(button)
            self.buttons.append(button)
        for place, button in enumerate(self.buttons):
            button.setVisible(place < len(others))
            if place < len(others):
                button.setText(others[place])
        self.before.setVisible(bool(others))
        self.open_panel(self.line)

    def _take(self, gauge: str) -> None:
        self.close_panel()
        self.named.emit(gauge)

    def _on_known(self) -> None:
        button = self.sender()
        if isinstance(button, ActionButton):
            self._take(button.text())

    def _on_confirmed(self) -> None:
        self._take(self.line.text())
