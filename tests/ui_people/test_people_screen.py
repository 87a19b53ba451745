"""Accounts as an administrator meets them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from qa_desktop.domain.errors import NotAllowedError, QaError
from qa_desktop.domain.people import Actor, Role
from qa_desktop.services.program import Program
from qa_desktop.ui.people.view import PeopleScreen
from qa_desktop.ui.people.view_model import Form, Task
from qa_desktop.ui.places import PLACES, Place
from tests.services.makings import hold
from tests.ui_lock.looks import too_small, unnamed

PASSWORD = "correct horse battery"
CONTROL = Qt.KeyboardModifier.ControlModifier
Settle = Callable[[], None]


@pytest.fixture
def screen(show_screen: Callable[..., Any]) -> PeopleScreen:
    found: PeopleScreen = show_screen(PeopleScreen, "admin")
    return found


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def choose(screen: PeopleScreen, settle: Settle, login: str) -> None:
    for number, person in enumerate(screen.model.state.shown):
        if person.login == login:
            screen.table.select_row(number)
    settle()
    assert screen.model.state.current is not None
    assert screen.model.state.current.login == login


def test_everybody_is_listed_with_roles_in_plain_words(screen: PeopleScreen, settle: Settle) -> None:
    assert screen.rows.rowCount() == 9
    choose(screen, settle, "supervisor")
    assert "countersigns" in screen.detail.roles.text()
    assert "Valid until" in screen.detail.certificate.text()


def test_add_a_person_by_keyboard(screen: PeopleScreen, settle: Settle, program: Program) -> None:
    QTest.keyClick(screen.table, Qt.Key.Key_N, CONTROL)
    sheet = screen.sheets[Task.ADD]
    assert focused() is sheet.name.line
    QTest.keyClicks(focused(), "Nina <b>New</b> & Co")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    QTest.keyClicks(focused(), "Nina")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert focused() is sheet.roles.boxes[Role.INSPECTOR]
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    for _ in Role:
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert focused() is sheet.admin_password.line
    QTest.keyClicks(focused(), "not my password")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    settle()
    assert "not right" in sheet.message.text()
    assert focused() is sheet.admin_password.line
    QTest.keyClicks(focused(), PASSWORD)  # what was typed before is selected, so this replaces it
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    settle()
    assert sheet.isHidden()
    assert screen.secret_sheet.isVisible()
    password = screen.secret_sheet.password.text()
    assert program.access.log_in("nina", password).roles == {Role.INSPECTOR}
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert screen.secret_sheet.isHidden()
    assert screen.model.state.secret is None
    assert screen.secret_sheet.password.text() == ""
    assert screen.detail.name.text() == "Nina <b>New</b> & Co"


def test_what_is_missing_is_named(screen: PeopleScreen, settle: Settle) -> None:
    screen.model.begin(Task.ADD)
    sheet = screen.sheets[Task.ADD]
    QTest.keyClick(sheet.admin_password.line, Qt.Key.Key_Return, CONTROL)
    assert "full name" in sheet.message.text()
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert screen.model.state.task is None


def test_roles_reset_and_switching_off(screen: PeopleScreen, settle: Settle, program: Program, people: dict[str, Actor]) -> None:
    choose(screen, settle, "inspector2")
    QTest.keyClick(screen.table, Qt.Key.Key_F2)
    sheet = screen.sheets[Task.ROLES]
    assert sheet.isVisible()
    QTest.keyClick(sheet.roles.boxes[Role.SUPERVISOR], Qt.Key.Key_Space)
    QTest.keyClick(sheet.roles.boxes[Role.INSPECTOR], Qt.Key.Key_Space)
    QTest.keyClicks(sheet.admin_password.line, PASSWORD)
    QTest.keyClick(sheet.admin_password.line, Qt.Key.Key_Return, CONTROL)
    settle()
    secret = screen.model.state.secret
    assert secret is not None
    assert program.access.log_in("inspector2", secret.password).roles == {Role.SUPERVISOR}
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    screen.model.begin(Task.DEACTIVATE)
    off = screen.sheets[Task.DEACTIVATE]
    QTest.keyClicks(off.reason.line, "left the company")
    QTest.keyClick(off.reason.line, Qt.Key.Key_Return)
    settle()
    assert screen.model.state.current is not None
    assert not screen.model.state.current.active
    assert screen.detail.buttons[Task.REACTIVATE].isVisible()
    assert not screen.detail.buttons[Task.ROLES].isVisible()
    with pytest.raises(QaError):
        program.access.log_in("inspector2", secret.password)


def test_a_locked_account_is_shown_and_unlocked(screen: PeopleScreen, settle: Settle, program: Program) -> None:
    for _ in range(5):
        with pytest.raises(QaError):
            program.access.log_in("auditor", "wrong")
    screen.model.load()
    settle()
    choose(screen, settle, "auditor")
    assert "Locked until" in screen.detail.failures.text()
    QTest.keyClick(screen.detail.unlock, Qt.Key.Key_Return)
    settle()
    assert not screen.detail.unlock.isVisible()
    assert program.access.log_in("auditor", PASSWORD).login == "auditor"


def test_the_last_administrator_stays(screen: PeopleScreen, settle: Settle) -> None:
    choose(screen, settle, "admin")
    screen.model.begin(Task.DEACTIVATE)
    sheet = screen.sheets[Task.DEACTIVATE]
    QTest.keyClicks(sheet.reason.line, "why not")
    QTest.keyClick(sheet.reason.line, Qt.Key.Key_Return)
    settle()
    assert "their own account" in sheet.message.text()
    QTest.keyClick(focused(), Qt.Key.Key_Escape)


def test_a_badge_is_scanned_into_its_sheet(screen: PeopleScreen, settle: Settle, program: Program) -> None:
    choose(screen, settle, "inspector")
    screen.model.begin(Task.BADGE)
    assert screen.scanned("BADGE-77")
    QTest.keyClick(screen.sheets[Task.BADGE].badge.line, Qt.Key.Key_Return)
    settle()
    assert program.access.log_in_with_badge("BADGE-77").login == "inspector"
    QTest.keyClick(screen.detail.end_badge, Qt.Key.Key_Return)
    settle()
    with pytest.raises(QaError):
        program.access.log_in_with_badge("BADGE-77")


def test_search_narrows_the_list(screen: PeopleScreen, settle: Settle) -> None:
    QTest.keyClick(screen.table, Qt.Key.Key_F, CONTROL)
    QTest.keyClicks(focused(), "sara")
    settle()
    assert screen.rows.rowCount() == 1
    QTest.keyClicks(focused(), "xx")
    settle()
    assert screen.rows.rowCount() == 0


@pytest.mark.parametrize("login", ["inspector", "supervisor", "engineer", "auditor"])
def test_nobody_else_may_enter_and_the_service_refuses(program: Program, people: dict[str, Actor], login: str) -> None:
    actor = people[login]
    assert not actor.may(PLACES[Place.PEOPLE].permission)
    with pytest.raises(NotAllowedError):
        program.people.list_people(actor)
    with pytest.raises(NotAllowedError):
        program.people.add_person(actor, login="x", name="X", roles={Role.AUDITOR}, admin_password=PASSWORD)


def test_names_and_targets(screen: PeopleScreen, settle: Settle) -> None:
    assert unnamed(screen) == []
    assert too_small(screen) == []
    for task in (Task.ADD, Task.ROLES, Task.BADGE):
        screen.model.begin(task)
        assert unnamed(screen) == []
        assert too_small(screen) == []
        QTest.keyClick(focused(), Qt.Key.Key_Escape)


def test_the_only_administrator_takes_two_roles_from_themselves_and_is_asked_again(
    show_screen: Callable[..., Any], settle: Settle, program: Program, people: dict[str, Actor]
) -> None:
    everything = hold(program.workspace, people["admin"], Role.ADMINISTRATOR, Role.INSPECTOR, Role.AUDITOR)
    people["admin"] = everything
    screen: PeopleScreen = show_screen(PeopleScreen, "admin")
    asked: list[bool] = []
    screen.context.locked.connect(lambda: asked.append(True))
    choose(screen, settle, "admin")
    screen.model.begin(Task.ROLES)
    screen.model.submit(Form(roles=frozenset({Role.ADMINISTRATOR}), admin_password=PASSWORD))
    settle()
    assert screen.model.state.error is None
    assert program.access.present(everything).roles == {Role.ADMINISTRATOR}, "both are taken, not only the first"
    assert asked == [True]
