"""Reference pictures of checklists: what a good part looks like, and what a bad one looks like."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_text
from qa_desktop.services.guard import needs
from qa_desktop.services.pictures import look_at
from qa_desktop.storage.files import read_limited
from qa_desktop.storage.queries import photos
from qa_desktop.storage.workspace import Workspace

MAX_PICTURE: Final = 20 * 1024 * 1024
"""Largest reference picture: it travels inside the files of a template."""


class TemplatePictureService:
    """Takes pictures in for drafts.  Adding decodes the picture: call it in a worker."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store
        self._files = workspace.attachments

    @needs(Permission.EDIT_TEMPLATE)
    def add(self, actor: Actor, data: bytes | Path, name: str = "") -> str:
        """Store a picture and return its SHA-256, by which an item refers to it.

        The same picture is stored once.  Raises :class:`~qa_desktop.domain.errors.FileRefusedError` for a file that is no sound
        JPEG, PNG or WebP picture, or is too large.
        """
        content = read_limited(data, MAX_PICTURE) if isinstance(data, Path) else data
        shown = clean_text((name or (data.name if isinstance(data, Path) else "")).replace("\x00", ""))[:200] or "picture"
        picture = look_at(content, shown)
        # The file is safe on the drive before any row speaks of it; what a crash leaves between is a harmless orphan.
        sha256 = self._files.put(content)
        with self._store.writing(actor.person_id) as work:
            photos.add_attachment(
                work.connection,
                sha256=sha256,
                size=len(content),
                mime=picture.mime,
                width=picture.width,
                height=picture.height,
                at=work.now.utc,
            )
            photos.put_thumbnail(work.connection, sha256, picture.preview)
            work.audit("template.picture", "attachment", sha256, {"name": shown, "size": len(content)})
        return sha256
