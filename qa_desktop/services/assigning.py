"""The assignment rule that is meant for what is inspected."""

from __future__ import annotations

from qa_desktop.domain.assignment import Conditions, Rule, winner
from qa_desktop.storage.queries import assignments
from qa_desktop.storage.queries.assignments import RuleRow
from qa_desktop.storage.unit import Connection


def winning_rule(connection: Connection, what: Conditions) -> RuleRow | None:
    """Return the most specific active rule, or ``None``."""
    rows = {row.id: row for row in assignments.rules_for_part(connection, what.part_number)}
    found = winner((Rule(row.id, row.conditions) for row in rows.values()), what)
    return None if found is None else rows[found.key]
