"""Words of the amends."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from qa_desktop.domain.lot import amount_text
from qa_desktop.domain.trade import PromiseKind, PromiseState, RequestState, Satisfied
from qa_desktop.ui.theme.tokens import Tone

if TYPE_CHECKING:
    from qa_desktop.storage.queries.amends import ComplaintRow, PromiseRow
    from qa_desktop.storage.queries.supplier_requests import SupplierRequestRow

STATE_TONES = {PromiseState.OPEN: Tone.WARNING, PromiseState.KEPT: Tone.CONFORMS, PromiseState.WITHDRAWN: Tone.NEUTRAL}
REQUEST_TONES = {
    RequestState.SENT: Tone.WARNING,
    RequestState.ANSWERED: Tone.NEUTRAL,
    RequestState.ACCEPTED: Tone.CONFORMS,
    RequestState.WITHDRAWN: Tone.NEUTRAL,
}


class AmendsWords(QObject):
    """Translates what the screen says."""

    def kind(self, kind: PromiseKind) -> str:
        """Return what is promised, in a word."""
        return {
            PromiseKind.REPLACEMENT: self.tr("Replacement"),
            PromiseKind.REWORK: self.tr("Rework"),
            PromiseKind.CREDIT: self.tr("Credit"),
            PromiseKind.LETTER: self.tr("Letter"),
            PromiseKind.OTHER: self.tr("Other"),
        }[kind]

    def state(self, row: PromiseRow, today: date) -> str:
        """Return where a promise stands."""
        if row.state is PromiseState.OPEN and row.due < today:
            return self.tr("Overdue")
        return {
            PromiseState.OPEN: self.tr("Open"),
            PromiseState.KEPT: self.tr("Kept"),
            PromiseState.WITHDRAWN: self.tr("Withdrawn"),
        }[row.state]

    def when(self, row: PromiseRow, today: date) -> str:
        """Return when a promise is due or was kept, lateness in words."""
        if row.kept_on is not None:
            late = (row.kept_on - row.due).days
            kept = self.tr("Kept on {day}, {lateness}: {evidence}")
            return kept.format(day=row.kept_on.isoformat(), lateness=self._lateness(late), evidence=row.evidence)
        if row.state is PromiseState.WITHDRAWN:
            return self.tr("Withdrawn by {name}: {reason}").format(name=row.settled_by, reason=row.reason)
        return self.tr("Until {day}, {left}").format(day=row.due.isoformat(), left=self.left((row.due - today).days))

    def left(self, days: int) -> str:
        """Return how many days are left or over."""
        if days < 0:
            return self.tr("1 day late") if days == -1 else self.tr("{n} days late").format(n=-days)
        if days == 0:
            return self.tr("today")
        return self.tr("tomorrow") if days == 1 else self.tr("in {n} days").format(n=days)

    def promised(self, row: PromiseRow) -> str:
        """Return what was promised."""
        money = "" if row.amount is None else f" · {row.amount:.2f} {row.currency}"
        return f"{self.kind(row.kind)}{money}: {row.words}"

    def customer_says(self, row: PromiseRow) -> str:
        """Return what the customer says of it."""
        said = {
            Satisfied.UNKNOWN: self.tr("The customer was not asked yet."),
            Satisfied.YES: self.tr("The customer is satisfied."),
            Satisfied.NO: self.tr("The customer is not satisfied."),
        }[row.satisfied]
        return f"{said} {row.satisfied_remark}".strip()

    def complaint(self, row: ComplaintRow) -> str:
        """Return who complained, and about how much."""
        parts = [row.company, self.tr("received {day}").format(day=row.received_on.isoformat())]
        if row.reference:
            parts.append(self.tr("their reference {reference}").format(reference=row.reference))
        if row.quantity is not None:
            words = self.tr("1 piece") if row.quantity == 1 else self.tr("{quantity} pieces")
            parts.append(words.format(quantity=amount_text(row.quantity)))
        return " · ".join(parts)

    def open(self, count: int) -> str:
        """Return what keeps the complaint from closing."""
        if not count:
            return self.tr("No promise is open.")
        if count == 1:
            return self.tr("1 promise is open. The complaint cannot close before it is kept or withdrawn.")
        return self.tr("{n} promises are open. The complaint cannot close before they are kept or withdrawn.").format(n=count)

    def money(self, rows: tuple[PromiseRow, ...]) -> str:
        """Return what was promised in money and how much of it was given, each currency by itself; empty without money."""
        said = []
        standing = [row for row in rows if row.amount is not None and row.state is not PromiseState.WITHDRAWN]
        for currency in dict.fromkeys(row.currency for row in standing):
            promised, given = (
                sum((row.amount or Decimal(0) for row in part), Decimal(0))
                for part in (
                    [row for row in standing if row.currency == currency],
                    [row for row in standing if row.currency == currency and row.state is PromiseState.KEPT],
                )
            )
            words = self.tr("{promised} {currency} promised, {given} of it given")
            said.append(words.format(promised=f"{promised:.2f}", given=f"{given:.2f}", currency=currency))
        return " · ".join(said)

    def request(self, row: SupplierRequestRow) -> str:
        """Return what was asked of which supplier."""
        return self.tr("{number} to {supplier}, answer until {due}").format(
            number=row.number, supplier=row.company, due=row.due.isoformat()
        )

    def answer(self, row: SupplierRequestRow) -> tuple[str, ...]:
        """Return what came of a request, line by line."""
        found = [self.tr("Sent on {day}.").format(day=row.sent_on.isoformat())]
        if row.reminded_on is not None:
            words = self.tr("Reminded once, on {day}.") if row.reminders == 1 else self.tr("Reminded {n} times, last on {day}.")
            found.append(words.format(n=row.reminders, day=row.reminded_on.isoformat()))
        if row.answered_on is not None:
            words = self.tr("Answered on {day}: {answer}")
            found.append(words.format(day=row.answered_on.isoformat(), answer=row.answer))
        if row.accepted_by:
            found.append(self.tr("Accepted by {name}. {remark}").format(name=row.accepted_by, remark=row.verdict).strip())
        elif row.withdrawn_on is not None:
            words = self.tr("Withdrawn on {day}: {reason}")
            found.append(words.format(day=row.withdrawn_on.isoformat(), reason=row.verdict))
        elif row.verdict:
            found.append(self.tr("Refused: {reason}").format(reason=row.verdict))
        return tuple(found)

    def request_state(self, row: SupplierRequestRow, today: date) -> str:
        """Return where a request stands."""
        if row.is_overdue(today):
            return self.tr("Answer overdue")
        return {
            RequestState.SENT: self.tr("Waits for the answer"),
            RequestState.ANSWERED: self.tr("Answered"),
            RequestState.ACCEPTED: self.tr("Accepted"),
            RequestState.WITHDRAWN: self.tr("Withdrawn"),
        }[row.state]

    def _lateness(self, days: int) -> str:
        if days <= 0:
            return self.tr("in time")
        return self.tr("1 day late") if days == 1 else self.tr("{n} days late").format(n=days)
