"""Turns what a grammar recognises into nodes, holding depth and size within limits.

The parser calls these methods while it reads, so that a hostile text is refused before a deep tree exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from lark import Token, Transformer, v_args

from qa_desktop.domain.errors import InputError
from qa_desktop.methods.expressions.functions import FUNCTIONS
from qa_desktop.methods.expressions.nodes import Binary, Call, Node, Number, Reference, Text, Truth, Unary

MAX_DEPTH = 100
"""Most operators and functions inside each other.  A chain of ``+`` counts, too."""

MAX_NODES = 500
"""Most numbers, texts, items, operators and functions together."""

MAX_DIGITS = 28
"""Most digits of a number, as many as the arithmetic keeps."""

_SAME = {"≤": "<=", "≥": ">=", "≠": "!=", "<>": "!=", "×": "*", "÷": "/", "div": "/", "\u2212": "-"}


@dataclass(frozen=True, slots=True)
class Built:
    """A node with the depth and the number of nodes under it."""

    node: Node
    depth: int = 1
    nodes: int = 1


@v_args(inline=True)
class Builder(Transformer[Token, Built]):
    """The actions of the grammar."""

    def number(self, token: Token) -> Built:
        """A number as it stands in the text."""
        if sum(character.isdigit() for character in token) > MAX_DIGITS:
            raise InputError(
                "Column {column}: the number has more than {limit} digits. Type fewer digits.",
                column=column_of(token),
                limit=MAX_DIGITS,
            )
        return Built(Number(Decimal(token), column_of(token)))

    def text(self, token: Token) -> Built:
        """A text; a doubled quotation mark inside stands for one."""
        mark = token[0]
        return Built(Text(token[1:-1].replace(mark * 2, mark), column_of(token)))

    def truth(self, token: Token) -> Built:
        """True or false."""
        return Built(Truth(token.lower() == "true", column_of(token)))

    def reference(self, token: Token) -> Built:
        """An item by its key."""
        key = token[token.index("{") + 1 : -1].strip()
        if not key:
            raise InputError(
                "Column {column}: there is no key between the braces. Write the key of an item, for example {example}.",
                column=column_of(token),
                example="{bore_a}",
            )
        return Built(Reference(key, column_of(token)))

    def unary(self, token: Token, operand: Built) -> Built:
        """A sign or ``not``."""
        return _grown(Unary(_operator(token), operand.node, column_of(token)), (operand,))

    def binary(self, left: Built, token: Token, right: Built) -> Built:
        """Two operands and what stands between them."""
        return _grown(Binary(_operator(token), left.node, right.node, column_of(token)), (left, right))

    def call(self, token: Token, *arguments: Built) -> Built:
        """A function with its arguments."""
        nodes = tuple(argument.node for argument in arguments)
        return _grown(call_of(token.lower(), nodes, column_of(token)), arguments)


def call_of(name: str, arguments: tuple[Node, ...], column: int) -> Call:
    """Return the call of a function; raises :class:`InputError` when there is no such function or it is called otherwise."""
    function = FUNCTIONS.get(name)
    if function is None:
        raise InputError(
            "Column {column}: there is no function “{name}”. There are: {known}.",
            column=column,
            name=name,
            known=", ".join(FUNCTIONS),
        )
    if not function.least <= len(arguments) <= function.most or not _well_formed(name, arguments):
        raise InputError(
            "Column {column}: “{name}” is called like this: {example}.",
            column=column,
            name=name,
            example=function.example,
        )
    return Call(name, arguments, column)


def column_of(token: Token) -> int:
    """Return where a token begins, counted in characters from 1."""
    return (token.start_pos or 0) + 1


def _well_formed(name: str, arguments: tuple[Node, ...]) -> bool:
    match name:
        case "answered":
            return isinstance(arguments[0], Reference)
        case "selected":
            return isinstance(arguments[0], Reference) and isinstance(arguments[1], Text)
        case "round":
            digits = arguments[1]
            return isinstance(digits, Number) and digits.value in range(10)
        case _:
            return True


def _operator(token: Token) -> str:
    word = token.lower()
    return _SAME.get(word, word)


def _grown(node: Node, parts: tuple[Built, ...]) -> Built:
    grown = Built(node, 1 + max((part.depth for part in parts), default=0), 1 + sum(part.nodes for part in parts))
    if grown.depth > MAX_DEPTH:
        raise InputError(
            "Column {column}: more than {limit} operators are chained or nested here. Use sum, min or max over many items, or "
            "split the expression over several calculated items.",
            column=node.column,
            limit=MAX_DEPTH,
        )
    if grown.nodes > MAX_NODES:
        raise InputError(
            "Column {column}: the expression has more than {limit} parts. Split it over several calculated items.",
            column=node.column,
            limit=MAX_NODES,
        )
    return grown
