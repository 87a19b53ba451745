"""Where the files that ship with the program lie: fonts, icons, templates."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def _root() -> Path:
    """Return the folder of the resources: inside the installed package, or beside it in a source checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "_resources"
    return installed if installed.is_dir() else package.parent / "resources"


def resource_path(*parts: str) -> Path:
    """Return the path of a shipped file, for example ``resource_path("fonts", "DejaVuSans.ttf")``."""
    return _root().joinpath(*parts)
