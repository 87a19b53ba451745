"""The sheets of the issue log: a remark for a step or a comment, owner and due date, a new issue."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import QaError
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.issues.mentions import MentionHelper
from qa_desktop.ui.issues.step_words import StepWords
from qa_desktop.ui.issues.twins import TwinList
from qa_desktop.ui.issues.view_model import IssuesModel, NewIssue, OpenIssue
from qa_desktop.ui.issues.words import IssueWords, due_day
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, SPACE_3
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.photo_strip import Photo, PhotoStrip
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.access import Tile


class IssueSheet(DialogPanel):
    """What all sheets here share: labels with buddies, and a refusal that keeps what was typed."""

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


class RemarkSheet(IssueSheet):
    """Text for a step to another state, or a comment."""

    step_given = Signal(object, str)
    comment_given = Signal(str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Next step"), primary_text=host.tr("Store"), primary_icon="check", width=620)
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

    def open_for(self, number: str, state: IssueState | None, people: Sequence[Tile] = ()) -> None:
        """Ask for the remark of a step, or without a state for a comment, which may name ``people``."""
        self.mentions.setVisible(state is None)
        self.mentions.set_people(people if state is None else ())
        self._state = state
        question = self.tr("Comment") if state is None else self._words.question(state)
        title = number if state is None else f"{number} → {self._words.state(state)}"
        self._title.setText(title)
        self.sheet.setAccessibleName(title)
        self.question.setText(question)
        self.text.setAccessibleName(question)
        self.text.clear()
        self.set_busy(False)
        self.open_panel(self.text)

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
        now = self._model.due_in(0)
        self.due.setPlaceholderText(now)
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


class NewIssueSheet(IssueSheet):
    """A new issue of any kind, with photos."""

    given = Signal(object)

    def __init__(self, host: QWidget, context: Context) -> None:
        super().__init__(host, host.tr("New issue"), primary_text=host.tr("Log the issue"), primary_icon="flag", width=720)
        words = IssueWords(self)
        self._photos: list[Path | bytes] = []
        self.kind, self.severity = QComboBox(self.content), QComboBox(self.content)
        self.kind.addItem(self.tr("Choose …"), None)
        for kind in IssueKind:
            self.kind.addItem(words.kind(kind), kind)
        self.severity.addItem(self.tr("Choose …"), None)
        for severity in Severity:
            self.severity.addItem(words.severity(severity), severity)
        self.title = QLineEdit(self.content)
        self.title.setMaxLength(200)
        self.description = NoteField(self.content)
        self.description.setFixedHeight(72)
        self.quantity = QLineEdit(self.content)
        self.quantity.setMaxLength(20)
        self.photos = PhotoStrip(self.content)
        self.add_field(self.tr("What was found, in a few words"), self.title)
        self.twins = TwinList(context, self.title, self.content)
        self.twins.changed.connect(self._fit_again)
        self.body.addWidget(self.twins)
        both = QHBoxLayout()
        both.setSpacing(SPACE_3)
        self.add_field(self.tr("Kind"), self.kind, both)
        self.add_field(self.tr("Severity"), self.severity, both)
        self.body.addLayout(both)
        self._context, self._step_words = context, StepWords(self)
        self.contain = PlainLabel("", self.content, role="text_muted")
        self.contain.hide()
        self.body.addWidget(self.contain)
        for box in (self.kind, self.severity):
            box.currentIndexChanged.connect(self._say_when)
        self.add_field(self.tr("Description"), self.description)
        self._build_about()
        self.body.addWidget(self.photos)
        self.photos.add_requested.connect(self._choose)
        self.photos.files_dropped.connect(self.add_files)
        self.photos.image_pasted.connect(self._add_image)
        self.photos.remove_requested.connect(self._remove)
        self.confirmed.connect(self._give)

    def _build_about(self) -> None:
        """What else may be known; all of it may stay empty."""
        self.code, self.origin = QComboBox(self.content), QComboBox(self.content)
        for words, key in (
            (self.tr("Not said"), ""), (self.tr("Internal"), "internal"), (self.tr("Supplier"), "supplier"),
            (self.tr("Customer"), "customer"),
        ):  # fmt: skip
            self.origin.addItem(words, key)
        self.about: dict[str, QLineEdit] = {}
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(SPACE_3)
        self.add_field(self.tr("How many (optional)"), self.quantity, first)
        self.add_field(self.tr("Failure code"), self.code, first)
        self.add_field(self.tr("Whose it is"), self.origin, first)
        for name, words in (
            ("part", self.tr("Part")),
            ("lot", self.tr("Lot")),
            ("serials", self.tr("Serial numbers")),
            ("place", self.tr("Where")),
        ):
            field = self.about[name] = QLineEdit(self.content)
            field.setMaxLength(300)
            self.add_field(words, field, second)
        self.body.addLayout(first)
        self.body.addLayout(second)

    def set_codes(self, codes: tuple[tuple[str, str], ...]) -> None:
        """Offer the failure codes in use."""
        self.code.clear()
        self.code.addItem(self.tr("None"), "")
        for code, words in codes:
            self.code.addItem(f"{code}  {words}", code)

    def open_empty(self) -> None:
        """Ask for a new issue; nothing is pre-filled."""
        for edit in (self.title, self.quantity, *self.about.values()):
            edit.clear()
        self.origin.setCurrentIndex(0)
        self.code.setCurrentIndex(0)
        self.description.clear()
        self.kind.setCurrentIndex(0)
        self.severity.setCurrentIndex(0)
        self._photos.clear()
        self._show_photos()
        self.twins.about(None, None)
        self.set_busy(False)
        self.open_panel(self.title)

    def add_files(self, files: list[str]) -> None:
        """Take picture files."""
        self._photos += [Path(name) for name in files]
        self._show_photos()

    def _say_when(self) -> None:
        """Say by when such an issue has to be contained: that day is stored with it."""
        now = self._context.program.workspace.store.clock()
        kind, severity = self.kind.currentData(), self.severity.currentData()
        chosen = (None if kind is None else IssueKind(kind), None if severity is None else Severity(severity))
        words = self._step_words.contain(*chosen, now)
        self.contain.setText(words)
        self.contain.setVisible(bool(words))
        self._fit_again()

    def _fit_again(self) -> None:
        if self.isVisible():
            self._fit()

    def _choose(self) -> None:
        choose_pictures(self, self.add_files)

    def _add_image(self, image: QImage) -> None:
        self._photos.append(png_of(image))
        self._show_photos()

    def _remove(self, key: str) -> None:
        place = int(key.rpartition("-")[2])
        if place < len(self._photos):
            del self._photos[place]
            self._show_photos()

    def _show_photos(self) -> None:
        shown = []
        for place, photo in enumerate(self._photos):
            name = photo.name if isinstance(photo, Path) else ""
            shown.append(Photo(f"{len(self._photos)}-{place}", name, str(photo) if isinstance(photo, Path) else photo))
        self.photos.set_photos(shown)
        if self.isVisible():
            self._fit()

    def _give(self) -> None:
        if not self.title.text().strip():
            self._ask(self.tr("Say in a few words what was found."), self.title)
        elif self.kind.currentData() is None:
            self._ask(self.tr("Choose what kind of issue it is."), self.kind)
        elif self.severity.currentData() is None:
            self._ask(self.tr("Choose how severe it is."), self.severity)
        else:
            self.set_busy(True)
            self.given.emit(
                NewIssue(
                    IssueKind(self.kind.currentData()),
                    Severity(self.severity.currentData()),
                    self.title.text(),
                    self.description.toPlainText(),
                    self.quantity.text(),
                    tuple(self._photos),
                    {
                        "failure_code": self.code.currentData() or "",
                        "origin": self.origin.currentData() or "",
                        **{name: field.text() for name, field in self.about.items()},
                    },
                    tuple(one.id for one in self.twins.lessons),
                )
            )

    def _ask(self, sentence: str, field: QWidget) -> None:
        self.message.show_message(MessageKind.WARNING, sentence)
        self._fit()
        field.setFocus(Qt.FocusReason.OtherFocusReason)


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
