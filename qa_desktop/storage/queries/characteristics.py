"""What the published checklists ask of a part: the characteristics that a permission can be about."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from qa_desktop.domain.checklist import Item as Line
from qa_desktop.domain.checklist import ItemKind, RevisionState
from qa_desktop.domain.inspection import OPEN_STATES
from qa_desktop.domain.lines import line_id
from qa_desktop.storage.models import Answer, AssignmentRule, Inspection, Item, Part, Section, TemplateRevision
from qa_desktop.storage.queries.templates import item_by_id

_NOT_ASKED = (ItemKind.INSTRUCTION.value, ItemKind.PHOTO.value, ItemKind.TEXT.value, ItemKind.BARCODE.value)


@dataclass(frozen=True, slots=True)
class Characteristic:
    """A line of a published checklist; ``template`` is the title of its revision."""

    item: Line
    template: str

    @property
    def is_measured(self) -> bool:
        """Whether a limit of it can be widened."""
        return self.item.kind is ItemKind.MEASUREMENT and not self.item.limits.is_open


def of_part(connection: Connection, part_id: str) -> tuple[Characteristic, ...]:
    """Return what is asked of a part: by its own rules, by what it was inspected by, else by every published checklist.

    Where several checklists share a characteristic by its key, it is named once: a permission is about the key.
    """
    r, a, i = TemplateRevision, AssignmentRule, Inspection
    number = select(Part.number).where(Part.id == part_id).scalar_subquery()
    ruled = select(a.template_id).where(a.active == 1, a.part_number == number)
    used = select(r.template_id).join(i, i.revision_id == r.id).where(i.part_id == part_id)
    published = select(r.id, r.title).where(r.state == RevisionState.PUBLISHED.value).order_by(r.title, r.id)
    own = connection.execute(published.where(or_(r.template_id.in_(ruled), r.template_id.in_(used)))).all()
    found: dict[str, Characteristic] = {}
    for row in own or connection.execute(published).all():
        for item in _items(connection, row.id):
            found.setdefault(item.key, Characteristic(item, row.title))
    measured = [one for one in found.values() if one.is_measured]
    return (*measured, *(one for one in found.values() if not one.is_measured))


def open_readings(connection: Connection, part_id: str, item_key: str) -> tuple[tuple[str, str], ...]:
    """Return (inspection, key of the line) of each reading of a characteristic in inspections that are open, oldest first."""
    a, i = Answer, Inspection
    query = (
        select(a.inspection_id, a.item_id, a.piece)
        .join(i, i.id == a.inspection_id)
        .join(Item, Item.id == a.item_id)
        .where(i.part_id == part_id, i.state.in_(sorted(OPEN_STATES)), Item.key == item_key, a.value.is_not(None))
        .order_by(i.opened_at, i.id, a.item_id, a.piece)
    )
    return tuple((row.inspection_id, line_id(row.item_id, row.piece)) for row in connection.execute(query))


def _items(connection: Connection, revision_id: str) -> tuple[Line, ...]:
    query = (
        select(Item.id)
        .join(Section, Section.id == Item.section_id)
        .where(Item.revision_id == revision_id, Item.kind.not_in(_NOT_ASKED))
        .order_by(Section.position, Item.position)
    )
    return tuple(item_by_id(connection, key) for key in connection.execute(query).scalars().all())
