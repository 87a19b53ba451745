from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from qa_desktop.domain.errors import FileRefusedError
from qa_desktop.services.pictures import PREVIEW_BYTES, look_at, preview_of
from tests.services.makings import picture


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header claims a huge picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def jpeg_bomb() -> bytes:
    data = bytearray(picture(size=(16, 16)))
    place = data.index(b"\xff\xc0")
    data[place + 5 : place + 9] = struct.pack(">HH", 60_000, 60_000)
    return bytes(data)


REFUSED = {
    "empty": (b"", "it is empty"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "it looks like a PDF document"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "it looks like an SVG drawing"),
    "svg with a head": (b'<?xml version="1.0"?><svg/>', "it looks like an XML or SVG file"),
    "gif": (b"GIF89a" + b"\0" * 50, "it looks like a GIF picture"),
    "heic": (b"\0\0\0\x18ftypheic" + b"\0" * 50, "it looks like a HEIC or AVIF picture"),
    "eps": (b"%!PS-Adobe-3.0 EPSF-3.0", "it looks like a PostScript file"),
    "tiff": (b"II*\0" + b"\0" * 50, "it looks like a TIFF picture"),
    "text": (b"just words", "is not a JPEG, PNG or WebP picture"),
    "cut jpeg": (picture()[:900], "is damaged or was not copied completely"),
    "cut png": (picture("PNG", (300, 300))[:200], "is damaged or was not copied completely"),
    "cut webp": (picture("WEBP")[:60], "is damaged or was not copied completely"),
    "jpeg of zeros": (b"\xff\xd8\xff\xe0" + b"\0" * 40, "is damaged or was not copied completely"),
    "jpeg of three bytes": (b"\xff\xd8\xff", "is damaged or was not copied completely"),
    "webp of a head": (b"RIFF\x10\0\0\0WEBPVP8X", "is damaged or was not copied completely"),
    "png bomb": (bomb(30_000, 30_000), "has 30000 × 30000 pixels; at most 60 million"),
    "png bomb that Pillow only warns of": (bomb(12_000, 12_000), "has 12000 × 12000 pixels"),
    "png of no size": (bomb(0, 10), "is damaged"),
    "jpeg bomb": (jpeg_bomb(), "has 60000 × 60000 pixels"),
    "webp bomb": (b"RIFF\x20\0\0\0WEBPVP8X\x0a" + b"\0" * 7 + b"\xff\x3f\0\xff\x3f\0", "has 16384 × 16384 pixels"),
    "heavy": (picture() + b"\0" * (50 * 1024 * 1024), "has 50 MB; a photo may have at most 50 MB"),
}


@pytest.mark.parametrize("kind", list(REFUSED))
def test_what_is_no_sound_picture_is_refused_with_a_sentence(kind: str) -> None:
    data, words = REFUSED[kind]
    with pytest.raises(FileRefusedError, match=words):
        look_at(data, "photo.jpg")
    with pytest.raises(FileRefusedError, match=words):
        preview_of(data, "photo.jpg")


def test_a_bomb_is_refused_before_a_pixel_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_args: object, **_more: object) -> Image.Image:
        raise AssertionError("the decoder was asked")

    monkeypatch.setattr(Image, "open", never)
    with pytest.raises(FileRefusedError, match="at most 60 million"):
        look_at(bomb(10_000, 10_000), "bomb.png")


def test_a_preview_of_noise_is_small_too() -> None:
    target = io.BytesIO()
    Image.effect_noise((2000, 2000), 120).convert("RGB").save(target, "JPEG")
    assert len(look_at(target.getvalue(), "noise.jpg").preview) < PREVIEW_BYTES


# The white quarter lies at the upper left of the stored pixels; where it lies in the upright picture (EXIF 2.32, 0x0112).
UPRIGHT = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}


@pytest.mark.parametrize("orientation", list(UPRIGHT))
def test_the_preview_stands_upright(orientation: int) -> None:
    data = picture(size=(800, 400), orientation=orientation)
    found = look_at(data, "turned.jpg")
    assert (found.width, found.height) == ((400, 800) if orientation >= 5 else (800, 400))
    for preview in (found.preview, preview_of(data, "turned.jpg")):
        with Image.open(io.BytesIO(preview)) as small:
            assert small.size == ((240, 480) if orientation >= 5 else (480, 240))
            for right in (0, 1):
                for low in (0, 1):
                    spot = (small.width * (1 + 2 * right) // 4, small.height * (1 + 2 * low) // 4)
                    level = small.convert("L").getpixel(spot)
                    assert isinstance(level, int)
                    assert (level > 200) == (UPRIGHT[orientation] == (right, low))


@pytest.mark.parametrize(("mode", "form"), [(m, "PNG") for m in ("L", "LA", "P", "RGBA", "I;16", "1")] + [("CMYK", "JPEG")])
def test_pictures_with_other_colours_get_a_preview(mode: str, form: str) -> None:
    target = io.BytesIO()
    Image.new(mode, (300, 200)).save(target, form)
    with Image.open(io.BytesIO(look_at(target.getvalue(), "x").preview)) as small:
        assert (small.format, small.mode, small.size) == ("JPEG", "RGB", (300, 200))


def test_a_deep_grey_picture_keeps_its_shades() -> None:
    image = Image.new("I;16", (100, 100), 0x8000)
    target = io.BytesIO()
    image.save(target, "PNG")
    with Image.open(io.BytesIO(look_at(target.getvalue(), "x").preview)) as small:
        level = small.convert("L").getpixel((50, 50))
    assert isinstance(level, int)
    assert abs(level - 128) < 4


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_corrupt_exif_does_not_hide_a_photo() -> None:
    plain = picture()
    rubbish = b"Exif\0\0II*\0\xff\xff\xff\x7f" + b"\xfe" * 40
    data = plain[:2] + b"\xff\xe1" + struct.pack(">H", len(rubbish) + 2) + rubbish + plain[2:]
    found = look_at(data, "x.jpg")
    assert (found.width, found.taken) == (320, None)
