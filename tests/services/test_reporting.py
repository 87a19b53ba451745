"""Reports as customers get them: shown, exported and printed only when they pass the check."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from qa_desktop.domain.errors import CancelledError, FaultError, FileRefusedError, NotAllowedError, NotFoundError, RefusedError
from qa_desktop.domain.people import Actor
from qa_desktop.reports.types import Outcome, Verification
from qa_desktop.services import reporting
from qa_desktop.services.outside import verify_with_root
from qa_desktop.services.reporting import ReportService
from qa_desktop.storage.queries.reports import ReportFilter, ReportRow
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.signed import Shop, actions, behind_the_rules, new_shop, quick_signing


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Files are stand-ins here; whether one passes is the digest alone."""
    quick_signing(monkeypatch)
    monkeypatch.setattr(ReportService, "_verify", lambda _self, _data, _ledger: Verification(Outcome.VALID, "Valid."))
    return new_shop(workspace, people)


def report(shop: Shop, inspection: str) -> ReportRow:
    found = shop.program.reports.of_inspection(shop.people["auditor"], inspection)
    assert found is not None
    return found


def test_with_real_files(workspace: Workspace, people: dict[str, Actor], tmp_path: Path) -> None:
    shop = new_shop(workspace, people)
    row = report(shop, shop.approved())
    shown = shop.program.reports.show(people["auditor"], row.id)
    assert shown.verification.outcome is Outcome.VALID
    exported = shop.program.reports.export(people["auditor"], [row.id], tmp_path / "out")
    (file,) = exported.files
    assert file.read_bytes() == shown.data
    (root,) = shop.program.keys.trust().roots
    (tmp_path / "root.cer").write_bytes(root)
    assert verify_with_root(file, tmp_path / "root.cer").outcome is Outcome.VALID
    place = shown.data.index(b"stream\n") + 60
    changed = shown.data[:place] + b"?" + shown.data[place + 1 :]
    file.write_bytes(changed)
    assert shop.program.reports.verify_file(file).outcome is Outcome.CHANGED
    assert verify_with_root(file, tmp_path / "root.cer").outcome is Outcome.CHANGED
    (tmp_path / "other.cer").write_bytes(root[:-5])
    with pytest.raises(FileRefusedError, match="not a certificate"):
        verify_with_root(file, tmp_path / "other.cer")


def test_a_changed_file_is_not_shown_exported_or_printed(shop: Shop, workspace: Workspace, tmp_path: Path) -> None:
    row, good = report(shop, shop.approved()), report(shop, shop.approved())
    path = workspace.reports / row.file
    path.write_bytes(path.read_bytes() + b" ")
    who = shop.people["auditor"]
    for act in (shop.program.reports.show, shop.program.reports.print_file):
        with pytest.raises(FaultError, match="not the one that was signed"):
            act(who, row.id)
    result = shop.program.reports.export(who, [row.id, good.id], tmp_path / "out")
    assert [file.name for file in result.files] == [good.file]
    assert result.left_out[0][0] == row.id
    assert "not the one that was signed" in result.left_out[0][1]
    assert actions(workspace)[-1] == "report.export"


