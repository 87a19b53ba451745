"""Rounding, limits, guard bands, position, fixed plans and skipped lots."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.decision import Conformity, DecisionRule
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.tolerance import Limits
from qa_desktop.methods.guard_band import acceptance_zone, conformance_probability
from qa_desktop.methods.position import Feature, bonus_at_mmc, position
from qa_desktop.methods.rounding import Tie, round_to_step
from qa_desktop.methods.sampling.fixed import every_piece, fixed_number, share_of_lot
from qa_desktop.methods.sampling.skip import Outcome, chosen_in_group, inspects_next
from qa_desktop.methods.tolerance import limits_from_deviations

D = Decimal
NUMBERS = st.decimals(-9999, 9999, places=6)


@given(NUMBERS, st.integers(0, 6))
def test_a_step_of_a_power_of_ten_rounds_as_python_does(value: Decimal, places: int) -> None:
    step = D(1).scaleb(-places)
    assert str(round_to_step(value, step, Tie.HALF_EVEN)) == format(value.quantize(step, ROUND_HALF_EVEN) + 0, "f")
    assert str(round_to_step(value, step, Tie.HALF_UP)) == format(value.quantize(step, ROUND_HALF_UP) + 0, "f")


@given(NUMBERS, st.sampled_from(["0.005", "0.02", "0.25", "5", "0.3", "1", "0.0004"]), st.sampled_from([*Tie]))
def test_no_other_multiple_of_the_step_is_nearer(value: Decimal, text: str, tie: Tie) -> None:
    step = D(text)
    found = round_to_step(value, step, tie)
    multiple = Fraction(found) / Fraction(step)
    assert multiple.denominator == 1
    away = abs(Fraction(value) - Fraction(found))
    assert away * 2 <= Fraction(step)
    if away * 2 == Fraction(step):
        if tie is Tie.HALF_EVEN:
            assert multiple % 2 == 0
        else:
            assert abs(found) > abs(value)


@pytest.mark.parametrize("step", ["0", "-0.1", "NaN", "Infinity"])
def test_a_step_must_be_larger_than_zero(step: str) -> None:
    with pytest.raises(InputError):
        round_to_step(D(1), D(step))


def test_a_rounded_value_keeps_every_digit() -> None:
    assert round_to_step(D("8999999999.123456789"), D("0.000000005")) == D("8999999999.123456790")
    assert str(round_to_step(D("123456789012345678901234567890.5"), D("1"))) == "123456789012345678901234567890"


# Limits


def test_limits_from_signed_deviations_are_exact() -> None:
    fit = limits_from_deviations(D("25"), D("-0.040"), D("-0.015"))
    assert (fit.nominal, fit.lower, fit.upper) == (D("25"), D("24.960"), D("24.985"))
    assert limits_from_deviations(D("0.1"), None, D("0.2")) == Limits(D("0.1"), None, D("0.3"))
    assert limits_from_deviations(D("0.1"), D("-0.1"), None).upper is None


def test_crossed_deviations_are_refused() -> None:
    with pytest.raises(InputError, match="lies above"):
        limits_from_deviations(D("25"), D("0.1"), D("-0.1"))


# Guard bands


def test_the_acceptance_zone_is_where_conformity_is_proven() -> None:
    limits, rule = Limits(None, D("19.9"), D("20.1")), DecisionRule(uncertainty=D("0.01"), factor=D("2"))
    low, high = acceptance_zone(limits, rule)
    assert (low, high) == (D("19.92"), D("20.08"))
    assert low is not None
    assert high is not None
    for value, found in (
        (low, Conformity.CONFORMING),
        (high, Conformity.CONFORMING),
        (low - D("0.001"), Conformity.UNCERTAIN),
        (high + D("0.001"), Conformity.UNCERTAIN),
    ):
        assert rule.judge(value, limits) is found


def test_guard_bands_that_meet_prove_nothing() -> None:
    limits, rule = Limits(None, D("19.99"), D("20.01")), DecisionRule(uncertainty=D("0.01"), factor=D("2"))
    low, high = acceptance_zone(limits, rule)
    assert low is not None
    assert high is not None
    assert low > high
    assert all(rule.judge(D(v), limits) is not Conformity.CONFORMING for v in ("19.99", "20.00", "20.01"))


@given(st.decimals(18, 22, places=3), st.sampled_from(["0.01", "0.2", "3"]))
def test_the_conformance_probability_is_that_of_the_normal_distribution(value: Decimal, u: str) -> None:
    truth = NormalDist(float(value), float(u))
    both = conformance_probability(value, Limits(None, D("19.9"), D("20.1")), D(u))
    assert both == pytest.approx(truth.cdf(20.1) - truth.cdf(19.9), abs=1e-12)
    upper = conformance_probability(value, Limits(None, None, D("20.1")), D(u))
    lower = conformance_probability(value, Limits(None, D("20.1"), None), D(u))
    assert upper + lower == pytest.approx(1, abs=1e-12)


def test_a_tiny_probability_keeps_its_digits() -> None:
    far = conformance_probability(D("21.1"), Limits(None, D("19.9"), D("20.1")), D("0.1"))
    assert far == pytest.approx(math.erfc(10 / math.sqrt(2)) / 2, rel=1e-9)
    assert far > 0
    below = conformance_probability(D("18.9"), Limits(None, D("19.9"), D("20.1")), D("0.1"))
    assert below == pytest.approx(far, rel=1e-9)


def test_without_uncertainty_there_is_no_doubt() -> None:
    limits = Limits(None, D("19.9"), D("20.1"))
    assert [conformance_probability(D(v), limits, D(0)) for v in ("20.1", "20.1001")] == [1.0, 0.0]
    with pytest.raises(InputError):
        conformance_probability(D(20), limits, D("-1"))


# Position


def test_a_position_exactly_at_its_tolerance_conforms() -> None:
    exact = position(D("0.03"), D("0.04"), D("0.10"))
    assert (exact.deviation, exact.conforms) == (D("0.10"), True)
    assert not position(D("0.03"), D("0.0400001"), D("0.10")).conforms
    assert position(D("-0.03"), D("-0.04"), D("0.10")).conforms


def test_the_bonus_at_maximum_material() -> None:
    assert bonus_at_mmc(Feature.HOLE, D("10.05"), D("10.00")) == D("0.05")
    assert bonus_at_mmc(Feature.SHAFT, D("9.97"), D("10.00")) == D("0.03")
    assert bonus_at_mmc(Feature.HOLE, D("9.99"), D("10.00")) == 0
    assert bonus_at_mmc(Feature.SHAFT, D("10.01"), D("10.00")) == 0
    with_bonus = position(D("0.05"), D("0.05"), D("0.10"), D("0.05"))
    assert (with_bonus.allowed, with_bonus.conforms) == (D("0.15"), True)
    assert not position(D("0.05"), D("0.05"), D("0.10")).conforms


def test_a_negative_position_tolerance_is_refused() -> None:
    with pytest.raises(InputError):
        position(D(0), D(0), D("-0.1"))


# Plans without tables


@pytest.mark.parametrize(("lot", "n", "inspect"), [(100, 5, 5), (3, 5, 3), (1, 1, 1)])
def test_a_fixed_number_is_at_most_the_lot(lot: int, n: int, inspect: int) -> None:
    assert fixed_number(lot, n) == inspect


@pytest.mark.parametrize(
    ("lot", "percent", "inspect"),
    [(100, "10", 10), (101, "10", 11), (1, "0.1", 1), (3, "100", 3), (1000, "0.1", 1), (300, "7", 21), (7, "33.3", 3)],
)
def test_a_share_is_rounded_up_without_a_float(lot: int, percent: str, inspect: int) -> None:
    assert share_of_lot(lot, D(percent)) == inspect


def test_every_piece_is_the_lot() -> None:
    assert every_piece(17) == 17


@pytest.mark.parametrize(
    "call",
    [
        lambda: fixed_number(10, 0),
        lambda: fixed_number(0, 1),
        lambda: share_of_lot(10, D(0)),
        lambda: share_of_lot(10, D(101)),
        lambda: every_piece(0),
    ],
)
def test_plans_without_sense_are_refused(call) -> None:
    with pytest.raises(InputError):
        call()


# One lot in f


def run_of(seed: str, f: int, lots: int) -> list[Outcome]:
    history: list[Outcome] = []
    for _ in range(lots):
        history.append(Outcome.ACCEPTED if inspects_next(seed, f, history) else Outcome.SKIPPED)
    return history


@pytest.mark.parametrize("f", [2, 3, 4, 5])
def test_one_lot_of_every_f_is_inspected_and_anybody_can_work_it_out_again(f: int) -> None:
    history = run_of("recorded seed 4711", f, 40 * f)
    assert history == run_of("recorded seed 4711", f, 40 * f)
    groups = [history[start : start + f] for start in range(0, len(history), f)]
    assert all(group.count(Outcome.ACCEPTED) == 1 for group in groups)
    assert {group.index(Outcome.ACCEPTED) for group in groups} == set(range(f))
    assert history != run_of("another seed", f, 40 * f)


def test_each_place_is_as_likely_as_the_others() -> None:
    counts = [0] * 5
    for group in range(5000):
        counts[chosen_in_group("s", 5, group)] += 1
    assert all(900 < count < 1100 for count in counts)


def test_after_a_rejection_every_lot_is_inspected() -> None:
    seed, f = "s", 5
    history = run_of(seed, f, 12)
    rejected = [*history, Outcome.REJECTED]
    for _ in range(20):
        assert inspects_next(seed, f, rejected)
        rejected.append(Outcome.ACCEPTED)


@pytest.mark.parametrize(("seed", "f"), [("s", 1), ("s", 6), ("", 3), ("  ", 3)])
def test_other_choices_are_refused(seed: str, f: int) -> None:
    with pytest.raises(InputError):
        inspects_next(seed, f, [])
