"""The signed report of a software validation: who may sign it, what it holds, and that an altered file is found."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from qa_desktop.app import main
from qa_desktop.domain.errors import NotAllowedError, QaError, RefusedError
from qa_desktop.domain.people import Actor
from qa_desktop.reports.printed import page_text
from qa_desktop.reports.types import Outcome
from qa_desktop.services.keys import KeyRing
from qa_desktop.services.outside import verify_with_root
from qa_desktop.services.program import Program, program_for
from qa_desktop.services.validation import MEANING, run_reference_files
from qa_desktop.storage.workspace import Workspace, open_
from tests.services.conftest import PASSWORD, House
from tests.services.signed import actions, behind_the_rules

FILES = sorted((Path(__file__).parents[1] / "methods" / "reference").glob("*.json"))


@pytest.fixture
def program(workspace: Workspace) -> Program:
    return program_for(workspace)


def wrong_case(tmp_path: Path) -> Path:
    content = json.loads((FILES[0].parent / "oc_and_c0.json").read_text("utf-8"))
    content["c0"][1]["expected"]["n"] = 50
    path = tmp_path / "oc_and_c0.json"
    path.write_text(json.dumps(content), "utf-8")
    return path


@pytest.mark.parametrize("login", ["inspector", "supervisor", "engineer"])
def test_whoever_has_a_key_signs_and_the_file_is_valid(
    login: str, program: Program, people: dict[str, Actor], keys: KeyRing, tmp_path: Path
) -> None:
    out = tmp_path / "validation.pdf"
    run = run_reference_files(FILES)
    number = program.validation.sign_report(people[login], run, PASSWORD, out)
    found = program.reports.verify_file(out)
    assert found.outcome is Outcome.VALID
    assert number in found.sentence
    assert found.signatures[0].name == people[login].name
    root = tmp_path / "root.cer"
    root.write_bytes(keys.trust().roots[0])
    assert verify_with_root(out, root).outcome is Outcome.VALID
    text = page_text(out.read_bytes())
    assert "ALL55CASESAGREE" in text
    assert "".join(MEANING.split()) in text
    for name in ("S-LK-012", "S-SW-03", "S-C0-03", "S-VK-02", "S-GB-04"):
        assert name in text
    assert actions(program.workspace)[-1] == "validation.sign"


def test_the_record_inside_holds_every_case(program: Program, people: dict[str, Actor], tmp_path: Path) -> None:
    out = tmp_path / "validation.pdf"
    program.validation.sign_report(people["engineer"], run_reference_files(FILES), PASSWORD, out)
    record = program.reports.verify_file(out).record
    files = record["content"]["data"]["files"]
    assert sum(len(one["cases"]) for one in files) == 55
    (risk,) = [case for one in files for case in one["cases"] if case["id"] == "S-OC-01"]
    assert risk["expected"]["binomial"] == "0.9822419193020284"
    assert all(len(one["sha256"]) == 64 for one in files)


def test_cases_that_differ_are_printed_and_signed_like_the_others(
    program: Program, people: dict[str, Actor], tmp_path: Path
) -> None:
    out = tmp_path / "validation.pdf"
    program.validation.sign_report(people["engineer"], run_reference_files([wrong_case(tmp_path)]), PASSWORD, out)
    assert program.reports.verify_file(out).outcome is Outcome.VALID
    text = page_text(out.read_bytes())
    assert "1OF7CASESDIFFER" in text
    assert "Differs.Different:n." in text


def test_a_flipped_byte_is_found(program: Program, people: dict[str, Actor], tmp_path: Path) -> None:
    out = tmp_path / "validation.pdf"
    program.validation.sign_report(people["engineer"], run_reference_files(FILES), PASSWORD, out)
    good = out.read_bytes()
    for place in range(1000, len(good), len(good) // 12):
        out.write_bytes(good[:place] + bytes([good[place] ^ 4]) + good[place + 1 :])
        assert program.reports.verify_file(out).outcome in {Outcome.CHANGED, Outcome.UNREADABLE}, place


@pytest.mark.parametrize(
    ("login", "password", "reason"), [("auditor", PASSWORD, "no signing certificate"), ("engineer", "wrong", "password")]
)
def test_whoever_cannot_sign_gets_no_file(
    login: str, password: str, reason: str, program: Program, people: dict[str, Actor], tmp_path: Path
) -> None:
    out = tmp_path / "validation.pdf"
    with pytest.raises(RefusedError, match=reason):
        program.validation.sign_report(people[login], run_reference_files(FILES), password, out)
    assert not out.exists()
    assert "validation.sign" not in actions(program.workspace)


def test_a_person_without_any_role_is_refused(program: Program, people: dict[str, Actor], tmp_path: Path) -> None:
    nobody = Actor(people["engineer"].person_id, "nobody", "No Body", frozenset(), people["engineer"].station_id)
    with pytest.raises(NotAllowedError):
        program.validation.sign_report(nobody, run_reference_files(FILES), PASSWORD, tmp_path / "v.pdf")


def test_nothing_is_overwritten_and_nothing_unreadable_is_signed(
    program: Program, people: dict[str, Actor], tmp_path: Path
) -> None:
    out = tmp_path / "validation.pdf"
    out.write_text("mine")
    with pytest.raises(RefusedError, match="exists already"):
        program.validation.sign_report(people["engineer"], run_reference_files(FILES), PASSWORD, out)
    assert out.read_text() == "mine"
    with pytest.raises(RefusedError, match="can all be read"):
        program.validation.sign_report(people["engineer"], run_reference_files([tmp_path / "none"]), PASSWORD, tmp_path / "n.pdf")
    with pytest.raises(RefusedError, match="can all be read"):
        program.validation.sign_report(people["engineer"], run_reference_files([]), PASSWORD, tmp_path / "n.pdf")
    assert not (tmp_path / "n.pdf").exists()


@pytest.fixture
def closed(house: House, tmp_path: Path) -> Path:
    folder = tmp_path / "closed"
    shutil.copytree(house.folder, folder)
    return folder


Run = Callable[..., int]


@pytest.fixture
def command(closed: Path) -> Run:
    """Run a command on the closed workspace."""
    return lambda *words: main(["--workspace", str(closed), *map(str, words)])


def test_the_command_signs_and_verify_accepts(command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setenv("QA_DESKTOP_PASSWORD", PASSWORD)
    out = tmp_path / "validation.pdf"
    assert command("validate", *FILES, "--report", out, "--login", "engineer", "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["ok"], data["report"]) == (True, str(out))
    assert command("verify", out) == Outcome.VALID
    assert data["number"] in capsys.readouterr().out
    damaged = bytearray(out.read_bytes())
    damaged[len(damaged) // 3] ^= 1
    out.write_bytes(damaged)
    assert command("verify", out) in {Outcome.CHANGED, Outcome.UNREADABLE}


def test_the_exit_code_tells_that_cases_differ_also_with_a_report(
    command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_DESKTOP_PASSWORD", PASSWORD)
    out = tmp_path / "validation.pdf"
    assert command("validate", wrong_case(tmp_path), "--report", out, "--login", "engineer") == 1
    assert command("verify", out) == Outcome.VALID


@pytest.mark.parametrize(
    ("words", "password", "reason"),
    [
        (("--login", "engineer"), "wrong password", "password"),
        ((), PASSWORD, "--login"),
        (("--login", "auditor"), PASSWORD, "no signing certificate"),
    ],
)
def test_the_command_writes_nothing_for_whoever_cannot_sign(
    words: tuple[str, ...], password: str, reason: str, command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.setenv("QA_DESKTOP_PASSWORD", password)
    out = tmp_path / "validation.pdf"
    assert command("validate", *FILES, "--report", out, *words) == 2
    assert reason in capsys.readouterr().err
    assert not out.exists()


def test_a_report_needs_a_workspace_and_readable_files(
    command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.setenv("QA_DESKTOP_PASSWORD", PASSWORD)
    out = tmp_path / "validation.pdf"
    assert main(["validate", *map(str, FILES), "--report", str(out), "--login", "engineer"]) == 2
    assert "--workspace" in capsys.readouterr().err
    assert command("validate", *FILES, tmp_path / "none.json", "--report", out, "--login", "engineer") == 2
    assert "No report was written" in capsys.readouterr().err
    assert not out.exists()


def test_the_audit_chain_names_the_file(closed: Path, command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_DESKTOP_PASSWORD", PASSWORD)
    assert command("validate", *FILES, "--report", tmp_path / "v.pdf", "--login", "supervisor") == 0
    opened = open_(closed)
    try:
        assert "validation.sign" in actions(opened)
    finally:
        opened.close()
    assert command("doctor") == 0


def test_a_signature_that_cannot_be_recorded_leaves_no_file(program: Program, people: dict[str, Actor], tmp_path: Path) -> None:
    out = tmp_path / "validation.pdf"
    engineer = people["engineer"]
    stranger = Actor("nobody-of-this-workspace", engineer.login, engineer.name, engineer.roles, engineer.station_id)
    with pytest.raises(QaError):
        program.validation.sign_report(stranger, run_reference_files(FILES), PASSWORD, out)
    behind_the_rules(
        program.workspace, "CREATE TRIGGER no_more BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'disk full'); END"
    )
    with pytest.raises(Exception, match="disk full"):
        program.validation.sign_report(engineer, run_reference_files(FILES), PASSWORD, out)
    assert not out.exists()
