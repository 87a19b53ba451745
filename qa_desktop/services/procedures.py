"""Procedures: written in revisions, approved by another person, published, and confirmed by everybody who has to know them."""

from __future__ import annotations

from dataclasses import dataclass

from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.ids import procedure_number
from qa_desktop.domain.knowledge import ProcedureState, require_approver
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_text
from qa_desktop.services.guard import logged_in, needs
from qa_desktop.services.procedure_files import PDF
from qa_desktop.storage.queries import photos, stations
from qa_desktop.storage.queries import procedures as rows
from qa_desktop.storage.queries.procedures import ProcedureRow, Reader, RevisionOfProcedure
from qa_desktop.storage.queries.ties import Tie, linked
from qa_desktop.storage.unit import Connection
from qa_desktop.storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ProcedureDetail:
    """A procedure with its revisions (newest first), the readers of the one in force, where it is shown, and its lessons."""

    row: ProcedureRow
    revisions: tuple[RevisionOfProcedure, ...]
    readers: tuple[Reader, ...]
    ties: tuple[Tie, ...]
    lessons: tuple[tuple[str, str], ...]

    @property
    def in_force(self) -> RevisionOfProcedure | None:
        """The published revision."""
        return next((one for one in self.revisions if one.state is ProcedureState.PUBLISHED), None)


