"""The page of the chain with its sheets: opens what a step stands for, asks for what is missing, and says what was stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.improvement import ChainKind, NextStep
from qa_desktop.ui.improve.chain_model import ChainModel, ChainState
from qa_desktop.ui.improve.chain_page import ChainPage
from qa_desktop.ui.improve.chain_sheets import MeasureSheet, RevisionSheet, StepSheet
from qa_desktop.ui.improve.chain_words import ChainWords
from qa_desktop.ui.improve.sheets import ImproveSheet, LessonSheet, ResultSheet, TrialSheet
from qa_desktop.ui.places import Place

if TYPE_CHECKING:
    from qa_desktop.services.knowledge import LessonWords
    from qa_desktop.storage.queries.chain_nodes import ChainNode
    from qa_desktop.ui.screen import Screen


class ChainDesk(QObject):
    """Joins page, sheets and view model.  ``stored`` and ``refused`` go to the screen; so do steps that another page shows.

    ``came`` says that a chain is there now that was on its way.
    """

    stored = Signal()
    refused = Signal(object)
    suggestion_wanted = Signal(str)
    lesson_wanted = Signal(str)
    came = Signal()

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self._context = screen.context
        self._words = ChainWords(self)
        self.page = ChainPage(screen)
        self.model = ChainModel(screen.context.program, screen.context.actor, screen.context.jobs, self)
        self.trial_sheet, self.result_sheet = TrialSheet(screen), ResultSheet(screen)
        self.revision_sheet = RevisionSheet(screen, self.model)
        self.measure_sheet = MeasureSheet(screen)
        self.lesson_sheet = LessonSheet(screen)
        self.step_sheet = StepSheet(screen)
        self.trial_sheet.given.connect(self.model.begin_trial)
        self.result_sheet.given.connect(self.model.end_trial)
        self.revision_sheet.given.connect(self.model.link_revision)
        self.measure_sheet.measured.connect(self.model.measure)
        self.measure_sheet.stated.connect(self.model.state_effect)
        self.lesson_sheet.written.connect(self._lesson_written)
        self.page.opened.connect(self.open_step)
        self.page.wanted.connect(self.add_step)

    @property
    def sheets(self) -> tuple[ImproveSheet, ...]:
        """The sheets that something is typed in."""
        return self.trial_sheet, self.result_sheet, self.revision_sheet, self.measure_sheet, self.lesson_sheet

    def show_chain(self, state: ChainState) -> None:
        """Draw the state."""
        came = state.chain is not None and self.page.steps.isHidden()
        self.page.show_state(state)
        if came:
            self.came.emit()

    def chain_stored(self) -> None:
        """Say that it is stored."""
        self.stored.emit()

    def chain_refused(self, error: QaError) -> None:
        """Say why it is not."""
        self.refused.emit(error)

    def open_step(self, node: ChainNode) -> None:
        """Show what a step stands for, where it is worked on; trials and effects are read here."""
        match node.kind:
            case ChainKind.SUGGESTION:
                self.suggestion_wanted.emit(node.id)
            case ChainKind.ISSUE:
                self._context.go_to(Place.ISSUES, issue_id=node.id)
            case ChainKind.REVISION:
                self._context.go_to(Place.TEMPLATES, template_id=node.place, name=node.title, revision_id=node.id)
            case ChainKind.LESSON:
                self.lesson_wanted.emit(node.id)
            case ChainKind.TRIAL | ChainKind.EFFECT:
                title = self._words.name(node) if node.kind is ChainKind.TRIAL else self.tr("Effect")
                self.step_sheet.show_step(title, self._words.in_full(node))

    def add_step(self, step: NextStep) -> None:
        """Ask for what is missing."""
        state, chain = self.model.state, self.model.state.chain
        if chain is None or not state.lacks(step):
            return
        reason = chain.reason
        match step:
            case NextStep.ANSWER if reason is not None:
                self.suggestion_wanted.emit(reason.id)
            case NextStep.BEGIN_TRIAL if reason is not None:
                self.trial_sheet.ask(reason.number, state.today)
            case NextStep.END_TRIAL if chain.running is not None:
                self.result_sheet.ask(f"{self._words.name(chain.running)}\n{self._words.who(chain.running)}")
            case NextStep.LINK_REVISION:
                self.revision_sheet.ask()
            case NextStep.RECORD_EFFECT:
                self.measure_sheet.ask()
                self.model.counted(self.measure_sheet.offer)
            case NextStep.WRITE_LESSON:
                self.lesson_sheet.ask(None, chained=True)
            case _:
                pass

    def _lesson_written(self, words: LessonWords, _issue: Any) -> None:
        self.model.write_lesson(words)
