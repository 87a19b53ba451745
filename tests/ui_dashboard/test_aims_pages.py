"""Objectives, internal audits and management reviews in the real window, by keys; and who is not offered them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.domain.period import Period
from qa_desktop.reports.types import Outcome
from qa_desktop.services.figure_values import FigureQuery
from qa_desktop.services.objectives import ObjectiveWish
from qa_desktop.services.program import Program
from qa_desktop.ui.dashboard.aims_model import Sheet
from qa_desktop.ui.dashboard.aims_sheets import (
    AuditSheet,
    FindingSheet,
    LineSheet,
    ObjectiveSheet,
    ReasonSheet,
    ReviewSheet,
)
from qa_desktop.ui.dashboard.view import DashboardScreen
from qa_desktop.ui.places import Place
from tests.services.conftest import PASSWORD, FakeClock
from tests.services.lot_makings import BAD, CHECKLIST, LotShop
from tests.services.makings import released
from tests.ui_review.conftest import CTRL, Desk

K = Qt.Key
People = dict[str, Actor]


@pytest.fixture
def shop(program: Program, people: People) -> LotShop:
    draft = program.templates.create(people["engineer"], CHECKLIST)
    return LotShop(program, people, released(program.templates, people["engineer"], draft.id).id)


def page(desk: Desk, number: int, login: str = "manager") -> DashboardScreen:
    desk.enter(login)
    screen = desk.go(Place.DASHBOARD)
    assert isinstance(screen, DashboardScreen)
    for _ in range(number + 1):  # behind the figures stand the actions and lessons
        screen.pages.turn()
        desk.settle()
    return screen


def test_an_objective_is_set_and_withdrawn_by_keys(desk: Desk, shop: LotShop) -> None:
    shop.approved()
    shop.approved({1: BAD}, lot="L-2")
    screen = page(desk, 1)
    assert desk.focus() is screen.aims.objectives.table
    desk.key(K.Key_N, CTRL)
    sheet = screen.aims.sheets[Sheet.OBJECTIVE]
    assert isinstance(sheet, ObjectiveSheet)
    assert sheet.isVisible()
    sheet.statement.line.setFocus()
    desk.type("Fewer shafts are reworked")
    desk.key(K.Key_Return)
    desk.type("4711-A")
    desk.key(K.Key_Return)
    desk.type("2026-03-01..2026-03-02")
    desk.key(K.Key_Return)
    desk.key(K.Key_Return)
    desk.type("40")
    desk.key(K.Key_Return)
    desk.type("eur")
    desk.key(K.Key_Return)
    desk.type("2026-12-31")
    desk.key(K.Key_Return, CTRL)
    assert "Choose who owns" in sheet.message.text(), "nobody is chosen beforehand"
    sheet.owner.setFocus()
    desk.type("M")
    assert sheet.owner.currentText() == "Mira Manager"
    desk.key(K.Key_Tab)
    desk.type("Half a day a week")
    desk.key(K.Key_Return, CTRL)
    assert sheet.isVisible()
    assert "no amount of money" in sheet.message.text()
    sheet.currency.line.setFocus()
    sheet.currency.line.selectAll()
    desk.key(K.Key_Delete)
    desk.key(K.Key_Return, CTRL)
    assert "worse than the baseline" in sheet.message.text()
    sheet.target.line.setFocus()
    sheet.target.line.selectAll()
    desk.type("80")
    desk.key(K.Key_Return, CTRL)
    assert not sheet.isVisible()
    (one,) = shop.program.objectives.standings(shop.people["manager"])
    assert (one.row.baseline, one.row.target, one.row.statement) == ("50.0000", "80", "Fewer shafts are reworked")
    assert "on track" in screen.aims.objectives.card._title.text()
    assert "Baseline 50 %, measured" in screen.aims.objectives.said.text()
    assert "Resources: Half a day a week" in screen.aims.objectives.said.text()
    desk.key(K.Key_Delete)
    reason = screen.aims.sheets[Sheet.WITHDRAW]
    assert isinstance(reason, ReasonSheet)
    desk.type("Another customer")
    desk.key(K.Key_Return, CTRL)
    assert "withdrawn" in screen.aims.objectives.card._title.text()


def test_an_objective_leads_to_the_records_of_its_own_period_and_filter(desk: Desk, shop: LotShop, clock: FakeClock) -> None:
    program, manager = shop.program, shop.people["manager"]
    shop.approved({1: BAD}, lot="L-0")
    clock.forward(days=40)
    bad = shop.approved({1: BAD}, lot="L-1")
    shop.approved(lot="L-2")
    march = FigureQuery(Period(date(2026, 3, 2), date(2026, 3, 11)), part="4711-A")
    due = date(2026, 12, 31)
    wish = ObjectiveWish("No rework", "first_pass_yield", march, "90", due, manager.person_id, baseline="50")
    program.objectives.set_objective(manager, wish)
    whole = ObjectiveWish("All steps", "rolled_yield", replace(march, part=""), "90", due, manager.person_id, baseline="50")
    program.objectives.set_objective(manager, whole)
    screen = page(desk, 1)
    objectives = screen.aims.objectives
    standings = program.objectives.standings(manager)
    place = next(number for number, one in enumerate(standings) if one.records)
    objectives.table.select_row(place)
    assert standings[place].note == "1 good of 2 inspections"
    desk.key(K.Key_Return)
    desk.settle()
    assert screen.pages.page is screen.figures
    assert [row.id for row in screen.figures.table._shown] == [bad], "what was before its own period is not in it"
    assert screen.figures.behind_title.text() == ("OBJ-01-000001 First-pass yield: 50 %, 2026-04-02 to 2026-04-11, part 4711-A")
    assert screen.figures.behind_count.text() == "1 record: those that were not good"
    desk.key(K.Key_Escape)
    assert desk.focus() is objectives.table
    objectives.table.select_row(1 - place)
    desk.key(K.Key_Return)
    assert screen.pages.page is objectives, "steps of no part have no records"
    assert "Choose a part" in desk.window.message.text()


def test_an_audit_is_held_by_its_auditor_by_keys(desk: Desk, shop: LotShop) -> None:
    issue = shop.program.issues.log(
        shop.people["supervisor"], kind=IssueKind.NONCONFORMITY, title="Certificates", severity=Severity.MAJOR
    )
    screen = page(desk, 2, "engineer")
    desk.key(K.Key_N, CTRL)
    plan = screen.aims.sheets[Sheet.AUDIT]
    assert isinstance(plan, AuditSheet)
    plan.scope.line.setFocus()
    desk.type("Receiving")
    desk.key(K.Key_Return)
    desk.type("ISO 9001")
    desk.key(K.Key_Return)
    desk.type("2026-03-20")
    assert [plan.auditor.itemText(place) for place in range(plan.auditor.count())] == [
        "Choose …",
        "Emma Engineer",
        "Mira Manager",
    ]
    desk.key(K.Key_Return, CTRL)
    assert "Choose who audits" in plan.message.text(), "nobody is chosen beforehand"
    plan.auditor.setFocus()
    desk.type("E")
    desk.key(K.Key_Return, CTRL)
    assert not plan.isVisible()
    desk.key(K.Key_F)
    finding = screen.aims.sheets[Sheet.FINDING]
    assert isinstance(finding, FindingSheet)
    finding.statement.setFocus()
    desk.type("No certificate")
    desk.key(K.Key_Return, CTRL)
    assert "needs its evidence" in finding.message.text()
    finding.evidence.setFocus()
    desk.type("Lot L-7")
    desk.key(K.Key_Return, CTRL)
    assert not finding.isVisible()
    desk.key(K.Key_C)
    close = screen.aims.sheets[Sheet.CLOSE]
    assert isinstance(close, ReasonSheet)
    desk.type("Fit")
    desk.key(K.Key_Return, CTRL)
    assert "not followed up" in close.message.text()
    desk.key(K.Key_Escape)
    assert close.isVisible(), "typed words are not lost by one key"
    assert "not stored" in close.message.text()
    desk.key(K.Key_Escape)
    assert not close.isVisible()
    desk.key(K.Key_L)
    link = screen.aims.sheets[Sheet.LINK]
    assert isinstance(link, LineSheet)
    desk.type(issue.number.lower())
    desk.key(K.Key_Return, CTRL)
    desk.key(K.Key_C)
    desk.type("Fit for its purpose")
    desk.key(K.Key_Return, CTRL)
    assert not close.isVisible()
    assert "closed" in screen.aims.audits.card._title.text()
    assert [hint.key for hint in screen.key_hints()] == ["Ctrl+N", "Ctrl+Tab"], "nothing more is done with a closed audit"
    desk.key(K.Key_F)
    assert not finding.isVisible()
    assert f"→ {issue.number}" in screen.aims.audits.said.text()


def test_a_review_is_gathered_read_and_signed(desk: Desk, shop: LotShop, tmp_path: Path) -> None:
    shop.approved()
    screen = page(desk, 3)
    desk.key(K.Key_N, CTRL)
    sheet = screen.aims.sheets[Sheet.REVIEW]
    assert isinstance(sheet, ReviewSheet)
    sheet.period.line.setFocus()
    desk.type("2026-03-01..2026-03-02")
    desk.key(K.Key_Return)
    desk.type("Buy a gauge")
    sheet.password.setFocus()
    desk.type(PASSWORD)
    desk.key(K.Key_Return)
    assert "Gather" in sheet.message.text(), "nobody signs what was not shown"
    sheet.gather.click()
    desk.settle()
    assert "First-pass yield | 100 %" in sheet.shown.toPlainText()
    sheet.password.setFocus()
    desk.type(PASSWORD)
    desk.key(K.Key_Return)
    assert not sheet.isVisible()
    (row,) = shop.program.management.reviews(shop.people["manager"])
    assert (row.decisions, row.printed_name) == ("Buy a gauge", "Mira Manager")
    desk.settle()
    opened = screen.aims.reviews.preview.opened
    assert opened is not None
    assert (opened.name, opened.verification.outcome) == (row.file, Outcome.VALID), "the signed file is read where it was signed"
    screen.aims.reviews.files.chosen.emit(tmp_path / "review.pdf")
    desk.settle()
    assert (tmp_path / "review.pdf").read_bytes() == opened.data


@pytest.mark.parametrize("login", ["inspector", "supervisor", "auditor"])
def test_who_manages_no_aims_is_offered_nothing(desk: Desk, shop: LotShop, login: str) -> None:
    screen = page(desk, 1, login)
    assert screen.aims.objectives.isVisible()
    for number in (1, 2, 3):
        screen.pages.show_page(number)
        desk.key(K.Key_N, CTRL)
        assert screen.aims.model.state.sheet is None
        offered = [button.text() for pane in screen.aims.panes() for button in pane._buttons if button.isVisible()]
        assert offered in ([], ["Save the PDF …"]), "copying what is signed is reading"
    assert [hint.key for hint in screen.key_hints()] == ["Ctrl+Tab"]


def test_an_engineer_is_offered_no_review(desk: Desk, shop: LotShop) -> None:
    screen = page(desk, 3, "engineer")
    desk.key(K.Key_N, CTRL)
    assert screen.aims.model.state.sheet is None
    desk.key(K.Key_Escape)
    assert screen.pages.page is screen.figures
