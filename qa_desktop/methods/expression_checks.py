"""Whether the conditions and formulas of a checklist can be worked out: they parse, fit their items, and run in no circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter

from qa_desktop.domain.checklist import Checklist, Item, ItemKind
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.problems import Flaw
from qa_desktop.methods.expressions import Expression, ValueKind, check, choices_of, kinds_of, parse

CONDITION, FORMULA = "rules.asks.show_when", "rules.asks.formula"
MAX_CHAIN = 40
"""So many conditions and formulas may follow from each other.  People cannot follow more, and working them out has an end."""


class ExpressionChecks:
    """The checks of one checklist; made once for all its items."""

    def __init__(self, checklist: Checklist) -> None:
        self._kinds: Mapping[str, ValueKind] = kinds_of(checklist)
        self._choices = choices_of(checklist)
        self._per_piece = {item.key for item in checklist.items if item.rules.asks.per_piece}
        needs = _needs(checklist)
        self._circles = dict(_circles(needs))
        self._too_deep = _too_deep(needs)

    def flaws(self, item: Item) -> Iterator[Flaw]:
        """Return what is wrong with condition and formula of one item."""
        asks = item.rules.asks
        if asks.show_when.strip():
            yield from self._expression(item, CONDITION, "condition", asks.show_when, ValueKind.TRUTH)
        if item.kind is ItemKind.CALCULATED:
            if asks.formula.strip():
                yield from self._expression(item, FORMULA, "formula", asks.formula, ValueKind.NUMBER)
            else:
                yield Flaw(FORMULA, " is calculated but has no formula. Write one, for example {bore_a} - {bore_b}.")
        elif asks.formula.strip():
            yield Flaw(FORMULA, " has a formula, but only a calculated value has one. Change the kind or remove the formula.")
        circle = self._circles.get(item.key)
        if circle is not None:
            field = FORMULA if asks.formula.strip() else CONDITION
            yield Flaw(field, f" depends on itself in a circle: {circle}. Change the condition or formula of one of them.")
        if item.key in self._too_deep:
            field = FORMULA if asks.formula.strip() else CONDITION
            yield Flaw(
                field,
                f" follows from more than {MAX_CHAIN} items one after the other. "
                "Let it look at an earlier one of them, so that the chain gets shorter.",
            )

    def _expression(self, item: Item, field: str, what: str, text: str, wanted: ValueKind) -> Iterator[Flaw]:
        expression = parsed(text)
        if isinstance(expression, InputError):
            yield Flaw(field, f": its {what} cannot be read. {expression}")
            return
        for problem in check(expression, self._kinds, wanted, choices=self._choices):
            yield Flaw(field, f": its {what} does not fit. {problem}")
        if item.key in expression.references:
            yield Flaw(field, f": its {what} refers to the item itself. Take “{{{item.key}}}” out.")
        elif not item.rules.asks.per_piece:
            for key in sorted(expression.references & self._per_piece):
                yield Flaw(
                    field,
                    f": it is asked once, but its {what} refers to “{key}”, which is asked for each piece. "
                    "Ask both for each piece, or refer to another item.",
                )


@lru_cache(maxsize=4096)
def parsed(text: str) -> Expression | InputError:
    """Return the expression of a text, or the sentence that says why it is none."""
    try:
        return parse(text)
    except InputError as error:
        return error


def renamed(text: str, old: str, new: str) -> str:
    """Return an expression in which every reference to the item ``old`` names ``new``; texts in quotation marks stay."""
    parts: list[str] = []
    quote = ""
    start = place = 0
    wanted = "{" + old + "}"
    while place < len(text):
        letter = text[place]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter == "{":
            end = text.find("}", place)
            if end >= 0 and "{" + text[place + 1 : end].strip() + "}" == wanted:
                parts.append(text[start:place] + "{" + new + "}")
                start = place = end + 1
                continue
        place += 1
    return "".join(parts) + text[start:]


def _needs(checklist: Checklist) -> dict[str, set[str]]:
    """Return which items each condition and formula looks at, by the key of its item; a reference to itself is left out."""
    needs: dict[str, set[str]] = {}
    known = {item.key for item in checklist.items}
    for item in checklist.items:
        formula = item.rules.asks.formula if item.kind is ItemKind.CALCULATED else ""
        for text in (item.rules.asks.show_when, formula):
            expression = parsed(text) if text.strip() else None
            if isinstance(expression, Expression):
                needs.setdefault(item.key, set()).update((expression.references & known) - {item.key})
    return needs


def _circles(needs: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Return the items that stand in a circle with the circle in words; cuts circles out of ``needs`` until none is left."""
    while True:
        try:
            TopologicalSorter({key: sorted(found) for key, found in needs.items()}).prepare()
        except CycleError as error:
            circle = [str(key) for key in error.args[1]]
        else:
            return
        words = " → ".join(reversed(circle))
        for key in set(circle):
            yield key, words
            needs[key] = needs[key] - set(circle)


def _too_deep(needs: Mapping[str, set[str]]) -> frozenset[str]:
    """Return the items that make a chain longer than :data:`MAX_CHAIN`; without them no chain is too long."""
    depths: dict[str, int] = {}
    found: set[str] = set()
    for key in TopologicalSorter(needs).static_order():
        depth = 1 + max((depths[other] for other in needs[key]), default=0) if key in needs else 0
        if depth > MAX_CHAIN:
            found.add(key)
        depths[key] = 0 if key in found else depth
    return frozenset(found)
