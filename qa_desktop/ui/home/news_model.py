"""What people have to tell somebody, without a window: notes of the last shift, mentions, procedures to read, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_desktop.domain.people import Actor, Permission

if TYPE_CHECKING:
    from qa_desktop.services.program import Program
    from qa_desktop.services.suggestions import Waiting
    from qa_desktop.storage.queries.improvements import MentionRow, NoteRow
    from qa_desktop.storage.queries.procedures import ProcedureRow


class NewsKind(StrEnum):
    """What a line is about."""

    NOTE = "note"
    MENTION = "mention"
    PROCEDURE = "procedure"
    SUGGESTIONS = "suggestions"
    CONCERNS = "concerns"


@dataclass(frozen=True, slots=True)
class NewsRow:
    """One line.  ``key`` is the record to open; ``who`` and ``at`` say from whom and when; ``late`` is what is overdue of it."""

    kind: NewsKind
    key: str
    words: str
    who: str = ""
    at: str = ""
    at_offset: int = 0
    count: int = 0
    late: int = 0
    number: str = ""


@dataclass(frozen=True, slots=True)
class NewsFacts:
    """What was loaded for one person."""

    notes: tuple[NoteRow, ...] = ()
    mentions: tuple[MentionRow, ...] = ()
    unread: tuple[ProcedureRow, ...] = ()
    waiting: Waiting | None = None
    concerns: int = 0


def look(program: Program, actor: Actor) -> NewsFacts:
    """Load what this person may know; called in a reader."""
    return NewsFacts(
        program.handover.unread_notes(actor),
        program.handover.mentions(actor),
        program.procedures.unread(actor),
        program.suggestions.waiting(actor) if actor.may(Permission.ANSWER_SUGGESTION) else None,
        program.concerns.waiting(actor) if actor.may(Permission.READ_CONCERN) else 0,
    )


def news_of(facts: NewsFacts) -> tuple[NewsRow, ...]:
    """Return the lines in the order in which they matter: people before paper, what waits for an answer last."""
    rows = [NewsRow(NewsKind.NOTE, one.id, one.words, one.person, one.at, one.at_offset) for one in facts.notes]
    rows += [
        NewsRow(NewsKind.MENTION, one.issue_id, one.remark, one.by, one.at, one.at_offset, number=one.issue_number)
        for one in facts.mentions
    ]
    if facts.concerns:
        rows.append(NewsRow(NewsKind.CONCERNS, "", "", count=facts.concerns))
    rows += [NewsRow(NewsKind.PROCEDURE, one.id, one.title, number=one.number, count=one.published) for one in facts.unread]
    waiting = facts.waiting
    if waiting is not None and waiting.unanswered + waiting.escalated:
        count, late = waiting.unanswered + waiting.escalated, waiting.overdue + waiting.escalated
        rows.append(NewsRow(NewsKind.SUGGESTIONS, "", "", count=count, late=late))
    return tuple(rows)
