"""Small forms as workbooks, and reading them in this process."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from qa_desktop.exchange.xlsform import ImportPreview, parse, precheck
from qa_desktop.exchange.xlsform.mapping import preview_of

Rows = Sequence[Mapping[str, Any]]


def form_bytes(survey: Rows, choices: Rows = (), settings: Rows = ()) -> bytes:
    """Return a workbook with a column for every key."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        if not rows and name != "survey":
            continue
        sheet = book.create_sheet(name)
        headings = list(dict.fromkeys(key for row in rows for key in row))
        for at, heading in enumerate(headings, start=1):
            sheet.cell(1, at, heading)
        for number, row in enumerate(rows, start=2):
            for at, heading in enumerate(headings, start=1):
                sheet.cell(number, at, row.get(heading))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def read_here(path: Path) -> ImportPreview:
    """Read a workbook in this process, which is quicker; the separate process has its own tests."""
    source = precheck.load(path)
    answer = parse.form_of(source.data, suffix=source.suffix, stem=source.stem)
    return preview_of(answer, name=source.name, stem=source.stem, sha256=source.sha256)
