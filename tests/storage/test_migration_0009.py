"""Schema 0009: the table of concessions is made anew with everything that was in it; holds can name a delivery."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from qa_desktop.domain.errors import QaError
from qa_desktop.storage import schema, workspace
from qa_desktop.storage.database import Database
from qa_desktop.storage.queries import concessions
from tests.storage.test_migration_0002 import old, version_of  # noqa: F401  (a fixture)

_BEFORE = schema.REVISIONS.index("0009")
_ISSUE = (
    "INSERT INTO issue (id, number, station_id, kind, title, severity, state, inspection_id, item_id, part_id, raised_by, raised_at, "
    "raised_offset, search) SELECT 'i', 'NC-9', station_id, 'nonconformity', 'x', 'major', 'logged', i.id, t.id, i.part_id, p.id, 'x', 0, "
    "'x' FROM inspection i, item t, person p WHERE t.kind = 'measurement' AND t.revision_id = i.revision_id LIMIT 1"
)
_CONCESSION = (
    "INSERT INTO concession (id, number, kind, issue_id, part_id, item_key, upper, quantity, valid_until, reason, requested_by, "
    "requested_at, approved_by, approved_at) SELECT 'c', 'C-9', 'concession', i.id, i.part_id, t.key, '9', 2000000000, '2026-03-31', 'why', "
    "i.raised_by, 'x', (SELECT max(id) FROM person WHERE id <> i.raised_by), 'y' FROM issue i JOIN item t ON t.id = i.item_id "
    "WHERE i.id = 'i'"
)
_USE = (
    "INSERT INTO concession_use (id, concession_id, inspection_id, item_id, quantity, at) "
    "SELECT 'u', 'c', inspection_id, item_id, 1000000000, 'x' FROM issue WHERE id = 'i'"
)


def test_a_concession_keeps_its_use_and_learns_what_it_is_about(old: Path) -> None:  # noqa: F811
    path = old / workspace.DATABASE
    database = Database(path)
    try:
        schema.migrate(database, upto=_BEFORE)
        with database.maintenance() as connection, connection.begin():
            for statement in (_ISSUE, _CONCESSION, _USE):
                assert connection.exec_driver_sql(statement).rowcount == 1
            wanted = connection.exec_driver_sql(
                "SELECT t.text, t.unit FROM item t JOIN issue i ON i.item_id = t.id WHERE i.id = 'i'"
            ).one()
    finally:
        database.close()
    assert version_of(path) == _BEFORE
    opened = workspace.open_(old)
    try:
        with opened.store.reading() as connection:
            assert schema.missing_triggers(connection) == ()
            row = concessions.by_id(connection, "c")
            assert connection.execute(text("SELECT count(*) FROM hold WHERE order_line_id IS NOT NULL")).scalar_one() == 0
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert (row.number, row.upper, row.quantity, row.used, row.permits) == ("C-9", "9", 2, 1, "")
        assert (row.item_text, row.unit) == tuple(wanted)
        with pytest.raises((QaError, DBAPIError)), opened.database.writing() as connection:
            connection.exec_driver_sql("DELETE FROM concession")
    finally:
        opened.close()
