"""Limits from cells and from constraints, as decimals and never by way of a binary fraction.

A constraint is read by a small grammar, so that nothing of it is ever evaluated::

    constraint = part { "and" part }
    part       = "(" constraint ")" | "." relation number | number relation "."
    relation   = ">=" | "<=" | ">" | "<" | "="
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from qa_desktop.domain.decimals import decimal_text, parse_decimal
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.tolerance import Limits

_TOKEN = re.compile(r"\s*(?:(and)(?![\w.-])|(>=|<=|>|<|=)|([()])|([-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+))(?![\w.])|(\.)(?![\w.]))")
_FLOAT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[-+]?[0-9]{1,3})?", re.ASCII)
_TURNED = {">=": "<=", "<=": ">=", ">": "<", "<": ">", "=": "="}
_LONGEST = 500
_EXCEL = Context(prec=15)
"""Excel shows and keeps 15 significant digits; what stands behind them is the noise of binary fractions."""


class NotLimitsError(ValueError):
    """The constraint says something that lower and upper limits cannot say; the message is the reason."""


@dataclass(frozen=True, slots=True)
class _Bound:
    relation: str
    value: Decimal


def limits_of_constraint(text: str, *, whole: bool) -> Limits:
    """Return the limits that a constraint states; raises :class:`NotLimitsError`.

    Limits include themselves.  For ``whole`` numbers ``. > 4`` is the same as ``. >= 5``; for others it cannot be kept.
    """
    if len(text) > _LONGEST:
        raise NotLimitsError("it is too long to be read as limits")
    bounds = _Parser(text).bounds()
    lower = [_lower(bound, whole) for bound in bounds if bound.relation in {">", ">=", "="}]
    upper = [_upper(bound, whole) for bound in bounds if bound.relation in {"<", "<=", "="}]
    try:
        return Limits(lower=max(lower, default=None), upper=min(upper, default=None))
    except InputError as error:
        raise NotLimitsError("no number can meet it") from error


def _lower(bound: _Bound, whole: bool) -> Decimal:
    if bound.relation != ">":
        return bound.value
    _only_whole(whole, bound)
    return bound.value.to_integral_value(ROUND_FLOOR) + 1


def _upper(bound: _Bound, whole: bool) -> Decimal:
    if bound.relation != "<":
        return bound.value
    _only_whole(whole, bound)
    return bound.value.to_integral_value(ROUND_CEILING) - 1


def _only_whole(whole: bool, bound: _Bound) -> None:
    if not whole:
        number = decimal_text(bound.value)
        raise NotLimitsError(f"limits include themselves, and “{bound.relation} {number}” leaves {number} itself out")


class _Parser:
    """Reads a constraint from left to right; brackets are only counted, because ``and`` is the same in any order."""

    def __init__(self, text: str) -> None:
        self._tokens = [*_tokens(text), ("end", "")]
        self._at = 0

    def bounds(self) -> list[_Bound]:
        found: list[_Bound] = []
        depth = 0
        while True:
            while self._take("(") is not None:
                depth += 1
            found.append(self._comparison())
            while self._take(")") is not None:
                depth -= 1
                if depth < 0:
                    raise NotLimitsError("its brackets do not match")
            if self._take("end") is not None:
                break
            self._need("and")
        if depth:
            raise NotLimitsError("its brackets do not match")
        return found

    def _comparison(self) -> _Bound:
        if self._take(".") is not None:
            relation = self._need("relation")
            return _Bound(relation, _number(self._need("number")))
        number = self._need("number")
        relation = self._need("relation")
        self._need(".")
        return _Bound(_TURNED[relation], _number(number))

    def _take(self, kind: str) -> str | None:
        found, text = self._tokens[self._at]
        if found != kind:
            return None
        self._at += 1
        return text

    def _need(self, kind: str) -> str:
        text = self._take(kind)
        if text is None:
            raise NotLimitsError("it is more than a comparison with fixed numbers")
        return text


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotLimitsError("it is more than a comparison with fixed numbers")
        word, relation, bracket, number, dot = match.groups()
        if word:
            yield "and", word
        elif relation:
            yield "relation", relation
        elif bracket:
            yield bracket, bracket
        elif number:
            yield "number", number
        else:
            yield ".", dot
        at = match.end()


def _number(text: str) -> Decimal:
    try:
        return parse_decimal(text)
    except InputError as error:
        raise NotLimitsError(f"{text} is not a number that can be kept exactly") from error


def decimal_of_cell(text: str, *, number: bool) -> tuple[Decimal, str | None]:
    """Return the decimal in a cell and what to tell about it; raises :class:`~qa_desktop.domain.errors.InputError`.

    A ``number`` cell holds a binary fraction.  Its shortest text is the number that was typed, as long as that has at most 15
    digits; with more, it was calculated, and the 15 digits that Excel shows are taken and told.
    """
    if not number or not _FLOAT.fullmatch(text):
        return parse_decimal(text), None
    exact = Decimal(text)
    if len(exact.as_tuple().digits) <= 15 or exact == exact.to_integral_value():
        return parse_decimal(format(exact, "f")), None
    shown = parse_decimal(format(_EXCEL.plus(exact).normalize(), "f"))
    return shown, f"the cell holds {format(exact, 'f')}; {decimal_text(shown)} was taken, as Excel shows it"
