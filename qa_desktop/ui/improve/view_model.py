"""The place of improvement without a window: the board, the lessons, the procedures, and what may be done with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.improvement import ChainKind, Participation, SuggestionState
from qa_desktop.domain.knowledge import LessonState, ProcedureState
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.ui.review.runner import Runner

if TYPE_CHECKING:
    from qa_desktop.services.access import Tile
    from qa_desktop.services.improvement import ChainStep
    from qa_desktop.services.knowledge import LessonWords
    from qa_desktop.services.procedures import ProcedureDetail
    from qa_desktop.services.program import Program
    from qa_desktop.services.suggestions import SuggestionDetail
    from qa_desktop.storage.queries.lessons import LessonRow
    from qa_desktop.storage.queries.procedures import ProcedureRow, RevisionOfProcedure
    from qa_desktop.storage.queries.suggestions import SuggestionRow, TrialRow
    from qa_desktop.storage.queries.ties import Tie

COLUMN = 100
"""So many of the newest suggestions a column of the board shows; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Board:
    """The suggestions by state with their counts, who took part since the beginning of the year, and the day of today.

    ``logged`` counts suggestions that are open in the issue log and stand in no column.
    """

    rows: Mapping[SuggestionState, tuple[SuggestionRow, ...]]
    counts: Mapping[SuggestionState, int]
    taking_part: Participation
    today: str
    logged: int = 0


@dataclass(frozen=True, slots=True)
class ImproveState:
    """Everything that the screen draws."""

    text: str = ""
    board: Board | None = None
    suggestion: SuggestionDetail | None = None
    chain: tuple[ChainStep, ...] = ()
    people: tuple[Tile, ...] = ()
    lessons: tuple[LessonRow, ...] | None = None
    lesson: LessonRow | None = None
    ties: tuple[Tie, ...] = ()
    procedures: tuple[ProcedureRow, ...] | None = None
    unread: frozenset[str] = frozenset()
    procedure: ProcedureDetail | None = None
    error: QaError | None = None
    busy: bool = False
    may_answer: bool = False
    may_manage: bool = False
    me: str = ""

    @property
    def may_answer_this(self) -> bool:
        """Whether this person may answer the open suggestion: nobody answers their own."""
        one = self.suggestion
        return self.may_answer and one is not None and one.row.author_id != self.me and bool(one.next_states)

    @property
    def running(self) -> TrialRow | None:
        """The trial of the open suggestion that has no result yet."""
        trials = self.suggestion.trials if self.suggestion is not None else ()
        return next((one for one in trials if not one.outcome), None)

    @property
    def may_approve(self) -> bool:
        """Whether this person may approve the draft of the open procedure."""
        draft = self.unfinished
        return self.may_manage and draft is not None and draft.state is ProcedureState.DRAFT and draft.author_id != self.me

    @property
    def may_publish(self) -> bool:
        """Whether the open procedure has an approved revision that this person may put into force."""
        draft = self.unfinished
        return self.may_manage and draft is not None and draft.state is ProcedureState.APPROVED

    @property
    def unfinished(self) -> Any:
        """The revision of the open procedure that is not in force yet."""
        if self.procedure is None:
            return None
        waiting = {ProcedureState.DRAFT, ProcedureState.APPROVED}
        return next((one for one in self.procedure.revisions if one.state in waiting), None)

    @property
    def with_file(self) -> RevisionOfProcedure | None:
        """The revision whose file is opened: the one in force, else the one that is being written."""
        one = self.procedure
        force = one.in_force if one is not None else None
        found = force or self.unfinished
        return found if found is not None and found.sha256 else None

    @property
    def must_read(self) -> bool:
        """Whether this person has not confirmed the revision in force of the open procedure."""
        return self.procedure is not None and self.procedure.row.id in self.unread


class Watcher(Protocol):
    """The screen, as far as the view model knows it."""

    def show_state(self, state: ImproveState) -> None:
        """Draw the state."""

    def stored(self) -> None:
        """Something was stored."""

    def refused(self, error: QaError) -> None:
        """Something was not done."""


