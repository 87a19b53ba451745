"""What a record holds beside its lines: plans, decision rules, acts, questions, second readings, the chain of inspections.

Each part knows its canonical form.  Nothing is written where nothing is there, so that the record of an inspection without them
is the same text whatever later versions of the program can express.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from qa_desktop.domain.canonical import Json
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.decision import Comparison, DecisionRule
from qa_desktop.domain.item_rules import USUAL_DECISION, Rules, rules_json
from qa_desktop.domain.item_types.numeric import number_for_people, with_unit
from qa_desktop.domain.plan_verdict import PlanVerdict
from qa_desktop.domain.sampling import PinnedPlan

JUDGED_BY_LIMITS = frozenset({ItemKind.MEASUREMENT, ItemKind.CALCULATED})


@dataclass(frozen=True, slots=True)
class SecondRef:
    """The reading of another person.  ``agreement`` is the largest difference that agrees, in the unit of the item."""

    value: str
    shown: str
    by: str
    at: str
    gauge: str = ""
    agreement: str = ""
    agrees: bool = True

    def content(self) -> dict[str, Json]:
        """Return the canonical form."""
        found: dict[str, Json] = {"value": self.value, "shown": self.shown, "by": self.by, "at": self.at, "agrees": self.agrees}
        return {**found, **_given(gauge=self.gauge, agreement=self.agreement)}


@dataclass(frozen=True, slots=True)
class ConcessionRef:
    """A concession that covers lines of the inspection; ``lines`` are their numbers.  Limits are decimal text, empty for none."""

    number: str
    kind: str
    item_text: str
    lower: str
    upper: str
    valid_until: str
    customer_approval: str
    approved_by: str
    lines: tuple[str, ...]

    def content(self) -> dict[str, Json]:
        """Return the canonical form."""
        return {
            "number": self.number,
            "kind": self.kind,
            "text": self.item_text,
            "valid_until": self.valid_until,
            "by": self.approved_by,
            "lines": list(self.lines),
            **_given(lower=self.lower, upper=self.upper, customer=self.customer_approval),
        }


@dataclass(frozen=True, slots=True)
class ActRef:
    """A retract, retest or reject of a line.  ``before`` is the answer that stood, in words, empty where none did."""

    number: str
    item_text: str
    act: str
    reason: str
    before: str
    by: str
    at: str
    round: int

    def content(self) -> dict[str, Json]:
        """Return the canonical form."""
        return {
            "item": self.number,
            "text": self.item_text,
            "act": self.act,
            "reason": self.reason,
            "before": self.before,
            "by": self.by,
            "at": self.at,
            "round": self.round,
        }


@dataclass(frozen=True, slots=True)
class QuestionRef:
    """A question about readings and the reply of the inspector.  ``number`` is empty where it is about the whole inspection."""

    number: str
    item_text: str
    kind: str
    round: int
    asked_at: str
    facts: Mapping[str, Json] = field(default_factory=dict)
    reply: str = ""
    by: str = ""
    at: str = ""

    def content(self) -> dict[str, Json]:
        """Return the canonical form."""
        found: dict[str, Json] = {
            "item": self.number,
            "text": self.item_text,
            "kind": self.kind,
            "facts": self.facts,
            "round": self.round,
            "asked_at": self.asked_at,
        }
        return {**found, **_given(reply=self.reply, by=self.by, at=self.at)}


@dataclass(frozen=True, slots=True)
class PlanOutcome:
    """A pinned plan with what was found by it."""

    plan: PinnedPlan
    verdict: PlanVerdict

    def content(self) -> dict[str, Json]:
        """Return the canonical form."""
        plan, verdict = self.plan, self.verdict
        found: dict[str, Json] = {
            "class": plan.group,
            "series": plan.series,
            "rule": rules_json(Rules(sampling=plan.rule))["sampling"],
            "severity": plan.severity.value,
            "lot_size": plan.lot_size,
            "code_letter": plan.code_letter,
            "letter_used": plan.letter_used,
            "n": plan.sample_size,
            "ac": plan.accept,
            "re": plan.reject,
            "items": list(plan.items),
            "basis": plan.words,
            "nonconforming": verdict.nonconforming,
            "nonconforming_pieces": list(verdict.pieces),
            "accepted": verdict.accepted,
        }
        more = _given(back_to_normal=verdict.back_to_normal, uncertain=verdict.uncertain, open=verdict.open)
        return {**found, **more, **_given(missing=verdict.missing)}


@dataclass(frozen=True, slots=True)
class Before:
    """A line of the inspection that is repeated, as it stood in what was signed."""

    number: str
    item_text: str
    shown: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ParentRef:
    """The inspection that this one repeats in part.  ``digest`` names the signed content that ``lines`` are taken from."""

    number: str
    digest: str = ""
    lines: tuple[Before, ...] = ()

    def content(self) -> dict[str, Json]:
        """Return the canonical form."""
        lines: list[Json] = [
            {"item": line.number, "text": line.item_text, "shown": line.shown, "verdict": line.verdict} for line in self.lines
        ]
        return {"number": self.number, "content_sha256": self.digest, "lines": lines}


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved the revision of the template, and when (ISO 8601)."""

    by: str
    at: str

    def content(self) -> dict[str, Json]:
        """Return the canonical form."""
        return {"by": self.by, "at": self.at}


