"""When a day begins: at the midnight of the station, by summer time where it held."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.storage.clock import Moment, utc_text

WINTER = Moment("2026-11-26T11:00:00.000000Z", 60)
SUMMER = Moment("2026-07-26T11:00:00.000000Z", 120)


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The computer stands in Germany."""
    if not hasattr(time, "tzset"):
        pytest.skip("this system cannot change the time zone of a running program")
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Europe/Berlin")
        time.tzset()
        yield
    time.tzset()


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
