"""Charts as plain numbers: what :mod:`~qa_desktop.reports.charts` draws.  Importing this module is cheap."""

from __future__ import annotations

from dataclasses import dataclass

from qa_desktop.reports.statement import StatementTable


@dataclass(frozen=True, slots=True)
class ParetoBar:
    """One bar: its name, its height and how that is written, and the cumulative share in percent.

    ``is_rest`` marks the bar of all others, which is drawn so that it differs without colour.
    """

    name: str
    count: float
    written: str
    cumulative: float
    is_rest: bool = False


@dataclass(frozen=True, slots=True)
class ParetoDrawing:
    """Bars from the top, the largest first, with the cumulative line over them; ``counted`` is what the bars stand for."""

    bars: tuple[ParetoBar, ...]
    counted: str = "count"


@dataclass(frozen=True, slots=True)
class TrendDrawing:
    """Points by name, ``None`` where there is no data: the line has a gap there.  ``top`` is the end of the axis.

    ``levels`` are the marks of the axis as (value, how it is written).
    """

    points: tuple[tuple[str, float | None], ...]
    top: float
    levels: tuple[tuple[float, str], ...]


ChartDrawing = ParetoDrawing | TrendDrawing


@dataclass(frozen=True, slots=True)
class ChartedTable:
    """A table with what it means in words, and a chart of it where one helps."""

    table: StatementTable
    words: str = ""
    drawing: ChartDrawing | None = None
