"""The chain of improvement, notes between shifts, mentions, and why a check exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select, update

from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.improvement import ChainKind
from qa_desktop.domain.lines import split_line
from qa_desktop.storage.models import (
    HandoverNote,
    HandoverRead,
    ImprovementLink,
    Issue,
    IssueEvent,
    Item,
    KnowledgeLink,
    Lesson,
    Mention,
    Person,
    Station,
    Suggestion,
    TemplateRevision,
    Trial,
)
from qa_desktop.storage.unit import Work, new_id


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One link of the chain as it was made; an effect's words stand in ``words``."""

    id: str
    source_kind: ChainKind
    source_id: str
    target_kind: ChainKind
    target_id: str
    item_key: str
    words: str
    person: str
    at: str


@dataclass(frozen=True, slots=True)
class Named:
    """Something of the chain in words: what it is, its number, its title, and how it stands."""

    kind: ChainKind
    id: str
    number: str
    title: str
    state: str


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note between shifts; ``read_by`` are names."""

    id: str
    station: str
    words: str
    person_id: str
    person: str
    at: str
    at_offset: int
    read_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A comment that names a person who has not seen it yet."""

    id: str
    issue_id: str
    issue_number: str
    issue_title: str
    remark: str
    by: str
    at: str
    at_offset: int


def template_of_item(connection: Connection, item_id: str) -> str:
    """Return the template that an item, or the item of a line, belongs to; raises :class:`NotFoundError`."""
    found = select(TemplateRevision.template_id).join(Item, Item.revision_id == TemplateRevision.id)
    key = connection.execute(found.where(Item.id == split_line(item_id)[0])).scalar()
    if key is None:
        raise NotFoundError("This line of the checklist does not exist. Close the inspection and open it again.")
    return str(key)


def add_link(work: Work, source: tuple[ChainKind, str], target: tuple[ChainKind, str], *, item_key: str, words: str) -> str:
    """Append a link of the chain and return its key; an effect takes the key of the link."""
    key = new_id()
    work.connection.execute(
        insert(ImprovementLink).values(
            id=key,
            source_kind=source[0].value,
            source_id=source[1],
            target_kind=target[0].value,
            target_id=target[1] or key,
            item_key=item_key,
            words=words,
            person_id=work.actor_id,
            at=work.now.utc,
            at_offset=work.now.offset,
        )
    )
    return key


def all_links(connection: Connection, start: tuple[ChainKind, str], *, most: int = 200) -> tuple[ChainLink, ...]:
    """Return every link that hangs together with ``start``, in the order in which they were made."""
    found: dict[str, ChainLink] = {}
    todo, seen = [(start[0].value, start[1])], set[tuple[str, str]]()
    while todo and len(found) < most:
        kind, key = todo.pop()
        if (kind, key) in seen:
            continue
        seen.add((kind, key))
        one = ImprovementLink
        near = or_(
            (one.source_kind == kind) & (one.source_id == key),
            (one.target_kind == kind) & (one.target_id == key),
        )
        for link in _links(connection, near):
            found[link.id] = link
            todo += [(link.source_kind.value, link.source_id), (link.target_kind.value, link.target_id)]
    return tuple(found[key] for key in sorted(found))


def links_to_item(connection: Connection, template_id: str, item_key: str) -> tuple[ChainLink, ...]:
    """Return the links that led to an item of a template, oldest first."""
    one = ImprovementLink
    revisions = select(TemplateRevision.id).where(TemplateRevision.template_id == template_id)
    return _links(connection, (one.target_kind == "revision") & (one.item_key == item_key) & one.target_id.in_(revisions))


