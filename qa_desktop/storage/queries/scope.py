"""How far an issue may reach: lots, deliveries, gauges and people that share something with where it was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, case, func, select, text

from qa_desktop.domain.decimals import decimal_text, unscaled
from qa_desktop.domain.hold import HoldKind
from qa_desktop.storage.models import Answer, Company, Delivery, Inspection, Issue, Lot, OrderLine, Part, Person, WorkOrder

_MOST = 20
"""So many of a kind are named; where there are more, a hold on the part as a whole reaches them all."""


@dataclass(frozen=True, slots=True)
class Affected:
    """Something that may be affected.

    ``why`` is one of: same lot, shipped, same supplier, same part, all of the part, same gauge, same inspector, open delivery.
    ``quantity`` is how much of it there is, ``count`` how many lots or inspections share it.  ``order_line_id`` and ``promised``
    (a day) belong to a delivery that did not leave yet.
    """

    kind: HoldKind
    what: str
    why: str
    lot_id: str | None = None
    quantity: str = ""
    count: int = 0
    order_line_id: str | None = None
    promised: str = ""


def affected(connection: Connection, issue_id: str) -> tuple[Affected, ...]:
    """Return what may be affected, the nearest first; lots that are decided to be rejected already are left out."""
    i = Issue
    issue = connection.execute(select(i.lot_id, i.part_id, i.inspection_id, i.item_id, i.piece).where(i.id == issue_id)).one()
    found: list[Affected] = []
    lots: list[Affected] = []
    supplier = ""
    if issue.lot_id is not None:
        own = connection.execute(
            select(Lot.number, Lot.quantity, Lot.supplier_key, Part.number.label("part")).join(Part).where(Lot.id == issue.lot_id)
        ).one()
        supplier = own.supplier_key
        found.append(Affected(HoldKind.LOT, f"{own.part} {own.number}", "same lot", issue.lot_id, own.quantity))
        found += _shipped(connection, issue.lot_id)
    if issue.part_id is not None:
        lots = _lots(connection, issue.part_id, supplier, issue.lot_id or "")
        found += [one for one in lots if one.why == "same supplier"]
        found += _part(connection, issue.part_id, issue.lot_id or "")
        found += _open_deliveries(connection, issue.part_id)
    if issue.inspection_id is not None:
        found += _gauge(connection, issue.inspection_id, issue.item_id, issue.piece or 0)
        found += _inspector(connection, issue.inspection_id, issue.part_id)
    return (*found, *(one for one in lots if one.why != "same supplier"))


def _lots(connection: Connection, part_id: str, supplier_key: str, own: str) -> list[Affected]:
    """Return the other lots of a part: those of the same supplier first, then the newest."""
    near = case((and_(Lot.supplier_key == supplier_key, Lot.supplier_key != ""), 0), else_=1)
    query = (
        select(Lot.id, Lot.number, Lot.quantity, Lot.supplier_key, Part.number.label("part"))
        .join(Part, Part.id == Lot.part_id)
        .where(Lot.part_id == part_id, Lot.id != own, Lot.state != "rejected")
        .order_by(near, Lot.id.desc())
        .limit(_MOST)
    )
    return [
        Affected(
            HoldKind.LOT,
            f"{row.part} {row.number}",
            "same supplier" if supplier_key and row.supplier_key == supplier_key else "same part",
            row.id,
            row.quantity,
        )
        for row in connection.execute(query)
    ]


def _part(connection: Connection, part_id: str, own: str) -> list[Affected]:
    """Return the part as a whole, where there is more of it than the lot of the issue."""
    lots = select(func.count()).select_from(Lot).where(Lot.part_id == part_id, Lot.id != own, Lot.state != "rejected")
    count = int(connection.execute(lots).scalar_one())
    number = connection.execute(select(Part.number).where(Part.id == part_id)).scalar_one()
    return [Affected(HoldKind.PART, number, "all of the part", None, "", count)] if count or not own else []


def _gauge(connection: Connection, inspection_id: str, item_id: str | None, piece: int) -> list[Affected]:
    a = Answer
    query = select(a.gauge).where(a.inspection_id == inspection_id, a.item_id == item_id, a.piece == piece)
    gauge = connection.execute(query).scalar()
    if not gauge:
        return []
    others = select(func.count(a.inspection_id.distinct())).where(a.gauge == gauge, a.inspection_id != inspection_id)
    others = others.where(text("gauge <> ''"))  # as the index says it, so that not every answer is read
    count = connection.execute(others).scalar_one()
    return [Affected(HoldKind.GAUGE, gauge, "same gauge", None, "", count)]


def _inspector(connection: Connection, inspection_id: str, part_id: str) -> list[Affected]:
    i = Inspection
    query = select(Person.id, Person.name).join(i, i.inspector_id == Person.id).where(i.id == inspection_id)
    person = connection.execute(query).one_or_none()
    if person is None:
        return []
    others = select(func.count()).select_from(i)
    others = others.where(i.inspector_id == person.id, i.part_id == part_id, i.id != inspection_id, i.state != "void")
    return [Affected(HoldKind.OPERATOR, person.name, "same inspector", None, "", connection.execute(others).scalar_one())]


def _shipped(connection: Connection, lot_id: str) -> list[Affected]:
    """Return what of a lot left the house already, by order line."""
    d = Delivery
    sent = func.sum(case((d.takes_back.is_(None), d.quantity), else_=-d.quantity))
    query = _order_lines(sent.label("quantity")).join(d, d.line_id == OrderLine.id).where(d.lot_id == lot_id).having(sent > 0)
    query = query.where(OrderLine.kind == "customer").group_by(OrderLine.id).order_by(OrderLine.promised, OrderLine.id)
    return [
        Affected(HoldKind.DELIVERY, _named(row), "shipped", None, _amount(row.quantity))
        for row in connection.execute(query.limit(_MOST))
    ]


def _open_deliveries(connection: Connection, part_id: str) -> list[Affected]:
    """Return what customers were promised of a part and did not get yet, the next promise first."""
    d = Delivery
    sent = select(func.coalesce(func.sum(case((d.takes_back.is_(None), d.quantity), else_=-d.quantity)), 0))
    left = OrderLine.quantity - sent.where(d.line_id == OrderLine.id).correlate(OrderLine).scalar_subquery()
    query = (
        _order_lines(left.label("quantity"))
        .where(
            OrderLine.part_id == part_id,
            OrderLine.kind == "customer",
            OrderLine.fulfilled_on.is_(None),
            OrderLine.cancelled_at.is_(None),
        )
        .order_by(OrderLine.promised, OrderLine.id)
        .limit(_MOST)
    )
    return [
        Affected(
            HoldKind.DELIVERY,
            _named(row),
            "open delivery",
            None,
            _amount(row.quantity),
            order_line_id=row.id,
            promised=row.promised,
        )
        for row in connection.execute(query)
    ]


def _order_lines(quantity: Any) -> Any:
    o = OrderLine
    columns = (o.id, WorkOrder.number.label("order"), o.number, o.promised, Company.name.label("company"), quantity)
    return select(*columns).join(WorkOrder, WorkOrder.id == o.order_id).join(Company, Company.id == o.company_id)


def _named(row: Any) -> str:
    return f"{row.order}/{row.number} {row.company}"


def _amount(quantity: int) -> str:
    return decimal_text(unscaled(int(quantity)).normalize())
