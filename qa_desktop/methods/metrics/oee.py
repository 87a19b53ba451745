"""Overall equipment effectiveness on planned time."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from qa_desktop.domain.errors import InputError

_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Effectiveness:
    """Availability, performance and quality, each 0 upwards, and their product.

    ``performance`` may exceed 1: then the ideal cycle was set too long, which ``is_plausible`` says; it is not cut.
    """

    availability: Decimal
    performance: Decimal
    quality: Decimal
    oee: Decimal

    @property
    def is_plausible(self) -> bool:
        """Whether no factor is above 1."""
        return max(self.availability, self.performance, self.quality) <= 1


def effectiveness(
    shift_minutes: Decimal,
    planned_stop: Decimal,
    unplanned_stop: Decimal,
    ideal_cycle_s: Decimal,
    total_count: int,
    good_count: int,
) -> Effectiveness | None:
    """Return the effectiveness; ``None`` where nothing was planned, nothing ran or nothing was made.

    Times are minutes, the ideal cycle is seconds for one piece.  Planned stops shorten the planned time and are no loss.
    Raises :class:`InputError` for numbers that cannot be.
    """
    planned = shift_minutes - planned_stop
    run = planned - unplanned_stop
    if min(shift_minutes, planned_stop, unplanned_stop, ideal_cycle_s) < 0 or planned < 0 or run < 0:
        raise InputError("Times are not negative, and stops are not longer than the shift.")
    if not 0 <= good_count <= total_count:
        raise InputError("Good pieces are part of all pieces.")
    if not planned or not run or not total_count:
        return None
    availability = run / planned
    performance = ideal_cycle_s * total_count / (run * _SECONDS)
    quality = Decimal(good_count) / total_count
    return Effectiveness(availability, performance, quality, availability * performance * quality)
