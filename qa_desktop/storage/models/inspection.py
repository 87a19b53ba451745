"""The inspection, its answers and photos."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from qa_desktop.storage.models.base import Base, BigInt, Blank, Blob, Int, Key, One, OptInt, OptStr, Str, Zero, refers, table_args

_STATES = "state in ('in_progress', 'submitted', 'returned', 'approved', 'void')"


class Inspection(Base):
    """One filling of a checklist.  The counts are a cache that ``doctor`` checks against the answers.

    ``parent_id`` (the inspection that this one repeats in part) and ``patrol_id`` refer to rows by a trigger: the embedded
    database adds no named reference to a table that exists.
    """

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
    type: Mapped[Blank]
    operation: Mapped[Blank]
    covers: Mapped[Blank]
    parent_id: Mapped[OptStr] = mapped_column(Text, nullable=True, index=True)
    ordinal: Mapped[One]
    patrol_id: Mapped[OptStr]


_BY_GAUGE: Any = text("gauge <> ''")
"""Most answers name no gauge; they pay for no index."""


class Answer(Base):
    """The answer to one line as it stands.  ``value`` is text as typed; ``value_scaled`` the number times ten to the ninth.

    ``piece`` is the number of the piece in the sample, 0 for what is asked once.  ``source`` says how the value came in,
    ``gauge`` names the measuring equipment, ``act`` is the newest act on the line (retract, retest, reject).
    """

    __tablename__ = "answer"
    __table_args__ = table_args(
        CheckConstraint("value is null or na_reason is null", name="one_of_value_and_reason"),
        Index("ix_answer_item_value", "item_id", "value_scaled"),
        Index("ix_answer_gauge", "gauge", "inspection_id", sqlite_where=_BY_GAUGE, postgresql_where=_BY_GAUGE),
    )
    inspection_id: Mapped[str] = refers("inspection.id", key=True)
    item_id: Mapped[str] = refers("item.id", key=True)
    piece: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False, default=0, server_default="0")
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
    source: Mapped[Blank]
    gauge: Mapped[Blank]
    act: Mapped[Blank]


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
    piece: Mapped[Zero]
    source: Mapped[Blank]
    gauge: Mapped[Blank]
    act: Mapped[Blank]


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
    piece: Mapped[Zero]


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
    piece: Mapped[Zero]


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
