"""The words of the follow-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from qa_desktop.domain.disposition import DispositionState
from qa_desktop.domain.hold import HoldKind
from qa_desktop.domain.lot import amount_text
from qa_desktop.ui.followup.view_model import SHARES
from qa_desktop.ui.lots.words import LotWords
from qa_desktop.ui.review.explaining import short_moment

if TYPE_CHECKING:
    from datetime import date

    from qa_desktop.storage.queries.followup import DispositionRow, HoldRow
    from qa_desktop.storage.queries.order_lines import Endangered
    from qa_desktop.storage.queries.scope import Affected


class FollowUpWords(QObject):
    """Turns rows into sentences, in the language of the screen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lots = LotWords(self)

    def kind(self, kind: HoldKind) -> str:
        """Return the word of what is held."""
        words = {
            HoldKind.LOT: self.tr("Lot"),
            HoldKind.PART: self.tr("Part"),
            HoldKind.SERIALS: self.tr("Pieces"),
            HoldKind.SUPPLIER: self.tr("Supplier"),
            HoldKind.OPERATOR: self.tr("Work of"),
            HoldKind.GAUGE: self.tr("Gauge"),
            HoldKind.DELIVERY: self.tr("Delivery"),
            HoldKind.OTHER: self.tr("Other"),
            HoldKind.NONE: self.tr("Nothing has to be held"),
        }
        return words[kind]

    def share(self, name: str) -> str:
        """Return the word of a way that goods can go."""
        words = {
            "use_as_is": self.tr("Use as is"),
            "rework": self.tr("Rework"),
            "repair": self.tr("Repair"),
            "regrade": self.tr("Regrade"),
            "scrap": self.tr("Scrap"),
            "return_to_supplier": self.tr("Return to supplier"),
        }
        return words[name]

    def affected(self, one: Affected) -> str:
        """Return what may be affected, why, and how many."""
        why = {
            "same lot": self.tr("the same lot"),
            "shipped": self.tr("shipped from this lot already; tell the customer"),
            "same supplier": self.tr("same part and supplier"),
            "same part": self.tr("same part"),
            "all of the part": self.tr("all of the part; {n} other lots"),
            "same gauge": self.tr("measured with it; {n} other inspections"),
            "same inspector": self.tr("the same inspector; {n} other inspections of this part"),
            "open delivery": self.tr("same part, promised on {day} and not delivered"),
        }[one.why]
        quantity = f"  ({one.quantity})" if one.quantity else ""
        return f"{self.kind(one.kind)} {one.what}{quantity}\n{why.format(n=one.count, day=one.promised)}"

    def endangers(self, one: Endangered, today: date) -> str:
        """Return which promise a hold endangers, and how long it is until then."""
        return self._lots.endangers(one, (one.promised - today).days)

    def hold(self, row: HoldRow) -> str:
        """Return what a hold is about."""
        if row.kind is HoldKind.NONE:
            return self.kind(row.kind)
        quantity = f"  ({row.quantity})" if row.quantity else ""
        return f"{self.kind(row.kind)} {row.what}{quantity}"

    def held(self, row: HoldRow) -> str:
        """Return who held or lifted it, when and why."""
        placed = self.tr("{number} · {name}, {at}: {reason}")
        said = placed.format(number=row.number, name=row.placed_by, at=short_moment(row.placed_at), reason=row.reason)
        if row.lifted_at is None:
            return said
        lifted = self.tr("Lifted by {name}, {at}: {reason}")
        more = lifted.format(name=row.lifted_by, at=short_moment(row.lifted_at), reason=row.lifted_reason)
        return f"{said}\n{more}"

    def state(self, state: DispositionState) -> str:
        """Return the word of a state."""
        words = {
            DispositionState.PROPOSED: self.tr("Waits for approval"),
            DispositionState.APPROVED: self.tr("Approved"),
            DispositionState.REFUSED: self.tr("Refused"),
            DispositionState.WITHDRAWN: self.tr("Withdrawn"),
        }
        return words[state]

    def shares(self, row: DispositionRow) -> str:
        """Return how much goes where."""
        parts = [(name, getattr(row.shares, name)) for name in SHARES]
        return " · ".join(f"{self.share(name)} {amount_text(value)}" for name, value in parts if value)

    def disposed(self, row: DispositionRow) -> str:
        """Return who proposed it, why, and what the board said."""
        first = self.tr("{number} · {name}, {at}: {reason}")
        found = [first.format(number=row.number, name=row.proposed_by, at=short_moment(row.proposed_at), reason=row.reason)]
        for vote in row.votes:
            verdict = self.tr("agrees") if vote.verdict == "approve" else self.tr("refuses")
            remark = f": {vote.remark}" if vote.remark else ""
            found.append(f"{vote.name} {verdict}, {short_moment(vote.at)}{remark}")
        if row.state is DispositionState.PROPOSED:
            given = sum(1 for vote in row.votes if vote.verdict == "approve")
            found.append(self.tr("{given} of {needed} approvals").format(given=given, needed=row.needed))
        return "\n".join(found)
