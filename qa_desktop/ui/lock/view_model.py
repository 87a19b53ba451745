"""What the lock screen shows and does, without a window.

Everything that compares a secret runs in the writer: it leaves an audit entry, and it never has to wait behind a long export.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Protocol

from qa_desktop.domain.errors import QaError, RefusedError

if TYPE_CHECKING:  # services bring SQLAlchemy, which must not load before the window is painted
    from qa_desktop.domain.people import Actor
    from qa_desktop.services.access import Tile
    from qa_desktop.services.program import Program

MANY: Final = 12
"""With more people than this, a field to filter them is shown."""


class Way(Enum):
    """How the person proves who they are."""

    CHOOSE = "choose"
    PIN = "pin"
    PASSWORD = "password"  # noqa: S105  (a word, no secret)
    BY_NAME = "by_name"


@dataclass(frozen=True, slots=True)
class DemoHint:
    """How everybody gets into a demo workspace."""

    password: str
    pin: str


@dataclass(frozen=True, slots=True)
class LockState:
    """Everything that the lock screen shows.

    ``notice`` says why the person who was there is asked again, until another is chosen.  ``wait`` counts the seconds down that
    a secret rests after wrong tries.  ``must_change`` is the person whose password is a temporary one: they are let in after
    they have chosen their own.  ``cleared`` counts up whenever what was typed has to be forgotten.
    """

    site: str = ""
    station: str = ""
    demo: DemoHint | None = None
    people: tuple[Tile, ...] = ()
    loaded: bool = False
    filter: str = ""
    chosen: Tile | None = None
    way: Way = Way.CHOOSE
    busy: bool = False
    error: QaError | None = None
    notice: QaError | None = None
    wait: int = 0
    must_change: Actor | None = None
    change_error: QaError | None = None
    cleared: int = 0

    @property
    def shown(self) -> tuple[Tile, ...]:
        """The people who match what was typed into the filter."""
        words = self.filter.casefold().split()
        return tuple(tile for tile in self.people if all(word in f"{tile.name} {tile.login}".casefold() for word in words))

    @property
    def has_filter(self) -> bool:
        """Whether there are too many people to see them all at once."""
        return len(self.people) > MANY

    @property
    def can_use_pin(self) -> bool:
        """Whether the chosen person has a PIN that works on this computer."""
        return self.chosen is not None and self.chosen.has_pin

    @property
    def locked_out(self) -> bool:
        """Whether the person has to wait before the next try."""
        return self.wait > 0


class Lane(Protocol):
    """The part of the job queues that this model uses."""

    def write(self, fn: Callable[[], Any], done: Any = None, failed: Any = None, *, owner: Any = None) -> None:
        """Run in the writer."""

    def read(self, fn: Callable[[], Any], done: Any = None, failed: Any = None, *, owner: Any = None) -> None:
        """Run in a reader."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    people: tuple[Tile, ...]
    site: str
    station: str
    demo: DemoHint | None


@dataclass(frozen=True, slots=True)
class _Entry:
    """Somebody whose secret was right."""

    actor: Actor
    must_change: bool


