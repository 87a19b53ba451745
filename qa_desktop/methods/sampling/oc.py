"""The risk of a plan: how likely a lot of a given quality is accepted, and zero-acceptance plans.

Probabilities are of a single plan with sample size ``n`` and acceptance number ``ac``.  Quality is a fraction (0.03 is 3 %) or,
for Poisson, nonconformities per unit.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from qa_desktop.domain.errors import InputError
from qa_desktop.methods.sampling.tables import require_lot_size

Number = int | float | Decimal | Fraction


class Model(StrEnum):
    """Binomial: a running process.  Poisson: nonconformities per unit.  Hypergeometric: one isolated lot, exact."""

    BINOMIAL = "binomial"
    POISSON = "poisson"
    HYPERGEOMETRIC = "hypergeometric"


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One point of an operating characteristic: quality and probability of acceptance, both between 0 and 1."""

    quality: float
    accepted: float


@dataclass(frozen=True, slots=True)
class Risk:
    """A plan's risk in the figures that the sentence on the screen needs.

    ``accepted_often`` is the quality that is accepted with 95 %, ``accepted_rarely`` the one that is still accepted with 10 %.
    """

    accepted_often: float
    accepted_rarely: float
    curve: tuple[CurvePoint, ...]


def acceptance(n: int, ac: int, quality: Number, *, model: Model = Model.BINOMIAL, lot_size: int | None = None) -> float:
    """Return the probability that a lot of ``quality`` is accepted; the hypergeometric model needs the size of the lot."""
    _require_plan(n, ac)
    match model:
        case Model.BINOMIAL:
            return binomial(n, ac, quality)
        case Model.POISSON:
            return poisson(n, ac, quality)
        case _:
            if lot_size is None:
                raise InputError("The exact risk of one lot needs the size of the lot.")
            return hypergeometric(n, ac, nonconforming_in(lot_size, quality), lot_size)


def nonconforming_in(lot_size: int, quality: Number) -> int:
    """Return how many pieces of a lot are nonconforming: size times quality, rounded, ties to even."""
    return round(_exact(quality) * lot_size)


def hypergeometric(n: int, ac: int, nonconforming: int, lot_size: int) -> float:
    """Return the probability of at most ``ac`` nonconforming pieces in ``n`` drawn from a lot, computed in whole numbers."""
    require_lot_size(lot_size)
    if not 0 <= nonconforming <= lot_size:
        raise InputError("A lot of {size} pieces cannot hold {bad} nonconforming ones.", size=lot_size, bad=nonconforming)
    # Sample and nonconforming pieces may change places; the smaller number as the sample keeps the whole numbers short.
    drawn, bad = sorted((min(n, lot_size), nonconforming))
    good = lot_size - bad
    ways = sum(math.comb(bad, d) * math.comb(good, drawn - d) for d in range(max(0, drawn - good), min(ac, drawn) + 1))
    return float(Fraction(ways, math.comb(lot_size, drawn)))


def binomial(n: int, ac: int, fraction: Number) -> float:
    """Return the probability of at most ``ac`` nonconforming pieces in ``n`` from a process with that ``fraction``."""
    p = float(fraction)
    if not 0 <= p <= 1:
        raise InputError("A fraction nonconforming lies between 0 and 1; {fraction} does not.", fraction=fraction)
    if ac >= n or p == 0:
        return 1.0
    if p == 1:
        return 0.0
    odds = p / (1 - p)
    return _share(min(n, int((n + 1) * p)), ac, lambda d: (n - d) / (d + 1) * odds)


def poisson(n: int, ac: int, per_unit: Number) -> float:
    """Return the probability of at most ``ac`` nonconformities on ``n`` units."""
    mean = n * float(per_unit)
    if mean < 0:
        raise InputError("A number of nonconformities per unit is not negative; {rate} is.", rate=per_unit)
    if mean == 0:
        return 1.0
    return _share(int(mean), ac, lambda d: mean / (d + 1))


_NEGLIGIBLE: Final = 1e-40


def _share(mode: int, ac: int, ratio: Callable[[int], float]) -> float:
    """Return which share of all terms the terms 0 to ``ac`` are; ``ratio(d)`` is term d+1 over term d.

    Terms are counted from the largest one, at ``mode``, so that neither powers nor factorials are needed.
    """
    accepted: list[float] = []
    rejected: list[float] = []
    term, d = 1.0, mode
    while d >= 0 and term > 0:
        (accepted if d <= ac else rejected).append(term)
        d -= 1
        term /= ratio(d) if d >= 0 else 1.0
    term, d = ratio(mode), mode + 1
    while term > _NEGLIGIBLE:
        (accepted if d <= ac else rejected).append(term)
        term *= ratio(d)
        d += 1
    good = math.fsum(accepted)
    return good / (good + math.fsum(rejected))


