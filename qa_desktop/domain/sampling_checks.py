"""Whether the sampling rule of an item is complete, by its kind."""

from __future__ import annotations

from collections.abc import Iterator

from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.problems import Flaw
from qa_desktop.domain.sampling import AQLS, SamplingKind, SamplingRule

_COUNTED = frozenset({SamplingKind.ALL, SamplingKind.FIXED, SamplingKind.PERCENT})


def sampling_flaws(item: Item) -> Iterator[Flaw]:
    """Return what is missing or contradictory in the sampling rule of an item."""
    rule = item.rules.sampling
    if rule is None:
        return
    if not item.rules.asks.per_piece:
        yield _flaw(" is sampled but asked only once. Ask it for each piece, or remove the sampling rule.", "kind")
    match rule.kind:
        case SamplingKind.AQL if rule.aql not in AQLS:
            stated = f"“{rule.aql}” is no AQL of the series" if rule.aql else "the sampling plan has no AQL"
            yield _flaw(f": {stated}. Choose one from {AQLS[0]} to {AQLS[-1]}.", "aql")
        case SamplingKind.FIXED if rule.count < 1:
            yield _flaw(": the fixed sample has no size. Say how many pieces, from 1.", "count")
        case SamplingKind.PERCENT:
            yield from _percent_flaws(rule)
        case SamplingKind.ZERO:
            yield from _zero_flaws(rule)
        case SamplingKind.VARIABLES:
            yield from _variables_flaws(item, rule)
        case _:
            pass
    if rule.kind in _COUNTED and rule.accept < 0:
        yield _flaw(f": the acceptance number {rule.accept} must not be below zero.", "accept")
    elif rule.kind is SamplingKind.FIXED and rule.accept >= rule.count >= 1:
        words = f": a sample of {rule.count} that is accepted with {rule.accept} failures is always accepted. Lower the number."
        yield _flaw(words, "accept")


def _percent_flaws(rule: SamplingRule) -> Iterator[Flaw]:
    if rule.percent is None:
        yield _flaw(": the sample is a share of the lot, but no share is stated. Say it in percent, up to 100.", "percent")
    elif not 0 < rule.percent <= 100:
        yield _flaw(f": a share of {rule.percent} % is not possible. Choose above 0 and up to 100.", "percent")


def _zero_flaws(rule: SamplingRule) -> Iterator[Flaw]:
    if rule.limiting_percent is None:
        yield _flaw(": a zero-acceptance plan needs the share of bad pieces to find out, in percent.", "limiting_percent")
    elif not 0 < rule.limiting_percent < 100:
        words = f": a limiting quality of {rule.limiting_percent} % is not possible. Choose between 0 and 100."
        yield _flaw(words, "limiting_percent")
    if not 0 < rule.beta < 1:
        yield _flaw(f": the chance {rule.beta} of accepting a bad lot must lie between 0 and 1, for example 0.10.", "beta")


def _variables_flaws(item: Item, rule: SamplingRule) -> Iterator[Flaw]:
    if item.kind is not ItemKind.MEASUREMENT:
        yield _flaw(" is sampled by variables, which only a measurement can be. Choose another plan.", "kind")
    elif item.limits.is_open:
        yield _flaw(" is sampled by variables but has no limit to compare the mean with. Add one.", "kind")
    if rule.count < 2:
        yield _flaw(": a variables plan needs a sample size; a spread needs two pieces at least.", "count")
    if rule.k is None:
        yield _flaw(": a variables plan needs its acceptability constant k.", "k")


def _flaw(words: str, name: str) -> Flaw:
    return Flaw(f"rules.sampling.{name}", words)
