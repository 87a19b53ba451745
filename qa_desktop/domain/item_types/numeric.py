"""Measurements with limits, and plain numbers."""

from __future__ import annotations

from decimal import Decimal

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.checklist import Item
from qa_desktop.domain.decimals import SCALE, decimal_text, parse_decimal
from qa_desktop.domain.decision import Conformity
from qa_desktop.domain.errors import InputError


class NumberType:
    """A number that is recorded and not judged."""

    def canonical(self, item: Item, raw: str) -> str:
        """Return the digits as typed with a point as the mark."""
        return decimal_text(parse_decimal(raw, max_decimals=SCALE if item.decimals is None else item.decimals))

    def judge(self, item: Item, value: str) -> Verdict:
        """A plain number is recorded."""
        return Verdict.RECORDED

    def display(self, item: Item, value: str) -> str:
        """Return the number with its unit, with a true minus sign."""
        return with_unit(Decimal(value), item.unit)


class MeasurementType(NumberType):
    """A reading that is judged by its limits and the decision rule of the item."""

    def canonical(self, item: Item, raw: str) -> str:
        """Return the digits as typed; more digits than the item states are kept, because they were read.

        A reading outside the typing range is refused: it can only be a slip.
        """
        value = parse_decimal(raw)
        lowest, highest = item.rules.asks.typing_lower, item.rules.asks.typing_upper
        if (lowest is not None and value < lowest) or (highest is not None and value > highest):
            raise InputError(
                "{value} cannot be a reading here: it lies outside {lowest} to {highest}. Check the gauge and type it again.",
                value=number_for_people(value),
                lowest="\u2212\u221e" if lowest is None else number_for_people(lowest),
                highest="\u221e" if highest is None else number_for_people(highest),
            )
        return decimal_text(value)

    def judge(self, item: Item, value: str) -> Verdict:
        """A reading on a limit conforms, unless a guard band asks for more."""
        if item.limits.is_open:
            return Verdict.RECORDED
        return _VERDICTS[item.rules.decision.judge(Decimal(value), item.limits)]


class CalculatedType(MeasurementType):
    """A value that is calculated from other answers and judged like a reading; nobody types it."""

    def canonical(self, item: Item, raw: str) -> str:
        """Return the digits of the calculated value; the typing range is for people."""
        return decimal_text(parse_decimal(raw))


_VERDICTS = {
    Conformity.CONFORMING: Verdict.CONFORMS,
    Conformity.UNCERTAIN: Verdict.UNCERTAIN,
    Conformity.NONCONFORMING: Verdict.FAILS,
}


def number_for_people(value: Decimal) -> str:
    """Return the digits with a true minus sign instead of a hyphen."""
    return decimal_text(value).replace("-", "\u2212")


def with_unit(value: Decimal, unit: str) -> str:
    """Return the number and its unit with a space that does not break."""
    return f"{number_for_people(value)}\u00a0{unit}" if unit else number_for_people(value)
