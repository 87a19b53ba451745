"""Improvement by keys: what was typed is kept and goes where it belongs; lists are never empty without a word."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from qa_desktop.domain.knowledge import LessonState
from qa_desktop.domain.people import Actor
from qa_desktop.services.knowledge import LessonWords
from qa_desktop.services.program import Program
from qa_desktop.storage.queries.suggestions import SuggestionFilter
from qa_desktop.ui.improve.view import LESSONS, PROCEDURES, ImproveScreen
from qa_desktop.ui.places import Place
from tests.services.conftest import PASSWORD
from tests.services.lot_makings import CHECKLIST
from tests.services.makings import released
from tests.ui_review.conftest import CTRL, Desk

K = Qt.Key
People = dict[str, Actor]


def improve(desk: Desk, login: str, **what: object) -> ImproveScreen:
    desk.enter(login)
    screen = desk.go(Place.IMPROVE, **what)
    assert isinstance(screen, ImproveScreen)
    return screen


def test_esc_asks_before_a_suggestion_is_lost(desk: Desk, program: Program, people: People) -> None:
    screen = improve(desk, "inspector")
    desk.key(K.Key_N, CTRL)
    sheet = screen.suggest_sheet
    desk.key(K.Key_Escape)
    assert sheet.isHidden(), "nothing was typed, nothing is asked"
    desk.key(K.Key_N, CTRL)
    desk.type("A lamp")
    desk.key(K.Key_Escape)
    assert sheet.isVisible()
    assert "not stored" in sheet.message.text()
    desk.type(" at saw 2")
    desk.key(K.Key_Return, CTRL)
    assert sheet.isHidden()
    (row,) = program.suggestions.page(people["auditor"], SuggestionFilter())
    assert row.words == "A lamp at saw 2"


def test_enter_after_a_code_word_reads_and_sends_nothing(desk: Desk, program: Program, people: People) -> None:
    program.concerns.open_channel(people["confidant"], PASSWORD)
    given = program.concerns.give("The wrench is old")
    screen = improve(desk, "inspector", confide=True)
    sheet = screen.confide_sheet
    sheet.code.setFocus()
    desk.type(given.code.lower())
    desk.key(K.Key_Return)
    assert "The wrench is old" in sheet.texts.text()
    assert not sheet.message.isVisible(), "nobody is asked to write something first"
    assert desk.focus() is sheet.words
    desk.type("Since March")
    desk.key(K.Key_Return, CTRL)
    assert "Since March" in sheet.texts.text()
    assert "stored" in sheet.message.text()
    desk.key(K.Key_Escape)
    assert sheet.isHidden(), "the code word was typed to read; nothing is lost"
    assert len(program.concerns.threads(people["confidant"], PASSWORD)) == 1


def test_a_lesson_is_tied_to_an_item_that_is_chosen(desk: Desk, program: Program, people: People) -> None:
    engineer = people["engineer"]
    draft = program.templates.create(engineer, CHECKLIST)
    revision = released(program.templates, engineer, draft.id)
    lesson = program.knowledge.write_lesson(engineer, LessonWords("Chips", worked="Blow them out"))
    program.knowledge.move_lesson(engineer, lesson.id, LessonState.PUBLISHED, 1)
    screen = improve(desk, "engineer", page=LESSONS)
    desk.key(K.Key_Return)
    screen.lessons.tie.setFocus()
    desk.key(K.Key_Space)
    sheet = screen.tie_sheet
    assert desk.focus() is sheet.template
    desk.key(K.Key_Down)
    desk.key(K.Key_Tab)
    desk.key(K.Key_Down)
    desk.key(K.Key_Return, CTRL)
    assert sheet.isHidden()
    first = CHECKLIST.items[0].key
    (link,) = program.knowledge.links(engineer, lesson_id=lesson.id)
    assert (link.item_key, link.template_id) == (first, program.templates.load(engineer, revision.id).row.template_id)


def test_a_procedure_is_confirmed_by_a_key(desk: Desk, program: Program, people: People) -> None:
    made = program.procedures.write(people["engineer"], title="Zero", words="Clean").revisions[0]
    program.procedures.approve(people["supervisor"], made.id, 1)
    program.procedures.publish(people["supervisor"], made.id, 2)
    screen = improve(desk, "inspector", page=PROCEDURES)
    desk.key(K.Key_Return)
    assert any(hint.key == "Ctrl+Enter" for hint in screen.key_hints())
    desk.key(K.Key_Return, CTRL)
    assert not program.procedures.unread(people["inspector"])
    assert not any(hint.key == "Ctrl+Enter" for hint in screen.key_hints())


def test_the_open_suggestion_stays_in_sight(desk: Desk, program: Program, people: People) -> None:
    for number in range(12):
        program.suggestions.give(people["inspector"], f"Suggestion {number}")
    screen = improve(desk, "manager")
    QTest.keyClick(desk.focus(), K.Key_End)
    desk.key(K.Key_Return)
    rows = screen.board.columns[next(iter(screen.board.columns))]
    assert screen.board.card.isVisible()
    assert rows.viewport().rect().contains(rows.visualRect(rows.currentIndex()).center())


def test_an_empty_board_says_what_to_do(desk: Desk, program: Program, people: People) -> None:
    screen = improve(desk, "inspector")
    assert screen.board.nothing.isVisible()
    assert not screen.board.board.isVisible()
    assert desk.focus() is screen.board.suggest
    desk.key(K.Key_Space)
    desk.type("A lamp")
    desk.key(K.Key_Return, CTRL)
    assert not screen.board.nothing.isVisible()
    assert desk.focus() is next(iter(screen.board.columns.values()))
    desk.key(K.Key_Slash)
    desk.type("crane")
    desk.key(K.Key_Return)
    assert screen.board.nothing.isVisible(), "nothing is found, and it says so"
