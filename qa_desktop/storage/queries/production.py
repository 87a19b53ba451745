"""Parts, orders, lots and pieces: found by what people type, made when they are new."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, insert, select

from qa_desktop.domain.decimals import scaled
from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.trade import company_key
from qa_desktop.domain.units import with_unit
from qa_desktop.storage.models import Lot, Part, Piece, WorkOrder
from qa_desktop.storage.queries import companies
from qa_desktop.storage.unit import Work, new_id


@dataclass(frozen=True, slots=True)
class Subject:
    """What is inspected, by keys."""

    part_id: str
    order_id: str | None
    lot_id: str | None
    piece_id: str | None


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part as choosers show it."""

    id: str
    number: str
    name: str
    revision: str


def find_parts(connection: Connection, text: str, limit: int = 20) -> tuple[PartRow, ...]:
    """Return parts whose number begins with ``text``, in order of number."""
    high = text + "\U0010ffff"
    query = (
        select(Part.id, Part.number, Part.name, Part.revision)
        .where(Part.number >= text, Part.number < high)
        .order_by(Part.number, Part.revision)
        .limit(limit)
    )
    return tuple(PartRow(*row) for row in connection.execute(query))


def part_by_id(connection: Connection, part_id: str) -> PartRow:
    """Return one part; raises :class:`NotFoundError`."""
    row = connection.execute(select(Part.id, Part.number, Part.name, Part.revision).where(Part.id == part_id)).one_or_none()
    if row is None:
        raise NotFoundError("This part does not exist. Choose again.")
    return PartRow(*row)


def part_id_of(connection: Connection, number: str, revision: str) -> str | None:
    """Return the key of a part, or ``None`` while it is new."""
    return connection.execute(select(Part.id).where(Part.number == number, Part.revision == revision)).scalar()


def newest_part(connection: Connection, number: str) -> str | None:
    """Return the id of the newest revision of a part with this number; ``None`` for none."""
    query = select(Part.id).where(Part.number == number).order_by(Part.created_at.desc(), Part.id.desc()).limit(1)
    return connection.execute(query).scalar()


def ensure_part(work: Work, number: str, name: str, revision: str) -> str:
    """Return the key of a part, made when it is new."""
    found = part_id_of(work.connection, number, revision)
    if found is not None:
        return found
    key = new_id()
    work.connection.execute(insert(Part).values(id=key, number=number, name=name, revision=revision, created_at=work.now.utc))
    work.audit("part.create", "part", key, {"number": number, "name": name, "revision": revision})
    return key


def ensure_order(work: Work, number: str) -> str:
    """Return the key of an order, made when it is new."""
    found = work.connection.execute(select(WorkOrder.id).where(WorkOrder.number == number)).scalar()
    if found is not None:
        return str(found)
    key = new_id()
    work.connection.execute(insert(WorkOrder).values(id=key, number=number, created_at=work.now.utc))
    work.audit("order.create", "work_order", key, {"number": number})
    return key


def ensure_lot(
    work: Work, part_id: str, number: str, quantity: str, order_id: str | None, *, supplier: str = "", unit: str = ""
) -> str:
    """Return the key of a lot of a part, made when it is new.

    A supplier that is a company of ours is named as that company is, however it was typed; another name is kept as it stands.
    """
    found = work.connection.execute(select(Lot.id).where(Lot.part_id == part_id, Lot.number == number)).scalar()
    if found is not None:
        return str(found)
    key = new_id()
    company = companies.named_alike(work.connection, supplier) if supplier else None
    name = supplier if company is None else company.name
    work.connection.execute(
        insert(Lot).values(
            id=key,
            part_id=part_id,
            order_id=order_id,
            number=number,
            quantity=quantity,
            quantity_scaled=scaled(Decimal(quantity)) if quantity else None,
            unit=unit,
            supplier=name,
            supplier_key=company_key(name),
            created_at=work.now.utc,
            updated_at=work.now.utc,
        )
    )
    said = {"number": number, "quantity": with_unit(quantity, unit), "part": part_id, "supplier": name}
    work.audit("lot.create", "lot", key, said)
    return key


def ensure_piece(work: Work, part_id: str, serial: str, lot_id: str | None) -> str:
    """Return the key of a piece, made when it is new."""
    found = work.connection.execute(select(Piece.id).where(Piece.part_id == part_id, Piece.serial == serial)).scalar()
    if found is not None:
        return str(found)
    key = new_id()
    work.connection.execute(insert(Piece).values(id=key, part_id=part_id, serial=serial, lot_id=lot_id, created_at=work.now.utc))
    work.audit("piece.create", "piece", key, {"serial": serial, "part": part_id})
    return key
