"""Cells that came back, and retract, retest, reject on a cell: in the real window, by keys alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from qa_desktop.domain.answers import LineAct
from qa_desktop.domain.people import Actor
from qa_desktop.storage.workspace import Workspace
from qa_desktop.ui.grid.state import Say
from qa_desktop.ui.grid.view import GridScreen
from qa_desktop.ui.places import Place
from qa_desktop.ui.review.sign_view import SignScreen
from qa_desktop.ui.run.view import RunScreen
from tests.services.conftest import FakeClock
from tests.services.rounds import Floor, new_floor
from tests.ui_grid.conftest import CTRL, grid
from tests.ui_run.conftest import Desk

K = Qt.Key


@pytest.fixture
def floor(desk: Desk, workspace: Workspace, people: dict[str, Actor], clock: FakeClock) -> Floor:
    found = new_floor(workspace, people, clock)
    found.answer_all()
    return found


def opened_grid(desk: Desk, floor: Floor) -> GridScreen:
    return grid(desk, floor.opened().row)


def said(screen: GridScreen) -> Say | None:
    notice = screen.model.state.notice
    return None if notice is None else notice.code


def test_only_the_cells_that_came_back_may_change(desk: Desk, floor: Floor) -> None:
    floor.sign()
    floor.send_back({floor.line("bore_a", 2): "Measure again", floor.line("bore_b", 3): "Which gauge?"})
    screen = opened_grid(desk, floor)
    assert screen.model.state.place == (1, 0), "the first cell that came back"
    assert screen.model.state.to_redo == 2
    assert screen.foot.decide.isVisible()
    assert "Measure again" in screen.foot._line.text()

    desk.key(K.Key_Up)
    cells = screen.model.core.cells
    assert cells is not None
    locked = cells.cell(0, 0)
    assert locked is not None
    assert locked.locked
    assert not screen.foot.note.isEnabled()
    assert screen.foot.issue.isEnabled(), "an issue may be logged about any cell"
    for key in (K.Key_1, K.Key_F2, K.Key_Delete, K.Key_N, K.Key_A):
        desk.key(key)
        assert said(screen) is Say.NOT_RETURNED, key
        assert not screen.table.field.is_open
    desk.key(K.Key_R, CTRL)
    assert said(screen) is Say.NOT_RETURNED
    assert screen.extras.sheet() is None
    assert "stays as it was signed" in screen.notice.text()

    QGuiApplication.clipboard().setText("12.350\t12.341\n12.352\t12.343")
    desk.key(K.Key_V, CTRL)
    preview = screen.model.state.preview
    assert preview is not None
    assert preview.error is not None
    assert "was not returned" in str(preview.error)
    desk.key(K.Key_Escape)

    desk.key(K.Key_Space)
    assert screen.model.state.place == (1, 0)
    desk.type("12.361")
    desk.key(K.Key_Return)
    assert screen.model.state.place == (2, 1), "on to the next cell that came back"
    desk.type("12.345")
    desk.key(K.Key_Return)
    assert screen.model.state.to_redo == 0
    assert "Every reading is given" in screen.notice.text()
    assert (floor.value("bore_a", 2), floor.value("bore_b", 3)) == ("12.361", "12.345")
    assert floor.value("bore_a", 1) == "12.351"
    desk.key(K.Key_Return, CTRL)
    assert isinstance(desk.window.screen_of(Place.SIGN), SignScreen)
    assert desk.window.place is Place.SIGN


def test_a_returned_inspection_opens_where_it_came_back(desk: Desk, floor: Floor) -> None:
    floor.sign()
    floor.send_back({floor.line("bore_a", 2): "Measure again"})
    desk.enter("inspector")
    desk.home().returned.list.setFocus()
    desk.key(K.Key_Return)
    assert desk.window.place is Place.GRID
    screen = desk.window.screen_of(Place.GRID)
    assert isinstance(screen, GridScreen)
    assert screen.model.state.place == (1, 0)


def test_what_came_back_in_list_and_grid_is_walked_through(desk: Desk, floor: Floor) -> None:
    floor.sign()
    floor.send_back({floor.line("scratched"): "Look again", floor.line("bore_a", 2): "Measure again"})
    desk.enter("inspector")
    desk.home().returned.list.setFocus()
    desk.key(K.Key_Return)
    run = desk.window.screen_of(Place.RUN)
    assert desk.window.place is Place.RUN
    assert isinstance(run, RunScreen)
    desk.key(K.Key_2)
    desk.key(K.Key_Return)
    assert desk.window.place is Place.GRID
    screen = desk.window.screen_of(Place.GRID)
    assert isinstance(screen, GridScreen)
    assert screen.model.state.place == (1, 0)


def test_retest_keeps_the_first_value_and_rejecting_makes_the_result_stand(desk: Desk, floor: Floor) -> None:
    screen = opened_grid(desk, floor)
    desk.key(K.Key_Home, CTRL)
    desk.key(K.Key_R, CTRL)
    desk.key(K.Key_2)
    desk.type("Burr under the anvil")
    desk.key(K.Key_Return)
    assert screen.extras.sheet() is None
    desk.type("12.352")
    desk.key(K.Key_Return)
    history = floor.program.inspections.history(floor.people["inspector"], floor.inspection, floor.line("bore_a", 1))
    assert [change.new.value for change in history][-1] == "12.352"
    assert "12.351" in [change.new.value for change in history]

    screen.model.moves.go((0, 0))
    desk.settle()
    desk.key(K.Key_R, CTRL)
    desk.key(K.Key_3)
    desk.type("Scratched by the jaws")
    desk.key(K.Key_Return)
    assert floor.opened().answers[floor.line("bore_a", 1)].act is LineAct.REJECT
    for key in (K.Key_1, K.Key_F2, K.Key_Delete):
        desk.key(key)
        assert said(screen) is Say.REJECTED
        assert not screen.table.field.is_open
    assert "its result stands" in screen.foot._line.text()
    QGuiApplication.clipboard().setText("12.350\t12.341")
    desk.key(K.Key_V, CTRL)
    preview = screen.model.state.preview
    assert preview is not None
    assert "rejected" in str(preview.error)
    desk.key(K.Key_Escape)
    desk.key(K.Key_Z, CTRL)
    assert floor.opened().answers[floor.line("bore_a", 1)].act is LineAct.REJECT, "a decision is undone by another decision"


def test_an_open_cell_has_nothing_to_decide_about(
    desk: Desk, workspace: Workspace, people: dict[str, Actor], clock: FakeClock
) -> None:
    screen = opened_grid(desk, new_floor(workspace, people, clock))
    assert not screen.foot.decide.isVisible()
    desk.key(K.Key_R, CTRL)
    assert said(screen) is Say.NOTHING_TO_DECIDE


def test_a_gap_in_the_last_cell_is_found_before_signing(
    desk: Desk, workspace: Workspace, people: dict[str, Actor], clock: FakeClock
) -> None:
    floor = new_floor(workspace, people, clock)
    floor.answer("scratched", "no")
    for piece in (1, 2, 3):
        floor.answer("bore_a", "12.35", piece)
    for piece in (1, 2):
        floor.answer("bore_b", "12.35", piece)
    screen = opened_grid(desk, floor)
    screen.model.moves.go((2, 1))
    desk.settle()
    desk.key(K.Key_Return, CTRL)
    assert desk.window.place is Place.GRID
    assert screen.model.state.place == (2, 1)
    assert "still missing" in screen.notice.text()
