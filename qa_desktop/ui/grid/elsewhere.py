"""What other sheets did to the open inspection: acts on readings, issues, photos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_desktop.domain.checklist import ItemKind
from qa_desktop.ui.grid.core import GridCore
from qa_desktop.ui.grid.history import GridHistory

if TYPE_CHECKING:
    from qa_desktop.services.answering import Saved


class GridElsewhere:
    """Takes in what is in the database already and was not typed into the grid."""

    def __init__(self, core: GridCore, history: GridHistory) -> None:
        self._core, self._history = core, history

    def acted(self, saved: Saved) -> None:
        """A reading was retracted, is to be retested, or its piece was rejected."""
        core = self._core
        if core.cells is None or core.cells.spot_of(saved.item_id) is None:
            return
        self._history.forget_steps(saved.item_id)
        core.cells.drafts.pop(saved.item_id, None)
        core.refused.pop(saved.item_id, None)
        core.book.take(saved.item_id, saved.answer)
        core.book.covers.take(saved.item_id, saved.cover)
        core.touch_remarks(saved.item_id)
        core.changed(core.again([saved.item_id, *core.follow(saved.consequences)]))

    def issue(self, line_id: str, number: str) -> None:
        """An issue was logged about a line."""
        if self._core.cells is not None:
            self._core.cells.issues[line_id] = number
            self._core.changed(self._core.again([line_id]))

    def photos(self, line_id: str, count: int) -> None:
        """A line has ``count`` photos now."""
        core = self._core
        spot = None if core.cells is None else core.cells.spot_of(line_id)
        if spot is None or core.cells is None or count == core.book.stored(line_id).photos:
            return
        line = core.cells.line(spot)
        is_photo = line is not None and line.kind is ItemKind.PHOTO
        core.book.set_photos(line_id, count, (str(count) if count else "") if is_photo else None)
        core.touch_remarks(line_id)
        core.changed(core.again([line_id]))
