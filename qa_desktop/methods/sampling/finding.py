"""What a pinned plan found in the lines of an inspection, for a decision on the lot.

Counting is that of :mod:`qa_desktop.domain.plan_verdict`; variables plans are decided by the k method.  A plan that cannot decide
(uncertain readings that could turn the result, pieces or values that are missing) does not accept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from qa_desktop.domain.answers import BLANK, Answer
from qa_desktop.domain.checklist import Item
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.lot_evidence import PlanFinding
from qa_desktop.domain.plan_verdict import sample_of, verdict_of_plan
from qa_desktop.domain.sampling import PinnedPlan, SamplingKind
from qa_desktop.methods.sampling.variables import k_method


def finding_of(plan: PinnedPlan, lines: Sequence[Item], answers: Mapping[str, Answer]) -> PlanFinding:
    """Return what ``plan`` found in its sample; ``answers`` are by the keys of lines."""
    if not plan.sample_size:  # a lot that was not drawn for inspection
        return PlanFinding(plan, 0, True)
    by_readings = None
    why = ""
    if plan.rule.kind is SamplingKind.VARIABLES:
        why = _variables(plan, lines, answers)
        by_readings = not why
    verdict = verdict_of_plan(plan, lines, answers, by_readings=by_readings)
    if verdict.accepted is None and not why:
        why = "uncertain readings could turn the result" if verdict.uncertain else "not every piece of the sample was read"
    return PlanFinding(plan, verdict.nonconforming, verdict.accepted is True, why)


def _variables(plan: PinnedPlan, lines: Sequence[Item], answers: Mapping[str, Answer]) -> str:
    """Return why a variables plan does not accept, empty when it does.  Each characteristic has to be accepted by itself."""
    if plan.rule.k is None:
        return "it has no acceptability constant k"
    for key in plan.items:
        sample = [line for line in lines if line.key == key and 1 <= line.piece <= sample_of(plan)]
        given = [answers.get(line.id, BLANK).value for line in sample]
        values = [Decimal(value) for value in given if value is not None]
        if not sample or len(values) < sample_of(plan):
            return f"{len(values)} of {sample_of(plan)} values were read"
        limits = sample[0].limits
        try:
            result = k_method(values, plan.rule.k, lower=limits.lower, upper=limits.upper)
        except InputError as error:
            return str(error).rstrip(".")
        if not result.accept:
            return f"“{sample[0].text}” lies too near to its limits (k method, k = {plan.rule.k}, n = {result.n})"
    return ""
