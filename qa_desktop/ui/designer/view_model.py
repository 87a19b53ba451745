"""The template designer without a window: intents come in, one frozen state goes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from qa_desktop.domain.checklist import Checklist, Item
from qa_desktop.domain.errors import InputError, QaError
from qa_desktop.domain.problems import Problem
from qa_desktop.ui.designer import edits, values
from qa_desktop.ui.designer.choice_edits import ChoiceEdits, LanguageEdits
from qa_desktop.ui.designer.core import REMOVED, DesignerCore, Door
from qa_desktop.ui.designer.edits import HEAD, Spot
from qa_desktop.ui.designer.history import Step
from qa_desktop.ui.designer.outline_edits import OutlineEdits
from qa_desktop.ui.designer.state import DesignerState, Stage, Typed

if TYPE_CHECKING:
    from qa_desktop.services.templates import LoadedRevision
    from qa_desktop.storage.queries.templates import RevisionRow

_LIMITS: Final = ("limits.nominal", "limits.lower", "limits.upper", values.TOLERANCE)


class DesignerModel:
    """One draft.  ``outline`` changes the order, ``choices`` and ``languages`` what belongs to an item in lists."""

    def __init__(self, door: Door, on_change: Callable[[DesignerState], None]) -> None:
        self._core = DesignerCore(door, on_change)
        self.outline = OutlineEdits(self._core)
        self.choices = ChoiceEdits(self._core)
        self.languages = LanguageEdits(self._core)

    @property
    def state(self) -> DesignerState:
        """What the screen shows."""
        return self._core.state

    def loading(self) -> None:
        """A draft is being loaded."""
        self._core.show(DesignerState(stage=Stage.LOADING))

    def broken(self, error: QaError) -> None:
        """It could not be loaded."""
        self._core.show(DesignerState(stage=Stage.BROKEN, error=error))

    def open(self, loaded: LoadedRevision, key: str = "") -> None:
        """Show a draft, at the item with ``key`` or at its first item."""
        found = edits.spot_of(loaded.checklist, key) if key else None
        first = next((spot for spot in edits.spots_of(loaded.checklist) if spot.item is not None), HEAD)
        self._core.take(loaded.row, loaded.checklist, found or first)

    def look_again(self, loaded: LoadedRevision, key: str = "") -> None:
        """Show a draft; one that is on the screen in the same version keeps its place and its way back."""
        row = self._core.row
        if row is None or row.id != loaded.row.id or self._core.version != loaded.row.version:
            self.open(loaded, key)
        elif key:
            self._core.go(edits.spot_of(self._core.checklist, key) or self._core.spot)

    def choose(self, spot: Spot) -> None:
        """Stand at another place of the outline."""
        self._core.go(spot)

    def give(self, path: str, raw: Any) -> None:
        """Take what was given in a field: at once when it can stand there; else it stays in the field and is complained about."""
        core = self._core
        if path in {"title", "description", "section.title"}:
            self._give_head(path, str(raw))
            return
        item = core.item
        if item is None:
            return
        tag = (core.spot, path) if isinstance(raw, str) else None
        try:
            changed = self._checked(item, path, raw)
        except InputError as error:
            core.typed[core.key, path] = Typed(str(raw), error)
            core.changed()
            return
        core.typed.pop((item.key, path), None)
        if isinstance(raw, str) and path in values.NUMBERS | values.COUNTS | {values.TOLERANCE}:
            core.typed[item.key, path] = Typed(raw)
        changed = self._with_late(changed, path)
        if path == "text":
            changed = self._with_key(item, changed)
        elif path == "key":
            core.born.discard(item.key)
        core.edit_item(changed, tag)

    def undo(self) -> None:
        """Take the newest change back."""
        core = self._core
        core.travel(core.history.back(Step(core.checklist, core.spot)))

    def redo(self) -> None:
        """Do again what was undone."""
        core = self._core
        core.travel(core.history.forward(Step(core.checklist, core.spot)))

    def save(self) -> None:
        """Store now what is not stored yet."""
        self._core.save()

    def retry(self) -> None:
        """Try again after a failure."""
        self._core.error = None
        self._core.save()

    def stored(self, row: RevisionRow) -> None:
        """The database has it."""
        self._core.stored(row)

    def not_stored(self, error: QaError) -> None:
        """The database does not have it."""
        self._core.not_stored(error)

    def take_theirs(self, loaded: LoadedRevision) -> None:
        """After a conflict: show what the other person stored; Ctrl+Z brings one's own back."""
        self._core.take_theirs(loaded.row, loaded.checklist)

    def next_problem(self, *, back: bool = False) -> Problem | None:
        """Go to the next thing to correct and its field; return it."""
        core = self._core
        order = {item.key: place for place, item in enumerate(core.checklist.items)}
        found = sorted(core.state.problems, key=lambda problem: order.get(problem.key, -1))
        if not found:
            return None
        key, path = (core.item.key if core.item is not None else ""), core.wanted[0]
        here = next((n for n, p in enumerate(found) if p.key == key and p.field == path), None)
        if here is None:
            at = order.get(key, -1)
            later = [n for n, p in enumerate(found) if order.get(p.key, -1) >= at]
            chosen = (later[0] if later else 0) if not back else (later[0] - 1 if later else -1)
        else:
            chosen = here + (-1 if back else 1)
        return self.show_problem(found[chosen % len(found)])

    def show_problem(self, problem: Problem) -> Problem:
        """Go to a thing to correct and its field; return it."""
        core = self._core
        if problem.field == REMOVED:
            self.outline.ask_gone()
            return problem
        core.go((edits.spot_of(core.checklist, problem.key) if problem.key else None) or HEAD)
        core.want(problem.field)
        return problem

    def unsaved(self) -> tuple[str, ...]:
        """Return what is on the screen only, in words."""
        core = self._core
        changed = (core.checklist.title,) if core.is_dirty else ()
        return (*changed, *core.unread())

    def _give_head(self, path: str, raw: str) -> None:
        core = self._core
        tag = (core.spot, path)
        if path == "section.title":
            if core.spot.section >= 0:
                core.edit(edits.with_section_title(core.checklist, core.spot.section, raw), core.spot, tag)
            return
        if path == "title" and not raw.strip():
            core.typed[core.key, path] = Typed(raw, InputError("The checklist needs a title. Type one."))
            core.changed()
            return
        core.typed.pop((core.key, path), None)
        changed: Checklist = replace(core.checklist, **{path: raw})  # type: ignore[arg-type]
        core.edit(changed, core.spot, tag)

    def _checked(self, item: Item, path: str, raw: Any) -> Item:
        if path == "key":
            self._require_key(item, str(raw).strip())
            raw = str(raw).strip()
        return values.taken(item, path, raw)

    def _require_key(self, item: Item, key: str) -> None:
        if not key:
            raise InputError("The key is empty. Give the item a short name that no other item has.")
        if key != item.key and key in edits.keys_of(self._core.checklist):
            raise InputError("Another item has the key “{key}” already. Choose another one.", key=key)
        if set(key) & set("{}#'\""):
            raise InputError("A key has no braces, quotation marks or #. Take them out.")

    def _with_late(self, item: Item, given: str) -> Item:
        """Take limits that were typed before and could not stand beside the old ones."""
        core = self._core
        if given not in _LIMITS:
            return item
        for path in _LIMITS:
            waiting = core.typed.get((item.key, path))
            if path == given or waiting is None:
                continue
            if waiting.error is None:  # stands as typed only while nothing else changes it
                if values.text_of(item, path) != waiting.raw.strip().replace(",", "."):
                    del core.typed[item.key, path]
                continue
            try:
                item = values.taken(item, path, waiting.raw)
            except InputError:
                continue
            core.typed[item.key, path] = Typed(waiting.raw)
        return item

    def _with_key(self, old: Item, item: Item) -> Item:
        """Name a new item after its text, until somebody names it or refers to it."""
        core = self._core
        if old.key not in core.born or edits.dependants(core.checklist, {old.key}):
            return item
        others = edits.keys_of(core.checklist) - {old.key}
        return replace(item, key=edits.fresh(edits.slug(item.text, otherwise=old.key), others))
