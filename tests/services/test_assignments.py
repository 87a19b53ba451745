"""Assignment rules: made by those who edit templates, the most specific one proposes, one lot in f is drawn and recorded."""

from __future__ import annotations

import pytest

from qa_desktop.domain.checklist import Checklist, Item, ItemKind, Section, Severity
from qa_desktop.domain.errors import ConflictError, InputError, NotAllowedError, RefusedError
from qa_desktop.domain.inspection import InspectionType
from qa_desktop.domain.item_rules import Asking, Rules
from qa_desktop.domain.people import Actor
from qa_desktop.domain.sampling import TableSet
from qa_desktop.methods.sampling.skip import Outcome, inspects_next
from qa_desktop.services import series
from qa_desktop.services.assignments import RuleWish
from qa_desktop.storage.queries.assignments import RuleRow
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.makings import audit_actions
from tests.services.sampled import AQL, PART, SUPPLIER, Floor, piece_item, sampled_checklist


@pytest.fixture
def floor(workspace: Workspace, people: dict[str, Actor], clock: FakeClock) -> Floor:
    found = Floor(workspace, people, clock)
    found.publish(sampled_checklist())
    return found


def make(floor: Floor, **what: object) -> RuleRow:
    return floor.assignments.make(floor.people["engineer"], RuleWish(floor.template_id, **what))  # type: ignore[arg-type]


def test_the_most_specific_rule_proposes_and_says_why(floor: Floor) -> None:
    inspector = floor.people["inspector"]
    assert floor.assignments.find(inspector, PART) is None
    make(floor)
    general = floor.template_id
    floor.publish(sampled_checklist(title="Only this part"))
    make(floor, part_number=PART, inspection_type=InspectionType.INCOMING, note="Agreed with the foundry.")
    found = floor.assignments.find(inspector, PART, SUPPLIER, "", InspectionType.INCOMING)
    assert found is not None
    assert (found.revision_id, found.template) == (floor.revision_id, "Only this part")
    assert found.why == "The rule for part P-1042, type incoming says so. Agreed with the foundry."
    other = floor.assignments.find(inspector, PART, SUPPLIER, "", InspectionType.FINAL)
    assert other is not None
    assert (other.template, other.why) == ("Sampled", "The rule for everything says so.")
    assert general != floor.template_id


def test_a_tie_is_refused_and_named(floor: Floor) -> None:
    make(floor, supplier=SUPPLIER)
    with pytest.raises(RefusedError, match="rule for supplier FOUNDRY LTD exists already; it proposes “Sampled”"):
        make(floor, supplier="FOUNDRY LTD")
    other = make(floor, part_number=PART)
    with pytest.raises(RefusedError, match="exists already"):
        floor.assignments.change(
            floor.people["engineer"], other.id, RuleWish(floor.template_id, supplier=SUPPLIER), other.version
        )


def test_a_rule_is_changed_once_and_switched_off_for_good(floor: Floor) -> None:
    engineer = floor.people["engineer"]
    rule = make(floor, part_number=PART)
    changed = floor.assignments.change(engineer, rule.id, RuleWish(floor.template_id, "P-2"), rule.version)
    assert (changed.part_number, changed.version) == ("P-2", 2)
    with pytest.raises(ConflictError, match="not stored"):
        floor.assignments.change(engineer, rule.id, RuleWish(floor.template_id, "P-3"), rule.version)
    floor.assignments.switch_off(engineer, rule.id, changed.version)
    assert floor.assignments.find(floor.people["inspector"], "P-2") is None
    assert [row.active for row in floor.assignments.rules(engineer)] == [False]
    assert floor.assignments.rules(engineer, active_only=True) == ()
    with pytest.raises(RefusedError, match="switched off"):
        floor.assignments.change(engineer, rule.id, RuleWish(floor.template_id), 3)
    make(floor, part_number="P-2")  # the one that is off is no tie
    assert audit_actions(floor.workspace)[-4:] == [
        "assignment.make", "assignment.change", "assignment.switch_off", "assignment.make",
    ]  # fmt: skip


@pytest.mark.parametrize("login", ["inspector", "supervisor", "auditor", "admin"])
def test_whoever_does_not_edit_templates_changes_no_rule(floor: Floor, login: str) -> None:
    rule = make(floor)
    who, wish = floor.people[login], RuleWish(floor.template_id, "P-9")
    for act in (
        lambda: floor.assignments.make(who, wish),
        lambda: floor.assignments.change(who, rule.id, wish, 1),
        lambda: floor.assignments.switch_off(who, rule.id, 1),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert floor.assignments.rules(who) == (rule,), "but everybody looks"


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (RuleWish("nothing"), "Choose the checklist"),
        (RuleWish("", part_number="a\nb"), "invisible"),
        (RuleWish("", one_lot_in=6), "1 .every lot. to 5"),
    ],
)
def test_a_wrong_rule_is_refused(floor: Floor, wish: RuleWish, words: str) -> None:
    with pytest.raises(InputError, match=words):
        floor.assignments.make(floor.people["engineer"], wish)