def quality_accepted(n: int, ac: int, probability: float, *, model: Model = Model.BINOMIAL, lot_size: int | None = None) -> float:
    """Return the quality that is accepted with ``probability`` (between 0 and 1).

    Binomial and Poisson: where the curve has that height.  Hypergeometric: the worst fraction of the lot that is still accepted
    at least that often; a lot holds whole pieces, so its curve has steps.
    """
    _require_plan(n, ac)
    if not 0 < probability < 1:
        raise InputError("A probability of acceptance lies between 0 and 1; {value} does not.", value=probability)
    if model is Model.HYPERGEOMETRIC:
        return _worst_in_lot(n, ac, probability, lot_size)
    low, high = 0.0, 1.0
    if model is Model.POISSON:
        while poisson(n, ac, high) > probability:
            high *= 2
    elif ac >= n:
        return 1.0
    for _ in range(200):
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        low, high = (middle, high) if acceptance(n, ac, middle, model=model) > probability else (low, middle)
    return (low + high) / 2


def _worst_in_lot(n: int, ac: int, probability: float, lot_size: int | None) -> float:
    if lot_size is None:
        raise InputError("The exact risk of one lot needs the size of the lot.")
    low, high = 0, lot_size
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if hypergeometric(n, ac, middle, lot_size) >= probability else (low, middle - 1)
    return low / lot_size


def risk(n: int, ac: int, *, model: Model = Model.BINOMIAL, lot_size: int | None = None, points: int = 41) -> Risk:
    """Return the risk of a plan with ``points`` points of its curve, from perfect to beyond the quality accepted with 10 %."""
    often = quality_accepted(n, ac, 0.95, model=model, lot_size=lot_size)
    rarely = quality_accepted(n, ac, 0.10, model=model, lot_size=lot_size)
    end = max(rarely * 1.6, 0.001)
    end = end if model is Model.POISSON else min(1.0, end)
    places = [end * step / (points - 1) for step in range(points)]
    return Risk(often, rarely, tuple(CurvePoint(p, acceptance(n, ac, p, model=model, lot_size=lot_size)) for p in places))


def zero_acceptance(lot_size: int, nonconforming_at_limit: int, beta: Number) -> int:
    """Return the smallest sample in which a lot with that many nonconforming pieces shows none at most ``beta`` of the time.

    C(N-D, n)/C(N, n) <= beta, decided in whole numbers.  ``beta`` lies between 0 and 1; a :class:`~decimal.Decimal` or fraction
    is taken exactly, a float as it prints.
    """
    require_lot_size(lot_size)
    if not 1 <= nonconforming_at_limit <= lot_size:
        raise InputError(
            "The limit must be 1 to {size} nonconforming pieces in a lot of {size}; {limit} is not.",
            size=lot_size,
            limit=nonconforming_at_limit,
        )
    wanted = _exact(beta)
    if not 0 < wanted < 1:
        raise InputError("The risk beta lies between 0 and 1, for example 0.1; {beta} does not.", beta=beta)
    low, high, most = 1, 1, lot_size - nonconforming_at_limit + 1
    while high < most and not _at_most(lot_size, nonconforming_at_limit, high, wanted):
        low, high = high + 1, min(most, high * 2)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if _at_most(lot_size, nonconforming_at_limit, middle, wanted) else (middle + 1, high)
    return low


def zero_probability(lot_size: int, nonconforming: int, n: int) -> float:
    """Return the probability that a sample of ``n`` shows none of the nonconforming pieces of a lot."""
    return hypergeometric(n, 0, nonconforming, lot_size)


def limit_from_percent(lot_size: int, percent: Number) -> int:
    """Return how many pieces a percentage of the lot is, rounded down."""
    return math.floor(_exact(percent) * lot_size / 100)


def _at_most(lot_size: int, bad: int, n: int, wanted: Fraction) -> bool:
    """Return whether C(N-D, n)/C(N, n) <= wanted.  The ratio is symmetric in D and n; the shorter product is taken."""
    few, many = sorted((bad, n))
    return math.perm(lot_size - many, few) * wanted.denominator <= wanted.numerator * math.perm(lot_size, few)


def _exact(value: Number) -> Fraction:
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)


def _require_plan(n: int, ac: int) -> None:
    if n < 1 or ac < 0:
        raise InputError("A plan inspects 1 piece or more and accepts with 0 or more; n {n}, Ac {ac} does not.", n=n, ac=ac)
