"""A workspace: one folder with everything in it, open in one program at a time."""

from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

import psutil
from filelock import FileLock, Timeout
from sqlalchemy import select

from qa_desktop.domain.errors import FaultError, NotFoundError
from qa_desktop.storage import place, schema
from qa_desktop.storage.clock import Clock, Moment, system_clock
from qa_desktop.storage.database import Database
from qa_desktop.storage.files import Attachments, file_fault, write_safely
from qa_desktop.storage.models import Meta, Station
from qa_desktop.storage.unit import Store

DATABASE = "qa.db"
FOLDERS = ("attachments", "reports", "keys", "logs", "backups")


class Workspace:
    """An open workspace.  Close it to let another program in."""

    def __init__(self, folder: Path, lock: FileLock, database: Database, store: Store) -> None:
        self.folder = folder
        self.database = database
        self.store = store
        self.attachments = Attachments(folder / "attachments")
        self._lock = lock

    @property
    def reports(self) -> Path:
        """The folder of signed reports."""
        return self.folder / "reports"

    @property
    def keys(self) -> Path:
        """The folder of encrypted key files."""
        return self.folder / "keys"

    @property
    def backups(self) -> Path:
        """The folder of backups, unless settings name another."""
        return self.folder / "backups"

    def close(self) -> None:
        """Close the database and let go of the lock."""
        self.database.close()
        with contextlib.suppress(OSError):
            _holder_file(self.folder).unlink()
        self._lock.release()


def exists(folder: Path) -> bool:
    """Return whether the folder holds a workspace; raises :class:`FaultError` when it may not be looked at."""
    try:
        return (folder / DATABASE).is_file()
    except OSError as error:
        raise file_fault(error, folder / DATABASE) from error


def create(folder: Path, *, station_code: str = "01", clock: Clock = system_clock, first: Callable[[Store], None]) -> Workspace:
    """Make a new workspace and open it.  ``first`` writes the first rows (site, station, first administrator).

    Raises :class:`FaultError` when the folder holds something already or cannot hold a database.
    """
    if exists(folder):
        raise FaultError("{folder} already holds a workspace. Open it, or choose an empty folder.", folder=folder)
    place.require_good_place(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in FOLDERS:
            (folder / name).mkdir(exist_ok=True)
        (folder / "keys").chmod(0o700)
    except OSError as error:
        raise file_fault(error, folder) from error
    place.require_writable(folder)
    lock = _take_lock(folder)
    # Built under another name and renamed, so that a half-made database is never opened as a workspace.
    building = folder / f".{DATABASE}.new"
    try:
        for leftover in (building, Path(f"{building}-wal"), Path(f"{building}-shm")):
            leftover.unlink(missing_ok=True)
        database = Database(building)
        schema.migrate(database)
        first(Store(database, clock, ""))
        database.close()
        building.replace(folder / DATABASE)
    except BaseException:
        with contextlib.suppress(OSError):
            _holder_file(folder).unlink()
        lock.release()
        raise
    return _opened(folder, lock, clock, station_code)


def open_(folder: Path, *, station_code: str = "01", clock: Clock = system_clock) -> Workspace:
    """Open a workspace, bringing an older schema up to date after a backup.

    Raises one clear sentence and changes nothing when it is open elsewhere, from a newer version, damaged, on a read-only or
    full disk, or on a network share.
    """
    if not exists(folder):
        raise NotFoundError("{folder} holds no workspace. Choose another folder or make a new workspace.", folder=folder)
    place.require_good_place(folder)
    lock = _take_lock(folder)
    try:
        _look_before_touching(folder)
        place.require_writable(folder)
        _bring_up_to_date(folder, clock)
        return _opened(folder, lock, clock, station_code)
    except BaseException:
        with contextlib.suppress(OSError):
            _holder_file(folder).unlink()
        lock.release()
        raise


def _opened(folder: Path, lock: FileLock, clock: Clock, station_code: str) -> Workspace:
    database = Database(folder / DATABASE)
    try:
        with database.reading() as connection:
            missing = schema.missing_triggers(connection)
            station = connection.execute(select(Station.id).where(Station.code == station_code)).scalar()
        if missing:
            raise FaultError(
                "The database lacks {count} of the rules that protect signed records, so it is not opened. "
                "Somebody changed it outside the program. Restore a backup beside it.",
                count=len(missing),
            )
        if station is None:
            raise FaultError(
                "Station {code} is not enrolled in this workspace. Ask an administrator to enrol it.", code=station_code
            )
    except BaseException:
        database.close()
        raise
    return Workspace(folder, lock, database, Store(database, clock, station))


def _look_before_touching(folder: Path) -> None:
    path = folder / DATABASE
    try:
        with path.open("rb") as stream:
            header = stream.read(100)
    except OSError as error:
        raise file_fault(error, path) from error
    if len(header) < 100 or not header.startswith(b"SQLite format 3\0"):
        raise FaultError(
            "{name} is not a database or is damaged. Nothing was changed. Restore the newest backup into another folder.",
            name=path.name,
        )
    # Offsets 60 and 68 of the file header hold user_version and application_id (SQLite file format, section 1.3).
    schema.require_known(int.from_bytes(header[68:72], "big"), int.from_bytes(header[60:64], "big"))


def _bring_up_to_date(folder: Path, clock: Clock) -> None:
    database = Database(folder / DATABASE)
    try:
        with database.reading() as connection:
            found = schema.schema_version(connection)
            schema.require_known(schema.application_id(connection), found)
        if found < schema.SCHEMA_VERSION:
            stamp = Moment.of(clock()).utc.replace(":", "").split(".")[0]
            copy_database(database, folder / "backups" / f"before-upgrade-{stamp}.db")
            schema.migrate(database)
    finally:
        database.close()


def copy_database(database: Database, target: Path) -> None:
    """Write a consistent copy of the database under ``target`` and read it back before it gets that name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".part-{target.name}")
    part.unlink(missing_ok=True)
    with database.maintenance() as connection:
        raw = connection.connection.dbapi_connection
        if raw is None:
            raise FaultError("The database is closed.")
        raw.execute("VACUUM INTO ?", (str(part),))
    result = database.read_back(part)
    if result != "ok":
        part.unlink(missing_ok=True)
        raise FaultError("The copy of the database could not be read back, so it was discarded. Check the drive.")
    write_through(part)
    part.replace(target)


def write_through(path: Path) -> None:
    """Flush a file that another library wrote."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def site_name(store: Store) -> str:
    """Return the name of the site, as reports print it."""
    with store.reading() as connection:
        return str(connection.execute(select(Meta.value).where(Meta.name == "site")).scalar() or "")


def _take_lock(folder: Path) -> FileLock:
    # Opened in a worker and closed by the window: the lock belongs to the program, not to one of its threads.
    lock = FileLock(folder / "workspace.lock", timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise FaultError(
            "This workspace is already open{holder}. Nothing was changed. Use that window, or close it first.",
            holder=_holder(folder),
        ) from error
    except OSError as error:
        raise file_fault(error, folder / "workspace.lock") from error
    with contextlib.suppress(FaultError):
        write_safely(
            _holder_file(folder), json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "user": _user()}).encode()
        )
    return lock


def _holder_file(folder: Path) -> Path:
    return folder / "workspace.holder"


def _holder(folder: Path) -> str:
    try:
        found = json.loads(_holder_file(folder).read_text(encoding="utf-8"))
        return f" (by {found['user']} on {found['host']}, process {found['pid']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _user() -> str:
    try:
        return psutil.Process().username()
    except psutil.Error:
        return "?"
