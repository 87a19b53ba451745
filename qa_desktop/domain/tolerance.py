"""Limits of a characteristic and where a reading lies between them.

Limits are part of the acceptable range: a reading exactly on a limit conforms (simple acceptance, ISO 14253-1 without a guard
band).  A missing limit is ``None``, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum

from qa_desktop.domain.errors import InputError


class Side(StrEnum):
    """Where a reading lies against its limits."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Limits:
    """Acceptable range of a measured characteristic, in its unit.  ``None`` means that this side has no limit."""

    nominal: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None

    def __post_init__(self) -> None:
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise InputError(
                "The lower limit {lower} lies above the upper limit {upper}.",
                lower=self.lower,
                upper=self.upper,
            )

    @property
    def is_open(self) -> bool:
        """Whether there is no limit on either side, so that nothing can be judged."""
        return self.lower is None and self.upper is None

    def side(self, value: Decimal) -> Side:
        """Return on which side of the acceptable range ``value`` lies."""
        if self.lower is not None and value < self.lower:
            return Side.BELOW
        if self.upper is not None and value > self.upper:
            return Side.ABOVE
        return Side.WITHIN

    def excess(self, value: Decimal) -> Decimal:
        """Return how far ``value`` lies outside the limits, as a positive number; zero when it lies within."""
        match self.side(value):
            case Side.BELOW if self.lower is not None:
                return self.lower - value
            case Side.ABOVE if self.upper is not None:
                return value - self.upper
            case _:
                return Decimal(0)

    def deviation(self, value: Decimal) -> Decimal | None:
        """Return ``value`` minus nominal, or ``None`` when no nominal is stated."""
        return None if self.nominal is None else value - self.nominal

    def position(self, value: Decimal) -> Decimal | None:
        """Return where ``value`` lies between the limits: 0 at the lower, 1 at the upper, outside beyond them.

        ``None`` when a side has no limit or both limits are the same.
        """
        if self.lower is None or self.upper is None or self.lower == self.upper:
            return None
        with localcontext(prec=28):
            return (value - self.lower) / (self.upper - self.lower)

    def plausible(self, value: Decimal) -> bool:
        """Return whether ``value`` lies within ten tolerance widths of the middle: outside it is likely a slip of the hand."""
        if self.lower is None or self.upper is None or self.lower == self.upper:
            return True
        middle = self.nominal if self.nominal is not None else (self.lower + self.upper) / 2
        return abs(value - middle) <= 10 * (self.upper - self.lower)
