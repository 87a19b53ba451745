"""The health of the workspace: checking it, and backups of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.people import Permission

if TYPE_CHECKING:
    from qa_desktop.domain.people import Actor
    from qa_desktop.services.backups import Backup
    from qa_desktop.services.doctor import Checkup
    from qa_desktop.services.program import Program
    from qa_desktop.ui.jobs import Report, WorkHandle
    from qa_desktop.ui.settings.view_model import Lane

_STAMP = re.compile(r"qa-backup-(\d{8}T\d{6})Z")


class Task(Enum):
    """What runs."""

    CHECK = "check"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class Stored:
    """A backup in the folder."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HealthState:
    """Everything that the page shows."""

    may: bool
    running: Task | None = None
    progress: tuple[int, int, str] = (0, 0, "")
    checkup: Checkup | None = None
    checked_at: datetime | None = None
    made: Backup | None = None
    failed: Task | None = None
    error: QaError | None = None
    folder: str = ""
    backups: tuple[Stored, ...] | None = None
    list_error: QaError | None = None


class HealthModel:
    """The intents of the page."""

    def __init__(self, program: Program, actor: Actor, jobs: Lane, *, changed: Callable[[], None], owner: object = None) -> None:
        self.state = HealthState(actor.may(Permission.VERIFY))
        self._program, self._actor, self._jobs = program, actor, jobs
        self._changed, self._owner = changed, owner
        self._handle: WorkHandle | None = None

    def load(self) -> None:
        """Look which backups there are."""
        if self.state.may:
            self._jobs.read(self._list, self._listed, self._not_listed, owner=self._owner)

    def check(self) -> None:
        """Check the whole workspace."""
        if self._begin(Task.CHECK):
            self._set(checkup=None, checked_at=None)
            self._handle = self._jobs.work(self._check, self._checked, self._failed, self._progressed, owner=self._owner)

    def back_up(self) -> None:
        """Make a backup."""
        if self._begin(Task.BACKUP):
            self._set(made=None)
            self._handle = self._jobs.work(self._make, self._made, self._failed, self._progressed, owner=self._owner)

    def cancel(self) -> None:
        """Stop what runs at its next step."""
        if self._handle is not None:
            self._handle.cancel()

    def _begin(self, task: Task) -> bool:
        if not self.state.may or self.state.running is not None:
            return False
        self._set(running=task, progress=(0, 0, ""), failed=None, error=None)
        return True

    def _check(self, report: Report) -> tuple[Checkup, datetime]:
        step = _Steps(report)
        found = self._program.doctor.check(self._actor, told=step.begin, counted=step.count)
        return found, self._program.workspace.store.clock()

    def _make(self, report: Report) -> Backup:
        return self._program.backups.make(self._actor, told=report)

    def _list(self) -> tuple[Path, tuple[Stored, ...]]:
        from qa_desktop.services.backups import list_backups  # noqa: PLC0415  (brings SQLAlchemy: only in a reader)

        folder = Path(self._program.settings.current().backup_folder or self._program.workspace.backups)
        return folder, tuple(found for path in list_backups(folder) if (found := stored_in(path)) is not None)

    def _checked(self, found: tuple[Checkup, datetime]) -> None:
        checkup, at = found
        self._set(running=None, checkup=checkup, checked_at=at)

    def _made(self, made: Backup) -> None:
        self._set(running=None, made=made)
        self.load()

    def _progressed(self, done: int, total: int, step: str) -> None:
        if self.state.running is not None:
            self._set(progress=(done, total, step))

    def _failed(self, error: QaError) -> None:
        self._set(running=None, failed=self.state.running, error=error)

    def _listed(self, found: tuple[Path, tuple[Stored, ...]]) -> None:
        folder, backups = found
        self._set(folder=str(folder), backups=backups, list_error=None)

    def _not_listed(self, error: QaError) -> None:
        self._set(list_error=error)

    def _set(self, **what: Any) -> None:
        self.state = replace(self.state, **what)
        self._changed()


def stored_in(folder: Path) -> Stored | None:
    """Return a backup with the moment that its name tells, in local time; ``None`` for any other folder."""
    found = _STAMP.match(folder.name)
    if found is None:
        return None
    at = datetime.strptime(found.group(1), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    return Stored(folder.name, at.astimezone())


class _Steps:
    """Passes on which step of a check runs, and how far it has come; the report stops the check when Cancel was pressed."""

    def __init__(self, report: Report) -> None:
        self._report, self._name = report, ""

    def begin(self, name: str) -> None:
        """A step begins."""
        self._name = name
        self._report(0, 0, name)

    def count(self, done: int, total: int) -> None:
        """Some of it is done."""
        self._report(done, total, self._name)
