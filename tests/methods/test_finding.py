"""What a pinned plan found: gaps, nonconformities per 100 units, values, lots that were not drawn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from qa_desktop.domain.answers import Answer
from qa_desktop.domain.checklist import Choice, Item, ItemKind
from qa_desktop.domain.decision import DecisionRule
from qa_desktop.domain.item_rules import Asking, Rules
from qa_desktop.domain.lines import at_piece, line_id
from qa_desktop.domain.lot_evidence import PlanFinding, weigh
from qa_desktop.domain.sampling import PinnedPlan, SamplingKind, SamplingRule, SamplingSeverity
from qa_desktop.domain.tolerance import Limits
from qa_desktop.methods.sampling.finding import finding_of

EACH = Asking(per_piece=True)
BORE = Item(
    "bore",
    ItemKind.MEASUREMENT,
    "Bore",
    id="b",
    limits=Limits(None, Decimal("9.9"), Decimal("10.1")),
    rules=Rules(asks=EACH, decision=DecisionRule(uncertainty=Decimal("0.01"))),
)
SCRATCHES = Item(
    "scratches",
    ItemKind.DEFECTS,
    "Scratches",
    id="s",
    choices=(Choice("deep", "Deep"), Choice("fine", "Fine", True)),
    rules=Rules(asks=EACH),
)


def plan(
    size: int, ac: int, re: int, *items: str, kind: SamplingKind = SamplingKind.AQL, aql: str = "1.0", **more: object
) -> PinnedPlan:
    rule = SamplingRule(kind, aql=aql if kind is SamplingKind.AQL else "", **more)  # type: ignore[arg-type]
    return PinnedPlan("p", "major", "S", rule, SamplingSeverity.REDUCED, 500, "F", "F", size, ac, re, items or ("bore",))


def found(wanted: PinnedPlan, item: Item, values: Mapping[int, str]) -> PlanFinding:
    lines = [at_piece(item, number) for number in values]
    answers = {line_id(item.id, number): Answer(value) for number, value in values.items()}
    return finding_of(wanted, lines, answers)


def bores(*values: str) -> dict[int, str]:
    return dict(enumerate(values, 1))


@pytest.mark.parametrize(("bad", "accepted"), [(0, True), (1, True), (2, True), (3, False), (4, False)])
def test_between_ac_and_re_the_lot_is_accepted(bad: int, accepted: bool) -> None:
    result = found(plan(5, 0, 3), BORE, bores(*["11"] * bad, *["10"] * (5 - bad)))
    assert (result.nonconforming, result.accepted) == (bad, accepted)


def test_pieces_beyond_the_sample_do_not_count() -> None:
    assert found(plan(2, 0, 1), BORE, bores("10", "10", "11")).accepted


def test_above_ten_nonconformities_are_counted_and_harmless_ones_are_not() -> None:
    tallies = {1: json.dumps({"deep": 3, "fine": 9}), 2: json.dumps({"fine": 4}), 3: json.dumps({"deep": 1})}
    result = found(plan(3, 3, 4, "scratches", aql="15"), SCRATCHES, tallies)
    assert (result.nonconforming, result.accepted) == (4, False)
    assert found(plan(3, 2, 3, "scratches", aql="10"), SCRATCHES, tallies).nonconforming == 2


def test_what_cannot_be_decided_is_not_accepted() -> None:
    doubtful = found(plan(3, 0, 1), BORE, bores("10", "10.095", "10"))
    assert not doubtful.accepted
    assert "uncertain" in doubtful.why
    assert found(plan(3, 1, 2), BORE, bores("10", "10.095", "10")).accepted, "it cannot turn this plan"
    short = found(plan(3, 0, 1), BORE, bores("10", "10"))
    assert (short.accepted, short.why) == (False, "not every piece of the sample was read")


def test_a_lot_that_was_not_drawn_is_accepted_by_its_plan() -> None:
    assert found(plan(0, 0, 1), BORE, {}).accepted


@pytest.mark.parametrize(
    ("values", "k", "why"),
    [
        (("9.99", "10.00", "10.01"), "1.5", ""),
        (("9.92", "10.00", "10.08"), "1.5", "lies too near to its limits"),
        (("9.99", "10.00"), "1.5", "2 of 3 values were read"),
        (("9.99", "10.00", "10.01"), None, "no acceptability constant k"),
    ],
)
def test_variables_plans_are_decided_by_their_values(values: tuple[str, ...], k: str | None, why: str) -> None:
    wanted = plan(3, 0, 1, kind=SamplingKind.VARIABLES, k=None if k is None else Decimal(k), count=3)
    result = found(wanted, BORE, bores(*values))
    assert result.accepted is not bool(why)
    assert why in result.why


def test_a_variables_plan_without_limits_accepts_nothing() -> None:
    open_ended = replace(BORE, limits=Limits())
    wanted = plan(3, 0, 1, kind=SamplingKind.VARIABLES, k=Decimal(1), count=3)
    assert "needs a lower or an upper limit" in found(wanted, open_ended, bores("1", "2", "3")).why


def test_a_suspended_plan_blocks_unless_every_piece_was_inspected() -> None:
    suspended = replace(plan(3, 0, 1), severity=SamplingSeverity.SUSPENDED)
    result = found(suspended, BORE, bores("10", "10", "10"))
    assert "suspended" in str(weigh([], {}, [result], Decimal(500), 3).blocks[0])
    whole = replace(plan(3, 0, 1, kind=SamplingKind.ALL), severity=SamplingSeverity.SUSPENDED)
    found_whole = found(whole, BORE, bores("10", "11", "10"))
    evidence = weigh([at_piece(BORE, 2)], {"b#2": Answer("11")}, [found_whole], Decimal(3), 3)
    assert (evidence.blocks, evidence.is_full, evidence.nonconforming) == ((), True, 1)
