"""From blocks to pages: what fits where, decided before anything is drawn.

A block knows its height, can be divided when it is taller than the room that is left, and draws itself.  Because pages are laid
out before they are drawn, the number of pages and the place of the signature fields are known in one pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from qa_desktop.reports.pen import Pen


class Block(Protocol):
    """A piece of content of a fixed width."""

    @property
    def height(self) -> float:
        """Height in points."""
        ...

    @property
    def least(self) -> float:
        """Height that the first useful part needs; equal to the height where the block is kept together."""
        ...

    @property
    def keep_with_next(self) -> bool:
        """Whether the next block's first part must stand on the same page."""
        ...

    def split(self, room: float) -> tuple[Block, Block] | None:
        """Return a part that fits into ``room`` and the rest, or ``None`` where nothing useful fits."""
        ...

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw the block with its upper left corner at ``x``, ``top``."""
        ...


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and the upper edge at which it stands."""

    block: Block
    top: float


@dataclass(frozen=True, slots=True)
class Space:
    """Empty room, which vanishes at the top of a page."""

    height: float
    keep_with_next: bool = False

    @property
    def least(self) -> float:
        """Nothing is needed: space that does not fit is left out."""
        return 0.0

    def split(self, room: float) -> tuple[Block, Block] | None:
        """Space is never divided."""
        return None

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw nothing."""


def paginate(blocks: Sequence[Block], *, first_top: float, top: float, bottom: float) -> list[list[Placed]]:
    """Return the pages.  A block that does not fit on an empty page is drawn there all the same, so that nothing is lost."""
    pages: list[list[Placed]] = [[]]
    y = first_top
    queue = list(reversed(blocks))
    while queue:
        block = queue.pop()
        room = y - bottom
        if isinstance(block, Space):
            y -= block.height if pages[-1] and block.height <= room else 0.0
            continue
        fits = block.height <= room + 0.01
        if fits and _followers(block, queue) <= room - block.height + 0.01:
            pages[-1].append(Placed(block, y))
            y -= block.height
            continue
        parts = None if fits else block.split(room)
        if parts is not None:
            pages[-1].append(Placed(parts[0], y))
            queue.append(parts[1])
        elif not pages[-1]:
            pages[-1].append(Placed(block, y))
            y -= block.height
            continue
        else:
            queue.append(block)
        pages.append([])
        y = top
    return pages if pages[-1] or len(pages) == 1 else pages[:-1]


def _followers(block: Block, queue: list[Block]) -> float:
    """Return the room that must stay free below ``block`` for what has to stand on the same page."""
    if not block.keep_with_next:
        return 0.0
    needed = 0.0
    for following in reversed(queue):
        if isinstance(following, Space):
            needed += following.height
            continue
        if not following.keep_with_next:
            return needed + following.least
        needed += following.height
    return needed
