"""Measured values as decimals, from the key press to the table to the report.

A reading is text that denotes exactly one :class:`~decimal.Decimal`.  Grouping marks, exponents, words such as ``nan`` and
digits of other scripts are refused, because each of them has turned one number into another in real programs.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal, Inexact, localcontext

from qa_desktop.domain.errors import InputError

SCALE = 9
"""Decimal places of the scaled integer that is stored beside the text of a reading."""

_LARGEST = Decimal(9_000_000_000)
_PLAIN = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?|[+-]?[.,][0-9]+", re.ASCII)
_MINUS_SIGNS = "\u2212\u2013\u2010\u2011"
_EXACT = Context(prec=60, traps=[Inexact])


def parse_decimal(text: str, *, max_decimals: int = SCALE) -> Decimal:
    """Return the number that ``text`` denotes, keeping its trailing zeros.

    Point and comma are both the decimal mark.  Raises :class:`InputError` when the text is empty, has two marks, grouping, an
    exponent, more than ``max_decimals`` decimals, or is larger than nine thousand million.
    """
    cleaned = text.strip()
    for sign in _MINUS_SIGNS:
        cleaned = cleaned.replace(sign, "-")
    if not cleaned:
        raise InputError("Type a number.")
    if cleaned.count(".") + cleaned.count(",") > 1:
        raise InputError(
            "“{text}” has more than one decimal mark. Type it without marks between thousands, for example 1234.5.",
            text=text,
        )
    if not _PLAIN.fullmatch(cleaned):
        raise InputError("“{text}” is not a number. Use digits and one point or comma, for example 12.345.", text=text)
    value = Decimal(cleaned.replace(",", "."))
    decimals = decimals_of(value)
    if decimals > max_decimals:
        raise InputError(
            "“{text}” has {decimals} decimals; at most {limit} can be kept. Type fewer decimals.",
            text=text,
            decimals=decimals,
            limit=max_decimals,
        )
    if abs(value) > _LARGEST:
        raise InputError("“{text}” is too large: numbers go up to {most}. Check it and type it again.", text=text, most=_LARGEST)
    return value


def decimals_of(value: Decimal) -> int:
    """Return how many digits stand behind the decimal mark, trailing zeros included."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise InputError("“{text}” is not a number.", text=str(value))
    return max(0, -exponent)


def decimal_text(value: Decimal) -> str:
    """Return the canonical text: plain digits, a point as the mark, trailing zeros kept, no minus before zero."""
    text = format(value, "f")
    return text[1:] if text.startswith("-") and not value else text


def scaled(value: Decimal) -> int:
    """Return ``value`` times ten to the power of :data:`SCALE`, for comparing and sorting in tables."""
    with localcontext(_EXACT):
        return int(value.scaleb(SCALE))


def unscaled(number: int) -> Decimal:
    """Return the decimal behind a scaled integer."""
    with localcontext(_EXACT):
        return Decimal(number).scaleb(-SCALE)
