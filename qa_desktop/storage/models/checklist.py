"""Checklist templates, their revisions, sections and items."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from qa_desktop.storage.models.base import Base, Blank, Int, Key, One, OptInt, OptStr, Str, Zero, refers, table_args


class Template(Base):
    """A reusable form; what it asks stands in its revisions."""

    __tablename__ = "template"
    __table_args__ = table_args(UniqueConstraint("name"))
    id: Mapped[Key]
    name: Mapped[Str]
    created_at: Mapped[Str]
    created_by: Mapped[Str]
    version: Mapped[One]


class TemplateRevision(Base):
    """A numbered edition.  Frozen by triggers once it is approved.  ``editors`` names everybody who changed the draft.

    ``change_note`` holds, as JSON of :mod:`qa_desktop.domain.removals`, why checks with a reason were taken out.
    """

    __tablename__ = "template_revision"
    __table_args__ = table_args(
        UniqueConstraint("template_id", "number"),
        CheckConstraint("state in ('draft', 'approved', 'published', 'retired')", name="state"),
        Index("ix_template_revision_state", "state", "template_id"),
    )
    id: Mapped[Key]
    template_id: Mapped[str] = refers("template.id")
    number: Mapped[Int]
    state: Mapped[Str]
    title: Mapped[Str]
    description: Mapped[Blank]
    criteria_digest: Mapped[Str]
    item_count: Mapped[Zero]
    source: Mapped[Blank]
    import_report: Mapped[Blank]
    created_at: Mapped[Str]
    created_by: Mapped[Str]
    published_at: Mapped[OptStr]
    published_by: Mapped[OptStr]
    version: Mapped[One]
    approved_at: Mapped[OptStr]
    approved_by: Mapped[OptStr]
    editors: Mapped[Blank]
    change_note: Mapped[Blank]


class Section(Base):
    """A titled group of items in a revision."""

    __tablename__ = "section"
    __table_args__ = table_args(UniqueConstraint("revision_id", "position"))
    id: Mapped[Key]
    revision_id: Mapped[str] = refers("template_revision.id")
    position: Mapped[Int]
    title: Mapped[Str]


class Item(Base):
    """One line with its criteria.  Limits are decimal text with the scaled integer beside it; no limit is NULL.

    ``rules`` is the JSON of :mod:`qa_desktop.domain.item_rules`, empty where nothing is special.
    """

    __tablename__ = "item"
    __table_args__ = table_args(UniqueConstraint("revision_id", "position"), UniqueConstraint("revision_id", "key"))
    id: Mapped[Key]
    revision_id: Mapped[str] = refers("template_revision.id")
    section_id: Mapped[str] = refers("section.id")
    position: Mapped[Int]
    key: Mapped[Str]
    kind: Mapped[Str]
    text: Mapped[Str]
    help: Mapped[Blank]
    required: Mapped[One]
    severity: Mapped[Str]
    evidence: Mapped[Str]
    allow_na: Mapped[One]
    nominal: Mapped[OptStr]
    nominal_scaled: Mapped[OptInt]
    lower: Mapped[OptStr]
    lower_scaled: Mapped[OptInt]
    upper: Mapped[OptStr]
    upper_scaled: Mapped[OptInt]
    unit: Mapped[Blank]
    decimals: Mapped[OptInt]
    choices: Mapped[Blank]
    expected: Mapped[OptStr]
    picture: Mapped[OptStr] = refers("attachment.sha256", optional=True)
    rules: Mapped[Blank]


class AssignmentRule(Base):
    """Which checklist belongs to what: the most specific active rule wins.  Empty means any.

    ``one_lot_in`` inspects one lot in so many, drawn by ``seed``; 1 means every lot.
    """

    __tablename__ = "assignment_rule"
    __table_args__ = table_args(Index("ix_assignment_rule_part", "part_number", "active"))
    id: Mapped[Key]
    template_id: Mapped[str] = refers("template.id")
    part_number: Mapped[Blank]
    supplier: Mapped[Blank]
    operation: Mapped[Blank]
    inspection_type: Mapped[Blank]
    one_lot_in: Mapped[One]
    seed: Mapped[Zero]
    active: Mapped[One]
    note: Mapped[Blank]
    created_at: Mapped[Str]
    created_by: Mapped[Str]
    version: Mapped[One]


class Patrol(Base):
    """A round that comes due: every so many pieces, every so many minutes, after a set-up."""

    __tablename__ = "patrol"
    id: Mapped[Key]
    template_id: Mapped[str] = refers("template.id")
    name: Mapped[Str]
    part_number: Mapped[Blank]
    place: Mapped[Blank]
    every_pieces: Mapped[Zero]
    every_minutes: Mapped[Zero]
    after_setup: Mapped[Zero]
    active: Mapped[One]
    created_at: Mapped[Str]
    created_by: Mapped[Str]
    version: Mapped[One]


class PatrolEvent(Base):
    """What happened at the place of a patrol: a set-up, pieces made, a start or stop, a round begun.  Append-only."""

    __tablename__ = "patrol_event"
    __table_args__ = table_args(Index("ix_patrol_event_patrol", "patrol_id", "at", "id"))
    id: Mapped[Key]
    patrol_id: Mapped[str] = refers("patrol.id")
    kind: Mapped[Str]
    pieces: Mapped[Zero]
    inspection_id: Mapped[OptStr] = refers("inspection.id", optional=True)
    person_id: Mapped[str] = refers("person.id")
    at: Mapped[Str]
    at_offset: Mapped[Int]
