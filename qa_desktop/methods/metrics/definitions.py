"""The figures by name: what each one is, in words that stand beside it on every screen and in every file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from qa_desktop.domain.errors import InputError


class FigureName(StrEnum):
    """Every figure that a dashboard shows and an objective may aim at."""

    FIRST_PASS_YIELD = "first_pass_yield"  # noqa: S105  (a yield, no password)
    ROLLED_YIELD = "rolled_yield"
    NORMALISED_YIELD = "normalised_yield"
    DPU = "dpu"
    DPO = "dpo"
    DPMO = "dpmo"
    SIGMA = "sigma"
    OPEN_ISSUES = "open_issues"
    OVERDUE_ISSUES = "overdue_issues"
    ISSUES_LOGGED = "issues_logged"
    OVERDUE_SHARE = "overdue_share"
    ESCAPE_RATE = "escape_rate"
    ON_TIME_DELIVERY = "on_time_delivery"
    ON_TIME_SUPPLY = "on_time_supply"
    EFFECTIVE_ACTIONS = "effective_actions"
    COST_OF_POOR_QUALITY = "cost_of_poor_quality"
    INTERNAL_FAILURE = "internal_failure_cost"
    EXTERNAL_FAILURE = "external_failure_cost"
    COST_OF_QUALITY = "cost_of_quality"
    COST_SHARE = "cost_share"
    OEE = "oee"


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure is.

    ``unit`` is ``%``, empty for a plain number, or ``money``.  ``up`` says that more is better.  ``source`` names where the
    definition comes from.
    """

    name: FigureName
    title: str
    words: str
    unit: str
    up: bool
    source: str = ""


_SIX_SIGMA: Final = "ISO 13053-1"
_PAF: Final = "PAF model, BS 6143-2"
_N: Final = FigureName

_ALL: Final = (
    Definition(
        _N.FIRST_PASS_YIELD,
        "First-pass yield",
        "Good without rework, of all that were started. A unit that was reworked, read again or inspected a second time is not "
        "good.",
        "%",
        up=True,
        source="quality management, first-pass yield",
    ),
    Definition(
        _N.ROLLED_YIELD,
        "Rolled-throughput yield",
        "The first-pass yields of all steps multiplied: the chance of passing every step without rework. Yields are never "
        "averaged.",
        "%",
        up=True,
        source=_SIX_SIGMA,
    ),
    Definition(
        _N.NORMALISED_YIELD,
        "Normalised yield",
        "The k-th root of the rolled-throughput yield of k steps: the yield that each step would have if all were equal.",
        "%",
        up=True,
        source=_SIX_SIGMA,
    ),
    Definition(
        _N.DPU,
        "Defects per unit",
        "Defects divided by units. One unit may have several defects, so this is no share of defective units.",
        "",
        up=False,
        source=_SIX_SIGMA,
    ),
    Definition(
        _N.DPO,
        "Defects per opportunity",
        "Defects divided by units times opportunities for a defect in each.",
        "",
        up=False,
        source=_SIX_SIGMA,
    ),
    Definition(
        _N.DPMO,
        "Defects per million",
        "Defects divided by opportunities, times 1,000,000 (DPMO). It counts defects, not defective units.",
        "",
        up=False,
        source=_SIX_SIGMA,
    ),
    Definition(
        _N.SIGMA,
        "Sigma level",
        "The normal deviate z of 1 - DPMO / 1,000,000, without a shift. With no defect at all there is no value, only a lower "
        "bound: so much is proven with 95 % confidence.",
        "",
        up=True,
        source=_SIX_SIGMA,
    ),
    Definition(
        _N.OPEN_ISSUES,
        "Open issues",
        "Entries of the issue log that are neither closed nor rejected now, whenever they were logged.",
        "",
        up=False,
    ),
    Definition(
        _N.OVERDUE_ISSUES,
        "Overdue issues",
        "Open entries of the issue log whose due date has passed. Entries without a due date are open and not overdue.",
        "",
        up=False,
    ),
    Definition(
        _N.OVERDUE_SHARE,
        "Overdue of open",
        "Overdue entries of the issue log divided by all open ones.",
        "%",
        up=False,
    ),
    Definition(
        _N.ISSUES_LOGGED,
        "Issues logged",
        "Entries of the issue log that were logged in the period, rejected ones left out.",
        "",
        up=False,
    ),
    Definition(
        _N.ESCAPE_RATE,
        "Escape rate",
        "Found by customers (complaints), of all that were found inside (nonconformities) and by customers.",
        "%",
        up=False,
    ),
    Definition(
        _N.ON_TIME_DELIVERY,
        "On-time delivery",
        "Order lines of customers that were complete inside the agreed window, of all lines whose window ended in the period. "
        "Lines that are open and late count as due.",
        "%",
        up=True,
    ),
    Definition(
        _N.ON_TIME_SUPPLY,
        "On-time supply",
        "Purchase lines that were complete inside the agreed window, of all lines whose window ended in the period. "
        "Lines that are open and late count as due.",
        "%",
        up=True,
    ),
    Definition(
        _N.EFFECTIVE_ACTIONS,
        "Actions proven effective",
        "Corrective actions whose effect was proven, of all whose follow-up ended in the period and of which a result is "
        "recorded. Overridden ones are judged without proof, so they count as not proven; waiting ones are named beside it.",
        "%",
        up=True,
        source="CAPA effectiveness: rates before and after by one definition",
    ),
    Definition(
        _N.COST_OF_POOR_QUALITY,
        "Cost of poor quality",
        "Internal and external failure together, one figure for each currency. Pieces whose part has no stated cost, and goods "
        "that are not counted in pieces, are named beside it and count nothing. Amends count on the day on which they were kept.",
        "money",
        up=False,
        source=_PAF,
    ),
    Definition(
        _N.INTERNAL_FAILURE,
        "Internal failure",
        "What was found before the customer: scrap, and what lots rejected and no disposition says anything of yet, times the "
        "stated cost of the part on that day; rework, repair and sending back to the supplier times what is stated for doing it.",
        "money",
        up=False,
        source=_PAF,
    ),
    Definition(
        _N.EXTERNAL_FAILURE,
        "External failure",
        "What the customer found: amends that were kept, and what became of returned pieces by the dispositions of complaints.",
        "money",
        up=False,
        source=_PAF,
    ),
    Definition(
        _N.COST_OF_QUALITY,
        "Cost of quality",
        "Prevention, appraisal, internal failure and external failure together. Without data of the first two there is none.",
        "money",
        up=False,
        source=_PAF,
    ),
    Definition(
        _N.COST_SHARE,
        "Cost of quality of sales",
        "Cost of quality divided by the sales of the same period.",
        "%",
        up=False,
        source=_PAF,
    ),
    Definition(
        _N.OEE,
        "Overall equipment effectiveness",
        "Availability times performance times quality on planned time. Planned stops are no loss.",
        "%",
        up=True,
    ),
)

DEFINITIONS: Final[Mapping[FigureName, Definition]] = {one.name: one for one in _ALL}
"""Every figure with its definition."""


def definition(name: str) -> Definition:
    """Return the definition of a figure; raises :class:`InputError` for a name that is not known."""
    try:
        return DEFINITIONS[FigureName(name)]
    except ValueError as error:
        known = ", ".join(sorted(DEFINITIONS))
        raise InputError("No figure is called “{name}”. Known are: {known}.", name=name, known=known) from error
