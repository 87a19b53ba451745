"""What the first start shows and does, without a window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from qa_desktop.domain.errors import CancelledError, FaultError, InputError, QaError
from qa_desktop.domain.people import Role

if TYPE_CHECKING:
    from qa_desktop.ui.jobs import Report, WorkHandle

WORKSPACE_FILE = "qa.db"


class Step(Enum):
    """Which page is shown."""

    START = "start"
    NEW = "new"
    CODES = "codes"


@dataclass(frozen=True, slots=True)
class Plan:
    """What was typed for a new workspace."""

    folder: str = ""
    site: str = ""
    station: str = ""
    name: str = ""
    login: str = ""
    password: str = ""
    repeated: str = ""
    inspects: bool = False


@dataclass(frozen=True, slots=True)
class SetupState:
    """Everything that the screen shows.  ``codes`` are shown once; ``folder`` is the workspace that was made or chosen."""

    step: Step = Step.START
    sentence: str = ""
    folder: Path | None = None
    error: QaError | None = None
    busy: bool = False
    progress: tuple[int, int, str] | None = None
    codes: tuple[str, ...] = ()
    site: str = ""
    kept: bool = False
    saved_to: Path | None = None


class Lane(Protocol):
    """The part of the job queues that this model uses."""

    def work(
        self, fn: Callable[[Report], Any], done: Any = None, failed: Any = None, progress: Any = None, *, owner: Any = None
    ) -> WorkHandle:
        """Run in the worker."""


class SetupModel:
    """The intents of the first start.  ``chosen`` is called with the folder of a closed, ready workspace."""

    def __init__(
        self,
        jobs: Lane,
        folder: Path | None,
        sentence: str,
        *,
        changed: Callable[[], None],
        chosen: Callable[[Path], None],
        owner: object = None,
    ) -> None:
        self.state = SetupState(sentence=sentence, folder=folder)
        self._jobs, self._changed, self._chosen, self._owner = jobs, changed, chosen, owner
        self._handle: WorkHandle | None = None

    def try_again(self) -> None:
        """Open the same folder once more."""
        if self.state.folder is not None:
            self._chosen(self.state.folder)

    def open_folder(self, folder: Path) -> None:
        """Open a workspace; the window says so when the folder holds none."""
        self._chosen(folder)

    def plan_new(self) -> None:
        """Show the form for a new workspace."""
        self._set(step=Step.NEW, error=None)

    def back(self) -> None:
        """Return to the three choices."""
        if not self.state.busy:
            self._set(step=Step.START, error=None)

    def make(self, plan: Plan) -> None:
        """Make a workspace; its recovery codes are shown before anything else happens."""
        if self.state.busy:
            return
        wrong = problem_of(plan)
        if wrong is not None:
            self._set(error=wrong)
            return
        self._set(busy=True, error=None, progress=None, site=plan.site.strip())
        self._jobs.work(_Making(plan), self._made, self._failed, owner=self._owner)

    def make_demo(self, folder: Path) -> None:
        """Make a demo workspace."""
        if self.state.busy:
            return
        self._set(busy=True, error=None, sentence="", progress=(0, 0, ""), folder=folder)
        self._handle = self._jobs.work(_MakingDemo(folder), self._demo_made, self._failed, self._progressed, owner=self._owner)

    def cancel(self) -> None:
        """Stop making the demo workspace."""
        if self._handle is not None:
            self._handle.cancel()

    def save_codes(self, path: Path) -> None:
        """Write the codes into a text file that only the person may read."""
        words = code_sheet(self.state.site, self.state.codes)
        self._jobs.work(lambda _report: _write(path, words), self._codes_saved, self._failed, owner=self._owner)

    def keep(self, kept: bool) -> None:
        """Tick, or untick, that the codes are in a safe place."""
        self._set(kept=kept)

    def finish(self) -> None:
        """Go on to the log-in, once the codes are in a safe place."""
        if self.state.kept and self.state.folder is not None:
            folder = self.state.folder
            self._set(codes=())
            self._chosen(folder)

    def _made(self, made: tuple[Path, tuple[str, ...]]) -> None:
        folder, codes = made
        self._set(busy=False, step=Step.CODES, folder=folder, codes=codes, kept=False)

    def _demo_made(self, folder: Path) -> None:
        self._set(busy=False, progress=None)
        self._chosen(folder)

    def _progressed(self, done: int, total: int, sentence: str) -> None:
        self._set(progress=(done, total, sentence))

    def _codes_saved(self, path: Path) -> None:
        self._set(saved_to=path, error=None)

    def _failed(self, error: QaError) -> None:
        if isinstance(error, CancelledError):
            error = InputError("Cancelled. The demo workspace is not complete; choose another folder to make one.")
        self._set(busy=False, progress=None, error=error)

    def _set(self, **what: Any) -> None:
        self.state = replace(self.state, **what)
        self._changed()


def problem_of(plan: Plan) -> QaError | None:
    """Return what is missing before a workspace can be made.  The services check the rest."""
    missing = (
        (plan.folder, "Choose the folder for the new workspace."),
        (plan.site, "Type the name of the site. It is printed on every report."),
        (plan.station, "Type the name of this station."),
        (plan.name, "Type the name of the first administrator."),
        (plan.login, "Type a log-in name for the first administrator."),
        (plan.password, "Type a password for the first administrator."),
    )
    for text, sentence in missing:
        if not text.strip():
            return InputError(sentence)
    if plan.password != plan.repeated:
        return InputError("The two passwords are not the same. Type both again.")
    return None


def code_sheet(site: str, codes: tuple[str, ...]) -> str:
    """Return the sheet that is printed or saved."""
    lines = (
        f"QA Desktop: recovery codes of {site}",
        "",
        "These codes open the workspace again after the last administrator's password is forgotten.",
        "Each works once: one code and a second administrator, or two codes. Keep this sheet under lock and key.",
        "",
        *(f"{number}.  {code}" for number, code in enumerate(codes, 1)),
        "",
    )
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Making:
    """Makes a workspace and closes it again, so that the window can open it."""

    plan: Plan

    def __call__(self, report: Report) -> tuple[Path, tuple[str, ...]]:
        from qa_desktop.services.setup import create_workspace  # noqa: PLC0415  (brings SQLAlchemy: only in the worker)

        plan = self.plan
        folder = Path(plan.folder)
        made = create_workspace(
            folder,
            site=plan.site,
            station_name=plan.station,
            admin_login=plan.login,
            admin_name=plan.name,
            admin_password=plan.password,
            further_roles=(Role.INSPECTOR,) if plan.inspects else (),
        )
        made.workspace.close()
        return folder, made.recovery_codes


@dataclass(frozen=True, slots=True)
class _MakingDemo:
    """Makes the demo workspace."""

    folder: Path

    def __call__(self, report: Report) -> Path:
        from qa_desktop.services.demo import build_demo  # noqa: PLC0415  (brings SQLAlchemy: only in the worker)

        build_demo(self.folder, told=report)
        return self.folder


def _write(path: Path, words: str) -> Path:
    try:
        path.touch(mode=0o600)
        path.write_text(words, encoding="utf-8")
    except OSError as error:
        raise FaultError(
            "“{name}” could not be written: {reason}. Choose another folder.", name=path.name, reason=error.strerror or ""
        ) from error
    return path


def free_place(folder: Path, name: str) -> Path:
    """Return ``folder`` when it is empty or new, otherwise a folder of that name in it that does not exist yet."""
    try:
        if not folder.exists() or not any(folder.iterdir()):
            return folder
    except OSError:
        return folder  # whoever makes the workspace says what is wrong with it
    place, number = folder / name, 2
    while place.exists():
        place, number = folder / f"{name} {number}", number + 1
    return place
