"""Titles, days and names have room: on the board, in the list, and when nothing is there at all."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program
from qa_desktop.ui.issues.view import IssuesScreen
from qa_desktop.ui.places import Place
from qa_desktop.ui.theme.current import current_theme
from qa_desktop.ui.theme.paint import few_lines
from qa_desktop.ui.theme.tokens import TextSize
from tests.services.conftest import FakeClock
from tests.ui_review.conftest import Desk

K = Qt.Key
People = dict[str, Actor]
TITLE = "12 Arc voltage, filling runs: 21.7 V, below limit"


def issues(desk: Desk) -> IssuesScreen:
    desk.enter("engineer")
    screen = desk.go(Place.ISSUES)
    assert isinstance(screen, IssuesScreen)
    return screen


def log(program: Program, people: People, title: str) -> str:
    return program.issues.log(people["inspector"], kind=IssueKind.NONCONFORMITY, title=title, severity=Severity.MAJOR).id


def test_lines_keep_words_whole_and_end_in_dots_only_in_the_last(qtbot: QtBot) -> None:
    font = current_theme().font(TextSize.BODY, strong=True)
    wide = QFontMetrics(font).horizontalAdvance
    assert few_lines("short", font, 500, 500, 2) == ("short",)
    assert few_lines("one  two\nthree", font, wide("one two"), wide("three"), 2) == ("one two", "three")
    head, rest = few_lines("one two three four", font, wide("one two"), wide("three f"), 2)
    assert (head, rest[-1]) == ("one two", "…")
    assert few_lines("P-1042 C", font, wide("P-1"), wide("P-1042 C"), 2) == ("", "P-1042 C"), "beside a chip no word is torn"
    head, rest = few_lines("Kalibrierfälligkeitsüberschreitung", font, wide("Kalibrier"), wide("Kalibrier"), 2)
    assert head
    assert rest.endswith("…"), "a word that is longer than any line is broken, and nothing is empty"


def test_more_lines_are_taken_only_where_they_are_needed(qtbot: QtBot) -> None:
    font = current_theme().font(TextSize.BODY, strong=True)
    wide = QFontMetrics(font).horizontalAdvance
    text, room = "one two three four", wide("three")
    assert few_lines(text, font, room, room, 5) == ("one", "two", "three", "four")
    assert few_lines(text, font, 500, room, 5) == (text,)
    assert few_lines(text, font, room, room, 3)[:2] == ("one", "two")
    assert few_lines(text, font, room, room, 3)[2].endswith("…")
    assert few_lines(text, font, room, room, 1)[0].endswith("…")
    assert "".join(few_lines("Kalibrierfälligkeit", font, room, room, 9)) == "Kalibrierfälligkeit", "no letter is lost"
    assert few_lines("", font, room, room, 5) == ("",)


def test_the_board_shows_two_lines_of_a_title_and_the_day_before_the_name(desk: Desk, program: Program, people: People) -> None:
    log(program, people, TITLE)
    screen = issues(desk)
    desk.key(K.Key_B)
    column = screen.board.columns[IssueState.LOGGED]
    pieces = column.pieces_of(0)
    title = [piece.text for piece in pieces if piece.line == 0]
    assert len(title) == 2
    assert len(" ".join(title)) >= 34, "at 1280 more than half of a long title is read"
    assert pieces[-2].text.startswith("2026-") or pieces[-1].text.startswith("2026-")
    log(program, people, "Short")
    desk.key(K.Key_F5)
    short, long = column.sizeHintForRow(0), column.sizeHintForRow(1)
    assert short < long, "only a row that needs it is higher"


def test_an_empty_board_says_why_and_the_way_out_keeps_the_keyboard(desk: Desk, program: Program, people: People) -> None:
    screen = issues(desk)
    desk.key(K.Key_B)
    assert screen.board.nothing.accessibleName() == "No issue is open"
    log(program, people, TITLE)
    desk.key(K.Key_F5)
    assert not screen.board.nothing.isVisible()
    desk.type("/")
    desk.type("nowhere")
    desk.key(K.Key_Return)
    assert screen.board.nothing.isVisible()
    assert screen.board.nothing.accessibleName() == "No open issue matches"
    assert desk.focus() is screen.board.nothing.action
    desk.key(K.Key_Return)
    assert not screen.board.nothing.isVisible()
    assert desk.focus() is screen.board.columns[IssueState.LOGGED]
    screen.model.want(state=IssueState.CLOSED)
    desk.settle()
    assert screen.board.nothing.accessibleName() == "The board shows open issues"


@pytest.mark.parametrize(("width", "gone"), [(1280, ("Found by",)), (1100, ("Found by", "Age", "Part"))])
def test_columns_give_way_before_a_title_or_a_day_is_cut(
    desk: Desk, program: Program, people: People, width: int, gone: tuple[str, ...]
) -> None:
    log(program, people, TITLE)
    desk.window.resize(width, 800)
    table = issues(desk).table
    hidden = {column.title for place, column in enumerate(table.rows.columns) if table.isColumnHidden(place)}
    assert hidden == set(gone)
    assert table.columnWidth(3) >= 300
    assert table.horizontalScrollBar().maximum() == 0


def test_an_overdue_day_is_marked_in_the_list_by_more_than_a_colour(
    desk: Desk, program: Program, people: People, clock: FakeClock
) -> None:
    log(program, people, TITLE)
    table = issues(desk).table
    before = table.viewport().grab().toImage()
    clock.forward(minutes=60 * 24 * 5)
    table.viewport().update()
    after = table.viewport().grab().toImage()
    left = table.columnViewportPosition(8)
    changed = {
        x
        for x in range(left, left + table.columnWidth(8))
        for y in range(table.rowViewportPosition(0), table.rowViewportPosition(0) + table.rowHeight(0))
        if before.pixel(x, y) != after.pixel(x, y)
    }
    assert min(changed) < left + 20 < max(changed), "a sign comes before the day"


def test_whoever_takes_no_step_sees_no_gap_before_the_first_button(desk: Desk, program: Program, people: People) -> None:
    key = log(program, people, TITLE)
    lefts = {}
    for login in ("auditor", "engineer"):
        desk.enter(login)
        screen = desk.go(Place.ISSUES, issue_id=key)
        assert isinstance(screen, IssuesScreen)
        acts = screen.detail.acts
        buttons = [*acts.steps.values(), acts.assign, acts.comment, acts.chain]
        lefts[login] = min(button.mapTo(acts, button.rect().topLeft()).x() for button in buttons if button.isVisible())
    assert lefts["auditor"] - lefts["engineer"] <= 8
