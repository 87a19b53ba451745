"""The place of improvement: suggestions, lessons, procedures, and the way to speak in confidence."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.improvement import ChainKind
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.knowledge import LessonState
from qa_desktop.domain.people import Permission
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.improve.board import BoardPage
from qa_desktop.ui.improve.chain_desk import ChainDesk
from qa_desktop.ui.improve.confide import ConfidantSheet, ConfideSheet
from qa_desktop.ui.improve.knowing import LessonsPage, ProceduresPage
from qa_desktop.ui.improve.pages import Pages
from qa_desktop.ui.improve.procedure_desk import ProcedureDesk
from qa_desktop.ui.improve.sheets import (
    AnswerSheet,
    EffectSheet,
    LessonSheet,
    OwnerSheet,
    ResultSheet,
    SuggestSheet,
    TrialSheet,
    refuse_open,
)
from qa_desktop.ui.improve.tie_desk import TieDesk
from qa_desktop.ui.improve.view_model import ImproveModel, ImproveState
from qa_desktop.ui.improve.words import ImproveWords
from qa_desktop.ui.places import Place
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind

if TYPE_CHECKING:
    from qa_desktop.services.knowledge import LessonWords

DEBOUNCE_MS = 150
SUGGESTIONS, LESSONS, PROCEDURES, CHAIN = range(4)


class ImproveScreen(Screen):
    """Place.IMPROVE; ``enter(suggest=True)`` opens the sheet, ``enter(page=…)`` brings a page to the front.

    ``enter(lesson_of="NC-…")`` begins a lesson from a closed issue; ``enter(chain_of=(kind, key))`` shows a chain.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.model = ImproveModel(context.program, context.actor, context.jobs, self)
        self.said = InlineMessage(self)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search suggestions, lessons, procedures …  ( / )"))
        self.search.setAccessibleName(self.tr("Search"))
        self.search.setMaxLength(200)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self.board, self.lessons, self.procedures = BoardPage(self), LessonsPage(self), ProceduresPage(self)
        self.chain = ChainDesk(self)
        pages = (
            (self.tr("Suggestions"), self.board),
            (self.tr("Lessons"), self.lessons),
            (self.tr("Procedures"), self.procedures),
            (self.tr("Chain"), self.chain.page),
        )
        self.pages = Pages(pages, self)
        self.confide = ActionButton(self.tr("Speak in confidence"), self, icon="lock")
        self.concerns = ActionButton(self.tr("Said in confidence"), self, icon="key-round")
        self.concerns.setVisible(context.actor.may(Permission.READ_CONCERN))
        self.pages.row.addWidget(self.concerns)
        self.pages.row.addWidget(self.confide)
        self._sheets()
        self._connect()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.search)
        layout.addWidget(self.said)
        layout.addWidget(self.pages, 1)
        self._shortcuts()
        self.show_state(self.model.state)

    def _sheets(self) -> None:
        self.suggest_sheet = SuggestSheet(self, named=True)
        self.answer_sheet, self.owner_sheet, self.effect_sheet = AnswerSheet(self), OwnerSheet(self), EffectSheet(self)
        self.lesson_sheet = LessonSheet(self)
        self.writing = ProcedureDesk(self, self.procedures, self.model)
        self.procedure_sheet = self.writing.sheet
        self.trial_sheet, self.result_sheet = TrialSheet(self), ResultSheet(self)
        self.ties = TieDesk(self, self.model, self.chain.model)
        self.tie_sheet, self.untie_sheet = self.ties.tie_sheet, self.ties.untie_sheet
        self.confide_sheet = ConfideSheet(self, self.context.program, self.context.jobs)
        self.confidant_sheet = ConfidantSheet(self, self.context.program, self.context.actor, self.context.jobs)
        self.sheets = (
            self.suggest_sheet,
            self.answer_sheet,
            self.owner_sheet,
            self.effect_sheet,
            self.lesson_sheet,
            self.procedure_sheet,
            self.trial_sheet,
            self.result_sheet,
            self.tie_sheet,
            self.untie_sheet,
            *self.chain.sheets,
        )

    def _connect(self) -> None:
        model = self.model
        self._timer.timeout.connect(self._search)
        self.search.textEdited.connect(self._typed)
        self.search.returnPressed.connect(self._search_done)
        self.pages.changed.connect(self._page_changed)
        self.confide.clicked.connect(self.confide_sheet.ask)
        self.concerns.clicked.connect(self.confidant_sheet.ask)
        self.board.opened.connect(model.open_suggestion)
        self.board.suggest_wanted.connect(self.suggest_sheet.ask)
        self.board.answer_wanted.connect(self._answer)
        self.board.owner_wanted.connect(self._owner)
        self.board.effect_wanted.connect(self._effect)
        self.board.trial_wanted.connect(self._trial)
        self.board.result_wanted.connect(self._result)
        self.board.chain_wanted.connect(self._to_chain)
        self.board.log_wanted.connect(self._to_log)
        self.chain.stored.connect(self.stored)
        self.chain.came.connect(self._chain_came)
        self.chain.refused.connect(self.refused)
        self.chain.suggestion_wanted.connect(self._to_suggestion)
        self.chain.lesson_wanted.connect(self._to_lesson)
        self.chain.page.start_wanted.connect(partial(self.pages.show_page, SUGGESTIONS))
        self.trial_sheet.given.connect(model.begin_trial)
        self.result_sheet.given.connect(model.end_trial)
        self.suggest_sheet.given.connect(self._suggested)
        self.answer_sheet.answered.connect(model.answer)
        self.owner_sheet.given.connect(model.assign)
        self.effect_sheet.given.connect(model.record_effect)
        self.lessons.chosen.connect(model.open_lesson)
        self.lessons.write.clicked.connect(self._new)
        self.lessons.edit.clicked.connect(self._edit_lesson)
        self.lessons.publish.clicked.connect(self._publish_lesson)
        self.lessons.retire.clicked.connect(self._retire_lesson)
        for page, of_lesson in ((self.lessons, True), (self.procedures, False)):
            page.tie.clicked.connect(partial(self._tie, of_lesson))
            page.untie.clicked.connect(partial(self._untie, of_lesson))
        self.lesson_sheet.written.connect(self._lesson_written)
        self.procedures.chosen.connect(self._open_procedure)
        self.procedures.write.clicked.connect(self._new)
        self.procedures.confirm.clicked.connect(model.confirm_read)
        self.procedures.approve.clicked.connect(model.approve)
        self.procedures.publish.clicked.connect(model.publish)

    def _shortcuts(self) -> None:
        for keys, act in (
            ("Ctrl+Tab", self.pages.turn),
            ("Ctrl+Shift+Tab", self.pages.turn_back),
            ("Ctrl+F", self._to_search),
            ("Ctrl+N", self._new),
            ("Ctrl+Return", self._answer),
            ("Ctrl+Enter", self._answer),
            ("Ctrl+J", self._to_chain),
            ("Ctrl+I", self._to_log),
            ("F5", self._reload),
            ("Esc", self._escape),
        ):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # The frame's wishes

    def enter(self, **what: object) -> None:
        """Load the pages; open what was asked for."""
        page = what.get("page")
        if isinstance(page, int):
            self.pages.show_page(page)
        suggestion, procedure = what.get("suggestion_id"), what.get("procedure_id")
        if isinstance(suggestion, str):
            self.pages.show_page(SUGGESTIONS)
            self.model.open_suggestion(suggestion)
        if isinstance(procedure, str):
            self.pages.show_page(PROCEDURES)
            self.model.open_procedure(procedure)
        self.model.load()
        chain_of = what.get("chain_of")
        if isinstance(chain_of, tuple):
            self.chain.model.open(*chain_of)
            self.pages.show_page(CHAIN)
        elif self.pages.number == CHAIN:
            self.chain.model.load()
        lesson_of = what.get("lesson_of")
        if isinstance(lesson_of, str) and self.model.state.may_manage:
            self.pages.show_page(LESSONS)
            self.lesson_sheet.ask(None, lesson_of)
        elif what.get("suggest"):
            self.suggest_sheet.ask()
        elif what.get("confide"):
            self.confide_sheet.ask()

    def leave(self) -> None:
        """Search no more, and put away what was said in confidence."""
        self._timer.stop()
        self.confide_sheet.close_panel()
        self.confidant_sheet.close_panel()

    def first_focus(self) -> QWidget | None:
        """Begin on the page in front."""
        if any(sheet.isVisible() for sheet in (*self.sheets, self.confide_sheet, self.confidant_sheet, self.chain.step_sheet)):
            return None
        return (self.board, self.lessons, self.procedures, self.chain.page)[self.pages.number].first_focus()

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that matter now."""
        state, page = self.model.state, self.pages.number
        new = page == SUGGESTIONS or (state.may_manage and page != CHAIN)
        hints = (
            (True, KeyHint("/", self.tr("Search"))),
            (True, KeyHint("Enter", self.tr("Open"))),
            (page == SUGGESTIONS, KeyHint("← →", self.tr("Next column"))),
            (new, KeyHint("Ctrl+N", self.tr("Suggest something") if page == SUGGESTIONS else self.tr("Write"))),
            (page == SUGGESTIONS and state.may_answer_this, KeyHint("Ctrl+Enter", self.tr("Answer"))),
            (page == PROCEDURES and state.must_read, KeyHint("Ctrl+Enter", self.tr("I have read it"))),
            (page == SUGGESTIONS and state.suggestion is not None, KeyHint("Ctrl+J", self.tr("The whole chain"))),
            (page == SUGGESTIONS and self.board.log.isVisible(), KeyHint("Ctrl+I", self.tr("In the issue log"))),
            (True, KeyHint("Ctrl+Tab", self.tr("Next page"))),
            (True, KeyHint("F5", self.tr("Reload"))),
        )
        return tuple(hint for shown, hint in hints if shown)

    # What the model says

    def show_state(self, state: ImproveState) -> None:
        """Draw the state."""
        self.board.show_state(state)
        self.lessons.show_state(state)
        self.procedures.show_state(state)
        self.hints_changed.emit()

    def stored(self) -> None:
        """Something was stored: put the sheet away."""
        for sheet in self.sheets:
            sheet.close_panel()
        self.said.show_message(MessageKind.SUCCESS, self.tr("It is stored."))
        self.context.saved.emit(self.context.program.workspace.store.now().iso)
        self.context.work_changed.emit()
        focus = self.first_focus()
        if focus is not None and self.isVisible():
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def refused(self, error: QaError) -> None:
        """Say why nothing was stored."""
        if not refuse_open(self.sheets, error):
            self.said.show_message(MessageKind.ERROR, words_of(error))

    # Keys and wishes

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Slash searches; left and right go through the columns of the board."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if event.text() == "/":
            self._to_search()
        elif not (step and self.pages.number == SUGGESTIONS and self.board.move_column(step)):
            super().keyPressEvent(event)

    def _to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _typed(self, _text: str) -> None:
        self._timer.start()

    def _search(self) -> None:
        self._timer.stop()
        self.model.search(self.search.text().strip())

    def _search_done(self) -> None:
        self._search()
        self._to_page()

    def _escape(self) -> None:
        if self.search.hasFocus() and self.search.text():
            self.search.clear()
            self._search()
        else:
            self._to_page()

    def _to_page(self) -> None:
        focus = self.first_focus()
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _page_changed(self, _number: int) -> None:
        self._to_page()
        self.hints_changed.emit()

    def _new(self) -> None:
        page, manages = self.pages.number, self.model.state.may_manage
        if page == SUGGESTIONS:
            self.suggest_sheet.ask()
        elif page == LESSONS and manages:
            self.lesson_sheet.ask(None)
        elif page == PROCEDURES and manages:
            self.writing.new()

    def _to_chain(self) -> None:
        if self.model.state.suggestion is not None:
            self.chain.model.open(ChainKind.SUGGESTION, self.model.state.suggestion.row.id)
            self.pages.show_page(CHAIN)

    def _to_log(self) -> None:
        if self.board.log.isVisible():
            self.context.go_to(Place.ISSUES, kind=IssueKind.SUGGESTION)

    def _chain_came(self) -> None:
        if self.pages.number == CHAIN and self.isVisible():
            self._to_page()

    def _to_suggestion(self, suggestion_id: str) -> None:
        self.model.open_suggestion(suggestion_id)
        self.pages.show_page(SUGGESTIONS)

    def _to_lesson(self, lesson_id: str) -> None:
        self.model.open_lesson(lesson_id)
        self.pages.show_page(LESSONS)

    def _reload(self) -> None:
        self.model.load()
        self.chain.model.load()

    def _suggested(self, words: str, purpose: str, effect: str, amount: str, _name: str) -> None:
        self.model.suggest(words, purpose, effect, amount)

    def _answer(self) -> None:
        state = self.model.state
        if self.pages.number == PROCEDURES and state.must_read:
            self.model.confirm_read()
        if self.pages.number == SUGGESTIONS and state.suggestion is not None and state.may_answer_this:
            self.answer_sheet.ask(state.suggestion)

    def _owner(self) -> None:
        if self.model.state.suggestion is not None:
            self.owner_sheet.ask(self.model.state.suggestion, self.model.state.people)

    def _effect(self) -> None:
        if self.model.state.suggestion is not None:
            self.effect_sheet.ask(self.model.state.suggestion)

    def _trial(self) -> None:
        state = self.model.state
        if state.suggestion is not None and state.board is not None:
            self.trial_sheet.ask(state.suggestion.row.number, state.board.today)

    def _result(self) -> None:
        if self.model.state.running is not None:
            self.result_sheet.ask(ImproveWords(self).trial(self.model.state.running))

    def _tie(self, of_lesson: bool, _checked: bool = False) -> None:
        self.ties.ask_tie(of_lesson=of_lesson)

    def _untie(self, of_lesson: bool, _checked: bool = False) -> None:
        self.ties.ask_untie(of_lesson=of_lesson)

    def _edit_lesson(self) -> None:
        self.lesson_sheet.ask(self.model.state.lesson)

    def _lesson_written(self, words: LessonWords, issue: str | None) -> None:
        if issue is None:
            self.model.edit_lesson(words)
        else:
            self.model.write_lesson(words, issue)

    def _publish_lesson(self) -> None:
        self.model.move_lesson(LessonState.PUBLISHED)

    def _retire_lesson(self) -> None:
        self.model.move_lesson(LessonState.RETIRED)

    def _open_procedure(self, row: object) -> None:
        key = getattr(row, "id", "")
        if key and (self.model.state.procedure is None or self.model.state.procedure.row.id != key):
            self.model.open_procedure(key)
