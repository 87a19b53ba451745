"""Whether an expression makes sense with the items of a checklist, found before anything is calculated."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from qa_desktop.methods.expressions.nodes import (
    Binary,
    Call,
    Expression,
    Node,
    Number,
    Reference,
    Text,
    Truth,
    Unary,
    ValueKind,
)

_SAID: Final = {
    ValueKind.NUMBER: "a number",
    ValueKind.TEXT: "a text",
    ValueKind.TRUTH: "a yes-or-no statement",
    ValueKind.CHOICES: "several choices",
    ValueKind.OTHER: "an item without a value to calculate with",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct: a sentence with named gaps, its values, and the column where the part begins (0: unknown)."""

    template: str
    params: Mapping[str, object] = field(hash=False)
    column: int

    def __str__(self) -> str:
        return self.template.format_map(self.params)


def check(
    expression: Expression,
    kinds: Mapping[str, ValueKind],
    wanted: ValueKind,
    *,
    choices: Mapping[str, AbstractSet[str]] | None = None,
) -> tuple[Problem, ...]:
    """Return what is wrong with ``expression``: unknown keys, operands of the wrong kind, a result that is not ``wanted``.

    ``choices`` holds the ids of the choices of the items that have any; with it, a comparison with a choice that does not exist
    is found, too.  That an item refers to itself is found by :func:`~qa_desktop.methods.expressions.ordering.order`.
    """
    checker = _Checker(kinds, choices or {})
    found = checker.kind(expression.root)
    if found is not None and found is not wanted:
        checker.say(
            "The expression gives {found}; wanted is {wanted}.", expression.root, found=_SAID[found], wanted=_SAID[wanted]
        )
    return tuple(checker.problems)


class _Checker:
    """Goes through the tree once.  A part whose kind cannot be known is ``None`` and is not complained about a second time."""

    def __init__(self, kinds: Mapping[str, ValueKind], choices: Mapping[str, AbstractSet[str]]) -> None:
        self._kinds = kinds
        self._choices = choices
        self.problems: list[Problem] = []

    def say(self, template: str, node: Node, **params: object) -> None:
        column = node.column
        start = "Column {column}: " if column else ""
        self.problems.append(Problem(start + template, {"column": column, **params}, column))

    def kind(self, node: Node) -> ValueKind | None:
        match node:
            case Number():
                return ValueKind.NUMBER
            case Text():
                return ValueKind.TEXT
            case Truth():
                return ValueKind.TRUTH
            case Reference():
                return self._reference(node)
            case Unary():
                wanted = ValueKind.TRUTH if node.operator == "not" else ValueKind.NUMBER
                return self._all((node.operand,), wanted, node.operator)
            case Binary():
                return self._equality(node) if node.operator in {"=", "!="} else self._binary(node)
            case Call():
                return self._call(node)

    def _binary(self, node: Binary) -> ValueKind:
        wanted = ValueKind.TRUTH if node.operator in {"and", "or"} else ValueKind.NUMBER
        self._all((node.left, node.right), wanted, node.operator)
        return ValueKind.NUMBER if node.operator in {"+", "-", "*", "/"} else ValueKind.TRUTH

    def _reference(self, node: Reference) -> ValueKind | None:
        kind = self._kinds.get(node.key)
        if kind is None:
            self.say("There is no item with the key “{key}” in this checklist.", node, key=node.key)
        return kind

    def _all(self, nodes: tuple[Node, ...], wanted: ValueKind, operator: str) -> ValueKind:
        for node in nodes:
            found = self.kind(node)
            if found is not None and found is not wanted:
                self.say(
                    "“{operator}” needs {wanted}; here stands {found}.",
                    node,
                    operator=operator,
                    wanted=_SAID[wanted],
                    found=_SAID[found],
                )
        return wanted

    def _equality(self, node: Binary) -> ValueKind:
        left, right = self.kind(node.left), self.kind(node.right)
        for side, kind in ((node.left, left), (node.right, right)):
            if kind is ValueKind.CHOICES:
                self.say("Several choices can be chosen here. Ask with {example}.", side, example="selected({item}, 'choice')")
                return ValueKind.TRUTH
            if kind is ValueKind.OTHER:
                self.say("This item has no value to compare. Ask with {example}.", side, example="answered({item})")
                return ValueKind.TRUTH
        if left is not None and right is not None and left is not right:
            self.say(
                "“{operator}” compares {left} with {right}; both sides must be of one kind.",
                node,
                operator=node.operator,
                left=_SAID[left],
                right=_SAID[right],
            )
        for item, text in ((node.left, node.right), (node.right, node.left)):
            if isinstance(item, Reference) and isinstance(text, Text):
                self._known_choice(item, text)
        return ValueKind.TRUTH

    def _known_choice(self, item: Reference, text: Text) -> None:
        known = self._choices.get(item.key)
        if known is not None and text.value not in known:
            self.say(
                "“{id}” is not a choice of the item “{key}”. There are: {known}.",
                text,
                id=text.value,
                key=item.key,
                known=", ".join(sorted(known)),
            )

    def _call(self, node: Call) -> ValueKind | None:
        match node.name, node.arguments:
            case "answered", (item,):
                self.kind(item)
                return ValueKind.TRUTH
            case "selected", (Reference() as item, Text() as choice):
                found = self._reference(item)
                if found not in {None, ValueKind.TEXT, ValueKind.CHOICES}:
                    self.say("The item “{key}” has no choices.", item, key=item.key)
                self._known_choice(item, choice)
                return ValueKind.TRUTH
            case "if", (condition, yes, no):
                self._all((condition,), ValueKind.TRUTH, "if")
                return self._branches(node, yes, no)
            case _:
                return self._all(node.arguments, ValueKind.NUMBER, node.name)

    def _branches(self, node: Call, yes: Node, no: Node) -> ValueKind | None:
        first, second = self.kind(yes), self.kind(no)
        if first is not None and second is not None and first is not second:
            self.say("“if” gives {left} or {right}; both must be of one kind.", node, left=_SAID[first], right=_SAID[second])
            return None
        return first if first is not None else second
