"""Did it get better: shares before and after, their Wilson intervals, Fisher's exact test, and the verdict by the rule.

The verdict is decided in whole numbers and exact fractions.  Intervals and the p value are floats and only inform.
"""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import NormalDist

from qa_desktop.domain.errors import InputError

CONFIDENCE = 0.95
LUCK = 0.05
"""The chance below which meeting a target is no longer taken for luck."""
MOST_TO_ASK = 2_000
"""Nobody is asked to look at more than this; a target that would need more lies too near the share before."""

_NOTHING = 1e-20
"""What is smaller than this part of the highest chance is not added any more."""


class Outcome(StrEnum):
    """What the figures say: the period is not over, too little was looked at, the target is met, or it is not."""

    TOO_EARLY = "too_early"
    NOT_ENOUGH = "not_enough"
    MET = "met"
    NOT_MET = "not_met"


@dataclass(frozen=True, slots=True)
class Share:
    """So many nonconforming ones of so many that were looked at (the exposure)."""

    nonconforming: int
    exposure: int

    def __post_init__(self) -> None:
        if not 0 <= self.nonconforming <= self.exposure:
            raise InputError(
                "{bad} nonconforming of {all} cannot be counted as a share.", bad=self.nonconforming, all=self.exposure
            )

    @property
    def rate(self) -> Fraction | None:
        """The share as an exact fraction; ``None`` when nothing was looked at."""
        return Fraction(self.nonconforming, self.exposure) if self.exposure else None


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high``, shares between 0 and 1."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Before and after with everything that is said about them.

    ``p_value`` is the chance of seeing so few after, or fewer, if nothing had changed (Fisher's exact test, one-sided).
    ``before_interval``, ``after_interval`` and ``p_value`` are ``None`` where nothing was looked at.
    """

    before: Share
    after: Share
    before_interval: Interval | None
    after_interval: Interval | None
    p_value: float | None
    outcome: Outcome


def compare(before: Share, after: Share, *, target: Decimal, minimum: int, over: bool) -> Comparison:
    """Return the comparison.

    ``target`` is the highest share that counts as met, ``minimum`` the least exposure of the follow-up, ``over`` whether the
    follow-up has ended.  A baseline without any exposure proves no change, so it is *not enough*, too.
    """
    return Comparison(
        before,
        after,
        wilson(before),
        wilson(after),
        fisher_fewer(before, after),
        outcome_of(before, after, target=target, minimum=minimum, over=over),
    )


def outcome_of(before: Share, after: Share, *, target: Decimal, minimum: int, over: bool) -> Outcome:
    """Return the verdict by the rule: the follow-up is over, enough was looked at, the share after is at most the target."""
    if not over:
        return Outcome.TOO_EARLY
    rate = after.rate
    if rate is None or after.exposure < minimum or not before.exposure:
        return Outcome.NOT_ENOUGH
    return Outcome.MET if rate <= Fraction(target) else Outcome.NOT_MET


def wilson(share: Share, confidence: float = CONFIDENCE) -> Interval | None:
    """Return the Wilson score interval without continuity correction (E. B. Wilson 1927); ``None`` without exposure."""
    n = share.exposure
    if not n:
        return None
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    p = share.nonconforming / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low = 0.0 if not share.nonconforming else max(0.0, centre - half)
    high = 1.0 if share.nonconforming == n else min(1.0, centre + half)
    return Interval(low, high)


def fisher_fewer(before: Share, after: Share) -> float | None:
    """Return the one-sided p value of Fisher's exact test that the share after is smaller; ``None`` without exposure.

    It is the hypergeometric chance of at most so many nonconforming ones after, with all margins fixed.
    """
    if not (before.exposure and after.exposure):
        return None
    total = before.exposure + after.exposure
    bad = before.nonconforming + after.nonconforming
    likeliest = (after.exposure + 1) * (bad + 1) // (total + 2)
    begin = min(after.nonconforming, max(likeliest, 0, bad - before.exposure))
    good = total - bad - after.exposure
    whole = _log_choose(total, after.exposure)
    highest = math.exp(_log_choose(bad, begin) + _log_choose(total - bad, after.exposure - begin) - whole)
    terms = [highest]
    # From the likeliest number on, each chance follows from the one beside it; the first that adds nothing is the last.
    term, k = highest, begin
    while k > max(0, bad - before.exposure) and term > highest * _NOTHING:
        term *= k * (good + k) / ((bad - k + 1) * (after.exposure - k + 1))
        k -= 1
        terms.append(term)
    term, k = highest, begin
    while k < after.nonconforming and term > highest * _NOTHING:
        term *= (bad - k) * (after.exposure - k) / ((k + 1) * (good + k + 1))
        k += 1
        terms.append(term)
    return min(1.0, math.fsum(terms))


def luck(before: Share, *, target: Decimal, exposure: int) -> float | None:
    """Return the chance that ``exposure`` ones just meet ``target`` although nothing has changed; ``None`` without exposure.

    It is the p value of :func:`fisher_fewer` at the most nonconforming ones that the target allows.
    """
    return fisher_fewer(before, Share(math.floor(Fraction(target) * exposure), exposure))


def least_exposure(before: Share, *, target: Decimal) -> int | None:
    """Return the least number of which an unchanged process would meet ``target`` with a chance below :data:`LUCK`.

    ``None`` where no number up to :data:`MOST_TO_ASK` tells a cure from luck: nothing was looked at before, or the share before
    meets the target already or nearly.
    """
    rate, wanted = before.rate, Fraction(target)
    if rate is None or rate <= wanted:
        return None
    allowed, first = 0, 1
    while first <= MOST_TO_ASK:
        # As long as the target allows the same number of bad ones, looking at more only makes luck rarer.
        last = min(MOST_TO_ASK, math.ceil((allowed + 1) / wanted) - 1) if wanted else MOST_TO_ASK
        if last >= first and _is_telling(before, allowed, last):
            return bisect.bisect_left(range(last), x=True, lo=first, key=lambda n: _is_telling(before, allowed, n))
        allowed, first = allowed + 1, last + 1
    return None


def could_be_luck(before: Share, *, target: Decimal, minimum: int) -> bool:
    """Return whether meeting ``target`` with no more than ``minimum`` looked at would show no effect."""
    least = least_exposure(before, target=target)
    return bool(before.exposure) and (least is None or minimum < least)


def _is_telling(before: Share, bad: int, exposure: int) -> bool:
    chance = fisher_fewer(before, Share(bad, exposure))
    return chance is not None and chance < LUCK


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
