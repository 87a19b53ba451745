"""The grid without a window: where Enter goes, what plans count, what is refused, what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_desktop.domain.answers import BLANK, Answer, Verdict
from qa_desktop.domain.checklist import Checklist
from qa_desktop.domain.errors import FaultError, InputError
from qa_desktop.domain.inspection import InspectionState, gaps, progress_of
from qa_desktop.domain.lines import PieceRef, expand
from qa_desktop.domain.people import Actor, Role
from qa_desktop.domain.plan_verdict import verdict_of_plan
from qa_desktop.domain.sampling import PinnedPlan, SamplingKind, SamplingRule, SamplingSeverity
from qa_desktop.ui.grid.cells import Cells
from qa_desktop.ui.grid.state import GridState, Say, Spot
from qa_desktop.ui.grid.view_model import GridModel
from qa_desktop.ui.run.book import Act, AnswerBook, Save
from qa_desktop.ui.run.state import Keeping
from tests.services.samples import SAMPLE, wide

ME = Actor("me", "me", "Mia", frozenset({Role.INSPECTOR}), "s1")


@dataclass
class Door:
    """Keeps what the grid asks for; the test answers."""

    saves: list[Save] = field(default_factory=list)
    blocks: list[Sequence[Save]] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)
    lists: list[str | None] = field(default_factory=list)

    def save(self, save: Save) -> None:
        self.saves.append(save)

    def paste(self, saves: Sequence[Save]) -> None:
        self.blocks.append(saves)

    def keep_place(self, inspection_id: str, item_id: str, *, now: bool) -> None:
        self.places.append(item_id)

    def sign(self, inspection_id: str) -> None:
        self.signed.append(inspection_id)

    def to_list(self, inspection_id: str, item_id: str | None) -> None:
        self.lists.append(item_id)


def with_ids(checklist: Checklist) -> Checklist:
    sections = [replace(one, items=tuple(replace(item, id=item.key) for item in one.items)) for one in checklist.sections]
    return replace(checklist, sections=tuple(sections))


def opened(
    checklist: Checklist,
    pieces: int,
    *,
    answers: dict[str, Answer] | None = None,
    plans: tuple[PinnedPlan, ...] = (),
    needs: dict[str, int] | None = None,
    state: InspectionState = InspectionState.IN_PROGRESS,
    remarks: tuple[Any, ...] = (),
    at: str | None = None,
) -> Any:
    row = SimpleNamespace(
        id="i1", number="I-01-000001", part_number="P", part_revision="A", part_name="Lid", part_id="p", order="", lot="",
        serial="", template="T", template_revision=1, inspector="Mia", inspector_id="me", state=state, current_item_id=at,
        round=1, failed=0,
    )  # fmt: skip
    template = with_ids(checklist)
    refs = tuple(PieceRef(number, str(number)) for number in range(1, pieces + 1))
    lines = expand(template, refs, needs=needs)
    return SimpleNamespace(
        row=row, checklist=lines, items=lines.items, answers=answers or {}, times={}, remarks=remarks, template=template,
        pieces=refs, plans=plans, seconds={}, may_change=None, earlier=(), later=(), covers={},
    )  # fmt: skip


def model_of(door: Door, what: Any, *, along: bool = False) -> GridModel:
    found = GridModel(door, ME, lambda _state, _cells: None, along=along)
    found.open(what, Cells(what, {}, AnswerBook(what.answers, what.times)))
    return found


def acknowledge(model: GridModel, door: Door) -> None:
    for save in door.saves:
        model.saved(save, save.after, "2026-03-02T10:42:07+01:00")
    door.saves.clear()


def plan(*keys: str, size: int = 5, accept: int = 1, kind: SamplingKind = SamplingKind.AQL, aql: str = "1.0") -> PinnedPlan:
    rule = SamplingRule(kind, aql=aql)
    return PinnedPlan("p", "major", "s", rule, SamplingSeverity.NORMAL, 500, "H", "H", size, accept, accept + 1, keys)


@pytest.fixture
def door() -> Door:
    return Door()


def test_enter_goes_down_the_column_to_what_is_missing_and_around_the_end(door: Door) -> None:
    model = model_of(door, opened(wide(2), 3, answers={"c1#2": Answer("5")}))
    assert model.state.place == (0, 0)
    model.give("5")
    assert model.state.place == (2, 0)
    model.give("5")
    assert model.state.place == (0, 1)
    model.moves.go((2, 1))
    model.give("5")
    assert model.state.place == (0, 1)


def test_along_the_row_and_back(door: Door) -> None:
    model = model_of(door, opened(wide(3), 2), along=True)
    model.give("5")
    assert model.state.place == (0, 1)
    model.moves.next_missing(back=True)
    assert model.state.place == (1, 2)
    assert not model.turn()
    model.moves.go((0, 1))
    model.give("5")
    assert model.state.place == (1, 1)


def test_cells_beyond_the_sample_of_their_plan_are_not_asked_for(door: Door) -> None:
    model = model_of(door, opened(wide(1), 4, needs={"c1": 2}))
    assert (model.state.missing, model.state.gaps, model.state.progress.total) == (2, 2, 4)
    model.give("5")
    model.give("5")
    assert model.state.missing == 0
    assert model.state.notice is not None
    assert model.state.notice.code is Say.ALL_GIVEN
    acknowledge(model, door)
    model.sign()
    assert door.signed == ["i1"]


def test_a_plan_counts_nonconforming_pieces_up_to_its_sample(door: Door) -> None:
    model = model_of(door, opened(wide(2), 6, plans=(plan("c1", "c2"),)))
    for spot in ((0, 0), (0, 1), (5, 0)):  # one piece twice, and one beyond the sample
        model.moves.go(spot)
        model.give("9")
    state = model.state.plans[0]
    assert (state.found, state.accept, state.reject, state.is_refused) == (1, 1, 2, False)
    model.moves.go((3, 1))
    model.give("9")
    assert model.state.plans[0].is_refused
    assert model.give("9.1", advance=False)  # measuring goes on
    model.history.undo()
    model.history.undo()
    assert not model.state.plans[0].is_refused


def test_a_plan_of_nonconformities_counts_every_defect(door: Door) -> None:
    model = model_of(door, opened(SAMPLE, 3, plans=(plan("dents", accept=3, aql="40"),)))
    cells = model.core.cells
    assert cells is not None
    column = next(place for place, one in enumerate(cells.columns) if one.item.key == "dents")
    model.moves.go((0, column))
    for digit in (1, 1, 2, 3):
        assert model.digit(digit)
    model.enter()
    state = model.state.plans[0]
    assert (state.counts_defects, state.found, state.is_refused) == (True, 3, False)  # dust counts nowhere
    model.moves.go((1, column))
    model.digit(1)
    model.enter()
    assert model.state.plans[0].is_refused


ACTS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 2), st.sampled_from(["5", "9", "4.0", "undo", "redo", "erase", "na"])),
    max_size=25,
)


@settings(max_examples=60)
@given(ACTS)
def test_the_counts_are_those_of_a_slow_count(acts: list[tuple[int, int, str]]) -> None:
    door = Door()
    the_plan = plan("c1", "c3", size=3)
    what = opened(wide(3), 4, plans=(the_plan,))
    model = model_of(door, what)
    for row, column, act in acts:
        model.moves.go((row, column))
        match act:
            case "undo":
                model.history.undo()
            case "redo":
                model.history.redo()
            case "erase":
                model.erase("wrong piece")
            case "na":
                model.not_applicable("not there")
            case _:
                model.give(act, advance=False)
        acknowledge(model, door)
    cells = model.core.cells
    assert cells is not None
    held = {item.id: model.core.book.stored(item.id) for item in what.items}
    slow = progress_of(what.items, held)
    assert model.state.progress == slow
    assert model.state.gaps == len(gaps(what.items, held))
    assert model.state.missing == slow.open
    assert model.state.plans[0].found == verdict_of_plan(the_plan, what.items, held).nonconforming
    for along in (False, True):
        assert _walk(cells, along=along) == {(r, c) for r in range(4) for c in range(3) if not held[f"c{c + 1}#{r + 1}"].is_given}


def _walk(cells: Cells, *, along: bool) -> set[Spot]:
    """Return every cell that going on from the last cell comes to."""
    seen: set[Spot] = set()
    spot = cells.next_missing((len(cells.pieces) - 1, len(cells.columns) - 1), along=along)
    while spot is not None and spot not in seen:
        seen.add(spot)
        spot = cells.next_missing(spot, along=along)
    return seen


def test_what_is_no_reading_is_kept_as_typed(door: Door) -> None:
    model = model_of(door, opened(SAMPLE, 2))
    assert not model.give("99")
    assert door.saves == []
    assert model.state.notice is not None
    assert model.state.notice.code is Say.INPUT
    assert isinstance(model.state.notice.error, InputError)
    assert model.state.panel is not None
    assert (model.state.panel.draft, model.state.panel.row.keeping) == ("99", Keeping.TYPED)
    model.sign()
    assert model.state.notice.code is Say.STILL_TYPED


def test_a_calculated_cell_takes_no_reading(door: Door) -> None:
    model = model_of(door, opened(SAMPLE, 1))
    cells = model.core.cells
    assert cells is not None
    model.moves.go((0, len(cells.columns) - 1))
    assert not model.give("1")
    assert model.state.notice is not None
    assert model.state.notice.code is Say.CALCULATED


def test_consequences_change_the_other_cells(door: Door) -> None:
    model = model_of(door, opened(wide(2), 2))
    model.give("5")
    save = door.saves.pop()
    gone: Any = SimpleNamespace(line_id="c2#1", asked=False, answer=BLANK, verdict=Verdict.NOT_APPLICABLE)
    model.saved(save, save.after, "2026-03-02T10:42:07+01:00", [gone])
    assert model.state.progress.total == 3
    assert model.state.missing == 2
    model.moves.go((0, 1))
    assert not model.give("5")
    assert model.state.notice is not None
    assert model.state.notice.code is Say.NOT_ASKED


def test_a_refused_block_comes_back_as_preview_and_a_failed_one_stays_with_retry(door: Door) -> None:
    model = model_of(door, opened(wide(2), 2))
    model.blocks.look_at("5\t5\n5\t5")
    assert model.blocks.confirm()
    model.blocks.not_pasted(door.blocks.pop(), InputError("Piece 1 belongs to somebody else."))
    assert model.state.preview is not None
    assert model.state.preview.error is not None
    assert model.state.unsaved == ()
    model.blocks.cancel()
    model.blocks.look_at("5\t5\n5\t5")
    model.blocks.confirm()
    model.blocks.not_pasted(door.blocks.pop(), FaultError("The disk is full."))
    assert model.state.unsaved == ("1.1", "2.1", "1.2", "2.2")
    assert model.state.progress.answered == 0
    model.retry()
    acknowledge(model, door)
    assert model.state.unsaved == ()
    assert model.state.progress.answered == 4


def test_the_same_block_again_changes_nothing(door: Door) -> None:
    model = model_of(door, opened(wide(2), 1, answers={"c1#1": Answer("5"), "c2#1": Answer("5.0")}))
    model.moves.go((0, 0))
    model.blocks.look_at("5\t5.0")
    assert model.state.preview is not None
    assert model.state.preview.error is not None
    model.blocks.look_at("5\t5.1")
    assert model.state.preview is not None
    assert (model.state.preview.error, model.state.preview.replaced, len(model.state.preview.cells)) == (None, 1, 1)


def test_copied_words_run_nothing(door: Door) -> None:
    model = model_of(door, opened(SAMPLE, 1, answers={"bore#1": Answer("-12.5"), "surface#1": Answer(None, "=cmd|x")}))
    assert model.blocks.copy((0, 0), (0, 2)) == "-12.5\t\t'=cmd|x"


def test_returned_lines_come_first_and_bear_the_remark_as_reason(door: Door) -> None:
    remark = SimpleNamespace(item_id="c2#2", round=1, text="Measure again", by="Petra", at="2026-01-02T00:00:00Z")
    what = opened(
        wide(2), 2, answers={"c1#1": Answer("5"), "c2#2": Answer("5")}, state=InspectionState.RETURNED, remarks=(remark,)
    )
    what.times = {"c2#2": "2026-01-01T00:00:00Z"}
    model = model_of(door, what)
    assert model.state.place == (1, 1)
    model.give("5.2")
    assert [(save.item_id, save.act, save.reason) for save in door.saves] == [("c2#2", Act.ANSWER, "Measure again")]


def test_looking_again_keeps_place_drafts_and_what_could_not_be_stored(door: Door) -> None:
    model = model_of(door, opened(wide(2), 2))
    model.give("5")
    model.not_saved(door.saves.pop(), FaultError("The disk is full."))
    model.moves.go((1, 1))
    model.typed("4.")
    again = opened(wide(2), 2, answers={"c2#1": Answer("5.5")})
    model.open(again, Cells(again, {}, AnswerBook(again.answers, again.times)))
    assert model.state.place == (1, 1)
    assert model.state.unsaved == ("1.1",)
    cells = model.core.cells
    assert cells is not None
    assert [cells.cell(0, 0).text, cells.cell(0, 1).text, cells.cell(1, 1).text] == ["5", "5.5", "4."]  # type: ignore[union-attr]
    assert model.state.progress.answered == 1


def test_a_reading_paints_its_own_cell_and_not_the_grid(door: Door) -> None:
    painted: list[tuple[Spot, ...] | None] = []
    what = opened(wide(50), 200)
    model = GridModel(door, ME, lambda _state, cells: painted.append(cells))
    model.open(what, Cells(what, {}, AnswerBook({}, {})))
    painted.clear()
    model.give("5")
    acknowledge(model, door)
    assert painted
    assert None not in painted
    assert {spot for cells in painted for spot in cells or ()} == {(0, 0), (1, 0)}


def test_states_are_small() -> None:
    """No state holds the cells: ten thousand of them would be copied for every key."""
    assert not any("cell" in name for name in GridState.__slots__)  # type: ignore[attr-defined]
