"""The run and the home screen are tested in the real window on a real workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from _pytest.fixtures import FixtureFunctionDefinition
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program, program_for
from qa_desktop.settings import LookSettings
from qa_desktop.storage.workspace import Workspace
from qa_desktop.ui.home.view import HomeScreen
from qa_desktop.ui.jobs import Jobs
from qa_desktop.ui.main_window import MainWindow
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.view import RunScreen
from qa_desktop.ui.theme import ThemeName, apply_theme
from tests.services import conftest as house_fixtures

globals().update({name: found for name, found in vars(house_fixtures).items() if isinstance(found, FixtureFunctionDefinition)})

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def _look(home: Path, qapp: QApplication) -> None:
    qapp.setCursorFlashTime(0)
    apply_theme(qapp, ThemeName.LIGHT)


@pytest.fixture
def program(workspace: Workspace) -> Program:
    return program_for(workspace)


@dataclass
class Desk:
    """The window with somebody at it, worked by keys alone."""

    qtbot: QtBot
    window: MainWindow
    jobs: Jobs
    people: dict[str, Actor]

    def enter(self, login: str) -> None:
        """Log somebody in."""
        self.window._entered(self.people[login])
        self.settle()

    def settle(self) -> None:
        """Wait until no key is held and everything that was started has come home."""
        self.qtbot.waitUntil(lambda: not self.window.scans.is_holding() and self.jobs.is_idle(), timeout=20_000)
        QApplication.processEvents()

    def run(self, inspection_id: str) -> RunScreen:
        """Open an inspection."""
        self.window.go(Place.RUN, {"inspection_id": inspection_id})
        self.settle()
        screen = self.window.screen_of(Place.RUN)
        assert isinstance(screen, RunScreen)
        return screen

    def home(self) -> HomeScreen:
        """Return the home screen."""
        screen = self.window.screen_of(Place.HOME)
        assert isinstance(screen, HomeScreen)
        return screen

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        """Press a key where the keyboard is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, held)
        self.settle()

    def type(self, text: str) -> None:
        """Type like a person: each key alone."""
        for letter in text:
            QTest.keyClick(QApplication.focusWidget() or self.window, letter)
            self.settle()


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, program: Program, people: dict[str, Actor]) -> Iterator[Desk]:
    jobs = Jobs()
    window = MainWindow(qapp, jobs, LookSettings())
    qtbot.addWidget(window)
    window.program = program
    window.show()
    window.activateWindow()
    found = Desk(qtbot, window, jobs, people)
    yield found
    window.close()


@pytest.fixture
def press(desk: Desk) -> Callable[..., None]:
    return desk.key