def decision_words(item: Item) -> str:
    """Return the decision rule of a characteristic as a sentence: method (ASTM E29), guard band (ISO 14253-1), zones."""
    rule = item.rules.decision
    words = {
        Comparison.ABSOLUTE: "The value is compared as read (absolute method, ASTM E29).",
        Comparison.ROUNDING: "The value is rounded to the last place of the limits, ties to even, and then compared "
        "(rounding method, ASTM E29).",
    }[rule.comparison]
    return words if rule.uncertainty is None else f"{words} {_guard_words(item, rule)}"


def _guard_words(item: Item, rule: DecisionRule) -> str:
    unit, band, limits = item.unit, rule.guard_band, item.limits
    if rule.uncertainty is None:
        return ""
    origin = f"{number_for_people(rule.factor)} × u with u = {with_unit(rule.uncertainty, unit)}"
    made = f"Guard band {with_unit(band, unit)} = {origin}"
    lowest = None if limits.lower is None else limits.lower + band
    highest = None if limits.upper is None else limits.upper - band
    if lowest is not None and highest is not None and lowest > highest:
        return f"{made} (ISO 14253-1): the guard bands meet, so that no reading proves conformity."
    inner = [f"from {number_for_people(lowest)}"] if lowest is not None else []
    inner += [f"up to {number_for_people(highest)}"] if highest is not None else []
    outer = [f"below {number_for_people(limits.lower - band)}"] if limits.lower is not None else []
    outer += [f"above {number_for_people(limits.upper + band)}"] if limits.upper is not None else []
    if not inner:
        return f"{made} (ISO 14253-1); without limits nothing is judged."
    ending = f" {unit}" if unit else ""
    return (
        f"{made} (ISO 14253-1): conformity is stated {' '.join(inner)}{ending}, nonconformity {' or '.join(outer)}{ending}; "
        "between them neither is proven."
    )


def decision_content(items: Iterable[tuple[str, Item]]) -> list[Json]:
    """Return the decision rules that are not as usual, by characteristic; ``items`` are numbers with their items."""
    found: list[Json] = []
    for number, item in items:
        rule = item.rules.decision
        if item.kind not in JUDGED_BY_LIMITS or rule == USUAL_DECISION:
            continue
        entry: dict[str, Json] = {"item": number, "comparison": rule.comparison.value, "words": decision_words(item)}
        if rule.uncertainty is not None:
            limits, band = item.limits, rule.guard_band
            entry["uncertainty"] = decimal_text(rule.uncertainty)
            entry["factor"] = decimal_text(rule.factor)
            entry["guard_band"] = decimal_text(band)
            entry["accept_from"] = None if limits.lower is None else decimal_text(limits.lower + band)
            entry["accept_to"] = None if limits.upper is None else decimal_text(limits.upper - band)
        found.append(entry)
    return found


def _given(**values: Json) -> dict[str, Json]:
    return {name: value for name, value in values.items() if value}
