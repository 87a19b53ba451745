"""Which gauge a reading comes from: named once per characteristic, recorded with each reading, in grid, list and second reading."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from qa_desktop.domain.answers import LONGEST_GAUGE, Answer, Source
from qa_desktop.domain.checklist import ItemKind
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program
from qa_desktop.storage.workspace import Workspace
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.gauges import Gauges
from qa_desktop.ui.second.view import SecondScreen
from tests.services.conftest import FakeClock
from tests.services.rounds import TWICE, new_floor
from tests.services.samples import SAMPLE, begin_sample, wide
from tests.ui_grid.conftest import CTRL, grid
from tests.ui_run.conftest import Desk

K = Qt.Key


def gauges_of(program: Program, desk: Desk, inspection_id: str) -> dict[str, str]:
    opened = program.inspections.open(desk.people["inspector"], inspection_id)
    return {f"{item.key}.{item.piece}": opened.answers[item.id].gauge for item in opened.items if item.id in opened.answers}


def test_a_gauge_goes_on_for_its_characteristic_and_no_other() -> None:
    gauges = Gauges({"a#1": Answer("5", gauge="MIC-1"), "b": Answer("5")})
    assert gauges.of("a#2", ItemKind.MEASUREMENT) == "MIC-1"
    assert gauges.of("b", ItemKind.MEASUREMENT) == ""
    assert gauges.of("a#2", ItemKind.TEXT) == "", "a text comes from no gauge"
    gauges.use("b", "  CAL   7 ")
    assert gauges.of("b", ItemKind.NUMBER) == "CAL 7"
    assert gauges.known() == ("CAL 7", "MIC-1")
    gauges.use("a#9", "")
    assert gauges.of("a#1", ItemKind.MEASUREMENT) == ""


def test_a_gauge_is_named_once_for_a_column(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, wide(2), pieces=3)
    screen = grid(desk, row)
    desk.type("5")
    desk.key(K.Key_Return)
    assert screen.foot.gauge.text() == "Gauge …"
    desk.key(K.Key_M)
    desk.type("MIC-07")
    desk.key(K.Key_Return)
    assert screen.extras.sheet() is None
    assert screen.foot.gauge.text() == "Gauge MIC-07"
    for reading in ("5", "5.1"):
        desk.type(reading)
        desk.key(K.Key_Return)
    assert screen.model.state.place == (0, 1)
    assert screen.foot.gauge.text() == "Gauge …", "another characteristic, another gauge"
    desk.type("5")
    desk.key(K.Key_Return)
    assert gauges_of(program, desk, row.id) == {"c1.1": "", "c1.2": "MIC-07", "c1.3": "MIC-07", "c2.1": ""}

    screen.model.moves.go((0, 0))
    desk.settle()
    desk.type("5")
    desk.key(K.Key_Return)
    assert gauges_of(program, desk, row.id)["c1.1"] == "MIC-07", "the same reading again, with its gauge"

    screen.model.moves.go((1, 1))
    desk.settle()
    desk.key(K.Key_M)
    sheet = screen.extras.sheet()
    assert sheet is not None
    desk.key(K.Key_Tab)
    desk.key(K.Key_Space)
    assert screen.foot.gauge.text() == "Gauge MIC-07"
    QGuiApplication.clipboard().setText("5.0\n5.2")
    desk.key(K.Key_V, CTRL)
    desk.key(K.Key_Return)
    found = gauges_of(program, desk, row.id)
    assert (found["c2.1"], found["c2.2"], found["c2.3"]) == ("", "MIC-07", "MIC-07")
    answer = program.inspections.open(desk.people["inspector"], row.id).answers
    assert {one.source for one in answer.values()} == {Source.TYPED, Source.PASTED}


def test_a_reading_that_stands_gets_its_gauge_and_a_scan_names_it(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, wide(1), pieces=2)
    screen = grid(desk, row)
    desk.type("5")
    desk.key(K.Key_Return)
    desk.key(K.Key_Up)
    desk.key(K.Key_M)
    assert screen.scanned("CAL-0815")
    desk.key(K.Key_Return)
    history = program.inspections.history(desk.people["inspector"], row.id)
    assert [(change.new.value, change.new.gauge) for change in history] == [("5", ""), ("5", "CAL-0815")]
    desk.window.go(Place.HOME, {})
    desk.settle()
    again = grid(desk, row)
    assert again.model.core.gauges.known() == ("CAL-0815",)


def test_texts_and_counts_have_no_gauge(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, SAMPLE, pieces=2)
    screen = grid(desk, row)
    cells = screen.model.core.cells
    assert cells is not None
    for column, head in enumerate(cells.columns):
        screen.model.moves.go((0, column))
        desk.settle()
        wanted = head.item.kind in {ItemKind.MEASUREMENT, ItemKind.NUMBER, ItemKind.CONFORMITY}
        assert screen.foot.gauge.isVisible() is wanted, head.item.kind


def test_the_list_names_a_gauge_too(desk: Desk, workspace: Workspace, people: dict[str, Actor], clock: FakeClock) -> None:
    floor = new_floor(workspace, people, clock, TWICE, None)
    desk.enter("inspector")
    run = desk.run(floor.inspection)
    assert run.layout() is not None
    desk.key(K.Key_M, Qt.KeyboardModifier.AltModifier)
    desk.type("FG-3")
    desk.key(K.Key_Return)
    desk.type("0.40")
    desk.key(K.Key_Return)
    assert floor.opened().answers[floor.line("gap")].gauge == "FG-3"
    lines = floor.program.signing.look(people["inspector"], floor.inspection).record.lines
    assert [line.answer.gauge for line in lines] == ["FG-3", ""]


def test_the_second_reading_names_its_own_gauge(
    desk: Desk, workspace: Workspace, people: dict[str, Actor], clock: FakeClock
) -> None:
    floor = new_floor(workspace, people, clock, TWICE, None)
    floor.answer("gap", "0.40", gauge="FG-3")
    desk.enter("inspector2")
    desk.window.go(Place.SECOND, {})
    desk.settle()
    screen = desk.window.screen_of(Place.SECOND)
    assert isinstance(screen, SecondScreen)
    assert screen.gauge.text() == "", "the gauge of the first reading is not shown"
    screen.gauge.setFocus()
    desk.type("FG-4")
    desk.key(K.Key_Return)
    desk.type("0.41")
    desk.key(K.Key_Return)
    (second,) = floor.program.review.look(people["supervisor"], floor.inspection).seconds
    assert (second.value, second.gauge) == ("0.41", "FG-4")


def test_a_name_that_is_too_long_is_refused(desk: Desk, program: Program) -> None:
    row = begin_sample(program.workspace, desk.people, wide(1), pieces=1)
    line = program.inspections.open(desk.people["inspector"], row.id).items[0].id
    with pytest.raises(InputError):
        program.grid.answer_many(desk.people["inspector"], row.id, [(line, "5")], gauges={line: "x" * (LONGEST_GAUGE + 1)})
    assert gauges_of(program, desk, row.id) == {}
