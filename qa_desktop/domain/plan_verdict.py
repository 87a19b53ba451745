"""What a pinned sampling plan says about the lot, from the lines of its inspection (MIL-STD-105E / ANSI-ASQ Z1.4, single plans).

The sample are the pieces 1 to n.  Pieces beyond it are looked at too where people measured more, but they do not count: a plan
that takes a larger sample when it suits has another risk than the one that was stated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from qa_desktop.domain.answers import BLANK, Answer, Verdict
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.item_types.defects import counts_of
from qa_desktop.domain.judging import verdict_of
from qa_desktop.domain.sampling import PinnedPlan, SamplingKind

_LARGEST_PERCENT = Decimal(10)


@dataclass(frozen=True, slots=True)
class PlanVerdict:
    """The result of one plan.

    ``nonconforming`` counts nonconforming pieces of the sample, or nonconformities where the AQL is one per 100 units.
    ``accepted`` is ``None`` while the plan cannot decide: lines of the sample are open, pieces are missing, uncertain readings
    could turn the result, or a variables plan was not computed.  ``back_to_normal`` means Ac < found < Re in reduced inspection:
    the lot is accepted, the next one is inspected normally.  ``pieces`` are all nonconforming pieces, beyond the sample too; none
    of them is ever accepted with the lot.  ``uncertain`` counts pieces of the sample that prove neither, ``open`` lines of it
    without an answer, ``missing`` pieces that the plan asks for and the inspection does not have.
    """

    nonconforming: int
    accepted: bool | None
    back_to_normal: bool = False
    pieces: tuple[int, ...] = ()
    uncertain: int = 0
    open: int = 0
    missing: int = 0


def verdict_of_plan(
    plan: PinnedPlan, lines: Iterable[Item], answers: Mapping[str, Answer], *, by_readings: bool | None = None
) -> PlanVerdict:
    """Return what ``plan`` says about the lot; ``lines`` are the lines of the inspection, ``answers`` are by the keys of lines.

    ``by_readings`` is the decision of the k method for a variables plan (:mod:`qa_desktop.methods`), ``None`` for not computed;
    other plans do not look at it.  Lines of items that the plan does not cover are left out.
    """
    covered = frozenset(plan.items)
    of_plan = [line for line in lines if line.key in covered]
    judged = [(line, verdict_of(line, answers.get(line.id, BLANK))) for line in of_plan]
    size = sample_of(plan)
    inside = [(line, verdict) for line, verdict in judged if line.piece <= size]
    bad = {line.piece for line, verdict in inside if verdict is Verdict.FAILS}
    doubtful = {line.piece for line, verdict in inside if verdict is Verdict.UNCERTAIN} - bad
    open_lines = sum(1 for line, verdict in inside if verdict is Verdict.OPEN and line.required)
    there = {line.piece for line in of_plan if 0 < line.piece <= size}
    missing = size - len(there) if any(line.rules.asks.per_piece for line in of_plan) or not of_plan else 0
    found = len(bad)
    if counts_nonconformities(plan):
        found = sum(_nonconformities(line, answers.get(line.id, BLANK)) for line, v in inside if v is Verdict.FAILS)
    accepted = _accepted(plan, found, len(doubtful), open_lines + missing, by_readings)
    return PlanVerdict(
        nonconforming=found,
        accepted=accepted,
        back_to_normal=bool(accepted) and plan.rule.kind is not SamplingKind.VARIABLES and found + len(doubtful) > plan.accept,
        pieces=tuple(sorted({line.piece for line, verdict in judged if verdict is Verdict.FAILS})),
        uncertain=len(doubtful),
        open=open_lines,
        missing=missing,
    )


def sample_of(plan: PinnedPlan) -> int:
    """Return how many pieces the plan looks at: its sample size, and never more than the lot has."""
    return min(plan.sample_size, plan.lot_size) if plan.lot_size else plan.sample_size


def counts_nonconformities(plan: PinnedPlan) -> bool:
    """Return whether the plan counts every nonconformity: an AQL above 10 means nonconformities per 100 units, not percent."""
    return plan.rule.kind is SamplingKind.AQL and plan.rule.aql != "" and Decimal(plan.rule.aql) > _LARGEST_PERCENT


def _accepted(plan: PinnedPlan, found: int, doubtful: int, unknown: int, by_readings: bool | None) -> bool | None:
    if plan.rule.kind is SamplingKind.VARIABLES:
        return None if unknown else by_readings
    if found >= plan.reject:
        return False
    return None if unknown or found + doubtful >= plan.reject else True


def _nonconformities(line: Item, answer: Answer) -> int:
    """Return how many nonconformities a failing line counts: each counted defect, otherwise one."""
    if line.kind is not ItemKind.DEFECTS or answer.value is None:
        return 1
    harmless = {choice.id for choice in line.choices if choice.conforming is True}
    return max(1, sum(count for name, count in counts_of(answer.value).items() if name not in harmless))
