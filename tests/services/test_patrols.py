"""Patrols: made by those who edit templates, logged and begun by inspectors, due by a moved clock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qa_desktop.domain.errors import ConflictError, InputError, NotAllowedError, RefusedError
from qa_desktop.domain.patrol import Cause, Happening
from qa_desktop.domain.people import Actor
from qa_desktop.domain.sampling import SamplingKind, SamplingRule
from qa_desktop.services.patrols import PatrolState, PatrolWish
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.makings import audit_actions
from tests.services.sampled import Floor, piece_item, sampled_checklist

FIVE = SamplingRule(SamplingKind.FIXED, count=5)


@pytest.fixture
def floor(workspace: Workspace, people: dict[str, Actor], clock: FakeClock) -> Floor:
    found = Floor(workspace, people, clock)
    found.publish(sampled_checklist(piece_item("edge", FIVE), title="Round"))
    return found


def make(floor: Floor, name: str = "Press 3", **what: object) -> PatrolState:
    values: dict[str, object] = {"part_number": "P-1", "place": "Press 3", "every_minutes": 60, **what}
    return floor.patrols.make(floor.people["engineer"], PatrolWish(floor.template_id, name, **values))  # type: ignore[arg-type]


def test_a_round_comes_due_is_begun_and_is_done_with(floor: Floor) -> None:
    patrol, who = make(floor), floor.people["inspector"]
    assert floor.patrols.due(who) == ()
    floor.clock.forward(minutes=75)
    (due,) = floor.patrols.due(who)
    assert (due.overdue, due.status.causes) == (timedelta(minutes=15), (Cause.MINUTES,))
    row = floor.patrols.begin_round(who, patrol.row.id)
    assert (row.type, row.patrol_id, row.part_number, row.operation, row.inspector) == (
        "patrol", patrol.row.id, "P-1", "Press 3", "Ines Inspector",
    )  # fmt: skip
    assert floor.pieces(row) == 5
    assert floor.patrols.due(who) == ()
    assert audit_actions(floor.workspace)[-2:] == ["inspection.begin", "patrol.round"]
    floor.clock.forward(minutes=61)
    assert len(floor.patrols.due(who)) == 1
    floor.inspections.abandon(who, floor.patrols.begin_round(who, patrol.row.id).id, "called away")
    (again,) = floor.patrols.due(who)
    assert again.overdue == timedelta(minutes=1), "a round that was given up is no round"


def test_pieces_set_up_and_standing_production(floor: Floor) -> None:
    who = floor.people["inspector"]
    patrol = make(floor, every_minutes=0, every_pieces=50, after_setup=True).row.id
    assert floor.patrols.log(who, patrol, Happening.PIECES, 49).status.pieces == 49
    assert floor.patrols.log(who, patrol, Happening.PIECES, 1).status.causes == (Cause.PIECES,)
    floor.clock.forward(minutes=1)
    assert not floor.patrols.log(who, patrol, Happening.STOP).status.is_due
    assert floor.patrols.due(who) == ()
    floor.clock.forward(minutes=1)
    assert floor.patrols.log(who, patrol, Happening.START).status.is_due
    floor.clock.forward(minutes=1)
    floor.patrols.begin_round(who, patrol)
    floor.clock.forward(minutes=1)
    assert floor.patrols.log(who, patrol, Happening.SETUP).status.causes == (Cause.SETUP,)
    with pytest.raises(RefusedError, match="runs already"):
        floor.patrols.log(who, patrol, Happening.START)


def test_the_one_that_waits_longest_comes_first(floor: Floor) -> None:
    make(floor, "A", every_minutes=30)
    make(floor, "B", every_minutes=10)
    make(floor, "C", every_minutes=90)
    floor.clock.forward(minutes=45)
    assert [state.row.name for state in floor.patrols.due(floor.people["inspector"])] == ["B", "A"]


def test_a_patrol_of_any_part_asks_for_the_part(floor: Floor) -> None:
    patrol, who = make(floor, part_number="").row.id, floor.people["inspector"]
    before = audit_actions(floor.workspace)
    with pytest.raises(InputError, match="part number"):
        floor.patrols.begin_round(who, patrol)
    assert audit_actions(floor.workspace) == before
    assert floor.patrols.begin_round(who, patrol, part_number="P-7").part_number == "P-7"


def test_a_patrol_is_changed_once_and_switched_off_for_good(floor: Floor) -> None:
    engineer, patrol = floor.people["engineer"], make(floor)
    wish = PatrolWish(floor.template_id, "Press 4", every_minutes=10)
    changed = floor.patrols.change(engineer, patrol.row.id, wish, patrol.row.version)
    assert (changed.row.name, changed.row.version) == ("Press 4", 2)
    with pytest.raises(ConflictError, match="not stored"):
        floor.patrols.change(engineer, patrol.row.id, wish, patrol.row.version)
    floor.clock.forward(hours=5)
    floor.patrols.switch_off(engineer, patrol.row.id, 2)
    assert floor.patrols.due(engineer) == ()
    assert floor.patrols.patrols(engineer, active_only=True) == ()
    assert not floor.patrols.patrols(engineer)[0].row.active
    for act in (
        lambda: floor.patrols.begin_round(floor.people["inspector"], patrol.row.id),
        lambda: floor.patrols.log(floor.people["inspector"], patrol.row.id, Happening.SETUP),
        lambda: floor.patrols.change(engineer, patrol.row.id, wish, 3),
    ):
        with pytest.raises(RefusedError, match="switched off"):
            act()


@pytest.mark.parametrize("login", ["inspector", "supervisor", "auditor", "admin"])
def test_whoever_does_not_edit_templates_makes_no_patrol(floor: Floor, login: str) -> None:
    patrol, who = make(floor), floor.people[login]
    wish = PatrolWish(floor.template_id, "Mine", every_minutes=5)
    for act in (
        lambda: floor.patrols.make(who, wish),
        lambda: floor.patrols.change(who, patrol.row.id, wish, 1),
        lambda: floor.patrols.switch_off(who, patrol.row.id, 1),
    ):
        with pytest.raises(NotAllowedError):
            act()


@pytest.mark.parametrize("login", ["engineer", "auditor", "admin"])
def test_whoever_does_not_inspect_logs_and_begins_nothing(floor: Floor, login: str) -> None:
    patrol, who = make(floor), floor.people[login]
    for act in (
        lambda: floor.patrols.log(who, patrol.row.id, Happening.SETUP),
        lambda: floor.patrols.begin_round(who, patrol.row.id),
    ):
        with pytest.raises(NotAllowedError):
            act()


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({"name": ""}, "name of the patrol is empty"),
        ({"every_minutes": 0}, "when a round is due"),
        ({"every_minutes": -1}, "not possible"),
        ({"every_pieces": 10**7}, "not possible"),
    ],
)
def test_a_wrong_patrol_is_refused(floor: Floor, what: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        make(floor, **what)  # type: ignore[arg-type]


def test_pieces_and_rounds_are_logged_only_as_they_are(floor: Floor) -> None:
    patrol, who = make(floor).row.id, floor.people["inspector"]
    with pytest.raises(InputError, match="how many pieces"):
        floor.patrols.log(who, patrol, Happening.PIECES, 0)
    with pytest.raises(InputError, match="by beginning it"):
        floor.patrols.log(who, patrol, Happening.ROUND)
