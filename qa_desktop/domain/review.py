"""Why a reviewer has to look at a line before anybody approves, and in which order lines are read."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Reason(StrEnum):
    """Why a line is an exception that nobody may approve unread, the weightiest first."""

    FAILED = "failed"
    UNCERTAIN = "uncertain"
    ODD = "odd"
    ACT = "act"
    READINGS_DIFFERED = "readings_differed"
    RETURNED = "returned"
    CHANGED = "changed"
    REST = "rest"
    NOT_APPLICABLE = "not_applicable"
    OTHER_PERSON = "other_person"


READING_ORDER: Final = {reason: place for place, reason in enumerate(Reason)}
"""The place of each reason in the order of reading."""


def in_order(reasons: frozenset[Reason]) -> tuple[Reason, ...]:
    """Return the reasons of one line, the weightiest first."""
    return tuple(sorted(reasons, key=READING_ORDER.__getitem__))
