"""When a round of a patrol is due: every so many pieces, every so many minutes of production, after a set-up.

Everything follows from what happened and from a moment that is given; nothing is stored.  The last round counts: what happened
before it is done with.  While production stands, nothing is due, and its minutes do not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Happening(StrEnum):
    """What happens at the place of a patrol."""

    SETUP = "setup"
    PIECES = "pieces"
    START = "start"
    STOP = "stop"
    ROUND = "round"


class Cause(StrEnum):
    """Why a round is due."""

    PIECES = "pieces"
    MINUTES = "minutes"
    SETUP = "setup"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When rounds come due; 0 and ``False`` mean not by this.

    ``since`` is when the patrol was made: production runs from then, until a stop.
    """

    since: datetime
    every_pieces: int = 0
    every_minutes: int = 0
    after_setup: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether no round ever comes due."""
        return not (self.every_pieces or self.every_minutes or self.after_setup)


@dataclass(frozen=True, slots=True)
class Event:
    """One happening; ``pieces`` is how many pieces were made since the event before it."""

    kind: Happening
    at: datetime
    pieces: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """How a patrol stands at a moment.

    ``causes`` are why a round is due, empty when none is; ``due_since`` the earliest moment of them.  ``pieces`` and ``minutes``
    (whole minutes of production) are counted since the last round, or since the patrol was made.
    """

    running: bool
    causes: tuple[Cause, ...]
    due_since: datetime | None
    pieces: int
    minutes: int
    last_round: datetime | None

    @property
    def is_due(self) -> bool:
        """Whether somebody should go there now."""
        return bool(self.causes)

    def overdue(self, now: datetime) -> timedelta:
        """Return how long the round is overdue; zero when none is due."""
        return timedelta(0) if self.due_since is None else max(timedelta(0), now - self.due_since)


def status(schedule: Schedule, events: Iterable[Event], now: datetime) -> Status:
    """Return how a patrol stands at ``now``.  Events after ``now`` are left out; a round comes last in its moment.

    What came due while production stood is due from the moment it starts again.
    """
    count = _Count(schedule)
    for event in sorted((event for event in events if event.at <= now), key=_in_time):
        count.take(event)
    return count.at(now)


def _in_time(event: Event) -> tuple[datetime, bool]:
    return event.at, event.kind is Happening.ROUND


class _Count:
    """What is counted since the last round while the events go by in their order."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._running, self._since = True, schedule.since
        self._last_round: datetime | None = None
        self._clear()

    def _clear(self) -> None:
        self._pieces, self._worked = 0, timedelta(0)
        self._reached: dict[Cause, datetime] = {}

    def take(self, event: Event) -> None:
        """Count one event."""
        self._go_to(event.at)
        match event.kind:
            case Happening.ROUND:
                self._last_round = event.at
                self._clear()
            case Happening.START if not self._running:
                self._running = True
                self._reached = dict.fromkeys(self._reached, event.at)
            case Happening.STOP:
                self._running = False
            case Happening.SETUP if self._schedule.after_setup:
                self._reached.setdefault(Cause.SETUP, event.at)
            case Happening.PIECES:
                self._pieces += event.pieces
                if 0 < self._schedule.every_pieces <= self._pieces:
                    self._reached.setdefault(Cause.PIECES, event.at)
            case _:
                pass

    def at(self, now: datetime) -> Status:
        """Return how the patrol stands."""
        self._go_to(now)
        causes = tuple(cause for cause in Cause if cause in self._reached) if self._running else ()
        since = min((self._reached[cause] for cause in causes), default=None)
        return Status(self._running, causes, since, self._pieces, int(self._worked.total_seconds() // 60), self._last_round)

    def _go_to(self, moment: datetime) -> None:
        """Let production run until ``moment`` and note when its minutes were reached."""
        if moment <= self._since:
            return
        if self._running:
            wanted = timedelta(minutes=self._schedule.every_minutes)
            missing = wanted - self._worked
            self._worked += moment - self._since
            if wanted and self._worked >= wanted:
                self._reached.setdefault(Cause.MINUTES, self._since + max(timedelta(0), missing))
        self._since = moment
