"""How a reading is compared with its limits: as read or rounded (ASTM E29), with or without a guard band (ISO 14253-1)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from enum import StrEnum

from qa_desktop.domain.decimals import decimals_of
from qa_desktop.domain.tolerance import Limits


class Comparison(StrEnum):
    """The method of ASTM E29: the value as read, or rounded to the last place of the limits first (ties to even)."""

    ABSOLUTE = "absolute"
    ROUNDING = "rounding"


class Conformity(StrEnum):
    """What a reading proves."""

    CONFORMING = "conforming"
    UNCERTAIN = "uncertain"
    NONCONFORMING = "nonconforming"


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """The decision rule of a characteristic; it is printed on the report.

    ``uncertainty`` is the standard measurement uncertainty in the unit of the characteristic, ``None`` for no guard band.  The
    guard band is ``factor`` times it.
    """

    comparison: Comparison = Comparison.ABSOLUTE
    uncertainty: Decimal | None = None
    factor: Decimal = Decimal(2)

    @property
    def guard_band(self) -> Decimal:
        """Width of the guard band at each limit, in the unit of the characteristic; zero without one."""
        return Decimal(0) if self.uncertainty is None else self.factor * self.uncertainty

    def compared(self, value: Decimal, limits: Limits) -> Decimal:
        """Return the value that is compared with ``limits``: as read, or rounded to their last place."""
        places = [decimals_of(limit) for limit in (limits.lower, limits.upper) if limit is not None]
        if self.comparison is Comparison.ABSOLUTE or not places:
            return value
        with localcontext(prec=60):
            return value.quantize(Decimal(1).scaleb(-max(places)), rounding=ROUND_HALF_EVEN)

    def judge(self, value: Decimal, limits: Limits) -> Conformity:
        """Return what ``value`` proves.

        Conformity is proven inside the limits reduced by the guard band, nonconformity outside the limits widened by it;
        between them neither is proven.  Boundaries belong to conformity, and to the uncertain zone outside.
        """
        found, band = self.compared(value, limits), self.guard_band
        lower, upper = limits.lower, limits.upper
        if (lower is not None and found < lower - band) or (upper is not None and found > upper + band):
            return Conformity.NONCONFORMING
        if (lower is None or found >= lower + band) and (upper is None or found <= upper - band):
            return Conformity.CONFORMING
        return Conformity.UNCERTAIN
