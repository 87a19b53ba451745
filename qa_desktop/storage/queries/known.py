"""What is known already of orders, lots and suppliers, for the person who begins an inspection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.trade import company_key
from qa_desktop.domain.units import with_unit
from qa_desktop.storage.models import Company, Inspection, Lot, LotDecision, Part, WorkOrder

SHOWN = 6


@dataclass(frozen=True, slots=True)
class KnownLot:
    """A lot with what people would type about it.  ``quantity`` is a number with its unit, empty where nobody said it."""

    lot_id: str
    lot: str
    quantity: str
    supplier: str
    order: str
    part_number: str
    part_name: str
    part_revision: str


@dataclass(frozen=True, slots=True)
class KnownSuppliers:
    """Names of suppliers that begin with what was typed.

    ``is_listed``: exactly this name is in the list of suppliers.  ``may_be_listed``: one of the list begins so, or nobody keeps a
    list.
    """

    names: tuple[str, ...]
    is_listed: bool
    may_be_listed: bool


@dataclass(frozen=True, slots=True)
class LotHead:
    """What an inspection of a lot needs of it; quantities are scaled integers (times ten to the ninth)."""

    number: str
    quantity: str
    scaled: int | None
    supplier: str
    unit: str


def lots_of_order(connection: Connection, order: str) -> tuple[KnownLot, ...]:
    """Return the newest lots of an order."""
    return _known(connection, _lots().where(WorkOrder.number == order))


def lots_named(connection: Connection, lot: str, part_number: str) -> tuple[KnownLot, ...]:
    """Return the lots of that number, of one part where its number is given."""
    query = _lots().where(Lot.number == lot)
    return _known(connection, query.where(Part.number == part_number) if part_number else query)


def lot_head(connection: Connection, lot_id: str) -> LotHead:
    """Return quantity and supplier of a lot."""
    row = connection.execute(
        select(Lot.number, Lot.quantity, Lot.quantity_scaled, Lot.supplier, Lot.unit).where(Lot.id == lot_id)
    ).one()
    return LotHead(*row)


def lot_id_of(connection: Connection, part_id: str, number: str) -> str | None:
    """Return the key of a lot of a part, or ``None`` while it is new."""
    return connection.execute(select(Lot.id).where(Lot.part_id == part_id, Lot.number == number)).scalar()


def decided(connection: Connection, lot_id: str) -> int:
    """Return how much of a lot is accepted or rejected, as a scaled integer; what is held can be inspected again."""
    d = LotDecision
    back = func.sum(d.inspected).filter(d.source == "accepted")
    query = select(func.coalesce(func.sum(d.accepted + d.rejected), 0) - func.coalesce(back, 0)).where(d.lot_id == lot_id)
    return int(connection.execute(query).scalar_one())


def covered(connection: Connection, lot_id: str, inspection_type: str) -> tuple[str, ...]:
    """Return how much of a lot other inspections of a type cover that is not decided yet, as decimal texts.

    Inspections that were given up, that repeat a part of another one, or that cover the whole lot are left out.
    """
    decided_by = select(LotDecision.inspection_id).where(
        LotDecision.lot_id == lot_id, LotDecision.source == "waiting", LotDecision.inspection_id.is_not(None)
    )
    query = select(Inspection.covers).where(
        Inspection.lot_id == lot_id,
        Inspection.type == inspection_type,
        Inspection.covers != "",
        Inspection.state != InspectionState.VOID.value,
        Inspection.parent_id.is_(None),
        Inspection.id.not_in(decided_by),
    )
    return tuple(connection.execute(query).scalars())


def suppliers(connection: Connection, beginning: str, limit: int = SHOWN) -> KnownSuppliers:
    """Return suppliers whose name begins with what was typed, whatever its capitals and blanks.

    Those in the list of suppliers come first; names that only lots give come after them.
    """
    wanted = company_key(beginning)
    query = select(Company.name).where(Company.kind != "customer", Company.active == 1).order_by(Company.name.collate("NOCASE"))
    listed = {company_key(name): name for name in connection.execute(query).scalars()}
    typed = select(Lot.supplier).where(Lot.supplier != "").distinct().order_by(Lot.supplier.collate("NOCASE"))
    names = dict(listed)
    for name in connection.execute(typed).scalars():
        names.setdefault(company_key(name), name)
    found = tuple(name for key, name in names.items() if key.startswith(wanted))
    may_be = not listed or any(key.startswith(wanted) for key in listed)
    return KnownSuppliers(found[:limit], wanted in listed, may_be)


def part_number_of(connection: Connection, part_id: str) -> str:
    """Return the number of a part."""
    return str(connection.execute(select(Part.number).where(Part.id == part_id)).scalar_one())


def _lots() -> Select[tuple[object, ...]]:
    return (
        select(  # type: ignore[return-value]
            Lot.id,
            Lot.number,
            Lot.quantity,
            Lot.unit,
            Lot.supplier,
            func.coalesce(WorkOrder.number, ""),
            Part.number,
            Part.name,
            Part.revision,
        )
        .join(Part, Part.id == Lot.part_id)
        .outerjoin(WorkOrder, WorkOrder.id == Lot.order_id)
        .order_by(Lot.created_at.desc(), Lot.id.desc())
        .limit(SHOWN)
    )


def _known(connection: Connection, query: Select[tuple[object, ...]]) -> tuple[KnownLot, ...]:
    rows: list[Any] = list(connection.execute(query))
    return tuple(KnownLot(row[0], row[1], with_unit(row[2], row[3]), *row[4:]) for row in rows)
