"""Photos as evidence: added, captioned, withdrawn with a reason, never changed."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from qa_desktop.domain.checklist import ItemKind
from qa_desktop.domain.errors import FaultError, FileRefusedError, InputError, NotFoundError, RefusedError
from qa_desktop.domain.inspection import InspectionState, require_open
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_text
from qa_desktop.services.guard import needs
from qa_desktop.services.pictures import MAX_BYTES, Picture, look_at, preview_of
from qa_desktop.services.returned import require_returned, require_whole_returned
from qa_desktop.storage.clock import Moment
from qa_desktop.storage.files import sha256_of
from qa_desktop.storage.queries import inspections, photos, templates
from qa_desktop.storage.queries.photos import PhotoHome, PhotoRow
from qa_desktop.storage.unit import Connection, Work
from qa_desktop.storage.workspace import Workspace

SOURCES: Final = frozenset({"file", "drag", "clipboard", "folder", "camera"})
MAX_CAPTION = 500


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a photo goes: to an inspection, to one of its items, or to an issue."""

    inspection_id: str | None
    item_id: str | None
    issue_id: str | None

    @classmethod
    def of(cls, inspection_id: str | None, item_id: str | None, issue_id: str | None) -> _Place:
        if (inspection_id is None) == (issue_id is None) or (item_id is not None and inspection_id is None):
            raise InputError("A photo belongs either to an inspection or to an issue.")
        return cls(inspection_id, item_id, issue_id)

    def columns(self, home: PhotoHome) -> dict[str, str | None]:
        """A photo of an issue also bears the inspection that the issue comes from, so that it is frozen with it."""
        return {"inspection_id": home.inspection_id, "item_id": self.item_id, "issue_id": self.issue_id}


@dataclass(frozen=True, slots=True)
class _New:
    """A photo that is stored as a file and has no row yet."""

    sha256: str
    size: int
    name: str
    caption: str
    source: str
    taken: Moment


