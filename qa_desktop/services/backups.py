"""Backups that can be restored: written under another name, read back, compared, and only then counted.

A backup is a folder ``qa-backup-…`` with database, keys and a list of files with their digests.  Photos and reports lie once in
``pool`` beside it, by digest, so that each backup copies only what is new.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa_desktop.domain.canonical import canonical_json
from qa_desktop.domain.errors import CancelledError, FaultError, InputError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.services.guard import needs, open_to
from qa_desktop.services.settings import SettingsService
from qa_desktop.storage import place
from qa_desktop.storage.clock import utc_text
from qa_desktop.storage.files import file_fault, sha256_of, write_safely
from qa_desktop.storage.queries import backups, signed_files, stations
from qa_desktop.storage.unit import new_id
from qa_desktop.storage.workspace import DATABASE, FOLDERS, Workspace, copy_database, exists, open_

MANIFEST = "manifest.json"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"qa-backup-\d{8}T\d{6}Z(-\d+)?")
KEEP = 30
"""How many backups stay; the pool keeps every photo and report for ever."""

_TRIES = 5
"""How often a backup is begun anew because somebody signed while it was copied."""

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and read back."""

    folder: Path
    files: int
    copied: int


class BackupService:
    """Making backups of an open workspace."""

    def __init__(self, workspace: Workspace, settings: SettingsService) -> None:
        self._workspace = workspace
        self._store = workspace.store
        self._settings = settings

    @needs(Permission.VERIFY)
    def make(
        self,
        actor: Actor,
        *,
        target: Path | None = None,
        told: Told | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Backup:
        """Make a backup while people go on working, and read it back.

        ``target`` is the folder that holds backups; without it, the one from the settings or the workspace's own.
        """
        return self._make(actor.person_id, target, told, cancelled)

    @open_to("the program itself, while it runs")
    def make_if_changed(self) -> Backup | None:
        """Make a backup when something was recorded since the last good one; return ``None`` when there is nothing new."""
        with self._store.reading() as connection:
            now = stations.chain_point(connection, self._store.station_id).seq
            # The backup itself leaves one audit entry, which alone is no reason for the next.
            if now <= backups.last_good_seq(connection) + 1:
                return None
        return self._make(None, None, None, None)

    def _make(self, actor_id: str | None, target: Path | None, told: Told | None, cancelled: Callable[[], bool] | None) -> Backup:
        into = target or Path(self._settings.current().backup_folder or self._workspace.backups)
        name = _free_name(into, utc_text(self._store.clock()))
        part = into / f".part-{name}"
        with self._store.reading() as connection:
            point = stations.chain_point(connection, self._store.station_id)
        try:
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            listed, copied = self._copy(into / "pool", part, told, cancelled)
            manifest: dict[str, Any] = {
                "format": "qa-desktop/backup/1",
                "database": sha256_of((part / DATABASE).read_bytes()),
                "files": listed,
                "head": {"station": self._store.station_id, "seq": point.seq, "hash": point.hash},
            }
            write_safely(part / MANIFEST, canonical_json(manifest).encode("utf-8"))
            part.replace(into / name)
        except OSError as error:
            raise file_fault(error, into / name) from error
        finally:
            shutil.rmtree(part, ignore_errors=True)
        check_backup(into / name)
        with self._store.writing(actor_id) as work:
            backups.add_run(work, target=str(into / name), result="ok", head_seq=point.seq, head_hash=point.hash)
            work.audit("workspace.backup", "workspace", name, {"files": len(listed), "seq": point.seq})
        _thin(into)
        return Backup(into / name, len(listed), copied)

    def _copy(
        self, pool: Path, part: Path, told: Told | None, cancelled: Callable[[], bool] | None
    ) -> tuple[dict[str, str], int]:
        """Copy the database and then the files, again when somebody signed meanwhile: both must tell the same.

        Photos and keys are in place before their rows; a report changes its file when it is countersigned.
        """
        copied = 0
        for _ in range(_TRIES):
            before = self._report_files()
            copy_database(self._workspace.database, part / DATABASE)
            listed, more = self._copy_files(pool, part, told, cancelled)
            copied += more
            held = {path.removeprefix("reports/"): digest for path, digest in listed.items() if path.startswith("reports/")}
            held_digests = frozenset(held.values())
            if before == self._report_files() and all(digest in held_digests for digest in before.values()):
                break
        return listed, copied

    def _report_files(self) -> dict[str, str]:
        with self._store.reading() as connection:
            return {row.file: row.sha256 for row in signed_files.signed_files(connection)}

    def _copy_files(
        self, pool: Path, part: Path, told: Told | None, cancelled: Callable[[], bool] | None
    ) -> tuple[dict[str, str], int]:
        sources = [
            path
            for folder in ("attachments", "reports", "keys")
            for path in sorted((self._workspace.folder / folder).rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        ]
        listed: dict[str, str] = {}
        copied = 0
        for done, path in enumerate(sources):
            if cancelled is not None and cancelled():
                raise CancelledError
            if told is not None:
                told(done, len(sources))
            inside = path.relative_to(self._workspace.folder)
            try:
                data = path.read_bytes()
            except FileNotFoundError:  # a signed file that got its name just now; it is found on the next try
                continue
            digest = sha256_of(data)
            listed[inside.as_posix()] = digest
            if inside.parts[0] == "keys":
                write_safely(part / inside, data, mode=0o600)
            elif not (pool / digest[:2] / digest).exists():
                write_safely(pool / digest[:2] / digest, data, mode=0o440)
                copied += 1
        return listed, copied


def check_backup(folder: Path) -> int:
    """Read a whole backup back and compare every file with its digest; return how many files it holds.

    Raises :class:`FaultError` naming the first file that is missing or different.
    """
    manifest = _manifest(folder)
    if sha256_of(_read(folder / DATABASE)) != manifest["database"]:
        raise FaultError("The database in the backup {name} is damaged. Use another backup.", name=folder.name)
    for inside, digest in manifest["files"].items():
        if sha256_of(_read(_place_of(folder, inside, digest))) != digest:
            raise FaultError("“{file}” in the backup {name} is damaged. Use another backup.", file=inside, name=folder.name)
    return len(manifest["files"])


def restore(backup: Path, into: Path, *, told: Told | None = None) -> int:
    """Restore a backup into a new folder; a folder that holds a workspace is never overwritten.

    The restored workspace starts a new epoch and says so in its audit chain, because its history may be shorter than what
    signed reports witness.  Returns how many files were restored.
    """
    into = into.absolute()
    if exists(into) or (into.is_dir() and any(into.iterdir())):
        raise InputError("{folder} is not empty. Restore into a new folder, so that nothing is overwritten.", folder=into)
    place.require_good_place(into)
    count = check_backup(backup)
    manifest = _manifest(backup)
    building = into.with_name(f".part-{into.name}")
    try:
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        for name in FOLDERS:
            (building / name).mkdir()
        for done, (inside, digest) in enumerate(manifest["files"].items()):
            if told is not None:
                told(done, count)
            target = building / inside
            mode = {"attachments": 0o440, "keys": 0o600}.get(target.relative_to(building).parts[0], 0o640)
            write_safely(target, _read(_place_of(backup, inside, digest)), mode=mode)
        write_safely(building / DATABASE, _read(backup / DATABASE))
        if into.is_dir():
            into.rmdir()
        building.replace(into)
    except OSError as error:
        raise file_fault(error, into) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    _begin_new_epoch(into, backup.name)
    return count


def list_backups(folder: Path) -> tuple[Path, ...]:
    """Return the backups in a folder, newest first."""
    if not folder.is_dir():
        return ()
    return tuple(sorted((path for path in folder.iterdir() if _NAME.fullmatch(path.name)), reverse=True))


def _begin_new_epoch(folder: Path, name: str) -> None:
    workspace = open_(folder)
    try:
        with workspace.store.writing(None) as work:
            epoch = new_id()
            stations.set_fact(work, "epoch", epoch)
            work.audit("workspace.restore", "workspace", epoch, {"from": name})
    finally:
        workspace.close()


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FaultError("{folder} is not a backup: its list of files cannot be read.", folder=folder) from error
    if not isinstance(found, dict) or found.get("format") != "qa-desktop/backup/1":
        raise FaultError("{folder} is not a backup of QA Desktop.", folder=folder)
    files, database = found.get("files"), found.get("database")
    if not isinstance(files, dict) or not isinstance(database, str) or not all(map(_is_entry, files.items())):
        raise FaultError("{folder} is not a sound backup: its list of files is damaged. Use another backup.", folder=folder)
    return found


def _is_entry(entry: tuple[object, object]) -> bool:
    """Return whether a line of the list names a file inside the workspace and a digest."""
    inside, digest = entry
    if not isinstance(inside, str) or not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        return False
    parts = inside.split("/")
    return len(parts) > 1 and parts[0] in FOLDERS and not {"", ".", ".."} & set(parts) and not set("\\:\0") & set(inside)


def _place_of(folder: Path, inside: str, digest: str) -> Path:
    if inside.startswith("keys/"):
        return folder / inside
    return folder.parent / "pool" / digest[:2] / digest


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FaultError("“{name}” is missing from the backup. Use another backup.", name=path.name) from error


def _free_name(into: Path, utc: str) -> str:
    stamp = utc[:19].replace("-", "").replace(":", "") + "Z"
    name, more = f"qa-backup-{stamp}", 1
    while (into / name).exists():
        more += 1
        name = f"qa-backup-{stamp}-{more}"
    return name


def _thin(into: Path) -> None:
    for old in list_backups(into)[KEEP:]:
        shutil.rmtree(old, ignore_errors=True)
