"""From text to expression.

The grammar, from loosest to tightest: ``or``, ``and``, ``not``, one comparison, ``+ -``, ``* /``, the sign.  Items stand in
braces, ``{bore_a}``; texts in single or double quotation marks, doubled inside; numbers have a decimal point; words in any case.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from qa_desktop.methods.expressions.nodes import Expression

if TYPE_CHECKING:
    from lark import Lark

_GRAMMAR = r"""
?start: either
?either: both | either OR both -> binary
?both: negated | both AND negated -> binary
?negated: compared | NOT negated -> unary
?compared: sum | sum COMPARE sum -> binary
?sum: product | sum (PLUS|MINUS) product -> binary
?product: signed | product (TIMES|DIVIDE) signed -> binary
?signed: value | MINUS signed -> unary
?value: NUMBER -> number
    | TEXT -> text
    | TRUTH -> truth
    | ITEM -> reference
    | NAME "(" (either ("," either)*)? ")" -> call
    | "(" either ")"

OR.2: /or(?!\w)/i
AND.2: /and(?!\w)/i
NOT.2: /not(?!\w)/i
TRUTH.2: /(true|false)(?!\w)/i
NAME: /[^\W\d]\w*/
NUMBER: /(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?![\w.])/
TEXT: /'(?:[^']|'')*'|"(?:[^"]|"")*"/
ITEM: /\$?\{[^{}]*\}/
COMPARE: "<=" | ">=" | "!=" | "<>" | "=" | "<" | ">" | "≤" | "≥" | "≠"
PLUS: "+"
MINUS: "-" | "\u2212"
TIMES: "*" | "×"
DIVIDE: "/" | "÷"
%ignore /\s+/
"""


def parse(text: str) -> Expression:
    """Return the expression that ``text`` says.

    Raises :class:`~qa_desktop.domain.errors.InputError`, whose sentence names the column (counted from 1, also in
    ``params["column"]``) and what is expected there.
    """
    from qa_desktop.methods.expressions.reading import read  # noqa: PLC0415  # brings lark, which only a template needs

    return Expression(read(_parser(), text))


@cache
def _parser() -> Lark:
    from qa_desktop.methods.expressions.building import Builder  # noqa: PLC0415  # see parse
    from qa_desktop.methods.expressions.reading import parser_of  # noqa: PLC0415  # see parse

    return parser_of(_GRAMMAR, Builder())
