"""What each property of an item is for people, and of which kind its change is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, StrEnum
from operator import attrgetter
from typing import Final

from qa_desktop.domain.checklist import Choice, Item
from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.item_rules import Translation
from qa_desktop.domain.sampling import SamplingKind, SamplingRule

NOTHING = "–"
"""Stands for a value that is not set."""


class ChangeKind(IntEnum):
    """How far a change reaches, from weakest to strongest."""

    WORDING = 1
    CRITERIA = 2
    STRUCTURE = 3


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One property that changed.  ``name`` is its path in the item, ``label`` what people call it, both values in words."""

    name: str
    label: str
    kind: ChangeKind
    old: str
    new: str


_W, _C, _S = ChangeKind.WORDING, ChangeKind.CRITERIA, ChangeKind.STRUCTURE

FIELDS: Final[Mapping[str, tuple[str, ChangeKind]]] = {
    "kind": ("kind of answer", _S),
    "text": ("text", _W),
    "help": ("help", _W),
    "required": ("required", _C),
    "severity": ("severity", _C),
    "evidence": ("evidence", _C),
    "allow_na": ("“not applicable” allowed", _C),
    "limits.nominal": ("nominal value", _C),
    "limits.lower": ("lower limit", _C),
    "limits.upper": ("upper limit", _C),
    "unit": ("unit", _C),
    "decimals": ("decimals", _C),
    "choices": ("choices", _S),
    "expected": ("expected answer", _C),
    "picture": ("picture of a good part", _C),
    "rules.picture_bad": ("picture of a bad part", _C),
    "rules.origin.balloon": ("balloon number", _W),
    "rules.origin.zone": ("sheet and zone", _W),
    "rules.origin.method": ("method", _C),
    "rules.origin.key_characteristic": ("key characteristic", _C),
    "rules.asks.show_when": ("show when", _C),
    "rules.asks.formula": ("formula", _C),
    "rules.asks.per_piece": ("asked per piece", _S),
    "rules.asks.evidence_when": ("evidence is due", _C),
    "rules.asks.evidence_every": ("evidence at every Nth", _C),
    "rules.asks.typing_lower": ("lowest reading that is taken", _C),
    "rules.asks.typing_upper": ("highest reading that is taken", _C),
    "rules.asks.second_reading": ("second reading by another person", _C),
    "rules.asks.agreement": ("agreement of the two readings", _C),
    "rules.asks.pass_rest": ("“pass the rest” allowed", _C),
    "rules.asks.issue_when": ("issue when it fails", _C),
    "rules.decision.comparison": ("comparison with the limits", _C),
    "rules.decision.uncertainty": ("measurement uncertainty", _C),
    "rules.decision.factor": ("guard band factor", _C),
    "rules.sampling": ("sampling", _C),
    "rules.why.note": ("reason", _W),
    "rules.why.issue": ("issue behind it", _W),
    "rules.texts": ("translations", _W),
}
"""Every property of an item with its label and the kind of its change; a test finds one that is missing."""

NOT_COMPARED: Final = frozenset({"id", "key", "piece", "number", "evidence_due", "asked"})
"""The identity of an item and what belongs to a line of an inspection: not part of what a revision says."""

_MEASURED: Final = frozenset(
    {
        *("limits.nominal", "limits.lower", "limits.upper", "rules.asks.typing_lower", "rules.asks.typing_upper"),
        *("rules.asks.agreement", "rules.decision.uncertainty"),
    }
)


def changed_fields(old: Item, new: Item) -> tuple[FieldChange, ...]:
    """Return every property in which ``new`` differs from ``old``."""
    return tuple(_changes(old, new))


def _changes(old: Item, new: Item) -> Iterator[FieldChange]:
    for name, (label, kind) in FIELDS.items():
        was, now = attrgetter(name)(old), attrgetter(name)(new)
        if name == "choices":
            yield from _choice_changes(was, now)
        elif name == "rules.texts":
            yield from _text_changes(was, now)
        elif isinstance(was, SamplingRule) and isinstance(now, SamplingRule):
            if was != now:
                yield FieldChange(name, label, kind, *_sampling_difference(was, now))
        elif _exact(was) != _exact(now):
            units = (old.unit, new.unit) if name in _MEASURED else ("", "")
            yield FieldChange(name, label, kind, _said(was, units[0]), _said(now, units[1]))


def _exact(value: object) -> object:
    """Numbers are the same when they are written alike: 12.40 promises more than 12.4."""
    return decimal_text(value) if isinstance(value, Decimal) else value


