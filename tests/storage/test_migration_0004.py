"""From the schema before to the one with partners and promises: what was there stays, lots keep matching by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from qa_desktop.storage import schema
from qa_desktop.storage.database import Database

TABLES = (
    "company",
    "order_line",
    "delivery",
    "supplier_certificate",
    "complaint",
    "promise",
    "trade_document",
    "supplier_request",
)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database at the schema before, with a lot that names its supplier."""
    path = tmp_path / "old.db"
    database = Database(path)
    schema.migrate(database, upto=schema.REVISIONS.index("0004"))
    with database.maintenance() as connection, connection.begin():
        for statement in (
            "INSERT INTO part (id, number, created_at) VALUES ('p', '4711', '2026')",
            "INSERT INTO work_order (id, number, customer, created_at) VALUES ('o', 'PO-1', 'Kranbau', '2026')",
            (
                "INSERT INTO lot (id, part_id, order_id, number, quantity, quantity_scaled, supplier, created_at) "
                "VALUES ('l', 'p', 'o', 'L-1', '10', 10000000000, 'Meyer', '2026')"
            ),
        ):
            connection.exec_driver_sql(statement)
    database.close()
    return path


def test_the_upgrade_adds_empty_tables_and_keeps_what_was_there(old: Path) -> None:
    database = Database(old)
    schema.migrate(database)
    with database.reading() as connection:
        assert schema.schema_version(connection) == schema.SCHEMA_VERSION
        assert schema.missing_triggers(connection) == ()
        for table in TABLES:
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0
        lot = connection.execute(text("SELECT number, supplier, quantity_scaled FROM lot")).one()
        assert tuple(lot) == ("L-1", "Meyer", 10_000_000_000)
        assert connection.execute(text("SELECT customer FROM work_order")).scalar_one() == "Kranbau"
    database.close()


@pytest.mark.parametrize("table", TABLES)
def test_nothing_of_it_is_ever_deleted(old: Path, table: str) -> None:
    database = Database(old)
    schema.migrate(database)
    with database.reading() as connection:
        rules = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :t"), {"t": table})
        assert f"{table}_no_delete" in set(rules.scalars())
    database.close()
