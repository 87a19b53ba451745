"""What was learned from an issue is offered when somebody logs the like, and a lesson begins at its closed issue."""

from __future__ import annotations

from PySide6.QtCore import Qt

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.knowledge import LessonState
from qa_desktop.domain.people import Actor
from qa_desktop.services.figure_values import FigureQuery, days_back
from qa_desktop.services.knowledge import LessonWords
from qa_desktop.services.program import Program
from qa_desktop.ui.improve.view import ImproveScreen
from qa_desktop.ui.issues.view import IssuesScreen
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.issue_sheet import IssueSheet
from qa_desktop.ui.run.view import RunScreen
from tests.services.signed import behind_the_rules
from tests.ui_review.conftest import CTRL, Desk
from tests.ui_run.makings import begin

K = Qt.Key
People = dict[str, Actor]


def issues(desk: Desk, login: str, **what: object) -> IssuesScreen:
    desk.enter(login)
    screen = desk.go(Place.ISSUES, **what)
    assert isinstance(screen, IssuesScreen)
    return screen


def closed(program: Program, people: People) -> str:
    row = program.issues.log(people["inspector"], kind=IssueKind.OBSERVATION, title="Pores <b>", severity=Severity.MINOR)
    behind_the_rules(program.workspace, f"UPDATE issue SET state = 'closed' WHERE id = '{row.id}'")
    return row.id


def test_from_a_closed_issue_to_a_lesson_that_is_offered_for_the_like(desk: Desk, program: Program, people: People) -> None:
    key = closed(program, people)
    screen = issues(desk, "inspector", issue_id=key)
    assert not screen.detail.acts.rooms[Place.IMPROVE].isVisible(), "whoever may not keep lessons sees no way to"
    screen = issues(desk, "engineer", issue_id=key)
    screen.detail.acts.rooms[Place.IMPROVE].setFocus()
    desk.key(K.Key_Space)
    improve = desk.window.screen_of(Place.IMPROVE)
    assert isinstance(improve, ImproveScreen)
    assert improve.lesson_sheet.isVisible()
    desk.type("Pores on damp mornings")
    improve.lesson_sheet.worked.setFocus()
    desk.type("Keep the wire in the heated box")
    desk.key(K.Key_Return, CTRL)
    improve.lessons.publish.setFocus()
    desk.key(K.Key_Space)
    (lesson,) = program.knowledge.search(people["auditor"], "pores")
    assert lesson.issue_id == key
    screen = issues(desk, "inspector2")
    desk.key(K.Key_N, CTRL)
    screen.new_sheet.title.setFocus()
    desk.type("Many pores in frame 7")
    screen.new_sheet.twins.look()
    desk.settle()
    assert f"Lesson {lesson.number}: Pores on damp mornings" in screen.new_sheet.twins.lesson_words()
    assert "Keep the wire in the heated box" in screen.new_sheet.twins.lesson_words()
    assert screen.new_sheet.twins.isVisible()
    sheet = screen.new_sheet
    for box in (sheet.kind, sheet.severity):
        box.setCurrentIndex(1)
    desk.key(K.Key_Return, CTRL)
    assert sheet.isHidden()
    assert used(program, people) == [(lesson.number, 0, 1)], "it was on the screen when the issue was logged"


def used(program: Program, people: People) -> list[tuple[str, int, int]]:
    query = FigureQuery(days_back(program.workspace.store.now(), 1))
    return [(one.number, one.read, one.offered) for one in program.dashboards.show(people["auditor"], query).lessons]


def test_an_open_issue_offers_no_lesson(desk: Desk, program: Program, people: People) -> None:
    row = program.issues.log(people["inspector"], kind=IssueKind.OBSERVATION, title="Burr", severity=Severity.MINOR)
    assert not issues(desk, "engineer", issue_id=row.id).detail.acts.rooms[Place.IMPROVE].isVisible()


def test_the_lesson_of_the_item_is_offered_in_the_run_before_a_word_is_typed(
    desk: Desk, program: Program, people: People
) -> None:
    inspection = begin(program, people)
    engineer = people["engineer"]
    lesson = program.knowledge.write_lesson(engineer, LessonWords("Fixture 3", worked="Read it twice", item_key="safety"))
    program.knowledge.move_lesson(engineer, lesson.id, LessonState.PUBLISHED, 1)
    desk.enter("inspector")
    screen = desk.go(Place.RUN, inspection_id=inspection.id)
    assert isinstance(screen, RunScreen)
    desk.key(K.Key_I)
    sheet = screen.extras.sheet()
    assert isinstance(sheet, IssueSheet)
    assert "Read it twice" in sheet.twins.lesson_words()
    assert used(program, people) == [], "looking is not logging"
    desk.key(K.Key_Return, CTRL)
    assert sheet.isHidden()
    assert used(program, people) == [(lesson.number, 0, 1)]
