"""Compressed streams whose end no reader can mistake.

Between the data of a stream and the word ``endstream`` stands a line end.  Where the data themselves end in a carriage return or
line feed, readers disagree about the length, and PDF/A validators complain.  One compressed stream in a hundred ends like that.
"""

from __future__ import annotations

import zlib
from typing import Final

import pikepdf
from pikepdf import Name

_LINE_ENDS: Final = (b"\r", b"\n")
_LEVEL: Final = 9


def pack_streams(pdf: pikepdf.Pdf) -> None:
    """Compress every stream of ``pdf`` except metadata and photos, so that none ends in a line end."""
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream) and item.get("/Subtype") not in {Name.XML, Name.Image}:
            _pack(item)


def _pack(stream: pikepdf.Stream) -> None:
    data = stream.read_bytes()
    packed = zlib.compress(data, _LEVEL)
    if stream.get("/Type") == Name.EmbeddedFile or "/N" in stream:
        # The record and the colour profile are compared byte for byte, so they cannot be padded.
        if packed.endswith(_LINE_ENDS):
            stream.write(data)
        else:
            stream.write(packed, filter=Name.FlateDecode)
        return
    while packed.endswith(_LINE_ENDS):
        # A space behind a drawing, a character map or a font means nothing, and changes the last byte of the checksum.
        data += b" "
        packed = zlib.compress(data, _LEVEL)
    stream.write(packed, filter=Name.FlateDecode)
    if "/Length1" in stream:
        stream.Length1 = len(data)
