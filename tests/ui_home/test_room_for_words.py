"""Large letters and large buttons in a small window: what is said on the home screen is said in full."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.services.inspections import WhatToInspect
from qa_desktop.services.patrols import PatrolWish
from qa_desktop.services.program import Program
from qa_desktop.ui.home.view import HomeScreen
from qa_desktop.ui.theme import ThemeName, apply_theme
from qa_desktop.ui.widgets.text import ElidedLabel
from qa_desktop.ui.widgets.three_lines import ThreeLineList
from tests.services.conftest import FakeClock
from tests.services.sampled import Floor, piece_item, sampled_checklist
from tests.ui_run.conftest import Desk
from tests.ui_run.makings import begin

People = dict[str, Actor]


@pytest.fixture(params=[ThemeName.LIGHT, ThemeName.DARK])
def _large(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    apply_theme(qapp, request.param, text_scale=1.3, glove=True)
    yield
    apply_theme(qapp, ThemeName.LIGHT)


def full_house(desk: Desk, program: Program, people: People, clock: FakeClock) -> HomeScreen:
    """Everything that a supervisor may find there: something overdue, due, and every button at the foot."""
    row = begin(program, people)
    what = WhatToInspect("P-1042", "Bearing housing", "C", "WO-4698", "L26140", "120")
    due = clock.now - timedelta(minutes=40)
    program.inspections.begin(people["supervisor"], row.revision_id, what, due=due, for_anyone=True)
    floor = Floor(program.workspace, people, clock)
    floor.publish(sampled_checklist(piece_item("edge", None), title="Patrol: press 7"))
    wish = PatrolWish(floor.template_id, "Press 7", "BL-077", "Hall 2", 100, 120, after_setup=True)
    floor.patrols.make(people["engineer"], wish)
    clock.forward(hours=8)
    issue = program.issues.log(people["inspector"], kind=IssueKind.OBSERVATION, title="Oil", severity=Severity.MAJOR)
    with program.workspace.database.writing() as connection:
        connection.exec_driver_sql("UPDATE issue SET due_at = '2020-01-01T00:00:00.000000Z' WHERE id = ?", (issue.id,))
    desk.enter("supervisor")
    desk.settle()
    return desk.home()


def cut(home: HomeScreen) -> list[str]:
    """Return everything that ends in dots although it does not."""
    lists = [one for one in home.findChildren(ThreeLineList) if one.isVisible()]
    pieces = [piece.text for one in lists for number in range(len(one.rows())) for piece in one.pieces_of(number)]
    labels = [label.text() for label in home.findChildren(ElidedLabel) if label.isVisible() and label.is_elided()]
    return [text for text in pieces if text.endswith("…")] + labels


@pytest.mark.usefixtures("_large")
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_nothing_is_cut_off(desk: Desk, program: Program, people: People, clock: FakeClock, size: tuple[int, int]) -> None:
    desk.window.resize(*size)
    home = full_house(desk, program, people, clock)
    assert (desk.window.width(), desk.window.height()) == size, "it fits into the window"
    assert home.due.list.rows()
    assert home.patrols.list.rows()
    assert home.foot.today.isVisible()
    assert cut(home) == []
    for button in (*home.saying.buttons(), home.overdue, home.lots, home.review):
        assert button.isVisible()
        assert button.width() >= button.sizeHint().width(), button.text()


@pytest.mark.usefixtures("_large")
def test_the_day_stands_above_the_buttons_only_where_they_leave_no_room(
    desk: Desk, program: Program, people: People, clock: FakeClock
) -> None:
    desk.window.resize(1280, 800)
    home = full_house(desk, program, people, clock)
    foot, button = home.foot, home.review
    assert foot.today.geometry().bottom() < button.geometry().top()
    desk.window.resize(1920, 1080)
    desk.settle()
    assert foot.today.geometry().right() < home.saying.suggest.geometry().left()
    assert foot.today.geometry().bottom() > button.geometry().top(), "beside them"
    assert cut(home) == []


@pytest.mark.usefixtures("_large")
def test_two_lines_are_not_enough_there(
    desk: Desk, program: Program, people: People, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else nothing is long here, and the tests above would pass in any case."""
    desk.window.resize(1280, 800)
    home = full_house(desk, program, people, clock)
    monkeypatch.setattr(type(home.due.list), "most", 2)
    assert cut(home) != []
