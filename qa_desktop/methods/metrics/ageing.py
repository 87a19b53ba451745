"""How old something is, in classes of days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from qa_desktop.domain.errors import InputError


@dataclass(frozen=True, slots=True)
class AgeClass:
    """A class of ages: from ``start`` full days on, up to before ``end``; ``None`` is without end."""

    start: int
    end: int | None

    @property
    def name(self) -> str:
        """The class in words, for example ``8 to 30 days``."""
        if self.end is None:
            return f"{self.start} days and more"
        return f"{self.start} to {self.end - 1} days" if self.end - self.start > 1 else f"{self.start} days"


Classes = tuple[AgeClass, ...]
Between = tuple[datetime | None, datetime | None]

CLASSES: Classes = (AgeClass(0, 8), AgeClass(8, 31), AgeClass(31, 91), AgeClass(91, None))
"""A week, a month, a quarter, longer."""


def class_of(age: timedelta, classes: Classes = CLASSES) -> AgeClass:
    """Return the class of an age by its full days; what lies in the future (a clock that was wrong) is new."""
    days = max(0, age.days)
    for one in classes:
        if one.start <= days and (one.end is None or days < one.end):
            return one
    raise InputError("No class holds {days} days.", days=days)


def counted(moments: Iterable[datetime], now: datetime, classes: Classes = CLASSES) -> tuple[tuple[AgeClass, int], ...]:
    """Return every class with how many of ``moments`` are so old at ``now``; empty classes are there with 0."""
    found = dict.fromkeys(classes, 0)
    for moment in moments:
        found[class_of(now - moment, classes)] += 1
    return tuple(found.items())


def edges(now: datetime, classes: Classes = CLASSES) -> tuple[tuple[AgeClass, Between], ...]:
    """Return for every class the moments that belong to it: after the first, up to and with the second.

    ``None`` is without end: the oldest class has no first moment, the newest no last.
    """
    return tuple(
        (
            one,
            (
                None if one.end is None else now - timedelta(days=one.end),
                None if one.start == 0 else now - timedelta(days=one.start),
            ),
        )
        for one in classes
    )
