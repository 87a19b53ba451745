"""Pictures that another program drops into a folder: a camera's transfer tool, a phone's sync, a network scanner.

Pure polling on plain values: the caller keeps what was seen and asks again every second or so.  A file is handed out once its
size and time stand still from one look to the next, so that a half-copied picture is never taken.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qa_desktop.domain.errors import FaultError

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp"})


@dataclass(frozen=True, slots=True)
class Sighting:
    """A file as it was at the last look.  ``done`` means that it was handed out, or that it lay there from the start."""

    size: int
    changed: int
    done: bool = False


Seen = Mapping[Path, Sighting]


@dataclass(frozen=True, slots=True)
class Look:
    """One look into the folder: the pictures that are complete and new, oldest first, and what to pass to the next look."""

    ready: tuple[Path, ...]
    seen: Seen = field(default_factory=dict)


def first_look(folder: Path) -> Seen:
    """Return what lies in the folder when watching begins; those files are left alone."""
    return {path: Sighting(found.size, found.changed, done=True) for path, found in _pictures(folder).items()}


def new_images(folder: Path, seen: Seen) -> Look:
    """Return the pictures that came since ``seen`` and stand still, and what was seen now.

    Raises :class:`FaultError` when the folder cannot be read.
    """
    now: dict[Path, Sighting] = {}
    ready = []
    for path, found in _pictures(folder).items():
        before = seen.get(path)
        still = before is not None and (before.size, before.changed) == (found.size, found.changed)
        if before is not None and still and not before.done and found.size > 0:
            ready.append(path)
            now[path] = Sighting(found.size, found.changed, done=True)
        else:
            now[path] = Sighting(found.size, found.changed, done=before is not None and still and before.done)
    return Look(tuple(sorted(ready, key=lambda path: (now[path].changed, path.name))), now)


def _pictures(folder: Path) -> dict[Path, Sighting]:
    try:
        found = {}
        for path in folder.iterdir():
            if path.suffix.lower() not in SUFFIXES or path.name.startswith((".", "~")):
                continue
            try:
                status = path.lstat()
            except FileNotFoundError:
                continue  # taken away between listing and looking
            if stat.S_ISREG(status.st_mode):
                found[path] = Sighting(status.st_size, status.st_mtime_ns)
    except OSError as error:
        raise FaultError(
            "The watched folder {folder} cannot be read ({reason}). Photos that were added before are safe. "
            "Check that the folder exists, or choose another one in the settings.",
            folder=folder,
            reason=error.strerror or error,
        ) from error
    return found
