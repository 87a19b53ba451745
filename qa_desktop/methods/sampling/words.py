"""The risk of a plan in words, for people who do not read curves."""

from __future__ import annotations

from decimal import Decimal

from qa_desktop.domain.sampling import SamplingSeverity, TableSet
from qa_desktop.methods.sampling.oc import Model, acceptance, quality_accepted
from qa_desktop.methods.sampling.tables import Plan

_PERCENT_ENDS = Decimal(10)


def model_for(aql: str) -> Model:
    """Return the model of an AQL: percent nonconforming up to 10, nonconformities per 100 units above."""
    return Model.BINOMIAL if Decimal(aql) <= _PERCENT_ENDS else Model.POISSON


def plan_in_words(plan: Plan, lot_size: int, aql: str) -> str:
    """Return what to do, in one or two sentences."""
    many = "Inspect the only piece" if lot_size == 1 else f"Inspect {plan.inspect} of {lot_size} pieces"
    if plan.full_inspection and lot_size > 1:
        many = f"Inspect all {lot_size} pieces"
    letter = f"code letter {plan.code_letter}"
    if plan.letter_used != plan.code_letter:
        letter += f", whose arrow leads to {plan.letter_used}"
    size = f", sample size {plan.sample_size_table}" if plan.sample_size_table > lot_size else ""
    return f"{many} (AQL {aql}, {letter}{size}): accept the lot with up to {plan.ac} nonconforming, reject it from {plan.re} on."


def risk_in_words(n: int, ac: int, re: int, model: Model, *, lot_size: int | None = None) -> list[str]:
    """Return sentences on what such a plan lets pass.  In a gap between Ac and Re the lot is accepted, too."""
    limit = re - 1
    often = quality_accepted(n, limit, 0.95, model=model, lot_size=lot_size)
    rarely = quality_accepted(n, limit, 0.10, model=model, lot_size=lot_size)
    middle = _round_between(often, rarely)
    passes = acceptance(n, limit, middle, model=model, lot_size=lot_size)
    gap = [f"Between {ac} and {re} the lot is accepted, and the next lot is inspected normally."] if re > ac + 1 else []
    return [
        *gap,
        f"A lot with {quality(middle, model)} still passes {percent(passes)} of the time.",
        f"Accepted 95 % of the time: {quality(often, model)}. Accepted 10 % of the time: {quality(rarely, model)}.",
    ]


def _round_between(often: float, rarely: float) -> float:
    """Return a quality from the middle of the curve, with as few digits as still lie between the two ends."""
    middle = (often + rarely) / 2
    for digits in (1, 2, 3):
        rounded = float(f"{middle:.{digits - 1}e}")
        if often < rounded < rarely:
            return rounded
    return middle


def remarks(severity: str, tables: str, aql: str) -> list[str]:
    """Return what people should know about the source of the plan."""
    said = ["Tables: MIL-STD-105E / ANSI/ASQ Z1.4, single sampling."]
    if severity == SamplingSeverity.REDUCED and tables == TableSet.ISO:
        said = ["Reduced table as in ISO 2859-1:1999."]
        if aql not in {"1.0", "2.5"}:
            said.append("This column could not be compared with a second source.")
    return said


def quality(value: float, model: Model) -> str:
    """Return a quality in words: ``3 % bad pieces`` or ``3 nonconformities per 100 units``."""
    number = f"{value * 100:.3g}" if value else "0"
    return f"{number} nonconformities per 100 units" if model is Model.POISSON else f"{number} % bad pieces"


def percent(probability: float) -> str:
    """Return a probability as a percentage that never claims certainty."""
    shown = probability * 100
    if 0 < shown < 0.1:
        return "less than 0.1 %"
    if 99.9 < shown < 100:
        return "more than 99.9 %"
    return f"{shown:.1f} %" if shown < 10 or shown > 99 else f"{shown:.0f} %"
