"""The sheets: suggest something, answer a suggestion, a lesson, a note for the next shift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.improvement import SuggestionState
from qa_desktop.domain.people import ROLE_PERMISSIONS, Permission
from qa_desktop.ui.context import words_of
from qa_desktop.ui.improve.words import ImproveWords
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.fields import LabelledField, NoteField
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.access import Tile
    from qa_desktop.services.suggestions import SuggestionDetail
    from qa_desktop.storage.queries.lessons import LessonRow


class ImproveSheet(DialogPanel):
    """What all sheets here share: labelled fields, and a refusal or a slip of the finger that keeps what was typed."""

    keeps_words = True

    def add_line(self, words: str, *, limit: int = 200, hint: str = "") -> QLineEdit:
        """Put one line below its label."""
        line = QLineEdit(self.content)
        line.setMaxLength(limit)
        self.body.addWidget(LabelledField(words, line, self.content, hint=hint))
        return line

    def add_note(self, words: str, *, lines: int = 4, hint: str = "") -> NoteField:
        """Put several lines below their label."""
        note = NoteField(self.content, lines=lines)
        self.body.addWidget(LabelledField(words, note, self.content, hint=hint))
        return note

    def refuse(self, error: QaError) -> None:
        """Say why nothing was stored; what was typed stays."""
        self.set_busy(False)
        self.message.show_message(MessageKind.ERROR, words_of(error))

    def set_title(self, title: str) -> None:
        """Show another title."""
        self._title.setText(title)
        self.sheet.setAccessibleName(title)

    def want(self, field: NoteField | QLineEdit, sentence: str) -> bool:
        """Return whether something stands in a field; else ask for it."""
        text = field.toPlainText() if isinstance(field, NoteField) else field.text()
        if text.strip():
            return True
        self.message.show_message(MessageKind.WARNING, sentence)
        field.setFocus()
        return False


class SuggestSheet(ImproveSheet):
    """A suggestion: words first, the rest is free.  ``given`` carries words, purpose, effect, amount, and a typed name."""

    given = Signal(str, str, str, str, str)

    def __init__(self, host: QWidget, *, named: bool) -> None:
        super().__init__(host, host.tr("Suggest something"), primary_text=host.tr("Send"), primary_icon="send", width=640)
        promise = (
            self.tr("You get an answer within 14 days.") if named else self.tr("It is answered on the board within 14 days.")
        )
        self.body.addWidget(PlainLabel(promise, self.content, role="text_muted"))
        self.words = self.add_note(self.tr("What could be better, and how"), lines=4)
        self.purpose = self.add_line(self.tr("What would it help (optional)"), limit=500)
        self.effect = self.add_line(self.tr("What may it bring, for example 2 hours a week (optional)"), limit=500)
        self.amount = self.add_line(self.tr("As an amount (optional)"), limit=20)
        self.name = self.add_line(
            self.tr("Your name (optional)"), limit=80, hint=self.tr("Leave it empty, and nobody is recorded as the author.")
        )
        for line, shown in ((self.effect, named), (self.amount, named), (self.name, not named)):
            parent = line.parentWidget()
            if parent is not None:
                parent.setVisible(shown)
        self.confirmed.connect(self._give)

    def ask(self) -> None:
        """Open empty."""
        self.words.clear()
        for line in (self.purpose, self.effect, self.amount, self.name):
            line.clear()
        self.set_busy(False)
        self.open_panel(self.words)

    def _give(self) -> None:
        if self.want(self.words, self.tr("Say in a few words what could be better.")):
            self.set_busy(True)
            rest = (self.purpose.text(), self.effect.text(), self.amount.text(), self.name.text())
            self.given.emit(self.words.toPlainText(), *rest)


class AnswerSheet(ImproveSheet):
    """The answer to a suggestion and what becomes of it; or its owner and day; or the effect that it had."""

    answered = Signal(object, str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Answer"), primary_text=host.tr("Send the answer"), primary_icon="send", width=640)
        self._words = ImproveWords(self)
        self.said = PlainLabel("", self.content)
        self.state = QComboBox(self.content)
        self.body.addWidget(self.said)
        self.body.addWidget(LabelledField(self.tr("What becomes of it"), self.state, self.content))
        self.answer = self.add_note(self.tr("Answer to whoever suggested it"), lines=4)
        self._states: tuple[SuggestionState, ...] = ()
        self.confirmed.connect(self._give)

    def ask(self, detail: SuggestionDetail) -> None:
        """Open for a suggestion; nothing is chosen beforehand."""
        self.set_title(self.tr("Answer {number}").format(number=detail.row.number))
        self.said.setText(detail.row.words)
        self._states = detail.next_states
        self.state.clear()
        self.state.addItem(self.tr("Choose …"))
        for state in self._states:
            self.state.addItem(self._words.suggestion_state(state))
        self.answer.clear()
        self.set_busy(False)
        self.open_panel(self.state)

    def _give(self) -> None:
        place = self.state.currentIndex()
        if place < 1:
            self.message.show_message(MessageKind.WARNING, self.tr("Choose what becomes of the suggestion."))
            self.state.setFocus()
        elif self.want(self.answer, self.tr("Write the answer, so that its author understands.")):
            self.set_busy(True)
            self.answered.emit(self._states[place - 1], self.answer.toPlainText())


class OwnerSheet(ImproveSheet):
    """Who answers a suggestion by which day."""

    given = Signal(object, str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Who answers, and by when"), primary_text=host.tr("Store"), primary_icon="check")
        self.owner = QComboBox(self.content)
        self.body.addWidget(LabelledField(self.tr("Owner"), self.owner, self.content))
        self.due = self.add_line(self.tr("Answer by (year-month-day)"), limit=20)
        self.confirmed.connect(self._give)

    def ask(self, detail: SuggestionDetail, people: tuple[Tile, ...]) -> None:
        """Open for a suggestion."""
        self.owner.clear()
        self.owner.addItem(self.tr("Nobody yet"), None)
        for tile in people:
            if any(Permission.ANSWER_SUGGESTION in ROLE_PERMISSIONS[role] for role in tile.roles):
                self.owner.addItem(tile.name, tile.person_id)
        self.owner.setCurrentIndex(max(0, self.owner.findData(detail.row.owner_id)))
        self.due.setText(detail.row.answer_due)
        self.set_busy(False)
        self.open_panel(self.owner)

    def _give(self) -> None:
        self.set_busy(True)
        self.given.emit(self.owner.currentData(), self.due.text())


class EffectSheet(ImproveSheet):
    """What a suggestion really brought."""

    given = Signal(str, str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("What did it bring?"), primary_text=host.tr("Store"), primary_icon="check")
        self.effect = self.add_line(self.tr("Effect in words"), limit=500)
        self.amount = self.add_line(self.tr("As an amount (optional)"), limit=20)
        self.confirmed.connect(self._give)

    def ask(self, detail: SuggestionDetail) -> None:
        """Open for a suggestion."""
        self.effect.setText(detail.row.effect_actual)
        self.amount.setText(detail.row.amount_actual)
        self.set_busy(False)
        self.open_panel(self.effect)

    def _give(self) -> None:
        if self.want(self.effect, self.tr("Say what it brought.")):
            self.set_busy(True)
            self.given.emit(self.effect.text(), self.amount.text())


class TrialSheet(ImproveSheet):
    """What is tried out, where, from which day to which."""

    given = Signal(str, str, str, str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Begin a trial"), primary_text=host.tr("Begin"), primary_icon="check", width=620)
        self.what = self.add_line(self.tr("What is tried out"), limit=500)
        self.place = self.add_line(self.tr("Where (optional)"))
        self.from_day = self.add_line(self.tr("From (year-month-day)"), limit=20)
        self.to_day = self.add_line(self.tr("To (year-month-day)"), limit=20)
        self.confirmed.connect(self._give)

    def ask(self, number: str, today: str) -> None:
        """Open for the suggestion or issue of a number."""
        self.what.clear()
        self.place.clear()
        self.from_day.setText(today)
        self.to_day.clear()
        self.set_title(self.tr("Begin a trial for {number}").format(number=number))
        self.set_busy(False)
        self.open_panel(self.what)

    def _give(self) -> None:
        if self.want(self.what, self.tr("Say what is tried out.")):
            self.set_busy(True)
            self.given.emit(self.what.text(), self.place.text(), self.from_day.text(), self.to_day.text())


class ResultSheet(ImproveSheet):
    """How a trial ended; written once."""

    given = Signal(str, str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Result of the trial"), primary_text=host.tr("Store"), primary_icon="check", width=620)
        self.what = PlainLabel("", self.content)
        self.outcome = QComboBox(self.content)
        for words in (
            self.tr("Choose …"),
            self.tr("It became better"),
            self.tr("It stayed the same"),
            self.tr("It became worse"),
        ):
            self.outcome.addItem(words)
        self.body.addWidget(self.what)
        self.body.addWidget(LabelledField(self.tr("Outcome"), self.outcome, self.content))
        self.result = self.add_note(self.tr("What was seen, with numbers"), lines=3)
        self.confirmed.connect(self._give)

    def ask(self, words: str) -> None:
        """Open for a trial that runs, in words."""
        self.what.setText(words)
        self.outcome.setCurrentIndex(0)
        self.result.clear()
        self.set_busy(False)
        self.open_panel(self.outcome)

    def _give(self) -> None:
        place = self.outcome.currentIndex()
        if place < 1:
            self.message.show_message(MessageKind.WARNING, self.tr("Choose how it ended."))
            self.outcome.setFocus()
        elif self.want(self.result, self.tr("Say what was seen.")):
            self.set_busy(True)
            self.given.emit(("better", "same", "worse")[place - 1], self.result.toPlainText())


class LessonSheet(ImproveSheet):
    """A lesson in the words of whoever learned it.  ``written`` carries its words and, for a new one, the number of its issue."""

    written = Signal(object, object)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Lesson"), primary_text=host.tr("Store"), primary_icon="check", width=760)
        self._row: LessonRow | None = None
        self.title = self.add_line(self.tr("What was learned, in a few words"))
        self.happened = self.add_note(self.tr("What happened"), lines=2)
        self.cause = self.add_note(self.tr("Cause"), lines=2)
        self.worked = self.add_note(self.tr("What worked"), lines=2)
        self.failure = self.add_line(self.tr("Words by which it shall be found (optional)"), limit=500)
        self.item = self.add_line(self.tr("Key of the item on the checklist (optional)"), limit=80)
        self.part = self.add_line(self.tr("Number of the part (optional)"), limit=80)
        self.issue = self.add_line(self.tr("Number of the closed issue that it comes from (optional)"), limit=40)
        self.confirmed.connect(self._give)

    def ask(self, row: LessonRow | None, issue: str = "", *, chained: bool = False) -> None:
        """Open empty or for an issue, or with a lesson to correct; ``chained`` leaves the issue to the chain."""
        self.issue.setText(issue)
        field = self.issue.parentWidget()
        if field is not None:
            field.setVisible(row is None and not chained)
        self._row = row
        self.set_title(self.tr("New lesson") if row is None else self.tr("Lesson {number}").format(number=row.number))
        self.title.setText(row.title if row else "")
        self.failure.setText(row.failure if row else "")
        self.item.setText(row.item_key if row else "")
        self.part.setText(row.part_number if row else "")
        self.happened.setPlainText(row.happened if row else "")
        self.cause.setPlainText(row.cause if row else "")
        self.worked.setPlainText(row.worked if row else "")
        self.set_busy(False)
        self.open_panel(self.title)

    def _give(self) -> None:
        from qa_desktop.services.knowledge import LessonWords  # noqa: PLC0415  (services load late)

        if not self.want(self.title, self.tr("Say in a few words what was learned.")):
            return
        self.set_busy(True)
        row = self._row
        words = LessonWords(
            self.title.text(),
            self.happened.toPlainText(),
            self.cause.toPlainText(),
            self.worked.toPlainText(),
            self.failure.text(),
            row.procedure_id if row else None,
            row.part_id if row else None,
            self.item.text(),
            None if row and self.part.text().strip() == row.part_number else self.part.text(),
        )
        self.written.emit(words, self.issue.text() if row is None else None)


class NoteSheet(ImproveSheet):
    """A note for whoever comes next to this station."""

    given = Signal(str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Note for the next shift"), primary_text=host.tr("Leave the note"), primary_icon="check")
        self.words = self.add_note(self.tr("What should they know"), lines=4)
        self.confirmed.connect(self._give)

    def ask(self) -> None:
        """Open empty."""
        self.words.clear()
        self.set_busy(False)
        self.open_panel(self.words)

    def _give(self) -> None:
        if self.want(self.words, self.tr("Write the note first.")):
            self.set_busy(True)
            self.given.emit(self.words.toPlainText())


def refuse_open(sheets: tuple[Any, ...], error: QaError) -> bool:
    """Say why nothing was stored in the sheet that is open; returns ``False`` when none is."""
    for sheet in sheets:
        if sheet.isVisible():
            sheet.refuse(error)
            return True
    return False
