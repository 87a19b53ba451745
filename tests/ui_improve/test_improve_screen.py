"""The place of improvement in the real window, by keys."""

from __future__ import annotations

from PySide6.QtCore import Qt

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.improvement import PARTICIPATION_WORDS, SuggestionState
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.knowledge import LessonState, ProcedureState
from qa_desktop.domain.people import Actor
from qa_desktop.services.knowledge import LessonWords
from qa_desktop.services.program import Program
from qa_desktop.storage.queries.suggestions import SuggestionFilter
from qa_desktop.ui.improve.view import LESSONS, PROCEDURES, ImproveScreen
from qa_desktop.ui.issues.view import IssuesScreen
from qa_desktop.ui.issues.view_model import Scope
from qa_desktop.ui.places import Place, key_of
from tests.services.conftest import PASSWORD, FakeClock
from tests.services.signed import behind_the_rules
from tests.ui_review.conftest import CTRL, Desk

K, S = Qt.Key, SuggestionState
People = dict[str, Actor]
SHIFT = Qt.KeyboardModifier.ShiftModifier


def improve(desk: Desk, login: str, **what: object) -> ImproveScreen:
    desk.enter(login)
    screen = desk.go(Place.IMPROVE, **what)
    assert isinstance(screen, ImproveScreen)
    return screen


def test_the_place_is_on_the_rail_and_its_key_goes_there(desk: Desk) -> None:
    desk.enter("auditor")
    desk.go(Place.HOME)
    keys = key_of(Place.IMPROVE)
    desk.key(K(ord(keys[-1])), CTRL | SHIFT if "Shift" in keys else CTRL)
    assert isinstance(desk.window.screen_of(Place.IMPROVE), ImproveScreen)
    assert desk.window.screen_of(Place.IMPROVE).isVisible()  # type: ignore[union-attr]


def test_somebody_suggests_and_somebody_else_answers_by_keys(desk: Desk, program: Program, people: People) -> None:
    screen = improve(desk, "auditor")
    desk.key(K.Key_N, CTRL)
    assert screen.suggest_sheet.words.hasFocus()
    desk.key(K.Key_Return, CTRL)
    assert screen.suggest_sheet.isVisible(), "nothing was said yet"
    desk.type("Hang the gauges where they are used")
    desk.key(K.Key_Return, CTRL)
    assert screen.suggest_sheet.isHidden()
    assert [row.words for row in screen.board.columns[S.NEW].rows()] == ["Hang the gauges where they are used"]
    screen = improve(desk, "manager")
    assert screen.board.columns[S.NEW].hasFocus()
    desk.key(K.Key_Return)
    assert screen.board.detail.title.text() == "Hang the gauges where they are used"
    desk.key(K.Key_Return, CTRL)
    sheet = screen.answer_sheet
    assert sheet.state.hasFocus()
    desk.key(K.Key_Return, CTRL)
    assert sheet.isVisible(), "a state has to be chosen"
    desk.key(K.Key_Down)
    desk.key(K.Key_Down)
    desk.key(K.Key_Tab)
    desk.type("We try it at saw 2")
    desk.key(K.Key_Return, CTRL)
    assert sheet.isHidden()
    (row,) = program.suggestions.page(people["auditor"], SuggestionFilter())
    assert (row.state, row.answer, row.author) == (S.TRIAL, "We try it at saw 2", people["auditor"].name)
    assert len(screen.board.columns[S.TRIAL].rows()) == 1
    assert "We try it at saw 2" in screen.board.detail.text()


def test_the_author_and_whoever_may_not_answer_see_no_way_to(desk: Desk, program: Program, people: People) -> None:
    own = program.suggestions.give(people["supervisor"], "Mine")
    screen = improve(desk, "supervisor", suggestion_id=own.id)
    assert not screen.board.answer.isVisible()
    screen = improve(desk, "inspector", suggestion_id=own.id)
    assert not screen.board.answer.isVisible()
    assert not screen.board.owner.isVisible()
    desk.key(K.Key_Return, CTRL)
    assert screen.answer_sheet.isHidden()


