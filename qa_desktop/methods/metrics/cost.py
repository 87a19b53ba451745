"""Cost of quality by prevention, appraisal and failure (PAF model, BS 6143-2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from qa_desktop.domain.errors import InputError


@dataclass(frozen=True, slots=True)
class CostOfQuality:
    """The four kinds of cost in one currency.  Costs of poor quality are the failures: internal and external."""

    prevention: Decimal = Decimal(0)
    appraisal: Decimal = Decimal(0)
    internal_failure: Decimal = Decimal(0)
    external_failure: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if min(self.prevention, self.appraisal, self.internal_failure, self.external_failure) < 0:
            raise InputError("A cost is not negative.")

    @property
    def poor_quality(self) -> Decimal:
        """Both failures together."""
        return self.internal_failure + self.external_failure

    @property
    def total(self) -> Decimal:
        """All four together."""
        return self.prevention + self.appraisal + self.poor_quality

    def percent_of(self, sales: Decimal) -> Decimal | None:
        """Return the total in percent of the sales of the same period; ``None`` without sales."""
        if sales < 0:
            raise InputError("Sales are not negative.")
        return self.total / sales * 100 if sales else None
