"""Tables out: a spreadsheet runs nothing, nothing is cut, nothing vanishes."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from qa_desktop.domain.errors import InputError
from qa_desktop.exchange.csvsafe import LONGEST_CELL, csv_table, safe_cell, visible, xlsx_table

FORMULAS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_stay_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    (row,) = csv.reader(io.StringIO(csv_table([[text]]).data.decode("utf-8-sig"), newline=""))
    assert row == [f"'{text}"]
    (row,) = csv.reader(io.StringIO(csv_table([[text]], for_machines=True).data.decode(), newline=""))
    assert row == [text]
    sheet = load_workbook(io.BytesIO(xlsx_table("T", [[text]]).data)).worksheets[0]
    assert sheet["A1"].data_type == "s"


@pytest.mark.parametrize("text", ["", "M12", "a=b", "007", "'quoted", "⌀ 5 µm"])
def test_other_text_is_left_alone(text: str) -> None:
    assert safe_cell(text) == text


def test_numbers_stay_numbers_with_all_their_digits() -> None:
    row = ["Seat", Decimal("-25.0100"), 3, None, Decimal("1E+2"), Decimal("1234567890.123456789")]
    expected = b'\xef\xbb\xbf"Seat";-25.0100;3;;100;1234567890.123456789\r\n'
    assert csv_table([row], delimiter=";").data == expected
    sheet = load_workbook(io.BytesIO(xlsx_table("T", [row]).data)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["Seat", -25.01, 3, None, 100, "1234567890.123456789"]


def test_text_that_is_too_long_for_excel_is_refused_and_fits_in_csv() -> None:
    text = "x" * (LONGEST_CELL + 1)
    with pytest.raises(InputError, match="Row 2, column 3: the text has 32768 characters"):
        xlsx_table("T", [["a"], ["a", "b", text]])
    assert text.encode() in csv_table([[text]]).data
    assert load_workbook(io.BytesIO(xlsx_table("T", [[text[1:]]]).data)).worksheets[0]["A1"].value == text[1:]


def test_characters_that_cannot_be_written_become_visible_and_are_listed() -> None:
    rows = [["fine\tand\nfine"], ["a\x00b\x1b", "half \ud800"]]
    table = csv_table(rows)
    assert table.data.decode("utf-8-sig").splitlines()[-1] == '"a␀b␛","half �"'
    assert [notice.split(":")[0] for notice in table.notices] == ["row 2, column 1", "row 2, column 2"]
    assert xlsx_table("T", rows).notices == table.notices


def test_text_that_looks_like_a_code_of_excel_is_escaped() -> None:
    sheet = load_workbook(io.BytesIO(xlsx_table("T", [["_x0041_ and _x"]]).data)).worksheets[0]
    assert sheet["A1"].value == "_x005F_x0041_ and _x"  # Excel shows it as typed; openpyxl shows what is in the file


@given(st.lists(st.lists(st.text(max_size=30), min_size=1, max_size=4), min_size=1, max_size=4))
def test_machines_get_back_what_was_given(rows: list[list[str]]) -> None:
    text = csv_table(rows, for_machines=True).data.decode()
    assert list(csv.reader(io.StringIO(text, newline=""))) == [[visible(value) for value in row] for row in rows]


@given(st.text(max_size=40))
def test_no_cell_for_people_begins_like_a_formula(text: str) -> None:
    (row,) = csv.reader(io.StringIO(csv_table([[text]]).data.decode("utf-8-sig"), newline=""))
    assert row[0][:1] not in set("=+-@\t\r\n")
    assert row[0].removeprefix("'") == visible(text).removeprefix("'") or row[0] == visible(text)
