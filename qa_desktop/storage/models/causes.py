"""Causes, actions and their effect, and the signed reports of an issue."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from qa_desktop.storage.models.base import Base, Blank, Int, Key, One, OptInt, OptStr, Str, Zero, refers, table_args

_TRACKS = "track in ('occurrence', 'detection')"
_CATEGORIES = "category in ('people', 'machine', 'material', 'method', 'measurement', 'environment')"


class CauseCodeRow(Base):
    """A structured name of a cause.  Inactive codes are offered no more and stay on what used them."""

    __tablename__ = "cause_code"
    __table_args__ = table_args(
        UniqueConstraint("code"), CheckConstraint("scope in ('occurrence', 'detection', 'both')", name="scope")
    )
    id: Mapped[Key]
    code: Mapped[Str]
    words: Mapped[Str]
    scope: Mapped[Str]
    active: Mapped[One]
    version: Mapped[One]


class CauseNodeRow(Base):
    """One answer to *why*.  ``code_id`` marks the root cause of its chain; a removed answer stays in the table."""

    __tablename__ = "cause_node"
    __table_args__ = table_args(
        CheckConstraint(_TRACKS, name="track"),
        CheckConstraint("length(text) > 0", name="text"),
        Index("ix_cause_node_issue", "issue_id", "removed_at"),
        Index("ix_cause_node_code", "code_id"),
    )
    id: Mapped[Key]
    issue_id: Mapped[str] = refers("issue.id")
    parent_id: Mapped[OptStr] = refers("cause_node.id", optional=True)
    track: Mapped[Str]
    position: Mapped[Int]
    text: Mapped[Str]
    evidence: Mapped[Blank]
    photo_id: Mapped[OptStr] = refers("photo.id", optional=True)
    code_id: Mapped[OptStr] = refers("cause_code.id", optional=True)
    created_by: Mapped[str] = refers("person.id")
    created_at: Mapped[Str]
    removed_by: Mapped[OptStr] = refers("person.id", optional=True)
    removed_at: Mapped[OptStr]
    version: Mapped[One]


class FishboneRow(Base):
    """A possible cause on a branch of the fishbone."""

    __tablename__ = "fishbone_entry"
    __table_args__ = table_args(
        CheckConstraint(_CATEGORIES, name="category"),
        CheckConstraint("length(text) > 0", name="text"),
        Index("ix_fishbone_entry_issue", "issue_id", "removed_at"),
    )
    id: Mapped[Key]
    issue_id: Mapped[str] = refers("issue.id")
    category: Mapped[Str]
    position: Mapped[Int]
    text: Mapped[Str]
    created_by: Mapped[str] = refers("person.id")
    created_at: Mapped[Str]
    removed_by: Mapped[OptStr] = refers("person.id", optional=True)
    removed_at: Mapped[OptStr]
    version: Mapped[One]


class IsIsNotRow(Base):
    """One row of is / is-not: the facts about one aspect of the trouble."""

    __tablename__ = "is_is_not"
    __table_args__ = table_args(CheckConstraint("aspect in ('what', 'where', 'when', 'how_much')", name="aspect"))
    issue_id: Mapped[str] = refers("issue.id", key=True)
    aspect: Mapped[Key]
    is_text: Mapped[Blank]
    is_not_text: Mapped[Blank]
    difference: Mapped[Blank]
    changed_by: Mapped[str] = refers("person.id")
    changed_at: Mapped[Str]
    version: Mapped[One]


class TeamMemberRow(Base):
    """Somebody of the team of an 8D; ``person_id`` is null for people without an account."""

    __tablename__ = "team_member"
    __table_args__ = table_args(
        CheckConstraint("role in ('leader', 'sponsor', 'member')", name="role"),
        CheckConstraint("length(name) > 0", name="name"),
        Index("ix_team_member_issue", "issue_id", "removed_at"),
    )
    id: Mapped[Key]
    issue_id: Mapped[str] = refers("issue.id")
    person_id: Mapped[OptStr] = refers("person.id", optional=True)
    name: Mapped[Str]
    role: Mapped[Str]
    note: Mapped[Blank]
    added_by: Mapped[str] = refers("person.id")
    added_at: Mapped[Str]
    removed_by: Mapped[OptStr] = refers("person.id", optional=True)
    removed_at: Mapped[OptStr]


class IssueAction(Base):
    """What somebody does about an issue.  ``number`` counts within the issue; ``due_on`` is a day.

    ``evidence`` says how it is known that it was done, ``done_by`` who said so, ``verified_by`` the other person who looked.
    """

    __tablename__ = "issue_action"
    __table_args__ = table_args(
        UniqueConstraint("issue_id", "number"),
        CheckConstraint("kind in ('correction', 'corrective', 'preventive', 'improvement')", name="kind"),
        CheckConstraint("state in ('open', 'done', 'verified', 'ineffective')", name="state"),
        CheckConstraint("length(text) > 0", name="text"),
        CheckConstraint("state = 'open' or (length(evidence) > 0 and done_by is not null)", name="evidence"),
        CheckConstraint("state not in ('verified', 'ineffective') or verified_by is not null", name="verified"),
        Index("ix_issue_action_owner", "owner_id", "state", "due_on"),
        Index("ix_issue_action_state", "state", "due_on"),
    )
    id: Mapped[Key]
    issue_id: Mapped[str] = refers("issue.id")
    number: Mapped[Int]
    kind: Mapped[Str]
    text: Mapped[Str]
    owner_id: Mapped[str] = refers("person.id")
    due_on: Mapped[Str]
    state: Mapped[Str]
    evidence: Mapped[Blank]
    done_by: Mapped[OptStr] = refers("person.id", optional=True)
    done_at: Mapped[OptStr]
    done_offset: Mapped[Zero]
    verified_by: Mapped[OptStr] = refers("person.id", optional=True)
    verified_at: Mapped[OptStr]
    verified_offset: Mapped[Zero]
    remark: Mapped[Blank]
    created_by: Mapped[str] = refers("person.id")
    created_at: Mapped[Str]
    removed_by: Mapped[OptStr] = refers("person.id", optional=True)
    removed_at: Mapped[OptStr]
    remove_reason: Mapped[Blank]
    version: Mapped[One]


class EffectPlanRow(Base):
    """How the effect of an action will be judged.  Append-only; the newest plan counts and says why it replaced another.

    ``target`` is decimal text between 0 and 1; ``definition`` is the metric in words as it was when the plan was made.
    """

    __tablename__ = "effect_plan"
    __table_args__ = table_args(
        CheckConstraint("metric in ('characteristic', 'inspections', 'lots')", name="metric"),
        CheckConstraint("minimum > 0", name="minimum"),
        CheckConstraint(
            "baseline_from <= baseline_to and baseline_to < follow_from and follow_from <= follow_to", name="periods"
        ),
        Index("ix_effect_plan_action", "action_id", "id"),
    )
    id: Mapped[Key]
    action_id: Mapped[str] = refers("issue_action.id")
    metric: Mapped[Str]
    part_number: Mapped[Str]
    template_id: Mapped[OptStr] = refers("template.id", optional=True)
    item_key: Mapped[Blank]
    subject: Mapped[Blank]
    words: Mapped[Blank]
    definition: Mapped[Str]
    baseline_from: Mapped[Str]
    baseline_to: Mapped[Str]
    follow_from: Mapped[Str]
    follow_to: Mapped[Str]
    target: Mapped[Str]
    minimum: Mapped[Int]
    reason: Mapped[Blank]
    person_id: Mapped[str] = refers("person.id")
    at: Mapped[Str]
    at_offset: Mapped[Int]


class EffectResultRow(Base):
    """What was found of the effect, or the written decision of a named person to go on without proof.  Append-only."""

    __tablename__ = "effect_result"
    __table_args__ = table_args(
        CheckConstraint("verdict in ('met', 'not_met', 'overridden')", name="verdict"),
        CheckConstraint("verdict <> 'overridden' or length(reason) > 0", name="reason"),
        CheckConstraint("verdict = 'overridden' or (plan_id is not null and after_exposure is not null)", name="measured"),
        Index("ix_effect_result_action", "action_id", "id"),
    )
    id: Mapped[Key]
    action_id: Mapped[str] = refers("issue_action.id")
    plan_id: Mapped[OptStr] = refers("effect_plan.id", optional=True)
    verdict: Mapped[Str]
    before_nonconforming: Mapped[OptInt]
    before_exposure: Mapped[OptInt]
    after_nonconforming: Mapped[OptInt]
    after_exposure: Mapped[OptInt]
    reason: Mapped[Blank]
    person_id: Mapped[str] = refers("person.id")
    printed_name: Mapped[Str]
    at: Mapped[Str]
    at_offset: Mapped[Int]


class IssueReport(Base):
    """A signed 8D or nonconformance report.  Append-only; ``content`` is the canonical text that was signed."""

    __tablename__ = "issue_report"
    __table_args__ = table_args(
        UniqueConstraint("number"),
        CheckConstraint("kind in ('8d', 'ncr')", name="kind"),
        Index("ix_issue_report_issue", "issue_id", "id"),
    )
    id: Mapped[Key]
    number: Mapped[Str]
    kind: Mapped[Str]
    issue_id: Mapped[str] = refers("issue.id")
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
