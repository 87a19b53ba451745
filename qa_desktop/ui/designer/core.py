"""What the designer knows and all its intents share: the draft, where one stands, the way back, and what is on its way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from qa_desktop.domain.checklist import Checklist, Item
from qa_desktop.domain.errors import ConflictError, QaError
from qa_desktop.domain.problems import Problem, label_of
from qa_desktop.domain.removals import ReasonedCheck, unanswered
from qa_desktop.methods.template_checks import findings, problems_of_draft
from qa_desktop.ui.designer.edits import HEAD, Spot, item_at, nearest, with_item
from qa_desktop.ui.designer.history import History, Step
from qa_desktop.ui.designer.state import DesignerState, Kept, Removal, Stage, Typed

if TYPE_CHECKING:
    from qa_desktop.storage.queries.templates import RevisionRow


REMOVED = "removed"
"""The path of a problem that is answered in a sheet: a check with a reason is gone."""


class Door(Protocol):
    """What the designer asks the world to do; answers come back as ``stored`` and ``not_stored``."""

    def save_soon(self) -> None:
        """Call :meth:`DesignerCore.save` in a moment, unless it is asked again before."""

    def save(self, revision_id: str, checklist: Checklist, version: int) -> None:
        """Store the draft."""


class DesignerCore:
    """One draft on the screen."""

    def __init__(self, door: Door, on_change: Callable[[DesignerState], None]) -> None:
        self._door, self._on_change = door, on_change
        self.row: RevisionRow | None = None
        self.checklist = Checklist("", ())
        self.spot: Spot = HEAD
        self.history = History()
        self.typed: dict[tuple[str, str], Typed] = {}
        self.born: set[str] = set()
        self.reasoned: frozenset[str] = frozenset()
        self.before: tuple[ReasonedCheck, ...] = ()
        self.removal: Removal | None = None
        self.error: QaError | None = None
        self.wanted: tuple[str, int] = ("", 0)
        self.version = 0
        self._stored = self.checklist
        self._going: Checklist | None = None
        self._conflict = False
        self._checked: tuple[Checklist | None, tuple[Problem, ...]] = (None, ())
        self.state = DesignerState()

    def show(self, state: DesignerState) -> None:
        """Show a state without a draft."""
        self.row = None
        self.state = state
        self._on_change(state)

    def take(self, row: RevisionRow, checklist: Checklist, spot: Spot) -> None:
        """Take a draft in."""
        self.row, self.checklist, self._stored = row, checklist, checklist
        self.version, self._going, self._conflict = row.version, None, False
        self.history, self.typed, self.born = History(), {}, set()
        self.removal = self.error = None
        self.reasoned, self.before = frozenset(), ()
        self.spot = nearest(checklist, spot)
        self.changed()

    def take_theirs(self, row: RevisionRow, checklist: Checklist) -> None:
        """Show what somebody else stored; what was here before is one step back."""
        mine = Step(self.checklist, self.spot)
        self.row, self.version = row, row.version
        self._stored, self._going, self._conflict, self.error = checklist, None, False, None
        self.history.pause()
        self.history.remember(mine, None)
        self.checklist, self.spot = checklist, nearest(checklist, self.spot)
        self.typed = {}
        self.changed()

    @property
    def item(self) -> Item | None:
        """The item at the present place."""
        return item_at(self.checklist, self.spot)

    @property
    def key(self) -> str:
        """The name under which typed text of the present place is kept."""
        return self.state.key

    @property
    def is_dirty(self) -> bool:
        """Whether anything is not in the database yet."""
        return self.row is not None and self.checklist is not self._stored

    def edit(self, checklist: Checklist, spot: Spot, tag: object = None) -> None:
        """Make ``checklist`` the present one, as one step that can be taken back."""
        if checklist is self.checklist and spot == self.spot:
            return
        if checklist is not self.checklist:
            self.history.remember(Step(self.checklist, self.spot), tag)
        self.checklist = checklist
        self.go(spot)

    def edit_item(self, item: Item, tag: object = None) -> None:
        """Make ``item`` the one at the present place."""
        old = self.item
        if old is None or item == old:
            self.changed()
            return
        if item.key != old.key:
            self._follow_key(old.key, item.key)
        self.edit(with_item(self.checklist, self.spot, item), self.spot, tag)

    def go(self, spot: Spot) -> None:
        """Stand at another place; text that was refused stays, text that was taken is forgotten."""
        if spot != self.spot:
            self.history.pause()
            self.typed = {place: typed for place, typed in self.typed.items() if typed.error is not None}
        self.spot = nearest(self.checklist, spot)
        self.changed()

    def travel(self, step: Step | None) -> None:
        """Show an earlier or later checklist."""
        if step is not None:
            self.checklist, self.spot = step.checklist, nearest(step.checklist, step.spot)
            self.typed = {}
            self.changed()

    def want(self, path: str) -> None:
        """Send the keyboard to a field of the present place."""
        self.wanted = (path, self.wanted[1] + 1)
        self.changed()

    def save(self) -> None:
        """Store what is not stored yet; one save is on its way at a time."""
        if self.row is None or self._going is not None or self._conflict or not self.is_dirty:
            return
        if problems_of_draft(self.checklist):  # cannot happen by the fields; what cannot be stored stays on the screen
            return
        self._going = self.checklist
        self.error = None
        self._door.save(self.row.id, self.checklist, self.version)
        self._tell()

    def stored(self, row: RevisionRow) -> None:
        """The database has what was sent."""
        if self.row is None or self._going is None or row.id != self.row.id:
            return
        self._stored, self._going = self._going, None
        self.row, self.version = row, row.version
        if self.is_dirty:
            self.save()
        self._tell()

    def not_stored(self, error: QaError) -> None:
        """The database does not have it: everything stays on the screen."""
        self._going, self.error = None, error
        self._conflict = isinstance(error, ConflictError)
        self._tell()

    def changed(self) -> None:
        """Check everything, show the state, and have it stored soon."""
        if self.is_dirty and self._going is None:
            self._door.save_soon()
        self._tell()

    def unread(self) -> tuple[str, ...]:
        """Return what was typed and cannot be taken, in words."""
        numbers = {item.key: label_of(place, item) for place, item in enumerate(self.checklist.items, 1)}
        return tuple(
            f"{numbers.get(key, self.checklist.title)}: {typed.raw}" for (key, _), typed in self.typed.items() if typed.error
        )

    def _tell(self) -> None:
        problems = self._problems()
        flags: dict[str, bool] = {}
        for problem in problems:
            flags[problem.key] = flags.get(problem.key, False) or not problem.warning
        self.state = DesignerState(
            stage=Stage.READY,
            row=self.row,
            checklist=self.checklist,
            spot=self.spot,
            problems=problems,
            flags=flags,
            typed=dict(self.typed),
            kept=self._kept(),
            can_undo=self.history.can_undo,
            can_redo=self.history.can_redo,
            error=self.error,
            removal=self.removal,
            wanted=self.wanted,
            unanswered=unanswered(self.before, self.checklist),
        )
        self._on_change(self.state)

    def _kept(self) -> Kept:
        if self._conflict:
            return Kept.CONFLICT
        if self.error is not None:
            return Kept.FAILED
        if self._going is not None:
            return Kept.SAVING
        return Kept.WAITING if self.is_dirty else Kept.STORED

    def _problems(self) -> tuple[Problem, ...]:
        if self._checked[0] is not self.checklist:
            self._checked = (self.checklist, findings(self.checklist))
        words = "“{text}” is gone. It has a reason: {reason}. Say why it may go."
        gone = unanswered(self.before, self.checklist)
        found = (*(Problem("", words.format(text=one.text, reason=one.reason), REMOVED) for one in gone), *self._checked[1])
        refused = [(key, path, typed) for (key, path), typed in self.typed.items() if typed.error is not None]
        if not refused:
            return found
        places = {item.key: (place, item) for place, item in enumerate(self.checklist.items, 1)}
        extra = [
            Problem(key if key in places else "", self._refused(places.get(key), typed), path) for key, path, typed in refused
        ]
        return (*found, *extra)

    def _refused(self, place: tuple[int, Item] | None, typed: Typed) -> str:
        start = label_of(*place) if place is not None else self.checklist.title
        return f"{start}: {typed.error}"

    def _follow_key(self, old: str, new: str) -> None:
        self.typed = {(new if key == old else key, path): typed for (key, path), typed in self.typed.items()}
        if old in self.born:
            self.born.discard(old)
            self.born.add(new)

    def with_removal(self, removal: Removal | None) -> None:
        """Ask before something is removed, or stop asking."""
        self.removal = removal
        self.state = replace(self.state, removal=removal)
        self._on_change(self.state)
