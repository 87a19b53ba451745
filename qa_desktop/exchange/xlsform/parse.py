"""Runs pyxform on the bytes of a workbook.  Child process only (tests call it directly)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from pyxform.builder import create_survey_element_from_dict
from pyxform.errors import PyXFormError, PyXFormReadError
from pyxform.xls2json import workbook_to_json
from pyxform.xls2json_backends import DefinitionData, get_xlsform

from qa_desktop.domain.errors import FileRefusedError
from qa_desktop.exchange.xlsform.grid import ROW_KEY, CellKind, Sheet, place
from qa_desktop.exchange.xlsform.refusals import refused, tidy, unreadable
from qa_desktop.exchange.xlsform.workbook import read_sheets

_ABOUT_TELEPHONES = ("max-pixels", "machine-readable codes", "Collect on Android")
_ROW_MARK = re.compile(r"\[row : (\d+)\]")


def form_of(data: bytes, *, suffix: str, stem: str) -> dict[str, Any]:
    """Return the form as pyxform understands it, with the cells as they stand; raises :class:`FileRefusedError`."""
    sheets: Mapping[str, Sheet] = {}
    try:
        sheets = read_sheets(data, suffix)
        book = get_xlsform(BytesIO(data), file_type=suffix)
    except (FileRefusedError, MemoryError, RecursionError):
        raise
    except PyXFormReadError as error:
        raise unreadable(error, suffix) from error
    except PyXFormError as error:
        raise refused(str(error), sheets) from error
    except Exception as error:  # a damaged file can raise anything in its readers
        raise unreadable(error, suffix) from error
    notices = _formula_notices(sheets, book)
    read_rows = {"survey": len(book.survey or ()) + 1, "choices": len(book.choices or ()) + 1}
    _number_rows(book)
    book.fallback_form_name = stem
    form, warnings = _convert(book, sheets)
    return {
        "form": form,
        "sheets": {name: sheet.to_json() for name, sheet in sheets.items()},
        "read_rows": read_rows,
        "notices": [*notices, *warnings],
    }


def _convert(book: DefinitionData, sheets: Mapping[str, Sheet]) -> tuple[dict[str, Any], list[str]]:
    """Do what ``pyxform.convert`` does without its validators, keeping the tree of questions."""
    warnings: list[str] = []
    try:
        tree = workbook_to_json(workbook_dict=book, fallback_form_name=book.fallback_form_name, warnings=warnings)
        # The next step changes the tree, so it is copied first.  It finds the faults that only show in the finished form.
        form = _without_copies(json.loads(json.dumps(tree, default=str)))
        # ``to_xml`` would write a temporary file, which stays behind when this process is ended; ``xml`` makes the same checks.
        create_survey_element_from_dict(tree).xml().toxml()
    except PyXFormError as error:
        raise refused(str(error), sheets) from error
    except (MemoryError, RecursionError, FileRefusedError):
        raise
    except Exception as error:  # pyxform lets its own faults out on odd forms
        raise FileRefusedError(
            "The form cannot be used: pyxform stopped with {kind} ({reason}). Nothing was imported.",
            kind=type(error).__name__,
            reason=tidy(str(error)),
        ) from error
    return form, [_notice(text) for text in dict.fromkeys(warnings) if not any(w in text for w in _ABOUT_TELEPHONES)]


def _without_copies(form: dict[str, Any]) -> dict[str, Any]:
    """Drop the choices from every question, since all lists stand at the top; a long list would be sent again and again."""
    nodes = list(form.get("children", ()))
    for node in nodes:
        nodes.extend(node.get("children", ()))
        if node.get("itemset") in form.get("choices", {}):
            node.pop("choices", None)
    return form


def _notice(warning: str) -> str:
    row = _ROW_MARK.search(warning)
    sheet = "choices" if "'choices'" in warning else "survey"
    return f"{place(sheet, int(row.group(1)))}: {tidy(warning)}" if row else tidy(warning)


def _number_rows(book: DefinitionData) -> None:
    for rows, headings in ((book.survey, book.survey_header), (book.choices, book.choices_header)):
        for number, row in enumerate(rows or (), start=2):
            if row:
                row[ROW_KEY] = str(number)
        if headings:
            headings[0][ROW_KEY] = None


def _formula_notices(sheets: Mapping[str, Sheet], book: DefinitionData) -> list[str]:
    notices = []
    for name, sheet in sheets.items():
        read = getattr(book, name, None) or ()
        headings = sheet.headings()
        for row, cells in sheet.rows.items():
            for cell in cells:
                if cell.kind is not CellKind.FORMULA:
                    continue
                has_result = 0 <= row - 2 < len(read) and headings.get(cell.column, "") in read[row - 2]
                outcome = "the result that Excel stored was taken" if has_result else "it has no stored result and reads as empty"
                notices.append(f"{place(name, row, cell.column)}: a formula; {outcome}.")
    return notices
