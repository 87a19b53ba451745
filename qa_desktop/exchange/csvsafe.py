"""Tables out, as CSV or Excel, in a way that a spreadsheet shows what was typed and runs nothing.

Bad input classes B13 to B15: cells that are too long are refused and never cut, characters that cannot stand in a file become
visible marks and are listed, and text that a spreadsheet would take for a formula stays text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.errors import InputError

Value = str | int | Decimal | None

LONGEST_CELL = 32_767
"""What a cell of Excel can hold; openpyxl would cut longer text without a word."""

EXACT_DIGITS = 15
"""A number with more digits is written as text, because Excel would change it."""

_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_STARTS_FORMULA = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Table:
    """The bytes of a file, and what had to be made visible in which cell."""

    data: bytes
    notices: tuple[str, ...]


def safe_cell(text: str) -> str:
    """Return ``text`` so that a spreadsheet that opens a CSV file takes it as text: an apostrophe goes before a formula."""
    return f"'{text}" if _STARTS_FORMULA.match(text) else text


def visible(text: str) -> str:
    """Return ``text`` with signs for the control characters and half surrogates that no file can hold."""
    return _UNWRITABLE.sub(_sign, text)


def csv_table(rows: Iterable[Sequence[Value]], *, delimiter: str = ",", for_machines: bool = False) -> Table:
    """Return a CSV file in UTF-8 with a byte order mark, which Excel needs.

    ``for_machines`` leaves both the apostrophes and the mark out: for programs that read the file, never for people.
    """
    lines, notices = [], _Notices()
    for number, row in enumerate(rows, start=1):
        values = [notices.shown(value, number, at) for at, value in enumerate(row, start=1)]
        lines.append(delimiter.join(_csv_field(value, for_machines=for_machines) for value in values) + "\r\n")
    encoding = "utf-8" if for_machines else "utf-8-sig"
    return Table("".join(lines).encode(encoding), tuple(notices.lines))


def xlsx_table(title: str, rows: Iterable[Sequence[Value]]) -> Table:
    """Return an Excel workbook with one sheet: text is always text, numbers stay numbers."""
    return xlsx_book([(title, rows)])


def xlsx_book(sheets: Iterable[tuple[str, Iterable[Sequence[Value]]]]) -> Table:
    """Return an Excel workbook with these sheets; the first row of each stays in sight."""
    from openpyxl import Workbook  # noqa: PLC0415  # slow to import, and only an export needs it

    notices = _Notices()
    book = Workbook(write_only=True)
    for title, rows in sheets:
        values = [
            [_xlsx_value(notices.shown(value, number, at), number, at) for at, value in enumerate(row, start=1)]
            for number, row in enumerate(rows, start=1)
        ]
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for row in values:
            sheet.append([_text_cell(sheet, value) if isinstance(value, str) else value for value in row])
    packed = io.BytesIO()
    book.save(packed)
    return Table(packed.getvalue(), tuple(notices.lines))


class _Notices:
    """Makes text visible and remembers where."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def shown(self, value: Value, row: int, column: int) -> Value:
        if not isinstance(value, str):
            return value
        text = visible(value)
        if text != value:
            self.lines.append(f"row {row}, column {column}: characters that cannot be written are shown as signs.")
        return text


def _csv_field(value: Value, *, for_machines: bool) -> str:
    """Text always stands in quotation marks and numbers never do, so that ``007`` stays text where readers care."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return decimal_text(Decimal(value))
    text = value if for_machines else safe_cell(value)
    return '"' + text.replace('"', '""') + '"'


def _xlsx_value(value: Value, row: int, column: int) -> Value:
    if isinstance(value, Decimal) and len(value.as_tuple().digits) > EXACT_DIGITS:
        return decimal_text(value)
    if isinstance(value, str) and len(value) > LONGEST_CELL:
        raise InputError(
            "Row {row}, column {column}: the text has {length} characters; a cell of Excel holds {limit}. Export as CSV instead; "
            "nothing was cut.",
            row=row,
            column=column,
            length=len(value),
            limit=LONGEST_CELL,
        )
    return value


def _text_cell(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415  # see xlsx_table

    # Excel reads _x0041_ as the letter A; the mark is written as its own code, as ECMA-376 says.
    cell = WriteOnlyCell(sheet, _ESCAPE.sub("_x005F_", text))
    cell.data_type = "s"
    return cell


def _sign(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"
