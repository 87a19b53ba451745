"""One lot: where it lies, what blocks its release, its inspections with their plans, and the decisions on it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.domain.lot import Balance, LotSource, releasable
from qa_desktop.domain.units import measure_text
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.lots.balance import BalanceBar
from qa_desktop.ui.lots.conformance import ConformanceCard
from qa_desktop.ui.lots.entries import DecisionEntry, InspectionEntry
from qa_desktop.ui.lots.lot_file import FileKind, LotFile
from qa_desktop.ui.lots.papers import PapersCard
from qa_desktop.ui.lots.view_model import LotsState
from qa_desktop.ui.lots.words import STATE_ICONS, STATE_TONES, LotWords, block_sentence
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, SPACE_3, TextSize, Tone
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.text import Heading, PlainLabel

TWO_COLUMNS = 980
"""From this width on inspections and decisions stand side by side."""


class LotDetailPane(QStackedWidget):
    """Draws the open lot and hands every wish on."""

    decide_wanted = Signal(object)
    inspection_wanted = Signal(str)
    file_wanted = Signal(object)
    retry_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._host = parent if parent is not None else self
        self._words = LotWords(self)
        self._shown: object = None
        self.nothing = EmptyState("", "", self, icon="package")
        self.nothing.action_requested.connect(self.retry_wanted)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(self.tr("Open lot"))
        self._page = QWidget()
        self.area.setWidget(self._page)
        self.addWidget(self.nothing)
        self.addWidget(self.area)
        self._build()

    def _build(self) -> None:
        page = self._page
        self.number = Heading("", page, level=1)
        self.state = StatusChip(parent=page)
        self.subject = PlainLabel("", page)
        self.bar = BalanceBar(page)
        self.lies = PlainLabel("", page, strong=True)
        self.decide = ActionButton(
            self.tr("Decide …"), page, icon="pen-line", shortcut_hint="Ctrl+Enter", variant=Variant.PRIMARY
        )
        self.decide.clicked.connect(self._decide)
        self.call_back = ActionButton(self.tr("Call back …"), page, icon="undo-2")
        self.call_back.clicked.connect(partial(self.decide_wanted.emit, LotSource.ACCEPTED))
        self.endangers = PlainLabel("", page, role="warning")
        self.papers = PapersCard(self._context, self._host, page)
        self.papers.changed.connect(self.retry_wanted)
        self.papers.file_wanted.connect(self.file_wanted)
        self.conformance = ConformanceCard(self._context, self._host, page)
        self.conformance.stored.connect(self.retry_wanted)
        self.conformance.file_wanted.connect(self.file_wanted)
        self.blocks = Card(self.tr("What keeps this lot on hold"), page)
        self.inspections = Card(self.tr("Inspections"), page)
        self.decisions = Card(self.tr("Decisions"), page)
        self.inspection_entries: list[InspectionEntry] = []
        self.decision_entries: list[DecisionEntry] = []
        self._block_labels: list[QWidget] = []
        self._lay_out(page)

    def _lay_out(self, page: QWidget) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(self.number, 0)
        head.addWidget(self.state, 0)
        head.addStretch(1)
        acts = QHBoxLayout()
        acts.setSpacing(SPACE_2)
        acts.addWidget(self.decide)
        acts.addWidget(self.call_back)
        acts.addStretch(1)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(SPACE_3)
        for card in (self.inspections, self.decisions):
            self._columns.addWidget(card, 1, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, SPACE_2, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(head)
        layout.addWidget(self.subject)
        layout.addSpacing(SPACE_1)
        layout.addWidget(self.lies)
        layout.addWidget(self.bar)
        layout.addWidget(self.endangers)
        layout.addSpacing(SPACE_1)
        layout.addLayout(acts)
        layout.addWidget(self.blocks)
        layout.addLayout(self._columns)
        layout.addWidget(self.papers)
        layout.addWidget(self.conformance)
        layout.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put inspections and decisions side by side where there is room."""
        super().resizeEvent(event)
        wide = event.size().width() >= TWO_COLUMNS
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def show_state(self, state: LotsState) -> None:
        """Draw the state."""
        lot = state.lot
        if lot is None or lot.row.id != state.chosen:
            self._show_nothing(state)
            return
        self.setCurrentWidget(self.area)
        balance = lot.row.balance
        self.decide.setVisible(state.may_release and balance.undecided > 0)
        self.call_back.setVisible(state.may_release and balance.accepted > 0)
        for button in (self.decide, self.call_back):
            button.setEnabled(not state.busy)
        if lot is self._shown:
            return
        self._shown = lot
        row = lot.row
        self.number.setText(self.tr("Lot {number}").format(number=row.number))
        self.state.set_state(self._words.state(row.state), STATE_TONES[row.state], STATE_ICONS[row.state])
        self.subject.setText(self._subject(state))
        words = self._words.balance(balance, row.unit)
        self.lies.setText(words if balance.whole is None else self._of(words, balance, row.unit))
        self.bar.set_balance(balance, words)
        self.bar.setVisible(balance.whole is not None)
        self._fill_blocks(state)
        self.endangers.setVisible(lot.endangers is not None)
        if lot.endangers is not None:
            today = self._context.program.workspace.store.now().local.date()
            self.endangers.setText(self._words.endangers(lot.endangers, (lot.endangers.promised - today).days))
        self.papers.show_lot(lot)
        self.conformance.show_lot(lot)
        self._fill_entries(state)

    def first_source(self, balance: Balance) -> LotSource:
        """Return what is decided next: what waits, then what is on hold."""
        return LotSource.WAITING if balance.waiting > 0 else LotSource.HELD

    def _of(self, words: str, balance: Balance, unit: str) -> str:
        whole = "" if balance.whole is None else measure_text(balance.whole, unit)
        return self.tr("{parts} of {whole}").format(parts=words, whole=whole)

    def _subject(self, state: LotsState) -> str:
        if state.lot is None:
            return ""
        row = state.lot.row
        part = " ".join(word for word in (row.part_number, row.part_name) if word)
        if row.part_revision:
            part = self.tr("{part} rev {revision}").format(part=part, revision=row.part_revision)
        pairs = ((self.tr("Order {n}"), row.order), (self.tr("Supplier {n}"), row.supplier))
        return " · ".join([part, *(words.format(n=value) for words, value in pairs if value)])

    def _show_nothing(self, state: LotsState) -> None:
        self._shown = None
        self.setCurrentWidget(self.nothing)
        if state.error is not None:
            retry = self.tr("Try again")
            self.nothing.set_content(
                self.tr("The lot could not be loaded"), words_of(state.error), icon="circle-alert", action_text=retry
            )
        elif state.is_loading:
            self.nothing.set_content(self.tr("Loading …"), "", icon="loader")
        else:
            words = self.tr("Choose one in the list and press Enter.")
            self.nothing.set_content(self.tr("No lot is open"), words, icon="package")

    def _fill_blocks(self, state: LotsState) -> None:
        for widget in self._block_labels:
            self.blocks.body.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._block_labels.clear()
        lot = state.lot
        if lot is None:
            return
        sentences = [block_sentence(block) for block in lot.blocks]
        self.blocks.set_tone(Tone.WARNING if sentences else None)
        if sentences:
            self.blocks.set_title(self.tr("What keeps this lot on hold"))
        elif lot.row.balance.undecided > 0:
            self.blocks.set_title(self.tr("Nothing blocks a release"))
            unit = lot.row.unit
            limit, whole = measure_text(releasable(lot.case), unit), measure_text(lot.row.balance.undecided, unit)
            sentences = [
                self.tr("Up to {limit} of {whole} can be accepted now.").format(limit=limit, whole=whole),
                self.tr("They stay on hold until somebody who did not inspect them signs a decision."),
            ]
        else:
            self.blocks.set_title(self.tr("Everything is decided"))
            sentences = [self.tr("Only what is accepted may be used. Accepted goods can be called back with a reason.")]
        for sentence in sentences:
            label = PlainLabel(sentence, self.blocks)
            self.blocks.body.addWidget(label)
            self._block_labels.append(label)

    def _fill_entries(self, state: LotsState) -> None:
        for card, entries in ((self.inspections, self.inspection_entries), (self.decisions, self.decision_entries)):
            for entry in entries:
                card.body.removeWidget(entry)
                entry.hide()
                entry.deleteLater()
            entries.clear()
        for widget in getattr(self, "_none", ()):
            widget.hide()
            widget.deleteLater()
        self._none: list[QWidget] = []
        lot = state.lot
        if lot is None:
            return
        for weighed in reversed(lot.inspections):
            found = InspectionEntry(weighed, lot.row.unit, self.inspections)
            found.open.clicked.connect(partial(self.inspection_wanted.emit, weighed.row.id))
            self.inspections.body.addWidget(found)
            self.inspection_entries.append(found)
        for row in reversed(lot.decisions):
            entry = DecisionEntry(row, self.decisions)
            entry.open.clicked.connect(partial(self.file_wanted.emit, LotFile(FileKind.DECISION, row.id, row.number)))
            self.decisions.body.addWidget(entry)
            self.decision_entries.append(entry)
        if not lot.inspections:
            self._say_none(self.inspections, self.tr("This lot was not inspected yet."))
        if not lot.decisions:
            self._say_none(self.decisions, self.tr("Nothing was decided yet."))

    def _say_none(self, card: Card, words: str) -> None:
        label = PlainLabel(words, card, size=TextSize.SMALL, role="text_muted")
        card.body.addWidget(label)
        self._none.append(label)

    def _decide(self) -> None:
        lot = self._shown
        balance = getattr(getattr(lot, "row", None), "balance", None)
        if isinstance(balance, Balance):
            self.decide_wanted.emit(self.first_source(balance))
