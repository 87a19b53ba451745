"""Sizes and tolerances as people write them: ``12,5``, ``⌀12.5 mm``, ``12.5 ±0.05``, ``+0.1/-0.05``.

Decimal point or comma.  Fits such as ``H7`` and general tolerances are not understood; nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Final

from qa_desktop.domain.decimals import parse_decimal
from qa_desktop.domain.errors import InputError

_NUMBER: Final = r"[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+"
_SIGNED: Final = rf"[+-] ?(?:{_NUMBER})|0+(?:[.,]0+)?"
_SYMMETRIC: Final = re.compile(rf"(?:±|\+ ?/ ?-|\+-)? ?({_NUMBER})")
_PAIR: Final = re.compile(rf"({_SIGNED})(?: ?[/;|] ?| +|(?=[+-]))({_SIGNED})")
_LONGEST: Final = 60
_UNIT: Final = r"mm|cm|m|µm|um|μm|in|inch|\"|°|deg|°c|n|nm|n·m|bar|kg|g|hrc|%"
_SIZE: Final = re.compile(
    rf"(ø|⌀|∅|dia\.?|diameter)? ?([+-]?(?:{_NUMBER}))(?: ?((?:±|\+).*?|-.*?))?(?: ?({_UNIT}))?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Deviations:
    """How far a value may lie from nominal; ``lower`` is usually negative."""

    lower: Decimal
    upper: Decimal


@dataclass(frozen=True, slots=True)
class Size:
    """What a cell for a nominal value says; ``diameter`` when it bears the sign for it."""

    nominal: Decimal
    deviations: Deviations | None = None
    unit: str = ""
    diameter: bool = False


def number_of(text: str) -> Decimal | None:
    """Return the number that ``text`` denotes, or ``None``."""
    try:
        return parse_decimal(_plain(text).replace("+ ", "+").replace("- ", "-"))
    except InputError:
        return None


def deviations_of(text: str) -> Deviations | None:
    """Return the deviations of a tolerance, or ``None``.

    A number without a sign is a symmetric tolerance.  A single number with a sign is not understood: the other side is missing.
    """
    plain = _plain(text)
    if len(plain) > _LONGEST:
        return None
    try:
        if symmetric := _SYMMETRIC.fullmatch(plain):
            value = parse_decimal(symmetric.group(1))
            return Deviations(-value, value)
        if pair := _PAIR.fullmatch(plain):
            first, second = (parse_decimal(part.replace(" ", "")) for part in pair.groups())
            return Deviations(min(first, second), max(first, second))
    except InputError:
        return None
    return None


def size_of(text: str) -> Size | None:
    """Return what a nominal cell says, or ``None`` when any part of it is not understood."""
    plain = _plain(text)
    found = _SIZE.fullmatch(plain) if len(plain) <= _LONGEST else None
    if found is None:
        return None
    diameter, number, tolerance, unit = found.groups()
    nominal = number_of(number)
    deviations = deviations_of(tolerance) if tolerance and tolerance.strip() else None
    if nominal is None or (tolerance and tolerance.strip() and deviations is None):
        return None
    return Size(nominal, deviations, "" if unit is None else unit, diameter is not None)


def moved(nominal: Decimal, deviation: Decimal) -> Decimal:
    """Return nominal plus deviation without rounding."""
    with localcontext(prec=60):
        return nominal + deviation


def _plain(text: str) -> str:
    for sign in "\u2212\u2013\u2010\u2011":
        text = text.replace(sign, "-")
    return " ".join(text.split())
