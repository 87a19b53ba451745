"""Backups: made while people work, read back, restored beside and never over a workspace."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from qa_desktop.domain.errors import CancelledError, FaultError, InputError, NotAllowedError
from qa_desktop.domain.people import Actor
from qa_desktop.reports.types import Outcome
from qa_desktop.services import backups
from qa_desktop.services.backups import check_backup, list_backups, restore
from qa_desktop.services.program import program_for
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.signed import Shop, new_shop, quick_signing


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> Shop:
    quick_signing(monkeypatch)
    return new_shop(workspace, people)


@pytest.fixture
def backup(shop: Shop) -> Path:
    shop.approved()
    return shop.program.backups.make(shop.people["auditor"]).folder


def test_a_restored_workspace_is_healthy_and_its_reports_still_verify(
    workspace: Workspace, people: dict[str, Actor], tmp_path: Path, reopen, clock: FakeClock
) -> None:
    shop = new_shop(workspace, people)
    released, waiting = shop.approved(), shop.signed()
    made = shop.program.backups.make(people["auditor"], target=tmp_path / "copies")
    assert made.folder.parent == tmp_path / "copies"
    assert (made.files, made.copied) == (check_backup(made.folder), 3)
    told: list[tuple[int, int]] = []
    assert restore(made.folder, tmp_path / "restored", told=lambda *step: told.append(step)) == made.files
    assert told[0] == (0, made.files)
    again = reopen(tmp_path / "restored", clock)
    try:
        program = program_for(again)
        result = program.doctor.check(people["auditor"])
        assert result.healthy, result.findings
        outcomes = [
            program.reports.show(people["auditor"], report.id).verification.outcome
            for inspection in (released, waiting)
            if (report := program.reports.of_inspection(people["auditor"], inspection)) is not None
        ]
        assert outcomes == [Outcome.VALID, Outcome.WAITING]
        Shop(program, people, shop.revision_id, shop.items).countersign(waiting)
        with again.store.reading() as connection:
            actions = connection.exec_driver_sql("SELECT action FROM audit ORDER BY seq").scalars().all()
            epochs = connection.exec_driver_sql("SELECT value FROM meta WHERE name = 'epoch'").scalar_one()
        with workspace.store.reading() as connection:
            assert connection.exec_driver_sql("SELECT value FROM meta WHERE name = 'epoch'").scalar() != epochs
        assert "workspace.restore" in actions, "a restored workspace says so for ever"
    finally:
        again.close()


def test_a_second_backup_copies_only_what_is_new(shop: Shop, clock: FakeClock) -> None:
    shop.approved()
    auditor = shop.people["auditor"]
    first = shop.program.backups.make(auditor)
    clock.forward(minutes=15)
    second = shop.program.backups.make(auditor)
    assert (first.copied, second.copied) == (2, 0)
    third = shop.program.backups.make(auditor)
    assert third.folder.name == f"{second.folder.name}-2", "two in one second are two"
    assert list_backups(first.folder.parent) == (third.folder, second.folder, first.folder)
    assert not [f for f in shop.program.doctor.check(auditor, thorough=False).findings if f.area == "backups"]
    clock.forward(days=8)
    assert "newest backup is from" in shop.program.doctor.check(auditor, thorough=False).findings[-1].sentence


def test_old_backups_are_thinned_and_their_files_stay(shop: Shop, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "KEEP", 2)
    names = []
    for _ in range(3):
        clock.forward(hours=1)
        names.append(shop.program.backups.make(shop.people["auditor"]).folder)
    assert list_backups(names[0].parent) == (names[2], names[1])
    assert check_backup(names[1])


@pytest.mark.parametrize("login", ["inspector", "inspector2"])
def test_making_needs_the_permission(shop: Shop, login: str) -> None:
    with pytest.raises(NotAllowedError):
        shop.program.backups.make(shop.people[login])


def test_cancelling_leaves_no_half_backup(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(CancelledError):
        shop.program.backups.make(shop.people["auditor"], target=tmp_path / "to", cancelled=lambda: True)
    assert not list_backups(tmp_path / "to")
    assert not list((tmp_path / "to").glob(".part-*"))


def first_file(backup: Path, folder: str) -> Path:
    manifest = json.loads((backup / "manifest.json").read_text())
    inside, digest = next((i, d) for i, d in manifest["files"].items() if i.startswith(folder))
    return backup / inside if folder == "keys" else backup.parent / "pool" / digest[:2] / digest


@pytest.mark.parametrize("what", ["database", "attachments", "reports", "keys"])
@pytest.mark.parametrize("how", ["change", "remove"])
def test_a_damaged_backup_is_named_and_nothing_is_restored(backup: Path, tmp_path: Path, what: str, how: str) -> None:
    path = backup / "qa.db" if what == "database" else first_file(backup, what)
    path.chmod(0o600)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2] + b"X" + data[len(data) // 2 + 1 :]) if how == "change" else path.unlink()
    for act in (lambda: check_backup(backup), lambda: restore(backup, tmp_path / "restored")):
        with pytest.raises(FaultError, match=r"is damaged|is missing") as caught:
            act()
        assert backup.name in str(caught.value) or path.name in str(caught.value)
    assert not (tmp_path / "restored").exists()


@pytest.mark.parametrize(
    "manifest",
    [
        "", "[]", "{}", '{"format": "other"}', '{"format": "qa-desktop/backup/1"}',
        '{"format": "qa-desktop/backup/1", "database": "x", "files": []}',
        '{"format": "qa-desktop/backup/1", "database": 7, "files": {}}',
        '{"format": "qa-desktop/backup/1", "database": "x", "files": {"keys/a": 1}}',
    ],
)  # fmt: skip
def test_what_is_no_backup_is_said_so(tmp_path: Path, manifest: str) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "manifest.json").write_text(manifest)
    with pytest.raises(FaultError, match=r"not a backup|not a sound backup"):
        restore(tmp_path / "b", tmp_path / "restored")
    with pytest.raises(FaultError, match="not a backup"):
        restore(tmp_path / "nothing", tmp_path / "restored")


@pytest.mark.parametrize(
    "inside", ["../evil", "/etc/evil", "keys/../../evil", "keys", "other/evil", "keys//x", "keys/a\\..\\b", "keys/C:x"]
)
def test_a_backup_writes_nothing_outside_the_workspace(backup: Path, tmp_path: Path, inside: str) -> None:
    manifest = json.loads((backup / "manifest.json").read_text())
    manifest["files"][inside] = "0" * 64
    (backup / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(FaultError, match="not a sound backup"):
        restore(backup, tmp_path / "restored")
    assert not (tmp_path / "restored").exists()


def test_restoring_never_overwrites(backup: Path, workspace: Workspace, tmp_path: Path) -> None:
    before = (workspace.folder / "qa.db").read_bytes()
    full = tmp_path / "full"
    full.mkdir()
    (full / "letter.txt").write_text("mine")
    for into in (workspace.folder, full):
        with pytest.raises(InputError, match="not empty"):
            restore(backup, into)
    assert (workspace.folder / "qa.db").read_bytes() == before
    assert [path.name for path in full.iterdir()] == ["letter.txt"]
    empty = tmp_path / "empty"
    empty.mkdir()
    assert restore(backup, empty)


def test_restoring_into_the_present_folder_by_its_short_name(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path)
    assert restore(backup, Path("here"))
    assert (tmp_path / "here" / "qa.db").is_file()


def test_a_restore_that_fails_half_way_leaves_nothing(backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes, **_more: object) -> None:
        raise FaultError("The disk is full.")

    monkeypatch.setattr(backups, "write_safely", full)
    with pytest.raises(FaultError, match="full"):
        restore(backup, tmp_path / "restored")
    assert not (tmp_path / "restored").exists()
    assert not list(tmp_path.glob(".part-*"))


def test_a_signature_while_the_backup_is_made_does_not_split_it(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reopen, clock: FakeClock
) -> None:
    """The countersigned file replaces the waiting one; a backup with the old row and the new file would be worthless."""
    inspection = shop.signed()
    real, late = backups.copy_database, [inspection]

    def and_then_somebody_signs(*given: object) -> None:
        real(*given)  # type: ignore[arg-type]
        if late:
            shop.countersign(late.pop())

    monkeypatch.setattr(backups, "copy_database", and_then_somebody_signs)
    made = shop.program.backups.make(shop.people["auditor"])
    restore(made.folder, tmp_path / "restored")
    again = reopen(tmp_path / "restored", clock)
    try:
        assert program_for(again).doctor.check(shop.people["auditor"], thorough=False).healthy
    finally:
        again.close()


def test_a_workspace_that_is_damaged_already_can_still_be_backed_up(shop: Shop, workspace: Workspace) -> None:
    shop.approved()
    next(workspace.reports.glob("*.pdf")).unlink()
    assert check_backup(shop.program.backups.make(shop.people["auditor"]).folder)


def test_a_backup_on_another_drive_needs_nothing_of_the_first(backup: Path, tmp_path: Path, workspace: Workspace) -> None:
    moved = tmp_path / "stick"
    shutil.copytree(backup.parent, moved)
    workspace.close()
    shutil.rmtree(workspace.folder)
    assert restore(moved / backup.name, tmp_path / "restored")
