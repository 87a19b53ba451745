"""Second readings without a window: which line is read again now, and what was said after the last one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from qa_desktop.domain.errors import InputError, QaError
from qa_desktop.domain.item_types import item_type
from qa_desktop.domain.people import Actor

if TYPE_CHECKING:
    from qa_desktop.services.program import Program
    from qa_desktop.services.second_readings import Given, WaitingLine


class Runner(Protocol):
    """Where work is done beside the window."""

    def read(self, fn: Callable[[], Any], done: Any = None, failed: Any = None, *, owner: Any = None) -> None:
        """Read."""

    def write(self, fn: Callable[[], Any], done: Any = None, failed: Any = None, *, owner: Any = None) -> None:
        """Write."""


class Told(StrEnum):
    """What is said after a reading."""

    AGREES = "agrees"
    DIFFERS = "differs"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class SecondState:
    """Everything that the screen draws.  ``error`` belongs to the list, ``refused`` to the reading that was not stored."""

    loading: bool = True
    error: QaError | None = None
    lines: tuple[WaitingLine, ...] = ()
    place: int = 0
    saving: bool = False
    told: Told | None = None
    about: WaitingLine | None = None
    refused: QaError | None = None
    serial: int = 0

    @property
    def line(self) -> WaitingLine | None:
        """The line that is read now."""
        return self.lines[self.place] if self.place < len(self.lines) else None


class SecondModel:
    """Intents of the screen.  Nothing here ever knows the first value."""

    def __init__(self, program: Program, actor: Actor, jobs: Runner, show: Callable[[SecondState], None], owner: object) -> None:
        self._program, self._actor, self._jobs, self._show, self._owner = program, actor, jobs, show, owner
        self.state = SecondState()

    def load(self) -> None:
        """Load what waits; the line that is shown stays where it still waits."""
        call = partial(self._program.second_readings.waiting, self._actor)
        self._jobs.read(call, self._loaded, self._broken, owner=self._owner)

    def choose(self, place: int) -> None:
        """Read another line."""
        if 0 <= place < len(self.state.lines) and place != self.state.place:
            self._set(place=place, told=None, about=None, refused=None, serial=self.state.serial + 1)

    def give(self, raw: str, gauge: str = "") -> None:
        """Store a reading of the line that is shown; ``gauge`` names the measuring equipment."""
        line = self.state.line
        if line is None or self.state.saving:
            return
        try:
            item_type(line.line.kind).canonical(line.line, raw)
        except InputError as error:
            self._set(told=Told.REFUSED, about=line, refused=error)
            return
        self._set(saving=True, told=None, refused=None)
        call = partial(self._program.second_readings.give, self._actor, line.inspection_id, line.line.id, raw, gauge)
        self._jobs.write(call, partial(self._given, line), partial(self._not_given, line), owner=self._owner)

    def _given(self, line: WaitingLine, given: Given) -> None:
        told = Told.AGREES if given.agrees else Told.DIFFERS
        self._set(saving=False, told=told, about=line, serial=self.state.serial + 1)
        self.load()

    def _not_given(self, line: WaitingLine, error: QaError) -> None:
        self._set(saving=False, told=Told.REFUSED, about=line, refused=error)

    def _loaded(self, lines: tuple[WaitingLine, ...]) -> None:
        now = self.state.line
        same = (n for n, one in enumerate(lines) if now is not None and _key(one) == _key(now))
        place = next(same, min(self.state.place, max(0, len(lines) - 1)))
        self._set(loading=False, error=None, lines=lines, place=place)

    def _broken(self, error: QaError) -> None:
        self._set(loading=False, error=error)

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._show(self.state)


def _key(line: WaitingLine) -> tuple[str, str]:
    return line.inspection_id, line.line.id
