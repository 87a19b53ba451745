"""The permits stand on the same desk as the review."""

from __future__ import annotations

from _pytest.fixtures import FixtureFunctionDefinition

from tests.ui_review import conftest as desk_fixtures

globals().update({name: found for name, found in vars(desk_fixtures).items() if isinstance(found, FixtureFunctionDefinition)})
