"""Pasted blocks, "pass the rest" and pieces: what is stored, what is refused, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from qa_desktop.domain.answers import Source, Verdict
from qa_desktop.domain.checklist import Checklist, Item, ItemKind, Section, Severity
from qa_desktop.domain.errors import InputError, NotAllowedError, RefusedError
from qa_desktop.domain.inspection import progress_of
from qa_desktop.domain.item_rules import Asking, Rules
from qa_desktop.domain.passing import may_pass
from qa_desktop.domain.people import Actor
from qa_desktop.services.grid import GridService
from qa_desktop.services.inspections import OpenedInspection
from qa_desktop.services.program import Program, program_for
from qa_desktop.storage.queries import checks, replay
from qa_desktop.storage.queries.inspections import InspectionRow
from qa_desktop.storage.workspace import Workspace
from tests.services.makings import audit_actions
from tests.services.samples import SAMPLE, begin_sample


@pytest.fixture
def program(workspace: Workspace) -> Program:
    return program_for(workspace)


@pytest.fixture
def row(workspace: Workspace, people: dict[str, Actor]) -> InspectionRow:
    return begin_sample(workspace, people)


@pytest.fixture
def me(people: dict[str, Actor]) -> Actor:
    return people["inspector"]


def opened(program: Program, me: Actor, row: InspectionRow) -> OpenedInspection:
    found = program.inspections.open(me, row.id)
    counted = progress_of(found.items, found.answers)
    assert (found.row.item_total, found.row.answered, found.row.failed) == (counted.total, counted.answered, counted.failed)
    return found


def line(program: Program, me: Actor, row: InspectionRow, key: str, piece: int = 0) -> str:
    return next(one.id for one in program.inspections.open(me, row.id).items if (one.key, one.piece) == (key, piece))


def sound(program: Program) -> None:
    with program.workspace.store.reading() as connection:
        assert checks.answers_unlike_audit(connection) == ()
        assert replay.history_unlike_audit(connection) == ()


def test_a_pasted_block_is_stored_reading_by_reading(program: Program, me: Actor, row: InspectionRow) -> None:
    cells = [(line(program, me, row, key, piece), raw) for piece, raw in ((1, "12,35"), (2, "12.41")) for key in ("bore",)]
    cells += [(line(program, me, row, "length", 1), "50.0")]
    saved = program.grid.answer_many(me, row.id, cells)
    assert [one.verdict for one in saved] == [Verdict.CONFORMS, Verdict.FAILS, Verdict.CONFORMS]
    assert saved[-1].consequences[-1].answer.value == "37.650"
    found = opened(program, me, row)
    assert {found.answers[key].source for key, _ in cells} == {Source.PASTED}
    assert found.answers[line(program, me, row, "play", 1)].source is Source.CALCULATED
    history = program.inspections.history(me, row.id)
    assert [(change.new.value, change.new.source) for change in history][:2] == [
        ("12.35", Source.PASTED),
        ("12.41", Source.PASTED),
    ]
    assert audit_actions(program.workspace).count("answer.give") == 3
    sound(program)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (("bore", 2, "12.3.5"), "Piece 2, “Bore diameter A”, “12.3.5”"),
        (("bore", 2, "99"), "outside 10 to 15"),
        (("play", 2, "1"), "calculated"),
        (("colour", 2, "blue"), "condition does not hold"),
    ],
)
def test_one_bad_cell_stores_nothing_and_is_named(
    program: Program, me: Actor, row: InspectionRow, bad: tuple[str, int, str], said: str
) -> None:
    key, piece, raw = bad
    cells = [(line(program, me, row, "length", 1), "50"), (line(program, me, row, key, piece), raw)]
    with pytest.raises(InputError) as error:
        program.grid.answer_many(me, row.id, cells)
    assert said in str(error.value)
    assert "Piece 2" in str(error.value)
    assert "Nothing" in str(error.value)
    assert opened(program, me, row).answers == {}
    assert program.inspections.history(me, row.id) == ()


def test_an_empty_block_is_refused(program: Program, me: Actor, row: InspectionRow) -> None:
    with pytest.raises(InputError):
        program.grid.answer_many(me, row.id, [])


def test_the_rest_is_passed_only_where_the_item_allows_it_and_the_record_says_so(
    program: Program, me: Actor, row: InspectionRow
) -> None:
    program.answers.answer(me, row.id, line(program, me, row, "surface", 2), "fail")
    saved = program.grid.pass_rest(me, row.id)
    assert [one.item_id for one in saved] == [line(program, me, row, "surface", piece) for piece in (1, 3)]
    found = opened(program, me, row)
    assert found.answers[line(program, me, row, "surface", 2)].value == "fail"
    assert {found.answers[one.item_id].source for one in saved} == {Source.REST}
    history = program.inspections.history(me, row.id, saved[0].item_id)
    assert [change.new.source for change in history] == [Source.REST]
    sound(program)


def test_a_section_is_passed_by_its_title(program: Program, me: Actor, row: InspectionRow) -> None:
    with pytest.raises(RefusedError):
        program.grid.pass_rest(me, row.id, section="Papers")
    assert len(program.grid.pass_rest(me, row.id, section="Pieces")) == 3


@pytest.mark.parametrize("key", ["thread", "bore", "dents"])
def test_what_may_not_be_passed_refuses_all(program: Program, me: Actor, row: InspectionRow, key: str) -> None:
    with pytest.raises(RefusedError):
        program.grid.pass_rest(me, row.id, [line(program, me, row, "surface", 1), line(program, me, row, key, 1)])
    assert opened(program, me, row).answers == {}


def test_a_critical_line_may_never_be_passed_whatever_its_template_says() -> None:
    rules = Rules(asks=Asking(per_piece=True, pass_rest=True))
    seal = Item("seal", ItemKind.CONFORMITY, "Seal", rules=rules)
    assert may_pass(seal)
    assert not may_pass(replace(seal, severity=Severity.CRITICAL))
    assert not may_pass(replace(seal, asked=False))
    assert not may_pass(replace(seal, kind=ItemKind.MEASUREMENT))
    assert not may_pass(replace(seal, rules=Rules()))


def test_pieces_are_added_and_counted(program: Program, me: Actor, row: InspectionRow) -> None:
    program.answers.answer(me, row.id, line(program, me, row, "bore", 1), "12.5")
    before = opened(program, me, row).row
    sample = program.grid.add_pieces(me, row.id, 2)
    assert [piece.number for piece in sample.pieces] == [1, 2, 3, 4, 5]
    found = opened(program, me, row)
    assert found.row.item_total == before.item_total + 12
    assert (found.row.answered, found.row.failed) == (1, 1)
    assert "inspection.add_pieces" in audit_actions(program.workspace)
    for count in (0, -1, 10_000):
        with pytest.raises(InputError):
            program.grid.add_pieces(me, row.id, count)


def test_a_checklist_without_pieces_gets_none(
    workspace: Workspace, people: dict[str, Actor], program: Program, me: Actor
) -> None:
    plain = Checklist("Plain", (Section("All", (Item("a", ItemKind.CONFORMITY, "A"),)),))
    with pytest.raises(RefusedError):
        program.grid.add_pieces(me, begin_sample(workspace, people, plain).id, 1)


def test_a_late_name_keeps_the_readings(program: Program, me: Actor, row: InspectionRow) -> None:
    key = line(program, me, row, "bore", 2)
    program.answers.answer(me, row.id, key, "12.35")
    pieces = program.grid.name_piece(me, row.id, 2, " SN-7 ")
    assert [piece.label for piece in pieces] == ["1", "SN-7", "3"]
    found = opened(program, me, row)
    assert found.answers[key].value == "12.35"
    assert found.pieces == pieces
    with pytest.raises(RefusedError, match="piece 2"):
        program.grid.name_piece(me, row.id, 3, "SN-7")
    assert [piece.label for piece in program.grid.name_piece(me, row.id, 2, "")] == ["1", "2", "3"]
    assert audit_actions(program.workspace).count("inspection.name_piece") == 2
    with pytest.raises(InputError):
        program.grid.name_piece(me, row.id, 9, "SN-9")


ACTS: dict[str, Callable[[GridService, Actor, InspectionRow, str], object]] = {
    "answer_many": lambda grid, actor, row, key: grid.answer_many(actor, row.id, [(key, "12.35")]),
    "pass_rest": lambda grid, actor, row, key: grid.pass_rest(actor, row.id),
    "add_pieces": lambda grid, actor, row, key: grid.add_pieces(actor, row.id, 1),
    "name_piece": lambda grid, actor, row, key: grid.name_piece(actor, row.id, 1, "SN-1"),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("login", ["auditor", "engineer", "supervisor", "inspector2"])
def test_whoever_is_not_the_inspector_changes_nothing(
    program: Program, people: dict[str, Actor], row: InspectionRow, act: str, login: str
) -> None:
    me = people["inspector"]
    key = line(program, me, row, "bore", 1)
    with pytest.raises(RefusedError) as error:
        ACTS[act](program.grid, people[login], row, key)
    if login in {"auditor", "engineer"}:
        assert isinstance(error.value, NotAllowedError)
    found = opened(program, me, row)
    assert found.answers == {}
    assert [piece.label for piece in found.pieces] == ["1", "2", "3"]


@pytest.mark.parametrize("act", ACTS)
def test_a_closed_inspection_changes_no_more(program: Program, me: Actor, row: InspectionRow, act: str) -> None:
    key = line(program, me, row, "bore", 1)
    program.inspections.abandon(me, row.id, "Wrong lot")
    with pytest.raises(RefusedError):
        ACTS[act](program.grid, me, row, key)


def test_the_sample_of_the_tests_has_every_kind_of_cell() -> None:
    kinds = {item.kind for item in SAMPLE.items}
    assert {ItemKind.MEASUREMENT, ItemKind.CONFORMITY, ItemKind.DEFECTS, ItemKind.SINGLE_CHOICE, ItemKind.CALCULATED} <= kinds
