"""Probabilities against direct sums in fractions, zero-acceptance plans by brute force, the k method in closed form."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_desktop.domain.errors import InputError
from qa_desktop.methods.sampling import oc
from qa_desktop.methods.sampling.oc import Model, acceptance, quality_accepted, zero_acceptance
from qa_desktop.methods.sampling.tables import LETTERS, cell_of
from qa_desktop.methods.sampling.variables import estimated_fraction, k_method
from qa_desktop.methods.sampling.words import percent, quality, risk_in_words

D = Decimal


def binomial(n: int, ac: int, p: Fraction) -> Fraction:
    return sum((math.comb(n, d) * p**d * (1 - p) ** (n - d) for d in range(min(ac, n) + 1)), Fraction(0))


def poisson(mean: Fraction, ac: int) -> float:
    """e^-m times a sum that is exact; e^-m with 60 digits."""
    from decimal import localcontext

    with localcontext(prec=60):
        series = sum((mean**d / Fraction(math.factorial(d)) for d in range(ac + 1)), Fraction(0))
        return float((-D(mean.numerator) / D(mean.denominator)).exp() * D(series.numerator) / D(series.denominator))


def drawn(bad: int, size: int, n: int, ac: int) -> Fraction:
    """Draw every possible sample from a small lot and count."""
    lot = [True] * bad + [False] * (size - bad)
    samples = list(combinations(lot, n))
    return Fraction(sum(sum(sample) <= ac for sample in samples), len(samples))


def test_hypergeometric_by_drawing_every_sample() -> None:
    for size in range(1, 9):
        for bad in range(size + 1):
            for n in range(1, size + 1):
                for ac in range(3):
                    assert oc.hypergeometric(n, ac, bad, size) == float(drawn(bad, size, n, ac))


@pytest.mark.parametrize("letter", ["A", "C", "F", "J", "L"])
@pytest.mark.parametrize("p", ["0.0001", "0.004", "0.02", "0.1", "0.35", "0.9", "0.999"])
def test_binomial_by_direct_sums(letter: str, p: str) -> None:
    for aql in ("0.65", "1.0", "2.5", "6.5", "10"):
        cell = cell_of(letter, aql, "normal")
        exact = float(binomial(cell.size, cell.ac, Fraction(p)))
        assert oc.binomial(cell.size, cell.ac, D(p)) == pytest.approx(exact, rel=1e-10, abs=1e-300)


@given(st.integers(1, 60), st.integers(0, 70), st.integers(0, 1000))
def test_binomial_of_any_plan(n: int, ac: int, thousandths: int) -> None:
    exact = float(binomial(n, ac, Fraction(thousandths, 1000)))
    assert oc.binomial(n, ac, D(thousandths) / 1000) == pytest.approx(exact, rel=1e-11, abs=1e-15)


@given(st.integers(1, 400), st.integers(0, 60), st.integers(0, 3000))
def test_poisson_of_any_plan(n: int, ac: int, per_100: int) -> None:
    rate = Fraction(per_100, 10_000)
    assert oc.poisson(n, ac, D(per_100) / 10_000) == pytest.approx(poisson(rate * n, ac), rel=1e-11, abs=1e-15)


def test_the_three_models_agree_for_a_large_lot_and_a_small_fraction() -> None:
    values = [acceptance(50, 1, 0.01, model=model, lot_size=1_000_000) for model in Model]
    assert max(values) - min(values) < 2e-3


def test_large_plans_neither_overflow_nor_vanish() -> None:
    assert oc.binomial(1000, 900, 0.9) == pytest.approx(float(binomial(1000, 900, Fraction(9, 10))), rel=1e-9)
    assert oc.poisson(2000, 44, 0.02) == pytest.approx(poisson(Fraction(40), 44), rel=1e-10)
    assert oc.hypergeometric(3150, 1, 100, 1_000_000) == pytest.approx(0.9600, abs=1e-3)


def test_far_beyond_the_middle_the_terms_vanish_but_not_their_sum() -> None:
    assert oc.binomial(3000, 2500, 0.01) == 1.0
    assert oc.poisson(3000, 2500, 0.01) == 1.0
    assert oc.binomial(3000, 5, 0.9) == 0.0


def test_a_count_that_passes_exactly_that_often_is_accepted() -> None:
    """One of ten pieces drawn: nine bad ones pass 1/10 of the time."""
    assert quality_accepted(1, 0, 0.10, model=Model.HYPERGEOMETRIC, lot_size=10) == 0.9


def test_ends_of_the_curves() -> None:
    assert oc.binomial(20, 0, 0) == oc.poisson(20, 0, 0) == oc.hypergeometric(20, 0, 0, 100) == 1.0
    assert oc.binomial(20, 3, 1) == 0.0
    assert oc.binomial(5, 5, 1) == 1.0
    assert oc.hypergeometric(5, 4, 100, 100) == 0.0


@pytest.mark.parametrize(
    ("size", "p", "bad"),
    [
        (1000, "0.02", 20),
        (150, "0.01", 2),
        (50, "0.01", 0),
        (250, "0.01", 2),
        (350, "0.01", 4),
        (100, "0.29", 29),
        (1000, "0.0005", 0),
    ],
)
def test_nonconforming_in_a_lot_is_rounded_without_a_float(size: int, p: str, bad: int) -> None:
    assert oc.nonconforming_in(size, D(p)) == bad
    assert oc.nonconforming_in(size, float(p)) == bad


@pytest.mark.parametrize("letter", LETTERS)
def test_quality_accepted_lies_on_the_curve(letter: str) -> None:
    for aql in ("0.10", "1.0", "4.0", "10"):
        cell = cell_of(letter, aql, "normal")
        for probability in (0.95, 0.5, 0.10):
            for model in (Model.BINOMIAL, Model.POISSON):
                found = quality_accepted(cell.size, cell.ac, probability, model=model)
                if cell.ac < cell.size:
                    assert acceptance(cell.size, cell.ac, found, model=model) == pytest.approx(probability, abs=1e-9)


def test_quality_accepted_of_ac_0_in_closed_form() -> None:
    for n in (2, 13, 80, 1250):
        assert quality_accepted(n, 0, 0.95) == pytest.approx(1 - 0.95 ** (1 / n), rel=1e-9)
        assert quality_accepted(n, 0, 0.10, model=Model.POISSON) == pytest.approx(-math.log(0.10) / n, rel=1e-9)


def test_quality_accepted_in_one_lot_is_the_worst_count_that_still_passes() -> None:
    for n, ac, size in ((20, 0, 200), (32, 1, 150), (5, 0, 9)):
        for probability in (0.95, 0.10):
            counts = [bad for bad in range(size + 1) if oc.hypergeometric(n, ac, bad, size) >= probability]
            found = quality_accepted(n, ac, probability, model=Model.HYPERGEOMETRIC, lot_size=size)
            assert found == max(counts) / size


def test_a_curve_starts_with_certainty_and_falls() -> None:
    for model in Model:
        curve = oc.risk(80, 5, model=model, lot_size=1200).curve
        assert (curve[0].quality, curve[0].accepted) == (0.0, 1.0)
        assert all(one.accepted >= other.accepted for one, other in pairwise(curve))
        assert curve[-1].accepted < 0.10


# Zero acceptance


def smallest(size: int, bad: int, beta: Fraction) -> int:
    return next(n for n in range(1, size + 1) if Fraction(math.comb(size - bad, n), math.comb(size, n)) <= beta)


def test_zero_acceptance_by_brute_force() -> None:
    for size in range(1, 61):
        for bad in range(1, size + 1):
            for beta in ("0.5", "0.1", "0.05", "0.01"):
                assert zero_acceptance(size, bad, D(beta)) == smallest(size, bad, Fraction(beta)), (size, bad, beta)


def test_zero_acceptance_exactly_at_the_risk_is_enough() -> None:
    """A lot of 10 with 1: n = 9 passes 1/10 of the time, which is at most 0.1.  As a float, 0.1 is a little more, 0.3 less."""
    assert zero_acceptance(10, 1, D("0.1")) == 9
    assert zero_acceptance(10, 1, 0.1) == 9
    assert zero_acceptance(10, 1, D("0.3")) == zero_acceptance(10, 1, 0.3) == 7
    assert zero_acceptance(10, 1, Fraction(1, 3)) == 7
    for tenths in range(1, 10):
        assert zero_acceptance(10, 1, D(tenths) / 10) == 10 - tenths


def test_zero_acceptance_of_large_lots_is_quick_and_exact() -> None:
    for size, bad in ((500_000, 1), (500_000, 5_000), (1_000_000, 500_000), (10**7, 3000)):
        n = zero_acceptance(size, bad, D("0.1"))
        passes = oc.zero_probability(size, bad, n)
        assert passes <= 0.1
        assert n == 1 or oc.zero_probability(size, bad, n - 1) > 0.1


@pytest.mark.parametrize(
    ("size", "bad", "beta"), [(0, 1, "0.1"), (10, 0, "0.1"), (10, 11, "0.1"), (10, 1, "0"), (10, 1, "1"), (10, 1, "-0.1")]
)
def test_zero_acceptance_without_sense_is_refused(size: int, bad: int, beta: str) -> None:
    with pytest.raises(InputError):
        zero_acceptance(size, bad, D(beta))


@pytest.mark.parametrize(
    ("size", "percent_", "limit"), [(80, "5", 4), (79, "5", 3), (100, "29", 29), (1000, "0.1", 1), (999, "0.1", 0)]
)
def test_a_limit_in_percent_is_rounded_down_without_a_float(size: int, percent_: str, limit: int) -> None:
    assert oc.limit_from_percent(size, D(percent_)) == limit


# Variables


def test_estimated_fraction_in_closed_form() -> None:
    """n = 4 is the uniform distribution, n = 3 the arcsine distribution, n = 6 is 3x² - 2x³."""
    for q in (-1.4, -0.7, 0.0, 0.3, 0.9, 1.3):
        x4, x3, x6 = ((1 - q * math.sqrt(n) / (n - 1)) / 2 for n in (4, 3, 6))
        assert estimated_fraction(q, 4) == pytest.approx(min(1, max(0, x4)), abs=1e-12)
        assert estimated_fraction(q, 3) == pytest.approx(2 / math.pi * math.asin(math.sqrt(min(1, max(0, x3)))), abs=1e-12)
        assert estimated_fraction(q, 6) == pytest.approx(min(1, max(0, 3 * x6**2 - 2 * x6**3)), abs=1e-12)


def test_estimated_fraction_with_known_sigma() -> None:
    assert estimated_fraction(1.0, 5, sigma_known=True) == pytest.approx(
        0.5 * math.erfc(math.sqrt(5 / 4) / math.sqrt(2)), rel=1e-9
    )


def test_a_lot_exactly_at_k_is_accepted() -> None:
    """Mean 0.2, s 0.1, limit 0.362: the index is 1.62, though not in floating point."""
    result = k_method([D("0.1"), D("0.2"), D("0.3")], D("1.62"), lower=None, upper=D("0.362"))
    assert result.accept
    assert not k_method([D("0.1"), D("0.2"), D("0.3")], D("1.6200000001"), lower=None, upper=D("0.362")).accept
    assert k_method([D("0.1"), D("0.2"), D("0.3")], D("1.62"), lower=D("0.038"), upper=None).accept


@given(
    st.lists(st.integers(-500, 500), min_size=3, max_size=12),
    st.integers(-300, 300),
    st.integers(-600, 600),
    st.booleans(),
)
def test_the_decision_agrees_with_the_index_that_is_shown(cents: list[int], k100: int, limit: int, above: bool) -> None:
    values, k, bound = [D(c) / 100 for c in cents], D(k100) / 100, D(limit) / 100
    result = k_method(values, k, lower=None if above else bound, upper=bound if above else None)
    index = result.q_u if above else result.q_l
    if index is not None and abs(index - float(k)) > 1e-9:
        assert result.accept == (index > float(k))


def test_both_limits_must_hold_and_fractions_add_up() -> None:
    values = [D("4.9"), D("5.0"), D("5.1"), D("5.05"), D("4.95")]
    both = k_method(values, D("1.5"), lower=D("4.8"), upper=D("5.1"))
    low, high = k_method(values, D("1.5"), lower=D("4.8"), upper=None), k_method(values, D("1.5"), lower=None, upper=D("5.1"))
    assert (low.accept, high.accept, both.accept) == (True, False, False)
    assert both.estimated_fraction_nonconforming == pytest.approx(
        low.estimated_fraction_nonconforming + high.estimated_fraction_nonconforming
    )
    assert (both.q_l, both.q_u) == (low.q_l, high.q_u)


def test_values_without_spread() -> None:
    same = [D("5.00")] * 4
    inside, outside, on = (k_method(same, D("1.5"), lower=None, upper=D(limit)) for limit in ("5.01", "4.99", "5.00"))
    assert (inside.accept, inside.q_u, inside.estimated_fraction_nonconforming) == (True, None, 0.0)
    assert (outside.accept, outside.estimated_fraction_nonconforming) == (False, 1.0)
    assert on.accept


def test_known_sigma_is_used_and_one_value_is_enough() -> None:
    result = k_method([D("4.0")], D("2"), lower=None, upper=D("5.0"), sigma_known=D("0.5"))
    assert (result.accept, result.q_u, result.s) == (True, 2.0, 0.5)


def test_a_small_spread_on_a_large_offset_keeps_its_digits() -> None:
    values = [D("1000000.2"), D("1000000.3"), D("1000000.4")]
    assert k_method(values, D("1"), lower=None, upper=D("1000001")).s == pytest.approx(0.1, rel=1e-14)


@pytest.mark.parametrize(
    ("values", "lower", "upper", "sigma"),
    [
        (["1", "2"], None, "3", None),
        (["1", "2", "3"], None, None, None),
        (["1", "2", "3"], "4", "3", None),
        (["1"], None, "3", "0"),
    ],
)
def test_a_k_method_without_sense_is_refused(values: list[str], lower: str | None, upper: str | None, sigma: str | None) -> None:
    def number(text: str | None) -> Decimal | None:
        return None if text is None else D(text)

    with pytest.raises(InputError):
        k_method([D(v) for v in values], D("1"), lower=number(lower), upper=number(upper), sigma_known=number(sigma))


# Words


def test_the_risk_in_words_names_a_quality_between_the_two_ends() -> None:
    said = risk_in_words(80, 5, 6, Model.BINOMIAL)
    assert said[0] == "A lot with 7 % bad pieces still passes 51 % of the time."
    assert said[1].startswith("Accepted 95 % of the time: 3.32 % bad pieces. Accepted 10 % of the time: 11.3 %")
    assert risk_in_words(80, 2, 5, Model.BINOMIAL)[0].startswith("Between 2 and 5 the lot is accepted")


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (1.0, "100.0 %"),
        (0.99999, "more than 99.9 %"),
        (0.5712, "57 %"),
        (0.0942, "9.4 %"),
        (0.0001, "less than 0.1 %"),
        (0.0, "0.0 %"),
    ],
)
def test_a_percentage_never_claims_certainty_that_is_not_there(probability: float, words: str) -> None:
    assert percent(probability) == words


def test_quality_in_words() -> None:
    assert quality(0.03, Model.BINOMIAL) == "3 % bad pieces"
    assert quality(1.19, Model.POISSON) == "119 nonconformities per 100 units"


def test_mistake_a_share_of_the_lot_is_not_an_aql() -> None:
    """Ten percent of a small and of a large lot: the same words, and risks that have nothing to do with each other."""
    from qa_desktop.methods.sampling.fixed import share_of_lot

    small, large = (acceptance(share_of_lot(size, D(10)), 0, 0.03) for size in (30, 3000))
    assert small > 0.9
    assert large < 0.001


@settings(max_examples=50)
@given(st.integers(1, 300), st.integers(0, 20))
def test_worse_quality_is_never_accepted_more_often(n: int, ac: int) -> None:
    heights = [oc.binomial(n, ac, p / 50) for p in range(51)]
    assert all(one >= other - 1e-12 for one, other in pairwise(heights))
