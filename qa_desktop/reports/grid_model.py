"""What stands in the tables pieces × characteristics: the text of every cell, from the canonical content alone.

The page is drawn from these texts and checked against them (:mod:`qa_desktop.reports.printed_grid`), so that a cell that prints
another digit or verdict than the record is found without the ledger.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Any

from qa_desktop.domain.decimals import decimals_of
from qa_desktop.domain.item_types.numeric import number_for_people

NUMERIC = frozenset({"measurement", "number", "calculated"})
FAILS, UNCERTAIN = "does_not_conform", "uncertain"
MARKS: Mapping[str, str] = {FAILS: "✗", UNCERTAIN: "△"}
NOT_APPLICABLE, NOT_ASKED, OPEN, GOOD = "n/a", "–", "·", "✓"
_LONGEST_CELL = 16
_LEAST_FILLED = Decimal("0.6")

Found = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GridCell:
    """One reading as it is printed."""

    text: str
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """The lines of an inspection by where they are printed.

    ``once`` are the lines that are asked once, ``readings`` the lines of pieces by characteristic and piece, ``criteria`` what
    each characteristic asks, ``pieces`` the pieces by their number with what people call them.
    """

    once: tuple[Found, ...]
    criteria: Mapping[str, Found]
    pieces: Mapping[int, str]
    readings: Mapping[tuple[str, int], Found]

    def lines_of(self, item: str) -> tuple[Found, ...]:
        """Return the lines of a characteristic in the order of the pieces."""
        return tuple(self.readings[item, piece] for piece in self.pieces if (item, piece) in self.readings)

    def numbers(self, item: str) -> list[Decimal]:
        """Return the readings of a characteristic of numbers."""
        if self.criteria[item]["kind"] not in NUMERIC:
            return []
        return [Decimal(line["value"]) for line in self.lines_of(item) if line["value"] is not None]


@dataclass(frozen=True, slots=True)
class Block:
    """One table: some characteristics at some pieces, or some defect types of one tally.

    ``across`` says what the columns are: ``pieces``, ``items`` or ``types``; in a tally ``items`` holds the one characteristic.
    """

    across: str
    items: tuple[str, ...]
    pieces: tuple[int, ...]
    types: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Return the form in the embedded document."""
        found: dict[str, Any] = {"across": self.across, "items": list(self.items), "pieces": list(self.pieces)}
        return {**found, "types": list(self.types)} if self.types else found

    @classmethod
    def of(cls, data: Found) -> Block:
        """Return the block behind :meth:`plain`."""
        return cls(data["across"], tuple(data["items"]), tuple(data["pieces"]), tuple(data.get("types", ())))


def sample_of(content: Found) -> Sample:
    """Return the lines of a canonical content by where they are printed."""
    return Sample(
        tuple(line for line in content["lines"] if "piece" not in line),
        {one["item"]: one["criteria"] for one in content.get("characteristics", ())},
        {piece["number"]: piece["label"] for piece in content.get("pieces", ())},
        {(line["item"], line["piece"]): line for line in content["lines"] if "piece" in line},
    )


def in_grid(sample: Sample) -> tuple[str, ...]:
    """Return the characteristics whose readings are printed as a table, in order.

    Long texts are not, nor is the scattered rest that a re-inspection asks, nor an inspection of a single piece: they are lines.
    """
    count = len(sample.pieces)
    items = [item for item, criteria in sample.criteria.items() if criteria["kind"] != "defects"]
    if count < 2 or sum(len(sample.lines_of(item)) for item in items) < _LEAST_FILLED * count * len(items):
        return ()
    return tuple(item for item in items if all(_fits(cell_of(sample, item, piece)) for piece in sample.pieces))


def tallies(sample: Sample) -> tuple[str, ...]:
    """Return the tallies of defects, in order."""
    if len(sample.pieces) < 2:
        return ()
    return tuple(item for item, criteria in sample.criteria.items() if criteria["kind"] == "defects" and criteria["choices"])


def _fits(cell: GridCell) -> bool:
    return len(cell.text) <= _LONGEST_CELL and "\n" not in cell.text


def cell_of(sample: Sample, item: str, piece: int) -> GridCell:
    """Return what is printed for a characteristic at a piece; nothing where the inspection does not have the line."""
    line = sample.readings.get((item, piece))
    if line is None:
        return GridCell("")
    verdict = line["verdict"]
    return GridCell(MARKS.get(verdict, "") + _text(line, sample.criteria[item]["kind"]), verdict)


def _text(line: Found, kind: str) -> str:
    special = _special(line)
    if special is not None:
        return special
    if kind in NUMERIC:
        return number_for_people(Decimal(line["value"]))
    if kind == "conformity":
        return GOOD if line["verdict"] == "conforms" else ""
    return str(line["shown"])


def _special(line: Found) -> str | None:
    """Return the sign for a line without an answer, ``None`` where there is one."""
    if line.get("asked") is False:
        return NOT_ASKED
    if line["not_applicable"] is not None:
        return NOT_APPLICABLE
    return OPEN if line["value"] is None else None


