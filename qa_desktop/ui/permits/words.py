"""The words of concessions and deviation permits."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject

from qa_desktop.domain.concession import ConcessionKind, ConcessionState, Standing
from qa_desktop.domain.item_types.numeric import number_for_people, with_unit
from qa_desktop.domain.lot import amount_text
from qa_desktop.ui.review.explaining import short_moment
from qa_desktop.ui.theme.tokens import Tone

if TYPE_CHECKING:
    from qa_desktop.domain.checklist import Item
    from qa_desktop.storage.queries.concessions import ConcessionRow

TONES = {
    ConcessionState.WAITING: Tone.WARNING,
    ConcessionState.IN_FORCE: Tone.CONFORMS,
    ConcessionState.USED_UP: Tone.NEUTRAL,
    ConcessionState.EXPIRED: Tone.FAILS,
    ConcessionState.WITHDRAWN: Tone.NEUTRAL,
}
ICONS = {
    ConcessionState.WAITING: "clock",
    ConcessionState.IN_FORCE: "shield-check",
    ConcessionState.USED_UP: "circle",
    ConcessionState.EXPIRED: "calendar",
    ConcessionState.WITHDRAWN: "undo-2",
}


class PermitWords(QObject):
    """Turns permits into sentences, in the language of the screen."""

    def kind(self, kind: ConcessionKind) -> str:
        """Return the word of a kind."""
        return self.tr("Deviation permit") if kind is ConcessionKind.DEVIATION else self.tr("Concession")

    def state(self, state: ConcessionState | None) -> str:
        """Return the word of a state; ``None`` is the choice of a filter."""
        words = {
            None: self.tr("All states"),
            ConcessionState.WAITING: self.tr("Waits for approval"),
            ConcessionState.IN_FORCE: self.tr("In force"),
            ConcessionState.USED_UP: self.tr("Used up"),
            ConcessionState.EXPIRED: self.tr("Expired"),
            ConcessionState.WITHDRAWN: self.tr("Withdrawn"),
        }
        return words[state]

    def about(self, row: ConcessionRow) -> str:
        """Return the characteristic, or that it is about none in particular."""
        return row.item_text or self.tr("The part as a whole")

    def permitted(self, row: ConcessionRow) -> str:
        """Return what is permitted: the widened limits, or the words."""
        lower, upper = row.limits
        ends = []
        if lower is not None:
            ends.append(self.tr("from {limit}").format(limit=with_unit(lower, row.unit)))
        if upper is not None:
            ends.append(self.tr("to {limit}").format(limit=with_unit(upper, row.unit)))
        return " · ".join(part for part in (" ".join(ends), " ".join(row.permits.split())) if part)

    def left(self, row: ConcessionRow) -> str:
        """Return how much is left of how much."""
        words = self.tr("{left} of {all} left")
        return words.format(left=amount_text(max(row.left, Decimal(0))), all=amount_text(row.quantity))

    def ends(self, standing: Standing) -> str:
        """Return when it ends, in words; how it came to its end where that was not the day."""
        days = standing.days
        if standing.state is ConcessionState.WITHDRAWN:
            return self.tr("withdrawn")
        if standing.state is ConcessionState.USED_UP:
            return self.tr("used up")
        if days < -1:
            return self.tr("ended {n} days ago").format(n=-days)
        if days < 0:
            return self.tr("ended yesterday")
        if days == 0:
            return self.tr("ends today")
        return self.tr("ends tomorrow") if days == 1 else self.tr("ends in {n} days").format(n=days)

    def facts(self, row: ConcessionRow, standing: Standing) -> str:
        """Return what is left of it and when it ends."""
        if standing.state in {ConcessionState.WITHDRAWN, ConcessionState.USED_UP}:
            return f"{self.left(row)} · {self.tr('until {day}').format(day=row.valid_until)}"
        return f"{self.left(row)} · {self.ends(standing)} ({row.valid_until})"

    def story(self, row: ConcessionRow) -> str:
        """Return who requested, approved and withdrew it, when and why."""
        asked = self.tr("Requested by {name}, {at}: {reason}")
        found = [asked.format(name=row.requested_by, at=short_moment(row.requested_at), reason=row.reason)]
        if row.approved_at is not None:
            words = self.tr("Approved by {name}, {at}").format(name=row.approved_by, at=short_moment(row.approved_at))
            customer = self.tr("Customer: {words}").format(words=row.customer_approval) if row.customer_approval else ""
            found.append(" · ".join(part for part in (words, customer) if part))
        if row.withdrawn_at is not None:
            words = self.tr("Withdrawn by {name}, {at}: {reason}")
            at = short_moment(row.withdrawn_at)
            found.append(words.format(name=row.withdrawn_by or "–", at=at, reason=row.withdrawn_reason))
        return "\n".join(found)

    def limits(self, item: Item) -> str:
        """Return the limits of a characteristic as they are now."""
        lower, upper = item.limits.lower, item.limits.upper
        if lower is not None and upper is not None:
            return f"{number_for_people(lower)} … {with_unit(upper, item.unit)}"
        if upper is not None:
            return f"≤ {with_unit(upper, item.unit)}"
        return f"≥ {with_unit(lower, item.unit)}" if lower is not None else ""

    def count(self, count: int | None) -> str:
        """Return how many permits there are."""
        if count is None:
            return ""
        return self.tr("1 permit") if count == 1 else self.tr("{n} permits").format(n=QLocale().toString(count))
