"""What the sections of the settings share, without a window: their names, and the job queues."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from qa_desktop.ui.jobs import Report, WorkHandle


class Section(StrEnum):
    """What the list at the left offers."""

    ACCOUNT = "account"
    LOOK = "look"
    WORKSPACE = "workspace"
    LISTS = "lists"
    HEALTH = "health"
    EVIDENCE = "evidence"
    ABOUT = "about"


class Lane(Protocol):
    """The part of the job queues that the sections use."""

    def write(self, fn: Callable[[], Any], done: Any = None, failed: Any = None, *, owner: Any = None) -> None:
        """Run in the writer."""

    def read(self, fn: Callable[[], Any], done: Any = None, failed: Any = None, *, owner: Any = None) -> None:
        """Run in a reader."""

    def work(
        self, fn: Callable[[Report], Any], done: Any = None, failed: Any = None, progress: Any = None, *, owner: Any = None
    ) -> WorkHandle:
        """Run in the worker."""
