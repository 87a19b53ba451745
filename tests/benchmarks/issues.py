"""Search, list and board of a long issue log, and the dashboard over it: 95th percentile in milliseconds."""

from __future__ import annotations

import dataclasses
import random
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from qa_desktop.domain.issue import IssueState
from qa_desktop.domain.people import Actor, Role
from qa_desktop.domain.period import Period
from qa_desktop.services.dashboards import DashboardService
from qa_desktop.services.figure_values import FigureQuery
from qa_desktop.services.issues import IssueService
from qa_desktop.storage.database import sqlite_module
from qa_desktop.storage.queries.issues import IssueFilter
from qa_desktop.storage.triggers import TRIGGERS
from qa_desktop.storage.workspace import DATABASE, Workspace, open_
from tests.benchmarks.measure import Row, in_turns, percentile, row
from tests.reliability.makings import Bench, make_bench

_KINDS = ("nonconformity", "complaint", "observation", "safety", "suggestion")
_STATES = ("logged", "contained", "analysed", "acting", "verifying", "closed", "closed", "closed", "rejected")
_WORDS = ("scratch", "burr", "dent", "bore", "thread", "rust", "crack", "colour", "label", "chamfer", "porosity", "runout")


def _fill(folder: Path, bench: Bench, count: int) -> None:
    """Write ``count`` issues of one year, with the words that people search for."""
    raw: Any = sqlite_module().connect(folder / DATABASE)
    chance = random.Random(4)
    station, part = raw.execute("SELECT station_id, part_id FROM inspection WHERE id = ?", (bench.inspection,)).fetchone()
    begin = datetime(2026, 1, 1, tzinfo=UTC)

    def made(n: int) -> tuple[object, ...]:
        at = f"{(begin + timedelta(minutes=n * 525_600 // count)):%Y-%m-%dT%H:%M:%S}.000000Z"
        title = f"{' '.join(chance.sample(_WORDS, 3))} at piece {n % 400}"
        number, severity = f"NC-09-{n:06d}", ("critical", "major", "minor")[n % 3]
        due = at if n % 4 == 0 else None
        search = f"{number}\n{title}".casefold()
        state = chance.choice(_STATES)
        return (f"n{n:09d}", number, station, chance.choice(_KINDS), title, severity, state, part, bench.person, at, due, search)

    raw.execute("DROP TRIGGER issue_starts_logged")  # a year of history is not gone through step by step here
    raw.executemany(
        "INSERT INTO issue (id, number, station_id, kind, title, severity, state, part_id, raised_by, raised_at, due_at, search, "
        "raised_offset) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
        (made(n) for n in range(count)),
    )
    raw.execute(TRIGGERS["issue_starts_logged"])
    raw.commit()
    raw.execute("ANALYZE")
    raw.commit()
    raw.close()


def measure(*, issues: int = 100_000, repeats: int = 40) -> list[Row]:
    """Measure a page, two searches, the board (a page and a count of each state) and the dashboard of a quarter and a year."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "workspace"
        bench = make_bench(folder, items=3)
        _fill(folder, bench, issues)
        workspace = open_(folder)
        try:
            return _rows(workspace, bench, issues, repeats)
        finally:
            workspace.close()


def _rows(workspace: Workspace, bench: Bench, issues: int, repeats: int) -> list[Row]:
    actor = Actor(bench.person, "anna", "Anna", frozenset({Role.SUPERVISOR}), workspace.store.station_id)
    service, dashboards = IssueService(workspace), DashboardService(workspace.store)
    states = [IssueFilter(state=state) for state in IssueState if state not in {IssueState.CLOSED, IssueState.REJECTED}]

    def board() -> None:
        for wanted in states:
            service.list_issues(actor, wanted, limit=50)
            service.count(actor, wanted)

    quarter = FigureQuery(Period(date(2026, 1, 1), date(2026, 3, 31)))
    acts = {
        "first page": lambda: service.list_issues(actor, IssueFilter()),
        "search, common words": lambda: service.list_issues(actor, IssueFilter(text="scratch burr")),
        "search, one hit": lambda: service.list_issues(actor, IssueFilter(text=f"NC-09-{issues // 2:06d}")),
        "count of a search": lambda: service.count(actor, IssueFilter(text="scratch burr")),
        "board": board,
        "dashboard, a quarter": lambda: dashboards.show(actor, quarter),
        "dashboard, a year": lambda: dashboards.show(
            actor, dataclasses.replace(quarter, period=Period(date(2026, 1, 1), date(2026, 12, 31)))
        ),
    }
    rows = []
    for words, act in acts.items():
        ours, base = in_turns(act, acts["first page"], repeats=repeats)
        more = f"p95 {percentile(ours, 0.95) * 1000:.1f} ms"
        goal = "p95 <= 100 ms" if "dashboard" not in words else ""
        rows.append(row(f"{words}, {issues} issues", "first page", goal, ours, base, more=more))
    return rows
