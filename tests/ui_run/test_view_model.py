"""The run without a window: what is remembered, what is said, where it goes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pytest

from qa_desktop.domain.answers import BLANK, Answer, Verdict
from qa_desktop.domain.checklist import Checklist, Item, ItemKind, Section
from qa_desktop.domain.errors import FaultError
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.lines import PieceRef, expand
from qa_desktop.domain.people import Actor, Role
from qa_desktop.services.consequences import Consequence
from qa_desktop.ui.run.book import Act, Save
from qa_desktop.ui.run.state import Banner, Keeping, NoticeCode, RunState, Stage
from qa_desktop.ui.run.view_model import RunModel
from tests.services.rounds import CHECKLIST as PIECES
from tests.ui_run.makings import EVERY_KIND

SHORT = Checklist("Short", (Section("S", (Item("a", ItemKind.NUMBER, "A"), Item("b", ItemKind.NUMBER, "B"))),))
ME = Actor("me", "me", "Mia", frozenset({Role.INSPECTOR}), "s1")


@dataclass
class Door:
    """Keeps what the run asks for; the test answers."""

    saves: list[Save] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)
    grids: list[str | None] = field(default_factory=list)

    def save(self, save: Save) -> None:
        self.saves.append(save)

    def keep_place(self, inspection_id: str, item_id: str, *, now: bool) -> None:
        self.places.append(item_id)

    def sign(self, inspection_id: str) -> None:
        self.signed.append(inspection_id)

    def to_grid(self, inspection_id: str, line_id: str | None) -> None:
        self.grids.append(line_id)


def with_ids(checklist: Checklist) -> Checklist:
    sections = [Section(one.title, tuple(replace(item, id=item.key) for item in one.items)) for one in checklist.sections]
    return Checklist(checklist.title, tuple(sections))


def opened(
    checklist: Checklist = EVERY_KIND,
    *,
    state: InspectionState = InspectionState.IN_PROGRESS,
    inspector: str | None = "me",
    answers: dict[str, Answer] | None = None,
    remarks: tuple[Any, ...] = (),
    at: str | None = None,
) -> Any:
    row = SimpleNamespace(
        id="i1", number="I-01-000001", part_number="P", part_revision="A", part_name="Lid", part_id="p", order="", lot="",
        serial="", template="T", template_revision=1, inspector="Mia", inspector_id=inspector, state=state,
        current_item_id=at, round=1, failed=0,
    )  # fmt: skip
    list_ = with_ids(checklist)
    times = dict.fromkeys(answers or {}, "2026-01-01T00:00:00.000000Z")
    return SimpleNamespace(
        row=row, checklist=list_, items=list_.items, answers=answers or {}, times=times, remarks=remarks, may_change=None,
        earlier=(), later=(), seconds={}, template=list_, pieces=(), plans=(), covers={},
    )  # fmt: skip


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def model(door: Door) -> RunModel:
    found = RunModel(door, ME, lambda _state: None)
    found.open(opened(), {})
    return found


def key(model: RunModel) -> str:
    assert model.state.panel is not None
    return model.state.panel.item.key


def acknowledge(model: RunModel, door: Door) -> None:
    for save in door.saves:
        model.saved(save, save.after, "2026-03-02T10:42:07+01:00")
    door.saves.clear()


def test_an_answer_is_on_its_way_until_it_is_acknowledged(model: RunModel, door: Door) -> None:
    model.give("read")
    assert model.state.rows[1].keeping is Keeping.SAVING
    assert key(model) == "surface"
    acknowledge(model, door)
    assert model.state.rows[1].keeping is Keeping.SAVED


def test_a_failing_answer_does_not_go_on_and_a_passing_one_does(model: RunModel) -> None:
    model.moves.go_number("7")
    model.give("12.5")
    assert key(model) == "bore"
    assert model.state.panel is not None
    assert model.state.panel.failed
    model.accept()
    assert key(model) == "count"


def test_what_is_no_answer_is_refused_and_nothing_is_stored(model: RunModel, door: Door) -> None:
    model.moves.go_number("7")
    assert not model.give("12.34.5")
    assert door.saves == []
    assert model.state.notice is not None
    assert model.state.notice.code is NoticeCode.INPUT
    assert key(model) == "bore"


def test_a_whole_reading_is_given_when_the_person_goes_elsewhere_and_half_a_one_is_kept(model: RunModel, door: Door) -> None:
    model.moves.go_number("7")
    model.typed("12.35")
    model.moves.go_number("3")
    assert [(save.item_id, save.text) for save in door.saves] == [("bore", "12.35")]
    model.moves.go_number("8")
    model.typed("4.")
    model.moves.go_number("3")
    assert len(door.saves) == 1
    assert model.state.rows[7].keeping is Keeping.TYPED
    model.sign()
    assert model.state.notice is not None
    assert model.state.notice.code is NoticeCode.STILL_TYPED
    assert key(model) == "count"


def test_a_slip_of_the_hand_is_not_given_in_passing(model: RunModel, door: Door) -> None:
    model.moves.go_number("7")
    model.typed("123.5")
    model.moves.go_number("3")
    assert door.saves == []


def test_what_could_not_be_stored_keeps_its_order_and_blocks_signing(model: RunModel, door: Door) -> None:
    model.give("read")
    model.give("pass")
    error = FaultError("The disk is full.")
    for save in list(door.saves):
        model.not_saved(save, error)
    door.saves.clear()
    assert model.state.unsaved == ("2", "3")
    assert model.state.progress.answered == 0
    model.sign()
    assert door.signed == []
    model.retry()
    assert [save.item_id for save in door.saves] == ["safety", "surface"]
    acknowledge(model, door)
    assert model.state.unsaved == ()
    assert model.state.progress.answered == 2


def test_undo_and_redo_are_new_answers(model: RunModel, door: Door) -> None:
    model.moves.go_number("3")
    model.give("pass")
    model.moves.go_number("3")
    model.give("fail")
    acknowledge(model, door)
    model.undo()
    assert (door.saves[-1].act, door.saves[-1].after.value) == (Act.RESTORE, "pass")
    acknowledge(model, door)
    model.undo()
    assert door.saves[-1].after.value is None
    acknowledge(model, door)
    assert model.state.rows[2].verdict is Verdict.OPEN
    model.redo()
    model.redo()
    assert [save.after.value for save in door.saves] == ["pass", "fail"]
    model.redo()
    assert model.state.notice is not None
    assert model.state.notice.code is NoticeCode.NOTHING_TO_REDO


def test_undoing_an_answer_leaves_the_note(model: RunModel, door: Door) -> None:
    model.moves.go_number("3")
    model.give("fail")
    model.note("seen by two")
    model.undo()
    assert (door.saves[-1].act, door.saves[-1].text) == (Act.NOTE, "")
    model.redo()
    acknowledge(model, door)
    assert model.state.rows[2].note


def test_a_returned_inspection_begins_with_what_came_back_and_proposes_the_remark_as_reason(door: Door) -> None:
    remark = SimpleNamespace(item_id="surface", text="retake the photo", by="Sara", at="2026-02-01T00:00:00.000000Z")
    model = RunModel(door, ME, lambda _state: None)
    answers = {"surface": Answer("pass", photos=2), "safety": Answer("read")}
    model.open(opened(state=InspectionState.RETURNED, answers=answers, remarks=(remark,), at="bore"), {})
    assert key(model) == "surface"
    assert model.state.banner is Banner.RETURNED
    assert model.state.panel is not None
    assert (model.state.panel.asks_reason, model.state.panel.reason) == (True, "retake the photo")
    model.elsewhere.photos("surface", 2)  # the screen has only counted them
    assert not any(one.done for one in model.state.remarks)
    model.reason("looked again")
    model.give("fail")
    assert door.saves[-1].reason == "looked again"
    acknowledge(model, door)
    assert all(one.done for one in model.state.remarks)


def test_a_first_answer_bears_no_reason(model: RunModel, door: Door) -> None:
    model.give("read")
    assert door.saves[0].reason == ""


@pytest.mark.parametrize(
    ("state", "inspector", "banner"),
    [
        (InspectionState.IN_PROGRESS, "you", Banner.OTHERS),
        (InspectionState.IN_PROGRESS, None, Banner.PLANNED),
        (InspectionState.SUBMITTED, "me", Banner.CLOSED),
        (InspectionState.APPROVED, "me", Banner.CLOSED),
    ],
)
def test_what_is_not_mine_or_not_open_does_not_change(
    door: Door, state: InspectionState, inspector: str | None, banner: Banner
) -> None:
    model = RunModel(door, ME, lambda _state: None)
    model.open(opened(state=state, inspector=inspector), {})
    assert model.state.banner is banner
    assert not model.give("read")
    model.note("x")
    model.not_applicable("x")
    model.undo()
    model.sign()
    assert door.saves == []
    assert door.signed == []


def test_an_auditor_only_looks(door: Door) -> None:
    model = RunModel(door, replace(ME, roles=frozenset({Role.AUDITOR})), lambda _state: None)
    model.open(opened(), {})
    assert model.state.banner is Banner.LOOK_ONLY
    assert not model.state.may_edit


def test_signing_waits_for_the_last_acknowledgement(door: Door) -> None:
    model = RunModel(door, ME, lambda _state: None)
    model.open(opened(Checklist("T", (Section("", (Item("one", ItemKind.CONFORMITY, "One"),)),))), {})
    model.give("pass")
    model.sign()
    assert door.signed == []
    assert model.state.signing
    acknowledge(model, door)
    assert door.signed == ["i1"]


def test_photos_of_a_photo_item_are_its_answer(model: RunModel) -> None:
    model.elsewhere.photos("front", 2)
    assert model.state.rows[11].verdict is Verdict.RECORDED
    model.elsewhere.photos("front", 0)
    assert model.state.rows[11].verdict is Verdict.OPEN


def test_an_acknowledgement_for_another_inspection_changes_nothing(model: RunModel, door: Door) -> None:
    model.give("read")
    other = opened()
    other.row.id = "i2"
    model.open(other, {})
    before = model.state
    acknowledge(model, door)
    assert model.state is before


def test_loading_and_broken_are_states_of_their_own(door: Door) -> None:
    seen: list[RunState] = []
    model = RunModel(door, ME, seen.append)
    model.loading()
    model.broken(FaultError("The database is busy."))
    assert [state.stage for state in seen] == [Stage.LOADING, Stage.BROKEN]


def test_enter_passes_over_what_may_stay_empty(door: Door) -> None:
    optional = Checklist(
        "Small",
        (
            Section(
                "Only",
                (
                    Item("remark", ItemKind.TEXT, "Remarks", required=False),
                    Item("depth", ItemKind.MEASUREMENT, "Depth", required=False),
                    Item("surface", ItemKind.CONFORMITY, "Surface"),
                ),
            ),
        ),
    )
    model = RunModel(door, ME, lambda _state: None)
    model.open(opened(optional), {}, item_id="remark")
    assert not model.give("")
    assert key(model) == "depth"
    model.accept()
    assert key(model) == "surface"
    model.give("pass")
    assert key(model) == "remark"
    model.give("")
    model.give("")
    assert door.saves == [save for save in door.saves if save.item_id == "surface"]
    model.moves.go_number("3")
    model.accept()
    assert key(model) == "remark"  # still open, and offered once more


def with_pieces(pieces: int) -> Any:
    """Return an inspection whose second line of the list is asked only since the first one was answered."""
    found = opened(PIECES)
    refs = tuple(PieceRef(number, str(number)) for number in range(1, pieces + 1))
    lines = expand(found.template, refs)
    sections = tuple(
        replace(one, items=tuple(replace(item, asked=item.key != "depth") for item in one.items)) for one in lines.sections
    )
    found.checklist = replace(lines, sections=sections)
    found.items, found.pieces = found.checklist.items, refs
    return found


def test_the_grid_follows_once_nothing_on_its_way_can_ask_for_more(door: Door) -> None:
    model = RunModel(door, ME, lambda _state: None)
    model.open(with_pieces(2), {})
    model.give("no")
    (save,) = door.saves
    assert door.grids == [], "the answer may ask for more"
    model.saved(
        save, save.after, "2026-03-02T10:42:07+01:00", [Consequence("depth", asked=True, answer=BLANK, verdict=Verdict.OPEN)]
    )
    assert door.grids == []
    assert key(model) == "depth"
    model.give("2")
    model.saved(door.saves[-1], door.saves[-1].after, "2026-03-02T10:42:09+01:00")
    assert door.grids == [None]


def test_somebody_who_goes_elsewhere_meanwhile_is_not_led_away(door: Door) -> None:
    model = RunModel(door, ME, lambda _state: None)
    model.open(with_pieces(2), {})
    model.give("no")
    model.moves.go(0)
    acknowledge(model, door)
    assert door.grids == []


def test_what_could_not_be_stored_keeps_the_list_open(door: Door) -> None:
    model = RunModel(door, ME, lambda _state: None)
    model.open(with_pieces(2), {})
    model.give("no")
    model.not_saved(door.saves[0], FaultError("The disk is full."))
    assert door.grids == []
    assert model.state.unsaved == ("1",)


def test_a_line_that_did_not_come_back_does_not_keep_from_signing(door: Door) -> None:
    model = RunModel(door, ME, lambda _state: None)
    what = opened(SHORT, state=InspectionState.RETURNED, answers={"a": Answer("5"), "b": Answer("6")})
    what.may_change = frozenset({"b"})
    model.open(what, {})
    model.moves.go(0)
    model.sign()
    assert door.signed == ["i1"]
