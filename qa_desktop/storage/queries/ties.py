"""Where a lesson or a procedure is shown, with the names of checklists, items and parts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from qa_desktop.domain.checklist import RevisionState
from qa_desktop.domain.knowledge import TieKind
from qa_desktop.storage.models import Item, KnowledgeLink, Template, TemplateRevision
from qa_desktop.storage.queries.lessons import LessonRow


@dataclass(frozen=True, slots=True)
class Tie:
    """One place.  ``link_id`` is empty where the lesson itself names the place; ``template`` is empty for every checklist.

    ``item`` is how the newest revision words the item, published before drafted; empty where the checklist has no such item.
    """

    kind: TieKind
    link_id: str = ""
    template: str = ""
    item_key: str = ""
    item: str = ""
    part_number: str = ""


def own_of(row: LessonRow) -> tuple[Tie, ...]:
    """Return what a lesson itself names: an item of every checklist that has its key, and a part."""
    item = (Tie(TieKind.ITEM, item_key=row.item_key),) if row.item_key else ()
    return item + ((Tie(TieKind.PART, part_number=row.part_number),) if row.part_id is not None else ())


def linked(connection: Connection, *, lesson_id: str | None, procedure_id: str | None) -> tuple[Tie, ...]:
    """Return the links that were not ended, by the name of the checklist; those to every checklist first."""
    one = KnowledgeLink
    which = one.lesson_id == lesson_id if lesson_id is not None else one.procedure_id == procedure_id
    found = (
        select(one.id, one.item_key, one.template_id, Template.name)
        .outerjoin(Template, Template.id == one.template_id)
        .where(which, one.ended_at.is_(None))
        .order_by(one.template_id.is_not(None), Template.name, one.item_key, one.id)
    )
    return tuple(
        Tie(TieKind.LINK, row.id, row.name or "", row.item_key, _item_of(connection, row.template_id, row.item_key))
        for row in connection.execute(found).all()
    )


def _item_of(connection: Connection, template_id: str | None, item_key: str) -> str:
    if template_id is None:
        return ""
    revision = TemplateRevision
    in_use = revision.state == RevisionState.PUBLISHED.value
    found = (
        select(Item.text)
        .join(revision, revision.id == Item.revision_id)
        .where(revision.template_id == template_id, Item.key == item_key)
        .order_by(in_use.desc(), revision.number.desc())
    )
    words = connection.execute(found.limit(1)).scalar()
    return " ".join(str(words).split()) if words is not None else ""
