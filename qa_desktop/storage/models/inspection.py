"""What is inspected, the inspection, its answers and photos."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from qa_desktop.storage.models.base import Base, Blank, Blob, Int, Key, One, OptInt, OptStr, Str, Zero, refers, table_args

_STATES = "state in ('in_progress', 'submitted', 'returned', 'approved', 'void')"


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
    """A quantity that is decided together.  The quantity is decimal text."""

    __tablename__ = "lot"
    __table_args__ = table_args(UniqueConstraint("part_id", "number"), Index("ix_lot_number", "number"))
    id: Mapped[Key]
    part_id: Mapped[str] = refers("part.id")
    order_id: Mapped[OptStr] = refers("work_order.id", optional=True, index=True)
    number: Mapped[Str]
    quantity: Mapped[Blank]
    created_at: Mapped[Str]
    version: Mapped[One]


class Piece(Base):
    """A single piece with its serial number."""

    __tablename__ = "piece"
    __table_args__ = table_args(UniqueConstraint("part_id", "serial"), Index("ix_piece_serial", "serial"))
    id: Mapped[Key]
    part_id: Mapped[str] = refers("part.id")
    lot_id: Mapped[OptStr] = refers("lot.id", optional=True, index=True)
    serial: Mapped[Str]
    created_at: Mapped[Str]


class Inspection(Base):
    """One filling of a checklist.  The counts are a cache that ``doctor`` checks against the answers."""

    __tablename__ = "inspection"
    __table_args__ = table_args(
        UniqueConstraint("number"),
        CheckConstraint(_STATES, name="state"),
        Index("ix_inspection_state", "state", "updated_at", "id"),
        Index("ix_inspection_opened", "opened_at", "id"),
        Index("ix_inspection_updated", "updated_at", "id"),
        Index("ix_inspection_inspector", "inspector_id", "state", "updated_at"),
    )
    id: Mapped[Key]
    number: Mapped[Str]
    station_id: Mapped[str] = refers("station.id")
    revision_id: Mapped[str] = refers("template_revision.id", index=True)
    criteria_digest: Mapped[Str]
    part_id: Mapped[str] = refers("part.id", index=True)
    order_id: Mapped[OptStr] = refers("work_order.id", optional=True, index=True)
    lot_id: Mapped[OptStr] = refers("lot.id", optional=True, index=True)
    piece_id: Mapped[OptStr] = refers("piece.id", optional=True, index=True)
    state: Mapped[Str]
    round: Mapped[One]
    inspector_id: Mapped[OptStr] = refers("person.id", optional=True)
    opened_at: Mapped[Str]
    opened_offset: Mapped[Int]
    updated_at: Mapped[Str]
    due_at: Mapped[OptStr]
    current_item_id: Mapped[OptStr]
    item_total: Mapped[Zero]
    answered: Mapped[Zero]
    failed: Mapped[Zero]
    content_digest: Mapped[OptStr]
    search: Mapped[Blank]
    version: Mapped[One]


class Answer(Base):
    """The answer to one item as it stands.  ``value`` is text as typed; ``value_scaled`` the number times ten to the ninth."""

    __tablename__ = "answer"
    __table_args__ = table_args(
        CheckConstraint("value is null or na_reason is null", name="one_of_value_and_reason"),
        Index("ix_answer_item_value", "item_id", "value_scaled"),
    )
    inspection_id: Mapped[str] = refers("inspection.id", key=True)
    item_id: Mapped[str] = refers("item.id", key=True)
    value: Mapped[OptStr]
    value_scaled: Mapped[OptInt]
    unit: Mapped[Blank]
    na_reason: Mapped[OptStr]
    note: Mapped[Blank]
    answered_by: Mapped[str] = refers("person.id")
    answered_at: Mapped[Str]
    answered_offset: Mapped[Int]
    changes: Mapped[One]
    version: Mapped[One]


class AnswerChange(Base):
    """Every change of an answer, kept for ever: who, when, old, new and why."""

    __tablename__ = "answer_change"
    __table_args__ = table_args(
        Index("ix_answer_change_inspection", "inspection_id", "id"),
        CheckConstraint("change = 1 or length(reason) > 0", name="reason"),
    )
    id: Mapped[Key]
    inspection_id: Mapped[str] = refers("inspection.id")
    item_id: Mapped[str] = refers("item.id")
    change: Mapped[Int]
    old_value: Mapped[OptStr]
    old_na: Mapped[OptStr]
    old_note: Mapped[Blank]
    new_value: Mapped[OptStr]
    new_na: Mapped[OptStr]
    new_note: Mapped[Blank]
    reason: Mapped[Blank]
    person_id: Mapped[str] = refers("person.id")
    station_id: Mapped[str] = refers("station.id")
    at: Mapped[Str]
    at_offset: Mapped[Int]
    round: Mapped[Int]


class ReturnedLine(Base):
    """A line that a supervisor sent back, with the remark."""

    __tablename__ = "returned_line"
    __table_args__ = table_args(Index("ix_returned_line_inspection", "inspection_id", "round"))
    id: Mapped[Key]
    inspection_id: Mapped[str] = refers("inspection.id")
    item_id: Mapped[OptStr] = refers("item.id", optional=True)
    round: Mapped[Int]
    remark: Mapped[Str]
    person_id: Mapped[str] = refers("person.id")
    at: Mapped[Str]
    at_offset: Mapped[Int]


class Attachment(Base):
    """A file in the attachments folder, named by its SHA-256."""

    __tablename__ = "attachment"
    sha256: Mapped[Key]
    size: Mapped[Int]
    mime: Mapped[Str]
    width: Mapped[Zero]
    height: Mapped[Zero]
    added_at: Mapped[Str]


class Thumbnail(Base):
    """A small upright preview of a photo (JPEG); can be made again at any time."""

    __tablename__ = "thumbnail"
    sha256: Mapped[str] = refers("attachment.sha256", key=True)
    jpeg: Mapped[Blob]


class Photo(Base):
    """A photo as it belongs to an answer, an issue or an inspection.  Taking it away keeps the row and says why."""

    __tablename__ = "photo"
    __table_args__ = table_args(
        Index("ix_photo_inspection", "inspection_id", "item_id", "id"),
        Index("ix_photo_issue", "issue_id", "id"),
        Index("ix_photo_sha256", "sha256"),
    )
    id: Mapped[Key]
    sha256: Mapped[str] = refers("attachment.sha256")
    inspection_id: Mapped[OptStr] = refers("inspection.id", optional=True)
    item_id: Mapped[OptStr] = refers("item.id", optional=True)
    issue_id: Mapped[OptStr] = refers("issue.id", optional=True)
    name: Mapped[Blank]
    caption: Mapped[Blank]
    source: Mapped[Blank]
    taken_at: Mapped[Str]
    taken_offset: Mapped[Int]
    added_by: Mapped[str] = refers("person.id")
    withdrawn_at: Mapped[OptStr]
    withdrawn_by: Mapped[OptStr]
    withdraw_reason: Mapped[Blank]
    version: Mapped[One]


_WHERE_ACTIVE: Any = {"sqlite_where": text("voided_at is null"), "postgresql_where": text("voided_at is null")}


class Signature(Base):
    """A signature on the content of an inspection.  It is voided, never removed; only one per stage and person is active."""

    __tablename__ = "signature"
    __table_args__ = table_args(
        Index("uq_signature_stage", "inspection_id", "stage", unique=True, **_WHERE_ACTIVE),
        Index("uq_signature_person", "inspection_id", "person_id", unique=True, **_WHERE_ACTIVE),
        CheckConstraint("stage in ('inspector', 'supervisor')", name="stage"),
    )
    id: Mapped[Key]
    inspection_id: Mapped[str] = refers("inspection.id")
    round: Mapped[Int]
    stage: Mapped[Str]
    person_id: Mapped[str] = refers("person.id")
    printed_name: Mapped[Str]
    meaning: Mapped[Str]
    at: Mapped[Str]
    at_offset: Mapped[Int]
    content_digest: Mapped[Str]
    certificate: Mapped[str] = refers("certificate.fingerprint")
    anchor_station: Mapped[Str]
    anchor_seq: Mapped[Int]
    anchor_head: Mapped[Str]
    voided_at: Mapped[OptStr]
    voided_by: Mapped[OptStr]
    void_reason: Mapped[Blank]


class Report(Base):
    """The signed PDF of a round.  ``content`` is the exact canonical text that was frozen; the file follows it."""

    __tablename__ = "report"
    __table_args__ = table_args(
        UniqueConstraint("inspection_id", "round"),
        CheckConstraint("state in ('frozen', 'waiting', 'released', 'void')", name="state"),
        Index("ix_report_state", "state", "at", "inspection_id"),
    )
    id: Mapped[Key]
    inspection_id: Mapped[str] = refers("inspection.id")
    round: Mapped[Int]
    state: Mapped[Str]
    content: Mapped[Str]
    content_digest: Mapped[Str]
    file: Mapped[Blank]
    sha256: Mapped[Blank]
    size: Mapped[Zero]
    base_sha256: Mapped[Blank]
    base_size: Mapped[Zero]
    stamp_pending: Mapped[Zero]
    at: Mapped[Str]
    at_offset: Mapped[Int]
    version: Mapped[One]
