# ruff: noqa: INP001  # a script beside its data, not a package
"""Writes the templates that are shipped, as XLSForm workbooks, from the descriptions in ``source/``.

Run it after a change of a description: ``python resources/templates/make_templates.py``.  The same descriptions always give the
same files.  Numbers are written as text cells, so that no program turns 25.010 into 25.01.
"""

from __future__ import annotations

import io
import re
import sys
import tomllib
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).resolve().parent
SURVEY = {"type": 24, "name": 22, "label": 60, "hint": 60, "required": 10} | dict.fromkeys(
    (
        *("qa_kind", "qa_severity", "qa_evidence", "qa_allow_na", "qa_nominal"),
        *("qa_lower", "qa_upper", "qa_unit", "qa_decimals", "qa_expected"),
    ),
    14,
)
CHOICES = {"list_name": 18, "name": 18, "label": 60, "qa_conforming": 16}
SETTINGS = {"form_title": 50, "form_id": 30, "omit_instanceID": 18}
FIXED_LISTS = {
    "conformity": {"pass": ["Conforms", None], "fail": ["Does not conform", None]},
    "yes_no": {"yes": ["Yes", None], "no": ["No", None]},
}
TYPES = {
    "conformity": "select_one conformity",
    "yes_no": "select_one yes_no",
    "measurement": "decimal",
    "text": "text",
    "date_time": "datetime",
    "photo": "image",
    "barcode": "barcode",
}
RECORDED = frozenset({"text", "number", "date_time", "photo", "barcode", "instruction"})
_MOMENT = datetime(2026, 1, 1)  # noqa: DTZ001  # openpyxl wants a moment without a zone; it is the same for every build
_CORE = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def main() -> None:
    """Write every template whose description stands in ``source/``."""
    for source in sorted((HERE / "source").glob("*.toml")):
        target = HERE / f"{source.stem}.xlsx"
        target.write_bytes(workbook_bytes(tomllib.loads(source.read_text(encoding="utf-8"))))
        sys.stdout.write(f"{target.name}\n")


def workbook_bytes(form: dict[str, Any]) -> bytes:
    """Return the workbook of one description."""
    book = Workbook()
    survey = book.active
    if not isinstance(survey, Worksheet):
        raise TypeError("a new workbook has one sheet")
    survey.title = "survey"
    _fill(survey, SURVEY, survey_rows(form))
    _fill(book.create_sheet("choices"), CHOICES, choice_rows(form))
    settings = [{"form_title": form["title"], "form_id": form["id"], "omit_instanceID": "yes"}]
    _fill(book.create_sheet("settings"), SETTINGS, settings)
    book.properties.creator = "QA Desktop"
    book.properties.created = _MOMENT
    packed = io.BytesIO()
    book.save(packed)
    return _without_clock(packed.getvalue())


def survey_rows(form: dict[str, Any]) -> list[dict[str, str]]:
    """Return the rows of the sheet ``survey``: each section is a group."""
    rows = []
    for section in form["sections"]:
        rows.append({"type": "begin_group", "name": section["name"], "label": section["title"]})
        rows.extend(_question(item) for item in section["items"])
        rows.append({"type": "end_group", "name": section["name"]})
    return rows


def choice_rows(form: dict[str, Any]) -> list[dict[str, str]]:
    """Return the rows of the sheet ``choices``: the program's own lists first."""
    return [
        {"list_name": list_name, "name": name, "label": label, "qa_conforming": "" if conforming is None else _yes(conforming)}
        for list_name, choices in {**FIXED_LISTS, **form.get("lists", {})}.items()
        for name, (label, conforming) in choices.items()
    ]


def _question(item: dict[str, Any]) -> dict[str, str]:
    kind = item["kind"]
    row = {
        "type": _type(item),
        "name": item["name"],
        "label": item["text"],
        "hint": item["help"],
        "required": _yes(item.get("required", kind not in RECORDED)),
        "qa_kind": kind,
        "qa_expected": item.get("expected", ""),
    }
    if kind not in RECORDED:
        row["qa_severity"] = item["severity"]
        row["qa_evidence"] = item.get("evidence", "photo_or_note")
        row["qa_allow_na"] = _yes(item.get("allow_na", True))
    for key in ("nominal", "lower", "upper", "unit"):
        row[f"qa_{key}"] = item.get(key, "")
    if "decimals" in item:
        row["qa_decimals"] = str(item["decimals"])
    return row


def _type(item: dict[str, Any]) -> str:
    match item["kind"]:
        case "single_choice":
            return f"select_one {item['list']}"
        case "multiple_choice":
            return f"select_multiple {item['list']}"
        case "number":
            return "integer" if item.get("decimals") == 0 else "decimal"
        case "instruction":
            return "acknowledge" if item.get("required") else "note"
        case kind:
            return TYPES[kind]


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _fill(sheet: Worksheet, columns: dict[str, int], rows: list[dict[str, str]]) -> None:
    wrapped = Alignment(wrap_text=True, vertical="top")
    for number, (heading, width) in enumerate(columns.items(), start=1):
        cell = sheet.cell(1, number, heading)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDE5EE")
        sheet.column_dimensions[cell.column_letter].width = width
    for row, values in enumerate(rows, start=2):
        for number, heading in enumerate(columns, start=1):
            if text := values.get(heading):
                cell = sheet.cell(row, number, text)
                cell.data_type = "s"
                cell.number_format = "@"
                cell.alignment = wrapped
    sheet.freeze_panes = "C2"


def _without_clock(packed: bytes) -> bytes:
    """Return the same workbook with fixed moments, which openpyxl takes from the clock."""
    moment = _MOMENT.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            entry = zipfile.ZipInfo(part.filename, (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = old.read(part)
            new.writestr(entry, _CORE.sub(rb"\g<1>" + moment, content) if part.filename == "docProps/core.xml" else content)
    return result.getvalue()


if __name__ == "__main__":
    main()
