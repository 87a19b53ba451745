"""Tables that run over pages: page-sized by nature, with a repeated head, and rows that can be taller than a page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import overload

from qa_desktop.reports.cells import EMPTY, Cell
from qa_desktop.reports.fonts import Font
from qa_desktop.reports.layout import Block
from qa_desktop.reports.pen import Pen
from qa_desktop.reports.style import ACCENT, LEADING, PANEL, RULE, SOFT, TINY, Colour
from qa_desktop.reports.text import lines

PAD_X = 4.0
PAD_Y = 2.6


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width in points with padding, and whether its head stands at the right."""

    head: str
    width: float
    right: bool = False

    @property
    def room(self) -> float:
        """Width inside the padding."""
        return self.width - 2 * PAD_X

    @property
    def head_lines(self) -> list[str]:
        """The head, broken where it is wider than the column."""
        return lines(self.head, Font.BOLD, TINY, self.room)


@dataclass(frozen=True, slots=True)
class Placement:
    """A cell from column ``first`` over ``count`` columns."""

    cell: Cell
    first: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side, and optionally one cell below them (a note) that starts at column ``below_from``."""

    cells: tuple[Placement, ...]
    below: Cell = EMPTY
    below_from: int = 1
    tint: Colour | None = None
    rule: bool = True
    keep_with_next: bool = False
    height: float = field(init=False)

    def __post_init__(self) -> None:
        high = max((placed.cell.height for placed in self.cells), default=0.0)
        below = self.below.height
        object.__setattr__(self, "height", high + below + 2 * PAD_Y + (1.0 if below and high else 0.0))

    def split(self, room: float) -> tuple[Row, Row] | None:
        """Return what fits into ``room`` and the rest; every cell is divided between lines."""
        inside = room - 2 * PAD_Y
        high = max((placed.cell.height for placed in self.cells), default=0.0)
        if high <= inside:
            parts = self.below.split(inside - high - 1.0)
            if parts is None:
                return None
            head = Row(self.cells, parts[0], self.below_from, self.tint, rule=False)
            return head, Row((), parts[1], self.below_from, self.tint, self.rule)
        heads, tails = [], []
        for placed in self.cells:
            pieces = (placed.cell, EMPTY) if placed.cell.height <= inside else placed.cell.split(inside)
            if pieces is None:
                return None
            heads.append(Placement(pieces[0], placed.first, placed.count))
            tails.append(Placement(pieces[1], placed.first, placed.count))
        rest = Row(tuple(tails), self.below, self.below_from, self.tint, self.rule)
        return Row(tuple(heads), tint=self.tint, rule=False), rest


class Rows(Sequence[Row]):
    """Rows with their running heights, shared by all parts of a table, so that dividing a long table is not dear."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._ends = [0.0, *accumulate(row.height for row in rows)]

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def height(self, start: int, stop: int) -> float:
        """Return the height of rows ``start`` to ``stop``."""
        return self._ends[stop] - self._ends[start]

    def fitting(self, start: int, stop: int, room: float) -> int:
        """Return the row after the last one that still fits when rows are stacked from ``start`` on."""
        return min(stop, max(start, bisect_right(self._ends, self._ends[start] + room + 0.001) - 1))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows ``start`` to ``stop`` of a shared list; dividing a table copies no rows."""

    columns: tuple[Column, ...]
    rows: Rows
    start: int
    stop: int
    carried: Row | None = None
    keep_with_next: bool = False
    head_height: float = TINY * LEADING + 2 * PAD_Y

    def _own(self, at_most: int | None = None) -> list[Row]:
        stop = self.stop if at_most is None else min(self.stop, self.start + at_most)
        own = list(self.rows[self.start : stop])
        return [self.carried, *own] if self.carried is not None else own

    @property
    def height(self) -> float:
        """Head and all rows."""
        carried = self.carried.height if self.carried is not None else 0.0
        return self.head_height + carried + self.rows.height(self.start, self.stop)

    @property
    def least(self) -> float:
        """Head and first rows as far as they are kept together; a tall row counts with a few lines."""
        first = self.head_height
        for row in self._own(4)[:4]:
            first += min(row.height, 60.0)
            if not row.keep_with_next:
                break
        return first

    def split(self, room: float) -> tuple[Block, Block] | None:
        """Fill ``room`` with whole rows; divide a row only when it is taller than most of a page."""
        used, index = self.head_height, self.start
        if self.carried is not None:
            if used + self.carried.height > room:
                return self._split_row(self.carried, room - used, self.start, self.start)
            used += self.carried.height
        index = self.rows.fitting(self.start, self.stop, room - used)
        used += self.rows.height(self.start, index)
        if index < self.stop and self.rows[index].height > max(120.0, (room - used) * 1.5) and room - used > 60:
            parts = self._split_row(self.rows[index], room - used, index, index + 1)
            if parts is not None:
                return parts
        while index > self.start and self.rows[index - 1].keep_with_next:
            index -= 1
        if index == self.start and self.carried is None:
            return self._split_row(self.rows[index], room - self.head_height, index, index + 1)
        return self._part(self.start, index, self.carried), self._part(index, self.stop, None)

    def _split_row(self, row: Row, room: float, before: int, after: int) -> tuple[Block, Block] | None:
        parts = row.split(room)
        if parts is None:
            return None
        head_rows = Rows([*self.rows[self.start : before], parts[0]])
        carried = self.carried if row is not self.carried else None
        head = Table(self.columns, head_rows, 0, len(head_rows), carried, head_height=self.head_height)
        return head, self._part(after, self.stop, parts[1])

    def _part(self, start: int, stop: int, carried: Row | None) -> Table:
        return Table(self.columns, self.rows, start, stop, carried, self.keep_with_next, self.head_height)

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw the head, then row by row from left to right, so that copied text reads as the page does."""
        edges = [x]
        for column in self.columns:
            edges.append(edges[-1] + column.width)
        whole = edges[-1] - x
        if self.head_height:
            pen.box(x, top - self.head_height, whole, self.head_height, fill=PANEL)
            pen.rule(x, top - self.head_height, whole, ACCENT, 0.8)
            for column, left in zip(self.columns, edges, strict=False):
                base = top - PAD_Y - TINY * 1.02
                for words in column.head_lines:
                    if column.right:
                        pen.text_right(left + column.width - PAD_X, base, words, Font.BOLD, TINY, SOFT)
                    else:
                        pen.text(left + PAD_X, base, words, Font.BOLD, TINY, SOFT)
                    base -= TINY * LEADING
        y = top - self.head_height
        own = self._own()
        self._draw_grounds(pen, own, x, whole, y)
        for row in own:
            self._draw_row(pen, row, edges, y)
            y -= row.height

    def _draw_grounds(self, pen: Pen, own: list[Row], x: float, whole: float, top: float) -> None:
        """Draw all tints before all rules, so that no tint covers half a rule."""
        y = top
        for row in own:
            if row.tint is not None:
                pen.box(x, y - row.height, whole, row.height, fill=row.tint)
            y -= row.height
        y = top
        for row in own:
            y -= row.height
            if row.rule:
                pen.rule(x, y, whole, RULE, 0.4)

    def _draw_row(self, pen: Pen, row: Row, edges: list[float], top: float) -> None:
        high = 0.0
        for placed in row.cells:
            left, right = edges[placed.first], edges[placed.first + placed.count]
            placed.cell.draw(pen, left + PAD_X, top - PAD_Y, right - left - 2 * PAD_X)
            high = max(high, placed.cell.height)
        if row.below.height:
            left = edges[min(row.below_from, len(edges) - 2)]
            gap = 1.0 if high else 0.0
            row.below.draw(pen, left + PAD_X, top - PAD_Y - high - gap, edges[-1] - left - 2 * PAD_X)


def table(columns: tuple[Column, ...], rows: Sequence[Row]) -> Table:
    """Return a table of all ``rows``."""
    head_lines = max((len(column.head_lines) for column in columns), default=1)
    return Table(columns, Rows(rows), 0, len(rows), head_height=head_lines * TINY * LEADING + 2 * PAD_Y)
