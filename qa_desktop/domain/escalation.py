"""Who is told about what is overdue: the owner first, then each day the next level up, until it is done."""

from __future__ import annotations

from datetime import datetime

from qa_desktop.domain.people import Role


def days_overdue(due: datetime, now: datetime) -> int:
    """Return how many whole days something is late; 0 on the first day, -1 while it is not late."""
    return -1 if now <= due else (now - due).days


def told(days: int) -> frozenset[Role]:
    """Return the roles that see an overdue step beside its owner, from ``days`` on."""
    if days < 0:
        return frozenset()
    if days < 1:
        return frozenset({Role.SUPERVISOR})
    if days < 2:
        return frozenset({Role.SUPERVISOR, Role.QUALITY_ENGINEER})
    return frozenset({Role.SUPERVISOR, Role.QUALITY_ENGINEER, Role.MANAGER})