def _said(value: object, unit: str = "") -> str:
    match value:
        case None | "":
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case Decimal():
            number = decimal_text(value).replace("-", "\u2212")
            return f"{number}\u00a0{unit}" if unit else number
        case StrEnum():
            return value.value.replace("_", " ")
        case SamplingRule():
            return sampling_words(value)
        case _:
            return str(value)


def _choice_changes(old: tuple[Choice, ...], new: tuple[Choice, ...]) -> Iterator[FieldChange]:
    before, after = {choice.id: choice for choice in old}, {choice.id: choice for choice in new}
    label, kind = FIELDS["choices"]
    if [choice.id for choice in old] != [choice.id for choice in new]:
        yield FieldChange("choices", label, kind, _listed(old), _listed(new))
    elif len(before) != len(old) and old != new:  # the same name twice: told as a whole
        yield FieldChange("choices", label, kind, _listed(old, with_opinion=True), _listed(new, with_opinion=True))
        return
    for id_, choice in after.items():
        was = before.get(id_)
        if was is None:
            continue
        if was.text != choice.text:
            yield FieldChange(f"choices.{id_}.text", f"words of the choice “{id_}”", _W, _said(was.text), _said(choice.text))
        if was.conforming != choice.conforming:
            said = (_conformity(was.conforming), _conformity(choice.conforming))
            yield FieldChange(f"choices.{id_}.conforming", f"conformity of the choice “{choice.text}”", _C, *said)


def _sampling_difference(old: SamplingRule, new: SamplingRule) -> tuple[str, str]:
    """Return both rules in words, with the single values where the words are the same."""
    was, now = sampling_words(old), sampling_words(new)
    if was != now:
        return was, now
    names = [name for name in SamplingRule.__slots__ if getattr(old, name) != getattr(new, name)]
    one, other = (", ".join(f"{name} {_said(getattr(rule, name))}" for name in names) for rule in (old, new))
    return f"{was} ({one})", f"{now} ({other})"


def _listed(choices: tuple[Choice, ...], *, with_opinion: bool = False) -> str:
    words = (choice.text or choice.id for choice in choices)
    if with_opinion:
        words = (f"{choice.id} “{choice.text}” {_conformity(choice.conforming)}" for choice in choices)
    return "; ".join(words) or NOTHING


def _conformity(conforming: bool | None) -> str:
    return {True: "conforms", False: "does not conform", None: "recorded only"}[conforming]


def _text_changes(old: tuple[Translation, ...], new: tuple[Translation, ...]) -> Iterator[FieldChange]:
    before, after = {one.language: one for one in old}, {one.language: one for one in new}
    for language in dict.fromkeys((*before, *after)):
        was, now = before.get(language), after.get(language)
        if was != now:
            yield FieldChange(f"rules.texts.{language}", f"texts in “{language}”", _W, _translated(was), _translated(now))
    if before == after and old != new:
        yield FieldChange("rules.texts", FIELDS["rules.texts"][0], _W, "; ".join(before), "; ".join(after))


def _translated(texts: Translation | None) -> str:
    if texts is None:
        return NOTHING
    parts = [("", texts.text), ("help: ", texts.help), *((f"{id_}: ", text) for id_, text in texts.choices)]
    return "; ".join(f"{mark}{words}" for mark, words in parts if words) or NOTHING


def sampling_words(rule: SamplingRule) -> str:
    """Return a sampling rule in words."""
    said = [_kind_words(rule)]
    if rule.kind in {SamplingKind.ALL, SamplingKind.FIXED, SamplingKind.PERCENT} and rule.accept:
        said.append(f"accepted with up to {rule.accept}")
    if rule.kind in {SamplingKind.AQL, SamplingKind.VARIABLES} and rule.tables.value != "z14":
        said.append(f"tables {rule.tables.value.upper()}")
    if rule.group:
        said.append(f"class “{rule.group}”")
    return ", ".join(said)


def _kind_words(rule: SamplingRule) -> str:
    match rule.kind:
        case SamplingKind.ALL:
            return "every piece"
        case SamplingKind.FIXED:
            return f"{rule.count} pieces"
        case SamplingKind.PERCENT:
            return f"{_said(rule.percent)} % of the lot"
        case SamplingKind.AQL:
            return f"AQL {rule.aql or NOTHING}, level {rule.level.value}"
        case SamplingKind.ZERO:
            return f"zero acceptance, at most {_said(rule.beta)} to pass with {_said(rule.limiting_percent)} %"
        case SamplingKind.VARIABLES:
            return f"variables, {rule.count} pieces, k {_said(rule.k)}"
