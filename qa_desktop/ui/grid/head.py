"""The head of the grid: what is inspected, readings done and needed, how the plans stand, the way to the signature."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.ui.context import words_of
from qa_desktop.ui.grid.state import Banner, GridState, HeadState, PlanState
from qa_desktop.ui.grid.words import GridWords
from qa_desktop.ui.run.flow import FlowRow
from qa_desktop.ui.run.words import RunWords
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, TextSize, Tone
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.chip import StatusChip
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.text import ElidedLabel


class GridHead(QWidget):
    """Part, order, lot; counts; plans; banners; the direction of Enter, List and Sign."""

    def __init__(self, words: GridWords, run_words: RunWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._run_words = words, run_words
        self._part = ElidedLabel("", self, size=TextSize.STRONG, strong=True)
        self._where = ElidedLabel("", self, role="text_muted")
        self._state = StatusChip(parent=self)
        self.turn = ActionButton("", self, shortcut_hint="D")
        self.list = ActionButton(self.tr("List"), self, icon="list-checks", shortcut_hint="F4")
        self.sign = ActionButton(self.tr("Sign"), self, icon="pen-line", shortcut_hint="Ctrl+Enter", variant=Variant.PRIMARY)
        self.counts = FlowRow(self, spacing=SPACE_2)
        self._done, self._failed, self._returned = (StatusChip(parent=self.counts) for _ in range(3))
        self.counts.add(self._returned, self._done, self._failed)
        self.plans: list[StatusChip] = []
        self.banner = InlineMessage(self, dismissable=False)
        self.refused = InlineMessage(self, dismissable=False)
        self.unsaved = InlineMessage(self, dismissable=False)
        self._head: HeadState | None = None
        self._along: bool | None = None
        self._said: dict[InlineMessage, object] = {}
        self._lay_out()

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(SPACE_1)
        title = QHBoxLayout()
        title.setSpacing(SPACE_2)
        title.addWidget(self._part, 1)
        title.addWidget(self._state)
        texts.addLayout(title)
        texts.addWidget(self._where)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addLayout(texts, 1)
        for button in (self.turn, self.list, self.sign):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(row)
        layout.addWidget(self.counts)
        for message in (self.banner, self.refused, self.unsaved):
            layout.addWidget(message)

    def render_state(self, state: GridState) -> None:
        """Draw the head."""
        if state.head != self._head:
            self._head = state.head
            self._part.setText(f"{state.head.part}   ({state.head.template})")
            self._where.setText(self._run_words.where(state.head))
            self._state.set_state(self._run_words.state(state.head.state), Tone.NEUTRAL)
        self._state.setVisible(state.banner is not Banner.NONE)
        if state.along != self._along:
            self._along = state.along
            self.turn.setText(self.tr("Enter goes along the row") if state.along else self.tr("Enter goes down the column"))
            self.turn.set_icon("arrow-right" if state.along else "arrow-down")
        done = self._words.done(state.progress.answered, state.missing)
        _set(self._done, done, Tone.NEUTRAL if state.missing else Tone.CONFORMS, "" if state.missing else "check")
        failed = state.progress.failed
        self._failed.setVisible(failed > 0)
        words = self.tr("1 does not conform") if failed == 1 else self.tr("{n} do not conform").format(n=failed)
        _set(self._failed, words, Tone.FAILS if failed else Tone.NEUTRAL, "circle-x" if failed else "")
        self._returned.setVisible(state.to_redo > 0)
        back = self.tr("1 cell came back") if state.to_redo == 1 else self.tr("{n} cells came back").format(n=state.to_redo)
        _set(self._returned, back, Tone.WARNING, "undo-2")
        self._show_plans(state.plans)
        self.list.setText(self.tr("List ({n} open)").format(n=state.once_open) if state.once_open else self.tr("List"))
        self.sign.setVisible(state.may_edit)
        complete = not (state.gaps or state.once_open or state.unsaved)
        self.sign.set_variant(Variant.PRIMARY if complete else Variant.QUIET)
        self.sign.setText(self.tr("Saving …") if state.signing else self.tr("Sign"))
        self._say(self.banner, *self._run_words.banner(state.banner, state.head))
        out = tuple(plan for plan in state.plans if plan.is_refused)
        self._say(self.refused, MessageKind.ERROR, self._words.refused(out) if out else "", "")
        self._say(self.unsaved, MessageKind.ERROR, self._unsaved(state), self.tr("Try again"))

    def _show_plans(self, plans: tuple[PlanState, ...]) -> None:
        while len(self.plans) < len(plans):
            chip = StatusChip(parent=self.counts)
            self.counts.add(chip)
            self.plans.append(chip)
            chip.show()
        for chip in self.plans[len(plans) :]:
            chip.hide()
        for chip, plan in zip(self.plans, plans, strict=False):
            tone, icon = Tone.NEUTRAL, "clipboard-check"
            if plan.is_refused:
                tone, icon = Tone.FAILS, "octagon-alert"
            elif not plan.by_readings and plan.found and plan.found >= plan.accept:
                tone, icon = Tone.WARNING, "triangle-alert"
            _set(chip, self._words.plan(plan), tone, icon)

    def _unsaved(self, state: GridState) -> str:
        if not state.unsaved:
            return ""
        shown = ", ".join(state.unsaved[:6]) + (" …" if len(state.unsaved) > 6 else "")
        fault = words_of(state.unsaved_error) if state.unsaved_error is not None else ""
        if len(state.unsaved) == 1:
            words = self.tr("Cell {cells} is not saved; it is kept on the screen. {fault}")
        else:
            words = self.tr("{count} cells are not saved; they are kept on the screen: {cells}. {fault}")
        return words.format(count=len(state.unsaved), cells=shown, fault=fault)

    def _say(self, message: InlineMessage, kind: MessageKind, sentence: str, action: str) -> None:
        """Show a line once: saying the same again would make a screen reader repeat it."""
        if self._said.get(message) == (kind, sentence, action):
            return
        self._said[message] = (kind, sentence, action)
        if sentence:
            message.show_message(kind, sentence, action_text=action)
        else:
            message.hide()


def _set(chip: StatusChip, text: str, tone: Tone, icon: str) -> None:
    """Show a chip's words, and lay out anew only when they are other ones."""
    if (chip.text(), chip.tone()) != (text, tone):
        chip.set_state(text, tone, icon)
