"""Whether the tables of readings print what the embedded record says, cell by cell.

The rows of a table follow each other in the text of the page without anything between them but a repeated head, so a row is
compared as one piece: another digit, another sign, a cell more or less, or two rows changed over are all found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qa_desktop.reports.grid_model import Block, GridCell, Sample, counts_in, head_tokens, rows_of, title_of
from qa_desktop.reports.text import visible, visual

_LINE_END_HYPHEN = "\x02"
_NO_WORD = re.compile(r"[\s\d.,:/()·]+")
_LONGEST_HEAD = 200_000
"""Most characters between two rows; a head is then held to its own length."""
_HEAD_WORDS = len("No.CharacteristicRequiredPiece")


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
        title = squeezed(visible(title_of(block)))
        found = text.find(title, at)
        if found < 0:
            flaws.append(f"the table “{title_of(block)}” is not on the page")
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
    heads: set[str] = set()
    flaws: list[str] = []
    sure = False  # whether it is known where the row before ended
    for index, (row, place) in enumerate(zip(rows_of(sample, block), _places(block), strict=True)):
        words = f"in the table of readings, the row of {place} is printed differently from the record"
        if any(_turns(cell.text) for cell in row):
            at, sure = _one_by_one(text, row, at), False
            if at < 0:
                return [*flaws, words], len(text)
            continue
        expected = _expected(row, block)
        found = text.find(expected, at)
        if found < 0 or found - at > _LONGEST_HEAD:
            return [*flaws, words], at
        before, fits = text[at:found], True
        if block.across == "pieces":
            before, fits = _without_name(before, row[0].text, visible(sample.criteria[place]["text"]))
        if index == 0:
            flaws += _head_flaws(sample, block, before)
            heads = {"", before}
        elif sure and heads and before not in heads:
            fits = False
        if not fits:
            return [*flaws, words], at
        at, sure = found + len(expected), True
    return flaws, at


def _places(block: Block) -> list[str]:
    if block.across == "pieces":
        return list(block.items)
    return [*(f"piece {piece}" for piece in block.pieces), *(["the sums"] if block.across == "types" else [])]


def _expected(row: list[GridCell], block: Block) -> str:
    """Return the row as one piece; beside pieces the number and the name of the characteristic stand before it."""
    cells = row[1:] if block.across == "pieces" else row
    return squeezed("".join(visible(cell.text) for cell in cells))


def _turns(text: str) -> bool:
    """Return whether letters run from right to left; they come out of a page in an order that depends on digits near them."""
    shown = visible(text)
    return visual(shown) != shown


def _one_by_one(text: str, row: list[GridCell], at: int) -> int:
    """Look for the cells one behind the other, for the words of a turned one anywhere behind the one before it."""
    for cell in row:
        shown = visible(cell.text)
        if not _turns(shown):
            at = text.find(squeezed(shown), at)
            if at < 0:
                return -1
            at += len(squeezed(shown))
        elif any(text.find(squeezed(word), at) < 0 for word in _NO_WORD.split(shown) if word):
            return -1
    return at


def _without_name(before: str, number: str, name: str) -> tuple[str, bool]:
    """Take number and the beginning of the name off the end of what stands before a row."""
    if _turns(name):
        return "", number in before
    for shown in _beginnings(squeezed(name)):
        if before.endswith(number + shown):
            return before[: len(before) - len(number + shown)], True
    return before, False


def _beginnings(name: str) -> Iterator[str]:
    yield name
    for length in range(len(name), -1, -1):
        yield name[:length] + "…"


def _head_flaws(sample: Sample, block: Block, head: str) -> list[str]:
    """Look for what the head must say; it may not be longer than that and the names of its columns."""
    at = 0
    names = sum(len(visible(sample.criteria[item]["text"])) + len(item) + 1 for item in block.items)
    tokens = sum(len(visible(token)) for token in head_tokens(sample, block))
    if len(head) > names + tokens + _HEAD_WORDS:
        return [f"above the table “{title_of(block)}” stands more than its head"]
    for token in head_tokens(sample, block):
        wanted = visible(token)
        if _turns(wanted):
            continue
        found = head.find(squeezed(wanted), at)
        if found < 0:
            return [f"the head of the table “{title_of(block)}” is printed differently from the record"]
        at = found + len(squeezed(wanted))
    return []
