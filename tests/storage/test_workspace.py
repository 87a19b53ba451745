from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from qa_desktop.domain.errors import FaultError, NotFoundError, QaError
from qa_desktop.storage import place, schema, workspace
from qa_desktop.storage.database import Database, sqlite_module, wal_is_safe
from qa_desktop.storage.workspace import DATABASE, Workspace
from tests.storage.conftest import first_rows


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.suffix == ".db"}


def test_the_bundled_library_is_free_of_the_wal_fault(bare: Workspace) -> None:
    assert wal_is_safe(bare.database.library_version)
    with bare.store.reading() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar_one() == 2
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ("3.40.1", False),
        ("3.44.5", False),
        ("3.44.6", True),
        ("3.50.6", False),
        ("3.50.7", True),
        ("3.51.2", False),
        ("3.51.3", True),
    ],
)
def test_affected_libraries_are_known(version: str, safe: bool) -> None:
    assert wal_is_safe(version) is safe


def test_an_affected_library_uses_a_rollback_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa_desktop.storage.database.wal_is_safe", lambda _version: False)
    database = Database(tmp_path / "old.db")
    with database.writing() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "delete"
        assert connection.execute(text("PRAGMA synchronous")).scalar_one() == 3
    database.close()


def test_opened_twice_in_one_program(bare: Workspace) -> None:
    with pytest.raises(FaultError, match="already open") as caught:
        workspace.open_(bare.folder)
    assert str(os.getpid()) in str(caught.value)


def test_opened_twice_from_another_process(bare: Workspace) -> None:
    script = (
        "import sys; from pathlib import Path; from qa_desktop.storage import workspace\n"
        "try: workspace.open_(Path(sys.argv[1]))\n"
        "except Exception as error: print(error)"
    )
    result = subprocess.run(
        [sys.executable, "-c", script, str(bare.folder)], capture_output=True, text=True, timeout=60, check=True
    )
    assert "already open" in result.stdout


def test_the_lock_is_gone_after_closing_and_after_a_crash(folder: Path) -> None:
    workspace.create(folder, first=first_rows).close()
    script = (
        "import os, sys; from pathlib import Path; from qa_desktop.storage import workspace\n"
        "kept = workspace.open_(Path(sys.argv[1])); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(folder)], timeout=60, check=False).returncode == 9
    workspace.open_(folder).close()


def test_a_newer_workspace_is_refused_unchanged(folder: Path) -> None:
    workspace.create(folder, first=first_rows).close()
    raw = sqlite_module().connect(folder / DATABASE)
    raw.execute("PRAGMA user_version=999")
    raw.commit()
    raw.close()
    before = contents(folder)
    with pytest.raises(FaultError, match="newer version"):
        workspace.open_(folder)
    assert contents(folder) == before


@pytest.mark.parametrize("damage", [b"", b"hello", b"SQLite format 3\0" + b"\0" * 20])
def test_a_file_that_is_no_database_is_refused_unchanged(folder: Path, damage: bytes) -> None:
    folder.mkdir()
    (folder / DATABASE).write_bytes(damage)
    with pytest.raises(FaultError, match="damaged"):
        workspace.open_(folder)
    assert (folder / DATABASE).read_bytes() == damage


def test_a_database_of_another_program_is_refused_unchanged(folder: Path) -> None:
    folder.mkdir()
    raw = sqlite_module().connect(folder / DATABASE)
    raw.execute("CREATE TABLE songs (name TEXT)")
    raw.execute("PRAGMA application_id=77")
    raw.commit()
    raw.close()
    before = contents(folder)
    with pytest.raises(FaultError, match="another program"):
        workspace.open_(folder)
    assert contents(folder) == before


def test_an_empty_folder_is_named(folder: Path) -> None:
    with pytest.raises(NotFoundError, match="holds no workspace"):
        workspace.open_(folder)


def test_a_network_share_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "file_system", lambda _path: "nfs4")
    with pytest.raises(FaultError, match="network share"):
        workspace.create(folder, first=first_rows)
    assert not folder.exists()


def test_a_folder_of_a_cloud_service_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FaultError, match="cloud service"):
        workspace.create(tmp_path / "Dropbox" / "qa", first=first_rows)


