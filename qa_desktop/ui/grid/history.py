"""Undo and redo of the grid: each step brings earlier answers back as new, audited ones."""

from __future__ import annotations

from dataclasses import replace

from qa_desktop.domain.answers import Answer
from qa_desktop.ui.grid.core import GridCore
from qa_desktop.ui.grid.moves import Door
from qa_desktop.ui.grid.state import Say
from qa_desktop.ui.run.book import Act, Save

_Step = tuple[Save, ...]


class GridHistory:
    """Steps of one opened inspection.  A pasted block is one step."""

    def __init__(self, core: GridCore, door: Door) -> None:
        self._core, self._door = core, door
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []

    def clear(self) -> None:
        """Forget all steps: another inspection is shown."""
        self._undo, self._redo = [], []

    def remember(self, *saves: Save) -> None:
        """Make what was given a step that undo takes back."""
        self._undo.append(saves)
        self._redo.clear()

    def drop(self, save: Save) -> None:
        """Forget what could not be stored."""
        kept = (tuple(one for one in step if one.ticket != save.ticket) for step in self._undo)
        self._undo = [step for step in kept if step]

    def forget_steps(self, key: str) -> None:
        """Leave a line out of undo and redo: what was decided about it is undone by another decision."""
        for steps in (self._undo, self._redo):
            kept = (tuple(one for one in step if one.item_id != key) for step in steps)
            steps[:] = [step for step in kept if step]

    def undo(self) -> None:
        """Bring the answers before the newest step back."""
        if not self._undo or not self._core.may_edit:
            self._core.say(Say.NOTHING_TO_UNDO)
            return
        step = self._undo.pop()
        self._redo.append(step)
        self._bring_back([(save, save.before) for save in reversed(step)], Say.UNDONE)

    def redo(self) -> None:
        """Bring back what was undone."""
        if not self._redo or not self._core.may_edit:
            self._core.say(Say.NOTHING_TO_REDO)
            return
        step = self._redo.pop()
        self._undo.append(step)
        self._bring_back([(save, save.after) for save in step], Say.REDONE)

    def _bring_back(self, wanted: list[tuple[Save, Answer]], code: Say) -> None:
        core, cells = self._core, self._core.cells
        if cells is None:
            return
        saves = []
        for step, earlier in wanted:
            now = core.book.shown(step.item_id)
            cells.drafts.pop(step.item_id, None)
            core.refused.pop(step.item_id, None)
            if step.act is Act.NOTE:
                act, text, after = Act.NOTE, earlier.note, replace(now, note=earlier.note)
            else:
                back = replace(now, value=earlier.value, na_reason=earlier.na_reason, source=earlier.source, gauge=earlier.gauge)
                act, text, after = Act.RESTORE, "", back
            saves.append(core.book.new_save(core.inspection_id, step.item_id, act, text, after))
        before = core.place
        core.place = cells.spot_of(saves[-1].item_id) or core.place
        changed = (before, *core.again([save.item_id for save in saves]))
        for save in saves:
            self._door.save(save)
        core.say(code, (cells.name(core.place),), count=len(saves), changed=changed)
