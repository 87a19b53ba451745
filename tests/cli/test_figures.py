"""``dashboard``, ``issue`` and ``report review`` on a workspace that has something to show."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime
from pathlib import Path

import pytest
from _pytest.fixtures import FixtureFunctionDefinition

from qa_desktop.app import main
from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.domain.period import parse_period
from qa_desktop.storage.workspace import Workspace
from tests.services import conftest as house_fixtures
from tests.services.lot_makings import BAD, new_lot_shop

globals().update({name: found for name, found in vars(house_fixtures).items() if isinstance(found, FixtureFunctionDefinition)})

FORMULA = '=HYPERLINK("http://example.com")'


@pytest.fixture
def folder(workspace: Workspace, people: dict[str, Actor]) -> Path:
    shop = new_lot_shop(workspace, people)
    shop.approved({1: BAD})
    shop.approved(lot="L-2")
    log = shop.program.issues.log
    log(
        people["supervisor"],
        kind=IssueKind.NONCONFORMITY,
        title=FORMULA,
        severity=Severity.MAJOR,
        description="line one\nline two",
    )
    log(people["supervisor"], kind=IssueKind.COMPLAINT, title="Rust, “brown”", severity=Severity.CRITICAL)
    period, manager = parse_period("2026-03-01..2026-03-02"), people["manager"]
    digest = shop.program.management.prepare(manager, period, "Go on").digest()
    shop.program.management.sign(manager, period, "Go on", house_fixtures.PASSWORD, digest)
    workspace.close()
    return workspace.folder


def said(capsys: pytest.CaptureFixture[str], *words: object, code: int = 0) -> str:
    capsys.readouterr()
    assert main([str(word) for word in words]) == code
    found = capsys.readouterr()
    return found.out if code == 0 else found.err


def test_the_dashboard_gives_figures_with_their_definitions(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(said(capsys, "--workspace", folder, "dashboard", "--period", "2026-03", "--part", "4711-A", "--json"))
    figures = {one["name"]: one for one in data["figures"]}
    assert (data["period"], data["filter"]) == ("2026-03-01..2026-03-31", {"part": "4711-A"})
    assert figures["first_pass_yield"]["value"] == "50.0000"
    assert figures["cost_of_poor_quality"]["value"] is None
    assert all(one["definition"] for one in data["figures"])
    (bar,) = data["charts"][0]["bars"]
    assert (bar["name"], bar["count"], bar["cumulative"]) == ("Bore", "1", "100.00")
    words = said(capsys, "--workspace", folder, "dashboard", "--period", "2026-03")
    assert "1 good of 2 inspections" in words
    assert "no data" in said(capsys, "--workspace", folder, "dashboard", "--period", "2025")


def test_a_period_that_is_none_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no period" in said(capsys, "--workspace", folder, "dashboard", "--period", "March", code=2)


def test_issues_are_listed_and_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(said(capsys, "--workspace", folder, "issue", "list", "--json"))
    assert [row["kind"] for row in rows] == ["complaint", "nonconformity"]
    only = json.loads(said(capsys, "--workspace", folder, "issue", "list", "--kind", "complaint", "--text", "RUST", "--json"))
    assert [row["title"] for row in only] == ["Rust, “brown”"]
    assert said(capsys, "--workspace", folder, "issue", "list", "--state", "closed") == "(none)\n"
    one = json.loads(said(capsys, "--workspace", folder, "issue", "show", rows[0]["number"], "--json"))
    assert (one["severity"], [event["what"] for event in one["history"]]) == ("critical", ["logged", "step.plan"])
    assert [step["is"] for step in one["steps"]] == ["next", *["coming"] * 4]
    words = said(capsys, "--workspace", folder, "issue", "show", rows[0]["number"])
    assert re.search(r"^logged at: \d{4}-\d\d-\d\d \d\d:\d\d$", words, re.MULTILINE)
    assert re.search(r"^\d{4}-\d\d-\d\d \d\d:\d\d  Sara Supervisor: Logged$", words, re.MULTILINE)
    due = datetime.fromisoformat(one["steps"][0]["due"]).astimezone().date().isoformat()
    assert f"next: Contained, nobody yet, due {due}\n" in words
    assert f": Contained: nobody yet, due {due}\n" in words
    assert "step.plan" not in words
    assert said(capsys, "--workspace", folder, "issue", "show", f" {rows[0]['number'].lower()} ") == words
    assert "No issue is called" in said(capsys, "--workspace", folder, "issue", "show", "NC-01", code=2)


def test_an_exported_formula_stays_text(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "issues.csv"
    assert "2 issues" in said(capsys, "--workspace", folder, "issue", "export", "--to", target)
    head, rust, formula = csv.reader(io.StringIO(target.read_text(encoding="utf-8-sig"), newline=""))
    assert head[4] == "title"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", rust[head.index("due")]), "people read a day, not a moment of UTC"
    assert (rust[4], formula[4], formula[5]) == ("Rust, “brown”", "'" + FORMULA, "line one\nline two")
    assert "exists already" in said(capsys, "--workspace", folder, "issue", "export", "--to", target, code=2)
    assert ".csv or .json" in said(capsys, "--workspace", folder, "issue", "export", "--to", tmp_path / "x.xls", code=2)
    data = tmp_path / "issues.json"
    said(capsys, "--workspace", folder, "issue", "export", "--severity", "major", "--to", data)
    assert [row["title"] for row in json.loads(data.read_text(encoding="utf-8"))] == [FORMULA]


def test_a_review_is_copied_and_verified(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "review.pdf"
    said(capsys, "--workspace", folder, "report", "review", "MR-01-000001", "--to", target)
    assert "Management review MR-01-000001" in said(capsys, "--workspace", folder, "verify", target)
    assert "No management review" in said(capsys, "--workspace", folder, "report", "review", "MR-9", code=2)
