"""Schema 0011: names get the key by which they are compared, quantities count pieces, and requests keep what was said of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from qa_desktop.domain.trade import company_key
from qa_desktop.storage import schema
from qa_desktop.storage.database import Database

_ROWS = (
    "INSERT INTO person (id, login, name, created_at) VALUES ('anna', 'anna', 'Anna', '2026')",
    "INSERT INTO part (id, number, created_at) VALUES ('p', '4711', '2026')",
    "INSERT INTO work_order (id, number, created_at) VALUES ('o', 'PO-1', '2026')",
    "INSERT INTO lot (id, part_id, number, quantity, supplier, created_at) VALUES ('a', 'p', 'L-1', '10', 'MEYER &  Söhne', '2026')",
    "INSERT INTO lot (id, part_id, number, quantity, supplier, created_at) VALUES ('b', 'p', 'L-2', '10', '', '2026')",
    "INSERT INTO company (id, name, kind, created_at) VALUES ('c', 'Meyer & Söhne', 'both', '2026')",
    (
        "INSERT INTO order_line (id, order_id, number, kind, company_id, part_id, quantity, promised, last_day, created_at, created_by) "
        "VALUES ('line', 'o', 1, 'purchase', 'c', 'p', 1, '2026-03-01', '2026-03-01', '2026', 'anna')"
    ),
    (
        "INSERT INTO supplier_request (id, issue_id, company_id, document_id, sent_on, due, state, answered_on, answer, verdict, "
        "accepted_at, version) VALUES ('r', 'i', 'c', 'd', '2026-03-01', '2026-03-09', 'accepted', '2026-03-05', 'Worn drill', "
        "'Convincing', '2026', 4)"
    ),
)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database at the schema before; the request belongs to rows that these tests do not need."""
    path = tmp_path / "old.db"
    database = Database(path)
    schema.migrate(database, upto=schema.REVISIONS.index("0011"))
    with database.maintenance() as connection, connection.begin():
        for statement in _ROWS:
            connection.exec_driver_sql(statement)
    database.close()
    return path


def test_names_get_keys_and_requests_stay_as_they_were(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "_require_intact", lambda *_: None)  # the request points at rows that are left out here
    database = Database(old)
    schema.migrate(database)
    with database.reading() as connection:
        assert schema.missing_triggers(connection) == ()
        keys = {row.number: row.supplier_key for row in connection.execute(text("SELECT number, supplier_key FROM lot"))}
        assert keys == {"L-1": company_key("Meyer & Söhne"), "L-2": ""}
        assert connection.execute(text("SELECT name_key FROM company")).scalar_one() == keys["L-1"]
        assert set(connection.execute(text("SELECT unit FROM lot UNION SELECT unit FROM order_line")).scalars()) == {""}
        row = connection.execute(text("SELECT * FROM supplier_request")).mappings().one()
        assert (row["state"], row["answer"], row["verdict"], row["version"]) == ("accepted", "Worn drill", "Convincing", 4)
        assert (row["withdrawn_on"], row["reminded_on"], row["reminders"]) == (None, None, 0)
    database.close()


def test_the_upgrade_loses_no_row(old: Path) -> None:
    database = Database(old)
    with database.maintenance() as connection, connection.begin():
        connection.exec_driver_sql("DELETE FROM supplier_request")
    schema.migrate(database)
    with database.reading() as connection:
        assert schema.schema_version(connection) == schema.SCHEMA_VERSION
        assert connection.execute(text("SELECT count(*) FROM lot")).scalar_one() == 2
    database.close()
