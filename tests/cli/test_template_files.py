"""``plan import``, ``checklist import`` and ``checklist export`` as a person types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa_desktop.exchange.template_json import from_json
from qa_desktop.exchange.xlsform import read_xlsform
from tests.cli.conftest import Command

PASSWORD = "shop floor demo"
PLAN = "Balloon;Characteristic;Nominal;Tolerance;Unit;Sampling\n1;Bore;12,5;±0,05;mm;AQL 1.0 II\n2;Fit;12;H7;mm;\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "Part 4711.csv"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_a_plan_is_previewed_without_a_workspace(plan: Path, run: Command) -> None:
    said = run("plan", "import", plan, "--preview", "--json")
    assert said.code == 0
    data = said.data
    assert isinstance(data, dict)
    assert (data["title"], data["items"], data["questions"]) == ("Part 4711", 2, {"measurement": 2})
    assert data["left_out"] == [
        {
            "place": "row 3, column D (Tolerance)",
            "kind": "tolerance",
            "name": "2",
            "why": "“H7”: It is not understood. Write for example ±0.05, +0.1/0 or +0.1/-0.05, or write limits.",
        }
    ]
    told = run("plan", "import", plan, "--preview")
    assert "left out: row 3, column D (Tolerance), tolerance “2”" in told.out


def test_a_plan_is_imported_by_a_person(demo: Path, plan: Path, run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_DESKTOP_PASSWORD", PASSWORD)
    said = run("--workspace", demo, "plan", "import", plan, "--login", "eleni", "--name", "Plan A")
    assert said.code == 0, said.err
    assert "Stored as “Plan A”, revision 1 (draft)." in said.out
    again = run("--workspace", demo, "plan", "import", plan, "--login", "eleni", "--name", "Plan A")
    assert again.code == 2
    assert "exists already" in again.err


def test_who_may_not_edit_templates_is_refused(demo: Path, plan: Path, run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_DESKTOP_PASSWORD", PASSWORD)
    inspector = run("--workspace", demo, "plan", "import", plan, "--login", "anna")
    assert inspector.code == 2
    assert "permission" in inspector.err or "may not" in inspector.err, inspector.err
    nobody = run("--workspace", demo, "plan", "import", plan)
    assert nobody.code == 2
    assert "--login" in nobody.err


def test_a_checklist_goes_out_and_comes_in(demo: Path, tmp_path: Path, run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = run("--workspace", demo, "checklist", "list", "--json").data
    assert isinstance(rows, list)
    name, revision = rows[0]["name"], str(rows[0]["published"])
    out = tmp_path / "out.json"
    said = run("--workspace", demo, "checklist", "export", name, "--to", out, "--json")
    assert said.code == 0, said.err
    assert isinstance(said.data, dict)
    assert said.data["left_out"] == []
    template = from_json(out.read_bytes())
    assert template.name == name
    preview = run("checklist", "import", out, "--preview", "--json").data
    assert isinstance(preview, dict)
    assert preview["items"] == len(template.checklist.items)
    monkeypatch.setenv("QA_DESKTOP_PASSWORD", PASSWORD)
    back = run("--workspace", demo, "checklist", "import", out, "--login", "eleni", "--name", "Copy")
    assert back.code == 0, back.err
    workbook = tmp_path / "out.xlsx"
    written = run("--workspace", demo, "checklist", "export", name, "--to", workbook, "--revision", revision, "--json")
    assert written.code == 0, written.err
    assert isinstance(written.data, dict)
    assert written.data["left_out"] == []
    assert read_xlsform(workbook).checklist == template.checklist


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("export", "Nothing", "--to", "x.json"), "no template named “Nothing”"),
        (("export", "{name}", "--to", "x.pdf"), "ends in .json"),
        (("export", "{name}", "--to", "x.json", "--revision", "99"), "has no revision 99"),
    ],
)
def test_a_slip_is_told(
    demo: Path, tmp_path: Path, run: Command, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], complaint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = run("--workspace", demo, "checklist", "list", "--json").data
    assert isinstance(rows, list)
    said = run("--workspace", demo, "checklist", *(word.format(name=rows[0]["name"]) for word in words))
    assert said.code == 2
    assert complaint in said.err
    assert not list(tmp_path.glob("x.*"))


def test_a_template_file_with_a_fault_names_the_place(tmp_path: Path, run: Command) -> None:
    path = tmp_path / "bad.json"
    path.write_text(
        json.dumps({"format": "qa-desktop-template", "version": 1, "title": "T", "sections": [{"title": 1}]}), encoding="utf-8"
    )
    said = run("checklist", "import", path, "--preview")
    assert said.code == 2
    assert "At sections[0]" in said.err
