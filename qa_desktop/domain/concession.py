"""Concessions and deviation permits: what may be released although it does not conform, how much, until when."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.errors import InputError


class ConcessionKind(StrEnum):
    """A concession releases what is made already; a deviation permit is given before it is made."""

    CONCESSION = "concession"
    DEVIATION = "deviation"


@dataclass(frozen=True, slots=True)
class Permission:
    """What is permitted.  ``lower`` and ``upper`` are the widened limits, ``None`` where the limit of the item stays.

    ``left`` is how much it still covers, ``valid_until`` its last day, like ``2026-03-31``.
    """

    lower: Decimal | None
    upper: Decimal | None
    left: Decimal
    valid_until: str


def require_wider(item_lower: Decimal | None, item_upper: Decimal | None, lower: Decimal | None, upper: Decimal | None) -> None:
    """Raise :class:`InputError` unless a permission widens at least one limit and narrows none."""
    if lower is None and upper is None:
        raise InputError("Say which limit is widened, and to what.")
    if lower is not None and (item_lower is None or lower >= item_lower):
        raise InputError("The lower limit of a concession lies below that of the characteristic.")
    if upper is not None and (item_upper is None or upper <= item_upper):
        raise InputError("The upper limit of a concession lies above that of the characteristic.")


def covers(permission: Permission, item: Item, value: str | None, day: str) -> bool:
    """Return whether a failing reading is covered: within the widened limits, on time, and while something is left."""
    if item.kind is not ItemKind.MEASUREMENT or value is None or permission.left < 1 or day > permission.valid_until:
        return False
    reading = Decimal(value)
    lower = permission.lower if permission.lower is not None else item.limits.lower
    upper = permission.upper if permission.upper is not None else item.limits.upper
    return (lower is None or reading >= lower) and (upper is None or reading <= upper)
