"""Search, list and board of a long issue log, and the dashboard over it: 95th percentile in milliseconds."""

from __future__ import annotations

import dataclasses
import tempfile
from datetime import date
from pathlib import Path

from qa_desktop.domain.people import Actor, Role
from qa_desktop.domain.period import Period
from qa_desktop.services.dashboards import DashboardService
from qa_desktop.services.figure_values import FigureQuery
from qa_desktop.services.issues import IssueService
from qa_desktop.services.knowledge import KnowledgeService
from qa_desktop.storage.clock import utc_text
from qa_desktop.storage.queries.issues import IssueFilter
from qa_desktop.storage.workspace import Workspace, open_
from tests.benchmarks.issue_log import LATE_SHARE, NOW, OPEN_SHARE, fill
from tests.benchmarks.measure import Act, Row, in_turns, percentile, row
from tests.reliability.makings import Bench, make_bench


def measure(
    *, issues: int = 100_000, repeats: int = 40, open_share: float = OPEN_SHARE, late_share: float = LATE_SHARE
) -> list[Row]:
    """Measure lists, searches, the board, twins and lessons while typing, what is overdue, and the dashboard over them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "workspace"
        bench = make_bench(folder, items=3)
        fill(folder, bench, issues, open_share=open_share, late_share=late_share)
        workspace = open_(folder, clock=lambda: NOW)
        try:
            return _rows(workspace, bench, issues, repeats)
        finally:
            workspace.close()


def _rows(workspace: Workspace, bench: Bench, issues: int, repeats: int) -> list[Row]:
    acts = {**_lists(workspace, bench, issues), **_dashboards(workspace, bench)}
    rows = []
    for words, act in acts.items():
        ours, base = in_turns(act, acts["first page"], repeats=repeats)
        more = f"p95 {percentile(ours, 0.95) * 1000:.1f} ms"
        goal = "p95 <= 100 ms" if "dashboard" not in words else ""
        rows.append(row(f"{words}, {issues} issues", "first page", goal, ours, base, more=more))
    return rows


def _actor(workspace: Workspace, person: str, role: Role) -> Actor:
    return Actor(person, person, person, frozenset({role}), workspace.store.station_id)


def _lists(workspace: Workspace, bench: Bench, issues: int) -> dict[str, Act]:
    actor = _actor(workspace, bench.person, Role.SUPERVISOR)
    service, lessons = IssueService(workspace), KnowledgeService(workspace)
    typed = "scratch at the bore of the left flange"
    return {
        "first page": lambda: service.list_issues(actor, IssueFilter()),
        "page of open issues": lambda: service.list_issues(actor, IssueFilter(open_only=True)),
        "page of late issues": lambda: service.list_issues(actor, IssueFilter(due_before=utc_text(NOW))),
        "search, common words": lambda: service.list_issues(actor, IssueFilter(text="scratch burr")),
        "search, one hit": lambda: service.list_issues(actor, IssueFilter(text=f"NC-09-{issues // 2:06d}")),
        "count of all": lambda: service.count(actor, IssueFilter()),
        "count of a search": lambda: service.count(actor, IssueFilter(text="scratch burr")),
        "count of late issues": lambda: service.count(actor, IssueFilter(due_before=utc_text(NOW))),
        "board": lambda: service.board(actor),
        "twins while typing": lambda: service.similar(actor, typed, part_id=None),
        "lessons while typing": lambda: lessons.similar(actor, typed),
        "overdue, of a supervisor": lambda: service.overdue(actor),
        "overdue, of a manager": lambda: service.overdue(_actor(workspace, bench.person, Role.MANAGER)),
        "overdue, of an owner": lambda: service.overdue(_actor(workspace, "p003", Role.INSPECTOR)),
    }


def _dashboards(workspace: Workspace, bench: Bench) -> dict[str, Act]:
    actor, dashboards = _actor(workspace, bench.person, Role.SUPERVISOR), DashboardService(workspace.store)
    quarter = FigureQuery(Period(date(2026, 1, 1), date(2026, 3, 31)))
    year = dataclasses.replace(quarter, period=Period(date(2026, 1, 1), date(2026, 12, 31)))
    return {
        "dashboard, a quarter": lambda: dashboards.show(actor, quarter),
        "dashboard, a year": lambda: dashboards.show(actor, year),
    }