def test_what_is_overdue_says_so_and_arrows_go_through_the_columns(
    desk: Desk, program: Program, people: People, clock: FakeClock
) -> None:
    program.suggestions.give(people["inspector"], "Late")
    other = program.suggestions.give(people["inspector"], "Done")
    program.suggestions.answer(people["manager"], other.id, S.ADOPTED, "yes", 1)
    clock.forward(days=20)
    screen = improve(desk, "manager")
    column = screen.board.columns[S.NEW]
    assert "Was due 2026-03-16" in column.look_of(column.rows()[0]).lines[2]
    assert column.hasFocus()
    desk.key(K.Key_Right)
    assert screen.board.columns[S.ADOPTED].hasFocus()
    desk.key(K.Key_Left)
    assert column.hasFocus()
    assert screen.board.share.text().startswith("This year 1 of 9 people suggested something (11.1 %)")


def test_suggestions_in_the_issue_log_are_a_key_away(desk: Desk, program: Program, people: People) -> None:
    screen = improve(desk, "inspector")
    assert not screen.board.log.isVisible(), "there is none"
    desk.key(K.Key_I, CTRL)
    assert desk.window.place is Place.IMPROVE
    for kind in (IssueKind.SUGGESTION, IssueKind.OBSERVATION):
        program.issues.log(people["inspector"], kind=kind, title=f"{kind} of inspector", severity=Severity.MINOR)
    screen = improve(desk, "inspector")
    assert screen.board.log.text() == "1 suggestion in the issue log"
    assert screen.board.meaning.text() == PARTICIPATION_WORDS
    assert screen.board.share.text().startswith("This year 1 of 9 people")
    desk.key(K.Key_I, CTRL)
    desk.settle()
    issues = desk.window.screen_of(Place.ISSUES)
    assert isinstance(issues, IssuesScreen)
    assert issues.isVisible()
    wanted = issues.model.state.wanted
    assert (wanted.kind, wanted.state) == (IssueKind.SUGGESTION, Scope.OPEN)
    assert [issues.table.rows.row(place).title for place in range(issues.table.rows.rowCount())] == ["suggestion of inspector"]


def test_a_lesson_is_written_published_and_found(desk: Desk, program: Program, people: People) -> None:
    screen = improve(desk, "engineer")
    desk.key(K.Key_Tab, CTRL)
    assert screen.pages.number == LESSONS
    desk.key(K.Key_N, CTRL)
    desk.type("Bore too large after tool change")
    for words in ("Third piece", "Insert not seated", "Tighten with 3 Nm"):
        desk.key(K.Key_Tab)
        desk.type(words)
    desk.key(K.Key_Return, CTRL)
    assert screen.lesson_sheet.isHidden()
    assert screen.model.state.lesson is not None
    assert screen.model.state.lesson.state is LessonState.DRAFT
    assert program.knowledge.search(people["inspector"], "insert") == ()
    screen.lessons.publish.setFocus()
    desk.key(K.Key_Space)
    assert len(program.knowledge.search(people["inspector"], "insert")) == 1
    screen = improve(desk, "inspector", page=LESSONS)
    assert not screen.lessons.write.isVisible()
    desk.key(K.Key_Slash)
    desk.type("insert")
    desk.qtbot.waitUntil(lambda: screen.model.state.text == "insert")
    desk.settle()
    desk.key(K.Key_Return)
    assert "Tighten with 3 Nm" in screen.lessons.detail.text()
    desk.key(K.Key_Slash)
    desk.type("zzz")
    desk.qtbot.waitUntil(lambda: screen.model.state.text == "zzz")
    desk.settle()
    assert screen.lessons.nothing.isVisible()