class PhotoService:
    """What people do with photos.  Adding decodes the picture: call it in a worker."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store
        self._files = workspace.attachments

    @needs(Permission.LOG_ISSUE)
    def add(
        self,
        actor: Actor,
        *,
        inspection_id: str | None = None,
        item_id: str | None = None,
        issue_id: str | None = None,
        data: bytes | Path,
        name: str = "",
        caption: str = "",
        source: str = "file",
        taken_at: datetime | None = None,
    ) -> PhotoRow:
        """Store a photo with an item of an inspection, with an inspection as a whole, or with an issue.

        The same photo twice at the same place is stored once: the one that stands there is returned.  When the camera wrote
        into the picture when it was taken, that counts; otherwise ``taken_at``, otherwise now.  Raises
        :class:`FileRefusedError` for a file that is no sound picture and :class:`RefusedError` when the inspection is closed.
        """
        if source not in SOURCES:
            raise InputError("“{source}” is no way that a photo can come in.", source=source)
        where = _Place.of(inspection_id, item_id, issue_id)
        words = _caption(caption)
        content = _read(data) if isinstance(data, Path) else data
        plain_name = _file_name(name or (data.name if isinstance(data, Path) else ""))
        with self._store.reading() as connection:
            home = _require_home(connection, actor, where)
            twin = photos.same_photo(connection, sha256_of(content), **where.columns(home))
        if twin is not None:
            return twin
        picture = look_at(content, plain_name)
        # The file is safe on the drive before any row speaks of it; what a crash leaves between is a harmless orphan.
        new = _New(self._files.put(content), len(content), plain_name, words, source, self._taken(picture, taken_at))
        with self._store.writing(actor.person_id) as work:
            return _insert(work, actor, where, new, picture)

    @needs(Permission.LOG_ISSUE)
    def withdraw(self, actor: Actor, photo_id: str, reason: str) -> PhotoRow:
        """Take a photo out of the record.  Row and file stay, with who withdrew it and why."""
        why = clean_text(reason, limit=MAX_CAPTION).strip()
        if not why:
            raise InputError("Say why the photo is withdrawn. The photo itself is kept.")
        with self._store.writing(actor.person_id) as work:
            photo, home = _require_changeable(work.connection, actor, photo_id)
            photos.set_withdrawn(work.connection, photo_id, at=work.now.utc, by=actor.person_id, reason=why)
            work.audit("photo.withdraw", "photo", photo_id, {"sha256": photo.sha256, "reason": why})
            _keep_answer_in_step(work, actor, home, photo.item_id)
            return photos.photo_by_id(work.connection, photo_id)

    @needs(Permission.LOG_ISSUE)
    def set_caption(self, actor: Actor, photo_id: str, caption: str) -> PhotoRow:
        """Change what is written below a photo."""
        words = _caption(caption)
        with self._store.writing(actor.person_id) as work:
            photo, _ = _require_changeable(work.connection, actor, photo_id)
            photos.set_caption(work.connection, photo_id, words)
            work.audit("photo.caption", "photo", photo_id, {"old": photo.caption, "new": words})
            return photos.photo_by_id(work.connection, photo_id)

    @needs(Permission.READ_ALL)
    def photos_of(self, actor: Actor, inspection_id: str, item_id: str | None = None) -> tuple[PhotoRow, ...]:
        """Return the photos of one item, or all photos of an inspection, oldest first; withdrawn ones are left out."""
        with self._store.reading() as connection:
            if item_id is None:
                return photos.photos_of(connection, inspection_id)
            return photos.photos_of_item(connection, inspection_id, item_id)

    @needs(Permission.READ_ALL)
    def photos_of_issue(self, actor: Actor, issue_id: str) -> tuple[PhotoRow, ...]:
        """Return the photos of an issue, oldest first; withdrawn ones are left out."""
        with self._store.reading() as connection:
            return photos.photos_of_issue(connection, issue_id)

    @needs(Permission.READ_ALL)
    def original(self, actor: Actor, photo_id: str) -> bytes:
        """Return the bytes as they came in; raises :class:`FaultError` when the file is missing or was changed."""
        with self._store.reading() as connection:
            photo = photos.photo_by_id(connection, photo_id)
        return self._files.get(photo.sha256)

    @needs(Permission.READ_ALL)
    def thumbnail(self, actor: Actor, sha256: str) -> bytes:
        """Return the small upright preview as JPEG; it is made again when it is missing."""
        with self._store.reading() as connection:
            stored = photos.thumbnail_of(connection, sha256)
            known = stored is not None or photos.is_photo_file(connection, sha256)
        if stored is not None:
            return stored
        if not known:
            raise NotFoundError("This photo does not exist. Reload the page and choose it again.")
        preview = preview_of(self._files.get(sha256), "photo")
        with contextlib.suppress(FaultError), self._store.writing(actor.person_id) as work:  # a full disk must not hide a photo
            photos.put_thumbnail(work.connection, sha256, preview)
            work.leave_unaudited("a preview can be made again at any time")
        return preview

    def _taken(self, picture: Picture, stated: datetime | None) -> Moment:
        now = self._store.clock()
        moment = picture.taken or stated or now
        # A camera that states no offset shows the station's local time.
        return Moment.of(moment if moment.tzinfo is not None else moment.replace(tzinfo=now.tzinfo))


def _insert(work: Work, actor: Actor, where: _Place, new: _New, picture: Picture) -> PhotoRow:
    home = _require_home(work.connection, actor, where)
    place = where.columns(home)
    twin = photos.same_photo(work.connection, new.sha256, **place)
    if twin is not None:  # added by another window between the look and the write
        work.leave_unaudited("nothing was stored")
        return twin
    photos.add_attachment(
        work.connection,
        sha256=new.sha256,
        size=new.size,
        mime=picture.mime,
        width=picture.width,
        height=picture.height,
        at=work.now.utc,
    )
    photos.put_thumbnail(work.connection, new.sha256, picture.preview)
    photo_id = photos.insert_photo(
        work.connection,
        sha256=new.sha256,
        name=new.name,
        caption=new.caption,
        source=new.source,
        taken_at=new.taken.utc,
        taken_offset=new.taken.offset,
        added_by=actor.person_id,
        **place,
    )
    details = {"sha256": new.sha256, "taken_at": new.taken.iso, "source": new.source, "name": new.name, "caption": new.caption}
    work.audit("photo.add", "photo", photo_id, {**details, **place})
    _keep_answer_in_step(work, actor, home, where.item_id)
    return photos.photo_by_id(work.connection, photo_id)


def _require_home(connection: Connection, actor: Actor, where: _Place) -> PhotoHome:
    """Return the place of a photo after checking that the actor may change it now."""
    if where.inspection_id is None:
        home = photos.home_of_issue(connection, where.issue_id or "")
    else:
        actor.require(Permission.INSPECT)
        home = (
            photos.home_of_inspection(connection, where.inspection_id)
            if where.item_id is None
            else photos.home_of_item(connection, where.inspection_id, where.item_id)
        )
    if home.state is not None:
        require_open(home.state)
    if where.inspection_id is not None:
        head = inspections.head(connection, where.inspection_id)
        if head.inspector_id != actor.person_id:
            raise RefusedError("This inspection belongs to another inspector. Take it over first; then photos bear your name.")
        if where.item_id is None:
            require_whole_returned(connection, head)
        elif head.state is InspectionState.RETURNED or head.parent_id is not None:
            require_returned(connection, head, templates.item_by_id(connection, where.item_id))
    return home


def _require_changeable(connection: Connection, actor: Actor, photo_id: str) -> tuple[PhotoRow, PhotoHome]:
    photo = photos.photo_by_id(connection, photo_id)
    inspection_id = None if photo.issue_id is not None else photo.inspection_id
    home = _require_home(connection, actor, _Place.of(inspection_id, photo.item_id, photo.issue_id))
    if photo.withdrawn_at is not None:
        raise RefusedError("This photo was withdrawn already. Add it again if it is needed after all.")
    return photo, home


def _keep_answer_in_step(work: Work, actor: Actor, home: PhotoHome, item_id: str | None) -> None:
    """The answer of a photo item is how many photos it has."""
    if home.kind is not ItemKind.PHOTO or home.inspection_id is None or item_id is None:
        return
    from qa_desktop.services.answering import photos_changed  # noqa: PLC0415

    photos_changed(work, home.inspection_id, item_id, actor, photos.count_of_item(work.connection, home.inspection_id, item_id))


def _read(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise FileRefusedError(
                "“{name}” cannot be read: it is not a file. Nothing was stored. Choose a photo.", name=path.name
            )
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileRefusedError(
            "“{name}” cannot be read ({reason}). Nothing was stored. Check that the file is still there and try again.",
            name=path.name,
            reason=error.strerror or error,
        ) from error


def _caption(text: str) -> str:
    return clean_text(text, limit=MAX_CAPTION).strip()


def _file_name(name: str) -> str:
    """Return the last part of the name as it is shown: it is data and never a path that is opened."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].replace("\x00", "")
    return clean_text(last)[:200] or "photo"
