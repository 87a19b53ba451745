"""The lots without a window: the filter, the open lot, the decision that is being written, and what would be signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from qa_desktop.domain.decimals import parse_decimal
from qa_desktop.domain.errors import InputError, QaError
from qa_desktop.domain.lot import LotSource, LotState
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.ui.review.runner import Runner

if TYPE_CHECKING:
    from qa_desktop.services.lots import DecidedLot, LotDetail, ToDecide
    from qa_desktop.services.lots import Wanted as WantedDecision
    from qa_desktop.services.program import Program
    from qa_desktop.storage.queries.lots import LotFilter, LotRow


class Scope(StrEnum):
    """Which lots the list shows, apart from single states."""

    UNDECIDED = "undecided"
    ALL = "all"


UNDECIDED = (LotState.OPEN, LotState.HELD, LotState.PARTLY)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter as the person set it."""

    state: Scope | LotState = Scope.UNDECIDED
    text: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether it hides anything."""
        return self.state is not Scope.ALL or bool(self.text)


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision as it is typed; nothing is filled in by the program."""

    source: LotSource = LotSource.WAITING
    inspection_id: str | None = None
    inspected: str = ""
    accepted: str = ""
    rejected: str = ""
    held: str = ""
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether no quantity was typed yet."""
        return not any(text.strip() for text in (self.inspected, self.accepted, self.rejected, self.held))


@dataclass(frozen=True, slots=True)
class Prepared:
    """What came of a draft: what would be signed, or why it may not be."""

    draft: Draft
    ready: ToDecide | None = None
    refusal: QaError | None = None


@dataclass(frozen=True, slots=True)
class LotsState:
    """Everything that the screen draws."""

    wanted: Wanted = field(default_factory=Wanted)
    chosen: str | None = None
    lot: LotDetail | None = None
    error: QaError | None = None
    busy: bool = False
    step: str = ""
    may_release: bool = False
    draft: Draft = field(default_factory=Draft)
    prepared: Prepared | None = None

    @property
    def is_loading(self) -> bool:
        """Whether the chosen lot is on its way."""
        return self.chosen is not None and (self.lot is None or self.lot.row.id != self.chosen) and self.error is None

    @property
    def ready(self) -> ToDecide | None:
        """What would be signed now, if it belongs to what stands in the sheet."""
        found = self.prepared
        return found.ready if found is not None and found.draft == self.draft else None


class Watcher(Protocol):
    """The screen, as far as the view model knows it."""

    def show_state(self, state: LotsState) -> None:
        """Draw the state."""

    def decided(self, done: DecidedLot) -> None:
        """A decision was signed and stored."""

    def refused(self, error: QaError) -> None:
        """Something was not done."""

    def filter_changed(self) -> None:
        """The list has to be loaded anew."""


class LotsModel:
    """Intents of the screen."""

    def __init__(self, program: Program, actor: Actor, jobs: Runner, watcher: Watcher) -> None:
        self._program, self._actor, self._jobs, self._watcher = program, actor, jobs, watcher
        self.state = LotsState(may_release=actor.may(Permission.RELEASE_LOT))

    def filter(self) -> LotFilter:
        """Return the filter for the storage."""
        from qa_desktop.storage.queries.lots import LotFilter  # noqa: PLC0415  (brings SQLAlchemy)

        wanted = self.state.wanted
        states = (wanted.state,) if isinstance(wanted.state, LotState) else UNDECIDED if wanted.state is Scope.UNDECIDED else ()
        return LotFilter(states=states, text=wanted.text)

    def page(self, wanted: LotFilter, after: str | None, limit: int) -> tuple[LotRow, ...]:
        """Read a page; called in a reader."""
        return self._program.lots.page(self._actor, wanted, after=after or "", limit=limit)

    def count(self, wanted: LotFilter) -> int:
        """Count; called in a reader."""
        return self._program.lots.count(self._actor, wanted)

    def want(self, **changes: Any) -> None:
        """Change the filter; the same filter again does nothing."""
        wanted = replace(self.state.wanted, **changes)
        if wanted != self.state.wanted:
            self._set(wanted=wanted)
            self._watcher.filter_changed()

    def open(self, lot_id: str) -> None:
        """Load a lot."""
        if lot_id == self.state.chosen and self.state.error is None:
            return
        self._set(chosen=lot_id, error=None)
        self._read(lot_id)

    def reload(self) -> None:
        """Load the open lot anew."""
        if self.state.chosen is not None:
            self._set(error=None)
            self._read(self.state.chosen)

    def begin_decision(self, source: LotSource) -> None:
        """Begin a decision on what lies at ``source``.  The inspection is chosen only where there is a single one to choose."""
        lot = self.state.lot
        standing = [] if lot is None else [one for one in lot.inspections if not one.basis.is_void and not one.basis.replaced_by]
        only = standing[0].row.id if len(standing) == 1 and source is not LotSource.ACCEPTED else None
        self._set(draft=Draft(source, only), prepared=None)

    def edit(self, draft: Draft) -> None:
        """Take what was typed; what would be signed is asked for with :meth:`prepare`."""
        if draft != self.state.draft:
            self._set(draft=draft)

    def prepare(self) -> None:
        """Ask what would be signed by what stands in the sheet, or why it may not be."""
        lot, draft = self.state.lot, self.state.draft
        if lot is None or draft.is_empty:
            self._set(prepared=None)
            return
        self._jobs.read(partial(self._prepare, lot.row.id, draft), self._was_prepared, self._watcher.refused, owner=self._watcher)

    def sign(self, password: str) -> None:
        """Sign what the screen shows, and nothing else."""
        lot, ready, draft = self.state.lot, self.state.ready, self.state.draft
        if lot is None or self.state.busy:
            return
        found = self.state.prepared
        if ready is None:
            stale = found is None or found.draft != draft
            error = found.refusal if found is not None and not stale else None
            self._watcher.refused(error or InputError("Say how much is decided. Then read what will be signed, and sign."))
            return
        if not password:
            self._watcher.refused(InputError("Type your password to sign."))
            return
        self._set(busy=True, step="")
        act = partial(self._decide, lot.row.id, draft, password, ready.digest)
        self._jobs.work(act, self._decided, self._refused, self._progress, owner=self._watcher)

    def now(self) -> datetime:
        """Return the present moment with the station's offset."""
        return self._program.workspace.store.clock()

    def _prepare(self, lot_id: str, draft: Draft) -> Prepared:
        try:
            return Prepared(draft, ready=self._program.lots.prepare(self._actor, lot_id, _typed(draft)))
        except QaError as error:
            return Prepared(draft, refusal=error)

    def _was_prepared(self, prepared: Prepared) -> None:
        if prepared.draft == self.state.draft:
            self._set(prepared=prepared)

    def _decide(self, lot_id: str, draft: Draft, password: str, shown: str, report: Callable[..., None]) -> DecidedLot:
        def told(step: str) -> None:
            report(0, 0, step)

        return self._program.lots.decide(self._actor, lot_id, _typed(draft), password, shown, progress=told)

    def _progress(self, _done: int, _total: int, step: str) -> None:
        self._set(step=step)

    def _decided(self, done: DecidedLot) -> None:
        self._set(busy=False, step="", draft=Draft(), prepared=None)
        self._read(done.row.id)
        self._watcher.decided(done)

    def _refused(self, error: QaError) -> None:
        self._set(busy=False, step="", prepared=None)
        self._watcher.refused(error)
        self.prepare()

    def _read(self, lot_id: str) -> None:
        load = partial(self._program.lots.detail, self._actor, lot_id)
        self._jobs.read(load, self._loaded, self._broken, owner=self._watcher)

    def _loaded(self, lot: LotDetail) -> None:
        if lot.row.id == self.state.chosen:
            self._set(lot=lot, error=None)

    def _broken(self, error: QaError) -> None:
        self._set(lot=None, error=error)

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._watcher.show_state(self.state)


