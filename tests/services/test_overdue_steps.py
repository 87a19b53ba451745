"""What is overdue, and who is told: the query against the definition, on random small logs."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from qa_desktop.domain.escalation import LEVELS, days_overdue, told, told_from
from qa_desktop.domain.issue import OPEN_ISSUE_STATES, IssueState
from qa_desktop.domain.issue_steps import STEPS, coming
from qa_desktop.domain.people import Actor, Role
from qa_desktop.services.issue_checks import told_of_late
from qa_desktop.storage.clock import local_time, utc_text
from qa_desktop.storage.queries import issue_steps, issues
from qa_desktop.storage.queries.issue_steps import LateStep
from qa_desktop.storage.queries.issues import IssueFilter
from qa_desktop.storage.workspace import Workspace

NOW = datetime(2026, 6, 1, 12, 0, 0, 5, tzinfo=UTC)
PEOPLE = {"here": 1, "gone": 0, "too": 1}
SEEDS = range(24)


@dataclass
class _Issue:
    """An issue as it is written, with its plans: owner and date of each planned step."""

    key: str
    state: IssueState
    owner: str | None
    due: str | None
    plans: dict[IssueState, tuple[str | None, str | None]] = field(default_factory=dict)

    def due_now(self) -> str | None:
        """The date of the first coming step that has one, else that of the issue."""
        dates = [self.plans[step][1] for step in coming(self.state) if step in self.plans]
        return next((date for date in dates if date is not None), self.due)

    def owner_now(self) -> str | None:
        """The owner of the next step, else that of the issue."""
        step = coming(self.state)[0]
        planned = self.plans[step][0] if step in self.plans else None
        return self.owner if planned is None else planned


def some_moment(chance: random.Random) -> str | None:
    """A moment near to one at which somebody is told, or far from it, or none."""
    if chance.random() < 0.25:
        return None
    span = timedelta(days=chance.choice((-2, 0, 0, 1, 1, 2, 2, 3, 3, 4, 9)))
    return utc_text(NOW - span + timedelta(microseconds=chance.choice((-1, 0, 0, 1)), hours=chance.choice((0, 0, 0, -7, 7))))


def some_log(chance: random.Random) -> list[_Issue]:
    """A log of open and ended issues, planned in any way."""

    def owner() -> str | None:
        return chance.choice((None, *PEOPLE))

    found = []
    for n in range(chance.randrange(1, 40)):
        one = _Issue(f"i{n:03d}", chance.choice(list(IssueState)), owner(), some_moment(chance))
        one.plans = {step: (owner(), some_moment(chance)) for step in STEPS if chance.random() < 0.6}
        found.append(one)
    return found


def write(connection: Connection, log: list[_Issue]) -> None:
    """Write a log; the rules that a history not gone through step by step would break are away until the roll-back."""
    for name in ("issue_starts_logged", "issue_step_frozen_insert"):
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    station = connection.exec_driver_sql("SELECT id FROM station").scalar_one()
    for login, active in PEOPLE.items():
        row: tuple[Any, ...] = (login, login, login, active)
        connection.exec_driver_sql("INSERT INTO person (id, login, name, active, created_at) VALUES (?, ?, ?, ?, 'x')", row)
    for one in log:
        row = (one.key, one.key, station, one.state.value, one.owner, one.due)
        connection.exec_driver_sql(
            "INSERT INTO issue (id, number, station_id, kind, title, severity, state, raised_by, raised_at, raised_offset, owner_id, "
            "due_at, search) VALUES (?, ?, ?, 'observation', 'x', 'minor', ?, 'here', '2026-01-01', 0, ?, ?, 'x')",
            row,
        )
        for step, (owner, due) in one.plans.items():
            row = (f"{one.key}{step.value}", one.key, step.value, owner, due)
            connection.exec_driver_sql(
                "INSERT INTO issue_step (id, issue_id, state, owner_id, due_at) VALUES (?, ?, ?, ?, ?)", row
            )


def defined(actor: Actor, log: list[_Issue]) -> list[tuple[str, str | None, str]]:
    """Key, owner and date of what the actor is to see, by the words of the definition, the longest overdue first."""
    found = []
    for one in log:
        due = one.due_now()
        if one.state not in OPEN_ISSUE_STATES or due is None or due >= utc_text(NOW):
            continue
        owner = one.owner_now()
        days = days_overdue(local_time(due, 0), NOW)
        owned = owner is not None and bool(PEOPLE[owner])
        if owner == actor.person_id or actor.roles & told(days, owned=owned):
            found.append((one.key, owner, due))
    return sorted(found, key=lambda one: (one[2], one[0]))


def said(rows: tuple[LateStep, ...]) -> list[tuple[str, str | None, str]]:
    return [(row.issue_id, row.owner_id, row.due_at) for row in rows]


ACTORS = [
    Actor(person, person, person, frozenset(roles), "s")
    for person in ("here", "gone", "nobody")
    for roles in ((Role.INSPECTOR,), *((level,) for level in LEVELS), (Role.MANAGER, Role.QUALITY_ENGINEER), (Role.AUDITOR,), ())
]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_query_finds_what_the_definition_names(workspace: Workspace, seed: int) -> None:
    chance = random.Random(seed)
    log = some_log(chance)
    seen = 0
    with workspace.database.maintenance() as connection, connection.begin() as transaction:
        write(connection, log)
        for actor in ACTORS:
            wanted = defined(actor, log)
            mine = [one for one in wanted if one[1] == actor.person_id]
            others = [one for one in wanted if one[1] != actor.person_id]
            shown = chance.choice((0, 1, 2, 5, 100))
            found = issue_steps.late(connection, utc_text(NOW), told_of_late(actor, NOW), shown=shown)
            assert (found.mine_count, found.others_count, found.count) == (len(mine), len(others), len(wanted))
            assert (said(found.mine), said(found.others)) == (mine[:shown], others[:shown])
            seen += len(wanted)
        late = IssueFilter(due_before=utc_text(NOW))
        expected = {one.key for one in log if one.state in OPEN_ISSUE_STATES and (one.due_now() or "z") < utc_text(NOW)}
        assert issues.count_issues(connection, late) == len(expected)
        assert {row.id for row in issues.issue_page(connection, late, after=None, limit=100)} == expected
        rows = issues.issue_page(connection, IssueFilter(), after=None, limit=100)
        by_key = {one.key: one for one in log}
        assert {row.id: row.due_now for row in rows if row.is_open} == {
            key: one.due_now() for key, one in by_key.items() if one.state in OPEN_ISSUE_STATES
        }
        transaction.rollback()
    assert seen or len(log) < 4, "the logs hold something that somebody is to see"


def test_the_first_day_of_each_role_is_the_first_on_which_it_is_told() -> None:
    assert [told_from({level}, owned=True) for level in LEVELS] == [1, 2, 3]
    assert [told_from({level}, owned=False) for level in LEVELS] == [0, 1, 2]
    assert told_from({Role.MANAGER, Role.SUPERVISOR}, owned=True) == 1
    assert told_from({Role.INSPECTOR, Role.AUDITOR}, owned=False) is None
