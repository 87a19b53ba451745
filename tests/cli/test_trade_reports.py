"""``report coc``, ``report scorecard`` and ``report scar`` on a workspace with a decided lot."""

from __future__ import annotations

from pathlib import Path

import pytest
from _pytest.fixtures import FixtureFunctionDefinition

from qa_desktop.app import main
from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.storage.workspace import Workspace
from tests.cli.test_lot import said
from tests.services import conftest as house_fixtures
from tests.services.conftest import PASSWORD
from tests.services.lot_makings import new_lot_shop
from tests.services.signed import quick_signing
from tests.services.trade_makings import accepted_lot, new_market

globals().update({name: found for name, found in vars(house_fixtures).items() if isinstance(found, FixtureFunctionDefinition)})


@pytest.fixture
def space(workspace: Workspace, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> Path:
    quick_signing(monkeypatch)
    shop = new_lot_shop(workspace, people)
    market = new_market(shop.program, people)
    market.line("2027-03-20")
    lot = accepted_lot(shop, accepted="80")
    log = shop.program.issues.log
    log(market.actor, kind=IssueKind.NONCONFORMITY, title="Bores too large", severity=Severity.MAJOR, lot_id=lot)
    workspace.close()
    monkeypatch.undo()
    monkeypatch.setenv("QA_DESKTOP_PASSWORD", PASSWORD)
    return workspace.folder


@pytest.fixture(autouse=True)
def _env(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_DESKTOP_PASSWORD", PASSWORD)


def test_a_certificate_is_signed_and_verifies(space: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--workspace", space, "report", "coc", "L-1", "--to", tmp_path / "coc.pdf", "--login")
    assert "may not do this" in said(capsys, *words, "inspector", code=2)
    assert "Known are: PO-9/1" in said(capsys, *words, "supervisor", "--line", "PO-9/7", code=2)
    assert "80 are accepted" in said(capsys, *words, "supervisor", "--quantity", "81", code=2)
    assert "CC-01-000001 signed" in said(capsys, *words, "supervisor", "--quantity", "50")
    assert (tmp_path / "coc.pdf").read_bytes().startswith(b"%PDF")
    assert main(["--workspace", str(space), "verify", str(tmp_path / "coc.pdf")]) == 0
    before = (tmp_path / "coc.pdf").read_bytes()
    assert "is there already. Nothing was signed" in said(capsys, *words, "supervisor", code=2)
    assert (tmp_path / "coc.pdf").read_bytes() == before, "a file that somebody has is never overwritten"
    words = (*words[:6], tmp_path / "second.pdf", words[7])
    assert "CC-01-000002 signed" in said(capsys, *words, "supervisor")
    words = (*words[:6], tmp_path / "third.pdf", words[7])
    assert "Nothing of lot L-1" in said(capsys, *words, "supervisor", code=2)
    assert "No lot is called" in said(capsys, *words[:4], "L-9", *words[5:], "supervisor", code=2)


def test_a_scorecard_and_a_request_are_signed(space: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    card = ("--workspace", space, "report", "scorecard", "meyer & söhne", "--login", "engineer", "--to", tmp_path / "card.pdf")
    assert "is no period" in said(capsys, *card, "--period", "soon", code=2)
    assert "SC-01-000001 signed" in said(capsys, *card, "--period", "2026")
    scar = ("--workspace", space, "report", "scar", "NC-01-000001", "--login", "engineer", "--to", tmp_path / "scar.pdf")
    asked = ("--ask", "Find the cause of the oversize bores.", "--due")
    assert "over already" in said(capsys, *scar, *asked, "2020-01-01", code=2)
    assert "CAR-01-000001 signed" in said(capsys, *scar, *asked, "2099-01-01")
    assert "is there already" in said(capsys, *card, "--period", "2026", code=2)
    assert "is there already" in said(capsys, *scar, *asked, "2099-01-01", code=2)
    for name in ("card.pdf", "scar.pdf"):
        assert main(["--workspace", str(space), "verify", str(tmp_path / name)]) == 0
    scar = (*scar[:-1], tmp_path / "other.pdf")
    assert "Known suppliers are: Meyer & Söhne" in said(capsys, *scar, *asked, "2099-01-01", "--supplier", "Nobody", code=2)


def test_a_file_that_cannot_be_written_leaves_the_signed_one(
    space: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--workspace", space, "report", "coc", "L-1", "--login", "supervisor", "--to")
    assert "does not exist. Nothing was signed" in said(capsys, *words, tmp_path / "no" / "coc.pdf", code=2)
    assert not (space / "reports" / "CC-01-000001.pdf").exists()
    assert "is signed and kept in the workspace" in said(capsys, *words, "/proc/coc.pdf", code=2)
    assert (space / "reports" / "CC-01-000001.pdf").is_file()