def tally_rows(sample: Sample, block: Block) -> list[list[GridCell]]:
    """Return the rows of a tally: for each piece the counts of the types of the block and the total of all, and the sums."""
    item = block.items[0]
    rows = [[GridCell(label_of(sample, piece)), *_counts(sample, block, item, piece)] for piece in block.pieces]
    found = [counts_in(line) for line in sample.lines_of(item)]
    sums = [str(sum(counts.get(name, 0) for counts in found)) for name in block.types]
    total = sum(sum(counts.values()) for counts in found)
    return [*rows, [GridCell("All pieces"), *(GridCell(text) for text in sums), GridCell(str(total))]]


def _counts(sample: Sample, block: Block, item: str, piece: int) -> list[GridCell]:
    line = sample.readings.get((item, piece))
    if line is None:
        return [GridCell("")] * (len(block.types) + 1)
    mark = MARKS.get(line["verdict"], "")
    special = _special(line)
    if special is not None:
        return [*([GridCell(special)] * len(block.types)), GridCell(mark + special, line["verdict"])]
    counts = counts_in(line)
    cells = [GridCell(str(counts.get(name, 0))) for name in block.types]
    return [*cells, GridCell(mark + str(sum(counts.values())), line["verdict"])]


def counts_in(line: Found) -> dict[str, int]:
    """Return the counts of a tally by type; nothing while it is open."""
    counts: dict[str, int] = {} if line["value"] is None else json.loads(line["value"])
    return counts


def rows_of(sample: Sample, block: Block) -> list[list[GridCell]]:
    """Return the rows of a block: what stands at the left, then the readings."""
    if block.across == "types":
        return tally_rows(sample, block)
    if block.across == "items":
        return [
            [GridCell(label_of(sample, piece)), *(cell_of(sample, item, piece) for item in block.items)] for piece in block.pieces
        ]
    return [
        [GridCell(item), GridCell(requirement(sample.criteria[item])), *(cell_of(sample, item, piece) for piece in block.pieces)]
        for item in block.items
    ]


def head_tokens(sample: Sample, block: Block) -> list[str]:
    """Return what the head of a block must say, in order: numbers with their limits and units, or the names of the pieces."""
    if block.across == "types":
        words = {choice["id"]: choice["text"] for choice in sample.criteria[block.items[0]]["choices"]}
        return [*(words[name] for name in block.types), "Total"]
    if block.across == "items":
        tokens = [(item, *requirement_lines(sample.criteria[item])) for item in block.items]
        return [text for token in tokens for text in token if text]
    return [label_of(sample, piece) for piece in block.pieces]


def title_of(block: Block) -> str:
    """Return the words above a block."""
    if block.across == "types":
        return f"Defects counted for characteristic {block.items[0]}, by type"
    return f"Readings of characteristics {compact(block.items)} at pieces {compact(str(piece) for piece in block.pieces)}"


def label_of(sample: Sample, piece: int) -> str:
    """Return number and name of a piece: ``3``, or ``3 · SN 0187``."""
    label = sample.pieces.get(piece, "")
    return f"{piece} · {label}" if label and label != str(piece) else str(piece)


def requirement(criteria: Found) -> str:
    """Return the limits with the unit on one line."""
    lower, upper, unit = _limit(criteria, "lower"), _limit(criteria, "upper"), criteria["unit"]
    ending = f"\u00a0{unit}" if unit else ""
    if lower and upper:
        return f"{lower} … {upper}{ending}"
    return f"≥ {lower}{ending}" if lower else f"≤ {upper}{ending}" if upper else unit


def requirement_lines(criteria: Found) -> tuple[str, ...]:
    """Return the limits and the unit on lines of their own, for the narrow head of a column."""
    lower, upper = _limit(criteria, "lower"), _limit(criteria, "upper")
    return (f"≥ {lower}" if lower else "", f"≤ {upper}" if upper else "", criteria["unit"])


def _limit(criteria: Found, name: str) -> str:
    text = criteria[name]
    return "" if text is None else number_for_people(Decimal(text))


def compact(numbers: Iterable[str]) -> str:
    """Return numbers with runs put together: ``1–5, 8``; what is no number stands as it is."""
    parts: list[list[str]] = []
    for number in numbers:
        follows = parts and number.isdigit() and parts[-1][-1].isdigit() and int(number) == int(parts[-1][-1]) + 1
        if follows:
            parts[-1] = [parts[-1][0], number]
        else:
            parts.append([number])
    return ", ".join("–".join(part) for part in parts)


def statistics(readings: Sequence[Decimal]) -> tuple[str, str, str]:
    """Return least, mean and greatest reading; the mean with one decimal more than the readings, rounded to even."""
    if not readings:
        return "", "", ""
    places = max(decimals_of(reading) for reading in readings) + 1
    with localcontext(prec=60):
        mean = (sum(readings, Decimal(0)) / len(readings)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    return number_for_people(min(readings)), number_for_people(mean), number_for_people(max(readings))
