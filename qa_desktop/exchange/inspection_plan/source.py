"""From a file to the cells of one sheet: Excel in a separate process with its guards, CSV here."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from qa_desktop.domain.errors import FileRefusedError
from qa_desktop.exchange.csvsafe import safe_cell
from qa_desktop.exchange.inspection_plan.headings import columns_of
from qa_desktop.exchange.xlsform.grid import Cell, CellKind, Sheet, column_letters
from qa_desktop.exchange.xlsform.precheck import MAX_FILE, load
from qa_desktop.exchange.xlsform.reader import in_file, read_in_child

MAX_ROWS: Final = 10_000
MAX_COLUMNS: Final = 200
_LONGEST: Final = 20_000
_DELIMITERS: Final = ";,\t|"


@dataclass(frozen=True, slots=True)
class PlanSource:
    """The sheet that holds the plan, and what to tell about how it was read."""

    name: str
    stem: str
    sha256: str
    sheet: Sheet
    notices: tuple[str, ...]


def read_source(path: Path, *, timeout_seconds: float, memory_mb: int, cancel: Callable[[], bool] | None) -> PlanSource:
    """Return the cells of the plan; raises ``FileRefusedError`` or ``CancelledError``."""
    head = _head(path)
    if not _looks_like_text(head):
        return _workbook(path, timeout_seconds, memory_mb, cancel)
    data = path.read_bytes()[: MAX_FILE + 1]
    if len(data) > MAX_FILE:
        raise FileRefusedError(
            "“{name}” is larger than {limit} MB, which no plan is. Nothing was imported.",
            name=path.name,
            limit=MAX_FILE // 1_000_000,
        )
    text, notices = _decoded(data, path.name)
    sheet = Sheet("table", dict(_csv_rows(text, path.name)))
    return PlanSource(path.name, path.stem, hashlib.sha256(data).hexdigest(), sheet, notices)


def _head(path: Path) -> bytes:
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(4096)
    except OSError:
        return b""


def _looks_like_text(head: bytes) -> bool:
    """Whether the file can be a CSV file; everything else goes the way of workbooks and is refused there by its kind."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if not head or b"\0" in head or head.startswith((b"PK\x03\x04", b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8", b"GIF8", b"MZ")):
        return False
    return not head.decode("latin-1").lstrip("ï»¿ \r\n\t").startswith("<")


def _workbook(path: Path, timeout_seconds: float, memory_mb: int, cancel: Callable[[], bool] | None) -> PlanSource:
    source = load(path)
    answer = read_in_child(source, timeout_seconds=timeout_seconds, memory_mb=memory_mb, cancel=cancel, task="tables")
    sheets = [Sheet.from_json(sheet) for sheet in answer["sheets"]]
    filled = [sheet for sheet in sheets if sheet.rows]
    try:
        chosen = next((sheet for sheet in filled if columns_of(sheet) is not None), filled[0] if filled else Sheet("table", {}))
    except FileRefusedError as error:
        raise in_file(source.name, error.template, error.params) from error
    others = ", ".join(f"“{sheet.name}”" for sheet in filled if sheet is not chosen)
    notices = list(answer["notices"].get(chosen.name, ()))
    if others:
        notices.append(f"The sheet “{chosen.name}” was read; not read: {others}.")
    return PlanSource(source.name, source.stem, source.sha256, chosen, tuple(notices))


def _decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        notice = "The file is not in UTF-8; it was read as Windows text (code page 1252). Check letters such as ä and µ."
        return text, (notice,) if encoding == "cp1252" else ()
    raise FileRefusedError("“{name}” is not a text that can be read. Save it as CSV in UTF-8. Nothing was imported.", name=name)


def _csv_rows(text: str, name: str) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    csv.field_size_limit(_LONGEST * 2)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for number, row in enumerate(reader, start=1):
            cells = tuple(
                Cell(column, _unescaped(value), CellKind.TEXT) for column, value in enumerate(row, start=1) if value.strip()
            )
            if cells and (number > MAX_ROWS or cells[-1].column > MAX_COLUMNS):
                raise FileRefusedError(
                    "“{name}” has content in cell {column}{row}; at most {rows} rows and {columns} columns are read. Nothing was "
                    "imported.",
                    name=name,
                    row=number,
                    column=column_letters(cells[-1].column),
                    rows=MAX_ROWS,
                    columns=MAX_COLUMNS,
                )
            if cells:
                yield number, cells
    except csv.Error as error:
        raise FileRefusedError(
            "“{name}” row {row}: this is not valid CSV ({reason}). Save it again as CSV. Nothing was imported.",
            name=name,
            row=reader.line_num,
            reason=error,
        ) from error


def _delimiter(text: str) -> str:
    """Return the mark that stands most often in the first lines outside quotation marks."""
    head = "".join(part for number, part in enumerate(text[:20_000].split('"')) if number % 2 == 0)
    counts = {mark: head.count(mark) for mark in _DELIMITERS}
    if counts[";"] or counts["\t"]:  # a comma may well be a decimal mark or part of a text then
        counts[","] = 0
    return max(counts, key=lambda mark: counts[mark]) if any(counts.values()) else ","


def _unescaped(text: str) -> str:
    """Take away the apostrophe that our own export puts before what looks like a formula."""
    return text[1:] if text.startswith("'") and safe_cell(text[1:]) == text else text
