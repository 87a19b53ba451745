"""Sizes and colours of the printed report.  Lengths are in points (1/72 inch), colours are sRGB between 0 and 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from qa_desktop.reports.types import Page

Colour: TypeAlias = tuple[float, float, float]

INK: Final[Colour] = (0.10, 0.12, 0.15)
SOFT: Final[Colour] = (0.36, 0.40, 0.45)
FAINT: Final[Colour] = (0.58, 0.62, 0.66)
RULE: Final[Colour] = (0.82, 0.85, 0.88)
PANEL: Final[Colour] = (0.955, 0.965, 0.975)
WHITE: Final[Colour] = (1.0, 1.0, 1.0)
ACCENT: Final[Colour] = (0.055, 0.30, 0.42)
# Red and green only support words and shapes; both keep 4.5:1 against white.
PASS: Final[Colour] = (0.07, 0.40, 0.25)
DOUBT: Final[Colour] = (0.55, 0.33, 0.02)
DOUBT_TINT: Final[Colour] = (0.992, 0.965, 0.90)
FAIL: Final[Colour] = (0.70, 0.11, 0.10)
FAIL_TINT: Final[Colour] = (0.993, 0.945, 0.94)
PASS_TINT: Final[Colour] = (0.94, 0.97, 0.955)

BODY: Final = 8.5
SMALL: Final = 7.5
TINY: Final = 6.5
LEADING: Final = 1.30
"""Distance of base lines as a multiple of the size."""

MARGIN: Final = 42.0
HEAD_ROOM: Final = 26.0
FOOT_ROOM: Final = 34.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """Size of a page and of the area for content."""

    width: float
    height: float

    @property
    def content_width(self) -> float:
        """Width between the margins."""
        return self.width - 2 * MARGIN

    @property
    def top(self) -> float:
        """Upper edge of the content on pages that carry a running head."""
        return self.height - MARGIN - HEAD_ROOM + 10

    @property
    def first_top(self) -> float:
        """Upper edge of the content on the first page."""
        return self.height - MARGIN

    @property
    def bottom(self) -> float:
        """Lower edge of the content."""
        return MARGIN + FOOT_ROOM - 8


SHEETS: Final[dict[Page, Sheet]] = {"A4": Sheet(595.276, 841.89), "Letter": Sheet(612.0, 792.0)}
