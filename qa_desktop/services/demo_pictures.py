"""The drawn photographs of the demo."""

from __future__ import annotations

import functools
import io
import random


def picture(dice: random.Random) -> bytes:
    """Return one of a few drawn pictures of a part, so that the demo needs no photograph of anybody's."""
    return _drawn(dice.randrange(8))


@functools.cache
def _drawn(number: int) -> bytes:
    from PIL import Image, ImageDraw, ImageFilter  # noqa: PLC0415

    dice = random.Random(number)  # noqa: S311
    ground = dice.randint(90, 150)
    image = Image.new("RGB", (960, 720), (ground, ground + 4, ground + 10))
    pen = ImageDraw.Draw(image)
    for ring, shade in ((300, 190), (260, 160), (150, 60), (130, 35)):
        pen.ellipse((480 - ring, 360 - ring, 480 + ring, 360 + ring), fill=(shade, shade, shade + 6))
    x, y = dice.randint(300, 640), dice.randint(180, 540)
    pen.line((x, y, x + dice.randint(40, 120), y + dice.randint(-30, 30)), fill=(230, 228, 220), width=4)
    image = image.filter(ImageFilter.GaussianBlur(1.2))
    noise = Image.effect_noise((960, 720), 18).convert("RGB")
    stream = io.BytesIO()
    Image.blend(image, noise, 0.12).save(stream, "JPEG", quality=82)
    return stream.getvalue()
