"""The part of the demo that tells of deviation permits: one that ended, one in force that ends soon, one that waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from qa_desktop.domain.concession import ConcessionKind
from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.people import Actor
from qa_desktop.domain.tolerance import Limits
from qa_desktop.services.concessions import ConcessionWish
from qa_desktop.services.program import Program


@dataclass(frozen=True, slots=True)
class Permit:
    """A permit that is asked for ``back`` days before today and lasts for ``lasts`` days; without ``customer`` it waits."""

    back: int
    part: str
    quantity: str
    lasts: int
    reason: str
    customer: str = ""


_REGROUND = "The form cutter was reground; the gasket seals up to the wider limit."
_BAR = "The new boring bar comes next month; the fit was tried with the wider limit."
_JOINTS = "The joints are ground by hand until the new fixture is there."

PERMITS = (
    Permit(190, "P-1077", "200", 60, _REGROUND, "Kranbau Nord, mail of the buyer"),
    Permit(35, "P-1042", "400", 40, _BAR, "Kranbau Nord, QN 4471"),
    Permit(2, "W-2210", "24", 45, _JOINTS),
)


def ask(program: Program, requester: Actor, approver: Actor, permit: Permit) -> None:
    """Ask for a permit on the first length that is measured at the part, and approve it where the customer answered."""
    part = next((row for row in program.concessions.parts(requester, permit.part) if row.number == permit.part), None)
    if part is None:
        return
    asked = program.concessions.subject_of_part(requester, part.id).others
    measured = [one.item for one in asked if one.is_measured and one.item.unit == "mm"]
    if not measured:
        return
    lower, upper = _wider(measured[0].limits)
    last = program.concessions.today(requester) + timedelta(days=permit.lasts)
    wish = ConcessionWish(
        ConcessionKind.DEVIATION, permit.quantity, last.isoformat(), permit.reason, lower, upper, item_id=measured[0].id
    )
    row = program.concessions.request_permit(requester, part.id, wish)
    if permit.customer:
        program.concessions.approve(approver, row.id, permit.customer)


def _wider(limits: Limits) -> tuple[str, str]:
    """Return the limits with a tenth more room on the side that has one; what stays as it was is left out."""
    room = (limits.upper - limits.lower) if limits.upper is not None and limits.lower is not None else None
    step = (room if room is not None else abs(limits.upper or limits.lower or Decimal(1))) / 10
    if limits.upper is not None:
        return "", decimal_text(limits.upper + step)
    return decimal_text((limits.lower or Decimal(0)) - step), ""
