"""Photos for the page: decoded with limits, turned upright, freed of metadata, scaled down and coded again as JPEG."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps
from reportlab.lib.utils import ImageReader

MAX_PIXELS = 60_000_000
"""Larger pictures are not decoded: a small file can claim any size."""

_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 82


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture ready for the page: JPEG without metadata, its size in pixels."""

    jpeg: bytes
    width: int
    height: int

    def fitted(self, wide: float, high: float) -> tuple[float, float]:
        """Return width and height in points that fill the box without distortion."""
        scale = min(wide / self.width, high / self.height)
        return self.width * scale, self.height * scale

    def reader(self) -> Any:
        """Return what reportlab draws; it puts the JPEG into the file as it is."""
        made: Any = ImageReader(io.BytesIO(self.jpeg))
        # reportlab decodes the picture only to make a name from its pixels; the coded bytes name it as well.  A JPEG has no mask.
        made.getRGBData = lambda: self.jpeg
        made._dataA = None  # noqa: SLF001
        return made


def prepare(data: bytes, longest: int = 1200) -> Prepared | None:
    """Return ``data`` as an upright JPEG with at most ``longest`` pixels a side, or ``None`` when it cannot be decoded.

    Position, camera and every other EXIF entry stay behind: the customer's copy shows the piece, not the phone.
    """
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS or min(opened.size) < 1:
                return None
            opened.draft("RGB", (longest, longest))
            upright = ImageOps.exif_transpose(opened)
            if upright.mode in {"RGBA", "LA", "PA", "P"}:
                rgba = upright.convert("RGBA")
                white = Image.new("RGB", rgba.size, "white")
                white.paste(rgba, mask=rgba.getchannel("A"))
                upright = white
            picture = upright.convert("RGB")
            picture.thumbnail((longest, longest), Image.Resampling.BICUBIC, reducing_gap=2.0)
            out = io.BytesIO()
            picture.save(out, "JPEG", quality=_QUALITY, optimize=True)
            return Prepared(out.getvalue(), picture.width, picture.height)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
