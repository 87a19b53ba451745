"""The functions of the language: how many arguments each takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

MOST_ARGUMENTS = 200


@dataclass(frozen=True, slots=True)
class Function:
    """How a function is called; ``example`` is shown when it is called wrongly."""

    least: int
    most: int
    example: str


FUNCTIONS: Final[Mapping[str, Function]] = {
    "min": Function(1, MOST_ARGUMENTS, "min({a}, {b})"),
    "max": Function(1, MOST_ARGUMENTS, "max({a}, {b})"),
    "sum": Function(1, MOST_ARGUMENTS, "sum({a}, {b})"),
    "mean": Function(1, MOST_ARGUMENTS, "mean({a}, {b})"),
    "avg": Function(1, MOST_ARGUMENTS, "avg({a}, {b})"),
    "abs": Function(1, 1, "abs({a} - {b})"),
    "round": Function(2, 2, "round({a}, 2)"),
    "if": Function(3, 3, "if({a} > 5, 1, 0)"),
    "answered": Function(1, 1, "answered({a})"),
    "selected": Function(2, 2, "selected({a}, 'choice')"),
}
