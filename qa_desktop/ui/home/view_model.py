"""My work without a window: what was loaded comes in, one frozen state goes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.inspection import OPEN_STATES, InspectionState
from qa_desktop.domain.people import Actor, Permission

if TYPE_CHECKING:
    from qa_desktop.services.inspections import MyWork
    from qa_desktop.services.patrols import PatrolState
    from qa_desktop.storage.queries.inspections import InspectionRow


class Stage(StrEnum):
    """Whether the work is known."""

    LOADING = "loading"
    BROKEN = "broken"
    READY = "ready"


class Mark(StrEnum):
    """Why an inspection is in a list."""

    RESUME = "resume"
    RETURNED = "returned"
    DUE = "due"
    OVERDUE = "overdue"
    FOUND = "found"


@dataclass(frozen=True, slots=True)
class WorkRow:
    """An inspection as a row of two lines.  ``due_at`` is UTC text; ``remark`` is why it came back."""

    id: str
    number: str
    part: str
    order: str
    lot: str
    serial: str
    mark: Mark
    state: InspectionState
    total: int
    answered: int
    failed: int
    inspector: str = ""
    due_at: str = ""
    remark: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class ResumeState:
    """The newest own inspection in progress.  ``stopped_at`` is the number of the item; ``explicit`` after a new start."""

    row: WorkRow
    stopped_at: int
    items: int
    explicit: bool


@dataclass(frozen=True, slots=True)
class FoundState:
    """What a scanned or typed code led to."""

    code: str
    rows: tuple[WorkRow, ...]
    searching: bool = False
    error: QaError | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """What the person brought to a signature today."""

    signed: int = 0
    with_failures: int = 0


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """What the services say, loaded in one go."""

    work: MyWork
    stopped_at: int
    items: int
    remarks: Mapping[str, str]
    today: Today
    patrols: tuple[PatrolState, ...] = ()
    second: int = 0
    lots_waiting: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class HomeState:
    """The whole screen."""

    stage: Stage = Stage.LOADING
    error: QaError | None = None
    resume: ResumeState | None = None
    more: tuple[WorkRow, ...] = ()
    returned: tuple[WorkRow, ...] = ()
    due: tuple[WorkRow, ...] = ()
    patrols: tuple[PatrolState, ...] = ()
    to_review: int = 0
    second: int = 0
    today: Today = field(default_factory=Today)
    found: FoundState | None = None
    may_inspect: bool = False
    may_review: bool = False
    lots_waiting: int = 0
    may_release: bool = False
    overdue: int = 0
    news: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all waits for the person, as far as it is known; ``news`` is ``None`` until they were looked for."""
        lists = self.more or self.returned or self.due or self.patrols or self.found or self.news
        return self.resume is None and not (lists or self.to_review or self.second or self.lots_waiting or self.overdue)


class HomeModel:
    """Decides what the home screen shows, and what a code means."""

    def __init__(self, actor: Actor, on_change: Callable[[HomeState], None], on_open: Callable[[WorkRow], None]) -> None:
        self._actor, self._on_change, self._on_open = actor, on_change, on_open
        self._explicit_for: str | None = None
        self._first = True
        self.state = HomeState(
            may_inspect=actor.may(Permission.INSPECT),
            may_review=actor.may(Permission.COUNTERSIGN),
            may_release=actor.may(Permission.RELEASE_LOT),
        )

    def loaded(self, facts: HomeFacts) -> None:
        """Show the work."""
        work = facts.work
        mine = [self._row(row, Mark.RESUME) for row in work.resume]
        resume = None
        if mine:
            if self._first:
                self._explicit_for = mine[0].id
            resume = ResumeState(mine[0], facts.stopped_at, facts.items, explicit=self._explicit_for == mine[0].id)
        self._first = False
        returned = tuple(replace(self._row(row, Mark.RETURNED), remark=facts.remarks.get(row.id, "")) for row in work.returned)
        due = tuple(self._row(row, Mark.OVERDUE if (row.due_at or "") < work.now else Mark.DUE) for row in work.due)
        self._show(
            replace(
                self.state,
                stage=Stage.READY,
                error=None,
                resume=resume,
                more=tuple(mine[1:]),
                returned=returned,
                due=due,
                patrols=in_order(facts.patrols, ()),
                to_review=work.to_review,
                second=facts.second,
                today=facts.today,
                lots_waiting=facts.lots_waiting,
                overdue=facts.overdue,
            )
        )

    def news_changed(self, count: int) -> None:
        """So many lines stand in the card of what others have to tell."""
        if count != self.state.news:
            self._show(replace(self.state, news=count))

    def patrols_changed(self, patrols: tuple[PatrolState, ...]) -> None:
        """Show how the patrols stand by now.  Those that are shown keep their places: nothing moves under a hand."""
        if self.state.stage is Stage.READY:
            self._show(replace(self.state, patrols=in_order(patrols, tuple(one.row.id for one in self.state.patrols))))

    def broken(self, error: QaError) -> None:
        """The work could not be loaded; what was shown before stays."""
        self._show(replace(self.state, stage=Stage.BROKEN, error=error))

    def resumed(self) -> None:
        """The person went back to work: the line about the stop has been read."""
        self._explicit_for = None

    def search(self, code: str) -> str:
        """Begin to look for a code; return it as it is looked for, empty when there is nothing to look for."""
        wanted = code.strip()
        self._show(replace(self.state, found=FoundState(wanted, (), searching=True) if wanted else None))
        return wanted

    def found(self, code: str, rows: tuple[InspectionRow, ...]) -> None:
        """Open the one inspection that bears the code, or list them, or say that there is none."""
        if self.state.found is None or self.state.found.code != code:
            return
        hits = tuple(self._row(row, Mark.FOUND) for row in rows)
        if len(hits) == 1:
            self._show(replace(self.state, found=None))
            self._on_open(hits[0])
        else:
            self._show(replace(self.state, found=FoundState(code, hits)))

    def not_found(self, code: str, error: QaError) -> None:
        """The search failed."""
        self._show(replace(self.state, found=FoundState(code, (), error=error)))

    def forget_search(self) -> None:
        """Put the results away."""
        if self.state.found is not None:
            self._show(replace(self.state, found=None))

    def needs_taking(self, row: WorkRow) -> bool:
        """Return whether an open inspection belongs to nobody yet, so that opening it means taking it."""
        return self.state.may_inspect and row.state in OPEN_STATES and not row.inspector and not row.mine

    def _row(self, row: InspectionRow, mark: Mark) -> WorkRow:
        return WorkRow(
            id=row.id,
            number=row.number,
            part=" ".join(word for word in (row.part_number, row.part_revision, row.part_name) if word),
            order=row.order,
            lot=row.lot,
            serial=row.serial,
            mark=mark,
            state=row.state,
            total=row.item_total,
            answered=row.answered,
            failed=row.failed,
            inspector=row.inspector,
            due_at=row.due_at or "",
            mine=row.inspector_id == self._actor.person_id,
        )

    def _show(self, state: HomeState) -> None:
        self.state = state
        self._on_change(state)


def in_order(patrols: tuple[PatrolState, ...], shown: tuple[str, ...]) -> tuple[PatrolState, ...]:
    """Return patrols as they are shown: those that have a place keep it, then those that wait longest, then by name."""
    places = {key: place for place, key in enumerate(shown)}
    return tuple(
        sorted(patrols, key=lambda one: (places.get(one.row.id, len(places)), not one.status.is_due, -one.overdue, one.row.name))
    )
