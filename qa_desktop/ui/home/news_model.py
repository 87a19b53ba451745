"""What people have to tell somebody, without a window: notes of the last shift, mentions, procedures to read, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_desktop.domain.escalation import days_overdue
from qa_desktop.domain.issue import IssueState
from qa_desktop.domain.people import Actor, Permission

if TYPE_CHECKING:
    from qa_desktop.services.program import Program
    from qa_desktop.services.suggestions import Waiting
    from qa_desktop.storage.queries.amends import PromiseRow
    from qa_desktop.storage.queries.concessions import ConcessionRow
    from qa_desktop.storage.queries.improvements import MentionRow, NoteRow
    from qa_desktop.storage.queries.issue_steps import LateStep, LateSteps
    from qa_desktop.storage.queries.procedures import ProcedureRow
    from qa_desktop.storage.queries.supplier_requests import SupplierRequestRow


class NewsKind(StrEnum):
    """What a line is about."""

    NOTE = "note"
    MENTION = "mention"
    PROCEDURE = "procedure"
    REQUEST = "request"
    PROMISE = "promise"
    SUGGESTIONS = "suggestions"
    CONCERNS = "concerns"
    OVERDUE = "overdue"
    MORE_OVERDUE = "more_overdue"
    OTHERS_OVERDUE = "others_overdue"
    PERMIT = "permit"
    TO_APPROVE = "to_approve"


@dataclass(frozen=True, slots=True)
class NewsRow:
    """One line.  ``key`` is the record to open; ``who`` and ``at`` say from whom and when; ``late`` is what is overdue of it.

    Of an overdue ``step``, ``who`` takes care of it, ``at`` is when it was due, and ``late`` counts the days.  Where not all of
    them are told one by one, a last line has the ``count`` of the others.
    ``permit`` is a permit that ends or waits, ``day`` the day by which it expires.
    """

    kind: NewsKind
    key: str
    words: str
    who: str = ""
    at: str = ""
    at_offset: int = 0
    count: int = 0
    late: int = 0
    number: str = ""
    step: IssueState | None = None
    permit: ConcessionRow | None = None
    day: date = date.min


@dataclass(frozen=True, slots=True)
class NewsFacts:
    """What was loaded for one person."""

    notes: tuple[NoteRow, ...] = ()
    mentions: tuple[MentionRow, ...] = ()
    unread: tuple[ProcedureRow, ...] = ()
    waiting: Waiting | None = None
    concerns: int = 0
    overdue: tuple[SupplierRequestRow, ...] = ()
    broken: tuple[PromiseRow, ...] = ()
    late: LateSteps | None = None
    now: datetime | None = None
    ending: tuple[ConcessionRow, ...] = ()
    to_approve: tuple[ConcessionRow, ...] = ()
    today: date = date.min


def look(program: Program, actor: Actor) -> NewsFacts:
    """Load what this person may know; called in a reader."""
    return NewsFacts(
        program.handover.unread_notes(actor),
        program.handover.mentions(actor),
        program.procedures.unread(actor),
        program.suggestions.waiting(actor) if actor.may(Permission.ANSWER_SUGGESTION) else None,
        program.concerns.waiting(actor) if actor.may(Permission.READ_CONCERN) else 0,
        program.supplier_requests.overdue(actor) if actor.may(Permission.MANAGE_TRADE) else (),
        program.amends.overdue(actor) if actor.may(Permission.WORK_ISSUE) else (),
        program.issues.overdue(actor),
        program.workspace.store.clock(),
        program.concessions.ending(actor) if actor.may(Permission.WORK_ISSUE) else (),
        program.concessions.to_approve(actor) if actor.may(Permission.APPROVE_CONCESSION) else (),
        program.concessions.today(actor),
    )


def news_of(facts: NewsFacts) -> tuple[NewsRow, ...]:
    """Return the lines in the order in which they matter: what the person is late with, people, paper, what waits for an answer.

    Steps that others are late with come behind what people said, the longest overdue first, and only the first few.
    """
    steps = facts.late
    rows = _late(steps.mine, steps.mine_count, NewsKind.MORE_OVERDUE, facts.now) if steps else []
    rows += [NewsRow(NewsKind.NOTE, one.id, one.words, one.person, one.at, one.at_offset) for one in facts.notes]
    rows += [
        NewsRow(NewsKind.MENTION, one.issue_id, one.remark, one.by, one.at, one.at_offset, number=one.issue_number)
        for one in facts.mentions
    ]
    rows += _late(steps.others, steps.others_count, NewsKind.OTHERS_OVERDUE, facts.now) if steps else []
    if facts.concerns:
        rows.append(NewsRow(NewsKind.CONCERNS, "", "", count=facts.concerns))
    for kind, permits in ((NewsKind.TO_APPROVE, facts.to_approve), (NewsKind.PERMIT, facts.ending)):
        rows += [NewsRow(kind, one.id, "", number=one.number, permit=one, day=facts.today) for one in permits]
    rows += [
        NewsRow(
            NewsKind.REQUEST, one.issue_id, f"{one.issue}: {one.issue_title}", one.company, one.due.isoformat(), number=one.number
        )
        for one in facts.overdue
    ]
    rows += [NewsRow(NewsKind.PROMISE, one.issue_id, one.words, at=one.due.isoformat(), number=one.issue) for one in facts.broken]
    rows += [NewsRow(NewsKind.PROCEDURE, one.id, one.title, number=one.number, count=one.published) for one in facts.unread]
    waiting = facts.waiting
    if waiting is not None and waiting.unanswered + waiting.escalated:
        count, late = waiting.unanswered + waiting.escalated, waiting.overdue + waiting.escalated
        rows.append(NewsRow(NewsKind.SUGGESTIONS, "", "", count=count, late=late))
    return tuple(rows)


def _late(steps: tuple[LateStep, ...], count: int, more: NewsKind, now: datetime | None) -> list[NewsRow]:
    found = []
    for one in steps:
        days = 0 if now is None else days_overdue(datetime.fromisoformat(one.due_at), now)
        found.append(
            NewsRow(
                NewsKind.OVERDUE,
                one.issue_id,
                one.title,
                one.owner,
                one.due_at,
                late=days,
                number=one.issue_number,
                step=one.step,
            )
        )
    if count > len(steps):
        found.append(NewsRow(more, "", "", count=count - len(steps)))
    return found
