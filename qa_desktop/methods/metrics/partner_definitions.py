"""The figures of a supplier or customer by name: what each one is, and which records it is counted from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from qa_desktop.domain.trade import LineKind


class PartnerFigure(StrEnum):
    """Every figure of a partner."""

    ON_TIME = "on_time"
    FIRST_PASS = "first_pass"  # noqa: S105  (a yield, no password)
    PPM = "ppm"
    CERTIFICATES = "certificates"
    ANSWERS = "answers"
    COMPLAINTS = "complaints"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class PartnerDefinition:
    """What a figure of a partner is.  ``records`` says which records stand behind it."""

    name: PartnerFigure
    title: str
    words: str
    records: str


_P: Final = PartnerFigure
_LOTS: Final = "lots of the period that are counted in pieces and of which something is decided"

_ALL: Final = (
    PartnerDefinition(
        _P.ON_TIME,
        "On time",
        "Order lines complete inside the agreed window / lines whose window ended in the period; lines that are open and late "
        "count as due. A delivery before the window is not on time. Lines that were cancelled after their last day are named "
        "beside it and are not due.",
        "order lines that were due",
    ),
    PartnerDefinition(
        _P.FIRST_PASS,
        "First-pass yield",
        "Accepted at the first inspection and not called back / decided for the first time, over the lots that came in the "
        "period, are counted in pieces and of which something is decided.",
        _LOTS,
    ),
    PartnerDefinition(
        _P.PPM,
        "Rejected per million",
        "Total rejected / total received x 1,000,000, over the lots that came in the period, are counted in pieces and of which "
        "something is decided. Never the mean of the lots.",
        _LOTS,
    ),
    PartnerDefinition(
        _P.CERTIFICATES,
        "Certificates",
        "Good / checked certificates of the lots that came in the period, those in other units than pieces included.",
        "certificates that were checked",
    ),
    PartnerDefinition(
        _P.ANSWERS,
        "Answers",
        "Corrective action requests answered in time / requests whose day for the answer is over and lies in the period.",
        "corrective action requests that were due",
    ),
    PartnerDefinition(
        _P.COMPLAINTS, "Complaints", "Complaints of the customer that were received in the period.", "complaints received"
    ),
    PartnerDefinition(
        _P.SCORE,
        "Score",
        "Mean of the criteria that have data, by their weights: quality (what was not rejected of what was received), delivery "
        "(on time), certificates, answers. A criterion without data is left out, not counted as 0.",
        "everything that its criteria are counted from",
    ),
)

PARTNER_DEFINITIONS: Final[Mapping[PartnerFigure, PartnerDefinition]] = {one.name: one for one in _ALL}
"""Every figure of a partner with its definition."""

_BOTH: Final = (_P.ON_TIME, _P.FIRST_PASS, _P.PPM)


def figures_of(kind: LineKind) -> tuple[PartnerFigure, ...]:
    """Return the figures of a supplier (purchase) or customer, in the order in which they are shown."""
    return (*_BOTH, _P.CERTIFICATES, _P.ANSWERS, _P.SCORE) if kind is LineKind.PURCHASE else (*_BOTH, _P.COMPLAINTS)
