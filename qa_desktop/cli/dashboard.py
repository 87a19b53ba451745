"""``dashboard --period 2026-01..2026-03``: the figures of a period, each with its definition."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from qa_desktop.cli.common import OK, opened, reader, show
from qa_desktop.cli.demo import Commands
from qa_desktop.domain.period import parse_period

if TYPE_CHECKING:
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
    from qa_desktop.services.dashboard_data import as_data  # noqa: PLC0415  (brings SQLAlchemy)
    from qa_desktop.services.figure_values import FigureQuery  # noqa: PLC0415

    query = FigureQuery(parse_period(options.period), **{name: getattr(options, name) for name in _FILTERS})
    with opened(options) as program:
        found = program.dashboards.show(reader(program), query)
    show(options, as_data(found), _lines(found))
    return OK


def _lines(found: Dashboard) -> list[str]:
    from qa_desktop.services.dashboard_data import shown_number  # noqa: PLC0415  (brings SQLAlchemy)

    names = ", ".join(f"{name} {text}" for name, text in found.query.names().items())
    lines = [f"{found.query.period}{': ' + names if names else ''}"]
    lines += [
        f"{one.definition.title:<34}{shown_number(one.value, one.definition.unit, one.currency):>14}  {one.note}"
        for one in found.figures
    ]
    for chart in found.charts:
        lines.append(chart.title)
        lines += [
            f"  {shown_number(bar.count, chart.unit):>8}  {bar.cumulative:5.1f} %  {chart.shown(bar)}" for bar in chart.bars
        ] or ["  no data"]
    lines.append("Open issues by age")
    lines += [f"  {row.open:>8}  {row.overdue} overdue  {row.name}" for row in found.ages]
    lines.append(f"Effect of actions: {found.effect_counts.words}")
    lines += [f"  {one.proof.value.replace('_', ' '):<12}{one.name}  {one.text}" for one in found.effects]
    lines.append(f"Top lessons{', ' + found.lessons_note if found.lessons_note else ''}")
    lines += [f"  {one.read:>4} read  {one.offered:>4} offered  {one.number}  {one.title}" for one in found.lessons] or [
        "  no data"
    ]
    return lines
