"""From every schema that ever was, with a row in every table, to the newest: nothing is lost, changed or left without its rules."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from qa_desktop.storage import schema
from qa_desktop.storage.database import Database

_ID = "x"
"""Every row bears this key, and refers to it: so every reference is kept."""

_DAYS = {"baseline_from": "2026-01-01", "baseline_to": "2026-01-02", "follow_from": "2026-02-01", "follow_to": "2026-02-02"}
_SAID: dict[str, dict[str, Any]] = {
    "concern": {"day": "2026-01-01", "lookup": "a" * 64},
    "concession": {"lower": "1", "issue_id": _ID},
    "procedure_revision": {"words": "7"},
    "disposition": {"quantity": 1, "scrap": 1}
    | dict.fromkeys(("use_as_is", "rework", "repair", "regrade", "return_to_supplier"), 0),
    "effect_plan": {**_DAYS, "metric": "inspections"},
    "effect_result": {"verdict": "overridden", "reason": "7"},
    "is_is_not": {"aspect": "what"},
    "objective": {"due": "9"},
    "trade_document": {"kind": "conformance", "company_id": _ID, "lot_id": _ID, "quantity": 1},
    "trial": {"suggestion_id": _ID, "outcome": ""},
    "knowledge_link": {"lesson_id": _ID},
}
_LEFT_OUT = {"alembic_version", "lot_decision"}
"""Decisions on lots have a migration test of their own, with decisions that balance."""


def tables(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).all()
    indexes = [row.name for row in rows if row.sql.startswith("CREATE VIRTUAL")]
    return {
        row.name: row.sql
        for row in rows
        if row.name not in _LEFT_OUT and not any(row.name == one or row.name.startswith(f"{one}_") for one in indexes)
    }


def row_for(connection: Connection, table: str, made_by: str) -> dict[str, Any]:
    """Return a row that keeps the rules of its table: the first word of each list, one of each number, no more than is asked."""
    words = dict(re.findall(r"(\w+) in \('(\w+)'", made_by))
    referring = {row[3] for row in connection.exec_driver_sql(f'PRAGMA foreign_key_list("{table}")')}
    values: dict[str, Any] = {}
    for _, name, kind, needed, usual, key in connection.exec_driver_sql(f'PRAGMA table_info("{table}")'):
        if usual is not None or not (needed or key):
            continue
        if name in referring or (key and kind == "TEXT"):
            values[name] = _ID
        else:
            values[name] = words.get(name, "7") if kind == "TEXT" else 1 if kind == "INTEGER" else b"1"
    return values | _SAID.get(table, {})


def fill(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    filled = {}
    for table, made_by in tables(connection).items():
        row = row_for(connection, table, made_by)
        names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
        connection.exec_driver_sql(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(row.values()))
        filled[table] = [dict(one) for one in connection.exec_driver_sql(f'SELECT * FROM "{table}"').mappings()]
    return filled


@pytest.mark.parametrize("revision", schema.REVISIONS[:-1])
def test_a_row_of_every_table_of_every_schema_arrives(tmp_path: Path, revision: str) -> None:
    database = Database(tmp_path / "old.db")
    schema.migrate(database, upto=schema.REVISIONS.index(revision) + 1)
    with database.maintenance() as connection, connection.begin():
        before = fill(connection)
    schema.migrate(database)
    with database.reading() as connection:
        assert schema.missing_triggers(connection) == ()
        assert schema.schema_version(connection) == schema.SCHEMA_VERSION
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        for table, rows in before.items():
            after = [dict(one) for one in connection.exec_driver_sql(f'SELECT * FROM "{table}"').mappings()]
            assert rows, table
            assert [one for one in rows if not any(one.items() <= now.items() for now in after)] == [], table
    database.close()
    assert len(before) >= 30
