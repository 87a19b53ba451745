"""The severity for the next lot of a series, computed from its history every time it is asked.

Nothing of it is stored: a corrected result changes everything that follows it.  What a lot was inspected by stays as pinned.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from qa_desktop.domain.item_rules import rules_from
from qa_desktop.domain.sampling import SamplingKind, SamplingRule, SamplingSeverity, TableSet
from qa_desktop.methods.sampling.reasons import reason_in_words
from qa_desktop.methods.sampling.switching import Entry, Event, LotResult, State, Step, replay
from qa_desktop.methods.sampling.tables import tighter_ac
from qa_desktop.storage.queries import series as rows
from qa_desktop.storage.queries.series import EventRow, ResultRow
from qa_desktop.storage.unit import Connection

_EVENTS = frozenset(event.value for event in Event)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One entry of a history with what it did; exactly one of ``result`` and ``event`` is there."""

    step: Step
    result: ResultRow | None = None
    event: EventRow | None = None


@dataclass(frozen=True, slots=True)
class SeriesState:
    """How the next lot of a series is inspected.  ``why`` says it for people; ``lines`` is the history, oldest first."""

    key: str
    severity: SamplingSeverity
    why: str
    state: State
    lines: tuple[HistoryLine, ...]


def state_of(connection: Connection, key: str, tables: TableSet) -> SeriesState:
    """Return the state of a series; a series without a history begins with normal inspection."""
    return computed(key, rows.results(connection, key), rows.events(connection, key), tables)


def computed(key: str, results: Iterable[ResultRow], events: Iterable[EventRow], tables: TableSet) -> SeriesState:
    """Return the state that a history leads to, whatever the order in which its rows come: only their moments count."""
    dated: list[tuple[str, int, str, Entry, ResultRow | None, EventRow | None]] = []
    dated += [(row.first_at, 0, row.plan_id, _lot(row), row, None) for row in results]
    # At the same moment a lot comes first: what was decided about the series was decided with the lot on the table.
    dated += [(row.at, 1, row.id, Event(row.kind), None, row) for row in events if row.kind in _EVENTS]
    dated.sort(key=lambda one: one[:3])
    steps = replay((one[3] for one in dated), tables)
    lines = tuple(HistoryLine(step, one[4], one[5]) for step, one in zip(steps, dated, strict=True))
    state = steps[-1].after if steps else State()
    return SeriesState(key, state.severity, reason_in_words(steps, tables), state, lines)


def _lot(row: ResultRow) -> LotResult:
    """Return a result as the switching rules take it.  What counts is the plan that was pinned, not today's rule."""
    tighter = None
    rule = rules_from(json.loads(row.rule)).sampling or SamplingRule()
    if rule.kind is SamplingKind.AQL and row.accept > 1 and row.severity == SamplingSeverity.NORMAL:
        tighter = tighter_ac(row.letter_used, rule.aql)
    found = row.nonconforming
    if row.accepted is not (found < row.reject):  # a plan by measured values decides otherwise than by counting
        found = 0 if row.accepted else row.reject
    return LotResult(found, row.accept, row.reject, tighter, row.original)
