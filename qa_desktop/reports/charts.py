"""Charts on the page, drawn by the charts of reportlab.  They are read without colour: words, shapes and dashes differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from reportlab.graphics import renderPDF
from reportlab.graphics.charts.barcharts import HorizontalBarChart
from reportlab.graphics.charts.lineplots import LinePlot
from reportlab.graphics.shapes import Drawing, Line, String
from reportlab.graphics.widgets.markers import makeMarker
from reportlab.lib.colors import Color

from qa_desktop.reports.chart_model import ChartDrawing, ParetoDrawing, TrendDrawing
from qa_desktop.reports.fonts import Font, width
from qa_desktop.reports.layout import Block
from qa_desktop.reports.pen import Pen
from qa_desktop.reports.style import ACCENT, INK, PANEL, RULE, SMALL, SOFT, TINY, WHITE, Colour
from qa_desktop.reports.text import one_line, visual

ROW: Final = 17.0
"""Height of a bar with the room around it, in points."""
_BAR: Final = 10.0
_AXIS: Final = 16.0
_TREND: Final = 112.0
_LABEL: Final = 62
"""Room from one name below a trend to the next; the first one stands beside its point, not below it."""
_GAP: Final = 6.0
_DASHES: Final = [3, 2]
_SHADE: Final[Colour] = (0.80, 0.87, 0.90)


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A chart over the whole width; it is never divided, and stands on one page with what follows."""

    drawing: ChartDrawing
    width: float
    keep_with_next: bool = False

    @property
    def height(self) -> float:
        """As tall as its bars, or as a trend is."""
        if isinstance(self.drawing, ParetoDrawing):
            return len(self.drawing.bars) * ROW + 2 * _AXIS
        return _TREND + _AXIS

    @property
    def least(self) -> float:
        """A chart is one piece."""
        return self.height

    def split(self, room: float) -> tuple[Block, Block] | None:
        """A chart is one piece."""
        return None

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw it."""
        made = _pareto(self.drawing, self.width) if isinstance(self.drawing, ParetoDrawing) else _trend(self.drawing, self.width)
        renderPDF.draw(made, pen.canvas, x, top - self.height)


def _pareto(drawing: ParetoDrawing, room: float) -> Drawing:
    bars = drawing.bars
    names = [one_line(bar.name, Font.REGULAR, SMALL, room * 0.36) for bar in bars]
    left = max(width(name, Font.REGULAR, SMALL) for name in names) + 8.0
    counts = max(width(bar.written, Font.REGULAR, SMALL) for bar in bars) + 18.0
    right = width("100.0 %", Font.REGULAR, SMALL) + counts
    high = len(bars) * ROW
    made = Drawing(room, high + 2 * _AXIS)
    plot = (left, _AXIS, room - left - right, high)
    made.add(_bars(drawing, plot))
    made.add(_cumulative(drawing, plot))
    for place, (bar, name) in enumerate(zip(bars, names, strict=True)):
        base = _AXIS + high - (place + 0.5) * ROW - SMALL * 0.35
        made.add(_words(0, base, name))
        made.add(_words(room - right + counts - 6.0, base, bar.written, anchor="end"))
        made.add(_words(room, base, f"{bar.cumulative:.1f} %", anchor="end", colour=SOFT))
    for share in (0, 50, 100):
        at = left + plot[2] * share / 100
        made.add(_words(at, _AXIS + high + 5.0, f"{share} %", size=TINY, anchor="middle", colour=SOFT))
    made.add(_words(room, _AXIS + high + 5.0, "cumulative", size=TINY, anchor="end", colour=SOFT))
    key = f"bars: {drawing.counted}; dashed line with rings: cumulative share of all"
    made.add(_words(left, 4.0, key, size=TINY, colour=SOFT))
    return made


def _bars(drawing: ParetoDrawing, plot: tuple[float, float, float, float]) -> Any:
    chart: Any = HorizontalBarChart()
    chart.x, chart.y, chart.width, chart.height = plot
    chart.data = [tuple(bar.count for bar in drawing.bars)]
    chart.categoryAxis.reverseDirection = 1
    chart.categoryAxis.categoryNames = [""] * len(drawing.bars)
    chart.categoryAxis.visibleTicks = 0
    chart.categoryAxis.strokeColor = _colour(RULE)
    chart.valueAxis.valueMin, chart.valueAxis.valueMax = 0, max(bar.count for bar in drawing.bars)
    chart.valueAxis.visible = 0
    chart.barWidth, chart.groupSpacing, chart.useAbsolute = _BAR, ROW - _BAR, 1
    for place, bar in enumerate(drawing.bars):
        style = chart.bars[0, place]
        style.fillColor = _colour(WHITE if bar.is_rest else _SHADE)
        style.strokeColor, style.strokeWidth = _colour(ACCENT), 0.8
        style.strokeDashArray = _DASHES if bar.is_rest else None
    return chart


def _cumulative(drawing: ParetoDrawing, plot: tuple[float, float, float, float]) -> Any:
    count = len(drawing.bars)
    chart: Any = LinePlot()
    chart.x, chart.y, chart.width, chart.height = plot
    chart.data = [tuple((bar.cumulative, count - place - 0.5) for place, bar in enumerate(drawing.bars))]
    _bare(chart, 100.0, float(count))
    _line(chart, 0, SOFT, dashed=True)
    return chart


def _trend(drawing: TrendDrawing, room: float) -> Drawing:
    left = max(width(words, Font.REGULAR, TINY) for _, words in drawing.levels) + 8.0
    count = len(drawing.points)
    made = Drawing(room, _TREND + _AXIS)
    plot = (left, _AXIS, room - left - 24.0, _TREND - 12.0)
    last = max(1.0, count - 1.0)
    for level, words in drawing.levels:
        y = plot[1] + plot[3] * level / drawing.top
        made.add(_rule(left, y, plot[2]))
        made.add(_words(left - 5.0, y - TINY * 0.35, words, size=TINY, anchor="end", colour=SOFT))
    step = max(1, -(-count * _LABEL // max(1, int(plot[2]))))
    for place, (name, _) in enumerate(drawing.points):
        if place % step == 0:
            at = plot[0] + plot[2] * place / last
            made.add(_words(at, 3.0, name, size=TINY, anchor="middle" if place else "start", colour=SOFT))
    chart: Any = LinePlot()
    chart.x, chart.y, chart.width, chart.height = plot
    chart.data = _runs(drawing)
    if chart.data:
        _bare(chart, last, drawing.top)
        for number in range(len(chart.data)):
            _line(chart, number, ACCENT, dashed=False)
        made.add(chart)
    return made


def _runs(drawing: TrendDrawing) -> list[tuple[tuple[float, float], ...]]:
    """Return the points that follow each other without a gap, run by run."""
    found: list[list[tuple[float, float]]] = [[]]
    for place, (_, value) in enumerate(drawing.points):
        if value is None:
            found.append([])
        else:
            found[-1].append((float(place), value))
    return [tuple(run) for run in found if run]


def _bare(chart: Any, right: float, top: float) -> None:
    """Give a plot these axes and draw none of them."""
    for axis, most in ((chart.xValueAxis, right), (chart.yValueAxis, top)):
        axis.valueMin, axis.valueMax, axis.visible = 0, most, 0
    chart.joinedLines = 1


def _line(chart: Any, number: int, colour: Colour, *, dashed: bool) -> None:
    style = chart.lines[number]
    style.strokeColor, style.strokeWidth = _colour(colour), 1.1
    style.strokeDashArray = _DASHES if dashed else None
    marker = makeMarker("Circle")
    marker.size, marker.fillColor, marker.strokeColor, marker.strokeWidth = 4.5, _colour(PANEL), _colour(colour), 0.9
    style.symbol = marker


def _rule(x: float, y: float, length: float) -> Any:
    return Line(x, y, x + length, y, strokeColor=_colour(RULE), strokeWidth=0.5)


def _words(x: float, y: float, words: str, *, size: float = SMALL, anchor: str = "start", colour: Colour = INK) -> Any:
    return String(x, y, visual(words), fontName=Font.REGULAR.value, fontSize=size, fillColor=_colour(colour), textAnchor=anchor)


def _colour(colour: Colour) -> Color:
    return Color(*colour)
