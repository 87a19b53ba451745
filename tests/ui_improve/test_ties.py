"""Where a lesson is shown stands beside it, and by keys it is taken off there."""

from __future__ import annotations

from PySide6.QtCore import Qt

from qa_desktop.domain.knowledge import LessonState
from qa_desktop.domain.people import Actor
from qa_desktop.services.knowledge import LessonWords
from qa_desktop.services.program import Program
from qa_desktop.ui.improve.view import LESSONS, PROCEDURES, ImproveScreen
from qa_desktop.ui.places import Place
from tests.services.makings import CHECKLIST, released
from tests.ui_review.conftest import CTRL, Desk

K = Qt.Key
People = dict[str, Actor]


def improve(desk: Desk, login: str, page: int) -> ImproveScreen:
    desk.enter(login)
    screen = desk.go(Place.IMPROVE, page=page)
    assert isinstance(screen, ImproveScreen)
    return screen


def untie(desk: Desk, screen: ImproveScreen, words: str) -> None:
    """Go from the list to the button with Tab, open the sheet, choose and confirm."""
    button = (screen.lessons if screen.pages.number == LESSONS else screen.procedures).untie
    for _ in range(12):
        if button.hasFocus():
            break
        desk.key(K.Key_Tab)
    assert button.hasFocus()
    desk.key(K.Key_Space)
    sheet = screen.untie_sheet
    assert desk.focus() is sheet.place
    desk.key(K.Key_Return, CTRL)
    assert sheet.message.isVisible(), "nothing is chosen yet"
    for _ in range(sheet.place.count()):
        if words in sheet.place.currentText():
            break
        desk.key(K.Key_Down)
    assert words in sheet.place.currentText()
    desk.key(K.Key_Return, CTRL)
    assert sheet.isHidden()


def test_a_lesson_shows_its_ties_and_loses_them_by_keys(desk: Desk, program: Program, people: People) -> None:
    engineer = people["engineer"]
    revision = released(program.templates, engineer, program.templates.create(engineer, CHECKLIST).id)
    one = program.knowledge.write_lesson(engineer, LessonWords("Chips", worked="Blow them out", item_key="surface"))
    one = program.knowledge.move_lesson(engineer, one.id, LessonState.PUBLISHED, 1)
    other = program.knowledge.write_lesson(engineer, LessonWords("Burrs", worked="File"))
    program.knowledge.link(engineer, "bore_a", lesson_id=one.id, template_id=revision.template_id)
    screen = improve(desk, "engineer", LESSONS)
    page = screen.lessons
    desk.key(K.Key_Return)
    assert page.detail.title.text() == "Burrs", other.number
    assert "Tied to" not in page.detail.text()
    assert not page.untie.isVisible()
    desk.key(K.Key_Down)
    assert "Tied to\nEvery checklist: item surface\nMachined part: Bore diameter A (bore_a)" in page.detail.text()
    untie(desk, screen, "bore_a")
    assert "bore_a" not in page.detail.text()
    assert program.knowledge.links(engineer, lesson_id=one.id) == ()
    page.rows.setFocus()
    untie(desk, screen, "surface")
    assert "Tied to" not in page.detail.text()
    assert not page.untie.isVisible()
    assert program.knowledge.lesson(engineer, one.id).item_key == ""


def test_who_only_reads_sees_the_ties_and_no_button(desk: Desk, program: Program, people: People) -> None:
    engineer = people["engineer"]
    one = program.knowledge.write_lesson(engineer, LessonWords("Chips", worked="Blow them out", item_key="surface"))
    program.knowledge.move_lesson(engineer, one.id, LessonState.PUBLISHED, 1)
    screen = improve(desk, "inspector", LESSONS)
    desk.key(K.Key_Return)
    assert "Every checklist: item surface" in screen.lessons.detail.text()
    assert not screen.lessons.untie.isVisible()


def test_a_procedure_is_untied_by_keys(desk: Desk, program: Program, people: People) -> None:
    engineer = people["engineer"]
    made = program.procedures.write(engineer, title="Zero", words="Clean")
    program.knowledge.link(engineer, "bore_a", procedure_id=made.row.id)
    screen = improve(desk, "engineer", PROCEDURES)
    desk.key(K.Key_Return)
    assert "Tied to\nEvery checklist: item bore_a" in screen.procedures.detail.text()
    untie(desk, screen, "bore_a")
    assert "Tied to" not in screen.procedures.detail.text()
    assert program.knowledge.links(engineer, procedure_id=made.row.id) == ()
