"""Cells of a table: wrapped text, numbers aligned on the decimal mark, the position gauge and the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.item_types.numeric import number_for_people
from qa_desktop.reports.fonts import Font, width
from qa_desktop.reports.pen import Pen
from qa_desktop.reports.style import ACCENT, DOUBT, FAIL, FAINT, INK, LEADING, PASS, RULE, SMALL, SOFT, Colour
from qa_desktop.reports.text import lines

VERDICT_WORDS: Mapping[Verdict, str] = {
    Verdict.CONFORMS: "Conforms",
    Verdict.FAILS: "Does not conform",
    Verdict.UNCERTAIN: "Uncertain",
    Verdict.NOT_APPLICABLE: "Not applicable",
    Verdict.RECORDED: "Recorded",
    Verdict.OPEN: "Open",
}


class Cell(Protocol):
    """Content of one cell; ``top`` of :meth:`draw` is the upper edge inside the padding."""

    @property
    def height(self) -> float:
        """Height in points without padding."""
        ...

    def split(self, room: float) -> tuple[Cell, Cell] | None:
        """Return the part that fits and the rest, or ``None`` when the cell is one piece or nothing fits."""
        ...

    def draw(self, pen: Pen, x: float, top: float, room: float) -> None:
        """Draw inside ``room`` points of width."""
        ...


@dataclass(frozen=True, slots=True)
class Run:
    """One line of text with its look."""

    text: str
    font: Font = Font.REGULAR
    size: float = SMALL
    colour: Colour = INK

    @property
    def height(self) -> float:
        """Distance to the next base line."""
        return self.size * LEADING


@dataclass(frozen=True, slots=True)
class TextCell:
    """Lines of text."""

    runs: tuple[Run, ...] = ()
    right: bool = False

    @property
    def height(self) -> float:
        """Sum of the lines."""
        return sum(run.height for run in self.runs)

    def split(self, room: float) -> tuple[Cell, Cell] | None:
        """Divide between two lines."""
        used, count = 0.0, 0
        for run in self.runs:
            if used + run.height > room:
                break
            used, count = used + run.height, count + 1
        if count == 0:
            return None
        return TextCell(self.runs[:count], self.right), TextCell(self.runs[count:], self.right)

    def draw(self, pen: Pen, x: float, top: float, room: float) -> None:
        """Draw the lines from the top."""
        y = top
        for run in self.runs:
            y -= run.height
            put = pen.text_right if self.right else pen.text
            put(x + room if self.right else x, y + run.size * (LEADING - 0.98), run.text, run.font, run.size, run.colour)


EMPTY = TextCell()


def text_cell(
    text: str,
    room: float,
    font: Font = Font.REGULAR,
    size: float = SMALL,
    colour: Colour = INK,
    *,
    more: Iterable[Run] = (),
) -> TextCell:
    """Return a cell with ``text`` wrapped to ``room`` points, followed by ready lines; no text gives no line."""
    wrapped = [Run(line, font, size, colour) for line in lines(text, font, size, room)] if text else []
    return TextCell((*wrapped, *more))


@dataclass(slots=True)
class Alignment:
    """The widest parts before and behind the decimal mark for each unit, so that numbers of one unit stand mark under mark."""

    size: float = SMALL
    _heads: dict[str, float] = field(default_factory=dict)
    _tails: dict[str, float] = field(default_factory=dict)

    def note(self, value: Decimal | None, unit: str) -> None:
        """Take one number into account."""
        if value is not None:
            head, tail = (width(part, Font.BOLD, self.size) for part in _parts(value))
            self._heads[unit] = max(self._heads.get(unit, 0.0), head)
            self._tails[unit] = max(self._tails.get(unit, 0.0), tail)

    @property
    def widest(self) -> float:
        """The room that the numbers of every unit need."""
        return max((head + self._tails[unit] for unit, head in self._heads.items()), default=0.0)

    def tail(self, unit: str) -> float:
        """Return the room to keep behind the decimal mark."""
        return self._tails.get(unit, 0.0)


@dataclass(frozen=True, slots=True)
class NumberCell:
    """A number whose decimal mark stands ``tail`` points left of the right edge."""

    text: str
    whole: str
    tail: float
    font: Font = Font.REGULAR
    size: float = SMALL
    colour: Colour = INK

    @property
    def height(self) -> float:
        """One line."""
        return self.size * LEADING

    def split(self, room: float) -> tuple[Cell, Cell] | None:
        """A number is one piece."""
        return (self, EMPTY) if self.height <= room else None

    def draw(self, pen: Pen, x: float, top: float, room: float) -> None:
        """Draw mark under mark; a number too wide for that ends at the right edge, and shrinks before it leaves the cell."""
        size, wide = self.size, width(self.text, self.font, self.size)
        y = top - self.size * 0.98
        before = width(self.whole, self.font, size)
        if before + self.tail <= room and wide - before <= self.tail + 0.01:
            pen.text(x + room - self.tail - before, y, self.text, self.font, size, self.colour)
            return
        if wide > room:
            size *= room / wide
        pen.text_right(x + room, y, self.text, self.font, size, self.colour)


def number_cell(
    value: Decimal | None, unit: str, alignment: Alignment, *, signed: bool = False, bold: bool = False, colour: Colour = INK
) -> Cell:
    """Return a cell for ``value`` with a true minus sign; ``signed`` puts a plus before what is above zero."""
    if value is None:
        return EMPTY
    whole, tail = _parts(value)
    if signed and value > 0:
        whole = "+" + whole
    return NumberCell(whole + tail, whole, alignment.tail(unit), Font.BOLD if bold else Font.REGULAR, alignment.size, colour)


def _parts(value: Decimal) -> tuple[str, str]:
    text = number_for_people(value)
    whole, mark, decimals = text.partition(".")
    return whole, mark + decimals


@dataclass(frozen=True, slots=True)
class GaugeCell:
    """Where a reading lies between its limits: 0 at the lower, 1 at the upper; an arrow shows that it lies beyond."""

    position: Decimal
    nominal: Decimal | None
    fails: bool
    height: float = SMALL * LEADING

    def split(self, room: float) -> tuple[Cell, Cell] | None:
        """A gauge is one piece."""
        return (self, EMPTY) if self.height <= room else None

    def draw(self, pen: Pen, x: float, top: float, room: float) -> None:
        """Draw the scale with a tick at each limit and a bead at the reading."""
        y = top - self.height / 2 - 0.3
        left, span = x + room * 0.16, room * 0.68
        pen.line(left, y, left + span, y, RULE, 1.6)
        for tick in (left, left + span):
            pen.line(tick, y - 3.0, tick, y + 3.0, FAINT, 0.7)
        if self.nominal is not None:
            at = left + span * float(min(max(self.nominal, Decimal(0)), Decimal(1)))
            pen.line(at, y - 1.8, at, y + 1.8, FAINT, 0.5)
        shown = min(max(self.position, Decimal("-0.17")), Decimal("1.17"))
        at = left + span * float(shown)
        if not self.fails:
            pen.dot(at, y, 1.9, fill=ACCENT)
            return
        way = 1 if self.position > 1 else -1
        pen.polygon([(at + 2.4 * way, y), (at - 2.0 * way, y + 2.6), (at - 2.0 * way, y - 2.6)], FAIL)


@dataclass(frozen=True, slots=True)
class VerdictCell:
    """The verdict as shape and words."""

    verdict: Verdict
    words: tuple[str, ...]
    size: float = SMALL

    @property
    def height(self) -> float:
        """One line for each line of words."""
        return len(self.words) * self.size * LEADING

    def split(self, room: float) -> tuple[Cell, Cell] | None:
        """A verdict is one piece."""
        return (self, EMPTY) if self.height <= room else None

    def draw(self, pen: Pen, x: float, top: float, room: float) -> None:
        """Draw the shape, then the words."""
        mark = self.size * 0.95
        y = top - self.size * 0.98
        pen.mark(x, y - mark * 0.12, mark, self.verdict)
        strong = self.verdict is Verdict.FAILS
        colour = {Verdict.FAILS: FAIL, Verdict.CONFORMS: PASS, Verdict.UNCERTAIN: DOUBT}.get(self.verdict, SOFT)
        for word in self.words:
            pen.text(x + mark + 3.5, y, word, Font.BOLD if strong else Font.REGULAR, self.size, colour)
            y -= self.size * LEADING


def verdict_cell(verdict: Verdict, room: float, size: float = SMALL) -> VerdictCell:
    """Return the cell for a verdict with its words wrapped to ``room``."""
    font = Font.BOLD if verdict is Verdict.FAILS else Font.REGULAR
    return VerdictCell(verdict, tuple(lines(VERDICT_WORDS[verdict], font, size, room - size - 3.5)), size)
