"""What a lot was inspected against, and the serial numbers of its pieces."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from qa_desktop.storage.models import Inspection, Lot, Part, Piece, Template, TemplateRevision


@dataclass(frozen=True, slots=True)
class Specification:
    """A checklist at the revision that an approved inspection used."""

    inspection: str
    name: str
    revision: int
    part_revision: str


def specifications(connection: Connection, lot_id: str) -> tuple[Specification, ...]:
    """Return what the approved inspections of a lot were made against, oldest first."""
    query = (
        select(Inspection.number, Template.name, TemplateRevision.number, Part.revision)
        .join(TemplateRevision, TemplateRevision.id == Inspection.revision_id)
        .join(Template, Template.id == TemplateRevision.template_id)
        .join(Lot, Lot.id == Inspection.lot_id)
        .join(Part, Part.id == Lot.part_id)
        .where(Inspection.lot_id == lot_id, Inspection.state == "approved")
        .order_by(Inspection.id)
    )
    return tuple(Specification(*row) for row in connection.execute(query))


def serials(connection: Connection, lot_id: str) -> tuple[str, ...]:
    """Return the serial numbers that are known of a lot, in order."""
    return tuple(connection.execute(select(Piece.serial).where(Piece.lot_id == lot_id).order_by(Piece.serial)).scalars())
