"""The head of the run: what is inspected, how far it has come, and the way to the signature."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.ui.context import words_of
from qa_desktop.ui.review.explaining import Explaining
from qa_desktop.ui.run.state import Banner, HeadState, RunState
from qa_desktop.ui.run.words import RunWords
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, SPACE_3, TextSize, Tone
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.progress_line import ProgressLine
from qa_desktop.ui.widgets.text import ElidedLabel


class RunHeader(QWidget):
    """Part, order, lot, serial, number; progress in words and as a bar; banners; Sign."""

    def __init__(self, words: RunWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._chain = words, Explaining(self)
        self._part = ElidedLabel("", self, size=TextSize.STRONG, strong=True)
        self._where = ElidedLabel("", self, role="text_muted")
        self._state = StatusChip(parent=self)
        self.progress = ProgressLine(self)
        self.sign = ActionButton(self.tr("Sign"), self, icon="pen-line", shortcut_hint="Ctrl+Enter", variant=Variant.PRIMARY)
        self.banner = InlineMessage(self, dismissable=False)
        self.returned = InlineMessage(self, dismissable=False)
        self.unsaved = InlineMessage(self, dismissable=False)
        self._head: tuple[HeadState, int] | None = None
        self._said: dict[InlineMessage, object] = {}
        texts = QVBoxLayout()
        texts.setSpacing(SPACE_1)
        title = QHBoxLayout()
        title.setSpacing(SPACE_2)
        title.addWidget(self._part, 1)
        title.addWidget(self._state)
        texts.addLayout(title)
        texts.addWidget(self._where)
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        row.addLayout(texts, 1)
        row.addWidget(self.progress, 1)
        row.addWidget(self.sign)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(row)
        for message in (self.banner, self.returned, self.unsaved):
            layout.addWidget(message)

    def render_state(self, state: RunState) -> None:
        """Draw the head."""
        if (state.head, state.not_asked) != self._head:
            self._head = (state.head, state.not_asked)
            self._part.setText(f"{state.head.part}   ({state.head.template})")
            words = self.tr("1 line not asked") if state.not_asked == 1 else self.tr("{n} lines not asked")
            left_out = words.format(n=state.not_asked) if state.not_asked else ""
            chain = self._chain.chain(state.head.earlier, state.head.later)
            self._where.setText("   ".join(part for part in (self._words.where(state.head), chain, left_out) if part))
            self._state.set_state(self._words.state(state.head.state), Tone.NEUTRAL)
        self._state.setVisible(state.banner is not Banner.NONE)
        self.progress.set_progress(state.progress)
        self.sign.setVisible(state.may_edit)
        complete = not state.missing and not state.unsaved
        self.sign.set_variant(Variant.PRIMARY if complete else Variant.QUIET)
        self.sign.setText(self.tr("Sign") if not state.signing else self.tr("Saving …"))
        kind, sentence, action = self._words.banner(state.banner, state.head)
        self._say(self.banner, kind, sentence, action)
        self._say(self.returned, MessageKind.WARNING, self._returned(state), "")
        self._say(self.unsaved, MessageKind.ERROR, self._unsaved(state), self.tr("Try again"))

    def _returned(self, state: RunState) -> str:
        if state.banner is not Banner.RETURNED:
            return ""
        general = "  ".join(one.text for one in state.remarks if one.item_id is None and one.text)
        left = [one.number for one in state.remarks if one.item_id is not None and not one.done]
        if left:
            words = self.tr("Returned. To correct: {numbers}. Space goes there first.").format(numbers=", ".join(left))
        else:
            words = self.tr("Returned. Every remarked line was worked on; look it over and sign again.")
        return f"{words}  {general}".strip()

    def _unsaved(self, state: RunState) -> str:
        if not state.unsaved:
            return ""
        if len(state.unsaved) == 1:
            words = self.tr("Item {numbers} is not saved; it is kept on the screen. {fault}")
        else:
            words = self.tr("Items {numbers} are not saved; they are kept on the screen. {fault}")
        fault = words_of(state.unsaved_error) if state.unsaved_error is not None else ""
        return words.format(numbers=", ".join(state.unsaved), fault=fault)

    def _say(self, message: InlineMessage, kind: MessageKind, sentence: str, action: str) -> None:
        """Show a line once: saying the same again would make a screen reader repeat it."""
        wanted = (kind, sentence, action)
        if self._said.get(message) == wanted:
            return
        self._said[message] = wanted
        if sentence:
            message.show_message(kind, sentence, action_text=action)
        else:
            message.hide()
