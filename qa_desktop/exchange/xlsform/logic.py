"""Conditions and calculations of a form, translated where this program can say the same.

A condition that cannot be kept is listed and its item always asked; a calculation that cannot be kept is listed and left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from qa_desktop.domain.checklist import Checklist, Item, ItemKind
from qa_desktop.domain.errors import InputError
from qa_desktop.exchange.xlsform.source import Node
from qa_desktop.methods.expressions import (
    Expression,
    Untranslatable,
    ValueKind,
    check,
    choices_of,
    from_xpath,
    kinds_of,
    order,
    parse,
)
from qa_desktop.methods.expressions.nodes import Binary

_Change: TypeAlias = "Callable[[tuple[Item, ...]], Iterable[Item]]"

ALWAYS_ASKED = "The item is always asked; answer “not applicable” with a reason where it does not apply."


@dataclass(frozen=True, slots=True)
class Stated:
    """What the form states about an item: conditions of its groups and its own, each with its row, and its calculation."""

    node: Node
    conditions: tuple[tuple[Node, str], ...] = ()
    calculation: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """A condition (``heading`` is ``relevant``) or a calculation that does not come across."""

    node: Node
    heading: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """The checklist with its expressions, and what was lost."""

    checklist: Checklist
    lost: tuple[Lost, ...]
    gone: frozenset[str]
    """Keys of calculated items that were left out."""


def reason_against(text: str) -> str:
    """Return why an expression of the form has no counterpart here, empty when it has one."""
    found = from_xpath(text)
    return found.reason if isinstance(found, Untranslatable) else ""


def resolved(checklist: Checklist, stated: Mapping[str, Stated], names: Mapping[str, str]) -> Resolved:
    """Return the checklist with its conditions and formulas.

    ``stated`` is by key; an item that states its expression in our own columns is not in it.  ``names`` gives the key behind
    each name of the form.
    """
    lost: list[Lost] = []
    checklist, gone = _with_formulas(checklist, stated, names, lost)
    kinds, choices = kinds_of(checklist), choices_of(checklist)
    changed: dict[str, Item] = {}
    for item in checklist.items:
        kept: list[Expression] = []
        about = stated.get(item.key)
        for node, text in about.conditions if about else ():
            condition = from_xpath(text, here=item.key, keys=names)
            why = _against(condition, item.key, kinds, choices, ValueKind.TRUTH)
            if why or isinstance(condition, Untranslatable):
                lost.append(Lost(node, "relevant", text, f"{why} {ALWAYS_ASKED}"))
            else:
                kept.append(condition)
        if about is not None and kept:
            text, why = _joined(kept)
            changed[item.key] = _asked_when(item, text)
            if why:
                lost.append(Lost(about.node, "relevant", about.conditions[-1][1], f"{why} {ALWAYS_ASKED}"))
    return Resolved(_replaced(checklist, changed), tuple(lost), gone)


def _with_formulas(
    checklist: Checklist, stated: Mapping[str, Stated], names: Mapping[str, str], lost: list[Lost]
) -> tuple[Checklist, frozenset[str]]:
    """Leave out calculations one after the other, until those that stay need no other."""
    gone: set[str] = set()
    calculated = {key: about for key, about in stated.items() if about.calculation}
    found = {key: from_xpath(about.calculation, here=key, keys=names) for key, about in calculated.items()}
    while True:
        now = _without(checklist, gone)
        kinds, choices = kinds_of(now), choices_of(now)
        bad = {
            key: why
            for key, formula in found.items()
            if key not in gone and (why := _against(formula, key, kinds, choices, ValueKind.NUMBER))
        }
        if not bad:
            bad = _circle({key: formula for key, formula in found.items() if key not in gone and isinstance(formula, Expression)})
        if not bad:
            break
        for key, why in bad.items():
            lost.append(Lost(calculated[key].node, "calculate", calculated[key].calculation, why))
        gone |= bad.keys()
    texts = {key: str(formula) for key, formula in found.items()}
    changed = {
        item.key: replace(item, rules=replace(item.rules, asks=replace(item.rules.asks, formula=texts[item.key])))
        for item in now.items
        if item.key in texts and item.kind is ItemKind.CALCULATED
    }
    return _replaced(now, changed), frozenset(gone)


def _against(
    found: Expression | Untranslatable,
    key: str,
    kinds: Mapping[str, ValueKind],
    choices: Mapping[str, frozenset[str]],
    wanted: ValueKind,
) -> str:
    if isinstance(found, Untranslatable):
        return found.reason
    if key in found.references:
        return "It looks at the answer to the question itself."
    problems = check(found, kinds, wanted, choices=choices)
    return str(problems[0]) if problems else ""


def _circle(formulas: Mapping[str, Expression]) -> dict[str, str]:
    try:
        order(formulas)
    except InputError as error:
        circle = str(error.params["circle"]).split(" → ")
        return dict.fromkeys((key for key in formulas if key in circle), str(error))
    return {}


def _joined(conditions: list[Expression]) -> tuple[str, str]:
    """Return all conditions in one; where that would be too long to read again, nothing and the reason."""
    root = conditions[0].root
    for condition in conditions[1:]:
        root = Binary("and", root, condition.root)
    try:
        return str(parse(str(Expression(root)))), ""
    except InputError as error:
        return "", str(error)


def _asked_when(item: Item, condition: str) -> Item:
    return replace(item, rules=replace(item.rules, asks=replace(item.rules.asks, show_when=condition)))


def _without(checklist: Checklist, gone: Iterable[str]) -> Checklist:
    away = frozenset(gone)
    return _mapped(checklist, lambda items: (item for item in items if item.key not in away))


def _replaced(checklist: Checklist, changed: Mapping[str, Item]) -> Checklist:
    return _mapped(checklist, lambda items: (changed.get(item.key, item) for item in items))


def _mapped(checklist: Checklist, change: _Change) -> Checklist:
    sections = (replace(section, items=tuple(change(section.items))) for section in checklist.sections)
    return replace(checklist, sections=tuple(section for section in sections if section.items))
