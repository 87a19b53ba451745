"""What a management review looks at (ISO 9001, 9.3.2), gathered from everything that the program records.

Each input is a table with its heading; :data:`_INPUTS` is the list of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qa_desktop.domain.canonical import Json
from qa_desktop.domain.period import Period
from qa_desktop.methods.metrics.pareto import shortened
from qa_desktop.reports.statement import Head, StatementTable
from qa_desktop.services import dashboards, objectives, review_improvement
from qa_desktop.services.dashboard_data import shown_number
from qa_desktop.services.dashboards import Dashboard, Figure
from qa_desktop.services.figure_values import OVER_A_PERIOD, FigureQuery, FigureReader
from qa_desktop.storage.clock import Moment
from qa_desktop.storage.queries import aims
from qa_desktop.storage.unit import Connection

_CHART_BARS = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """What an input is gathered for: the period of the review, and now."""

    period: Period
    now: Moment
    dashboard: Dashboard


Input = Callable[[Connection, Asked], StatementTable]


def gather(connection: Connection, period: Period, now: Moment) -> tuple[StatementTable, ...]:
    """Return every input; one that has nothing to say is there with its heading and no rows."""
    asked = Asked(period, now, dashboards.read(connection, FigureQuery(period), now))
    return tuple(one(connection, asked) for one in _INPUTS)


def table_json(table: StatementTable) -> dict[str, Json]:
    """Return a table for the digest of what is shown."""
    return {"title": table.title, "heads": [head.text for head in table.heads], "rows": [list(row) for row in table.rows]}


def _last_decisions(connection: Connection, _asked: Asked) -> StatementTable:
    rows = aims.reviews(connection, 1)
    heads = (Head("Review", 1), Head("Signed", 1), Head("Decisions", 5))
    return StatementTable("Decisions of the last review", heads, tuple((row.number, row.at[:10], row.decisions) for row in rows))


def _figures(connection: Connection, asked: Asked) -> StatementTable:
    before = FigureReader(connection, FigureQuery(asked.period.before()), asked.now)
    heads = (
        Head("Figure", 1.8),
        Head("Period", 1, right=True),
        Head("Before", 1, right=True),
        Head("From", 2),
        Head("Definition", 4),
    )
    rows = []
    for figure in asked.dashboard.figures:
        known = figure.definition
        # Whatever is as of now has no past that could be read today.
        earlier = shown_number(*_then(before, figure)) if known.name in _COMPARED else ""
        rows.append((known.title, shown_number(figure.value, known.unit, figure.currency), earlier, figure.note, known.words))
    return StatementTable("Figures", heads, tuple(rows), f"before: {asked.period.before()}")


def _then(before: FigureReader, figure: Figure) -> tuple[Decimal | None, str, str]:
    """Return a figure of the period before with its unit: money in the currency of the figure that stands beside it."""
    known = figure.definition
    if known.unit != "money":
        return before.value(known.name).value, known.unit, ""
    currency = figure.currency or before.currency
    return before.lost(known.name, currency), known.unit, currency


def _charts(_connection: Connection, asked: Asked) -> StatementTable:
    numbers = (Head(word, 1, right=True) for word in ("Count", "Share", "Cumulative"))
    heads = (Head("What", 2), Head("Name", 3), *numbers)
    rows = []
    for chart in asked.dashboard.charts:
        for bar in shortened(chart.bars, _CHART_BARS):
            shares = (f"{bar.percent:.1f} %", f"{bar.cumulative:.1f} %")
            rows.append((chart.title, chart.shown(bar), shown_number(bar.count, chart.unit, chart.currency), *shares))
    return StatementTable("Where it happens (Pareto)", heads, tuple(rows))


def _ages(_connection: Connection, asked: Asked) -> StatementTable:
    heads = (Head("Age", 3), Head("Open", 1, right=True), Head("Overdue", 1, right=True))
    rows = tuple((row.name, str(row.open), str(row.overdue)) for row in asked.dashboard.ages)
    return StatementTable("Open issues by age", heads, rows, "as of now")


def _objectives(connection: Connection, asked: Asked) -> StatementTable:
    heads = (
        Head("Objective", 3),
        Head("Figure", 1.8),
        Head("Baseline", 1, right=True),
        Head("Target", 1, right=True),
        Head("Now", 1, right=True),
        Head("Due", 1.2),
        Head("State", 1),
        Head("Owner", 1.5),
    )
    rows = []
    for one in objectives.standings(connection, asked.now):
        unit = one.definition.unit
        numbers = (shown_number(value, unit, one.currency) for value in (one.target.baseline, one.target.target, one.value))
        state = one.state.value.replace("_", " ")
        rows.append((f"{one.row.number} {one.row.statement}", one.definition.title, *numbers, one.row.due, state, one.row.owner))
    return StatementTable("Objectives", heads, tuple(rows))


def _audits(connection: Connection, asked: Asked) -> StatementTable:
    heads = (
        Head("Audit", 2),
        Head("Date", 1.2),
        Head("Auditor", 1.6),
        Head("State", 1.1),
        Head("Found", 4),
        Head("Conclusion", 3),
    )
    rows = []
    for row in aims.audits(connection):
        if asked.period.first <= date.fromisoformat(row.planned_on) <= asked.period.last:
            found = "; ".join(_finding(one) for one in aims.findings(connection, row.id))
            rows.append((f"{row.number} {row.scope}", row.planned_on, row.auditor, row.state, found, row.conclusion))
    return StatementTable("Internal audits", heads, tuple(rows))


def _finding(row: aims.FindingRow) -> str:
    followed = f" ({row.issue}, {row.issue_state})" if row.issue else ""
    return f"{row.kind}: {row.statement}{followed}"


_COMPARED = frozenset(OVER_A_PERIOD)
_INPUTS: tuple[Input, ...] = (
    *(_last_decisions, _figures, _charts, _ages),
    *(review_improvement.partners, review_improvement.effects, _objectives, _audits),
    *(review_improvement.improvements, review_improvement.taking_part, review_improvement.lessons),
)
