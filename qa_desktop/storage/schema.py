"""From an empty file or an older schema to the present one, and the check that nothing is missing.

Migration runs on the maintenance connection (foreign keys off, one transaction): a rebuilt table would otherwise take its
children with it, and it loses its triggers silently, so triggers are dropped before and made again after.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, text

from qa_desktop.domain.errors import FaultError
from qa_desktop.storage.database import APPLICATION_ID, Database
from qa_desktop.storage.triggers import TRIGGERS

if TYPE_CHECKING:
    from alembic.config import Config

REVISIONS: Final = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012", "0013")
"""Every migration in order; its place plus one is the ``user_version`` of a database at that migration."""

SCHEMA_VERSION: Final = len(REVISIONS)


def schema_version(connection: Connection) -> int:
    """Return the schema version of an open database; 0 for an empty file."""
    return int(connection.execute(text("PRAGMA user_version")).scalar_one())


def application_id(connection: Connection) -> int:
    """Return the mark that says whose file it is; 0 for an empty file."""
    return int(connection.execute(text("PRAGMA application_id")).scalar_one())


def require_known(found_id: int, found_version: int) -> None:
    """Raise when a file is not ours or comes from a newer program."""
    if found_id not in {0, APPLICATION_ID} or (found_id == 0 and found_version != 0):
        raise FaultError("This database belongs to another program. Nothing was changed. Choose another folder.")
    if found_version > SCHEMA_VERSION:
        raise FaultError(
            "This workspace was written by a newer version of QA Desktop (schema {found}, this program knows {known}). "
            "Nothing was changed. Install the newer version to open it.",
            found=found_version,
            known=SCHEMA_VERSION,
        )


def migrate(database: Database, *, upto: int = SCHEMA_VERSION) -> None:
    """Bring the database to schema ``upto`` in one transaction and set all triggers.

    The rules belong to the newest schema; a database that is left at an older one has none.
    """
    from alembic import command  # noqa: PLC0415  (slow to import and needed only when the schema changes)

    # The driver runs in autocommit; the engine itself opens the one transaction that holds everything.
    with database.maintenance() as connection, connection.begin():
        for name in _trigger_names(connection):
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        before = _row_counts(connection)
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, REVISIONS[upto - 1])
        for statement in TRIGGERS.values() if upto == SCHEMA_VERSION else ():
            connection.exec_driver_sql(statement)
        _require_intact(connection, before)
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={upto}")


def missing_triggers(connection: Connection) -> tuple[str, ...]:
    """Return the rules that the database should keep and does not."""
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    found = {row.name: row.sql for row in rows}
    return tuple(name for name, statement in TRIGGERS.items() if found.get(name) != statement)


def alembic_config() -> Config:
    """Return Alembic's configuration, pointing at the migrations beside this file."""
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.print_stdout = lambda *_args, **_more: None  # type: ignore[method-assign]
    return config


def _trigger_names(connection: Connection) -> list[str]:
    return list(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars())


def _row_counts(connection: Connection) -> dict[str, int]:
    names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"))
    return {
        name: int(connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one())  # noqa: S608  (names from the schema)
        for name in names.scalars()
        if name != "alembic_version"
    }


def _require_intact(connection: Connection, before: dict[str, int]) -> None:
    after = _row_counts(connection)
    lost = [name for name, count in before.items() if after.get(name, 0) < count]
    broken = connection.execute(text("PRAGMA foreign_key_check")).first()
    if lost or broken is not None:
        raise FaultError("The upgrade of the workspace would have lost rows, so it was undone. Nothing was changed.")
