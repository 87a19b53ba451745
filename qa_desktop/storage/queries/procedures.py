"""Procedures, their revisions, who has read them, and the items of checklists that they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from qa_desktop.domain.errors import ConflictError, NotFoundError
from qa_desktop.domain.knowledge import ProcedureState
from qa_desktop.storage.models import KnowledgeLink, Lesson, Person, Procedure, ProcedureRevision, ReadConfirmation
from qa_desktop.storage.queries.typed import words_to_find
from qa_desktop.storage.unit import Work, new_id

_Author, _Approver = aliased(Person, name="author"), aliased(Person, name="approver")


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """A procedure as lists show it; ``published`` is the number of the revision in force, 0 without one."""

    id: str
    number: str
    title: str
    published: int
    revision_id: str | None
    read_by: int


@dataclass(frozen=True, slots=True)
class RevisionOfProcedure:
    """One revision; ``sha256`` names its file when it has one."""

    id: str
    procedure_id: str
    number: int
    words: str
    sha256: str | None
    change_note: str
    state: ProcedureState
    author_id: str
    author: str
    written_at: str
    approved_by: str
    published_at: str | None
    version: int


@dataclass(frozen=True, slots=True)
class Reader:
    """A person and when they confirmed having read a revision; ``None`` for not yet."""

    person_id: str
    name: str
    read_at: str | None


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A lesson or procedure at an item of a checklist; ``template_id`` is ``None`` for every checklist."""

    id: str
    lesson_id: str | None
    procedure_id: str | None
    template_id: str | None
    item_key: str


def everything(connection: Connection, text: str = "") -> tuple[ProcedureRow, ...]:
    """Return all procedures whose number or title holds every word of ``text``, by title."""
    found = _procedures().order_by(func.lower(Procedure.title), Procedure.number)
    for word in words_to_find(text):
        found = found.where(
            or_(Procedure.title.icontains(word, autoescape=True), Procedure.number.icontains(word, autoescape=True))
        )
    return tuple(ProcedureRow(*row) for row in connection.execute(found))


def by_id(connection: Connection, procedure_id: str) -> ProcedureRow:
    """Return one procedure; raises :class:`NotFoundError`."""
    row = connection.execute(_procedures().where(Procedure.id == procedure_id)).first()
    if row is None:
        raise NotFoundError("This procedure does not exist. Reload the list.")
    return ProcedureRow(*row)


def of_item(connection: Connection, template_id: str, item_key: str) -> tuple[RevisionOfProcedure, ...]:
    """Return the revisions in force of the procedures that belong to an item of a checklist."""
    link = KnowledgeLink
    which = select(link.procedure_id).where(
        link.item_key == item_key, link.ended_at.is_(None), or_(link.template_id.is_(None), link.template_id == template_id)
    )
    found = _revisions().where(ProcedureRevision.procedure_id.in_(which), ProcedureRevision.state == "published")
    return tuple(_revision(row) for row in connection.execute(found.order_by(ProcedureRevision.procedure_id)))


def revisions_of(connection: Connection, procedure_id: str) -> tuple[RevisionOfProcedure, ...]:
    """Return the revisions of a procedure, newest first."""
    found = _revisions().where(ProcedureRevision.procedure_id == procedure_id).order_by(ProcedureRevision.number.desc())
    return tuple(_revision(row) for row in connection.execute(found))


def revision(connection: Connection, revision_id: str) -> RevisionOfProcedure:
    """Return one revision; raises :class:`NotFoundError`."""
    row = connection.execute(_revisions().where(ProcedureRevision.id == revision_id)).first()
    if row is None:
        raise NotFoundError("This revision of the procedure does not exist. Reload the list.")
    return _revision(row)


def readers(connection: Connection, revision_id: str) -> tuple[Reader, ...]:
    """Return every active person with their confirmation of a revision, those who have not read it first."""
    at = ReadConfirmation.at
    found = (
        select(Person.id, Person.name, at)
        .outerjoin(ReadConfirmation, (ReadConfirmation.person_id == Person.id) & (ReadConfirmation.revision_id == revision_id))
        .where(or_(Person.active == 1, at.is_not(None)))
        .order_by(at.is_not(None), func.lower(Person.name), Person.id)
    )
    return tuple(Reader(*row) for row in connection.execute(found))


def unread_by(connection: Connection, person_id: str) -> tuple[ProcedureRow, ...]:
    """Return the procedures in force that a person has not confirmed yet, by title."""
    read = select(ReadConfirmation.revision_id).where(ReadConfirmation.person_id == person_id)
    found = _procedures().where(ProcedureRevision.id.is_not(None), ProcedureRevision.id.not_in(read))
    return tuple(ProcedureRow(*row) for row in connection.execute(found.order_by(func.lower(Procedure.title))))


def add(work: Work, number: str, title: str) -> str:
    """Insert a procedure and return its key."""
    key = new_id()
    values = {"id": key, "number": number, "title": title, "created_by": work.actor_id, "created_at": work.now.utc}
    work.connection.execute(insert(Procedure).values(**values))
    return key


