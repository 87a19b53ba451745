"""Objectives, findings of internal audits and management reviews: their words and rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.period import Period

_WHOLE = 100


class AimState(StrEnum):
    """How an objective stands, always computed and never typed."""

    NO_DATA = "no_data"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    MET = "met"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"


class FindingKind(StrEnum):
    """What an internal audit found."""

    NONCONFORMITY = "nonconformity"
    OBSERVATION = "observation"
    OPPORTUNITY = "opportunity"


class AuditState(StrEnum):
    """How far an internal audit has come."""

    PLANNED = "planned"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Target:
    """What an objective aims at: from ``baseline``, measured over ``window``, to ``target`` at ``due``.

    ``up`` says that more is better.
    """

    baseline: Decimal
    window: Period
    target: Decimal
    due: date
    up: bool

    def current_window(self, today: date) -> Period:
        """Return the window of equal length that is compared with the baseline: it ends today, at the latest at the due date."""
        last = min(today, self.due)
        length = self.window.last - self.window.first
        return Period(last - length, last)

    def expected(self, today: date) -> Decimal:
        """Return what a straight way from baseline to target asks for today."""
        whole = (self.due - self.window.last).days
        gone = min(max((today - self.window.last).days, 0), whole)
        return self.baseline + (self.target - self.baseline) * gone / whole

    def is_good(self, value: Decimal, wanted: Decimal) -> bool:
        """Return whether a value is at least as good as another."""
        return value >= wanted if self.up else value <= wanted


def require_target(target: Target) -> None:
    """Raise when the target cannot be judged: due before the baseline ends, or worse than the baseline."""
    if target.due <= target.window.last:
        raise InputError("The target date lies inside the baseline. Choose a later date.")
    if not target.is_good(target.target, target.baseline):
        raise InputError(
            "The target {target} is worse than the baseline {baseline}. Aim at something better, or at least the same.",
            target=target.target,
            baseline=target.baseline,
        )


def require_possible(value: Decimal, unit: str) -> None:
    """Raise for a number that the figure can never have: a share outside 0 to 100 %, or money that is less than nothing."""
    if unit == "%" and not 0 <= value <= _WHOLE:
        raise InputError("{value} % cannot be: this figure lies between 0 and 100 %.", value=value)
    if unit == "money" and value < 0:
        raise InputError("{value} cannot be: a cost is never negative.", value=value)


def require_ahead(due: date, today: date) -> None:
    """Raise when the target date is not ahead: what is known already is no objective."""
    if due <= today:
        raise InputError("The target date is not ahead. Choose a later date: what is known already is no objective.")


def state_of(target: Target, value: Decimal | None, today: date) -> AimState:
    """Return how an objective stands; ``value`` is the figure over :meth:`Target.current_window`, ``None`` without data.

    Until the due date it is on track or behind a straight way from baseline to target; only at the due date it is met or missed.
    """
    if value is None:
        return AimState.NO_DATA
    if today >= target.due:
        return AimState.MET if target.is_good(value, target.target) else AimState.MISSED
    return AimState.ON_TRACK if target.is_good(value, target.expected(today)) else AimState.BEHIND


def require_auditor(auditor_id: str, person_id: str) -> None:
    """Raise when somebody else than the named auditor writes down what an audit found."""
    if auditor_id != person_id:
        raise RefusedError("Only the auditor of this audit writes its findings. Nothing was stored. Ask them to do it.")


def require_planned(state: AuditState) -> None:
    """Raise when an audit is closed: what it found stands."""
    if state is not AuditState.PLANNED:
        raise RefusedError("This audit is closed, and what it found stands. Plan another audit.")
