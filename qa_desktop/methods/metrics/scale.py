"""Where the axis of a chart ends."""

from __future__ import annotations

from decimal import Decimal


def axis_top(largest: Decimal, unit: str = "") -> Decimal:
    """Return a round number that is at least ``largest``: 100 for shares in percent, else 2, 4, 6, 8, 10 times a power of ten."""
    if unit == "%":
        return Decimal(100)
    power = Decimal(10) ** (largest.adjusted() if largest else 0)
    steps = (Decimal(2), Decimal(4), Decimal(6), Decimal(8), Decimal(10))
    return next(factor * power for factor in steps if factor * power >= largest)
