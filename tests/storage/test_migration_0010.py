"""Schema 0010: costs that were stated are those of a piece, and lessons have no uses yet."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from qa_desktop.domain.errors import RefusedError
from qa_desktop.storage import schema
from qa_desktop.storage.database import Database

_COST = "INSERT INTO part_cost (id, part_id, cost, currency, valid_from, person_id, at, at_offset"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database at the schema before, with a cost of a part."""
    path = tmp_path / "old.db"
    database = Database(path)
    schema.migrate(database, upto=schema.REVISIONS.index("0010"))
    with database.maintenance() as connection, connection.begin():
        for statement in (
            "INSERT INTO part (id, number, created_at) VALUES ('p', '4711', '2026')",
            "INSERT INTO person (id, login, name, created_at) VALUES ('m', 'ruth', 'Ruth', '2026')",
            f"{_COST}) VALUES ('c', 'p', '12.50', 'EUR', '2026-01-01', 'm', '2026', 0)",
        ):
            connection.exec_driver_sql(statement)
    database.close()
    return path


def test_a_stated_cost_is_that_of_a_piece_and_other_kinds_are_known_ones(old: Path) -> None:
    database = Database(old)
    try:
        schema.migrate(database)
        with database.reading() as connection:
            assert schema.schema_version(connection) == schema.SCHEMA_VERSION
            assert schema.missing_triggers(connection) == ()
            assert [tuple(row) for row in connection.execute(text("SELECT id, cost, kind FROM part_cost"))] == [
                ("c", "12.50", "piece")
            ]
            assert connection.execute(text("SELECT count(*) FROM lesson_use")).scalar_one() == 0
        values = "'p', '2', 'EUR', '2026-01-01', 'm', '2026', 0"
        with database.writing() as connection:
            connection.exec_driver_sql(f"{_COST}, kind) VALUES ('r', {values}, 'rework')")
        with pytest.raises(RefusedError, match="known kind"), database.writing() as connection:
            connection.exec_driver_sql(f"{_COST}, kind) VALUES ('x', {values}, 'guess')")
        with pytest.raises(RefusedError), database.writing() as connection:
            connection.exec_driver_sql("UPDATE part_cost SET kind = 'piece'")
    finally:
        database.close()
