"""Going from line to line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from qa_desktop.ui.run import navigation as nav
from qa_desktop.ui.run.book import Save
from qa_desktop.ui.run.core import RunCore
from qa_desktop.ui.run.state import NoticeCode


class Door(Protocol):
    """What the run asks the world to do; answers come back as ``RunModel.saved`` and ``RunModel.not_saved``."""

    def save(self, save: Save) -> None:
        """Store one thing, after everything that was given before."""

    def keep_place(self, inspection_id: str, item_id: str, *, now: bool) -> None:
        """Remember where the person is; ``now`` does not wait for them to stay there."""

    def sign(self, inspection_id: str) -> None:
        """Go to the signature."""

    def to_grid(self, inspection_id: str, line_id: str | None) -> None:
        """Go to what is asked of pieces."""


class Moves:
    """Which line is the current one."""

    def __init__(self, core: RunCore, door: Door, before_leaving: Callable[[], None]) -> None:
        self._core, self._door, self._before_leaving = core, door, before_leaving

    def go(self, place: int, *, now: bool = False) -> None:
        """Make another line the current one; a whole answer that was typed at the old one is given first."""
        core = self._core
        core.leaving = False
        if not 0 <= place < len(core.rows):
            return
        if place != core.place:
            self._before_leaving()
            core.place = place
            if core.may_edit:
                self._door.keep_place(core.inspection_id, core.items[place].id, now=now)
        core.changed()

    def step(self, by: int) -> None:
        """Go up or down by lines."""
        core = self._core
        places = [row.place for row in core.rows if not core.state.only_returned or not row.locked or row.place == core.place]
        if core.place in places:
            self.go(places[min(max(places.index(core.place) + by, 0), len(places) - 1)])

    def show_returned(self) -> None:
        """Show only the lines that came back, or all of them; the others can be read and not changed."""
        core = self._core
        if core.may_change is None:
            return
        core.only_returned = not core.only_returned
        if core.only_returned and core.rows and core.rows[core.place].locked:
            core.changed()
            self.go(next((row.place for row in core.rows if not row.locked), core.place))
        else:
            core.changed()

    def section(self, *, back: bool = False) -> None:
        """Go to the beginning of another section."""
        found = nav.other_section(self._core.state.sections, self._core.place, back=back)
        if found is not None:
            self.go(found)

    def next_open(self, *, back: bool = False, now: bool = False) -> None:
        """Go to the next line that waits for something; the grid follows once nothing that is on its way can ask for more."""
        self._before_leaving()
        core = self._core
        found = nav.next_open(core.rows, core.place, back=back)
        here = core.rows[core.place].gap is not None if core.rows else False
        if found is None and not here and core.pieces.first is not None:
            core.leaving = core.book.pending_count() > 0
            core.changed()
            if not core.leaving:
                self._door.to_grid(core.inspection_id, None)
            return
        self._go_on(found, NoticeCode.ALL_ANSWERED, now=now)

    def next_failed(self, *, back: bool = False) -> None:
        """Go to the next line that does not conform."""
        self._go_on(nav.next_failed(self._core.rows, self._core.place, back=back), NoticeCode.NONE_FAILED)

    def next_missing(self, *, back: bool = False) -> None:
        """Go to the next line that keeps the inspection from being signed."""
        self._go_on(nav.next_missing(self._core.rows, self._core.place, back=back), NoticeCode.NOTHING_MISSING)

    def go_number(self, number: str) -> bool:
        """Go to the line with a number; return whether there is one."""
        found = nav.by_number(self._core.rows, number)
        if found is not None:
            self.go(found)
        return found is not None

    def go_key(self, code: str) -> bool:
        """Go to the line whose key is ``code``, as a scan of an item code asks for; return whether there is one."""
        found = next((place for place, item in enumerate(self._core.items) if item.key == code), None)
        if found is not None:
            self.go(found)
        return found is not None

    def to_grid(self) -> None:
        """Go to what is asked of pieces; what was typed here is given first when it is a whole answer."""
        self._before_leaving()
        if self._core.pieces.is_there:
            self._door.to_grid(self._core.inspection_id, None)

    def piece_to_open(self, wanted: str | None, left_at: str | None, *, stays: bool) -> str | None:
        """Return the line of a piece at which the grid goes on, empty for any; ``None`` when the list goes on."""
        if not self._core.state.pieces.is_there:
            return None
        if stays and not wanted:
            return None if self._core.rows else ""
        return self._core.piece_to_open(wanted, left_at)

    def _go_on(self, found: int | None, otherwise: NoticeCode, *, now: bool = False) -> None:
        core = self._core
        if found is not None:
            self.go(found, now=now)
        elif core.rows and otherwise is NoticeCode.ALL_ANSWERED and core.rows[core.place].gap is not None:
            core.say(NoticeCode.MISSING, (core.rows[core.place].number,))
        elif otherwise is NoticeCode.ALL_ANSWERED and any(row.is_open for row in core.rows):
            core.say(NoticeCode.REQUIRED_ANSWERED)
        elif core.rows:
            core.say(otherwise)
