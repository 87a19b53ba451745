"""What one item must be before it can be published: texts, kinds, limits, decision, evidence, second reading, languages.

Sampling is in :mod:`qa_desktop.domain.sampling_checks`; conditions and formulas need the other items and are checked in
:mod:`qa_desktop.methods.expression_checks`.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from qa_desktop.domain.checklist import Choice, Evidence, Item, ItemKind, Severity
from qa_desktop.domain.decimals import SCALE, decimals_of
from qa_desktop.domain.item_rules import EvidenceWhen
from qa_desktop.domain.problems import Flaw
from qa_desktop.domain.sampling_checks import sampling_flaws
from qa_desktop.domain.tolerance import Limits

LARGEST = Decimal(9_000_000_000)
"""Largest limit or reading."""

CHOICE_KINDS = frozenset({ItemKind.SINGLE_CHOICE, ItemKind.MULTIPLE_CHOICE, ItemKind.DEFECTS})
LIMITED_KINDS = frozenset({ItemKind.MEASUREMENT, ItemKind.CALCULATED})
NUMBER_KINDS = frozenset({ItemKind.MEASUREMENT, ItemKind.NUMBER})
NEVER_READ_TWICE = frozenset({ItemKind.CALCULATED, ItemKind.INSTRUCTION, ItemKind.PHOTO})


def stored_flaws(item: Item) -> Iterator[Flaw]:
    """Return what does not fit the tables, so that not even a draft can hold it."""
    for name in ("nominal", "lower", "upper"):
        value: Decimal | None = getattr(item.limits, name)
        what = "nominal value" if name == "nominal" else f"{name} limit"
        if value is None:
            continue
        if not value.is_finite():
            yield Flaw(f"limits.{name}", f": the {what} is not a number. Type it again.")
        elif decimals_of(value) > SCALE:
            yield Flaw(f"limits.{name}", f": the {what} {value} has more than {SCALE} decimals. Use a smaller unit.")
        elif abs(value) > LARGEST:
            yield Flaw(f"limits.{name}", f": the {what} {value} is too large. Use a larger unit.")
    if item.decimals is not None and not 0 <= item.decimals <= SCALE:
        yield Flaw("decimals", f": {item.decimals} decimals cannot be kept. Choose 0 to {SCALE}.")


def item_flaws(item: Item) -> Iterator[Flaw]:
    """Return what keeps an item from being published, and what is only worth a second look."""
    if not item.text.strip():
        yield Flaw("text", " has no text. Say what is to be checked.")
    if item.kind in CHOICE_KINDS:
        yield from _choice_flaws(item.kind, item.choices)
    elif item.choices:
        yield Flaw("kind", " lists choices, but its kind does not offer any. Change the kind or remove the choices.")
    yield from _limit_flaws(item)
    if item.expected not in {None, "yes", "no"}:
        yield Flaw("expected", f" expects “{item.expected}”; a yes/no item can only expect yes or no.")
    elif item.expected is not None and item.kind is not ItemKind.YES_NO:
        yield Flaw("expected", " expects yes or no, but it is not a yes/no item. Change the kind or remove the expected answer.")
    yield from _typing_flaws(item)
    yield from _decision_flaws(item)
    yield from _evidence_flaws(item)
    yield from _second_flaws(item)
    yield from _pass_rest_flaws(item)
    yield from sampling_flaws(item)
    yield from _language_flaws(item)


def may_pass_rest(item: Item) -> bool:
    """Return whether "pass the rest" can be allowed here: the line is not critical, and it has an answer that passes."""
    passes = item.kind is ItemKind.CONFORMITY or (item.kind is ItemKind.YES_NO and item.expected is not None)
    return passes and item.severity is not Severity.CRITICAL


def _choice_flaws(kind: ItemKind, choices: tuple[Choice, ...]) -> Iterator[Flaw]:
    ids = [choice.id for choice in choices]
    tally = kind is ItemKind.DEFECTS
    if not choices and tally:
        yield Flaw("choices", " has no defect types to count. Add at least one.")
    elif not choices:
        yield Flaw("choices", " has no choices. Add at least one.")
    if len(set(ids)) != len(ids):
        twice = next(id_ for id_ in ids if ids.count(id_) > 1)
        yield Flaw("choices", f" has the choice “{twice}” twice. Remove one of them.")
    if any(not choice.id or not choice.text.strip() for choice in choices):
        yield Flaw("choices", " has a choice without words. Give it a text or remove it.")


def _limit_flaws(item: Item) -> Iterator[Flaw]:
    limits = item.limits
    if item.kind not in LIMITED_KINDS and limits != Limits():
        yield Flaw("kind", " has limits, but only a measurement is judged by limits. Make it a measurement or remove them.")
        return
    if item.decimals is None:
        return
    for name, value in (("lower", limits.lower), ("upper", limits.upper)):
        if value is not None and value.is_finite() and decimals_of(value) > item.decimals:
            yield Flaw(
                f"limits.{name}",
                f": the {name} limit {value} has more decimals than the reading shows ({item.decimals}). "
                "A reading exactly on it can never be typed.",
                warning=True,
            )


def _typing_flaws(item: Item) -> Iterator[Flaw]:
    lowest, highest = item.rules.asks.typing_lower, item.rules.asks.typing_upper
    if lowest is None and highest is None:
        return
    if item.kind is not ItemKind.MEASUREMENT:
        yield Flaw("rules.asks.typing_lower", " has a typing range, which only a measurement can have. Remove it.")
        return
    if lowest is not None and highest is not None and lowest > highest:
        yield Flaw("rules.asks.typing_lower", f": the typing range begins at {lowest} and ends at {highest}. Exchange the two.")
        return
    for name, limit in (("lower", item.limits.lower), ("upper", item.limits.upper)):
        below = limit is not None and lowest is not None and limit < lowest
        above = limit is not None and highest is not None and limit > highest
        if below or above:
            end, bound = ("lower", lowest) if below else ("upper", highest)
            yield Flaw(
                f"rules.asks.typing_{end}",
                f": the {name} limit {limit} lies outside the typing range, whose {end} end is {bound}. "
                "Readings that conform could not be typed. Widen the typing range.",
            )


def _decision_flaws(item: Item) -> Iterator[Flaw]:
    rule, limits = item.rules.decision, item.limits
    if rule.factor <= 0:
        yield Flaw("rules.decision.factor", f": the factor {rule.factor} of the guard band must be above zero.")
        return
    if rule.uncertainty is None:
        return
    if rule.uncertainty <= 0:
        yield Flaw(
            "rules.decision.uncertainty",
            f": the measurement uncertainty {rule.uncertainty} must be above zero. Leave it empty for no guard band.",
        )
        return
    if item.kind not in LIMITED_KINDS or limits.is_open:
        yield Flaw("rules.decision.uncertainty", " has a guard band but no limits that it could guard. Add limits or remove it.")
        return
    band = rule.guard_band
    if limits.lower is not None and limits.upper is not None and limits.lower + band > limits.upper - band:
        yield Flaw(
            "rules.decision.uncertainty",
            f": the guard band of {band} on each side leaves nothing between {limits.lower} and {limits.upper}: "
            f"conformity would have to lie from {limits.lower + band} to {limits.upper - band}. "
            "Use a better gauge, a smaller factor or wider limits.",
        )


def _evidence_flaws(item: Item) -> Iterator[Flaw]:
    asks = item.rules.asks
    if asks.evidence_when is EvidenceWhen.NTH and asks.evidence_every < 1:
        yield Flaw("rules.asks.evidence_every", ": evidence is asked for at every Nth piece; say which, from 1.")
    always = asks.evidence_when in {EvidenceWhen.ALWAYS, EvidenceWhen.NTH}
    if always and item.evidence is Evidence.NONE:
        yield Flaw("evidence", " asks for evidence but does not say which. Choose photo or note, or choose “never”.")


def _second_flaws(item: Item) -> Iterator[Flaw]:
    asks = item.rules.asks
    if asks.second_reading and item.kind in NEVER_READ_TWICE:
        yield Flaw("rules.asks.second_reading", " asks for a second reading, but nobody reads it. Remove the second reading.")
    if asks.agreement is None:
        return
    if not asks.second_reading:
        yield Flaw("rules.asks.agreement", " has an agreement limit but no second reading. Ask for one or remove the limit.")
    elif item.kind not in NUMBER_KINDS:
        yield Flaw("rules.asks.agreement", " has an agreement limit, which only numbers can have. Remove the limit.")
    elif asks.agreement < 0:
        yield Flaw("rules.asks.agreement", f": the agreement limit {asks.agreement} must not be below zero.")


def _pass_rest_flaws(item: Item) -> Iterator[Flaw]:
    if not item.rules.asks.pass_rest:
        return
    if item.severity is Severity.CRITICAL:
        yield Flaw("rules.asks.pass_rest", " is critical, so it is never passed with the rest. Take one of the two back.")
    elif not may_pass_rest(item):
        yield Flaw(
            "rules.asks.pass_rest",
            " has no answer that passes, so it cannot be passed with the rest. It takes “conforms or not”, or “yes or no” "
            "with an expected answer.",
        )


def _language_flaws(item: Item) -> Iterator[Flaw]:
    languages = [one.language for one in item.rules.texts]
    for language in sorted({one for one in languages if languages.count(one) > 1}):
        yield Flaw("rules.texts", f" has texts in “{language}” twice. Remove one of them.")
    known = {choice.id for choice in item.choices}
    for one in item.rules.texts:
        if not one.language.strip():
            yield Flaw("rules.texts", " has texts in a language without a name. Give it one such as de, or remove it.")
        elif not one.text.strip():
            yield Flaw("rules.texts", f" has no text in “{one.language}” yet; inspectors then read the usual one.", warning=True)
        lost = [id_ for id_, _ in one.choices if id_ not in known]
        if lost:
            words = f" has words in “{one.language}” for a choice “{lost[0]}” that does not exist any more."
            yield Flaw("rules.texts", words, warning=True)
