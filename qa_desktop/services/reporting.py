"""Signed reports: listing, showing, exporting, printing, verifying."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa_desktop.domain.errors import CancelledError, ConflictError, FaultError, QaError, RefusedError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.reports.types import Outcome, TimeStampServer, Verification
from qa_desktop.services.guard import needs, open_to
from qa_desktop.services.keys import KeyRing
from qa_desktop.services.report_files import MAX_PDF, ReportFiles, trust_list
from qa_desktop.services.settings import SettingsService
from qa_desktop.storage.files import read_limited, sha256_of, write_safely
from qa_desktop.storage.queries import inspections, reports
from qa_desktop.storage.queries.reports import ReportFilter, ReportRow
from qa_desktop.storage.workspace import Workspace

Told = Callable[[int, int], None]
"""Told how many of how many are done."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A report that passed the check: only such bytes are ever shown, exported or printed."""

    report: ReportRow
    data: bytes
    verification: Verification


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote, and which reports it left out with the reason."""

    files: tuple[Path, ...]
    left_out: tuple[tuple[str, str], ...]


class ReportService:
    """Reports as customers get them."""

    def __init__(self, workspace: Workspace, keys: KeyRing, settings: SettingsService, files: ReportFiles) -> None:
        self._workspace = workspace
        self._store = workspace.store
        self._keys = keys
        self._settings = settings
        self._files = files

    @needs(Permission.READ_ALL)
    def page(
        self, actor: Actor, wanted: ReportFilter, *, after: tuple[str, str] | None = None, limit: int = 100
    ) -> tuple[ReportRow, ...]:
        """Return the next page of reports, newest first."""
        with self._store.reading() as connection:
            return reports.page(connection, wanted, after=after, limit=limit)

    @needs(Permission.READ_ALL)
    def count(self, actor: Actor, wanted: ReportFilter) -> int:
        """Return how many reports match."""
        with self._store.reading() as connection:
            return reports.count(connection, wanted)

    @needs(Permission.READ_ALL)
    def of_inspection(self, actor: Actor, inspection_id: str) -> ReportRow | None:
        """Return the newest report of an inspection."""
        with self._store.reading() as connection:
            return reports.report_of(connection, inspection_id)

    @needs(Permission.READ_ALL)
    def show(self, actor: Actor, report_id: str) -> Shown:
        """Return the bytes of a report after they passed the check; raises :class:`FaultError` with the reason otherwise."""
        with self._store.reading() as connection:
            report = reports.report_by_id(connection, report_id)
            ledger = reports.ledger(connection)
        data = self._files.read(report)
        found = self._verify(data, ledger)
        if found.outcome not in {Outcome.VALID, Outcome.WAITING}:
            raise FaultError("The report is not shown: {reason}", reason=found.sentence)
        return Shown(report, data, found)

    @needs(Permission.EXPORT)
    def export(
        self,
        actor: Actor,
        report_ids: Sequence[str],
        folder: Path,
        *,
        told: Told | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Exported:
        """Copy signed files into a folder, each checked before and read back after; a bad one is left out and named.

        Cancelling raises :class:`CancelledError`; the files that were written stay.
        """
        written: list[Path] = []
        left_out: list[tuple[str, str]] = []
        try:
            for done, report_id in enumerate(report_ids):
                if cancelled is not None and cancelled():
                    raise CancelledError
                if told is not None:
                    told(done, len(report_ids))
                try:
                    shown = self.show(actor, report_id)
                    _require_in_force(shown.report)
                except (FaultError, RefusedError) as error:
                    left_out.append((report_id, str(error)))
                    continue
                written.append(_copied(shown, folder))
            if told is not None:
                told(len(report_ids), len(report_ids))
        finally:
            # What left the house is on record also when the rest was cancelled or failed.
            self._audit_export(actor, written, left_out)
        return Exported(tuple(written), tuple(left_out))

    @needs(Permission.EXPORT)
    def print_file(self, actor: Actor, report_id: str) -> Path:
        """Hand the signed file itself to the print system; nothing is drawn anew."""
        shown = self.show(actor, report_id)
        path = self._files.path(shown.report)
        _hand_to_printer(path)
        with self._store.writing(actor.person_id) as work:
            work.audit("report.print", "report", report_id, {"file": path.name})
        return path

    @open_to("anybody who was given a report, also without an account")
    def verify_file(self, path: Path) -> Verification:
        """Check a file from outside against this workspace's people and ledger.  Never raises for bad files."""
        try:
            data = read_limited(path, MAX_PDF)
        except QaError as error:
            return Verification(Outcome.UNREADABLE, str(error))
        with self._store.reading() as connection:
            found = self._verify(data, reports.ledger(connection))
            row = reports.report_with(connection, found.content_digest)
            reason = reports.void_reason(connection, row.inspection_id, row.round) if row is not None else ""
        return _as_the_workspace_knows(found, row, reason)

    @needs(Permission.READ_ALL)
    def stamps_waiting(self, actor: Actor) -> int:
        """Return how many reports still wait for their time stamp."""
        with self._store.reading() as connection:
            return reports.count_stamps_waiting(connection)

    @needs(Permission.EXPORT)
    def stamp_pending(self, actor: Actor) -> tuple[int, int]:
        """Try again to stamp reports that were signed while the time-stamp server was away; return (stamped, still waiting)."""
        url = self._settings.current().time_stamp_url
        with self._store.reading() as connection:
            waiting = [row for row in reports.all_reports(connection) if row.stamp_pending and row.state == "released"]
        if not url:
            return 0, len(waiting)
        stamped = sum(1 for row in waiting if self._stamped(actor, row, TimeStampServer(url)))
        return stamped, len(waiting) - stamped

    @needs(Permission.READ_ALL)
    def inspection_of(self, actor: Actor, report: ReportRow) -> inspections.InspectionRow:
        """Return the inspection that a report belongs to."""
        with self._store.reading() as connection:
            return inspections.row_of(connection, report.inspection_id)

    def _stamped(self, actor: Actor, row: ReportRow, server: TimeStampServer) -> bool:
        """Stamp one report; a damaged or changed one keeps waiting and does not hold up the others."""
        try:
            return self._stamp(actor, row, server)
        except (FaultError, ConflictError):
            return False

    def _audit_export(self, actor: Actor, written: Sequence[Path], left_out: Sequence[tuple[str, str]]) -> None:
        with self._store.writing(actor.person_id) as work:
            names: list[str] = [path.name for path in written]
            work.audit("report.export", "report", "batch", {"files": names, "left_out": [key for key, _ in left_out]})

    def _stamp(self, actor: Actor, row: ReportRow, server: TimeStampServer) -> bool:
        from qa_desktop.reports.signing import add_time_stamp  # noqa: PLC0415  (pyHanko is slow to import)

        stamped = add_time_stamp(self._files.read(row), server)
        if stamped is None:
            return False
        with self._store.reading() as connection:
            ledger = reports.ledger(connection)
        if self._verify(stamped, ledger).outcome is not Outcome.VALID:
            return False
        digest = self._files.put_aside(stamped)
        try:
            with self._store.writing(actor.person_id) as work:
                now = reports.report_by_id(work.connection, row.id)
                if (now.state, now.sha256) != (row.state, row.sha256):
                    raise ConflictError("The report changed while its time stamp was fetched. Try again.")
                reports.update_report(work, row.id, sha256=digest, size=len(stamped), stamp_pending=0)
                work.audit("report.stamp", "report", row.id, {"pdf": digest})
        except BaseException:
            self._files.discard(digest)
            raise
        self._files.release(digest, row.file)
        return True

    def _verify(self, data: bytes, ledger: Mapping[str, tuple[int, str]]) -> Verification:
        from qa_desktop.reports.verify import verify  # noqa: PLC0415  (pyHanko is slow to import)

        return verify(data, trust_list(self._keys, ledger))


