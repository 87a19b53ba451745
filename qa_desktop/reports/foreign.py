"""Looking at a PDF from outside before it is kept: sound, of bearable size, without a password, and without what acts."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pikepdf

from qa_desktop.domain.errors import FileRefusedError

MAX_PDF: Final = 20 * 1024 * 1024
MAX_PAGES: Final = 500
_MAX_OBJECTS: Final = 100_000
_MAX_STREAM: Final = 128 * 1024 * 1024
"""Bytes of one unpacked stream: a page scanned in colour at 600 dpi still fits."""

_MAX_PARTS: Final = 1_000
_STREAM: Final = re.compile(rb"(?<!end)stream\r?\n")
_STEP: Final = 1024 * 1024
_ACTS: Final = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/GoToE", "/RichMediaExecute"})
_INSIDE: Final = frozenset({"EmbeddedFiles", "EmbeddedFile", "FileAttachment"})
_CARRIERS: Final = frozenset({"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})

# What pikepdf and qpdf raise for damaged files.
_DAMAGE: Final = (
    pikepdf.PdfError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
    OverflowError,
    RuntimeError,
    NotImplementedError,
)


@dataclass(frozen=True, slots=True)
class ForeignPdf:
    """A PDF that may be kept, and how many pages it has."""

    pages: int


def look_at_pdf(data: bytes, name: str, *, may_carry_files: bool = False) -> ForeignPdf:
    """Return what is known of a PDF; raises :class:`FileRefusedError` for anything that is not plain pages.

    Takes as long as the file is large: call it in a worker.  ``name`` is only for the sentences.  ``may_carry_files`` is for
    what we draw ourselves: data beside the pages, such as the XML of a certificate, stays where it is and is never opened.
    """
    if len(data) > MAX_PDF:
        raise FileRefusedError("“{name}” is larger than {size} MB and was not kept.", name=name, size=MAX_PDF // 1_048_576)
    if not data.startswith(b"%PDF-"):
        raise FileRefusedError("“{name}” is not a PDF file and was not kept. Save the document as PDF.", name=name)
    _require_bearable_streams(data, name)
    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True) as pdf:
            _require_bearable(pdf, name)
            _require_still(pdf, name, may_carry_files=may_carry_files)
            return ForeignPdf(len(pdf.pages))
    except pikepdf.PasswordError as error:
        raise FileRefusedError("“{name}” is protected by a password. Save it without one.", name=name) from error
    except _DAMAGE as error:
        raise FileRefusedError("“{name}” is damaged and was not kept. Save the document as PDF anew.", name=name) from error


def _require_bearable_streams(data: bytes, name: str) -> None:
    """Raise for a file of which a part unpacks without end: opening it would take all memory of the station."""
    for found in _STREAM.finditer(data):
        if _unpacks_beyond(memoryview(data)[found.end() :], _MAX_STREAM):
            raise FileRefusedError(
                "A part of “{name}” unpacks to more than {size} MB, so it was not kept. Print it to PDF, and attach that file.",
                name=name,
                size=_MAX_STREAM // 1_048_576,
            )


def _unpacks_beyond(packed: memoryview, most: int) -> bool:
    """Return whether what is packed there, perhaps twice, unpacks to more than ``most`` bytes; never holds more than a piece."""
    outer, inner = zlib.decompressobj(), zlib.decompressobj()
    twice, sizes, waiting = True, [0, 0], bytes(packed[:_STEP])
    place = len(waiting)
    while waiting and not outer.eof:
        try:
            piece = outer.decompress(waiting, _STEP)
        except zlib.error:
            return False
        sizes[0] += len(piece)
        while twice and piece:
            try:
                sizes[1] += len(inner.decompress(piece, _STEP))
                piece = inner.unconsumed_tail
            except zlib.error:
                twice = False
            if max(sizes) > most:
                return True
        if max(sizes) > most:
            return True
        waiting = outer.unconsumed_tail
        if not waiting:
            waiting, place = bytes(packed[place : place + _STEP]), place + _STEP
    return False


def _require_bearable(pdf: pikepdf.Pdf, name: str) -> None:
    if pdf.is_encrypted:
        raise FileRefusedError("“{name}” is encrypted. Save it without protection.", name=name)
    pages = len(pdf.pages)
    if not 0 < pages <= MAX_PAGES or len(pdf.objects) > _MAX_OBJECTS:
        raise FileRefusedError(
            "“{name}” has {pages} pages and {parts} parts; at most {most} pages are kept. Split it, or save it anew.",
            name=name,
            pages=pages,
            parts=len(pdf.objects),
            most=MAX_PAGES,
        )


def _require_still(pdf: pikepdf.Pdf, name: str, *, may_carry_files: bool) -> None:
    """Raise for programs, things that start or send, and files inside."""
    for found in _suspicious(pdf):
        if may_carry_files and found in _INSIDE:
            continue
        raise FileRefusedError(
            "“{name}” holds more than pages ({what}) and was not kept. Print it to PDF, and attach that file.",
            name=name,
            what=found,
        )


def _suspicious(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if "/AcroForm" in root and "/XFA" in root.AcroForm:
        yield "an XFA form"
    names = root.get("/Names")
    for key in ("/JavaScript", "/EmbeddedFiles"):
        if isinstance(names, pikepdf.Dictionary) and key in names:
            yield key[1:]
    for item in pdf.objects:
        yield from _of_object(item)


def _of_object(item: Any) -> Iterator[str]:
    """Look at an object and at what stands directly in it."""
    todo, left = [item], _MAX_PARTS
    while todo:
        if not left:  # what acts could hide behind what is not looked at
            yield "too much in one part"
            return
        one, left = todo.pop(), left - 1
        if isinstance(one, pikepdf.Stream):
            one = one.stream_dict
        if isinstance(one, pikepdf.Array):
            todo += [part for part in list(one) if isinstance(part, pikepdf.Dictionary | pikepdf.Array) and not part.is_indirect]
        if not isinstance(one, pikepdf.Dictionary):
            continue
        act, kind = str(one.get("/S", "")), str(one.get("/Subtype", ""))
        if act in _ACTS or "/JS" in one:
            yield act[1:] or "JavaScript"
        if kind in _CARRIERS or str(one.get("/Type", "")) == "/EmbeddedFile":
            yield kind[1:] or "EmbeddedFile"
        todo += [part for _, part in one.items() if isinstance(part, pikepdf.Dictionary | pikepdf.Array) and not part.is_indirect]
