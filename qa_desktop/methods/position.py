"""Position of a feature: diametral deviation against its tolerance, with the bonus at maximum material (ISO 2692, ASME Y14.5)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from fractions import Fraction

from qa_desktop.domain.errors import InputError


class Feature(StrEnum):
    """A hole has its maximum material at the smallest size, a shaft at the largest."""

    HOLE = "hole"
    SHAFT = "shaft"


@dataclass(frozen=True, slots=True)
class PositionResult:
    """Deviation 2 sqrt(dx² + dy²), bonus, tolerance with bonus, and whether the deviation is within it."""

    deviation: Decimal
    bonus: Decimal
    allowed: Decimal
    conforms: bool


def bonus_at_mmc(feature: Feature, actual: Decimal, mmc: Decimal) -> Decimal:
    """Return how far the feature is from maximum material, never negative."""
    away = actual - mmc if feature is Feature.HOLE else mmc - actual
    return max(away, Decimal(0))


def position(dx: Decimal, dy: Decimal, tolerance: Decimal, bonus: Decimal = Decimal(0)) -> PositionResult:
    """Return the judgement of a position; it is made without a root, so that a deviation exactly at the limit conforms.

    Raises :class:`InputError` for a negative tolerance or bonus.
    """
    if tolerance < 0 or bonus < 0:
        raise InputError("A position tolerance and its bonus are not negative.")
    allowed = tolerance + bonus
    square = 4 * (Fraction(dx) ** 2 + Fraction(dy) ** 2)
    with localcontext(prec=40):
        root = (4 * (dx * dx + dy * dy)).sqrt()
    with localcontext(prec=28):
        deviation = +root
    return PositionResult(deviation, bonus, allowed, square <= Fraction(allowed) ** 2)
