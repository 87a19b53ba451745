"""What is known: lessons, procedures in revisions, where they belong, and who has read them.

Beside these tables the embedded database keeps ``lesson_search``, an index of the words of lessons (FTS5), which triggers of
:mod:`qa_desktop.storage.improvement_rules` keep in step.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from qa_desktop.storage.models.base import Base, Blank, Int, Key, One, OptStr, Str, refers, table_args


class Lesson(Base):
    """What was learned: what happened, why, and what worked.  ``failure`` holds words by which it shall be found."""

    __tablename__ = "lesson"
    __table_args__ = table_args(
        UniqueConstraint("number"),
        CheckConstraint("state in ('draft', 'published', 'retired')", name="state"),
        Index("ix_lesson_state", "state", "written_at", "id"),
        Index("ix_lesson_item", "item_key"),
        Index("ix_lesson_part", "part_id"),
        Index("ix_lesson_issue", "issue_id"),
    )
    id: Mapped[Key]
    number: Mapped[Str]
    title: Mapped[Str]
    happened: Mapped[Blank]
    cause: Mapped[Blank]
    worked: Mapped[Blank]
    failure: Mapped[Blank]
    procedure_id: Mapped[OptStr] = refers("procedure.id", optional=True)
    part_id: Mapped[OptStr] = refers("part.id", optional=True)
    item_key: Mapped[Blank]
    issue_id: Mapped[OptStr] = refers("issue.id", optional=True)
    state: Mapped[Str]
    author_id: Mapped[str] = refers("person.id")
    written_at: Mapped[Str]
    written_offset: Mapped[Int]
    version: Mapped[One]


class Procedure(Base):
    """How something is done here; its words are in its revisions."""

    __tablename__ = "procedure"
    __table_args__ = table_args(UniqueConstraint("number"))
    id: Mapped[Key]
    number: Mapped[Str]
    title: Mapped[Str]
    created_by: Mapped[str] = refers("person.id")
    created_at: Mapped[Str]
    version: Mapped[One]


class ProcedureRevision(Base):
    """One edition of a procedure: words or a file.  Approved by another person; never changed after it is published."""

    __tablename__ = "procedure_revision"
    __table_args__ = table_args(
        UniqueConstraint("procedure_id", "number"),
        CheckConstraint("state in ('draft', 'approved', 'published', 'retired')", name="state"),
        CheckConstraint("length(words) > 0 or sha256 is not null", name="content"),
        Index("ix_procedure_revision_state", "state", "procedure_id"),
    )
    id: Mapped[Key]
    procedure_id: Mapped[str] = refers("procedure.id")
    number: Mapped[Int]
    words: Mapped[Blank]
    sha256: Mapped[OptStr] = refers("attachment.sha256", optional=True)
    change_note: Mapped[Blank]
    state: Mapped[Str]
    author_id: Mapped[str] = refers("person.id")
    written_at: Mapped[Str]
    approved_by: Mapped[OptStr] = refers("person.id", optional=True)
    approved_at: Mapped[OptStr]
    published_by: Mapped[OptStr] = refers("person.id", optional=True)
    published_at: Mapped[OptStr]
    version: Mapped[One]


class KnowledgeLink(Base):
    """A lesson or a procedure belongs to an item of a checklist, by the item's key; without a template, of every checklist."""

    __tablename__ = "knowledge_link"
    __table_args__ = table_args(
        CheckConstraint("(lesson_id is null) <> (procedure_id is null)", name="one_thing"),
        CheckConstraint("length(item_key) > 0", name="item_key"),
        Index("ix_knowledge_link_item", "item_key", "ended_at"),
    )
    id: Mapped[Key]
    lesson_id: Mapped[OptStr] = refers("lesson.id", optional=True)
    procedure_id: Mapped[OptStr] = refers("procedure.id", optional=True)
    template_id: Mapped[OptStr] = refers("template.id", optional=True)
    item_key: Mapped[Str]
    linked_by: Mapped[str] = refers("person.id")
    linked_at: Mapped[Str]
    ended_by: Mapped[OptStr] = refers("person.id", optional=True)
    ended_at: Mapped[OptStr]


class ReadConfirmation(Base):
    """A person confirmed that they read and understood a revision.  Append-only."""

    __tablename__ = "read_confirmation"
    revision_id: Mapped[str] = refers("procedure_revision.id", key=True)
    person_id: Mapped[str] = refers("person.id", key=True)
    at: Mapped[Str]
    at_offset: Mapped[Int]


class LessonUse(Base):
    """A lesson was of use: read at a line while inspecting, or offered to whoever logged an issue.  Append-only."""

    __tablename__ = "lesson_use"
    __table_args__ = table_args(
        CheckConstraint("how in ('read', 'offered')", name="how"),
        CheckConstraint("how = 'read' or issue_id is not null", name="issue"),
        Index("ix_lesson_use_lesson", "lesson_id", "at"),
    )
    id: Mapped[Key]
    lesson_id: Mapped[str] = refers("lesson.id")
    how: Mapped[Str]
    issue_id: Mapped[OptStr] = refers("issue.id", optional=True)
    inspection_id: Mapped[OptStr] = refers("inspection.id", optional=True)
    person_id: Mapped[str] = refers("person.id")
    at: Mapped[Str]
    at_offset: Mapped[Int]
