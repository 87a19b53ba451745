"""Runs a grammar over a text and says in a sentence what is wrong with it."""

from __future__ import annotations

import re
from typing import Final

from lark import Lark, UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.exceptions import VisitError

from qa_desktop.domain.errors import InputError
from qa_desktop.methods.expressions.building import Builder, Built
from qa_desktop.methods.expressions.nodes import Node

MAX_LENGTH = 2_000
"""Longest expression in characters."""

_EXPECTED: Final = (
    (frozenset({"NUMBER"}), "an item in braces, a number, a text or a function"),
    (frozenset({"PLUS", "TIMES"}), "an operator such as + or *"),
    (frozenset({"COMPARE"}), "a comparison"),
    (frozenset({"AND", "OR"}), "a word such as “and”"),
    (frozenset({"LPAR"}), "an opening parenthesis"),
    (frozenset({"COMMA"}), "a comma"),
    (frozenset({"RPAR"}), "a closing parenthesis"),
    (frozenset({"$END"}), "the end"),
)
_LAST_WORD = re.compile(r"([^\W\d]\w*)\s*$")


def parser_of(grammar: str, builder: Builder) -> Lark:
    """Return the parser of a grammar; it takes time in proportion to the length of the text and does not recurse."""
    return Lark(grammar, parser="lalr", lexer="basic", transformer=builder)


def read(parser: Lark, text: str) -> Node:
    """Return the tree of ``text``; raises :class:`InputError` with the column in the sentence and in ``params``."""
    if len(text) > MAX_LENGTH:
        raise InputError(
            "The expression has {length} characters; at most {limit} can be read. Split it over several calculated items.",
            length=len(text),
            limit=MAX_LENGTH,
        )
    if not text.strip():
        raise InputError(
            "Column {column}: the expression is empty. Write for example {example}.", column=1, example="{bore_a} > 12.5"
        )
    try:
        built: object = parser.parse(text)
    except VisitError as error:  # a refusal of the builder, in the wrapping of the library
        if isinstance(error.orig_exc, InputError):
            raise error.orig_exc from None
        raise
    except UnexpectedInput as error:
        raise _refusal(error, text) from None
    if not isinstance(built, Built):
        raise TypeError("the grammar has a rule without an action")
    return built.node


def _refusal(error: UnexpectedInput, text: str) -> InputError:
    if isinstance(error, UnexpectedCharacters):
        return _unreadable(text, error.pos_in_stream or 0)
    if not isinstance(error, UnexpectedToken):
        return InputError("Column {column}: the expression ends too early.", column=len(text) + 1)
    at_end = error.token.type == "$END"
    position = len(text.rstrip()) if at_end else error.token.start_pos or 0
    accepted = frozenset(error.accepts or error.expected)
    word = _LAST_WORD.search(text[:position])
    if accepted == {"LPAR"} and word:
        return InputError(
            "Column {column}: “{word}” is not a function with its arguments. Write the key of an item in braces: {example}.",
            column=word.start() + 1,
            word=word.group(1),
            example="{" + word.group(1) + "}",
        )
    if at_end:
        return InputError(
            "Column {column}: the expression ends too early. Expected is {expected}.",
            column=position + 1,
            expected=_expected(accepted),
        )
    if str(error.token) == "," and "COMMA" not in accepted:
        return InputError(
            "Column {column}: a comma only separates arguments. Write decimals with a point: 12.5.", column=position + 1
        )
    return InputError(
        "Column {column}: “{found}” cannot stand here. Expected is {expected}.",
        column=position + 1,
        found=str(error.token)[:40],
        expected=_expected(accepted),
    )


def _unreadable(text: str, position: int) -> InputError:
    match text[position]:
        case "'" | '"':
            template = "Column {column}: a text begins here and has no closing quotation mark. Add {found} at its end."
        case "{" | "}" | "$":
            template = "Column {column}: “{found}” is left alone. Write the key of an item in braces: {example}."
        case "&" | "|" | "!":
            template = "Column {column}: “{found}” has no meaning here. Expected is “and”, “or”, “not” or “!=”."
        case character if character.isdigit() or character == ".":
            template = "Column {column}: the number that begins here cannot be read. Expected are digits with at most one point."
        case _:
            template = (
                "Column {column}: “{found}” has no meaning here. Expected are items in braces, numbers, texts in quotation "
                "marks, operators, functions and parentheses."
            )
    return InputError(template, column=position + 1, found=text[position], example="{bore_a}")


def _expected(accepted: frozenset[str]) -> str:
    if "NUMBER" in accepted:  # where a value can stand, the other things that can stand there are values, too
        accepted &= {"NUMBER", "RPAR"}
    words = [word for names, word in _EXPECTED if names & accepted]
    return ", ".join(words[:-1]) + (" or " if len(words) > 1 else "") + words[-1] if words else "the end"