@dataclass
class ImproveModel:
    """Intents of the place of improvement."""

    program: Program
    actor: Actor
    jobs: Runner
    watcher: Watcher
    state: ImproveState = field(init=False)

    def __post_init__(self) -> None:
        """Say what this person may do."""
        self.state = ImproveState(
            may_answer=self.actor.may(Permission.ANSWER_SUGGESTION),
            may_manage=self.actor.may(Permission.MANAGE_KNOWLEDGE),
            me=self.actor.person_id,
        )

    # Loading

    def load(self) -> None:
        """Load the three pages, and what is open on them."""
        self._read(self._board, "board")
        self._read(self._lessons, "lessons")
        self._read(self._procedures, "procedures")
        if self.state.suggestion is not None:
            self.open_suggestion(self.state.suggestion.row.id)
        if self.state.lesson is not None:
            self._load_ties(self.state.lesson.id)
        if self.state.procedure is not None:
            self.open_procedure(self.state.procedure.row.id)

    def search(self, text: str) -> None:
        """Show what holds these words, on every page."""
        if text != self.state.text:
            self._set(text=text)
            self._read(self._board, "board")
            self._read(self._lessons, "lessons")
            self._read(self._procedures, "procedures")

    def open_suggestion(self, suggestion_id: str) -> None:
        """Load a suggestion."""
        self._read(partial(self.program.suggestions.detail, self.actor, suggestion_id), "suggestion")
        chain = partial(self.program.improvement.chain, self.actor, ChainKind.SUGGESTION, suggestion_id)
        self._read(chain, "chain")
        if self.state.may_answer and not self.state.people:
            self._read(self.program.access.people_tiles, "people")

    def open_lesson(self, lesson: LessonRow | str) -> None:
        """Show a lesson; one that is named by its key is loaded first, with the list that it stands in."""
        if isinstance(lesson, str):
            self._read(partial(self.program.knowledge.lesson, self.actor, lesson), "lesson")
            self._read(self._lessons, "lessons")
            self._load_ties(lesson)
        else:
            same = self.state.lesson is not None and self.state.lesson.id == lesson.id
            self._set(lesson=lesson, ties=self.state.ties if same else ())
            self._load_ties(lesson.id)

    def open_procedure(self, procedure_id: str) -> None:
        """Load a procedure."""
        self._read(partial(self.program.procedures.detail, self.actor, procedure_id), "procedure")

    # Suggestions

    def suggest(self, words: str, purpose: str, effect: str, amount: str) -> None:
        """Propose something under one's own name."""
        give = self.program.suggestions.give
        self.write(partial(give, self.actor, words, purpose=purpose, effect=effect, amount=amount))

    def answer(self, to_state: SuggestionState, words: str) -> None:
        """Answer the open suggestion."""
        if self.state.suggestion is not None:
            row = self.state.suggestion.row
            self.write(partial(self.program.suggestions.answer, self.actor, row.id, to_state, words, row.version))

    def assign(self, owner_id: str | None, due: str) -> None:
        """Say who answers the open suggestion by which day."""
        if self.state.suggestion is not None:
            row = self.state.suggestion.row
            act = partial(self.program.suggestions.assign, self.actor, row.id, owner_id=owner_id, due=due, version=row.version)
            self.write(act)

    def record_effect(self, effect: str, amount: str) -> None:
        """Write what the open suggestion brought."""
        if self.state.suggestion is not None:
            row = self.state.suggestion.row
            self.write(partial(self.program.suggestions.record_effect, self.actor, row.id, effect, amount, row.version))

    def begin_trial(self, what: str, place: str, from_day: str, to_day: str) -> None:
        """Try something out for the open suggestion."""
        if self.state.suggestion is not None:
            begin, key = self.program.improvement.begin_trial, self.state.suggestion.row.id
            days = {"from_day": from_day, "to_day": to_day}
            self.write(partial(begin, self.actor, what=what, place=place, suggestion_id=key, **days))

    def end_trial(self, outcome: str, result: str) -> None:
        """Write the result of the running trial of the open suggestion."""
        row = self.state.running
        if row is not None:
            self.write(partial(self.program.improvement.end_trial, self.actor, row.id, outcome, result, row.version))

    # Lessons

    def write_lesson(self, words: LessonWords, issue: str = "") -> None:
        """Write a lesson, from the closed issue of this number or from nothing but experience."""
        write = partial(self.program.knowledge.write_lesson_of, self.actor, words, issue)
        self.write(write, self._lesson_written)

    def edit_lesson(self, words: LessonWords) -> None:
        """Say the open lesson better."""
        row = self.state.lesson
        if row is not None:
            edit = partial(self.program.knowledge.edit_lesson, self.actor, row.id, words, row.version)
            self.write(edit, self._lesson_written)

    def move_lesson(self, to_state: LessonState) -> None:
        """Publish or retire the open lesson."""
        row = self.state.lesson
        if row is not None:
            move = partial(self.program.knowledge.move_lesson, self.actor, row.id, to_state, row.version)
            self.write(move, self._lesson_written)

    # Procedures

    def write_procedure(self, title: str, words: str, note: str, sha256: str | None = None) -> None:
        """Write a procedure."""
        write = partial(self.program.procedures.write, self.actor, title=title, words=words, sha256=sha256, change_note=note)
        self.write(write, self._procedure_written)

    def revise_procedure(self, words: str, note: str, sha256: str | None = None) -> None:
        """Write the next revision of the open procedure."""
        one = self.state.procedure
        if one is not None:
            revise = partial(self.program.procedures.revise, self.actor, one.row.id, words=words, sha256=sha256, change_note=note)
            self.write(revise, self._procedure_written)

    def approve(self) -> None:
        """Approve the draft of the open procedure."""
        draft = self.state.unfinished
        if draft is not None and self.state.may_approve:
            self.write(partial(self.program.procedures.approve, self.actor, draft.id, draft.version), self._procedure_written)

    def publish(self) -> None:
        """Put the approved revision of the open procedure into force."""
        draft = self.state.unfinished
        if draft is not None and self.state.may_publish:
            self.write(partial(self.program.procedures.publish, self.actor, draft.id, draft.version), self._procedure_written)

    def confirm_read(self) -> None:
        """Confirm that one has read the open procedure."""
        one = self.state.procedure
        if one is not None and one.in_force is not None and self.state.must_read:
            self.write(partial(self.program.procedures.confirm_read, self.actor, one.in_force.id))

    def write(self, act: Callable[[], Any], done: Callable[[Any], None] | None = None) -> None:
        """Have something stored unless something is on its way; everything is loaded anew after it."""
        if not self.state.busy:
            self._set(busy=True)
            self.jobs.write(act, partial(self._written, done), self._refused, owner=self.watcher)

    def _board(self) -> Board:
        from qa_desktop.storage.queries.suggestions import SuggestionFilter  # noqa: PLC0415  (brings SQLAlchemy)

        service, rows, counts = self.program.suggestions, {}, {}
        for state in SuggestionState:
            wanted = SuggestionFilter(state=state, text=self.state.text)
            rows[state] = service.page(self.actor, wanted, limit=COLUMN)
            counts[state] = service.count(self.actor, wanted)
        today = service.today()
        day = date.fromisoformat(today)
        share = service.participation(self.actor, date(day.year, 1, 1), day)
        return Board(rows, counts, share, today, service.in_issue_log(self.actor))

    def _lessons(self) -> tuple[LessonRow, ...]:
        return self.program.knowledge.search(self.actor, self.state.text, drafts=self.state.may_manage)

    def _procedures(self) -> tuple[tuple[ProcedureRow, ...], frozenset[str]]:
        service = self.program.procedures
        unread = frozenset(row.id for row in service.unread(self.actor))
        return service.everything(self.actor, self.state.text), unread

    def _load_ties(self, lesson_id: str) -> None:
        ties = partial(self.program.knowledge.ties, self.actor, lesson_id=lesson_id)
        self.jobs.read(ties, partial(self._ties_came, lesson_id), self._broken, owner=self.watcher)

    def _ties_came(self, lesson_id: str, ties: tuple[Tie, ...]) -> None:
        if self.state.lesson is not None and self.state.lesson.id == lesson_id:
            self._set(ties=ties)

    def _read(self, call: Callable[[], Any], name: str) -> None:
        self.jobs.read(call, partial(self._loaded, name), self._broken, owner=self.watcher)

    def _loaded(self, name: str, found: Any) -> None:
        if name == "procedures":
            rows, unread = found
            self._set(procedures=rows, unread=unread, error=None)
            return
        if name == "lessons" and self.state.lesson is not None:
            same = next((one for one in found if one.id == self.state.lesson.id), self.state.lesson)
            self._set(lesson=same)
        self._set(**{name: found}, error=None)

    def _lesson_written(self, row: LessonRow) -> None:
        same = self.state.lesson is not None and self.state.lesson.id == row.id
        self._set(lesson=row, ties=self.state.ties if same else ())

    def _procedure_written(self, detail: ProcedureDetail) -> None:
        self._set(procedure=detail)

    def _written(self, done: Callable[[Any], None] | None, found: Any) -> None:
        self._set(busy=False)
        if done is not None:
            done(found)
        self.watcher.stored()
        self.load()

    def _broken(self, error: QaError) -> None:
        self._set(error=error)
        self.watcher.refused(error)

    def _refused(self, error: QaError) -> None:
        self._set(busy=False)
        self.watcher.refused(error)

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self.watcher.show_state(self.state)
