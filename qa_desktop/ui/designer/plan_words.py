"""What a sampling rule asks for in a lot of a given size, in words."""

from __future__ import annotations

from qa_desktop.domain.changed_fields import sampling_words
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.sampling import SamplingKind, SamplingRule, SamplingSeverity


def plan_for_lot(rule: SamplingRule, lot: str) -> str:
    """Return how many pieces of the lot are looked at and what follows; a sentence about what is missing otherwise."""
    size = int(lot) if lot.strip().isascii() and lot.strip().isdigit() else 0
    if size < 1:
        return "Type a lot size to see the plan."
    try:
        return _plan(rule, size)
    except InputError as error:
        return str(error)


def _plan(rule: SamplingRule, size: int) -> str:
    # The tables are loaded by the first plan that is shown, not by the screen.
    from qa_desktop.methods.sampling import fixed, oc, tables, words  # noqa: PLC0415

    match rule.kind:
        case SamplingKind.AQL:
            plan = tables.single_plan(size, rule.level, rule.aql, SamplingSeverity.NORMAL, rule.tables)
            model = words.model_for(rule.aql)
            risk = words.risk_in_words(plan.inspect, plan.ac, plan.re, model, lot_size=None)
            return f"{words.plan_in_words(plan, size, rule.aql)} {risk[0]}"
        case SamplingKind.FIXED:
            count = fixed.fixed_number(size, rule.count)
        case SamplingKind.PERCENT if rule.percent is not None:
            count = fixed.share_of_lot(size, rule.percent)
        case SamplingKind.ZERO if rule.limiting_percent is not None:
            count = oc.zero_acceptance(size, oc.limit_from_percent(size, rule.limiting_percent), rule.beta)
            return f"Inspect {count} of {size} pieces: the lot is accepted only when none of them fails."
        case SamplingKind.ALL:
            count = size
        case SamplingKind.VARIABLES:
            return (
                f"Inspect {min(rule.count, size)} of {size} pieces: mean and spread are compared with the limits by k {rule.k}."
            )
        case _:
            return sampling_words(rule)
    return f"Inspect {count} of {size} pieces: the lot is accepted with up to {rule.accept} that fail."
