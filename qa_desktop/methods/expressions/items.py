"""How the answers of a checklist become values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from qa_desktop.domain.checklist import Checklist, ItemKind
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.item_types.defects import counts_of
from qa_desktop.methods.expressions.nodes import Value, ValueKind

_KINDS: Final[Mapping[ItemKind, ValueKind]] = {
    ItemKind.CONFORMITY: ValueKind.TEXT,
    ItemKind.YES_NO: ValueKind.TEXT,
    ItemKind.SINGLE_CHOICE: ValueKind.TEXT,
    ItemKind.MULTIPLE_CHOICE: ValueKind.CHOICES,
    ItemKind.MEASUREMENT: ValueKind.NUMBER,
    ItemKind.NUMBER: ValueKind.NUMBER,
    ItemKind.TEXT: ValueKind.TEXT,
    ItemKind.BARCODE: ValueKind.TEXT,
    ItemKind.PHOTO: ValueKind.NUMBER,
    ItemKind.CALCULATED: ValueKind.NUMBER,
    ItemKind.DEFECTS: ValueKind.NUMBER,
}


def kind_of(kind: ItemKind) -> ValueKind:
    """Return the kind of an item's values.

    ``pass`` and ``fail``, ``yes`` and ``no`` and a single choice are texts; photos are their count, and so are
    all defects of a tally.
    """
    return _KINDS.get(kind, ValueKind.OTHER)


def kinds_of(checklist: Checklist) -> dict[str, ValueKind]:
    """Return the kinds of all items by key."""
    return {item.key: kind_of(item.kind) for item in checklist.items}


def choices_of(checklist: Checklist) -> dict[str, frozenset[str]]:
    """Return the texts that an answer can be, for the items that have only so many."""
    fixed = {ItemKind.CONFORMITY: frozenset({"pass", "fail"}), ItemKind.YES_NO: frozenset({"yes", "no"})}
    chosen = {ItemKind.SINGLE_CHOICE, ItemKind.MULTIPLE_CHOICE}
    return {
        item.key: fixed.get(item.kind) or frozenset(choice.id for choice in item.choices)
        for item in checklist.items
        if item.kind in fixed or item.kind in chosen
    }


def value_of(kind: ItemKind, canonical: str | None) -> Value | None:
    """Return the value behind the canonical text of an answer; ``None`` for an open or not applicable item."""
    if canonical is None:
        return None
    if kind is ItemKind.DEFECTS:
        return _total(canonical)
    match kind_of(kind):
        case ValueKind.NUMBER:
            return _decimal(canonical)
        case ValueKind.CHOICES:
            return _ids(canonical)
        case _:
            return canonical


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _total(text: str) -> Decimal | None:
    try:
        return Decimal(sum(counts_of(text).values()))
    except InputError:
        return None


def _ids(text: str) -> frozenset[str] | None:
    try:
        ids = json.loads(text)
    except ValueError:
        return None
    return frozenset(ids) if isinstance(ids, list) and all(isinstance(id_, str) for id_ in ids) else None
