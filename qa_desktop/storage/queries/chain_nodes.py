"""What stands in the chain of improvement, each with its state, who did it, and when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, cast, func, literal, select

from qa_desktop.domain.improvement import ChainKind
from qa_desktop.storage.models import ImprovementLink, Issue, Lesson, Person, Suggestion, Template, TemplateRevision, Trial


@dataclass(frozen=True, slots=True)
class ChainNode:
    """One step: what it is, its words, how it stands, who did it and when (UTC text).

    ``about`` is what came of it: the answer, the result of the trial, the key of the item, what worked.  ``place`` is the
    template of a revision.
    """

    kind: ChainKind
    id: str
    number: str
    title: str
    state: str
    person: str
    at: str
    about: str
    place: str = ""
    version: int = 0


def nodes(connection: Connection, keys: Collection[tuple[ChainKind, str]]) -> tuple[ChainNode, ...]:
    """Return what exists of these, in the order of the chain and in the order in which it was made."""
    found: list[ChainNode] = []
    for kind in ChainKind:
        wanted = sorted(key for one, key in keys if one is kind)
        if wanted:
            found += [ChainNode(kind, *row) for row in connection.execute(_select(kind, wanted))]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ChainMoments:
    """When something of the chain began and was done, as the tables have it: UTC text, or a day where only that is known."""

    begun: str
    done: str | None


def moments_of(connection: Connection, kind: ChainKind, key: str) -> ChainMoments | None:
    """Return when something began and was done.  A trial is over with its result at the latest."""
    row = connection.execute(_moments(kind, key)).first()
    if row is None:
        return None
    begun, done, ended = row
    return ChainMoments(begun, min(done, ended) if done and ended else done)


def _moments(kind: ChainKind, key: str) -> Select[Any]:
    table, columns = _MOMENTS[kind]
    return select(*columns).where(table.id == key)


_NEVER = literal(None)
_MOMENTS: dict[ChainKind, tuple[Any, tuple[Any, ...]]] = {
    ChainKind.SUGGESTION: (Suggestion, (Suggestion.given_at, Suggestion.given_at, _NEVER)),
    ChainKind.ISSUE: (Issue, (Issue.raised_at, Issue.raised_at, _NEVER)),
    ChainKind.TRIAL: (Trial, (Trial.from_day, Trial.to_day, Trial.ended_at)),
    ChainKind.REVISION: (TemplateRevision, (TemplateRevision.created_at, TemplateRevision.published_at, _NEVER)),
    ChainKind.EFFECT: (ImprovementLink, (ImprovementLink.at, ImprovementLink.at, _NEVER)),
    ChainKind.LESSON: (Lesson, (Lesson.written_at, Lesson.written_at, _NEVER)),
}


def _select(kind: ChainKind, keys: list[str]) -> Select[Any]:
    columns: tuple[Any, ...]
    match kind:
        case ChainKind.SUGGESTION:
            s = Suggestion
            who = func.coalesce(Person.name, s.author_name)
            columns = (s.id, s.number, s.words, s.state, who, s.given_at, s.answer, literal(""), s.version)
            return _joined(columns, s.author_id, s.id.in_(keys), s.id)
        case ChainKind.ISSUE:
            i = Issue
            columns = (i.id, i.number, i.title, i.state, func.coalesce(Person.name, ""), i.raised_at, literal(""), literal(""))
            return _joined((*columns, i.version), i.raised_by, i.id.in_(keys), i.id)
        case ChainKind.TRIAL:
            t = Trial
            who, at = func.coalesce(t.ended_by, t.begun_by), func.coalesce(t.ended_at, t.begun_at)
            days = t.from_day + " – " + t.to_day
            columns = (t.id, t.number, t.what, t.outcome, func.coalesce(Person.name, ""), at, t.result, days, t.version)
            return _joined(columns, who, t.id.in_(keys), t.id)
        case ChainKind.REVISION:
            r = TemplateRevision
            who, at = func.coalesce(r.published_by, r.created_by), func.coalesce(r.published_at, r.created_at)
            number = cast(r.number, Text)
            columns = (r.id, number, Template.name, r.state, func.coalesce(Person.name, ""), at, literal(""), r.template_id)
            found = _joined((*columns, r.version), who, r.id.in_(keys), r.id)
            return found.join(Template, Template.id == r.template_id)
        case ChainKind.EFFECT:
            e = ImprovementLink
            columns = (e.id, literal(""), e.words, literal(""), func.coalesce(Person.name, ""), e.at, literal(""), literal(""))
            return _joined((*columns, literal(0)), e.person_id, e.id.in_(keys), e.id)
        case ChainKind.LESSON:
            one = Lesson
            columns = (one.id, one.number, one.title, one.state, func.coalesce(Person.name, ""), one.written_at, one.worked)
            return _joined((*columns, one.item_key, one.version), one.author_id, one.id.in_(keys), one.id)


def _joined(columns: tuple[Any, ...], person: Any, where: ColumnElement[bool], order: Any) -> Select[Any]:
    return select(*columns).outerjoin(Person, Person.id == person).where(where).order_by(order)
