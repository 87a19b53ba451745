"""``lot list`` and ``lot show`` on a workspace with decided lots."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from _pytest.fixtures import FixtureFunctionDefinition

from qa_desktop.app import main
from qa_desktop.domain.people import Actor
from qa_desktop.storage.workspace import Workspace
from tests.services import conftest as house_fixtures
from tests.services.lot_makings import BAD, new_lot_shop, plan

globals().update({name: found for name, found in vars(house_fixtures).items() if isinstance(found, FixtureFunctionDefinition)})


@pytest.fixture
def decided(workspace: Workspace, people: dict[str, Actor]) -> Path:
    shop = new_lot_shop(workspace, people)
    key = shop.approved({1: BAD}, plans=[plan(3, 1, 2)])
    shop.decide(shop.wanted("90", "1", inspection_id=key, reason="bore too large"))
    shop.begin(lot="L-2", quantity="5")
    workspace.close()
    return workspace.folder


def said(capsys: pytest.CaptureFixture[str], *words: object, code: int = 0) -> str:
    capsys.readouterr()
    assert main([str(word) for word in words]) == code
    found = capsys.readouterr()
    return found.out if code == 0 else found.err


def test_lots_are_listed_with_their_balance(decided: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(said(capsys, "--workspace", decided, "lot", "list", "--json"))
    assert [(row["number"], row["state"], row["waiting"], row["accepted"]) for row in rows] == [
        ("L-2", "open", "5", "0"),
        ("L-1", "partly", "9", "90"),
    ]
    only = json.loads(said(capsys, "--workspace", decided, "lot", "list", "--state", "partly", "--text", "MEYER l-1", "--json"))
    assert [row["number"] for row in only] == ["L-1"]
    assert said(capsys, "--workspace", decided, "lot", "list", "--supplier", "nobody") == "(none)\n"


def test_a_lot_is_shown_with_what_blocks_it(decided: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(said(capsys, "--workspace", decided, "lot", "show", "L-1", "--json"))
    assert (data["rejected"], data["inspections"][0]["plans"][0]["nonconforming"]) == ("1", 1)
    assert data["decisions"][0]["file"] == "L-01-000001.pdf"
    words = said(capsys, "--workspace", decided, "lot", "show", "L-1")
    assert "1 nonconforming in 3, Ac 1, Re 2: accepted." in words
    assert "bore too large" in words
    assert "blocked: I-01-000002 is in progress" in said(capsys, "--workspace", decided, "lot", "show", "L-2")
    assert "No lot is called" in said(capsys, "--workspace", decided, "lot", "show", "L-9", code=2)
