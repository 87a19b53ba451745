"""What poor quality cost, as figures: never mixed in currency, and never 0 where no cost is stated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from qa_desktop.domain.text import how_many
from qa_desktop.domain.units import counted_text
from qa_desktop.methods.metrics.cost import CostOfQuality
from qa_desktop.storage.queries.cost_figures import CostLine
from qa_desktop.storage.queries.figures import Record

INSIDE, OUTSIDE = "inside", "outside"
_NOTHING = "Nothing was rejected or disposed of in this period."

_NO_CUSTOMER = "No amends were kept, and nothing of complaints was disposed of, in this period."


def costs_of(lines: Iterable[CostLine], currency: str) -> CostOfQuality:
    """Return what failures cost in one currency.  Prevention and appraisal are not recorded, so they are not in it."""
    inside = outside = Decimal(0)
    for line in lines:
        if line.cost is not None and line.currency == currency:
            inside += Decimal(0) if line.outside else line.cost
            outside += line.cost if line.outside else Decimal(0)
    return CostOfQuality(internal_failure=inside, external_failure=outside)


def money(lines: Sequence[CostLine], currency: str) -> tuple[Decimal | None, str]:
    """Return both failures together with a note that says what they are, and what has no cost."""
    known = [line for line in lines if line.cost is not None and line.currency == currency]
    costs, notes = costs_of(known, currency), []
    for words, value in (("internal", costs.internal_failure), ("external", costs.external_failure)):
        if value:
            notes.append(f"{words} {value:.2f}")
    notes += _unstated(lines)
    return (costs.poor_quality if known else None), "; ".join(notes) or _NOTHING


def money_of(lines: Sequence[CostLine], currency: str, *, outside: bool) -> tuple[Decimal | None, str]:
    """Return what failures cost that were found inside, or outside by customers."""
    mine = [line for line in lines if line.outside is outside]
    known = [line for line in mine if line.cost is not None and line.currency == currency]
    by_loss: dict[str, Decimal] = {}
    for line in known:
        by_loss[words_of(line)] = by_loss.get(words_of(line), Decimal(0)) + (line.cost or Decimal(0))
    notes = [f"{words} {value:.2f}" for words, value in by_loss.items()] + _unstated(mine)
    return (sum(by_loss.values(), Decimal(0)) if known else None), "; ".join(notes) or (_NO_CUSTOMER if outside else _NOTHING)


def words_of(line: CostLine) -> str:
    """Return the loss in words."""
    return line.loss.value.replace("_", " ")


def records(lines: Iterable[CostLine], currency: str, *, unstated: bool, limit: int) -> tuple[Record, ...]:
    """Return the records behind losses, each once with what all its losses come to.

    ``unstated`` adds those without a stated cost, which count nothing and say so.
    """
    found: dict[tuple[str, str], Record] = {}
    for line in lines:
        if not (unstated if line.cost is None else line.currency == currency):
            continue
        record = line.record
        amount = f"{counted_text(line.quantity, line.unit)}: " if line.quantity else ""
        words = f"{amount}{words_of(line)}{_why_none(line)} ({record.words})"
        before = found.get((record.kind, record.id))
        if before is None:
            found[record.kind, record.id] = replace(record, words=words)
        else:
            words = f"{before.words}; {words}"
            found[record.kind, record.id] = replace(before, words=words, counts=before.counts + record.counts)
    return tuple(found.values())[:limit]


def _why_none(line: CostLine) -> str:
    if line.cost is not None:
        return ""
    return ", not counted: costs are those of a piece" if line.unit else ", no cost stated"


def _unstated(lines: Iterable[CostLine]) -> list[str]:
    missing: dict[str, list[CostLine]] = {}
    for line in lines:
        if line.cost is None:
            missing.setdefault(line.unit, []).append(line)
    notes = []
    for unit, found in sorted(missing.items()):
        amount = counted_text(sum((line.quantity for line in found), Decimal(0)), unit)
        parts = how_many(len({line.part for line in found}), "part")
        notes.append(
            f"{amount} of {parts} not counted: costs are those of a piece" if unit else f"no cost stated for {amount} of {parts}"
        )
    return notes
