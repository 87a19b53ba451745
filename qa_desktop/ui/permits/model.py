"""Requesting, approving and withdrawing permits without a window; the sheets of two screens share it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.concession import require_wider
from qa_desktop.domain.decimals import parse_decimal
from qa_desktop.domain.errors import InputError, QaError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.ui.review.runner import Runner

if TYPE_CHECKING:
    from qa_desktop.services.concessions import ConcessionWish, Subject
    from qa_desktop.services.program import Program
    from qa_desktop.storage.queries.concessions import ConcessionRow
    from qa_desktop.storage.queries.production import PartRow


@dataclass(frozen=True, slots=True)
class RequestState:
    """What the sheet of a request draws.

    ``issue_id`` is empty for a permit without an issue; then ``part_id`` is chosen, from ``parts`` that begin as was typed.
    """

    issue_id: str = ""
    part_id: str = ""
    parts: tuple[PartRow, ...] = ()
    subject: Subject | None = None
    error: QaError | None = None

    @property
    def asks_part(self) -> bool:
        """Whether the part has to be chosen."""
        return not self.issue_id or (self.subject is not None and not self.subject.part)


@dataclass(frozen=True, slots=True)
class Widening:
    """What typed limits mean: by how much each end is widened, or what is wrong with them."""

    lower: Decimal | None = None
    upper: Decimal | None = None
    error: QaError | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return self.lower is None and self.upper is None and self.error is None


class Watcher(Protocol):
    """The sheets, as far as the model knows them."""

    def show_request(self, state: RequestState) -> None:
        """Draw what is asked for."""

    def stored(self, row: ConcessionRow) -> None:
        """Something was stored."""

    def refused(self, error: QaError) -> None:
        """Nothing was stored."""


class PermitModel:
    """Intents about permits."""

    def __init__(self, program: Program, actor: Actor, jobs: Runner, watcher: Watcher) -> None:
        self._program, self._actor, self._jobs, self._watcher = program, actor, jobs, watcher
        self.request = RequestState()

    @property
    def may_request(self) -> bool:
        """Whether this person asks for permits."""
        return self._actor.may(Permission.WORK_ISSUE)

    def may_approve(self, row: ConcessionRow) -> bool:
        """Whether this person approves a permit that waits: never their own, and none whose last day is over."""
        waits = row.approved_at is None and row.withdrawn_at is None
        fresh = row.valid_until >= self._program.workspace.store.now().local.date().isoformat()
        return waits and fresh and row.requested_by_id != self._actor.person_id and self._actor.may(Permission.APPROVE_CONCESSION)

    def is_mine(self, row: ConcessionRow) -> bool:
        """Whether a permit waits for another person than this one, who requested it."""
        return row.approved_at is None and row.withdrawn_at is None and row.requested_by_id == self._actor.person_id

    def may_withdraw(self, row: ConcessionRow) -> bool:
        """Whether this person ends a permit."""
        if row.withdrawn_at is not None:
            return False
        own = row.approved_at is None and row.requested_by_id == self._actor.person_id
        return self._actor.may(Permission.APPROVE_CONCESSION) or (own and self.may_request)

    def begin(self, issue_id: str = "") -> None:
        """Begin a request from an issue, or without one."""
        self._set(RequestState(issue_id))
        if issue_id:
            load = partial(self._program.concessions.subject_of_issue, self._actor, issue_id)
            self._jobs.read(load, partial(self._about, issue_id, ""), self._broken, owner=self._watcher)

    def find_parts(self, beginning: str) -> None:
        """Look for parts; one that is named exactly is taken."""
        if beginning.strip():
            load = partial(self._program.concessions.parts, self._actor, beginning)
            self._jobs.read(load, partial(self._parts, beginning.strip()), self._broken, owner=self._watcher)

    def choose_part(self, part_id: str) -> None:
        """Take a part, and load what can be permitted about it."""
        load = partial(self._program.concessions.subject_of_part, self._actor, part_id)
        self._jobs.read(load, partial(self._about, self.request.issue_id, part_id), self._broken, owner=self._watcher)

    def item(self, item_id: str) -> Item | None:
        """Return the characteristic that a request is about."""
        subject = self.request.subject
        if subject is None:
            return None
        return subject.line or next((one.item for one in subject.others if one.item.id == item_id), None)

    def widening(self, item: Item | None, lower: str, upper: str) -> Widening:
        """Return what typed limits mean for a characteristic."""
        if item is None or not is_measured(item):
            return Widening()
        try:
            low, high = (parse_decimal(text) if text.strip() else None for text in (lower, upper))
            if low is None and high is None:
                return Widening()
            require_wider(item.limits.lower, item.limits.upper, low, high)
        except InputError as error:
            return Widening(error=error)
        down = None if low is None or item.limits.lower is None else low - item.limits.lower
        up = None if high is None or item.limits.upper is None else high - item.limits.upper
        return Widening(down, up)

    def ask(self, wish: ConcessionWish) -> None:
        """Store a request."""
        service, state = self._program.concessions, self.request
        if state.issue_id:
            self._write(partial(service.request, self._actor, state.issue_id, replace(wish, part_id=state.part_id)))
        else:
            self._write(partial(service.request_permit, self._actor, state.part_id, wish))

    def approve(self, row: ConcessionRow, customer: str) -> None:
        """Approve what another person requested."""
        self._write(partial(self._program.concessions.approve, self._actor, row.id, customer))

    def withdraw(self, row: ConcessionRow, reason: str) -> None:
        """End a permit."""
        self._write(partial(self._program.concessions.withdraw, self._actor, row.id, reason))

    def _parts(self, beginning: str, found: tuple[PartRow, ...]) -> None:
        self._set(replace(self.request, parts=found))
        exact = [row for row in found if row.number.casefold() == beginning.casefold()]
        if len(exact) == 1 and exact[0].id != self.request.part_id:
            self.choose_part(exact[0].id)

    def _about(self, issue_id: str, part_id: str, subject: Subject) -> None:
        if issue_id == self.request.issue_id:
            if part_id and issue_id:  # the issue names no part, so its line and its quantity stay
                own = self.request.subject
                subject = replace(subject, part="", quantity="" if own is None else own.quantity)
            self._set(replace(self.request, part_id=part_id, subject=subject, error=None))

    def _broken(self, error: QaError) -> None:
        self._set(replace(self.request, error=error))

    def _write(self, call: Callable[[], Any]) -> None:
        self._jobs.write(call, self._watcher.stored, self._watcher.refused, owner=self._watcher)

    def _set(self, state: RequestState) -> None:
        self.request = state
        self._watcher.show_request(state)


def is_measured(item: Item) -> bool:
    """Return whether a limit of it can be widened."""
    return item.kind is ItemKind.MEASUREMENT and not item.limits.is_open
