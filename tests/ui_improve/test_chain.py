"""The whole chain in the real window, by keys: every step is added where it is missing, and opened where it stands."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.improvement import ChainKind, NextStep, SuggestionState
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program
from qa_desktop.ui.improve.view import CHAIN, LESSONS, SUGGESTIONS, ImproveScreen
from qa_desktop.ui.issues.view import IssuesScreen
from qa_desktop.ui.places import Place
from qa_desktop.ui.templates.view import TemplatesScreen
from qa_desktop.ui.widgets.text import PlainLabel
from tests.services.conftest import FakeClock
from tests.services.makings import CHECKLIST, released
from tests.ui_review.conftest import CTRL, Desk

K, N = Qt.Key, NextStep
People = dict[str, Actor]


def improve(desk: Desk, login: str, **what: object) -> ImproveScreen:
    desk.enter(login)
    screen = desk.go(Place.IMPROVE, **what)
    assert isinstance(screen, ImproveScreen)
    return screen


def to_row(desk: Desk, screen: ImproveScreen, step: NextStep) -> None:
    """Go to what is missing with the arrows and press Enter."""
    steps = screen.chain.page.steps
    assert steps.hasFocus()
    wanted = next(place for place, row in enumerate(steps.rows()) if row.missing is step)
    for _ in range(len(steps.rows())):
        desk.key(K.Key_Up)
    for _ in range(wanted):
        desk.key(K.Key_Down)
    desk.key(K.Key_Return)


def pick(desk: Desk, words: str) -> None:
    """Choose in the list that has the keyboard, with the arrow."""
    box = QApplication.focusWidget()
    for _ in range(box.count()):  # type: ignore[union-attr]
        if words in box.currentText():  # type: ignore[union-attr]
            return
        desk.key(K.Key_Down)
    raise AssertionError(words)


def test_from_the_suggestion_to_the_lesson_by_keys(desk: Desk, program: Program, people: People) -> None:
    engineer = people["engineer"]
    published = released(program.templates, engineer, program.templates.create(engineer, CHECKLIST).id)
    idea = program.suggestions.give(people["inspector"], "Measure the bore <b>first</b>")
    program.suggestions.answer(people["manager"], idea.id, SuggestionState.TRIAL, "We try it", 1)
    screen = improve(desk, "engineer", suggestion_id=idea.id)
    desk.key(K.Key_J, CTRL)
    page, desk_ = screen.chain.page, screen.chain
    assert screen.pages.number == CHAIN
    assert page.title.text() == f"Suggestion {idea.number}: Measure the bore <b>first</b>"
    assert page.buttons[N.BEGIN_TRIAL].isVisible()
    assert not page.buttons[N.END_TRIAL].isVisible()
    to_row(desk, screen, N.BEGIN_TRIAL)
    desk.type("At lathe 3")
    desk_.trial_sheet.to_day.setFocus()
    desk.type("2026-03-20")
    desk.key(K.Key_Return, CTRL)
    assert desk_.trial_sheet.isHidden()
    to_row(desk, screen, N.END_TRIAL)
    desk.key(K.Key_Down)
    desk.key(K.Key_Tab)
    desk.type("Two tools saved")
    desk.key(K.Key_Return, CTRL)
    to_row(desk, screen, N.LINK_REVISION)
    sheet = desk_.revision_sheet
    desk.key(K.Key_Return, CTRL)
    assert sheet.message.isVisible(), "nothing is chosen yet"
    pick(desk, "Machined part")
    desk.settle()
    assert "Revision 1" in sheet.revision.currentText()
    desk.key(K.Key_Return, CTRL)
    assert sheet.isVisible(), "the check is not chosen yet"
    assert sheet.item.hasFocus()
    pick(desk, "bore_a")
    desk.key(K.Key_Return, CTRL)
    assert sheet.isHidden()
    to_row(desk, screen, N.RECORD_EFFECT)
    measure = desk_.measure_sheet
    desk.type("bores out of limit")
    for number in ("5", "100", "130"):
        desk.key(K.Key_Tab)
        desk.type(number)
    desk.key(K.Key_Return, CTRL)
    assert measure.message.isVisible(), "three numbers are no comparison"
    measure.after[0].setFocus()
    measure.after[0].selectAll()
    desk.type("1")
    desk.key(K.Key_Tab)
    desk.type("120")
    assert measure.figures.text() == "5 / 100 = 5.0 % [2.2–11.2 %]  →  1 / 120 = 0.8 % [0.1–4.6 %]"
    desk.key(K.Key_Return, CTRL)
    assert measure.isHidden()
    to_row(desk, screen, N.WRITE_LESSON)
    desk.type("The bore goes first")
    desk.key(K.Key_Return, CTRL)
    assert desk_.lesson_sheet.isHidden()
    chain = program.improvement.whole(people["auditor"], ChainKind.SUGGESTION, idea.id)
    assert chain.missing == ()
    assert [row.node is not None for row in page.steps.rows()] == [True] * 5
    assert not any(button.isVisible() for button in page.buttons.values())
    assert "The check that came of it: bore_a" in page.text()
    assert f"{people['engineer'].name} · 2026-03-02" in page.text()
    reasons = program.improvement.reasons(engineer, published.template_id, "bore_a")
    assert [one.what.number for one in reasons][-1] == idea.number


def test_a_revision_of_before_is_refused_in_the_sheet_and_what_was_chosen_stays(
    desk: Desk, program: Program, people: People, clock: FakeClock
) -> None:
    engineer = people["engineer"]
    released(program.templates, engineer, program.templates.create(engineer, CHECKLIST).id)
    clock.forward(days=7)
    idea = program.suggestions.give(people["inspector"], "Measure the bore first")
    days = {"from_day": "2026-03-09", "to_day": "2026-03-20"}
    trial = program.improvement.begin_trial(engineer, what="At lathe 3", place="", suggestion_id=idea.id, **days)
    screen = improve(desk, "engineer", chain_of=(ChainKind.TRIAL, trial.id))
    to_row(desk, screen, N.LINK_REVISION)
    sheet = screen.chain.revision_sheet
    pick(desk, "Machined part")
    desk.settle()
    sheet.item.setFocus()
    pick(desk, "bore_a")
    desk.key(K.Key_Return, CTRL)
    assert sheet.isVisible()
    assert "published on 2026-03-02, but the first day of the trial is 2026-03-09" in sheet.message.text()
    assert "bore_a" in sheet.item.currentText()
    assert N.LINK_REVISION in program.improvement.whole(engineer, ChainKind.TRIAL, trial.id).missing


def test_enter_opens_every_step_where_it_is_worked_on(desk: Desk, program: Program, people: People) -> None:
    engineer = people["engineer"]
    published = released(program.templates, engineer, program.templates.create(engineer, CHECKLIST).id)
    other = program.templates.create(engineer, CHECKLIST, name="Aaa")
    idea = program.suggestions.give(people["inspector"], "Measure the bore first")
    days = {"from_day": "2026-03-02", "to_day": "2026-03-20"}
    trial = program.improvement.begin_trial(engineer, what="At lathe 3", place="", suggestion_id=idea.id, **days)
    link = program.improvement.connect
    link(engineer, (ChainKind.TRIAL, trial.id), (ChainKind.REVISION, published.id), item_key="bore_a")
    link(engineer, (ChainKind.REVISION, published.id), (ChainKind.EFFECT, ""), words="two hours less")
    screen = improve(desk, "manager", chain_of=(ChainKind.TRIAL, trial.id))
    page = screen.chain.page
    assert page.buttons[N.ANSWER].isVisible()
    assert not page.buttons[N.WRITE_LESSON].isVisible(), "the manager keeps no lessons"
    assert "No lesson yet | Somebody else adds it." in page.text()
    kinds = [row.node.kind if row.node else row.missing for row in page.steps.rows()]
    for kind, words in ((ChainKind.TRIAL, "At lathe 3"), (ChainKind.EFFECT, "two hours less")):
        page.steps.setCurrentIndex(page.steps.model().index(kinds.index(kind), 0))
        desk.key(K.Key_Return)
        assert words in screen.chain.step_sheet.words.text()
        desk.key(K.Key_Return)
        assert screen.chain.step_sheet.isHidden()
    page.steps.setCurrentIndex(page.steps.model().index(kinds.index(ChainKind.REVISION), 0))
    desk.key(K.Key_Return)
    templates = desk.window.screen_of(Place.TEMPLATES)
    assert isinstance(templates, TemplatesScreen)
    assert templates.isVisible()
    desk.settle()
    assert templates.model.state.row is not None
    assert templates.model.state.row.id == published.id != other.id
    screen = improve(desk, "manager", chain_of=(ChainKind.TRIAL, trial.id))
    desk.key(K.Key_Return)
    assert screen.pages.number == SUGGESTIONS
    assert screen.board.detail.title.text() == "Measure the bore first"


def test_an_issue_leads_to_its_chain_and_back_by_keys(desk: Desk, program: Program, people: People) -> None:
    issue = program.issues.log(people["inspector"], kind=IssueKind.OBSERVATION, title="Burr", severity=Severity.MINOR)
    desk.enter("engineer")
    issues = desk.go(Place.ISSUES, issue_id=issue.id)
    assert isinstance(issues, IssuesScreen)
    assert issues.detail.acts.chain.isVisible()
    desk.key(K.Key_J, CTRL)
    screen = desk.window.screen_of(Place.IMPROVE)
    assert isinstance(screen, ImproveScreen)
    assert screen.chain.page.title.text() == f"Issue {issue.number}: Burr"
    desk.key(K.Key_Return)
    assert issues.isVisible(), "the first step is the issue"
    desk.key(K.Key_J, CTRL)
    to_row(desk, screen, N.WRITE_LESSON)
    desk.type("Burrs first")
    desk.key(K.Key_Return, CTRL)
    row = next(
        place for place, one in enumerate(screen.chain.page.steps.rows()) if one.node and one.node.kind is ChainKind.LESSON
    )
    screen.chain.page.steps.setCurrentIndex(screen.chain.page.steps.model().index(row, 0))
    desk.key(K.Key_Return)
    assert screen.pages.number == LESSONS
    assert screen.lessons.detail.title.text() == "Burrs first"


def test_who_only_reads_sees_the_chain_and_no_way_to_add(desk: Desk, program: Program, people: People) -> None:
    idea = program.suggestions.give(people["inspector"], "Measure the bore first")
    screen = improve(desk, "auditor", suggestion_id=idea.id)
    desk.key(K.Key_J, CTRL)
    page = screen.chain.page
    assert len(page.steps.rows()) == 6
    assert not any(button.isVisible() for button in page.buttons.values())
    for _ in range(6):
        desk.key(K.Key_Down)
        desk.key(K.Key_Return)
        assert not any(sheet.isVisible() for sheet in screen.chain.sheets)


def test_without_a_chain_the_page_says_how_to_come_to_one(desk: Desk) -> None:
    screen = improve(desk, "auditor", page=CHAIN)
    assert screen.chain.page.nothing.isVisible()
    assert not screen.chain.page.steps.isVisible()
    assert any("Ctrl+J" in label.text() for label in screen.chain.page.nothing.findChildren(PlainLabel))
