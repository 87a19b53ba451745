"""Shares: of something counted, or ``None`` where there is nothing to share."""

from __future__ import annotations

from decimal import Decimal

from qa_desktop.domain.errors import InputError

Number = int | Decimal


def share(part: Number, whole: Number) -> Decimal | None:
    """Return ``part`` of ``whole`` as a number from 0 to 1; ``None`` where ``whole`` is 0: no data is not 0 and not 1.

    Raises :class:`InputError` when a number is negative or the part is more than the whole.
    """
    if part < 0 or whole < 0 or part > whole:
        raise InputError("{part} of {whole} is no share.", part=part, whole=whole)
    return None if whole == 0 else Decimal(part) / Decimal(whole)


def percent(part: Number, whole: Number) -> Decimal | None:
    """Return :func:`share` times 100."""
    found = share(part, whole)
    return None if found is None else found * 100


def escape_rate(found_inside: int, found_by_customer: int) -> Decimal | None:
    """Return what customers found, of all that was found, 0 to 1; ``None`` where nothing was found."""
    if found_inside < 0 or found_by_customer < 0:
        raise InputError("Counts are not negative.")
    return share(found_by_customer, found_inside + found_by_customer)