# One lot in f


def test_lots_of_critical_items_are_never_left_out(floor: Floor) -> None:
    floor.publish(sampled_checklist(piece_item("edge", AQL, Severity.CRITICAL), title="Critical"))
    with pytest.raises(RefusedError, match=r"every lot is inspected.*critical"):
        make(floor, one_lot_in=3)
    make(floor, one_lot_in=1)


def test_a_checklist_that_asks_only_about_pieces_would_leave_no_record(floor: Floor) -> None:
    only = Item("edge", ItemKind.CONFORMITY, "Edge", rules=Rules(asks=Asking(per_piece=True), sampling=AQL))
    floor.publish(Checklist("Only pieces", (Section("Pieces", (only,)),)))
    with pytest.raises(RefusedError, match="no record"):
        make(floor, one_lot_in=2)


def test_which_lots_are_drawn_follows_from_the_seed_and_is_recorded(floor: Floor) -> None:
    rule = make(floor, part_number=PART, one_lot_in=3)
    assert rule.seed > 0
    history: list[Outcome] = []
    for number in range(9):
        expected = inspects_next(str(rule.seed), 3, history)
        preview = floor.planning.preview(floor.people["inspector"], floor.revision_id, "1000", SUPPLIER, PART, lot=f"L-{number}")
        assert preview.is_skipped is not expected
        row = floor.begin(f"L-{number}")
        (plan,) = floor.plans(row)
        assert f"1 lot in 3, seed {rule.seed}, lot {number + 1}" in plan.words
        assert (plan.sample_size, floor.pieces(row), row.item_total) == ((80, 80, 81) if expected else (0, 0, 1))
        again = floor.begin(f"L-{number}")
        assert floor.plans(again)[0].words.split(")")[0] == plan.words.split(")")[0], "a lot is drawn once"
        floor.approve(row)
        history.append(Outcome.ACCEPTED if expected else Outcome.SKIPPED)
    assert history.count(Outcome.ACCEPTED) == 3
    assert audit_actions(floor.workspace).count("lot.draw") == 9
    with floor.workspace.store.reading() as connection:
        state = series.state_of(connection, plan.series, TableSet.Z14)
    assert len(state.lines) == 3, "a lot that was not drawn is no lot of the series"


def test_after_a_rejection_every_lot_is_inspected_until_a_new_seed(floor: Floor) -> None:
    rule = make(floor, part_number=PART, one_lot_in=5)
    rows = []
    while not rows or floor.pieces(rows[-1]) == 0:
        rows.append(floor.begin(f"A-{len(rows)}"))
        floor.approve(rows[-1], 0)
    floor.result(floor.plans(rows[-1])[0], 9)
    for number in range(6):
        row = floor.begin(f"B-{number}")
        assert floor.pieces(row) == 80
        assert "inspected again after a rejection" in floor.plans(row)[0].words
        floor.approve(row)
    other = [floor.pieces(floor.begin(f"C-{number}", supplier="Another")) for number in range(5)]
    assert sorted(other) == [0, 0, 0, 0, 80], "another supplier has a history of its own"
    wish = RuleWish(floor.template_id, PART, one_lot_in=5, new_seed=True)
    changed = floor.assignments.change(floor.people["engineer"], rule.id, wish, rule.version)
    assert changed.seed != rule.seed
    assert sorted(floor.pieces(floor.begin(f"D-{number}")) for number in range(5)) == [0, 0, 0, 0, 80]


def test_an_inspector_may_inspect_a_lot_that_was_not_drawn(floor: Floor) -> None:
    make(floor, part_number=PART, one_lot_in=5)
    rows = [floor.begin(f"L-{number}", pieces=1) for number in range(5)]
    assert [floor.pieces(row) for row in rows] == [80] * 5
    assert sum("at the wish of the inspector" in floor.plans(row)[0].words for row in rows) == 4


def test_another_checklist_or_no_lot_draws_nothing(floor: Floor) -> None:
    make(floor, part_number=PART, one_lot_in=5)
    floor.publish(sampled_checklist(title="Chosen by hand"))
    assert [floor.pieces(floor.begin(f"L-{number}")) for number in range(5)] == [80] * 5
    assert "lot.draw" not in audit_actions(floor.workspace)
