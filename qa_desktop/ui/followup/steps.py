"""The life of an issue as a strip: each step with its mark, its person and its day, the late one in words, shape and colour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.domain.issue import IssueState
from qa_desktop.domain.issue_steps import STEPS, StepMark
from qa_desktop.ui.issues.step_words import StepWords
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, SPACE_3, TextSize, Tone
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.issue_steps import Step
    from qa_desktop.services.issues import IssueDetail

_LOOKS = {
    StepMark.DONE: (Tone.CONFORMS, "check"),
    StepMark.NEXT: (Tone.ACCENT, "arrow-right"),
    StepMark.COMING: (Tone.NEUTRAL, "circle-dashed"),
    StepMark.LEFT_OUT: (Tone.NA, "minus"),
}
_CELL = 150
"""So wide a step has to be to stand beside the others, in the base text size."""


class StepStrip(Card):
    """``plan_wanted`` carries the state of a step, ``accept_wanted`` asks for all proposed days."""

    plan_wanted = Signal(object)
    accept_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent.tr("Steps"), parent)
        self.accept = ActionButton(self.tr("Take the proposed days"), self, icon="calendar", shortcut_hint="Ctrl+Y")
        self.plan = ActionButton(self.tr("Plan the next step …"), self, icon="user-round", shortcut_hint="Ctrl+T")
        self.accept.clicked.connect(self.accept_wanted)
        self.plan.clicked.connect(self._plan_next)
        self.add_to_head(self.accept)
        self.add_to_head(self.plan)
        self.said = PlainLabel(
            self.tr(
                "Proposed days follow from the severity and count from the day of logging. Only what somebody takes is stored."
            ),
            self,
            size=TextSize.SMALL,
            role="text_muted",
        )
        words = StepWords(self)
        self.cells = {state: _Cell(state, words, partial(self.plan_wanted.emit, state), self) for state in STEPS}
        self._grid = QGridLayout()
        self._grid.setSpacing(SPACE_2)
        self._across = 0
        self.body.addLayout(self._grid)
        self.body.addWidget(self.said)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._next: IssueState | None = None
        self._arrange(len(STEPS))

    def show_steps(self, detail: IssueDetail, now: datetime, *, may_plan: bool, idle: bool) -> None:
        """Show all steps of an issue."""
        following = detail.next_step
        self._next = None if following is None else following.state
        may = may_plan and detail.row.is_open
        for step in detail.steps:
            shown = following if following is not None and step.mark is StepMark.NEXT else step
            self.cells[step.state].show_step(shown, now, may_plan=may, idle=idle)
        proposed = any(step.proposed is not None for step in detail.steps)
        self.said.setVisible(proposed)
        self.accept.setVisible(may and proposed)
        self.plan.setVisible(may and self._next is not None)
        for button in (self.accept, self.plan):
            button.setEnabled(idle)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put so many steps beside each other as there is room for."""
        super().resizeEvent(event)
        least = max([cell.minimumSizeHint().width() for cell in self.cells.values()] + [_CELL])
        room = event.size().width() - 2 * SPACE_3
        self._arrange(max(1, min(len(STEPS), (room + SPACE_2) // (least + SPACE_2))))

    def _arrange(self, across: int) -> None:
        if across == self._across:
            return
        self._across = across
        for place, cell in enumerate(self.cells.values()):
            self._grid.removeWidget(cell)
            self._grid.addWidget(cell, place // across, place % across)
        for column in range(len(STEPS)):
            self._grid.setColumnStretch(column, 1 if column < across else 0)

    def _plan_next(self) -> None:
        if self._next is not None:
            self.plan_wanted.emit(self._next)


class _Cell(QWidget):
    """One step."""

    def __init__(self, state: IssueState, words: StepWords, act: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._words, self._state = words, state
        self.chip, self.late = StatusChip(parent=self), StatusChip(parent=self)
        self.name = PlainLabel(words.name(state), self, strong=True)
        self.who, self.when = PlainLabel("", self), PlainLabel("", self, tabular=True)
        self.plan = ActionButton(self.tr("Plan …"), self)
        self.plan.clicked.connect(act)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        for widget in (self.chip, self.name, self.who, self.when, self.late):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        layout.addStretch(1)
        layout.addWidget(self.plan, 0, Qt.AlignmentFlag.AlignLeft)

    def show_step(self, step: Step, now: datetime, *, may_plan: bool, idle: bool) -> None:
        """Show how the step stands."""
        words, comes = self._words, step.mark in {StepMark.NEXT, StepMark.COMING}
        self.chip.set_state(words.mark(step.mark), *_LOOKS[step.mark])
        self.who.setText(words.who(step))
        self.who.set_role("text" if step.owner or step.mark is StepMark.DONE else "text_muted")
        self.when.setText(words.when(step, now))
        late = words.late(step.due_at, now) if comes else ""
        firm = step.mark is StepMark.DONE or step.due_at is not None
        self.when.set_role("fails" if late else "text" if firm else "text_muted")
        self.late.set_state(late, Tone.FAILS, "triangle-alert")
        self.late.setVisible(bool(late))
        self.plan.setVisible(may_plan and comes)
        self.plan.setEnabled(idle)
        self.plan.setAccessibleName(self.tr("Plan {step}").format(step=words.name(self._state)))
        said = (words.name(self._state), words.mark(step.mark), words.who(step), words.when(step, now), late)
        self.setAccessibleName(", ".join(part for part in said if part))
