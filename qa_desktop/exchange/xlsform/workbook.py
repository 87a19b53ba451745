"""Reads the cells of a workbook, in the child process only: openpyxl for .xlsx, xlrd for .xls."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

import openpyxl
import xlrd  # type: ignore[import-untyped]
from pyxform import constants
from pyxform.xls2json_backends import is_empty, xls_value_to_unicode, xlsx_value_to_str

from qa_desktop.domain.errors import FileRefusedError
from qa_desktop.exchange.xlsform.grid import Cell, CellKind, Sheet, column_letters

MAX_ROWS = 10_000
MAX_COLUMNS = 200

_Found = tuple[int, int, str, CellKind]


def read_sheets(data: bytes, suffix: str) -> dict[str, Sheet]:
    """Return the sheets that make up a form, by their lower-case names; a single sheet counts as ``survey``."""
    cells = _xls_cells(data) if suffix == ".xls" else _xlsx_cells(data)
    return {name: _sheet(title, found) for name, title, found in cells}


def every_xlsx_sheet(data: bytes) -> list[Sheet]:
    """Return all sheets of an .xlsx workbook that hold cells, in their order."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    try:
        found = []
        for sheet in book.worksheets:
            table: Any = sheet
            table.reset_dimensions()
            found.append(_sheet(table.title, _xlsx_rows(table)))
        return found
    finally:
        book.close()


def every_xls_sheet(data: bytes) -> list[Sheet]:
    """Return all sheets of an .xls workbook in their order."""
    book = xlrd.open_workbook(file_contents=data)
    try:
        return [_sheet(title, _xls_rows(book.sheet_by_name(title), book.datemode)) for title in book.sheet_names()]
    finally:
        book.release_resources()


def _form_sheets(titles: list[str]) -> Iterator[tuple[str, str]]:
    for title in titles:
        if title.lower() in constants.SUPPORTED_SHEET_NAMES:
            yield title.lower(), title
        elif len(titles) == 1:
            yield constants.SURVEY, title


def _sheet(title: str, cells: Iterable[_Found]) -> Sheet:
    rows: dict[int, list[Cell]] = {}
    for row, column, text, kind in cells:
        if row > MAX_ROWS or column > MAX_COLUMNS:
            raise FileRefusedError(
                "Sheet “{sheet}” has content in cell {column}{row}; at most {rows} rows and {columns} columns are read. "
                "Delete what does not belong to the form and import it again.",
                sheet=title,
                row=row,
                column=column_letters(column),
                rows=MAX_ROWS,
                columns=MAX_COLUMNS,
            )
        rows.setdefault(row, []).append(Cell(column, text, kind))
    return Sheet(title, {row: tuple(found) for row, found in rows.items()})


def _xlsx_cells(data: bytes) -> Iterator[tuple[str, str, Iterator[_Found]]]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    try:
        for name, title in _form_sheets(book.sheetnames):
            sheet: Any = book[title]
            # Some programs state the size of a sheet wrongly; openpyxl would then leave out the rest.
            sheet.reset_dimensions()
            yield name, title, _xlsx_rows(sheet)
    finally:
        book.close()


def _xlsx_rows(sheet: Any) -> Iterator[_Found]:
    for row in sheet.iter_rows():
        for cell in row:
            if not is_empty(cell.value):
                yield cell.row, cell.column, xlsx_text(cell.value), _xlsx_kind(cell)


def xlsx_text(value: object) -> str:
    """Return the text of a cell; a number is written with the fewest digits that denote it."""
    return value if isinstance(value, str) else str(xlsx_value_to_str(value))


def _xlsx_kind(cell: Any) -> CellKind:
    match cell.data_type:
        case "s" | "inlineStr" | "str":
            return CellKind.TEXT
        case "n":
            return CellKind.NUMBER
        case "f":
            return CellKind.FORMULA
        case _:
            return CellKind.OTHER


def _xls_cells(data: bytes) -> Iterator[tuple[str, str, Iterator[_Found]]]:
    book = xlrd.open_workbook(file_contents=data)
    try:
        for name, title in _form_sheets(book.sheet_names()):
            yield name, title, _xls_rows(book.sheet_by_name(title), book.datemode)
    finally:
        book.release_resources()


def _xls_rows(sheet: Any, datemode: int) -> Iterator[_Found]:
    kinds = {xlrd.XL_CELL_TEXT: CellKind.TEXT, xlrd.XL_CELL_NUMBER: CellKind.NUMBER}
    for index in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(index), start=1):
            if not is_empty(cell.value):
                yield index + 1, column, _xls_text(cell, datemode), kinds.get(cell.ctype, CellKind.OTHER)


def _xls_text(cell: Any, datemode: int) -> str:
    if isinstance(cell.value, str):
        return cell.value
    try:
        return str(xls_value_to_unicode(cell.value, cell.ctype, datemode))
    except (xlrd.xldate.XLDateError, ValueError, OverflowError):
        return str(cell.value)
