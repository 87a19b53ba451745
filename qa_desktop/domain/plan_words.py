"""A pinned plan and what it found, in sentences; from the canonical form, so that a report and its check say the same.

The sentences say what the plan decides and nothing about the quality of the lot beyond that.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

_TABLES = {
    "z14": "tables of MIL-STD-105E / ANSI-ASQ Z1.4, single sampling",
    "iso": "tables after the 1999 edition of ISO 2859-1, single sampling (no conformity with that standard is claimed)",
}
_LARGEST_PERCENT = Decimal(10)
_NOT_DRAWN = "this lot was not drawn for inspection"


def class_words(plan: Mapping[str, Any]) -> str:
    """Return what people call the class of characteristics."""
    text = str(plan["class"]).replace("_", " ")
    return text[:1].upper() + text[1:]


def rule_words(plan: Mapping[str, Any]) -> str:
    """Return how the sample size and the numbers came about, and what they decide."""
    return f"{_origin(plan)} {_numbers(plan)}" if plan["n"] else f"{_NOT_DRAWN.capitalize()}."


def result_words(plan: Mapping[str, Any]) -> str:
    """Return what was found and what the plan says about the lot."""
    if not plan["n"]:
        return "No piece was looked at."
    count = plan["nonconforming"]
    one, more = _units(plan)
    found = f"Found: {count} {one if count == 1 else more}"
    if plan.get("uncertain"):
        found += f", {plan['uncertain']} uncertain"
    beyond = sum(1 for piece in plan["nonconforming_pieces"] if piece > sample_size(plan))
    if beyond:
        found += f" in the sample, {beyond} more beyond it"
    return f"{found}. {decision_words(plan)}"


def sample_size(plan: Mapping[str, Any]) -> int:
    """Return how many pieces the plan looks at: never more than the lot has."""
    n, lot = int(plan["n"]), int(plan["lot_size"])
    return min(n, lot) if lot else n


def panel_words(plan: Mapping[str, Any]) -> str:
    """Return class, counts and decision on one line, for the head of a report."""
    if not plan["n"]:
        return f"{class_words(plan)}: {_NOT_DRAWN}"
    decided = {True: "lot accepted by the plan", False: "lot NOT accepted by the plan", None: "the plan does not decide"}
    count = plan["nonconforming"]
    one, more = _units(plan)
    return (
        f"{class_words(plan)}: {decided[plan['accepted']]} – {count} {one if count == 1 else more} in a sample of "
        f"{sample_size(plan)}, Ac {plan['ac']}, Re {plan['re']}"
    )


def decision_words(plan: Mapping[str, Any]) -> str:
    """Return the decision of the plan as one sentence."""
    if plan["accepted"] is None:
        return f"The plan does not decide: {_why_not(plan)}."
    if not plan["accepted"]:
        return "The lot is not accepted by this plan."
    if plan.get("back_to_normal"):
        return (
            f"The lot is accepted by this plan; because more than {plan['ac']} were found, the next lot is inspected with "
            "normal severity."
        )
    return "The lot is accepted by this plan."


def _why_not(plan: Mapping[str, Any]) -> str:
    reasons = []
    if plan.get("missing"):
        reasons.append(f"{plan['missing']} pieces of the sample are missing")
    if plan.get("open"):
        reasons.append(f"{plan['open']} readings are open")
    if not reasons and plan.get("uncertain"):
        reasons.append("the uncertain readings could turn the result")
    return ", ".join(reasons) or "its readings were not evaluated"


def _units(plan: Mapping[str, Any]) -> tuple[str, str]:
    """Return what is counted, one and more of it: an AQL above 10 counts nonconformities, everything else pieces."""
    aql = plan["rule"].get("aql", "")
    if plan["rule"]["kind"] == "aql" and aql and Decimal(aql) > _LARGEST_PERCENT:
        return "nonconformity", "nonconformities"
    return "nonconforming piece", "nonconforming pieces"


def _origin(plan: Mapping[str, Any]) -> str:
    rule, n = plan["rule"], plan["n"]
    lot = f"Lot of {plan['lot_size']}. " if plan["lot_size"] else ""
    match rule["kind"]:
        case "aql":
            words = (
                f"{lot}Plan by the {_TABLES[rule.get('tables', 'z14')]}: level {rule.get('level', 'II')}, AQL {rule['aql']}, "
                f"{plan['severity']} inspection, code letter {plan['code_letter']}"
            )
            if plan["letter_used"] and plan["letter_used"] != plan["code_letter"]:
                words += f" (the table points to letter {plan['letter_used']})"
            return words + "."
        case "zero":
            return (
                f"{lot}Zero acceptance: a lot with {rule.get('limiting_percent')} % nonconforming pieces is accepted with a "
                f"probability of at most {rule.get('beta', '0.10')} (hypergeometric distribution)."
            )
        case "percent":
            return f"{lot}{rule.get('percent')} % of the lot are inspected."
        case "fixed":
            return f"{lot}A fixed number of {n} pieces is inspected."
        case "variables":
            return f"{lot}Plan by variables (k method): k = {rule.get('k')}."
        case _:
            return f"{lot}Every piece is inspected (100 %)."


def _numbers(plan: Mapping[str, Any]) -> str:
    n, accept, reject = plan["n"], plan["ac"], plan["re"]
    if plan["rule"]["kind"] == "variables":
        return f"n = {n}: the lot is accepted when the quality index reaches k; a nonconforming piece is never accepted with it."
    one, more = _units(plan)
    whole = " (every piece, because the lot has no more)" if sample_size(plan) < n else ""
    most = {0: f"with no {one}", 1: f"with at most 1 {one}"}.get(reject - 1, f"with at most {reject - 1} {more}")
    return (
        f"n = {n}{whole}, Ac {accept}, Re {reject}: the lot is accepted {most} and refused from {reject} on; "
        "a nonconforming piece is never accepted with it."
    )
