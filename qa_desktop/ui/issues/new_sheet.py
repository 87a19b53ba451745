"""The sheet of a new issue: one sentence, kind and severity are enough; the like of the past is offered while typing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueKind
from qa_desktop.ui.context import Context
from qa_desktop.ui.issues.sheets import IssueSheet, NoteField, choose_pictures, png_of
from qa_desktop.ui.issues.step_words import StepWords
from qa_desktop.ui.issues.twins import TwinList
from qa_desktop.ui.issues.view_model import NewIssue
from qa_desktop.ui.issues.words import IssueWords
from qa_desktop.ui.theme.tokens import SPACE_3
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.photo_strip import Photo, PhotoStrip
from qa_desktop.ui.widgets.text import PlainLabel


class NewIssueSheet(IssueSheet):
    """A new issue of any kind, with photos."""

    given = Signal(object)

    def __init__(self, host: QWidget, context: Context) -> None:
        super().__init__(host, host.tr("New issue"), primary_text=host.tr("Log the issue"), primary_icon="flag", width=720)
        words = IssueWords(self)
        self._photos: list[Path | bytes] = []
        # Made in the order in which they are read: Tab follows it.
        self.title = QLineEdit(self.content)
        self.title.setMaxLength(200)
        self.kind, self.severity = QComboBox(self.content), QComboBox(self.content)
        self.kind.addItem(self.tr("Choose …"), None)
        for kind in IssueKind:
            self.kind.addItem(words.kind(kind), kind)
        self.severity.addItem(self.tr("Choose …"), None)
        for severity in Severity:
            self.severity.addItem(words.severity(severity), severity)
        self.description = NoteField(self.content)
        self.description.setFixedHeight(72)
        self.add_field(self.tr("What was found, in a few words"), self.title)
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
        # Below what is typed and chosen: nothing that a hand reaches for moves when similar issues are found.
        self.twins = TwinList(context, self.title, self.content, more=self.description)
        self.twins.changed.connect(self._fit_again)
        self.body.addWidget(self.twins)
        self._build_about()
        self.photos = PhotoStrip(self.content)
        self.body.addWidget(self.photos)
        self.photos.add_requested.connect(self._choose)
        self.photos.files_dropped.connect(self.add_files)
        self.photos.image_pasted.connect(self._add_image)
        self.photos.remove_requested.connect(self._remove)
        self.confirmed.connect(self._give)
        self.cancelled.connect(self.forget)

    def _build_about(self) -> None:
        """What else may be known; all of it may stay empty."""
        self.quantity = QLineEdit(self.content)
        self.quantity.setMaxLength(20)
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
        """Offer the failure codes in use; what was chosen stays."""
        chosen = self.code.currentData()
        self.code.clear()
        self.code.addItem(self.tr("None"), "")
        for code, words in codes:
            self.code.addItem(f"{code}  {words}", code)
        self.code.setCurrentIndex(max(0, self.code.findData(chosen)))

    def open_empty(self) -> None:
        """Ask for a new issue; nothing is pre-filled but what was typed before somebody went to look at a similar one."""
        self.set_busy(False)
        if self.unsaved():
            self.twins.look()
            self.open_panel(self.title)
            self.message.show_message(MessageKind.INFO, self.tr("What you typed before is still here."))
            return
        self.forget()
        self.open_panel(self.title)

    def unsaved(self) -> tuple[str, ...]:
        """Return what was typed, and how many photos were taken."""
        photos = (f"{len(self._photos)} photos",) if self._photos else ()
        return (*super().unsaved(), *photos)

    def forget(self) -> None:
        """Empty every field: it is logged, or thrown away."""
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
