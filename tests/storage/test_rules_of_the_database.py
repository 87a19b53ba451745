"""What the database itself refuses, whoever writes to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from qa_desktop.domain.errors import QaError
from qa_desktop.storage.queries import checks
from qa_desktop.storage.workspace import Workspace


@pytest.fixture
def filled(bare: Workspace) -> Iterator[Workspace]:
    for number in range(5):
        with bare.store.writing("person-1") as work:
            work.audit("test.act", "test", str(number), {"n": number})
    return bare


def refused(bare: Workspace, statement: str) -> None:
    with pytest.raises((QaError, DBAPIError)), bare.database.writing() as connection:
        connection.exec_driver_sql(statement)
    with pytest.raises((QaError, DBAPIError)), bare.database.maintenance() as connection, connection.begin():
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET action = 'x' WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 2",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT station_id, 2, at, actor_id, 'x', entity, entity_id, body, prev, hash FROM audit WHERE seq = 2",
        "INSERT INTO audit SELECT station_id, 9, at, actor_id, action, entity, entity_id, body, prev, hash FROM audit WHERE seq = 5",
        "INSERT INTO audit SELECT station_id, 6, at, actor_id, action, entity, entity_id, body, 'other', hash FROM audit WHERE seq = 5",
        "DELETE FROM person",
        "DELETE FROM station",
    ],
)
def test_history_only_grows(filled: Workspace, statement: str) -> None:
    refused(filled, statement)
    with filled.store.reading() as connection:
        assert list(checks.broken_links(connection)) == []


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER audit_no_delete",
        "DROP TABLE audit",
        "ALTER TABLE audit RENAME TO other",
        "ATTACH DATABASE ':memory:' AS other",
    ],
)
def test_the_program_cannot_take_its_own_rules_away(filled: Workspace, statement: str) -> None:
    with pytest.raises((QaError, DBAPIError)), filled.database.writing() as connection:
        connection.exec_driver_sql(statement)


def test_readers_cannot_write(filled: Workspace) -> None:
    with pytest.raises((QaError, DBAPIError)), filled.store.reading() as connection:
        connection.execute(text("INSERT INTO meta (name, value) VALUES ('a', 'b')"))


def tamper(bare: Workspace, *statements: str) -> None:
    """Change the file as somebody with full access would: rules switched off first."""
    with bare.database.maintenance() as connection, connection.begin():
        for name in ("audit_no_update", "audit_no_delete", "audit_guard_insert", "chain_head_no_delete"):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE audit SET body = replace(body, '\"n\":2', '\"n\":7') WHERE seq = 3", "changed after it was written"),
        ("UPDATE audit SET action = 'other' WHERE seq = 3", "do not say what its text says"),
        ("DELETE FROM audit WHERE seq = 3", "missing"),
        ("DELETE FROM audit WHERE seq = 5", "end of the chain"),
        ("UPDATE audit SET prev = 'x' WHERE seq = 3", "does not follow"),
    ],
)
def test_tampering_behind_the_rules_is_found(filled: Workspace, statement: str, words: str) -> None:
    tamper(filled, statement)
    with filled.store.reading() as connection:
        found = list(checks.broken_links(connection))
        assert any(words in said for _, _, said in found), found
        assert checks.missing_rules(connection)
