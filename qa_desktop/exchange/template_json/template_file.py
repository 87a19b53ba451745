"""What a template file holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from qa_desktop.domain.checklist import Checklist

FORMAT: Final = "qa-desktop-template"
VERSION: Final = 1
SCHEMA_NAME: Final = "template-1.schema.json"
"""The published schema, in ``resources/schemas``."""

MAX_FILE: Final = 64_000_000
MAX_PICTURE: Final = 10_000_000
MIMES: Final = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n", "image/webp": b"RIFF"}
"""Kinds of pictures with the bytes that each begins with."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A reference picture as it travels."""

    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """A revision with its pictures by SHA-256.

    ``name``, ``number`` and ``state`` say which template and revision it was; empty and 0 when the file does not tell.
    ``notices`` are remarks for the person who imports.
    """

    checklist: Checklist
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    name: str = ""
    number: int = 0
    state: str = ""
    notices: tuple[str, ...] = ()


def pictures_of(checklist: Checklist) -> tuple[str, ...]:
    """Return the SHA-256 of all pictures that the items refer to, each once."""
    found = (sha for item in checklist.items for sha in (item.picture, item.rules.picture_bad) if sha)
    return tuple(dict.fromkeys(found))
