"""Copying what a re-inspection takes over from the inspection that it repeats in part."""

from __future__ import annotations

from sqlalchemy import insert, literal, select

from qa_desktop.domain.inspection import InspectionState
from qa_desktop.storage.models import Inspection, InspectionPiece
from qa_desktop.storage.unit import Work


def insert_copy(
    work: Work, inspection_id: str, number: str, parent_id: str, *, inspector_id: str | None, due_at: str | None = None
) -> None:
    """Add an inspection of the same subject by the same revision; it begins open and belongs to ``inspector_id``, or to nobody.

    ``ordinal`` stays that of the first, so that evidence "at every Nth" is due where it was due before.
    """
    i = Inspection
    same = (
        i.revision_id,
        i.criteria_digest,
        i.part_id,
        i.order_id,
        i.lot_id,
        i.piece_id,
        i.type,
        i.operation,
        i.covers,
        i.ordinal,
    )
    parent = work.connection.execute(select(*same, i.search, i.number).where(i.id == parent_id)).one()
    values = {column.key: getattr(parent, column.key) for column in same}
    work.connection.execute(
        insert(Inspection).values(
            id=inspection_id,
            number=number,
            parent_id=parent_id,
            station_id=work.station_id,
            state=InspectionState.IN_PROGRESS.value,
            inspector_id=inspector_id,
            due_at=due_at,
            opened_at=work.now.utc,
            opened_offset=work.now.offset,
            updated_at=work.now.utc,
            item_total=0,
            search=f"{number.casefold()} {parent.search}",
            **values,
        )
    )


def copy_pieces(work: Work, from_id: str, to_id: str) -> None:
    """Lay out the same pieces with their names and serial numbers."""
    p = InspectionPiece
    rows = select(literal(to_id), p.number, p.piece_id, p.label, literal(work.actor_id), literal(work.now.utc)).where(
        p.inspection_id == from_id
    )
    names = ["inspection_id", "number", "piece_id", "label", "added_by", "added_at"]
    work.connection.execute(insert(p).from_select(names, rows))
