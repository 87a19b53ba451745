"""Periods of whole days, as people write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.period import Period, parse_period, week_name

days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-01..2026-03", "2026-01-01", "2026-03-31"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2026-q4", "2026-10-01", "2026-12-31"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-01-05 .. 2026-01-18", "2026-01-05", "2026-01-18"),
        ("2025-Q4..2026-01-03", "2025-10-01", "2026-01-03"),
    ],
)
def test_what_is_written_is_what_is_meant(text: str, first: str, last: str) -> None:
    assert str(parse_period(text)) == f"{first}..{last}"


@pytest.mark.parametrize(
    "text", ["", "..", "2026-13", "2026-02-30", "03.2026", "2026-Q5", "2026-03..2026-01", "2026..", "9999", "1900..2026"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_period(text)


@given(days, st.integers(0, 800))
def test_weeks_cover_every_day_once(first: date, length: int) -> None:
    period = Period(first, first + timedelta(days=length))
    weeks = list(period.weeks())
    assert sum(week.days for week in weeks) == period.days
    assert (weeks[0].first, weeks[-1].last) == (period.first, period.last)
    assert all(week_name(week.first) == week_name(week.last) for week in weeks)
    assert len({week_name(week.first) for week in weeks}) == len(weeks)


@given(days, st.integers(0, 300))
def test_the_period_before_ends_where_this_one_begins(first: date, length: int) -> None:
    period = Period(first, first + timedelta(days=length))
    before = period.before()
    assert before.days == period.days
    assert before.last + timedelta(days=1) == period.first
