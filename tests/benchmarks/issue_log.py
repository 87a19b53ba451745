"""A year of a long issue log, written straight into the tables: issues with planned steps, histories, causes and lessons."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueState
from qa_desktop.domain.issue_steps import DAYS, STEPS, coming
from qa_desktop.domain.people import Role
from qa_desktop.storage.clock import utc_text
from qa_desktop.storage.database import sqlite_module
from qa_desktop.storage.triggers import TRIGGERS
from qa_desktop.storage.workspace import DATABASE
from tests.reliability.makings import Bench

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime(2027, 1, 1, tzinfo=UTC)
"""The moment at which the log is looked at, so that each run finds the same steps late."""

OPEN_SHARE = 0.08
"""How many of a year's issues are still open."""

LATE_SHARE = 0.3
"""How many of the open ones are late."""

_PEOPLE = 30
_KINDS = ("nonconformity", "complaint", "observation", "safety", "suggestion")
_SEVERITIES = (Severity.CRITICAL, Severity.MAJOR, Severity.MINOR)
_OPEN = (IssueState.LOGGED, IssueState.CONTAINED, IssueState.ANALYSED, IssueState.ACTING, IssueState.VERIFYING)
_ENDED = (IssueState.CLOSED, IssueState.CLOSED, IssueState.CLOSED, IssueState.CLOSED, IssueState.REJECTED)
_WORDS = ("scratch", "burr", "dent", "bore", "thread", "rust", "crack", "colour", "label", "chamfer", "porosity", "runout")
_PLACES = ("left", "right", "upper", "lower", "inner", "outer", "front", "rear")
_THINGS = (
    "flange",
    "housing",
    "shaft",
    "cover",
    "bracket",
    "seat",
    "rib",
    "hub",
    "pin",
    "sleeve",
    "plate",
    "fork",
    "lever",
    "ring",
)
_FREE = ("issue_starts_logged", "issue_step_frozen_insert", "cause_node_closed_insert", "lesson_starts_as_draft")
"""Rules that a history which was not gone through step by step would break; they are set again at the end."""


