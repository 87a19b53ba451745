"""``dashboard --period 2026-01..2026-03``: the figures of a period, each with its definition."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from qa_desktop.cli.common import OK, opened, reader, show
from qa_desktop.cli.demo import Commands
from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.period import parse_period

if TYPE_CHECKING:
    from decimal import Decimal

    from qa_desktop.services.dashboards import Dashboard

_FILTERS = ("part", "supplier", "template", "station")


def add_to(nouns: Commands) -> None:
    """Add the command."""
    command = nouns.add_parser("dashboard", help="figures of a period, with their definitions")
    command.add_argument("--period", required=True, help="for example 2026-01..2026-03, 2026-02, 2026-Q1, 2026-01-05..2026-01-18")
    for name in _FILTERS:
        command.add_argument(f"--{name}", default="")
    command.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Show the figures."""
    from qa_desktop.services.figure_values import FigureQuery  # noqa: PLC0415  (brings SQLAlchemy)

    query = FigureQuery(parse_period(options.period), **{name: getattr(options, name) for name in _FILTERS})
    with opened(options) as program:
        found = program.dashboards.show(reader(program), query)
    show(options, as_data(found), _lines(found))
    return OK


def as_data(found: Dashboard) -> dict[str, object]:
    """Return a dashboard for programs; numbers are decimal text, and what has no data is ``null``."""
    return {
        "period": str(found.query.period),
        "filter": found.query.names(),
        "at": found.at,
        "figures": [
            {
                "name": one.definition.name.value,
                "title": one.definition.title,
                "value": _number(one.value),
                "unit": one.currency or one.definition.unit,
                "from": one.note,
                "definition": one.definition.words,
                "records": one.records,
            }
            for one in found.figures
        ],
        "charts": [
            {
                "name": chart.name,
                "title": chart.title,
                "definition": chart.words,
                "bars": [
                    {
                        "name": bar.name,
                        "count": _number(bar.count),
                        "percent": f"{bar.percent:.2f}",
                        "cumulative": f"{bar.cumulative:.2f}",
                        "records": chart.keys.get(bar.name),
                    }
                    for bar in chart.bars
                ],
            }
            for chart in found.charts
        ],
        "trends": [
            {
                "name": trend.name,
                "title": trend.title,
                "unit": trend.unit,
                "weeks": [{"week": week.name, "value": _number(week.value), "from": week.base} for week in trend.weeks],
            }
            for trend in found.trends
        ],
        "open_issues_by_age": [{"age": row.name, "open": row.open, "overdue": row.overdue} for row in found.ages],
    }


def _lines(found: Dashboard) -> list[str]:
    from qa_desktop.services.review_inputs import shown_number  # noqa: PLC0415  (brings SQLAlchemy)

    names = ", ".join(f"{name} {text}" for name, text in found.query.names().items())
    lines = [f"{found.query.period}{': ' + names if names else ''}"]
    lines += [
        f"{one.definition.title:<34}{shown_number(one.value, one.definition.unit, one.currency):>14}  {one.note}"
        for one in found.figures
    ]
    for chart in found.charts:
        lines.append(chart.title)
        lines += [f"  {shown_number(bar.count, ''):>8}  {bar.cumulative:5.1f} %  {bar.name}" for bar in chart.bars] or [
            "  no data"
        ]
    lines.append("Open issues by age")
    lines += [f"  {row.open:>8}  {row.overdue} overdue  {row.name}" for row in found.ages]
    return lines


def _number(value: Decimal | int | None) -> str | None:
    if value is None or isinstance(value, int):
        return None if value is None else str(value)
    return decimal_text(value)
