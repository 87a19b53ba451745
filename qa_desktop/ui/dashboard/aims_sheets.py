"""The sheets of objectives, internal audits and management reviews."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QWidget

from qa_desktop.domain.aims import FindingKind
from qa_desktop.domain.errors import QaError
from qa_desktop.methods.metrics.definitions import DEFINITIONS, FigureName
from qa_desktop.ui.context import words_of
from qa_desktop.ui.dashboard.aims_model import AimsState, ObjectiveDraft
from qa_desktop.ui.lock.fields import TextField
from qa_desktop.ui.review.password import PasswordField
from qa_desktop.ui.theme.tokens import SPACE_3
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.fields import ChoiceBox, LabelledField, NoteField
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

_NO_AIM = frozenset(
    {
        FigureName.OEE,
        FigureName.COST_OF_QUALITY,
        FigureName.COST_SHARE,
        FigureName.OPEN_ISSUES,
        FigureName.OVERDUE_ISSUES,
        FigureName.OVERDUE_SHARE,
    }
)
"""Figures that nothing is recorded for, or that are as of now and could not be told at the target date."""


class AimSheet(DialogPanel):
    """A sheet that opens once and then shows what went wrong.  ``wanted`` carries what was typed."""

    keeps_words = True
    wanted = Signal(object)

    def __init__(self, host: QWidget, title: str, primary_text: str, *, width: int = 720) -> None:
        super().__init__(host, title, primary_text=primary_text, width=width)
        self._told: QaError | None = None
        self._row = 0
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(SPACE_3)
        self.grid.setVerticalSpacing(SPACE_3)
        self.body.addLayout(self.grid)
        self.confirmed.connect(lambda: self.wanted.emit(self.given()))

    def show_state(self, state: AimsState) -> None:
        """Open, or show what went wrong."""
        if self.isHidden():
            self._told = None
            self.begin(state)
            self.open_panel()
        self.follow(state)
        self.set_busy(state.busy)
        if state.sheet_error is not None and state.sheet_error is not self._told:
            self._told = state.sheet_error
            self.message.show_message(MessageKind.ERROR, words_of(state.sheet_error))

    def begin(self, state: AimsState) -> None:
        """Empty the fields, fill the choices."""

    def follow(self, state: AimsState) -> None:
        """Show what came while the sheet is open."""

    def given(self) -> Any:
        """Return what was typed."""
        raise NotImplementedError

    def add_row(self, *fields: QWidget) -> None:
        """Put fields side by side below those that are there."""
        for place, field in enumerate(fields):
            self.grid.addWidget(field, self._row, place * (2 // len(fields)), 1, 2 // len(fields))
        self._row += 1


class ObjectiveSheet(AimSheet):
    """A new objective; ``wanted`` carries an :class:`ObjectiveDraft`."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("New objective"), host.tr("Set objective"), width=820)
        self.statement = TextField(self.tr("What is to be reached, in one sentence"), self.content)
        self.figure = ChoiceBox(self.content, name=self.tr("Figure"))
        for known in DEFINITIONS.values():
            if known.name not in _NO_AIM:
                self.figure.addItem(known.title, known.name.value)
        self.part = TextField(self.tr("Part number"), self.content, limit=80, placeholder=self.tr("any"))
        self.measured = TextField(self.tr("Baseline measured over"), self.content, placeholder="2026-01..2026-03")
        self.baseline = TextField(self.tr("Baseline, if it is not measured"), self.content, limit=30)
        self.target = TextField(self.tr("Target"), self.content, limit=30)
        self.currency = TextField(
            self.tr("Currency"), self.content, limit=10, placeholder=self.tr("EUR; of amounts of money only")
        )
        self.due = TextField(self.tr("Reached by"), self.content, limit=10, placeholder="2026-12-31")
        self.owner = ChoiceBox(self.content, name=self.tr("Owner"))
        self.resources = TextField(self.tr("Resources"), self.content, placeholder=self.tr("people, money, time"))
        self.requirement = TextField(self.tr("Customer requirement that it serves"), self.content)
        self.add_row(self.statement)
        self.add_row(LabelledField(self.tr("Figure"), self.figure, self.content), self.part)
        self.add_row(self.measured, self.baseline)
        self.add_row(self.target, self.currency)
        self.add_row(self.due, LabelledField(self.tr("Owner"), self.owner, self.content))
        self.add_row(self.resources, self.requirement)
        hint = self.tr(
            "Percent are typed as percent. The state is computed from what is recorded, over a window as long as the baseline."
        )
        self.body.addWidget(PlainLabel(hint, self.content, role="text_muted"))
        lines = (
            *(self.statement, self.part, self.measured, self.baseline, self.target, self.currency),
            *(self.due, self.resources, self.requirement),
        )
        for one, following in pairwise(lines):
            one.lead_to(following.line)
        self._lines = lines

    def begin(self, state: AimsState) -> None:
        """Empty the fields, offer the people."""
        for field in self._lines:
            field.set_text("")
        fill(self.owner, (("", self.tr("Choose …")), *state.people))

    def given(self) -> ObjectiveDraft:
        """Return what was typed."""
        return ObjectiveDraft(
            self.statement.text(),
            str(self.figure.currentData()),
            self.measured.text(),
            self.part.text(),
            self.target.text(),
            self.due.text(),
            str(self.owner.currentData() or ""),
            self.requirement.text(),
            self.baseline.text(),
            self.resources.text(),
            self.currency.text(),
        )


