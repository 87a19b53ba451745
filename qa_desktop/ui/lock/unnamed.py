"""Saying something without a log-in: a suggestion with or without a typed name, or a concern that only a confidant reads."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from qa_desktop.ui.improve.confide import ConfideSheet
from qa_desktop.ui.improve.sheets import SuggestSheet
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.message import announce
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.program import Program
    from qa_desktop.storage.queries.suggestions import SuggestionRow
    from qa_desktop.ui.jobs import Jobs


class UnnamedVoices(QObject):
    """Two buttons below the tiles of the lock screen, and their sheets."""

    def __init__(self, program: Program, jobs: Jobs, host: QWidget) -> None:
        super().__init__(host)
        self._program, self._jobs, self._host = program, jobs, host
        self.suggest = ActionButton(self.tr("Suggest something"), host, icon="lightbulb")
        self.confide = ActionButton(self.tr("Speak in confidence"), host, icon="lock")
        self.suggest_sheet: SuggestSheet | None = None
        self.confide_sheet: ConfideSheet | None = None
        self.thanks = PlainLabel("", host, role="conforms")
        self.thanks.hide()
        self.suggest.clicked.connect(self._suggest)
        self.confide.clicked.connect(self._confide)

    def buttons(self) -> tuple[ActionButton, ActionButton]:
        """Return them in their order."""
        return self.suggest, self.confide

    def is_open(self) -> bool:
        """Return whether somebody is saying something."""
        return any(sheet is not None and sheet.isVisible() for sheet in (self.suggest_sheet, self.confide_sheet))

    def _suggest(self) -> None:
        if self.suggest_sheet is None:
            self.suggest_sheet = SuggestSheet(self._host, named=False)
            self.suggest_sheet.given.connect(self._given)
        self.thanks.hide()
        self.suggest_sheet.ask()

    def _confide(self) -> None:
        if self.confide_sheet is None:
            self.confide_sheet = ConfideSheet(self._host, self._program, self._jobs)
        self.confide_sheet.ask()

    def _given(self, words: str, purpose: str, _effect: str, _amount: str, name: str) -> None:
        sheet = self.suggest_sheet
        if sheet is not None:
            give = partial(self._program.suggestions.give_unnamed, words, purpose=purpose, name=name)
            self._jobs.write(give, self._thank, sheet.refuse, owner=sheet)

    def _thank(self, row: SuggestionRow) -> None:
        if self.suggest_sheet is not None:
            self.suggest_sheet.close_panel()
        words = self.tr("Thank you. {number} is answered by {day}; anybody who can log in finds it at “Improve”.")
        self.thanks.setText(words.format(number=row.number, day=row.answer_due))
        self.thanks.show()
        announce(self.thanks, self.thanks.text())
