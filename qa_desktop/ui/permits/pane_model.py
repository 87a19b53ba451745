"""The list of permits without a window: its filter and the open one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from qa_desktop.domain.concession import ConcessionState, Standing
from qa_desktop.domain.errors import QaError
from qa_desktop.domain.people import Actor
from qa_desktop.ui.review.runner import Runner

if TYPE_CHECKING:
    from qa_desktop.services.program import Program
    from qa_desktop.storage.queries.concessions import ConcessionFilter, ConcessionRow


@dataclass(frozen=True, slots=True)
class PermitsState:
    """Everything that the list and the open permit draw.  ``today`` is the day by which permits expire."""

    today: date
    wanted: ConcessionState | None = None
    text: str = ""
    chosen: str = ""
    row: ConcessionRow | None = None
    error: QaError | None = None

    @property
    def standing(self) -> Standing | None:
        """How the open permit stands."""
        return None if self.row is None else self.row.standing(self.today)


class PermitsWatcher(Protocol):
    """The pane, as far as the view model knows it."""

    def show_state(self, state: PermitsState) -> None:
        """Draw the state."""

    def filter_changed(self) -> None:
        """The list has to be loaded anew."""


class PermitsModel:
    """Intents of the list."""

    def __init__(self, program: Program, actor: Actor, jobs: Runner, watcher: PermitsWatcher) -> None:
        self._program, self._actor, self._jobs, self._watcher = program, actor, jobs, watcher
        self.state = PermitsState(self._today())

    def filter(self) -> tuple[ConcessionState | None, str]:
        """Return the filter as it stands."""
        return self.state.wanted, self.state.text

    def page(self, wanted: tuple[ConcessionState | None, str], after: str | None, limit: int) -> tuple[ConcessionRow, ...]:
        """Read a page; called in a reader."""
        return self._program.concessions.page(self._actor, _filter(wanted), after=after or "", limit=limit)

    def count(self, wanted: tuple[ConcessionState | None, str]) -> int:
        """Count; called in a reader."""
        return self._program.concessions.count(self._actor, _filter(wanted))

    def want(self, *, state: ConcessionState | None, text: str) -> None:
        """Show other permits."""
        if (state, text) != self.filter():
            self._set(wanted=state, text=text)
            self._watcher.filter_changed()

    def enter(self) -> None:
        """Take the day anew: permits expire while the program runs."""
        self._set(today=self._today())

    def open(self, key: str) -> None:
        """Load a permit."""
        self._set(chosen=key, error=None)
        load = partial(self._program.concessions.one, self._actor, key)
        self._jobs.read(load, self._loaded, self._broken, owner=self._watcher)

    def _loaded(self, row: ConcessionRow) -> None:
        if row.id == self.state.chosen:
            self._set(row=row, error=None)

    def _broken(self, error: QaError) -> None:
        self._set(row=None, error=error)

    def _today(self) -> date:
        return self._program.workspace.store.now().local.date()

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._watcher.show_state(self.state)


def _filter(wanted: tuple[ConcessionState | None, str]) -> ConcessionFilter:
    from qa_desktop.storage.queries.concessions import ConcessionFilter  # noqa: PLC0415  (storage loads late)

    return ConcessionFilter(state=wanted[0], text=wanted[1])
