"""The screen of rules and patrols is tested with the desk of the run."""

from __future__ import annotations

from _pytest.fixtures import FixtureFunctionDefinition

from tests.ui_run import conftest as run_fixtures

globals().update({name: found for name, found in vars(run_fixtures).items() if isinstance(found, FixtureFunctionDefinition)})
