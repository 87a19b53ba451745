"""The lock screen is tested on a real workspace, in the light theme."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

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
from qa_desktop.ui.screen import Screen
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
        quiet = 0
        while quiet < 5:  # a table asks for its rows when the event loop turns, and an answer may ask for more
            QApplication.processEvents()
            quiet = quiet + 1 if jobs.is_idle() else 0
            qtbot.waitUntil(jobs.is_idle, timeout=20_000)

    return wait


@pytest.fixture
def context_of(qtbot: QtBot, program: Program, jobs: Jobs, people: dict[str, Actor]) -> Iterator[Callable[[str], Context]]:
    """Return the session of somebody by log-in name."""
    made: list[Context] = []

    def make(login: str) -> Context:
        made.append(Context(program, jobs, people[login], LookSettings()))
        return made[-1]

    yield make
    for context in made:
        context.deleteLater()


@pytest.fixture
def show_screen(qtbot: QtBot, settle: Callable[[], None], context_of: Callable[[str], Context]) -> Iterator[Callable[..., Any]]:
    """Show a screen for somebody, loaded, with the keyboard where the window would put it."""
    made: list[Screen] = []

    def make(kind: type[Screen], login: str) -> Screen:
        screen = kind(context_of(login))
        made.append(screen)
        qtbot.addWidget(screen)
        screen.resize(1188, 680)
        screen.show()
        screen.activateWindow()
        qtbot.waitExposed(screen)
        screen.enter()
        settle()
        focus = screen.first_focus()
        if focus is not None:
            focus.setFocus()
        settle()
        return screen

    yield make
    for screen in made:
        screen.close()
