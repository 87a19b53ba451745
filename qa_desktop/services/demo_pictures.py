"""The drawn photographs of the demo."""

from __future__ import annotations

import functools
import io
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_WIDE, _HIGH = 960, 720


def picture(dice: random.Random) -> bytes:
    """Return one of a few drawn pictures of a part, so that the demo needs no photograph of anybody's."""
    return _drawn(dice.randrange(8))


@functools.cache
def _drawn(number: int) -> bytes:
    from PIL import Image, ImageDraw  # noqa: PLC0415

    dice = random.Random(number)  # noqa: S311
    ground = dice.randint(90, 150)
    image = Image.new("RGB", (_WIDE, _HIGH), (ground, ground + 4, ground + 10))
    pen = ImageDraw.Draw(image)
    for ring, shade in ((300, 190), (260, 160), (150, 60), (130, 35)):
        pen.ellipse((480 - ring, 360 - ring, 480 + ring, 360 + ring), fill=(shade, shade, shade + 6))
    x, y = dice.randint(300, 640), dice.randint(180, 540)
    pen.line((x, y, x + dice.randint(40, 120), y + dice.randint(-30, 30)), fill=(230, 228, 220), width=4)
    return _taken(image)


def pin_with_scale(number: int) -> bytes:
    """Return a picture of a hardened pin whose groove is brown with scale; each ``number`` is seen from another place."""
    from PIL import Image, ImageDraw  # noqa: PLC0415

    dice = random.Random(number)  # noqa: S311
    image = Image.new("RGB", (_WIDE, _HIGH), (118, 122, 128))
    pen = ImageDraw.Draw(image)
    middle, thick = _HIGH // 2 + dice.randint(-60, 60), 110 + 40 * (number % 2)
    for line in range(-thick, thick):  # round and shining: bright at the upper third, dark at both edges
        shade = int(205 - 150 * abs(line + thick / 3) / (1.35 * thick))
        pen.line((60, middle + line, _WIDE - 60, middle + line), fill=(shade, shade, shade + 6))
    left = 380 + dice.randint(-80, 80)
    pen.rectangle((left, middle - thick, left + 150, middle + thick), fill=(58, 56, 56))
    for _ in range(260):
        x, y, wide = left + dice.randint(2, 146), middle + dice.randint(-thick + 4, thick - 4), dice.randint(3, 16)
        pen.ellipse((x - wide // 2, y - 3, min(left + 150, x + wide), y + dice.randint(3, 9)), fill=_rust(dice))
    return _taken(image)


def flange_with_burr() -> bytes:
    """Return a picture of a bolt hole of a flange with a burr at its edge."""
    from PIL import Image, ImageDraw  # noqa: PLC0415

    dice = random.Random(7)  # noqa: S311
    image = Image.new("RGB", (_WIDE, _HIGH), (150, 153, 158))
    pen = ImageDraw.Draw(image)
    for ring in range(40, 1200, 7):  # what the turning tool left
        shade = 142 + dice.randint(0, 22)
        pen.arc((-500 - ring, 360 - ring, -500 + ring, 360 + ring), -60, 60, fill=(shade, shade, shade + 4), width=4)
    x, y, radius = 540, 360, 150
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(34, 34, 38), outline=(196, 198, 202), width=9)
    for angle in range(200, 300, 3):
        out = radius + dice.randint(4, 26)
        pen.arc((x - out, y - out, x + out, y + out), angle, angle + 4, fill=(226, 226, 220), width=dice.randint(3, 8))
    return _taken(image)


def _rust(dice: random.Random) -> tuple[int, int, int]:
    red = dice.randint(96, 150)
    return red, red * 2 // 3, red // 3


def _taken(image: Image) -> bytes:
    """Return a drawing as a camera would give it: a little soft, with noise."""
    from PIL import Image as Pictures  # noqa: PLC0415
    from PIL import ImageFilter  # noqa: PLC0415

    noise = Pictures.effect_noise(image.size, 18).convert("RGB")
    stream = io.BytesIO()
    Pictures.blend(image.filter(ImageFilter.GaussianBlur(1.2)), noise, 0.12).save(stream, "JPEG", quality=82)
    return stream.getvalue()
