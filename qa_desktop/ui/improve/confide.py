"""Speaking in confidence: one sheet for whoever speaks, without a name, and one for the confidant who answers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.ui.improve.sheets import ImproveSheet
from qa_desktop.ui.lock.fields import PasswordField
from qa_desktop.ui.theme.tokens import TextSize
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.fields import LabelledField, NoteField
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.domain.people import Actor
    from qa_desktop.services.concerns import Given, Thread
    from qa_desktop.services.confidants import Candidate, ReaderChange, Standing
    from qa_desktop.services.program import Program
    from qa_desktop.ui.review.runner import Runner

    _Opened = tuple[str, tuple[Thread, ...], tuple[Candidate, ...], Standing]


class ConfideSheet(ImproveSheet):
    """Say something that only a confidant reads, or come back with the code word."""

    def __init__(self, host: QWidget, program: Program, jobs: Runner) -> None:
        super().__init__(
            host,
            host.tr("Speak in confidence"),
            primary_text=host.tr("Send without a name"),
            secondary_text=host.tr("Close"),
            primary_icon="send",
            width=680,
        )
        self._program, self._jobs = program, jobs
        self._code = ""
        self.readers = PlainLabel("", self.content, strong=True)
        words = self.tr(
            "No name, no station and no time of day are stored, only the day. The text is sealed for the people named here: "
            "neither administrators nor managers can open it."
        )
        limits = self.tr(
            "What it does not hide: your way of writing, whoever watches this screen, and a program or computer that somebody "
            "tampered with. If you fear that, speak to one of them in person."
        )
        self.promise = PlainLabel(words, self.content, role="text_muted")
        self.limits = PlainLabel(limits, self.content, role="text_muted")
        self.changed = InlineMessage(self.content, dismissable=False)
        self.texts = PlainLabel("", self.content)
        for part in (self.readers, self.changed, self.promise, self.limits, self.texts):
            self.body.addWidget(part)
        self.words = self.add_note(self.tr("What is on your mind"), lines=5)
        self.code = QLineEdit(self.content)
        self.code.setMaxLength(40)
        self.again = LabelledField(self.tr("Or read the answer with your code word"), self.code, self.content)
        self.look = ActionButton(self.tr("Show my concern"), self.content, icon="eye")
        self.body.addWidget(self.again)
        self.body.addWidget(self.look)
        self.shown_code = PlainLabel("", self.content, size=TextSize.TITLE, strong=True, tabular=True)
        self.body.addWidget(self.shown_code)
        self.look.clicked.connect(self._look)
        self.code.returnPressed.connect(self._look)
        self.confirmed.connect(self._give)

    def ask(self) -> None:
        """Open empty, and say who would read it."""
        self._code = ""
        self.words.clear()
        self.code.clear()
        for label in (self.readers, self.texts, self.shown_code):
            label.setText("")
            label.hide()
        self._show_form(writing=True)
        self.set_busy(True)
        self.secondary.setEnabled(True)
        self.open_panel(self.words)
        self.changed.hide()
        self._jobs.read(self._who_reads, self._show_readers, self.refuse, owner=self)

    def close_panel(self) -> None:
        """Forget everything when the sheet is put away: the next person sees nothing of it."""
        self._code = ""
        self.words.clear()
        self.code.clear()
        for label in (self.texts, self.shown_code):
            label.setText("")
        super().close_panel()

    def refuse(self, error: QaError) -> None:
        """Say why nothing was stored; what was typed stays."""
        super().refuse(error)
        self.secondary.setEnabled(True)

    def _show_form(self, *, writing: bool) -> None:
        for part in (self.words.parentWidget(), self.again, self.look, self.promise, self.limits):
            if part is not None:
                part.setVisible(writing)
        self.primary.setVisible(writing)

    def _on_primary(self) -> None:
        """Enter in the field of the code word reads; it never sends what stands above."""
        if not self.code.hasFocus():
            super()._on_primary()

    def _who_reads(self) -> tuple[tuple[str, ...], tuple[ReaderChange, ...]]:
        return self._program.concerns.readers(), self._program.concerns.reader_changes()

    def _show_readers(self, found: tuple[tuple[str, ...], tuple[ReaderChange, ...]]) -> None:
        names, changes = found
        self.readers.show()
        self._show_changes(changes)
        if names:
            self.readers.setText(self.tr("Read by: {names}").format(names=", ".join(names)))
            self.set_busy(False)
        else:
            self.readers.setText(self.tr("Nobody can read concerns here yet: no confidant has opened the channel."))

    def _show_changes(self, changes: tuple[ReaderChange, ...]) -> None:
        came, went = self.tr("{name} reads since {day}"), self.tr("{name} reads no more since {day}")
        lines = [(came if one.reads else went).format(name=one.name, day=one.day) for one in changes]
        if lines:
            words = self.tr("Those who read changed in the last 30 days: {changes}. If you did not expect that, ask in person.")
            self.changed.show_message(MessageKind.WARNING, words.format(changes="; ".join(lines)))

    def _look(self) -> None:
        if self.want(self.code, self.tr("Type the code word that you were given.")):
            self._jobs.read(partial(self._program.concerns.by_code, self.code.text()), self._show_thread, self.refuse, owner=self)

    def _give(self) -> None:
        if not self.want(self.words, self.tr("Write something first.")):
            return
        self.set_busy(True)
        words = self.words.toPlainText()
        if self._code:
            reply = partial(self._program.concerns.reply, self._code, words)
            self._jobs.write(reply, self._added, self.refuse, owner=self)
        else:
            self._jobs.write(partial(self._program.concerns.give, words), self._given, self.refuse, owner=self)

    def _given(self, given: Given) -> None:
        self.set_busy(False)
        self.words.clear()
        self._show_form(writing=False)
        self.shown_code.show()
        self.shown_code.setText(given.code)
        words = self.tr(
            "It is stored. Write this code word down now; it is shown once. With it you read the answer here, at any station, "
            "and can add to it. Without it nobody can."
        )
        self.message.show_message(MessageKind.SUCCESS, words)
        self.secondary.setFocus()

    def _added(self, thread: Thread) -> None:
        self._show_thread(thread)
        self.message.show_message(MessageKind.SUCCESS, self.tr("It is stored."))

    def _show_thread(self, thread: Thread) -> None:
        self.set_busy(False)
        self.message.dismiss()
        self._code = self.code.text()
        self.code.setModified(False)
        self.words.clear()
        self.texts.show()
        self.texts.setText(thread_words(self, thread))
        closed = thread.row.state == "closed"
        self._show_form(writing=not closed)
        self.again.hide()
        self.look.hide()
        if not closed:
            self.words.setFocus()


class ConfidantSheet(ImproveSheet):
    """What was said in confidence, opened with the confidant's password, and the way to answer."""

    answered = Signal()

    def __init__(self, host: QWidget, program: Program, actor: Actor, jobs: Runner) -> None:
        super().__init__(
            host,
            host.tr("Said in confidence"),
            primary_text=host.tr("Open with my password"),
            secondary_text=host.tr("Close"),
            primary_icon="key-round",
            width=760,
        )
        self._program, self._actor, self._jobs = program, actor, jobs
        self._password, self._threads, self._ready = "", tuple[Any, ...](), False
        self._candidates: tuple[Candidate, ...] = ()
        self.state = PlainLabel("", self.content, role="text_muted")
        self.body.addWidget(self.state)
        self.password = PasswordField(self.tr("Your password"), self.content)
        self.body.addWidget(self.password)
        self.which = QComboBox(self.content)
        self.chooser = LabelledField(self.tr("Concern"), self.which, self.content)
        self.texts = PlainLabel("", self.content)
        self.body.addWidget(self.chooser)
        self.body.addWidget(self.texts)
        self.words: NoteField = self.add_note(self.tr("Answer"), lines=4)
        self.close_it = ActionButton(self.tr("Answer and close"), self.content, icon="check")
        self.body.addWidget(self.close_it)
        self.asking = PlainLabel("", self.content)
        self.admit = ActionButton("", self.content, icon="users-round")
        self.body.addWidget(self.asking)
        self.body.addWidget(self.admit)
        self.admit.clicked.connect(self._admit)
        self.which.activated.connect(self._show_one)
        self.close_it.clicked.connect(self._answer_and_close)
        self.confirmed.connect(self._confirm)

    def ask(self) -> None:
        """Open locked."""
        self._forget()
        self._show_open(opened=False)
        self.set_busy(False)
        self.open_panel(self.password.line)
        self._jobs.read(partial(self._program.concerns.standing, self._actor), self._show_ready, self.refuse, owner=self)

    def close_panel(self) -> None:
        """Forget password and texts."""
        self._forget()
        super().close_panel()

    def _forget(self) -> None:
        self._password, self._threads, self._candidates = "", (), ()
        self.asking.setText("")
        self.password.clear()
        self.words.clear()
        self.texts.setText("")
        self.which.clear()

    def _show_ready(self, standing: Standing) -> None:
        self._ready = standing.trusted or bool(standing.code and standing.readers)
        if standing.trusted:
            words = self.tr("Your password opens what was sealed for you.")
        elif self._ready:
            words = self.tr("Your key waits: {names} admits you here. Read them this code in person: {code}")
        else:
            words = self.tr("The channel is not open yet. Your password makes the key by which you read; it opens nothing else.")
        self.state.setText(words.format(names=", ".join(standing.readers), code=standing.code))
        self.primary.setText(self.tr("Open with my password") if self._ready else self.tr("Open the channel"))

    def _confirm(self) -> None:
        if self._password:
            self._answer(close=False)
        elif self.want(self.password.line, self.tr("Type your password.")):
            self.set_busy(True)
            self._jobs.write(partial(self._opened, self.password.text()), self._show_threads, self.refuse, owner=self)

    def _opened(self, password: str) -> _Opened:
        concerns = self._program.concerns
        if not self._ready:
            concerns.open_channel(self._actor, password)
        return self._loaded(password)

    def _loaded(self, password: str) -> _Opened:
        concerns = self._program.concerns
        threads, candidates = concerns.threads(self._actor, password), concerns.candidates(self._actor)
        return password, threads, candidates, concerns.standing(self._actor)

    def _show_threads(self, found: _Opened) -> None:
        self._password, self._threads, self._candidates, standing = found
        self._ready = True
        self.password.clear()
        self.set_busy(False)
        place = max(0, self.which.currentIndex())
        self.which.clear()
        for thread in self._threads:
            first = " ".join(thread.messages[0].text.split())[:60] if thread.messages else ""
            self.which.addItem(f"{thread.row.day} · {self._state_word(thread.row.state)} · {first}")
        self._show_open(opened=True)
        if not standing.trusted:
            self._show_ready(standing)
        if self._threads:
            self.which.setCurrentIndex(min(place, len(self._threads) - 1))
            self._show_one()
            self.which.setFocus()
        self.answered.emit()

    def _show_open(self, *, opened: bool) -> None:
        some = opened and bool(self._threads)
        self._show_candidate(opened=opened)
        self.password.setVisible(not opened)
        for part in (self.chooser, self.texts, self.words.parentWidget(), self.close_it):
            if part is not None:
                part.setVisible(some)
        self.primary.setVisible(some or not opened)
        if opened:
            self.primary.setText(self.tr("Answer"))
            self.state.setText(
                self.tr("Only you see this now.") if some else self.tr("The channel is open. Nothing was said yet.")
            )

    def _show_candidate(self, *, opened: bool) -> None:
        one = self._candidates[0] if opened and self._candidates else None
        for part in (self.asking, self.admit):
            part.setVisible(one is not None)
        if one is not None:
            words = self.tr(
                "{name} asks since {day} to read what is said from now on. Admit nobody whom you do not know: ask them in person "
                "for their code. It must be {code}."
            )
            self.asking.setText(words.format(name=one.name, day=one.day, code=one.code))
            self.admit.setText(self.tr("Admit {name}").format(name=one.name))

    def _admit(self) -> None:
        if self._candidates:
            self.set_busy(True)
            act = partial(self._admitted, self._candidates[0].key_id)
            self._jobs.write(act, self._show_threads, self.refuse, owner=self)

    def _admitted(self, key_id: str) -> _Opened:
        self._program.concerns.admit(self._actor, self._password, key_id)
        return self._loaded(self._password)

    def _show_one(self, _place: int = 0) -> None:
        place = self.which.currentIndex()
        if 0 <= place < len(self._threads):
            thread = self._threads[place]
            self.texts.setText(thread_words(self, thread))
            closed = thread.row.state == "closed"
            for part in (self.words.parentWidget(), self.close_it, self.primary):
                if part is not None:
                    part.setVisible(not closed)

    def _answer_and_close(self) -> None:
        self._answer(close=True)

    def _answer(self, *, close: bool) -> None:
        place = self.which.currentIndex()
        if not 0 <= place < len(self._threads) or not self.want(self.words, self.tr("Write the answer first.")):
            return
        self.set_busy(True)
        act = partial(self._answered, self._threads[place].row.id, self.words.toPlainText(), close)
        self._jobs.write(act, self._after_answer, self.refuse, owner=self)

    def _answered(self, concern_id: str, words: str, close: bool) -> _Opened:
        self._program.concerns.answer(self._actor, self._password, concern_id, words, close=close)
        return self._loaded(self._password)

    def _after_answer(self, found: _Opened) -> None:
        self.words.clear()
        self._show_threads(found)
        self.message.show_message(MessageKind.SUCCESS, self.tr("The answer waits for its author."))

    def _state_word(self, state: str) -> str:
        words = {"open": self.tr("waits for an answer"), "answered": self.tr("answered"), "closed": self.tr("closed")}
        return words.get(state, state)


def thread_words(where: QObject, thread: Thread) -> str:
    """Return the texts of a concern under who said them on which day."""
    sides = {"author": where.tr("Said in confidence"), "confidant": where.tr("Answer")}
    return "\n\n".join(f"{sides.get(one.side, one.side)}, {one.day}:\n{one.text}" for one in thread.messages)
