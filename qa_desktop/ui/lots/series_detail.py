"""One series: why the next lot is inspected as hard as it is, its history, and what may be recorded about it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.lots.series_model import SeriesScreenState
from qa_desktop.ui.lots.series_words import SeriesWords
from qa_desktop.ui.lots.words import SEVERITY_TONES, LotWords, moment
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, TextSize
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.fields import LabelledField, NoteField
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import Heading, PlainLabel

if TYPE_CHECKING:
    from qa_desktop.methods.sampling.switching import Event
    from qa_desktop.services.lot_series import SeriesRow
    from qa_desktop.services.series import HistoryLine

_SHOWN = 30
"""So many of the newest entries are shown; the rest is counted."""


class SeriesDetailPane(QStackedWidget):
    """Draws the open series and hands every wish on."""

    act_wanted = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offset = context.program.workspace.store.now().offset
        self._words, self._lots = SeriesWords(self), LotWords(self)
        self._shown: SeriesRow | None = None
        self.nothing = EmptyState("", "", self, icon="layers")
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(self.tr("Open series"))
        page = QWidget()
        self.area.setWidget(page)
        self.addWidget(self.nothing)
        self.addWidget(self.area)
        self.title = Heading("", page, level=1)
        self.severity = StatusChip(parent=page)
        self.plan = PlainLabel("", page, role="text_muted")
        self.why = PlainLabel("", page, strong=True)
        self.conditions = PlainLabel("", page)
        self.acts: dict[str, ActionButton] = {}
        self._act_box = QVBoxLayout()
        self._act_box.setSpacing(SPACE_2)
        self.history = Card(self.tr("Last lots and what was recorded"), page)
        self._entries: list[QWidget] = []
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(self.severity)
        head.addWidget(self.plan, 1)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, SPACE_2, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.title)
        layout.addLayout(head)
        layout.addWidget(self.why)
        layout.addWidget(self.conditions)
        layout.addLayout(self._act_box)
        layout.addSpacing(SPACE_3 - SPACE_2)
        layout.addWidget(self.history)
        layout.addStretch(1)

    def focus_first(self) -> None:
        """Give the keyboard to the first act, or to the page."""
        first = next(iter(self.acts.values()), None)
        (first or self.area).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_state(self, state: SeriesScreenState) -> None:
        """Draw the state."""
        row = state.row
        if row is None or row.key != state.chosen:
            self._shown = None
            self.setCurrentWidget(self.nothing)
            if state.error is not None:
                self.nothing.set_content(self.tr("The series could not be loaded"), words_of(state.error), icon="circle-alert")
            elif state.chosen:
                self.nothing.set_content(self.tr("Loading …"), "", icon="loader")
            else:
                self.nothing.set_content(self.tr("No series is open"), self.tr("Choose one in the list."), icon="layers")
            return
        self.setCurrentWidget(self.area)
        if row is not self._shown:
            self._shown = row
            self._fill(row, state)
        for button in self.acts.values():
            button.setEnabled(not state.busy)

    def _fill(self, row: SeriesRow, state: SeriesScreenState) -> None:
        self.title.setText(self._words.name(row))
        self.severity.set_state(self._lots.severity(row.state.severity), SEVERITY_TONES[row.state.severity])
        self.plan.setText(self._words.plan(row.name))
        self.why.setText(row.state.why)
        steady = self.tr("Production is steady.") if row.state.state.steady else self.tr("Production is not stated as steady.")
        approved = self.tr("Reduced inspection is approved.") if row.state.state.approved else self.tr("Reduced is not approved.")
        self.conditions.setText(f"{steady} {approved}")
        for button in self.acts.values():
            self._act_box.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.acts = {}
        for event in state.acts:
            button = ActionButton(self._words.act(event), self.area.widget())
            button.clicked.connect(partial(self.act_wanted.emit, event))
            self._act_box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self.acts[event.value] = button
        self._fill_history(row)

    def _fill_history(self, row: SeriesRow) -> None:
        for widget in self._entries:
            self.history.body.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._entries.clear()
        lines = row.state.lines
        for line in reversed(lines[-_SHOWN:]):
            self._add(line)
        if not lines:
            self._label(self.tr("No lot of this series was approved yet."), "text_muted")
        if len(lines) > _SHOWN:
            self._label(self.tr("and {n} earlier entries").format(n=len(lines) - _SHOWN), "text_muted")

    def _add(self, line: HistoryLine) -> None:
        if line.result is not None:
            role = "text_muted" if not line.result.original else "conforms" if line.result.accepted else "fails"
            self._label(f"{self._at(line.result.first_at)} · {self._words.lot(line)}", role)
        elif line.event is not None:
            event = line.event
            self._label(f"{self._at(event.at)} · {event.by} · {self._words.happened(event.kind)}", "text", strong=True)
            self._label(event.reason, "text")
        if line.step.after.severity is not line.step.severity:
            word = self._lots.severity(line.step.after.severity)
            self._label(self.tr("→ {severity} from here on").format(severity=word), "text", strong=True)

    def _label(self, words: str, role: str, *, strong: bool = False) -> None:
        label = PlainLabel(words, self.history, size=TextSize.SMALL, role=role, strong=strong)
        self.history.body.addWidget(label)
        self._entries.append(label)

    def _at(self, utc: str) -> str:
        return moment(utc, self._offset)


class RecordSheet(DialogPanel):
    """The reason for something that is recorded about a series."""

    given = Signal(object, str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(
            host, host.tr("Record about the series"), primary_text=host.tr("Record"), primary_icon="check", width=620
        )
        self._words = SeriesWords(self)
        self._event: Event | None = None
        self.what = PlainLabel("", self.content)
        self.reason = NoteField(self.content, lines=3)
        self.body.addWidget(self.what)
        self.body.addWidget(LabelledField(self.tr("Why (it stays in the history)"), self.reason, self.content))
        self.confirmed.connect(self._give)

    def open_for(self, row: SeriesRow, event: Event) -> None:
        """Ask for the reason of one act."""
        self._event = event
        title = self._words.happened(event.value)
        self._title.setText(title)
        self.sheet.setAccessibleName(title)
        self.what.setText(self._words.name(row))
        self.reason.clear()
        self.set_busy(False)
        self.open_panel(self.reason)

    def refuse(self, error: QaError) -> None:
        """Say why nothing was recorded; what was typed stays."""
        self.set_busy(False)
        self.message.show_message(MessageKind.ERROR, words_of(error))
        self._fit()

    def _give(self) -> None:
        if self._event is not None:
            self.set_busy(True)
            self.given.emit(self._event, self.reason.toPlainText())
