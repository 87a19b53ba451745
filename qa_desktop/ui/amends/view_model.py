"""Amends for one complaint without a window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.trade import PromiseState, Satisfied
from qa_desktop.ui.review.runner import Runner

if TYPE_CHECKING:
    from qa_desktop.services.amends import AmendsDetail, ComplaintFacts, NewPromise
    from qa_desktop.services.program import Program
    from qa_desktop.storage.queries.amends import PromiseRow
    from qa_desktop.storage.queries.companies import CompanyRow


@dataclass(frozen=True, slots=True)
class AmendsState:
    """Everything that the screen draws.  ``customers`` are those that a complaint can come from."""

    issue_id: str = ""
    detail: AmendsDetail | None = None
    customers: tuple[CompanyRow, ...] = ()
    today: date = date.min
    error: QaError | None = None
    busy: bool = False
    may_work: bool = False

    @property
    def is_complaint(self) -> bool:
        """Whether amends can be made at all."""
        return self.detail is not None and self.detail.issue.kind is IssueKind.COMPLAINT

    @property
    def promises(self) -> tuple[PromiseRow, ...]:
        """What was promised: first what is open, by the day on which it is due, then the rest in order."""
        rows = () if self.detail is None else self.detail.promises
        return tuple(sorted(rows, key=lambda row: (row.state is not PromiseState.OPEN, self._waits(row))))

    @staticmethod
    def _waits(row: PromiseRow) -> date:
        return row.due if row.state is PromiseState.OPEN else date.min

    @property
    def may_tell(self) -> bool:
        """Whether this person may say who complained."""
        return self.may_work and self.is_complaint and self.detail is not None and self.detail.issue.is_open

    @property
    def may_promise(self) -> bool:
        """Whether this person may promise something now: the customer has to be known."""
        return self.may_tell and self.detail is not None and self.detail.complaint is not None


@dataclass(frozen=True, slots=True)
class _Loaded:
    detail: AmendsDetail
    customers: tuple[CompanyRow, ...]
    today: date


class Watcher(Protocol):
    """The screen, as far as the view model knows it."""

    def show_state(self, state: AmendsState) -> None:
        """Draw the state."""

    def acted(self) -> None:
        """Something was stored."""

    def refused(self, error: QaError) -> None:
        """Something was not stored."""


class AmendsModel:
    """Intents of the amends."""

    def __init__(self, program: Program, actor: Actor, jobs: Runner, watcher: Watcher) -> None:
        self._program, self._actor, self._jobs, self._watcher = program, actor, jobs, watcher
        self.state = AmendsState(may_work=actor.may(Permission.WORK_ISSUE))

    def open(self, issue_id: str) -> None:
        """Load the amends of a complaint."""
        if issue_id != self.state.issue_id:
            self._set(issue_id=issue_id, detail=None, error=None)
        self.reload()

    def reload(self) -> None:
        """Load them anew."""
        if self.state.issue_id:
            self._jobs.read(partial(self._load, self.state.issue_id), self._loaded, self._broken, owner=self._watcher)

    def tell(self, facts: ComplaintFacts) -> None:
        """Say who complained."""
        detail = self.state.detail
        version = 0 if detail is None or detail.complaint is None else detail.complaint.version
        self._write(partial(self._program.amends.set_complaint, self._actor, self.state.issue_id, facts, version))

    def promise(self, new: NewPromise) -> None:
        """Promise something."""
        self._write(partial(self._program.amends.promise, self._actor, self.state.issue_id, new))

    def keep(self, row: PromiseRow, kept_on: str, evidence: str) -> None:
        """Say that a promise was kept."""
        call = partial(self._program.amends.keep, self._actor, row.id, kept_on=kept_on, evidence=evidence, version=row.version)
        self._write(call)

    def withdraw(self, row: PromiseRow, reason: str) -> None:
        """Withdraw a promise."""
        self._write(partial(self._program.amends.withdraw, self._actor, row.id, reason, row.version))

    def satisfied(self, row: PromiseRow, *, yes: bool, remark: str) -> None:
        """Keep what the customer says."""
        answer = Satisfied.YES if yes else Satisfied.NO
        self._write(partial(self._program.amends.satisfied, self._actor, row.id, answer, remark, row.version))

    def _load(self, issue_id: str) -> _Loaded:
        program, actor = self._program, self._actor
        customers = tuple(row for row in program.trade.companies(actor) if row.buys and row.is_active)
        return _Loaded(program.amends.detail(actor, issue_id), customers, program.trade.today(actor))

    def _loaded(self, found: _Loaded) -> None:
        if found.detail.issue.id == self.state.issue_id:
            self._set(detail=found.detail, error=None, customers=found.customers, today=found.today)

    def _broken(self, error: QaError) -> None:
        self._set(error=error)

    def _write(self, call: Callable[[], Any]) -> None:
        self._set(busy=True)
        self._jobs.write(call, self._done, self._refused, owner=self._watcher)

    def _done(self, _result: object) -> None:
        self._set(busy=False)
        self._watcher.acted()
        self.reload()

    def _refused(self, error: QaError) -> None:
        self._set(busy=False)
        self._watcher.refused(error)

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._watcher.show_state(self.state)
