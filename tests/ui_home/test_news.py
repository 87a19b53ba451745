"""What others have to tell stands on the home screen, and from there one tells something oneself."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.services.issues import SHOWN_LATE
from qa_desktop.services.program import Program
from qa_desktop.services.suggestions import Waiting
from qa_desktop.storage.queries.issue_steps import LateSteps
from qa_desktop.storage.queries.suggestions import SuggestionFilter
from qa_desktop.ui.home.news import NewsList
from qa_desktop.ui.home.news_model import NewsFacts, NewsKind, look, news_of
from qa_desktop.ui.improve.view import ImproveScreen
from qa_desktop.ui.issues.view import IssuesScreen
from qa_desktop.ui.places import Place
from tests.services.conftest import PASSWORD
from tests.ui_run.conftest import CTRL, Desk

K = Qt.Key
People = dict[str, Actor]


def test_nothing_to_tell_is_no_news() -> None:
    assert news_of(NewsFacts()) == ()
    assert news_of(NewsFacts(waiting=Waiting(0, 0))) == ()
    (row,) = news_of(NewsFacts(waiting=Waiting(3, 1)))
    assert (row.kind, row.count, row.late) == (NewsKind.SUGGESTIONS, 3, 1)
    (row,) = news_of(NewsFacts(waiting=Waiting(0, 0, 2)))
    assert (row.kind, row.count, row.late) == (NewsKind.SUGGESTIONS, 2, 2), "what others let wait comes up here"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (NewsFacts(waiting=Waiting(1, 0)), "1 suggestion waits for an answer"),
        (NewsFacts(waiting=Waiting(3, 0)), "3 suggestions wait for an answer"),
        (NewsFacts(concerns=1), "1 concern waits for an answer"),
        (NewsFacts(concerns=2), "2 concerns wait for an answer"),
        (NewsFacts(late=LateSteps(mine_count=1)), "and 1 more of your steps is overdue"),
        (NewsFacts(late=LateSteps(mine_count=37)), "and 37 more of your steps are overdue"),
        (NewsFacts(late=LateSteps(others_count=1)), "and 1 more step of somebody else is overdue"),
        (NewsFacts(late=LateSteps(others_count=2)), "and 2 more steps of others are overdue"),
    ],
)
def test_one_is_not_told_as_many(qtbot: QtBot, facts: NewsFacts, words: str) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    (row,) = news_of(facts)
    assert NewsList("For you", datetime.now, host).look_of(row).lines[0] == words


def test_at_1280_no_button_of_the_supervisor_is_cut(desk: Desk, program: Program, people: People) -> None:
    desk.window.resize(1280, 800)
    row = program.issues.log(people["inspector"], kind=IssueKind.OBSERVATION, title="Oil", severity=Severity.MAJOR)
    with program.workspace.database.writing() as connection:
        connection.exec_driver_sql("UPDATE issue SET due_at = '2020-01-01T00:00:00.000000Z' WHERE id = ?", (row.id,))
    desk.enter("supervisor")
    home = desk.home()
    assert home.overdue.text() == "Overdue: 1"
    for button in (*home.saying.buttons(), home.overdue, home.lots, home.review):
        assert button.isVisible()
        assert button.width() >= button.sizeHint().width(), button.text()


def test_of_many_overdue_steps_the_first_are_told_and_the_others_counted(desk: Desk, program: Program, people: People) -> None:
    for number in range(SHOWN_LATE + 3):
        row = program.issues.log(people["inspector"], kind=IssueKind.OBSERVATION, title=f"Oil {number}", severity=Severity.MAJOR)
        with program.workspace.database.writing() as connection:
            due = f"2020-01-{number + 1:02d}T00:00:00.000000Z"
            connection.exec_driver_sql("UPDATE issue SET due_at = ? WHERE id = ?", (due, row.id))
    desk.enter("supervisor")
    assert desk.home().overdue.text() == "Overdue: 8"
    news = desk.home().news
    rows = news.list.rows()
    assert [row.words for row in rows[:-1]] == [f"Oil {number}" for number in range(SHOWN_LATE)], "the longest overdue first"
    assert (rows[-1].kind, rows[-1].count) == (NewsKind.OTHERS_OVERDUE, 3)
    news.list.choose(news.list.model().index(len(rows) - 1, 0))
    desk.settle()
    screen = desk.window.screen_of(Place.ISSUES)
    assert isinstance(screen, IssuesScreen)
    assert screen.isVisible()


def test_everybody_hears_only_what_is_theirs(program: Program, people: People) -> None:
    program.concerns.open_channel(people["confidant"], PASSWORD)
    program.concerns.give("hush")
    program.suggestions.give(people["inspector"], "More light")
    program.handover.leave_note(people["inspector"], "Saw 2 runs hot")
    kinds = {who: [row.kind for row in news_of(look(program, people[who]))] for who in people}
    assert kinds["confidant"] == [NewsKind.NOTE, NewsKind.CONCERNS]
    assert kinds["manager"] == [NewsKind.NOTE, NewsKind.SUGGESTIONS]
    assert kinds["admin"] == kinds["auditor"] == kinds["inspector2"] == [NewsKind.NOTE]
    assert kinds["inspector"] == []


def test_a_note_of_the_last_shift_is_read_and_goes(desk: Desk, program: Program, people: People) -> None:
    program.handover.leave_note(people["inspector"], "Saw 2 runs hot <b>")
    desk.enter("inspector2")
    news = desk.home().news
    assert news.isVisible()
    news.list.setFocus()
    desk.key(K.Key_Return)
    assert news._note is not None
    assert news._note.words.text() == "Saw 2 runs hot <b>"
    desk.key(K.Key_Escape)
    assert news.isVisible(), "put away is not read"
    desk.key(K.Key_Return)
    desk.key(K.Key_Return, CTRL)
    desk.settle()
    assert not news.isVisible()
    assert program.handover.notes(people["auditor"])[0].read_by == (people["inspector2"].name,)


def test_a_mention_leads_to_its_issue_and_is_seen_then(desk: Desk, program: Program, people: People) -> None:
    issue = program.issues.log(people["inspector"], kind=IssueKind.OBSERVATION, title="Burr", severity=Severity.MINOR)
    program.issues.comment(people["inspector"], issue.id, "@supervisor please look")
    desk.enter("supervisor")
    news = desk.home().news
    assert news.list.look_of(news.list.rows()[0]).lines[0] == f"You are named in {issue.number}"
    news.list.setFocus()
    desk.key(K.Key_Return)
    desk.settle()
    assert isinstance(desk.window.screen_of(Place.ISSUES), IssuesScreen)
    assert program.handover.mentions(people["supervisor"]) == ()


def test_a_procedure_to_read_leads_to_it(desk: Desk, program: Program, people: People) -> None:
    made = program.procedures.write(people["engineer"], title="Zero", words="Clean").revisions[0]
    program.procedures.approve(people["supervisor"], made.id, 1)
    program.procedures.publish(people["supervisor"], made.id, 2)
    desk.enter("inspector")
    news = desk.home().news
    news.list.setFocus()
    desk.key(K.Key_Return)
    desk.settle()
    screen = desk.window.screen_of(Place.IMPROVE)
    assert isinstance(screen, ImproveScreen)
    assert screen.procedures.confirm.isVisible()


def test_suggesting_and_leaving_a_note_from_home(desk: Desk, program: Program, people: People) -> None:
    desk.enter("auditor")
    saying = desk.home().saying
    saying.suggest.setFocus()
    desk.key(K.Key_Space)
    desk.type("Light")
    desk.key(K.Key_Return, CTRL)
    (row,) = program.suggestions.page(people["auditor"], SuggestionFilter())
    assert (row.words, row.author) == ("Light", people["auditor"].name)
    saying.note.setFocus()
    desk.key(K.Key_Space)
    desk.type("Hot")
    desk.key(K.Key_Return, CTRL)
    assert program.handover.notes(people["auditor"])[0].words == "Hot"
    saying.confide.setFocus()
    desk.key(K.Key_Space)
    assert not saying._sheets["confide"].primary.isEnabled(), "no confidant has opened the channel"
    desk.key(K.Key_Escape)
    assert not desk.home().news.isVisible(), "one's own note is no news"
