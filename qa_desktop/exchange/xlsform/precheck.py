"""Checks before any parser sees the bytes: that it is a workbook at all and can be unpacked without harm.

Sources of the limits: reliability notes B09 to B12 and B18 (external entities, entity expansion, zip bombs, renamed files).
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from qa_desktop.domain.errors import FileRefusedError

MAX_FILE = 20_000_000
MAX_UNPACKED = 100_000_000
MAX_RATIO = 100
MAX_PARTS = 2_000

_CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCTYPES = tuple(zeros.join(bytes([b]) for b in b"<!DOCTYPE") for zeros in (b"", b"\0", b"\0\0\0"))
"""As UTF-8, as UTF-16 and as UTF-32; the same bytes serve both byte orders."""

_MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"{\\rtf", "a rich text document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"MZ", "a program"),
    (b"SQLite format 3", "a database"),
    (b"\x09\x00\x04\x00", "a very old Excel file"),
    (b"\x09\x02\x06\x00", "a very old Excel file"),
    (b"\x09\x04\x06\x00", "a very old Excel file"),
)
_ZIP_CONTENTS = (
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb)"),
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("content.xml", "an OpenDocument file"),
)
_OLE_CONTENTS = (
    ("WordDocument", "an old Word document"),
    ("PowerPoint Document", "an old PowerPoint presentation"),
    ("__properties_version1.0", "an Outlook message"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a workbook that passed the checks.  ``suffix`` is what the content is, not what the name says."""

    name: str
    stem: str
    suffix: str
    data: bytes
    sha256: str


def load(path: Path) -> Source:
    """Read the file once, check it and return its bytes; raises :class:`FileRefusedError`."""
    data = _read(path)
    suffix = _suffix(path.name, data)
    if suffix == ".xlsx":
        _check_archive(path.name, data)
    return Source(path.name, path.stem, suffix, data, hashlib.sha256(data).hexdigest())


def _read(path: Path) -> bytes:
    name = path.name or str(path)
    if path.is_dir():
        raise FileRefusedError("“{name}” is a folder. Choose an Excel workbook (.xlsx or .xls).", name=name)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except FileNotFoundError as error:
        raise FileRefusedError("“{name}” does not exist any more. Choose the file again.", name=name) from error
    except (OSError, ValueError) as error:
        raise FileRefusedError("“{name}” cannot be read: {reason}.", name=name, reason=_reason(error)) from error
    if not data:
        raise FileRefusedError("“{name}” is empty. Choose an Excel workbook (.xlsx or .xls).", name=name)
    if len(data) > MAX_FILE:
        raise FileRefusedError(
            "“{name}” is larger than {limit} MB, which no checklist is. Remove pictures and unused sheets, then import it again.",
            name=name,
            limit=MAX_FILE // 1_000_000,
        )
    return data


def _reason(error: Exception) -> str:
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else "the name is not valid"


def _suffix(name: str, data: bytes) -> str:
    if data.startswith(_OLE):
        return _ole_suffix(name, data)
    if data.startswith(b"PK\x03\x04"):
        return ".xlsx"
    for magic, looks in _MAGIC:
        if data.startswith(magic):
            raise _not_a_workbook(name, looks)
    raise _not_a_workbook(name, _text_kind(data))


def _ole_suffix(name: str, data: bytes) -> str:
    if _utf16("EncryptedPackage") in data:
        raise FileRefusedError(
            "“{name}” is protected with a password. Open it in Excel, remove the password (File > Info) and import it again.",
            name=name,
        )
    for stream, looks in _OLE_CONTENTS:
        if _utf16(stream) in data:
            raise _not_a_workbook(name, looks)
    if _utf16("Workbook") in data or _utf16("Book") in data:
        return ".xls"
    raise _not_a_workbook(name, "an old Office file or an installer")


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def _text_kind(data: bytes) -> str:
    head = data[:4096]
    if b"\0" in head:
        return "an unknown binary file"
    text = head.decode("latin-1").lstrip("\ufeffï»¿ \r\n\t").lower()
    if text.startswith(("<!doctype html", "<html")):
        return "a web page"
    if text.startswith("<"):
        return "an XML file"
    first = text.splitlines()[0] if text else ""
    return "a CSV or text file" if any(mark in first for mark in ",;\t") else "a text file"


def _not_a_workbook(name: str, looks: str) -> FileRefusedError:
    return FileRefusedError(
        "“{name}” is not an .xlsx (looks like {looks}). Open it in Excel or LibreOffice and save it as .xlsx.",
        name=name,
        looks=looks,
    )


def _check_archive(name: str, data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_sizes(name, parts, len(data))
            _check_contents(name, {part.filename for part in parts})
            for part in parts:
                _check_part(name, archive, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise FileRefusedError(
            "“{name}” is damaged or was cut off: it cannot be unpacked. Get the file again from where it came.", name=name
        ) from error


def _check_sizes(name: str, parts: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS:
        raise FileRefusedError(
            "“{name}” has {parts} parts inside; a workbook has at most {limit}. It was not opened.",
            name=name,
            parts=len(parts),
            limit=MAX_PARTS,
        )
    if unpacked > MAX_UNPACKED:
        raise FileRefusedError(
            "“{name}” would unpack to {size} MB; at most {limit} MB are opened. Remove unused rows and sheets.",
            name=name,
            size=unpacked // 1_000_000,
            limit=MAX_UNPACKED // 1_000_000,
        )
    if unpacked > MAX_RATIO * packed:
        raise FileRefusedError(
            "“{name}” would unpack to more than {limit} times its size, which is how harmful files are made. It was not opened.",
            name=name,
            limit=MAX_RATIO,
        )


def _check_contents(name: str, parts: set[str]) -> None:
    for part, looks in _ZIP_CONTENTS:
        if part in parts:
            raise _not_a_workbook(name, looks)
    if "[Content_Types].xml" not in parts:
        raise _not_a_workbook(name, "a ZIP archive")


def _check_part(name: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    with archive.open(part) as stream:
        if _has_doctype(stream):
            raise FileRefusedError(
                "“{name}” declares a document type in its part “{part}”. No Excel file needs that, and it can be used to attack "
                "readers. It was not opened.",
                name=name,
                part=part.filename,
            )


def _has_doctype(stream: IO[bytes]) -> bool:
    tail = b""
    while chunk := stream.read(_CHUNK):
        window = tail + chunk
        if any(mark in window for mark in _DOCTYPES):
            return True
        tail = window[-64:]
    return False
