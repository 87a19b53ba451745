"""How much is known about the lines of one inspection, in three small questions whatever their number."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from qa_desktop.storage.models import Inspection, Item, KnowledgeLink, Lesson, ProcedureRevision, TemplateRevision


@dataclass(frozen=True, slots=True)
class KnownMark:
    """So many published lessons and procedures in force belong to an item."""

    lessons: int
    procedures: int


def marks_of(connection: Connection, inspection_id: str) -> dict[str, KnownMark]:
    """Return the marks by the key of the item; items about which nothing is known are left out."""
    found = select(TemplateRevision.template_id, TemplateRevision.id).join(
        Inspection, Inspection.revision_id == TemplateRevision.id
    )
    head = connection.execute(found.where(Inspection.id == inspection_id)).first()
    if head is None:
        return {}
    keys = set(connection.execute(select(Item.key).where(Item.revision_id == head.id)).scalars())
    link, lessons, procedures = KnowledgeLink, dict[str, set[str]](), dict[str, set[str]]()
    here = or_(link.template_id.is_(None), link.template_id == head.template_id)
    tied = select(link.item_key, link.lesson_id, link.procedure_id).where(link.ended_at.is_(None), here)
    tied = tied.outerjoin(Lesson, Lesson.id == link.lesson_id).outerjoin(
        ProcedureRevision, (ProcedureRevision.procedure_id == link.procedure_id) & (ProcedureRevision.state == "published")
    )
    for row in connection.execute(tied.where(or_(Lesson.state == "published", ProcedureRevision.id.is_not(None)))):
        into, key = (lessons, row.lesson_id) if row.lesson_id is not None else (procedures, row.procedure_id)
        into.setdefault(row.item_key, set()).add(key)
    own = select(Lesson.item_key, Lesson.id).where(Lesson.state == "published", Lesson.item_key != "")
    for item_key, lesson_id in connection.execute(own):
        lessons.setdefault(item_key, set()).add(lesson_id)
    return {key: KnownMark(len(lessons.get(key, ())), len(procedures.get(key, ()))) for key in keys & {*lessons, *procedures}}
