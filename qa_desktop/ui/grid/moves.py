"""Going from cell to cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from qa_desktop.ui.grid.core import GridCore
from qa_desktop.ui.grid.state import Say, Spot
from qa_desktop.ui.run.book import Save


class Door(Protocol):
    """What the grid asks the world to do; answers come back as ``GridModel.saved``, ``not_saved`` and so on."""

    def save(self, save: Save) -> None:
        """Store one thing, after everything that was given before."""

    def paste(self, saves: Sequence[Save]) -> None:
        """Store a block, all of it or nothing."""

    def keep_place(self, inspection_id: str, item_id: str, *, now: bool) -> None:
        """Remember where the person is; ``now`` does not wait for them to stay there."""

    def sign(self, inspection_id: str) -> None:
        """Go to the signature."""

    def to_list(self, inspection_id: str, item_id: str | None) -> None:
        """Go to what is asked once."""


class GridMoves:
    """Which cell is the current one."""

    def __init__(self, core: GridCore, door: Door, before_leaving: Callable[[], None]) -> None:
        self._core, self._door, self._before_leaving = core, door, before_leaving

    def go(self, spot: Spot, *, now: bool = False) -> None:
        """Make another cell the current one; a whole answer that was typed at the old one is given first."""
        core, cells = self._core, self._core.cells
        if cells is None or not (0 <= spot[0] < len(cells.pieces) and 0 <= spot[1] < len(cells.columns)):
            return
        if spot != core.place:
            self._before_leaving()
            before, core.place = core.place, spot
            line = core.line
            if core.may_edit and line is not None:
                self._door.keep_place(core.inspection_id, line.id, now=now)
            core.changed((before, spot))
        else:
            core.changed((spot,))

    def step(self, down: int, right: int) -> None:
        """Go by rows and columns, to the edge at most."""
        cells = self._core.cells
        if cells is not None and cells.pieces and cells.columns:
            row, column = self._core.place
            row = min(max(row + down, 0), len(cells.pieces) - 1)
            self.go((row, min(max(column + right, 0), len(cells.columns) - 1)))

    def edge(self, *, end: bool, far: bool = False) -> None:
        """Go to the first or last cell of the row; ``far`` means of the grid."""
        cells = self._core.cells
        if cells is not None and cells.pieces and cells.columns:
            column = len(cells.columns) - 1 if end else 0
            row = (len(cells.pieces) - 1 if end else 0) if far else self._core.place[0]
            self.go((row, column))

    def next_missing(self, *, back: bool = False, along: bool | None = None, now: bool = False) -> None:
        """Go to the next cell that waits for an answer, then to those that came back; without one say what is left to do."""
        core, cells = self._core, self._core.cells
        self._before_leaving()
        if cells is None:
            return
        way = core.along if along is None else along
        found = cells.next_missing(core.place, along=way, back=back)
        if found is not None:
            self.go(found, now=now)
        elif core.line is not None and cells.missing and not core.book.shown(core.line.id).is_given:
            core.changed((core.place,))  # the only one that is missing
        elif core.may_edit and cells.to_redo:
            self.go(cells.next_returned(core.place, back=back) or core.place, now=now)
        elif cells.gaps:
            core.say(Say.GAPS_LEFT, count=cells.gaps, changed=(core.place,))
        else:
            core.say(Say.ALL_GIVEN, count=len(core.once_gaps), changed=(core.place,))

    def next_gap(self, *, back: bool = False) -> None:
        """Go to the next cell that keeps the inspection from being signed."""
        self._before_leaving()
        cells = self._core.cells
        self._go_on(None if cells is None else cells.next_gap(self._core.place, back=back), Say.NOTHING_MISSING)

    def next_failed(self, *, back: bool = False) -> None:
        """Go to the next cell that does not conform."""
        self._before_leaving()
        cells = self._core.cells
        self._go_on(None if cells is None else cells.next_failed(self._core.place, back=back), Say.NONE_FAILED)

    def to_piece(self, code: str) -> bool:
        """Go to the row of the piece with a serial; return whether there is one."""
        cells = self._core.cells
        row = None if cells is None else cells.row_with_label(code)
        if row is not None:
            self.go((row, self._core.place[1]))
        return row is not None

    def _go_on(self, found: Spot | None, otherwise: Say) -> None:
        if found is not None:
            self.go(found)
        else:
            self._core.say(otherwise)
