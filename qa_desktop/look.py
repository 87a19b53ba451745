"""How the program looks on this computer, kept in the person's configuration folder."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import get_args

import platformdirs

from qa_desktop.settings import LookSettings, ThemeName


def look_file() -> Path:
    """Return where the look is kept."""
    return Path(platformdirs.user_config_dir("qa-desktop", appauthor=False)) / "look.json"


def load(path: Path | None = None) -> LookSettings:
    """Return the look; a damaged or missing file gives the defaults, a wrong value its default."""
    defaults = LookSettings()
    try:
        found = json.loads((path or look_file()).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return defaults
    if not isinstance(found, dict):
        return defaults
    kept = {
        field.name: found[field.name]
        for field in fields(LookSettings)
        if type(found.get(field.name)) is type(getattr(defaults, field.name))
    }
    look = replace(defaults, **kept)
    theme: ThemeName = look.theme if look.theme in get_args(ThemeName) else defaults.theme
    return replace(look, theme=theme, text_percent=min(200, max(100, look.text_percent)))


def save(look: LookSettings, path: Path | None = None) -> None:
    """Keep the look; a failure is no reason to stop working, so it is not raised."""
    target = path or look_file()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        part.write_text(json.dumps(asdict(look), indent=1), encoding="utf-8")
        part.replace(target)
    except OSError:
        return
