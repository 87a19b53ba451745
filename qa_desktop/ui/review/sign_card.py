"""The card beside the record: the statement, the code of the content, the password; or what is missing; or what comes next."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from qa_desktop.domain.canonical import short_code
from qa_desktop.domain.errors import QaError
from qa_desktop.domain.record import InspectionRecord
from qa_desktop.domain.signature import STATEMENTS, Meaning
from qa_desktop.ui.context import words_of
from qa_desktop.ui.review.password import PasswordField
from qa_desktop.ui.review.sign_model import SignStage, SignState
from qa_desktop.ui.review.words import RecordWords, ScreenWords
from qa_desktop.ui.theme.tokens import SPACE_2, TextSize, Tone
from qa_desktop.ui.widgets.busy import BusyPanel
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import Heading, PlainLabel

_LISTED = 8
"""So many missing lines are named; the rest is counted."""


class SignCard(Card):
    """One primary action at a time: sign, go to the first missing line, or go on."""

    sign_wanted = Signal(str)
    jump_wanted = Signal()
    home_wanted = Signal()
    next_wanted = Signal()
    reply_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._words, self._screen = RecordWords(self), ScreenWords(self)
        self._stage = SignStage.NOTHING
        self._handle: Any = None
        self.title = Heading("", self, level=1)
        self.explanation = PlainLabel("", self)
        self.missing = PlainLabel("", self)
        self.question = PlainLabel("", self, size=TextSize.STRONG, strong=True)
        self.reply = QLineEdit(self)
        self.reply.setAccessibleName(self.tr("Your answer in a few words"))
        self.reply.setPlaceholderText(self.tr("In a few words; Enter keeps it"))
        self.reply.setMaxLength(500)
        self.keep = ActionButton(self.tr("Keep the answer"), self, icon="check", shortcut_hint="Enter", variant=Variant.PRIMARY)
        self.code_caption = PlainLabel(self.tr("Code of exactly this content"), self, role="text_muted")
        self.code = PlainLabel("", self, size=TextSize.STRONG, strong=True, tabular=True, wrap=False)
        self.statement_caption = PlainLabel(self.tr("Your signature states"), self, role="text_muted")
        self.statement = PlainLabel(STATEMENTS[Meaning.PERFORMED], self, size=TextSize.STRONG, strong=True)
        self.password = PasswordField(self)
        self.message = InlineMessage(self, dismissable=False)
        self.busy = BusyPanel(self)
        self.sign = ActionButton(self.tr("Sign: I performed this inspection"), self, icon="pen-line", variant=Variant.PRIMARY)
        self.sign.setToolTip("Ctrl+Enter")
        self.sign.setAccessibleDescription("Ctrl+Enter")
        self.jump = ActionButton(self.tr("Go to the first one"), self, icon="arrow-right", variant=Variant.PRIMARY)
        self.following = ActionButton(self.tr("Next inspection"), self, icon="skip-forward", variant=Variant.PRIMARY)
        self.home = ActionButton(self.tr("Back to my work"), self, icon="house")
        self._lay_out()
        self.password.submitted.connect(self.press_primary)
        self.sign.clicked.connect(self.press_primary)
        self.jump.clicked.connect(self.jump_wanted)
        self.reply.returnPressed.connect(self.press_primary)
        self.keep.clicked.connect(self.press_primary)
        self.following.clicked.connect(self.next_wanted)
        self.home.clicked.connect(self.home_wanted)
        self.busy.cancel_requested.connect(self._cancel_work)

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(SPACE_2)
        parts: tuple[tuple[QWidget, ...], ...] = (
            (self.title, self.explanation, self.missing, self.question, self.reply),
            (self.statement_caption, self.statement),
            (self.code_caption, self.code),
            (self.password, self.message, self.busy),
            (self.keep, self.sign, self.jump, self.following, self.home),
        )
        for part in parts:
            for widget in part:
                column.addWidget(widget)
            column.addSpacing(SPACE_2)
        column.addStretch(1)
        self.body.addLayout(column)

    def show_state(self, state: SignState, *, done: bool) -> None:
        """Draw the state; ``done`` says that the signature was given just now."""
        stage = self._stage = state.stage
        record = state.record
        if record is None:
            return
        asking = stage in {SignStage.READY, SignStage.SIGNING}
        finished = stage in {SignStage.SIGNED, SignStage.CLOSED}
        self.set_tone(Tone.CONFORMS if stage is SignStage.SIGNED and done else None)
        self.title.setText(self._title_words(state))
        self.explanation.setText(self._explanation(state, record))
        self.missing.setText(self._missing(state))
        self.missing.setVisible(stage is SignStage.MISSING)
        self._show_parts(asking=asking, finished=finished)
        self._show_question(state)
        self.code.setText(short_code(state.digest))
        self.sign.setEnabled(stage is SignStage.READY)
        self.password.setEnabled(stage is SignStage.READY)
        self.jump.setVisible(stage is SignStage.MISSING)
        self.following.setVisible(finished and state.next_id is not None)
        self.home.setVisible(not asking)
        self.home.set_variant(Variant.QUIET if state.next_id is not None or not finished else Variant.PRIMARY)
        if stage is SignStage.SIGNING:
            done_steps, total, step = state.steps
            if step:
                self.busy.set_progress(done_steps, total, self._screen.step(step))
        else:
            self.busy.finish()
        if finished:
            self.message.dismiss()

    def _show_parts(self, *, asking: bool, finished: bool) -> None:
        asked: tuple[QWidget, ...] = (self.statement_caption, self.statement, self.password, self.sign)
        for widget in asked:
            widget.setVisible(asking)
        for label in (self.code_caption, self.code):
            label.setVisible(asking or finished)

    def _show_question(self, state: SignState) -> None:
        asked = state.stage is SignStage.ASKED
        for widget in (self.question, self.reply, self.keep):
            widget.setVisible(asked)
        words = self._words.asked(state.questions[0]) if asked else ""
        if words != self.question.text():
            self.question.setText(words)
            self.reply.clear()
            self.message.dismiss()

    def begin(self, handle: Any) -> None:
        """Show that the signature is under way."""
        if handle is not None:
            self._handle = handle
            self.message.dismiss()
            self.busy.start(self.tr("Signing …"))

    def refuse(self, error: QaError) -> None:
        """Say why nothing was signed; what was typed can be replaced at once."""
        self.message.show_message(MessageKind.ERROR, words_of(error))
        if self._stage is SignStage.ASKED:
            self.reply.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.password.try_again()

    def press_primary(self) -> None:
        """Do what the primary button does."""
        match self._stage:
            case SignStage.READY if self.password.text():
                self.sign_wanted.emit(self.password.text())
            case SignStage.READY:
                self.message.show_message(MessageKind.WARNING, self.tr("Type your password. It opens your signing key."))
                self.password.setFocus(Qt.FocusReason.OtherFocusReason)
            case SignStage.ASKED if self.reply.text().strip():
                self.reply_wanted.emit(self.reply.text())
            case SignStage.ASKED:
                self.message.show_message(MessageKind.WARNING, self.tr("Answer in a few words, then you can sign."))
                self.reply.setFocus(Qt.FocusReason.OtherFocusReason)
            case SignStage.MISSING:
                self.jump_wanted.emit()
            case SignStage.SIGNED | SignStage.CLOSED:
                (self.next_wanted if self.following.isVisible() else self.home_wanted).emit()
            case _:
                pass

    def focus_primary(self) -> None:
        """Give the focus to what comes next."""
        if self._stage in {SignStage.READY, SignStage.ASKED}:
            (self.password if self._stage is SignStage.READY else self.reply).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        for button in (self.jump, self.following, self.home):
            if button.isVisible():
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _title_words(self, state: SignState) -> str:
        match state.stage:
            case SignStage.MISSING:
                count = len(state.missing)
                return self.tr("1 line is not finished") if count == 1 else self.tr("{n} lines are not finished").format(n=count)
            case SignStage.ASKED:
                count = len(state.questions)
                return self.tr("1 question first") if count == 1 else self.tr("{n} questions first").format(n=count)
            case SignStage.NOT_MINE:
                return self.tr("Not yours to sign")
            case SignStage.SIGNED:
                return self.tr("Signed")
            case SignStage.CLOSED:
                return self.tr("Nothing to sign here")
            case _:
                return self.tr("Sign")

    def _explanation(self, state: SignState, record: InspectionRecord) -> str:
        match state.stage:
            case SignStage.MISSING:
                return self.tr("Finish them, then sign. Nothing is lost meanwhile.")
            case SignStage.ASKED:
                return self.tr(
                    "Something about the readings is worth a second look. Answer in a few words, or go back and measure again. "
                    "The reviewer sees question and answer."
                )
            case SignStage.NOT_MINE:
                return self.tr(
                    "This inspection belongs to {name}. Take it over on the inspection screen if you finished it; "
                    "then you sign it."
                ).format(name=record.inspector or self.tr("nobody yet"))
            case SignStage.SIGNED:
                return self.tr("Waiting for the countersignature. If something has to be corrected, it comes back to you.")
            case SignStage.CLOSED:
                return self.tr("This inspection is finished: {state}.").format(state=self._screen.state(record.state))
            case _:
                return self.tr("You sign exactly what is shown at the left. Afterwards it can no longer be changed.")

    def _missing(self, state: SignState) -> str:
        lines = [f"{line.number}. {line.item.text}: {self._words.gap(gap)}" for line, gap in state.missing[:_LISTED]]
        if len(state.missing) > _LISTED:
            lines.append(self.tr("and {n} more").format(n=len(state.missing) - _LISTED))
        return "\n".join(lines)

    def _cancel_work(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
