"""Reference cases of quality management figures, run through the product's methods."""

from __future__ import annotations

from decimal import Decimal

from qa_desktop.domain.errors import InputError
from qa_desktop.methods.metrics.cost import CostOfQuality
from qa_desktop.methods.metrics.defects import DefectRates, rates_of, sigma_level
from qa_desktop.methods.metrics.oee import effectiveness
from qa_desktop.methods.metrics.pareto import pareto
from qa_desktop.methods.metrics.shares import escape_rate, share
from qa_desktop.methods.metrics.yields import first_pass_yield, rolled_yield
from qa_desktop.methods.validation.comparing import Value
from qa_desktop.methods.validation.inputs import Inputs


def figure(given: Inputs) -> dict[str, Value]:
    """Compute the figures that belong to the inputs of a case: the first of them that is known says which."""
    for name, runner in _BY_INPUT.items():
        if given.has(name):
            return runner(given)
    raise InputError("No figure has these inputs. One of these is needed: {names}.", names=", ".join(_BY_INPUT))


def _rolled(given: Inputs) -> dict[str, Value]:
    found = rolled_yield(given.number_list("step_first_pass_yields"))
    if found is None:
        return {"rty": None, "rolled_throughput_yield": None, "normalised_yield": None}
    value = float(found.value)
    return {"rty": value, "rolled_throughput_yield": value, "normalised_yield": found.normalised, "steps": found.steps}


def _defects(given: Inputs) -> dict[str, Value]:
    units, defects = given.whole("units"), given.whole("defects")
    rates = rates_of(defects, units, units * given.whole("opportunities_per_unit"))
    if rates is None:
        return dict.fromkeys(("dpu", "dpo", "dpmo", "z_long_term", "sigma_level_with_1_5_shift"))
    return {"dpu": float(rates.dpu), "dpo": float(rates.dpo), "dpmo": float(rates.dpmo), **_levels(rates)}


def _levels(rates: DefectRates) -> dict[str, Value]:
    plain, shifted = sigma_level(rates), sigma_level(rates, shifted=True)
    return {
        "z_long_term": plain.z,
        "sigma_level_with_1_5_shift": shifted.z,
        "z_at_least": plain.at_least,
        "sigma_level_with_1_5_shift_at_least": shifted.at_least,
        "dpmo_at_most": plain.dpmo_at_most,
    }


def _oee(given: Inputs) -> dict[str, Value]:
    found = effectiveness(
        given.number("shift_minutes"),
        given.number_or_none("planned_stop") or Decimal(0),
        given.number_or_none("unplanned_stop") or Decimal(0),
        given.number("ideal_cycle_s"),
        given.whole("total_count"),
        given.whole("good_count"),
    )
    names = ("availability", "performance", "quality", "oee")
    return {name: None if found is None else float(getattr(found, name)) for name in names}


def _cost(given: Inputs) -> dict[str, Value]:
    names = ("prevention", "appraisal", "internal_failure", "external_failure")
    found = CostOfQuality(*(given.number(name) for name in names))
    sales = given.number_or_none("sales")
    of_sales = None if sales is None else found.percent_of(sales)
    return {
        "total": found.total,
        "poor_quality": found.poor_quality,
        "percent_of_sales": None if of_sales is None else float(of_sales),
    }


def _first_pass(given: Inputs) -> dict[str, Value]:
    return {"first_pass_yield": _float(first_pass_yield(given.whole("good_without_rework"), given.whole("started")))}


def _escaped(given: Inputs) -> dict[str, Value]:
    return {"escape_rate": _float(escape_rate(given.whole("found_inside"), given.whole("found_by_customer")))}


def _share(given: Inputs) -> dict[str, Value]:
    return {"share": _float(share(given.number("part"), given.number("whole")))}


def _pareto(given: Inputs) -> dict[str, Value]:
    names, counts = given.value("names"), given.number_list("counts")
    if not isinstance(names, list) or len(names) != len(counts) or len(set(map(str, names))) != len(names):
        raise InputError("“names” and “counts” are lists of the same length, and no name stands there twice.")
    most = given.whole_or_none("most")
    bars = pareto(dict(zip(map(str, names), counts, strict=True)), most=most, rest=given.text("rest", "other"))
    return {
        "order": [bar.name for bar in bars],
        "counts": [Decimal(bar.count) for bar in bars],
        "cumulative_percent": [float(bar.cumulative) for bar in bars],
    }


def _float(found: Decimal | None) -> float | None:
    return None if found is None else float(found)


_BY_INPUT = {
    "step_first_pass_yields": _rolled,
    "opportunities_per_unit": _defects,
    "shift_minutes": _oee,
    "prevention": _cost,
    "good_without_rework": _first_pass,
    "found_by_customer": _escaped,
    "counts": _pareto,
    "whole": _share,
}