@dataclass
class _Log:
    """What is written, and the dice."""

    bench: Bench
    count: int
    open_share: float
    late_share: float
    station: str
    part: str
    chance: random.Random = field(default_factory=lambda: random.Random(4))

    def person(self) -> str:
        """One of the people, some oftener than others."""
        return f"p{min(self.chance.randrange(_PEOPLE), self.chance.randrange(_PEOPLE)):03d}"

    def issues(self) -> Iterator[tuple[object, ...]]:
        """The rows of the log.  What was logged late in the year is open oftener."""
        chance = self.chance
        for n in range(self.count):
            raised = BEGIN + timedelta(minutes=n * 525_600 // self.count)
            title = f"{' '.join(chance.sample(_WORDS, 3))} at piece {n % 400}"
            where = f"{chance.choice(_PLACES)} {chance.choice(_THINGS)}, batch {n // 7}"
            number, severity = f"NC-09-{n:06d}", _SEVERITIES[n % 3]
            is_open = chance.random() < 2 * self.open_share * n / self.count
            state = chance.choice(_OPEN if is_open else _ENDED)
            owner = self.person() if chance.random() < 0.7 else None
            due = utc_text(raised + timedelta(days=60)) if n % 4 == 0 else None
            yield (
                *(f"n{n:09d}", number, self.station, chance.choice(_KINDS), title, where, severity.value, state.value, self.part),
                *(self.bench.person, utc_text(raised), owner, due, f"{number}\n{title}\n{where}".casefold()),
            )

    def steps(self, n: int, state: IssueState) -> Iterator[tuple[object, ...]]:
        """The plan of all five steps of an issue: as the severity proposes, or planned anew where the issue is open."""
        chance = self.chance
        raised = BEGIN + timedelta(minutes=n * 525_600 // self.count)
        left = coming(state)
        shift = timedelta(0)
        if left:
            late = chance.random() < self.late_share
            days = -chance.uniform(0, 40) if late else chance.uniform(0.1, 30)
            shift = NOW + timedelta(days=days) - raised - timedelta(days=DAYS[_SEVERITIES[n % 3]][left[0]])
        undated = left[0] if left and chance.random() < 0.1 else None
        for step in STEPS:
            due = raised + timedelta(days=DAYS[_SEVERITIES[n % 3]][step]) + shift
            owner = self.person() if chance.random() < 0.85 else None
            yield f"{step.value[:2]}{n:09d}", f"n{n:09d}", step.value, owner, None if step is undated else utc_text(due)

    def events(self, n: int, state: IssueState) -> Iterator[tuple[object, ...]]:
        """How an issue was logged and went on; the last remark of a closed one says what worked."""
        at = utc_text(BEGIN + timedelta(minutes=n * 525_600 // self.count))
        yield f"e{n:09d}0", f"n{n:09d}", "logged", "logged", "", self.bench.person, at
        done = () if state is IssueState.REJECTED else [step for step in STEPS if step not in coming(state)]
        for place, step in enumerate(done, 1):
            remark = f"{self.chance.choice(_THINGS)} reworked and measured again" if step is IssueState.CLOSED else "done"
            yield f"e{n:09d}{place}", f"n{n:09d}", "moved", step.value, remark, self.bench.person, at


def fill(folder: Path, bench: Bench, count: int, *, open_share: float = OPEN_SHARE, late_share: float = LATE_SHARE) -> None:
    """Write ``count`` issues of one year with five planned steps each, of which ``open_share`` are open still."""
    raw: Any = sqlite_module().connect(folder / DATABASE)
    station, part = raw.execute("SELECT station_id, part_id FROM inspection WHERE id = ?", (bench.inspection,)).fetchone()
    log = _Log(bench, count, open_share, late_share, station, part)
    for name in _FREE:
        raw.execute(f"DROP TRIGGER {name}")
    _people(raw)
    rows = list(log.issues())
    raw.executemany(
        "INSERT INTO issue (id, number, station_id, kind, title, description, severity, state, part_id, raised_by, raised_at, "
        "owner_id, due_at, search, raised_offset) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
        rows,
    )
    states = [IssueState(str(row[7])) for row in rows]
    raw.executemany(
        "INSERT INTO issue_step (id, issue_id, state, owner_id, due_at) VALUES (?, ?, ?, ?, ?)",
        (step for n, state in enumerate(states) for step in log.steps(n, state)),
    )
    raw.executemany(
        "INSERT INTO issue_event (id, issue_id, action, new, remark, person_id, at, at_offset) VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
        (event for n, state in enumerate(states) for event in log.events(n, state)),
    )
    _causes(raw, log, states)
    for name in _FREE:
        raw.execute(TRIGGERS[name])
    raw.commit()
    raw.execute("ANALYZE")
    raw.commit()
    raw.close()


def _people(raw: Any) -> None:
    """People who own steps; one of ten is not there any more."""
    at = utc_text(BEGIN)
    names = [(f"p{n:03d}", f"owner{n}", f"Owner {n}", int(n % 10 != 9), at) for n in range(_PEOPLE)]
    raw.executemany("INSERT INTO person (id, login, name, active, created_at) VALUES (?, ?, ?, ?, ?)", names)
    raw.executemany(
        "INSERT INTO role_grant (id, person_id, role, from_at) VALUES (?, ?, ?, ?)",
        ((f"g{key}", key, Role.INSPECTOR.value, at) for key, *_ in names),
    )


def _causes(raw: Any, log: _Log, states: list[IssueState]) -> None:
    """A chain of two answers to why for each third closed issue, and a lesson for each fiftieth."""
    at, by = utc_text(BEGIN), log.bench.person
    closed = [n for n, state in enumerate(states) if state is IssueState.CLOSED]
    raw.executemany(
        "INSERT INTO cause_node (id, issue_id, parent_id, track, position, text, created_by, created_at) "
        "VALUES (?, ?, ?, 'occurrence', 0, ?, ?, ?)",
        (
            (f"c{n:09d}{level}", f"n{n:09d}", f"c{n:09d}0" if level else None, f"{log.chance.choice(_THINGS)} worn", by, at)
            for n in closed[::3]
            for level in (0, 1)
        ),
    )
    raw.executemany(
        "INSERT INTO lesson (id, number, title, happened, cause, worked, failure, state, issue_id, author_id, written_at, "
        "written_offset) VALUES (?, ?, ?, ?, ?, ?, ?, 'published', ?, ?, ?, 0)",
        (
            (
                *(f"l{n:09d}", f"LL-{n:06d}", f"{' '.join(log.chance.sample(_WORDS, 2))} on the {log.chance.choice(_THINGS)}"),
                *(
                    "It was found at the end of the line.",
                    f"{log.chance.choice(_THINGS)} worn",
                    "Changed by hours, not by sight.",
                ),
                *(log.chance.choice(_WORDS), f"n{n:09d}", by, at),
            )
            for n in closed[::50]
        ),
    )
