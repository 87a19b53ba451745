"""What follows an issue: its steps, holds, dispositions with their votes, concessions and their use."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qa_desktop.storage.models.base import Base, BigInt, Blank, Int, Key, One, OptStr, Str, Zero, refers, table_args


class FailureCode(Base):
    """A word of the structured list of failures."""

    __tablename__ = "failure_code"
    __table_args__ = table_args(UniqueConstraint("code"))
    id: Mapped[Key]
    code: Mapped[Str]
    words: Mapped[Str]
    active: Mapped[One]
    created_at: Mapped[Str]
    created_by: Mapped[str] = refers("person.id")
    version: Mapped[One]


class IssueStep(Base):
    """Who takes an issue to a state, until when."""

    __tablename__ = "issue_step"
    __table_args__ = table_args(UniqueConstraint("issue_id", "state"), Index("ix_issue_step_due", "due_at"))
    id: Mapped[Key]
    issue_id: Mapped[str] = refers("issue.id")
    state: Mapped[Str]
    owner_id: Mapped[OptStr] = refers("person.id", optional=True)
    due_at: Mapped[OptStr]
    version: Mapped[One]


class Hold(Base):
    """Something that may not be used until it is lifted.  ``kind`` ``none`` states, with the reason, that nothing has to be held.

    ``quantity`` is decimal text, empty when it is not counted.  ``order_line_id`` is the order line of a held delivery; it
    refers to a row by a trigger: the embedded database adds no named reference to a table that exists.
    """

    __tablename__ = "hold"
    __table_args__ = table_args(
        UniqueConstraint("number"),
        Index("ix_hold_issue", "issue_id", "id"),
        Index("ix_hold_lot", "lot_id", "lifted_at"),
        Index("ix_hold_order_line", "order_line_id", "lifted_at"),
        Index("ix_hold_kind", "kind", "lifted_at"),
        CheckConstraint("length(reason) > 0", name="reason"),
        CheckConstraint("(lifted_at is null) = (lifted_by is null)", name="lifted"),
    )
    id: Mapped[Key]
    number: Mapped[Str]
    issue_id: Mapped[str] = refers("issue.id")
    kind: Mapped[Str]
    lot_id: Mapped[OptStr] = refers("lot.id", optional=True)
    what: Mapped[Str]
    quantity: Mapped[Blank]
    reason: Mapped[Str]
    placed_by: Mapped[str] = refers("person.id")
    placed_at: Mapped[Str]
    placed_offset: Mapped[Int]
    lifted_by: Mapped[OptStr] = refers("person.id", optional=True)
    lifted_at: Mapped[OptStr]
    lifted_reason: Mapped[Blank]
    order_line_id: Mapped[OptStr]


class Disposition(Base):
    """What happens to the nonconforming quantity, in scaled integers (times ten to the ninth) that always balance."""

    __tablename__ = "disposition"
    __table_args__ = table_args(
        UniqueConstraint("number"),
        Index("ix_disposition_issue", "issue_id", "id"),
        CheckConstraint(
            "quantity > 0 and use_as_is >= 0 and rework >= 0 and repair >= 0 and regrade >= 0 and scrap >= 0 "
            "and return_to_supplier >= 0",
            name="quantities",
        ),
        CheckConstraint("quantity = use_as_is + rework + repair + regrade + scrap + return_to_supplier", name="balance"),
        CheckConstraint("state in ('proposed', 'approved', 'refused', 'withdrawn')", name="state"),
    )
    id: Mapped[Key]
    number: Mapped[Str]
    issue_id: Mapped[str] = refers("issue.id")
    quantity: Mapped[Int]
    use_as_is: Mapped[Zero]
    rework: Mapped[Zero]
    repair: Mapped[Zero]
    regrade: Mapped[Zero]
    scrap: Mapped[Zero]
    return_to_supplier: Mapped[Zero]
    reason: Mapped[Str]
    needed: Mapped[Int]
    state: Mapped[Str]
    proposed_by: Mapped[str] = refers("person.id")
    proposed_at: Mapped[Str]
    proposed_offset: Mapped[Int]
    decided_at: Mapped[OptStr]
    version: Mapped[One]


class DispositionVote(Base):
    """What a member of the material review board says of a proposed disposition.  Append-only, once for each person."""

    __tablename__ = "disposition_vote"
    __table_args__ = table_args(
        UniqueConstraint("disposition_id", "person_id"),
        CheckConstraint("verdict in ('approve', 'refuse')", name="verdict"),
    )
    id: Mapped[Key]
    disposition_id: Mapped[str] = refers("disposition.id")
    person_id: Mapped[str] = refers("person.id")
    printed_name: Mapped[Str]
    verdict: Mapped[Str]
    remark: Mapped[Blank]
    at: Mapped[Str]
    at_offset: Mapped[Int]


class Concession(Base):
    """A permission to release what does not conform (concession) or to depart from the requirement (deviation permit).

    ``lower`` and ``upper`` are the widened limits as decimal text, empty where the limit stays; ``permits`` says in words what is
    permitted where no limit can be widened.  ``item_key`` is the characteristic, empty for none; ``item_text`` and ``unit`` are
    as they were when it was requested.  ``quantity`` is the most that it covers, scaled.  ``valid_until`` is the last day, like
    2026-03-31.  A deviation permit needs no issue.
    """

    __tablename__ = "concession"
    __table_args__ = table_args(
        UniqueConstraint("number"),
        Index("ix_concession_part", "part_id", "item_key"),
        Index("ix_concession_until", "valid_until", "id"),
        CheckConstraint("kind in ('concession', 'deviation')", name="kind"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("length(lower) > 0 or length(upper) > 0 or length(permits) > 0", name="limits"),
        CheckConstraint("issue_id is not null or kind = 'deviation'", name="issue"),
    )
    id: Mapped[Key]
    number: Mapped[Str]
    kind: Mapped[Str]
    issue_id: Mapped[OptStr] = refers("issue.id", optional=True, index=True)
    part_id: Mapped[str] = refers("part.id")
    item_key: Mapped[Str]
    lower: Mapped[Blank]
    upper: Mapped[Blank]
    quantity: Mapped[Int]
    valid_until: Mapped[Str]
    reason: Mapped[Str]
    customer_approval: Mapped[Blank]
    requested_by: Mapped[str] = refers("person.id")
    requested_at: Mapped[Str]
    approved_by: Mapped[OptStr] = refers("person.id", optional=True)
    approved_at: Mapped[OptStr]
    withdrawn_at: Mapped[OptStr]
    withdrawn_reason: Mapped[Blank]
    version: Mapped[One]
    item_text: Mapped[Blank]
    unit: Mapped[Blank]
    permits: Mapped[Blank]
    withdrawn_by: Mapped[OptStr] = refers("person.id", optional=True)


class ConcessionUse(Base):
    """A line of an inspection that a concession covers; ``quantity`` is scaled.

    A use ends, with its moment, when the reading changes to one that it does not cover.  Its quantity is 0 where the inspection
    that is repeated counted the same piece already.
    """

    __tablename__ = "concession_use"
    __table_args__ = table_args(
        Index("ix_concession_use_line", "inspection_id", "item_id", "piece"),
        Index("ix_concession_use_concession", "concession_id"),
    )
    id: Mapped[Key]
    concession_id: Mapped[str] = refers("concession.id")
    inspection_id: Mapped[str] = refers("inspection.id")
    item_id: Mapped[str] = refers("item.id")
    piece: Mapped[Zero]
    quantity: Mapped[Int]
    at: Mapped[Str]
    ended_at: Mapped[OptStr]


class IssueWord(Base):
    """Gives each issue a whole number that stays, by which the full-text index names it."""

    __tablename__ = "issue_word"
    __table_args__ = table_args(UniqueConstraint("issue_id"))
    row: Mapped[int] = mapped_column(BigInt, primary_key=True)
    issue_id: Mapped[str] = refers("issue.id")
