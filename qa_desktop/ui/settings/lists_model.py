"""Failure codes, cause codes and costs of parts without a window: what is listed, who may change it, what was typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any

from qa_desktop.domain.causes import CodeScope
from qa_desktop.domain.costs import CostKind
from qa_desktop.domain.errors import InputError, QaError
from qa_desktop.domain.people import Permission

if TYPE_CHECKING:
    from qa_desktop.domain.people import Actor
    from qa_desktop.services.program import Program
    from qa_desktop.ui.settings.view_model import Lane


class ListKind(StrEnum):
    """The lists, in the order of their buttons."""

    FAILURES = "failures"
    CAUSES = "causes"
    COSTS = "costs"


PERMISSIONS = {
    ListKind.FAILURES: Permission.EDIT_TEMPLATE,
    ListKind.CAUSES: Permission.MANAGE_KNOWLEDGE,
    ListKind.COSTS: Permission.MANAGE_AIMS,
}
"""Who may change a list; the services ask for the same."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row.  Codes have ``code``, ``words`` and maybe a ``scope``; costs name the part in ``code``.

    ``key`` is what a change is asked of.  Retired codes and costs that a later one replaced are not ``active``.
    """

    key: str
    code: str
    words: str
    active: bool = True
    scope: CodeScope | None = None
    cost_kind: CostKind | None = None
    cost: str = ""
    currency: str = ""
    valid_from: str = ""


@dataclass(frozen=True, slots=True)
class ListsState:
    """Everything that the page shows.  ``entries`` is ``None`` until the list is loaded."""

    kind: ListKind = ListKind.FAILURES
    may: frozenset[ListKind] = frozenset()
    entries: tuple[Entry, ...] | None = None
    currency: str = ""
    today: str = ""
    sheet: bool = False
    edited: Entry | None = None
    busy: bool = False
    saved: bool = False
    error: QaError | None = None
    sheet_error: QaError | None = None

    @property
    def may_edit(self) -> bool:
        """Whether this person may change the list that is shown."""
        return self.kind in self.may


class ListsModel:
    """The intents of the page."""

    def __init__(self, program: Program, actor: Actor, jobs: Lane, *, changed: Callable[[], None], owner: object = None) -> None:
        may = frozenset(kind for kind, permission in PERMISSIONS.items() if actor.may(permission))
        self.state = ListsState(may=may)
        self._program, self._actor, self._jobs = program, actor, jobs
        self._changed, self._owner = changed, owner

    def load(self) -> None:
        """Load the list that is shown."""
        kind = self.state.kind
        self._jobs.read(partial(self._read, kind), partial(self._loaded, kind), self._failed, owner=self._owner)

    def choose(self, kind: ListKind) -> None:
        """Show another list."""
        if kind is not self.state.kind:
            self._set(kind=kind, entries=None, error=None, saved=False)
            self.load()

    def ask(self, entry: Entry | None = None) -> None:
        """Open the sheet for a new entry, or for one that is there."""
        if self.state.may_edit and not self.state.busy:
            self._set(sheet=True, edited=entry, sheet_error=None, saved=False, error=None)

    def cancel(self) -> None:
        """Close the sheet."""
        self._set(sheet=False, edited=None, sheet_error=None)

    def give(self, typed: dict[str, str]) -> None:
        """Store what was typed on the sheet."""
        state = self.state
        if not state.busy and state.sheet:
            self._set(busy=True, sheet_error=None)
            self._jobs.write(
                partial(self._store, state.kind, state.edited, typed), self._stored, self._refused, owner=self._owner
            )

    def retire(self, entry: Entry) -> None:
        """Stop offering a code, or offer it again.  Costs are not retired: a newer one takes their place."""
        state = self.state
        if state.may_edit and state.kind is not ListKind.COSTS and not state.busy:
            self._set(busy=True, error=None, saved=False)
            act = partial(self._change_code, state.kind, entry, entry.words, active=not entry.active)
            self._jobs.write(act, self._stored, self._failed, owner=self._owner)

    def _read(self, kind: ListKind) -> tuple[tuple[Entry, ...], str, str]:
        program, actor = self._program, self._actor
        today = program.workspace.store.now().local.date().isoformat()
        if kind is ListKind.FAILURES:
            codes = program.failure_codes.listed(actor)
            found = [Entry(row.code, row.code, row.words, row.active) for row in codes]
        elif kind is ListKind.CAUSES:
            known = program.causes.codes(actor, active_only=False)
            found = [Entry(row.id, row.code, row.words, row.active, row.scope) for row in known]
        else:
            return self._costs(today), program.costs.book(actor), today
        return tuple(sorted(found, key=lambda one: (not one.active, one.code))), "", today

    def _costs(self, today: str) -> tuple[Entry, ...]:
        """Return the costs by part and kind, newest day first; the first that holds today is the one that counts."""
        found, counted = [], set()
        for row in self._program.costs.costs(self._actor):
            counts = row.valid_from <= today and (row.part, row.kind) not in counted
            if counts:
                counted.add((row.part, row.kind))
            facts = {"cost_kind": CostKind(row.kind), "cost": row.cost, "currency": row.currency, "valid_from": row.valid_from}
            found.append(Entry(row.id, row.part, row.part_name, counts or row.valid_from > today, **facts))  # type: ignore[arg-type]
        return tuple(found)

    def _store(self, kind: ListKind, edited: Entry | None, typed: dict[str, str]) -> None:
        program, actor = self._program, self._actor
        if kind is ListKind.COSTS:
            cost_kind = CostKind(typed["cost_kind"])
            program.costs.set_cost(
                actor, typed["code"], typed["cost"], typed["currency"], _day(typed["valid_from"]), kind=cost_kind
            )
        elif edited is not None:
            self._change_code(kind, edited, typed["words"], active=edited.active)
        elif kind is ListKind.FAILURES:
            program.failure_codes.add(actor, typed["code"], typed["words"])
        else:
            program.causes.add_code(actor, typed["code"], typed["words"], CodeScope(typed["scope"]))

    def _change_code(self, kind: ListKind, entry: Entry, words: str, *, active: bool) -> None:
        if kind is ListKind.FAILURES:
            self._program.failure_codes.change(self._actor, entry.key, words=words, active=active)
        else:
            self._program.causes.change_code(self._actor, entry.key, words=words, active=active)

    def _loaded(self, kind: ListKind, found: tuple[tuple[Entry, ...], str, str]) -> None:
        if kind is self.state.kind:
            entries, currency, today = found
            self._set(entries=entries, currency=currency, today=today)

    def _stored(self, _result: object) -> None:
        self._set(busy=False, sheet=False, edited=None, saved=True, sheet_error=None)
        self.load()

    def _refused(self, error: QaError) -> None:
        self._set(busy=False, sheet_error=error)

    def _failed(self, error: QaError) -> None:
        self._set(busy=False, error=error)

    def _set(self, **what: Any) -> None:
        self.state = replace(self.state, **what)
        self._changed()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError("“{text}” is no date. Type it like 2026-03-27.", text=text.strip()) from error
