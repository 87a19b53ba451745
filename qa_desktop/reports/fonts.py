"""The bundled fonts: which there are, what they can show, and how wide a text is."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from qa_desktop.resources import resource_path


class Font(StrEnum):
    """A face by its role; the value is the name under which reportlab knows it."""

    REGULAR = "QA-Regular"
    BOLD = "QA-Bold"


_FILES = {
    Font.REGULAR: "DejaVuSansCondensed.ttf",
    Font.BOLD: "DejaVuSansCondensed-Bold.ttf",
}


@cache
def face(font: Font) -> Any:
    """Return the loaded face, registering it with reportlab on first use.

    The defaults of reportlab are pointed at our face too: its drawing and barcode modules would otherwise put an unembedded
    Helvetica into the file, which PDF/A forbids.
    """
    rl_config.canvas_basefontname = Font.REGULAR.value
    rl_config.defaultGraphicsFontName = Font.REGULAR.value
    rl_config.useA85 = 0
    loaded = TTFont(font.value, str(resource_path("fonts", _FILES[font])), asciiReadable=0)
    pdfmetrics.registerFont(loaded)
    return loaded


def load_all() -> None:
    """Load every face, before anything of reportlab's own defaults is asked for."""
    for font in Font:
        face(font)


@cache
def covered(font: Font) -> frozenset[int]:
    """Return the code points that the face has a glyph for."""
    return frozenset(face(font).face.charToGlyph)


def width(text: str, font: Font, size: float) -> float:
    """Return the width of ``text`` in points."""
    return float(face(font).stringWidth(text, size))
