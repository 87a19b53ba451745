"""Figures beside a verdict with measurement uncertainty (ISO 14253-1, JCGM 106).

The verdict itself is :class:`qa_desktop.domain.decision.DecisionRule`; here are the zone that it accepts in and the probability
that the piece conforms.
"""

from __future__ import annotations

import math
from decimal import Decimal

from qa_desktop.domain.decision import DecisionRule
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.tolerance import Limits


def acceptance_zone(limits: Limits, rule: DecisionRule) -> tuple[Decimal | None, Decimal | None]:
    """Return the smallest and the largest value that prove conformity; ``None`` where there is no limit.

    Where the guard bands meet the first lies above the second, and nothing can be proven.
    """
    band = rule.guard_band
    lower = None if limits.lower is None else limits.lower + band
    upper = None if limits.upper is None else limits.upper - band
    return lower, upper


def conformance_probability(value: Decimal, limits: Limits, uncertainty: Decimal) -> float:
    """Return the probability that the true value lies within the limits: normal distribution, nothing known beforehand.

    ``uncertainty`` is the standard uncertainty in the unit of the value.  Raises :class:`InputError` when it is negative.
    """
    if uncertainty < 0:
        raise InputError("A measurement uncertainty is not negative; {value} is.", value=uncertainty)
    if uncertainty == 0:
        return float(limits.excess(value) == 0)
    low = -math.inf if limits.lower is None else float((limits.lower - value) / uncertainty)
    high = math.inf if limits.upper is None else float((limits.upper - value) / uncertainty)
    # The tail on the nearer side is subtracted, so that small probabilities keep their digits.
    if low > 0:
        return (_tail(low) - _tail(high)) / 2
    return (_tail(-high) - _tail(-low)) / 2


def _tail(z: float) -> float:
    """Return twice the probability of the normal distribution beyond ``z``."""
    return math.erfc(z / math.sqrt(2))
