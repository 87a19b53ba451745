"""Places and texts of the workbook behind the tree of questions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from qa_desktop.domain.checklist import Choice
from qa_desktop.domain.errors import FileRefusedError, InputError
from qa_desktop.domain.text import clean_text
from qa_desktop.exchange.xlsform.grid import ROW_KEY, Sheet, place

Node = Mapping[str, Any]

_TAG = re.compile(r"\(([A-Za-z0-9-]{1,35})\)\s*$")
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
        self._choice_texts: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
        self.languages = tuple(dict.fromkeys(_languages(form)))
        stated = str(form.get("default_language") or "")
        named = [language for language in self.languages if language != "default"]
        self._order = tuple(dict.fromkeys([stated, "default", *named]))

    @property
    def taken(self) -> str:
        """The language whose texts are taken: the one that the form names as its own, else that without a name."""
        return next((language for language in self._order if language in self.languages), "default")

    @property
    def other_languages(self) -> tuple[str, ...]:
        """The named languages that come across as translations."""
        return tuple(language for language in self.languages if language not in {"default", self.taken})

    def setting(self, heading: str) -> str:
        """Return a cell of the sheet ``settings`` as typed, empty when there is none."""
        sheet = self.sheets.get("settings", _EMPTY)
        cell = sheet.cell(2, sheet.column_of(heading))
        return "" if cell is None else clean_text(cell.text.strip())

    def choices_of(self, node: Node) -> list[Node]:
        """Return the choices of a question, empty when they lie outside the workbook's own lists."""
        return self._lists.get(str(node.get("itemset", "")), [])

    def text(self, node: Node, key: str, sheet: Sheet | None = None) -> str:
        """Return a label or hint in the language of the import, exactly as typed; empty when there is none."""
        value = node.get(key)
        if isinstance(value, Mapping):
            # An item needs its words in whatever language there is; a hint in another language would only puzzle.
            languages = [language for language in self._order if key == "label" or language not in self.other_languages]
            value = next((value[language] for language in languages if value.get(language)), "")
        if value is None or not str(value).strip():
            return ""
        return self.as_typed(node, str(value), sheet)

    def in_language(self, node: Node, key: str, language: str, sheet: Sheet | None = None) -> str:
        """Return a label or hint in one of the other languages, empty when there is none."""
        value = node.get(key)
        text = value.get(language) if isinstance(value, Mapping) else None
        return self.as_typed(node, str(text), sheet) if text and str(text).strip() else ""

    def fell_back(self, node: Node) -> bool:
        """Whether the words of a question were taken from another language, because the form has none in its own."""
        value = node.get("label")
        return isinstance(value, Mapping) and not value.get(self.taken)

    def choice_texts(self, node: Node, language: str) -> tuple[tuple[str, str], ...]:
        """Return the words of the choices of a question in another language, by their ids."""
        place = (str(node.get("itemset", "")), language)
        if place not in self._choice_texts:
            choices = (choice for choice in self.choices_of(node) if not self.fell_back(choice))
            found = ((choice, self.in_language(choice, "label", language, self.choices)) for choice in choices)
            self._choice_texts[place] = tuple((id_of(choice), text) for choice, text in found if text)
        return self._choice_texts[place]

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


def tag_of(language: str) -> str:
    """Return the short name of a language: ``de`` of ``German (de)``, else the name itself."""
    tag = _TAG.search(language)
    return tag.group(1) if tag else language.strip()


def id_of(choice: Node) -> str:
    """Return the id of a choice: our own column, else its name."""
    return str(choice.get("qa_id") or choice["name"])


def bound(node: Node, key: str) -> str | None:
    """Return what a question states about its data: ``relevant``, ``calculate``, ``constraint``, ``required``."""
    bind = node.get("bind")
    stated = bind.get(key) if isinstance(bind, Mapping) else None
    return None if stated is None else str(stated)


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
