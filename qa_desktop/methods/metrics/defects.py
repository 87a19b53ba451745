"""Defects per unit, per opportunity and per million opportunities, and the sigma level behind them (ISO 13053-1)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import expm1, log
from statistics import NormalDist
from typing import Final

from qa_desktop.domain.errors import InputError

SHIFT: Final = 1.5
"""The customary difference between long-term and short-term z.  It is a convention, so it is added only where it is stated."""

_MILLION: Final = 1_000_000
_NORMAL: Final = NormalDist()


@dataclass(frozen=True, slots=True)
class DefectRates:
    """Defects per unit, per opportunity, per million opportunities."""

    units: int
    opportunities: int
    defects: int
    dpu: Decimal
    dpo: Decimal
    dpmo: Decimal


@dataclass(frozen=True, slots=True)
class SigmaLevel:
    """The sigma level, or what is known of it.

    ``z`` is the long-term level, ``None`` where every or no opportunity has a defect: the level would be infinite.  With no
    defect, ``at_least`` is proven with ``confidence``, and ``dpmo_at_most`` belongs to it.  ``shift`` was added to both levels.
    """

    z: float | None
    at_least: float | None
    dpmo_at_most: float | None
    shift: float
    confidence: float


def defect_rates(defects: int, units: int, opportunities_per_unit: int = 1) -> DefectRates | None:
    """Return the rates; ``None`` where no unit was inspected.

    ``defects`` counts defects, not defective units.  Raises :class:`InputError` for numbers that cannot be: more defects than
    opportunities means that the opportunities were counted too low.
    """
    if defects < 0 or units < 0 or opportunities_per_unit < 1:
        raise InputError("Defects and units are not negative, and a unit has at least one opportunity.")
    return rates_of(defects, units, units * opportunities_per_unit)


def rates_of(defects: int, units: int, opportunities: int) -> DefectRates | None:
    """Return the rates where units have different numbers of opportunities; ``opportunities`` is the sum over all units."""
    if defects < 0 or units < 0 or opportunities < 0:
        raise InputError("Defects, units and opportunities are not negative.")
    if defects > opportunities:
        raise InputError(
            "{defects} defects in {opportunities} opportunities cannot be. Count the opportunities of a unit again.",
            defects=defects,
            opportunities=opportunities,
        )
    if not units or not opportunities:
        return None
    per_opportunity = Decimal(defects) / opportunities
    dpmo = Decimal(defects) * _MILLION / opportunities
    return DefectRates(units, opportunities, defects, Decimal(defects) / units, per_opportunity, dpmo)


def sigma_level(rates: DefectRates, *, shifted: bool = False, confidence: float = 0.95) -> SigmaLevel:
    """Return the sigma level; ``shifted`` adds the customary 1.5.

    With no defect in n opportunities the share of defects is at most 1 - (1 - confidence)^(1/n), and the level at least that of
    this share.
    """
    if not 0 < confidence < 1:
        raise InputError("A confidence lies between 0 and 1.")
    shift = SHIFT if shifted else 0.0
    if rates.defects == rates.opportunities:
        return SigmaLevel(None, None, None, shift, confidence)
    if rates.defects:
        return SigmaLevel(_z(rates.defects / rates.opportunities) + shift, None, None, shift, confidence)
    # expm1 keeps the digits of a share that is nearly 0.
    most = -expm1(log(1 - confidence) / rates.opportunities)
    return SigmaLevel(None, _z(most) + shift, most * _MILLION, shift, confidence)


def _z(fraction: float) -> float:
    """Return z of 1 - fraction, from the small tail, because 1 - fraction loses digits."""
    return -_NORMAL.inv_cdf(fraction)
