"""The templates that are shipped import without a remark and say what their descriptions say."""

from __future__ import annotations

import importlib.util
import io
import tomllib
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from openpyxl import load_workbook

from qa_desktop.domain.checklist import Evidence, Item, ItemKind, Severity
from qa_desktop.domain.decimals import decimal_text
from qa_desktop.exchange.template_json import from_json
from qa_desktop.exchange.xlsform import ImportPreview, read_xlsform
from qa_desktop.services.template_rules import problems_of_publishing

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "templates"
COUNTS = {"electronics_final": 26, "incoming_machined_part": 27, "safety_5s_round": 21, "weld_in_process": 22}


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_templates", FOLDER / "make_templates.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _cells(data: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(io.BytesIO(data))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


@pytest.fixture(scope="module")
def previews() -> dict[str, ImportPreview]:
    return {path.stem: read_xlsform(path) for path in sorted(FOLDER.glob("*.xlsx"))}


@pytest.mark.parametrize("name", COUNTS)
def test_the_script_makes_the_file_that_is_shipped(name: str) -> None:
    form = tomllib.loads((FOLDER / "source" / f"{name}.toml").read_text(encoding="utf-8"))
    made = _script().workbook_bytes(form)
    assert made == _script().workbook_bytes(form)
    assert _cells(made) == _cells((FOLDER / f"{name}.xlsx").read_bytes())


def test_the_samples_are_what_their_script_makes() -> None:
    spec = importlib.util.spec_from_file_location("make_samples", FOLDER / "make_samples.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert {path.stem for path in FOLDER.glob("*.json")} == set(script.SAMPLES)
    for name, checklist in script.SAMPLES.items():
        data = (FOLDER / f"{name}.json").read_bytes()
        assert data == script.file_bytes(checklist)
        assert from_json(data).checklist == checklist
        assert problems_of_publishing(checklist) == ()


def test_every_template_imports_whole_and_without_remark(previews: dict[str, ImportPreview]) -> None:
    assert {name: len(preview.checklist.items) for name, preview in previews.items()} == COUNTS
    for preview in previews.values():
        assert preview.unsupported == ()
        assert preview.notices == ()


@pytest.mark.parametrize("name", COUNTS)
def test_items_say_what_the_description_says(previews: dict[str, ImportPreview], name: str) -> None:
    form = tomllib.loads((FOLDER / "source" / f"{name}.toml").read_text(encoding="utf-8"))
    checklist = previews[name].checklist
    assert checklist.title == form["title"]
    assert [section.title for section in checklist.sections] == [section["title"] for section in form["sections"]]
    told = [item for section in form["sections"] for item in section["items"]]
    for item, row in zip(checklist.items, told, strict=True):
        _same(item, row)


def _same(item: Item, row: dict[str, Any]) -> None:
    assert (item.key, item.kind, item.text, item.help) == (row["name"], row["kind"], row["text"], row["help"])
    assert (item.unit, item.expected) == (row.get("unit", ""), row.get("expected"))
    for key in ("nominal", "lower", "upper"):
        value = getattr(item.limits, key)
        assert (None if value is None else decimal_text(value)) == row.get(key)
    if "severity" in row:
        assert (item.severity, item.evidence) == (row["severity"], row.get("evidence", "photo_or_note"))
        assert item.required
        assert item.allow_na == row.get("allow_na", True)
    if item.kind is ItemKind.MEASUREMENT:
        assert item.unit
        assert item.decimals is not None


def test_together_they_use_everything_that_an_item_can_be(previews: dict[str, ImportPreview]) -> None:
    items = [item for preview in previews.values() for item in preview.checklist.items]
    samples = [item for path in sorted(FOLDER.glob("*.json")) for item in from_json(path.read_bytes()).checklist.items]
    assert {item.kind for item in [*items, *samples]} == set(ItemKind)
    judged = [item for item in items if item.evidence is not Evidence.NONE]
    assert {item.severity for item in judged} == set(Severity)
    assert {item.evidence for item in items} == set(Evidence)
    assert {"mm", "µm", "°C", "V", "N·m", "HRC", "MΩ", "%"} <= {item.unit for item in items}
    measured = [item.limits for item in items if item.kind is ItemKind.MEASUREMENT]
    assert any(limits.lower is None and limits.upper is not None for limits in measured)
    assert any(limits.upper is None and limits.lower is not None for limits in measured)
    assert any(limits.upper is not None and limits.upper < 0 for limits in measured)
    assert any(limits.nominal is not None and limits.excess(limits.nominal) for limits in measured)
    choices = Counter(choice.conforming for item in items for choice in item.choices)
    assert choices[True]
    assert choices[False]
    assert all(item.help for item in items)
