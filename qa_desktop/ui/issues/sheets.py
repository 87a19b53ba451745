"""The sheets of the issue log: a remark for a step or a comment, owner and due date; what all of them share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.issue import IssueState
from qa_desktop.ui.context import words_of
from qa_desktop.ui.issues.mentions import MentionHelper
from qa_desktop.ui.issues.step_words import StepWords
from qa_desktop.ui.issues.view_model import IssuesModel, OpenIssue
from qa_desktop.ui.issues.words import IssueWords, due_day
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.access import Tile


class IssueSheet(DialogPanel):
    """What all sheets here share: labels with buddies, and a refusal or a slip of the finger that keeps what was typed."""

    keeps_words = True

    def add_field(self, words: str, field: QWidget, where: QBoxLayout | None = None) -> None:
        """Put a field below its label."""
        label = PlainLabel(words, self.content, strong=True)
        label.setBuddy(field)
        field.setAccessibleName(words)
        box = QVBoxLayout()
        box.setSpacing(SPACE_1)
        box.addWidget(label)
        box.addWidget(field)
        (where if where is not None else self.body).addLayout(box)

    def refuse(self, error: QaError) -> None:
        """Say why nothing was stored; what was typed stays."""
        self.set_busy(False)
        self.message.show_message(MessageKind.ERROR, words_of(error))
        self._fit()


class OneTextSheet(IssueSheet):
    """A sheet with one text.  Words that were refused stand there again the next time that the same is asked."""

    def __init__(self, host: QWidget, title: str, *, go: str, icon: str) -> None:
        super().__init__(host, title, primary_text=go, primary_icon=icon, width=620)
        self._asked, self._kept = "", ("", "")

    def typed(self) -> str:
        """Return what stands in the field."""
        raise NotImplementedError

    def begin(self, asked: str) -> str:
        """Say what is asked now; return the words that were refused for it, empty for none."""
        self._asked = asked
        return self._kept[1] if self._kept[0] == asked else ""

    def refuse(self, error: QaError) -> None:
        """Say why, and keep the words for when what is missing is there."""
        self._kept = (self._asked, self.typed())
        super().refuse(error)

    def forget(self) -> None:
        """Keep no words: they are stored."""
        self._kept = ("", "")

    def unsaved(self) -> tuple[str, ...]:
        """Return what is neither stored nor kept."""
        return () if (self._asked, self.typed()) == self._kept else super().unsaved()


class RemarkSheet(OneTextSheet):
    """Text for a step to another state, or a comment."""

    step_given = Signal(object, str)
    comment_given = Signal(str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Next step"), go=host.tr("Store"), icon="check")
        self._words = IssueWords(self)
        self._state: IssueState | None = None
        self.text = NoteField(self.content)
        self.question = PlainLabel("", self.content, strong=True)
        self.question.setBuddy(self.text)
        self.body.addWidget(self.question)
        self.body.addWidget(self.text)
        self.mentions = MentionHelper(self.text, self.content)
        self.body.addWidget(self.mentions)
        self.confirmed.connect(self._give)

    def open_for(self, number: str, state: IssueState | None, people: Sequence[Tile] = (), missing: Sequence[str] = ()) -> None:
        """Ask for the remark of a step, or without a state for a comment, which may name ``people``.

        ``missing`` is what the step lacks, which is said before anything is typed.
        """
        self.mentions.setVisible(state is None)
        self.mentions.set_people(people if state is None else ())
        self._state = state
        question = self.tr("Comment") if state is None else self._words.question(state)
        title = number if state is None else f"{number} → {self._words.state(state)}"
        self._title.setText(title)
        self.sheet.setAccessibleName(title)
        self.question.setText(question)
        self.text.setAccessibleName(question)
        self.text.setPlainText(self.begin(title))
        self.text.selectAll()
        self.set_busy(False)
        self.open_panel(self.text)
        if missing:
            self.message.show_message(MessageKind.WARNING, " ".join(missing))

    def typed(self) -> str:
        """Return what stands in the field."""
        return self.text.toPlainText()

    def _give(self) -> None:
        text = self.text.toPlainText()
        if not text.strip():
            self.message.show_message(MessageKind.WARNING, self.tr("Write a few words, so that the next person understands."))
            self._fit()
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.set_busy(True)
        if self._state is None:
            self.comment_given.emit(text)
        else:
            self.step_given.emit(self._state, text)


class AssignSheet(IssueSheet):
    """Who takes care, until when."""

    given = Signal(object, str)

    def __init__(self, host: QWidget, model: IssuesModel) -> None:
        super().__init__(host, host.tr("Owner and due date"), primary_text=host.tr("Store"), primary_icon="check")
        self._model = model
        self.owner = QComboBox(self.content)
        self.due = QLineEdit(self.content)
        self.due.setPlaceholderText("2026-03-27")
        self.due.setMaxLength(20)
        self.add_field(self.tr("Owner"), self.owner)
        self.add_field(self.tr("Due (year-month-day)"), self.due)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        for words, days in (
            (self.tr("Today"), 0),
            (self.tr("Tomorrow"), 1),
            (self.tr("In a week"), 7),
            (self.tr("No date"), None),
        ):
            button = ActionButton(words, self.content)
            button.clicked.connect(partial(self._set_due, days))
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.said = PlainLabel("", self.content, role="text_muted")
        self.body.addWidget(self.said)
        self.confirmed.connect(self._give)

    def open_for(self, issue: OpenIssue) -> None:
        """Ask for owner and due date of an issue."""
        row = issue.detail.row
        self.owner.clear()
        self.owner.addItem(self.tr("Nobody"), None)
        for tile in issue.people:
            self.owner.addItem(tile.name, tile.person_id)
        self.owner.setCurrentIndex(max(0, self.owner.findData(row.owner_id)))
        self.due.setPlaceholderText(self.tr("as {day}").format(day=self._model.due_in(0)))
        self.due.setText(due_day(row.due_at, self._model.now()))
        step = issue.detail.next_step
        planned = step is not None and row.due_now != row.due_at
        self.said.setVisible(planned)
        if planned and step is not None:
            words = self.tr("These are for the issue as a whole. What counts now: {step}. Ctrl+H, then Ctrl+T plans the step.")
            self.said.setText(words.format(step=StepWords(self).next(step, self._model.now())))
        self.set_busy(False)
        self.open_panel(self.owner)

    def _set_due(self, days: int | None) -> None:
        self.due.setText("" if days is None else self._model.due_in(days))

    def _give(self) -> None:
        self.set_busy(True)
        self.given.emit(self.owner.currentData(), self.due.text())


class NoteField(QPlainTextEdit):
    """Some lines of text that Tab leaves."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFixedHeight(96)


def choose_pictures(parent: QWidget, take: object) -> None:
    """Let the person choose picture files; ``take`` is a bound method that gets their names."""
    dialog = QFileDialog(parent, parent.tr("Choose photos"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilter(parent.tr("Pictures") + " (*.jpg *.jpeg *.png *.webp *.bmp *.gif *.tif *.tiff *.heic)")
    dialog.filesSelected.connect(take)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def png_of(image: QImage) -> bytes:
    """Return a picture from the clipboard as the bytes of a file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
