"""The properties of an item by their path, and how what is typed into a field becomes one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final

from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.decimals import decimal_text, parse_decimal
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.item_checks import CHOICE_KINDS, LIMITED_KINDS, NEVER_READ_TWICE, NUMBER_KINDS, may_pass_rest
from qa_desktop.domain.item_rules import Asking
from qa_desktop.domain.sampling import SamplingKind, SamplingRule
from qa_desktop.domain.tolerance import Limits

NUMBERS: Final = frozenset(
    {
        "limits.nominal",
        "limits.lower",
        "limits.upper",
        "rules.asks.typing_lower",
        "rules.asks.typing_upper",
        "rules.asks.agreement",
        "rules.decision.uncertainty",
        "rules.decision.factor",
        "rules.sampling.percent",
        "rules.sampling.limiting_percent",
        "rules.sampling.beta",
        "rules.sampling.k",
    }
)
"""Paths that hold a decimal, or nothing."""

COUNTS: Final = frozenset({"decimals", "rules.asks.evidence_every", "rules.sampling.count", "rules.sampling.accept"})
"""Paths that hold a whole number."""

NEVER_EMPTY: Final = frozenset({"rules.decision.factor", "rules.sampling.beta"})
_NOTHING: Final = frozenset({"decimals"})
_MOST = 1_000_000
TOLERANCE: Final = "tolerance"
"""Not a property itself: half the width between symmetric limits, which sets both of them around the nominal value."""


def value_of(item: Item, path: str) -> Any:
    """Return the property at a path; ``None`` where the item has no sampling rule."""
    if path == TOLERANCE:
        return tolerance_of(item.limits)
    if path.startswith("rules.sampling.") and item.rules.sampling is None:
        return None
    return attrgetter(path)(item)


def text_of(item: Item, path: str) -> str:
    """Return the property as a field shows it."""
    value = value_of(item, path)
    match value:
        case None:
            return ""
        case Decimal():
            return decimal_text(value)
        case int() if not isinstance(value, bool):
            return "" if value == 0 and path not in _NOTHING and path != "rules.sampling.accept" else str(value)
        case _:
            return str(value)


def taken(item: Item, path: str, raw: Any) -> Item:
    """Return the item with what was given at a path; raises :class:`InputError` for what cannot stand there."""
    if path == TOLERANCE:
        return _with_tolerance(item, str(raw))
    if path in NUMBERS:
        return with_value(item, path, _number(path, str(raw)))
    if path in COUNTS:
        return with_value(item, path, _count(path, str(raw)))
    if path == "kind":
        return fitted(replace(item, kind=raw))
    if path == "rules.sampling.kind":
        return _with_sampling(item, raw)
    return with_value(item, path, raw)


def with_value(item: Item, path: str, value: Any) -> Item:
    """Return the item with another value at a path of nested groups."""
    changed: Item = _replaced(item, path.split("."), value)
    return changed


def fitted(item: Item) -> Item:
    """Return the item without what its kind cannot have; nothing else changes."""
    asks, rules = item.rules.asks, item.rules
    if item.kind not in LIMITED_KINDS:
        item = replace(item, limits=Limits())
        rules = replace(rules, decision=replace(rules.decision, uncertainty=None))
    if item.kind not in CHOICE_KINDS:
        item = replace(item, choices=())
    if item.kind is not ItemKind.YES_NO:
        item = replace(item, expected=None)
    usual = Asking()
    if item.kind is not ItemKind.CALCULATED:
        asks = replace(asks, formula=usual.formula)
    if item.kind is not ItemKind.MEASUREMENT:
        asks = replace(asks, typing_lower=None, typing_upper=None)
    if item.kind not in NUMBER_KINDS:
        asks = replace(asks, agreement=None)
    if item.kind in NEVER_READ_TWICE:
        asks = replace(asks, second_reading=False, agreement=None)
    if not may_pass_rest(item):
        asks = replace(asks, pass_rest=False)
    return replace(item, rules=replace(rules, asks=asks))


def tolerance_of(limits: Limits) -> Decimal | None:
    """Return half the width of limits that lie evenly around the nominal value, otherwise ``None``."""
    if limits.nominal is None or limits.lower is None or limits.upper is None:
        return None
    width = limits.upper - limits.nominal
    return width if width == limits.nominal - limits.lower else None


def _with_tolerance(item: Item, raw: str) -> Item:
    if not raw.strip():
        return replace(item, limits=replace(item.limits, lower=None, upper=None))
    width = parse_decimal(raw)
    nominal = item.limits.nominal
    if nominal is None:
        raise InputError("Type the nominal value first; the limits then lie around it.")
    if width < 0:
        raise InputError("A tolerance is not below zero.")
    return replace(item, limits=Limits(nominal, nominal - width, nominal + width))


def _with_sampling(item: Item, kind: SamplingKind | None) -> Item:
    if kind is None:
        return replace(item, rules=replace(item.rules, sampling=None))
    rule = item.rules.sampling or SamplingRule()
    # Values of the kind before would stay unseen in the criteria, so only what all kinds share is kept.
    fresh = SamplingRule(kind=kind, group=rule.group, level=rule.level, tables=rule.tables)
    return replace(item, rules=replace(item.rules, sampling=fresh))


def _number(path: str, raw: str) -> Decimal | None:
    if raw.strip():
        return parse_decimal(raw)
    if path in NEVER_EMPTY:
        raise InputError("Type a number.")
    return None


def _count(path: str, raw: str) -> int | None:
    text = raw.strip()
    if not text:
        return None if path in _NOTHING else 0
    if not (text.isascii() and text.isdigit() and int(text) <= _MOST):
        raise InputError("“{text}” is not a whole number from 0 to {most}.", text=text, most=_MOST)
    return int(text)


def _replaced(thing: Any, path: list[str], value: Any) -> Any:
    head, *rest = path
    return replace(thing, **{head: value if not rest else _replaced(getattr(thing, head), rest, value)})
