"""Software validation: reference cases run through this program, and the result as a document that a person signs."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.canonical import Json
from qa_desktop.domain.errors import FileRefusedError, QaError, RefusedError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.signature import Stage
from qa_desktop.methods.validation.cases import FileResult, run_file
from qa_desktop.methods.validation.comparing import Value
from qa_desktop.reports.statement import Head, Statement, StatementTable
from qa_desktop.reports.types import TimeStampServer
from qa_desktop.services.guard import needs, open_to
from qa_desktop.services.keys import KeyRing
from qa_desktop.services.settings import SettingsService
from qa_desktop.services.statements import signed_statement
from qa_desktop.services.validation_words import plain, shown
from qa_desktop.storage.clock import Moment
from qa_desktop.storage.files import read_limited, sha256_of, write_safely
from qa_desktop.storage.unit import new_id
from qa_desktop.storage.workspace import Workspace
from qa_desktop.version import __version__

MAX_FILE = 64 * 1024 * 1024
MEANING = "I ran these reference cases with this program on this computer. The results are as printed here."
_STAGE_ORDER = (Stage.SUPERVISOR, Stage.MANAGER, Stage.INSPECTOR)


@dataclass(frozen=True, slots=True)
class FileRun:
    """The results of one file, and the SHA-256 of the file that they belong to."""

    result: FileResult
    sha256: str


@dataclass(frozen=True, slots=True)
class ValidationRun:
    """All files that were run, and those that could not be used, with the reason."""

    files: tuple[FileRun, ...]
    refused: tuple[tuple[str, str], ...]

    @property
    def total(self) -> int:
        """How many cases were run."""
        return sum(len(run.result.cases) for run in self.files)

    @property
    def failed(self) -> int:
        """How many of them do not agree."""
        return sum(run.result.failed for run in self.files)


@open_to("anybody who has the program: it needs no workspace and changes nothing")
def run_reference_files(paths: Sequence[Path]) -> ValidationRun:
    """Run the cases of each file.  A file that cannot be used is named with the reason and does not stop the others."""
    runs: list[FileRun] = []
    refused: list[tuple[str, str]] = []
    for path in paths:
        try:
            data = read_limited(path, MAX_FILE)
            runs.append(FileRun(run_file(path.name, _parsed(path.name, data)), sha256_of(data)))
        except QaError as error:
            refused.append((path.name, str(error)))
    return ValidationRun(tuple(runs), tuple(refused))


class ValidationService:
    """The signed report of a validation."""

    def __init__(self, workspace: Workspace, keys: KeyRing, settings: SettingsService) -> None:
        self._store = workspace.store
        self._keys = keys
        self._settings = settings

    @needs(Permission.READ_ALL)
    def sign_report(self, actor: Actor, run: ValidationRun, password: str, target: Path) -> str:
        """Write the results as a PDF that the person signs with their own key; return the number of the report.

        Cases that do not agree are printed like the others.  Raises :class:`RefusedError` when there is nothing to sign, a file
        was refused, the target exists, the password is wrong or the person has no key.
        """
        if run.refused or not run.total:
            raise RefusedError("A report needs files that can all be read, with at least one case. Nothing was signed.")
        if target.exists():
            raise RefusedError("“{name}” exists already. Nothing was signed. Choose another name.", name=target.name)
        key = self._keys.signer_for(actor.person_id, password)
        stage = next((stage for stage in _STAGE_ORDER if stage in key.stages), None)
        if stage is None:
            raise RefusedError("Your certificate does not allow signing. Nothing was signed. Ask an administrator.")
        now = self._store.now()
        settings = self._settings.current()
        statement = _statement(run, actor, stage, now, site=settings.site)
        server = TimeStampServer(settings.time_stamp_url) if settings.time_stamp_url else None
        signed = signed_statement(statement, key, now, self._keys, server=server)
        details: Json = {
            "number": statement.number,
            "content": statement.digest(),
            "pdf": sha256_of(signed.data),
            "cases": run.total,
            "different": run.failed,
        }
        write_safely(target, signed.data)
        try:
            with self._store.writing(actor.person_id) as work:
                work.audit("validation.sign", "workspace", statement.id, details)
        except BaseException:
            target.unlink(missing_ok=True)  # a signature that is not on record does not leave the house
            raise
        return statement.number


def _parsed(name: str, data: bytes) -> Value:
    try:
        parsed: Value = json.loads(data.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise FileRefusedError("“{name}” is not JSON that can be read ({why}).", name=name, why=error) from error
    return parsed


def _no_number(word: str) -> Value:
    raise ValueError(f"{word} is not a number")


def _statement(run: ValidationRun, actor: Actor, stage: Stage, now: Moment, *, site: str) -> Statement:
    good = run.total - run.failed
    cases = (Head("Case", 1.1), Head("Expected", 3), Head("Got", 3), Head("Result", 1.2))
    tables = [
        StatementTable(
            "Files",
            (Head("File", 2), Head("Cases", 0.6, right=True), Head("Differ", 0.6, right=True), Head("SHA-256", 4)),
            tuple((r.result.name, str(len(r.result.cases)), str(r.result.failed), r.sha256) for r in run.files),
        )
    ]
    for one in run.files:
        result = one.result
        rows = tuple(
            (case.id, shown(case.expected), shown(case.got), "ok" if case.ok else f"Differs. {case.why}") for case in result.cases
        )
        tables.append(
            StatementTable(f"{result.name}: {result.id}", cases, rows, f"{len(rows) - result.failed} of {len(rows)} ok")
        )
    return Statement(
        id=new_id(),
        kind="Software validation",
        number=f"VAL-{now.local:%Y%m%d-%H%M%S}",
        title="Reference cases run through the methods of this program",
        site=site,
        signer=actor.name,
        signer_login=actor.login,
        stage=stage,
        meaning=MEANING,
        at=now.iso,
        facts=_facts(),
        paragraphs=tuple(f"{r.result.name}: {note}" for r in run.files for note in r.result.notes),
        tables=tuple(tables),
        outcome=Verdict.FAILS if run.failed else Verdict.CONFORMS,
        headline=f"{run.failed} OF {run.total} CASES DIFFER" if run.failed else f"ALL {run.total} CASES AGREE",
        tally=(("agree", good), ("differ", run.failed)),
        content={"program": __version__, "files": [_file_content(r) for r in run.files]},
    )


def _facts() -> tuple[tuple[str, str], ...]:
    """Return what the results were computed with: another version is another validation."""
    return (
        ("Program", f"QA Desktop {__version__}"),
        ("Python", f"{platform.python_implementation()} {platform.python_version()}"),
        ("numpy, scipy", f"{_version('numpy')}, {_version('scipy')}"),
        ("Computer", f"{platform.node()}, {platform.system()} {platform.release()} {platform.machine()}"),
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _file_content(run: FileRun) -> Json:
    return {
        "name": run.result.name,
        "id": run.result.id,
        "sha256": run.sha256,
        "cases": [
            {"id": case.id, "expected": _texts(case.expected), "got": _texts(case.got), "ok": case.ok}
            for case in run.result.cases
        ],
    }


def _texts(value: Value) -> Json:
    """Return a value without floats, as records keep numbers."""
    found = plain(value)
    converted: Json = json.loads(json.dumps(found), parse_float=str)
    return converted
