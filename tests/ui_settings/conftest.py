"""The settings are tried on a real workspace, in the light theme."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from _pytest.fixtures import FixtureFunctionDefinition
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program, program_for
from qa_desktop.settings import LookSettings
from qa_desktop.storage.workspace import Workspace
from qa_desktop.ui.context import Context
from qa_desktop.ui.jobs import Jobs
from qa_desktop.ui.settings.view import SettingsScreen
from qa_desktop.ui.settings.view_model import Section
from qa_desktop.ui.theme import ThemeName, apply_theme
from tests.services import conftest as house_fixtures

# The workspace, its people and its clock are those of the services' tests.
globals().update({name: found for name, found in vars(house_fixtures).items() if isinstance(found, FixtureFunctionDefinition)})


@pytest.fixture(autouse=True)
def _own_home(home: Path, qapp: QApplication) -> Iterator[None]:
    """Keep the look and everything else out of the home folder of whoever runs the tests."""
    qapp.setCursorFlashTime(0)
    apply_theme(qapp, ThemeName.LIGHT)
    yield
    apply_theme(qapp, ThemeName.LIGHT)


@pytest.fixture
def program(workspace: Workspace) -> Program:
    return program_for(workspace)


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    found = Jobs()
    yield found
    found.close()


@pytest.fixture
def settle(qtbot: QtBot, jobs: Jobs) -> Callable[[], None]:
    """Wait until everything that was started has come home."""

    def wait() -> None:
        qtbot.waitUntil(jobs.is_idle, timeout=60_000)

    return wait


@pytest.fixture
def show(
    qtbot: QtBot, program: Program, jobs: Jobs, settle: Callable[[], None], people: dict[str, Actor]
) -> Iterator[Callable[[str, Section], SettingsScreen]]:
    """Show a section of the settings to somebody, by log-in name."""
    made: list[tuple[SettingsScreen, Context]] = []

    def make(login: str, section: Section) -> SettingsScreen:
        context = Context(program, jobs, people[login], LookSettings())
        screen = SettingsScreen(context)
        made.append((screen, context))
        qtbot.addWidget(screen)
        screen.resize(1188, 660)
        screen.show()
        screen.activateWindow()
        qtbot.waitExposed(screen)
        screen.enter(section=section.value)
        focus = screen.first_focus()
        assert focus is not None
        focus.setFocus()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        settle()
        return screen

    yield make
    for screen, context in made:
        screen.close()
        context.deleteLater()
