"""Out as a workbook and in again: the same checklist, or a list of what is not."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from qa_desktop.domain.checklist import Checklist, Choice, Evidence, Item, ItemKind, Section, Severity
from qa_desktop.domain.decision import Comparison, DecisionRule
from qa_desktop.domain.errors import FileRefusedError, InputError
from qa_desktop.domain.item_rules import Asking, EvidenceWhen, Origin, Rules, Translation, Why
from qa_desktop.domain.sampling import Level, SamplingKind, SamplingRule
from qa_desktop.domain.tolerance import Limits
from qa_desktop.exchange.xlsform import ImportPreview, parse, read_xlsform, write_xlsform
from qa_desktop.exchange.xlsform.mapping import preview_of
from qa_desktop.exchange.xlsform.precheck import Source
from tests.domain import makings
from tests.exchange.small_forms import read_here

TEMPLATES = Path(__file__).resolve().parents[2] / "resources" / "templates"


def here(source: Source) -> ImportPreview:
    """Read in this process, which is quicker."""
    answer = parse.form_of(source.data, suffix=source.suffix, stem=source.stem)
    return preview_of(answer, name=source.name, stem=source.stem, sha256=source.sha256)


def back(checklist: Checklist, tmp_path: Path) -> ImportPreview:
    path = tmp_path / "out.xlsx"
    path.write_bytes(write_xlsform(checklist, read=here).data)
    return read_here(path)


def rules(**groups: Any) -> Rules:
    return replace(Rules(), **groups)


CHOICES = (Choice("red", "Red", True), Choice("dark blue", "Blue", False), Choice("x", "Other"))
BORE = Item(
    "bore_a",
    ItemKind.MEASUREMENT,
    "=Bore “A” ⌀",
    help="Use the plug gauge\nthen the micrometer",
    limits=Limits(Decimal("12.350"), Decimal("12.30"), Decimal("12.40")),
    unit="mm",
    decimals=3,
    severity=Severity.CRITICAL,
    evidence=Evidence.PHOTO_AND_NOTE,
    allow_na=False,
    rules=rules(
        origin=Origin("17", "2/B4", "micrometer", key_characteristic=True),
        asks=Asking(
            per_piece=True,
            evidence_when=EvidenceWhen.NTH,
            evidence_every=5,
            typing_lower=Decimal("10.0"),
            typing_upper=Decimal(15),
            second_reading=True,
            agreement=Decimal("0.010"),
            pass_rest=True,
        ),
        decision=DecisionRule(Comparison.ROUNDING, Decimal("0.002"), Decimal("1.645")),
        sampling=SamplingRule(SamplingKind.AQL, aql="0.65", level=Level.S4, group="size"),
        why=Why("Complaint of 2025", "I-000017"),
    ),
)
ITEMS = (
    BORE,
    Item("Länge 2", ItemKind.NUMBER, "Length", required=False, decimals=0, evidence=Evidence.NONE),
    Item("free", ItemKind.MEASUREMENT, "No limits", limits=Limits(lower=Decimal("-0.5")), unit="°C"),
    Item("ok", ItemKind.CONFORMITY, "Surface", severity=Severity.MINOR),
    Item("label", ItemKind.YES_NO, "Label there?", expected="no"),
    Item("colour", ItemKind.SINGLE_CHOICE, "Colour", choices=CHOICES),
    Item("marks", ItemKind.MULTIPLE_CHOICE, "Marks", choices=CHOICES),
    Item(
        "flaws",
        ItemKind.DEFECTS,
        "Flaws",
        choices=(Choice("s", "Scratch"), Choice("d", "Dent", True)),
        rules=rules(
            texts=(Translation("de", "Fehler", "Zählen", (("s", "Kratzer"), ("d", "Delle"))), Translation("pt-BR", "Falhas"))
        ),
    ),
    Item("note", ItemKind.TEXT, "Note", rules=rules(asks=Asking(show_when="{ok} = 'fail' and {bore_a} > 12.4"))),
    Item("when", ItemKind.DATE_TIME, "When", rules=rules(asks=Asking(show_when="not selected({marks}, 'red')"))),
    Item("photo", ItemKind.PHOTO, "Photo", rules=rules(asks=Asking(show_when="{colour} = 'dark blue'"))),
    Item("a.b-c_1", ItemKind.TEXT, "Dots", rules=rules(asks=Asking(show_when="{Länge 2} > 1 and answered({a.b})"))),
    Item("a.b", ItemKind.TEXT, "Dots too"),
    Item("code", ItemKind.BARCODE, "Code", rules=rules(asks=Asking(show_when="{broken} >"))),
    Item("read", ItemKind.INSTRUCTION, "Read this"),
    Item("hint", ItemKind.INSTRUCTION, "Or this", required=False, allow_na=False),
    Item(
        "mean",
        ItemKind.CALCULATED,
        "Mean",
        rules=rules(asks=Asking(formula="({bore_a} + {free}) / 2")),
        limits=Limits(upper=Decimal(3)),
    ),
    Item("odd", ItemKind.CALCULATED, "Odd", rules=rules(asks=Asking(formula="{Länge 2}*2"))),
)
ALL = Checklist("Part", (Section("Size", ITEMS[:5]), Section("Looks › all", ITEMS[5:])), "What it is for")


def test_everything_that_an_item_can_say_comes_back(tmp_path: Path) -> None:
    assert {item.kind for item in ITEMS} == set(ItemKind)
    written = write_xlsform(ALL, read=here)
    assert written.unsupported == ()
    assert back(ALL, tmp_path).checklist == ALL


def test_the_workbook_says_it_in_the_words_of_xlsform_too() -> None:
    book = load_workbook(io.BytesIO(write_xlsform(ALL, name="Part 1", read=here).data))
    survey = book["survey"]
    headings = [str(cell.value) for cell in survey[1]]
    rows = {
        str(row[headings.index("name")].value): {h: c.value for h, c in zip(headings, row, strict=True)}
        for row in survey.iter_rows(min_row=2)
    }
    assert rows["note"]["relevant"] == "${ok} = 'fail' and ${bore_a} > 12.4"
    assert rows["note"]["qa_show_when"] is None
    assert rows["a.b-c_1"]["relevant"] == "${L_nge_2} > 1 and ${a.b} != ''"
    assert rows["a.b-c_1"]["qa_show_when"] is None
    assert rows["when"]["relevant"] is None  # a choice bears another name there
    assert rows["mean"]["calculation"] == "(${bore_a} + ${free}) div 2"
    assert rows["mean"]["qa_formula"] is None
    assert rows["flaws"]["label::Deutsch (de)"] == "Fehler"
    assert rows["bore_a"]["qa_lower"] == "12.30"
    assert rows["L_nge_2"]["qa_key"] == "Länge 2"
    assert book["settings"]["B2"].value == "Part_1"


def test_all_cells_are_text_and_none_is_a_formula() -> None:
    evil = replace(
        ALL, title='=HYPERLINK("http://x")', description="+1", sections=(Section("@x", (replace(BORE, text="=1+1", help="-2"),)),)
    )
    written = write_xlsform(evil, read=here)
    cells = [
        cell
        for sheet in load_workbook(io.BytesIO(written.data))
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert {cell.data_type for cell in cells} == {"s"}
    assert written.unsupported == ()


@pytest.mark.parametrize("name", sorted(path.name for path in TEMPLATES.glob("*.xlsx")))
def test_the_shipped_templates_come_back_as_they_are(name: str, tmp_path: Path) -> None:
    checklist = read_here(TEMPLATES / name).checklist
    assert write_xlsform(checklist, read=here).unsupported == ()
    assert back(checklist, tmp_path).checklist == checklist


def test_the_separate_process_reads_it_back(tmp_path: Path) -> None:
    written = write_xlsform(ALL)
    assert written.unsupported == ()
    (tmp_path / "f.xlsx").write_bytes(written.data)
    assert read_xlsform(tmp_path / "f.xlsx").checklist == ALL


@pytest.mark.parametrize(
    ("item", "what", "why"),
    [
        (replace(BORE, picture="0" * 64), "picture of a good part", "holds no pictures"),
        (replace(BORE, rules=rules(picture_bad="0" * 64)), "picture of a bad part", "holds no pictures"),
        (replace(ITEMS[5], choices=()), "item", "no choices"),
        (replace(ITEMS[16], rules=Rules()), "item", "no formula"),
        (replace(BORE, text="Cost ${x}"), "text", "“Cost $ {x}” comes back instead of “Cost ${x}”."),
        (replace(BORE, text=""), "text", "“bore_a” comes back"),
        (replace(BORE, rules=rules(sampling=SamplingRule(SamplingKind.ALL, aql="1.0"))), "sampling", "comes back instead"),
        (replace(ITEMS[8], unit="mm"), "unit", "“–” comes back instead of “mm”."),
    ],
)
def test_what_is_lost_is_listed_with_its_item(item: Item, what: str, why: str) -> None:
    other = Item("other", ItemKind.TEXT, "Other")
    written = write_xlsform(Checklist("T", (Section("S", (other, item)),)), read=here)
    (entry,) = written.unsupported
    assert (entry.kind, entry.name) == (what, item.key)
    assert why in entry.why


def test_sections_that_a_form_cannot_hold_are_listed() -> None:
    one, two = Item("a", ItemKind.TEXT, "A"), Item("b", ItemKind.TEXT, "B")
    written = write_xlsform(Checklist("T", (Section("S", (one,)), Section("Empty", ()), Section("", (two,)))), read=here)
    assert [(entry.place, entry.kind) for entry in written.unsupported] == [
        ("section “”", "title"),
        ("section “Empty”", "section"),
    ]


def test_a_workbook_that_could_not_be_read_again_is_not_given_out() -> None:
    def refuse(_source: Source) -> ImportPreview:
        raise FileRefusedError("survey row 2: no.")

    with pytest.raises(InputError, match="cannot be written as an XLSForm workbook: survey row 2: no"):
        write_xlsform(ALL, read=refuse)


@settings(max_examples=40)
@given(makings.checklists())
def test_any_checklist_is_written_with_a_list_of_what_is_lost_or_refused(checklist: Checklist) -> None:
    found: list[Checklist] = []

    def read(source: Source) -> ImportPreview:
        preview = here(source)
        found.append(preview.checklist)
        return preview

    try:
        written = write_xlsform(checklist, read=read)
    except InputError:
        return
    assert (written.unsupported == ()) == (found[0].digest() == checklist.digest())


_words = st.text(alphabet="abcäß 12.,!<>&“”", min_size=1, max_size=20).map(lambda text: f"T{text.strip()}e")
_plain_items = st.builds(
    Item,
    key=st.just(""),
    kind=st.sampled_from([ItemKind.MEASUREMENT, ItemKind.NUMBER, ItemKind.CONFORMITY, ItemKind.TEXT, ItemKind.PHOTO]),
    text=_words,
    help=st.just("") | _words,
    required=st.booleans(),
    severity=st.sampled_from(Severity),
    evidence=st.sampled_from(Evidence),
    allow_na=st.booleans(),
)


@settings(max_examples=30)
@given(st.lists(_plain_items, min_size=1, max_size=6), st.data())
def test_ordinary_checklists_come_back_whole(items: list[Item], data: st.DataObject) -> None:
    keyed = []
    for number, item in enumerate(items):
        numeric = item.kind in {ItemKind.MEASUREMENT, ItemKind.NUMBER}
        limits = data.draw(makings.limits()) if item.kind is ItemKind.MEASUREMENT else Limits()
        decimals = data.draw(st.none() | st.integers(0, 9)) if numeric else None
        keyed.append(replace(item, key=f"k{number}", limits=limits, decimals=decimals))
    checklist = Checklist("T", (Section("S", tuple(keyed)),))
    assert write_xlsform(checklist, read=here).unsupported == ()
