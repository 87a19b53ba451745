"""Limits from a nominal size and signed deviations, as drawings state them."""

from __future__ import annotations

from decimal import Context, Decimal, Inexact, localcontext

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.tolerance import Limits

_EXACT = Context(prec=60, traps=[Inexact])


def limits_from_deviations(nominal: Decimal, lower: Decimal | None, upper: Decimal | None) -> Limits:
    """Return nominal plus each signed deviation, exactly; ``None`` means that this side has no limit.

    Raises :class:`InputError` when the lower deviation lies above the upper one.
    """
    if lower is not None and upper is not None and lower > upper:
        raise InputError("The lower deviation {lower} lies above the upper deviation {upper}.", lower=lower, upper=upper)
    with localcontext(_EXACT):
        return Limits(nominal, None if lower is None else nominal + lower, None if upper is None else nominal + upper)
