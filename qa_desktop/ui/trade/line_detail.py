"""One order line: its promise and window, what was delivered, and what endangers it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.ui.theme.current import is_restyle
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.trade.view_model import ShownLine, TradeState
from qa_desktop.ui.trade.words import TONES, TradeWords
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.text import Heading, PlainLabel

if TYPE_CHECKING:
    from qa_desktop.storage.queries.order_lines import DeliveryRow


class LineDetailPane(QStackedWidget):
    """Draws the chosen line and hands every wish on."""

    deliver_wanted = Signal()
    cancel_wanted = Signal()
    take_back_wanted = Signal(object)
    lot_wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = TradeWords(self)
        self._rows: list[QWidget] = []
        self.nothing = EmptyState("", "", self, icon="send")
        self.nothing.set_content(self.tr("No order line is open"), self.tr("Choose one in the list."), icon="send")
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(self.tr("Open order line"))
        page = QWidget()
        self.area.setWidget(page)
        self.addWidget(self.nothing)
        self.addWidget(self.area)
        self.title = Heading("", page, level=1)
        self.chip = StatusChip(parent=page)
        self.about = PlainLabel("", page)
        self.window_words = PlainLabel("", page, role="text_muted")
        self.deliver = ActionButton(self.tr("Delivered …"), page, icon="check", shortcut_hint="Ctrl+D", variant=Variant.PRIMARY)
        self.cancel = ActionButton(self.tr("Cancel the line …"), page, icon="x")
        self.deliver.clicked.connect(self.deliver_wanted)
        self.cancel.clicked.connect(self.cancel_wanted)
        self.dangers = Card(self.tr("What endangers the promise"), page)
        self.deliveries = Card(self.tr("Deliveries"), page)
        head, acts = QHBoxLayout(), QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._acts = acts
        for row, widgets in ((head, (self.title, self.chip)), (acts, (self.deliver, self.cancel))):
            row.setSpacing(SPACE_2)
            for widget in widgets:
                row.addWidget(widget)
            row.addStretch(1)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, SPACE_2, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(head)
        layout.addWidget(self.about)
        layout.addWidget(self.window_words)
        layout.addLayout(acts)
        layout.addSpacing(SPACE_3 - SPACE_2)
        layout.addWidget(self.dangers)
        layout.addWidget(self.deliveries)
        layout.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below each other where they do not fit beside each other."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme: greater letters need more room."""
        super().changeEvent(event)
        if is_restyle(event):
            self._arrange()

    def _arrange(self) -> None:
        needed = self.deliver.sizeHint().width() + self.cancel.sizeHint().width() + 2 * SPACE_2
        room = self.width() - self.area.verticalScrollBar().sizeHint().width() - SPACE_2
        fits = needed <= room
        self._acts.setDirection(QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom)

    def show_state(self, state: TradeState) -> None:
        """Draw the state."""
        detail = state.detail
        if detail is None or detail.row.id != state.chosen:
            self.setCurrentWidget(self.nothing)
            return
        self.setCurrentWidget(self.area)
        row, line = detail.row, ShownLine(detail.row, state.today, state.dangers)
        self.title.setText(row.label)
        self.chip.set_state(self._words.standing(line), TONES[line.standing])
        part = " ".join(word for word in (row.part_number, row.part_revision, row.part_name) if word)
        delivered = self.tr("{n} delivered").format(n=self._words.delivered(row))
        self.about.setText(f"{row.company} · {part} · {delivered}")
        self.window_words.setText(
            self.tr("Cancelled: {reason}").format(reason=row.cancelled_reason) if row.is_cancelled else self._words.window(row)
        )
        may = state.may_manage and not row.is_cancelled
        self.deliver.setVisible(may)
        self.cancel.setVisible(may and row.fulfilled_on is None)
        for button in (self.deliver, self.cancel):
            button.setEnabled(not state.busy)
        self._fill(state, may=may)

    def _fill(self, state: TradeState, *, may: bool) -> None:
        for widget in self._rows:
            widget.hide()
            widget.deleteLater()
        self._rows = []
        self.dangers.setVisible(bool(state.dangers))
        for one in state.dangers:
            button = ActionButton(self.tr("To the lot"), self.dangers)
            button.clicked.connect(partial(self.lot_wanted.emit, one.lot_id))
            words = self.tr("Lot {lot} waits or is on hold.").format(lot=one.lot)
            self._add(self.dangers, PlainLabel(words, self.dangers, strong=True), button)
        entries = () if state.detail is None else state.detail.deliveries
        for entry in entries:
            unit = "" if state.detail is None else state.detail.row.unit
            self._add_delivery(entry, unit, may=may and not state.busy)
        if not entries:
            self._add(self.deliveries, PlainLabel(self.tr("Nothing was delivered yet."), self.deliveries, role="text_muted"))

    def _add_delivery(self, entry: DeliveryRow, unit: str, *, may: bool) -> None:
        ended = bool(entry.takes_back) or entry.taken_back
        label = PlainLabel(self._words.delivery(entry, unit), self.deliveries, role="text_muted" if ended else "text")
        button = None
        if may and not ended:
            button = ActionButton(self.tr("Take back …"), self.deliveries)
            button.clicked.connect(partial(self.take_back_wanted.emit, entry))
        self._add(self.deliveries, label, button)

    def _add(self, card: Card, left: QWidget, right: QWidget | None = None) -> None:
        row = QWidget(card)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(left, 1)
        if right is not None:
            layout.addWidget(right)
        card.body.addWidget(row)
        self._rows.append(row)
