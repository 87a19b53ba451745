"""Time as the program sees it: passed in, so that tests can set it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

Clock = Callable[[], datetime]
"""Returns the present moment with the station's local offset."""

_END_OF_TIME = "9999-12-31T23:59:59.999999Z"
"""When the last day that a calendar knows is over."""


def system_clock() -> datetime:
    """Return now, with the local offset."""
    return datetime.now(UTC).astimezone()


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment as tables keep it: UTC text that sorts by time, and the local offset in minutes."""

    utc: str
    offset: int

    @classmethod
    def of(cls, moment: datetime) -> Moment:
        """Return the two columns for an aware datetime."""
        offset = moment.utcoffset()
        if offset is None:
            raise ValueError("a moment needs its offset from UTC")
        return cls(utc_text(moment), int(offset.total_seconds() // 60))

    @property
    def local(self) -> datetime:
        """The moment in the local time of the station that wrote it."""
        return local_time(self.utc, self.offset)

    def midnight(self, day: date) -> str:
        """Return as UTC text the midnight with which a day begins at the station that wrote this moment.

        Where the computer's time zone is the one of this moment, its summer time holds on the days that have it: a period that
        is over keeps its records whenever it is looked at.  Elsewhere the offset of this moment holds for every day.
        """
        begin = datetime.combine(day, time())
        offset = timedelta(minutes=self.offset)
        if datetime.fromisoformat(self.utc).astimezone().utcoffset() == offset:
            try:
                # A day whose clocks go forward at midnight has none: it begins when they do.
                return utc_text(datetime.fromtimestamp(begin.timestamp(), UTC))
            except (OSError, ValueError, OverflowError):  # Windows has no rules for days before 1970, nothing has for year 1
                pass
        try:
            return utc_text(begin.replace(tzinfo=timezone(offset)))
        except OverflowError:  # the first day there is, east of Greenwich
            return utc_text(datetime.min.replace(tzinfo=UTC))

    def days(self, first: date, last: date) -> tuple[str, str]:
        """Return as UTC text when the first day begins and when the last one is over, at the station that wrote this moment."""
        return self.midnight(first), _END_OF_TIME if last == date.max else self.midnight(last + timedelta(days=1))

    @property
    def iso(self) -> str:
        """ISO 8601 in local time with offset, to the second."""
        return self.local.isoformat(timespec="seconds")


def utc_text(moment: datetime) -> str:
    """Return UTC as text that sorts by time."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def end_of_day(day: date, offset: int) -> str:
    """Return as UTC text the end of a day at a place ``offset`` minutes from UTC: until then something is in time.

    It is an hour before midnight: summer time that begins or ends in between never makes another day of it.
    """
    return utc_text(datetime.combine(day, time(22, 59), timezone(timedelta(minutes=offset))))


def local_time(utc: str, offset: int) -> datetime:
    """Return the local time behind the two columns."""
    moment = datetime.fromisoformat(utc)  # several times as fast as strptime, which shows on the path of every answer
    return moment.astimezone(timezone(timedelta(minutes=offset)))


def local_iso(utc: str, offset: int) -> str:
    """Return ISO 8601 in local time with offset, to the second."""
    return local_time(utc, offset).isoformat(timespec="seconds")
