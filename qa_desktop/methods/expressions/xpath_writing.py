"""Writes an expression as XPath that is true for the same answers.

Nothing is ever open in XPath.  So a statement is written as what makes it true or, where ``not`` asks for it, as what makes it
false; what is open is neither.
"""

from __future__ import annotations

import re
from typing import Final

from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.errors import InputError
from qa_desktop.methods.expressions.nodes import Binary, Call, Expression, Node, Number, Reference, Text, Truth, Unary
from qa_desktop.methods.expressions.printing import AND, ATOM, COMPARISON, LEVELS, OR, PRODUCT, SIGN, SUM

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_MOST_PARTS: Final = 3_000
_COMPARISONS: Final = frozenset({"=", "!=", "<", "<=", ">", ">="})
_STATEMENTS: Final = frozenset({"answered", "selected"})

_Piece = tuple[str, int]
"""A piece of text with how tightly its outermost operator binds."""


def written(root: Node) -> str:
    """Return the XPath; raises :class:`InputError` when there is none."""
    writer = _Writer()
    return (writer.said(root, holds=True) if is_statement(root) else writer.value(root))[0]


def is_statement(node: Node) -> bool:
    """Whether ``node`` is true or false by its form."""
    match node:
        case Truth() | Unary("not"):
            return True
        case Binary():
            return node.operator in _COMPARISONS or node.operator in {"and", "or"}
        case Call("if", (_, yes, _)):
            return is_statement(yes)
        case Call():
            return node.name in _STATEMENTS
        case _:
            return False


class _Writer:
    """Counts its steps, because a condition inside a value is written twice."""

    def __init__(self) -> None:
        self._parts = 0

    def said(self, node: Node, *, holds: bool) -> _Piece:
        """Return what is true exactly when ``node`` is true (``holds``), or is false."""
        self._count()
        match node:
            case Truth():
                return ("true()" if node.value is holds else "false()"), ATOM
            case Unary("not"):
                return self.said(node.operand, holds=not holds)
            case Binary("and" | "or"):
                both = (node.operator == "and") is holds
                level = AND if both else OR
                left, right = self.said(node.left, holds=holds), self.said(node.right, holds=holds)
                return f"{_in(left, level)} {'and' if both else 'or'} {_in(right, level + 1)}", level
            case Binary() if node.operator in _COMPARISONS:
                return self._compared(node, holds=holds)
            case Call("answered", (item,)):
                return f"{self.value(item)[0]} {'!=' if holds else '='} ''", COMPARISON
            case Call("selected", (Reference() as item, choice)):
                text = f"selected({self.value(item)[0]}, {self.value(choice)[0]})"
                return (text, ATOM) if holds else self._guarded((f"not({text})", ATOM), node)
            case _:
                raise InputError(
                    "XLSForm cannot choose between statements or compare them. Write the condition with and, or, not."
                )

    def value(self, node: Node) -> _Piece:
        """Return a number, a text or an answer."""
        self._count()
        match node:
            case Number():
                return decimal_text(node.value), ATOM
            case Text():
                return _quoted(node.value), ATOM
            case Reference():
                return _item(node.key), ATOM
            case Unary("-"):
                return f"-{_in(self.value(node.operand), SIGN)}", SIGN
            case Binary("+" | "-" | "*" | "/"):
                level = LEVELS[node.operator]
                operator = "div" if node.operator == "/" else node.operator
                return f"{_in(self.value(node.left), level)} {operator} {_in(self.value(node.right), level + 1)}", level
            case Call() if node.name not in _STATEMENTS:
                return self._called(node), ATOM
            case _:
                raise InputError("XLSForm cannot use a statement as a value. Write the condition with and, or, not.")

    def _called(self, node: Call) -> str:
        match node.name, node.arguments:
            case "if", (condition, yes, no):
                return self._choice(condition, yes, no)
            case "sum", _:
                return f"({self._added(node)})"
            case "mean" | "avg", _:
                return f"(({self._added(node)}) div {len(node.arguments)})"
            case name, arguments:
                return f"{name}({', '.join(self.value(argument)[0] for argument in arguments)})"

    def _compared(self, node: Binary, *, holds: bool) -> _Piece:
        if is_statement(node.left) or is_statement(node.right):
            raise InputError("XLSForm cannot compare statements. Write the condition with and, or, not.")
        left, right = _in(self.value(node.left), SUM), _in(self.value(node.right), SUM)
        text = f"{left} {node.operator} {right}"
        if not holds:
            return self._guarded((f"not({text})", ATOM), node)
        with_fixed = isinstance(node.left, (Number, Text)) or isinstance(node.right, (Number, Text))
        empty = Text("") in {node.left, node.right}
        safe = node.operator != "!=" and (with_fixed or node.operator != "=") and not empty
        return (text, COMPARISON) if safe else self._guarded((text, COMPARISON), node)

    def _guarded(self, piece: _Piece, node: Node) -> _Piece:
        """Let a comparison hold only with all its answers given."""
        keys = sorted(Expression(node).references)
        if not keys:
            return piece
        return " and ".join([*(f"{_item(key)} != ''" for key in keys), _in(piece, COMPARISON)]), AND

    def _choice(self, condition: Node, yes: Node, no: Node) -> str:
        """Return a value by a condition; empty while the condition is open."""
        first, then = self.said(condition, holds=True)[0], self.value(yes)[0]
        if not Expression(condition).references:
            return f"if({first}, {then}, {self.value(no)[0]})"
        return f"if({first}, {then}, if({self.said(condition, holds=False)[0]}, {self.value(no)[0]}, ''))"

    def _added(self, node: Call) -> str:
        return " + ".join(_in(self.value(argument), PRODUCT) for argument in node.arguments)

    def _count(self) -> None:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise InputError("The expression becomes too long for XLSForm. Split it over several calculated items.")


def _in(piece: _Piece, least: int) -> str:
    return piece[0] if piece[1] >= least else f"({piece[0]})"


def _item(key: str) -> str:
    if not _NAME.fullmatch(key):
        raise InputError(
            "The key “{key}” cannot be a name in XLSForm: only letters without accents, digits, - _ and . can.", key=key
        )
    return "${" + key + "}"


def _quoted(text: str) -> str:
    for mark in "'\"":
        if mark not in text:
            return f"{mark}{text}{mark}"
    raise InputError("The text {text} has both kinds of quotation marks, which XLSForm cannot write.", text=text)
