"""One-sheet plans: what becomes an item, and what is listed with row and column."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from qa_desktop.domain.checklist import Evidence, Item, ItemKind, Severity
from qa_desktop.domain.errors import CancelledError, FileRefusedError
from qa_desktop.domain.sampling import Level, SamplingKind
from qa_desktop.domain.tolerance import Limits
from qa_desktop.exchange.inspection_plan import plan_of, read_plan
from qa_desktop.exchange.inspection_plan.headings import Role, role_of, unit_of
from qa_desktop.exchange.inspection_plan.source import PlanSource
from qa_desktop.exchange.inspection_plan.tolerances import Deviations, Size, deviations_of, number_of, size_of
from qa_desktop.exchange.xlsform.grid import Cell, CellKind, Sheet
from qa_desktop.exchange.xlsform.preview import ImportPreview

D = Decimal
Table = Sequence[Sequence[Any]]
HEADINGS = ["Balloon", "Characteristic", "Nominal", "Tolerance", "Unit", "Method", "Key", "Sampling"]


def plan(rows: Table) -> ImportPreview:
    """Read rows as they come from a sheet: text is text, numbers are numbers."""
    cells = {
        number: tuple(
            Cell(column, str(value), CellKind.TEXT if isinstance(value, str) else CellKind.NUMBER)
            for column, value in enumerate(row, start=1)
            if value not in {None, ""}
        )
        for number, row in enumerate(rows, start=1)
    }
    return plan_of(
        PlanSource("plan.xlsx", "plan", "ab", Sheet("table", {row: found for row, found in cells.items() if found}), ())
    )


def one(row: Sequence[Any], headings: Sequence[str] = HEADINGS) -> tuple[Item, list[tuple[str, str]]]:
    read = plan([headings, row])
    (item,) = read.checklist.items
    return item, [(entry.place, entry.why) for entry in read.unsupported]


def test_a_whole_row_becomes_a_measurement() -> None:
    item, lost = one(["17", "Bore A", "12,35", "±0,05", "mm", "Plug gauge", "yes", "AQL 1.0 II"])
    assert lost == []
    assert (item.key, item.kind, item.text, item.unit, item.decimals) == ("17", ItemKind.MEASUREMENT, "Bore A", "mm", 2)
    assert item.limits == Limits(D("12.35"), D("12.30"), D("12.40"))
    assert str(item.limits.lower) == "12.30"
    origin, sampling = item.rules.origin, item.rules.sampling
    assert (origin.balloon, origin.method, origin.key_characteristic) == ("17", "Plug gauge", True)
    assert sampling is not None
    assert (sampling.kind, sampling.aql, sampling.level) == (SamplingKind.AQL, "1.0", Level.II)
    assert item.rules.asks.per_piece
    assert item.evidence is Evidence.PHOTO_OR_NOTE


def test_german_headings_in_any_order_and_a_title_block() -> None:
    read = plan(
        [
            ["Prüfplan", "Teil 4711"],
            [],
            [
                "Prüfmittel",
                "Untere Grenze",
                "Obere Grenze",
                "Merkmal",
                "Einheit",
                "Blatt",
                "Zone",
                "Stempelnummer",
                "Stichprobe",
                "Rest",
            ],
            ["Messschieber", "9,95", "10,05", "Länge", "mm", "2", "B4", "3", "5 je Los", "x"],
        ]
    )
    (item,) = read.checklist.items
    assert (item.text, item.limits, item.key) == ("Länge", Limits(None, D("9.95"), D("10.05")), "3")
    assert (item.rules.origin.zone, item.rules.origin.method) == ("2/B4", "Messschieber")
    assert item.rules.sampling is not None
    assert item.rules.sampling.count == 5
    assert [(entry.place, entry.kind) for entry in read.unsupported] == [
        ("row 1", "row above the headings"),
        ("row 3, column J (Rest)", "column"),
    ]
    assert read.checklist.title == "plan"


@pytest.mark.parametrize(
    ("columns", "cells", "limits"),
    [
        (["Nominal", "Tolerance"], ["12.5", "+0.1/-0.05"], (D("12.5"), D("12.45"), D("12.6"))),
        (["Nominal", "Tolerance"], ["12,5", "0,1"], (D("12.5"), D("12.4"), D("12.6"))),
        (["Nominal", "Tolerance"], [12.5, 0.1], (D("12.5"), D("12.4"), D("12.6"))),
        (["Nominal", "Tolerance"], ["20", "-0.020/-0.041"], (D(20), D("19.959"), D("19.980"))),
        (["Nennmaß", "Oberes Abmaß", "Unteres Abmaß"], ["20", "+0,021", "0"], (D(20), D(20), D("20.021"))),
        (["Nennmaß", "Oberes Abmaß", "Unteres Abmaß"], ["20", "0,035", "0,022"], (D(20), D("20.022"), D("20.035"))),
        (["Nominal", "Plus", "Minus"], ["20", "0.1", "0.2"], (D(20), D("19.8"), D("20.1"))),
        (["Nominal", "Plus", "Minus"], [20, 0.1, -0.2], (D(20), D("19.8"), D("20.1"))),
        (["Nominal", "Upper tolerance", "Lower tolerance"], ["20", "0.1", "-0.2"], (D(20), D("19.8"), D("20.1"))),
        (["Nominal", "Upper tolerance", "Lower tolerance"], ["20", "+0.2", "+0.1"], (D(20), D("20.1"), D("20.2"))),
        (["Nominal", "LSL", "USL"], ["20", "", "20.5"], (D(20), None, D("20.5"))),
        (["Max", "Unit"], ["1.6", "µm"], (None, None, D("1.6"))),
        (["Nominal", "Unit"], ["12.5 ±0.05", "mm"], (D("12.5"), D("12.45"), D("12.55"))),
        (["Nominal", "Unit"], ["−5,0 ± 0,5", "°C"], (D("-5.0"), D("-5.5"), D("-4.5"))),
    ],
)
def test_limits_come_from_tolerances_deviations_or_limits(
    columns: list[str], cells: list[Any], limits: tuple[D | None, D | None, D | None]
) -> None:
    item, lost = one(["Size", *cells], ["Characteristic", *columns])
    assert lost == []
    assert item.limits == Limits(*limits)
    assert item.kind is ItemKind.MEASUREMENT


@pytest.mark.parametrize(
    ("columns", "cells", "place", "why", "limits"),
    [
        (["Nominal", "Tolerance"], ["12.5", "H7"], "row 2, column C (Tolerance)", "not understood", Limits(D("12.5"))),
        (["Nominal", "Tolerance"], ["12.5", "+0.1"], "row 2, column C (Tolerance)", "not understood", Limits(D("12.5"))),
        (["Nominal", "Tolerance"], ["12.5", "ISO 2768-m"], "row 2, column C (Tolerance)", "not understood", Limits(D("12.5"))),
        (["Nominal", "Tolerance"], ["", "±0.1"], "row 2, column C (Tolerance)", "no nominal size", Limits()),
        (["Nominal", "Unit"], ["Ø12 H7", ""], "row 2, column B (Nominal)", "not a plain size", Limits()),
        (["Nominal", "Unit"], ["10-12", ""], "row 2, column B (Nominal)", "not a plain size", Limits()),
        (["Nominal", "LSL"], ["10", "abc"], "row 2, column C (LSL)", "not a number", Limits(D(10))),
        (["Nominal", "LSL"], ["10", "1.234,5"], "row 2, column C (LSL)", "not a number", Limits(D(10))),
        (["LSL", "USL"], ["2", "1"], "row 2, column B (LSL)", "lies above the upper limit", Limits()),
        (
            ["Nominal", "Upper tolerance", "Lower tolerance"],
            ["20", "0.1", "0.05"],
            "row 2, column D (Lower tolerance)",
            "down or up",
            None,
        ),
        (
            ["Nominal", "Tolerance", "USL"],
            ["10", "±1", "10.5"],
            "row 2, column C (Tolerance)",
            "contradicts",
            Limits(D(10), None, D("10.5")),
        ),
        (
            ["Nominal", "Tolerance", "Plus"],
            ["10", "±1", "2"],
            "row 2, column C (Tolerance)",
            "other columns",
            Limits(D(10), D(10), D(12)),
        ),
    ],
)
def test_what_is_not_understood_is_listed_with_its_cell(
    columns: list[str], cells: list[str], place: str, why: str, limits: Limits | None
) -> None:
    item, lost = one(["Size", *cells], ["Characteristic", *columns])
    assert [found for found, _ in lost] == [place]
    assert why in lost[0][1]
    if limits is not None:
        assert item.limits == limits
    if "Ø12" in cells[0]:
        assert (item.kind, item.text) == (ItemKind.CONFORMITY, "Size Ø12 H7")


def test_a_diameter_and_a_unit_in_the_nominal_cell() -> None:
    item, lost = one(["Bore", "Ø 12,5 mm", "±0,1"], ["Characteristic", "Nominal", "Tolerance"])
    assert lost == []
    assert (item.text, item.unit, item.limits.nominal) == ("⌀ Bore", "mm", D("12.5"))


def test_a_row_without_sizes_is_judged_by_eye() -> None:
    item, lost = one(["1", "No burrs", "", "", "", "visual", "minor", "100%"])
    assert lost == []
    assert (item.kind, item.severity, item.rules.origin.key_characteristic) == (ItemKind.CONFORMITY, Severity.MINOR, False)


@pytest.mark.parametrize(
    ("cell", "key", "severity", "listed"),
    [
        ("x", True, Severity.MAJOR, False),
        ("Ja", True, Severity.MAJOR, False),
        ("KC", True, Severity.MAJOR, False),
        ("-", False, Severity.MAJOR, False),
        ("kritisch", True, Severity.CRITICAL, False),
        ("perhaps", False, Severity.MAJOR, True),
    ],
)
def test_the_key_flag(cell: str, key: bool, severity: Severity, listed: bool) -> None:
    item, lost = one(["1", "Burr", "", "", "", "", cell, ""])
    assert (item.rules.origin.key_characteristic, item.severity, bool(lost)) == (key, severity, listed)


@pytest.mark.parametrize(("cell", "why"), [("now and then", "Examples: 100%"), (1, "n=1 or 100%"), (0.1, "not understood")])
def test_sampling_that_is_not_understood_is_listed(cell: Any, why: str) -> None:
    item, lost = one(["1", "Burr", "", "", "", "", "", cell])
    assert item.rules.sampling is None
    assert not item.rules.asks.per_piece
    assert [place for place, _ in lost] == ["row 2, column H (Sampling)"]
    assert why in lost[0][1]


def test_keys_are_single_and_rows_without_a_characteristic_are_listed() -> None:
    read = plan([HEADINGS, ["1", "A"], ["1", "B"], ["", "C"], ["4", "", "12"], ["{5}", "D"]])
    assert [item.key for item in read.checklist.items] == ["1", "1-2", "row 4", "row 6"]
    assert [entry.place for entry in read.unsupported] == ["row 5"]


def test_cells_without_a_heading_and_mixed_decimal_marks_are_told() -> None:
    read = plan([["Characteristic", "Nominal"], ["A", "1.5", "beside"], ["B", "1,5"]])
    assert [(entry.place, entry.kind) for entry in read.unsupported] == [("row 2, column C", "cell")]
    assert any("both used" in notice for notice in read.notices)


def test_the_same_meaning_twice_is_refused() -> None:
    with pytest.raises(FileRefusedError, match=r"columns B .“Nominal”. and C .“Nennmaß”. both mean “nominal”"):
        plan([["Merkmal", "Nominal", "Nennmaß"], ["A", "1", "1"]])


@pytest.mark.parametrize("rows", [[], [["a", "b"]], [["Characteristic"], ["A"]], [["Nominal", "Unit"], ["1", "mm"]]])
def test_a_table_without_headings_is_refused(rows: Table) -> None:
    with pytest.raises(FileRefusedError, match="No headings were found") as caught:
        plan(rows)
    assert "Nothing was imported." in str(caught.value)


@pytest.mark.parametrize(
    ("heading", "role", "unit"),
    [
        ("Balloon No.", Role.BALLOON, ""),
        ("  BALLOON   NUMBER ", Role.BALLOON, ""),
        ("Sheet / Zone", Role.ZONE, ""),
        ("Tolerance (+/−)", Role.TOLERANCE, ""),
        ("Nominal [mm]", Role.NOMINAL, "mm"),
        ("Merkmal / Characteristic", Role.CHARACTERISTIC, ""),
        ("Merkmal\nCharacteristic", Role.CHARACTERISTIC, ""),
        ("Tol. +", Role.PLUS, ""),
        ("Lfd. Nr.", Role.BALLOON, ""),
        ("Merkmal / Nominal", None, ""),
        ("Remarks", None, ""),
    ],
)
def test_headings(heading: str, role: Role | None, unit: str) -> None:
    assert (role_of(heading), unit_of(heading)) == (role, unit)


def test_the_unit_in_a_heading_counts() -> None:
    item, _ = one(["A", "1.5"], ["Characteristic", "Nominal [mm]"])
    assert item.unit == "mm"


@pytest.mark.parametrize(
    ("text", "deviations"),
    [
        ("±0,05", Deviations(D("-0.05"), D("0.05"))),
        ("+/-0.05", Deviations(D("-0.05"), D("0.05"))),
        ("+- 0.05", Deviations(D("-0.05"), D("0.05"))),
        ("+0.1/-0.05", Deviations(D("-0.05"), D("0.1"))),
        ("+0,1 −0,05", Deviations(D("-0.05"), D("0.1"))),
        ("+0.1-0.05", Deviations(D("-0.05"), D("0.1"))),
        ("0/-0.1", Deviations(D("-0.1"), D(0))),
        ("+0.1 0", Deviations(D(0), D("0.1"))),
        ("-0.05/+0.1", Deviations(D("-0.05"), D("0.1"))),
        ("H7", None),
        ("-0.05", None),
        ("0.1/0.2", None),
        ("±", None),
        ("1.2.3", None),
        ("", None),
        ("±" + "1" * 100, None),
    ],
)
def test_tolerances(text: str, deviations: Deviations | None) -> None:
    assert deviations_of(text) == deviations


def test_sizes() -> None:
    assert size_of("M12") is None
    assert size_of("12 x 45°") is None
    assert size_of("45°") == Size(D(45), None, "°")
    assert size_of("⌀12,5 +0,1") is None
    assert size_of("⌀12,5 +0,1/0 mm") == Size(D("12.5"), Deviations(D(0), D("0.1")), "mm", diameter=True)


@given(st.text(max_size=30) | st.text(alphabet="0123456789.,+-±/ ØmH⌀", max_size=30))
def test_any_text_is_a_size_or_not(text: str) -> None:
    for value in (number_of(text), size_of(text), deviations_of(text)):
        assert value is None or isinstance(value, (Decimal, Size, Deviations))


@settings(max_examples=60)
@given(st.lists(st.lists(st.text(max_size=8) | st.sampled_from(["±0.1", "12,5", "AQL 1.0", "5"]), max_size=9), max_size=6))
def test_any_table_below_the_headings_is_read_or_refused(rows: list[list[str]]) -> None:
    try:
        read = plan([HEADINGS, *rows])
    except FileRefusedError as error:
        assert "Nothing was imported." in str(error)
        return
    assert len({item.key for item in read.checklist.items}) == len(read.checklist.items)


def workbook(path: Path, rows: Table, title: str = "Plan", *, more: Table = ()) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if more:
        other = book.create_sheet("Notes", 0)
        for row in more:
            other.append(list(row))
    packed = io.BytesIO()
    book.save(packed)
    path.write_bytes(packed.getvalue())
    return path


def test_a_workbook_is_read_in_the_separate_process(tmp_path: Path) -> None:
    rows = [HEADINGS, [1, "Bore", 12.35, "±0.05", "mm", "CMM", "x", "n=5"], [2, "=1+1", 5, None, "mm"]]
    read = read_plan(workbook(tmp_path / "p.xlsx", rows, more=[["remarks"], ["x"]]))
    assert [(item.key, item.limits.nominal) for item in read.checklist.items] == [("1", D("12.35"))]
    assert "The sheet “Plan” was read; not read: “Notes”." in read.notices
    assert any(
        "Plan row 3, column B: a formula; it has no stored result and reads as empty." in notice for notice in read.notices
    )
    assert [entry.place for entry in read.unsupported] == ["row 3"]
    assert (read.source_name, len(read.source_sha256)) == ("p.xlsx", 64)


@pytest.mark.parametrize(
    ("data", "notice"),
    [
        ("Merkmal;Nennmaß;Toleranz;Einheit\r\nLänge;12,5;±0,1;mm\r\n".encode("utf-8-sig"), ""),
        ("Merkmal\tNennmaß\tToleranz\tEinheit\nLänge\t12,5\t±0,1\tmm\n".encode(), ""),
        ('Merkmal,Nennmaß,Toleranz,Einheit\nLänge,"12,5","±0,1",mm\n'.encode(), ""),
        ("Merkmal;Nennmaß;Toleranz;Einheit\r\nLänge;12,5;±0,1;mm\r\n".encode("cp1252"), "code page 1252"),
        ("Merkmal;Nennmaß;Toleranz;Einheit\nLänge;12,5;±0,1;mm\n".encode("utf-16"), ""),
    ],
)
def test_csv_in_the_usual_shapes(tmp_path: Path, data: bytes, notice: str) -> None:
    path = tmp_path / "plan.csv"
    path.write_bytes(data)
    read = read_plan(path)
    (item,) = read.checklist.items
    assert (item.text, item.limits, item.unit) == ("Länge", Limits(D("12.5"), D("12.4"), D("12.6")), "mm")
    assert [notice in found for found in read.notices] == ([True] if notice else [])


def test_a_formula_mark_in_csv_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("Characteristic,Unit\n'=1+1,mm\n=cmd|x,mm\n", encoding="utf-8")
    assert [item.text for item in read_plan(path).checklist.items] == ["=1+1", "=cmd|x"]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("plan.csv", b"", "is empty"),
        ("plan.csv", b"%PDF-1.7", "a PDF document"),
        ("plan.csv", b"<html>", "a web page"),
        ("plan.csv", b"\x00\x01\x02\x03", "unknown binary file"),
        ("plan.csv", b"a,b\n\x81\x8d\x8f\x90,1", "not a text that can be read"),
        ("plan.csv", b'Characteristic,Unit\n"A,mm\n', "not valid CSV"),
        ("plan.csv", b"Characteristic,Unit\n" + b"," * 300 + b"x\n", "at most 10000 rows and 200 columns"),
        ("plan.csv", b"Characteristic,Unit\n" + b"a,mm\n" * 10_001, "at most 10000 rows"),
        ("plan.csv", b"Characteristic,Unit\n" + b"x" * 50_000 + b",mm\n", "not valid CSV"),
        ("plan.csv", b"x" * 20_000_001, "larger than 20 MB"),
        ("plan.xlsx", b"PK\x03\x04broken", "damaged or was cut off"),
    ],
)
def test_hostile_files_are_refused(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(FileRefusedError, match=words):
        read_plan(path)


def test_a_folder_a_missing_file_and_a_cancelled_one(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError, match="is a folder"):
        read_plan(tmp_path)
    with pytest.raises(FileRefusedError, match="does not exist"):
        read_plan(tmp_path / "gone.csv")
    with pytest.raises(CancelledError):
        read_plan(workbook(tmp_path / "p.xlsx", [HEADINGS]), cancel=lambda: True)
