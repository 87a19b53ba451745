"""Expected and computed values for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from qa_desktop.domain.decimals import decimal_text
from qa_desktop.methods.validation.comparing import Value


def plain(value: Value, *, expected: bool = False) -> object:
    """Return ``value`` for JSON.

    A decimal is text, as records keep it; among expected values it stood in the file as a JSON number and becomes one again.
    """
    match value:
        case Decimal():
            return float(value) if expected else decimal_text(value)
        case Mapping():
            return {key: plain(one, expected=expected) for key, one in value.items()}
        case str():
            return value
        case Sequence():
            return [plain(one, expected=expected) for one in value]
        case _:
            return value


def shown(value: Value) -> str:
    """Return ``value`` in words: one line for each figure, entries of a list each on a line of their own."""
    if isinstance(value, Mapping):
        return "\n".join(_figure(key, one) for key, one in value.items())
    return _word(value)


def _figure(key: str, value: Value) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "\n".join([f"{key}:", *(f"{place}. {_word(one)}" for place, one in enumerate(value, 1))])
    return f"{key}: {_word(value)}"


def _word(value: Value) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case Mapping():
            return ", ".join(f"{key} {_word(one)}" for key, one in value.items())
        case str():
            return value
        case Sequence():
            return ", ".join(_word(one) for one in value)
        case _:
            return str(value)
