"""The file of a procedure: taken in after it was looked at, and handed out as a copy for the system's viewer."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_text
from qa_desktop.services.guard import needs
from qa_desktop.storage.files import read_limited, write_safely
from qa_desktop.storage.queries import photos, procedures
from qa_desktop.storage.workspace import Workspace

PDF: Final = "application/pdf"


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A file that was stored: its SHA-256, the name that it came with, its pages and its size in bytes."""

    sha256: str
    name: str
    pages: int
    size: int


class ProcedureFileService:
    """Files of procedures.  Both acts read whole files: call them in a worker."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store
        self._files = workspace.attachments
        self._copies: Path | None = None

    @needs(Permission.MANAGE_KNOWLEDGE)
    def take(self, actor: Actor, data: bytes | Path, name: str = "") -> TakenFile:
        """Store a PDF for a revision that is being written.

        Raises :class:`~qa_desktop.domain.errors.FileRefusedError` for what is no sound PDF, is larger than 20 MB, has a password,
        or holds more than pages: programs, files, actions.
        """
        from qa_desktop.reports.foreign import MAX_PDF, look_at_pdf  # noqa: PLC0415  (only an attachment pays for it)

        content = read_limited(data, MAX_PDF) if isinstance(data, Path) else data
        shown = clean_text((name or (data.name if isinstance(data, Path) else "")).replace("\x00", ""))[:200] or "procedure.pdf"
        found = look_at_pdf(content, shown)
        # The file is safe on the drive before any row speaks of it; what a crash leaves between is a harmless orphan.
        sha256 = self._files.put(content)
        with self._store.writing(actor.person_id) as work:
            size, at = len(content), work.now.utc
            photos.add_attachment(work.connection, sha256=sha256, size=size, mime=PDF, width=0, height=0, at=at)
            work.audit("procedure.file", "attachment", sha256, {"name": shown, "size": len(content), "pages": found.pages})
        return TakenFile(sha256, shown, found.pages, len(content))

    @needs(Permission.READ_ALL)
    def copy(self, actor: Actor, revision_id: str) -> Path:
        """Return a copy of the file of a revision, for a program that shows it; what is done to the copy changes nothing here.

        The file is compared with its hash first; raises :class:`~qa_desktop.domain.errors.FaultError` when it is not the same.
        """
        with self._store.reading() as connection:
            row = procedures.revision(connection, revision_id)
            number = procedures.by_id(connection, row.procedure_id).number
        if row.sha256 is None:
            raise NotFoundError("This revision has no file. Its words are all there is.")
        content = self._files.get(row.sha256)
        path = self._folder() / f"{number}-{row.number}-{row.sha256[:8]}.pdf"
        path.unlink(missing_ok=True)
        write_safely(path, content, mode=0o440)
        return path

    def _folder(self) -> Path:
        """Return a folder of this run alone, which goes when the program ends."""
        if self._copies is None or not self._copies.is_dir():
            self._copies = Path(tempfile.mkdtemp(prefix="qa-desktop-"))
            atexit.register(shutil.rmtree, self._copies, ignore_errors=True)
        return self._copies
