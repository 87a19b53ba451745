"""Sampling rules as people write them in a cell: ``100%``, ``AQL 1.0 II``, ``n=5 c=1``, ``5/lot``, ``10%``, ``c=0 LQ 2%``.

English and German words; decimal point or comma.  What is not understood is ``None`` and must be told, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from qa_desktop.domain.decimals import decimal_text, parse_decimal
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.sampling import AQLS, Level, SamplingKind, SamplingRule, TableSet

EXAMPLES: Final = "100%, AQL 1.0 II, n=5 c=0, 5/lot, 10%, c=0 LQ 2%, n=10 k=1.72"
"""What a person can write."""

_LONGEST: Final = 200
_N: Final = r"([0-9]{1,10}(?:[.,][0-9]{1,9})?)"
_ALL: Final = re.compile(r"(?:100 ?%|all|every(?: piece| part)?|each|full|alle|jedes(?: teil| stück)?|vollprüfung)", re.ASCII)
_ACCEPT: Final = re.compile(r"\b(?:c|ac) ?= ?([0-9]{1,9})\b")
_FIXED: Final = re.compile(
    r"(?:n ?= ?)?([0-9]{1,9}) ?(?:pcs?\.?|pieces?|parts?|stk\.?|stück|teile?)?"
    r" ?(?:(?:/|per|pro|je) ?(?:lot|batch|delivery|order|los|charge|lieferung|auftrag))?"
)
_PERCENT: Final = re.compile(_N + r" ?%(?: (?:of (?:the )?lot|des loses))?")
_AQL: Final = re.compile(r"aql ?[=:]? ?" + _N + r" ?%?")
_LEVEL: Final = re.compile(r"(?:(?:general|special|level|gil|il|niveau|prüfniveau)[ :=]*)*\b(?:g-?)?(iii|ii|i|s-?[1-4])\b")
_USUAL: Final = re.compile(r"\b(?:normal(?: inspection)?|single(?: sampling)?|einfach|normale prüfung)\b")
_ZERO: Final = re.compile(r"c ?= ?0 (?:lq|ltpd|rql) ?[=:]? ?" + _N + r" ?%?(?: (?:beta|β) ?[=:]? ?" + _N + r")?")
_VARIABLES: Final = re.compile(r"n ?= ?([0-9]{1,9}) k ?= ?" + _N)
_TABLES: Final = re.compile(r"\b(?:iso(?: ?2859(?:-1)?)?|z ?1\.4|z14|mil-std-105e?)\b")
_CLASS: Final = re.compile(r"\b(?:class|klasse) ?: ?(.+)$", re.IGNORECASE)


def sampling_of(text: str) -> SamplingRule | None:
    """Return the rule that a cell states, or ``None`` when it is not understood.  An empty cell is no rule: do not ask."""
    if len(text) > _LONGEST:
        return None
    named = _CLASS.search(text)
    group = named.group(1).strip() if named else ""
    words = " ".join((text[: named.start()] if named else text).lower().replace(";", " ").split()).strip(" ,")
    try:
        rule = _rule(words)
    except InputError:
        return None
    return None if rule is None else replace(rule, group=group)


def sampling_text(rule: SamplingRule) -> str:
    """Return the rule so that :func:`sampling_of` understands it."""
    group = f" class: {rule.group}" if rule.group else ""
    accept = f" c={rule.accept}" if rule.accept else ""
    match rule.kind:
        case SamplingKind.ALL:
            words = f"100%{accept}"
        case SamplingKind.FIXED:
            words = f"n={rule.count}{accept}"
        case SamplingKind.PERCENT:
            words = f"{_number(rule.percent)}%{accept}"
        case SamplingKind.AQL:
            words = f"AQL {rule.aql} {rule.level.value}{' ISO' if rule.tables is TableSet.ISO else ''}"
        case SamplingKind.ZERO:
            words = f"c=0 LQ {_number(rule.limiting_percent)}% beta {_number(rule.beta)}"
        case SamplingKind.VARIABLES:
            words = f"n={rule.count} k={_number(rule.k)}"
    return words + group


def _rule(words: str) -> SamplingRule | None:
    if zero := _ZERO.fullmatch(words):
        plain = SamplingRule(SamplingKind.ZERO, limiting_percent=_share(zero.group(1), Decimal(100)))
        return plain if zero.group(2) is None else replace(plain, beta=_share(zero.group(2), Decimal(1)))
    if variables := _VARIABLES.fullmatch(words):
        return SamplingRule(SamplingKind.VARIABLES, count=_count(variables.group(1)), k=parse_decimal(variables.group(2)))
    if aql := _AQL.search(words):
        return _aql(aql, words[: aql.start()] + " " + words[aql.end() :])
    accepted = _ACCEPT.search(words)
    accept = int(accepted.group(1)) if accepted else 0
    rest = " ".join((words[: accepted.start()] + " " + words[accepted.end() :]).split()).strip(" ,") if accepted else words
    if _ALL.fullmatch(rest):
        return SamplingRule(SamplingKind.ALL, accept=accept)
    if percent := _PERCENT.fullmatch(rest):
        return SamplingRule(SamplingKind.PERCENT, percent=_share(percent.group(1), Decimal(100)), accept=accept)
    if fixed := _FIXED.fullmatch(rest):
        return SamplingRule(SamplingKind.FIXED, count=_count(fixed.group(1)), accept=accept)
    return None


def _aql(value: re.Match[str], rest: str) -> SamplingRule | None:
    """The value must be one of the series; level and tables may stand on either side of it."""
    tables = _TABLES.search(rest)
    if tables:
        rest = rest[: tables.start()] + " " + rest[tables.end() :]
    rest = _USUAL.sub(" ", rest)  # every series of lots begins with normal inspection, and all plans are single ones
    level = _LEVEL.search(rest)
    if level:
        rest = rest[: level.start()] + " " + rest[level.end() :]
    known = {Decimal(aql): aql for aql in AQLS}.get(parse_decimal(value.group(1)))
    if known is None or rest.strip(" ,/()"):
        return None
    stated = level.group(1).upper().replace("S-", "S").replace("S", "S-") if level else Level.II.value
    iso = tables is not None and tables.group().startswith("iso")
    return SamplingRule(SamplingKind.AQL, aql=known, level=Level(stated), tables=TableSet.ISO if iso else TableSet.Z14)


def _share(text: str, largest: Decimal) -> Decimal:
    value = parse_decimal(text)
    if not 0 < value <= largest:
        raise InputError("“{text}” is no possible share.", text=text)
    return value


def _count(text: str) -> int:
    if int(text) < 1:
        raise InputError("“{text}” is no possible number of pieces.", text=text)
    return int(text)


def _number(value: Decimal | None) -> str:
    return "?" if value is None else decimal_text(value)
