"""Acceptance by measured values: the k method (form of ISO 3951-1 and ANSI/ASQ Z1.9), with n and k from the plan's owner.

One characteristic, normally distributed, measured with an error that is small against its spread.  Whether a lot is accepted is
decided in whole numbers; only the figures that are shown are rounded.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import NormalDist

from qa_desktop.domain.errors import InputError


@dataclass(frozen=True, slots=True)
class VariablesResult:
    """Decision on a lot and the figures behind it.

    ``s`` is the standard deviation with n-1, or the known sigma.  ``q_u`` and ``q_l`` are the distances of the mean from the
    limits in units of ``s``; ``None`` where there is no such limit, or no spread.  ``estimated_fraction_nonconforming`` is summed
    over both limits.
    """

    n: int
    mean: float
    s: float
    q_u: float | None
    q_l: float | None
    accept: bool
    estimated_fraction_nonconforming: float


def k_method(
    values: Sequence[Decimal], k: Decimal, *, lower: Decimal | None, upper: Decimal | None, sigma_known: Decimal | None = None
) -> VariablesResult:
    """Return the decision: accepted when the index of every limit is at least ``k``.

    Raises :class:`InputError` for fewer than 3 values (1 when sigma is known), without a limit, or with a sigma of zero or less.
    """
    _require(values, lower, upper, sigma_known)
    exact = [Fraction(value) for value in values]
    n = len(exact)
    mean = sum(exact, Fraction(0)) / n
    if sigma_known is None:
        variance = sum(((value - mean) ** 2 for value in exact), Fraction(0)) / (n - 1)
    else:
        variance = Fraction(sigma_known) ** 2
    above = None if upper is None else Fraction(upper) - mean
    below = None if lower is None else mean - Fraction(lower)
    s = _root(variance)
    rooms = [room for room in (above, below) if room is not None]
    return VariablesResult(
        n,
        float(mean),
        s,
        _index(above, s),
        _index(below, s),
        all(_far_enough(room, Fraction(k), variance) for room in rooms),
        math.fsum(_beyond(room, s, n, known=sigma_known is not None) for room in rooms),
    )


def estimated_fraction(q: float, n: int, *, sigma_known: bool = False) -> float:
    """Return the estimated fraction beyond one limit for the signed index ``q``.

    Sigma unknown: the symmetric beta distribution with parameters n/2-1.  Sigma known: the normal distribution at
    q sqrt(n/(n-1)).
    """
    if sigma_known:
        return NormalDist().cdf(-q * math.sqrt(n / (n - 1))) if n > 1 else float(q < 0)
    from scipy.special import betainc  # noqa: PLC0415  (slow to import)

    x = min(1.0, max(0.0, (1 - q * math.sqrt(n) / (n - 1)) / 2))
    return float(betainc(n / 2 - 1, n / 2 - 1, x))


def _require(values: Sequence[Decimal], lower: Decimal | None, upper: Decimal | None, sigma_known: Decimal | None) -> None:
    least = 3 if sigma_known is None else 1
    if len(values) < least:
        raise InputError("The k method needs at least {least} values; there are {count}.", least=least, count=len(values))
    if lower is None and upper is None:
        raise InputError("The k method needs a lower or an upper limit.")
    if lower is not None and upper is not None and lower > upper:
        raise InputError("The lower limit {lower} lies above the upper limit {upper}.", lower=lower, upper=upper)
    if sigma_known is not None and sigma_known <= 0:
        raise InputError("A known sigma is larger than zero; {sigma} is not.", sigma=sigma_known)


def _far_enough(room: Fraction, k: Fraction, variance: Fraction) -> bool:
    """Return whether room >= k times the root of ``variance``, without a root."""
    if k >= 0:
        return room >= 0 and room**2 >= k**2 * variance
    return room >= 0 or room**2 <= k**2 * variance


def _index(room: Fraction | None, s: float) -> float | None:
    return None if room is None or s == 0 else float(room) / s


def _beyond(room: Fraction, s: float, n: int, *, known: bool) -> float:
    if s == 0:
        return float(room < 0)
    return estimated_fraction(float(room) / s, n, sigma_known=known)


def _root(variance: Fraction) -> float:
    """Return the root of a fraction without leaving the range of a float on the way."""
    scale = 10**36
    return math.isqrt(variance.numerator * scale**2 // variance.denominator) / scale