def test_a_file_that_fails_its_check_is_not_shown(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    row = report(shop, shop.approved())
    monkeypatch.setattr(ReportService, "_verify", lambda *_a: Verification(Outcome.CHANGED, "It was changed."))
    with pytest.raises(FaultError, match=r"not shown: It was changed"):
        shop.program.reports.show(shop.people["auditor"], row.id)


def test_cancelling_an_export_keeps_what_was_written_on_record(shop: Shop, workspace: Workspace, tmp_path: Path) -> None:
    rows = [report(shop, shop.approved()).id for _ in range(3)]
    told: list[tuple[int, int]] = []
    with pytest.raises(CancelledError):
        shop.program.reports.export(
            shop.people["auditor"], rows, tmp_path / "out", told=lambda *step: told.append(step), cancelled=lambda: len(told) == 2
        )
    assert told == [(0, 3), (1, 3)]
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 2
    assert actions(workspace)[-1] == "report.export", "what left the house is on record"


def test_an_export_that_meets_a_full_drive_says_so(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = report(shop, shop.approved())

    def full(*_given: object) -> None:
        raise FaultError("The disk is full.")

    monkeypatch.setattr(reporting, "write_safely", full)
    # A full drive is no fault of the report: the whole export stops instead of leaving one out.
    with pytest.raises(FaultError, match="disk is full"):
        shop.program.reports.export(shop.people["auditor"], [row.id], tmp_path / "out")


def test_a_drive_that_returns_other_bytes_is_noticed(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = report(shop, shop.approved())
    monkeypatch.setattr(reporting, "write_safely", lambda path, data: (path.parent.mkdir(), path.write_bytes(data[:-1])))
    with pytest.raises(FaultError, match="could not be read back"):
        shop.program.reports.export(shop.people["auditor"], [row.id], tmp_path / "out")


def test_printing_hands_over_the_signed_file_itself(shop: Shop, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    row = report(shop, shop.approved())
    handed: list[Path] = []
    monkeypatch.setattr(reporting, "_hand_to_printer", handed.append)
    assert shop.program.reports.print_file(shop.people["inspector"], row.id) == workspace.reports / row.file
    assert handed == [workspace.reports / row.file]
    assert actions(workspace)[-1] == "report.print"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows prints through the shell")
def test_print_systems_that_are_missing_refuse_or_hang(shop: Shop, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    row, who = report(shop, shop.approved()), shop.people["inspector"]
    monkeypatch.setattr(reporting.shutil, "which", lambda _name: None)
    with pytest.raises(RefusedError, match="No print system"):
        shop.program.reports.print_file(who, row.id)
    monkeypatch.setattr(reporting.shutil, "which", lambda name: f"/usr/bin/{name}")

    def run(answer: object) -> None:
        def act(*_given: object, **_more: object) -> object:
            if isinstance(answer, BaseException):
                raise answer
            return answer

        monkeypatch.setattr(reporting.subprocess, "run", act)

    for answer, words in (
        (subprocess.CompletedProcess([], 1, "", "no default destination\n"), "no default destination"),
        (subprocess.TimeoutExpired("lp", 30), "does not answer"),
        (OSError("gone"), "does not answer"),
    ):
        run(answer)
        with pytest.raises(FaultError, match=words):
            shop.program.reports.print_file(who, row.id)
    assert "report.print" not in actions(workspace), "what was not printed is not on record as printed"
    run(subprocess.CompletedProcess([], 0, "", ""))
    shop.program.reports.print_file(who, row.id)
    assert actions(workspace)[-1] == "report.print"


def test_lists_of_reports(shop: Shop, clock: FakeClock) -> None:
    reports, who = shop.program.reports, shop.people["auditor"]
    released = shop.approved()
    clock.forward(days=1)
    waiting = shop.signed(surface="pass")
    back = shop.signed()
    shop.program.signing.send_back(shop.people["supervisor"], back, {}, "again")
    for states, inspections in (
        (("released",), {released}),
        (("waiting",), {waiting}),
        (("void",), {back}),
        ((), {released, waiting, back}),
    ):
        wanted = ReportFilter(states=states)
        assert {row.inspection_id for row in reports.page(who, wanted)} == inspections
        assert reports.count(who, wanted) == len(inspections)
    newest = reports.page(who, ReportFilter(), limit=1)
    rest = reports.page(who, ReportFilter(), after=(newest[0].at, newest[0].id))
    assert {row.inspection_id for row in (*newest, *rest)} == {released, waiting, back}
    first = report(shop, released)
    assert reports.count(who, ReportFilter(until=newest[0].at)) == 1
    assert reports.count(who, ReportFilter(since=newest[0].at)) == 2
    assert reports.count(who, ReportFilter(text=first.number)) == 1
    assert reports.count(who, ReportFilter(failed_only=True)) == 0
    assert reports.inspection_of(who, first).id == released
    with pytest.raises(NotFoundError):
        reports.show(who, "nothing")


def test_nobody_without_a_role_gets_reports(shop: Shop, tmp_path: Path) -> None:
    row = report(shop, shop.approved())
    nobody = Actor("x", "x", "Nobody", frozenset(), "s")
    for act in (
        lambda: shop.program.reports.show(nobody, row.id),
        lambda: shop.program.reports.export(nobody, [row.id], tmp_path),
        lambda: shop.program.reports.print_file(nobody, row.id),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_files_from_outside_never_raise(workspace: Workspace, people: dict[str, Actor], tmp_path: Path) -> None:
    shop = new_shop(workspace, people)
    for name, content in (("empty.pdf", b""), ("text.pdf", b"hello"), ("cut.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj")):
        (tmp_path / name).write_bytes(content)
        assert shop.program.reports.verify_file(tmp_path / name).outcome is Outcome.UNREADABLE
    for path in (tmp_path / "none.pdf", tmp_path):
        assert shop.program.reports.verify_file(path).outcome is Outcome.UNREADABLE
    huge = tmp_path / "huge.pdf"
    with huge.open("wb") as stream:
        stream.truncate(201 * 1024 * 1024)
    assert "larger than 200 MB" in shop.program.reports.verify_file(huge).sentence


# Time stamps that the server owed.


@pytest.fixture
def owed(shop: Shop, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> ReportRow:
    """A released report that was signed while the server was away."""
    row = report(shop, shop.approved())
    behind_the_rules(workspace, "UPDATE report SET stamp_pending = 1")
    with workspace.store.writing(None) as work:
        work.connection.exec_driver_sql("INSERT INTO meta (name, value) VALUES ('setting.time_stamp_url', 'http://127.0.0.1:1/')")
        work.audit("test.url", "workspace", "x")
    shop.program.settings._known = None
    return row


def server(patch: pytest.MonkeyPatch, answer: bytes | None) -> None:
    from qa_desktop.reports import signing

    patch.setattr(signing, "add_time_stamp", lambda data, _server: None if answer is None else data + answer)


def test_a_late_time_stamp_is_added_once(
    shop: Shop, owed: ReportRow, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = shop.people["inspector"]
    server(monkeypatch, None)
    assert shop.program.reports.stamp_pending(who) == (0, 1)
    server(monkeypatch, b" stamped")
    assert shop.program.reports.stamp_pending(who) == (1, 0)
    assert shop.program.reports.stamp_pending(who) == (0, 0)
    assert shop.program.reports.show(who, owed.id).data.endswith(b" stamped")
    assert actions(workspace)[-1] == "report.stamp"
    assert not list((workspace.reports / "pending").iterdir())


def test_one_damaged_file_does_not_hold_up_the_other_stamps(
    shop: Shop, owed: ReportRow, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = report(shop, shop.approved())
    behind_the_rules(workspace, "UPDATE report SET stamp_pending = 1")
    (workspace.reports / owed.file).unlink()
    server(monkeypatch, b" stamped")
    assert shop.program.reports.stamp_pending(shop.people["inspector"]) == (1, 1)
    assert shop.program.reports.show(shop.people["inspector"], other.id).data.endswith(b" stamped")


def test_a_report_that_was_reopened_meanwhile_is_not_stamped(
    shop: Shop, owed: ReportRow, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qa_desktop.reports import signing

    def late(data: bytes, _server: object) -> bytes:
        shop.program.signing.reopen(shop.people["supervisor"], owed.inspection_id, {}, "meanwhile")
        return data + b" stamped"

    monkeypatch.setattr(signing, "add_time_stamp", late)
    assert shop.program.reports.stamp_pending(shop.people["inspector"]) == (0, 1)
    assert report(shop, owed.inspection_id).sha256 == owed.sha256
    assert not list((workspace.reports / "pending").glob("*.pdf"))
    assert shop.program.doctor.check(shop.people["auditor"], thorough=False).healthy


def test_without_a_server_stamps_keep_waiting(shop: Shop, owed: ReportRow, workspace: Workspace) -> None:
    with workspace.store.writing(None) as work:
        work.connection.exec_driver_sql("UPDATE meta SET value = '' WHERE name = 'setting.time_stamp_url'")
        work.audit("test.url", "workspace", "x")
    shop.program.settings._known = None
    assert shop.program.reports.stamp_pending(shop.people["inspector"]) == (0, 1)
