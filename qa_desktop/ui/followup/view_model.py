"""The follow-up of one issue without a window: its steps, what is held, what happens to the goods, what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from qa_desktop.domain.concession import ConcessionKind
from qa_desktop.domain.decimals import parse_decimal
from qa_desktop.domain.disposition import DispositionState, Shares, approvals_needed
from qa_desktop.domain.errors import InputError, QaError
from qa_desktop.domain.issue import IssueState
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.ui.review.runner import Runner

if TYPE_CHECKING:
    from qa_desktop.services.access import Tile
    from qa_desktop.services.containment import HoldWish
    from qa_desktop.services.issue_steps import Step
    from qa_desktop.services.issues import IssueDetail
    from qa_desktop.services.program import Program
    from qa_desktop.storage.queries.concessions import ConcessionRow
    from qa_desktop.storage.queries.followup import DispositionRow
    from qa_desktop.storage.queries.order_lines import Endangered
    from qa_desktop.storage.queries.scope import Affected

SHARES: tuple[str, ...] = tuple(Shares.__slots__)


@dataclass(frozen=True, slots=True)
class FollowUpState:
    """Everything that the screen draws.

    ``left`` is the quantity that no approved or waiting disposition covers, ``hold_id`` the hold whose tag was scanned.
    ``permits`` were requested from the issue; ``endangers`` is the first promise that each hold endangers, by the hold.
    """

    issue_id: str = ""
    hold_id: str = ""
    detail: IssueDetail | None = None
    proposed: tuple[Affected, ...] = ()
    people: tuple[Tile, ...] = ()
    error: QaError | None = None
    busy: bool = False
    may_work: bool = False
    may_approve: bool = False
    person_id: str = ""
    permits: tuple[ConcessionRow, ...] = ()
    today: date = date.min
    endangers: Mapping[str, Endangered] = field(default_factory=dict)

    @property
    def needs_concession(self) -> bool:
        """Whether what waits uses more as is than approved concessions of the issue cover today."""
        row = self.waiting
        if row is None or not row.shares.use_as_is:
            return False
        good = [one for one in self.permits if one.kind is ConcessionKind.CONCESSION and one.approved_at is not None]
        lasting = [one.quantity for one in good if one.withdrawn_at is None and one.valid_until >= self.today.isoformat()]
        return sum(lasting, Decimal(0)) < row.shares.use_as_is

    @property
    def waiting(self) -> DispositionRow | None:
        """The disposition that waits for votes."""
        found = () if self.detail is None else self.detail.dispositions
        return next((row for row in found if row.state is DispositionState.PROPOSED), None)

    @property
    def left(self) -> Decimal:
        """How much of the quantity is not decided yet."""
        if self.detail is None or not self.detail.row.quantity:
            return Decimal(0)
        ended = (DispositionState.REFUSED, DispositionState.WITHDRAWN)
        given = sum((row.quantity for row in self.detail.dispositions if row.state not in ended), Decimal(0))
        return Decimal(self.detail.row.quantity) - given

    @property
    def may_vote(self) -> bool:
        """Whether this person may say yes or no to what waits."""
        row = self.waiting
        if row is None or not self.may_approve or row.proposed_by_id == self.person_id:
            return False
        return all(vote.person_id != self.person_id for vote in row.votes)


@dataclass(frozen=True, slots=True)
class Balance:
    """What was typed for a disposition: how much is placed of how much, and how many have to agree; or what is wrong."""

    placed: Decimal = Decimal(0)
    needed: int = 0
    error: QaError | None = None


class Watcher(Protocol):
    """The screen, as far as the view model knows it."""

    def show_state(self, state: FollowUpState) -> None:
        """Draw the state."""

    def acted(self) -> None:
        """Something was stored."""

    def refused(self, error: QaError) -> None:
        """Something was not stored."""


class FollowUpModel:
    """Intents of the follow-up."""

    def __init__(self, program: Program, actor: Actor, jobs: Runner, watcher: Watcher) -> None:
        self._program, self._actor, self._jobs, self._watcher = program, actor, jobs, watcher
        self.state = FollowUpState(
            may_work=actor.may(Permission.WORK_ISSUE),
            may_approve=actor.may(Permission.APPROVE_DISPOSITION),
            person_id=actor.person_id,
        )

    def open(self, issue_id: str, hold_id: str = "") -> None:
        """Load an issue; with the hold that was asked for marked."""
        if issue_id != self.state.issue_id:
            self._set(issue_id=issue_id, hold_id=hold_id, detail=None, proposed=(), permits=(), endangers={}, error=None)
        elif hold_id != self.state.hold_id:
            self._set(hold_id=hold_id)
        self.reload()

    def reload(self) -> None:
        """Load the issue anew."""
        if self.state.issue_id:
            self._jobs.read(partial(self._load, self.state.issue_id), self._loaded, self._broken, owner=self._watcher)

    def now(self) -> datetime:
        """Return the present moment with the station's offset."""
        return self._program.workspace.store.clock()

    def step(self, state: IssueState) -> Step | None:
        """Return a step of the issue as it was loaded."""
        steps = () if self.state.detail is None else self.state.detail.steps
        return next((one for one in steps if one.state is state), None)

    def plan(self, state: IssueState, owner_id: str | None, due_text: str) -> None:
        """Say who takes the issue to ``state`` until the end of a day such as 2026-03-27; empty for no date."""
        step = self.step(state)
        if step is None:
            return
        try:
            due = day_of(due_text)
        except InputError as error:
            self._watcher.refused(error)
            return
        service = self._program.steps
        self._write(
            partial(service.plan, self._actor, self.state.issue_id, state, owner_id=owner_id, due=due, version=step.version)
        )

    def accept_proposed(self) -> None:
        """Store the proposed day of every step that has none."""
        self._write(partial(self._program.steps.accept_proposed, self._actor, self.state.issue_id))

    def hold(self, wishes: tuple[HoldWish, ...]) -> None:
        """Place holds."""
        self._write(partial(self._program.containment.place, self._actor, self.state.issue_id, wishes))

    def lift(self, hold_id: str, reason: str) -> None:
        """Lift a hold."""
        self._write(partial(self._program.containment.lift, self._actor, hold_id, reason))

    def write_tags(self, path: Path, done: Callable[[object], None]) -> None:
        """Write the tags of the holds that stand as a PDF; ``done`` gets the path."""
        self._jobs.work(partial(self._tags, path), done, self._refused, owner=self._watcher)

    def propose(self, typed: Mapping[str, str], reason: str) -> None:
        """Propose what happens to the goods."""
        self._write(partial(self._program.dispositions.propose, self._actor, self.state.issue_id, dict(typed), reason))

    def vote(self, *, approve: bool, remark: str) -> None:
        """Agree to what waits, or refuse it."""
        row = self.state.waiting
        if row is not None:
            service = self._program.dispositions
            self._write(partial(service.approve if approve else service.refuse, self._actor, row.id, remark))

    def withdraw(self) -> None:
        """Take the own proposal back."""
        row = self.state.waiting
        if row is not None:
            self._write(partial(self._program.dispositions.withdraw, self._actor, row.id))

    def balance(self, typed: Mapping[str, str]) -> Balance:
        """Return how what was typed adds up."""
        detail = self.state.detail
        if detail is None:
            return Balance()
        try:
            shares = Shares(**{name: parse_decimal(text) for name, text in typed.items() if text.strip()})
        except InputError as error:
            return Balance(error=error)
        return Balance(shares.total, approvals_needed(shares, detail.row.severity))

    def _tags(self, path: Path, _report: object) -> Path:
        from qa_desktop.storage.files import write_safely  # noqa: PLC0415  (storage loads late)

        write_safely(path, self._program.containment.tags(self._actor, self.state.issue_id), mode=0o644)
        return path

    def _load(self, issue_id: str) -> dict[str, Any]:
        program, actor = self._program, self._actor
        return {
            "detail": program.issues.detail(actor, issue_id),
            "proposed": program.containment.proposed(actor, issue_id),
            "people": program.access.people_tiles(),
            "permits": program.concessions.of_issue(actor, issue_id),
            "endangers": program.containment.endangered(actor, issue_id),
            "today": program.concessions.today(actor),
        }

    def _loaded(self, found: dict[str, Any]) -> None:
        if found["detail"].row.id == self.state.issue_id:
            self._set(**found, error=None)

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


def day_of(text: str) -> date | None:
    """Return the day that was typed, ``None`` for nothing; raises :class:`InputError` for something else."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError("“{text}” is no date. Type it like 2026-03-27, or choose one.", text=text.strip()) from error
