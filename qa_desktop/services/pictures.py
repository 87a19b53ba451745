"""Looking at a picture from outside before anything trusts it.

Only JPEG, PNG and WebP, by explicit decoders; the size is read from the header before anything is decoded, because a file of
a hundred kilobytes can claim gigabytes of pixels.  The original bytes are never changed: they are evidence.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

from qa_desktop.domain.errors import FileRefusedError

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES: Final = 50 * 1024 * 1024
MAX_PIXELS: Final = 60_000_000
PREVIEW_BYTES: Final = 40_000
_PAGE_PIXELS: Final = (3000, 3000)

_MIMES: Final = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_SIZES: Final = ((480, 82), (480, 65), (360, 60), (240, 55), (160, 40))
_OTHERS: Final = (
    (b"%PDF", "a PDF document"),
    (b"<svg", "an SVG drawing"),
    (b"<?xml", "an XML or SVG file"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"%!PS", "a PostScript file"),
    (b"PK\x03\x04", "a ZIP archive or office file"),
)
_SMOOTH: Final = frozenset({"RGB", "RGBA", "L", "LA", "CMYK", "YCbCr"})
_EXIF_IFD, _TAKEN, _OFFSET, _ORIENTATION = 0x8769, 0x9003, 0x9011, 0x0112

# What Pillow raises for damaged files, depending on the decoder and on how the file is damaged.
_DAMAGE: Final = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    OverflowError,
    ZeroDivisionError,
    MemoryError,
    struct.error,
    Warning,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """What was found out about a picture.  Width and height are those of the upright picture.

    ``taken`` is when the camera says it was taken; it has no offset when the camera states none.
    """

    mime: str
    width: int
    height: int
    taken: datetime | None
    preview: bytes


def look_at(data: bytes, name: str) -> Picture:
    """Decode the whole picture once and return what it is, with a small upright preview (JPEG).

    Raises :class:`FileRefusedError` for anything but a sound JPEG, PNG or WebP of bearable size.  Takes up to some seconds and
    some hundred megabytes: call it in a worker.
    """
    form = _require_form(data, name)
    with _opened(data, form, name) as image:
        width, height = image.size
        if _orientation(image) >= 5:
            width, height = height, width
        taken = _taken(image)
        try:
            image.load()
            preview = _preview(image)
        except _DAMAGE as error:
            raise _damaged(name) from error
    return Picture(_MIMES[form], width, height, taken, preview)


def preview_of(data: bytes, name: str) -> bytes:
    """Return a new preview of a picture that was accepted before."""
    form = _require_form(data, name)
    with _opened(data, form, name) as image:
        try:
            image.draft("RGB", (1024, 1024))
            return _preview(image)
        except _DAMAGE as error:
            raise _damaged(name) from error


def page_of(data: bytes, name: str) -> bytes:
    """Return a picture that was accepted before as the one page of a PDF, upright."""
    from PIL import ImageOps  # noqa: PLC0415  (as below)

    form = _require_form(data, name)
    with _opened(data, form, name) as image:
        try:
            image.draft("RGB", _PAGE_PIXELS)
            upright = ImageOps.exif_transpose(image).convert("RGB")
            upright.thumbnail(_PAGE_PIXELS)
            page = io.BytesIO()
            upright.save(page, "PDF", resolution=150.0)
        except _DAMAGE as error:
            raise _damaged(name) from error
    return page.getvalue()


def _require_form(data: bytes, name: str) -> str:
    """Return the form by the first bytes, after checking the size in the header."""
    if len(data) > MAX_BYTES:
        raise FileRefusedError(
            "“{name}” has {size} MB; a photo may have at most {limit} MB. Nothing was stored. Take it with a lower resolution.",
            name=name,
            size=len(data) // 1_048_576,
            limit=MAX_BYTES // 1_048_576,
        )
    form = _form(data)
    if form is None:
        raise FileRefusedError(
            "“{name}” is not a JPEG, PNG or WebP picture{guess}. Nothing was stored. Save it as JPEG and add it again.",
            name=name,
            guess=_guess(data),
        )
    try:
        width, height = _HEADERS[form](data)
    except (struct.error, IndexError, ValueError) as error:
        raise _damaged(name) from error
    _require_bearable(width, height, name)
    return form


def _form(data: bytes) -> str | None:
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    return None


def _guess(data: bytes) -> str:
    if not data:
        return " (it is empty)"
    if data[4:8] == b"ftyp":
        return " (it looks like a HEIC or AVIF picture or a video)"
    head = data[:200].lstrip()
    for sign, words in _OTHERS:
        if head.startswith(sign):
            return f" (it looks like {words})"
    return ""


def _require_bearable(width: int, height: int, name: str) -> None:
    if width < 1 or height < 1:
        raise _damaged(name)
    if width * height > MAX_PIXELS:
        raise FileRefusedError(
            "“{name}” has {width} × {height} pixels; at most {limit} million can be handled. Nothing was stored. "
            "Make it smaller and add it again.",
            name=name,
            width=width,
            height=height,
            limit=MAX_PIXELS // 1_000_000,
        )


def _damaged(name: str) -> FileRefusedError:
    return FileRefusedError(
        "“{name}” is damaged or was not copied completely. Nothing was stored; the file itself was not touched. "
        "Copy it again or take the photo again.",
        name=name,
    )


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Walk the segments to the frame header (ISO/IEC 10918-1, B.2.2)."""
    place = 2
    while True:
        while data[place] == 0xFF and data[place + 1] == 0xFF:
            place += 1
        if data[place] != 0xFF:
            raise ValueError("no marker")
        marker = data[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack_from(">HH", data, place + 5)
            return width, height
        if marker in {0xD9, 0xDA}:
            raise ValueError("no frame header")
        place += 2 if 0xD0 <= marker <= 0xD8 or marker == 0x01 else 2 + struct.unpack_from(">H", data, place + 2)[0]


def _png_size(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _webp_size(data: bytes) -> tuple[int, int]:
    """Read the canvas of the first chunk (WebP container specification)."""
    chunk = data[12:16]
    if chunk == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if chunk == b"VP8L":
        bits = struct.unpack_from("<I", data, 21)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError("unknown chunk")


_HEADERS: Final = {"JPEG": _jpeg_size, "PNG": _png_size, "WEBP": _webp_size}


def _opened(data: bytes, form: str, name: str) -> Image.Image:
    from PIL import Image  # noqa: PLC0415  (the window is painted before Pillow is imported)

    try:
        image = Image.open(io.BytesIO(data), formats=[form])
    except (*_DAMAGE, Image.DecompressionBombError) as error:
        raise _damaged(name) from error
    _require_bearable(*image.size, name)  # again: header and decoder must agree
    return image


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except _DAMAGE:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _taken(image: Image.Image) -> datetime | None:
    """Return when the camera says that the shutter opened (Exif 2.32, DateTimeOriginal and OffsetTimeOriginal)."""
    try:
        tags = image.getexif().get_ifd(_EXIF_IFD)
        moment = datetime.strptime(str(tags.get(_TAKEN, "")).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  (offset below)
    except _DAMAGE:
        return None
    if not 2000 <= moment.year <= 2100:
        return None
    offset = _offset(str(tags.get(_OFFSET, "")).strip("\0 "))
    return moment if offset is None else moment.replace(tzinfo=offset)


def _offset(text: str) -> timezone | None:
    try:
        sign = {"+": 1, "-": -1}[text[:1]]
        hours, minutes = text[1:].split(":")
        return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes)))
    except (KeyError, ValueError):
        return None


def _preview(image: Image.Image) -> bytes:
    from PIL import Image, ImageOps  # noqa: PLC0415

    number = _orientation(image)
    side = _SIZES[0][0]
    if image.mode in _SMOOTH:
        image.thumbnail((side, side), Image.Resampling.LANCZOS)  # before other colours are made, which would copy all of it
    small = _plain(image)
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    turn = _TURNS.get(number)
    if turn is not None:
        small = small.transpose(Image.Transpose[turn])
    found = b""
    for side, quality in _SIZES:
        target = io.BytesIO()
        ImageOps.contain(small, (min(side, max(small.size)),) * 2).save(target, "JPEG", quality=quality, optimize=True)
        found = target.getvalue()
        if len(found) < PREVIEW_BYTES:
            break
    return found


_TURNS: Final = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}


def _plain(image: Image.Image) -> Image.Image:
    """Return the picture in plain colours, see-through parts on white."""
    from PIL import Image  # noqa: PLC0415

    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        ground = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(ground, clear).convert("RGB")
    return image.convert("RGB")
