"""Intents that change which items there are, and their order."""

from __future__ import annotations

from qa_desktop.domain.checklist import ItemKind
from qa_desktop.domain.removals import ReasonedCheck
from qa_desktop.ui.designer import edits
from qa_desktop.ui.designer.core import DesignerCore
from qa_desktop.ui.designer.edits import Spot
from qa_desktop.ui.designer.state import Removal


class OutlineEdits:
    """Insert, copy, move and remove; every one of them is a step that can be taken back."""

    def __init__(self, core: DesignerCore) -> None:
        self._core = core

    def know_reasons(self, keys: frozenset[str], before: tuple[ReasonedCheck, ...] = ()) -> None:
        """Take the keys of items that something led to, and the checks of the revision before that have a reason.

        Neither is removed without an answer.
        """
        self._core.reasoned, self._core.before = keys, before
        self._core.changed()

    def insert_item(self) -> None:
        """Insert an item behind the present place, of the kind of the one before, and go to its text."""
        core = self._core
        before = core.item
        item = edits.new_item(core.checklist, before.kind if before is not None else ItemKind.CONFORMITY)
        checklist, spot = edits.insert_item(core.checklist, core.spot, item)
        core.born.add(item.key)
        core.edit(checklist, spot)
        core.want("text")

    def insert_section(self, title: str) -> None:
        """Insert a section behind the present one, and go to its title."""
        core = self._core
        core.edit(*edits.insert_section(core.checklist, core.spot, title))
        core.want("section.title")

    def duplicate(self) -> None:
        """Copy the item or section at the present place."""
        core = self._core
        before = edits.keys_of(core.checklist)
        core.edit(*edits.duplicate(core.checklist, core.spot))
        core.born |= edits.keys_of(core.checklist) - before

    def step(self, by: int) -> None:
        """Move the present item or section up (-1) or down (1)."""
        core = self._core
        core.edit(*edits.step(core.checklist, core.spot, by))

    def drop(self, spot: Spot, gap: int) -> None:
        """Move what was dragged into the gap before line ``gap``."""
        core = self._core
        core.edit(*edits.drop(core.checklist, spot, gap))

    def remove(self) -> None:
        """Remove what is at the present place; ask first when that takes a reason, a reference or several items away."""
        core = self._core
        if core.spot.section < 0:
            return
        item = core.item
        section = core.checklist.sections[core.spot.section]
        items = (item,) if item is not None else section.items
        reasons = tuple(one for one in items if one.rules.why.note or one.rules.why.issue)
        dependants = edits.dependants(core.checklist, {one.key for one in items})
        led = core.reasoned | {one.key for one in core.before}
        reasoned = any(one.key in led for one in items)
        if reasons or reasoned or dependants or (item is None and items):
            title = item.text if item is not None else section.title
            core.with_removal(Removal(core.spot, title, items, reasons, dependants, wants_answer=bool(reasons) or reasoned))
        else:
            core.edit(*edits.remove(core.checklist, core.spot))

    def ask_gone(self) -> None:
        """Ask why the checks may go that are gone without an answer: renamed, or left out of an import."""
        core = self._core
        if core.state.unanswered:
            core.with_removal(Removal(core.spot, "", (), (), (), core.state.unanswered, wants_answer=True))

    def confirm_removal(self, answer: str = "") -> None:
        """Remove what was asked about; the answer stays with the revision."""
        core = self._core
        removal, said = core.removal, " ".join(answer.split())
        if removal is None or (removal.wants_answer and not said):
            return
        core.removal = None
        led = core.reasoned | {one.key for one in core.before}
        keys = [one.key for one in removal.items if one in removal.reasons or one.key in led] + [one.key for one in removal.gone]
        checklist, spot = (core.checklist, core.spot) if removal.gone else edits.remove(core.checklist, removal.spot)
        core.edit(edits.with_answer(checklist, keys, said), spot)

    def keep(self) -> None:
        """Remove nothing."""
        self._core.with_removal(None)
