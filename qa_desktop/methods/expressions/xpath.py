"""The same expressions in the XPath of XLSForm, as far as both can say it.

XLSForm spec: ``${name}`` is the answer to another question, ``.`` to this one; functions as in ODK XForms.  What only one
side can say is refused with a reason.  Two differences remain.  A comparison with an empty answer is open here and false there
(``!=``: true).  ``round`` takes a tie to the even digit here and away from zero there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.errors import InputError
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
    walk,
)
from qa_desktop.methods.expressions.printing import ATOM, COMPARISON, LEVELS, NOT, SIGN, level_of

if TYPE_CHECKING:
    from lark import Lark

_GRAMMAR = r"""
?start: either
?either: both | either OR both -> binary
?both: compared | both AND compared -> binary
?compared: sum | sum COMPARE sum -> binary
?sum: product | sum (PLUS|MINUS) product -> binary
?product: signed | product (TIMES|DIVIDE) signed -> binary
?signed: value | MINUS signed -> unary
?value: NUMBER -> number
    | TEXT -> text
    | ITEM -> reference
    | HERE -> here
    | NAME "(" (either ("," either)*)? ")" -> call
    | "(" either ")"

OR.2: /or(?![\w-])/
AND.2: /and(?![\w-])/
DIVIDE.2: /div(?![\w-])/
NAME: /[^\W\d][\w.-]*(?::[\w.-]+)?/
NUMBER: /(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?![\w.])/
HERE: /\.(?![\w.\/])/
TEXT: /'[^']*'|"[^"]*"/
ITEM: /\$\{[^{}]*\}/
COMPARE: "<=" | ">=" | "!=" | "=" | "<" | ">"
PLUS: "+"
MINUS: "-"
TIMES: "*"
%ignore /\s+/
"""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_HERE = "."


@dataclass(frozen=True, slots=True)
class Untranslatable:
    """Why a text of XLSForm has no counterpart, as a sentence."""

    reason: str


def from_xpath(text: str, *, here: str | None = None, keys: Mapping[str, str] | None = None) -> Expression | Untranslatable:
    """Return the expression that ``text`` says, or why there is none.

    ``here`` is the key of the item that ``.`` means.  ``keys`` gives the key of each name where the two differ.
    """
    from qa_desktop.methods.expressions.reading import read  # noqa: PLC0415  # brings lark, see parsing

    try:
        node = read(_parser(), text)
    except InputError as error:
        return Untranslatable(str(error))
    if here is None and any(isinstance(part, Reference) and part.key == _HERE for part in walk(node)):
        return Untranslatable("“.” means the answer to the question itself, and none is meant here.")
    return Expression(_renamed(node, {_HERE: here or _HERE, **(keys or {})}))


def to_xpath(expression: Expression, *, names: Mapping[str, str] | None = None) -> str:
    """Return the expression for XLSForm; ``names`` gives the name of each key where the two differ.

    Raises :class:`InputError` when XLSForm cannot say it: a key that is no XML name, a text with both quotation marks.
    """
    return _text(_renamed(expression.root, names or {}))


@cache
def _parser() -> Lark:
    from qa_desktop.methods.expressions.reading import parser_of  # noqa: PLC0415  # see from_xpath
    from qa_desktop.methods.expressions.xpath_building import XPathBuilder  # noqa: PLC0415  # see from_xpath

    return parser_of(_GRAMMAR, XPathBuilder())


def _renamed(node: Node, names: Mapping[str, str]) -> Node:
    match node:
        case Reference():
            return Reference(names.get(node.key, node.key), node.column)
        case Unary():
            return Unary(node.operator, _renamed(node.operand, names), node.column)
        case Binary():
            return Binary(node.operator, _renamed(node.left, names), _renamed(node.right, names), node.column)
        case Call():
            return Call(node.name, tuple(_renamed(argument, names) for argument in node.arguments), node.column)
        case _:
            return node


def _text(node: Node) -> str:
    match node:
        case Number():
            return decimal_text(node.value)
        case Text():
            return _quoted(node.value)
        case Truth():
            return "true()" if node.value else "false()"
        case Reference():
            return _item(node.key)
        case Unary("not"):
            return f"not({_text(node.operand)})"
        case Unary():
            return f"-{_inside(node.operand, SIGN)}"
        case Binary():
            level = LEVELS[node.operator]
            operator = "div" if node.operator == "/" else node.operator
            left = _inside(node.left, level + 1 if level == COMPARISON else level)
            return f"{left} {operator} {_inside(node.right, level + 1)}"
        case Call():
            return _call(node)


def _call(node: Call) -> str:
    match node.name:
        case "answered":
            return f"({_text(node.arguments[0])} != '')"
        case "sum":
            return f"({_added(node)})"
        case "mean" | "avg":
            return f"(({_added(node)}) div {len(node.arguments)})"
        case name:
            return f"{name}({', '.join(_text(argument) for argument in node.arguments)})"


def _added(node: Call) -> str:
    return " + ".join(_inside(argument, LEVELS["+"] + 1) for argument in node.arguments)


def _inside(node: Node, least: int) -> str:
    level = ATOM if isinstance(node, Unary) and level_of(node) == NOT else level_of(node)  # not() is a function there
    return _text(node) if level >= least else f"({_text(node)})"


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
