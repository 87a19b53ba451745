"""Reference cases of acceptance sampling, run through the product's methods."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal

from qa_desktop.domain.sampling import SamplingSeverity, TableSet
from qa_desktop.methods.sampling import oc, switching, tables, variables
from qa_desktop.methods.validation.comparing import Value
from qa_desktop.methods.validation.inputs import Inputs


def look_up(given: Inputs) -> dict[str, Value]:
    """Look a plan up: lot size, level, AQL, severity."""
    plan = tables.single_plan(
        given.whole("lot_size"),
        given.text("level"),
        given.text("aql"),
        given.text("severity"),
        given.text("tables", TableSet.Z14.value),
    )
    return dict(asdict(plan))


def switch(given: Inputs) -> dict[str, Value]:
    """Inspect lot after lot in the severity that the switching rules give, and return the trace until inspection stops."""
    rules = tables.tables_named(given.text("rule_set"))
    letter, aql = given.text("code_letter"), given.text("aql")
    state = switching.State(
        SamplingSeverity(given.text("start", SamplingSeverity.NORMAL.value)),
        steady=given.flag("production_steady"),
        approved=given.flag("reduced_approved"),
    )
    trace: list[Value] = []
    for found in given.whole_list("nonconforming_per_lot"):
        if state.severity is SamplingSeverity.SUSPENDED:
            break
        cell = tables.cell_of(letter, aql, state.severity, rules)
        lot = switching.LotResult(found, cell.ac, cell.re, tables.tighter_ac(cell.letter, aql))
        step = switching.advance(state, lot, rules)
        trace.append(_entry(step, cell))
        state = step.after
    return {"trace": trace, "final_severity": state.severity.value}


def _entry(step: switching.Step, cell: tables.Cell) -> dict[str, Value]:
    if not isinstance(step.entry, switching.LotResult):
        raise TypeError("only lots have an entry")
    entry: dict[str, Value] = {
        "severity": step.severity.value,
        "n": cell.size,
        "ac": cell.ac,
        "re": cell.re,
        "nonconforming": step.entry.nonconforming,
        "accepted": bool(step.accepted),
        "consecutive_accepted": step.in_a_row,
        "next_severity": step.after.severity.value,
    }
    if step.severity is SamplingSeverity.NORMAL:
        entry["switching_score"] = step.score
    if step.severity is SamplingSeverity.TIGHTENED:
        entry["tightened_not_accepted_total"] = step.not_accepted
    return entry


def risk(given: Inputs) -> dict[str, Value]:
    """Compute the probability of acceptance by each model."""
    n, ac, p = given.whole("n"), given.whole("ac"), given.number("p")
    got: dict[str, Value] = {"binomial": oc.binomial(n, ac, p), "poisson": oc.poisson(n, ac, p)}
    lot_size = given.whole_or_none("lot_size")
    if lot_size is not None:
        bad = oc.nonconforming_in(lot_size, p)
        got |= {"hypergeometric": oc.hypergeometric(n, ac, bad, lot_size), "nonconforming_in_lot": bad}
    return got


def zero(given: Inputs) -> dict[str, Value]:
    """Find the sample size of a zero-acceptance plan."""
    lot_size, bad = given.whole("lot_size"), given.whole("nonconforming_at_limit")
    n = oc.zero_acceptance(lot_size, bad, given.number("beta"))
    return {"n": n, "pa_at_n": oc.zero_probability(lot_size, bad, n)}


def by_variables(given: Inputs) -> dict[str, Value]:
    """Decide a lot by the k method."""
    values: list[Decimal] = given.number_list("values")
    result = variables.k_method(
        values,
        given.number("k"),
        lower=given.number_or_none("lsl"),
        upper=given.number_or_none("usl"),
        sigma_known=given.number_or_none("sigma_known"),
    )
    return dict(asdict(result))
