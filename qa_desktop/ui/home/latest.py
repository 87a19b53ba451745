"""Looking things up while somebody types: one look-up at a time, and only the newest wish counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qa_desktop.domain.errors import QaError

if TYPE_CHECKING:
    from qa_desktop.ui.jobs import Jobs


class Latest:
    """While one look-up runs, the newest wish waits for it to come home; the wishes between are dropped.

    So that a fast typist never fills the queue, however long a look-up takes.
    """

    def __init__(self, jobs: Jobs, owner: Any) -> None:
        self._jobs, self._owner = jobs, owner
        self._running: Wish | None = None
        self._waiting: Wish | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something is being looked up."""
        return self._running is not None

    def want(self, call: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[QaError], None]) -> None:
        """Look something up; what was wished for before is not reported any more."""
        wish = Wish(call, done, failed)
        if self._running is None:
            self._run(wish)
        else:
            self._running.dropped = True
            self._waiting = wish

    def forget(self) -> None:
        """Wish for nothing any more."""
        self._waiting = None
        if self._running is not None:
            self._running.dropped = True

    def _run(self, wish: Wish) -> None:
        self._running = wish
        self._jobs.read(wish.call, self._done, self._failed, owner=self._owner)

    def _done(self, found: Any) -> None:
        wish = self._next()
        if wish is not None:
            wish.done(found)

    def _failed(self, error: QaError) -> None:
        wish = self._next()
        if wish is not None:
            wish.failed(error)

    def _next(self) -> Wish | None:
        """Start what waits, and return what came home if it is still wished for."""
        wish, self._running = self._running, None
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._run(waiting)
        return None if wish is None or wish.dropped else wish


class Wish:
    """One look-up with what to do with its result."""

    def __init__(self, call: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[QaError], None]) -> None:
        self.call, self.done, self.failed = call, done, failed
        self.dropped = False
