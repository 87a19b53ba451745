"""Types of inspection, classes, severities and plans in the language of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from qa_desktop.domain.inspection import InspectionType
from qa_desktop.domain.sampling import SamplingSeverity

if TYPE_CHECKING:
    from qa_desktop.services.planning import PlanPreview


class _Words(QObject):
    def type_name(self, kind: InspectionType) -> str:
        """Return what an inspection is for."""
        match kind:
            case InspectionType.INCOMING:
                return self.tr("Incoming")
            case InspectionType.IN_PROCESS:
                return self.tr("In process")
            case InspectionType.FINAL:
                return self.tr("Final")
            case InspectionType.FIRST_ARTICLE:
                return self.tr("First article")
            case InspectionType.PATROL:
                return self.tr("Patrol")
            case InspectionType.AUDIT:
                return self.tr("Audit")

    def severity(self, severity: SamplingSeverity) -> str:
        """Return how hard a series is inspected."""
        match severity:
            case SamplingSeverity.NORMAL:
                return self.tr("normal")
            case SamplingSeverity.TIGHTENED:
                return self.tr("tightened")
            case SamplingSeverity.REDUCED:
                return self.tr("reduced")
            case SamplingSeverity.SUSPENDED:
                return self.tr("suspended")

    def group(self, group: str) -> str:
        """Return a class of characteristics: a severity of items, or the name that the checklist gives it."""
        known = {"critical": self.tr("Critical"), "major": self.tr("Major"), "minor": self.tr("Minor")}
        return known.get(group, group)

    def plan(self, plan: PlanPreview) -> str:
        """Return a plan on one line."""
        parts = [self.tr("{n} pieces").format(n=plan.size) if plan.size != 1 else self.tr("1 piece")]
        if plan.lot_size:
            parts[0] = self.tr("{n} of {size} pieces").format(n=plan.size, size=plan.lot_size)
        parts.append(self.tr("Ac {ac}  Re {re}").format(ac=plan.accept, re=plan.reject))
        if plan.why:
            parts.append(self.severity(plan.severity))
        return f"{self.group(plan.group)}:  " + "   ".join(parts)


_words: list[_Words] = []


def _said() -> _Words:
    if not _words:
        _words.append(_Words())
    return _words[0]


def type_name(kind: InspectionType) -> str:
    """Return what an inspection is for."""
    return _said().type_name(kind)


def group_name(group: str) -> str:
    """Return a class of characteristics."""
    return _said().group(group)


def plan_line(plan: PlanPreview) -> str:
    """Return a plan on one line: pieces, acceptance and rejection number, severity."""
    return _said().plan(plan)