def test_a_procedure_goes_from_draft_to_read_by_keys(desk: Desk, program: Program, people: People) -> None:
    screen = improve(desk, "engineer", page=PROCEDURES)
    desk.key(K.Key_N, CTRL)
    desk.type("Setting the zero")
    desk.key(K.Key_Tab)
    desk.type("Clean the table")
    desk.key(K.Key_Return, CTRL)
    assert screen.procedure_sheet.isHidden()
    assert not screen.procedures.approve.isVisible(), "nobody approves what they wrote"
    screen = improve(desk, "supervisor", page=PROCEDURES)
    desk.key(K.Key_Return)
    for button in (screen.procedures.approve, screen.procedures.publish, screen.procedures.confirm):
        assert button.isVisible()
        button.setFocus()
        desk.key(K.Key_Space)
    (row,) = program.procedures.everything(people["auditor"])
    assert (row.published, row.read_by) == (1, 1)
    assert not screen.procedures.confirm.isVisible()
    assert "Not read yet" in screen.procedures.detail.text()
    screen.procedures.revise.setFocus()
    desk.key(K.Key_Space)
    desk.type("Twice. ")
    desk.key(K.Key_Tab)
    desk.type("chips")
    desk.key(K.Key_Return, CTRL)
    detail = program.procedures.detail(people["auditor"], row.id)
    assert [one.state for one in detail.revisions] == [ProcedureState.DRAFT, ProcedureState.PUBLISHED]


def test_a_concern_is_said_answered_and_read_with_the_code_word(desk: Desk, program: Program, people: People) -> None:
    screen = improve(desk, "inspector", confide=True)
    sheet = screen.confide_sheet
    assert "Nobody can read" in sheet.readers.text()
    assert not sheet.primary.isEnabled()
    desk.key(K.Key_Escape)
    screen = improve(desk, "confidant")
    screen.concerns.setFocus()
    desk.key(K.Key_Space)
    desk.type(PASSWORD)
    desk.key(K.Key_Return)
    assert screen.confidant_sheet.state.text() == "The channel is open. Nothing was said yet."
    desk.key(K.Key_Escape)
    screen = improve(desk, "inspector", confide=True)
    sheet = screen.confide_sheet
    assert sheet.readers.text() == f"Read by: {people['confidant'].name}"
    desk.type("The log was written later")
    desk.key(K.Key_Return, CTRL)
    code = sheet.shown_code.text()
    assert len(code) == 19
    assert sheet.words.toPlainText() == ""
    desk.key(K.Key_Escape)
    assert sheet.shown_code.text() == "", "the next person sees nothing of it"
    screen = improve(desk, "confidant")
    screen.concerns.setFocus()
    desk.key(K.Key_Space)
    desk.type(PASSWORD)
    desk.key(K.Key_Return)
    assert "The log was written later" in screen.confidant_sheet.texts.text()
    screen.confidant_sheet.words.setFocus()
    desk.type("Thank you")
    desk.key(K.Key_Return, CTRL)
    assert "Thank you" in screen.confidant_sheet.texts.text()
    desk.key(K.Key_Escape)
    assert screen.confidant_sheet.texts.text() == ""
    screen = improve(desk, "inspector2", confide=True)
    screen.confide_sheet.code.setFocus()
    desk.type(code)
    screen.confide_sheet.look.setFocus()
    desk.key(K.Key_Space)
    assert "Thank you" in screen.confide_sheet.texts.text()


def test_only_a_confidant_sees_the_way_to_what_was_said(desk: Desk) -> None:
    for login in ("admin", "auditor", "manager", "supervisor"):
        assert not improve(desk, login).concerns.isVisible()
    assert improve(desk, "confidant").concerns.isVisible()


def test_lessons_that_are_drafts_are_only_for_those_who_keep_them(desk: Desk, program: Program, people: People) -> None:
    program.knowledge.write_lesson(people["engineer"], LessonWords("Half a thought"))
    assert len(improve(desk, "engineer").model.state.lessons or ()) == 1
    assert improve(desk, "inspector").model.state.lessons == ()


