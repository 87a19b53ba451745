"""Aims and how they are followed: costs of parts, objectives, internal audits, management reviews."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qa_desktop.storage.models.base import Base, Blank, Int, Key, One, OptStr, Str, Zero, refers, table_args


class PartCost(Base):
    """What one piece of a part costs from a day on.  Append-only; the newest row of the latest day not after a moment counts.

    ``kind`` is ``piece`` (the piece itself), ``rework``, ``repair`` or ``return`` (doing this to one piece).  ``cost`` is decimal
    text, ``valid_from`` a local day (ISO 8601).
    """

    __tablename__ = "part_cost"
    __table_args__ = table_args(Index("ix_part_cost_part", "part_id", "valid_from", "id"))
    id: Mapped[Key]
    part_id: Mapped[str] = refers("part.id")
    cost: Mapped[Str]
    currency: Mapped[Str]
    valid_from: Mapped[Str]
    person_id: Mapped[str] = refers("person.id")
    at: Mapped[Str]
    at_offset: Mapped[Int]
    kind: Mapped[str] = mapped_column(Text, default="piece", server_default="piece")


class Objective(Base):
    """A quality objective.  ``figure`` names a figure, ``scope`` is JSON of its filter; numbers are decimal text.

    ``baseline_source`` is ``measured`` or ``stated``.  What was aimed at never changes; another aim is another objective.
    """

    __tablename__ = "objective"
    __table_args__ = table_args(
        UniqueConstraint("number"),
        CheckConstraint("length(baseline) > 0 and length(target) > 0", name="baseline"),
        CheckConstraint("baseline_from <= baseline_until and baseline_until < due", name="dates"),
        CheckConstraint("baseline_source in ('measured', 'stated')", name="source"),
        Index("ix_objective_owner", "owner_id", "due"),
    )
    id: Mapped[Key]
    number: Mapped[Str]
    statement: Mapped[Str]
    figure: Mapped[Str]
    scope: Mapped[Blank]
    baseline: Mapped[Str]
    baseline_source: Mapped[Str]
    baseline_from: Mapped[Str]
    baseline_until: Mapped[Str]
    target: Mapped[Str]
    due: Mapped[Str]
    owner_id: Mapped[str] = refers("person.id")
    requirement: Mapped[Blank]
    resources: Mapped[Blank]
    created_by: Mapped[str] = refers("person.id")
    created_at: Mapped[Str]
    created_offset: Mapped[Int]
    withdrawn_at: Mapped[OptStr]
    withdrawn_by: Mapped[OptStr] = refers("person.id", optional=True)
    withdraw_reason: Mapped[Blank]
    version: Mapped[One]


class InternalAudit(Base):
    """An internal audit: what is looked at, when, by whom; closed by its auditor with a conclusion."""

    __tablename__ = "internal_audit"
    __table_args__ = table_args(
        UniqueConstraint("number"),
        CheckConstraint("state in ('planned', 'closed')", name="state"),
        CheckConstraint("state = 'planned' or length(conclusion) > 0", name="conclusion"),
        Index("ix_internal_audit_planned", "planned_on", "id"),
    )
    id: Mapped[Key]
    number: Mapped[Str]
    scope: Mapped[Str]
    criteria: Mapped[Blank]
    planned_on: Mapped[Str]
    auditor_id: Mapped[str] = refers("person.id", index=True)
    state: Mapped[Str]
    conclusion: Mapped[Blank]
    closed_at: Mapped[OptStr]
    created_by: Mapped[str] = refers("person.id")
    created_at: Mapped[Str]
    created_offset: Mapped[Int]
    version: Mapped[One]


class AuditFinding(Base):
    """Something that an internal audit found.  Only the link to an issue is added later, once."""

    __tablename__ = "audit_finding"
    __table_args__ = table_args(
        CheckConstraint("kind in ('nonconformity', 'observation', 'opportunity')", name="kind"),
        CheckConstraint("length(statement) > 0", name="statement"),
        Index("ix_audit_finding_audit", "audit_id", "id"),
        Index("ix_audit_finding_issue", "issue_id"),
    )
    id: Mapped[Key]
    audit_id: Mapped[str] = refers("internal_audit.id")
    kind: Mapped[Str]
    statement: Mapped[Str]
    evidence: Mapped[Blank]
    issue_id: Mapped[OptStr] = refers("issue.id", optional=True)
    person_id: Mapped[str] = refers("person.id")
    at: Mapped[Str]
    at_offset: Mapped[Int]


class ManagementReview(Base):
    """A management review, signed.  Append-only; ``content`` is the canonical text that was signed."""

    __tablename__ = "management_review"
    __table_args__ = table_args(
        UniqueConstraint("number"),
        CheckConstraint("first_day <= last_day", name="period"),
        CheckConstraint("length(decisions) > 0", name="decisions"),
        Index("ix_management_review_at", "at", "id"),
    )
    id: Mapped[Key]
    number: Mapped[Str]
    first_day: Mapped[Str]
    last_day: Mapped[Str]
    decisions: Mapped[Str]
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
