"""Inspect one lot in f, chosen at random with a recorded seed, and every lot again after a rejection.

This is a plain option of the plan.  It is not ISO 2859-3, which qualifies suppliers and products first, and not Dodge's skip-lot
plan.  It is not for characteristics with critical nonconformities.

Which lots are inspected depends on the seed, the place of the lot in the history and the results alone, so that anybody can
work it out again: lots are counted in groups of f, and the SHA-256 of seed and group number names the lot of the group.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from qa_desktop.domain.errors import InputError

SMALLEST: Final = 2
LARGEST: Final = 5


class Outcome(StrEnum):
    """What became of a lot."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SKIPPED = "skipped"


def inspects_next(seed: str, f: int, history: Sequence[Outcome]) -> bool:
    """Return whether the lot after ``history`` (oldest first) is inspected.

    From the first rejection on every lot is inspected, until the plan is started anew with a new seed and an empty history.
    Raises :class:`InputError` unless ``f`` is 2 to 5 and a seed is given.
    """
    if not SMALLEST <= f <= LARGEST:
        raise InputError("One lot in {f} is not offered. Choose one lot in 2 to 5.", f=f)
    if not seed.strip():
        raise InputError("The choice of lots needs a recorded seed.")
    if Outcome.REJECTED in history:
        return True
    group, place = divmod(len(history), f)
    return place == chosen_in_group(seed, f, group)


def chosen_in_group(seed: str, f: int, group: int) -> int:
    """Return which lot of a group of ``f`` is inspected, from 0; each place is as likely as the others."""
    digest = hashlib.sha256(f"{seed}\n{f}\n{group}".encode()).digest()
    return int.from_bytes(digest, "big") % f
