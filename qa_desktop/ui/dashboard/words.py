"""Figures in the words of the screen."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from qa_desktop.domain.aims import AimState
from qa_desktop.ui.theme.tokens import Tone

if TYPE_CHECKING:
    from qa_desktop.methods.effectiveness import Interval, Share
    from qa_desktop.methods.metrics.pareto import Count
    from qa_desktop.services.effect_figures import EffectLine

AIM_TONES = {
    AimState.NO_DATA: Tone.OPEN,
    AimState.ON_TRACK: Tone.RECORDED,
    AimState.BEHIND: Tone.WARNING,
    AimState.MET: Tone.CONFORMS,
    AimState.MISSED: Tone.FAILS,
    AimState.WITHDRAWN: Tone.NA,
}


PROOF_TONES = {"proven": Tone.CONFORMS, "not_proven": Tone.FAILS, "overridden": Tone.WARNING, "waiting": Tone.OPEN}


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

    def records(self, count: int, most: int) -> str:
        """Return how many records are shown; ``most`` is how many there can be."""
        words = self.tr("the newest {count} records") if count >= most else self.tr("{count} records")
        return self.tr("1 record") if count == 1 else words.format(count=count)

    def listed(self, key: str, count: int, most: int) -> str:
        """Return how many records are shown, and which of those that a figure was counted from."""
        which = {
            "inspections:not_good": self.tr("those that were not good"),
            "inspections:failed": self.tr("those with failing lines"),
            "issues:logged:kind:complaint": self.tr("the complaints"),
            "orders:customer": self.tr("those that were not on time"),
            "orders:purchase": self.tr("those that were not on time"),
        }.get(key)
        records = self.records(count, most)
        return records if which is None else self.tr("{records}: {which}").format(records=records, which=which)

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
            "action": self.tr("Action"),
            "lesson": self.tr("Lesson"),
            "certificate": self.tr("Certificate"),
            "request": self.tr("Request"),
        }
        return names.get(kind, kind)

    def proof(self, proof: str) -> str:
        """Return what is recorded of the effect of an action."""
        names = {
            "proven": self.tr("proven"),
            "not_proven": self.tr("not proven"),
            "overridden": self.tr("overridden"),
            "waiting": self.tr("waiting"),
        }
        return names[str(proof)]

    def metric(self, one: EffectLine) -> str:
        """Return what is counted before and after."""
        names = {"characteristic": self.tr("readings"), "inspections": self.tr("inspections"), "lots": self.tr("lots")}
        name = names[one.metric.value]
        return self.tr("{name}: {subject}").format(name=name, subject=one.subject) if one.subject else name

    def share(self, share: Share, interval: Interval | None) -> tuple[str, str]:
        """Return a share with how many of how many, and its interval below."""
        if interval is None or share.rate is None:
            return self.tr("no data"), ""
        rate = self.number(Decimal(share.nonconforming) * 100 / share.exposure, "%")
        low, high = round(interval.low * 100), round(interval.high * 100)
        return (
            self.tr("{rate} ({bad} of {all})").format(rate=rate, bad=share.nonconforming, all=share.exposure),
            self.tr("{low} to {high} %").format(low=low, high=high),
        )
