"""What is known about an item is one key away while inspecting."""

from __future__ import annotations

from PySide6.QtCore import Qt

from qa_desktop.domain.knowledge import LessonState
from qa_desktop.domain.people import Actor
from qa_desktop.services.figure_values import FigureQuery, days_back
from qa_desktop.services.knowledge import LessonWords
from qa_desktop.services.program import Program
from qa_desktop.ui.grid.view import GridScreen
from qa_desktop.ui.improve.known_sheet import KnownSheet
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.view import RunScreen
from tests.services.samples import begin_sample, wide
from tests.ui_review.conftest import Desk
from tests.ui_run.makings import begin

K = Qt.Key
People = dict[str, Actor]


def teach(program: Program, people: People, item_key: str) -> None:
    engineer = people["engineer"]
    lesson = program.knowledge.write_lesson(engineer, LessonWords("Chips <b>", worked="Blow it out", item_key=item_key))
    program.knowledge.move_lesson(engineer, lesson.id, LessonState.PUBLISHED, 1)
    made = program.procedures.write(engineer, title="Zero", words="Clean the table").revisions[0]
    program.procedures.approve(people["supervisor"], made.id, 1)
    program.procedures.publish(people["supervisor"], made.id, 2)
    program.knowledge.link(engineer, item_key, procedure_id=made.procedure_id)


def test_k_shows_lessons_and_procedures_of_the_current_item(desk: Desk, program: Program, people: People) -> None:
    row = begin(program, people)
    teach(program, people, "safety")
    desk.enter("inspector")
    screen = desk.go(Place.RUN, inspection_id=row.id)
    assert isinstance(screen, RunScreen)
    desk.key(K.Key_K)
    sheet = screen.extras.sheet()
    assert isinstance(sheet, KnownSheet)
    for words in ("Chips <b>", "Blow it out", "Zero", "Clean the table"):
        assert words in sheet.text()
    desk.key(K.Key_K)
    assert screen.extras.sheet() is None
    desk.type("1")
    desk.key(K.Key_K)
    sheet = screen.extras.sheet()
    assert isinstance(sheet, KnownSheet)
    assert "Nothing is known" in sheet.text()
    desk.key(K.Key_Escape)
    assert screen.extras.sheet() is None


def test_k_in_the_grid_and_for_whoever_only_reads(desk: Desk, program: Program, people: People) -> None:
    row = begin_sample(program.workspace, people, wide(2), pieces=3)
    first = program.inspections.open(people["inspector"], row.id).items[0]
    teach(program, people, first.key)
    for login in ("inspector", "auditor"):
        desk.enter(login)
        screen = desk.go(Place.GRID, inspection_id=row.id)
        assert isinstance(screen, GridScreen)
        desk.key(K.Key_K)
        sheet = screen.extras.sheet()
        assert isinstance(sheet, KnownSheet)
        assert "Blow it out" in sheet.text()
        desk.key(K.Key_Return)
        assert screen.extras.sheet() is None
    query = FigureQuery(days_back(program.workspace.store.now(), 1))
    (lesson,) = program.dashboards.show(people["auditor"], query).lessons
    assert (lesson.title, lesson.read) == ("Chips <b>", 1), "the inspector read it; who only looks at records leaves no trace"
