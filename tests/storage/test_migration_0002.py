"""From schema 1 to schema 2 with data: nothing is lost, new columns say what was meant, and a broken upgrade changes nothing.

``schema_1.zip`` is a workspace that the program wrote while it knew schema 1: a released, a waiting, a returned and two open
inspections, a published checklist with a draft beside it, lots with quantities, signed reports and keys.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from qa_desktop.domain.errors import RefusedError
from qa_desktop.domain.inspection import progress_of
from qa_desktop.domain.people import Actor, Role
from qa_desktop.services import lines
from qa_desktop.services.doctor import Weight
from qa_desktop.services.program import program_for
from qa_desktop.storage import schema, workspace
from qa_desktop.storage.database import Database
from qa_desktop.storage.workspace import DATABASE

_KEPT = Path(__file__).parent / "schema_1.zip"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The folder of a workspace at schema 1."""
    folder = tmp_path / "workspace"
    with zipfile.ZipFile(_KEPT) as archive:
        archive.extractall(folder)
    assert version_of(folder / DATABASE) == 1
    return folder


def version_of(path: Path) -> int:
    database = Database(path)
    try:
        with database.reading() as connection:
            return schema.schema_version(connection)
    finally:
        database.close()


def everything(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, by the names of the columns."""
    database = Database(path)
    try:
        with database.reading() as connection:
            names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")).scalars().all()
            kept = [name for name in names if not name.startswith(("sqlite_", "issue_text"))]  # the index keeps no words
            return {name: rows_of(connection, name) for name in kept}
    finally:
        database.close()


def rows_of(connection: Connection, table: str) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(text(f'SELECT * FROM "{table}" ORDER BY 1')).mappings()]


def auditor(program: Any) -> Actor:
    return Actor("somebody", "somebody", "Somebody", frozenset({Role.AUDITOR}), program.workspace.store.station_id)


def test_everything_is_there_after_the_upgrade_and_the_doctor_finds_nothing(old: Path) -> None:
    before = everything(old / DATABASE)
    opened = workspace.open_(old)
    try:
        program = program_for(opened)
        result = program.doctor.check(auditor(program))
        assert [found for found in result.findings if found.weight is Weight.BAD] == []
        assert [found.area for found in result.findings if found.area not in {"backups", "keys"}] == []
        assert result.looked_at["reports"] == 3
        assert result.looked_at["inspections"] == 5
    finally:
        opened.close()
    after = everything(old / DATABASE)
    for table, rows in before.items():
        if table == "alembic_version":
            continue
        assert len(after[table]) == len(rows), table
        kept = [{name: row[name] for name in rows[0]} for row in after[table]] if rows else []
        assert sorted(map(repr, kept)) == sorted(map(repr, rows)), table
    assert before["answer"]
    assert before["lot"]


def test_new_columns_say_what_was_meant(old: Path) -> None:
    workspace.open_(old).close()
    after = everything(old / DATABASE)
    for table in ("answer", "answer_change", "returned_line", "photo", "issue"):
        assert {row["piece"] for row in after[table]} <= {0}
    assert {(row["number"], row["quantity"], row["quantity_scaled"], row["state"], row["supplier"]) for row in after["lot"]} == {
        ("L-100", "50", 50_000_000_000, "open", ""),
        ("L-200", "12.5", 12_500_000_000, "open", ""),
    }
    assert {(row["type"], row["operation"], row["covers"], row["parent_id"], row["ordinal"]) for row in after["inspection"]} == {
        ("", "", "", None, 1)
    }
    assert {(row["state"], row["approved_by"], row["editors"]) for row in after["template_revision"]} == {
        ("published", None, ""),
    }
    assert {row["rules"] for row in after["item"]} == {""}
    for table in ("inspection_piece", "pinned_plan", "line_act", "second_reading", "question", "lot_decision"):
        assert after[table] == []


def test_the_rules_are_set_and_counts_agree_with_the_lines(old: Path) -> None:
    opened = workspace.open_(old)
    try:
        with opened.store.reading() as connection:
            assert schema.missing_triggers(connection) == ()
            assert schema.schema_version(connection) == schema.SCHEMA_VERSION
            for row in connection.execute(text("SELECT id, item_total, answered, failed FROM inspection")).all():
                loaded = lines.load(connection, row.id)
                progress = progress_of(loaded.checklist.items, loaded.answers)
                assert (progress.total, progress.answered, progress.failed) == (row.item_total, row.answered, row.failed)
        with pytest.raises(RefusedError, match="signed"), opened.database.writing() as connection:
            connection.exec_driver_sql(
                "UPDATE answer SET value = '1' WHERE inspection_id IN (SELECT id FROM inspection WHERE state = 'approved')"
            )
    finally:
        opened.close()


def test_what_was_signed_before_is_the_same_record_after(old: Path) -> None:
    opened = workspace.open_(old)
    try:
        program = program_for(opened)
        with opened.store.reading() as connection:
            signed = connection.execute(
                text(
                    "SELECT i.id, r.content_digest FROM inspection i JOIN report r ON r.inspection_id = i.id AND r.round = i.round "
                    "WHERE i.state IN ('approved', 'submitted')"
                )
            ).all()
        assert len(signed) == 2
        for row in signed:
            assert program.signing.look(auditor(program), row.id).digest == row.content_digest
    finally:
        opened.close()


class _Killed(BaseException):
    """What a power cut is to the program: nothing catches it."""


@pytest.fixture
def _killed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def broken(*_: object) -> None:
        raise _Killed

    monkeypatch.setattr(schema, "_require_intact", broken)
    yield
    monkeypatch.undo()


@pytest.mark.usefixtures("_killed")
def test_an_upgrade_that_is_killed_leaves_the_old_database_and_a_backup(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything(old / DATABASE)
    with pytest.raises(_Killed):
        workspace.open_(old)
    assert version_of(old / DATABASE) == 1
    assert everything(old / DATABASE) == before
    (backup,) = (old / "backups").glob("before-upgrade-*.db")
    assert version_of(backup) == 1
    assert everything(backup) == before
    monkeypatch.undo()
    workspace.open_(old).close()
    assert version_of(old / DATABASE) == schema.SCHEMA_VERSION


def test_an_upgrade_that_would_lose_rows_is_undone(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count = schema._row_counts
    seen: list[int] = []

    def forgetful(connection: Connection) -> dict[str, int]:
        seen.append(1)
        return count(connection) if len(seen) == 1 else {**count(connection), "answer": 0}

    monkeypatch.setattr(schema, "_row_counts", forgetful)
    before = everything(old / DATABASE)
    with pytest.raises(Exception, match="would have lost rows"):
        workspace.open_(old)
    assert everything(old / DATABASE) == before


def test_a_new_database_is_the_same_as_an_upgraded_one(old: Path, tmp_path: Path) -> None:
    workspace.open_(old).close()
    fresh, stepwise = Database(tmp_path / "fresh.db"), Database(tmp_path / "stepwise.db")
    schema.migrate(fresh)
    schema.migrate(stepwise, upto=1)
    schema.migrate(stepwise)
    shapes = []
    for database in (fresh, stepwise, Database(old / DATABASE)):
        with database.reading() as connection:
            rows = connection.execute(text("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")).all()
            shapes.append(sorted((row.type, row.name, " ".join((row.sql or "").split())) for row in rows))
        database.close()
    assert shapes[0] == shapes[1] == shapes[2]
