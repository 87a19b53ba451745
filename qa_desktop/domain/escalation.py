"""Who is told about what is overdue: the owner first, then each day the next level up, until it is done."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from qa_desktop.domain.people import Role

LEVELS = (Role.SUPERVISOR, Role.QUALITY_ENGINEER, Role.MANAGER)
"""The levels above the owner, the nearest first."""


def days_overdue(due: datetime, now: datetime) -> int:
    """Return how many whole days something is late; 0 on the first day, -1 while it is not late."""
    return -1 if now <= due else (now - due).days


def told(days: int, *, owned: bool = True) -> frozenset[Role]:
    """Return the roles that see an overdue step beside its owner, from ``days`` on.

    The first day belongs to the owner.  Each day after it one level more is told, and who was told stays told.  Where nobody
    owns the step there is nobody to wait for: the first level is told on the first day.
    """
    return frozenset(LEVELS[: max(0, days if owned else days + 1)])


def told_from(roles: Collection[Role], *, owned: bool) -> int | None:
    """Return how many whole days late something must be before a holder of ``roles`` is told; ``None`` for never."""
    return next((days for days in range(len(LEVELS) + 1) if told(days, owned=owned) & frozenset(roles)), None)
