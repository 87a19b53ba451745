"""The issues as a board: the newest of each open state, with counts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, select

from qa_desktop.domain.issue import OPEN_ISSUE_STATES, IssueState
from qa_desktop.storage.models import Issue
from qa_desktop.storage.queries.issues import IssueFilter, IssueRow, conditions, issue_page


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """The newest issues of one state, and how many there are."""

    rows: tuple[IssueRow, ...]
    count: int


def board(connection: Connection, wanted: IssueFilter, shown: int) -> dict[IssueState, BoardColumn]:
    """Return the open states with their newest issues and counts; whatever the filter says of states is left aside."""
    issue = Issue
    free = replace(wanted, state=None, open_only=True)
    counted = select(issue.state, func.count().label("n")).where(*conditions(free)).group_by(issue.state)
    counts = {row.state: row.n for row in connection.execute(counted)}
    return {
        state: BoardColumn(
            issue_page(connection, replace(free, state=state), after=None, limit=shown) if counts.get(state.value) else (),
            counts.get(state.value, 0),
        )
        for state in IssueState
        if state in OPEN_ISSUE_STATES
    }
