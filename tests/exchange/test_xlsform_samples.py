"""The 19 public workbooks end as pyxform 4.5 ends: the same numbers of questions, or a refusal that names the place."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from qa_desktop.domain.errors import FileRefusedError
from qa_desktop.exchange.xlsform import read_xlsform
from qa_desktop.exchange.xlsform.items import KINDS

SHARED = Path(__file__).resolve().parents[3] / "shared"
REFERENCE = SHARED / "reference" / "xlsform_files.json"
SAMPLES = SHARED / "samples" / "xlsform"
SECTIONS = {"group"}
"""Groups become sections; XLSForm's own group “meta” holds only what is listed."""

if not (REFERENCE.is_file() and SAMPLES.is_dir()):
    pytest.skip("the shared sample workbooks (../shared/samples/xlsform) are not on this machine", allow_module_level=True)

FILES: list[dict[str, Any]] = json.loads(REFERENCE.read_text(encoding="utf-8"))["files"]
GOOD = [file for file in FILES if file["pyxform"]["result"] == "ok"]
BAD = [file for file in FILES if file["pyxform"]["result"] == "error"]
PLACES = {
    "duplicate_columns.xlsx": ("survey", 1, "E", ("survey row 1", "D and E", "“label”")),
    "include.xlsx": ("survey", 3, "type", ("survey row 3, column A (type)", "include")),
    "unknown_question_type.xls": ("survey", 1, "J", ("survey row 1", "D and J", "“bind:relevant” and “relevance”")),
}


def _path(file: dict[str, Any]) -> Path:
    return SAMPLES / Path(file["path"]).name


def test_the_samples_are_the_files_that_the_reference_means() -> None:
    assert len(FILES) == 19
    for file in FILES:
        data = _path(file).read_bytes()
        blob = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
        assert blob == file["git_blob"], file["path"]


@pytest.mark.parametrize("file", GOOD, ids=lambda file: Path(file["path"]).name)
def test_a_good_form_gives_as_many_items_of_each_type_and_lists_the_rest(file: dict[str, Any]) -> None:
    nodes: dict[str, int] = file["pyxform"]["nodes_by_type"]
    read = read_xlsform(_path(file))
    expected = {kind: count for kind, count in nodes.items() if kind in KINDS}
    listed = Counter(entry.kind for entry in read.unsupported)

    counted = dict(read.questions_by_type)
    calculated = counted.pop("calculate", 0)
    assert counted == expected
    assert len(read.checklist.items) == sum(expected.values()) + calculated
    assert listed["calculate"] + calculated == nodes.get("calculate", 0)
    assert {kind: listed[kind] for kind in nodes.keys() - expected.keys() - SECTIONS - {"calculate"}} == {
        kind: count for kind, count in nodes.items() if kind not in expected and kind not in SECTIONS | {"calculate"}
    }
    assert all(entry.place and entry.why for entry in read.unsupported)
    assert len({item.key for item in read.checklist.items}) == len(read.checklist.items)
    assert read.source_name == _path(file).name


@pytest.mark.parametrize("file", BAD, ids=lambda file: Path(file["path"]).name)
def test_a_bad_form_is_refused_with_its_place(file: dict[str, Any]) -> None:
    name = _path(file).name
    sheet, row, column, words = PLACES[name]
    with pytest.raises(FileRefusedError) as refused:
        read_xlsform(_path(file))
    params = refused.value.params
    assert (params["sheet"], params["row"], params["column"]) == (sheet, row, column)
    for word in (name, *words):
        assert word in str(refused.value)


def test_a_form_of_calculations_only_gives_an_empty_checklist_and_says_so() -> None:
    read = read_xlsform(SAMPLES / "bad_calc.xlsx")
    assert read.checklist.items == ()
    assert any("cannot be published" in notice for notice in read.notices)


def test_the_flat_form_keeps_sections_language_and_required() -> None:
    read = read_xlsform(SAMPLES / "flat_xlsform_test.xlsx")
    items = {item.key: item for item in read.checklist.items}
    assert read.checklist.title == "Flat test"
    assert "everything › labeled select group test" in [section.title for section in read.checklist.sections]
    assert items["required_text"].required
    assert not items["my_name"].required
    assert items["address"].text == "Enter an address"
    assert items["address"].help == ""  # the hint is there in Chinese only
    assert any("as translations came across: english, chinese" in notice for notice in read.notices)
    hints = {one.language: one.help for one in items["address"].rules.texts}
    assert hints["chinese"]
