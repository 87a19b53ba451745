"""The page of one chain: connected steps from the reason to the lesson, and what is missing next with the button that adds it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.domain.improvement import NextStep
from qa_desktop.ui.context import words_of
from qa_desktop.ui.improve.chain_model import ChainRow, ChainState
from qa_desktop.ui.improve.chain_words import ICONS, ChainWords
from qa_desktop.ui.theme.tokens import SPACE_2, Tone
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.text import Heading, PlainLabel
from qa_desktop.ui.widgets.three_lines import RowLook, ThreeLineList


class ChainList(ThreeLineList):
    """The steps, joined by a line; what is missing stands in its place."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent.tr("Steps of the chain"), parent)
        self._words = ChainWords(self)

    def look_of(self, row: ChainRow) -> RowLook:
        """Return a step with its state, person and day; or what is missing, and how it is added."""
        place, rows = self._place(row), len(self.rows())
        joints = (place > 0, place < rows - 1)
        if row.node is not None:
            chip, tone = self._words.state(row.node)
            lines = (self._words.name(row.node), self._words.who(row.node), self._words.about(row.node))
            return RowLook(lines, ICONS[row.node.kind], chip, tone, *joints)
        step = row.missing or NextStep.WRITE_LESSON
        how = self.tr("Enter: {act}").format(act=self._words.act(step)) if row.may else self.tr("Somebody else adds it.")
        chip, tone = (self.tr("Next"), Tone.WARNING) if row.due else ("", None)
        return RowLook((self._words.missing(step), how, ""), "circle-dashed", chip, tone, *joints)

    def key_of(self, row: ChainRow) -> ChainRow:
        """Return the row itself: any change makes it another one."""
        return row

    def _place(self, row: ChainRow) -> int:
        return next((place for place, one in enumerate(self.rows()) if one is row), 0)


class ChainPage(QWidget):
    """Draws a chain and hands every wish on: ``opened`` carries a step, ``wanted`` what is missing."""

    opened = Signal(object)
    wanted = Signal(object)
    start_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = ChainWords(self)
        self.title = Heading("", self, level=2)
        hint = self.tr("From the reason to what was learned. Enter opens a step, or adds the one that is missing.")
        self.hint = PlainLabel(hint, self, role="text_muted")
        self.steps = ChainList(self)
        self.nothing = EmptyState("", "", self, icon="lightbulb")
        self.nothing.action_requested.connect(self.start_wanted)
        self.buttons: dict[NextStep, ActionButton] = {}
        acts = QHBoxLayout()
        acts.setSpacing(SPACE_2)
        for step in NextStep:
            button = ActionButton(self._words.act(step), self, icon="plus")
            button.clicked.connect(_Wish(self, step))
            self.buttons[step] = button
            acts.addWidget(button)
        acts.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        for widget in (self.title, self.hint):
            layout.addWidget(widget)
        layout.addWidget(self.steps, 1)
        layout.addWidget(self.nothing, 1)
        layout.addLayout(acts)
        self.steps.chosen.connect(self._chosen)
        self.steps.clicked.connect(self.steps.choose)
        self.show_state(ChainState())

    def first_focus(self) -> QWidget:
        """Begin in the steps."""
        return self.steps if self.steps.isVisibleTo(self) else self.nothing

    def show_state(self, state: ChainState) -> None:
        """Draw the state."""
        chain = state.chain
        self.steps.set_rows(state.rows)
        for widget in (self.steps, self.title, self.hint):
            widget.setVisible(chain is not None)
        self.nothing.setVisible(chain is None)
        if state.error is not None:
            self.nothing.set_content(self.tr("The chain could not be loaded"), words_of(state.error), icon="circle-alert")
        elif state.start is not None:
            self.nothing.set_content(self.tr("Loading …"), "", icon="loader")
        else:
            sentence = self.tr("Open a suggestion and press Ctrl+J, or press Ctrl+J at an issue.")
            go = self.tr("To the suggestions")
            self.nothing.set_content(self.tr("No chain is open"), sentence, icon="lightbulb", action_text=go)
        for step, button in self.buttons.items():
            button.setVisible(state.lacks(step))
            button.setEnabled(not state.busy)
            due = chain is not None and bool(chain.missing) and chain.missing[0] is step
            button.set_variant(Variant.PRIMARY if due else Variant.QUIET)
        if chain is not None and chain.reason is not None:
            self.title.setText(self._words.name(chain.reason))
        elif chain is not None and chain.nodes:
            self.title.setText(self._words.name(chain.nodes[0]))

    def text(self) -> str:
        """Return everything that stands in the steps, for tests and screen readers."""
        return "\n".join(" | ".join((*look.lines, look.chip)) for look in map(self.steps.look_of, self.steps.rows()))

    def to_steps(self) -> None:
        """Give the keyboard to the steps."""
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self, row: Any) -> None:
        if row.node is not None:
            self.opened.emit(row.node)
        elif row.may:
            self.wanted.emit(row.missing)


class _Wish:
    """Hands on which step a button adds."""

    def __init__(self, page: ChainPage, step: NextStep) -> None:
        self._page, self._step = page, step

    def __call__(self, *_args: object) -> None:
        self._page.wanted.emit(self._step)
