"""How an objective stands, from its numbers alone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.aims import AimState, Target, require_target, state_of
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.period import Period

D = Decimal
WINDOW = Period(date(2026, 1, 1), date(2026, 1, 31))
DUE = date(2026, 5, 11)
UP = Target(D(80), WINDOW, D(90), DUE, up=True)
DOWN = Target(D(100), WINDOW, D(50), DUE, up=False)
HALF = date(2026, 3, 22)


@pytest.mark.parametrize(
    ("target", "value", "today", "state"),
    [
        (UP, None, HALF, AimState.NO_DATA),
        (UP, "85", HALF, AimState.ON_TRACK),
        (UP, "84.99", HALF, AimState.BEHIND),
        (UP, "95", HALF, AimState.ON_TRACK),
        (UP, "90", DUE, AimState.MET),
        (UP, "89.99", DUE, AimState.MISSED),
        (UP, None, DUE, AimState.NO_DATA),
        (DOWN, "75", HALF, AimState.ON_TRACK),
        (DOWN, "75.01", HALF, AimState.BEHIND),
        (DOWN, "50", DUE + timedelta(days=400), AimState.MET),
        (DOWN, "51", DUE, AimState.MISSED),
    ],
)
def test_the_state_follows_a_straight_way(target: Target, value: str | None, today: date, state: AimState) -> None:
    assert state_of(target, None if value is None else D(value), today) is state


def test_the_window_is_as_long_as_that_of_the_baseline_and_ends_at_the_due_date() -> None:
    assert UP.current_window(HALF) == Period(date(2026, 2, 20), HALF)
    assert UP.current_window(HALF).days == WINDOW.days
    assert UP.current_window(DUE + timedelta(days=30)).last == DUE


@given(st.integers(0, 200), st.integers(0, 1000), st.booleans())
def test_a_better_value_never_stands_worse(days: int, hundredths: int, up: bool) -> None:
    order = [AimState.MISSED, AimState.BEHIND, AimState.ON_TRACK, AimState.MET]
    target = UP if up else DOWN
    today = WINDOW.last + timedelta(days=days)
    worse = D(hundredths) / 10
    better = worse + 1 if up else worse - 1
    found = [state_of(target, value, today) for value in (worse, better)]
    assert order.index(found[0]) <= order.index(found[1])


@pytest.mark.parametrize("wrong", [Target(D(80), WINDOW, D(79), DUE, up=True), Target(D(1), WINDOW, D(2), DUE, up=False)])
def test_a_target_worse_than_the_baseline_is_refused(wrong: Target) -> None:
    with pytest.raises(InputError, match="worse"):
        require_target(wrong)


def test_a_due_date_inside_the_baseline_is_refused() -> None:
    with pytest.raises(InputError, match="inside the baseline"):
        require_target(Target(D(80), WINDOW, D(90), WINDOW.last, up=True))