def test_the_file_system_is_that_of_the_nearest_mount(monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = [SimpleNamespace(mountpoint=at, fstype=kind, opts="rw") for at, kind in (("/", "ext4"), ("/srv/share", "nfs4"))]
    monkeypatch.setattr(place.psutil, "disk_partitions", lambda **_: mounts)
    assert place.file_system(Path("/srv/share/qa")) == "nfs4"
    assert place.file_system(Path("/srv/shared")) == "ext4"
    monkeypatch.setattr(place.psutil, "disk_partitions", lambda **_: [])
    assert place.file_system(Path("/srv")) == "", "what cannot be told is not held against a folder"


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs root on Linux: ordinary users cannot be imitated")
def test_a_read_only_folder_is_one_sentence(folder: Path) -> None:
    workspace.create(folder, first=first_rows).close()
    before = contents(folder)
    for path in [folder, *folder.iterdir()]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    folder.parent.chmod(0o755)
    for parent in folder.parents:
        if str(parent).startswith(str(Path("/tmp"))) and parent != Path("/tmp"):
            parent.chmod(0o755)
    script = (
        "import os, sys; from pathlib import Path; from qa_desktop.storage import workspace\n"
        "os.setgid(65534); os.setuid(65534)\n"
        "try: workspace.open_(Path(sys.argv[1]))\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    result = subprocess.run([sys.executable, "-c", script, str(folder)], capture_output=True, text=True, timeout=60, check=False)
    if "PermissionError" in result.stderr:
        pytest.skip("the interpreter itself is not readable for other users here")
    assert result.stdout.startswith("FaultError"), result.stdout + result.stderr
    assert "read-only" in result.stdout
    assert contents(folder) == before


def test_a_full_disk_keeps_what_was_saved(bare: Workspace) -> None:
    with bare.store.writing(None) as work:
        work.audit("test.one", "test", "1")
    with bare.database.writing() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count={pages}"))
    with pytest.raises(FaultError, match="disk is full"), bare.store.writing(None) as work:
        for number in range(2000):
            work.audit("test.more", "test", str(number))
    with bare.database.writing() as connection:
        connection.execute(text("PRAGMA max_page_count=1000000"))
    with bare.store.writing(None) as work:
        work.audit("test.after", "test", "2")
    with bare.store.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM audit")).scalar_one() == 2


def test_creation_that_fails_leaves_no_workspace(folder: Path) -> None:
    def fails(_store: object) -> None:
        raise FaultError("planned")

    with pytest.raises(FaultError, match="planned"):
        workspace.create(folder, first=fails)
    assert not workspace.exists(folder)
    workspace.create(folder, first=first_rows).close()


def test_missing_rules_stop_the_program(folder: Path) -> None:
    workspace.create(folder, first=first_rows).close()
    raw = sqlite_module().connect(folder / DATABASE)
    raw.execute("DROP TRIGGER signature_four_eyes")
    raw.commit()
    raw.close()
    with pytest.raises(FaultError, match="lacks 1 of the rules"):
        workspace.open_(folder)


def test_a_write_without_an_audit_entry_is_undone(bare: Workspace) -> None:
    with pytest.raises(AssertionError, match="audit"), bare.store.writing(None) as work:
        work.next_number("test")
    with bare.store.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM counter")).scalar_one() == 0


def test_models_and_migrations_give_the_same_schema(bare: Workspace) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from qa_desktop.storage.models import Base

    with bare.store.reading() as connection:
        virtual = set(
            connection.execute(text("SELECT name FROM pragma_table_list WHERE type IN ('virtual', 'shadow')")).scalars()
        )

        def include(name: str | None, kind: str, _parents: object) -> bool:
            return kind != "table" or name not in virtual  # an index of words belongs to this database alone

        context = MigrationContext.configure(connection, opts={"include_name": include})
        differences = compare_metadata(context, Base.metadata)
    assert [change for change in differences if "alembic_version" not in str(change)] == []
    with bare.store.reading() as connection:
        tables = connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type='table' AND name NOT GLOB 'sqlite_*'")
        ).all()
        tables = [row for row in tables if row.name not in virtual]
    assert len(tables) >= 30
    assert all("STRICT" in row.sql for row in tables if row.name != "alembic_version")
    assert not any("CASCADE" in row.sql for row in tables)


def test_migrating_again_changes_nothing_and_sets_the_rules(bare: Workspace) -> None:
    with bare.store.writing(None) as work:
        work.audit("test.one", "test", "1")
    schema.migrate(bare.database)
    with bare.store.reading() as connection:
        assert schema.schema_version(connection) == schema.SCHEMA_VERSION
        assert schema.missing_triggers(connection) == ()
        assert connection.execute(text("SELECT count(*) FROM audit")).scalar_one() == 1


def test_an_older_schema_is_backed_up_and_brought_up_to_date(folder: Path) -> None:
    workspace.create(folder, first=first_rows).close()
    raw = sqlite_module().connect(folder / DATABASE)
    raw.execute("PRAGMA user_version=0")
    raw.commit()
    raw.close()
    made = workspace.open_(folder)
    made.close()
    assert list((folder / "backups").glob("before-upgrade-*.db"))


def test_the_copy_of_a_database_is_read_back(bare: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "copy" / "qa.db"
    workspace.copy_database(bare.database, target)
    assert bare.database.read_back(target) == "ok"
    assert not list(target.parent.glob("*-wal"))


def test_errors_are_sentences() -> None:
    error = FaultError("The disk {name} is full.", name="D")
    assert str(error) == "The disk D is full."
    assert isinstance(error, QaError)
    assert shutil.disk_usage("/").free > 0


def test_a_workspace_opened_in_one_thread_is_closed_in_another(folder: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    workspace.create(folder, first=first_rows).close()
    with ThreadPoolExecutor(1) as pool:
        made = pool.submit(workspace.open_, folder).result()
    made.close()
    workspace.open_(folder).close()
