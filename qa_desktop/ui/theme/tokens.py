"""The numbers of the design language: spacing, type sizes, targets and colours.

No Qt here, so that the contrast ratios can be computed in a plain test.  Colours are named by their role; a screen never names
a colour itself.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum, StrEnum

SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_5 = 4, 8, 16, 24, 32
"""Distances in pixels; nothing on a screen stands at any other distance."""

RADIUS = 8
"""Corner radius of panels and buttons."""

ANSWER_MM = 20.0
"""Height of an answer button: as good as larger ones for gloved fingers, better than smaller ones."""

TARGET = 48
"""Smallest height of anything that a hand presses, in pixels."""

GLOVE_FACTOR = 1.25
"""How much targets grow in glove mode."""

DEFAULT_PX_PER_MM = 96 / 25.4
"""Pixels to a millimetre as long as nobody has held a ruler to the screen."""


class ThemeName(StrEnum):
    """The three looks."""

    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high_contrast"


class TextSize(Enum):
    """The five type sizes, in pixels at 100 % text."""

    SMALL = 13
    BODY = 15
    STRONG = 18
    TITLE = 24
    DISPLAY = 36


class Tone(StrEnum):
    """What a coloured thing says.  Each tone has a text colour and a soft background of the same name."""

    NEUTRAL = "neutral"
    ACCENT = "accent"
    CONFORMS = "conforms"
    FAILS = "fails"
    NA = "na"
    RECORDED = "recorded"
    OPEN = "open"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Colours:
    """One palette by role, as ``#rrggbb``."""

    window: str
    surface: str
    surface_raised: str
    surface_sunken: str
    hover: str
    border: str
    border_strong: str
    text: str
    text_muted: str
    disabled: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_soft: str
    on_accent: str
    on_status: str
    danger_hover: str
    focus: str
    selection: str
    on_selection: str
    conforms: str
    conforms_soft: str
    fails: str
    fails_soft: str
    na: str
    na_soft: str
    recorded: str
    recorded_soft: str
    open: str
    open_soft: str
    warning: str
    warning_soft: str
    neutral: str
    neutral_soft: str

    def tone(self, tone: Tone) -> str:
        """Return the text colour of ``tone``."""
        return str(getattr(self, tone.value))

    def soft(self, tone: Tone) -> str:
        """Return the background on which the text colour of ``tone`` stands."""
        return str(getattr(self, f"{tone.value}_soft"))

    def names(self) -> tuple[str, ...]:
        """Return the names of all roles."""
        return tuple(f.name for f in fields(self))


_LIGHT = Colours(
    window="#f2f4f7",
    surface="#ffffff",
    surface_raised="#ffffff",
    surface_sunken="#e9edf2",
    hover="#eef3f9",
    border="#d3d9e1",
    border_strong="#7d8896",
    text="#15202c",
    text_muted="#4b5766",
    disabled="#7d8896",
    accent="#0b529c",
    accent_hover="#094785",
    accent_pressed="#073a6e",
    accent_soft="#e4eefa",
    on_accent="#ffffff",
    on_status="#ffffff",
    danger_hover="#7f0014",
    focus="#1a73e8",
    selection="#d6e6f8",
    on_selection="#0a2440",
    conforms="#07552a",
    conforms_soft="#e3f3e9",
    fails="#9d0019",
    fails_soft="#fdecee",
    na="#414c5a",
    na_soft="#eceff3",
    recorded="#17457f",
    recorded_soft="#e6effa",
    open="#46515f",
    open_soft="#f2f4f7",
    warning="#6b4200",
    warning_soft="#fdf1dc",
    neutral="#414c5a",
    neutral_soft="#eceff3",
)

_DARK = Colours(
    window="#12161c",
    surface="#1b2129",
    surface_raised="#252d38",
    surface_sunken="#0d1116",
    hover="#242d39",
    border="#323c49",
    border_strong="#7c899a",
    text="#e9eef5",
    text_muted="#aeb8c5",
    disabled="#7c899a",
    accent="#7ab8ff",
    accent_hover="#98c8ff",
    accent_pressed="#5ea4f2",
    accent_soft="#183049",
    on_accent="#08192b",
    on_status="#0b1016",
    danger_hover="#ffbfb9",
    focus="#ffd166",
    selection="#24476d",
    on_selection="#ffffff",
    conforms="#86e0a3",
    conforms_soft="#173325",
    fails="#ffa39b",
    fails_soft="#45191c",
    na="#c0c8d3",
    na_soft="#2a323d",
    recorded="#9cc8ff",
    recorded_soft="#182f4a",
    open="#b9c3cf",
    open_soft="#252d38",
    warning="#ffcf70",
    warning_soft="#3d2e0f",
    neutral="#c0c8d3",
    neutral_soft="#2a323d",
)

_HIGH_CONTRAST = Colours(
    window="#000000",
    surface="#000000",
    surface_raised="#000000",
    surface_sunken="#000000",
    hover="#1f1f1f",
    border="#ffffff",
    border_strong="#ffffff",
    text="#ffffff",
    text_muted="#e4e4e4",
    disabled="#a8a8a8",
    accent="#ffe14d",
    accent_hover="#fff0a3",
    accent_pressed="#e6c200",
    accent_soft="#262100",
    on_accent="#000000",
    on_status="#000000",
    danger_hover="#ffd6d6",
    focus="#00e0ff",
    selection="#ffe14d",
    on_selection="#000000",
    conforms="#6dffa0",
    conforms_soft="#00210d",
    fails="#ffb0b0",
    fails_soft="#2b0000",
    na="#e4e4e4",
    na_soft="#141414",
    recorded="#b5dbff",
    recorded_soft="#001a33",
    open="#ffffff",
    open_soft="#000000",
    warning="#ffd980",
    warning_soft="#261900",
    neutral="#ffffff",
    neutral_soft="#141414",
)

PALETTES = {ThemeName.LIGHT: _LIGHT, ThemeName.DARK: _DARK, ThemeName.HIGH_CONTRAST: _HIGH_CONTRAST}


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
