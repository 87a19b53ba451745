"""The cells of a workbook as they stand, to name places and to keep texts exactly as typed.

pyxform gives questions without their rows and evens out quotation marks and spaces; this second look remembers both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

ROW_KEY = "qa_desktop_row"
"""Column that is added before parsing, so that every question and choice still knows its row afterwards."""

LARGEST_GAP = 20
"""Empty columns after which pyxform stops to look for headings."""

_SPACES = re.compile(r"\s+")
_EVENED = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})


class CellKind(StrEnum):
    """How a cell holds its content."""

    TEXT = "text"
    NUMBER = "number"
    FORMULA = "formula"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that is not empty.  ``column`` counts from 1."""

    column: int
    text: str
    kind: CellKind

    @property
    def letters(self) -> str:
        """The column as Excel names it."""
        return column_letters(self.column)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; only rows with content are kept."""

    name: str
    rows: Mapping[int, tuple[Cell, ...]]

    def headings(self) -> dict[int, str]:
        """Return the headings of row 1 by column, as far as readers of XLSForm go: to a gap of more than 20 columns."""
        found: dict[int, str] = {}
        for cell in self.rows.get(1, ()):
            if cell.column - next(reversed(found), 0) > LARGEST_GAP + 1:
                break
            found[cell.column] = " ".join(cell.text.split())
        return found

    def column_of(self, heading: str) -> int | None:
        """Return the column with this heading, whatever its case."""
        wanted = plain_heading(heading)
        return next((column for column, text in self.headings().items() if plain_heading(text) == wanted), None)

    def cell(self, row: int, column: int | None) -> Cell | None:
        """Return one cell, or ``None`` when it is empty."""
        return next((cell for cell in self.rows.get(row, ()) if cell.column == column), None)

    def holding(self, row: int, value: str) -> Cell | None:
        """Return the cell of ``row`` that pyxform read as ``value``."""
        wanted = evened(value)
        return next((cell for cell in self.rows.get(row, ()) if evened(cell.text) == wanted), None)

    def as_typed(self, row: int, value: str) -> str:
        """Return the text of the cell that pyxform read as ``value``, with its own quotation marks and spaces."""
        cell = self.holding(row, value)
        return value if cell is None or cell.kind is not CellKind.TEXT else cell.text.strip()

    def to_json(self) -> dict[str, Any]:
        """Return plain data for the pipe."""
        return {
            "name": self.name,
            "rows": [[row, [[c.column, c.text, c.kind.value] for c in cells]] for row, cells in self.rows.items()],
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Sheet:
        """Return the sheet behind :meth:`to_json`."""
        rows = {row: tuple(Cell(column, text, CellKind(kind)) for column, text, kind in cells) for row, cells in data["rows"]}
        return Sheet(data["name"], rows)


def evened(text: str) -> str:
    """Return ``text`` with plain quotation marks and single spaces, for comparing with what pyxform read."""
    return _SPACES.sub(" ", text.translate(_EVENED)).strip()


def plain_heading(text: str) -> str:
    """Return a heading in lower case with underscores."""
    return "_".join(text.split()).lower()


def column_letters(column: int) -> str:
    """Return the letters of a column that counts from 1.

    >>> column_letters(16384)
    'XFD'
    """
    return "".join(reversed(list(_letters(column))))


def _letters(column: int) -> Iterator[str]:
    while column:
        column, digit = divmod(column - 1, 26)
        yield chr(ord("A") + digit)


def place(sheet: str, row: int | None = None, column: int | None = None, heading: str = "") -> str:
    """Return a place for people: ``survey row 12, column F (constraint)``."""
    text = f"sheet “{sheet}”" if row is None else f"{sheet} row {row}"
    if column is not None:
        text += f", column {column_letters(column)}"
    return f"{text} ({heading})" if heading else text