def add_revision(work: Work, procedure_id: str, words: str, sha256: str | None, note: str) -> str:
    """Insert the next revision as a draft and return its key."""
    last = select(func.coalesce(func.max(ProcedureRevision.number), 0)).where(ProcedureRevision.procedure_id == procedure_id)
    key, number = new_id(), int(work.connection.execute(last).scalar_one()) + 1
    work.connection.execute(
        insert(ProcedureRevision).values(
            id=key,
            procedure_id=procedure_id,
            number=number,
            words=words,
            sha256=sha256,
            change_note=note,
            state=ProcedureState.DRAFT.value,
            author_id=work.actor_id,
            written_at=work.now.utc,
        )
    )
    return key


def change_revision(work: Work, row: RevisionOfProcedure, version: int, **values: Any) -> None:
    """Change columns; raises :class:`ConflictError` when somebody else did since ``version``."""
    one = ProcedureRevision
    done = work.connection.execute(
        update(one).where(one.id == row.id, one.version == version).values(version=version + 1, **values)
    )
    if done.rowcount != 1:
        raise ConflictError(
            "Somebody else changed this revision in the meantime; your change was not stored. Reload it and try again."
        )


def retire_others(work: Work, row: RevisionOfProcedure) -> None:
    """Retire the revision that was in force before ``row``."""
    one = ProcedureRevision
    work.connection.execute(
        update(one)
        .where(one.procedure_id == row.procedure_id, one.id != row.id, one.state == "published")
        .values(state=ProcedureState.RETIRED.value, version=one.version + 1)
    )


def confirm(work: Work, revision_id: str) -> bool:
    """Record that the actor has read a revision; returns ``False`` when they had confirmed it before."""
    key = {"revision_id": revision_id, "person_id": work.actor_id}
    one = ReadConfirmation
    if work.connection.execute(select(one.at).where(one.revision_id == revision_id, one.person_id == work.actor_id)).first():
        return False
    work.connection.execute(insert(one).values(**key, at=work.now.utc, at_offset=work.now.offset))
    return True


def add_link(work: Work, **values: Any) -> str:
    """Tie a lesson or procedure to an item and return the key of the link."""
    key = new_id()
    work.connection.execute(insert(KnowledgeLink).values(id=key, linked_by=work.actor_id, linked_at=work.now.utc, **values))
    return key


def link_by_id(connection: Connection, link_id: str) -> LinkRow | None:
    """Return a link, ended or not; ``None`` when there never was one."""
    one = KnowledgeLink
    found = select(one.id, one.lesson_id, one.procedure_id, one.template_id, one.item_key).where(one.id == link_id)
    row = connection.execute(found).first()
    return None if row is None else LinkRow(*row)


def end_link(work: Work, link_id: str) -> bool:
    """End a link; returns ``False`` when it was ended before."""
    one = KnowledgeLink
    done = work.connection.execute(
        update(one).where(one.id == link_id, one.ended_at.is_(None)).values(ended_by=work.actor_id, ended_at=work.now.utc)
    )
    return done.rowcount == 1


def links_of(connection: Connection, *, lesson_id: str | None = None, procedure_id: str | None = None) -> tuple[LinkRow, ...]:
    """Return the items that a lesson or procedure belongs to."""
    one = KnowledgeLink
    which = one.lesson_id == lesson_id if lesson_id is not None else one.procedure_id == procedure_id
    found = select(one.id, one.lesson_id, one.procedure_id, one.template_id, one.item_key).where(which, one.ended_at.is_(None))
    return tuple(LinkRow(*row) for row in connection.execute(found.order_by(one.item_key, one.id)))


def lessons_of(connection: Connection, procedure_id: str) -> tuple[tuple[str, str], ...]:
    """Return number and title of the lessons that name a procedure."""
    found = select(Lesson.number, Lesson.title).where(Lesson.procedure_id == procedure_id).order_by(Lesson.number)
    return tuple((row.number, row.title) for row in connection.execute(found))


def _procedures() -> Select[*tuple[Any, ...]]:
    read = select(func.count()).where(ReadConfirmation.revision_id == ProcedureRevision.id).scalar_subquery()
    return select(
        Procedure.id, Procedure.number, Procedure.title, func.coalesce(ProcedureRevision.number, 0), ProcedureRevision.id, read
    ).outerjoin(ProcedureRevision, (ProcedureRevision.procedure_id == Procedure.id) & (ProcedureRevision.state == "published"))


def _revisions() -> Select[*tuple[Any, ...]]:
    one = ProcedureRevision
    return (
        select(
            one.id,
            one.procedure_id,
            one.number,
            one.words,
            one.sha256,
            one.change_note,
            one.state,
            one.author_id,
            _Author.name,
            one.written_at,
            func.coalesce(_Approver.name, ""),
            one.published_at,
            one.version,
        )
        .join(_Author, _Author.id == one.author_id)
        .outerjoin(_Approver, _Approver.id == one.approved_by)
    )


def _revision(row: Any) -> RevisionOfProcedure:
    values = list(row)
    values[6] = ProcedureState(values[6])
    return RevisionOfProcedure(*values)
