"""``sampling plan``, ``sampling zero`` and ``sampling oc``: plans and their risk, without a workspace."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from decimal import Decimal

from qa_desktop.cli.common import OK, show, table
from qa_desktop.cli.demo import Commands
from qa_desktop.domain.decimals import parse_decimal
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.sampling import AQLS, Level, SamplingSeverity, TableSet
from qa_desktop.methods.sampling import oc, words
from qa_desktop.methods.sampling.tables import aql_named, single_plan


def add_to(nouns: Commands) -> None:
    """Add the commands."""
    verbs = nouns.add_parser("sampling", help="sampling plans and their risk").add_subparsers(required=True, metavar="VERB")
    plan = verbs.add_parser("plan", help="look up a single-sampling plan (MIL-STD-105E / Z1.4)")
    plan.add_argument("--lot", required=True, help="pieces in the lot")
    plan.add_argument("--level", default=Level.II.value, help=f"inspection level: {', '.join(Level)}")
    plan.add_argument("--aql", required=True, help=f"one of {', '.join(AQLS)}")
    plan.add_argument("--severity", default=SamplingSeverity.NORMAL.value, help="normal, tightened or reduced")
    plan.add_argument("--tables", default=TableSet.Z14.value, help="z14, or iso for the reduced table of ISO 2859-1:1999")
    plan.set_defaults(run=run_plan)
    zero = verbs.add_parser("zero", help="the smallest sample of a zero-acceptance plan")
    zero.add_argument("--lot", required=True, help="pieces in the lot")
    limit = zero.add_mutually_exclusive_group(required=True)
    limit.add_argument("--limit", help="nonconforming pieces in a lot that should be found out")
    limit.add_argument("--percent", help="the same as a percentage of the lot, rounded down")
    zero.add_argument("--beta", default="0.1", help="how often such a lot may still be accepted, for example 0.1")
    zero.set_defaults(run=run_zero)
    curve = verbs.add_parser("oc", help="the risk of any single plan: points of its OC curve")
    curve.add_argument("--n", required=True, help="pieces inspected")
    curve.add_argument("--ac", required=True, help="nonconforming pieces with which the lot is still accepted")
    curve.add_argument("--lot", help="pieces in the lot, for the exact risk of one lot")
    curve.add_argument("--model", default=oc.Model.BINOMIAL.value, help=", ".join(oc.Model))
    curve.set_defaults(run=run_oc)


def run_plan(options: Namespace) -> int:
    """Look up a plan and say it with its risk."""
    lot, aql = _whole("--lot", options.lot), aql_named(options.aql)
    plan = single_plan(lot, options.level, aql, options.severity, options.tables)
    model = words.model_for(aql)
    lines = [words.plan_in_words(plan, lot, aql)]
    if plan.full_inspection:
        lines.append("Every piece is inspected, so there is no risk of sampling.")
    else:
        lines += words.risk_in_words(plan.inspect, plan.ac, plan.re, model)
    lines += words.remarks(options.severity, options.tables, aql)
    show(options, asdict(plan), lines)
    return OK


def run_zero(options: Namespace) -> int:
    """Compute the sample of a zero-acceptance plan."""
    lot, beta = _whole("--lot", options.lot), parse_decimal(options.beta, max_decimals=30)
    if options.limit is not None:
        limit = _whole("--limit", options.limit)
    else:
        limit = oc.limit_from_percent(lot, parse_decimal(options.percent, max_decimals=30))
    n = oc.zero_acceptance(lot, limit, beta)
    accepted = oc.zero_probability(lot, limit, n)
    data = {"lot_size": lot, "nonconforming_at_limit": limit, "beta": str(beta), "n": n, "pa_at_n": accepted}
    lines = [
        f"Inspect {n} of {lot} pieces and accept the lot only when none is nonconforming.",
        f"A lot with {limit} nonconforming pieces still passes {words.percent(accepted)} of the time.",
    ]
    show(options, data, lines)
    return OK


def run_oc(options: Namespace) -> int:
    """Print the risk of a plan."""
    n, ac = _whole("--n", options.n), _whole("--ac", options.ac)
    lot = None if options.lot is None else _whole("--lot", options.lot)
    try:
        model = oc.Model(options.model)
    except ValueError as error:
        raise InputError(
            "There is no model “{name}”. Use one of {known}.", name=options.model, known=", ".join(oc.Model)
        ) from error
    risk = oc.risk(n, ac, model=model, lot_size=lot)
    points = [{"quality": point.quality, "accepted": point.accepted} for point in risk.curve]
    data = {
        "n": n,
        "ac": ac,
        "model": model.value,
        "accepted_95": risk.accepted_often,
        "accepted_10": risk.accepted_rarely,
        "points": points,
    }
    rows = [
        {"quality": words.quality(point.quality, model), "accepted": words.percent(point.accepted)} for point in risk.curve[::2]
    ]
    lines = [*words.risk_in_words(n, ac, ac + 1, model, lot_size=lot), *table(rows, ("quality", "accepted"))]
    show(options, data, lines)
    return OK


def _whole(name: str, text: str) -> int:
    """Return the whole number in ``text``."""
    number = parse_decimal(text)
    if number != number.to_integral_value():
        raise InputError("{name} takes a whole number of pieces; {text} is not one.", name=name, text=text)
    return int(Decimal(number))
