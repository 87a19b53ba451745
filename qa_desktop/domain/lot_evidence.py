"""What the results of one inspection say about the lot that it was taken from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from qa_desktop.domain.answers import BLANK, Answer, Verdict
from qa_desktop.domain.checklist import Item
from qa_desktop.domain.judging import verdict_of
from qa_desktop.domain.lot import Block, block
from qa_desktop.domain.sampling import PinnedPlan, SamplingKind, SamplingSeverity

_LISTED = 3
"""So many failing lines are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class PlanFinding:
    """What a pinned plan found: how much does not conform, whether the plan accepts, and why not where it is no count.

    ``nonconforming`` counts pieces; for AQLs above 10 it counts nonconformities, because Ac and Re of those plans do.
    """

    plan: PinnedPlan
    nonconforming: int
    accepted: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many pieces fail, whether every piece was inspected, and what keeps the lot from being accepted."""

    nonconforming: int
    is_full: bool
    blocks: tuple[Block, ...]


def weigh(
    lines: Sequence[Item],
    answers: Mapping[str, Answer],
    findings: Sequence[PlanFinding],
    covers: Decimal,
    pieces: int,
    *,
    failed_before: frozenset[str] = frozenset(),
) -> Evidence:
    """Return what an inspection of ``pieces`` pieces says about the quantity that it ``covers``.

    ``failed_before`` are the lines of a sample that failed before they were inspected again: that a piece of a sample was mended
    says nothing about the pieces that nobody looked at.

    Where every piece was inspected by a rule that asks for all, or without a plan, each piece is judged by itself: it is set
    aside when it fails, and does not refuse the others.
    """
    verdicts = [(line, verdict_of(line, answers.get(line.id, BLANK))) for line in lines]
    failing = [line for line, verdict in verdicts if verdict is Verdict.FAILS]
    uncertain = [line for line, verdict in verdicts if verdict is Verdict.UNCERTAIN]
    planned = {key for finding in findings for key in finding.plan.items}
    everything = pieces >= covers
    bad = {line.id for line in failing} | failed_before
    loose = [line for line in lines if line.id in bad and line.piece and line.key not in planned]
    blocks = [_uncertain(line) for line in uncertain[:_LISTED]]
    blocks += [_failed_once(line) for line in failing if not line.piece][:_LISTED]
    blocks += [_unplanned(line) for line in loose[:_LISTED] if not everything]
    blocks += [one for finding in findings for one in _plan_blocks(finding, covers, pieces)]
    is_full = everything and all(_is_sort(finding.plan, covers) for finding in findings)
    return Evidence(len({line.piece for line in failing if line.piece}), is_full, tuple(blocks))


def _is_sort(plan: PinnedPlan, covers: Decimal) -> bool:
    return plan.rule.kind is SamplingKind.ALL and plan.sample_size >= covers


def _plan_blocks(finding: PlanFinding, covers: Decimal, pieces: int) -> list[Block]:
    plan = finding.plan
    if pieces < min(Decimal(plan.sample_size), covers):
        return [
            block(
                "The plan of “{group}” asks for {asked} pieces, but {pieces} were inspected. Inspect the others.",
                group=plan.group,
                asked=plan.sample_size,
                pieces=pieces,
            )
        ]
    if _is_sort(plan, covers):
        return []
    if plan.severity is SamplingSeverity.SUSPENDED:
        return [
            block(
                "Acceptance by sampling is suspended for “{group}”. Inspect every piece, or resume the series first.",
                group=plan.group,
            )
        ]
    if finding.accepted:
        return []
    if finding.why:
        return [block("The plan of “{group}” does not accept the lot: {why}.", group=plan.group, why=finding.why)]
    return [
        block(
            "The plan of “{group}” refuses the lot: {found} nonconforming of {size} inspected, refused from {reject} on. "
            "Reject or hold the lot, or sort it by inspecting every piece.",
            group=plan.group,
            found=finding.nonconforming,
            size=plan.sample_size,
            reject=plan.reject,
        )
    ]


def _name(line: Item) -> str:
    return f"{line.number}. {line.text}" if line.number else line.text


def _uncertain(line: Item) -> Block:
    return block(
        "“{line}” is uncertain, and nobody decided it. Have the inspection reopened, then read it again or reject the reading.",
        line=_name(line),
    )


def _failed_once(line: Item) -> Block:
    return block("“{line}” does not conform.", line=_name(line))


def _unplanned(line: Item) -> Block:
    return block(
        "“{line}” does not conform at piece {piece}, no sampling plan covers it, and not every piece was inspected.",
        line=_name(line),
        piece=line.piece,
    )
