"""What each question becomes, and that nothing of a form is lost without a word."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from qa_desktop.domain.checklist import Evidence, Item, ItemKind, Severity
from qa_desktop.domain.errors import FileRefusedError
from qa_desktop.domain.tolerance import Limits
from qa_desktop.exchange.xlsform import ImportPreview, parse
from qa_desktop.exchange.xlsform.mapping import preview_of
from tests.exchange.small_forms import form_bytes, read_here

Preview = Callable[..., ImportPreview]
YES_NO = [{"list_name": "yn", "name": name, "label": name.title()} for name in ("yes", "no")]


def q(kind: str, name: str | None = "a", label: str | None = "Ask", **more: Any) -> dict[str, Any]:
    return {"type": kind, "name": name, "label": label, **more}


def only(read: ImportPreview) -> Item:
    (item,) = read.checklist.items
    return item


def listed(read: ImportPreview) -> set[tuple[str, str]]:
    return {(entry.place, entry.kind) for entry in read.unsupported if entry.name != "instanceID"}


@pytest.mark.parametrize(
    ("kind", "item_kind", "required"),
    [
        ("text", ItemKind.TEXT, False),
        ("string", ItemKind.TEXT, False),
        ("phone number", ItemKind.TEXT, False),
        ("integer", ItemKind.NUMBER, False),
        ("decimal", ItemKind.NUMBER, False),
        ("date", ItemKind.DATE_TIME, False),
        ("time", ItemKind.DATE_TIME, False),
        ("dateTime", ItemKind.DATE_TIME, False),
        ("image", ItemKind.PHOTO, False),
        ("barcode", ItemKind.BARCODE, False),
        ("note", ItemKind.INSTRUCTION, False),
        ("acknowledge", ItemKind.INSTRUCTION, True),
        ("select_one yn", ItemKind.SINGLE_CHOICE, False),
        ("select_multiple yn", ItemKind.MULTIPLE_CHOICE, False),
    ],
)
def test_types_become_items(preview: Preview, kind: str, item_kind: ItemKind, required: bool) -> None:
    item = only(preview([q(kind)], YES_NO))
    assert (item.kind, item.required, item.evidence) == (item_kind, required, Evidence.NONE)
    assert item.allow_na == (item_kind is not ItemKind.INSTRUCTION)


@pytest.mark.parametrize("kind", ["audio", "video", "geopoint", "start", "today", "deviceid", "file", "geotrace", "hidden"])
def test_other_types_are_listed_with_their_row(preview: Preview, kind: str) -> None:
    read = preview([q("text"), q(kind, "b", default="x")])
    assert ("survey row 3", kind) in listed(read)
    assert only(read).key == "a"


def test_questions_that_repeat_are_listed_one_by_one(preview: Preview) -> None:
    read = preview([q("begin repeat", "r"), q("text"), q("begin group", "g"), q("photo", "b"), q("end group"), q("end repeat")])
    assert read.checklist.items == ()
    assert listed(read) == {
        *(("survey row 2", "repeat"), ("survey row 3", "text")),
        *(("survey row 4", "group"), ("survey row 5", "photo")),
    }


def test_columns_that_do_not_come_across_are_listed_by_cell(preview: Preview) -> None:
    columns = {
        "default": "7",
        "relevant": "position(..) = 1",
        "appearance": "minimal",
        "read_only": "yes",
        "required": "yes",
        "remark": "yes",
    }
    read = preview([q("integer", **columns)])
    assert {kind for _, kind in listed(read)} == {f"column {name}" for name in columns if name != "required"}
    assert ("survey row 2, column D", "column default") in listed(read)
    assert "Default values were left out: nothing is pre-filled." in read.notices
    assert only(read).required


def test_a_condition_on_required_counts_as_yes_and_is_listed(preview: Preview) -> None:
    read = preview([q("text"), q("text", "b", required="${a} = 'x'")])
    assert read.checklist.items[1].required
    assert ("survey row 3, column D", "column required") in listed(read)


def test_rows_and_cells_that_pyxform_passes_over_are_listed(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "survey"
    for row in [("type", "name", "label", "disabled"), ("text", "a", "A"), ("text", "b", "B", "yes"), ("form_id", "x")]:
        sheet.append(row)
    sheet["F2"] = "beside"
    sheet["A100"], sheet["B100"] = "text", "far"
    book.save(tmp_path / "form.xlsx")
    read = read_here(tmp_path / "form.xlsx")
    assert only(read).key == "a"
    assert listed(read) == {
        *(("survey row 2, column F", "column"), ("survey row 3", "text")),
        *(("survey row 4", "form_id"), ("survey row 100", "text")),
    }


def test_choices_beyond_a_gap_are_listed(tmp_path: Path) -> None:
    choices = [*YES_NO, *({"list_name": None} for _ in range(70)), {"list_name": "yn", "name": "late", "label": "Late"}]
    path = tmp_path / "form.xlsx"
    path.write_bytes(form_bytes([q("select_one yn")], choices))
    read = read_here(path)
    assert [choice.id for choice in only(read).choices] == ["yes", "no"]
    assert ("choices row 74", "choice") in listed(read)


def test_groups_become_sections(preview: Preview) -> None:
    inner = [q("begin group", "h", None), q("text", "c"), q("end group")]
    outer = [q("begin group", "g", "Outer"), q("text", "b"), *inner, q("text", "d"), q("end group")]
    read = preview([q("text", "a"), *outer, q("text", "e")])
    sections = [(section.title, [item.key for item in section.items]) for section in read.checklist.sections]
    assert sections == [("General", ["a"]), ("Outer", ["b"]), ("Outer › h", ["c"]), ("Outer", ["d"]), ("General", ["e"])]


def test_names_that_repeat_in_groups_get_keys_of_their_own(preview: Preview) -> None:
    read = preview([q("text"), q("begin group", "g", "G"), q("text"), q("end group")])
    assert [item.key for item in read.checklist.items] == ["a", "a-2"]


def test_the_default_language_is_taken(preview: Preview) -> None:
    row = {
        "type": "text",
        "name": "a",
        "label::Deutsch (de)": "Länge",
        "label::English (en)": "Length",
        "hint::Deutsch (de)": "mm",
    }
    assert only(preview([row])).text == "Länge"
    read = preview([row], settings=[{"default_language": "English (en)"}])
    assert (only(read).text, only(read).help) == ("Length", "")
    assert "Texts were taken in English (en); as translations came across: Deutsch (de)." in read.notices


def test_a_label_with_a_reference_is_shown_as_written(preview: Preview) -> None:
    read = preview([q("text"), q("note", "b", "You said ${a}")])
    assert read.checklist.items[1].text == "You said ${a}"
    assert any("survey row 3" in notice and "as it is written" in notice for notice in read.notices)


def test_constraints_become_limits_or_are_listed(preview: Preview) -> None:
    read = preview(
        [
            q("decimal", "a", constraint=". >= 1.50 and . <= 2"),
            q("integer", "b", constraint=". > 4"),
            q("decimal", "c", constraint=". > 4"),
            q("text", "d", constraint="regex(., 'x')"),
        ]
    )
    limits = [item.limits for item in read.checklist.items]
    assert limits == [Limits(lower=Decimal("1.50"), upper=Decimal(2)), Limits(lower=Decimal(5)), Limits(), Limits()]
    kinds = [item.kind for item in read.checklist.items]
    assert kinds == [ItemKind.MEASUREMENT, ItemKind.MEASUREMENT, ItemKind.NUMBER, ItemKind.TEXT]
    assert listed(read) == {("survey row 4, column D", "column constraint"), ("survey row 5, column D", "column constraint")}


def test_our_own_columns(preview: Preview) -> None:
    read = preview(
        [
            q("decimal", "a", qa_nominal="20.000", qa_lower="19,980", qa_upper="19.993", qa_unit="mm", qa_severity="Critical")
            | {
                "qa_evidence": "photo and note",
                "qa_allow_na": "no",
                "qa_decimals": "3",
                "required": "yes",
                "constraint": ". > 0",
            },
            q("select_one yn", "b", qa_kind="yes_no", qa_expected="no"),
            q("select_one pf", "c", qa_kind="conformity"),
            q("integer", "d", qa_kind="measurement", qa_upper="3"),
            q("decimal", "e", qa_kind="number", constraint=". > 0", qa_unit="µm"),
            q("select_one cond", "f", qa_evidence="none"),
        ],
        [
            *YES_NO,
            *({"list_name": "pf", "name": name, "label": name} for name in ("pass", "fail")),
            {"list_name": "cond", "name": "ok", "label": "OK", "qa_conforming": "yes"},
            {"list_name": "cond", "name": "bad", "label": "Bad", "qa_conforming": "no"},
            {"list_name": "cond", "name": "other", "label": "Other"},
        ],
    )
    a, b, c, d, e, f = read.checklist.items
    assert a.limits == Limits(Decimal("20.000"), Decimal("19.980"), Decimal("19.993"))
    assert (a.kind, a.unit, a.decimals, a.severity) == (ItemKind.MEASUREMENT, "mm", 3, Severity.CRITICAL)
    assert (a.evidence, a.allow_na, a.required) == (Evidence.PHOTO_AND_NOTE, False, True)
    assert (b.kind, b.expected, b.evidence) == (ItemKind.YES_NO, "no", Evidence.PHOTO_OR_NOTE)
    assert (c.kind, c.evidence) == (ItemKind.CONFORMITY, Evidence.PHOTO_OR_NOTE)
    assert (d.kind, d.limits, d.decimals) == (ItemKind.MEASUREMENT, Limits(upper=Decimal(3)), 0)
    assert (e.kind, e.unit, e.evidence) == (ItemKind.NUMBER, "µm", Evidence.NONE)
    assert [choice.conforming for choice in f.choices] == [True, False, None]
    assert f.evidence is Evidence.NONE


def test_numbers_in_number_cells_mean_what_was_typed(preview: Preview) -> None:
    read = preview([q("decimal", "a", qa_lower=0.1, qa_upper=4.35 * 100), q("decimal", "b", qa_lower=-1e-05, qa_upper=12)])
    a, b = read.checklist.items
    assert a.limits == Limits(lower=Decimal("0.1"), upper=Decimal(435))
    assert b.limits == Limits(lower=Decimal("-0.00001"), upper=Decimal(12))
    (notice,) = [notice for notice in read.notices if "434.9999999999999" in notice]
    assert notice.startswith("survey row 2, column E (qa_upper)")


def test_a_formula_gives_its_stored_result_or_nothing_and_is_told(preview: Preview) -> None:
    read = preview([q("text", hint='="A" & "B"')])
    assert only(read).help == ""
    assert "survey row 2, column D: a formula; it has no stored result and reads as empty." in read.notices


def test_marks_and_spaces_stay_as_typed(preview: Preview) -> None:
    typed = "Gauge “M12” – ⌀ 5\u00a0µm,  two  spaces, it’s <b>not</b> bold & fine"
    read = preview([q("select_one l", label=typed)], [{"list_name": "l", "name": "x", "label": typed}])
    assert (only(read).text, only(read).choices[0].text) == (typed, typed)


@settings(max_examples=40)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=80))
def test_any_text_of_a_cell_comes_across_as_typed(text: str) -> None:
    # Without the marks of formulas and of references, and without U+FFFE and U+FFFF, which XML cannot hold.
    text = "T" + text.replace("$", "").replace("\ufffe", "").replace("\uffff", "").replace("_x", "")
    answer = parse.form_of(form_bytes([q("text", label=text)]), suffix=".xlsx", stem="form")
    read = preview_of(answer, name="form.xlsx", stem="form", sha256="")
    assert only(read).text == text.strip()


REFUSALS = [
    ([q("text", None)], (), "survey row 2, column B (name)"),
    ([q("text"), q("flubber", "b")], (), "survey row 3, column A (type)"),
    ([q("text"), q("", "b")], (), "survey row 3, column A (type)"),
    ([q("select_one nowhere")], YES_NO, "survey row 2, column A (type)"),
    ([q("text"), q("text")], (), "survey row 3, column B (name)"),
    ([q("begin group", "g"), q("text")], (), "survey row 2, column B (name)"),
    ([q("text"), q("end group", None)], (), "survey row 3"),
    ([q("note", label="x ${nope}")], (), "survey row 2, column C (label)"),
    ([q("text", relevant="${nope} = 1")], (), "survey row 2, column D (relevant)"),
    ([q("text", "1 a")], (), "survey row 2, column B (name)"),
    ([q("select_one yn")], [*YES_NO, *YES_NO], "choices row 4, column B (name)"),
    ([q("select_multiple yn")], [{"list_name": "yn", "name": "a b", "label": "x"}], "choices row 2, column B (name)"),
    ([q("select_one yn")], [{"list_name": "yn", "label": "x"}], "choices row 1, headings"),
    ([q("text", label="x" * 20_001)], (), "survey row 2, column C (label)"),
    ([q("decimal", qa_lower="abc")], (), "survey row 2, column D (qa_lower)"),
    ([q("decimal", qa_lowr="1")], (), "survey row 1, column D (qa_lowr)"),
    ([q("decimal", qa_lower="2", qa_upper="1")], (), "survey row 2, column D (qa_lower)"),
    ([q("decimal", qa_decimals="many")], (), "survey row 2, column D (qa_decimals)"),
    ([q("text", qa_lower="1")], (), "survey row 2, column D (qa_lower)"),
    ([q("text", qa_kind="photo")], (), "survey row 2, column D (qa_kind)"),
    ([q("text", qa_severity="awful")], (), "survey row 2, column D (qa_severity)"),
    ([q("select_one yn", qa_kind="conformity")], YES_NO, "survey row 2, column D (qa_kind)"),
    ([q("select_one yn")], [{**YES_NO[0], "qa_conforming": "perhaps"}], "choices row 2, column D (qa_conforming)"),
    ([q("text")], [{**YES_NO[0], "qa_nominal": "1"}], "choices row 1, column D (qa_nominal)"),
]


@pytest.mark.parametrize(("survey", "choices", "place"), REFUSALS, ids=[place for _, _, place in REFUSALS])
def test_a_fault_is_refused_with_its_place(preview: Preview, survey: Any, choices: Any, place: str) -> None:
    with pytest.raises(FileRefusedError) as refused:
        preview(survey, choices)
    assert place in str(refused.value)
    assert "Nothing was imported." in str(refused.value)


def test_a_workbook_without_the_sheet_survey_is_refused(tmp_path: Path) -> None:
    book, packed = Workbook(), io.BytesIO()
    book.create_sheet("other")
    book.save(packed)
    with pytest.raises(FileRefusedError, match="sheet named 'survey'"):
        parse.form_of(packed.getvalue(), suffix=".xlsx", stem="x")


def test_groups_nested_too_deeply_are_refused(preview: Preview) -> None:
    rows = [*(q("begin group", f"g{n}") for n in range(25)), q("text"), *(q("end group", None) for _ in range(25))]
    with pytest.raises(FileRefusedError, match="nested"):
        preview(rows)
