"""Where in a file something stands, and the refusal that names it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from qa_desktop.domain.errors import FileRefusedError

Path: TypeAlias = "tuple[str | int, ...]"


def place_of(path: Iterable[str | int]) -> str:
    """Return a place as it is written in programs, counted from 0: ``sections[2].items[5].limits.upper``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def refusal(path: Iterable[str | int], template: str, **params: object) -> FileRefusedError:
    """Return the refusal; ``params["place"]`` is empty for the file as a whole."""
    place = place_of(path)
    start = "At {place}: " if place else ""
    return FileRefusedError(start + template + " Nothing was imported.", place=place, **params)
