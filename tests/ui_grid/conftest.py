"""The grid is tested in the real window on a real workspace, as the run is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from qa_desktop.services.program import Program
from qa_desktop.storage.queries.inspections import InspectionRow
from qa_desktop.ui.grid.view import GridScreen
from qa_desktop.ui.places import Place
from qa_desktop.ui.theme import ThemeName, apply_theme
from tests.ui_run import conftest as run_fixtures
from tests.ui_run.conftest import Desk

globals().update(
    {name: found for name, found in vars(run_fixtures).items() if type(found).__name__ == "FixtureFunctionDefinition"}
)

K = Qt.Key
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture(autouse=True)
def _look(home: Path, qapp: QApplication) -> None:
    qapp.setCursorFlashTime(0)
    apply_theme(qapp, ThemeName.LIGHT)


def grid(desk: Desk, row: InspectionRow, login: str = "inspector") -> GridScreen:
    """Log in and open the grid of an inspection."""
    desk.enter(login)
    desk.window.go(Place.GRID, {"inspection_id": row.id})
    desk.settle()
    screen = desk.window.screen_of(Place.GRID)
    assert isinstance(screen, GridScreen)
    return screen


def stored(program: Program, row: InspectionRow, desk: Desk) -> dict[str, str | None]:
    """Return what the database holds, by key and piece, for example ``bore.2``."""
    opened = program.inspections.open(desk.people["inspector"], row.id)
    return {
        f"{item.key}.{item.piece}" if item.piece else item.key: opened.answers[item.id].value
        for item in opened.items
        if item.id in opened.answers
    }
