"""Questions about readings: honest ones are rarely asked about, planted patterns always."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from qa_desktop.methods import honesty
from qa_desktop.methods.honesty import Commit, Span

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LOWER, UPPER = Decimal("12.300"), Decimal("12.400")
WIDTH = UPPER - LOWER
SERIES = 4000


def series(dice: random.Random, size: int, cp: float, resolution: Decimal, shift: float = 0.0) -> list[Decimal]:
    """Return normal readings on a scale, drifted by ``shift`` standard deviations."""
    sigma = float(WIDTH) / 6 / cp
    middle = 12.35 + shift * sigma
    return [Decimal(str(dice.gauss(middle, sigma))).quantize(resolution) for _ in range(size)]


def asked(values: list[Decimal], resolution: Decimal) -> bool:
    return bool(
        honesty.identical(values, resolution, WIDTH)
        or honesty.regular(values, resolution, WIDTH)
        or honesty.on_limit(values, resolution, LOWER, UPPER)
    )


@pytest.mark.parametrize("size", [5, 13, 32, 80, 200])
@pytest.mark.parametrize("resolution", ["0.01", "0.005", "0.001"])
@pytest.mark.parametrize("cp", [0.67, 1.0, 1.33, 2.0])
def test_honest_readings_are_rarely_asked_about(size: int, resolution: str, cp: float) -> None:
    dice, step = random.Random(f"{size} {resolution} {cp}"), Decimal(resolution)
    count = max(200, SERIES // size)
    found = sum(asked(series(dice, size, cp, step, dice.choice((0.0, 0.0, 1.0, -1.5))), step) for _ in range(count))
    assert found / count <= 0.01, f"{found} of {count}"


@pytest.mark.parametrize("resolution", ["0.005", "0.001"])
@pytest.mark.parametrize("seed", range(50))
def test_a_planted_run_of_equal_readings_is_always_found(resolution: str, seed: int) -> None:
    dice, step = random.Random(seed), Decimal(resolution)
    values = series(dice, 40, 1.33, step)
    at = dice.randint(0, 24)
    values[at : at + 16] = [values[at]] * 16
    found = honesty.identical(values, step, WIDTH)
    assert found is not None
    assert found.first <= at
    assert found.last >= at + 15


@pytest.mark.parametrize("seed", range(50))
def test_six_equal_readings_are_found_on_a_fine_scale_and_not_on_a_coarse_one(seed: int) -> None:
    dice = random.Random(seed)
    fine = [Decimal("12.341")] * 6
    assert honesty.identical(fine, Decimal("0.001"), WIDTH) == Span(0, 5)
    coarse = [Decimal(str(dice.choice((12.3, 12.4)))) for _ in range(6)]
    assert honesty.identical([coarse[0]] * 6, Decimal("0.1"), WIDTH) is None


@pytest.mark.parametrize("resolution", ["0.005", "0.001"])
@pytest.mark.parametrize("seed", range(50))
def test_a_planted_progression_is_always_found(resolution: str, seed: int) -> None:
    dice, step = random.Random(seed), Decimal(resolution)
    values = series(dice, 30, 1.33, step)
    at, by = dice.randint(0, 20), step * dice.choice((-2, -1, 1, 2))
    values[at : at + 9] = [values[at] + by * n for n in range(9)]
    found = honesty.regular(values, step, WIDTH)
    assert found is not None
    assert found.step == by
    assert found.size >= 9


@pytest.mark.parametrize("limit", [LOWER, UPPER])
@pytest.mark.parametrize("seed", range(50))
def test_many_readings_on_a_limit_are_always_found(limit: Decimal, seed: int) -> None:
    dice, step = random.Random(seed), Decimal("0.001")
    values = series(dice, 20, 1.0, step)
    places = sorted(dice.sample(range(20), 7))
    for place in places:
        values[place] = limit
    found = honesty.on_limit(values, step, LOWER, UPPER)
    assert found is not None
    assert set(places) <= set(found.places)
    assert found.limit == limit


def test_a_characteristic_with_one_limit_may_sit_on_it() -> None:
    assert honesty.on_limit([Decimal(0)] * 30, Decimal("0.1"), Decimal(0), None) is None


def test_without_limits_the_other_readings_say_how_much_is_usual() -> None:
    varied = [Decimal(n) / 100 for n in (1234, 1229, 1241, 1236, 1225, 1238)]
    assert honesty.identical([*varied, *[Decimal("12.30")] * 8], Decimal("0.01")) == Span(6, 13)
    assert honesty.identical([Decimal("12.30")] * 8, Decimal("0.01")) is None
    steady = [Decimal("1.0"), Decimal("1.0"), Decimal("1.0"), Decimal("1.1"), Decimal("1.0"), Decimal("1.0")]
    assert honesty.identical([*steady, *[Decimal("1.0")] * 8], Decimal("0.1")) is None


@pytest.mark.parametrize("seed", range(200))
def test_people_who_measure_are_not_too_fast(seed: int) -> None:
    dice = random.Random(seed)
    at, commits = START, []
    for _ in range(100):
        at += timedelta(seconds=dice.lognormvariate(1.3, 0.6))  # the middle is 3.7 seconds, one in sixty below one second
        commits.append(Commit(at, 1.0))
    assert honesty.too_fast(commits) is None


@pytest.mark.parametrize("seed", range(50))
def test_ten_readings_in_three_seconds_are_found(seed: int) -> None:
    dice = random.Random(seed)
    at, commits = START, []
    begin = dice.randint(1, 20)
    for number in range(40):
        at += timedelta(seconds=dice.uniform(0.1, 0.5) if begin < number <= begin + 10 else dice.uniform(2, 9))
        commits.append(Commit(at, 1.0))
    assert honesty.too_fast(commits) == Span(begin, begin + 10)


def test_a_clock_that_goes_back_is_no_speed_but_is_found() -> None:
    moments = [START + timedelta(seconds=5 * n) for n in range(10)] + [START - timedelta(hours=2)]
    assert honesty.too_fast([Commit(moment, 1.0) for moment in moments]) is None
    assert honesty.set_back(moments) == (10, timedelta(hours=2, seconds=45))
    assert honesty.set_back(moments[:10]) is None
    assert honesty.set_back([START, START - timedelta(seconds=90)]) is None, "clocks are set by the network"


@pytest.mark.parametrize(
    ("off", "found"),
    [
        (timedelta(), False),
        (timedelta(hours=-23), False),
        (timedelta(minutes=9), False),
        (timedelta(hours=-25), True),
        (timedelta(minutes=11), True),
        (timedelta(days=-30), True),
    ],
)
def test_moments_far_from_the_clock(off: timedelta, found: bool) -> None:
    assert honesty.dated_away(START + off, START) == (off if found else None)


@pytest.mark.parametrize(
    ("values", "decimals", "step"),
    [(["1.25", "1.2"], None, "0.01"), (["1", "2"], None, "1"), (["1.250"], 3, "0.001"), (["1.2", "1.3"], 3, "0.1")],
)
def test_the_scale_is_what_was_read(values: list[str], decimals: int | None, step: str) -> None:
    assert honesty.resolution_of([Decimal(value) for value in values], decimals) == Decimal(step)
