"""Readings that deserve a question: too alike, too regular, too often on a limit, too fast, or dated away from the clock.

Pure arithmetic on numbers and moments.  A finding is a reason to ask the person who read, and nothing more: a stuck gauge, a
coarse scale or a copied block look the same from here.  The thresholds are set so that honest readings are rarely asked about:
each rule over numbers stays below one in a thousand per series under the model that its docstring names.

The models take the readings of one characteristic in the order of the pieces.  With both limits known, an honest process is
taken to be very capable (``Cp = 2``: its standard deviation is a twelfth of the tolerance), which makes equal readings as likely
as they can reasonably be.  The number of runs is bounded by the union bound.  Floats serve only for these probabilities, never
for a verdict.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

RARE = 0.001
"""How improbable a pattern must be in one series before it is asked about."""

SHORTEST_RUN = 6
"""So many readings in a row are the least that is asked about, however fine the resolution."""

FEWEST_ON_LIMIT = 5
"""So many readings on one limit are the least that is asked about."""

FAST_RUN = 8
"""So many answers in a row must be faster than possible."""

PAST, FUTURE, SET_BACK = timedelta(hours=24), timedelta(minutes=10), timedelta(minutes=2)
"""How far a typed moment may lie before and after the clock, and how far the clock may go back between two answers."""


class Kind(StrEnum):
    """What is asked about."""

    IDENTICAL = "identical"
    REGULAR = "regular"
    ON_LIMIT = "on_limit"
    FAST = "fast"
    DATED = "dated"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Span:
    """Readings ``first`` to ``last`` (places in the series, counted from 0) show a pattern; ``step`` is that of a regular one."""

    first: int
    last: int
    step: Decimal = Decimal(0)

    @property
    def size(self) -> int:
        """How many readings it covers."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class OnLimit:
    """The readings at ``places`` lie exactly on ``limit``."""

    places: tuple[int, ...]
    limit: Decimal


@dataclass(frozen=True, slots=True)
class Commit:
    """An answer by hand in the order in which it was stored.  ``floor`` is the least time in seconds that it can take."""

    at: datetime
    floor: float


def resolution_of(values: Sequence[Decimal], decimals: int | None = None) -> Decimal:
    """Return the step of the scale: that of the stated decimals, or of the most digits that were read."""
    read = max((max(0, -_exponent(value)) for value in values), default=0)
    return Decimal(1).scaleb(-(read if decimals is None else max(0, min(decimals, read or decimals))))


def identical(values: Sequence[Decimal], resolution: Decimal, width: Decimal | None = None) -> Span | None:
    """Return the longest run of the same reading where the resolution makes it improbable.

    A run of ``k`` equal readings among ``n`` has at most the probability ``(n - k + 1) * p ** (k - 1)``, where ``p`` is the
    probability of the fullest cell of the scale, ``erf(r / (2 * sqrt(2) * s))`` for resolution ``r`` and ``s = width / 12``.
    Where the readings outside the run are often equal by themselves, their share counts instead: the process is then finer than
    the scale.  Asked from :data:`SHORTEST_RUN` on, below :data:`RARE`.  Without both limits, at least five other readings must
    show how much the readings vary.
    """
    best = _longest(values)
    if best.size < SHORTEST_RUN:
        return None
    others = [*values[: best.first], *values[best.last + 1 :]]
    likely = _same(resolution, width, others)
    if likely is None:
        return None
    return best if (len(values) - best.size + 1) * likely ** (best.size - 1) < RARE else None


def regular(values: Sequence[Decimal], resolution: Decimal, width: Decimal | None = None) -> Span | None:
    """Return the longest arithmetic progression (equal steps, not zero) among consecutive readings, where it is improbable.

    Each reading after the second of ``k`` repeats the step with at most the probability ``p`` of the fullest cell for the
    difference of differences, whose standard deviation is ``sqrt(6)`` times that of a reading.  Asked from
    :data:`SHORTEST_RUN` on, when ``(n - k + 1) * p ** (k - 2)`` is below :data:`RARE`.
    """
    best = _progression(values)
    if best is None or best.size < SHORTEST_RUN:
        return None
    sigma = _sigma(width, [*values[: best.first], *values[best.last + 1 :]])
    if sigma is None:
        return None
    likely = _cell(float(resolution), sigma * math.sqrt(6))
    return best if (len(values) - best.size + 1) * likely ** (best.size - 2) < RARE else None


