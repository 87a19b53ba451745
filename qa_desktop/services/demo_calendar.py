"""The days of the demo's year: its clock, and what happens on which day beside the inspections."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from qa_desktop.services import demo_permits
from qa_desktop.services.demo_permits import PERMITS
from qa_desktop.services.demo_samples import LOT_DAYS, Samples
from qa_desktop.services.demo_stories import Stories


class DemoClock:
    """A clock that the demo moves through the past months."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        """Return the demo's present and let a little time pass."""
        self.now += timedelta(seconds=7)
        return self.now


@dataclass(slots=True)
class Calendar:
    """What happens beside the inspections: on its day, or as a part of the year has passed."""

    stories: Stories
    days: list[tuple[datetime, Callable[[], None]]]

    def add(self, end: datetime, days: Iterable[tuple[int, Callable[[], None]]]) -> None:
        """Plan what happens so many days before the end."""
        self.days += [(end - timedelta(days=back), happens) for back, happens in days]
        self.days.sort(key=lambda one: one[0])

    def upto(self, clock: DemoClock, moment: datetime) -> None:
        """Let everything happen that was to happen by ``moment``."""
        while self.days and self.days[0][0] <= moment:
            day, happens = self.days.pop(0)
            clock.now = max(clock.now, day)
            happens()
        clock.now = max(clock.now, moment)


def shafts(samples: Samples, stories: Stories, end: datetime) -> Calendar:
    """Five lots of shafts come, as delivered; permits on their days.

    What was tried after the second does not help, as the third shows; what was done about the fourth is proven by the fifth.
    """
    days: list[tuple[int, Callable[[], None]]] = [
        (back, partial(samples.past_lot, number)) for number, back in enumerate(LOT_DAYS, 1)
    ]
    days += [
        (LOT_DAYS[1] - 2, lambda: stories.first_short(samples.short_first)),
        (LOT_DAYS[2] - 4, lambda: stories.not_enough(samples.short_first)),
        (LOT_DAYS[3] - 2, lambda: stories.short_shafts(samples.short_again)),
        (LOT_DAYS[4] - 3, lambda: stories.shafts_again(samples.short_again)),
    ]
    days += [
        (one.back, partial(demo_permits.ask, stories.program, stories.supervisors[0], stories.engineer, one)) for one in PERMITS
    ]
    calendar = Calendar(stories, [])
    calendar.add(end, days)
    return calendar


def of_the_year(share: float) -> float:
    """Return how much of the year has passed with this share of the inspections: the plant has more to do than a year ago."""
    return 1 - float((1 - share) ** 1.8)
