"""Each command, for people and for programs: what it prints, and the exit code that tells."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qa_desktop import app
from qa_desktop.cli import doctor
from qa_desktop.resources import resource_path
from qa_desktop.services.keys import KeyRing
from qa_desktop.storage.database import sqlite_module
from qa_desktop.storage.workspace import open_
from tests.cli.conftest import Command, Said

PASSWORD = "shop floor demo"


def complaint(said: Said) -> str:
    """One sentence or two on the error stream, nothing on the other."""
    assert said.code == 2
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.rstrip().endswith((".", "…"))
    return said.err


def report_files(demo: Path, run: Command) -> tuple[Path, Path]:
    """The report of a released inspection and one that waits."""
    codes = {run("--workspace", demo, "verify", path).code: path for path in sorted((demo / "reports").glob("I-*.pdf"))}
    return codes[0], codes[3]


def root_of(demo: Path, tmp_path: Path) -> Path:
    workspace = open_(demo)
    try:
        (root,) = KeyRing(workspace).trust().roots
    finally:
        workspace.close()
    path = tmp_path / "root.cer"
    path.write_bytes(root)
    return path


def test_the_demo_is_a_believable_workspace(demo: Path, run: Command) -> None:
    said = run("--workspace", demo, "inspection", "list", "--json")
    rows = said.data
    assert isinstance(rows, list)
    states = {row["state"] for row in rows}
    assert {"in_progress", "submitted", "returned", "approved"} <= states
    assert len(rows) >= 10
    assert len({row["template"] for row in rows}) >= 2
    assert list((demo / "reports").glob("*.pdf"))


def test_the_demo_says_how_to_enter_and_does_not_overwrite(demo: Path, run: Command) -> None:
    said = run("demo", demo)
    assert said.code == 2
    assert "already holds a workspace" in said.err.splitlines()[-1]
    workspace = open_(demo)
    try:
        from qa_desktop.services.program import program_for

        program = program_for(workspace)
        assert program.settings.is_demo()
        assert program.access.log_in("anna", PASSWORD).name == "Anna Kowalska"
    finally:
        workspace.close()


@pytest.mark.parametrize(
    "words",
    [
        ("checklist", "list"), ("inspection", "list"), ("inspection", "show", "I-01-000001"), ("lot", "list"),
        ("lot", "show", "L"), ("report", "export", "--to", "x"),
        ("verify", "x.pdf"), ("doctor",), ("backup",),
    ],
)  # fmt: skip
def test_a_workspace_is_named_and_exists(run: Command, tmp_path: Path, words: tuple[str, ...]) -> None:
    assert "Name the workspace" in complaint(run(*words))
    assert "holds no workspace" in complaint(run("--workspace", tmp_path / "nothing", *words))
    said = run("--workspace", tmp_path / "nothing", *words, "--json")
    assert said.code == 2
    assert "holds no workspace" in json.loads(said.out)["error"]


@pytest.mark.parametrize(
    "words", [("nonsense",), ("verify",), ("inspection",), ("report", "export"), ("inspection", "list", "--state", "x")]
)
def test_what_is_no_command_is_explained(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as caught:
        app.main(list(words))
    assert caught.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    for words, expected in ((["--version"], "QA Desktop "), (["--help"], "doctor"), (["doctor", "--help"], "--quick")):
        with pytest.raises(SystemExit) as caught:
            app.main(words)
        assert caught.value.code == 0
        assert expected in capsys.readouterr().out


def test_a_workspace_that_is_open_elsewhere(demo: Path, run: Command) -> None:
    workspace = open_(demo)
    try:
        assert "already open" in complaint(run("--workspace", demo, "inspection", "list"))
    finally:
        workspace.close()


# checklist


def test_checklists_are_listed(demo: Path, run: Command) -> None:
    said = run("--workspace", demo, "checklist", "list")
    assert said.code == 0
    assert said.out.splitlines()[0].split() == ["name", "published", "draft", "items"]
    rows = run("--json", "--workspace", demo, "checklist", "list").data
    assert isinstance(rows, list)
    assert [row["name"] for row in rows] == sorted(row["name"] for row in rows)
    assert {"5S and safety round", "Incoming sample: turned shaft", "In-process inspection: weld seam"} <= {
        row["name"] for row in rows
    }
    assert {row["name"] for row in rows if row["published"] != 1} == {"5S and safety round"}, "a suggestion became a check of it"
    assert [row["name"] for row in rows if row["draft"] == 2] == ["Incoming sample: turned shaft"], (
        "the draft that waits for approval"
    )


def test_a_preview_stores_nothing_and_needs_no_workspace(run: Command) -> None:
    said = run("checklist", "import", resource_path("templates", "weld_in_process.xlsx"), "--preview", "--json")
    assert said.code == 0
    assert isinstance(said.data, dict)
    assert said.data["items"] == sum(said.data["questions"].values())
    text = run("checklist", "import", resource_path("templates", "weld_in_process.xlsx"), "--preview")
    assert "sections" in text.out


def test_importing_needs_a_person_who_may(demo: Path, run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("--workspace", demo, "checklist", "import", resource_path("templates", "weld_in_process.xlsx"), "--name", "Weld 2")
    before = run("--workspace", demo, "checklist", "list", "--json").data
    assert isinstance(before, list)
    assert "--login NAME" in complaint(run(*words))
    monkeypatch.setenv("QA_DESKTOP_PASSWORD", "wrong")
    assert "not right" in complaint(run(*words, "--login", "eleni"))
    monkeypatch.setenv("QA_DESKTOP_PASSWORD", PASSWORD)
    assert "may not do this" in complaint(run(*words, "--login", "anna"))
    said = run(*words, "--login", "eleni")
    assert said.code == 0, said.err
    assert "Stored as “Weld 2”, revision 1 (draft)." in said.out
    assert "not approved yet" in complaint(run("--workspace", demo, "checklist", "publish", "Weld 2", "--login", "eleni"))
    assert "another person approves it" in complaint(
        run("--workspace", demo, "checklist", "approve", "Weld 2", "--login", "eleni")
    )
    approved = run("--workspace", demo, "checklist", "approve", "Weld 2", "--login", "petra")
    assert "“Weld 2”, revision 1, is approved by Petra Lis." in approved.out
    published = run("--workspace", demo, "checklist", "publish", "Weld 2", "--login", "eleni")
    assert "“Weld 2”, revision 1, is published." in published.out
    rows = run("--workspace", demo, "checklist", "list", "--json").data
    assert isinstance(rows, list)
    assert [row for row in rows if row not in before] == [row for row in rows if row["name"] == "Weld 2"]
    assert len(rows) == len(before) + 1


def test_without_a_terminal_no_password_is_asked(demo: Path, run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QA_DESKTOP_PASSWORD", raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: (_ for _ in ()).throw(EOFError))
    words = ("checklist", "import", resource_path("templates", "weld_in_process.xlsx"), "--login", "eleni")
    assert "No password was given" in complaint(run("--workspace", demo, *words))


def test_a_file_that_is_no_form_is_refused(run: Command, tmp_path: Path) -> None:
    (tmp_path / "form.xlsx").write_bytes(b"hello")
    assert "form.xlsx" in complaint(run("checklist", "import", tmp_path / "form.xlsx", "--preview"))
    assert "none.xlsx" in complaint(run("checklist", "import", tmp_path / "none.xlsx", "--preview"))


# inspection


def test_inspections_are_listed_and_shown(demo: Path, run: Command) -> None:
    rows = run("--workspace", demo, "inspection", "list", "--state", "approved", "--json").data
    assert isinstance(rows, list)
    assert {row["state"] for row in rows} == {"approved"}
    number = rows[0]["number"]
    assert [row["number"] for row in run("--workspace", demo, "inspection", "list", "--text", number, "--json").data] == [number]  # type: ignore[attr-defined]
    text = run("--workspace", demo, "inspection", "show", number)
    assert text.code == 0
    assert text.out.startswith(f"{number}  {rows[0]['part']}")
    shown = run("--workspace", demo, "inspection", "show", number, "--json").data
    assert isinstance(shown, dict)
    assert shown["content"]["number"] == number
    assert len(shown["sha256"]) == 64
    assert len(run("--workspace", demo, "inspection", "list", "--limit", "3").out.splitlines()) == 4
    assert run("--workspace", demo, "inspection", "list", "--text", "no such thing").out == "(none)\n"
    assert "No inspection is called" in complaint(run("--workspace", demo, "inspection", "show", "I-99-000001"))


# report and verify


def test_reports_are_exported(demo: Path, run: Command, tmp_path: Path) -> None:
    out = tmp_path / "out"
    said = run("--workspace", demo, "report", "export", "--to", out, "--json")
    assert said.code == 0
    assert isinstance(said.data, dict)
    files = [Path(name) for name in said.data["files"]]
    assert sorted(files) == sorted(out.glob("*.pdf"))
    assert said.data["left_out"] == []
    assert all(path.read_bytes() == (demo / "reports" / path.name).read_bytes() for path in files)
    one = run("--workspace", demo, "report", "export", files[0].name[:11], "--to", tmp_path / "one")
    assert one.out == f"{tmp_path / 'one' / files[0].name}\n"
    assert "There is no report of" in complaint(run("--workspace", demo, "report", "export", "I-99-000001", "--to", out))


def test_a_changed_report_is_left_out_and_named(demo: Path, run: Command, tmp_path: Path) -> None:
    released, _ = report_files(demo, run)
    (demo / "reports" / released.name).write_bytes(released.read_bytes() + b" ")
    said = run("--workspace", demo, "report", "export", "--to", tmp_path / "out")
    assert said.code == 1
    assert "left out: " in said.out
    assert not (tmp_path / "out" / released.name).exists()


def test_verify_tells_by_its_exit_code(demo: Path, run: Command, tmp_path: Path) -> None:
    released, waiting = report_files(demo, run)
    said = run("--workspace", demo, "verify", released)
    assert said.out.startswith("This report is valid and released")
    assert "waits for the countersignature" in run("--workspace", demo, "verify", waiting).out
    data = released.read_bytes()
    changed = tmp_path / "changed.pdf"
    for place in (data.index(b"stream\n") + 60, len(data) // 2, len(data) - 2):
        changed.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        found = run("--workspace", demo, "verify", changed)
        assert found.code in {1, 2}, "one changed byte"
        assert found.out.startswith(("Do not rely on this file", "This file cannot be read"))
    place = data.index(b"stream\n") + 60
    changed.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    assert run("--workspace", demo, "verify", changed).code == 1
    for content in (b"", b"hello", b"%PDF-1.7\n", data[:500]):
        changed.write_bytes(content)
        assert run("--workspace", demo, "verify", changed).code == 2
    assert run("--workspace", demo, "verify", tmp_path / "nothing.pdf").code == 2
    assert run("--workspace", demo, "verify", tmp_path).code == 2
    found = run("--workspace", demo, "verify", released, "--json").data
    assert isinstance(found, dict)
    assert (found["outcome"], found["exit_code"], found["findings"]) == ("valid", 0, [])
    assert [signature["stage"] for signature in found["signatures"]] == ["inspector", "supervisor"]


def test_verify_knows_the_decision_on_a_lot(demo: Path, run: Command) -> None:
    decision = min((demo / "reports").glob("L-*.pdf"))
    said = run("--workspace", demo, "verify", decision)
    assert said.code == 0
    assert said.out.startswith("This document is valid: “Lot decision L-")


def test_verify_without_a_workspace(demo: Path, run: Command, tmp_path: Path) -> None:
    released, waiting = report_files(demo, run)
    root = root_of(demo, tmp_path)
    assert run("verify", released, "--root", root).code == 0
    assert run("verify", waiting, "--root", root).code == 3
    data = released.read_bytes()
    place = data.index(b"stream\n") + 60
    (tmp_path / "cut.pdf").write_bytes(data[:place] + b"?" + data[place + 1 :])
    assert run("verify", tmp_path / "cut.pdf", "--root", root).code == 1
    assert run("verify", tmp_path / "none.pdf", "--root", root).code == 2
    (tmp_path / "no.cer").write_bytes(b"hello")
    assert "is not a certificate" in complaint(run("verify", released, "--root", tmp_path / "no.cer"))
    assert "does not exist" in complaint(run("verify", released, "--root", tmp_path / "none.cer"))


# doctor


def test_doctor_tells_by_its_exit_code(demo: Path, run: Command) -> None:
    said = run("--workspace", demo, "doctor")
    assert (said.code, said.out.splitlines()[-1]) == (0, "Healthy.")
    assert said.err.splitlines()[0] == "database"
    next((demo / "keys").glob("*.p12")).unlink()
    said = run("--workspace", demo, "doctor", "--quick", "--json")
    assert said.code == 1
    assert isinstance(said.data, dict)
    assert said.data["healthy"] is False
    assert "bad" in {finding["weight"] for finding in said.data["findings"]}
    assert said.err == ""
    (demo / "qa.db").write_bytes(b"nonsense")
    assert "damaged" in complaint(run("--workspace", demo, "doctor"))


def test_doctor_on_a_workspace_whose_rules_are_gone(demo: Path, run: Command) -> None:
    raw = sqlite_module().connect(demo / "qa.db")
    raw.execute("DROP TRIGGER signature_four_eyes")
    raw.commit()
    raw.close()
    assert "lacks 1 of the rules" in complaint(run("--workspace", demo, "doctor"))


def test_what_nobody_foresaw_is_a_sentence_too(demo: Path, run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "reader", lambda _program: 1 / 0)
    assert "did not foresee (ZeroDivisionError" in complaint(run("--workspace", demo, "doctor"))
    said = run("--workspace", demo, "doctor", "--json")
    assert "ZeroDivisionError" in json.loads(said.out)["error"]


def test_stopping_a_command(demo: Path, run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_program: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(doctor, "reader", stopped)
    said = run("--workspace", demo, "doctor")
    assert (said.code, said.err) == (130, "Stopped. What was finished before is kept.\n")


# backup and restore


def test_backup_and_restore(demo: Path, run: Command, tmp_path: Path) -> None:
    said = run("--workspace", demo, "backup", "--to", tmp_path / "copies", "--json")
    assert said.code == 0
    assert isinstance(said.data, dict)
    backup = Path(said.data["backup"])
    assert said.data["files"] == said.data["copied"] + len(list((demo / "keys").glob("*.p12")))
    said = run("restore", backup, tmp_path / "again")
    assert said.code == 0, said.err
    assert run("--workspace", tmp_path / "again", "doctor", "--quick").code == 0
    assert "not empty" in complaint(run("restore", backup, tmp_path / "again"))
    assert "not a backup" in complaint(run("restore", tmp_path, tmp_path / "other"))
    shutil.rmtree(backup.parent / "pool")
    assert "missing from the backup" in complaint(run("restore", backup, tmp_path / "other"))
    assert not (tmp_path / "other").exists()


# starting


def test_the_reader_of_workbooks_is_started_before_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """A frozen program starts itself with this word, because it has no Python to run a module with."""
    from qa_desktop.exchange.xlsform import child, reader

    assert app.READ_XLSFORM == reader.CHILD_FLAG
    monkeypatch.setattr(child, "main", lambda: 41)
    monkeypatch.setattr(app, "_workspace", lambda _words: pytest.fail("nothing comes before the reader"))
    assert app.main([app.READ_XLSFORM]) == 41
    assert app.main([app.READ_XLSFORM, "more"]) == 41


def test_no_command_opens_the_window_on_the_workspace(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Path) -> None:
    from qa_desktop.ui import start

    seen: list[object] = []
    monkeypatch.setattr(start, "run", lambda opener, folder, _look: seen.append((opener, folder)) or 0)
    assert app.main(["--workspace", str(tmp_path)]) == 0
    assert app.main([]) == 0
    assert seen == [(app.open_program, tmp_path), (app.open_program, None)]


def test_the_walk_needs_a_workspace(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        app.main(["walk", "--out", str(tmp_path)])
    assert "name the workspace" in capsys.readouterr().err


def test_output_that_is_no_utf8_terminal(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Polish, Greek and Cyrillic names on a Latin-1 terminal: shown with substitutes, never a crash."""
    import sys

    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="latin-1")
    monkeypatch.setattr(sys, "stdout", stream)
    assert app.main(["--workspace", str(demo), "inspection", "list"]) == 0
    stream.flush()
    assert b"approved" in raw.getvalue()


def test_a_reader_that_has_enough_is_no_fault() -> None:
    command = [sys.executable, "-m", "qa_desktop", "sampling", "plan", "--lot", "500", "--aql", "1.0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        assert started.stderr is not None
        started.stdout.close()
        assert started.stderr.read() == "", "head, or less that was left, is not told of a fault"
    assert started.returncode == 0
