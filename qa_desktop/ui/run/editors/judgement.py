"""Conforms or not, yes or no."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from qa_desktop.domain.answers import BLANK, Verdict
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.judging import verdict_of
from qa_desktop.ui.run.editors.base import Editor
from qa_desktop.ui.run.rows import given
from qa_desktop.ui.run.state import PanelState
from qa_desktop.ui.theme.tokens import SPACE_3
from qa_desktop.ui.widgets.buttons import AnswerButton


class JudgementEditor(Editor):
    """Two large answers and N/A, on the keys 1, 2 and 3.  Made for one kind and one expected answer."""

    def __init__(self, item: Item, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        conformity = item.kind is ItemKind.CONFORMITY
        self._raws = ("pass", "fail") if conformity else ("yes", "no")
        words = (self.tr("Conforms"), self.tr("Does not conform")) if conformity else (self.tr("Yes"), self.tr("No"))
        self.answers: list[AnswerButton] = []
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_3)
        for number, (raw, word) in enumerate(zip(self._raws, words, strict=True), 1):
            verdict = verdict_of(item, given(item, raw, BLANK))
            shown = None if verdict is Verdict.RECORDED else verdict
            self.answers.append(AnswerButton(word, self, verdict=shown, key_hint=str(number)))
        self.not_applicable = AnswerButton(self.tr("N/A"), self, verdict=Verdict.NOT_APPLICABLE, key_hint="3")
        self.answers[0].clicked.connect(self._first)
        self.answers[1].clicked.connect(self._second)
        self.not_applicable.clicked.connect(self._na)
        for button, stretch in ((self.answers[0], 3), (self.answers[1], 3), (self.not_applicable, 2)):
            layout.addWidget(button, stretch)
        self._panel: PanelState | None = None

    def render_panel(self, panel: PanelState) -> None:
        """Show which answer stands."""
        self._panel = panel
        for button, raw in zip(self.answers, self._raws, strict=True):
            button.setChecked(panel.answer.value == raw)
        self.not_applicable.setChecked(panel.answer.na_reason is not None)
        self.not_applicable.setVisible(panel.item.allow_na)

    def press(self, digit: int) -> bool:
        """Give an answer by its number."""
        buttons = [*self.answers, self.not_applicable]
        if not 1 <= digit <= len(buttons) or (digit == 3 and self.not_applicable.isHidden()):
            return False
        buttons[digit - 1].click()
        return True

    def _first(self) -> None:
        self._give(0)

    def _second(self) -> None:
        self._give(1)

    def _give(self, number: int) -> None:
        # A click has toggled the button already; what it shows comes from the state, also when nothing was given.
        if self._panel is not None:
            self.render_panel(self._panel)
        self.given.emit(self._raws[number])

    def _na(self) -> None:
        if self._panel is not None:
            self.render_panel(self._panel)
        self.na_requested.emit()
