"""What a pinned plan says about the lot."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from qa_desktop.domain.answers import Answer
from qa_desktop.domain.checklist import Choice, Item, ItemKind
from qa_desktop.domain.decision import DecisionRule
from qa_desktop.domain.item_rules import Asking, Rules
from qa_desktop.domain.lines import at_piece
from qa_desktop.domain.plan_verdict import PlanVerdict, verdict_of_plan
from qa_desktop.domain.sampling import PinnedPlan, SamplingKind, SamplingRule, SamplingSeverity
from qa_desktop.domain.tolerance import Limits

BORE = Item(
    "bore", ItemKind.MEASUREMENT, "Bore", id="b", limits=Limits(upper=Decimal(10)), rules=Rules(asks=Asking(per_piece=True))
)
SLOT = replace(BORE, key="slot", id="s", text="Slot")


def plan(size: int, accept: int, reject: int, *keys: str, **more: object) -> PinnedPlan:
    base = PinnedPlan(
        "p", "major", "S/P/major", SamplingRule(SamplingKind.AQL, aql="1.0"), SamplingSeverity.NORMAL, 500, "H", "H", size,
        accept, reject, keys or ("bore",),
    )  # fmt: skip
    return replace(base, **more)  # type: ignore[arg-type]


def judged(pinned: PinnedPlan, readings: dict[str, list[str | None]], *items: Item, **more: bool) -> PlanVerdict:
    lines, answers = [], {}
    for item in items or (BORE,):
        for piece, reading in enumerate(readings[item.key], 1):
            line = at_piece(item, piece)
            lines.append(line)
            answers[line.id] = Answer(value=reading)
    return verdict_of_plan(pinned, lines, answers, **more)


@pytest.mark.parametrize(("bad", "accepted"), [(0, True), (1, True), (2, False), (5, False)])
def test_up_to_ac_accepts_and_from_re_on_refuses(bad, accepted):
    found = judged(plan(5, 1, 2), {"bore": ["11"] * bad + ["9"] * (5 - bad)})
    assert (found.nonconforming, found.accepted, found.back_to_normal) == (bad, accepted, False)
    assert found.pieces == tuple(range(1, bad + 1))


@pytest.mark.parametrize(("bad", "accepted", "back"), [(1, True, False), (2, True, True), (3, True, True), (4, False, False)])
def test_between_ac_and_re_of_a_reduced_plan_the_lot_passes_and_the_next_is_normal(bad, accepted, back):
    found = judged(plan(5, 1, 4, severity=SamplingSeverity.REDUCED), {"bore": ["11"] * bad + ["9"] * (5 - bad)})
    assert (found.accepted, found.back_to_normal) == (accepted, back)


def test_a_piece_with_two_bad_characteristics_counts_once():
    found = judged(plan(3, 1, 2, "bore", "slot"), {"bore": ["11", "9", "9"], "slot": ["12", "9", "9"]}, BORE, SLOT)
    assert (found.nonconforming, found.accepted, found.pieces) == (1, True, (1,))


def test_an_aql_above_ten_counts_every_nonconformity():
    rule = SamplingRule(SamplingKind.AQL, aql="15")
    pinned = plan(3, 1, 2, "bore", "slot", rule=rule)
    assert judged(pinned, {"bore": ["11", "9", "9"], "slot": ["12", "9", "9"]}, BORE, SLOT).nonconforming == 2
    tally = Item(
        "tally", ItemKind.DEFECTS, "Defects", id="t", choices=(Choice("a", "Scratch"), Choice("b", "Shade", True)),
        rules=Rules(asks=Asking(per_piece=True)),
    )  # fmt: skip
    counted = judged(plan(2, 3, 4, "tally", rule=rule), {"tally": [json.dumps({"a": 3, "b": 9}), "{}"]}, tally)
    assert (counted.nonconforming, counted.accepted) == (3, True)


def test_pieces_beyond_the_sample_are_named_and_do_not_count():
    found = judged(plan(2, 0, 1), {"bore": ["9", "9", "11"]})
    assert (found.nonconforming, found.accepted, found.pieces) == (0, True, (3,))


def test_characteristics_of_other_plans_do_not_count():
    found = judged(plan(2, 0, 1), {"bore": ["9", "9"], "slot": ["12", "12"]}, BORE, SLOT)
    assert (found.accepted, found.pieces) == (True, ())


def test_open_lines_and_missing_pieces_leave_the_lot_undecided():
    half = judged(plan(3, 0, 1), {"bore": ["9", None, "9"]})
    assert (half.accepted, half.open) == (None, 1)
    short = judged(plan(3, 0, 1), {"bore": ["9", "9"]})
    assert (short.accepted, short.missing) == (None, 1)
    assert verdict_of_plan(plan(3, 0, 1), [], {}).accepted is None


def test_enough_bad_pieces_decide_before_all_are_measured():
    assert judged(plan(3, 0, 1), {"bore": ["11", None, None]}).accepted is False


def test_a_small_lot_is_inspected_in_full():
    found = judged(plan(20, 0, 1, lot_size=3), {"bore": ["9", "9", "9"]})
    assert (found.accepted, found.missing) == (True, 0)


def test_uncertain_readings_accept_no_lot_that_they_could_turn():
    doubtful = replace(BORE, rules=replace(BORE.rules, decision=DecisionRule(uncertainty=Decimal("0.5"))))
    found = judged(plan(2, 0, 1), {"bore": ["10", "8"]}, doubtful)
    assert (found.nonconforming, found.uncertain, found.accepted) == (0, 1, None)
    assert judged(plan(2, 1, 2), {"bore": ["10", "8"]}, doubtful).accepted is True


def test_a_variables_plan_is_decided_by_its_readings():
    pinned = plan(2, 0, 1, rule=SamplingRule(SamplingKind.VARIABLES, k=Decimal("1.5"), count=2))
    assert judged(pinned, {"bore": ["9", "9"]}).accepted is None
    assert judged(pinned, {"bore": ["9", "9"]}, by_readings=False).accepted is False
    passed = judged(pinned, {"bore": ["9", "11"]}, by_readings=True)
    assert (passed.accepted, passed.nonconforming, passed.pieces, passed.back_to_normal) == (True, 1, (2,), False)
