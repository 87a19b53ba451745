"""Review without a window: which inspection is open, what was looked at, and what may be done with it now.

Nothing can be approved unread: every exception has to be ticked first.  Ticks and remarks are kept per inspection as long as the
person stays, so that looking at another inspection in between loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.record import InspectionRecord
from qa_desktop.domain.signature import Meaning
from qa_desktop.ui.review.lines import LineCase, cases_of, exceptions_of

if TYPE_CHECKING:
    from qa_desktop.services.program import Program
    from qa_desktop.storage.queries.inspections import InspectionFilter, InspectionRow

STEPS = 4
"""How many steps the services name while they sign or countersign."""


class Runner(Protocol):
    """Where work is done beside the window."""

    def read(self, fn: Callable[[], Any], done: Any = None, failed: Any = None, *, owner: Any = None) -> None:
        """Read."""

    def write(self, fn: Callable[[], Any], done: Any = None, failed: Any = None, *, owner: Any = None) -> None:
        """Write."""

    def work(
        self, fn: Callable[[Any], Any], done: Any = None, failed: Any = None, progress: Any = None, *, owner: Any = None
    ) -> Any:
        """Do long work."""


class Shelf(StrEnum):
    """Which inspections the list shows."""

    WAITING = "waiting"
    OWN = "own"
    COUNTERSIGNED = "countersigned"


class Pane(StrEnum):
    """What is shown of the open inspection."""

    EXCEPTIONS = "exceptions"
    ALL = "all"
    REPORT = "report"


class Act(StrEnum):
    """What was done with an inspection."""

    RETURNED = "returned"
    COUNTERSIGNED = "countersigned"
    REOPENED = "reopened"


class Bar(StrEnum):
    """What keeps the person from countersigning now."""

    NOTHING_OPEN = "nothing_open"
    OWN_WORK = "own_work"
    NOT_WAITING = "not_waiting"
    UNSEEN = "unseen"
    REMARKS = "remarks"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Case:
    """The open inspection.  ``own`` says that the person worked on it."""

    row: InspectionRow
    record: InspectionRecord
    digest: str
    report_id: str | None
    own: bool
    lines: tuple[LineCase, ...]
    exceptions: tuple[LineCase, ...]

    @property
    def id(self) -> str:
        """The key of the inspection."""
        return self.record.id


@dataclass(frozen=True, slots=True)
class ReviewState:
    """Everything that the screen draws.  ``marks`` holds the remark for each line that was looked at, empty for "in order"."""

    shelf: Shelf = Shelf.WAITING
    pane: Pane = Pane.EXCEPTIONS
    wanted: str | None = None
    case: Case | None = None
    error: QaError | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    busy: bool = False
    may_reopen: bool = False

    @property
    def is_loading(self) -> bool:
        """Whether the chosen inspection is on its way."""
        return self.wanted is not None and (self.case is None or self.case.id != self.wanted) and self.error is None

    @property
    def seen(self) -> int:
        """How many exceptions were ticked or got a remark."""
        return 0 if self.case is None else sum(1 for one in self.case.exceptions if one.item_id in self.marks)

    @property
    def to_see(self) -> int:
        """How many exceptions there are."""
        return 0 if self.case is None else len(self.case.exceptions)

    @property
    def remarks(self) -> Mapping[str, str]:
        """The remarks by item id."""
        return {item_id: text for item_id, text in self.marks.items() if text}

    @property
    def bar(self) -> Bar | None:
        """What keeps the person from countersigning, or ``None`` when they may."""
        hindrance = self.bar_to_return
        if hindrance is None and self.seen < self.to_see:
            hindrance = Bar.UNSEEN
        if hindrance is None and self.remarks:
            hindrance = Bar.REMARKS
        return hindrance

    @property
    def bar_to_return(self) -> Bar | None:
        """What keeps the person from returning the inspection."""
        if self.busy:
            return Bar.BUSY
        if self.case is None:
            return Bar.NOTHING_OPEN
        if self.case.record.state is not InspectionState.SUBMITTED:
            return Bar.NOT_WAITING
        return Bar.OWN_WORK if self.case.own else None

    @property
    def can_reopen(self) -> bool:
        """Whether the open inspection can be reopened by this person."""
        approved = self.case is not None and self.case.record.state is InspectionState.APPROVED
        return approved and self.may_reopen and not self.busy


class Watcher(Protocol):
    """The screen, as far as the view model knows it."""

    def show_state(self, state: ReviewState) -> None:
        """Draw the state."""

    def acted(self, act: Act, case: Case) -> None:
        """Something was done and stored."""

    def refused(self, error: QaError) -> None:
        """Something was not done."""

    def stepped(self, done: int, total: int, sentence: str) -> None:
        """Long work has come so far."""


class ReviewModel:
    """Intents of the review screen."""

    def __init__(self, program: Program, actor: Actor, jobs: Runner, watcher: Watcher) -> None:
        self._program, self._actor, self._jobs, self._watcher = program, actor, jobs, watcher
        self._kept: dict[str, dict[str, str]] = {}
        self.state = ReviewState(may_reopen=actor.may(Permission.REOPEN))

    def filter(self) -> InspectionFilter:
        """Return which inspections the list asks for."""
        from qa_desktop.storage.queries.inspections import InspectionFilter  # noqa: PLC0415  (brings SQLAlchemy)

        me = self._actor.person_id
        match self.state.shelf:
            case Shelf.WAITING:
                return InspectionFilter((InspectionState.SUBMITTED,), not_by=me)
            case Shelf.OWN:
                return InspectionFilter((InspectionState.SUBMITTED,), inspector_id=me)
            case Shelf.COUNTERSIGNED:
                return InspectionFilter((InspectionState.APPROVED,))

    def show_shelf(self, shelf: Shelf) -> None:
        """Show another list; the open inspection is put away."""
        self._set(shelf=shelf, wanted=None, case=None, error=None, marks={})

    def show_pane(self, pane: Pane) -> None:
        """Show another part of the open inspection."""
        self._set(pane=pane)

    def open(self, inspection_id: str) -> None:
        """Load an inspection; ticks and remarks made earlier come back with it."""
        if inspection_id == self.state.wanted and self.state.error is None:
            return
        self._set(wanted=inspection_id, error=None, marks=dict(self._kept.get(inspection_id, {})))
        self._jobs.read(partial(self._load, inspection_id), self._loaded, self._failed_to_load, owner=self._watcher)

    def close(self) -> None:
        """Put the open inspection away."""
        self._set(wanted=None, case=None, error=None, marks={})

    def reload(self) -> None:
        """Load the open inspection anew; what is shown stays until it has come."""
        wanted = self.state.wanted
        if wanted is not None and not self.state.busy:
            self._set(error=None)
            self._jobs.read(partial(self._load, wanted), self._loaded, self._failed_to_load, owner=self._watcher)

    def tick(self, item_id: str) -> str | None:
        """Mark a line as looked at and in order (again: take the tick back); return the next exception that is unseen."""
        marks = dict(self.state.marks)
        if marks.get(item_id) == "":
            del marks[item_id]
            self._mark(marks)
            return None
        if not marks.get(item_id):
            marks[item_id] = ""
            self._mark(marks)
        return self.next_unseen(item_id)

    def remark(self, item_id: str, text: str) -> None:
        """Write the remark with which a line goes back; without text the line is unseen again."""
        marks = dict(self.state.marks)
        if text.strip():
            marks[item_id] = text.strip()
        elif marks.get(item_id):
            del marks[item_id]
        self._mark(marks)

    def next_unseen(self, after: str | None = None) -> str | None:
        """Return the exception to look at next."""
        case = self.state.case
        if case is None:
            return None
        ids = [one.item_id for one in case.exceptions]
        begin = ids.index(after) + 1 if after in ids else 0
        return next((one for one in ids[begin:] + ids[:begin] if one not in self.state.marks), None)

    def send_back(self, general: str = "") -> None:
        """Return the inspection to its inspector with the remarks."""
        case = self.state.case
        if case is None or self.state.bar_to_return is not None:
            return
        self._begin()
        act = partial(self._program.signing.send_back, self._actor, case.id, dict(self.state.remarks), general)
        self._jobs.write(act, partial(self._acted, Act.RETURNED, case), self._act_failed, owner=self._watcher)

    def reopen(self, reason: str) -> None:
        """Reopen a countersigned inspection."""
        case = self.state.case
        if case is None or not self.state.can_reopen:
            return
        self._begin()
        act = partial(self._program.signing.reopen, self._actor, case.id, {}, reason)
        self._jobs.write(act, partial(self._acted, Act.REOPENED, case), self._act_failed, owner=self._watcher)

    def countersign(self, password: str, meaning: Meaning) -> Any:
        """Countersign what is shown; return the handle of the work, or ``None`` when it may not begin."""
        case = self.state.case
        if case is None or self.state.bar is not None:
            return None
        self._begin()
        act = partial(self._countersign, case, password, meaning)
        done = partial(self._acted, Act.COUNTERSIGNED, case)
        return self._jobs.work(act, done, self._act_failed, self._watcher.stepped, owner=self._watcher)

    def _countersign(self, case: Case, password: str, meaning: Meaning, report: Any) -> object:
        steps = StepCounter(report)
        signing = self._program.signing
        return signing.countersign(self._actor, case.id, password, meaning, case.digest, progress=steps)

    def _load(self, inspection_id: str) -> Case:
        program, actor = self._program, self._actor
        shown = program.signing.look(actor, inspection_id)
        row = program.inspections.open(actor, inspection_id).row
        workers = {change.person_id for change in program.inspections.history(actor, inspection_id)} | {row.inspector_id}
        report = program.reports.of_inspection(actor, inspection_id)
        lines = cases_of(shown.record)
        standing = report.id if report is not None and report.round == shown.record.round else None
        return Case(row, shown.record, shown.digest, standing, actor.person_id in workers, lines, exceptions_of(lines))

    def _loaded(self, case: Case) -> None:
        if case.id == self.state.wanted:
            self._set(case=case, error=None)

    def _failed_to_load(self, error: QaError) -> None:
        self._set(case=None, error=error)

    def _begin(self) -> None:
        self._set(busy=True)

    def _acted(self, act: Act, case: Case, _result: object) -> None:
        self._kept.pop(case.id, None)
        self._set(busy=False, wanted=None, case=None, marks={})
        self._watcher.acted(act, case)

    def _act_failed(self, error: QaError) -> None:
        self._set(busy=False)
        self._watcher.refused(error)

    def _mark(self, marks: dict[str, str]) -> None:
        if self.state.case is not None:
            self._kept[self.state.case.id] = marks
        self._set(marks=marks)

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._watcher.show_state(self.state)


class StepCounter:
    """Counts the steps that a service names, for a progress bar."""

    def __init__(self, report: Any) -> None:
        self._report, self._done = report, 0

    def __call__(self, step: str) -> None:
        """Report the step that begins now."""
        self._report(self._done, STEPS, step)
        self._done += 1
