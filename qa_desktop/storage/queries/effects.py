"""Counts behind the effect of an action: readings, inspections and lots of a part in a period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.issue import IssueState
from qa_desktop.storage.models import Answer, Inspection, Issue, Item, Part, Template, TemplateRevision
from qa_desktop.storage.queries.issues import search_text


@dataclass(frozen=True, slots=True)
class Span:
    """A period as the tables keep time: UTC text, ``start`` included, ``end`` not."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Readings:
    """So many equal answers to one line: to be judged once."""

    item_id: str
    value: str | None
    na_reason: str | None
    act: str
    count: int


@dataclass(frozen=True, slots=True)
class CharacteristicRow:
    """A characteristic that inspections of a part asked."""

    template_id: str
    template: str
    item_key: str
    text: str


def readings(connection: Connection, *, part: str, template_id: str, item_key: str, span: Span) -> tuple[Readings, ...]:
    """Return the answers to a characteristic in all revisions of its template, equal ones together."""
    a, i = Answer, Inspection
    query = (
        select(a.item_id, a.value, a.na_reason, a.act, func.count())
        .join(i, i.id == a.inspection_id)
        .join(Item, Item.id == a.item_id)
        .join(TemplateRevision, TemplateRevision.id == Item.revision_id)
        .where(TemplateRevision.template_id == template_id, Item.key == item_key, *_first_inspections(part, span))
        .group_by(a.item_id, a.value, a.na_reason, a.act)
    )
    return tuple(Readings(*row) for row in connection.execute(query))


def inspections(connection: Connection, *, part: str, span: Span) -> tuple[int, int]:
    """Return how many inspections of a part had a line that does not conform, and how many there were."""
    i = Inspection
    query = select(func.count().filter(i.failed > 0), func.count()).select_from(i).where(*_first_inspections(part, span))
    bad, whole = connection.execute(query).one()
    return int(bad), int(whole)


def lots(connection: Connection, *, part: str, words: str, span: Span) -> tuple[int, int]:
    """Return how many inspected lots of a part have an issue of a failure, and how many lots were inspected.

    ``words`` is a failure code, or words that all occur in the issue.
    """
    i = Inspection
    inspected = select(i.lot_id).where(i.lot_id.is_not(None), *_first_inspections(part, span)).distinct().subquery()
    said = [Issue.search.contains(word, autoescape=True, escape="\\") for word in search_text(words).split()]
    wanted = or_(Issue.failure_code == words, and_(*said))
    met = exists().where(Issue.lot_id == inspected.c.lot_id, Issue.state != IssueState.REJECTED.value, wanted)
    query = select(func.count().filter(met), func.count()).select_from(inspected)
    bad, whole = connection.execute(query).one()
    return int(bad), int(whole)


def characteristics(connection: Connection, part: str, *, limit: int = 200) -> tuple[CharacteristicRow, ...]:
    """Return what approved inspections of a part asked, one row for each characteristic, with its newest words."""
    r = TemplateRevision
    used = select(Inspection.revision_id).where(
        Inspection.part_id.in_(_parts(part)), Inspection.state == InspectionState.APPROVED.value
    )
    query = (
        select(r.template_id, Template.name, Item.key, Item.text)
        .select_from(Item)
        .join(r, r.id == Item.revision_id)
        .join(Template, Template.id == r.template_id)
        .where(r.id.in_(used))
        .order_by(Template.name, r.number, Item.position)
    )
    newest: dict[tuple[str, str], CharacteristicRow] = {}
    for row in connection.execute(query):
        newest[row.template_id, row.key] = CharacteristicRow(*row)
    return tuple(newest.values())[:limit]


def _parts(part: str) -> Any:
    return select(Part.id).where(Part.number == part)


def _first_inspections(part: str, span: Span) -> tuple[ColumnElement[bool], ...]:
    """Approved inspections of every revision of a part that repeat no other."""
    i = Inspection
    return (
        i.part_id.in_(_parts(part)),
        i.state == InspectionState.APPROVED.value,
        i.parent_id.is_(None),
        i.opened_at >= span.start,
        i.opened_at < span.end,
    )
