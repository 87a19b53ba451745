"""Saying something at the lock screen, without a log-in."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program
from qa_desktop.storage.queries.suggestions import SuggestionFilter
from tests.services.conftest import PASSWORD
from tests.ui_lock.test_lock_screen import Settle, Show, focused, show

__all__ = ["show"]

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
People = dict[str, Actor]


def say(text: str) -> None:
    for letter in text:
        QTest.keyClick(focused(), letter)


def test_a_suggestion_without_a_name(show: Show, settle: Settle, program: Program, people: People) -> None:
    screen = show()
    screen.unnamed.suggest.setFocus()
    QTest.keyClick(focused(), K.Key_Space)
    sheet = screen.unnamed.suggest_sheet
    assert sheet is not None
    assert not sheet.effect.isVisible()
    assert sheet.name.isVisible()
    QTest.keyClick(focused(), K.Key_Return, CTRL)
    assert sheet.isVisible(), "nothing was said yet"
    say("1 more lamp")
    QTest.keyClick(focused(), K.Key_Return, CTRL)
    settle()
    assert sheet.isHidden()
    (row,) = program.suggestions.page(people["auditor"], SuggestionFilter())
    assert (row.words, row.author) == ("1 more lamp", "")
    assert row.number in screen.unnamed.thanks.text()


def test_a_badge_that_is_scanned_meanwhile_logs_nobody_in(show: Show, settle: Settle, program: Program, people: People) -> None:
    program.access.set_badge(people["inspector"], PASSWORD, "BADGE-1")
    screen = show()
    screen.unnamed.confide.click()
    settle()
    assert screen.scanned("BADGE-1")
    settle()
    assert screen.model.state.chosen is None


def test_a_concern_without_a_log_in(show: Show, settle: Settle, program: Program, people: People) -> None:
    program.concerns.open_channel(people["confidant"], PASSWORD)
    screen = show()
    screen.unnamed.confide.setFocus()
    QTest.keyClick(focused(), K.Key_Space)
    settle()
    sheet = screen.unnamed.confide_sheet
    assert sheet is not None
    say("hush")
    QTest.keyClick(focused(), K.Key_Return, CTRL)
    settle()
    assert program.concerns.by_code(sheet.shown_code.text()).messages[0].text == "hush"
    QTest.keyClick(focused(), K.Key_Escape)
    assert sheet.isHidden()
    assert sheet.shown_code.text() == ""
