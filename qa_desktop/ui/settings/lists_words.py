"""The lists in the words of the screen."""

from __future__ import annotations

from PySide6.QtCore import QObject

from qa_desktop.domain.causes import CodeScope
from qa_desktop.domain.costs import CostKind


class ListWords(QObject):
    """What scopes and kinds of cost are called."""

    def scope(self, scope: CodeScope) -> str:
        """Return what a cause code explains."""
        return {
            CodeScope.OCCURRENCE: self.tr("why it happened"),
            CodeScope.DETECTION: self.tr("why it was not found"),
            CodeScope.BOTH: self.tr("both"),
        }[scope]

    def cost(self, kind: CostKind) -> str:
        """Return what a cost is of."""
        return {
            CostKind.PIECE: self.tr("The piece itself (scrap)"),
            CostKind.REWORK: self.tr("Reworking one piece"),
            CostKind.REPAIR: self.tr("Repairing one piece"),
            CostKind.RETURN: self.tr("Sending one piece back"),
        }[kind]
