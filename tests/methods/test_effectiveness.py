"""Before and after, against scipy's definitions and exact whole numbers computed here."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, fisher_exact

from qa_desktop.domain.errors import InputError
from qa_desktop.methods import effectiveness
from qa_desktop.methods.effectiveness import (
    LUCK,
    MOST_TO_ASK,
    Outcome,
    Share,
    compare,
    could_be_luck,
    fisher_fewer,
    least_exposure,
    luck,
    outcome_of,
    wilson,
)

shares = st.integers(1, 400).flatmap(lambda n: st.builds(Share, st.integers(0, n), st.just(n)))


@given(shares)
def test_the_interval_is_wilsons(share: Share) -> None:
    found = wilson(share)
    wanted = binomtest(share.nonconforming, share.exposure).proportion_ci(0.95, method="wilson")
    assert found is not None
    assert found.low == pytest.approx(wanted.low, abs=1e-12)
    assert found.high == pytest.approx(wanted.high, abs=1e-12)
    assert found.low <= share.nonconforming / share.exposure <= found.high


def test_a_known_interval() -> None:
    """10 of 100 gives 5.52 % to 17.44 % (E. B. Wilson 1927, as in every table)."""
    found = wilson(Share(10, 100))
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (0.0552, 0.1744)


@given(shares, shares)
def test_the_p_value_is_fishers(before: Share, after: Share) -> None:
    found = fisher_fewer(before, after)
    bad, total = before.nonconforming + after.nonconforming, before.exposure + after.exposure
    ways = sum(comb(bad, k) * comb(total - bad, after.exposure - k) for k in range(after.nonconforming + 1))
    exact = Fraction(ways, comb(total, after.exposure))
    assert found == pytest.approx(float(exact), rel=1e-9)
    table = [
        [after.nonconforming, after.exposure - after.nonconforming],
        [before.nonconforming, before.exposure - before.nonconforming],
    ]
    assert found == pytest.approx(float(fisher_exact(table, alternative="less").pvalue), rel=1e-6)


def test_large_numbers_stay_exact_enough() -> None:
    found = fisher_fewer(Share(900, 60_000), Share(700, 60_000))
    assert found == pytest.approx(float(fisher_exact([[700, 59_300], [900, 59_100]], alternative="less").pvalue), rel=1e-5)


def test_nothing_looked_at_says_nothing() -> None:
    assert wilson(Share(0, 0)) is None
    assert fisher_fewer(Share(0, 0), Share(1, 9)) is None
    assert fisher_fewer(Share(1, 9), Share(0, 0)) is None
    assert Share(0, 0).rate is None


@pytest.mark.parametrize(
    ("before", "after", "target", "minimum", "over", "wanted"),
    [
        ((12, 100), (1, 100), "0.01", 100, True, Outcome.MET),
        ((12, 100), (2, 100), "0.01", 100, True, Outcome.NOT_MET),
        ((12, 100), (1, 100), "0.01", 101, True, Outcome.NOT_ENOUGH),
        ((12, 100), (0, 0), "0.01", 1, True, Outcome.NOT_ENOUGH),
        ((0, 0), (0, 100), "0.01", 1, True, Outcome.NOT_ENOUGH),
        ((12, 100), (0, 100), "0.01", 1, False, Outcome.TOO_EARLY),
        ((12, 100), (90, 100), "0.01", 1, False, Outcome.TOO_EARLY),
        ((12, 100), (0, 100), "0", 1, True, Outcome.MET),
        ((12, 100), (1, 100), "0", 1, True, Outcome.NOT_MET),
        # A third is not 0.333…: the rule is decided in fractions, not in floats.
        ((12, 100), (1, 3), "0.3333333333333333", 1, True, Outcome.NOT_MET),
        ((12, 100), (1, 3), "0.3333333333333334", 1, True, Outcome.MET),
        ((12, 100), (1, 10), "0.1", 1, True, Outcome.MET),
    ],
)
def test_the_rule(
    before: tuple[int, int], after: tuple[int, int], target: str, minimum: int, over: bool, wanted: Outcome
) -> None:
    assert outcome_of(Share(*before), Share(*after), target=Decimal(target), minimum=minimum, over=over) is wanted
    whole = compare(Share(*before), Share(*after), target=Decimal(target), minimum=minimum, over=over)
    assert whole.outcome is wanted


@pytest.mark.parametrize("wrong", [(2, 1), (-1, 3)])
def test_what_is_no_share(wrong: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="cannot be counted"):
        Share(*wrong)


TARGETS = st.sampled_from(["0", "0.001", "0.01", "0.02", "0.05", "0.1", "0.25", "0.3333", "0.5"]).map(Decimal)


@given(shares, TARGETS)
def test_the_least_number_is_the_first_that_tells_a_cure_from_luck(before: Share, target: Decimal) -> None:
    """Against scipy, number by number: below the least every number could be luck, the least could not."""
    found = least_exposure(before, target=target)
    last = 60 if found is None else found
    assert last <= MOST_TO_ASK
    for n in {*range(1, min(last, 40)), last - 1, last} - {0}:
        bad = int(Fraction(target) * n)
        table = [[bad, n - bad], [before.nonconforming, before.exposure - before.nonconforming]]
        exact = float(fisher_exact(table, alternative="less").pvalue)
        assert luck(before, target=target, exposure=n) == pytest.approx(exact, rel=1e-6)
        # A share before that meets the target already says nothing, whatever the chance.
        if found is not None and abs(exact - LUCK) > 1e-9:
            assert (exact < LUCK) == (n == found)
    assert could_be_luck(before, target=target, minimum=last) == (found is None)
    if found is not None and found > 1:
        assert could_be_luck(before, target=target, minimum=found - 1)


@pytest.mark.parametrize(
    ("before", "target", "wanted"),
    [
        ((2, 2), "0", 5),
        ((4, 20), "0", 21),
        ((12, 100), "0.01", 27),
        ((1, 20), "0", 380),
        ((4, 20), "0.1", None),  # many more would be needed before, not after
        ((1, 50), "0.02", None),  # the share before is the target
        ((0, 50), "0", None),
        ((0, 0), "0", None),
    ],
)
def test_known_least_numbers(before: tuple[int, int], target: str, wanted: int | None) -> None:
    """For a target of nothing the chance is a quotient of binomials: 1/C(7, 2) for 2 of 2 and 0 of 5 is 0.048."""
    assert least_exposure(Share(*before), target=Decimal(target)) == wanted


def test_without_anything_before_nothing_is_said_of_luck() -> None:
    assert luck(Share(0, 0), target=Decimal("0.1"), exposure=5) is None
    assert not could_be_luck(Share(0, 0), target=Decimal("0.1"), minimum=1)


def test_the_work_does_not_grow_with_the_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen asks for every card; a target near the share before tries each number up to the most that is asked for."""
    looked: list[int] = []
    plain = effectiveness._log_choose

    def counted(n: int, k: int) -> float:
        looked.append(n)
        return plain(n, k)

    monkeypatch.setattr(effectiveness, "_log_choose", counted)
    fisher_fewer(Share(500_000, 1_000_000), Share(500_000, 1_000_000))
    assert len(looked) <= 3
    looked.clear()
    assert least_exposure(Share(900_000, 1_000_000), target=Decimal("0.895")) is None
    assert len(looked) <= 3 * MOST_TO_ASK


@pytest.mark.parametrize(
    ("before", "after"),
    [((400, 400), (1, 400)), ((1, 400), (400, 400)), ((0, 9), (9, 9)), ((9, 9), (0, 9)), ((3000, 9000), (9, 9000))],
)
def test_what_is_far_from_likely_is_added_up_as_well(before: tuple[int, int], after: tuple[int, int]) -> None:
    table = [[after[0], after[1] - after[0]], [before[0], before[1] - before[0]]]
    exact = float(fisher_exact(table, alternative="less").pvalue)
    assert fisher_fewer(Share(*before), Share(*after)) == pytest.approx(exact, rel=1e-6)
