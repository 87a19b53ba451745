"""What the program says about a failed line when somebody logs an issue for it: facts only, no opinion."""

from __future__ import annotations

from decimal import Decimal

from qa_desktop.domain.answers import Answer, Verdict
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.item_types import item_type
from qa_desktop.domain.item_types.numeric import number_for_people
from qa_desktop.domain.judging import verdict_of
from qa_desktop.domain.tolerance import Side

MAX_TITLE = 200


def shown_answer(item: Item, answer: Answer) -> str:
    """Return the answer in words; empty while the item is open."""
    if answer.na_reason is not None:
        return f"Not applicable: {answer.na_reason}"
    return "" if answer.value is None else item_type(item.kind).display(item, answer.value)


def title_for(number: str, item: Item, answer: Answer) -> str:
    """Return for example ``17 Bore diameter A: 12.412 mm, above limit 12.400 by 0.012``, cut to fit by shortening the item."""
    found = _fact(item, answer)
    fact = f": {found}" if found else ""
    text = " ".join(item.text.split())
    room = MAX_TITLE - len(number) - 1 - len(fact)
    if len(text) > room:
        text = text[: max(0, room - 1)] + "…"
    return f"{number} {text}{fact}"[:MAX_TITLE]


def _fact(item: Item, answer: Answer) -> str:
    shown = " ".join(shown_answer(item, answer).split())
    if answer.value is None or verdict_of(item, answer) is not Verdict.FAILS:
        return shown
    if item.kind is ItemKind.MEASUREMENT:
        return f"{shown}, {_outside(item, Decimal(answer.value))}"
    if item.kind is ItemKind.YES_NO:
        return f"{shown}, expected {item_type(item.kind).display(item, item.expected or '')}"
    return shown


def _outside(item: Item, value: Decimal) -> str:
    side = item.limits.side(value)
    limit = item.limits.lower if side is Side.BELOW else item.limits.upper
    if limit is None:
        return ""
    return f"{side.value} limit {number_for_people(limit)} by {number_for_people(item.limits.excess(value))}"
