"""Logging an issue about the current item: links and facts are filled in, the person adds what they saw."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.issues.step_words import StepWords
from qa_desktop.ui.issues.twins import TwinList
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.editors.text import NoteEdit
from qa_desktop.ui.run.words import RunWords
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, SPACE_3, TextSize
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.issues import IssueSuggestion
    from qa_desktop.storage.queries.issues import IssueRow


class IssueSheet(DialogPanel):
    """Title, description, severity, quantity; Ctrl+Enter logs.  ``logged`` carries item and issue number."""

    keeps_words = True
    logged = Signal(str, str)
    exists = Signal(str, str)

    def __init__(self, host: QWidget, context: Context, words: RunWords) -> None:
        super().__init__(host, host.tr("Log issue"), primary_text=host.tr("Log issue"), primary_icon="flag", width=760)
        self._context = context
        self._suggestion: IssueSuggestion | None = None
        self._links = PlainLabel("", self.content, role="text_muted")
        self.title = QLineEdit(self.content)
        self.title.setMaxLength(200)
        self.description = NoteEdit(self.tr("What was seen"), 3, self.content)
        self.severities: dict[Severity, ActionButton] = {}
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        for severity in Severity:
            button = ActionButton(words.severity(severity), self.content)
            button.setCheckable(True)
            button.clicked.connect(self._on_severity)
            self.severities[severity] = button
            row.addWidget(button)
        row.addStretch(1)
        self.quantity = QLineEdit(self.content)  # made behind the severities, so that Tab comes to it last
        self.quantity.setMaxLength(20)
        facts = QHBoxLayout()
        facts.setSpacing(SPACE_3)
        facts.addLayout(self._labelled(self.tr("Severity"), row), 1)
        facts.addLayout(self._labelled(self.tr("Quantity affected"), self.quantity))
        self.body.addWidget(self._links)
        self.body.addLayout(self._labelled(self.tr("Title"), self.title))
        self.body.addLayout(self._labelled(self.tr("What was seen (Enter logs, Shift+Enter makes a line)"), self.description))
        self.body.addLayout(facts)
        self.contain = PlainLabel("", self.content, role="text_muted")
        self._step_words = StepWords(self)
        self.body.addWidget(self.contain)
        # At the end: what is offered must not push the field in which somebody types out of sight.
        self._offered: tuple[str, ...] = ()
        self.twins = TwinList(context, self.title, self.content, more=self.description)
        self.twins.wanted.connect(self._to_twin)
        self.twins.changed.connect(self._fit_again)
        self.body.addWidget(self.twins)
        self.description.accepted.connect(self._log)
        self.confirmed.connect(self._log)
        self.cancelled.connect(self._forget)

    def ask(self, inspection_id: str, item_id: str) -> None:
        """Find out what the issue is about, behind every answer that is still on its way, then open."""
        program, actor = self._context.program, self._context.actor
        call = partial(program.issues.suggest, actor, inspection_id, item_id)
        self._context.jobs.write(call, self._open, self._context.fail, owner=self)

    def _labelled(self, text: str, what: QWidget | QHBoxLayout) -> QVBoxLayout:
        label = PlainLabel(text, self.content, size=TextSize.SMALL, strong=True, wrap=False)
        column = QVBoxLayout()
        column.setSpacing(SPACE_1)
        column.addWidget(label)
        if isinstance(what, QWidget):
            label.setBuddy(what)
            what.setAccessibleName(text)
            column.addWidget(what)
        else:
            column.addLayout(what)
        return column

    def _open(self, suggestion: IssueSuggestion) -> None:
        if suggestion.existing_id is not None and suggestion.existing is not None:
            self.exists.emit(suggestion.existing_id, suggestion.existing)
            return
        if self._is_kept(suggestion):
            self.set_busy(False)
            self.open_panel(self.description)
            self.message.show_message(MessageKind.INFO, self.tr("What you typed before is still here."))
            return
        self._suggestion = suggestion
        parts = [
            self.tr("Item {number}").format(number=suggestion.item_number),
            self.tr("Inspection {number}").format(number=suggestion.inspection_number),
            self.tr("Part {number}").format(number=suggestion.part_number),
        ]
        if suggestion.lot_number:
            parts.append(self.tr("Lot {number}").format(number=suggestion.lot_number))
        self._links.setText("   ".join(parts))
        self.title.setText(suggestion.title)
        self.title.setCursorPosition(0)
        self.quantity.setText("1")
        self.description.setPlainText("")
        self._choose(suggestion.severity)
        self.twins.about(suggestion.part_id, suggestion.item_id)
        self.set_busy(False)
        self.open_panel(self.description)

    def _is_kept(self, suggestion: IssueSuggestion) -> bool:
        """Return whether somebody typed about this line before they went to look at a similar issue."""
        before = self._suggestion
        same = before is not None and (before.inspection_id, before.item_id) == (suggestion.inspection_id, suggestion.item_id)
        return same and bool(self.unsaved())

    def _forget(self) -> None:
        self._suggestion = None

    def _choose(self, severity: Severity) -> None:
        for one, button in self.severities.items():
            button.setChecked(one is severity)
            button.set_icon("check" if one is severity else "")
        kind = None if self._suggestion is None else self._suggestion.kind
        self.contain.setText(self._step_words.contain(kind, severity, self._context.program.workspace.store.clock()))
        self.contain.setVisible(bool(self.contain.text()))

    def _on_severity(self) -> None:
        button = self.sender()
        self._choose(next(one for one, found in self.severities.items() if found is button))

    def _to_twin(self, issue_id: str) -> None:
        self.close_panel()
        self._context.go_to(Place.ISSUES, issue_id=issue_id)

    def _fit_again(self) -> None:
        if self.isVisible():
            self._fit()

    def _log(self) -> None:
        suggestion = self._suggestion
        if suggestion is None or not self.primary.isEnabled():
            return
        self.set_busy(True)
        self._offered = tuple(one.id for one in self.twins.lessons)
        self._context.saving.emit()
        call = partial(
            self._context.program.issues.log,
            self._context.actor,
            kind=suggestion.kind,
            title=self.title.text(),
            severity=next(one for one, button in self.severities.items() if button.isChecked()),
            description=self.description.toPlainText(),
            quantity=self.quantity.text(),
            inspection_id=suggestion.inspection_id,
            item_id=suggestion.item_id,
        )
        self._context.jobs.write(call, self._done, self._failed, owner=self)

    def _done(self, row: IssueRow) -> None:
        suggestion, self._suggestion = self._suggestion, None
        if self._offered:
            note = partial(self._context.program.lesson_uses.offered, self._context.actor, self._offered, row.id)
            self._context.jobs.write(note, None, self._not_noted, owner=self)
        self.set_busy(False)
        self.close_panel()
        if suggestion is not None:
            self.logged.emit(suggestion.item_id, row.number)

    def _not_noted(self, _error: QaError) -> None:
        """The issue is logged; that a lesson was on the screen then is no reason to tell of an error."""

    def _failed(self, error: QaError) -> None:
        self.set_busy(False)
        self.message.show_message(MessageKind.ERROR, words_of(error))
        self.title.setFocus(Qt.FocusReason.OtherFocusReason)
        self._context.save_failed.emit(words_of(error))
