"""What this program is, where its workspace lies, and under which licences its fonts and icons come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_desktop.domain.errors import QaError
from qa_desktop.resources import resource_path
from qa_desktop.version import __version__

if TYPE_CHECKING:
    from qa_desktop.services.program import Program
    from qa_desktop.ui.settings.view_model import Lane


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence as it was shipped; ``of`` is its folder in the resources."""

    of: str
    text: str


@dataclass(frozen=True, slots=True)
class AboutState:
    """Everything that the page shows."""

    version: str = __version__
    database: str = ""
    folder: str = ""
    station: str = ""
    licences: tuple[Licence, ...] = ()
    error: QaError | None = None


def licences(root: Path) -> tuple[Licence, ...]:
    """Return every shipped licence, by folder."""
    return tuple(
        Licence(path.parent.relative_to(root).as_posix(), path.read_text(encoding="utf-8", errors="replace"))
        for path in sorted(root.rglob("LICENSE*"))
        if path.is_file()
    )


class AboutModel:
    """Loads what the page shows, once."""

    def __init__(self, program: Program, jobs: Lane, *, changed: Callable[[], None], owner: object = None) -> None:
        self.state = AboutState(database=program.workspace.database.library_version, folder=str(program.workspace.folder))
        self._program, self._jobs = program, jobs
        self._changed, self._owner = changed, owner

    def load(self) -> None:
        """Read station and licences."""
        if not self.state.licences:
            self._jobs.read(self._read, self._loaded, self._failed, owner=self._owner)

    def _read(self) -> tuple[str, tuple[Licence, ...]]:
        return self._program.settings.station(), licences(resource_path())

    def _loaded(self, found: tuple[str, tuple[Licence, ...]]) -> None:
        station, texts = found
        self._set(station=station, licences=texts, error=None)

    def _failed(self, error: QaError) -> None:
        self._set(error=error)

    def _set(self, **what: Any) -> None:
        self.state = replace(self.state, **what)
        self._changed()
