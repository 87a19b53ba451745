"""Measurements with limits, and plain numbers."""

from __future__ import annotations

from decimal import Decimal

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.checklist import Item
from qa_desktop.domain.decimals import SCALE, decimal_text, parse_decimal
from qa_desktop.domain.tolerance import Side


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
    """A reading that is judged by its limits."""

    def canonical(self, item: Item, raw: str) -> str:
        """Return the digits as typed; more digits than the item states are kept, because they were read."""
        return decimal_text(parse_decimal(raw))

    def judge(self, item: Item, value: str) -> Verdict:
        """A reading on a limit conforms."""
        if item.limits.is_open:
            return Verdict.RECORDED
        return Verdict.CONFORMS if item.limits.side(Decimal(value)) is Side.WITHIN else Verdict.FAILS


def number_for_people(value: Decimal) -> str:
    """Return the digits with a true minus sign instead of a hyphen."""
    return decimal_text(value).replace("-", "\u2212")


def with_unit(value: Decimal, unit: str) -> str:
    """Return the number and its unit with a space that does not break."""
    return f"{number_for_people(value)}\u00a0{unit}" if unit else number_for_people(value)
