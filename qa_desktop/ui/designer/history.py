"""The way back: whole checklists, which share everything that did not change."""

from __future__ import annotations

from dataclasses import dataclass

from qa_desktop.domain.checklist import Checklist
from qa_desktop.ui.designer.edits import Spot

MOST = 500
"""Steps that can be taken back."""


@dataclass(frozen=True, slots=True)
class Step:
    """A checklist and where one stood in it."""

    checklist: Checklist
    spot: Spot


class History:
    """Undo and redo.  Typing in one field without leaving it is one step."""

    def __init__(self) -> None:
        self._past: list[Step] = []
        self._future: list[Step] = []
        self._tag: object = None

    @property
    def can_undo(self) -> bool:
        """Whether there is a step back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether something was undone."""
        return bool(self._future)

    def remember(self, before: Step, tag: object) -> None:
        """Note a change; one with the same ``tag`` as the change before belongs to its step."""
        self._future.clear()
        if tag is None or tag != self._tag:
            self._past.append(before)
            del self._past[:-MOST]
        self._tag = tag

    def pause(self) -> None:
        """Make the next change a step of its own."""
        self._tag = None

    def back(self, now: Step) -> Step | None:
        """Return the step before, ``None`` at the beginning."""
        return self._swap(self._past, self._future, now)

    def forward(self, now: Step) -> Step | None:
        """Return the step that was undone last."""
        return self._swap(self._future, self._past, now)

    def _swap(self, source: list[Step], target: list[Step], now: Step) -> Step | None:
        self._tag = None
        if not source:
            return None
        target.append(now)
        return source.pop()
