"""The same workspace, jobs and look as for the lock screen."""

from __future__ import annotations

from _pytest.fixtures import FixtureFunctionDefinition

from tests.ui_lock import conftest as ui_fixtures

globals().update({name: found for name, found in vars(ui_fixtures).items() if isinstance(found, FixtureFunctionDefinition)})
