"""The series of lots without a window: the search, the open series, and what is recorded about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.ui.review.runner import Runner

if TYPE_CHECKING:
    from qa_desktop.methods.sampling.switching import Event
    from qa_desktop.services.lot_series import SeriesRow
    from qa_desktop.services.program import Program


@dataclass(frozen=True, slots=True)
class SeriesScreenState:
    """Everything that the tab draws."""

    text: str = ""
    chosen: str = ""
    row: SeriesRow | None = None
    error: QaError | None = None
    busy: bool = False
    may_record: bool = False

    @property
    def acts(self) -> tuple[Event, ...]:
        """What this person may record about the open series now."""
        return self.row.acts if self.row is not None and self.may_record else ()


class SeriesWatcher(Protocol):
    """The tab, as far as the view model knows it."""

    def show_state(self, state: SeriesScreenState) -> None:
        """Draw the state."""

    def recorded(self, row: SeriesRow) -> None:
        """Something was recorded."""

    def refused(self, error: QaError) -> None:
        """Something was not done."""

    def filter_changed(self) -> None:
        """The list has to be loaded anew."""


class SeriesModel:
    """Intents of the tab."""

    def __init__(self, program: Program, actor: Actor, jobs: Runner, watcher: SeriesWatcher) -> None:
        self._program, self._actor, self._jobs, self._watcher = program, actor, jobs, watcher
        self.state = SeriesScreenState(may_record=actor.may(Permission.RELEASE_LOT))

    def page(self, text: str, after: str | None, limit: int) -> tuple[SeriesRow, ...]:
        """Read a page; called in a reader."""
        return self._program.series.page(self._actor, text, after=after or "", limit=limit)

    def count(self, text: str) -> int:
        """Count; called in a reader."""
        return self._program.series.count(self._actor, text)

    def search(self, text: str) -> None:
        """Show other series."""
        if text != self.state.text:
            self._set(text=text)
            self._watcher.filter_changed()

    def open(self, key: str) -> None:
        """Load a series."""
        self._set(chosen=key, error=None)
        load = partial(self._program.series.one, self._actor, key)
        self._jobs.read(load, self._loaded, self._broken, owner=self._watcher)

    def record(self, event: Event, reason: str) -> None:
        """Record what happened to the open series."""
        row = self.state.row
        if row is None or self.state.busy:
            return
        self._set(busy=True)
        act = partial(self._program.series.record, self._actor, row.key, event, reason)
        self._jobs.write(act, self._recorded, self._refused, owner=self._watcher)

    def _loaded(self, row: SeriesRow) -> None:
        if row.key == self.state.chosen:
            self._set(row=row, error=None)

    def _broken(self, error: QaError) -> None:
        self._set(row=None, error=error)

    def _recorded(self, row: SeriesRow) -> None:
        self._set(busy=False, row=row, chosen=row.key)
        self._watcher.recorded(row)

    def _refused(self, error: QaError) -> None:
        self._set(busy=False)
        self._watcher.refused(error)

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._watcher.show_state(self.state)
