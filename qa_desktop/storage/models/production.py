"""What is inspected: parts, orders, lots with their decisions, pieces."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qa_desktop.storage.models.base import Base, Blank, Int, Key, One, OptInt, OptStr, Str, Zero, refers, table_args


class Part(Base):
    """A part number at a revision of its drawing."""

    __tablename__ = "part"
    __table_args__ = table_args(UniqueConstraint("number", "revision"))
    id: Mapped[Key]
    number: Mapped[Str]
    name: Mapped[Blank]
    revision: Mapped[Blank]
    created_at: Mapped[Str]
    version: Mapped[One]


class WorkOrder(Base):
    """An order that parts are made or received for."""

    __tablename__ = "work_order"
    __table_args__ = table_args(UniqueConstraint("number"))
    id: Mapped[Key]
    number: Mapped[Str]
    customer: Mapped[Blank]
    supplier: Mapped[Blank]
    created_at: Mapped[Str]
    version: Mapped[One]


class Lot(Base):
    """A quantity that is decided together.  The quantity is decimal text.

    ``quantity_scaled`` is the same number times ten to the ninth, for rules in the database; ``unit`` is empty for pieces.
    ``state`` is a cache of what the decisions say: open, held, accepted, rejected, split, partly.  ``supplier`` is the name as it
    was typed, ``supplier_key`` the key under which a company with that name counts it.
    """

    __tablename__ = "lot"
    __table_args__ = table_args(
        UniqueConstraint("part_id", "number"),
        Index("ix_lot_number", "number"),
        Index("ix_lot_supplier", "supplier_key", "created_at"),
    )
    id: Mapped[Key]
    part_id: Mapped[str] = refers("part.id")
    order_id: Mapped[OptStr] = refers("work_order.id", optional=True, index=True)
    number: Mapped[Str]
    quantity: Mapped[Blank]
    created_at: Mapped[Str]
    version: Mapped[One]
    supplier: Mapped[Blank]
    state: Mapped[str] = mapped_column(Text, default="open", server_default="open")
    updated_at: Mapped[Blank]
    quantity_scaled: Mapped[OptInt]
    unit: Mapped[Blank]
    supplier_key: Mapped[Blank]


class LotDecision(Base):
    """What was decided of a part of a lot, signed.  Append-only; quantities are scaled integers (times ten to the ninth).

    ``source`` is where the quantity lay before: waiting (not decided yet), held, or accepted (called back).  ``inspected`` is how
    much of it is decided now, and always accepted + rejected + held.  ``content`` is the canonical text that was signed.
    """

    __tablename__ = "lot_decision"
    __table_args__ = table_args(
        Index("ix_lot_decision_lot", "lot_id", "id"),
        CheckConstraint("source in ('waiting', 'held', 'accepted')", name="source"),
        CheckConstraint("inspected > 0 and accepted >= 0 and rejected >= 0 and held >= 0", name="quantities"),
        CheckConstraint("inspected = accepted + rejected + held", name="balance"),
        CheckConstraint("length(reason) > 0 or (rejected = 0 and held = 0)", name="reason"),
    )
    id: Mapped[Key]
    number: Mapped[Str]
    lot_id: Mapped[str] = refers("lot.id")
    inspection_id: Mapped[OptStr] = refers("inspection.id", optional=True, index=True)
    source: Mapped[Str]
    inspected: Mapped[Int]
    accepted: Mapped[Int]
    rejected: Mapped[Int]
    held: Mapped[Int]
    reason: Mapped[Blank]
    person_id: Mapped[str] = refers("person.id")
    printed_name: Mapped[Str]
    at: Mapped[Str]
    at_offset: Mapped[Int]
    content: Mapped[Str]
    content_digest: Mapped[Str]
    certificate: Mapped[str] = refers("certificate.fingerprint")
    file: Mapped[Blank]
    sha256: Mapped[Blank]
    size: Mapped[Zero]


class Piece(Base):
    """A single piece with its serial number."""

    __tablename__ = "piece"
    __table_args__ = table_args(UniqueConstraint("part_id", "serial"), Index("ix_piece_serial", "serial"))
    id: Mapped[Key]
    part_id: Mapped[str] = refers("part.id")
    lot_id: Mapped[OptStr] = refers("lot.id", optional=True, index=True)
    serial: Mapped[Str]
    created_at: Mapped[Str]