def test_a_trial_begins_and_ends_and_stands_in_the_chain(desk: Desk, program: Program, people: People) -> None:
    idea = program.suggestions.give(people["inspector"], "Hang the gauges where they are used")
    program.suggestions.answer(people["manager"], idea.id, S.TRIAL, "We try it", 1)
    screen = improve(desk, "manager", suggestion_id=idea.id)
    assert not screen.board.result.isVisible()
    screen.board.trial.setFocus()
    desk.key(K.Key_Space)
    desk.type("Hooks at saw 2")
    desk.key(K.Key_Return, CTRL)
    assert screen.trial_sheet.isVisible(), "the last day is missing"
    screen.trial_sheet.to_day.setFocus()
    desk.type("2026-04-02")
    desk.key(K.Key_Return, CTRL)
    assert screen.trial_sheet.isHidden()
    screen.board.result.setFocus()
    desk.key(K.Key_Space)
    desk.key(K.Key_Return, CTRL)
    assert screen.result_sheet.isVisible()
    desk.key(K.Key_Down)
    desk.key(K.Key_Tab)
    desk.type("12 minutes became 3")
    desk.key(K.Key_Return, CTRL)
    (trial,) = program.suggestions.detail(people["auditor"], idea.id).trials
    assert (trial.outcome, trial.result) == ("better", "12 minutes became 3")
    assert f"suggestion {idea.number} → trial {trial.number}" in screen.board.detail.text()
    assert not screen.board.result.isVisible()


def test_a_lesson_is_written_from_a_closed_issue_only(desk: Desk, program: Program, people: People) -> None:
    from qa_desktop.domain.checklist import Severity
    from qa_desktop.domain.issue import IssueKind

    issue = program.issues.log(people["inspector"], kind=IssueKind.OBSERVATION, title="Burr", severity=Severity.MINOR)
    screen = improve(desk, "engineer", lesson_of=issue.number)
    sheet = screen.lesson_sheet
    desk.type("Burrs first")
    desk.key(K.Key_Return, CTRL)
    assert sheet.isVisible(), "the issue is open"
    sheet.issue.setText("NC-99-000009")
    desk.key(K.Key_Return, CTRL)
    assert sheet.isVisible(), "there is no such issue"
    behind_the_rules(program.workspace, f"UPDATE issue SET state = 'closed' WHERE id = '{issue.id}'")
    sheet.issue.setText(issue.number)
    desk.key(K.Key_Return, CTRL)
    assert sheet.isHidden()
    assert screen.model.state.lesson is not None
    assert screen.model.state.lesson.issue_number == issue.number
    assert improve(desk, "inspector", lesson_of=issue.number).lesson_sheet.isHidden()


def test_lessons_and_procedures_are_tied_to_items_by_keys(desk: Desk, program: Program, people: People) -> None:
    engineer = people["engineer"]
    lesson = program.knowledge.write_lesson(engineer, LessonWords("Chips", worked="Blow them out"))
    program.knowledge.move_lesson(engineer, lesson.id, LessonState.PUBLISHED, 1)
    made = program.procedures.write(engineer, title="Zero", words="Clean").revisions[0]
    program.procedures.approve(people["supervisor"], made.id, 1)
    program.procedures.publish(people["supervisor"], made.id, 2)
    screen = improve(desk, "engineer", page=LESSONS)
    desk.key(K.Key_Return)
    for page, tie in ((LESSONS, screen.lessons.tie), (PROCEDURES, screen.procedures.tie)):
        screen.pages.show_page(page)
        desk.settle()
        desk.key(K.Key_Return)
        tie.setFocus()
        desk.key(K.Key_Space)
        desk.key(K.Key_Return)
        screen.tie_sheet.key.setFocus()
        desk.key(K.Key_Return)
        assert screen.tie_sheet.isVisible(), "no key was typed"
        desk.type("bore_a")
        desk.key(K.Key_Return)
        assert screen.tie_sheet.isHidden()
    assert [one.item_key for one in program.knowledge.links(engineer, lesson_id=lesson.id)] == ["bore_a"]
    assert [one.item_key for one in program.knowledge.links(engineer, procedure_id=made.procedure_id)] == ["bore_a"]
    assert not improve(desk, "inspector", page=LESSONS).lessons.tie.isVisible()
