"""What the designer shows, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from qa_desktop.domain.checklist import Checklist, Item
from qa_desktop.domain.errors import QaError
from qa_desktop.domain.problems import Problem, label_of
from qa_desktop.domain.removals import ReasonedCheck
from qa_desktop.ui.designer.edits import HEAD, Spot, item_at

if TYPE_CHECKING:
    from qa_desktop.storage.queries.templates import RevisionRow


class Stage(Enum):
    """Whether there is a draft to work on."""

    EMPTY = "empty"
    LOADING = "loading"
    READY = "ready"
    BROKEN = "broken"


class Kept(Enum):
    """Where the newest change is."""

    STORED = "stored"
    WAITING = "waiting"
    SAVING = "saving"
    FAILED = "failed"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a field as typed; ``error`` says why it is not taken."""

    raw: str
    error: QaError | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """What would be removed, why it exists, and which items refer to it.

    ``gone`` are checks that are gone already and wait for their answer.  ``wants_answer`` says that nothing goes without one.
    """

    spot: Spot
    title: str
    items: tuple[Item, ...]
    reasons: tuple[Item, ...]
    dependants: tuple[str, ...]
    gone: tuple[ReasonedCheck, ...] = ()
    wants_answer: bool = False


@dataclass(frozen=True, slots=True)
class DesignerState:
    """Everything on the screen.

    ``flags`` says by the key of an item whether it has a problem (``True``) or only a warning.  ``typed`` holds by key and path
    what was typed and differs from what is kept.  ``wanted`` is the path of the field that the keyboard should go to, with a
    number that grows with each wish.  ``unanswered`` are checks with a reason that are gone, and nobody said why.
    """

    stage: Stage = Stage.EMPTY
    row: RevisionRow | None = None
    checklist: Checklist = field(default_factory=lambda: Checklist("", ()))
    spot: Spot = HEAD
    problems: tuple[Problem, ...] = ()
    flags: Mapping[str, bool] = field(default_factory=dict)
    typed: Mapping[tuple[str, str], Typed] = field(default_factory=dict)
    kept: Kept = Kept.STORED
    can_undo: bool = False
    can_redo: bool = False
    error: QaError | None = None
    removal: Removal | None = None
    wanted: tuple[str, int] = ("", 0)
    unanswered: tuple[ReasonedCheck, ...] = ()

    @property
    def item(self) -> Item | None:
        """The item at the present place."""
        return item_at(self.checklist, self.spot)

    @property
    def key(self) -> str:
        """The key of the present item; for sections and the head a name that no item has."""
        item = self.item
        return item.key if item is not None else f"\0{self.spot.section}"

    def problem_at(self, path: str) -> str:
        """Return the first sentence about a field of the present item, without the name of the item."""
        found = self.typed.get((self.key, path))
        if found is not None and found.error is not None:
            return str(found.error)
        item = self.item
        if item is None:
            return next((p.sentence for p in self.problems if not p.key and p.field == path), "")
        problem = next((p for p in self.problems if p.key == item.key and p.field == path), None)
        if problem is None:
            return ""
        number = next(place for place, one in enumerate(self.checklist.items, 1) if one is item)
        words = problem.sentence.removeprefix(label_of(number, item))
        if words.startswith(": "):
            return words[2:3].upper() + words[3:]
        return f"It{words}" if words.startswith(" ") else words
