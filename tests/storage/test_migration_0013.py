"""Schema 0013: what was known of a company stays, and its address is not known yet."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from qa_desktop.storage import schema
from qa_desktop.storage.database import Database

_COMPANY = "INSERT INTO company (id, name, kind, number, contact, created_at, name_key, version) VALUES "
_SAID = "Quality: qs@meyer.example, +49 40 1"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database at the schema before, with a partner whose contact is free text."""
    path = tmp_path / "old.db"
    database = Database(path)
    schema.migrate(database, upto=schema.REVISIONS.index("0013"))
    with database.maintenance() as connection, connection.begin():
        connection.exec_driver_sql(f"{_COMPANY} ('c', 'Meyer', 'both', 'S-1', '{_SAID}', '2026', 'meyer', 3)")
    database.close()
    return path


@pytest.mark.parametrize("from_zero", [False, True])
def test_a_contact_stays_and_the_address_is_empty(old: Path, tmp_path: Path, *, from_zero: bool) -> None:
    database = Database(tmp_path / "new.db" if from_zero else old)
    try:
        schema.migrate(database)
        if from_zero:
            with database.maintenance() as connection, connection.begin():
                connection.exec_driver_sql(f"{_COMPANY} ('c', 'Meyer', 'both', 'S-1', '{_SAID}', '2026', 'meyer', 3)")
        with database.reading() as connection:
            assert schema.schema_version(connection) == schema.SCHEMA_VERSION
            assert schema.missing_triggers(connection) == ()
            row = connection.execute(text("SELECT * FROM company")).mappings().one()
        assert (row["number"], row["contact"], row["version"]) == ("S-1", _SAID, 3)
        assert (row["address"], row["contact_mail"], row["contact_phone"]) == ("", "", "")
    finally:
        database.close()