def _copied(shown: Shown, folder: Path) -> Path:
    """Write a report that passed its check into a folder and read it back."""
    target = folder / shown.report.file
    write_safely(target, shown.data)
    if sha256_of(target.read_bytes()) != shown.report.sha256:
        raise FaultError("“{name}” could not be read back after writing. Check the drive and export again.", name=target.name)
    return target


def _as_the_workspace_knows(found: Verification, row: ReportRow | None, reason: str) -> Verification:
    """Return the outcome with what only the workspace can know: that a report was voided, or released meanwhile."""
    if row is None or found.outcome not in {Outcome.VALID, Outcome.WAITING}:
        return found
    sentence = ""
    if row.state == "void":
        sentence = f"Do not rely on this file: the signatures of this report were voided ({reason})."
    elif row.state == "released" and found.outcome is Outcome.WAITING:
        sentence = f"Do not rely on this file: it lacks the countersignature, which the released report {row.file} bears."
    return replace(found, outcome=Outcome.CHANGED, sentence=sentence, findings=(sentence,)) if sentence else found


def _require_in_force(report: ReportRow) -> None:
    if report.state == "void":
        raise RefusedError("{file} was voided and is not handed out. It stays in the reports folder.", file=report.file)


def _hand_to_printer(path: Path) -> None:
    """Give a file to the print system: the shell's print verb on Windows, ``lp`` or ``lpr`` elsewhere."""
    if sys.platform == "win32":
        os.startfile(str(path), "print")  # noqa: S606  (the print verb of the shell, on a file of our own)
        return
    command = shutil.which("lp") or shutil.which("lpr")
    if command is None:
        raise RefusedError("No print system was found on this computer. Export the report and print it from another one.")
    try:
        result = subprocess.run(  # noqa: S603  (the print command of the system, on a file of our own)
            [command, str(path)], capture_output=True, text=True, errors="replace", timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FaultError("The print system does not answer. Check the printer, or export the report instead.") from error
    if result.returncode != 0:
        raise FaultError("The print system refused the file: {reason}", reason=result.stderr.strip() or "no reason given")
