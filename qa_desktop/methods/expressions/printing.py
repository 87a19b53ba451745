"""The canonical text of an expression."""

from __future__ import annotations

from typing import Final

from qa_desktop.domain.decimals import decimal_text
from qa_desktop.methods.expressions.nodes import Binary, Call, Node, Number, Reference, Text, Truth, Unary

OR, AND, NOT, COMPARISON, SUM, PRODUCT, SIGN, ATOM = range(8)

LEVELS: Final = {
    "or": OR,
    "and": AND,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">="), COMPARISON),
    **dict.fromkeys("+-", SUM),
    **dict.fromkeys("*/", PRODUCT),
}
"""How tightly each operator binds."""


def text_of(node: Node) -> str:
    """Return the text with as few parentheses as the grammar needs."""
    match node:
        case Number():
            return decimal_text(node.value)
        case Text():
            return quoted(node.value)
        case Truth():
            return "true" if node.value else "false"
        case Reference():
            return "{" + node.key + "}"
        case Call():
            return f"{node.name}({', '.join(text_of(argument) for argument in node.arguments)})"
        case Unary("not"):
            return f"not {_inside(node.operand, NOT)}"
        case Unary():
            return f"-{_inside(node.operand, SIGN)}"
        case Binary():
            level = LEVELS[node.operator]
            # Two comparisons in a row do not parse; the other operators group to the left.
            left = _inside(node.left, level + 1 if level == COMPARISON else level)
            return f"{left} {node.operator} {_inside(node.right, level + 1)}"


def level_of(node: Node) -> int:
    """Return how tightly the outermost operator of ``node`` binds."""
    match node:
        case Binary():
            return LEVELS[node.operator]
        case Unary("not"):
            return NOT
        case Unary():
            return SIGN
        case _:
            return ATOM


def quoted(text: str) -> str:
    """Return ``text`` in single quotation marks, doubled inside."""
    return "'" + text.replace("'", "''") + "'"


def _inside(node: Node, least: int) -> str:
    return text_of(node) if level_of(node) >= least else f"({text_of(node)})"