class ProcedureService:
    """What people do with procedures."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store

    @needs(Permission.MANAGE_KNOWLEDGE)
    def write(
        self, actor: Actor, *, title: str, words: str = "", sha256: str | None = None, change_note: str = ""
    ) -> ProcedureDetail:
        """Write a new procedure with its first revision: words, or the file of an attachment that is stored already."""
        name = " ".join(clean_text(title, limit=200).split())
        if not name:
            raise InputError("The procedure has no title. Nothing was stored.")
        said = _words(words, sha256)
        with self._store.writing(actor.person_id) as work:
            _require_pdf(work.connection, sha256)
            number = procedure_number(stations.code_of(work.connection, work.station_id), work.next_number("procedure"))
            key = rows.add(work, number, name)
            revision = rows.add_revision(work, key, said, sha256, clean_text(change_note, limit=500).strip())
            facts = {"number": number, "title": name, "revision": revision, "words": said, "file": sha256}
            work.audit("procedure.write", "procedure", key, facts)
        return self.detail(actor, key)

    @needs(Permission.MANAGE_KNOWLEDGE)
    def revise(
        self, actor: Actor, procedure_id: str, *, words: str = "", sha256: str | None = None, change_note: str = ""
    ) -> ProcedureDetail:
        """Write the next revision as a draft; what is in force stays in force until the new one is published."""
        said, note = _words(words, sha256), clean_text(change_note, limit=500).strip()
        if not note:
            raise InputError("Say what changes with this revision. Nothing was stored.")
        with self._store.writing(actor.person_id) as work:
            rows.by_id(work.connection, procedure_id)
            _require_pdf(work.connection, sha256)
            unfinished = {ProcedureState.DRAFT, ProcedureState.APPROVED}
            if any(one.state in unfinished for one in rows.revisions_of(work.connection, procedure_id)):
                raise RefusedError("A revision of this procedure is being written already. Finish that one. Nothing was stored.")
            revision = rows.add_revision(work, procedure_id, said, sha256, note)
            facts = {"revision": revision, "words": said, "file": sha256, "change": note}
            work.audit("procedure.revise", "procedure", procedure_id, facts)
        return self.detail(actor, procedure_id)

    @needs(Permission.MANAGE_KNOWLEDGE)
    def edit(self, actor: Actor, revision_id: str, words: str, version: int) -> ProcedureDetail:
        """Change the words of a draft; only its author, so that the approver is always another person."""
        with self._store.writing(actor.person_id) as work:
            row = rows.revision(work.connection, revision_id)
            if row.state is not ProcedureState.DRAFT or row.author_id != actor.person_id:
                raise RefusedError("Only a draft is changed, and only by its author. Nothing was stored.")
            said = _words(words, row.sha256)
            rows.change_revision(work, row, version, words=said)
            work.audit("procedure.edit", "procedure", row.procedure_id, {"revision": row.id, "words": said})
        return self.detail(actor, row.procedure_id)

    @needs(Permission.MANAGE_KNOWLEDGE)
    def approve(self, actor: Actor, revision_id: str, version: int) -> ProcedureDetail:
        """Approve a draft that somebody else wrote."""
        with self._store.writing(actor.person_id) as work:
            row = _in_state(rows.revision(work.connection, revision_id), ProcedureState.DRAFT)
            require_approver(row.author_id, actor.person_id)
            said = {"state": ProcedureState.APPROVED.value, "approved_by": actor.person_id, "approved_at": work.now.utc}
            rows.change_revision(work, row, version, **said)
            work.audit("procedure.approve", "procedure", row.procedure_id, {"revision": row.id})
        return self.detail(actor, row.procedure_id)

    @needs(Permission.MANAGE_KNOWLEDGE)
    def publish(self, actor: Actor, revision_id: str, version: int) -> ProcedureDetail:
        """Put an approved revision into force in place of the one before; everybody has to read it anew."""
        with self._store.writing(actor.person_id) as work:
            row = _in_state(rows.revision(work.connection, revision_id), ProcedureState.APPROVED)
            rows.retire_others(work, row)
            said = {"state": ProcedureState.PUBLISHED.value, "published_by": actor.person_id, "published_at": work.now.utc}
            rows.change_revision(work, row, version, **said)
            work.audit("procedure.publish", "procedure", row.procedure_id, {"revision": row.id, "number": row.number})
        return self.detail(actor, row.procedure_id)

    @logged_in("whoever is logged in, for themselves")
    def confirm_read(self, actor: Actor, revision_id: str) -> None:
        """Confirm that one has read and understood the revision in force; kept for good, with the moment."""
        with self._store.writing(actor.person_id) as work:
            row = rows.revision(work.connection, revision_id)
            if row.state is not ProcedureState.PUBLISHED:
                raise RefusedError("This revision is not in force, so there is nothing to confirm. Reload the procedure.")
            if not rows.confirm(work, revision_id):
                raise InputError("You have confirmed this revision before, so nothing was stored.")
            work.audit("procedure.read", "procedure", row.procedure_id, {"revision": revision_id})

    @needs(Permission.READ_ALL)
    def everything(self, actor: Actor, text: str = "") -> tuple[ProcedureRow, ...]:
        """Return the procedures whose number or title holds every word of ``text``, by title."""
        with self._store.reading() as connection:
            return rows.everything(connection, text)

    @needs(Permission.READ_ALL)
    def detail(self, actor: Actor, procedure_id: str) -> ProcedureDetail:
        """Return a procedure with its revisions, and who has read the one in force."""
        with self._store.reading() as connection:
            row = rows.by_id(connection, procedure_id)
            readers = () if row.revision_id is None else rows.readers(connection, row.revision_id)
            revisions = rows.revisions_of(connection, procedure_id)
            ties = linked(connection, lesson_id=None, procedure_id=procedure_id)
            return ProcedureDetail(row, revisions, readers, ties, rows.lessons_of(connection, procedure_id))

    @logged_in("whoever is logged in, for themselves")
    def unread(self, actor: Actor) -> tuple[ProcedureRow, ...]:
        """Return the procedures in force that this person has not confirmed yet."""
        with self._store.reading() as connection:
            return rows.unread_by(connection, actor.person_id)


def _words(words: str, sha256: str | None) -> str:
    said = clean_text(words).strip()
    if not said and sha256 is None:
        raise InputError("Write the procedure, or attach its file. Nothing was stored.")
    return said


def _require_pdf(connection: Connection, sha256: str | None) -> None:
    if sha256 is not None and photos.mime_of(connection, sha256) != PDF:
        raise InputError("The file of a procedure is a PDF that was attached here. Attach it again. Nothing was stored.")


def _in_state(row: RevisionOfProcedure, state: ProcedureState) -> RevisionOfProcedure:
    if row.state is not state:
        raise RefusedError(
            "This revision is {now}, not {wanted}. Nothing was stored. Reload it.", now=row.state.value, wanted=state.value
        )
    return row
