"""Figures of quality management: hand-made cases, the traps of each definition, and what must hold for any numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.errors import InputError
from qa_desktop.methods.metrics import ageing
from qa_desktop.methods.metrics.cost import CostOfQuality
from qa_desktop.methods.metrics.defects import defect_rates, rates_of, sigma_level
from qa_desktop.methods.metrics.definitions import DEFINITIONS, FigureName, definition
from qa_desktop.methods.metrics.oee import effectiveness
from qa_desktop.methods.metrics.pareto import pareto
from qa_desktop.methods.metrics.shares import escape_rate, percent, share
from qa_desktop.methods.metrics.yields import first_pass_yield, rolled_yield

D = Decimal
NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
counts = st.integers(0, 10_000)
yields = st.decimals(0, 1, places=4)


def test_every_figure_has_a_definition_in_words() -> None:
    assert set(DEFINITIONS) == set(FigureName)
    assert all(one.title and one.words.endswith(".") and one.unit in {"", "%", "money"} for one in DEFINITIONS.values())
    assert definition("dpmo").name is FigureName.DPMO
    with pytest.raises(InputError, match=r"dpmmo.*Known are"):
        definition("dpmmo")


def test_no_data_is_no_number() -> None:
    assert first_pass_yield(0, 0) is None
    assert rolled_yield([]) is None
    assert defect_rates(0, 0) is None
    assert escape_rate(0, 0) is None
    assert pareto({}) == ()
    assert CostOfQuality().percent_of(D(0)) is None
    assert effectiveness(D(480), D(480), D(0), D(1), 0, 0) is None


@pytest.mark.parametrize(("good", "started"), [(3, 2), (-1, 2), (0, -1)])
def test_more_good_than_started_is_refused(good: int, started: int) -> None:
    with pytest.raises(InputError, match="no share"):
        first_pass_yield(good, started)


@given(counts, counts)
def test_a_share_is_exact_and_between_none_and_all(part: int, rest: int) -> None:
    found = share(part, part + rest)
    if part + rest == 0:
        assert found is None
        return
    assert found is not None
    assert 0 <= found <= 1
    assert abs(Fraction(found) - Fraction(part, part + rest)) < Fraction(1, 10**25)
    assert percent(part, part + rest) == found * 100


@given(st.lists(yields, min_size=1, max_size=12))
def test_a_rolled_yield_is_never_more_than_its_worst_step_and_its_root_lies_between(steps: list[Decimal]) -> None:
    found = rolled_yield(steps)
    assert found is not None
    assert found.value <= min(steps)
    assert float(min(steps)) - 1e-12 <= found.normalised <= float(max(steps)) + 1e-12
    assert found.normalised ** len(steps) == pytest.approx(float(found.value), abs=1e-12)


@given(st.lists(yields, min_size=1, max_size=8))
def test_the_order_of_steps_does_not_matter(steps: list[Decimal]) -> None:
    there, back = rolled_yield(steps), rolled_yield(steps[::-1])
    assert there is not None
    assert back is not None
    assert float(there.value) == pytest.approx(float(back.value))
    assert there.normalised == pytest.approx(back.normalised)


def test_a_thousand_steps_do_not_underflow() -> None:
    found = rolled_yield([D("0.1")] * 1000)
    assert found is not None
    assert found.normalised == pytest.approx(0.1)


@pytest.mark.parametrize("wrong", [D("1.01"), D("-0.1"), D("NaN"), D(98)])
def test_a_yield_in_percent_is_refused(wrong: Decimal) -> None:
    with pytest.raises(InputError, match="between 0 and 1"):
        rolled_yield([wrong])


@given(st.integers(1, 2000), st.integers(1, 50), st.data())
def test_rates_agree_with_each_other(units: int, opportunities: int, data: st.DataObject) -> None:
    defects = data.draw(st.integers(0, units * opportunities))
    rates = defect_rates(defects, units, opportunities)
    assert rates is not None
    assert rates == rates_of(defects, units, units * opportunities)
    assert float(rates.dpu) == pytest.approx(float(rates.dpo * opportunities))
    assert float(rates.dpmo) == pytest.approx(float(rates.dpo) * 1e6)


@given(st.integers(2, 5000), st.data())
def test_more_defects_never_give_a_better_level_and_no_level_is_infinite(opportunities: int, data: st.DataObject) -> None:
    few, many = sorted(data.draw(st.tuples(st.integers(0, opportunities), st.integers(0, opportunities))))
    levels = []
    for defects in (few, many):
        rates = rates_of(defects, opportunities, opportunities)
        assert rates is not None
        level = sigma_level(rates)
        assert (level.z is None) == (defects in {0, opportunities})
        assert (level.at_least is not None) == (defects == 0)
        levels.append(level)
        stated = sigma_level(rates, shifted=True)
        if level.z is not None:
            assert stated.z == pytest.approx(level.z + 1.5)
    if levels[0].z is not None and levels[1].z is not None:
        assert levels[0].z >= levels[1].z


def test_without_a_defect_more_opportunities_prove_more() -> None:
    bounds = []
    for opportunities in (10, 100, 1000, 10**9):
        rates = rates_of(0, 10, opportunities)
        assert rates is not None
        bounds.append(sigma_level(rates).at_least)
    assert all(bound is not None for bound in bounds)
    assert bounds == sorted(bounds, key=float)  # type: ignore[arg-type]


def test_the_bound_is_the_share_that_would_show_no_defect_only_one_time_in_twenty() -> None:
    rates = rates_of(0, 1, 300)
    assert rates is not None
    most = sigma_level(rates).dpmo_at_most
    assert most is not None
    assert (1 - most / 1e6) ** 300 == pytest.approx(0.05)


def test_more_defects_than_opportunities_are_refused() -> None:
    with pytest.raises(InputError, match="11 defects in 10 opportunities"):
        defect_rates(11, 10, 1)


@given(st.dictionaries(st.text(max_size=6) | st.just("other"), counts, max_size=15), st.none() | st.integers(1, 5))
def test_pareto_loses_nothing_and_keeps_the_order(found: dict[str, int], most: int | None) -> None:
    bars = pareto(found, most=most)
    assert sum(bar.count for bar in bars) == sum(found.values())
    named = [bar for bar in bars if not bar.is_rest]
    assert named == sorted(named, key=lambda bar: (-bar.count, bar.name))
    assert [bar.is_rest for bar in bars[:-1]] == [False] * max(0, len(bars) - 1)
    assert most is None or len(named) <= most
    assert all(bar.count for bar in bars)
    if bars:
        assert bars[-1].cumulative == 100
        assert [bar.cumulative for bar in bars] == sorted(bar.cumulative for bar in bars)
        assert sum(bar.merged for bar in bars) == sum(1 for count in found.values() if count)


def test_pareto_of_money_keeps_cents() -> None:
    bars = pareto({"scrap": D("0.10"), "rework": D("0.20")})
    assert [(bar.name, bar.count) for bar in bars] == [("rework", D("0.20")), ("scrap", D("0.10"))]


@given(st.lists(st.integers(-5, 1000), max_size=40))
def test_everything_has_one_age(days: list[int]) -> None:
    found = ageing.counted([NOW - timedelta(days=one) for one in days], NOW)
    assert [one for one, _ in found] == list(ageing.CLASSES)
    assert sum(count for _, count in found) == len(days)


@given(st.timedeltas(timedelta(0), timedelta(days=800)))
def test_the_edges_for_a_query_say_the_same_as_the_class(age: timedelta) -> None:
    moment = NOW - age
    inside = [
        one for one, (after, upto) in ageing.edges(NOW) if (after is None or moment > after) and (upto is None or moment <= upto)
    ]
    assert inside == [ageing.class_of(age)]


def test_classes_have_names() -> None:
    assert [one.name for one in ageing.CLASSES] == ["0 to 7 days", "8 to 30 days", "31 to 90 days", "91 days and more"]


@given(*(st.decimals(0, 10**6, places=2) for _ in range(4)))
def test_the_cost_of_quality_is_the_sum_of_its_kinds(prevention: D, appraisal: D, internal: D, external: D) -> None:
    found = CostOfQuality(prevention, appraisal, internal, external)
    assert found.total == prevention + appraisal + internal + external
    assert found.poor_quality == internal + external
    if found.total:
        assert found.percent_of(found.total) == 100


def test_a_negative_cost_is_refused() -> None:
    with pytest.raises(InputError, match="not negative"):
        CostOfQuality(internal_failure=D(-1))


def test_an_ideal_cycle_that_is_too_long_is_said_and_not_cut() -> None:
    found = effectiveness(D(60), D(0), D(0), D(60), 120, 120)
    assert found is not None
    assert found.performance == 2
    assert not found.is_plausible


@pytest.mark.parametrize("stops", [(D(-1), D(0)), (D(500), D(0)), (D(0), D(481))])
def test_stops_longer_than_the_shift_are_refused(stops: tuple[D, D]) -> None:
    with pytest.raises(InputError, match="Times"):
        effectiveness(D(480), *stops, D(1), 1, 1)
