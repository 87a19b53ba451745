"""The rows of a workbook for a checklist: names for keys, types for kinds, and our own columns for the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import Final

from qa_desktop.domain.checklist import Checklist, Choice, Item, ItemKind
from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.item_rules import Rules
from qa_desktop.domain.sampling import SamplingRule
from qa_desktop.exchange.sampling_text import sampling_text
from qa_desktop.exchange.xlsform.own import NO_DECIMALS
from qa_desktop.exchange.xlsform.rules import RULE_COLUMNS
from qa_desktop.methods.expressions import Untranslatable, from_xpath, parse, to_xpath

Row = dict[str, str]

_TYPES: Final[Mapping[ItemKind, str]] = {
    ItemKind.MEASUREMENT: "decimal",
    ItemKind.TEXT: "text",
    ItemKind.DATE_TIME: "datetime",
    ItemKind.PHOTO: "image",
    ItemKind.BARCODE: "barcode",
    ItemKind.CALCULATED: "calculate",
}
_NUMERIC: Final = frozenset({ItemKind.MEASUREMENT, ItemKind.NUMBER, ItemKind.CALCULATED})
_FIXED: Final[Mapping[ItemKind, tuple[Choice, Choice]]] = {
    ItemKind.CONFORMITY: (Choice("pass", "Conforms"), Choice("fail", "Does not conform")),
    ItemKind.YES_NO: (Choice("yes", "Yes"), Choice("no", "No")),
}
CHOICE_KINDS: Final = frozenset({ItemKind.SINGLE_CHOICE, ItemKind.MULTIPLE_CHOICE, ItemKind.DEFECTS})
_LANGUAGES: Final = {
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fi": "Suomi",
    "fr": "Français",
    "hu": "Magyar",
    "it": "Italiano",
    "ja": "日本語",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "sk": "Slovenčina",
    "sv": "Svenska",
    "tr": "Türkçe",
    "uk": "Українська",
    "zh": "中文",
}
_BAD: Final = re.compile(r"[^A-Za-z0-9_]+")
_PLAIN_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_PLAIN_CHOICE: Final = re.compile(r"[A-Za-z0-9_.-]+")


class Names:
    """Names that are valid in XLSForm and stand once, whatever their case."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def name(self, wanted: str, *, plain: re.Pattern[str] = _PLAIN_NAME) -> str:
        """Return ``wanted`` where it can be a name, else the nearest that can."""
        base = wanted if plain.fullmatch(wanted) else _BAD.sub("_", wanted).strip("_")
        if not plain.fullmatch(base):
            base = f"i_{base}" if base else "item"
        name, number = base, 2
        while name.lower() in self._used:
            name, number = f"{base}_{number}", number + 1
        self._used.add(name.lower())
        return name


