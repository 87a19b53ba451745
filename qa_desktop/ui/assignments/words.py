"""Rules in the language of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from qa_desktop.domain.inspection import InspectionType
from qa_desktop.ui.home.plan_words import type_name

if TYPE_CHECKING:
    from qa_desktop.storage.queries.assignments import RuleRow


class RuleWords(QObject):
    """Turns rules into lines."""

    def what(self, row: RuleRow) -> str:
        """Return what a rule is for."""
        parts = []
        if row.part_number:
            parts.append(self.tr("Part {part}").format(part=row.part_number))
        if row.supplier:
            parts.append(self.tr("from {supplier}").format(supplier=row.supplier))
        if row.operation:
            parts.append(self.tr("at {operation}").format(operation=row.operation))
        if row.inspection_type:
            parts.append(type_name(InspectionType(row.inspection_type)))
        return ", ".join(parts) if parts else self.tr("Everything")

    def gives(self, row: RuleRow) -> str:
        """Return what a rule proposes, and of which lots."""
        parts = [row.template if row.revision is not None else self.tr("{name} (not published)").format(name=row.template)]
        if row.one_lot_in > 1:
            parts.append(self.tr("1 lot in {f}, seed {seed}").format(f=row.one_lot_in, seed=row.seed))
        if row.note:
            parts.append(row.note)
        return " · ".join(parts)

    def lots(self, one_lot_in: int) -> str:
        """Return how many lots are inspected."""
        if one_lot_in == 1:
            return self.tr("Every lot")
        return self.tr("1 lot in {f}, drawn by a recorded seed").format(f=one_lot_in)
