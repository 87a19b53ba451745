"""Figures in the words of the screen."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from qa_desktop.domain.aims import AimState
from qa_desktop.ui.theme.tokens import Tone

if TYPE_CHECKING:
    from qa_desktop.methods.metrics.pareto import Count

AIM_TONES = {
    AimState.NO_DATA: Tone.OPEN,
    AimState.ON_TRACK: Tone.RECORDED,
    AimState.BEHIND: Tone.WARNING,
    AimState.MET: Tone.CONFORMS,
    AimState.MISSED: Tone.FAILS,
    AimState.WITHDRAWN: Tone.NA,
}


class FigureWords(QObject):
    """Numbers and states as people read them."""

    def number(self, value: Count | None, unit: str = "", currency: str = "") -> str:
        """Return a figure with its unit; no data is said, never 0."""
        if value is None:
            return self.tr("no data")
        number = Decimal(value)
        if unit == "money" or (abs(number) < 10 and number != number.to_integral_value()):
            places = Decimal("0.01")
        else:
            places = Decimal(1) if number == number.to_integral_value() or abs(number) >= 1000 else Decimal("0.1")
        rounded = number.quantize(places, ROUND_HALF_EVEN)
        text = f"{rounded:,f}".replace(",", "\u202f")
        return f"{text} %" if unit == "%" else f"{text} {currency}".strip()

    def aim(self, state: AimState) -> str:
        """Return the state of an objective."""
        return {
            AimState.NO_DATA: self.tr("no data"),
            AimState.ON_TRACK: self.tr("on track"),
            AimState.BEHIND: self.tr("behind"),
            AimState.MET: self.tr("met"),
            AimState.MISSED: self.tr("missed"),
            AimState.WITHDRAWN: self.tr("withdrawn"),
        }[state]

    def record_kind(self, kind: str) -> str:
        """Return what sort of record it is."""
        names = {
            "inspection": self.tr("Inspection"),
            "issue": self.tr("Issue"),
            "lot": self.tr("Lot"),
            "order": self.tr("Order line"),
        }
        return names.get(kind, kind)
