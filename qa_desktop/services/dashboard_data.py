"""A dashboard as data for programs, and as tables and charts for people: the same figures in every form."""

from __future__ import annotations

from decimal import Decimal

from qa_desktop.domain.canonical import Json
from qa_desktop.domain.decimals import decimal_text
from qa_desktop.methods.effectiveness import Interval, Share
from qa_desktop.methods.metrics.pareto import Count
from qa_desktop.methods.metrics.scale import axis_top
from qa_desktop.reports.chart_model import ChartedTable, ParetoBar, ParetoDrawing, TrendDrawing
from qa_desktop.reports.statement import Head, StatementTable
from qa_desktop.services.dashboards import AGES_WORDS, Chart, Dashboard, Trend
from qa_desktop.services.effect_figures import EFFECTS_WORDS, LESSONS_WORDS, metric_text, share_text

_FINEST = Decimal("0.0001")
_LEVELS = (Decimal(0), Decimal("0.5"), Decimal(1))
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
                "unit": chart.currency or chart.unit,
                "bars": [
                    {
                        "name": bar.name,
                        "meaning": chart.meanings.get(bar.name, ""),
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
        "open_issues_by_age": [
            {
                "age": row.name,
                "open": row.open,
                "overdue": row.overdue,
                "records": row.records,
                "overdue_records": row.late,
            }
            for row in found.ages
        ],
        "effect_of_actions": _effects_data(found),
        "top_lessons": _lessons_data(found),
    }


def _lessons_data(found: Dashboard) -> Json:
    return {
        "definition": LESSONS_WORDS,
        "from": found.lessons_note,
        "lessons": [
            {
                "number": one.number,
                "title": one.title,
                "state": one.state.value,
                "read": one.read,
                "offered": one.offered,
                "tied_items": one.tied,
                "records": f"lessons:{one.id}",
            }
            for one in found.lessons
        ],
    }


def as_parts(found: Dashboard) -> tuple[ChartedTable, ...]:
    """Return a dashboard as tables and charts: figures with their definitions, charts, trends, ages, effects, lessons."""
    return (
        _figures(found),
        *(_chart(chart) for chart in found.charts),
        *(_trend(trend) for trend in found.trends),
        _weeks(found),
        _ages(found),
        effects_part(found),
        lessons_part(found),
    )


def _effects_data(found: Dashboard) -> dict[str, Json]:
    counts = found.effect_counts
    return {
        "definition": EFFECTS_WORDS,
        "proven": counts.proven,
        "not_proven": counts.not_proven,
        "overridden": counts.overridden,
        "waiting": counts.waiting,
        "actions": [
            {
                "issue": one.issue,
                "action": one.number,
                "text": one.text,
                "metric": metric_text(one),
                "follow_up_ended": one.ended.isoformat(),
                "target_at_most": decimal_text(one.target),
                "before": _share(one.figures.before, one.figures.before_interval),
                "after": _share(one.figures.after, one.figures.after_interval),
                "result": one.proof.value,
            }
            for one in found.effects
        ],
    }


def _share(share: Share, interval: Interval | None) -> dict[str, Json]:
    low, high = (None, None) if interval is None else (f"{interval.low:.6f}", f"{interval.high:.6f}")
    return {"nonconforming": share.nonconforming, "of": share.exposure, "low": low, "high": high}


def _figures(found: Dashboard) -> ChartedTable:
    heads = (Head("Figure", 1.8), Head("Value", 1.2, right=True), Head("From", 2.2), Head("Definition", 4.5))
    rows = tuple(
        (one.definition.title, shown_number(one.value, one.definition.unit, one.currency), one.note, one.definition.words)
        for one in found.figures
    )
    return ChartedTable(StatementTable("Figures", heads, rows))


def _chart(chart: Chart) -> ChartedTable:
    numbers = tuple(Head(word, 1, right=True) for word in (chart.counted, "Share", "Cumulative"))
    rows = tuple(
        (chart.shown(bar), shown_number(bar.count, chart.unit), f"{bar.percent:.1f} %", f"{bar.cumulative:.1f} %")
        for bar in chart.bars
    )
    bars = tuple(
        ParetoBar(chart.shown(bar), float(bar.count), shown_number(bar.count, chart.unit), float(bar.cumulative), bar.is_rest)
        for bar in chart.bars
    )
    table = StatementTable(chart.title, (Head("Name", 4), *numbers), rows)
    return ChartedTable(table, chart.words, ParetoDrawing(bars, chart.currency or chart.counted.lower()) if bars else None)


def _trend(trend: Trend) -> ChartedTable:
    table = StatementTable(f"{trend.title} by week", (Head("Week"),), ())
    values = [week.value for week in trend.weeks if week.value is not None and week.base]
    if not values:
        return ChartedTable(table, trend.words)
    top = axis_top(max(values), trend.unit)
    levels = tuple((float(top * part), shown_number(top * part, trend.unit)) for part in _LEVELS)
    points = tuple((week.name, None if week.value is None else float(week.value)) for week in trend.weeks)
    return ChartedTable(table, trend.words, TrendDrawing(points, float(top), levels))


def _weeks(found: Dashboard) -> ChartedTable:
    heads = (Head("Week", 1), *(Head(trend.title, 1.5, right=True) for trend in found.trends))
    rows = tuple(
        (week.name, *(shown_number(trend.weeks[place].value, trend.unit) for trend in found.trends))
        for place, week in enumerate(found.trends[0].weeks)
    )
    return ChartedTable(StatementTable("By week", heads, rows))


def _ages(found: Dashboard) -> ChartedTable:
    heads = (Head("Age", 3), Head("Open", 1, right=True), Head("Overdue", 1, right=True))
    rows = tuple((row.name, str(row.open), str(row.overdue)) for row in found.ages)
    return ChartedTable(StatementTable("Open issues by age", heads, rows), AGES_WORDS)


def effects_part(found: Dashboard) -> ChartedTable:
    """Return corrective actions with their figures before and after."""
    heads = (
        *(Head("Action", 1.6), Head("What", 2.6), Head("Metric", 2)),
        *(Head("Before", 1.9), Head("After", 1.9), Head("Target", 0.9, right=True), Head("Result", 1.2)),
    )
    rows = tuple(
        (
            *(one.name, one.text, metric_text(one)),
            share_text(one.figures.before, one.figures.before_interval),
            share_text(one.figures.after, one.figures.after_interval),
            f"{(one.target * 100).normalize():f} %",
            one.proof.value.replace("_", " "),
        )
        for one in found.effects
    )
    aside = found.effect_counts.words if found.effects else ""
    return ChartedTable(StatementTable("Effect of actions", heads, rows, aside), EFFECTS_WORDS)


def lessons_part(found: Dashboard) -> ChartedTable:
    """Return the lessons of most use."""
    heads = (Head("Lesson", 1.4), Head("Title", 5), *(Head(word, 1, right=True) for word in ("Read", "Offered", "Tied items")))
    rows = tuple((one.number, one.title, str(one.read), str(one.offered), str(one.tied)) for one in found.lessons)
    return ChartedTable(StatementTable("Top lessons", heads, rows, found.lessons_note), LESSONS_WORDS)


def _number(value: Decimal | int | None) -> str | None:
    if value is None or isinstance(value, int):
        return None if value is None else str(value)
    # Products carry the places of both factors; as many as figures have are kept, and no empty ones beyond them.
    places = value.as_tuple().exponent
    return decimal_text(value.quantize(_FINEST) if isinstance(places, int) and places < -4 else value)