def _typed(draft: Draft) -> WantedDecision:
    from qa_desktop.services.lots import Wanted as WantedDecision  # noqa: PLC0415  (brings SQLAlchemy)

    return WantedDecision(
        draft.source, draft.inspected, draft.accepted, draft.rejected, draft.held, draft.inspection_id, draft.reason
    )


@dataclass(frozen=True, slots=True)
class Check:
    """How the typed quantities stand to each other.  ``unreadable`` names what is no number."""

    decided: Decimal | None
    accepted: Decimal
    rejected: Decimal
    held: Decimal
    unreadable: str = ""

    @property
    def together(self) -> Decimal:
        """Accepted, rejected and held together."""
        return self.accepted + self.rejected + self.held

    @property
    def balances(self) -> bool:
        """Whether the parts make exactly what is decided."""
        return not self.unreadable and self.decided is not None and self.decided > 0 and self.together == self.decided


def check_of(draft: Draft) -> Check:
    """Return how the quantities of a draft stand to each other."""
    found: list[Decimal | None] = []
    for text in (draft.inspected, draft.accepted, draft.rejected, draft.held):
        try:
            found.append(parse_decimal(text) if text.strip() else None)
        except InputError:
            return Check(None, Decimal(0), Decimal(0), Decimal(0), text.strip())
    decided, *parts = found
    accepted, rejected, held = (part or Decimal(0) for part in parts)
    return Check(decided, accepted, rejected, held)
