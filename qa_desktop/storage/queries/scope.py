"""How far an issue may reach: lots, gauges and people that share something with where it was found."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from qa_desktop.domain.hold import HoldKind
from qa_desktop.storage.models import Answer, Inspection, Issue, Lot, Part, Person

_MOST = 20


@dataclass(frozen=True, slots=True)
class Affected:
    """Something that may be affected.  ``why`` is one of: same lot, same supplier, same gauge, same inspector."""

    kind: HoldKind
    what: str
    why: str
    lot_id: str | None = None
    quantity: str = ""


def affected(connection: Connection, issue_id: str) -> tuple[Affected, ...]:
    """Return what may be affected, the nearest first; lots that are decided to be rejected already are left out."""
    i = Issue
    issue = connection.execute(select(i.lot_id, i.part_id, i.inspection_id, i.item_id, i.piece).where(i.id == issue_id)).one()
    found: list[Affected] = []
    own = None
    if issue.lot_id is not None:
        own = connection.execute(
            select(Lot.number, Lot.quantity, Lot.supplier_key, Part.number.label("part")).join(Part).where(Lot.id == issue.lot_id)
        ).one()
        found.append(Affected(HoldKind.LOT, f"{own.part} {own.number}", "same lot", issue.lot_id, own.quantity))
    if own is not None and own.supplier_key:
        found += _lots(connection, issue.part_id, own.supplier_key, issue.lot_id)
    if issue.inspection_id is not None:
        found += _gauge(connection, issue.inspection_id, issue.item_id, issue.piece or 0)
        found += _inspector(connection, issue.inspection_id)
    return tuple(found)


def _lots(connection: Connection, part_id: str, supplier_key: str, own: str) -> list[Affected]:
    query = (
        select(Lot.id, Lot.number, Lot.quantity, Part.number.label("part"))
        .join(Part, Part.id == Lot.part_id)
        .where(Lot.part_id == part_id, Lot.supplier_key == supplier_key, Lot.id != own, Lot.state != "rejected")
        .order_by(Lot.id.desc())
        .limit(_MOST)
    )
    return [
        Affected(HoldKind.LOT, f"{row.part} {row.number}", "same supplier", row.id, row.quantity)
        for row in connection.execute(query)
    ]


def _gauge(connection: Connection, inspection_id: str, item_id: str | None, piece: int) -> list[Affected]:
    a = Answer
    query = select(a.gauge).where(a.inspection_id == inspection_id, a.item_id == item_id, a.piece == piece)
    gauge = connection.execute(query).scalar()
    if not gauge:
        return []
    others = select(func.count(a.inspection_id.distinct())).where(a.gauge == gauge, a.inspection_id != inspection_id)
    count = connection.execute(others).scalar_one()
    return [Affected(HoldKind.GAUGE, gauge, "same gauge", None, str(count))]


def _inspector(connection: Connection, inspection_id: str) -> list[Affected]:
    query = select(Person.name).join(Inspection, Inspection.inspector_id == Person.id).where(Inspection.id == inspection_id)
    name = connection.execute(query).scalar()
    return [] if name is None else [Affected(HoldKind.OPERATOR, name, "same inspector")]
