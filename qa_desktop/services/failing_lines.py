"""Lines that fail by their own criteria, not by their limits alone: conditions, decision rules and acts included."""

from __future__ import annotations

from qa_desktop.domain.answers import Answer, LineAct, Verdict
from qa_desktop.domain.checklist import Item
from qa_desktop.domain.judging import verdict_of
from qa_desktop.domain.lines import split_line
from qa_desktop.services import lines
from qa_desktop.services.figure_values import FigureReader
from qa_desktop.storage.queries import figures, templates
from qa_desktop.storage.queries.figures import Candidate
from qa_desktop.storage.unit import Connection


def failing(connection: Connection, reader: FigureReader) -> dict[tuple[str, str], tuple[str, str, int]]:
    """Return by (template id, key of the line) its text, the name of the template and how often it fails."""
    found: dict[tuple[str, str], tuple[str, str, int]] = {}
    judge = _Judge(connection)
    conditional: set[str] = set()
    for one in figures.candidates(connection, reader.scope):
        if judge.is_conditional(one):
            conditional.add(one.item_id)
        elif judge.fails(one):
            _add(found, one, one.times)
    for inspection in _inspections(connection, reader, conditional):
        for one, times in judge.failing_of(inspection, conditional):
            _add(found, one, times)
    return found


def inspections_of_line(connection: Connection, reader: FigureReader, template_id: str, key: str) -> dict[str, int]:
    """Return by inspection how often a line of a checklist fails in it."""
    judge = _Judge(connection)
    near = [one for one in figures.candidates(connection, reader.scope) if (one.template_id, one.key) == (template_id, key)]
    wanted = {one.item_id for one in near}
    sure = {one.item_id for one in near if not judge.is_conditional(one)}
    found: dict[str, int] = {}
    for inspection, one in figures.inspections_of(connection, reader.scope, sorted(sure)):
        if judge.fails(one):
            found[inspection] = found.get(inspection, 0) + one.times
    for inspection in _inspections(connection, reader, wanted - sure):
        times = sum(count for _, count in judge.failing_of(inspection, wanted - sure))
        if times:
            found[inspection] = found.get(inspection, 0) + times
    return found


def _inspections(connection: Connection, reader: FigureReader, items: set[str]) -> tuple[str, ...]:
    rows = figures.inspections_of(connection, reader.scope, sorted(items)) if items else ()
    return tuple(sorted({inspection for inspection, _ in rows}))


def _add(found: dict[tuple[str, str], tuple[str, str, int]], one: Candidate, times: int) -> None:
    _, _, before = found.get((one.template_id, one.key), ("", "", 0))
    found[one.template_id, one.key] = (one.text, one.template, before + times)


class _Judge:
    """Judges answers by the criteria of their lines, each line loaded once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._items: dict[str, Item] = {}
        self._seen: dict[str, Candidate] = {}

    def is_conditional(self, one: Candidate) -> bool:
        """Return whether the line is asked only sometimes: then the whole inspection says whether its answer counts."""
        self._seen.setdefault(one.item_id, one)
        return bool(self._item(one.item_id).rules.asks.show_when)

    def fails(self, one: Candidate) -> bool:
        """Return whether the answer fails."""
        given = Answer(one.value, one.na_reason, act=LineAct(one.act))
        return verdict_of(self._item(one.item_id), given) is Verdict.FAILS

    def failing_of(self, inspection: str, items: set[str]) -> list[tuple[Candidate, int]]:
        """Return the lines among ``items`` that fail in one inspection, conditions included."""
        loaded = lines.load(self._connection, inspection)
        found: dict[str, int] = {}
        for line in loaded.checklist.items:
            item_id, _ = split_line(line.id)
            if item_id in items and verdict_of(line, loaded.answers.get(line.id, Answer())) is Verdict.FAILS:
                found[item_id] = found.get(item_id, 0) + 1
        return [(self._seen[item_id], times) for item_id, times in found.items()]

    def _item(self, item_id: str) -> Item:
        if item_id not in self._items:
            self._items[item_id] = templates.item_by_id(self._connection, item_id)
        return self._items[item_id]
