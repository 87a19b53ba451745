"""Confidants admit each other on the screen, and whoever speaks is told who came and who went."""

from __future__ import annotations

from PySide6.QtCore import Qt

from qa_desktop.domain.people import Actor, Role
from qa_desktop.services.program import Program
from qa_desktop.ui.improve.view import ImproveScreen
from qa_desktop.ui.places import Place
from tests.services.conftest import PASSWORD, FakeClock
from tests.ui_review.conftest import Desk

K = Qt.Key
People = dict[str, Actor]


def said_in_confidence(desk: Desk, login: str) -> ImproveScreen:
    desk.enter(login)
    screen = desk.go(Place.IMPROVE)
    assert isinstance(screen, ImproveScreen)
    screen.concerns.setFocus()
    desk.key(K.Key_Space)
    return screen


def test_one_asks_the_other_admits_and_whoever_speaks_is_told(
    desk: Desk, program: Program, people: People, clock: FakeClock
) -> None:
    program.concerns.open_channel(people["confidant"], PASSWORD)
    clock.forward(days=40)
    second = people["auditor"]
    program.people.grant_role(people["admin"], second.person_id, Role.CONFIDANT, admin_password=PASSWORD)
    desk.people["auditor"] = Actor(second.person_id, second.login, second.name, frozenset({Role.CONFIDANT}), second.station_id)
    sheet = said_in_confidence(desk, "auditor").confidant_sheet
    desk.type(PASSWORD)
    desk.key(K.Key_Return)
    code = program.concerns.standing(desk.people["auditor"]).code
    assert (
        sheet.state.text() == f"Your key waits: {people['confidant'].name} admits you here. Read them this code in person: {code}"
    )
    assert not sheet.admit.isVisible()
    desk.key(K.Key_Escape)
    speak = desk.go(Place.IMPROVE, confide=True)
    assert isinstance(speak, ImproveScreen)
    assert speak.confide_sheet.readers.text() == f"Read by: {people['confidant'].name}"
    assert not speak.confide_sheet.changed.isVisible()
    desk.key(K.Key_Escape)
    sheet = said_in_confidence(desk, "confidant").confidant_sheet
    assert sheet.state.text() == "Your password opens what was sealed for you."
    desk.type(PASSWORD)
    desk.key(K.Key_Return)
    assert sheet.admit.isVisible()
    assert second.name in sheet.asking.text()
    assert code in sheet.asking.text()
    sheet.admit.setFocus()
    desk.key(K.Key_Space)
    assert not sheet.admit.isVisible()
    assert set(program.concerns.readers()) == {second.name, people["confidant"].name}
    desk.key(K.Key_Escape)
    desk.enter("inspector")
    speak = desk.go(Place.IMPROVE, confide=True)
    assert isinstance(speak, ImproveScreen)
    told = speak.confide_sheet.changed
    assert told.isVisible()
    assert f"{second.name} reads since 2026-04-11" in told.text()
    assert "What it does not hide" in speak.confide_sheet.limits.text()
