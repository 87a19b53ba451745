"""On time, first-pass yield, rejected parts per million and the score of a partner, on plain numbers.

Definitions follow the project's note on quality figures, section 6.  A figure over nothing is ``None`` and is said as "no
data"; it is never 0 and never 100.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from enum import StrEnum

MILLION = Decimal(1_000_000)
NO_DATA = "no data"
_DIGITS = 28


class Standing(StrEnum):
    """How an order line stands against its window.

    ``EARLY``: complete before the first day of the window.  ``LATE``: complete after its last day.  ``OPEN_LATE``: not complete
    and the last day is over.  ``OPEN``: not complete, the last day is not over.  ``CANCELLED``: nothing is due.
    """

    ON_TIME = "on_time"
    EARLY = "early"
    LATE = "late"
    OPEN_LATE = "open_late"
    OPEN = "open"
    CANCELLED = "cancelled"


STANDING_WORDS = {
    Standing.ON_TIME: "on time",
    Standing.EARLY: "too early",
    Standing.LATE: "late",
    Standing.OPEN_LATE: "open and late",
    Standing.OPEN: "open",
    Standing.CANCELLED: "cancelled",
}
"""How a line stands, as documents and lists say it."""


@dataclass(frozen=True, slots=True)
class Line:
    """An order line as far as punctuality goes.  ``first_day`` is ``None`` where any earlier day is fine."""

    last_day: date
    first_day: date | None = None
    fulfilled_on: date | None = None
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """``part`` of ``whole``.  The value is a share from 0 to 1, or ``None`` over nothing."""

    part: Decimal
    whole: Decimal

    @property
    def value(self) -> Decimal | None:
        """The share, or ``None`` where there is nothing to have a share of."""
        return _divided(self.part, self.whole) if self.whole > 0 else None


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How many lines were due, and how each of them stood."""

    on_time: int = 0
    early: int = 0
    late: int = 0
    open_late: int = 0

    @property
    def due(self) -> int:
        """Every line whose window is over, open late ones included."""
        return self.on_time + self.early + self.late + self.open_late

    @property
    def rate(self) -> Rate:
        """Lines inside the agreed window / lines due."""
        return Rate(Decimal(self.on_time), Decimal(self.due))


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of a score.  ``value`` is from 0 to 100, ``None`` where there is no data."""

    name: str
    weight: Decimal
    value: Decimal | None


def fulfilled_on(quantity: Decimal, deliveries: Iterable[tuple[date, Decimal]]) -> date | None:
    """Return the day on which deliveries together reached ``quantity``; ``None`` while they did not."""
    reached = Decimal(0)
    for day, amount in sorted(deliveries):
        reached += amount
        if reached >= quantity:
            return day
    return None


def standing_of(line: Line, today: date) -> Standing:
    """Return how ``line`` stands at the beginning of ``today``: today itself can still be used."""
    if line.is_cancelled:
        return Standing.CANCELLED
    if line.fulfilled_on is None:
        return Standing.OPEN_LATE if line.last_day < today else Standing.OPEN
    if line.fulfilled_on > line.last_day:
        return Standing.LATE
    if line.first_day is not None and line.fulfilled_on < line.first_day:
        return Standing.EARLY
    return Standing.ON_TIME


def punctuality(lines: Iterable[Line], first: date, last: date, today: date) -> Punctuality:
    """Return the punctuality of the lines that were due from ``first`` to ``last``.

    A line is due on the last day of its window, and counts once this day is over: a line that was delivered before is not
    counted ahead of those that still may miss.  Open late lines count as due and not as on time.
    """
    counts = dict.fromkeys(Standing, 0)
    for line in lines:
        if first <= line.last_day <= last and line.last_day < today:
            counts[standing_of(line, today)] += 1
    return Punctuality(counts[Standing.ON_TIME], counts[Standing.EARLY], counts[Standing.LATE], counts[Standing.OPEN_LATE])


def first_pass_yield(lots: Iterable[tuple[Decimal, Decimal]]) -> Rate:
    """Return good without rework / started over (started, good at the first pass); never the mean of the lots' yields."""
    started = good = Decimal(0)
    for begun, passed in lots:
        started += begun
        good += min(max(passed, Decimal(0)), begun)
    return Rate(good, started)


def parts_per_million(lots: Iterable[tuple[Decimal, Decimal]]) -> Decimal | None:
    """Return total rejected / total received times a million over (received, rejected); never the mean of the lots' values."""
    received = rejected = Decimal(0)
    for came, refused in lots:
        received += came
        rejected += refused
    return _divided(rejected * MILLION, received) if received > 0 else None


def score(criteria: Iterable[Criterion]) -> Decimal | None:
    """Return the weighted mean over the criteria that have data; ``None`` when none has.  What is missing is left out, not 0."""
    known = [(one.weight, one.value) for one in criteria if one.value is not None and one.weight > 0]
    weights = sum((weight for weight, _ in known), Decimal(0))
    return _divided(sum((weight * value for weight, value in known), Decimal(0)), weights) if known else None


def percent_text(share: Decimal | None, decimals: int = 1) -> str:
    """Return a share as people read it.  Rounding never says that all or none are good when one is not."""
    if share is None:
        return NO_DATA
    step = Decimal(1).scaleb(-decimals)
    value = (share * 100).quantize(step, ROUND_HALF_EVEN)
    if value >= 100 and share < 1:
        return f"over {100 - step} %"
    if value <= 0 and share > 0:
        return f"under {step} %"
    return f"{value.normalize():f} %" if value == value.to_integral() else f"{value} %"


def number_text(value: Decimal | None, decimals: int = 0) -> str:
    """Return a figure as people read it.  What is above zero is never rounded to zero."""
    if value is None:
        return NO_DATA
    step = Decimal(1).scaleb(-decimals)
    rounded = value.quantize(step, ROUND_HALF_EVEN)
    return f"under {step}" if rounded == 0 and value > 0 else f"{rounded}"


def _divided(part: Decimal, whole: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = _DIGITS
        return part / whole
