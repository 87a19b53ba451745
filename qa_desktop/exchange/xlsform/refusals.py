"""Turns what pyxform says about a bad form into a sentence with sheet, row and column.  Child process only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from qa_desktop.domain.errors import FileRefusedError
from qa_desktop.exchange.xlsform.grid import Sheet, evened, place, plain_heading

_ROW = re.compile(r"\[row : ([^\]]*)\]\s*")
_ON_SHEET = re.compile(r"[Oo]n the '(\w+)' sheet,?\s*")
_FOR_SHEET = re.compile(r"for sheet: '(\w+)'")
_THE_VALUE = re.compile(r"the '(\w+)' value")
_QUOTED = re.compile(r"'([^']+)'")
_BRACKETED = re.compile(r"\[([^\]]+)\]")
_LEARN_MORE = re.compile(r"\s*(?:Learn more|See)[: ]+(?:https?://|xlsform)\S*", re.IGNORECASE)
_COLUMN_MEANT = (
    ("with no name", "name"),
    ("with no type", "type"),
    ("List name not in", "type"),
    ("Missing calculation", "calculation"),
)
_DUPLICATE = "Duplicate column header: "


@dataclass(frozen=True, slots=True)
class _Spot:
    sheet: str
    row: int | None = None
    columns: tuple[int, ...] = ()


def refused(message: str, sheets: Mapping[str, Sheet]) -> FileRefusedError:
    """Return the refusal for a message of pyxform, with the place found in the message or by a second look."""
    # Further lines repeat the fault for other rows or show a whole row as Python would.
    message = message.split("\n", 1)[0]
    if message.startswith(_DUPLICATE):
        return _duplicate_heading(message.removeprefix(_DUPLICATE), sheets)
    if message.startswith("Invalid headers"):
        return _invalid_headings(message, sheets)
    if message.startswith("This section has not been included"):
        return _include(sheets)
    spot = _stated(message, sheets) or _unique_cell(message, sheets)
    if spot is None:
        return FileRefusedError("The form cannot be used: {reason} Nothing was imported.", reason=tidy(message))
    return _at(spot, "{place}: {reason} Nothing was imported.", reason=tidy(message), sheets=sheets)


def unreadable(error: BaseException, suffix: str) -> FileRefusedError:
    """Return the refusal for a workbook that no reader can make sense of."""
    if "encrypted" in str(error).lower():
        return FileRefusedError("The workbook is protected with a password. Remove the password in Excel and import it again.")
    return FileRefusedError(
        "The workbook is damaged or not a real {suffix} file ({reason}). Open it in Excel or LibreOffice, save it again as .xlsx "
        "and import that.",
        suffix=suffix,
        reason=tidy(str(error)) or type(error).__name__,
    )


def tidy(message: str) -> str:
    """Return a message of pyxform without row marks, web addresses and dumps of rows."""
    text = message.split("\n{", 1)[0]
    for pattern in (_ROW, _ON_SHEET, _LEARN_MORE):
        text = pattern.sub("", text)
    text = " ".join(text.split())
    text = text[:1].upper() + text[1:]
    if len(text) > 400:
        text = text[:400].rstrip() + " …"
    return text if not text or text[-1] in ".!?…" else text + "."


def _at(spot: _Spot, template: str, *, sheets: Mapping[str, Sheet], **params: object) -> FileRefusedError:
    sheet = sheets.get(spot.sheet)
    column = spot.columns[0] if spot.columns else None
    heading = sheet.headings().get(column, "") if sheet is not None and column is not None else ""
    return FileRefusedError(
        template,
        place=place(spot.sheet, spot.row, column, heading),
        sheet=spot.sheet,
        row=spot.row,
        column=heading,
        **params,
    )


def _duplicate_heading(heading: str, sheets: Mapping[str, Sheet]) -> FileRefusedError:
    for name, sheet in sheets.items():
        columns = [cell for cell in sheet.rows.get(1, ()) if cell.text == heading]
        if len(columns) > 1:
            return FileRefusedError(
                "{sheet} row {row}: the columns {columns} have the same heading “{heading}”. Rename or delete all but one and "
                "import the file again. Nothing was imported.",
                sheet=name,
                row=1,
                columns=_and([cell.letters for cell in columns]),
                column=columns[-1].letters,
                heading=heading,
            )
    return FileRefusedError("Two columns have the same heading “{heading}”. Nothing was imported.", heading=heading)


def _invalid_headings(message: str, sheets: Mapping[str, Sheet]) -> FileRefusedError:
    named = _FOR_SHEET.search(message)
    name = named.group(1) if named else "survey"
    sheet = sheets.get(name)
    quoted = {plain_heading(text) for text in _QUOTED.findall(message)}
    cells = [cell for cell in sheet.rows.get(1, ()) if plain_heading(cell.text) in quoted] if sheet else []
    if "different names" not in message or len(cells) < 2:
        template = "{sheet} row {row}, headings: {reason} Nothing was imported."
        return FileRefusedError(template, sheet=name, row=1, column="", reason=tidy(message))
    return FileRefusedError(
        "{sheet} row {row}: the columns {columns} are two names for the same thing ({headings}). Rename or delete one of them "
        "and import the file again. Nothing was imported.",
        sheet=name,
        row=1,
        columns=_and([cell.letters for cell in cells]),
        column=cells[-1].letters,
        headings=_and([f"“{cell.text.strip()}”" for cell in cells]),
    )


def _include(sheets: Mapping[str, Sheet]) -> FileRefusedError:
    survey = sheets["survey"]
    column = survey.column_of("type") or survey.column_of("command") or 1
    for row in survey.rows:
        cell = survey.cell(row, column)
        if cell is not None and cell.text.strip().lower() == "include":
            return _at(
                _Spot("survey", row, (column,)),
                "{place}: “include” takes questions from another file, which is not part of this workbook. Copy those questions "
                "into the sheet and import it again. Nothing was imported.",
                sheets=sheets,
            )
    return FileRefusedError("The form includes another file, which is not part of this workbook. Nothing was imported.")


def _stated(message: str, sheets: Mapping[str, Sheet]) -> _Spot | None:
    on_sheet, row = _ON_SHEET.search(message), _ROW.search(message)
    if on_sheet is None and row is None:
        return None
    name = on_sheet.group(1) if on_sheet else "survey"
    number = int(row.group(1)) if row and row.group(1).isascii() and row.group(1).isdigit() else None
    sheet = sheets.get(name)
    column = _column_meant(message, sheet, number) if sheet else None
    return _Spot(name, number, () if column is None else (column,))


def _column_meant(message: str, sheet: Sheet, row: int | None) -> int | None:
    value = _THE_VALUE.search(message)
    meant = [value.group(1)] if value else []
    meant += [heading for phrase, heading in _COLUMN_MEANT if phrase in message]
    for heading in meant:
        if column := sheet.column_of(heading):
            return column
    cells = (sheet.holding(row, text) for text in _QUOTED.findall(message)) if row else ()
    return next((cell.column for cell in cells if cell is not None), None)


def _unique_cell(message: str, sheets: Mapping[str, Sheet]) -> _Spot | None:
    """Find a cell whose whole text the message quotes and that is the only one of its kind."""
    for text in (*_QUOTED.findall(message), *_BRACKETED.findall(message)):
        spots = [
            _Spot(name, row, (cell.column,))
            for name, sheet in sheets.items()
            for row, cells in sheet.rows.items()
            for cell in cells
            if row > 1 and evened(cell.text) == evened(text)
        ]
        if len(spots) == 1:
            return spots[0]
    return None


def _and(words: list[str]) -> str:
    counted = list(Counter(words))
    return counted[0] if len(counted) == 1 else f"{', '.join(counted[:-1])} and {counted[-1]}"
