"""Quantities with their unit: pieces are counted, everything else is weighed or measured, and the two are never added."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from qa_desktop.domain.decimals import parse_decimal
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.lot import amount_text

PIECES = ""
"""The unit of what is counted; it is not written behind a number."""

UNITS = ("kg", "g", "t", "m", "mm", "cm", "km", "m²", "m³", "l", "ml")
"""The units of what is not counted, as they are written."""

_PIECE_WORDS = ("pcs", "pc", "pieces", "piece", "ea", "st", "stk", "stück", "pce")
_OTHERS = {"m2": "m²", "qm": "m²", "m3": "m³", "cbm": "m³", "liter": "l", "litre": "l", "ltr": "l", "to": "t"}
_KNOWN = {
    **dict.fromkeys(_PIECE_WORDS, PIECES),
    **{unit: unit for unit in UNITS},
    **_OTHERS,
}
_FORM = re.compile(r"(?P<number>[^A-Za-z]*?)\s*(?P<unit>[^\W\d_][^\s]*)?\.?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity in a unit; :data:`PIECES` for what is counted.  ``says_unit`` tells whether a unit was written."""

    value: Decimal
    unit: str = PIECES
    says_unit: bool = False


def parse_measure(text: str) -> Measure:
    """Return the quantity behind ``120``, ``120 pcs`` or ``12,5 kg``; raises :class:`InputError`."""
    cleaned = text.strip()
    found = _FORM.fullmatch(cleaned)
    if found is None or not found["unit"] or not any(sign.isdigit() for sign in found["number"]):
        return Measure(parse_decimal(cleaned))
    written = found["unit"].rstrip(".")
    unit = _KNOWN.get(written.casefold())
    if unit is None:
        raise InputError(
            "“{unit}” is no unit of a quantity. Write pcs or one of {known}; without a unit, pieces are meant.",
            unit=written,
            known=", ".join(UNITS),
        )
    return Measure(parse_decimal(found["number"].strip()), unit, says_unit=True)


def measure_text(value: Decimal, unit: str) -> str:
    """Return a quantity as people write it: ``120`` for pieces, ``12.5 kg`` for anything else."""
    return with_unit(amount_text(value), unit)


def counted_text(value: Decimal, unit: str) -> str:
    """Return a quantity where nothing beside it says what is counted: ``1 piece``, ``120 pieces``, ``12.5 kg``."""
    if unit:
        return measure_text(value, unit)
    return "1 piece" if value == 1 else f"{amount_text(value)} pieces"


def with_unit(amount: str, unit: str) -> str:
    """Return a written number with its unit behind it; nothing stays nothing."""
    return f"{amount} {unit}" if unit and amount else amount


def left_out_words(units: Iterable[str], unknown: int, undecided: int) -> str:
    """Return which lots are not among counted pieces and why; empty when all are.

    ``units`` are the units of the lots that are not counted in pieces, ``unknown`` how many lots have no quantity, ``undecided``
    of how many nothing is decided yet: what nobody judged is neither good nor bad.
    """
    said = [f"{_lots(count)} in {unit}" for unit, count in sorted(Counter(units).items())]
    if unknown:
        said.append(f"{_lots(unknown)} without a quantity")
    found = [f"Left out, because only pieces are counted: {', '.join(said)}."] if said else []
    if undecided:
        found.append(f"Left out, because nothing of them is decided yet: {_lots(undecided)}.")
    return " ".join(found)


def _lots(count: int) -> str:
    return "1 lot" if count == 1 else f"{count} lots"
