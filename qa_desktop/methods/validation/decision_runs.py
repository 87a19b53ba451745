"""Reference cases of rounding, tolerances, guard bands and position, run through the product's methods."""

from __future__ import annotations

from decimal import Decimal

from qa_desktop.domain.decimals import decimal_text, decimals_of
from qa_desktop.domain.decision import Comparison, Conformity, DecisionRule
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.tolerance import Limits, Side
from qa_desktop.methods.guard_band import acceptance_zone, conformance_probability
from qa_desktop.methods.position import Feature, bonus_at_mmc, position
from qa_desktop.methods.rounding import Tie, round_to_step
from qa_desktop.methods.tolerance import limits_from_deviations
from qa_desktop.methods.validation.comparing import Value
from qa_desktop.methods.validation.inputs import Inputs

_PROVEN = {
    Conformity.CONFORMING: "conformity_proven",
    Conformity.UNCERTAIN: "neither_proven",
    Conformity.NONCONFORMING: "nonconformity_proven",
}
# Files spell some inputs and answers differently.
_UPPER = ("upper_deviation", "upper_dev", "upper_tolerance", "upper", "es", "ES")
_LOWER = ("lower_deviation", "lower_dev", "lower_tolerance", "lower", "ei", "EI")
_DX = ("dx", "x_deviation", "deviation_x", "delta_x")
_DY = ("dy", "y_deviation", "deviation_y", "delta_y")
_TOLERANCE = ("tolerance", "position_tolerance", "stated_tolerance", "tol")
_MMC = ("mmc", "mmc_size", "mmc_limit", "maximum_material_size")
_ACTUAL = ("actual_size", "actual", "actual_diameter", "measured_size", "size")
_FEATURE = ("feature", "feature_type", "type", "kind")
_FEATURES = {
    "hole": Feature.HOLE,
    "bore": Feature.HOLE,
    "internal": Feature.HOLE,
    "shaft": Feature.SHAFT,
    "pin": Feature.SHAFT,
    "external": Feature.SHAFT,
}


def rounding(given: Inputs) -> dict[str, Value]:
    """Round to a multiple of a step, ties to even and away from zero."""
    value, step = given.number("value"), given.number("step")
    return {tie.value: decimal_text(round_to_step(value, step, tie)) for tie in Tie}


def conformance(given: Inputs) -> dict[str, Value]:
    """Judge a value by the absolute and by the rounding method."""
    value, places = given.number("value"), given.whole("limit_decimals")
    lower, upper = (_written(given.number_or_none(name), places) for name in ("lsl", "usl"))
    limits = Limits(None, lower, upper)
    rounded = DecisionRule(Comparison.ROUNDING)
    got: dict[str, Value] = {"rounded_value_half_even": decimal_text(rounded.compared(value, limits))}
    for rule in (DecisionRule(Comparison.ABSOLUTE), rounded):
        passes = rule.judge(value, limits) is Conformity.CONFORMING
        got[f"{rule.comparison.value}_method"] = "pass" if passes else "fail"
    return got


def _written(limit: Decimal | None, places: int) -> Decimal | None:
    """Return a limit with as many decimals as the drawing writes it with."""
    if limit is None or decimals_of(limit) >= places:
        return limit
    return limit.quantize(Decimal(1).scaleb(-places))


def tolerance_limits(given: Inputs) -> dict[str, Value]:
    """Work out limits from nominal and signed deviations."""
    limits = limits_from_deviations(given.number("nominal"), given.number_or_none(*_LOWER), given.number_or_none(*_UPPER))
    got: dict[str, Value] = {}
    for names, limit in ((("lsl", "lower_limit", "lower"), limits.lower), (("usl", "upper_limit", "upper"), limits.upper)):
        got |= dict.fromkeys(names, limit)
    return got


def guard_band(given: Inputs) -> dict[str, Value]:
    """Judge a value with a guard band, and without one."""
    value = given.number("value")
    limits = Limits(None, given.number_or_none("lsl"), given.number_or_none("usl"))
    uncertainty = given.number("standard_uncertainty")
    rule = DecisionRule(uncertainty=uncertainty, factor=given.number("guard_factor"))
    lower, upper = acceptance_zone(limits, rule)
    return {
        "guard_band": rule.guard_band,
        "acceptance_lower": lower,
        "acceptance_upper": upper,
        "simple_acceptance": "conform" if limits.side(value) is Side.WITHIN else "nonconform",
        "iso14253_1": _PROVEN[rule.judge(value, limits)],
        "conformance_probability": conformance_probability(value, limits, uncertainty),
    }


def true_position(given: Inputs) -> dict[str, Value]:
    """Judge a position, with the bonus at maximum material where the case gives sizes."""
    tolerance = given.number(*_TOLERANCE)
    bonus = Decimal(0)
    if given.has(*_MMC) and given.has(*_ACTUAL):
        bonus = bonus_at_mmc(_feature(given), given.number(*_ACTUAL), given.number(*_MMC))
    result = position(given.number(*_DX), given.number(*_DY), tolerance, bonus)
    got: dict[str, Value] = {}
    got |= dict.fromkeys(
        ("position", "true_position", "diametral_deviation", "position_deviation", "deviation"), float(result.deviation)
    )
    got |= dict.fromkeys(("bonus", "bonus_tolerance"), result.bonus)
    got |= dict.fromkeys(
        ("allowed", "total_tolerance", "effective_tolerance", "allowed_tolerance", "available_tolerance"), result.allowed
    )
    got |= dict.fromkeys(("conforms", "conform", "accept", "within", "ok"), result.conforms)
    got |= dict.fromkeys(("verdict", "result"), "pass" if result.conforms else "fail")
    return got


def _feature(given: Inputs) -> Feature:
    name = str(given.value(*_FEATURE))
    if name not in _FEATURES:
        raise InputError("The feature “{name}” is neither a hole nor a shaft.", name=name)
    return _FEATURES[name]