def reasoned_items(connection: Connection, template_id: str) -> frozenset[str]:
    """Return the keys of the items of a template that the chain of improvement or a lesson leads to."""
    one, link = ImprovementLink, KnowledgeLink
    revisions = select(TemplateRevision.id).where(TemplateRevision.template_id == template_id)
    chained = select(one.item_key).where(one.target_kind == "revision", one.item_key != "", one.target_id.in_(revisions))
    tied = select(link.item_key).where(
        link.ended_at.is_(None), link.lesson_id.is_not(None), or_(link.template_id.is_(None), link.template_id == template_id)
    )
    taught = select(Lesson.item_key).where(Lesson.item_key != "", Lesson.state != "retired")
    return frozenset(key for found in (chained, tied, taught) for key in connection.execute(found).scalars())


def name_of(connection: Connection, kind: ChainKind, key: str) -> Named | None:
    """Return something of the chain in words; ``None`` when it does not exist.  An effect is named by its link."""
    if kind is ChainKind.REVISION:
        one = TemplateRevision
        row = connection.execute(select(one.number, one.title, one.state).where(one.id == key)).first()
        return None if row is None else Named(kind, key, str(row.number), row.title, row.state)
    if kind is ChainKind.EFFECT:
        words = connection.execute(select(ImprovementLink.words).where(ImprovementLink.id == key)).scalar()
        return None if words is None else Named(kind, key, "", words, "")
    row = connection.execute(_NAMES[kind].where(_KEYS[kind] == key)).first()
    return None if row is None else Named(kind, key, str(row[0]), str(row[1]), str(row[2]))


def by_number(connection: Connection, number: str) -> Named | None:
    """Return the suggestion, issue or lesson of this number."""
    for kind, column in ((ChainKind.ISSUE, Issue), (ChainKind.SUGGESTION, Suggestion), (ChainKind.LESSON, Lesson)):
        key = connection.execute(select(column.id).where(func.lower(column.number) == number.strip().lower())).scalar()
        if key is not None:
            return name_of(connection, kind, str(key))
    return None


def lessons_at_item(connection: Connection, template_id: str, item_key: str) -> tuple[str, ...]:
    """Return the keys of the lessons at an item, published or not, oldest first."""
    link = KnowledgeLink
    tied = select(link.lesson_id).where(
        link.item_key == item_key, link.ended_at.is_(None), or_(link.template_id.is_(None), link.template_id == template_id)
    )
    found = select(Lesson.id).where(or_(Lesson.id.in_(tied), Lesson.item_key == item_key), Lesson.state != "retired")
    return tuple(connection.execute(found.order_by(Lesson.id)).scalars())


def add_note(work: Work, words: str) -> str:
    """Insert a note of the actor at this station and return its key."""
    key = new_id()
    values = {"station_id": work.station_id, "words": words, "person_id": work.actor_id}
    work.connection.execute(insert(HandoverNote).values(id=key, at=work.now.utc, at_offset=work.now.offset, **values))
    return key


def notes(
    connection: Connection, station_id: str, *, since: str, unread_by: str | None = None, limit: int = 50
) -> tuple[NoteRow, ...]:
    """Return the notes at a station since a moment, newest first; ``unread_by`` leaves out one's own and those one has read."""
    one, read = HandoverNote, HandoverRead
    found = (
        select(one.id, Station.name, one.words, one.person_id, Person.name, one.at, one.at_offset)
        .join(Station, Station.id == one.station_id)
        .join(Person, Person.id == one.person_id)
        .where(one.station_id == station_id, one.at >= since)
        .order_by(one.at.desc(), one.id.desc())
        .limit(limit)
    )
    if unread_by is not None:
        done = select(read.note_id).where(read.person_id == unread_by)
        found = found.where(one.person_id != unread_by, one.id.not_in(done))
    rows = connection.execute(found).all()
    names = select(read.note_id, Person.name).join(Person, Person.id == read.person_id)
    readers: dict[str, list[str]] = {}
    for row in connection.execute(names.where(read.note_id.in_([row.id for row in rows])).order_by(read.at)):
        readers.setdefault(row.note_id, []).append(row.name)
    return tuple(NoteRow(*row, tuple(readers.get(row.id, ()))) for row in rows)


