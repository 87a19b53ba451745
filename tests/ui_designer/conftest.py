"""The designer is tested in the real window on a real workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from _pytest.fixtures import FixtureFunctionDefinition

from qa_desktop.domain.checklist import Checklist
from qa_desktop.domain.people import Actor
from qa_desktop.services.program import Program
from qa_desktop.ui.designer.view import DesignerScreen
from qa_desktop.ui.places import Place
from tests.services.makings import CHECKLIST
from tests.ui_run import conftest as window_fixtures
from tests.ui_run.conftest import Desk

globals().update({name: found for name, found in vars(window_fixtures).items() if isinstance(found, FixtureFunctionDefinition)})


@pytest.fixture
def draft(program: Program, people: dict[str, Actor]) -> Callable[..., str]:
    """Return the id of a new draft by the engineer."""

    def make(checklist: Checklist = CHECKLIST, name: str = "Machined part") -> str:
        return program.templates.create(people["engineer"], replace(checklist), name=name).id

    return make


@pytest.fixture
def designer(desk: Desk, draft: Callable[..., str]) -> Callable[..., DesignerScreen]:
    """Open a draft in the window for the engineer."""

    def show(checklist: Checklist = CHECKLIST, *, login: str = "engineer", revision_id: str = "") -> DesignerScreen:
        wanted = revision_id or draft(checklist)
        desk.enter(login)
        desk.window.go(Place.DESIGNER, {"revision_id": wanted})
        desk.settle()
        screen = desk.window.screen_of(Place.DESIGNER)
        assert isinstance(screen, DesignerScreen)
        return screen

    return show
