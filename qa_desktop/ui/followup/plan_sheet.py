"""The sheet that plans a step: who, until when."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.issue import IssueState
from qa_desktop.ui.issues.sheets import IssueSheet
from qa_desktop.ui.issues.step_words import StepWords
from qa_desktop.ui.issues.words import due_day
from qa_desktop.ui.theme.tokens import SPACE_2
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from datetime import datetime

    from qa_desktop.services.access import Tile
    from qa_desktop.services.issue_steps import Step


class PlanSheet(IssueSheet):
    """``given`` carries the state of the step, the key of the person or ``None``, and the day as typed."""

    given = Signal(object, object, str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, "", primary_text=host.tr("Store"), primary_icon="check", width=680)
        self._words = StepWords(self)
        self._state: IssueState | None = None
        self._today = date.min
        self._proposed: date | None = None
        self.owner, self.due = QComboBox(self.content), QLineEdit(self.content)
        self.due.setMaxLength(20)
        self.said = PlainLabel("", self.content, role="text_muted")
        self.add_field(self.tr("Who takes this step"), self.owner)
        self.add_field(self.tr("Until the end of (year-month-day)"), self.due)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        self.take = ActionButton("", self.content, icon="calendar")
        self.take.clicked.connect(self._take_proposed)
        row.addWidget(self.take)
        for words, days in ((self.tr("Tomorrow"), 1), (self.tr("In a week"), 7), (self.tr("No date"), None)):
            button = ActionButton(words, self.content)
            button.clicked.connect(partial(self._set_due, days))
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.said)
        self.confirmed.connect(self._give)

    def ask(self, step: Step, people: tuple[Tile, ...], now: datetime) -> None:
        """Ask for a step; what is planned stands there, a day that is only proposed has to be taken."""
        self._state, self._today, self._proposed = step.state, now.date(), step.proposed
        title = self.tr("{step}: who, until when?").format(step=self._words.name(step.state))
        self._title.setText(title)
        self.sheet.setAccessibleName(title)
        self.owner.clear()
        self.owner.addItem(self.tr("Nobody"), None)
        for tile in people:
            self.owner.addItem(tile.name, tile.person_id)
        if step.owner_id is not None and self.owner.findData(step.owner_id) < 0:
            self.owner.addItem(step.owner, step.owner_id)
        self.owner.setCurrentIndex(max(0, self.owner.findData(step.owner_id)))
        self.due.setPlaceholderText(self.tr("as {day}").format(day=(step.proposed or self._today).isoformat()))
        self.due.setText(due_day(step.due_at, now))
        self.take.setVisible(step.proposed is not None)
        if step.proposed is not None:
            self.take.setText(self.tr("Proposed: {day}").format(day=step.proposed.isoformat()))
        self.said.setText(
            self.tr("Without a person or a date, those of the issue count. What is late is told one level higher each day.")
        )
        self.set_busy(False)
        self.open_panel(self.owner)

    def refuse(self, error: QaError) -> None:
        """Say why nothing was stored, and go to the day: most often it is the day."""
        super().refuse(error)
        self.due.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_proposed(self) -> None:
        if self._proposed is not None:
            self.due.setText(self._proposed.isoformat())

    def _set_due(self, days: int | None) -> None:
        self.due.setText("" if days is None else (self._today + timedelta(days=days)).isoformat())

    def _give(self) -> None:
        self.set_busy(True)
        self.given.emit(self._state, self.owner.currentData(), self.due.text())
