"""The same expressions in the XPath of XLSForm, as far as both can say it.

XLSForm spec: ``${name}`` is the answer to another question, ``.`` to this one; functions as in ODK XForms.  What only one side
can say is refused with a reason.  An empty answer makes a comparison open here; there it is false, and ``!=`` true.  Both
directions write what it takes to mean the same: a condition is true on one side exactly when it is on the other.  Two differences
remain: ``round`` takes a tie to the even digit here and away from zero there, and two empty answers equal each other there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from qa_desktop.domain.errors import InputError
from qa_desktop.methods.expressions.nodes import Binary, Call, Expression, Node, Reference, Unary, renamed, walk
from qa_desktop.methods.expressions.parsing import parse
from qa_desktop.methods.expressions.xpath_writing import written

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
        if here is None and any(isinstance(part, Reference) and part.key == _HERE for part in walk(node)):
            return Untranslatable("“.” means the answer to the question itself, and none is meant here.")
        named = renamed(node, {_HERE: here or _HERE, **(keys or {})})
        return parse(str(Expression(_definite(named, strict=False))))  # again: what was added counts against the limits, too
    except InputError as error:
        return Untranslatable(str(error))


def to_xpath(expression: Expression, *, names: Mapping[str, str] | None = None) -> str:
    """Return the expression for XLSForm; ``names`` gives the name of each key where the two differ.

    Raises :class:`InputError` when XLSForm cannot say it: a key that is no XML name, a text with both quotation marks, statements
    that are compared with each other.
    """
    return written(renamed(expression.root, names or {}))


@cache
def _parser() -> Lark:
    from qa_desktop.methods.expressions.reading import parser_of  # noqa: PLC0415  # see from_xpath
    from qa_desktop.methods.expressions.xpath_building import XPathBuilder  # noqa: PLC0415  # see from_xpath

    return parser_of(_GRAMMAR, XPathBuilder())


def _definite(node: Node, *, strict: bool) -> Node:
    """Return ``node`` so that it is true for the same answers as in XPath, where nothing is ever open.

    A comparison that is open counts as false by itself.  Under ``not`` and ``if`` (``strict``) that must be said, and for ``!=``
    always.
    """
    match node:
        case Unary("not"):
            return Unary("not", _definite(node.operand, strict=True), node.column)
        case Unary():
            return Unary(node.operator, _definite(node.operand, strict=strict), node.column)
        case Binary():
            return _definite_binary(node, strict=strict)
        case Call("selected", (Reference() as item, _)):
            return Binary("and", Call("answered", (item,), node.column), node, node.column) if strict else node
        case Call("if", (condition, *branches)):
            parts = (_definite(condition, strict=True), *(_definite(branch, strict=strict) for branch in branches))
            return Call("if", parts, node.column)
        case Call(name) if name != "answered":
            return Call(name, tuple(_definite(argument, strict=strict) for argument in node.arguments), node.column)
        case _:
            return node


def _definite_binary(node: Binary, *, strict: bool) -> Node:
    atom: Node = Binary(node.operator, _definite(node.left, strict=strict), _definite(node.right, strict=strict), node.column)
    if node.operator not in {"=", "!=", "<", "<=", ">", ">="} or not (strict or node.operator == "!="):
        return atom
    if any(isinstance(part, Call) and part.name == "if" for part in walk(node)):
        raise InputError(
            "Column {column}: a choice by “if” is compared in a way that means something else here.", column=node.column
        )
    differs = node.operator == "!="
    for key in sorted(Expression(node).references, reverse=True):
        answered: Node = Call("answered", (Reference(key, node.column),), node.column)
        asked = Unary("not", answered, node.column) if differs else answered
        atom = Binary("or" if differs else "and", asked, atom, node.column)
    return atom
