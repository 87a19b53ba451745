"""Statements of the hot path: compiled once for each kind of database, then sent as plain text with their values.

An answer runs through seven such statements.  SQLAlchemy writes them, so they fit every database; looking them up in its cache
and wrapping their values anew each time would cost more than the database itself does.  Only for values that go in and come out
as they are (text and integers).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, CursorResult
from sqlalchemy.sql.expression import ClauseElement


class Prepared:
    """One statement.  The names of the values are its bind parameters, or the columns of an insert; all must be given."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._known: dict[tuple[str, str], tuple[str, tuple[str, ...] | None]] = {}

    def __call__(self, connection: Connection, values: dict[str, Any]) -> CursorResult[Any]:
        """Run it."""
        dialect = connection.dialect
        found = self._known.get((dialect.name, dialect.driver))
        if found is None:
            found = self._compiled(connection, tuple(values))
            self._known[dialect.name, dialect.driver] = found
        text, order = found
        return connection.exec_driver_sql(text, values if order is None else tuple([values[name] for name in order]))

    def _compiled(self, connection: Connection, names: tuple[str, ...]) -> tuple[str, tuple[str, ...] | None]:
        compiled = self._statement.compile(dialect=connection.dialect, column_keys=list(names))
        order: list[str] | None = getattr(compiled, "positiontup", None)
        needed = set(compiled.params) if order is None else set(order)
        if needed != set(names):
            raise AssertionError(f"a prepared statement needs exactly {sorted(needed)}")
        return str(compiled), None if order is None else tuple(order)
