"""Places and texts of the workbook behind the tree of questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from qa_desktop.domain.checklist import Choice
from qa_desktop.domain.errors import FileRefusedError, InputError
from qa_desktop.domain.text import clean_text
from qa_desktop.exchange.xlsform.grid import ROW_KEY, Sheet, place

Node = Mapping[str, Any]

_EMPTY = Sheet("survey", {})


class Workbook:
    """The sheets as they stand and the language that is taken."""

    def __init__(self, sheets: Mapping[str, Sheet], form: Node) -> None:
        self.sheets = sheets
        self.survey = sheets.get("survey", _EMPTY)
        self.choices = sheets.get("choices", _EMPTY)
        self._lists: Mapping[str, list[Node]] = form.get("choices") or {}
        self.read_choices: dict[str, tuple[Choice, ...]] = {}
        """Lists that became choices already: many questions share one."""
        self.languages = tuple(dict.fromkeys(_languages(form)))
        stated = str(form.get("default_language") or "")
        named = [language for language in self.languages if language != "default"]
        self._order = tuple(dict.fromkeys([stated, "default", *named]))

    @property
    def language(self) -> str:
        """The language that is taken first among the named ones, empty when the form names none."""
        return next((language for language in self._order if language in self.languages and language != "default"), "")

    @property
    def left_out(self) -> tuple[str, ...]:
        """The languages that do not come across."""
        return tuple(language for language in self.languages if language not in {"default", self.language})

    def choices_of(self, node: Node) -> list[Node]:
        """Return the choices of a question, empty when they lie outside the workbook's own lists."""
        return self._lists.get(str(node.get("itemset", "")), [])

    def text(self, node: Node, key: str, sheet: Sheet | None = None) -> str:
        """Return a label or hint in the language of the import, exactly as typed; empty when there is none."""
        value = node.get(key)
        if isinstance(value, Mapping):
            # An item needs its words in whatever language there is; a hint in a language that was left out would only puzzle.
            languages = [language for language in self._order if key == "label" or language not in self.left_out]
            value = next((value[language] for language in languages if value.get(language)), "")
        if value is None or not str(value).strip():
            return ""
        return self.as_typed(node, str(value), sheet)

    def as_typed(self, node: Node, value: str, sheet: Sheet | None = None) -> str:
        """Return the text of the cell behind ``value``; refuses what cannot be stored."""
        sheet = self.survey if sheet is None else sheet
        row = row_of(node)
        try:
            return clean_text(sheet.as_typed(row, value) if row else value)
        except InputError as error:
            template = "{place}: {reason} Nothing was imported."
            cell = sheet.holding(row, value) if row else None
            heading = sheet.headings().get(cell.column, "") if cell else ""
            raise FileRefusedError(
                template,
                place=place(sheet.name, row or None, cell.column if cell else None, heading),
                sheet=sheet.name,
                row=row,
                column=heading,
                reason=str(error),
            ) from error


def row_of(node: Node) -> int:
    """Return the row of a question or choice, 0 when XLSForm added it by itself."""
    text = str(node.get(ROW_KEY, ""))
    return int(text) if text.isascii() and text.isdigit() else 0


def leaves(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every text inside nested mappings with the keys that lead to it."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from leaves(inner, (*path, str(key)))
    elif isinstance(value, str) and value.strip():
        yield path, value


def _languages(form: Node) -> Iterator[str]:
    for node in (*_all_nodes(form.get("children", ())), *_choices(form)):
        for key in ("label", "hint"):
            value = node.get(key)
            if isinstance(value, Mapping):
                yield from (str(language) for language in value)


def _all_nodes(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _all_nodes(node.get("children", ()))


def _choices(form: Node) -> Iterator[Node]:
    """Yield the choices of the lists that some question uses; others have no say in what languages there are."""
    used = {str(node.get("itemset", "")) for node in _all_nodes(form.get("children", ()))}
    for name, choices in (form.get("choices") or {}).items():
        if name in used:
            yield from choices