class ReasonSheet(AimSheet):
    """One text: why, or what is concluded."""

    def __init__(self, host: QWidget, title: str, primary_text: str, label: str) -> None:
        super().__init__(host, title, primary_text)
        self.text = NoteField(self.content, lines=4, name=label)
        self.add_row(LabelledField(label, self.text, self.content))

    def begin(self, state: AimsState) -> None:
        """Empty the field."""
        self.text.clear()

    def given(self) -> str:
        """Return the text."""
        return self.text.toPlainText()


class LineSheet(AimSheet):
    """One line: the number of an issue."""

    def __init__(self, host: QWidget, title: str, primary_text: str, label: str, placeholder: str) -> None:
        super().__init__(host, title, primary_text)
        self.line = TextField(label, self.content, limit=80, placeholder=placeholder)
        self.add_row(self.line)

    def begin(self, state: AimsState) -> None:
        """Empty the field."""
        self.line.set_text("")

    def given(self) -> str:
        """Return the line."""
        return self.line.text()


class AuditSheet(AimSheet):
    """A new audit; ``wanted`` carries (scope, day, auditor, criteria)."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("New internal audit"), host.tr("Plan audit"))
        self.scope = TextField(self.tr("What is audited"), self.content)
        self.criteria = TextField(self.tr("Against what"), self.content, placeholder=self.tr("for example ISO 9001, 8.4"))
        self.day = TextField(self.tr("Date"), self.content, limit=10, placeholder="2026-06-30")
        self.auditor = ChoiceBox(self.content, name=self.tr("Auditor"))
        self.add_row(self.scope)
        self.add_row(self.criteria)
        self.add_row(self.day, LabelledField(self.tr("Auditor"), self.auditor, self.content))
        self.scope.lead_to(self.criteria.line)
        self.criteria.lead_to(self.day.line)

    def begin(self, state: AimsState) -> None:
        """Empty the fields, offer the auditors."""
        for field in (self.scope, self.criteria, self.day):
            field.set_text("")
        fill(self.auditor, (("", self.tr("Choose …")), *state.auditors))

    def given(self) -> tuple[str, str, str, str]:
        """Return what was typed."""
        return self.scope.text(), self.day.text(), str(self.auditor.currentData() or ""), self.criteria.text()


class FindingSheet(AimSheet):
    """What an audit found; ``wanted`` carries (kind, statement, evidence)."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Finding"), host.tr("Write down"))
        self.kind = ChoiceBox(self.content, name=self.tr("Kind"))
        names = (self.tr("Nonconformity"), self.tr("Observation"), self.tr("Opportunity"))
        for kind, words in zip(FindingKind, names, strict=True):
            self.kind.addItem(words, kind)
        self.statement = NoteField(self.content, lines=3, name=self.tr("What was found"))
        self.evidence = NoteField(self.content, lines=3, name=self.tr("Evidence"))
        self.add_row(LabelledField(self.tr("Kind"), self.kind, self.content))
        self.add_row(LabelledField(self.tr("What was found"), self.statement, self.content))
        self.add_row(
            LabelledField(self.tr("Evidence: what was seen, where, against which requirement"), self.evidence, self.content)
        )

    def begin(self, state: AimsState) -> None:
        """Empty the fields."""
        self.statement.clear()
        self.evidence.clear()

    def given(self) -> tuple[FindingKind, str, str]:
        """Return what was typed."""
        return FindingKind(self.kind.currentData()), self.statement.toPlainText(), self.evidence.toPlainText()


class ReviewSheet(AimSheet):
    """A management review: period, decisions, everything that will be signed, password."""

    prepare_wanted = Signal(str, str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Management review"), host.tr("Sign review"), width=980)
        self.period = TextField(self.tr("Period"), self.content, placeholder="2026-Q1")
        self.decisions = NoteField(self.content, lines=3, name=self.tr("Decisions"))
        self.gather = ActionButton(self.tr("Gather what will be signed"), self.content, icon="refresh-cw")
        self.shown = QPlainTextEdit(self.content)
        self.shown.setReadOnly(True)
        self.shown.setAccessibleName(self.tr("What will be signed"))
        self.shown.setMinimumHeight(170)
        self.shown.setTabChangesFocus(True)
        self.password = PasswordField(self.content)
        self.add_row(self.period, self.gather)
        self.add_row(LabelledField(self.tr("Decisions: what, who, until when"), self.decisions, self.content))
        self.add_row(LabelledField(self.tr("What will be signed"), self.shown, self.content))
        self.add_row(self.password)
        self.period.lead_to(self.decisions)
        self.gather.clicked.connect(lambda: self.prepare_wanted.emit(*self.asked()))
        self.password.submitted.connect(lambda: self.wanted.emit(self.given()))

    def asked(self) -> tuple[str, str]:
        """Return period and decisions as they are typed."""
        return self.period.text(), self.decisions.toPlainText()

    def begin(self, state: AimsState) -> None:
        """Empty everything."""
        self.period.set_text("")
        for field in (self.decisions, self.shown):
            field.clear()
        self.password.clear()

    def follow(self, state: AimsState) -> None:
        """Show what was gathered."""
        text = ""
        if state.content is not None:
            for table in state.content.inputs:
                text += f"{table.title}  {table.aside}".rstrip() + "\n"
                text += "".join(f"    {' | '.join(row)}\n" for row in table.rows) or f"    {self.tr('nothing recorded')}\n"
        if text != self.shown.toPlainText():
            self.shown.setPlainText(text)

    def given(self) -> tuple[str, str, str]:
        """Return period, decisions and password; the password is forgotten here."""
        words = (*self.asked(), self.password.text())
        self.password.clear()
        return words


def fill(box: ChoiceBox, entries: Sequence[tuple[str, str]]) -> None:
    """Offer (id, name) pairs."""
    box.clear()
    for key, name in entries:
        box.addItem(name, key)
