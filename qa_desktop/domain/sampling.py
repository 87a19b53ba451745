"""Words of acceptance sampling: levels, severities, and the rule by which a characteristic is sampled.

The tables and formulas are in :mod:`qa_desktop.methods.sampling`; here stands only what a checklist says.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

_AQLS = """0.010 0.015 0.025 0.040 0.065 0.10 0.15 0.25 0.40 0.65 1.0 1.5 2.5 4.0 6.5 10 15 25 40 65 100 150 250 400 650 1000"""

AQLS: Final = tuple(_AQLS.split())
"""The series of AQLs, as people write them: percent nonconforming up to 10, nonconformities per 100 units above."""


class Level(StrEnum):
    """Inspection level: how large the sample is for a lot of a given size."""

    S1 = "S-1"
    S2 = "S-2"
    S3 = "S-3"
    S4 = "S-4"
    I = "I"  # noqa: E741  (the standard's own name)
    II = "II"
    III = "III"


class SamplingSeverity(StrEnum):
    """How hard a series of lots is inspected at present."""

    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"
    SUSPENDED = "suspended"


class TableSet(StrEnum):
    """Which tables and switching rules are used: MIL-STD-105E and Z1.4, or those of the 1999 edition of ISO 2859-1."""

    Z14 = "z14"
    ISO = "iso"


class SamplingKind(StrEnum):
    """How the number of pieces to inspect comes about."""

    ALL = "all"
    FIXED = "fixed"
    PERCENT = "percent"
    AQL = "aql"
    ZERO = "zero"
    VARIABLES = "variables"


@dataclass(frozen=True, slots=True)
class SamplingRule:
    """The sampling of a characteristic.

    ``group`` names the class of characteristics that share one plan and one switching history; empty means the severity of the
    item.  ``count`` is the number of pieces (fixed, variables), ``percent`` a share of the lot, ``accept`` the acceptance number
    of fixed, percentage and 100 % plans.  ``limiting_percent`` and ``beta`` belong to zero acceptance: the chance of accepting a
    lot of that quality is at most ``beta``.  ``k`` is the acceptability constant of a variables plan.
    """

    kind: SamplingKind = SamplingKind.ALL
    group: str = ""
    level: Level = Level.II
    aql: str = ""
    tables: TableSet = TableSet.Z14
    count: int = 0
    percent: Decimal | None = None
    accept: int = 0
    limiting_percent: Decimal | None = None
    beta: Decimal = Decimal("0.10")
    k: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PinnedPlan:
    """The plan of one class of characteristics as it was fixed when the inspection was opened.

    ``series`` names supplier, part and class: lots of one series follow each other in the switching rules.  ``accept`` and
    ``reject`` are Ac and Re.  ``items`` are the keys of the items that the plan covers.  ``words`` say the plan for people.
    """

    id: str
    group: str
    series: str
    rule: SamplingRule
    severity: SamplingSeverity
    lot_size: int
    code_letter: str
    letter_used: str
    sample_size: int
    accept: int
    reject: int
    items: tuple[str, ...]
    words: str = ""
