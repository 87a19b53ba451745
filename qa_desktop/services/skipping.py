"""The option "inspect one lot in f" of an assignment rule: which lots are drawn, and the record of every decision.

The decision follows from the seed, the number of lots before it and their results (:mod:`qa_desktop.methods.sampling.skip`).  It
is kept in the history of the rule under a series of its own, and in the audit log.  A new seed begins a new history.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from qa_desktop.domain.assignment import Conditions
from qa_desktop.domain.canonical import canonical_json
from qa_desktop.domain.checklist import Checklist, Severity
from qa_desktop.methods.sampling.skip import Outcome, inspects_next
from qa_desktop.services.assigning import winning_rule
from qa_desktop.storage.queries import series, templates
from qa_desktop.storage.queries.assignments import RuleRow
from qa_desktop.storage.unit import Connection, Work

DRAWN, SKIPPED = "lot_drawn", "lot_skipped"


@dataclass(frozen=True, slots=True)
class Draw:
    """Whether a lot is inspected, and why, in words.  ``decided_before`` is true when the lot met this question already."""

    inspect: bool
    words: str
    series: str
    rule_id: str
    seed: int
    one_lot_in: int
    place: int
    decided_before: bool = False


def can_skip(template: Checklist) -> str:
    """Return why lots cannot be left out with this checklist, as a sentence; empty when they can."""
    if any(item.severity is Severity.CRITICAL for item in template.items):
        return "It has critical items, and those are checked in every lot."
    if all(item.rules.asks.per_piece for item in template.items):
        return "It asks only about pieces, so a lot that is not drawn would leave no record. Add an item that is asked once."
    return ""


def decide(connection: Connection, revision_id: str, template: Checklist, what: Conditions, lot_id: str | None) -> Draw | None:
    """Return the decision on a lot, or ``None`` where every lot is inspected.  ``lot_id`` is ``None`` for a lot that is new."""
    rule = winning_rule(connection, what)
    if rule is None or rule.one_lot_in < 2 or rule.template_id != templates.revision_by_id(connection, revision_id).template_id:
        return None
    if can_skip(template):
        return None  # a later revision asks for more than the rule was made for: then every lot is inspected
    key = _series(rule, what)
    history = series.events(connection, key)
    for place, event in enumerate(history):
        facts = json.loads(event.reason)
        if lot_id is not None and facts["lot"] == lot_id:
            return _draw(rule, key, place, inspect=event.kind == DRAWN, words=facts["words"], decided_before=True)
    place = len(history)
    how = f"1 lot in {rule.one_lot_in}, seed {rule.seed}, lot {place + 1}"
    if history and _refused_since(connection, rule, what, history[0].at):
        return _draw(rule, key, place, inspect=True, words=f"Every lot is inspected again after a rejection ({how}).")
    outcomes = [Outcome.ACCEPTED if event.kind == DRAWN else Outcome.SKIPPED for event in history]
    if inspects_next(str(rule.seed), rule.one_lot_in, outcomes):
        return _draw(rule, key, place, inspect=True, words=f"This lot was drawn for inspection ({how}).")
    words = f"This lot was not drawn ({how}): no pieces are inspected, and only what is asked once is asked."
    return _draw(rule, key, place, inspect=False, words=words)


def wished(draw: Draw) -> Draw:
    """Return the decision for a lot that the inspector wants to inspect although it was not drawn."""
    how = f"1 lot in {draw.one_lot_in}, seed {draw.seed}, lot {draw.place + 1}"
    return _draw_again(draw, f"This lot was not drawn ({how}), and is inspected at the wish of the inspector.")


def record(work: Work, draw: Draw, lot_id: str) -> None:
    """Keep a decision: once for each lot."""
    if draw.decided_before:
        return
    kind = DRAWN if draw.inspect else SKIPPED
    series.add_event(work, draw.series, kind, canonical_json({"lot": lot_id, "words": draw.words}))
    facts: dict[str, str | int] = {
        "rule": draw.rule_id,
        "one_lot_in": draw.one_lot_in,
        "seed": draw.seed,
        "place": draw.place,
        "inspect": draw.inspect,
        "words": draw.words,
    }
    work.audit("lot.draw", "lot", lot_id, facts)


def _series(rule: RuleRow, what: Conditions) -> str:
    return canonical_json(["one lot in", rule.id, rule.one_lot_in, rule.seed, what.plain().supplier, what.part_number])


def _refused_since(connection: Connection, rule: RuleRow, what: Conditions, since: str) -> bool:
    results: Sequence[series.ResultRow] = series.results_of_template(connection, rule.template_id, what.part_number)
    supplier = what.plain().supplier
    return any(
        not row.accepted
        and row.original
        and row.first_at >= since
        and Conditions(supplier=row.supplier).plain().supplier == supplier
        for row in results
    )


def _draw(rule: RuleRow, key: str, place: int, *, inspect: bool, words: str, decided_before: bool = False) -> Draw:
    return Draw(inspect, words, key, rule.id, rule.seed, rule.one_lot_in, place, decided_before)


def _draw_again(draw: Draw, words: str) -> Draw:
    return Draw(True, words, draw.series, draw.rule_id, draw.seed, draw.one_lot_in, draw.place, draw.decided_before)
