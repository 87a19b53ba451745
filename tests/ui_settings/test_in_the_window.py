"""What a change in the settings means for the window around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program
from qa_desktop.settings import LookSettings
from qa_desktop.ui.jobs import Jobs
from qa_desktop.ui.main_window import MainWindow
from qa_desktop.ui.places import Place
from qa_desktop.ui.settings.look_page import LookPage
from qa_desktop.ui.settings.view import SettingsScreen
from qa_desktop.ui.settings.view_model import Section
from qa_desktop.ui.settings.workspace_page import WorkspacePage


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, program: Program, jobs: Jobs) -> Iterator[MainWindow]:
    found = MainWindow(qapp, jobs, LookSettings())
    qtbot.addWidget(found)
    found.program = program
    found.show()
    yield found
    found.program = None  # the workspace belongs to the test
    found.close()


def settings_of(window: MainWindow, actor: Actor, section: Section) -> SettingsScreen:
    window._entered(actor)
    window.go(Place.SETTINGS, {"section": section.value})
    screen = window.screen_of(Place.SETTINGS)
    assert isinstance(screen, SettingsScreen)
    return screen


def test_the_next_person_finds_the_look_that_was_chosen(
    window: MainWindow, settle: Callable[[], None], people: dict[str, Actor]
) -> None:
    page = settings_of(window, people["inspector"], Section.LOOK).page()
    assert isinstance(page, LookPage)
    page.model.set_text(130)
    settle()
    second = settings_of(window, people["supervisor"], Section.LOOK)
    assert second.context.look.text_percent == 130
    settle()


def test_new_settings_of_the_workspace_count_at_once(
    window: MainWindow, settle: Callable[[], None], people: dict[str, Actor]
) -> None:
    page = settings_of(window, people["admin"], Section.WORKSPACE).page()
    assert isinstance(page, WorkspacePage)
    settle()
    page.model.edit(site="Halle 7", idle_minutes="12")
    page.model.save()
    settle()
    assert window.top.station.text() == "Halle 7"
    assert window._idle.interval() == 12 * 60_000
    assert "Saved" in window.top.saved.text()
