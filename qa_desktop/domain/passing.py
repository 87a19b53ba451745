"""Passing the rest: which lines may be recorded as conforming together, and as what."""

from __future__ import annotations

from qa_desktop.domain.checklist import Item, ItemKind, Severity


def passing_value(line: Item) -> str | None:
    """Return the answer that says that a line conforms; ``None`` where only a reading can say so."""
    match line.kind:
        case ItemKind.CONFORMITY:
            return "pass"
        case ItemKind.YES_NO:
            return line.expected
        case ItemKind.DEFECTS:
            return "{}"
        case _:
            return None


def may_pass(line: Item) -> bool:
    """Return whether "pass the rest" may answer a line: its item allows it, it is asked, not critical, and no reading."""
    allowed = line.rules.asks.pass_rest and line.severity is not Severity.CRITICAL
    return allowed and line.asked and passing_value(line) is not None
