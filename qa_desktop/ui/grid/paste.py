"""Reading a block from a spreadsheet, and turning what stands in a cell into an answer."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.errors import InputError
from qa_desktop.ui.run.moments import parse_moment

LARGEST_BLOCK = 20_000
"""Most cells that are looked at."""

_WORDS = {
    ItemKind.CONFORMITY: {"1": "pass", "2": "fail"},
    ItemKind.YES_NO: {"1": "yes", "2": "no"},
}


def parse_block(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a copied block; cells are separated by tabs, rows by line ends, as spreadsheets copy them.

    A cell in quotation marks may hold tabs, line ends and doubled quotation marks.  Spaces around a cell do not count, a last
    line end makes no row, and short rows are filled up with empty cells.  Raises :class:`InputError` when there is nothing, or
    too much.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    unified = unified.removesuffix("\n")
    try:
        found = list(csv.reader(io.StringIO(unified, newline=""), delimiter="\t")) if unified.strip() else []
    except csv.Error as error:
        raise InputError("The copied block could not be read. Copy it again from the spreadsheet.") from error
    rows = [tuple(cell.strip() for cell in row) for row in found]
    width = max((len(row) for row in rows), default=0)
    if not any(cell for row in rows for cell in row):
        raise InputError("There is nothing to paste: the clipboard holds no readings.")
    if width * len(rows) > LARGEST_BLOCK:
        raise InputError(
            "The copied block has {count} cells; at most {limit} can be pasted at once.",
            count=width * len(rows),
            limit=LARGEST_BLOCK,
        )
    return tuple(row + ("",) * (width - len(row)) for row in rows)


def block_text(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a spreadsheet takes them; the opposite of :func:`parse_block`."""
    return "\n".join("\t".join(_quoted(cell) for cell in row) for row in rows)


def raw_answer(item: Item, text: str, now: datetime) -> str:
    """Return the answer that typed or pasted text means: digits and words of choices become what is stored.

    Raises :class:`InputError` for a moment that cannot be read; whatever else is no answer is refused by the item's type.
    """
    words = text.strip()
    match item.kind:
        case ItemKind.CONFORMITY | ItemKind.YES_NO:
            return _WORDS[item.kind].get(words, words.casefold())
        case ItemKind.SINGLE_CHOICE:
            return _choice(item, words)
        case ItemKind.DATE_TIME:
            return parse_moment(words, now)
        case ItemKind.INSTRUCTION:
            return "read"
        case _:
            return words


def _choice(item: Item, words: str) -> str:
    for place, choice in enumerate(item.choices, 1):
        if words in {choice.id, str(place)} or words.casefold() == choice.text.casefold():
            return choice.id
    return words


def _quoted(cell: str) -> str:
    if any(mark in cell for mark in '\t\n\r"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
