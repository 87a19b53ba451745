"""All cells of a workbook as they stand, for tables that are no forms.  Child process only (tests call it directly)."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import openpyxl

from qa_desktop.domain.errors import FileRefusedError
from qa_desktop.exchange.xlsform.grid import Cell, CellKind, Sheet, place
from qa_desktop.exchange.xlsform.refusals import unreadable
from qa_desktop.exchange.xlsform.workbook import every_xls_sheet, every_xlsx_sheet, xlsx_text


def tables_of(data: bytes, *, suffix: str) -> dict[str, Any]:
    """Return all sheets with their notices by sheet; raises :class:`FileRefusedError`.

    Of a formula the result that the program of origin stored is taken; nothing is calculated here.
    """
    try:
        sheets = every_xls_sheet(data) if suffix == ".xls" else every_xlsx_sheet(data)
        results = _results(data, sheets) if suffix == ".xlsx" else {}
    except (FileRefusedError, MemoryError, RecursionError):
        raise
    except Exception as error:  # a damaged file can raise anything in its readers
        raise unreadable(error, suffix) from error
    notices: dict[str, list[str]] = {}
    found = [_with_results(sheet, results.get(sheet.name, {}), notices.setdefault(sheet.name, [])) for sheet in sheets]
    return {"sheets": [sheet.to_json() for sheet in found], "notices": notices}


def _results(data: bytes, sheets: list[Sheet]) -> dict[str, dict[tuple[int, int], str]]:
    """Return the stored results of all formulas by sheet, row and column."""
    wanted = {
        sheet.name: {(row, cell.column) for row, cells in sheet.rows.items() for cell in cells if cell.kind is CellKind.FORMULA}
        for sheet in sheets
    }
    if not any(wanted.values()):
        return {}
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    found: dict[str, dict[tuple[int, int], str]] = {}
    try:
        for name, places in wanted.items():
            if not places:
                continue
            sheet: Any = book[name]
            sheet.reset_dimensions()
            found[name] = {
                (cell.row, cell.column): xlsx_text(cell.value)
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None and (cell.row, cell.column) in places
            }
    finally:
        book.close()
    return found


def _with_results(sheet: Sheet, results: dict[tuple[int, int], str], notices: list[str]) -> Sheet:
    rows: dict[int, tuple[Cell, ...]] = {}
    for row, cells in sheet.rows.items():
        kept = []
        for cell in cells:
            if cell.kind is not CellKind.FORMULA:
                kept.append(cell)
                continue
            result = results.get((row, cell.column))
            outcome = "it has no stored result and reads as empty" if result is None else "the result that Excel stored was taken"
            notices.append(f"{place(sheet.name, row, cell.column)}: a formula; {outcome}.")
            if result is not None:
                kept.append(replace(cell, text=result, kind=_kind(result)))
        if kept:
            rows[row] = tuple(kept)
    return Sheet(sheet.name, rows)


def _kind(result: str) -> CellKind:
    try:
        float(result)
    except ValueError:
        return CellKind.TEXT
    return CellKind.NUMBER
