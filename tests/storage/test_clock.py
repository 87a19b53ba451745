"""When a day begins: at the midnight of the station, by summer time where it held."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.storage.clock import Moment, utc_text

WINTER = Moment("2026-11-26T11:00:00.000000Z", 60)
SUMMER = Moment("2026-07-26T11:00:00.000000Z", 120)


@contextlib.contextmanager
def standing_in(zone: str) -> Iterator[None]:
    """The computer stands where these clocks are."""
    if not hasattr(time, "tzset"):
        pytest.skip("this system cannot change the time zone of a running program")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def berlin() -> Iterator[None]:
    """The computer stands in Germany."""
    with standing_in("Europe/Berlin"):
        yield


@pytest.mark.usefixtures("berlin")
def test_a_period_that_is_over_begins_at_the_same_moment_whenever_it_is_looked_at() -> None:
    july = ("2026-06-30T22:00:00.000000Z", "2026-07-31T22:00:00.000000Z")
    year = ("2025-12-31T23:00:00.000000Z", "2026-12-31T23:00:00.000000Z")
    for now in (WINTER, SUMMER):
        assert now.days(date(2026, 7, 1), date(2026, 7, 31)) == july
        assert now.days(date(2026, 1, 1), date(2026, 12, 31)) == year
    shift = WINTER.days(date(2026, 10, 25), date(2026, 10, 25))
    assert datetime.fromisoformat(shift[1]) - datetime.fromisoformat(shift[0]) == timedelta(hours=25), "the clocks went back"


@pytest.mark.usefixtures("berlin")
def test_a_moment_of_another_place_keeps_its_own_offset() -> None:
    tokyo = Moment("2026-07-26T11:00:00.000000Z", 540)
    assert tokyo.midnight(date(2026, 7, 1)) == "2026-06-30T15:00:00.000000Z"
    assert tokyo.midnight(date(2026, 12, 1)) == "2026-11-30T15:00:00.000000Z"


@given(st.dates(date(1900, 1, 1), date(2999, 12, 30)), st.integers(-720, 840).filter(lambda minutes: minutes % 15))
def test_days_follow_each_other_without_a_gap(day: date, offset: int) -> None:
    """An odd offset is that of no time zone, so the rules of the computer's own do not hold."""
    here = Moment("2026-07-26T11:00:00.000000Z", offset)
    begin, end = here.days(day, day)
    assert here.midnight(day + timedelta(days=1)) == end
    wanted = datetime(day.year, day.month, day.day, tzinfo=timezone(timedelta(minutes=offset)))
    assert begin == utc_text(wanted.astimezone(UTC))


@pytest.mark.parametrize(
    "zone", ["America/Sao_Paulo", "Asia/Beirut", "America/Havana", "Atlantic/Azores", "Pacific/Apia", "Australia/Lord_Howe"]
)
def test_a_day_without_midnight_begins_when_its_clocks_do(zone: str) -> None:
    """The clocks of these places go forward at midnight; Samoa left out a whole day."""
    place = ZoneInfo(zone)
    with standing_in(zone):
        now = Moment.of(datetime.now(UTC).astimezone())
        for day in (date(2009, 1, 1) + timedelta(days=count) for count in range(5 * 366)):
            begin = datetime.fromisoformat(now.midnight(day))
            assert (begin - timedelta(microseconds=1)).astimezone(place).date() < day <= begin.astimezone(place).date()


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "UTC", "America/Sao_Paulo"])
def test_the_first_and_the_last_day_that_there_are_can_be_asked_for(zone: str) -> None:
    """Somebody types 9999-12-31 for "always"."""
    with standing_in(zone):
        since, until = Moment.of(datetime.now(UTC).astimezone()).days(date.min, date.max)
    assert since < "0001-01-02" < "9999-12-31" < until


def test_times_of_every_year_sort_as_text() -> None:
    assert utc_text(datetime(900, 7, 1, tzinfo=UTC)) == "0900-07-01T00:00:00.000000Z"
