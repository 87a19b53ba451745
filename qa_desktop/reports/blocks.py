"""Plain blocks: headings, paragraphs and grids of labelled facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qa_desktop.domain.address import Addressee
from qa_desktop.domain.item_types.plain import offset_text
from qa_desktop.reports.cells import Cell, Run, TextCell, text_cell
from qa_desktop.reports.fonts import Font
from qa_desktop.reports.layout import Block
from qa_desktop.reports.pen import Pen
from qa_desktop.reports.style import ACCENT, BODY, INK, LEADING, SMALL, SOFT, TINY, Colour

NOTHING = "–"
ADDRESS_WORDS = "To"
CONTACT_WORDS = "Contact"


def local_time(iso: str) -> str:
    """Return an ISO moment as ``2026-11-22 14:05 UTC+01:00``; what is not such a moment is returned as it is."""
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    if moment.tzinfo is None:
        return iso
    return f"{moment:%Y-%m-%d %H:%M} {offset_text(moment)}"


def sentence_case(word: str) -> str:
    """Return a stored word such as ``use_as_is`` for people: ``Use as is``."""
    spaced = word.replace("_", " ")
    return spaced[:1].upper() + spaced[1:]


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a chapter, with a count or remark beside it."""

    text: str
    width: float
    aside: str = ""
    size: float = 12.0
    keep_with_next: bool = True

    @property
    def height(self) -> float:
        """One line and the room below it."""
        return self.size * LEADING + 5.0

    @property
    def least(self) -> float:
        """A heading is one piece."""
        return self.height

    def split(self, room: float) -> tuple[Block, Block] | None:
        """A heading is one piece."""
        return None

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw the heading in the accent colour."""
        base = top - self.size
        pen.text(x, base, self.text, Font.BOLD, self.size, ACCENT)
        pen.text_right(x + self.width, base, self.aside, Font.REGULAR, SMALL, SOFT)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of text over the whole width."""

    cell: Cell
    width: float
    keep_with_next: bool = False

    @property
    def height(self) -> float:
        """All lines."""
        return self.cell.height

    @property
    def least(self) -> float:
        """Two lines, so that no line stands alone."""
        return min(self.cell.height, 2 * BODY * LEADING)

    def split(self, room: float) -> tuple[Block, Block] | None:
        """Divide between lines."""
        parts = self.cell.split(room)
        if parts is None:
            return None
        return Paragraph(parts[0], self.width), Paragraph(parts[1], self.width)

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw the lines."""
        self.cell.draw(pen, x, top, self.width)


def paragraph(
    text: str, width: float, *, size: float = BODY, colour: Colour = INK, font: Font = Font.REGULAR, keep: bool = False
) -> Paragraph:
    """Return ``text`` wrapped to ``width`` points."""
    return Paragraph(text_cell(text, width, font, size, colour), width, keep)


@dataclass(frozen=True, slots=True)
class _FactRow:
    """Facts side by side: label above value, all values on one base line."""

    cells: tuple[TextCell, ...]
    widths: tuple[float, ...]
    keep_with_next: bool = False

    @property
    def height(self) -> float:
        return max(cell.height for cell in self.cells) + 5.0

    @property
    def least(self) -> float:
        return self.height if self.height < 120.0 else 60.0

    def split(self, room: float) -> tuple[Block, Block] | None:
        if max(cell.height for cell in self.cells) <= room:
            return None  # only the room below it does not fit
        heads, tails = [], []
        for cell in self.cells:
            parts = (cell, TextCell()) if cell.height <= room else cell.split(room)
            if parts is None:
                return None
            heads.append(parts[0])
            tails.append(parts[1])
        return _FactRow(tuple(heads), self.widths), _FactRow(tuple(tails), self.widths)  # type: ignore[arg-type]

    def draw(self, pen: Pen, x: float, top: float) -> None:
        for cell, wide in zip(self.cells, self.widths, strict=True):
            cell.draw(pen, x, top, wide)
            x += wide


def fact_rows(facts: Sequence[tuple[str, str]], width: float, columns: int = 4, size: float = BODY) -> list[Block]:
    """Return rows of labelled facts; an empty value is shown as a dash, so that a gap is seen to be a gap."""
    rows: list[Block] = []
    each = width / columns
    for start in range(0, len(facts), columns):
        chosen = facts[start : start + columns]
        cells = tuple(_fact(label, value, each - 10.0, size) for label, value in chosen)
        last = start + columns >= len(facts)
        rows.append(_FactRow(cells, (each,) * len(cells), keep_with_next=not last))
    return rows


def _fact(label: str, value: str, room: float, size: float) -> TextCell:
    value_cell = text_cell(value if value.strip() else NOTHING, room, size=size)
    return TextCell((Run(label, Font.REGULAR, TINY, SOFT), *value_cell.runs))


def address_block(found: Addressee, width: float) -> Block:
    """Return the address of a letter at the left and the contact beside it; each stands under its own small words."""
    left = width * 0.6
    room = left - 10.0
    to = text_cell(found.sender or ADDRESS_WORDS, room, size=TINY, colour=SOFT)
    name = text_cell(found.company, room, Font.BOLD, BODY + 1.0)
    lines = [run for line in found.lines for run in text_cell(line, room, size=BODY + 1.0).runs]
    cells = [TextCell((*to.runs, *name.runs, *lines))]
    if found.contact:
        cells.append(_fact(CONTACT_WORDS, "\n".join(found.contact), width - room - 10.0, BODY))
    return _FactRow(tuple(cells), (left, width - left)[: len(cells)])
