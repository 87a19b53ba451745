"""A checklist as an XLSForm workbook, and what is lost on the way.

What is lost is not listed from memory: the workbook is read back with our own import, and both checklists are compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from qa_desktop.domain.changed_fields import FieldChange
from qa_desktop.domain.checklist import Checklist
from qa_desktop.domain.comparison import Comparison, Fate, ItemChange, compare
from qa_desktop.domain.errors import FileRefusedError, InputError
from qa_desktop.exchange.csvsafe import xlsx_book
from qa_desktop.exchange.xlsform.mapping import preview_of
from qa_desktop.exchange.xlsform.precheck import Source
from qa_desktop.exchange.xlsform.preview import ImportPreview, Unsupported
from qa_desktop.exchange.xlsform.reader import read_in_child
from qa_desktop.exchange.xlsform.rows import FormRows, Names, Row

_SURVEY: Final = ("type", "name", "label", "hint", "required", "relevant", "calculation")
_CHOICES: Final = ("list_name", "name", "label")
_NO_PICTURES: Final = "A workbook of this form holds no pictures. Add them to the draft after an import."
_WHY: Final = {"picture": _NO_PICTURES, "rules.picture_bad": _NO_PICTURES}

Read = Callable[[Source], ImportPreview]


@dataclass(frozen=True, slots=True)
class WrittenForm:
    """A workbook; ``unsupported`` is what it does not say or says otherwise than the checklist."""

    data: bytes
    unsupported: tuple[Unsupported, ...]


def write_xlsform(checklist: Checklist, *, name: str = "", read: Read | None = None) -> WrittenForm:
    """Return the checklist as a workbook with text cells only; ``name`` becomes the id of the form.

    Takes as long as an import: call it in a worker.  ``read`` replaces the separate process in which the workbook is read back.
    Raises :class:`InputError` when the checklist cannot be written as a form at all.
    """
    rows = FormRows(checklist)
    settings = {"form_title": checklist.title, "form_id": Names().name(name or checklist.title)}
    table = xlsx_book(
        [
            ("survey", _sheet(rows.survey, _SURVEY)),
            ("choices", _sheet(rows.choices, _CHOICES)),
            ("settings", _sheet([{**settings, "qa_description": checklist.description}], ())),
        ]
    )
    lost = [_lost(item.key, item.text, "item", f"{why} It was left out.") for item, why in rows.without]
    try:
        back = (read or _read_back)(Source("form.xlsx", "form", ".xlsx", table.data, hashlib.sha256(table.data).hexdigest()))
    except FileRefusedError as error:
        raise InputError(
            "The checklist cannot be written as an XLSForm workbook: {reason} Nothing was written.", reason=str(error)
        ) from error
    gone = {item.key for item, _ in rows.without}
    lost += _differences(compare(_without_ids(checklist), _without_ids(back.checklist)), gone)
    return WrittenForm(table.data, tuple(lost))


def _read_back(source: Source) -> ImportPreview:
    answer = read_in_child(source, timeout_seconds=120, memory_mb=768, cancel=None)
    return preview_of(answer, name=source.name, stem=source.stem, sha256=source.sha256)


def _sheet(rows: Sequence[Row], first: Sequence[str]) -> list[list[str | None]]:
    """Return headings and rows: the usual columns first, then those of ours and of other languages that hold something."""
    filled = dict.fromkeys(column for row in rows for column, text in row.items() if text)
    columns = [*first, *(column for column in filled if column not in first)]
    return [list(columns), *([row.get(column) or None for column in columns] for row in rows)]


def _without_ids(checklist: Checklist) -> Checklist:
    return replace(checklist, sections=tuple(replace(section, id="") for section in checklist.sections))


def _differences(found: Comparison, gone: set[str]) -> Iterator[Unsupported]:
    for field in found.fields:
        yield Unsupported("checklist", field.label, "", _instead(field))
    for section in found.sections:
        if section.fate is Fate.REMOVED:
            yield Unsupported(f"section “{section.title}”", "section", "", "XLSForm has no sections without questions.")
        elif section.fate is Fate.KEPT and section.title != section.old_title:
            yield Unsupported(f"section “{section.old_title}”", "title", "", f"It becomes “{section.title}”.")
    for item in found.items:
        yield from _of_item(item, gone)


def _of_item(item: ItemChange, gone: set[str]) -> Iterator[Unsupported]:
    if item.fate is not Fate.KEPT:
        if item.key not in gone:
            yield _lost(item.key, item.text, "item", "It does not come back from the workbook as it is.")
        return
    if item.moved and item.old_section != item.section:
        yield _lost(item.key, item.text, "section", f"It comes back in the section “{item.section}”.")
    for field in item.fields:
        yield _lost(item.key, item.text, field.label, _WHY.get(field.name) or _instead(field))


def _lost(key: str, text: str, what: str, why: str) -> Unsupported:
    words = " ".join(text.split())
    return Unsupported(f"item “{words[:60] or key}”", what, key, why)


def _instead(field: FieldChange) -> str:
    return f"“{_short(field.new)}” comes back instead of “{_short(field.old)}”."


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"
