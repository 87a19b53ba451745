"""Signed files on their way into the reports folder.

A signed file is written and flushed under ``reports/pending`` before the transaction that records it; after the commit it is
renamed.  A file without a row was never released and is cleared away; a row whose file is still pending is finished at the
next start.  Nothing is guessed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

from qa_desktop.domain.errors import FaultError, QaError
from qa_desktop.reports.types import TrustList
from qa_desktop.services.keys import KeyRing
from qa_desktop.storage.files import file_fault, flush_folder, sha256_of, write_safely
from qa_desktop.storage.queries import signed_files
from qa_desktop.storage.queries.signed_files import Filed
from qa_desktop.storage.unit import Connection
from qa_desktop.storage.workspace import Workspace

MAX_PDF = 200 * 1024 * 1024
"""Larger files from outside are not read."""


class ReportFiles:
    """The reports folder of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._folder = workspace.reports
        self._pending = workspace.reports / "pending"

    def put_aside(self, data: bytes) -> str:
        """Write a signed file under its digest, read it back, and return the digest."""
        digest = sha256_of(data)
        path = self._pending / f"{digest}.pdf"
        write_safely(path, data)
        if sha256_of(path.read_bytes()) != digest:
            raise FaultError("The drive returned other bytes than were written. Nothing was signed. Check the drive.")
        return digest

    def discard(self, digest: str) -> None:
        """Clear a pending file away whose transaction did not happen.

        A commit that reports an error may have happened all the same, so the database is asked; in doubt the file stays, and the
        next start decides.
        """
        with contextlib.suppress(QaError, OSError), self._workspace.store.reading() as connection:
            if digest not in _recorded(connection):
                (self._pending / f"{digest}.pdf").unlink(missing_ok=True)

    def release(self, digest: str, name: str) -> Path:
        """Give a recorded file its name.  The signature counts already: what keeps the name away is tried again at every start.

        Raises :class:`FaultError` when the drive refuses; :meth:`read` finds the file all the same.
        """
        target = self._folder / name
        try:
            (self._pending / f"{digest}.pdf").replace(target)
            flush_folder(self._folder)
        except OSError as error:
            raise file_fault(error, target) from error
        return target

    def read(self, report: Filed) -> bytes:
        """Return the bytes of a report; raises :class:`FaultError` when the file is missing or was changed."""
        try:
            data = self.path(report).read_bytes()
        except OSError as error:
            raise FaultError("The file of report {number} is missing. Restore it from a backup.", number=report.number) from error
        if sha256_of(data) != report.sha256:
            raise FaultError(
                "The file of report {number} is not the one that was signed. It is not shown. Restore it from a backup.",
                number=report.number,
            )
        return data

    def path(self, report: Filed) -> Path:
        """Return where the file of a report lies: under its name, or still pending when the drive refused the renaming."""
        pending = self._pending / f"{report.sha256}.pdf"
        return pending if pending.is_file() else self._folder / report.file

    def finish_interrupted(self) -> tuple[str, ...]:
        """Finish renames that a crash interrupted and clear away files that were never recorded; return what was done."""
        if not self._pending.is_dir():
            return ()
        with self._workspace.store.reading() as connection:
            known = _recorded(connection)
        done = []
        for path in self._pending.glob(".part-*"):
            with contextlib.suppress(OSError):
                path.unlink()
        for path in sorted(self._pending.glob("*.pdf")):
            # A file that a reader holds open is named at the next start; it must not keep the workspace shut.
            with contextlib.suppress(OSError, FaultError):
                done.append(self._finish(path, known))
        return tuple(done)

    def _finish(self, path: Path, known: Mapping[str, str]) -> str:
        digest = path.stem
        if digest not in known:
            path.unlink()
            return f"cleared {path.name}"
        if sha256_of(path.read_bytes()) != digest:
            return f"left {path.name}: it is not the file that was signed"
        self.release(digest, known[digest])
        return f"finished {known[digest]}"


def _recorded(connection: Connection) -> dict[str, str]:
    """Return the name of every signed file by its digest."""
    return {row.sha256: row.file for row in signed_files.signed_files(connection) if row.sha256}


def trust_list(keys: KeyRing, ledger: Mapping[str, tuple[int, str]]) -> TrustList:
    """Return whom a report is checked against: own authority, people by role, withdrawals, ledger."""
    trust = keys.trust()
    return TrustList(tuple(trust.roots), dict(trust.roles), dict(ledger), revoked=dict(trust.revoked))


def report_name(number: str, round_: int) -> str:
    """Return the file name of the report of a round."""
    return f"{number}-r{round_}.pdf"
