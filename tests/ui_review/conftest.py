"""Signing, review and the issue log are tested in the real window on a real workspace, by keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from _pytest.fixtures import FixtureFunctionDefinition
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program, program_for
from qa_desktop.settings import LookSettings
from qa_desktop.storage.workspace import Workspace
from qa_desktop.ui.jobs import Jobs
from qa_desktop.ui.main_window import MainWindow
from qa_desktop.ui.places import Place
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.theme import ThemeName, apply_theme
from tests.services import conftest as house_fixtures

# The workspace, its people and its clock are those of the services' tests.
globals().update({name: found for name, found in vars(house_fixtures).items() if isinstance(found, FixtureFunctionDefinition)})

CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


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
    program: Program
    people: dict[str, Actor]

    def enter(self, login: str) -> None:
        """Let somebody else sit down; what is shown afterwards is chosen with :meth:`go`."""
        self.window._change_session(self.people[login])
        self.window._pages.setCurrentIndex(1)

    def go(self, place: Place, **what: object) -> Screen:
        self.window.go(place, what)
        self.settle()
        screen = self.window.screen_of(place)
        assert screen is not None
        return screen

    def settle(self) -> None:
        """Wait until no key is held and everything that was started has come home."""
        self.qtbot.waitUntil(lambda: not self.window.scans.is_holding() and self.jobs.is_idle(), timeout=30_000)
        for _ in range(3):  # a result may ask for more in the next turn of the loop
            QApplication.processEvents()
            self.qtbot.waitUntil(self.jobs.is_idle, timeout=30_000)

    def focus(self) -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.focus(), key, held)
        self.settle()

    def type(self, text: str) -> None:
        for letter in text:
            QTest.keyClick(self.focus(), letter)
        self.settle()


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, program: Program, people: dict[str, Actor]) -> Iterator[Desk]:
    jobs = Jobs()
    window = MainWindow(qapp, jobs, LookSettings())
    qtbot.addWidget(window)
    window.program = program
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    yield Desk(qtbot, window, jobs, program, people)
    window.close()
