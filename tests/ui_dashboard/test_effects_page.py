"""What was learned, on its page: from an action to its effect, from a lesson to where it was of use, by keys alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from qa_desktop.domain.actions import ActionKind, EffectPlan, Metric
from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.knowledge import LessonState
from qa_desktop.domain.people import Actor
from qa_desktop.services.actions import WantedAction
from qa_desktop.services.issue_checks import About
from qa_desktop.services.knowledge import LessonWords
from qa_desktop.services.program import Program
from qa_desktop.ui.causes.view import CausesScreen
from qa_desktop.ui.dashboard.view import DashboardScreen
from qa_desktop.ui.places import Place
from tests.services.cause_makings import AFTER, BEFORE, inspected
from tests.services.conftest import FakeClock
from tests.services.lot_makings import BAD, CHECKLIST, LotShop
from tests.services.makings import released
from tests.ui_lock.looks import too_small, unnamed
from tests.ui_review.conftest import CTRL, Desk

K = Qt.Key
People = dict[str, Actor]


@pytest.fixture
def shop(program: Program, people: People) -> LotShop:
    draft = program.templates.create(people["engineer"], CHECKLIST)
    return LotShop(program, people, released(program.templates, people["engineer"], draft.id).id)


@pytest.fixture
def issue(shop: LotShop, clock: FakeClock) -> str:
    """An issue with a corrective action, measured before and after and not concluded; one lesson was read, one was not."""
    people, program = shop.people, shop.program
    key = inspected(shop, {1: BAD}, lot="L-1", pieces=2)
    row = program.issues.log(people["engineer"], kind=IssueKind.NONCONFORMITY, title="Bore <b>", severity=Severity.MAJOR)
    wanted = WantedAction(ActionKind.CORRECTIVE, "New insert", people["inspector"].person_id, date(2026, 3, 9))
    action = program.actions.add(people["engineer"], row.id, wanted)
    action = program.actions.done(people["inspector"], action.id, "changed", version=action.version)
    program.actions.verify(people["supervisor"], action.id, "seen", version=action.version)
    plan = EffectPlan(Metric.INSPECTIONS, "4711-A", BEFORE, AFTER, Decimal("0.1"), 1)
    program.effects.set_plan(people["engineer"], action.id, plan, "rare")
    for title in ("Chips", "Never read"):
        lesson = program.knowledge.write_lesson(people["engineer"], LessonWords(title, worked="Blow it out"))
        program.knowledge.move_lesson(people["engineer"], lesson.id, LessonState.PUBLISHED, 1)
        if title == "Chips":
            program.lesson_uses.read(people["inspector"], (lesson.id,), key)
    clock.forward(days=9)
    inspected(shop, {}, lot="L-2", pieces=2)
    clock.forward(days=8)
    return row.id


def learned(desk: Desk, login: str = "manager") -> DashboardScreen:
    desk.enter(login)
    screen = desk.go(Place.DASHBOARD)
    assert isinstance(screen, DashboardScreen)
    desk.key(K.Key_Tab, CTRL)
    return screen


def test_from_an_action_to_the_page_of_its_effect(desk: Desk, issue: str) -> None:
    screen = learned(desk)
    pane = screen.effects
    assert desk.focus() is pane.effects
    assert pane.counts.text() == "0 proven · 0 not proven · 0 overridden · 1 waiting"
    row = pane.effects.current_row()
    assert row is not None
    said = [column.text(row) for column in pane.effects.rows.columns]
    assert said == ["New insert, NC-01-000001 / 1", "100 % (1 of 1), 21 to 100 %", "0 % (0 of 1), 0 to 79 %", "≤ 10 %", "waiting"]
    desk.key(K.Key_D)
    assert "Wilson" in screen.definition.words.text()
    desk.key(K.Key_Escape)
    desk.key(K.Key_Return)
    assert desk.window.place is Place.CAUSES
    causes = desk.window.screen_of(Place.CAUSES)
    assert isinstance(causes, CausesScreen)
    assert causes.effect.isVisible()


def test_from_a_lesson_to_where_it_was_of_use(desk: Desk, issue: str) -> None:
    screen = learned(desk)
    desk.key(K.Key_F6)
    assert desk.focus() is screen.effects.lessons
    assert [one.title for one in screen.effects.lessons._shown] == ["Chips"], "what nobody read stands nowhere"
    desk.key(K.Key_D)
    assert "once for each person" in screen.definition.words.text()
    desk.key(K.Key_Escape)
    desk.key(K.Key_Return)
    assert screen.figures.behind_count.text() == "1 record"
    assert desk.focus() is screen.figures.table
    desk.key(K.Key_Return)
    assert desk.window.place is Place.REPORTS


def test_the_tile_leads_to_the_actions_and_on_to_the_effect(desk: Desk, issue: str) -> None:
    desk.enter("auditor")
    screen = desk.go(Place.DASHBOARD)
    assert isinstance(screen, DashboardScreen)
    tile = next(one for one in screen.figures.tiles if one.text() == "Actions proven effective")
    assert tile.value == "no data", "nothing is recorded of it yet"
    tile.setFocus()
    desk.key(K.Key_Return)
    assert screen.figures.table.current_row().number == "NC-01-000001 / 1"
    desk.key(K.Key_Return)
    assert desk.window.place is Place.CAUSES


def test_the_bar_of_the_rest_leads_to_its_records(desk: Desk, shop: LotShop) -> None:
    for place in range(10):
        shop.program.failure_codes.add(shop.people["engineer"], f"F{place}", "Failure")
        about = {"failure_code": f"F{place}"}
        desk.program.issues.log(
            shop.people["engineer"],
            kind=IssueKind.NONCONFORMITY,
            title=f"Issue {place}",
            severity=Severity.MINOR,
            about=About(**about),
        )
    desk.enter("manager")
    screen = desk.go(Place.DASHBOARD)
    assert isinstance(screen, DashboardScreen)
    screen.model.choose_chart("issues_by_failure_code")
    screen.figures.chart.setFocus()
    desk.key(K.Key_End)
    assert screen.figures.chart.accessibleDescription() == "other (2): 2, 20.0 %, 100.0 %"
    desk.key(K.Key_Return)
    assert screen.figures.behind_count.text() == "2 records"


def test_without_anything_each_list_says_what_to_do(desk: Desk, program: Program) -> None:
    screen = learned(desk)
    assert screen.effects.counts.text() == ""
    assert unnamed(screen.effects) == []
    assert too_small(screen.effects) == []
    assert not screen.effects.effects.rows.rowCount()
