"""The series of lots, page by page: every series that a plan by the sampling tables was pinned to."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from qa_desktop.domain.item_rules import rules_from
from qa_desktop.domain.sampling import SamplingRule, TableSet
from qa_desktop.storage.models import PinnedPlan
from qa_desktop.storage.queries.inspections import escape_like
from qa_desktop.storage.queries.typed import words_to_find

_SWITCHED = '%,"aql %'
"""Only plans by the tables have severities; the last part of a key says the kind of plan."""


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """A series by its key, with the tables that its newest plan was taken from."""

    key: str
    tables: TableSet


def page(connection: Connection, text: str = "", *, after: str = "", limit: int = 100) -> tuple[SeriesKey, ...]:
    """Return the next page in order of the keys (supplier, part, class); every word of ``text`` must occur in the key."""
    p = PinnedPlan
    found = select(p.series, func.max(p.id).label("newest")).where(p.series > after, p.series.like(_SWITCHED))
    for word in words_to_find(text):
        found = found.where(p.series.ilike(f"%{escape_like(word)}%", escape="!"))
    keys = found.group_by(p.series).order_by(p.series).limit(limit).subquery()
    query = select(keys.c.series, p.rule).join(p, p.id == keys.c.newest).order_by(keys.c.series)
    return tuple(SeriesKey(row.series, _tables(row.rule)) for row in connection.execute(query))


def count(connection: Connection, text: str = "") -> int:
    """Return how many series match."""
    query = select(func.count(PinnedPlan.series.distinct())).where(PinnedPlan.series.like(_SWITCHED))
    for word in words_to_find(text):
        query = query.where(PinnedPlan.series.ilike(f"%{escape_like(word)}%", escape="!"))
    return int(connection.execute(query).scalar_one())


def one(connection: Connection, key: str) -> SeriesKey | None:
    """Return a series that a plan was pinned to."""
    query = select(PinnedPlan.rule).where(PinnedPlan.series == key).order_by(PinnedPlan.id.desc()).limit(1)
    rule = connection.execute(query).scalar()
    return None if rule is None else SeriesKey(key, _tables(rule))


def _tables(rule: str) -> TableSet:
    return (rules_from(json.loads(rule)).sampling or SamplingRule()).tables
