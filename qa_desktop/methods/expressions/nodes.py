"""The parts of an expression: frozen values that compare by what they say, not by where they stood in the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

Value: TypeAlias = "Decimal | str | bool | frozenset[str]"
"""What an item or an expression can be worth: a number, a text, a truth, or the ids of the chosen choices."""


class ValueKind(StrEnum):
    """The kinds of values.  ``OTHER`` has no value to calculate with; it can only be asked whether it was answered."""

    NUMBER = "number"
    TEXT = "text"
    TRUTH = "truth"
    CHOICES = "choices"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Number:
    """A number that stands in the text; never negative."""

    value: Decimal
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    """A text in quotation marks."""

    value: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Truth:
    """``true`` or ``false``."""

    value: bool
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Reference:
    """The answer to another item, by its key."""

    key: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """``-`` or ``not`` before an operand."""

    operator: str
    operand: Node
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """An operator between two operands: ``+ - * / = != < <= > >= and or``."""

    operator: str
    left: Node
    right: Node
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; the name is in lower case."""

    name: str
    arguments: tuple[Node, ...]
    column: int = field(default=0, compare=False)


Node: TypeAlias = "Number | Text | Truth | Reference | Unary | Binary | Call"


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression.  ``str()`` gives its canonical text, which parses to an equal expression."""

    root: Node

    @property
    def references(self) -> frozenset[str]:
        """The keys of all items that the expression looks at, those inside ``answered`` and ``selected`` included."""
        return frozenset(node.key for node in walk(self.root) if isinstance(node, Reference))

    def __str__(self) -> str:
        from qa_desktop.methods.expressions.printing import text_of  # noqa: PLC0415  # printing knows the nodes

        return text_of(self.root)


def parts_of(node: Node) -> tuple[Node, ...]:
    """Return the operands or arguments directly under ``node``."""
    match node:
        case Unary():
            return (node.operand,)
        case Binary():
            return (node.left, node.right)
        case Call():
            return node.arguments
        case _:
            return ()


def renamed(node: Node, names: Mapping[str, str]) -> Node:
    """Return ``node`` with other keys where ``names`` has them."""
    match node:
        case Reference():
            return Reference(names.get(node.key, node.key), node.column)
        case Unary():
            return Unary(node.operator, renamed(node.operand, names), node.column)
        case Binary():
            return Binary(node.operator, renamed(node.left, names), renamed(node.right, names), node.column)
        case Call():
            return Call(node.name, tuple(renamed(argument, names) for argument in node.arguments), node.column)
        case _:
            return node


def walk(root: Node) -> Iterator[Node]:
    """Yield ``root`` and everything under it, without recursion."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(parts_of(node)))
