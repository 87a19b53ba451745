"""Naming people in a comment by keys: names are offered, unknown ones are said, and whoever is named sees it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.improvement import mention_at, offered
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program
from qa_desktop.storage.queries.issues import IssueRow
from qa_desktop.ui.issues.view import IssuesScreen
from qa_desktop.ui.places import Place
from tests.ui_review.conftest import CTRL, Desk

K = Qt.Key
People = dict[str, Actor]


@pytest.fixture
def issue(program: Program, people: People) -> IssueRow:
    return program.issues.log(people["inspector"], kind=IssueKind.OBSERVATION, title="Burr", severity=Severity.MINOR)


def opened(desk: Desk, login: str, issue: IssueRow) -> IssuesScreen:
    desk.enter(login)
    screen = desk.go(Place.ISSUES, issue_id=issue.id)
    assert isinstance(screen, IssuesScreen)
    return screen


def test_tab_takes_the_name_that_is_offered(desk: Desk, program: Program, people: People, issue: IssueRow) -> None:
    screen = opened(desk, "inspector", issue)
    desk.key(K.Key_M, CTRL)
    helper = screen.remark_sheet.mentions
    assert helper.hint.isVisible()
    desk.type("Please look, @SA")
    assert [button.text() for button in helper.buttons if button.isVisible()] == [f"{people['supervisor'].name}  @supervisor"]
    assert not helper.unknown.isVisible(), "not while it is being typed"
    desk.key(K.Key_Tab)
    assert screen.remark_sheet.text.toPlainText() == "Please look, @supervisor "
    assert screen.remark_sheet.text.hasFocus()
    assert helper.told.text() == f"Told: {people['supervisor'].name}"
    desk.type("and @nobody there")
    assert helper.unknown.text().endswith("so nobody is told: @nobody")
    assert helper.unknown.isVisible()
    desk.key(K.Key_Tab)
    assert not screen.remark_sheet.text.hasFocus(), "without an offer Tab leaves the field"
    screen.remark_sheet.text.setFocus()
    desk.key(K.Key_Return, CTRL)
    (line,) = program.handover.mentions(people["supervisor"])
    assert line.remark == "Please look, @supervisor and @nobody there"


def test_a_press_takes_another_name_and_a_step_offers_none(desk: Desk, people: People, issue: IssueRow) -> None:
    screen = opened(desk, "supervisor", issue)
    desk.key(K.Key_M, CTRL)
    desk.type("@in")
    helper = screen.remark_sheet.mentions
    assert len([button for button in helper.buttons if button.isVisible()]) >= 2
    wanted = next(button for button in helper.buttons if "@inspector2" in button.text())
    wanted.click()
    desk.settle()
    assert screen.remark_sheet.text.toPlainText() == "@inspector2 "
    for _ in range(2):  # over something typed it is asked twice
        desk.key(K.Key_Escape)
    desk.key(K.Key_Return, CTRL)
    assert screen.remark_sheet.isVisible()
    assert not screen.remark_sheet.mentions.isVisible()


def test_whoever_opens_the_issue_has_seen_it_and_passing_over_it_is_not_opening(
    desk: Desk, program: Program, people: People, issue: IssueRow
) -> None:
    program.issues.comment(people["inspector"], issue.id, "@supervisor please look")
    desk.window.resize(1600, 900)
    desk.enter("supervisor")
    screen = desk.go(Place.ISSUES)
    assert isinstance(screen, IssuesScreen)
    assert screen.model.state.issue is not None, "it stands beside the list"
    assert len(program.handover.mentions(people["supervisor"])) == 1
    desk.key(K.Key_Return)
    assert program.handover.mentions(people["supervisor"]) == ()


@pytest.mark.parametrize(
    ("text", "typed"),
    [("@", ""), ("see @pe", "pe"), ("a@b", None), ("@pe ", None), ("(@pe", "pe"), ("@@pe", None), ("", None), ("@ülk", "ülk")],
)
def test_where_a_name_is_being_typed(text: str, typed: str | None) -> None:
    assert mention_at(text, len(text)) == typed
    assert mention_at(text + " and more", len(text)) == typed


def test_who_is_offered() -> None:
    people = (("petra", "Petra Lis"), ("eleni", "Ελένη Παπαδοπούλου"), ("pl2", "Lisa Per"))
    assert [login for login, _ in offered("", people)] == ["petra", "eleni", "pl2"]
    assert [login for login, _ in offered("LIS", people)] == ["petra", "pl2"]
    assert [login for login, _ in offered("παπ", people)] == ["eleni"]
    assert offered("etra", people) == ()
