"""What has to be answered first: removing a check that has a reason, and somebody else's change."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.domain.problems import Problem
from qa_desktop.domain.removals import MAX_ANSWER
from qa_desktop.ui.designer.state import DesignerState, Removal
from qa_desktop.ui.lock.fields import TextField
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, TextSize
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.fields import LabelledField, NoteField
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

_MOST = 40


class RemoveSheet(DialogPanel):
    """Shows why a check exists, and what refers to it, before it is removed.  ``given`` carries why it may go."""

    keeps_words = True
    given = Signal(str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(
            host, host.tr("Remove this?"), primary_text=host.tr("Remove"), primary_icon="trash-2", danger=True, width=680
        )
        self.sentence = PlainLabel("", self.content, strong=True)
        self.body.addWidget(self.sentence)
        self._reasons = QWidget(self.content)
        self.body.addWidget(self._reasons)
        self._led = PlainLabel("", self._reasons)
        self._removal: Removal | None = None
        self._lines: tuple[str, ...] = ()
        self.answer = NoteField(self.content, lines=2)
        hint = self.tr("It is kept with the revision; whoever approves it reads it.")
        self.answer_field = LabelledField(self.tr("Why may it go?"), self.answer, self.content, hint=hint)
        self.body.addWidget(self.answer_field)
        self.confirmed.connect(self._give)

    def ask(self, removal: Removal) -> None:
        """Say what would go."""
        item = len(removal.items) == 1 and removal.spot.item is not None
        words = self.tr("“{title}” would be removed.") if item else self.tr("“{title}” would be removed with {count} items.")
        if removal.gone:
            words = self.tr("{count} checks with a reason are gone from this checklist. Nobody said why yet.")
        count = len(removal.gone or removal.items)
        self.sentence.setText(words.format(title=removal.title or self.tr("without text"), count=count))
        self.body.removeWidget(self._reasons)
        self._reasons.hide()
        self._reasons.deleteLater()
        self._reasons = QWidget(self.content)
        layout = QVBoxLayout(self._reasons)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        for found in removal.reasons[:_MOST]:
            layout.addWidget(self._reason(found.text, found.rules.why.note, found.rules.why.issue))
        for gone in removal.gone[:_MOST]:
            layout.addWidget(self._reason(gone.text, gone.reason, ""))
        if removal.dependants:
            words = self.tr("These refer to it and will have a problem: {keys}")
            layout.addWidget(PlainLabel(words.format(keys=", ".join(removal.dependants[:_MOST])), self._reasons))
        if not removal.gone:
            layout.addWidget(PlainLabel(self.tr("Ctrl+Z brings it back."), self._reasons, role="text_muted"))
        self.body.insertWidget(1, self._reasons)
        if removal is not self._removal:
            self._removal, self._lines = removal, ()
            self.answer.clear()
            self.answer_field.setVisible(removal.wants_answer)
            self.primary.setText(self.tr("Keep the answer") if removal.gone else self.tr("Remove"))
        self._led = PlainLabel("", self._reasons)
        layout.addWidget(self._led)
        self._show_lines()
        if self.isHidden():
            self.open_panel(self.answer if removal.wants_answer else self.secondary)

    def show_led(self, lines: tuple[str, ...]) -> None:
        """Show what the chain of improvement says: which issues, suggestions and lessons led to it."""
        if self.isVisible():
            self._lines = lines[:_MOST]
            self._show_lines()

    def _show_lines(self) -> None:
        self._led.setText("\n".join((self.tr("It goes back to:"), *self._lines)) if self._lines else "")
        self._led.setVisible(bool(self._lines))

    def _give(self) -> None:
        said = self.answer.toPlainText().strip()
        if self._removal is not None and self._removal.wants_answer and not said:
            self.message.show_message(MessageKind.WARNING, self.tr("Say why it may go. It had a reason to be there."))
            self.answer.setFocus()
        elif len(said) > MAX_ANSWER:
            words = self.tr("The answer has {length} characters; {most} are kept. Shorten it.")
            self.message.show_message(MessageKind.WARNING, words.format(length=len(said), most=MAX_ANSWER))
        else:
            self.given.emit(said)

    def _reason(self, text: str, note: str, issue: str) -> QWidget:
        box = QWidget(self._reasons)
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        words = self.tr("Why “{text}” exists").format(text=text)
        layout.addWidget(PlainLabel(words, box, size=TextSize.SMALL, role="text_muted"))
        parts = [note, self.tr("Issue {number}").format(number=issue) if issue else ""]
        layout.addWidget(PlainLabel("\n".join(part for part in parts if part), box))
        return box


class ConflictSheet(DialogPanel):
    """Somebody else changed the draft: look at theirs, or keep one's own under another name."""

    theirs_wanted = Signal()
    mine_wanted = Signal(str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(
            host,
            host.tr("Somebody else changed this draft"),
            primary_text=host.tr("Keep mine as a new checklist"),
            primary_icon="copy",
            secondary_text=host.tr("Decide later"),
        )
        words = self.tr(
            "Your changes are on the screen and were not stored. Show the other version, and Ctrl+Z brings yours back; or keep "
            "yours as a checklist of its own. Nothing is lost either way."
        )
        self.body.addWidget(PlainLabel(words, self.content))
        self.name = TextField(self.tr("Name of the new checklist"), self.content, limit=200)
        self.body.addWidget(self.name)
        self.theirs = ActionButton(self.tr("Show the other version"), self.content, icon="refresh-cw")
        self.body.addWidget(self.theirs)
        self.theirs.clicked.connect(self.theirs_wanted)
        self.confirmed.connect(self._mine)

    def ask(self, state: DesignerState, name: str) -> None:
        """Open the sheet with a name that is proposed."""
        if self.isHidden():
            self.name.set_text(name)
            self.set_busy(False)
            self.open_panel(self.theirs)

    def refuse(self, sentence: str) -> None:
        """Say why it was not kept."""
        self.set_busy(False)
        self.message.show_message(MessageKind.ERROR, sentence)

    def _mine(self) -> None:
        self.mine_wanted.emit(self.name.text().strip())


class ProblemSheet(DialogPanel):
    """Everything to correct, as a list to jump from."""

    chosen = Signal(object)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("To correct"), primary_text=host.tr("Close"), secondary_text=host.tr("Back"), width=760)
        self._list = QWidget(self.content)
        self.body.addWidget(self._list)
        self.buttons: list[ActionButton] = []
        self.confirmed.connect(self.close_panel)

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """List them."""
        self.body.removeWidget(self._list)
        self._list.hide()
        self._list.deleteLater()
        self._list = QWidget(self.content)
        layout = QVBoxLayout(self._list)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        self.buttons = []
        for problem in problems[:_MOST]:
            row = QHBoxLayout()
            row.setSpacing(SPACE_2)
            row.addWidget(PlainLabel(problem.sentence, self._list, role="text" if not problem.warning else "text_muted"), 1)
            button = ActionButton(self.tr("Go there"), self._list, icon="arrow-right")
            button.setAccessibleName(self.tr("Go there: {sentence}").format(sentence=problem.sentence))
            button.clicked.connect(_Go(self, problem))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            layout.addLayout(row)
            self.buttons.append(button)
        if len(problems) > _MOST:
            layout.addWidget(PlainLabel(self.tr("… and {count} more").format(count=len(problems) - _MOST), self._list))
        self.body.addWidget(self._list)
        self.open_panel(self.buttons[0] if self.buttons else self.primary)


class _Go:
    """Closes the sheet and goes to a problem."""

    def __init__(self, sheet: ProblemSheet, problem: Problem) -> None:
        self._sheet, self._problem = sheet, problem

    def __call__(self, *_args: object) -> None:
        self._sheet.close_panel()
        self._sheet.chosen.emit(self._problem)
