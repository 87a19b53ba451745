"""Words of the orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from qa_desktop.domain.lot import amount_text
from qa_desktop.domain.trade import CompanyKind, LineKind
from qa_desktop.domain.units import measure_text
from qa_desktop.methods.metrics.delivery import Standing
from qa_desktop.ui.theme.tokens import Tone

if TYPE_CHECKING:
    from qa_desktop.services.trade import LineDetail
    from qa_desktop.storage.queries.companies import CompanyRow
    from qa_desktop.storage.queries.order_lines import DeliveryRow, Endangered, OrderLineRow
    from qa_desktop.ui.trade.view_model import ShownLine

TONES = {
    Standing.ON_TIME: Tone.CONFORMS,
    Standing.EARLY: Tone.WARNING,
    Standing.LATE: Tone.FAILS,
    Standing.OPEN_LATE: Tone.FAILS,
    Standing.OPEN: Tone.NEUTRAL,
    Standing.CANCELLED: Tone.NEUTRAL,
}


class TradeWords(QObject):
    """Translates what the screen says."""

    def company_kind(self, kind: CompanyKind) -> str:
        """Return what a company is to us."""
        return {
            CompanyKind.SUPPLIER: self.tr("Supplier"),
            CompanyKind.CUSTOMER: self.tr("Customer"),
            CompanyKind.BOTH: self.tr("Both"),
        }[kind]

    def line_kind(self, kind: LineKind | None) -> str:
        """Return whose orders they are."""
        if kind is None:
            return self.tr("All orders")
        return self.tr("Customers") if kind is LineKind.CUSTOMER else self.tr("Suppliers")

    def standing(self, line: ShownLine) -> str:
        """Return how a line stands, lateness in words."""
        days = line.days
        match line.standing:
            case Standing.CANCELLED:
                return self.tr("Cancelled")
            case Standing.ON_TIME:
                return self.tr("On time")
            case Standing.EARLY:
                return self.tr("1 day too early") if days == -1 else self.tr("{n} days too early").format(n=-days)
            case Standing.LATE:
                return self.tr("Came 1 day late") if days == 1 else self.tr("Came {n} days late").format(n=days)
            case Standing.OPEN_LATE:
                return self.tr("1 day late") if days == -1 else self.tr("{n} days late").format(n=-days)
            case Standing.OPEN:
                return self._left(days)

    def dangers(self, found: tuple[Endangered, ...]) -> str:
        """Return which lots keep a line from being complete."""
        if not found:
            return ""
        first = self.tr("Lot {lot}").format(lot=found[0].lot)
        return first if len(found) == 1 else self.tr("{first} and {n} more").format(first=first, n=len(found) - 1)

    def delivered(self, row: OrderLineRow) -> str:
        """Return how much of how much came or went."""
        return self.tr("{there} of {whole}").format(there=amount_text(row.delivered), whole=measure_text(row.quantity, row.unit))

    def window(self, row: OrderLineRow) -> str:
        """Return the promise with its agreed window."""
        promised, last = row.promised.isoformat(), row.last_day.isoformat()
        if row.first_day is None:
            return self.tr("Promised {promised}; on time until {last}").format(promised=promised, last=last)
        return self.tr("Promised {promised}; on time from {first} to {last}").format(
            promised=promised, first=row.first_day.isoformat(), last=last
        )

    def lots(self, detail: LineDetail) -> str:
        """Return which lots the goods of a customer's line can come from; empty for our own orders."""
        if detail.row.kind is not LineKind.CUSTOMER or not detail.is_in_lots:
            return ""
        if not detail.free:
            return self.tr("No lot of this part is accepted and free: nothing can go out yet.")
        shown = ", ".join(
            self.tr("{lot} ({n})").format(lot=one.lot, n=measure_text(one.quantity, detail.row.unit)) for one in detail.free
        )
        return self.tr("Accepted, not on hold and not shipped yet: {lots}").format(lots=shown)

    def delivery(self, row: DeliveryRow, unit: str) -> str:
        """Return one delivery of a line in ``unit``."""
        parts = [row.day.isoformat(), measure_text(row.quantity, unit)]
        if row.lot:
            parts.append(self.tr("lot {lot}").format(lot=row.lot))
        if row.note:
            parts.append(row.note)
        words = " · ".join((*parts, row.person))
        if row.takes_back:
            return self.tr("Taken back: {entry} ({reason})").format(entry=words, reason=row.remark)
        return self.tr("{entry} (taken back)").format(entry=words) if row.taken_back else words

    def unknown(self, found: tuple[tuple[str, int], ...]) -> str:
        """Return which suppliers of lots are in no list."""
        shown = ", ".join(self._lots_of(name, count) for name, count in found[:3])
        if len(found) > 3:
            shown = self.tr("{names} and {n} more").format(names=shown, n=len(found) - 3)
        return self.tr("Lots name suppliers that are not in this list: {names}. No figure counts them.").format(names=shown)

    def _lots_of(self, name: str, count: int) -> str:
        words = self.tr("“{name}” (1 lot)") if count == 1 else self.tr("“{name}” ({n} lots)")
        return words.format(name=name, n=count)

    def agreed(self, row: CompanyRow) -> str:
        """Return the window that is agreed with a company."""
        early = self.tr("any day before") if row.early_days is None else self._days(row.early_days, self.tr("before"))
        return f"{early}, {self._days(row.late_days, self.tr('after'))}"

    def count(self, count: int | None) -> str:
        """Return how many lines are listed."""
        if count is None:
            return ""
        return self.tr("1 order line") if count == 1 else self.tr("{n} order lines").format(n=count)

    def _days(self, days: int, side: str) -> str:
        if not days:
            return self.tr("no day {side}").format(side=side)
        return self.tr("1 day {side}").format(side=side) if days == 1 else self.tr("{n} days {side}").format(n=days, side=side)

    def _left(self, days: int) -> str:
        if days < 0:
            return self.tr("1 day over, in the window") if days == -1 else self.tr("{n} days over, in the window").format(n=-days)
        if days == 0:
            return self.tr("Due today")
        return self.tr("Due tomorrow") if days == 1 else self.tr("In {n} days").format(n=days)
