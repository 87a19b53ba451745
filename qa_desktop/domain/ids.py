"""Shapes of keys and the numbers that people read."""

from __future__ import annotations

import re
from enum import StrEnum

_TAG = re.compile(r"(H|NC)-[0-9A-Z]+-\d{6,}")


class TagKind(StrEnum):
    """What a number on a tag or on paper leads to."""

    HOLD = "hold"
    ISSUE = "issue"


def inspection_number(station: str, sequence: int) -> str:
    """Return the number that people read on screens and reports, for example ``I-01-000042``.

    The station is part of it, so that two stations without a server never give the same number.
    """
    return f"I-{station}-{sequence:06d}"


def issue_number(station: str, sequence: int) -> str:
    """Return the number of an issue, for example ``NC-01-000007``."""
    return f"NC-{station}-{sequence:06d}"


def lot_decision_number(station: str, sequence: int) -> str:
    """Return the number of a decision on a lot, for example ``L-01-000012``."""
    return f"L-{station}-{sequence:06d}"


def hold_number(station: str, sequence: int) -> str:
    """Return the number on a hold tag, for example ``H-01-000003``."""
    return f"H-{station}-{sequence:06d}"


def disposition_number(station: str, sequence: int) -> str:
    """Return the number of a disposition, for example ``D-01-000003``."""
    return f"D-{station}-{sequence:06d}"


def concession_number(station: str, sequence: int) -> str:
    """Return the number of a concession or deviation permit, for example ``C-01-000003``."""
    return f"C-{station}-{sequence:06d}"


def suggestion_number(station: str, sequence: int) -> str:
    """Return the number of a suggestion, for example ``S-01-000003``."""
    return f"S-{station}-{sequence:06d}"


def trial_number(station: str, sequence: int) -> str:
    """Return the number of a trial, for example ``T-01-000003``."""
    return f"T-{station}-{sequence:06d}"


def lesson_number(station: str, sequence: int) -> str:
    """Return the number of a lesson, for example ``LL-01-000003``."""
    return f"LL-{station}-{sequence:06d}"


def procedure_number(station: str, sequence: int) -> str:
    """Return the number of a procedure, for example ``P-01-000003``."""
    return f"P-{station}-{sequence:06d}"


def issue_report_number(kind: str, station: str, sequence: int) -> str:
    """Return the number of a signed report of an issue, for example ``8D-01-000003`` or ``NCR-01-000004``."""
    return f"{kind.upper()}-{station}-{sequence:06d}"


def tag_of(code: str) -> tuple[TagKind, str] | None:
    """Return what a scanned code leads to, with the number as it is kept; ``None`` for a code of another form."""
    number = code.strip().upper()
    if _TAG.fullmatch(number) is None:
        return None
    return (TagKind.HOLD if number.startswith("H-") else TagKind.ISSUE), number
