"""Photos, the files behind them and their small previews."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, insert, select, update

from qa_desktop.domain.checklist import ItemKind
from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.lines import line_id, split_line
from qa_desktop.storage import models
from qa_desktop.storage.unit import new_id


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A photo where it belongs: to an item of an inspection, to an issue, or to the inspection as a whole.

    ``inspection_id`` is also set for a photo of an issue that was logged from an inspection.  ``taken_at`` is UTC text with the
    local offset in minutes beside it; ``width`` and ``height`` are those of the upright picture.
    """

    id: str
    sha256: str
    mime: str
    size: int
    width: int
    height: int
    inspection_id: str | None
    item_id: str | None
    issue_id: str | None
    name: str
    caption: str
    source: str
    taken_at: str
    taken_offset: int
    added_by: str
    added_by_name: str
    withdrawn_at: str | None
    withdrawn_by: str | None
    withdraw_reason: str
    version: int


@dataclass(frozen=True, slots=True)
class PhotoHome:
    """Where a new photo goes, and whether that place is open for changes.

    ``state`` is ``None`` for an issue that does not come from an inspection; ``kind`` is set when the place is an item.
    """

    inspection_id: str | None
    state: InspectionState | None
    number: str
    kind: ItemKind | None


def photos_of(connection: Connection, inspection_id: str) -> tuple[PhotoRow, ...]:
    """Return all photos of an inspection that were not withdrawn, those of its items and issues included, oldest first."""
    return _standing(connection, models.Photo.inspection_id == inspection_id)


def photos_of_item(connection: Connection, inspection_id: str, item_id: str) -> tuple[PhotoRow, ...]:
    """Return the photos of one answer, oldest first."""
    return _standing(connection, models.Photo.inspection_id == inspection_id, *_at_line(item_id))


def photos_of_issue(connection: Connection, issue_id: str) -> tuple[PhotoRow, ...]:
    """Return the photos of an issue, oldest first."""
    return _standing(connection, models.Photo.issue_id == issue_id)


def count_of_item(connection: Connection, inspection_id: str, item_id: str) -> int:
    """Return how many photos an answer has."""
    return connection.execute(
        select(func.count())
        .select_from(models.Photo)
        .where(
            models.Photo.inspection_id == inspection_id,
            *_at_line(item_id),
            models.Photo.withdrawn_at.is_(None),
        )
    ).scalar_one()


