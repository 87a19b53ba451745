"""A dashboard as data for programs and as tables for people: the same figures in every form."""

from __future__ import annotations

from decimal import Decimal

from qa_desktop.domain.canonical import Json
from qa_desktop.domain.decimals import decimal_text
from qa_desktop.methods.metrics.pareto import Count
from qa_desktop.reports.statement import Head, StatementTable
from qa_desktop.services.dashboards import Dashboard

NO_DATA = "no data"


def shown_number(value: Count | None, unit: str, currency: str = "") -> str:
    """Return a figure as it is shown; no data is said, never 0."""
    if value is None:
        return NO_DATA
    number = Decimal(value)
    if unit != "money" and number == number.to_integral_value():
        places = Decimal(1)
    else:
        places = Decimal("0.0001") if not unit and abs(number) < 1 else Decimal("0.01")
    text = decimal_text(number.quantize(places))
    return f"{text} %" if unit == "%" else f"{text} {currency}".strip()


def as_data(found: Dashboard) -> dict[str, Json]:
    """Return a dashboard for programs; numbers are decimal text, and what has no data is ``None``."""
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


def as_tables(found: Dashboard) -> tuple[StatementTable, ...]:
    """Return a dashboard as tables: figures with their definitions, charts, trends, ages."""
    heads = (Head("Figure", 1.8), Head("Value", 1.2, right=True), Head("From", 2.2), Head("Definition", 4.5))
    rows = tuple(
        (one.definition.title, shown_number(one.value, one.definition.unit, one.currency), one.note, one.definition.words)
        for one in found.figures
    )
    numbers = tuple(Head(word, 1, right=True) for word in ("Count", "Share", "Cumulative"))
    charts = tuple(
        StatementTable(
            chart.title,
            (Head("Name", 4), *numbers),
            tuple(
                (bar.name, shown_number(bar.count, ""), f"{bar.percent:.1f} %", f"{bar.cumulative:.1f} %") for bar in chart.bars
            ),
        )
        for chart in found.charts
    )
    weeks = (Head("Week", 1), *(Head(trend.title, 1.5, right=True) for trend in found.trends))
    lines = tuple(
        (week.name, *(shown_number(trend.weeks[place].value, trend.unit) for trend in found.trends))
        for place, week in enumerate(found.trends[0].weeks)
    )
    ages = tuple((row.name, str(row.open), str(row.overdue)) for row in found.ages)
    return (
        StatementTable("Figures", heads, rows),
        *charts,
        StatementTable("By week", weeks, lines),
        StatementTable("Open issues by age", (Head("Age", 3), Head("Open", 1, right=True), Head("Overdue", 1, right=True)), ages),
    )


def _number(value: Decimal | int | None) -> str | None:
    if value is None or isinstance(value, int):
        return None if value is None else str(value)
    return decimal_text(value)
