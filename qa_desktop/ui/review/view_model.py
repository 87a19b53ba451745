"""Review without a window: which inspection is open, what was looked at, and what may be done with it now.

Nothing can be approved unread: every exception has to be opened, which is stored, and ticked.  Ticks and remarks are kept per
inspection as long as the person stays, so that looking at another inspection in between loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
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
from qa_desktop.ui.review.runner import Runner, StepCounter

if TYPE_CHECKING:
    from qa_desktop.services.program import Program
    from qa_desktop.services.review import Dossier
    from qa_desktop.storage.queries.inspections import InspectionFilter, InspectionRow


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
    dossier: Dossier

    @property
    def id(self) -> str:
        """The key of the inspection."""
        return self.record.id


@dataclass(frozen=True, slots=True)
class ReviewState:
    """Everything that the screen draws.

    ``marks`` holds the remark for each line that was looked at, empty for "in order"; ``opened`` are the lines of which it is
    stored that this person opened them; ``turned`` the sections that were folded or unfolded.
    """

    shelf: Shelf = Shelf.WAITING
    pane: Pane = Pane.EXCEPTIONS
    wanted: str | None = None
    case: Case | None = None
    error: QaError | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    opened: frozenset[str] = frozenset()
    turned: frozenset[str] = frozenset()
    busy: bool = False
    may_reopen: bool = False
    may_inspect: bool = False

    @property
    def is_loading(self) -> bool:
        """Whether the chosen inspection is on its way."""
        return self.wanted is not None and (self.case is None or self.case.id != self.wanted) and self.error is None

    @property
    def seen(self) -> int:
        """How many exceptions were opened, and ticked or given a remark."""
        if self.case is None:
            return 0
        return sum(1 for one in self.case.exceptions if one.item_id in self.marks and one.item_id in self.opened)

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

    @property
    def can_inspect_again(self) -> bool:
        """Whether this person can have the failed lines of the open inspection inspected again."""
        case = self.case
        if case is None or not self.may_inspect or self.busy or case.record.state is not InspectionState.APPROVED:
            return False
        standing = any(link.state is not InspectionState.VOID for link in case.dossier.later)
        return bool(case.record.failed) and not standing


class Watcher(Protocol):
    """The screen, as far as the view model knows it."""

    def show_state(self, state: ReviewState) -> None:
        """Draw the state."""

    def acted(self, act: Act, case: Case) -> None:
        """Something was done and stored."""

    def begun_again(self, row: InspectionRow) -> None:
        """A re-inspection is open."""

    def refused(self, error: QaError) -> None:
        """Something was not done."""

    def stepped(self, done: int, total: int, sentence: str) -> None:
        """Long work has come so far."""


class ReviewModel:
    """Intents of the review screen."""

    def __init__(self, program: Program, actor: Actor, jobs: Runner, watcher: Watcher) -> None:
        self._program, self._actor, self._jobs, self._watcher = program, actor, jobs, watcher
        self._kept: dict[str, dict[str, str]] = {}
        self._asked: set[tuple[str, int, str]] = set()
        self.state = ReviewState(may_reopen=actor.may(Permission.REOPEN), may_inspect=actor.may(Permission.INSPECT))

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
        self._set(shelf=shelf, wanted=None, case=None, error=None, marks={}, turned=frozenset())

    def show_pane(self, pane: Pane) -> None:
        """Show another part of the open inspection."""
        self._set(pane=pane)

    def open(self, inspection_id: str) -> None:
        """Load an inspection; ticks and remarks made earlier come back with it."""
        if inspection_id == self.state.wanted and self.state.error is None:
            return
        marks = dict(self._kept.get(inspection_id, {}))
        self._set(wanted=inspection_id, error=None, marks=marks, turned=frozenset())
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

    def turn(self, section: str) -> None:
        """Fold a section, or unfold it."""
        self._set(turned=self.state.turned ^ {section})

    def look_at(self, item_id: str) -> None:
        """Keep that a line was chosen with its detail on the screen; only exceptions of what can be decided are kept."""
        case = self.state.case
        if case is None or self.state.bar_to_return is not None or item_id in self.state.opened:
            return
        asked = (case.id, case.record.round, item_id)
        if asked in self._asked or all(one.item_id != item_id for one in case.exceptions):
            return
        self._asked.add(asked)
        act = partial(self._program.review.open_line, self._actor, case.id, item_id)
        self._jobs.write(act, partial(self._opened, asked), partial(self._not_opened, asked), owner=self._watcher)

    def tick(self, item_id: str) -> str | None:
        """Mark a line as looked at and in order (again: take the tick back); return the next exception that is unseen."""
        self.look_at(item_id)
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
        self.look_at(item_id)
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

    def inspect_again(self) -> None:
        """Open a re-inspection of the failed lines."""
        case = self.state.case
        if case is None or not self.state.can_inspect_again:
            return
        self._begin()
        act = partial(self._program.reinspections.begin, self._actor, case.id)
        self._jobs.write(act, self._begun_again, self._act_failed, owner=self._watcher)

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
        dossier = program.review.look(actor, inspection_id)
        before = program.reinspections.before_after(actor, inspection_id) if dossier.earlier else ()
        lines = cases_of(shown.record, dossier, before)
        standing = report.id if report is not None and report.round == shown.record.round else None
        own = actor.person_id in workers or actor.person_id in _deciders(dossier)
        return Case(row, shown.record, shown.digest, standing, own, lines, exceptions_of(lines), dossier)

    def _loaded(self, case: Case) -> None:
        if case.id == self.state.wanted:
            self._set(case=case, error=None, opened=case.dossier.opened)

    def _opened(self, asked: tuple[str, int, str], _result: object) -> None:
        self._asked.discard(asked)
        case = self.state.case
        if case is not None and asked[:2] == (case.id, case.record.round):
            self._set(opened=self.state.opened | {asked[2]})

    def _not_opened(self, asked: tuple[str, int, str], error: QaError) -> None:
        """The line stays unseen; looking at it again tries again."""
        self._asked.discard(asked)
        self._watcher.refused(error)

    def _failed_to_load(self, error: QaError) -> None:
        self._set(case=None, error=error)

    def _begin(self) -> None:
        self._set(busy=True)

    def _acted(self, act: Act, case: Case, _result: object) -> None:
        self._kept.pop(case.id, None)
        self._set(busy=False, wanted=None, case=None, marks={})
        self._watcher.acted(act, case)

    def _begun_again(self, row: InspectionRow) -> None:
        self._set(busy=False)
        self._watcher.begun_again(row)

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


def _deciders(dossier: Dossier) -> set[str]:
    """Return who decided about a line or read one again."""
    return {act.person_id for act in dossier.acts} | {second.person_id for second in dossier.seconds}
