"""Where the view models of signing and review have their work done, and how its steps are counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

STEPS = 4
"""How many steps the services name while they sign or countersign."""


class Runner(Protocol):
    """Where work is done beside the window."""

    def read(self, fn: Callable[[], Any], done: Any = None, failed: Any = None, *, owner: Any = None) -> None:
        """Read."""

    def write(self, fn: Callable[[], Any], done: Any = None, failed: Any = None, *, owner: Any = None) -> None:
        """Write."""

    def work(
        self, fn: Callable[[Any], Any], done: Any = None, failed: Any = None, progress: Any = None, *, owner: Any = None
    ) -> Any:
        """Do long work."""


class StepCounter:
    """Counts the steps that a service names, for a progress bar."""

    def __init__(self, report: Any) -> None:
        self._report, self._done = report, 0

    def __call__(self, step: str) -> None:
        """Report the step that begins now."""
        self._report(self._done, STEPS, step)
        self._done += 1
