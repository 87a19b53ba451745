"""Concessions and deviation permits: what may be released although it does not conform, how much, until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from qa_desktop.domain.answers import Answer, LineAct
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.errors import InputError

ENDING_DAYS = 7
"""So many days before its last one a permission is shown as ending."""

NEARLY_USED = Decimal("0.1")
"""A permission of which this share or less is left is shown as nearly used up."""


class ConcessionKind(StrEnum):
    """A concession releases what is made already; a deviation permit is given before it is made."""

    CONCESSION = "concession"
    DEVIATION = "deviation"


class ConcessionState(StrEnum):
    """How a permission stands on a day; derived, never stored."""

    WAITING = "waiting"
    IN_FORCE = "in_force"
    USED_UP = "used_up"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Permission:
    """What is permitted.  ``lower`` and ``upper`` are the widened limits, ``None`` where the limit of the item stays.

    ``left`` is how much it still covers, ``valid_until`` its last day, like ``2026-03-31``.
    """

    lower: Decimal | None
    upper: Decimal | None
    left: Decimal
    valid_until: str

    @property
    def widens(self) -> bool:
        """Whether it widens a limit; one that permits something in words covers no reading by itself."""
        return self.lower is not None or self.upper is not None


@dataclass(frozen=True, slots=True)
class Standing:
    """A permission on a day: its state, how many days it lasts (0 on its last day), and whether it soon ends."""

    state: ConcessionState
    days: int
    ends_soon: bool
    nearly_used: bool

    @property
    def is_ending(self) -> bool:
        """Whether somebody should know now: it is in force, and not for long or not for much."""
        return self.state is ConcessionState.IN_FORCE and (self.ends_soon or self.nearly_used)


class CoverWord(StrEnum):
    """What a permission says about a reading outside the limits: covered, or why not."""

    COVERED = "covered"
    OUTSIDE = "outside"
    USED_UP = "used_up"
    EXPIRED = "expired"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Cover:
    """What a permission says about one line.  ``left`` is what is left of it with this line counted."""

    word: CoverWord
    number: str
    kind: ConcessionKind
    left: Decimal
    valid_until: str

    @property
    def is_covered(self) -> bool:
        """Whether the reading may be released."""
        return self.word is CoverWord.COVERED


def standing_of(*, approved: bool, withdrawn: bool, quantity: Decimal, used: Decimal, valid_until: str, day: date) -> Standing:
    """Return how a permission stands on ``day``.  What is used up is used up, whatever its last day says."""
    days = (date.fromisoformat(valid_until) - day).days
    left = quantity - used
    if withdrawn:
        state = ConcessionState.WITHDRAWN
    elif approved and left <= 0:
        state = ConcessionState.USED_UP
    elif days < 0:
        state = ConcessionState.EXPIRED
    else:
        state = ConcessionState.IN_FORCE if approved else ConcessionState.WAITING
    return Standing(state, days, 0 <= days <= ENDING_DAYS, left <= quantity * NEARLY_USED)


def require_wider(item_lower: Decimal | None, item_upper: Decimal | None, lower: Decimal | None, upper: Decimal | None) -> None:
    """Raise :class:`InputError` unless a permission widens at least one limit and narrows none."""
    if lower is None and upper is None:
        raise InputError("Say which limit is widened, and to what.")
    if lower is not None and (item_lower is None or lower >= item_lower):
        raise InputError("The lower limit of a concession lies below that of the characteristic.")
    if upper is not None and (item_upper is None or upper <= item_upper):
        raise InputError("The upper limit of a concession lies above that of the characteristic.")


def may_be_covered(item: Item, answer: Answer) -> bool:
    """Return whether a failing line has a reading that a permission could cover.  A piece that was rejected stays rejected."""
    return item.kind is ItemKind.MEASUREMENT and answer.value is not None and answer.act is not LineAct.REJECT


def within(permission: Permission, item: Item, value: str) -> bool:
    """Return whether a reading lies within the widened limits; a limit that is not widened stays."""
    if not permission.widens:
        return False
    reading = Decimal(value)
    lower = permission.lower if permission.lower is not None else item.limits.lower
    upper = permission.upper if permission.upper is not None else item.limits.upper
    return (lower is None or reading >= lower) and (upper is None or reading <= upper)


def covers(permission: Permission, item: Item, value: str | None, day: str) -> bool:
    """Return whether a failing reading is covered: within the widened limits, on time, and while something is left."""
    if item.kind is not ItemKind.MEASUREMENT or value is None or permission.left < 1 or day > permission.valid_until:
        return False
    return within(permission, item, value)


_NEAREST = (CoverWord.USED_UP, CoverWord.EXPIRED, CoverWord.WAITING, CoverWord.WITHDRAWN, CoverWord.OUTSIDE)


def nearest(found: Iterable[Cover | None]) -> Cover | None:
    """Return the permission that came nearest to covering a reading, the newest of equals; ``found`` begins with the oldest."""
    best: Cover | None = None
    for one in found:
        if one is None:
            continue
        if best is None or _NEAREST.index(one.word) <= _NEAREST.index(best.word):
            best = one
    return best
