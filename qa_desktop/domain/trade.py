"""Partners, orders, promises: words and rules from material to delivery and amends."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from qa_desktop.domain.decimals import parse_decimal
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.period import FIRST_YEAR, LAST_YEAR
from qa_desktop.domain.units import Measure, parse_measure

_FAR = 3653
"""Days; ten years."""


class CompanyKind(StrEnum):
    """Whether a company supplies, buys, or does both."""

    SUPPLIER = "supplier"
    CUSTOMER = "customer"
    BOTH = "both"


class LineKind(StrEnum):
    """Whose order a line belongs to: a customer's, or ours at a supplier."""

    CUSTOMER = "customer"
    PURCHASE = "purchase"


class CertificateVerdict(StrEnum):
    """What the check of a supplier's certificate said."""

    WAITING = ""
    GOOD = "good"
    BAD = "bad"


class PromiseKind(StrEnum):
    """What was promised to make a complaint good."""

    REPLACEMENT = "replacement"
    REWORK = "rework"
    CREDIT = "credit"
    LETTER = "letter"
    OTHER = "other"


class PromiseState(StrEnum):
    """Where a promise stands."""

    OPEN = "open"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"


class Satisfied(StrEnum):
    """What the customer says of what was done; unknown until the customer was asked."""

    UNKNOWN = "unknown"
    YES = "yes"
    NO = "no"


class DocumentKind(StrEnum):
    """A signed document for a partner."""

    CONFORMANCE = "conformance"
    REQUEST = "request"
    SCORECARD = "scorecard"


class RequestState(StrEnum):
    """Where a corrective action request to a supplier stands; a withdrawn one waits for nothing any more."""

    SENT = "sent"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


OPEN_REQUESTS = frozenset({RequestState.SENT, RequestState.ANSWERED})
"""The states in which a request still waits for somebody."""


def company_key(name: str) -> str:
    """Return a company's name as it is compared: capitals, blanks and ways of composing a letter make no difference."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


_LETTERS = {DocumentKind.CONFORMANCE: "CC", DocumentKind.REQUEST: "CAR", DocumentKind.SCORECARD: "SC"}


def document_number(kind: DocumentKind, station: str, sequence: int) -> str:
    """Return the number of a document for a partner, for example ``CC-01-000003``."""
    return f"{_LETTERS[kind]}-{station}-{sequence:06d}"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``first`` to ``last``, both counted."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise InputError("A period ends on or after the day on which it begins.")

    @property
    def words(self) -> str:
        """The period as people write it."""
        return f"{self.first.isoformat()} to {self.last.isoformat()}"


def parse_period(text: str) -> Period:
    """Return the period behind ``2026``, ``2026-Q1``, ``2026-03`` or ``2026-01-15..2026-02-14``; raises :class:`InputError`."""
    cleaned = text.strip().upper()
    if match := re.fullmatch(r"(\d{4})", cleaned, re.ASCII):
        return _months(int(match[1]), 1, 12)
    if match := re.fullmatch(r"(\d{4})-?Q([1-4])", cleaned, re.ASCII):
        return _months(int(match[1]), 3 * int(match[2]) - 2, 3 * int(match[2]))
    if match := re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", cleaned, re.ASCII):
        return _months(int(match[1]), int(match[2]), int(match[2]))
    first, mark, last = cleaned.partition("..")
    if mark:
        return Period(parse_day(first), parse_day(last))
    raise InputError("“{text}” is no period. Write 2026, 2026-Q1, 2026-03 or 2026-01-15..2026-02-14.", text=text)


def parse_day(text: str) -> date:
    """Return the day behind ``2026-03-31``; raises :class:`InputError`, also for a year that nobody can mean."""
    cleaned = text.strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cleaned, re.ASCII):
        if not FIRST_YEAR <= int(cleaned[:4]) <= LAST_YEAR:
            raise InputError("Write years from {first} to {last}.", first=FIRST_YEAR, last=LAST_YEAR)
        try:
            return date.fromisoformat(cleaned)
        except ValueError:
            pass
    raise InputError("“{text}” is no day. Write year, month and day, for example 2026-03-31.", text=text)


def require_near(promised: date, today: date) -> None:
    """Raise for an order that is promised more than ten years away from today: a promise that was stored never changes again."""
    if abs((promised - today).days) > _FAR:
        raise InputError(
            "{day} is more than ten years away, and a promise never changes again. Check the year; nothing was stored.",
            day=promised.isoformat(),
        )


def _months(year: int, first: int, last: int) -> Period:
    if year < 1:
        raise InputError("A period needs a year, for example 2026.")
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def parse_quantity(text: str) -> Decimal:
    """Return a quantity above zero; raises :class:`InputError`."""
    return _above_nothing(parse_decimal(text))


def parse_amount_of_goods(text: str) -> Measure:
    """Return a quantity above zero with its unit, pieces where none is written; raises :class:`InputError`."""
    found = parse_measure(text)
    _above_nothing(found.value)
    return found


def _above_nothing(value: Decimal) -> Decimal:
    if value <= 0:
        raise InputError("A quantity is more than nothing. Type how many.")
    return value


def is_currency(code: str) -> bool:
    """Return whether ``code`` is written as a currency: three capitals."""
    return re.fullmatch(r"[A-Z]{3}", code, re.ASCII) is not None


def parse_amount(amount: str, currency: str) -> tuple[Decimal | None, str]:
    """Return an amount of money with its currency, or neither; raises :class:`InputError` when one of them is missing."""
    code = currency.strip().upper()
    if not amount.strip() and not code:
        return None, ""
    if not amount.strip() or not is_currency(code):
        raise InputError("An amount needs its currency as three letters, for example 120.50 EUR. Nothing was stored.")
    value = parse_decimal(amount, max_decimals=2)
    if value <= 0:
        raise InputError("An amount is more than nothing. Leave it empty when no money was promised.")
    return value, code
