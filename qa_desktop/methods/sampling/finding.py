"""What a pinned plan found in the lines of an inspection.

Counting: MIL-STD-105E / ANSI/ASQ Z1.4, clause on units of product.  A piece is nonconforming when any line that the plan covers
fails at it; above AQL 10 the plan counts nonconformities per 100 units, and so does this.  Variables: the k method.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from qa_desktop.domain.answers import BLANK, Answer, Verdict
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.item_types.defects import counts_of
from qa_desktop.domain.judging import verdict_of
from qa_desktop.domain.lot_evidence import PlanFinding
from qa_desktop.domain.sampling import PinnedPlan, SamplingKind
from qa_desktop.methods.sampling.oc import Model
from qa_desktop.methods.sampling.variables import k_method
from qa_desktop.methods.sampling.words import model_for


def finding_of(plan: PinnedPlan, lines: Sequence[Item], answers: Mapping[str, Answer]) -> PlanFinding:
    """Return what ``plan`` found in its sample: pieces 1 to its size, only the items that it covers."""
    if not plan.sample_size:  # a lot that was not drawn for inspection
        return PlanFinding(plan, 0, True)
    sample = [line for line in lines if line.key in plan.items and 1 <= line.piece <= plan.sample_size]
    failing = [line for line in sample if verdict_of(line, answers.get(line.id, BLANK)) is Verdict.FAILS]
    if plan.rule.kind is SamplingKind.VARIABLES:
        why = _variables(plan, sample, answers)
        return PlanFinding(plan, len({line.piece for line in failing}), not why, why)
    if plan.rule.kind is SamplingKind.AQL and model_for(plan.rule.aql) is Model.POISSON:
        count = sum(_nonconformities(line, answers.get(line.id, BLANK)) for line in failing)
    else:
        count = len({line.piece for line in failing})
    return PlanFinding(plan, count, count < plan.reject)


def _nonconformities(line: Item, answer: Answer) -> int:
    """Return how many nonconformities a failing line stands for: those counted, or one."""
    if line.kind is not ItemKind.DEFECTS or not answer.value:
        return 1
    harmless = {choice.id for choice in line.choices if choice.conforming is True}
    return max(1, sum(count for name, count in counts_of(answer.value).items() if name not in harmless))


def _variables(plan: PinnedPlan, sample: Sequence[Item], answers: Mapping[str, Answer]) -> str:
    """Return why a variables plan does not accept, empty when it does.  Each characteristic has to be accepted by itself."""
    if plan.rule.k is None:
        return "it has no acceptability constant k"
    for key in plan.items:
        lines = [line for line in sample if line.key == key]
        given = [answers.get(line.id, BLANK).value for line in lines]
        values = [Decimal(value) for value in given if value is not None]
        if not lines or len(values) < plan.sample_size:
            return f"{len(values)} of {plan.sample_size} values were read"
        limits = lines[0].limits
        try:
            result = k_method(values, plan.rule.k, lower=limits.lower, upper=limits.upper)
        except InputError as error:
            return str(error).rstrip(".")
        if not result.accept:
            return f"“{lines[0].text}” lies too near to its limits (k method, k = {plan.rule.k}, n = {result.n})"
    return ""
