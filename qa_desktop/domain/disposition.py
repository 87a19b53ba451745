"""What happens to a nonconforming quantity: it always balances, and who has to agree follows from what is wanted.

Words as in ISO 9000: rework makes it conform again, repair makes it acceptable, use as is leaves it, regrade gives it another
grade.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.errors import InputError

ZERO = Decimal(0)


class DispositionState(StrEnum):
    """How far a disposition has come."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of the quantity goes where."""

    use_as_is: Decimal = ZERO
    rework: Decimal = ZERO
    repair: Decimal = ZERO
    regrade: Decimal = ZERO
    scrap: Decimal = ZERO
    return_to_supplier: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """All of it."""
        return self.use_as_is + self.rework + self.repair + self.regrade + self.scrap + self.return_to_supplier

    @property
    def needs_inspection(self) -> bool:
        """Whether some of it has to be inspected again."""
        return self.rework > 0 or self.repair > 0

    @property
    def needs_concession(self) -> bool:
        """Whether some of it is used although it does not conform."""
        return self.use_as_is > 0 or self.repair > 0


def require_balance(quantity: Decimal, shares: Shares) -> None:
    """Raise :class:`InputError` unless every piece goes somewhere and none goes twice."""
    for name in Shares.__slots__:
        if getattr(shares, name) < 0:
            raise InputError("A quantity is never negative. Type how much goes each way.")
    if quantity <= 0:
        raise InputError("Say how much does not conform before deciding what happens to it.")
    if shares.total != quantity:
        raise InputError(
            "{given} of {quantity} go somewhere. Every piece has to: change the quantities until they add up.",
            given=decimal_text(shares.total),
            quantity=decimal_text(quantity),
        )


def approvals_needed(shares: Shares, severity: Severity) -> int:
    """Return how many people besides the proposer have to agree.

    Scrapping, reworking and returning hurt nobody outside: one person.  What is used although it does not conform is decided by a
    material review board of two, and of three when the failure is critical.
    """
    if not shares.needs_concession:
        return 1
    return 3 if severity is Severity.CRITICAL else 2
