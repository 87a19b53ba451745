"""The inputs of one reference case, read strictly: a missing or odd one is an error with a sentence, never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from qa_desktop.domain.errors import InputError
from qa_desktop.methods.validation.comparing import Value


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a case gives to the method.  Numbers may be JSON numbers or decimal text; a float never comes near them."""

    given: Mapping[str, Value]

    def value(self, *names: str) -> Value:
        """Return the input under the first of ``names`` that the case has; files spell some of them differently."""
        for name in names:
            if name in self.given:
                return self.given[name]
        raise InputError("The case has no input “{name}”.", name=names[0])

    def has(self, *names: str) -> bool:
        """Return whether the case gives one of ``names`` a value."""
        return any(self.given.get(name) is not None for name in names)

    def text(self, name: str, default: str | None = None) -> str:
        """Return a word; a number is taken as it was written."""
        found = self.given.get(name, default) if default is not None else self.value(name)
        if isinstance(found, bool) or not isinstance(found, str | int | Decimal):
            raise _odd(name, found, "a word")
        return str(found)

    def flag(self, name: str) -> bool:
        """Return true or false; false where it is missing."""
        found = self.given.get(name, False)
        if not isinstance(found, bool):
            raise _odd(name, found, "true or false")
        return found

    def whole(self, *names: str) -> int:
        """Return a whole number."""
        return _whole(names[0], self.value(*names))

    def whole_or_none(self, name: str) -> int | None:
        """Return a whole number, or ``None`` where there is none."""
        return self.whole(name) if self.has(name) else None

    def number(self, *names: str) -> Decimal:
        """Return a number exactly as it was written."""
        return _number(names[0], self.value(*names))

    def number_or_none(self, *names: str) -> Decimal | None:
        """Return a number, or ``None`` where there is none."""
        return self.number(*(name for name in names if self.has(name))) if self.has(*names) else None

    def whole_list(self, name: str) -> list[int]:
        """Return whole numbers in order."""
        return [_whole(name, one) for one in _list(name, self.value(name))]

    def number_list(self, name: str) -> list[Decimal]:
        """Return numbers in order."""
        return [_number(name, one) for one in _list(name, self.value(name))]


def _whole(name: str, found: Value) -> int:
    if isinstance(found, bool) or not isinstance(found, int):
        raise _odd(name, found, "a whole number")
    return found


def _number(name: str, found: Value) -> Decimal:
    if isinstance(found, bool) or not isinstance(found, int | str | Decimal):
        raise _odd(name, found, "a number")
    try:
        number = Decimal(found)
    except InvalidOperation as error:
        raise _odd(name, found, "a number") from error
    if not number.is_finite():
        raise _odd(name, found, "a number")
    return number


def _list(name: str, found: Value) -> list[Value]:
    if not isinstance(found, list):
        raise _odd(name, found, "a list")
    return found


def _odd(name: str, found: Value, wanted: str) -> InputError:
    return InputError("The input “{name}” is {found}, not {wanted}.", name=name, found=found, wanted=wanted)