class LockModel:
    """The intents of the lock screen.  ``changed`` is called after every new state, ``entered`` with whoever is known."""

    def __init__(
        self,
        program: Program,
        jobs: Lane,
        known: Actor | None,
        *,
        changed: Callable[[], None],
        entered: Callable[[Actor], None],
        owner: object = None,
        notice: QaError | None = None,
    ) -> None:
        self.state = LockState(notice=notice)
        self._program, self._jobs, self._known = program, jobs, known
        self._changed, self._entered, self._owner = changed, entered, owner

    def load(self) -> None:
        """Fetch the people and the names of site and station."""
        self._set(error=None)
        self._jobs.read(self._fetch, self._fetched, self._failed, owner=self._owner)

    def filter_people(self, text: str) -> None:
        """Show only the people whose name or log-in contains what was typed."""
        self._set(filter=text)

    def choose(self, person_id: str) -> None:
        """Take the person of a tile."""
        for tile in self.state.people:
            if tile.person_id == person_id:
                self._choose(tile)

    def by_name(self) -> None:
        """Log in with a log-in name instead of a tile."""
        self._set(chosen=None, way=Way.BY_NAME, error=None, notice=None, wait=0, cleared=self.state.cleared + 1)

    def use(self, way: Way) -> None:
        """Change between PIN and password for the person who is chosen."""
        if self.state.chosen is not None:
            self._set(way=way, error=None, wait=0, cleared=self.state.cleared + 1)

    def back(self) -> None:
        """Choose somebody else."""
        self._set(chosen=None, way=Way.CHOOSE, error=None, notice=None, wait=0, cleared=self.state.cleared + 1)

    def scan(self, code: str) -> None:
        """Take a badge: it chooses the person and proves nothing."""
        if not self.state.busy:
            self._begin(lambda: self._program.access.log_in_with_badge(code), self._badge_read)

    def give_pin(self, pin: str) -> None:
        """Log the chosen person in with a PIN."""
        tile = self.state.chosen
        if tile is not None and self._may_try():
            self._begin(lambda: self._enter(self._program.access.log_in_with_pin(tile.person_id, pin)), self._let_in)

    def give_password(self, password: str) -> None:
        """Log the chosen person in with the password."""
        if self.state.chosen is not None:
            self.log_in(self.state.chosen.login, password)

    def log_in(self, login: str, password: str) -> None:
        """Log in with a log-in name and a password."""
        if login.strip() and password and self._may_try():
            self._begin(lambda: self._enter(self._program.access.log_in(login, password)), self._let_in)

    def change_password(self, old: str, new: str, repeated: str) -> None:
        """Replace a temporary password by one's own, then go on."""
        actor = self.state.must_change
        if actor is None or self.state.busy:
            return
        if new != repeated:
            self._set(change_error=RefusedError("The two new passwords are not the same. Type both again."))
            return
        self._set(busy=True, change_error=None)
        self._jobs.write(
            lambda: self._program.access.change_password(actor, old, new), self._changed_it, self._not_changed, owner=self._owner
        )

    def give_up_change(self) -> None:
        """Leave the temporary password as it is: nobody is let in."""
        actor = self.state.must_change
        if actor is None:
            return
        self._set(must_change=None, change_error=None, cleared=self.state.cleared + 1)
        self._jobs.write(lambda: self._program.access.log_out(actor), self._nothing, self._failed, owner=self._owner)

    def tick(self) -> None:
        """One second has passed."""
        if self.state.wait > 1:
            self._set(wait=self.state.wait - 1)
        elif self.state.wait:
            self._set(wait=0, error=None)

    def _fetch(self) -> _Loaded:
        settings = self._program.settings
        return _Loaded(self._program.access.people_tiles(), settings.current().site, settings.station(), self._demo())

    def _demo(self) -> DemoHint | None:
        if not self._program.settings.is_demo():
            return None
        from qa_desktop.services.demo import PASSWORD, PIN  # noqa: PLC0415  (only a demo needs it)

        return DemoHint(PASSWORD, PIN)

    def _fetched(self, found: _Loaded) -> None:
        self._set(people=found.people, site=found.site, station=found.station, demo=found.demo, loaded=True)
        if self._known is not None and self.state.chosen is None and self.state.way is Way.CHOOSE:
            self.choose(self._known.person_id)

    def _choose(self, tile: Tile) -> None:
        way = Way.PIN if tile.has_pin else Way.PASSWORD
        known = self._known is not None and self._known.person_id == tile.person_id
        notice = self.state.notice if known else None
        self._set(chosen=tile, way=way, error=None, notice=notice, wait=0, cleared=self.state.cleared + 1)

    def _badge_read(self, tile: Tile) -> None:
        self._set(busy=False)
        self._choose(tile)

    def _enter(self, actor: Actor) -> _Entry:
        return _Entry(actor, self._program.access.must_change_password(actor))

    def _let_in(self, entry: _Entry) -> None:
        if entry.must_change:
            self._set(busy=False, must_change=entry.actor, change_error=None, cleared=self.state.cleared + 1)
            return
        self._set(busy=False)
        self._entered(entry.actor)

    def _changed_it(self, _nothing: None) -> None:
        actor = self.state.must_change
        self._set(busy=False, must_change=None, change_error=None)
        if actor is not None:
            self._entered(actor)

    def _not_changed(self, error: QaError) -> None:
        self._set(busy=False, change_error=error)

    def _nothing(self, _result: None) -> None:
        """The trace of leaving is written; nothing is left to show."""

    def _may_try(self) -> bool:
        return not self.state.busy and not self.state.locked_out

    def _begin(self, fn: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self._set(busy=True, error=None)
        self._jobs.write(fn, done, self._failed, owner=self._owner)

    def _failed(self, error: QaError) -> None:
        from qa_desktop.services.credentials import WRONG_LOGIN  # noqa: PLC0415  (services load late)

        if self.state.way is Way.PASSWORD and error.template == WRONG_LOGIN:
            # Somebody who chose a tile has typed no log-in name.
            error = RefusedError("The password is not right. Check the caps lock key and type it again.")
        seconds = error.params.get("seconds")
        wait = seconds if isinstance(seconds, int) else 0
        self._set(busy=False, error=error, wait=wait, loaded=self.state.loaded, cleared=self.state.cleared + 1)

    def _set(self, **what: Any) -> None:
        self.state = replace(self.state, **what)
        self._changed()
