"""When an answer agrees with the expected one: exactly, or within the tolerance that the case states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final, TypeAlias

Value: TypeAlias = "bool | int | float | str | Decimal | Sequence[Value] | Mapping[str, Value] | None"

_DEFAULT: Final = Decimal("1e-9")
_ZERO: Final = Decimal("1e-12")


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a computed number may be from the expected one: absolutely, or relative to the expected value.

    Without either, 1e-9 (relative above 1).  It never applies to whole numbers, text and booleans.
    """

    absolute: Decimal | None = None
    relative: Decimal | None = None

    def holds(self, expected: Decimal, got: Decimal) -> bool:
        """Return whether ``got`` is near enough."""
        away = abs(expected - got)
        allowed = [] if self.absolute is None else [self.absolute]
        if self.relative is not None:
            # Relative to zero nothing is near; a residue of the arithmetic is.
            allowed.append(self.relative * abs(expected) if expected else _ZERO)
        return away <= max(allowed, default=_DEFAULT * max(Decimal(1), abs(expected)))


def tolerance_of(stated: Mapping[str, Value] | None) -> Tolerance:
    """Return the tolerance behind ``{"abs": …}`` or ``{"rel": …}``; other keys, such as ``exact_n``, loosen nothing."""
    given = stated or {}
    return Tolerance(_number(given.get("abs")), _number(given.get("rel")))


def agrees(expected: Value, got: Value, tolerance: Tolerance) -> bool:
    """Return whether ``got`` is what was expected.

    A float is a computed figure and is compared within the tolerance.  A :class:`~decimal.Decimal` is exact and is compared as a
    number, so that 0.50 is 0.5.  Everything else must be the same, text to the last letter.
    """
    if isinstance(expected, Mapping):
        return (
            isinstance(got, Mapping)
            and expected.keys() <= got.keys()
            and all(agrees(value, got[key], tolerance) for key, value in expected.items())
        )
    if isinstance(expected, Sequence) and not isinstance(expected, str):
        return (
            isinstance(got, Sequence)
            and not isinstance(got, str)
            and len(expected) == len(got)
            and all(agrees(one, other, tolerance) for one, other in zip(expected, got, strict=True))
        )
    if isinstance(got, float | Decimal) and not isinstance(expected, bool):
        return _same_number(expected, got, tolerance)
    if isinstance(expected, Decimal) and isinstance(got, int) and not isinstance(got, bool):
        return expected == got
    return type(expected) is type(got) and expected == got


def _same_number(expected: Value, got: float | Decimal, tolerance: Tolerance) -> bool:
    wanted = _number(expected)
    if wanted is None:
        return False
    found = Decimal(repr(got)) if isinstance(got, float) else got
    if not found.is_finite() or not wanted.is_finite():
        return False
    return tolerance.holds(wanted, found) if isinstance(got, float) else wanted == found


def _number(value: Value) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        return None
