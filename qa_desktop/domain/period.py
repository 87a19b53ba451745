"""A period of whole days in local time, written as months, quarters, years or days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from qa_desktop.domain.errors import InputError

_LONGEST = 3700
"""Days; more than ten years is a typing mistake."""

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Other years are typing mistakes."""

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-Q([1-4])", re.ASCII | re.IGNORECASE)
_YEAR = re.compile(r"\d{4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise InputError("The period ends before it begins. Write the earlier day first.")
        if self.first.year < FIRST_YEAR or self.last.year > LAST_YEAR:
            raise InputError("Write years from {first} to {last}.", first=FIRST_YEAR, last=LAST_YEAR)
        if self.days > _LONGEST:
            raise InputError("The period is longer than ten years. Write a shorter one.")

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.last - self.first).days + 1

    def weeks(self) -> Iterator[Period]:
        """Yield the calendar weeks (Monday to Sunday, ISO 8601), the first and last cut to the period."""
        first = self.first
        while first <= self.last:
            last = min(self.last, first + timedelta(days=6 - first.weekday()))
            yield Period(first, last)
            first = last + timedelta(days=1)

    def before(self) -> Period:
        """Return the period of the same length that ends the day before."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.first.isoformat()}..{self.last.isoformat()}"


def parse_period(text: str) -> Period:
    """Return the period behind ``2026-01..2026-03``, ``2026-02``, ``2026-Q1``, ``2026`` or days; raises :class:`InputError`."""
    begin, dots, end = text.strip().partition("..")
    first = _span(begin.strip(), text)
    return Period(first.first, _span(end.strip(), text).last) if dots else first


def week_name(day: date) -> str:
    """Return the calendar week of a day by ISO 8601, for example ``2026-W07``."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def month_of(day: date) -> Period:
    """Return the calendar month that holds a day."""
    return _months(day.year, day.month, 1)


def _span(text: str, whole: str) -> Period:
    try:
        if found := _DAY.fullmatch(text):
            day = date(int(found[1]), int(found[2]), int(found[3]))
            return Period(day, day)
        if found := _MONTH.fullmatch(text):
            return _months(int(found[1]), int(found[2]), 1)
        if found := _QUARTER.fullmatch(text):
            return _months(int(found[1]), 3 * int(found[2]) - 2, 3)
        if found := _YEAR.fullmatch(text):
            return _months(int(text), 1, 12)
    except (ValueError, OverflowError):
        pass
    raise InputError(
        "“{text}” is no period. Write it like 2026-01..2026-03, 2026-02, 2026-Q1 or 2026-01-05..2026-01-18.", text=whole
    )


def _months(year: int, month: int, count: int) -> Period:
    end = year * 12 + month - 1 + count
    return Period(date(year, month, 1), date(end // 12, end % 12 + 1, 1) - timedelta(days=1))
