"""Engines and connections of the embedded database.

One writer (a pool of one, ``BEGIN IMMEDIATE``) and several readers (``query_only``).  Everything that only SQLite can do
is in this module, in :mod:`triggers` and in :mod:`faults`.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.pool import QueuePool, StaticPool

from qa_desktop.domain.errors import FaultError
from qa_desktop.storage.faults import told_apart

APPLICATION_ID = 0x51414431
"""Marks the file as ours ("QAD1")."""

_SAFE_WAL = ((3, 51, 3), (3, 50, 7), (3, 44, 6))


def sqlite_module() -> ModuleType:
    """Return the bundled SQLite library, or Python's own where no bundled one exists."""
    try:
        import pysqlite3.dbapi2 as bundled  # noqa: PLC0415  (absent on platforms without a wheel)
    except ImportError:
        return sqlite3
    module: ModuleType = bundled
    return module


def wal_is_safe(version: str) -> bool:
    """Return whether a library is free of the WAL-reset fault (fixed in 3.51.3, 3.50.7 and 3.44.6)."""
    number = tuple(int(part) for part in version.split("."))
    return number >= _SAFE_WAL[0] or any(number[:2] == fixed[:2] and number >= fixed for fixed in _SAFE_WAL[1:])


class Database:
    """The embedded database of one workspace."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._module = sqlite_module()
        self._wal = wal_is_safe(self._module.sqlite_version)
        self._write_lock = threading.RLock()
        self._writer = self._engine(reader=False)
        self._reader = self._engine(reader=True)

    @property
    def library_version(self) -> str:
        """The version of the SQLite library in use."""
        return str(self._module.sqlite_version)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield the writer connection inside one transaction: committed at the end, rolled back on any error.

        One transaction at a time; a nested one is a bug and raises.
        """
        if not self._write_lock.acquire(timeout=30):
            raise FaultError("Another save is still running. Nothing was lost; try again in a moment.")
        try:
            with told_apart(), self._writer.begin() as connection:
                yield connection
        finally:
            self._write_lock.release()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a reader connection; its transaction ends with the block so that the log can be folded back."""
        with told_apart(), self._reader.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def reading_afresh(self) -> Iterator[Connection]:
        """Yield a reader connection that has read nothing yet, for checking the file itself.

        A connection that searched before keeps parts of the full-text index in memory; SQLite's own check compares them with what
        others wrote since, and calls a sound file damaged.
        """
        engine = self._engine(reader=True)
        try:
            with told_apart(), engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()

    @contextlib.contextmanager
    def maintenance(self) -> Iterator[Connection]:
        """Yield a connection without the guard, with foreign keys off, for migration, backup and repair only."""
        engine = self._engine(reader=False, guarded=False)
        try:
            with self._write_lock, told_apart(), engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()

    def fold_back(self) -> None:
        """Write the log into the file and empty it, so that nobody reads from it in which order things were written.

        A reader that is busy for long keeps it as it is; the log is folded back later all the same.
        """
        with self._write_lock:
            pooled = self._writer.raw_connection()
            try:
                pooled.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
            finally:
                pooled.close()

    def read_back(self, copy: Path) -> str:
        """Return what SQLite says of a copy, opened read-only so that it stays as it was written; ``ok`` when it is sound."""
        connection = self._module.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)
        try:
            return str(connection.execute("PRAGMA quick_check").fetchone()[0])
        finally:
            connection.close()

    def close(self) -> None:
        """Fold the log back into the file and close all connections."""
        with self._write_lock:
            self._reader.dispose()
            with contextlib.suppress(Exception), self._writer.connect() as connection:
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            self._writer.dispose()

    def _engine(self, *, reader: bool, guarded: bool = True) -> Engine:
        pool: dict[str, Any] = (
            {"poolclass": QueuePool, "pool_size": 3, "max_overflow": 3} if reader else {"poolclass": StaticPool}
        )
        engine = create_engine(
            f"sqlite:///{self.path}",
            module=self._module,
            connect_args={"check_same_thread": False, "isolation_level": None, "timeout": 5.0, "cached_statements": 256},
            **pool,
        )

        def connected(connection: Any, _record: object) -> None:
            self._prepare(connection, reader=reader, guarded=guarded)

        def begin(dbapi_connection: Any) -> None:
            dbapi_connection.execute("BEGIN" if reader else "BEGIN IMMEDIATE")

        event.listen(engine, "connect", connected)
        # Not an event: an engine with listeners for statements pays for them at every statement, also on the path of answers.
        engine.dialect.do_begin = begin  # type: ignore[method-assign]
        return engine

    def _prepare(self, connection: Any, *, reader: bool, guarded: bool) -> None:
        pragmas = [
            "foreign_keys=" + ("ON" if guarded else "OFF"),
            "recursive_triggers=ON",
            "busy_timeout=5000",
            "trusted_schema=OFF",
            "cell_size_check=ON",
            "mmap_size=0",
            "secure_delete=ON",
            "journal_size_limit=33554432",
        ]
        if reader:
            pragmas += ["wal_autocheckpoint=0", "query_only=ON"]
        elif self._wal:
            pragmas += ["journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=1000"]
        else:
            pragmas += ["journal_mode=DELETE", "synchronous=EXTRA"]
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        if guarded and not reader:
            connection.set_authorizer(_Guard(self._module))


class _Guard:
    """Refuses on the writer connection whatever the program never does: dropping, altering, attaching, rewriting audit."""

    def __init__(self, module: ModuleType) -> None:
        code = vars(module)
        self._ok: int = code.get("SQLITE_OK", 0)
        self._deny: int = code.get("SQLITE_DENY", 1)
        names = ("DROP_TABLE", "DROP_TRIGGER", "DROP_INDEX", "DROP_VIEW", "ALTER_TABLE", "ATTACH", "DETACH")
        self._never = frozenset(code[f"SQLITE_{name}"] for name in names if f"SQLITE_{name}" in code)
        self._writes = frozenset(code[f"SQLITE_{name}"] for name in ("UPDATE", "DELETE") if f"SQLITE_{name}" in code)
        self._pragma: int = code.get("SQLITE_PRAGMA", 19)

    def __call__(self, action: int, first: str | None, second: str | None, _db: str | None, _trigger: str | None) -> int:
        if action in self._never:
            return self._deny
        if action in self._writes and first in {"audit", "answer_change", "sqlite_master"}:
            return self._deny
        if action == self._pragma and first == "writable_schema" and second is not None:
            return self._deny
        return self._ok
