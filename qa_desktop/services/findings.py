"""What the readings of one inspection ask for: its record and its history brought to :mod:`qa_desktop.methods.honesty`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from qa_desktop.domain.answers import Source
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.item_types import item_type
from qa_desktop.domain.item_types.numeric import with_unit
from qa_desktop.domain.lines import split_line
from qa_desktop.domain.questions import distance
from qa_desktop.domain.record import InspectionRecord, Line
from qa_desktop.methods import honesty
from qa_desktop.services.answering import UNDONE
from qa_desktop.storage.queries import answers, review
from qa_desktop.storage.unit import Connection

FLOORS: Final = {
    ItemKind.MEASUREMENT: 1.0,
    ItemKind.NUMBER: 0.7,
    ItemKind.TEXT: 0.3,
    ItemKind.MULTIPLE_CHOICE: 0.3,
    ItemKind.SINGLE_CHOICE: 0.2,
    ItemKind.CONFORMITY: 0.2,
    ItemKind.YES_NO: 0.2,
}
"""The least seconds between an answer by hand and the one before it: bringing the gauge to the piece and typing, or one key.

Kinds that are not named here (scans, photos, calculated values, moments) take no time by hand.
"""

_NUMERIC = frozenset({ItemKind.MEASUREMENT, ItemKind.NUMBER})
_NOT_READ = frozenset({Source.CALCULATED, Source.REST})


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to ask about.  ``line_id`` is where it begins; ``same`` names it, so that nothing is asked twice."""

    kind: str
    line_id: str
    facts: dict[str, object]

    @property
    def same(self) -> str:
        """The name of the question: what it is about and where it begins."""
        return f"{self.kind} {self.line_id} {self.facts.get('same', '')}"


def findings(connection: Connection, record: InspectionRecord) -> tuple[Finding, ...]:
    """Return what the record and the history of an inspection ask for, in the order of the checklist."""
    return (*_of_numbers(record), *_of_moments(connection, record))


def _of_numbers(record: InspectionRecord) -> Iterator[Finding]:
    series: dict[str, list[Line]] = {}
    for line in record.lines:
        if line.item.kind in _NUMERIC and line.reading is not None and line.answer.source not in _NOT_READ:
            series.setdefault(split_line(line.item.id)[0], []).append(line)
    for lines in series.values():
        values = [line.reading for line in lines if line.reading is not None]
        yield from _of_series(lines, values)


def _of_series(lines: list[Line], values: list[Decimal]) -> Iterator[Finding]:
    item = lines[0].item
    lower, upper = item.limits.lower, item.limits.upper
    step = honesty.resolution_of(values, item.decimals)
    width = None if lower is None or upper is None else upper - lower
    same = honesty.identical(values, step, width)
    if same is not None:
        value = decimal_text(values[same.first])
        yield _span("identical", lines, same, same=value, value=with_unit(values[same.first], item.unit))
    even = honesty.regular(values, step, width)
    if even is not None:
        yield _span("regular", lines, even, same=decimal_text(even.step), step=with_unit(abs(even.step), item.unit))
    edge = honesty.on_limit(values, step, lower, upper)
    if edge is not None:
        found = [lines[place] for place in edge.places]
        yield Finding(
            "on_limit",
            found[0].item.id,
            {
                "item": item.text,
                "count": len(found),
                "total": len(values),
                "value": with_unit(edge.limit, item.unit),
                "same": decimal_text(edge.limit),
                "lines": [line.item.id for line in found],
            },
        )


def _span(kind: str, lines: list[Line], span: honesty.Span, **facts: str) -> Finding:
    found = lines[span.first : span.last + 1]
    return Finding(
        kind,
        found[0].item.id,
        {
            "item": found[0].item.text,
            "first": found[0].number,
            "last": found[-1].number,
            "count": len(found),
            "lines": [line.item.id for line in found],
            **facts,
        },
    )


def _of_moments(connection: Connection, record: InspectionRecord) -> Iterator[Finding]:
    items, numbers = {line.item.id: line.item for line in record.lines}, {line.item.id: line.number for line in record.lines}
    history = answers.history(connection, record.id)
    by_hand = [row for row in history if row.item_id in items and _is_by_hand(row, items[row.item_id])]
    fast = honesty.too_fast([honesty.Commit(_moment(row.at), FLOORS[items[row.item_id].kind]) for row in by_hand])
    if fast is not None:
        found = by_hand[fast.first : fast.last + 1]
        passed = (_moment(found[-1].at) - _moment(found[0].at)).total_seconds()
        yield Finding(
            "fast",
            found[0].item_id,
            {
                "count": len(found),
                "first": numbers[found[0].item_id],
                "last": numbers[found[-1].item_id],
                "seconds": f"{passed:.1f}",
                "same": found[0].at,
                "lines": [row.item_id for row in found],
            },
        )
    typed = {row.item_id: row for row in history if row.new.value is not None}
    for line in record.lines:
        row = typed.get(line.item.id)
        if line.item.kind is ItemKind.DATE_TIME and line.answer.value is not None and row is not None:
            yield from _of_date(line, row.at)
    yield from _of_clock(connection, record.id, numbers)


def _is_by_hand(row: answers.ChangeRow, item: Item) -> bool:
    changed = row.new.value is not None and row.new.value != row.old.value
    return changed and row.new.source is Source.TYPED and row.reason != UNDONE and item.kind in FLOORS


def _of_date(line: Line, at: str) -> Iterator[Finding]:
    value = line.answer.value or ""
    moment = datetime.fromisoformat(value)
    off = honesty.dated_away(moment if moment.tzinfo else moment.replace(tzinfo=UTC), _moment(at))
    if off is not None:
        shown, far = item_type(line.item.kind).display(line.item, value), distance(off.total_seconds())
        facts: dict[str, object] = {
            "item": line.item.text,
            "typed": shown,
            "distance": far,
            "same": value,
        }
        yield Finding("before" if off.total_seconds() < 0 else "after", line.item.id, facts)


def _of_clock(connection: Connection, inspection_id: str, numbers: dict[str, str]) -> Iterator[Finding]:
    stations: dict[str, list[tuple[str, str]]] = {}
    for station, _, at, key, _ in review.answer_moments(connection, inspection_id):
        if key in numbers:
            stations.setdefault(station, []).append((at, key))
    for entries in stations.values():
        found = honesty.set_back([_moment(at) for at, _ in entries])
        if found is not None:
            at, key = entries[found[0]]
            facts: dict[str, object] = {"first": numbers[key], "distance": distance(found[1].total_seconds()), "same": at}
            yield Finding("clock", key, facts)


def _moment(utc: str) -> datetime:
    return datetime.fromisoformat(utc)
