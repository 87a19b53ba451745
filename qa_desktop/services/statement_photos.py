"""Photos for a statement: what is printed of each, and the pictures that can be drawn; one that cannot says why in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qa_desktop.domain.canonical import Json, digest_of
from qa_desktop.domain.errors import FaultError
from qa_desktop.domain.item_types.plain import offset_text
from qa_desktop.reports.statement import Statement, StatementPhoto
from qa_desktop.services.guard import open_to
from qa_desktop.storage.clock import local_time
from qa_desktop.storage.files import Attachments
from qa_desktop.storage.queries.photos import PhotoRow

if TYPE_CHECKING:
    from qa_desktop.reports.images import Prepared

LOST = "The file of this photo is missing or was changed. It is not shown."
UNDRAWABLE = "This photo cannot be drawn: its file is damaged or the picture is too large."


@dataclass(frozen=True, slots=True)
class PrintedPhotos:
    """Photos as they are printed, and the pictures by their hash."""

    photos: tuple[StatementPhoto, ...] = ()
    pictures: Mapping[str, Prepared] = field(default_factory=dict)


@open_to("services that sign what the photos belong to")
def photos_record(rows: Sequence[PhotoRow]) -> list[Json]:
    """Return what a digest covers of photos: which they are, and every word that is printed of them."""
    return [[row.id, row.sha256, row.caption, _origin(row)] for row in rows]


@open_to("services that sign what the photos belong to")
def lost_photos(files: Attachments, rows: Sequence[PhotoRow]) -> tuple[str, ...]:
    """Return the hashes of those whose file cannot be read as it was stored, each once."""
    return tuple(sha256 for sha256 in dict.fromkeys(row.sha256 for row in rows) if _read(files, sha256) is None)


@open_to("services that sign what the photos belong to")
def printed_photos(files: Attachments, rows: Sequence[PhotoRow]) -> PrintedPhotos:
    """Return the photos ready for the page; one original at a time is in memory."""
    from qa_desktop.reports.images import prepare  # noqa: PLC0415  (reportlab is slow to import)

    pictures: dict[str, Prepared] = {}
    flaws: dict[str, str] = {}
    for sha256 in dict.fromkeys(row.sha256 for row in rows):
        data = _read(files, sha256)
        picture = None if data is None else prepare(data)
        if picture is None:
            flaws[sha256] = LOST if data is None else UNDRAWABLE
        else:
            pictures[sha256] = picture
    shown = tuple(StatementPhoto(row.sha256, _line(row.caption), _origin(row), flaws.get(row.sha256, "")) for row in rows)
    return PrintedPhotos(shown, pictures)


@open_to("services that sign what the photos belong to")
def digest_shown(statement: Statement, rows: Sequence[PhotoRow], lost: Sequence[str]) -> str:
    """Return the digest of what somebody sees before signing: every printed word, the photos, and which of them are lost.

    Number, moment and the place in the audit chain are those of the signature, and may be others by then.
    """
    record = {name: value for name, value in statement.record().items() if name not in {"id", "number", "at"}}
    data = {name: value for name, value in statement.content.items() if name != "anchor"}
    return digest_of({**record, "data": data, "photos": photos_record(rows), "lost_photos": list(lost)})


@open_to("services that sign what the photos belong to")
def lost_in(printed: PrintedPhotos) -> tuple[str, ...]:
    """Return what :func:`lost_photos` says, from photos that were looked for already."""
    return tuple(dict.fromkeys(photo.sha256 for photo in printed.photos if photo.flaw == LOST))


@open_to("services that sign what the photos belong to")
def photos_words(rows: Sequence[PhotoRow]) -> str:
    """Return how many photos there are and where they are printed; empty without any."""
    return f"{len(rows)}, at the end" if rows else ""


def _read(files: Attachments, sha256: str) -> bytes | None:
    try:
        return files.get(sha256)
    except FaultError:
        return None


def _line(caption: str) -> str:
    """Return a caption without line breaks, so that it stands beside its number."""
    return " ".join(caption.split())


def _origin(row: PhotoRow) -> str:
    moment = local_time(row.taken_at, row.taken_offset)
    return f"taken {moment:%Y-%m-%d %H:%M} {offset_text(moment)} · {row.added_by_name}"
