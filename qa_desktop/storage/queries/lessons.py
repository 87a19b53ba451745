"""Lessons: found by full text, offered while somebody types, and tied to the items of checklists."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, insert, or_, select, text, update
from sqlalchemy.orm import aliased

from qa_desktop.domain.errors import ConflictError, NotFoundError
from qa_desktop.domain.knowledge import LessonState
from qa_desktop.storage.models import Issue, KnowledgeLink, Lesson, Part, Person, Procedure
from qa_desktop.storage.queries.twins import COMMON_WORDS
from qa_desktop.storage.unit import Work, new_id

_MOST_WORDS = 24
_Author = aliased(Person, name="author")


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson with the names of what it is tied to."""

    id: str
    number: str
    title: str
    happened: str
    cause: str
    worked: str
    failure: str
    procedure_id: str | None
    procedure: str
    part_id: str | None
    part_number: str
    item_key: str
    issue_id: str | None
    issue_number: str
    state: LessonState
    author_id: str
    author: str
    written_at: str
    written_offset: int
    version: int


def words_of(typed: str) -> tuple[str, ...]:
    """Return the words of any text as the index of words knows them, each once; never a sign that the search language reads."""
    found = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", typed).casefold())
    return tuple(dict.fromkeys(found))[:_MOST_WORDS]


def by_id(connection: Connection, lesson_id: str) -> LessonRow:
    """Return one lesson; raises :class:`NotFoundError`."""
    row = connection.execute(_rows().where(Lesson.id == lesson_id)).first()
    if row is None:
        raise NotFoundError("This lesson does not exist. Reload the list.")
    return _row(row)


def search(
    connection: Connection, typed: str, *, states: tuple[LessonState, ...] = (LessonState.PUBLISHED,), limit: int = 50
) -> tuple[LessonRow, ...]:
    """Return the lessons in which every word of ``typed`` begins a word, closest first; without words the newest."""
    words = words_of(typed)
    named = [state.value for state in states]
    if not words:
        found = _rows().where(Lesson.state.in_(named)).order_by(Lesson.written_at.desc(), Lesson.id.desc()).limit(limit)
        return tuple(_row(row) for row in connection.execute(found))
    keys = _ranked(connection, " AND ".join(_starts(word) for word in words), reach=4 * limit)
    rows = _by_keys(connection, tuple(keys))
    return tuple(row for row in sorted(rows, key=lambda one: (keys[one.id], one.id)) if row.state in states)[:limit]


def similar(
    connection: Connection, words: str, *, part_id: str | None = None, item_key: str = "", limit: int = 5
) -> tuple[LessonRow, ...]:
    """Return the published lessons that resemble ``words``, closest first.

    The same item weighs more than the same part, both more than words; a lesson of the same item is offered even when it shares
    no word.  ``words`` may be anything that was typed.  Ranking: BM25 of the index, title and failure words count most.
    """
    said = [word for word in words_of(words) if len(word) > 2 and word not in COMMON_WORDS]
    keys = _ranked(connection, " OR ".join(_starts(word) for word in said), reach=40 * limit) if said else {}
    tied = select(Lesson.id).where(Lesson.state == LessonState.PUBLISHED.value)
    near = [Lesson.item_key == item_key] if item_key else []
    if item_key:
        near.append(Lesson.id.in_(_linked(item_key)))
    extra = connection.execute(tied.where(or_(*near)).limit(40 * limit)).scalars().all() if near else []
    rows = _by_keys(connection, tuple({*keys, *extra}))
    close = set(extra)

    def rank(row: LessonRow) -> tuple[float, str]:
        bonus = (4.0 if row.id in close else 0.0) + (2.0 if part_id is not None and row.part_id == part_id else 0.0)
        return keys.get(row.id, 0.0) - bonus, row.id

    published = [row for row in rows if row.state is LessonState.PUBLISHED]
    return tuple(sorted(published, key=rank)[:limit])


def of_item(connection: Connection, template_id: str, item_key: str) -> tuple[LessonRow, ...]:
    """Return the published lessons that belong to an item of a checklist, newest first."""
    found = (
        _rows()
        .where(Lesson.state == LessonState.PUBLISHED.value)
        .where(or_(Lesson.id.in_(_linked(item_key, template_id)), Lesson.item_key == item_key))
        .order_by(Lesson.written_at.desc(), Lesson.id.desc())
    )
    return tuple(_row(row) for row in connection.execute(found))


def of_issue(connection: Connection, issue_id: str) -> tuple[LessonRow, ...]:
    """Return the lessons that were written from an issue, oldest first."""
    return tuple(_row(row) for row in connection.execute(_rows().where(Lesson.issue_id == issue_id).order_by(Lesson.id)))


def add(work: Work, **values: Any) -> str:
    """Insert a lesson and return its key."""
    key = new_id()
    work.connection.execute(insert(Lesson).values(id=key, **values))
    return key


def change(work: Work, row: LessonRow, version: int, **values: Any) -> None:
    """Change columns; raises :class:`ConflictError` when somebody else did since ``version``."""
    done = work.connection.execute(
        update(Lesson).where(Lesson.id == row.id, Lesson.version == version).values(version=version + 1, **values)
    )
    if done.rowcount != 1:
        raise ConflictError(
            "Somebody else changed lesson {number} in the meantime; your change was not stored. Reload it and try again.",
            number=row.number,
        )


def _linked(item_key: str, template_id: str | None = None) -> Select[Any]:
    link = KnowledgeLink
    found = select(link.lesson_id).where(link.item_key == item_key, link.ended_at.is_(None), link.lesson_id.is_not(None))
    return found if template_id is None else found.where(or_(link.template_id.is_(None), link.template_id == template_id))


def _starts(word: str) -> str:
    return f'"{word}"*'


_RANKED = text(
    "SELECT lesson_id, bm25(lesson_search, 0.0, 4.0, 4.0, 1.0, 2.0, 1.0) AS place FROM lesson_search "
    "WHERE lesson_search MATCH :wanted ORDER BY place LIMIT :reach"
)


def _ranked(connection: Connection, wanted: str, *, reach: int) -> dict[str, float]:
    """Return the place of each lesson that the index finds; the smaller the closer."""
    if not wanted:
        return {}
    found = connection.execute(_RANKED, {"wanted": wanted, "reach": reach})
    return {row.lesson_id: float(row.place) for row in found}


def _by_keys(connection: Connection, keys: tuple[str, ...]) -> tuple[LessonRow, ...]:
    if not keys:
        return ()
    found = _rows().where(Lesson.id.in_(bindparam("keys", expanding=True)))
    return tuple(_row(row) for row in connection.execute(found, {"keys": list(keys)}))


def _rows() -> Select[*tuple[Any, ...]]:
    one = Lesson
    return (
        select(
            one.id,
            one.number,
            one.title,
            one.happened,
            one.cause,
            one.worked,
            one.failure,
            one.procedure_id,
            func.coalesce(Procedure.title, ""),
            one.part_id,
            func.coalesce(Part.number, ""),
            one.item_key,
            one.issue_id,
            func.coalesce(Issue.number, ""),
            one.state,
            one.author_id,
            _Author.name,
            one.written_at,
            one.written_offset,
            one.version,
        )
        .join(_Author, _Author.id == one.author_id)
        .outerjoin(Procedure, Procedure.id == one.procedure_id)
        .outerjoin(Part, Part.id == one.part_id)
        .outerjoin(Issue, Issue.id == one.issue_id)
    )


def _row(row: Any) -> LessonRow:
    values = list(row)
    values[14] = LessonState(values[14])
    return LessonRow(*values)
