"""What is known about an item is one key away while inspecting."""

from __future__ import annotations

from PySide6.QtCore import Qt
from sqlalchemy import event

from qa_desktop.domain.knowledge import LessonState
from qa_desktop.domain.people import Actor
from qa_desktop.services.figure_values import FigureQuery, days_back
from qa_desktop.services.knowledge import LessonWords
from qa_desktop.services.program import Program
from qa_desktop.storage.queries.known_marks import KnownMark
from qa_desktop.ui.grid.view import GridScreen
from qa_desktop.ui.improve.known_sheet import KnownSheet
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.view import RunScreen
from tests.services.makings import CHECKLIST
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
    mark = screen.panel.known
    assert mark.isVisible()
    assert mark.text() == "1 lesson, 1 procedure"
    desk.key(K.Key_K)
    sheet = screen.extras.sheet()
    assert isinstance(sheet, KnownSheet)
    for words in ("Chips <b>", "Blow it out", "Zero", "Clean the table"):
        assert words in sheet.text()
    desk.key(K.Key_K)
    assert screen.extras.sheet() is None
    desk.type("1")
    assert not mark.isVisible(), "nothing is known about the next one"
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
        assert screen.foot.known.isVisible()
        assert screen.foot.known.text() == "1 lesson, 1 procedure"
        desk.key(K.Key_K)
        sheet = screen.extras.sheet()
        assert isinstance(sheet, KnownSheet)
        assert "Blow it out" in sheet.text()
        desk.key(K.Key_Return)
        assert screen.extras.sheet() is None
    query = FigureQuery(days_back(program.workspace.store.now(), 1))
    (lesson,) = program.dashboards.show(people["auditor"], query).lessons
    assert (lesson.title, lesson.read) == ("Chips <b>", 1), "the inspector read it; who only looks at records leaves no trace"


def test_the_mark_is_looked_up_once_and_no_answer_asks_for_it(desk: Desk, program: Program, people: People) -> None:
    row = begin_sample(program.workspace, people, wide(6), pieces=3)
    items = program.inspections.open(people["inspector"], row.id).items
    teach(program, people, items[0].key)
    asked: list[str] = []
    with program.workspace.store.reading() as connection:
        engine = connection.engine
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    desk.enter("inspector")
    screen = desk.go(Place.GRID, inspection_id=row.id)
    assert isinstance(screen, GridScreen)
    assert any("knowledge_link" in sql for sql in asked)
    asked.clear()
    for _ in range(4):
        desk.type("12.5")
        desk.key(K.Key_Return)
    assert not any("knowledge_link" in sql or "lesson" in sql for sql in asked)


def test_drafts_retired_lessons_and_other_checklists_leave_no_mark(program: Program, people: People) -> None:
    row = begin(program, people)
    engineer, marks = people["engineer"], program.knowledge.marks
    assert marks(people["auditor"], row.id) == {}
    draft = program.knowledge.write_lesson(engineer, LessonWords("Half a thought", worked="x", item_key="safety"))
    other = program.templates.create(engineer, CHECKLIST, name="Another one").template_id
    made = program.procedures.write(engineer, title="Zero", words="Clean").revisions[0]
    program.knowledge.link(engineer, "safety", procedure_id=made.procedure_id)
    assert marks(people["auditor"], row.id) == {}, "neither published nor in force"
    program.knowledge.move_lesson(engineer, draft.id, LessonState.PUBLISHED, 1)
    assert marks(people["auditor"], row.id) == {"safety": KnownMark(1, 0)}
    (link,) = program.knowledge.link(engineer, "safety", lesson_id=draft.id, template_id=other)
    assert marks(people["auditor"], row.id) == {"safety": KnownMark(1, 0)}, "counted once"
    program.knowledge.unlink(engineer, link.id)
    program.procedures.approve(people["supervisor"], made.id, 1)
    program.procedures.publish(people["supervisor"], made.id, 2)
    program.knowledge.move_lesson(engineer, draft.id, LessonState.RETIRED, 2)
    assert marks(people["auditor"], row.id) == {"safety": KnownMark(0, 1)}
    assert marks(people["auditor"], "nothing") == {}