class FormRows:
    """Rows of the sheets ``survey`` and ``choices``; choice lists that are alike are written once."""

    def __init__(self, checklist: Checklist) -> None:
        self.survey: list[Row] = []
        self.choices: list[Row] = []
        names = Names()
        self._names = {item.key: names.name(item.key) for item in checklist.items}
        self._renamed = {item.key for item in checklist.items if _choice_names(item.choices) != [c.id for c in item.choices]}
        self._lists: dict[object, str] = {}
        self.without: list[tuple[Item, str]] = []
        """Items that could not be written, with the reason."""
        for section in checklist.sections:
            group = names.name("section")
            rows = [row for item in section.items for row in self._rows(item)]
            if rows:
                label = {"label": _quotable(section.title)}
                self.survey += [{"type": "begin_group", "name": group, **label}, *rows, {"type": "end_group", "name": group}]

    def _rows(self, item: Item) -> Iterable[Row]:
        if item.kind in CHOICE_KINDS and not item.choices:
            self.without.append((item, "It has no choices, and XLSForm needs some."))
            return
        asks = item.rules.asks
        if item.kind is ItemKind.CALCULATED and not asks.formula:
            self.without.append((item, "It has no formula, and XLSForm needs one."))
            return
        name = self._names[item.key]
        yield {
            "type": self._type(item),
            "name": name,
            "label": _quotable(item.text),
            "hint": _quotable(item.help),
            "required": _yes(item.required),
            **self._logic(item),
            "qa_kind": item.kind.value,
            "qa_key": "" if name == item.key else item.key,
            "qa_severity": item.severity.value,
            "qa_evidence": item.evidence.value,
            "qa_allow_na": _yes(item.allow_na),
            "qa_expected": item.expected or "" if item.kind is ItemKind.YES_NO else "",
            **(_numbers(item) if item.kind in _NUMERIC else {}),
            **{column: text for column, text in _rule_cells(item.rules) if column not in {"qa_show_when", "qa_formula"}},
            **_translations(item),
        }

    def _type(self, item: Item) -> str:
        match item.kind:
            case ItemKind.NUMBER:
                return "integer" if item.decimals == 0 else "decimal"
            case ItemKind.INSTRUCTION:
                return "acknowledge" if item.required else "note"
            case ItemKind.CONFORMITY | ItemKind.YES_NO:
                return f"select_one {self._list(item.kind.value, _FIXED[item.kind], item)}"
            case ItemKind.SINGLE_CHOICE:
                return f"select_one {self._list('list', item.choices, item)}"
            case ItemKind.MULTIPLE_CHOICE | ItemKind.DEFECTS:
                return f"select_multiple {self._list('list', item.choices, item)}"
            case kind:
                return _TYPES[kind]

    def _list(self, stem: str, choices: tuple[Choice, ...], item: Item) -> str:
        texts = {one.language: dict(one.choices) for one in item.rules.texts if one.choices}
        same = (choices, tuple((language, tuple(words.items())) for language, words in texts.items()))
        if same not in self._lists:
            name = stem if stem != "list" and not texts else f"{stem}_{len(self._lists) + 1}"
            self._lists[same] = name
            for choice, written in zip(choices, _choice_names(choices), strict=True):
                row = {"list_name": name, "name": written, "label": _quotable(choice.text)}
                row["qa_id"] = "" if written == choice.id else choice.id
                row["qa_conforming"] = "" if choice.conforming is None else _yes(choice.conforming)
                for language, words in texts.items():
                    row[f"label::{_language(language)}"] = _quotable(words.get(choice.id, ""))
                self.choices.append(row)
        return self._lists[same]

    def _logic(self, item: Item) -> Row:
        """Conditions and formulas in the words of XLSForm, and in our own where those would say something else here."""
        asks, cells = item.rules.asks, {}
        if asks.show_when:
            text = self._xpath(asks.show_when)
            cells["relevant"] = text or ""
            cells["qa_show_when"] = "" if text and self._reads_back(text, asks.show_when) else asks.show_when
        if asks.formula and item.kind is ItemKind.CALCULATED:
            text = self._xpath(asks.formula)
            cells["calculation"] = text or "''"
            cells["qa_formula"] = "" if text and self._reads_back(text, asks.formula) else asks.formula
        return cells

    def _xpath(self, text: str) -> str | None:
        try:
            expression = parse(text)
            if not expression.references <= self._names.keys() or expression.references & self._renamed:
                return None
            return to_xpath(expression, names=self._names)
        except InputError:
            return None

    def _reads_back(self, xpath: str, text: str) -> bool:
        back = from_xpath(xpath, keys={name: key for key, name in self._names.items()})
        return not isinstance(back, Untranslatable) and str(back) == text


def _choice_names(choices: tuple[Choice, ...]) -> list[str]:
    names = Names()
    return [names.name(choice.id, plain=_PLAIN_CHOICE) for choice in choices]


def _numbers(item: Item) -> Row:
    limits = {f"qa_{name}": getattr(item.limits, name) for name in ("nominal", "lower", "upper")}
    return {
        **{column: "" if value is None else decimal_text(value) for column, value in limits.items()},
        "qa_unit": item.unit,
        "qa_decimals": NO_DECIMALS if item.decimals is None else str(item.decimals),
    }


def _rule_cells(rules: Rules) -> Iterable[tuple[str, str]]:
    usual = Rules()
    for column, path in RULE_COLUMNS.items():
        value = attrgetter(path)(rules)
        yield column, "" if value == attrgetter(path)(usual) else _cell(value)


def _cell(value: object) -> str:
    match value:
        case bool():
            return _yes(value)
        case Decimal():
            return decimal_text(value)
        case StrEnum():
            return value.value
        case SamplingRule():
            return sampling_text(value)
        case _:
            return str(value)


def _translations(item: Item) -> Row:
    cells: Row = {}
    for one in item.rules.texts:
        language = _language(one.language)
        cells[f"label::{language}"] = _quotable(one.text)
        if one.help:
            cells[f"hint::{language}"] = _quotable(one.help)
    return cells


def _language(tag: str) -> str:
    return f"{_LANGUAGES.get(tag.split('-', maxsplit=1)[0].lower(), tag)} ({tag})"


def _quotable(text: str) -> str:
    """Return a text in which nothing looks like a quoted answer, which XLSForm would look for."""
    return text.replace("${", "$ {")


def _yes(value: bool) -> str:
    return "yes" if value else "no"
