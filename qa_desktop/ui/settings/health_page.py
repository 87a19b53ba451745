"""Health and backups: is every record as it was given, and does a copy of it lie somewhere safe."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desktop.domain.errors import CancelledError
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.settings.findings import MOST, FindingRow, HealthWords, Kind, sorted_findings
from qa_desktop.ui.settings.flow import WordsAndButtons
from qa_desktop.ui.settings.health_model import HealthModel, HealthState, Task
from qa_desktop.ui.settings.page import FactGrid, SectionPage
from qa_desktop.ui.settings.words import moment_words
from qa_desktop.ui.theme.tokens import SPACE_2, Tone
from qa_desktop.ui.widgets.busy import BusyPanel
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

_NEWEST = 6
"""How many backups are listed by name."""


class HealthPage(SectionPage):
    """Draws the state of check and backups."""

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(context, host)
        self.set_heading(
            self.tr("Health and backups"), self.tr("Whether every record is as it was given, and where its copies lie.")
        )
        self.model = HealthModel(context.program, context.actor, context.jobs, changed=self._changed, owner=self)
        self.words = HealthWords(self)
        self._drawn: object = None
        self._take_focus = False
        self.rows: list[FindingRow] = []
        if self.model.state.may:
            self.cards.addWidget(self._check_card())
            self.cards.addWidget(self._backup_card())
        else:
            message = InlineMessage(self, dismissable=False)
            sentence = self.tr("Supervisors, quality engineers, auditors and administrators check the workspace and back it up.")
            message.show_message(MessageKind.INFO, sentence)
            self.cards.addWidget(message)
        self.cards.addStretch(1)
        self.render_state(self.model.state)

    def enter(self) -> None:
        """Look which backups there are."""
        self.model.load()

    def first_focus(self) -> QWidget | None:
        """Begin at the check, or at what stops the work under way."""
        if not self.model.state.may:
            return None
        busy = next((panel for panel in (self.checking, self.copying) if not panel.isHidden()), None)
        return self.check if busy is None else busy.cancel

    def render_state(self, state: HealthState) -> None:
        """Draw the state."""
        if not state.may:
            return
        for button in (self.check, self.back_up):
            button.setEnabled(state.running is None)
        self._show_busy(state, Task.CHECK, self.checking, self.check, self.words.step(state.progress[2]))
        self._show_busy(state, Task.BACKUP, self.copying, self.back_up, self.tr("Copying database, photos and reports …"))
        self._show_error(state, Task.CHECK, self.check_message)
        self._show_error(state, Task.BACKUP, self.backup_message)
        self._show_checkup(state)
        self._show_backups(state)

    def _check_card(self) -> Card:
        card = Card(self.tr("Health"), self)
        self.verdict = StatusChip(parent=card)
        card.add_to_head(self.verdict)
        words = self.tr("Compares database, audit chain, photos, reports with their signatures, and keys. Changes nothing.")
        self.check = ActionButton(self.tr("Check the workspace"), card, icon="shield-check", variant=Variant.PRIMARY)
        self.check.clicked.connect(self.model.check)
        self.checking = BusyPanel(card)
        self.checking.cancel_requested.connect(self._cancel)
        self.check_message = InlineMessage(card)
        self.result = PlainLabel("", card)
        self.next_step = PlainLabel("", card, strong=True, role="fails")
        self.copy = ActionButton(self.tr("Copy the list"), card, icon="copy")
        self.copy.clicked.connect(self._copy)
        self._findings = QVBoxLayout()
        self._findings.setSpacing(SPACE_2)
        self.more = PlainLabel("", card, role="text_muted")
        self.more.hide()
        card.body.addWidget(WordsAndButtons(card, PlainLabel(words, card, role="text_muted"), self.check))
        for widget in (self.checking, self.check_message, self.result, self.next_step):
            card.body.addWidget(widget)
        card.body.addLayout(self._findings)
        card.body.addWidget(self.more)
        card.body.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _backup_card(self) -> Card:
        card = Card(self.tr("Backups"), self)
        words = self.tr("Made by itself every quarter of an hour in which something is recorded. Each one is read back.")
        self.back_up = ActionButton(self.tr("Back up now"), card, icon="download")
        self.back_up.clicked.connect(self.model.back_up)
        self.copying = BusyPanel(card)
        self.copying.cancel_requested.connect(self._cancel)
        self.backup_message = InlineMessage(card)
        self.facts = FactGrid(card)
        self.newest = self.facts.add(self.tr("Newest"))
        self.folder = self.facts.add(self.tr("Folder"))
        self.listed = self.facts.add(self.tr("In the folder"))
        card.body.addWidget(WordsAndButtons(card, PlainLabel(words, card, role="text_muted"), self.back_up))
        for widget in (self.copying, self.backup_message, self.facts):
            card.body.addWidget(widget)
        return card

    def _show_busy(self, state: HealthState, task: Task, panel: BusyPanel, button: ActionButton, sentence: str) -> None:
        if state.running is not task:
            if panel.isHidden():
                return
            if panel.cancel.hasFocus() or self._take_focus:
                button.setFocus(Qt.FocusReason.OtherFocusReason)
            self._take_focus = False
            panel.finish()
            return
        if panel.isHidden():
            panel.start(sentence)
            panel.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        done, total, _ = state.progress
        panel.set_progress(done, total, sentence)

    def _show_error(self, state: HealthState, task: Task, message: InlineMessage) -> None:
        if state.failed is task and isinstance(state.error, CancelledError):
            message.show_message(MessageKind.INFO, self.tr("Cancelled. Nothing was changed."))
        elif state.failed is task and state.error is not None:
            message.show_message(MessageKind.ERROR, words_of(state.error))
        elif task is Task.BACKUP and state.made is not None:
            words = self.tr("The backup is made and was read back: {files} files, {copied} of them new. It lies in {folder}")
            made = state.made
            message.show_message(MessageKind.SUCCESS, words.format(files=made.files, copied=made.copied, folder=made.folder))
        elif task is Task.BACKUP and state.list_error is not None:
            message.show_message(MessageKind.ERROR, words_of(state.list_error))
        else:
            message.hide()

    def _show_checkup(self, state: HealthState) -> None:
        checkup = state.checkup
        for widget in (self.verdict, self.result):
            widget.setVisible(checkup is not None)
        self.copy.setVisible(checkup is not None and bool(checkup.findings))
        self.next_step.setVisible(checkup is not None and not checkup.healthy)
        if self._drawn is checkup:
            return
        self._drawn = checkup
        self._clear_rows()
        if checkup is None:
            return
        at = moment_words(state.checked_at) if state.checked_at is not None else ""
        self.result.setText(self.tr("{at}: {looked}").format(at=at, looked=self.words.looked_at(checkup.looked_at)))
        if checkup.healthy:
            self.verdict.set_state(self.tr("Healthy"), Tone.CONFORMS, "check")
        else:
            self.verdict.set_state(self.tr("Not healthy"), Tone.FAILS, "triangle-alert")
            self.next_step.setText(
                self.tr("Evidence is harmed. Keep the backups as they are, copy the list, and give it to an administrator.")
            )
        found = sorted_findings(checkup)
        for finding in found[:MOST]:
            kind = Kind(finding.weight.value)
            row = FindingRow(kind, self.words.area(finding.area), finding.sentence, self.words, self)
            self.rows.append(row)
            self._findings.addWidget(row)
        self.more.setVisible(len(found) > MOST)
        self.more.setText(self.tr("{n} more are in the list that you can copy.").format(n=len(found) - MOST))

    def _clear_rows(self) -> None:
        for row in self.rows:
            self._findings.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows.clear()
        self.more.hide()

    def _show_backups(self, state: HealthState) -> None:
        self.facts.show_fact(self.folder, state.folder)
        if state.backups is None:
            for label in (self.newest, self.listed):
                self.facts.show_fact(label, self.tr("Loading …"))
            return
        if not state.backups:
            self.facts.show_fact(self.newest, self.tr("None yet. Back up now."))
            self.facts.show_fact(self.listed, self.tr("Nothing"))
            return
        self.facts.show_fact(self.newest, moment_words(state.backups[0].at))
        lines = [f"{moment_words(found.at)}   {found.name}" for found in state.backups[:_NEWEST]]
        older = len(state.backups) - _NEWEST
        if older > 0:
            lines.append(self.tr("and {n} older").format(n=older))
        self.facts.show_fact(self.listed, "\n".join(lines))

    def _cancel(self) -> None:
        """Stop.  The pressed button is switched off and loses the keyboard, which returns to where the work was begun."""
        self._take_focus = True
        self.model.cancel()

    def _copy(self) -> None:
        state = self.model.state
        if state.checkup is not None and state.checked_at is not None:
            QGuiApplication.clipboard().setText(self.words.as_text(state.checkup, moment_words(state.checked_at)))
            self.context.tell("info", self.tr("The list is copied. Paste it into a message or a document."))

    def _changed(self) -> None:
        self.render_state(self.model.state)
