"""The page of suggestions: a board by state, and the open suggestion beside or below it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.domain.improvement import PARTICIPATION_WORDS, SuggestionState
from qa_desktop.ui.improve.lists import SuggestionList, TextPane
from qa_desktop.ui.improve.view_model import ImproveState
from qa_desktop.ui.improve.words import SUGGESTION_TONES, ImproveWords
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, SPACE_3, TextSize
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.text import PlainLabel


class BoardPage(QWidget):
    """Draws the board and hands every wish on."""

    opened = Signal(str)
    suggest_wanted = Signal()
    answer_wanted = Signal()
    owner_wanted = Signal()
    effect_wanted = Signal()
    trial_wanted = Signal()
    result_wanted = Signal()
    chain_wanted = Signal()
    log_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = ImproveWords(self)
        self.suggest = ActionButton(
            self.tr("Suggest something"), self, icon="plus", shortcut_hint="Ctrl+N", variant=Variant.PRIMARY
        )
        self.log = ActionButton("", self, icon="flag", shortcut_hint="Ctrl+I")
        self.log.hide()
        self.share = PlainLabel("", self)
        self.meaning = PlainLabel(PARTICIPATION_WORDS, self, role="text_muted", size=TextSize.SMALL)
        self.columns: dict[SuggestionState, SuggestionList] = {}
        self._heads: dict[SuggestionState, PlainLabel] = {}
        self.board = QWidget(self)
        board = QHBoxLayout(self.board)
        board.setContentsMargins(0, 0, 0, 0)
        board.setSpacing(SPACE_2)
        self.nothing = EmptyState("", "", self, icon="lightbulb")
        self.nothing.hide()
        for state in SuggestionState:
            board.addWidget(self._column(state), 1)
        self.card = Card("", self)
        self.detail = TextPane(self.tr("Open suggestion"), self.card)
        self.card.body.addWidget(self.detail, 1)
        self.answer = ActionButton(self.tr("Answer"), self.card, icon="send", shortcut_hint="Ctrl+Enter", variant=Variant.PRIMARY)
        self.owner = ActionButton(self.tr("Owner and day"), self.card, icon="user-round")
        self.effect = ActionButton(self.tr("Effect"), self.card, icon="check")
        self.trial = ActionButton(self.tr("Begin a trial"), self.card, icon="clock")
        self.result = ActionButton(self.tr("Result of the trial"), self.card, icon="check")
        self.chain = ActionButton(self.tr("The whole chain"), self.card, icon="layers", shortcut_hint="Ctrl+J")
        acts = QHBoxLayout()
        acts.setSpacing(SPACE_2)
        for button in (self.answer, self.owner, self.trial, self.result, self.effect, self.chain):
            acts.addWidget(button)
        acts.addStretch(1)
        self.card.body.addLayout(acts)
        self.card.hide()
        head = QHBoxLayout()
        head.setSpacing(SPACE_3)
        head.addWidget(self.share, 1)
        head.addWidget(self.log)
        head.addWidget(self.suggest)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(head)
        layout.addWidget(self.meaning)
        layout.addWidget(self.board, 1)
        layout.addWidget(self.nothing, 1)
        layout.addWidget(self.card, 1)
        self._connect()

    def _connect(self) -> None:
        self.suggest.clicked.connect(self.suggest_wanted)
        self.answer.clicked.connect(self.answer_wanted)
        self.owner.clicked.connect(self.owner_wanted)
        self.effect.clicked.connect(self.effect_wanted)
        self.trial.clicked.connect(self.trial_wanted)
        self.chain.clicked.connect(self.chain_wanted)
        self.result.clicked.connect(self.result_wanted)
        self.log.clicked.connect(self.log_wanted)

    def first_focus(self) -> QWidget:
        """Begin in the first column that holds something; else where the first suggestion is made."""
        if not self.nothing.isHidden():
            return self.suggest
        return next((one for one in self.columns.values() if one.rows()), self.columns[SuggestionState.NEW])

    def move_column(self, step: int) -> bool:
        """Go to the next column to the left or right that holds something; returns whether there was one."""
        lists = [one for one in self.columns.values() if one.rows() or one.hasFocus()]
        now = QApplication.focusWidget()
        place = next((number for number, one in enumerate(lists) if one is now), None)
        if place is None or not 0 <= place + step < len(lists):
            return False
        lists[place + step].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def show_state(self, state: ImproveState) -> None:
        """Draw the state."""
        board = state.board
        if board is not None:
            for one, column in self.columns.items():
                column.show_rows(board.rows[one], board.today)
                self._heads[one].setText(f"{self._words.suggestion_state(one)}   {board.counts[one]}")
            self.share.setText(self._words.taking_part(board.taking_part))
            self.log.setText(self._words.logged(board.logged))
            self.log.setVisible(board.logged > 0)
            self._show_nothing(is_empty=not any(board.counts.values()), searched=bool(state.text))
        detail = state.suggestion
        self.card.setVisible(detail is not None)
        if detail is None:
            return
        row, words = detail.row, self._words
        about = f"{row.number} · {words.given(row)}"
        today = board.today if board is not None else ""
        parts = (
            (self.tr("What it would help"), row.purpose),
            (self.tr("Answer"), row.answer or words.deadline(row, today)),
            (self.tr("Answered by"), row.answered_by),
            (self.tr("Owner"), row.owner),
            (self.tr("Estimated effect"), words.effect(row.effect_estimated, row.amount_estimated)),
            (self.tr("Effect"), words.effect(row.effect_actual, row.amount_actual)),
            (self.tr("Trials"), "\n".join(words.trial(one) for one in detail.trials)),
            (self.tr("What came of it"), "\n".join(words.step(one) for one in state.chain)),
            (self.tr("History"), "\n".join(words.happened(event) for event in detail.events)),
        )
        shown = [(head, said) for head, said in parts if said]
        self.detail.fill(row.words, words.suggestion_state(row.state), SUGGESTION_TONES[row.state], about, shown)
        self.answer.setVisible(state.may_answer_this)
        self.owner.setVisible(state.may_answer and row.state is SuggestionState.NEW)
        self.trial.setVisible(state.may_answer and row.state in {SuggestionState.ANSWERED, SuggestionState.TRIAL})
        self.result.setVisible(state.may_answer and state.running is not None)
        self.effect.setVisible(state.may_answer and row.state is SuggestionState.ADOPTED)

    def _show_nothing(self, *, is_empty: bool, searched: bool) -> None:
        """Say why the board is empty, and what to do."""
        changes = is_empty is self.nothing.isHidden()
        held = self.suggest.hasFocus() or any(column.hasFocus() for column in self.columns.values())
        self.board.setVisible(not is_empty)
        self.nothing.setVisible(is_empty)
        if changes and held:
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        if searched:
            self.nothing.set_content(self.tr("No suggestion holds these words"), self.tr("Search for fewer or other words."))
        else:
            words = self.tr(
                "Whoever sees something that could be better says so here, or on the log-in screen without logging in."
            )
            self.nothing.set_content(self.tr("No suggestions yet"), words, icon="lightbulb")

    def _column(self, state: SuggestionState) -> QWidget:
        box = QWidget(self)
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        name = self._words.suggestion_state(state)
        self._heads[state] = PlainLabel(name, box, size=TextSize.SMALL, strong=True, wrap=False, tabular=True)
        self.columns[state] = SuggestionList(name, box)
        layout.addWidget(self._heads[state])
        layout.addWidget(self.columns[state], 1)
        self.columns[state].chosen.connect(self._open)
        self.columns[state].clicked.connect(self.columns[state].choose)
        return box

    def _open(self, row: object) -> None:
        key = getattr(row, "id", "")
        if isinstance(key, str) and key:
            self.opened.emit(key)
