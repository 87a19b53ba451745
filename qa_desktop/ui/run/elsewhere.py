"""What other sheets and screens did to the open inspection: acts on readings, issues, readings of pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_desktop.domain.checklist import ItemKind
from qa_desktop.ui.run.core import RunCore

if TYPE_CHECKING:
    from qa_desktop.services.answering import Saved
    from qa_desktop.services.inspections import OpenedInspection


class Elsewhere:
    """Takes in what is in the database already and was not given in the list itself."""

    def __init__(self, core: RunCore) -> None:
        self._core = core

    def acted(self, saved: Saved) -> None:
        """A reading was retracted, is to be retested, or its piece was rejected."""
        core = self._core
        if saved.item_id not in core.by_id:
            return
        core.book.forget_steps(saved.item_id)
        core.drafts.pop(saved.item_id, None)
        core.book.take(saved.item_id, saved.answer)
        core.book.covers.take(saved.item_id, saved.cover)
        core.touch_remarks(saved.item_id)
        core.follow(saved.consequences)
        core.refresh(saved.item_id)

    def renew(self, opened: OpenedInspection) -> None:
        """Take over what was given of pieces meanwhile."""
        self._core.renew_pieces(opened)
        self._core.changed()

    def issue(self, item_id: str, number: str) -> None:
        """An issue was logged about an item."""
        if item_id in self._core.by_id:
            self._core.issues[item_id] = number
            self._core.refresh(item_id)

    def photos(self, item_id: str, count: int) -> None:
        """An item has ``count`` photos now.  Looking at an item counts them too, and is no work on what came back."""
        core = self._core
        if item_id in core.by_id and count != core.book.stored(item_id).photos:
            value = None if core.by_id[item_id].kind is not ItemKind.PHOTO else str(count) if count else ""
            core.book.set_photos(item_id, count, value)
            core.touch_remarks(item_id)
            core.refresh(item_id)
