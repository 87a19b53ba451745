"""Drawing on a page: text, rules, panels and the marks for verdicts, all in points from the lower left corner."""

from __future__ import annotations

from typing import Any

from qa_desktop.domain.answers import Verdict
from qa_desktop.reports.fonts import Font, width
from qa_desktop.reports.style import BODY, DOUBT, FAIL, FAINT, INK, PASS, RULE, SOFT, WHITE, Colour
from qa_desktop.reports.text import visual


class Pen:
    """A thin hand over a reportlab canvas.  ``text`` expects strings that went through :mod:`qa_desktop.reports.text`."""

    def __init__(self, canvas: Any) -> None:
        self.canvas = canvas

    def text(self, x: float, y: float, text: str, font: Font = Font.REGULAR, size: float = BODY, colour: Colour = INK) -> None:
        """Draw one line with its base line at ``y``."""
        if not text:
            return
        self.canvas.setFillColorRGB(*colour)
        self.canvas.setFont(font.value, size)
        self.canvas.drawString(x, y, visual(text))

    def text_right(
        self, x: float, y: float, text: str, font: Font = Font.REGULAR, size: float = BODY, colour: Colour = INK
    ) -> None:
        """Draw one line that ends at ``x``."""
        self.text(x - width(text, font, size), y, text, font, size, colour)

    def rule(self, x: float, y: float, length: float, colour: Colour = RULE, weight: float = 0.5) -> None:
        """Draw a horizontal line."""
        self.line(x, y, x + length, y, colour, weight)

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: Colour = INK, weight: float = 0.5) -> None:
        """Draw a straight line."""
        self.canvas.setStrokeColorRGB(*colour)
        self.canvas.setLineWidth(weight)
        self.canvas.line(x1, y1, x2, y2)

    def box(
        self, x: float, y: float, wide: float, high: float, *, fill: Colour | None = None, stroke: Colour | None = None
    ) -> None:
        """Draw a rectangle with its lower left corner at ``x``, ``y``."""
        if fill is not None:
            self.canvas.setFillColorRGB(*fill)
        if stroke is not None:
            self.canvas.setStrokeColorRGB(*stroke)
            self.canvas.setLineWidth(0.6)
        self.canvas.rect(x, y, wide, high, stroke=int(stroke is not None), fill=int(fill is not None))

    def polygon(self, points: list[tuple[float, float]], fill: Colour) -> None:
        """Draw a filled polygon."""
        path = self.canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        path.close()
        self.canvas.setFillColorRGB(*fill)
        self.canvas.drawPath(path, stroke=0, fill=1)

    def dot(self, x: float, y: float, radius: float, *, fill: Colour | None = None, stroke: Colour | None = None) -> None:
        """Draw a circle around ``x``, ``y``."""
        if fill is not None:
            self.canvas.setFillColorRGB(*fill)
        if stroke is not None:
            self.canvas.setStrokeColorRGB(*stroke)
            self.canvas.setLineWidth(max(0.6, radius * 0.22))
        self.canvas.circle(x, y, radius, stroke=int(stroke is not None), fill=int(fill is not None))

    def mark(self, x: float, y: float, size: float, verdict: Verdict) -> None:
        """Draw the shape of a verdict in a square of ``size`` with its lower left corner at ``x``, ``y``.

        A tick in a ring conforms; a cross in a filled square does not; a triangle is uncertain; a dash is not applicable; a small
        ring is recorded; an empty square is open.  The shapes differ without colour.
        """
        middle = size / 2
        match verdict:
            case Verdict.CONFORMS:
                self.dot(x + middle, y + middle, middle - size * 0.05, stroke=PASS)
                self._strokes(x, y, size, PASS, [(0.27, 0.50), (0.43, 0.33), (0.74, 0.68)])
            case Verdict.FAILS:
                self.box(x, y, size, size, fill=FAIL)
                self._strokes(x, y, size, WHITE, [(0.25, 0.25), (0.75, 0.75)])
                self._strokes(x, y, size, WHITE, [(0.25, 0.75), (0.75, 0.25)])
            case Verdict.UNCERTAIN:
                for points in ([(0.5, 0.92), (0.95, 0.1)], [(0.95, 0.1), (0.05, 0.1)], [(0.05, 0.1), (0.5, 0.92)]):
                    self._strokes(x, y, size, DOUBT, points)
                self._strokes(x, y, size, DOUBT, [(0.5, 0.66), (0.5, 0.38)])
            case Verdict.NOT_APPLICABLE:
                self._strokes(x, y, size, SOFT, [(0.15, 0.5), (0.85, 0.5)])
            case Verdict.RECORDED:
                self.dot(x + middle, y + middle, size * 0.22, stroke=SOFT)
            case Verdict.OPEN:
                self.box(x + 0.4, y + 0.4, size - 0.8, size - 0.8, stroke=FAINT)

    def _strokes(self, x: float, y: float, size: float, colour: Colour, points: list[tuple[float, float]]) -> None:
        path = self.canvas.beginPath()
        path.moveTo(x + points[0][0] * size, y + points[0][1] * size)
        for px, py in points[1:]:
            path.lineTo(x + px * size, y + py * size)
        self.canvas.setStrokeColorRGB(*colour)
        self.canvas.setLineWidth(size * 0.13)
        self.canvas.setLineCap(1)
        self.canvas.drawPath(path, stroke=1, fill=0)
        self.canvas.setLineCap(0)
