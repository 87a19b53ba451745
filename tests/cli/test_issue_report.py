"""``report 8d`` and ``report ncr``: signed by a person, checked by ``verify``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from _pytest.fixtures import FixtureFunctionDefinition

from qa_desktop.app import main
from qa_desktop.domain.people import Actor
from qa_desktop.storage.workspace import Workspace
from tests.services import conftest as house_fixtures
from tests.services.cause_makings import new_case
from tests.services.conftest import PASSWORD, FakeClock

globals().update({name: found for name, found in vars(house_fixtures).items() if isinstance(found, FixtureFunctionDefinition)})


@pytest.fixture
def folder(workspace: Workspace, people: dict[str, Actor], clock: FakeClock) -> Path:
    new_case(workspace, people, clock)
    workspace.close()
    return workspace.folder


def said(capsys: pytest.CaptureFixture[str], folder: Path, *words: object, code: int = 0) -> str:
    capsys.readouterr()
    assert main(["--workspace", str(folder), *(str(word) for word in words)]) == code
    found = capsys.readouterr()
    return found.out if code == 0 else found.err


@pytest.mark.parametrize(("kind", "number"), [("8d", "8D-01-000001"), ("ncr", "NCR-01-000001")])
def test_a_report_is_signed_and_passes_the_check(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, kind: str, number: str
) -> None:
    monkeypatch.setenv("QA_DESKTOP_PASSWORD", PASSWORD)
    target = tmp_path / "report.pdf"
    data = json.loads(said(capsys, folder, "report", kind, "NC-01-000001", "--login", "engineer", "--to", target, "--json"))
    assert data == {"number": number, "file": str(target)}
    assert "valid" in said(capsys, folder, "verify", target).lower()
    copy = tmp_path / "small letters.pdf"
    words = said(capsys, folder, "report", kind, "nc-01-000001", "--login", "engineer", "--to", copy)
    assert words == f"{number[:-1]}2 signed: {copy}\n"
    again = said(capsys, folder, "report", kind, "NC-01-000001", "--login", "engineer", "--to", target, code=2)
    assert "is there already" in again


def test_what_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_DESKTOP_PASSWORD", PASSWORD)
    words = ("report", "8d", "NC-01-000001", "--to", tmp_path / "r.pdf")
    assert "needs a person" in said(capsys, folder, *words, code=2)
    assert "may not do this" in said(capsys, folder, *words, "--login", "inspector", code=2)
    other = ("report", "8d", "NC-01-99", "--to", tmp_path / "r.pdf", "--login", "engineer")
    assert "No issue is called “NC-01-99”" in said(capsys, folder, *other, code=2)
    assert "does not exist" in said(capsys, folder, *words[:3], "--to", tmp_path / "no" / "r.pdf", "--login", "engineer", code=2)
    assert not (tmp_path / "r.pdf").exists()
