"""First-pass yield of a step, and what the steps yield together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import exp, log, prod

from qa_desktop.domain.errors import InputError
from qa_desktop.methods.metrics.shares import share


@dataclass(frozen=True, slots=True)
class Rolled:
    """The yield of ``steps`` steps one after the other, and the yield of each if all were equal (k-th root); both 0 to 1."""

    steps: int
    value: Decimal
    normalised: float


def first_pass_yield(good_without_rework: int, started: int) -> Decimal | None:
    """Return good without rework of started, 0 to 1; ``None`` where nothing was started.

    Whoever counts leaves reworked units out of the good ones and keeps them among the started.
    """
    return share(good_without_rework, started)


def rolled_yield(yields: Sequence[Decimal]) -> Rolled | None:
    """Return the product of the yields of the steps (never their mean) and its k-th root; ``None`` without a step.

    Raises :class:`InputError` for a yield outside 0 to 1.
    """
    if any(not one.is_finite() or not 0 <= one <= 1 for one in yields):
        raise InputError("A yield lies between 0 and 1.")
    if not yields:
        return None
    value = prod(yields, start=Decimal(1))
    # The mean of logarithms does not underflow, however many steps there are.
    root = exp(sum(log(one) for one in yields) / len(yields)) if all(yields) else 0.0
    return Rolled(len(yields), value, min(1.0, root))
