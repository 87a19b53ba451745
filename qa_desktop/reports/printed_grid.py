"""Whether the tables of readings print what the embedded record says, cell by cell.

The rows of a table follow each other in the text of the page without anything between them but a repeated head, so a row is
compared as one piece: another digit, another sign, a cell more or less, or two rows changed over are all found.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qa_desktop.reports.grid_model import Block, GridCell, Sample, counts_in, head_tokens, rows_of, title_of
from qa_desktop.reports.text import visible, visual

_LINE_END_HYPHEN = "\x02"
_LONGEST_HEAD = 6_000
"""Most characters between the title of a table and its first row."""


def squeezed(text: str) -> str:
    """Return ``text`` in one Unicode form and without white space."""
    return "".join(unicodedata.normalize("NFC", text.replace(_LINE_END_HYPHEN, "-")).split())


@dataclass(frozen=True, slots=True)
class Proof:
    """The flaws of the tables, which lines they cover, and where they end in the text of the pages."""

    flaws: tuple[str, ...]
    covered: frozenset[tuple[str, int]]
    end: int


def grid_proof(text: str, document: Mapping[str, Any], sample: Sample, start: int) -> Proof:
    """Compare every table that the document names with the text of its pages, from ``start`` on."""
    blocks = [Block.of(data) for data in document.get("grids", ())]
    flaws: list[str] = []
    at = start
    for block in blocks:
        title = squeezed(visible(title_of(sample, block)))
        found = text.find(title, at)
        if found < 0:
            flaws.append(f"the table “{title_of(sample, block)}” is not on the page")
            continue
        at = found + len(title)
        wrong, at = _rows(text, sample, block, at)
        flaws += wrong
    return Proof(tuple(flaws), _covered(sample, blocks), at)


def _covered(sample: Sample, blocks: list[Block]) -> frozenset[tuple[str, int]]:
    """Return the lines that stand in a table; a tally counts when all its types do."""
    found: set[tuple[str, int]] = set()
    shown: dict[tuple[str, int], set[str]] = {}
    for block in blocks:
        places = {(item, piece) for item in block.items for piece in block.pieces}
        if block.across == "types":
            for place in places:
                shown.setdefault(place, set()).update(block.types)
        else:
            found |= places
    for place, types in shown.items():
        line = sample.readings.get(place)
        known = {choice["id"] for choice in sample.criteria[place[0]]["choices"]}
        if types >= known and (line is None or set(counts_in(line)) <= known):
            found.add(place)
    return frozenset(found)


def _rows(text: str, sample: Sample, block: Block, at: int) -> tuple[list[str], int]:
    """Return what is wrong with one table, and where it ends."""
    head = ""
    flaws: list[str] = []
    for index, (row, place) in enumerate(zip(rows_of(sample, block), _places(block), strict=True)):
        name = squeezed(visible(sample.criteria[place]["text"])) if block.across == "pieces" else ""
        expected = _expected(row, block)
        words = f"in the table of readings, the row of {place} is printed differently from the record"
        if _turned(row):  # words that run from right to left come out of a page in another order: they are looked for one by one
            at = _one_by_one(text, row, at)
            if at < 0:
                return [*flaws, words], len(text)
            continue
        found = text.find(expected, at)
        if found < 0 or found - at > _LONGEST_HEAD:
            return [*flaws, words], at
        before = text[at:found]
        if block.across == "pieces":
            before, fits = _without_name(before, row[0].text, name)
            if not fits:
                return [*flaws, words], at
        if index == 0:
            head = before
            flaws += _head_flaws(sample, block, head)
        elif before not in {"", head}:
            return [*flaws, words], at
        at = found + len(expected)
    return flaws, at


def _places(block: Block) -> list[str]:
    if block.across == "pieces":
        return list(block.items)
    return [*(f"piece {piece}" for piece in block.pieces), *(["the sums"] if block.across == "types" else [])]


def _expected(row: list[GridCell], block: Block) -> str:
    """Return the row as one piece; beside pieces the number and the name of the characteristic stand before it."""
    cells = row[1:] if block.across == "pieces" else row
    return squeezed("".join(visible(cell.text) for cell in cells))


def _turned(row: list[GridCell]) -> bool:
    return any(visual(visible(cell.text)) != visible(cell.text) for cell in row)


def _one_by_one(text: str, row: list[GridCell], at: int) -> int:
    for cell in row:
        for word in visible(cell.text).split():
            if visual(word) == word:
                at = text.find(squeezed(word), at)
                if at < 0:
                    return -1
    return at


def _without_name(before: str, number: str, name: str) -> tuple[str, bool]:
    """Take number and the beginning of the name off the end of what stands before a row."""
    if visual(name) != name:
        return "", number in before
    for shown in _beginnings(name):
        if before.endswith(number + shown):
            return before[: len(before) - len(number + shown)], True
    return before, False


def _beginnings(name: str) -> Iterator[str]:
    yield name
    for length in range(len(name), -1, -1):
        yield name[:length] + "…"


def _head_flaws(sample: Sample, block: Block, head: str) -> list[str]:
    at = 0
    for token in head_tokens(sample, block):
        wanted = visible(token)
        if visual(wanted) != wanted:
            continue
        found = head.find(squeezed(wanted), at)
        if found < 0:
            return [f"the head of the table “{title_of(sample, block)}” is printed differently from the record"]
        at = found + len(squeezed(wanted))
    return []
