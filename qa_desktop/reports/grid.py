"""The tables pieces × characteristics on the page: which way round, how many columns, and how each cell looks.

A few pieces stand side by side behind the limits of each characteristic, as in a dimensional report; many pieces stand below each
other with the limits in the heads of the columns.  Columns that do not fit go into further tables.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeVar

from qa_desktop.reports.blocks import Heading, paragraph
from qa_desktop.reports.cells import Cell, NumberCell, Run, TextCell, text_cell
from qa_desktop.reports.fonts import Font, width
from qa_desktop.reports.grid_model import (
    FAILS,
    GOOD,
    NOT_APPLICABLE,
    NOT_ASKED,
    OPEN,
    UNCERTAIN,
    Block,
    GridCell,
    Sample,
    cell_of,
    head_tokens,
    in_grid,
    label_of,
    requirement,
    requirement_lines,
    rows_of,
    tallies,
    title_of,
)
from qa_desktop.reports.layout import Block as PageBlock
from qa_desktop.reports.layout import Space
from qa_desktop.reports.style import DOUBT, FAIL, INK, SOFT, TINY
from qa_desktop.reports.table import PAD_X, Column, Placement, Row, Table, table
from qa_desktop.reports.text import lines, visible

SIZE = 7.0
_PAD_Y = 1.3
_LEAST_COLUMN, _WIDEST_LABEL, _NAME = 27.0, 124.0, 104.0
_NAME_LINES = 3
_LOOK = {FAILS: (Font.BOLD, FAIL), UNCERTAIN: (Font.BOLD, DOUBT)}
_QUIET = frozenset({NOT_APPLICABLE, NOT_ASKED, OPEN, "0"})
T = TypeVar("T")
_NUMBER = re.compile(r"[✗△]?\u2212?[0-9]+(\.[0-9]+)?")
_LEGEND = (
    ("✗", "does not conform"),
    ("△", "uncertain"),
    (GOOD, "conforms"),
    (NOT_APPLICABLE, "not applicable"),
    (NOT_ASKED, "not asked"),
    (OPEN, "no reading"),
)


def blocks_of(sample: Sample, room: float) -> list[Block]:
    """Return the tables for all readings that are printed as tables, in the order in which they are printed."""
    items, pieces = in_grid(sample), tuple(sample.pieces)
    found = _best_way(sample, items, pieces, room) if items else []
    for item in tallies(sample):
        types = [choice["id"] for choice in sample.criteria[item]["choices"]]
        words = {choice["id"]: choice["text"] for choice in sample.criteria[item]["choices"]}
        widths = [min(max(_wide(words[name], TINY) + 2 * PAD_X, 34.0), 70.0) for name in types]
        for chunk in _chunks(types, widths, room - _label_width(sample) - 44.0):
            found.append(Block("types", (item,), pieces, tuple(chunk)))
    return found


def _best_way(sample: Sample, items: tuple[str, ...], pieces: tuple[int, ...], room: float) -> list[Block]:
    """Return the way round that needs less paper."""
    beside = _chunks(pieces, [_piece_width(sample, items, piece) for piece in pieces], room - _left_room(sample, items))
    below = _chunks(items, [_item_width(sample, item) for item in items], room - _label_width(sample))
    if len(beside) == 1 or len(beside) * (len(items) + 4) <= len(below) * (len(pieces) + 8):
        return [Block("pieces", items, tuple(chunk)) for chunk in beside]
    return [Block("items", tuple(chunk), pieces) for chunk in below]


def _chunks(things: Sequence[T], widths: Sequence[float], room: float) -> list[Sequence[T]]:
    """Divide things into tables of columns that fit, each about as full as the others."""
    starts, used = [0], 0.0
    for place, wide in enumerate(widths):
        if used + wide > room and place > starts[-1]:
            starts.append(place)
            used = 0.0
        used += wide
    even = -(-len(things) // len(starts))
    evenly = list(range(0, len(things), even))
    if all(sum(widths[start : start + even]) <= room for start in evenly):
        starts = evenly
    return [things[start:stop] for start, stop in zip(starts, [*starts[1:], len(things)], strict=True)]


def _wide(text: str, size: float = SIZE, font: Font = Font.BOLD) -> float:
    return width(visible(text, font), font, size)


def _item_width(sample: Sample, item: str) -> float:
    texts = [cell_of(sample, item, piece).text for piece in sample.pieces]
    numbers = max(_wide(text.removesuffix(_decimals(text))) for text in texts) + max(_wide(_decimals(text)) for text in texts)
    head = max(_wide(text, TINY) for text in (item, *requirement_lines(sample.criteria[item])))
    return max(*(_wide(text) for text in texts), numbers, head, _LEAST_COLUMN) + 2 * PAD_X


def _piece_width(sample: Sample, items: Sequence[str], piece: int) -> float:
    texts = [cell_of(sample, item, piece).text for item in items]
    numbers = max(_wide(text.removesuffix(_decimals(text))) for text in texts) + max(_wide(_decimals(text)) for text in texts)
    label = min(_wide(label_of(sample, piece), TINY), 44.0)
    return max(*(_wide(text) for text in texts), numbers, label, 24.0) + 2 * PAD_X


def _label_width(sample: Sample) -> float:
    widest = max((_wide(label_of(sample, piece)) for piece in sample.pieces), default=0.0)
    return min(max(widest, 24.0), _WIDEST_LABEL) + 2 * PAD_X


def _left_room(sample: Sample, items: Sequence[str]) -> float:
    return _number_width(items) + _NAME + _limits_width(sample, items)


def _number_width(items: Sequence[str]) -> float:
    return max(*(_wide(item) for item in items), width("No.", Font.BOLD, TINY) + 1.0) + 2 * PAD_X


def _limits_width(sample: Sample, items: Sequence[str]) -> float:
    return min(max(*(_wide(requirement(sample.criteria[item])) for item in items), 30.0), 110.0) + 2 * PAD_X


def grid_blocks(sample: Sample, blocks: Sequence[Block], room: float) -> list[PageBlock]:
    """Return the drawn tables with their titles and the legend of the signs that occur."""
    if not blocks:
        return []
    made: list[PageBlock] = []
    signs: set[str] = set()
    for block in blocks:
        rows = rows_of(sample, block)
        signs |= {sign for row in rows for cell in row[1:] for sign, _ in _LEGEND if cell.text.startswith(sign)}
        made += [Heading(title_of(block), room, size=8.5), _drawn(sample, block, rows, room), Space(10)]
    words = " · ".join(f"{sign} {meaning}" for sign, meaning in _LEGEND if sign in signs)
    legend: list[PageBlock] = []
    if words:
        legend = [paragraph(words, room, size=TINY, colour=SOFT, keep=True), Space(4, keep_with_next=True)]
    return [*legend, *made]


def _drawn(sample: Sample, block: Block, rows: list[list[GridCell]], room: float) -> Table:
    if block.across == "pieces":
        return _pieces_beside(sample, block, rows, room)
    if block.across == "items":
        label, widths = _label_width(sample), [_item_width(sample, item) for item in block.items]
        spare = min((room - label - sum(widths)) / len(widths), 26.0)
        widths = [wide + spare for wide in widths]
        heads = [_item_head(sample, item, wide - 2 * PAD_X) for item, wide in zip(block.items, widths, strict=True)]
    else:
        label = _label_width(sample)
        widths = [min((room - label) / (len(block.types) + 1), 76.0)] * (len(block.types) + 1)
        heads = [_plain_head(text, wide - 2 * PAD_X) for text, wide in zip(head_tokens(sample, block), widths, strict=True)]
    columns = [Column("Piece", label)]
    columns += [Column("", wide, right=True, cell=head) for wide, head in zip(widths, heads, strict=True)]
    return table(tuple(columns), _rows(rows, columns))


def _pieces_beside(sample: Sample, block: Block, rows: list[list[GridCell]], room: float) -> Table:
    number, limits = _number_width(block.items), _limits_width(sample, block.items)
    widths = [_piece_width(sample, block.items, piece) for piece in block.pieces]
    spare = max(0.0, room - number - _NAME - limits - sum(widths))
    name, each = _NAME + spare * 0.5, spare * 0.5 / len(widths)
    columns = [Column("No.", number), Column("Characteristic", name), Column("Required", limits, right=True)]
    columns += [
        Column("", wide + each, right=True, cell=_plain_head(label_of(sample, piece), wide + each - 2 * PAD_X))
        for piece, wide in zip(block.pieces, widths, strict=True)
    ]
    drawn = []
    for item, made in zip(block.items, _rows(rows, [columns[0], *columns[2:]]), strict=True):
        title = TextCell(tuple(_short(sample.criteria[item]["text"], name - 2 * PAD_X, SIZE, 2)))
        cells = [made.cells[0], *(Placement(placed.cell, placed.first + 1) for placed in made.cells[1:])]
        drawn.append(Row((cells[0], Placement(title, 1), *cells[1:]), pad=_PAD_Y + 0.5))
    return table(tuple(columns), drawn)


def _rows(rows: Sequence[Sequence[GridCell]], columns: Sequence[Column]) -> list[Row]:
    """Return the rows; the first cell stands at the left, numbers stand decimal mark under decimal mark."""
    tails = [max((_wide(_decimals(row[index].text)) for row in rows), default=0.0) for index in range(len(columns))]
    return [
        Row(
            tuple(
                Placement(_cell(cell, column.room, tail, index), index)
                for index, (cell, column, tail) in enumerate(zip(row, columns, tails, strict=True))
            ),
            pad=_PAD_Y,
        )
        for row in rows
    ]


def _cell(cell: GridCell, room: float, tail: float, index: int) -> Cell:
    quiet = cell.text in _QUIET or (index == 0 and cell.text != "All pieces")
    font, colour = _LOOK.get(cell.verdict, (Font.REGULAR, SOFT if quiet else INK))
    decimals = _decimals(cell.text)
    if index and cell.text and (decimals or _NUMBER.fullmatch(cell.text)):
        return NumberCell(cell.text, cell.text.removesuffix(decimals), tail, font, SIZE, colour)
    return TextCell(text_cell(cell.text, room, font, SIZE, colour).runs, right=index > 0)


def _decimals(text: str) -> str:
    """Return the decimal mark of a number and what stands behind it."""
    found = _NUMBER.fullmatch(text)
    return found.group(1) or "" if found else ""


def _item_head(sample: Sample, item: str, room: float) -> TextCell:
    criteria = sample.criteria[item]
    limits = [Run(visible(text), Font.REGULAR, TINY, SOFT) for text in requirement_lines(criteria) if text]
    return TextCell((Run(item, Font.BOLD, TINY, INK), *_short(criteria["text"], room, 6.0, _NAME_LINES), *limits), right=True)


def _plain_head(text: str, room: float) -> TextCell:
    return TextCell(text_cell(text, room, Font.BOLD, TINY, SOFT).runs, right=True)


def _short(text: str, room: float, size: float, count: int) -> list[Run]:
    """Return the first lines of a text that stands in full in the table of characteristics."""
    broken = lines(text.replace("\n", " "), Font.REGULAR, size, room)
    if len(broken) > count:
        broken = [*broken[: count - 1], _ended(broken[count - 1], size, room)]
    return [Run(line, Font.REGULAR, size, INK) for line in broken]


def _ended(line: str, size: float, room: float) -> str:
    while line and width(line + "…", Font.REGULAR, size) > room:
        line = line[:-1]
    return line.rstrip() + "…"


def plain_blocks(blocks: Sequence[Block]) -> list[Any]:
    """Return the blocks as they are embedded beside the record."""
    return [block.plain() for block in blocks]
