"""The records behind a figure, a bar, a week or an age, found by the key that it bears."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from qa_desktop.domain.errors import InputError
from qa_desktop.services import cost_figures, effect_figures, failing_lines
from qa_desktop.services.cost_figures import INSIDE, OUTSIDE
from qa_desktop.services.figure_values import CUSTOMER, PURCHASE, FigureReader
from qa_desktop.storage.queries import delivery_figures, figures, issue_figures
from qa_desktop.storage.queries import effect_figures as uses
from qa_desktop.storage.queries.figures import Record
from qa_desktop.storage.unit import Connection


def records_of(connection: Connection, reader: FigureReader, key: str, limit: int) -> tuple[Record, ...]:
    """Return the records behind one key; raises :class:`InputError` for one that no figure has."""
    kind, _, rest = key.partition(":")
    if kind == "inspections":
        which, _, group = rest.partition(":")
        by, _, name = group.partition(":")
        return figures.records(connection, reader.scope, which=which, group=by, name=name, limit=limit)
    if kind == "issues":
        return _issues(connection, reader, rest, limit)
    if kind == "costs":
        return _costs(reader, rest, limit)
    if kind == "actions":
        return effect_figures.effect_records(reader.effects, rest, limit)
    if kind == "lessons":
        return uses.uses_of(connection, reader.scope, rest, limit)
    if kind == "orders" and rest in {CUSTOMER, PURCHASE}:
        return delivery_figures.not_on_time(connection, reader.due(rest), limit)
    if kind == "line":
        template_id, _, line = rest.partition(":")
        found = failing_lines.inspections_of_line(connection, reader, template_id, line)
        rows = figures.records_by_id(connection, sorted(found), limit)
        return tuple(replace(row, counts=Decimal(found[row.id])) for row in rows)
    raise InputError("No figure has the records “{key}”.", key=key)


def _costs(reader: FigureReader, rest: str, limit: int) -> tuple[Record, ...]:
    currency, _, more = rest.partition(":")
    by, _, name = more.partition(":")
    wanted = {
        "": lambda _: True,
        INSIDE: lambda line: not line.outside,
        OUTSIDE: lambda line: line.outside,
        "part": lambda line: line.part == name,
        "loss": lambda line: line.loss.value == name,
    }.get(by)
    if wanted is None:
        raise InputError("No figure has the records “{key}”.", key=f"costs:{rest}")
    # Bars stand for what has a cost; figures also name what has none.
    unstated = by in {"", INSIDE, OUTSIDE} and currency == reader.currency
    return cost_figures.records(filter(wanted, reader.costs), currency, unstated=unstated, limit=limit)


def _issues(connection: Connection, reader: FigureReader, rest: str, limit: int) -> tuple[Record, ...]:
    which, _, more = rest.partition(":")
    by, _, name = more.partition(":")
    age = dict(reader.ages()).get(name) if by == "age" else None
    if which not in {"logged", "open", "overdue"} or (by and by != "age" and by not in issue_figures.GROUPINGS):
        raise InputError("No figure has the records “{key}”.", key=f"issues:{rest}")
    group = "" if by == "age" else by
    return issue_figures.records(
        connection, reader.scope, which=which, group=group, name=name, now=reader.now.utc, age=age, limit=limit
    )
