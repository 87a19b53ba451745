"""Loading one issue with its causes and actions, and storing one thing after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.ui.causes.state import CausesState, Loaded
from qa_desktop.ui.review.runner import Runner

if TYPE_CHECKING:
    from qa_desktop.services.program import Program


class Watcher(Protocol):
    """The screen, as far as the model knows it."""

    def show_state(self, state: CausesState) -> None:
        """Draw the state."""

    def acted(self, result: object) -> None:
        """Something was stored."""

    def refused(self, error: QaError) -> None:
        """Something was not stored."""


class Core:
    """One issue in front of the screen."""

    def __init__(self, program: Program, actor: Actor, jobs: Runner, watcher: Watcher) -> None:
        self.program, self.actor = program, actor
        self._jobs, self._watcher = jobs, watcher
        self.state = CausesState(may_work=actor.may(Permission.WORK_ISSUE), person_id=actor.person_id)

    def open(self, issue_id: str) -> None:
        """Load an issue."""
        if issue_id != self.state.issue_id:
            self._set(issue_id=issue_id, loaded=None, error=None)
        self.reload()

    def reload(self) -> None:
        """Load the issue anew."""
        if self.state.issue_id:
            self._jobs.read(partial(self._load, self.state.issue_id), self._loaded, self._broken, owner=self._watcher)

    def read(self, call: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """Load something else; an error is told where things are refused."""
        self._jobs.read(call, done, self._watcher.refused, owner=self._watcher)

    def write(self, call: Callable[[], Any]) -> None:
        """Store something, then load the issue anew."""
        self._set(busy=True)
        self._jobs.write(call, self._done, self._refused, owner=self._watcher)

    def _load(self, issue_id: str) -> Loaded:
        program, actor = self.program, self.actor
        detail = program.issues.detail(actor, issue_id)
        return Loaded(
            detail.row,
            program.causes.analysis(actor, issue_id),
            program.causes.codes(actor),
            program.actions.actions_of(actor, issue_id),
            program.effects.measured(actor, issue_id),
            program.issue_reports.reports_of(actor, issue_id),
            tuple((tile.person_id, tile.name) for tile in program.access.people_tiles()),
            program.workspace.store.now().local.date(),
            tuple((photo.id, photo.caption or photo.name or photo.taken_at[:16]) for photo in detail.photos),
        )

    def _loaded(self, found: Loaded) -> None:
        if found.row.id == self.state.issue_id:
            self._set(loaded=found, error=None)

    def _broken(self, error: QaError) -> None:
        self._set(error=error)

    def _done(self, result: object) -> None:
        self._set(busy=False)
        self._watcher.acted(result)
        self.reload()

    def _refused(self, error: QaError) -> None:
        self._set(busy=False)
        self._watcher.refused(error)

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._watcher.show_state(self.state)