def on_limit(values: Sequence[Decimal], resolution: Decimal, lower: Decimal | None, upper: Decimal | None) -> OnLimit | None:
    """Return the readings that lie exactly on one limit, where they are too many.

    The model is a poor process, ``Cp = 2/3``, that drifted to half a standard deviation inside the limit: a cell on the limit
    then holds ``0.3521 * r / s`` of the readings (the normal density at 0.5), with ``s = width / 4``.  Asked from
    :data:`FEWEST_ON_LIMIT` readings and a fifth of the series on, when the binomial tail is below :data:`RARE`.  Needs both
    limits; a characteristic with one limit, such as a roughness of at least zero, often sits on it honestly.
    """
    if lower is None or upper is None or upper <= lower or not values:
        return None
    sigma = float(upper - lower) / 4
    share = min(0.5, 0.3521 * float(resolution) / sigma)
    for limit in (lower, upper):
        places = tuple(place for place, value in enumerate(values) if value == limit)
        many = len(places) >= max(FEWEST_ON_LIMIT, math.ceil(len(values) / 5))
        if many and _tail(len(places), len(values), share) < RARE:
            return OnLimit(places, limit)
    return None


def too_fast(commits: Sequence[Commit]) -> Span | None:
    """Return the longest run of answers of which each came sooner after the one before than its floor allows.

    The first answer of a run has nothing to be measured against, so a run of :data:`FAST_RUN` fast answers spans one more.
    What came from a gauge, a scanner, a pasted block or a calculation takes no time and is left out by whoever calls this.
    A clock that went back says nothing about speed.
    """
    best: Span | None = None
    first = 0
    for place in range(1, len(commits)):
        passed = (commits[place].at - commits[place - 1].at).total_seconds()
        if not 0 <= passed < commits[place].floor:
            first = place
        elif place - first >= FAST_RUN and (best is None or place - first + 1 > best.size):
            best = Span(first, place)
    return best


def dated_away(typed: datetime, clock: datetime) -> timedelta | None:
    """Return how far a typed moment lies from the clock at which it was typed, when that is asked about.

    More than :data:`PAST` before it or more than :data:`FUTURE` after it; negative is before.
    """
    off = typed - clock
    return off if off < -PAST or off > FUTURE else None


def set_back(moments: Sequence[datetime]) -> tuple[int, timedelta] | None:
    """Return the first place (in the order of storing) where the clock went back by more than :data:`SET_BACK`, and how far."""
    for place in range(1, len(moments)):
        back = moments[place - 1] - moments[place]
        if back > SET_BACK:
            return place, back
    return None


def _exponent(value: Decimal) -> int:
    found = value.as_tuple().exponent
    return found if isinstance(found, int) else 0


def _longest(values: Sequence[Decimal]) -> Span:
    best, first = Span(0, -1), 0
    for place in range(len(values)):
        if place and values[place] != values[place - 1]:
            first = place
        if place - first + 1 > best.size:
            best = Span(first, place)
    return best


def _progression(values: Sequence[Decimal]) -> Span | None:
    best: Span | None = None
    first = 0
    for place in range(2, len(values)):
        step = values[place] - values[place - 1]
        if not step or step != values[place - 1] - values[place - 2]:
            first = place - 1
        elif best is None or place - first + 1 > best.size:
            best = Span(first, place, step)
    return best


def _same(resolution: Decimal, width: Decimal | None, others: Sequence[Decimal]) -> float | None:
    sigma = _sigma(width, others)
    if sigma is None:
        return None
    fullest = max(Counter(others).values(), default=0)
    share = fullest / len(others) if len(others) >= 5 else 0.0
    return min(0.99, max(_cell(float(resolution), sigma), share))


def _sigma(width: Decimal | None, others: Sequence[Decimal]) -> float | None:
    """Return how much honest readings vary: a twelfth of the tolerance, or what the other readings show."""
    if width is not None and width > 0:
        return float(width) / 12
    if len(others) < 5:
        return None
    middle = sum(float(value) for value in others) / len(others)
    spread = math.sqrt(sum((float(value) - middle) ** 2 for value in others) / (len(others) - 1))
    return spread or None


def _cell(resolution: float, sigma: float) -> float:
    """Return the share of a normal distribution in its fullest cell of one resolution."""
    return math.erf(resolution / (2 * math.sqrt(2) * sigma))


def _tail(count: int, size: int, share: float) -> float:
    """Return the probability of at least ``count`` among ``size`` with the share ``share`` (binomial)."""
    return sum(math.comb(size, k) * share**k * (1 - share) ** (size - k) for k in range(count, size + 1))
