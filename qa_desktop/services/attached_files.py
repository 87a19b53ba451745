"""Files from outside that belong to a record: a PDF or a picture, looked at before it is stored, named by its content."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qa_desktop.domain.errors import FileRefusedError
from qa_desktop.domain.text import clean_text
from qa_desktop.services.pictures import MAX_BYTES, look_at, page_of
from qa_desktop.storage.files import Attachments, read_limited
from qa_desktop.storage.queries import photos
from qa_desktop.storage.unit import Work

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that lies safely on the drive and is named by no row yet.  ``name`` is what it was called outside, for people."""

    sha256: str
    name: str
    size: int
    mime: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A stored file whose content is what it was when it came; ``pdf`` is it as pages to look at."""

    sha256: str
    pdf: bytes


def store(files: Attachments, data: bytes | Path, name: str = "") -> StoredFile:
    """Look at a PDF or picture and store its bytes as they are.

    Takes up to some seconds: call it in a worker.  Raises :class:`FileRefusedError` for anything that is no sound PDF or picture
    of bearable size, for a PDF that acts by itself, and for what is no ordinary file.
    """
    content = read_limited(data, MAX_BYTES) if isinstance(data, Path) else data
    plain = _file_name(name or (data.name if isinstance(data, Path) else ""))
    if _is_pdf(content):
        from qa_desktop.reports.foreign import look_at_pdf  # noqa: PLC0415  (pikepdf is slow to import)

        look_at_pdf(content, plain, may_carry_files=True)
        return StoredFile(files.put(content), plain, len(content), PDF)
    picture = look_at(content, plain)
    return StoredFile(files.put(content), plain, len(content), picture.mime, picture.width, picture.height)


def record(work: Work, file: StoredFile) -> None:
    """Let a row know the stored file; the same content is known once."""
    photos.add_attachment(
        work.connection,
        sha256=file.sha256,
        size=file.size,
        mime=file.mime,
        width=file.width,
        height=file.height,
        at=work.now.utc,
    )


def show(files: Attachments, sha256: str) -> ShownFile:
    """Return a stored file; raises :class:`FaultError` when it is missing or no longer what it was."""
    data = files.get(sha256)
    return ShownFile(sha256, data if _is_pdf(data) else page_of(data, sha256[:12]))


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def _file_name(name: str) -> str:
    """Return the last part of the name as it is shown: it is data and never a path that is opened."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].replace("\x00", "")
    found = clean_text(last)[:200]
    if not found:
        raise FileRefusedError("The file has no name. Nothing was stored. Choose it again.")
    return found
