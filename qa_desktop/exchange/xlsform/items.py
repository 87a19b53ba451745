"""One question of the form becomes one item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from qa_desktop.domain.checklist import Choice, Evidence, Item, ItemKind, Severity
from qa_desktop.domain.decimals import decimals_of
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.item_rules import Translation
from qa_desktop.domain.text import clean_identifier
from qa_desktop.domain.tolerance import Limits
from qa_desktop.exchange.xlsform.grid import Sheet, place, plain_heading
from qa_desktop.exchange.xlsform.limits import NotLimitsError, limits_of_constraint
from qa_desktop.exchange.xlsform.own import OwnCells
from qa_desktop.exchange.xlsform.rules import rules_of
from qa_desktop.exchange.xlsform.source import Node, Workbook, bound, row_of, tag_of

KINDS: Final[Mapping[str, tuple[ItemKind, ...]]] = {
    **dict.fromkeys(("text", "string", "q string", "add text prompt", "phone number"), (ItemKind.TEXT,)),
    **dict.fromkeys(
        ("integer", "int", "q int", "add integer prompt", "decimal", "q decimal", "add decimal prompt"),
        (ItemKind.NUMBER, ItemKind.MEASUREMENT),
    ),
    **dict.fromkeys(
        (
            "date",
            "q date",
            "add date prompt",
            "datetime",
            "dateTime",
            "date time",
            "q date time",
            "q dateTime",
            "add date time prompt",
            "add dateTime prompt",
            "time",
        ),
        (ItemKind.DATE_TIME,),
    ),
    **dict.fromkeys(("photo", "image", "q image", "q picture", "add image prompt"), (ItemKind.PHOTO,)),
    **dict.fromkeys(("barcode", "q barcode", "add barcode prompt"), (ItemKind.BARCODE,)),
    **dict.fromkeys(
        ("note", "q note", "add note prompt", "acknowledge", "trigger", "q acknowledge", "add acknowledge prompt"),
        (ItemKind.INSTRUCTION,),
    ),
    "select one": (ItemKind.SINGLE_CHOICE, ItemKind.CONFORMITY, ItemKind.YES_NO),
    "select all that apply": (ItemKind.MULTIPLE_CHOICE, ItemKind.DEFECTS),
}
"""The types that become items: the kind that they become by themselves first, then those that ``qa_kind`` may ask for."""

CALCULATE: Final = "calculate"
"""The type of a calculation, which becomes a calculated item when it can be translated."""

_WHOLE = frozenset({"integer", "int", "q int", "add integer prompt"})
_ACKNOWLEDGED = frozenset({"acknowledge", "trigger", "q acknowledge", "add acknowledge prompt"})
_YES = frozenset({"yes", "true", "true()"})
_NO = frozenset({"", "no", "false", "false()"})
_DRAWN_HEADING = "Heading of the following table of choices"
_FIXED_CHOICES: Final = {ItemKind.CONFORMITY: ("pass", "fail"), ItemKind.YES_NO: ("yes", "no")}
_ASKED_OTHERWISE: Final = {
    "date": "is a date; the program asks for a date with a time",
    "q date": "is a date; the program asks for a date with a time",
    "add date prompt": "is a date; the program asks for a date with a time",
    "time": "is a time of day; the program asks for a date with a time",
    "phone number": "is a telephone number; the program asks for text and does not check the digits",
}


@dataclass
class Leftovers:
    """What became of the properties of a question: ``used`` came across, ``reasons`` says why another did not."""

    used: set[str] = field(default_factory=set)
    reasons: dict[str, str] = field(default_factory=dict)


@dataclass
class Reading(Leftovers):
    """An item with what there is to tell about it."""

    item: Item = field(kw_only=True)
    notices: list[str] = field(default_factory=list)


def read_item(book: Workbook, node: Node, key: str) -> Reading:
    """Return the item for a question whose type is one of :data:`KINDS`; raises ``FileRefusedError``."""
    return _ItemReader(book, node).read(key)


def required_is_a_condition(node: Node) -> bool:
    """Whether the column ``required`` holds more than yes or no."""
    stated = bound(node, "required")
    return stated is not None and stated.strip().lower() not in _YES | _NO


class _ItemReader:
    """Reads one question; each kind of item has its method."""

    def __init__(self, book: Workbook, node: Node) -> None:
        self._book, self._node = book, node
        self._type, self._name = str(node["type"]), str(node.get("name", ""))
        self._own = _own_cells(book.survey, node)
        self._said_kind = any(plain_heading(heading) == "qa_kind" for heading in node)

    def read(self, key: str) -> Reading:
        kinds, own = KINDS.get(self._type, (ItemKind.CALCULATED,)), self._own
        kind = own.word("qa_kind", ItemKind, kinds[0])
        if kind not in kinds:
            raise own.refuse(
                "qa_kind", "a question of the type “{type}” cannot become “{kind}”.", type=self._type, kind=kind.value
            )
        reading = Reading(item=self._base(key, kind))
        match kind:
            case ItemKind.NUMBER | ItemKind.MEASUREMENT | ItemKind.CALCULATED:
                self._number(reading)
            case ItemKind.SINGLE_CHOICE | ItemKind.MULTIPLE_CHOICE | ItemKind.DEFECTS:
                self._choices(reading)
            case ItemKind.CONFORMITY | ItemKind.YES_NO:
                self._judged(reading)
            case _:
                reading.item = replace(reading.item, evidence=self._evidence(can_fail=False))
        own.no_more(reading.item.kind)
        reading.notices[:0] = [*own.notices, *self._remarks()]
        return reading

    def _base(self, key: str, kind: ItemKind) -> Item:
        """Return what all items have; the methods of the kinds add the rest."""
        hints = (self._book.text(self._node, name) for name in ("hint", "guidance_hint"))
        allow_na = self._own.yes_no("qa_allow_na")
        self._own.text("qa_key")  # the caller took it as the key
        return Item(
            key=key,
            kind=kind,
            text=self._book.text(self._node, "label") or (_DRAWN_HEADING if self._is_drawn_heading else self._name),
            help="\n".join(text for text in hints if text),
            required=self._required(),
            severity=self._own.word("qa_severity", Severity, Severity.MAJOR),
            allow_na=kind is not ItemKind.INSTRUCTION if allow_na is None else allow_na,
            rules=replace(rules_of(self._own), texts=self._translations()),
        )

    def _translations(self) -> tuple[Translation, ...]:
        """Return the words in the other languages; two languages of one tag count as the first."""
        found: dict[str, Translation] = {}
        for language in self._book.other_languages:
            text, *hints = (self._book.in_language(self._node, name, language) for name in ("label", "hint", "guidance_hint"))
            choices = self._book.choice_texts(self._node, language)
            if self._book.fell_back(self._node) and not any(hints):
                text = ""  # the item itself bears these words already
            if text or any(hints) or choices:
                help_text = "\n".join(hint for hint in hints if hint)
                found.setdefault(tag_of(language), Translation(tag_of(language), text, help_text, choices))
        return tuple(found.values())

    @property
    def _is_drawn_heading(self) -> bool:
        return self._name.startswith("reserved_name_for_field_list_labels_")

    def _required(self) -> bool:
        """A question is required when the form says so; a condition counts as yes, and “not applicable” stays open."""
        stated = bound(self._node, "required")
        return self._type in _ACKNOWLEDGED if stated is None else stated.strip().lower() not in _NO

    def _evidence(self, *, can_fail: bool) -> Evidence:
        """Nothing can be asked for with a failed answer where no answer can fail."""
        return self._own.word("qa_evidence", Evidence, Evidence.PHOTO_OR_NOTE if can_fail else Evidence.NONE)

    def _remarks(self) -> Iterator[str]:
        if self._type in _ASKED_OTHERWISE:
            yield f"{self._where}: “{self._name}” {_ASKED_OTHERWISE[self._type]}."
        if self._is_drawn_heading:
            yield (
                f"{place(self._book.survey.name)}: XLSForm adds “{self._name}”, which only draws the heading of a table of "
                "choices. It came across as an item that may stay empty; delete it from the draft."
            )

    @property
    def _where(self) -> str:
        return place(self._book.survey.name, row_of(self._node) or None)

    def _number(self, reading: Reading) -> None:
        limits = self._limits(reading)
        calculated = reading.item.kind is ItemKind.CALCULATED
        measured = not calculated and (limits != Limits() or reading.item.kind is ItemKind.MEASUREMENT)
        if measured and limits.is_open:
            reading.notices.append(f"{self._where}: “{self._name}” is a measurement without limits; it will not be judged.")
        stated = [value for value in (limits.nominal, limits.lower, limits.upper) if value is not None]
        likely = 0 if self._type in _WHOLE else max((decimals_of(value) for value in stated), default=None)
        reading.item = replace(
            reading.item,
            kind=ItemKind.CALCULATED if calculated else ItemKind.MEASUREMENT if measured else ItemKind.NUMBER,
            limits=limits,
            unit=self._own.text("qa_unit").strip(),
            decimals=self._own.decimals(likely),
            evidence=self._evidence(can_fail=not limits.is_open),
        )

    def _limits(self, reading: Reading) -> Limits:
        """Return the limits of our own columns, else those of the constraint."""
        if reading.item.kind is ItemKind.NUMBER and self._said_kind:
            reading.reasons["constraint"] = "The column qa_kind says that the number is only recorded."
            return Limits()
        limits = self._own.limits()
        if limits == Limits():
            return self._constraint(reading)
        reading.reasons["constraint"] = "The limits of the columns qa_lower and qa_upper count."
        return limits

    def _constraint(self, reading: Reading) -> Limits:
        text = bound(self._node, "constraint")
        if not text:
            return Limits()
        try:
            limits = limits_of_constraint(text, whole=self._type in _WHOLE)
        except NotLimitsError as reason:
            reading.reasons["constraint"] = f"It cannot be read as limits: {reason}. The number is recorded and not judged."
            return Limits()
        reading.used.add("constraint")
        return limits

    def _choices(self, reading: Reading) -> None:
        name = str(self._node.get("itemset", ""))
        if name not in self._book.read_choices:
            self._book.read_choices[name] = tuple(self._choice(choice) for choice in self._book.choices_of(self._node))
        choices = self._book.read_choices[name]
        judged = reading.item.kind is ItemKind.DEFECTS or any(choice.conforming is not None for choice in choices)
        reading.item = replace(reading.item, choices=choices, evidence=self._evidence(can_fail=judged))

    def _choice(self, node: Node) -> Choice:
        sheet = self._book.choices
        own = _own_cells(sheet, node)
        try:
            name = clean_identifier(self._book.as_typed(node, str(node["name"]), sheet), what="The name of the choice", limit=250)
        except InputError as error:
            raise own.refuse("name", "{reason}", reason=str(error)) from error
        text = self._book.text(node, "label", sheet) or name
        return Choice(own.text("qa_id") or name, text, own.yes_no("qa_conforming"))

    def _judged(self, reading: Reading) -> None:
        """Conforms or not, yes or no: the choices are the program's own, so the form must offer the same ones."""
        kind = reading.item.kind
        wanted = _FIXED_CHOICES[kind]
        if sorted(str(choice["name"]).lower() for choice in self._book.choices_of(self._node)) != sorted(wanted):
            words = " and ".join(f"“{word}”" for word in wanted)
            raise self._own.refuse(
                "qa_kind", "“{kind}” needs a list with exactly the choices {words}.", kind=kind.value, words=words
            )
        expected = self._own.yes_no("qa_expected") if kind is ItemKind.YES_NO else None
        reading.item = replace(
            reading.item,
            expected=None if expected is None else ("yes" if expected else "no"),
            evidence=self._evidence(can_fail=kind is ItemKind.CONFORMITY or expected is not None),
        )


def _own_cells(sheet: Sheet, node: Node) -> OwnCells:
    return OwnCells(sheet, row_of(node), {key: value for key, value in node.items() if isinstance(value, str)})
