"""Second readings: another person measures the same line again without knowing the first value."""

from __future__ import annotations

from dataclasses import dataclass

from qa_desktop.domain.answers import Gap
from qa_desktop.domain.canonical import Json
from qa_desktop.domain.checklist import Item
from qa_desktop.domain.errors import RefusedError
from qa_desktop.domain.inspection import require_open
from qa_desktop.domain.item_types import item_type
from qa_desktop.domain.judging import agrees, second_gap
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.services import lines
from qa_desktop.services.answering import clean_gauge
from qa_desktop.services.guard import needs
from qa_desktop.services.returned import open_lines, require_returned
from qa_desktop.storage.clock import local_iso
from qa_desktop.storage.queries import answers, inspections, review, sample, templates
from qa_desktop.storage.queries.review import WaitingRow
from qa_desktop.storage.unit import Connection, Store


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A line that waits for a second reading.  It never holds the first value.

    ``differs`` says that a second reading was given and was too far from the first.
    """

    inspection_id: str
    number: str
    part: str
    inspector: str
    line: Item
    line_number: str
    piece_label: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Given:
    """The acknowledgement of a second reading: it is stored.  ``agrees`` says whether the two are close enough."""

    line_id: str
    value: str
    agrees: bool
    at: str


class SecondReadingService:
    """Who reads second is never who read first; the service and the database both refuse it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @needs(Permission.INSPECT)
    def waiting(self, actor: Actor) -> tuple[WaitingLine, ...]:
        """Return the lines that wait for a second reading which this person may give, newest inspection first."""
        with self._store.reading() as connection:
            rows = [row for row in review.waiting(connection, actor.person_id) if second_gap(row.line, row.answer) is not None]
            return _named(connection, rows)

    @needs(Permission.INSPECT)
    def count(self, actor: Actor) -> int:
        """Return how many lines wait; those of a return that names other lines are counted, too."""
        with self._store.reading() as connection:
            rows = review.waiting(connection, actor.person_id)
        return sum(second_gap(row.line, row.answer) is not None for row in rows)

    @needs(Permission.INSPECT)
    def give(self, actor: Actor, inspection_id: str, line_id: str, raw: str, gauge: str = "") -> Given:
        """Store the second reading of a line, read and checked like an answer.

        The first value is looked at only after the second is stored, and is never told.  Raises :class:`InputError` for what is
        no reading and :class:`RefusedError` for the first reader, a closed inspection or a line that did not come back.
        """
        used = clean_gauge(gauge)
        with self._store.writing(actor.person_id) as work:
            head, first = answers.current_with_head(work.connection, inspection_id, line_id)
            require_open(head.state)
            if answers.revision_of_item(work.connection, line_id) != head.revision_id:
                raise RefusedError("This line does not belong to this inspection. Nothing was stored. Open the list again.")
            line = templates.item_by_id(work.connection, line_id)
            _require_asks_second(line)
            if actor.person_id in sample.readers_of_line(work.connection, inspection_id, line_id):
                raise RefusedError("You gave the first reading of “{item}”, so another person reads it again.", item=line.text)
            if first.answer.value is None:
                raise RefusedError("“{item}” has no first reading yet. Nothing was stored.", item=line.text)
            require_returned(work.connection, head, line)
            value = item_type(line.kind).canonical(line, raw)
            sample.add_second(work, inspection_id, line_id, value, used, head.round)
            close = agrees(line, first.answer.value, value)
            details: Json = {"value": value, "gauge": used, "agrees": close, "round": head.round}
            work.audit("second.give", "line", f"{inspection_id}/{line_id}", details)
            return Given(line_id, value, close, local_iso(work.now.utc, work.now.offset))


def _require_asks_second(line: Item) -> None:
    if not line.rules.asks.second_reading:
        raise RefusedError("“{item}” asks for one reading only. Nothing was stored.", item=line.text)


def _named(connection: Connection, rows: list[WaitingRow]) -> tuple[WaitingLine, ...]:
    """Return the rows with the numbers of lines and the names of pieces, without those that did not come back."""
    found: list[WaitingLine] = []
    numbers: dict[str, dict[str, str]] = {}
    labels: dict[str, dict[int, str]] = {}
    open_: dict[str, frozenset[str] | None] = {}
    for row in rows:
        key = row.inspection_id
        if key not in numbers:
            loaded = lines.load(connection, key)
            numbers[key] = {item.id: item.number for item in loaded.checklist.items if item.asked}
            labels[key] = {piece.number: piece.label for piece in loaded.pieces}
            open_[key] = open_lines(connection, inspections.head(connection, key))
        wanted = open_[key]
        if row.line.id not in numbers[key] or (wanted is not None and row.line.id not in wanted):
            continue
        differs = second_gap(row.line, row.answer) is Gap.READINGS_DIFFER
        found.append(
            WaitingLine(
                key,
                row.number,
                row.part,
                row.inspector,
                row.line,
                numbers[key][row.line.id],
                labels[key].get(row.line.piece, ""),
                differs,
            )
        )
    return tuple(found)
