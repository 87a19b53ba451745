"""Plans are pinned when an inspection is opened: how many pieces, by which severity, and for good."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import InputError, NotAllowedError, RefusedError
from qa_desktop.domain.inspection import InspectionState, InspectionType
from qa_desktop.domain.people import Actor
from qa_desktop.domain.sampling import Level, SamplingKind, SamplingRule, SamplingSeverity, TableSet
from qa_desktop.methods.sampling.switching import Event
from qa_desktop.services import series
from qa_desktop.services.inspections import WhatToInspect
from qa_desktop.services.planning import PlanningService
from qa_desktop.storage.models import LotDecision
from qa_desktop.storage.queries.series import EventRow, ResultRow, add_event
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.makings import audit_actions
from tests.services.sampled import AQL, PART, SUPPLIER, Floor, piece_item, sampled_checklist

N, T, R, S = SamplingSeverity.NORMAL, SamplingSeverity.TIGHTENED, SamplingSeverity.REDUCED, SamplingSeverity.SUSPENDED


@pytest.fixture
def floor(workspace: Workspace, people: dict[str, Actor], clock: FakeClock) -> Floor:
    found = Floor(workspace, people, clock)
    found.publish(sampled_checklist())
    return found


def event(floor: Floor, kind: Event) -> None:
    """Let something happen to the series of the first plan."""
    with floor.workspace.store.writing(floor.people["engineer"].person_id) as work:
        key = work.connection.exec_driver_sql("SELECT series FROM pinned_plan ORDER BY id LIMIT 1").scalar_one()
        add_event(work, key, kind.value, "a reason")
        work.leave_unaudited("a test")
    floor.clock.forward(minutes=1)


def test_the_plan_of_a_lot_is_pinned_with_its_pieces_and_words(floor: Floor) -> None:
    row = floor.begin("L-1", "1000")
    (plan,) = floor.plans(row)
    assert (plan.code_letter, plan.letter_used, plan.sample_size, plan.accept, plan.reject) == ("J", "J", 80, 2, 3)
    assert (plan.group, plan.severity, plan.lot_size, plan.items) == ("major", N, 1000, ("edge",))
    assert plan.words == (
        "Major: Inspect 80 of 1000 pieces (AQL 1.0, code letter J): accept the lot with up to 2 nonconforming, "
        "reject it from 3 on. Normal inspection: the first lot of this series."
    )
    assert floor.pieces(row) == 80
    assert row.item_total == 81, "what is asked once, and one line for each piece"


def test_every_kind_of_rule_gives_its_plan(floor: Floor) -> None:
    rules = {
        "all": SamplingRule(),
        "fixed": SamplingRule(SamplingKind.FIXED, count=5, accept=1),
        "percent": SamplingRule(SamplingKind.PERCENT, percent=Decimal("2.5")),
        "zero": SamplingRule(SamplingKind.ZERO, limiting_percent=Decimal(10)),
        "variables": SamplingRule(SamplingKind.VARIABLES, count=7, k=Decimal("1.72")),
        "aql": SamplingRule(SamplingKind.AQL, aql="0.10", level=Level.S4),
    }
    floor.publish(sampled_checklist(*(piece_item(key, rule) for key, rule in rules.items()), title="All kinds"))
    row = floor.begin("L-1", "120")
    found = {plan.items[0]: (plan.sample_size, plan.accept, plan.reject) for plan in floor.plans(row)}
    # The arrow of letter D at AQL 0.10 leads to K, whose sample is larger than the lot: every piece.
    assert found == {
        "all": (120, 0, 1), "fixed": (5, 1, 2), "percent": (3, 0, 1), "zero": (20, 0, 1), "variables": (7, 0, 1), "aql": (120, 0, 1),
    }  # fmt: skip
    assert floor.pieces(row) == 120
    wanted = {
        line.key: line.required for line in floor.inspections.open(floor.people["inspector"], row.id).items if line.piece == 6
    }
    assert wanted == {"all": True, "fixed": False, "percent": False, "zero": True, "variables": True, "aql": True}


def test_items_of_one_class_and_rule_share_a_plan_and_others_do_not(floor: Floor) -> None:
    other = SamplingRule(SamplingKind.AQL, aql="4.0")
    floor.publish(
        sampled_checklist(
            piece_item("a", AQL),
            piece_item("b", AQL, Severity.MINOR),
            piece_item("c", SamplingRule(SamplingKind.AQL, aql="1.0", group="major")),
            piece_item("d", other),
            piece_item("e", None),
            title="Classes",
        )
    )
    plans = floor.plans(floor.begin("L-1"))
    assert [(plan.group, plan.rule.aql, plan.items) for plan in plans] == [
        ("major", "1.0", ("a", "c")), ("minor", "1.0", ("b",)), ("major", "4.0", ("d",)),
    ]  # fmt: skip
    assert len({plan.series for plan in plans}) == 3


@pytest.mark.parametrize(("wished", "pieces"), [(None, 80), (10, 80), (100, 100)])
def test_more_pieces_may_be_given_and_never_fewer(floor: Floor, wished: int | None, pieces: int) -> None:
    assert floor.pieces(floor.begin("L-1", pieces=wished)) == pieces


def test_named_pieces_are_the_first_of_the_sample(floor: Floor) -> None:
    row = floor.begin("L-1", serials=("S1", "S2"))
    labels = [piece.label for piece in floor.inspections.open(floor.people["inspector"], row.id).pieces]
    assert (labels[:3], len(labels)) == (["S1", "S2", "3"], 80)


def test_without_a_plan_the_given_number_of_pieces_is_laid_out(floor: Floor) -> None:
    floor.publish(sampled_checklist(piece_item("edge", None), title="No plan"))
    assert floor.pieces(floor.begin("L-1", "", pieces=4)) == 4
    assert floor.plans(floor.begin("L-2", "")) == ()


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (WhatToInspect(PART), "lot quantity"),
        (WhatToInspect(PART, lot="L-1"), "lot quantity"),
        (WhatToInspect(PART, lot="L-1", lot_quantity="12.5"), "whole pieces"),
        (WhatToInspect(PART, lot="L-1", lot_quantity="0"), "whole pieces"),
        (WhatToInspect(PART, lot="L-1", lot_quantity="100", covers="101"), "100 of 100 are left"),
        (WhatToInspect(PART, lot="L-1", lot_quantity="100", covers="0"), "above zero"),
        (WhatToInspect(PART, covers="10"), "without a lot"),
    ],
)
def test_a_plan_without_its_lot_size_is_refused_and_nothing_is_stored(floor: Floor, what: WhatToInspect, words: str) -> None:
    before = audit_actions(floor.workspace)
    with pytest.raises(InputError, match=words):
        floor.inspections.begin(floor.people["inspector"], floor.revision_id, what)
    assert audit_actions(floor.workspace) == before


def test_a_fixed_number_of_pieces_needs_no_lot(floor: Floor) -> None:
    floor.publish(sampled_checklist(piece_item("edge", SamplingRule(SamplingKind.FIXED, count=5)), title="Five"))
    row = floor.inspections.begin(floor.people["inspector"], floor.revision_id, WhatToInspect(PART))
    assert (floor.pieces(row), floor.plans(row)[0].lot_size) == (5, 0)


def test_a_staged_lot_is_sampled_by_its_stage_and_never_covered_twice(floor: Floor) -> None:
    first = floor.begin("L-1", "1000", covers="400", type=InspectionType.INCOMING)
    assert floor.plans(first)[0].lot_size == 400
    with pytest.raises(InputError, match="600 of 1000 are left"):
        floor.begin("L-1", "1000", covers="601", type=InspectionType.INCOMING)
    floor.begin("L-1", "1000", covers="1000", type=InspectionType.FINAL)  # another type looks at the whole lot again
    floor.inspections.abandon(floor.people["inspector"], first.id, "wrong box")
    floor.begin("L-1", "1000", covers="1000", type=InspectionType.INCOMING)


def test_what_is_decided_already_is_not_left(floor: Floor) -> None:
    row = floor.begin("L-1", "100")
    values = {column.key: "" for column in LotDecision.__table__.c}
    values |= {"id": "d", "number": "D-1", "lot_id": row.lot_id, "source": "waiting", "reason": "why", "inspection_id": None}
    values |= {"inspected": 30 * 10**9, "accepted": 0, "rejected": 30 * 10**9, "held": 0, "at_offset": 0, "size": 0}
    values |= {"person_id": floor.people["supervisor"].person_id, "certificate": "x"}
    names = ", ".join(values)
    marks = ", ".join("?" for _ in values)
    with floor.workspace.database.maintenance() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql(f"INSERT INTO lot_decision ({names}) VALUES ({marks})", tuple(values.values()))
        connection.commit()
    with pytest.raises(InputError, match="70 of 100 are left"):
        floor.begin("L-1", "100", covers="71")
    floor.begin("L-1", "100", covers="70")


def test_a_lot_is_known_by_its_first_quantity_and_supplier(floor: Floor) -> None:
    floor.begin("L-1", "1000")
    with pytest.raises(InputError, match="known with “1000”"):
        floor.begin("L-1", "900")
    with pytest.raises(InputError, match="known with “Foundry Ltd”"):
        floor.begin("L-1", "1000", supplier="Other")
    again = floor.begin("L-1", "", supplier="")
    assert (floor.plans(again)[0].lot_size, floor.plans(again)[0].series) == (1000, floor.plans(floor.begin("L-2"))[0].series)


# Severity from the history


def test_two_refused_lots_tighten_and_five_accepted_ones_bring_back(floor: Floor) -> None:
    floor.lots(0, 3, 0)
    assert floor.plans(floor.begin("now"))[0].severity is N
    floor.lots(3)
    (plan,) = floor.plans(floor.begin("after"))
    assert (plan.severity, plan.sample_size, plan.accept) == (T, 80, 1)
    assert "Tightened inspection, because 2 of 5 or fewer consecutive lots were not accepted." in plan.words
    floor.lots(0, 0, 0, 0, 0)
    (plan,) = floor.plans(floor.begin("later"))
    assert plan.severity is N
    assert "because 5 lots in a row were accepted under tightened inspection" in plan.words


def test_reduced_needs_ten_lots_steady_production_and_an_approval(floor: Floor) -> None:
    floor.lots(*[0] * 10)
    assert floor.plans(floor.begin("not yet"))[0].severity is N
    event(floor, Event.PRODUCTION_STEADY)
    event(floor, Event.REDUCED_APPROVED)
    (plan,) = floor.plans(floor.begin("reduced"))
    assert (plan.severity, plan.sample_size, plan.accept, plan.reject) == (R, 32, 1, 3)
    event(floor, Event.PRODUCTION_UNSTEADY)
    assert floor.plans(floor.begin("normal"))[0].severity is N


def test_a_suspended_series_opens_no_lot_until_the_cause_is_removed(floor: Floor) -> None:
    floor.lots(9, 9, 9, 9, 9, 9, 9)
    before = audit_actions(floor.workspace)
    with pytest.raises(RefusedError, match=r"suspended: .*5 lots were not accepted.*until the cause is removed"):
        floor.begin("L-x")
    with pytest.raises(RefusedError, match="suspended"):
        floor.planning.preview(floor.people["inspector"], floor.revision_id, "1000", SUPPLIER, PART)
    assert audit_actions(floor.workspace) == before
    assert floor.plans(floor.begin("L-y", supplier="Another"))[0].severity is N, "another supplier is another series"
    event(floor, Event.CAUSE_REMOVED)
    assert floor.plans(floor.begin("L-z"))[0].severity is T


def test_lots_that_came_again_never_count(floor: Floor) -> None:
    for number in range(4):
        floor.approve(floor.begin(f"L-{number}"), 9, original=False)
    assert floor.plans(floor.begin("now"))[0].severity is N


def test_a_corrected_result_changes_what_follows_and_pinned_plans_stay(floor: Floor) -> None:
    first, second = floor.lots(9, 9)
    tightened = floor.begin("pinned")
    assert floor.plans(tightened)[0].severity is T
    floor.result(floor.plans(second)[0], 0)
    assert floor.plans(floor.begin("after"))[0].severity is N
    assert floor.plans(tightened)[0].severity is T, "what was pinned stays"
    floor.result(floor.plans(second)[0], 9)
    assert floor.plans(floor.begin("again"))[0].severity is T
    floor.set_state(first.id, InspectionState.RETURNED)
    assert floor.plans(floor.begin("reopened"))[0].severity is N, "a result counts while its inspection is countersigned"


def test_the_supplier_is_the_same_whatever_its_capitals(floor: Floor) -> None:
    one = floor.plans(floor.begin("L-1", supplier="Foundry Ltd"))[0]
    assert floor.plans(floor.begin("L-2", supplier="FOUNDRY  LTD"))[0].series == one.series
    assert floor.plans(floor.begin("L-3", operation="OP 20"))[0].series != one.series


_RESULTS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.booleans()), max_size=14)
_EVENTS = st.lists(st.tuples(st.integers(0, 60), st.sampled_from(list(Event))), max_size=5)


@given(found=_RESULTS, happened=_EVENTS, data=st.data())
def test_the_order_of_storage_does_not_matter_only_time(
    found: list[tuple[int, int, bool]], happened: list[tuple[int, Event]], data: st.DataObject
) -> None:
    rule = '{"sampling":{"kind":"aql","aql":"1.0"}}'
    results = [
        ResultRow(
            f"plan {n}",
            "s",
            "i",
            "I-1",
            "L",
            "",
            "normal",
            rule,
            "J",
            80,
            2,
            3,
            bad,
            bad < 3,
            original,
            f"2026-01-{n + 1:02}",
            "",
        )
        for n, (bad, _, original) in enumerate(found)
    ]
    events = [EventRow(f"event {n}", kind.value, "", "", f"2026-01-{day:02}") for n, (day, kind) in enumerate(happened)]
    for tables in TableSet:
        straight = series.computed("s", results, events, tables)
        shuffled = series.computed("s", data.draw(st.permutations(results)), data.draw(st.permutations(events)), tables)
        assert shuffled == straight


def test_the_place_of_a_result_in_the_table_does_not_matter(floor: Floor) -> None:
    rows = [floor.begin(f"L-{n}") for n in range(3)]
    moments = []
    for _ in rows:
        floor.clock.forward(hours=1)
        moments.append(floor.workspace.store.now())
    for place in (2, 0, 1):  # stored in another order than it happened
        floor.result(floor.plans(rows[place])[0], 9 if place else 0, at=moments[place])
        floor.set_state(rows[place].id, InspectionState.APPROVED)
    with floor.workspace.store.reading() as connection:
        state = series.state_of(connection, floor.plans(rows[0])[0].series, TableSet.Z14)
    assert [line.result.lot for line in state.lines if line.result] == ["L-0", "L-1", "L-2"]
    assert state.severity is T


# Looking at plans before


def test_the_preview_shows_what_would_be_pinned_and_stores_nothing(floor: Floor) -> None:
    before = audit_actions(floor.workspace)
    preview = floor.planning.preview(floor.people["inspector"], floor.revision_id, "1000", SUPPLIER, PART)
    (plan,) = preview.plans
    assert (preview.pieces, plan.size, plan.accept, plan.reject, plan.severity) == (80, 80, 2, 3, N)
    assert plan.risk is not None
    assert plan.risk.sentences[0].startswith("A lot with ")
    assert "still passes" in plan.risk.sentences[0]
    assert plan.risk.accepted_often == pytest.approx(0.01029, abs=1e-4), "n 80, Ac 2: 1.03 % is accepted 95 % of the time"
    assert plan.risk.accepted_rarely == pytest.approx(0.0652, abs=1e-4)
    assert (plan.risk.often_words, plan.risk.rarely_words) == ("1.03 % bad pieces", "6.52 % bad pieces")
    assert plan.risk.curve[0].accepted == 1
    assert "105E" in plan.remarks[0]
    assert audit_actions(floor.workspace) == before
    row = floor.begin("L-1")
    assert floor.plans(row)[0].words == plan.words


def test_the_preview_of_a_known_lot_takes_its_own_quantity(floor: Floor) -> None:
    floor.begin("L-1", "1000")
    preview = floor.planning.preview(floor.people["inspector"], floor.revision_id, "", "", PART, lot="L-1")
    assert preview.plans[0].lot_size == 1000
    staged = floor.planning.preview(floor.people["inspector"], floor.revision_id, "", "", PART, lot="L-1", covers="90")
    assert staged.plans[0].lot_size == 90


def test_the_preview_names_what_is_missing(floor: Floor) -> None:
    with pytest.raises(InputError, match="lot quantity"):
        floor.planning.preview(floor.people["inspector"], floor.revision_id, "", SUPPLIER, PART)


def test_whoever_may_not_look_sees_no_plan(floor: Floor) -> None:
    nobody = Actor("p", "nobody", "No Body", frozenset(), "s")
    with pytest.raises(NotAllowedError):
        PlanningService(floor.workspace).preview(nobody, floor.revision_id, "1000", SUPPLIER, PART)
