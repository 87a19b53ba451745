"""Intents that change which items there are, and their order."""

from __future__ import annotations

from qa_desktop.domain.checklist import ItemKind
from qa_desktop.ui.designer import edits
from qa_desktop.ui.designer.core import DesignerCore
from qa_desktop.ui.designer.edits import Spot
from qa_desktop.ui.designer.state import Removal


class OutlineEdits:
    """Insert, copy, move and remove; every one of them is a step that can be taken back."""

    def __init__(self, core: DesignerCore) -> None:
        self._core = core

    def know_reasons(self, keys: frozenset[str]) -> None:
        """Take the keys of items that something led to: they are not removed without asking."""
        self._core.reasoned = keys

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
        reasoned = any(one.key in core.reasoned for one in items)
        if reasons or reasoned or dependants or (item is None and items):
            title = item.text if item is not None else section.title
            core.with_removal(Removal(core.spot, title, items, reasons, dependants))
        else:
            core.edit(*edits.remove(core.checklist, core.spot))

    def confirm_removal(self) -> None:
        """Remove what was asked about."""
        core = self._core
        removal, core.removal = core.removal, None
        if removal is not None:
            core.edit(*edits.remove(core.checklist, removal.spot))

    def keep(self) -> None:
        """Remove nothing."""
        self._core.with_removal(None)
