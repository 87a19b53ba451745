"""From the sampling rule of a characteristic and the size of a lot to the plan that is pinned, with its risk.

Sources: the tables of :mod:`~qa_desktop.methods.sampling.tables` for AQL plans; the hypergeometric distribution for zero
acceptance; n and k from the owner of the rule for plans by measured values.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.sampling import SamplingKind, SamplingRule, SamplingSeverity
from qa_desktop.methods.sampling import fixed, oc, tables, words
from qa_desktop.methods.sampling.oc import CurvePoint, Model

NEEDS_LOT_SIZE = frozenset({SamplingKind.ALL, SamplingKind.PERCENT, SamplingKind.AQL, SamplingKind.ZERO})
"""Kinds of rules that draw the sample from the size of the lot; the others can do without one."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plan ready to be pinned.  ``lot_size`` is 0 where nobody said it; ``size`` is how many pieces are inspected."""

    rule: SamplingRule
    lot_size: int
    size: int
    accept: int
    reject: int
    words: str
    code_letter: str = ""
    letter_used: str = ""

    @property
    def is_full(self) -> bool:
        """Whether every piece of the lot is inspected."""
        return 0 < self.lot_size <= self.size


@dataclass(frozen=True, slots=True)
class RiskShown:
    """The risk of a plan for people: sentences, and the figures of the curve.

    ``accepted_often`` is the quality accepted 95 % of the time, ``accepted_rarely`` the one still accepted 10 % of the time;
    ``often_words`` and ``rarely_words`` say both with their unit.
    """

    sentences: tuple[str, ...]
    model: Model
    accepted_often: float
    accepted_rarely: float
    often_words: str
    rarely_words: str
    curve: tuple[CurvePoint, ...]


def drawn(rule: SamplingRule, lot_size: int, severity: SamplingSeverity) -> Drawn:
    """Return the plan of a lot; ``lot_size`` 0 means that nobody said it, which only some kinds can do without.

    Raises :class:`InputError` for a rule that says too little, and for an AQL plan while inspection is suspended.
    """
    if lot_size == 0 and rule.kind in NEEDS_LOT_SIZE:
        raise InputError("This plan draws its sample from the size of the lot. Type the lot and the lot quantity.")
    match rule.kind:
        case SamplingKind.AQL:
            plan = tables.single_plan(lot_size, rule.level, rule.aql, severity, rule.tables)
            said = words.plan_in_words(plan, lot_size, tables.aql_named(rule.aql))
            return Drawn(rule, lot_size, plan.inspect, plan.ac, plan.re, said, plan.code_letter, plan.letter_used)
        case SamplingKind.ALL:
            return _counted(rule, lot_size, fixed.every_piece(lot_size))
        case SamplingKind.FIXED:
            return _counted(rule, lot_size, fixed.fixed_number(lot_size or max(1, rule.count), rule.count))
        case SamplingKind.PERCENT:
            return _counted(rule, lot_size, fixed.share_of_lot(lot_size, _given(rule.percent, "share of the lot")))
        case SamplingKind.ZERO:
            return _zero(rule, lot_size)
        case SamplingKind.VARIABLES:
            return _variables(rule, lot_size)


def risk_of(plan: Drawn) -> RiskShown | None:
    """Return the risk of a plan, or ``None`` where it cannot be told: by measured values, or without a lot size.

    AQL plans are judged as samples of a running process (binomial, above AQL 10 Poisson), the others as samples of this one lot
    (hypergeometric, exact).
    """
    kind = plan.rule.kind
    if kind is SamplingKind.VARIABLES:
        return None
    if plan.is_full:
        return _full(plan)
    model, lot_size = Model.HYPERGEOMETRIC, plan.lot_size or None
    if kind is SamplingKind.AQL:
        model, lot_size = words.model_for(plan.rule.aql), None
    elif lot_size is None:
        model = Model.BINOMIAL
    risk = oc.risk(plan.size, plan.reject - 1, model=model, lot_size=lot_size)
    sentences = words.risk_in_words(plan.size, plan.accept, plan.reject, model, lot_size=lot_size)
    return RiskShown(
        tuple(sentences),
        model,
        risk.accepted_often,
        risk.accepted_rarely,
        words.quality(risk.accepted_often, model),
        words.quality(risk.accepted_rarely, model),
        risk.curve,
    )


def _full(plan: Drawn) -> RiskShown:
    """Say the risk of inspecting every piece: none but that of the inspection itself."""
    limit = (plan.reject - 1) / plan.lot_size
    bad = "no bad piece" if plan.reject == 1 else f"up to {plan.reject - 1} bad pieces"
    said = f"Every piece is inspected: the lot passes with {bad} and never with more."
    quality = words.quality(limit, Model.HYPERGEOMETRIC)
    end = min(1.0, max(limit * 2, 0.05))
    curve = tuple(CurvePoint(end * step / 40, float(end * step / 40 <= limit)) for step in range(41))
    return RiskShown((said,), Model.HYPERGEOMETRIC, limit, limit, quality, quality, curve)


def _counted(rule: SamplingRule, lot_size: int, size: int) -> Drawn:
    return Drawn(rule, lot_size, size, rule.accept, rule.accept + 1, _words(size, lot_size, "", rule.accept))


def _zero(rule: SamplingRule, lot_size: int) -> Drawn:
    percent = _given(rule.limiting_percent, "limiting quality")
    limit = oc.limit_from_percent(lot_size, percent)
    size = lot_size if limit < 1 else oc.zero_acceptance(lot_size, limit, rule.beta)
    chance = decimal_text((rule.beta * 100).normalize() + 0)
    how = f"zero acceptance, at most {chance} % chance to accept {decimal_text(percent)} % bad pieces"
    return Drawn(rule, lot_size, size, 0, 1, _words(size, lot_size, how, 0))


def _variables(rule: SamplingRule, lot_size: int) -> Drawn:
    k = _given(rule.k, "acceptability constant k")
    least = 3
    if rule.count < least:
        raise InputError("A plan by measured values needs at least {least} pieces. Correct the checklist.", least=least)
    size = min(rule.count, lot_size) if lot_size else rule.count
    number = decimal_text(k)
    how = f"accept the lot when every limit lies at least {number} standard deviations away from the mean."
    return Drawn(rule, lot_size, size, 0, 1, f"{_how_many(size, lot_size)} (by measured values, k {number}): {how}")


def _words(size: int, lot_size: int, how: str, accept: int) -> str:
    beside = f" ({how})" if how else ""
    return (
        f"{_how_many(size, lot_size)}{beside}: accept the lot with up to {accept} nonconforming, reject it from {accept + 1} on."
    )


def _how_many(size: int, lot_size: int) -> str:
    if lot_size == 1:
        return "Inspect the only piece"
    if lot_size == size:
        return f"Inspect all {size} pieces"
    if lot_size:
        return f"Inspect {size} of {lot_size} pieces"
    return "Inspect 1 piece" if size == 1 else f"Inspect {size} pieces"


def _given(value: Decimal | None, what: str) -> Decimal:
    if value is None:
        raise InputError("The sampling rule of this checklist names no {what}. Correct the checklist.", what=what)
    return value
