"""The improvement loop: suggestions, trials, and the chain from a reason to what was learned of it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from qa_desktop.storage.models.base import Base, Blank, Int, Key, One, OptInt, OptStr, Str, Zero, refers, table_args


class Suggestion(Base):
    """A proposal.  ``author_id`` is whoever was logged in; without a log-in there is ``author_name`` as typed, or nobody at all.

    Effects are words with an amount as it was typed; ``answer_due`` is a day.
    """

    __tablename__ = "suggestion"
    __table_args__ = table_args(
        UniqueConstraint("number"),
        CheckConstraint("state in ('new', 'answered', 'trial', 'adopted', 'declined')", name="state"),
        CheckConstraint("length(words) > 0", name="words"),
        CheckConstraint("author_id is null or author_name = ''", name="one_author"),
        Index("ix_suggestion_state", "state", "answer_due", "id"),
        Index("ix_suggestion_given", "given_at", "id"),
        Index("ix_suggestion_author", "author_id", "given_at"),
    )
    id: Mapped[Key]
    number: Mapped[Str]
    words: Mapped[Str]
    purpose: Mapped[Blank]
    author_id: Mapped[OptStr] = refers("person.id", optional=True)
    author_name: Mapped[Blank]
    station_id: Mapped[str] = refers("station.id")
    state: Mapped[Str]
    owner_id: Mapped[OptStr] = refers("person.id", optional=True)
    answer_due: Mapped[Str]
    answer: Mapped[Blank]
    answered_by: Mapped[OptStr] = refers("person.id", optional=True)
    answered_at: Mapped[OptStr]
    effect_estimated: Mapped[Blank]
    amount_estimated: Mapped[Blank]
    effect_actual: Mapped[Blank]
    amount_actual: Mapped[Blank]
    given_at: Mapped[Str]
    given_offset: Mapped[Int]
    search: Mapped[Blank]
    version: Mapped[One]


class SuggestionEvent(Base):
    """What happened to a suggestion.  Append-only; without a person when it was given without a log-in."""

    __tablename__ = "suggestion_event"
    __table_args__ = table_args(Index("ix_suggestion_event_suggestion", "suggestion_id", "id"))
    id: Mapped[Key]
    suggestion_id: Mapped[str] = refers("suggestion.id")
    action: Mapped[Str]
    old: Mapped[Blank]
    new: Mapped[Blank]
    remark: Mapped[Blank]
    person_id: Mapped[OptStr] = refers("person.id", optional=True)
    at: Mapped[Str]
    at_offset: Mapped[Int]
    audit_seq: Mapped[OptInt]


class Trial(Base):
    """Something that is tried out for a while, for a suggestion or for an issue; ``result`` is written once, at its end."""

    __tablename__ = "trial"
    __table_args__ = table_args(
        UniqueConstraint("number"),
        CheckConstraint("(suggestion_id is null) <> (issue_id is null)", name="one_reason"),
        CheckConstraint("outcome in ('', 'better', 'same', 'worse')", name="outcome"),
        CheckConstraint("(outcome = '') = (ended_at is null)", name="ended"),
        Index("ix_trial_suggestion", "suggestion_id", "id"),
        Index("ix_trial_issue", "issue_id", "id"),
    )
    id: Mapped[Key]
    number: Mapped[Str]
    suggestion_id: Mapped[OptStr] = refers("suggestion.id", optional=True)
    issue_id: Mapped[OptStr] = refers("issue.id", optional=True)
    what: Mapped[Str]
    place: Mapped[Blank]
    from_day: Mapped[Str]
    to_day: Mapped[Str]
    outcome: Mapped[Blank]
    result: Mapped[Blank]
    begun_by: Mapped[str] = refers("person.id")
    begun_at: Mapped[Str]
    ended_by: Mapped[OptStr] = refers("person.id", optional=True)
    ended_at: Mapped[OptStr]
    version: Mapped[One]


class ImprovementLink(Base):
    """One link of the chain: reason (suggestion or issue), trial, template revision, measured effect, lesson.  Append-only.

    An effect has no row of its own: its words stand in ``words``, and its key is that of the link.
    """

    __tablename__ = "improvement_link"
    __table_args__ = table_args(
        CheckConstraint("source_kind in ('suggestion', 'issue', 'trial', 'revision', 'effect')", name="source_kind"),
        CheckConstraint("target_kind in ('trial', 'revision', 'effect', 'lesson')", name="target_kind"),
        Index("ix_improvement_link_source", "source_kind", "source_id"),
        Index("ix_improvement_link_target", "target_kind", "target_id"),
    )
    id: Mapped[Key]
    source_kind: Mapped[Str]
    source_id: Mapped[Str]
    target_kind: Mapped[Str]
    target_id: Mapped[Str]
    item_key: Mapped[Blank]
    words: Mapped[Blank]
    person_id: Mapped[str] = refers("person.id")
    at: Mapped[Str]
    at_offset: Mapped[Int]


class HandoverNote(Base):
    """What one shift leaves to the next at a station."""

    __tablename__ = "handover_note"
    __table_args__ = table_args(
        CheckConstraint("length(words) > 0", name="words"), Index("ix_handover_note_station", "station_id", "at")
    )
    id: Mapped[Key]
    station_id: Mapped[str] = refers("station.id")
    words: Mapped[Str]
    person_id: Mapped[str] = refers("person.id")
    at: Mapped[Str]
    at_offset: Mapped[Int]


class HandoverRead(Base):
    """Who has read a note.  Append-only."""

    __tablename__ = "handover_read"
    note_id: Mapped[str] = refers("handover_note.id", key=True)
    person_id: Mapped[str] = refers("person.id", key=True)
    at: Mapped[Str]


class Mention(Base):
    """A person whom a comment on an issue names; ``seen_at`` ends the line on their home screen."""

    __tablename__ = "mention"
    __table_args__ = table_args(
        UniqueConstraint("event_id", "person_id"), Index("ix_mention_person", "person_id", "seen_at", "id")
    )
    id: Mapped[Key]
    issue_id: Mapped[str] = refers("issue.id")
    event_id: Mapped[str] = refers("issue_event.id")
    person_id: Mapped[str] = refers("person.id")
    at: Mapped[Str]
    seen_at: Mapped[OptStr]
    version: Mapped[Zero]
