"""The series of lots that follow each other in the switching rules, and how it is named in tables.

A series is supplier × part × class of characteristics × operation under one rule of sampling (quality methods 1.4): another AQL
or level begins a history of its own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from qa_desktop.domain.assignment import plain
from qa_desktop.domain.canonical import canonical_json
from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.sampling import SamplingKind, SamplingRule


@dataclass(frozen=True, slots=True)
class Series:
    """What the lots of one history have in common.

    ``supplier`` is empty for parts of one's own making; ``plan`` says the rule of sampling in short: ``aql 1.0 II z14``.
    """

    supplier: str
    part: str
    group: str
    operation: str
    plan: str

    @property
    def key(self) -> str:
        """The name in tables.  Suppliers are the same whatever their capitals and blanks."""
        supplier, operation = plain(self.supplier), plain(self.operation)
        return canonical_json([supplier, self.part, self.group, operation, self.plan])


def series_from(key: str) -> Series:
    """Return the series behind its name in tables; raises ``ValueError`` for anything else."""
    parts = json.loads(key)
    if not isinstance(parts, list) or len(parts) != 5 or not all(isinstance(part, str) for part in parts):
        raise ValueError(f"no series: {key}")
    return Series(*parts)


def plan_mark(rule: SamplingRule) -> str:
    """Return a rule of sampling in short: equal rules have equal marks, whatever class they belong to."""
    match rule.kind:
        case SamplingKind.AQL:
            parts = [rule.aql, rule.level.value, rule.tables.value]
        case SamplingKind.FIXED:
            parts = [str(rule.count), f"Ac {rule.accept}"]
        case SamplingKind.PERCENT:
            parts = ["" if rule.percent is None else decimal_text(rule.percent), f"Ac {rule.accept}"]
        case SamplingKind.ZERO:
            limit = "" if rule.limiting_percent is None else decimal_text(rule.limiting_percent)
            parts = [limit, decimal_text(rule.beta)]
        case SamplingKind.VARIABLES:
            parts = [str(rule.count), "" if rule.k is None else decimal_text(rule.k)]
        case SamplingKind.ALL:
            parts = [f"Ac {rule.accept}"]
    return " ".join([rule.kind.value, *parts])