def mark_note_read(work: Work, note_id: str) -> bool:
    """Record that the actor has read a note; returns ``False`` when it was read before.  Raises :class:`NotFoundError`."""
    one = HandoverRead
    if connection_has(work.connection, HandoverNote, note_id) is False:
        raise NotFoundError("This note does not exist. Reload the screen.")
    if work.connection.execute(select(one.at).where(one.note_id == note_id, one.person_id == work.actor_id)).first():
        return False
    work.connection.execute(insert(one).values(note_id=note_id, person_id=work.actor_id, at=work.now.utc))
    return True


def connection_has(connection: Connection, table: Any, key: str) -> bool:
    """Return whether a table has a row with this key."""
    return connection.execute(select(table.id).where(table.id == key)).first() is not None


def add_mentions(work: Work, issue_id: str, event_id: str, logins: tuple[str, ...]) -> tuple[str, ...]:
    """Record the active people behind log-in names, without the actor, and return their keys."""
    if not logins:
        return ()
    found = select(Person.id).where(func.lower(Person.login).in_(logins), Person.active == 1, Person.id != work.actor_id)
    people = tuple(work.connection.execute(found.order_by(Person.id)).scalars())
    for person in people:
        values = {"id": new_id(), "issue_id": issue_id, "event_id": event_id, "person_id": person, "at": work.now.utc}
        work.connection.execute(insert(Mention).values(**values))
    return people


def unseen_mentions(connection: Connection, person_id: str) -> tuple[MentionRow, ...]:
    """Return the comments that name a person and that they have not seen, newest first."""
    found = (
        select(
            Mention.id,
            Mention.issue_id,
            Issue.number,
            Issue.title,
            IssueEvent.remark,
            Person.name,
            IssueEvent.at,
            IssueEvent.at_offset,
        )
        .join(Issue, Issue.id == Mention.issue_id)
        .join(IssueEvent, IssueEvent.id == Mention.event_id)
        .join(Person, Person.id == IssueEvent.person_id)
        .where(Mention.person_id == person_id, Mention.seen_at.is_(None))
        .order_by(Mention.id.desc())
    )
    return tuple(MentionRow(*row) for row in connection.execute(found))


def see_mentions(work: Work, issue_id: str) -> int:
    """Mark what names the actor in an issue as seen and return how many there were."""
    mine = (Mention.issue_id == issue_id) & (Mention.person_id == work.actor_id) & Mention.seen_at.is_(None)
    return int(work.connection.execute(update(Mention).where(mine).values(seen_at=work.now.utc)).rowcount)


def _links(connection: Connection, where: Any) -> tuple[ChainLink, ...]:
    one = ImprovementLink
    found = (
        select(
            one.id, one.source_kind, one.source_id, one.target_kind, one.target_id, one.item_key, one.words, Person.name, one.at
        )
        .join(Person, Person.id == one.person_id)
        .where(where)
        .order_by(one.id)
    )
    return tuple(
        ChainLink(row[0], ChainKind(row[1]), row[2], ChainKind(row[3]), *row[4:]) for row in connection.execute(found).all()
    )


_NAMES: dict[ChainKind, Any] = {
    ChainKind.SUGGESTION: select(Suggestion.number, Suggestion.words, Suggestion.state),
    ChainKind.ISSUE: select(Issue.number, Issue.title, Issue.state),
    ChainKind.TRIAL: select(Trial.number, Trial.what, Trial.outcome),
    ChainKind.LESSON: select(Lesson.number, Lesson.title, Lesson.state),
}
_KEYS: dict[ChainKind, Any] = {
    ChainKind.SUGGESTION: Suggestion.id,
    ChainKind.ISSUE: Issue.id,
    ChainKind.TRIAL: Trial.id,
    ChainKind.LESSON: Lesson.id,
}
