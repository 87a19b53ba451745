"""The issue log."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from qa_desktop.storage.models.base import Base, Blank, Int, Key, One, OptInt, OptStr, Str, Zero, refers, table_args


class Issue(Base):
    """An entry of the issue log, linked to where it was found.

    ``failure_code`` is a code of the list of failures, ``place`` where it was seen, ``serials`` the pieces, ``origin`` whose it
    is: internal, supplier, customer.
    """

    __tablename__ = "issue"
    __table_args__ = table_args(
        UniqueConstraint("number"),
        CheckConstraint("severity in ('critical', 'major', 'minor')", name="severity"),
        Index("ix_issue_state", "state", "raised_at", "id"),
        Index("ix_issue_raised", "raised_at", "id"),
        Index("ix_issue_inspection", "inspection_id", "item_id"),
        Index("ix_issue_part", "part_id", "raised_at"),
    )
    id: Mapped[Key]
    number: Mapped[Str]
    station_id: Mapped[str] = refers("station.id")
    kind: Mapped[Str]
    title: Mapped[Str]
    description: Mapped[Blank]
    severity: Mapped[Str]
    state: Mapped[Str]
    quantity: Mapped[Blank]
    inspection_id: Mapped[OptStr] = refers("inspection.id", optional=True)
    item_id: Mapped[OptStr] = refers("item.id", optional=True)
    answer_shown: Mapped[Blank]
    part_id: Mapped[OptStr] = refers("part.id", optional=True)
    lot_id: Mapped[OptStr] = refers("lot.id", optional=True, index=True)
    raised_by: Mapped[str] = refers("person.id")
    raised_at: Mapped[Str]
    raised_offset: Mapped[Int]
    owner_id: Mapped[OptStr] = refers("person.id", optional=True)
    due_at: Mapped[OptStr]
    search: Mapped[Blank]
    version: Mapped[One]
    piece: Mapped[Zero]
    failure_code: Mapped[Blank]
    place: Mapped[Blank]
    serials: Mapped[Blank]
    origin: Mapped[Blank]


class IssueEvent(Base):
    """What happened to an issue: a step, a comment, a change of owner or due date.  Append-only."""

    __tablename__ = "issue_event"
    __table_args__ = table_args(Index("ix_issue_event_issue", "issue_id", "id"))
    id: Mapped[Key]
    issue_id: Mapped[str] = refers("issue.id")
    action: Mapped[Str]
    old: Mapped[Blank]
    new: Mapped[Blank]
    remark: Mapped[Blank]
    person_id: Mapped[str] = refers("person.id")
    at: Mapped[Str]
    at_offset: Mapped[Int]
    audit_seq: Mapped[OptInt]
