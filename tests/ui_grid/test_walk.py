"""The grid in the real window, by keys alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from qa_desktop import look
from qa_desktop.domain.answers import Source, Verdict
from qa_desktop.domain.errors import FaultError
from qa_desktop.services.program import Program
from qa_desktop.ui.grid.state import Say, Stage
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.state import Keeping
from qa_desktop.ui.run.view import RunScreen
from tests.services.samples import SAMPLE, begin_sample, wide
from tests.ui_grid.conftest import ALT, CTRL, SHIFT, grid, stored
from tests.ui_run.conftest import Desk

K = Qt.Key


def test_a_reading_costs_its_digits_and_one_key(desk: Desk, program: Program) -> None:
    """Five pieces by twenty characteristics; every key that reaches the window is counted."""
    row = begin_sample(program.workspace, desk.people, wide(20), pieces=5)
    screen = grid(desk, row)
    readings = ["4.9", "5", "5.05", "4,85", "5.1"]
    keys = 0
    for number in range(100):
        for letter in readings[number % 5]:
            QTest.keyClick(QApplication.focusWidget(), letter)
            keys += 1
        QTest.keyClick(QApplication.focusWidget(), K.Key_Return)
        keys += 1
        if number % 20 == 19:
            desk.settle()
    desk.settle()
    budget = sum(len(readings[number % 5]) + 1 for number in range(100))
    assert keys <= budget
    found = stored(program, row, desk)
    assert len(found) == 100
    assert {found[f"c{column}.{piece}"] for column in (1, 7, 20) for piece in (4,)} == {"4.85"}
    assert screen.model.state.missing == 0
    assert "Every reading is given" in screen.notice.text()
    assert screen.notice.isVisible()


def test_enter_goes_down_tab_along_and_only_to_what_is_missing(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, wide(3), pieces=3)
    program.answers.answer(desk.people["inspector"], row.id, _key(program, desk, row.id, "c1", 2), "5")
    screen = grid(desk, row)
    assert screen.model.state.place == (1, 0)  # where the last reading was given
    desk.key(K.Key_Home, CTRL)
    desk.type("5")
    desk.key(K.Key_Return)
    assert screen.model.state.place == (2, 0)  # the second piece has its reading
    desk.type("5")
    desk.key(K.Key_Tab)
    assert screen.model.state.place == (2, 1)
    desk.key(K.Key_Return, SHIFT)
    assert screen.model.state.place == (1, 1)
    desk.key(K.Key_Space)
    assert screen.model.state.place == (2, 1)


def test_the_direction_of_enter_is_turned_and_remembered(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, wide(3), pieces=3)
    screen = grid(desk, row)
    down = screen.head.turn.text()
    desk.key(K.Key_D)
    assert screen.head.turn.text() != down
    desk.type("5")
    desk.key(K.Key_Return)
    assert screen.model.state.place == (0, 1)
    assert look.load().enter_along
    assert desk.window.look.enter_along


def test_a_failing_reading_stays_until_it_was_seen(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, wide(2), pieces=2)
    screen = grid(desk, row)
    desk.type("6.3")
    desk.key(K.Key_Return)
    assert screen.model.state.place == (0, 0)
    assert stored(program, row, desk)["c1.1"] == "6.3"
    cell = screen.model.core.cells.cell(0, 0)  # type: ignore[union-attr]
    assert cell is not None
    assert cell.verdict is Verdict.FAILS
    assert "ABOVE LIMIT by 0.3" in screen.foot._line.text()
    desk.key(K.Key_Return)
    assert screen.model.state.place == (1, 0)


def test_what_cannot_be_a_reading_stays_in_its_cell_with_the_reason(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, SAMPLE, pieces=2)
    screen = grid(desk, row)
    desk.type("99")
    desk.key(K.Key_Return)
    assert screen.table.field.is_open
    assert screen.table.field.text() == "99"
    assert "10 to 15" in screen.notice.text()
    assert screen.notice.isVisible()
    assert stored(program, row, desk) == {}
    desk.key(K.Key_Down)  # going elsewhere loses nothing
    assert screen.model.state.place == (1, 0)
    cell = screen.model.core.cells.cell(0, 0)  # type: ignore[union-attr]
    assert cell is not None
    assert cell.keeping is Keeping.TYPED
    desk.key(K.Key_Up)
    desk.key(K.Key_F2)
    assert screen.table.field.text() == "99"
    desk.key(K.Key_Escape)
    assert not screen.table.field.is_open
    assert screen.model.core.cells.drafts == {}  # type: ignore[union-attr]


def test_a_reading_far_off_is_asked_about_once(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, wide(1), pieces=2)
    screen = grid(desk, row)
    desk.type("500")
    desk.key(K.Key_Return)
    assert stored(program, row, desk) == {}
    assert screen.model.state.notice is not None
    assert screen.model.state.notice.code is Say.IMPLAUSIBLE
    desk.key(K.Key_Return)
    assert stored(program, row, desk) == {"c1.1": "500"}
    assert screen.model.state.place == (0, 0)


def _key(program: Program, desk: Desk, inspection_id: str, key: str, piece: int) -> str:
    opened = program.inspections.open(desk.people["inspector"], inspection_id)
    return next(item.id for item in opened.items if (item.key, item.piece) == (key, piece))


def _to(screen: object, row: int, key: str) -> None:
    cells = screen.model.core.cells  # type: ignore[attr-defined]
    column = next(place for place, one in enumerate(cells.columns) if one.item.key == key)
    screen.model.moves.go((row, column))  # type: ignore[attr-defined]


def test_judgements_defects_and_choices_take_digits(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, SAMPLE, pieces=2)
    me = desk.people["inspector"]
    program.answers.answer(me, row.id, _key(program, desk, row.id, "coated", 0), "yes")
    screen = grid(desk, row)
    _to(screen, 0, "surface")
    desk.type("12")
    desk.key(K.Key_Return)
    _to(screen, 0, "dents")
    desk.type("1122")
    assert [button.text() for button in screen.foot._buttons[:3]] == ["Scratch  ×2", "Dent  ×2", "Dust"]
    desk.type("0")
    desk.key(K.Key_Return)
    _to(screen, 1, "dents")
    desk.key(K.Key_Return)  # none found
    _to(screen, 0, "colour")
    desk.type("1")
    found = stored(program, row, desk)
    assert (found["surface.1"], found["surface.2"]) == ("pass", "fail")
    assert (found["dents.1"], found["dents.2"]) == ('{"dent":1,"scratch":2}', "{}")
    assert found["colour.1"] == "blue"


def test_an_answer_tells_the_cells_that_follow_from_it(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, SAMPLE, pieces=2)
    screen = grid(desk, row)
    cells = screen.model.core.cells
    assert cells is not None
    colour = cells.cell(0, 5)
    assert colour is not None
    assert not colour.asked
    desk.type("12.35")
    desk.key(K.Key_Tab)
    desk.type("50")
    desk.key(K.Key_Return)
    play = cells.cell(0, 6)
    assert play is not None
    assert (play.text, play.verdict) == ("37.650", Verdict.RECORDED)


def test_not_applicable_note_and_taking_back_ask_for_words(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, SAMPLE, pieces=2)
    screen = grid(desk, row)
    _to(screen, 0, "surface")
    desk.type("3")
    desk.key(K.Key_1)
    _to(screen, 1, "surface")
    desk.type("1")
    _to(screen, 1, "surface")
    desk.key(K.Key_N)
    desk.type("seen under the lamp")
    desk.key(K.Key_Return)
    desk.key(K.Key_Delete)
    desk.key(K.Key_2)
    opened = program.inspections.open(desk.people["inspector"], row.id)
    first, second = (opened.answers[_key(program, desk, row.id, "surface", piece)] for piece in (1, 2))
    assert first.na_reason == "Not present on this variant"
    assert (second.value, second.note) == (None, "seen under the lamp")
    history = program.inspections.history(desk.people["inspector"], row.id, _key(program, desk, row.id, "surface", 2))
    assert [change.new.value for change in history] == ["pass", "pass", None]
    assert history[-1].reason == "Typed into the wrong cell"


def test_undo_and_redo_are_new_audited_answers(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, wide(1), pieces=2)
    screen = grid(desk, row)
    desk.type("5")
    desk.key(K.Key_Return)
    desk.key(K.Key_Z, CTRL)
    assert stored(program, row, desk)["c1.1"] is None
    assert screen.model.state.place == (0, 0)
    desk.key(K.Key_Y, CTRL)
    assert stored(program, row, desk)["c1.1"] == "5"
    history = program.inspections.history(desk.people["inspector"], row.id)
    assert [change.new.value for change in history] == ["5", None, "5"]


def test_a_block_is_previewed_pasted_and_taken_back_as_one(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, wide(3), pieces=3)
    screen = grid(desk, row)
    QGuiApplication.clipboard().setText("4,9\t5.0\n5,1\t6.9\n")
    desk.key(K.Key_V, CTRL)
    assert screen.model.state.preview is not None
    assert screen.model.state.preview.error is None
    assert stored(program, row, desk) == {}
    desk.key(K.Key_Return)
    assert stored(program, row, desk) == {"c1.1": "4.9", "c2.1": "5.0", "c1.2": "5.1", "c2.2": "6.9"}
    opened = program.inspections.open(desk.people["inspector"], row.id)
    assert {answer.source for answer in opened.answers.values()} == {Source.PASTED}
    desk.key(K.Key_Z, CTRL)
    assert set(stored(program, row, desk).values()) == {None}


def test_a_block_with_a_bad_cell_names_it_and_stores_nothing(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, SAMPLE, pieces=2)
    screen = grid(desk, row)
    QGuiApplication.clipboard().setText("12.35\t50\n99\t50")
    desk.key(K.Key_V, CTRL)
    assert screen.model.state.preview is not None
    assert screen.model.state.preview.bad == (1, 0)
    assert "Piece 2" in screen.notice.text()
    assert "99" in screen.notice.text()
    desk.key(K.Key_Return)
    assert stored(program, row, desk) == {}
    desk.key(K.Key_Escape)
    assert screen.model.state.preview is None
    assert not screen.notice.isVisible()
    QGuiApplication.clipboard().setText("12.3\n12.3\n12.3")
    desk.key(K.Key_V, CTRL)
    assert "more rows" in screen.notice.text()


def test_copied_cells_come_back_as_text(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, wide(2), pieces=2)
    screen = grid(desk, row)
    for text in ("5", "5.1", "4.9", "5.2"):
        desk.type(text)
        desk.key(K.Key_Return)
    screen.model.moves.go((0, 0))
    desk.key(K.Key_Right, SHIFT)
    desk.key(K.Key_Down, SHIFT)
    desk.key(K.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "5\t4.9\n5.1\t5.2"


def test_what_could_not_be_saved_is_kept_shown_and_retried(desk: Desk, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    row = begin_sample(program.workspace, desk.people, wide(2), pieces=2)
    screen = grid(desk, row)

    def full(*_: object, **__: object) -> None:
        raise FaultError("The disk is full. What was saved before is safe.")

    with monkeypatch.context() as patch:
        patch.setattr(type(program.answers), "answer", full)
        desk.type("5")
        desk.key(K.Key_Return)
    assert screen.model.state.unsaved == ("1.1",)
    assert screen.unsaved() == (f"{row.number}, cell 1.1",)
    assert screen.head.unsaved.isVisible()
    assert screen.model.state.progress.answered == 0
    desk.key(K.Key_Return, CTRL)
    assert screen.model.state.place == (0, 0)
    screen.head.unsaved.action.click()
    desk.settle()
    assert screen.unsaved() == ()
    assert stored(program, row, desk) == {"c1.1": "5"}


def test_a_block_that_the_drive_refused_is_kept_and_retried(
    desk: Desk, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = begin_sample(program.workspace, desk.people, wide(2), pieces=2)
    screen = grid(desk, row)

    def full(*_: object, **__: object) -> None:
        raise FaultError("The disk is full. What was saved before is safe.")

    QGuiApplication.clipboard().setText("5\t5.1\n5.2\t5.3")
    with monkeypatch.context() as patch:
        patch.setattr(type(program.grid), "answer_many", full)
        desk.key(K.Key_V, CTRL)
        desk.key(K.Key_Return)
    assert len(screen.unsaved()) == 4
    screen.head.unsaved.action.click()
    desk.settle()
    assert screen.unsaved() == ()
    assert len(stored(program, row, desk)) == 4


def test_a_scan_goes_to_the_piece_or_into_the_cell(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, wide(2), pieces=3, serials=("SN-A1", "SN-A2"))
    screen = grid(desk, row)
    desk.window._scanned("SN-A2")
    assert screen.model.state.place == (1, 0)
    desk.window._scanned("5.25")  # a gauge that types like a scanner
    desk.settle()
    assert stored(program, row, desk) == {"c1.2": "5.25"}
    assert screen.model.state.place == (2, 0)


def test_a_piece_gets_its_serial_late_and_pieces_are_added(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, wide(2), pieces=2)
    screen = grid(desk, row)
    desk.type("5")
    desk.key(K.Key_Return)
    screen.model.moves.go((0, 0))
    desk.key(K.Key_S)
    desk.type("SN-77")
    desk.key(K.Key_Return)
    assert screen.model.core.cells is not None
    assert screen.model.core.cells.pieces[0].label == "SN-77"
    assert stored(program, row, desk) == {"c1.1": "5"}
    screen.model.moves.go((1, 0))
    desk.key(K.Key_S)
    desk.type("SN-77")
    desk.key(K.Key_Return)
    sheet = screen.extras.sheet()
    assert sheet is not None
    assert "piece 1" in sheet.message.text()
    desk.key(K.Key_Escape)
    desk.key(K.Key_Insert)
    desk.type("3")
    desk.key(K.Key_Return)
    assert screen.model.state.rows == 5  # the 1 that was proposed is typed over
    assert screen.model.state.missing == 9


def test_the_rest_is_passed_after_a_question(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, SAMPLE, pieces=3)
    screen = grid(desk, row)
    desk.key(K.Key_R)
    desk.key(K.Key_Escape)
    assert stored(program, row, desk) == {}
    desk.key(K.Key_R)
    desk.key(K.Key_Return)
    assert stored(program, row, desk) == {"surface.1": "pass", "surface.2": "pass", "surface.3": "pass"}
    assert "3 open lines are recorded" in screen.notice.text()


def test_list_and_grid_belong_together_and_both_lead_to_the_signature(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, wide(1, once=1), pieces=2)
    desk.enter("inspector")
    run = desk.run(row.id)
    assert isinstance(run, RunScreen)
    assert [one.text for one in run.model.state.rows] == ["Paper 1"]
    assert run.pieces.text() == "Pieces: 0 of 2 readings"
    desk.type("1")
    assert desk.window.place is Place.GRID  # everything asked once is done
    desk.type("5")
    desk.key(K.Key_Return)
    desk.key(K.Key_F4)
    assert desk.window.place is Place.RUN
    assert run.pieces.text() == "Pieces: 1 of 2 readings"
    desk.key(K.Key_Return, CTRL)  # a reading is missing
    assert desk.window.place is Place.GRID
    desk.type("5")
    desk.key(K.Key_Return)
    asked: list[tuple[object, dict[str, object]]] = []
    assert desk.window.context is not None
    desk.window.context.go.disconnect(desk.window.go)
    desk.window.context.go.connect(lambda place, what: asked.append((place, what)))
    desk.key(K.Key_Return, CTRL)
    assert asked == [(Place.SIGN, {"inspection_id": row.id})]


def test_an_inspection_of_pieces_alone_opens_the_grid_at_once(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, wide(2), pieces=2)
    desk.enter("inspector")
    desk.run(row.id)
    assert desk.window.place is Place.GRID


def test_what_is_missing_in_the_list_keeps_the_grid_from_signing(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, wide(1, once=1), pieces=1)
    grid(desk, row)
    desk.type("5")
    desk.key(K.Key_Return)
    desk.key(K.Key_Return, CTRL)
    assert desk.window.place is Place.RUN


def test_somebody_else_reads_and_changes_nothing(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, wide(2), pieces=2)
    screen = grid(desk, row, "auditor")
    assert not screen.model.state.may_edit
    desk.type("5")
    desk.key(K.Key_Return)
    desk.key(K.Key_Delete)
    desk.key(K.Key_R)
    QGuiApplication.clipboard().setText("5\t5")
    desk.key(K.Key_V, CTRL)
    assert screen.model.state.preview is None
    assert not screen.table.field.is_open
    assert stored(program, row, desk) == {}


def test_alt_letters_work_while_typing_and_letters_do_in_a_number(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, wide(1), pieces=2)
    screen = grid(desk, row)
    desk.type("5")
    desk.key(K.Key_N, ALT)
    assert screen.extras.sheet() is not None
    assert stored(program, row, desk) == {"c1.1": "5"}
    desk.key(K.Key_Escape)


def test_two_hundred_pieces_by_fifty_open_and_scroll(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, wide(50), pieces=200)
    screen = grid(desk, row)
    assert screen.model.state.stage is Stage.READY
    assert screen.model.state.missing == 10_000
    desk.key(K.Key_End, CTRL)
    assert screen.model.state.place == (199, 49)
    desk.type("5")
    desk.key(K.Key_Return)
    assert screen.model.state.place == (0, 0)
    assert stored(program, row, desk) == {"c50.200": "5"}
    made = sum(cell is not None for cells in screen.model.core.cells._cache for cell in cells)  # type: ignore[union-attr]
    assert made < 1000  # only what was looked at
