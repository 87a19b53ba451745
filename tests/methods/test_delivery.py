"""Punctuality, first-pass yield, parts per million and scores: the traps of the definitions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.methods.metrics.delivery import (
    NO_DATA,
    Criterion,
    Line,
    Rate,
    Standing,
    first_pass_yield,
    fulfilled_on,
    number_text,
    parts_per_million,
    percent_text,
    punctuality,
    score,
    standing_of,
)

D = Decimal
FIRST, LAST, TODAY = date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 10)
DAY = timedelta(days=1)
MID = date(2026, 3, 15)

days = st.dates(date(2026, 1, 1), date(2026, 6, 30))
amounts = st.integers(0, 10_000).map(D)
lines = st.builds(
    Line,
    last_day=days,
    first_day=st.none() | st.just(date(2026, 1, 1)),
    fulfilled_on=st.none() | days,
    is_cancelled=st.booleans(),
)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (Line(MID, fulfilled_on=MID), Standing.ON_TIME),
        (Line(MID, fulfilled_on=MID + DAY), Standing.LATE),
        (Line(MID, fulfilled_on=MID - 30 * DAY), Standing.ON_TIME),
        (Line(MID, first_day=MID - 3 * DAY, fulfilled_on=MID - 3 * DAY), Standing.ON_TIME),
        (Line(MID, first_day=MID - 3 * DAY, fulfilled_on=MID - 4 * DAY), Standing.EARLY),
        (Line(MID), Standing.OPEN_LATE),
        (Line(TODAY), Standing.OPEN),
        (Line(TODAY - DAY), Standing.OPEN_LATE),
        (Line(MID, is_cancelled=True), Standing.CANCELLED),
    ],
)
def test_a_line_stands_against_its_window(line: Line, expected: Standing) -> None:
    assert standing_of(line, TODAY) is expected


def test_an_open_late_line_is_due_and_not_on_time() -> None:
    found = punctuality([Line(MID, fulfilled_on=MID), Line(MID)], FIRST, LAST, TODAY)
    assert (found.due, found.open_late, found.rate.value) == (2, 1, D("0.5"))


def test_what_was_delivered_in_advance_is_not_counted_before_the_rest_can_be_late() -> None:
    ahead = [Line(LAST, fulfilled_on=MID), Line(LAST)]
    assert punctuality(ahead, FIRST, LAST, MID + DAY).due == 0
    assert punctuality(ahead, FIRST, LAST, LAST).due == 0, "the last day itself can still be used"
    assert punctuality(ahead, FIRST, LAST, LAST + DAY).rate == Rate(D(1), D(2))


def test_a_line_belongs_to_the_period_of_its_last_day_not_of_its_delivery() -> None:
    late = Line(LAST, fulfilled_on=LAST + 5 * DAY)
    assert punctuality([late], FIRST, LAST, TODAY).late == 1
    assert punctuality([late], LAST + DAY, TODAY, TODAY).due == 0


def test_an_empty_period_says_no_data() -> None:
    assert punctuality([], FIRST, LAST, TODAY).rate.value is None
    assert first_pass_yield([]).value is None
    assert first_pass_yield([(D(0), D(0))]).value is None
    assert parts_per_million([]) is None
    assert score([]) is None
    assert score([Criterion("quality", D(50), None)]) is None
    assert percent_text(None) == number_text(None) == NO_DATA


@given(st.lists(lines, max_size=30), days)
def test_due_lines_are_counted_once_and_never_cancelled_ones(found: list[Line], today: date) -> None:
    counted = punctuality(found, FIRST, LAST, today)
    due = [one for one in found if not one.is_cancelled and FIRST <= one.last_day <= LAST and one.last_day < today]
    assert counted.due == len(due)
    assert counted.on_time <= sum(one.fulfilled_on is not None and one.fulfilled_on <= one.last_day for one in due)
    share = counted.rate.value
    assert (share is None) is (not due)
    assert share is None or 0 <= share <= 1


@given(st.lists(st.tuples(days, st.integers(1, 50).map(D)), max_size=12), st.integers(1, 300).map(D))
def test_a_quantity_is_reached_on_the_day_on_which_it_is_reached(given_: list[tuple[date, D]], wanted: D) -> None:
    day = fulfilled_on(wanted, given_)
    if day is None:
        assert sum((amount for _, amount in given_), D(0)) < wanted
    else:
        assert sum((amount for when, amount in given_ if when <= day), D(0)) >= wanted
        assert sum((amount for when, amount in given_ if when < day), D(0)) < wanted


def test_yield_and_ppm_are_of_totals_and_no_means_of_lots() -> None:
    small_bad, large_good = (D(10), D(5)), (D(990), D(990))
    assert first_pass_yield([small_bad, large_good]).value == D("0.995")
    assert parts_per_million([(D(10), D(5)), (D(990), D(0))]) == D(5000)


@given(st.lists(st.tuples(amounts, st.integers(-100, 20_000).map(D)), max_size=20))
def test_a_yield_is_a_share_whatever_was_called_back(lots: list[tuple[D, D]]) -> None:
    value = first_pass_yield(lots).value
    assert value is None or 0 <= value <= 1


def test_a_criterion_without_data_is_left_out_and_not_zero() -> None:
    half = [Criterion("quality", D(50), D(80)), Criterion("delivery", D(30), None), Criterion("papers", D(20), D(100))]
    assert score(half) == (D(50) * 80 + D(20) * 100) / 70
    assert score([Criterion("quality", D(50), D(0)), Criterion("delivery", D(30), None)]) == 0


@given(st.lists(st.tuples(st.integers(1, 100).map(D), st.none() | st.integers(0, 100).map(D)), max_size=6))
def test_a_score_lies_between_its_criteria(given_: list[tuple[D, D | None]]) -> None:
    value = score(Criterion(str(place), weight, one) for place, (weight, one) in enumerate(given_))
    known = [one for _, one in given_ if one is not None]
    assert (value is None) is (not known)
    assert value is None or min(known) - D("1e-9") <= value <= max(known) + D("1e-9")


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (D(1), "100 %"),
        (D("0.99999"), "over 99.9 %"),
        (D("0.00001"), "under 0.1 %"),
        (D(0), "0 %"),
        (D("0.9549"), "95.5 %"),
        (D("0.5"), "50 %"),
    ],
)
def test_rounding_never_says_all_or_none(share: D, words: str) -> None:
    assert percent_text(share) == words


def test_a_few_parts_per_million_are_not_none() -> None:
    assert number_text(D("0.3")) == "under 1"
    assert number_text(D(0)) == "0"
    assert number_text(D(2500)) == "2500"