def photo_by_id(connection: Connection, photo_id: str) -> PhotoRow:
    """Return one photo, withdrawn or not; raises :class:`NotFoundError`."""
    row = connection.execute(_photos().where(models.Photo.id == photo_id)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("This photo does not exist. Reload the page and choose it again.")
    return _photo(row)


def same_photo(
    connection: Connection, sha256: str, *, inspection_id: str | None, item_id: str | None, issue_id: str | None
) -> PhotoRow | None:
    """Return the photo with the same bytes that stands at the same place already."""
    found = _standing(
        connection,
        models.Photo.sha256 == sha256,
        models.Photo.inspection_id.is_not_distinct_from(inspection_id),
        *_at_line(item_id),
        models.Photo.issue_id.is_not_distinct_from(issue_id),
    )
    return found[0] if found else None


def home_of_inspection(connection: Connection, inspection_id: str) -> PhotoHome:
    """Return the state of an inspection; raises :class:`NotFoundError`."""
    found = select(models.Inspection.state, models.Inspection.number).where(models.Inspection.id == inspection_id)
    row = connection.execute(found).one_or_none()
    if row is None:
        raise NotFoundError("This inspection does not exist. Go back to your work and open it again.")
    return PhotoHome(inspection_id, InspectionState(row.state), row.number, None)


def home_of_item(connection: Connection, inspection_id: str, item_id: str) -> PhotoHome:
    """Return the state of an inspection and the kind of its item; the item must belong to the revision that it pins."""
    home = home_of_inspection(connection, inspection_id)
    kind = connection.execute(
        select(models.Item.kind)
        .join(models.Inspection, models.Inspection.revision_id == models.Item.revision_id)
        .where(models.Inspection.id == inspection_id, models.Item.id == split_line(item_id)[0])
    ).scalar()
    if kind is None:
        raise NotFoundError("This line does not belong to inspection {number}. Open the inspection again.", number=home.number)
    return PhotoHome(inspection_id, home.state, home.number, ItemKind(kind))


def home_of_issue(connection: Connection, issue_id: str) -> PhotoHome:
    """Return where an issue comes from and whether that inspection is open; raises :class:`NotFoundError`."""
    found = (
        select(models.Issue.number, models.Issue.inspection_id, models.Inspection.state)
        .outerjoin(models.Inspection, models.Inspection.id == models.Issue.inspection_id)
        .where(models.Issue.id == issue_id)
    )
    row = connection.execute(found).one_or_none()
    if row is None:
        raise NotFoundError("This issue does not exist. Go back to the issue log and open it again.")
    state = None if row.state is None else InspectionState(row.state)
    return PhotoHome(row.inspection_id, state, row.number, None)


def add_attachment(connection: Connection, *, sha256: str, size: int, mime: str, width: int, height: int, at: str) -> None:
    """Record a stored file once."""
    if connection.execute(select(models.Attachment.sha256).where(models.Attachment.sha256 == sha256)).scalar() is None:
        connection.execute(
            insert(models.Attachment).values(sha256=sha256, size=size, mime=mime, width=width, height=height, added_at=at)
        )


def mime_of(connection: Connection, sha256: str) -> str:
    """Return what kind of file is stored under a hash; empty when there is none."""
    return connection.execute(select(models.Attachment.mime).where(models.Attachment.sha256 == sha256)).scalar() or ""


def insert_photo(connection: Connection, **values: Any) -> str:
    """Insert a photo and return its id; ``item_id`` is the key of a line."""
    photo_id = new_id()
    if values.get("item_id") is not None:
        values["item_id"], values["piece"] = split_line(values["item_id"])
    connection.execute(insert(models.Photo).values(id=photo_id, **values))
    return photo_id


def set_withdrawn(connection: Connection, photo_id: str, *, at: str, by: str, reason: str) -> None:
    """Mark a photo as withdrawn; the row and the file stay."""
    _change(connection, photo_id, withdrawn_at=at, withdrawn_by=by, withdraw_reason=reason)


def set_caption(connection: Connection, photo_id: str, caption: str) -> None:
    """Change the caption of a photo."""
    _change(connection, photo_id, caption=caption)


def thumbnail_of(connection: Connection, sha256: str) -> bytes | None:
    """Return the stored preview."""
    return connection.execute(select(models.Thumbnail.jpeg).where(models.Thumbnail.sha256 == sha256)).scalar()


def put_thumbnail(connection: Connection, sha256: str, jpeg: bytes) -> None:
    """Store the preview of a file unless there is one."""
    if thumbnail_of(connection, sha256) is None:
        connection.execute(insert(models.Thumbnail).values(sha256=sha256, jpeg=jpeg))


def is_photo_file(connection: Connection, sha256: str) -> bool:
    """Return whether a file is recorded at all."""
    return connection.execute(select(models.Attachment.sha256).where(models.Attachment.sha256 == sha256)).scalar() is not None


def _change(connection: Connection, photo_id: str, **values: Any) -> None:
    photo = models.Photo
    connection.execute(update(photo).where(photo.id == photo_id).values(version=photo.version + 1, **values))


def _standing(connection: Connection, *conditions: Any) -> tuple[PhotoRow, ...]:
    found = _photos().where(models.Photo.withdrawn_at.is_(None), *conditions).order_by(models.Photo.id)
    return tuple(_photo(row) for row in connection.execute(found).mappings())


@cache
def _photos() -> Select[*tuple[Any, ...]]:
    photo = models.Photo
    return (
        select(
            photo.id,
            photo.sha256,
            models.Attachment.mime,
            models.Attachment.size,
            models.Attachment.width,
            models.Attachment.height,
            photo.inspection_id,
            photo.item_id,
            photo.piece,
            photo.issue_id,
            photo.name,
            photo.caption,
            photo.source,
            photo.taken_at,
            photo.taken_offset,
            photo.added_by,
            models.Person.name.label("added_by_name"),
            photo.withdrawn_at,
            photo.withdrawn_by,
            photo.withdraw_reason,
            photo.version,
        )
        .join(models.Attachment, models.Attachment.sha256 == photo.sha256)
        .join(models.Person, models.Person.id == photo.added_by)
    )


def _photo(row: RowMapping) -> PhotoRow:
    values = dict(row)
    piece = values.pop("piece")
    if values["item_id"] is not None:
        values["item_id"] = line_id(values["item_id"], piece)
    return PhotoRow(**values)


def _at_line(key: str | None) -> tuple[Any, Any]:
    item_id, piece = (None, 0) if key is None else split_line(key)
    return models.Photo.item_id.is_not_distinct_from(item_id), models.Photo.piece == piece
