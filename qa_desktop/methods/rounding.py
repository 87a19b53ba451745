"""Rounding to a multiple of a step, in decimal arithmetic."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from qa_desktop.domain.decimals import decimals_of
from qa_desktop.domain.errors import InputError


class Tie(StrEnum):
    """Where a value halfway between two multiples goes."""

    HALF_EVEN = "half_even"
    """To the even multiple (ASTM E29)."""
    HALF_UP = "half_up"
    """Away from zero."""


def round_to_step(value: Decimal, step: Decimal, tie: Tie = Tie.HALF_EVEN) -> Decimal:
    """Return the multiple of ``step`` nearest to ``value``, with the decimals of ``step``.

    Raises :class:`InputError` unless ``step`` is larger than zero.
    """
    if not (step.is_finite() and step > 0):
        raise InputError("A rounding step is larger than zero; {step} is not.", step=step)
    ratio = Fraction(value) / Fraction(step)
    multiple = _nearest(ratio, tie)
    decimals = decimals_of(step)
    return Decimal(f"{int(Fraction(step) * multiple * 10**decimals)}E-{decimals}")


def _nearest(ratio: Fraction, tie: Tie) -> int:
    below = ratio.numerator // ratio.denominator
    rest = ratio - below
    half = Fraction(1, 2)
    if rest != half:
        return below + (rest > half)
    if tie is Tie.HALF_EVEN:
        return below + below % 2
    return below + (ratio > 0)
