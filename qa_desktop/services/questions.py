"""Questions about readings: asked of the inspector before signing, shown to the supervisor with the reply."""

from __future__ import annotations

from qa_desktop.domain.errors import InputError, NotFoundError, RefusedError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.record import InspectionRecord
from qa_desktop.domain.text import clean_text
from qa_desktop.services import records
from qa_desktop.services.answering import require_mine
from qa_desktop.services.findings import Finding, findings
from qa_desktop.services.guard import needs
from qa_desktop.storage.queries import inspections, sample
from qa_desktop.storage.queries.sample import QuestionRow
from qa_desktop.storage.unit import Connection, Store


class QuestionService:
    """A question is asked once; only the inspector replies to it; signing waits for the reply."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @needs(Permission.SIGN)
    def ask(self, actor: Actor, inspection_id: str) -> tuple[QuestionRow, ...]:
        """Look at the readings of an inspection that its inspector wants to sign, and return the questions that wait.

        Whatever was asked before is not asked again.
        """
        with self._store.writing(actor.person_id) as work:
            head = inspections.head(work.connection, inspection_id)
            require_mine(head, actor)
            fresh = _fresh(work.connection, records.build(work.connection, inspection_id))
            for finding in fresh:
                facts = {**finding.facts, "same": finding.same}
                question = sample.add_question(work, inspection_id, finding.line_id, finding.kind, facts, head.round)
                work.audit("question.ask", "question", question, {"inspection": inspection_id, "kind": finding.kind})
            if not fresh:
                work.leave_unaudited("nothing was asked")
            return _waiting(work.connection, inspection_id)

    @needs(Permission.SIGN)
    def reply(self, actor: Actor, question_id: str, text: str) -> tuple[QuestionRow, ...]:
        """Answer a question in a few words; return the questions that still wait."""
        words = clean_text(text, limit=500).strip()
        if not words:
            raise InputError("Answer in a few words, for example what you found when you looked at the gauge again.")
        with self._store.writing(actor.person_id) as work:
            inspection_id = sample.inspection_of_question(work.connection, question_id)
            if inspection_id is None:
                raise NotFoundError("This question does not exist. Open the inspection again.")
            require_mine(inspections.head(work.connection, inspection_id), actor)
            if not sample.reply(work, question_id, words):
                raise RefusedError("This question was answered already. Nothing was stored.")
            work.audit("question.reply", "question", question_id, {"inspection": inspection_id, "reply": words})
            return _waiting(work.connection, inspection_id)

    @needs(Permission.READ_ALL)
    def of_inspection(self, actor: Actor, inspection_id: str) -> tuple[QuestionRow, ...]:
        """Return every question about an inspection with its reply, oldest first."""
        with self._store.reading() as connection:
            return sample.questions(connection, inspection_id)


def require_asked(connection: Connection, record: InspectionRecord) -> None:
    """Raise :class:`RefusedError` when the readings raise a question that was never asked."""
    fresh = _fresh(connection, record)
    if fresh:
        raise RefusedError(
            "The readings raise {count} questions that were not asked yet. Nothing was signed. "
            "Open the signature again and answer them in a few words.",
            count=len(fresh),
        )


def require_replied(connection: Connection, inspection_id: str) -> None:
    """Raise :class:`RefusedError` while a question waits for its reply."""
    waiting = _waiting(connection, inspection_id)
    if waiting:
        raise RefusedError(
            "{count} questions about readings wait for your answer. Nothing was signed. Answer them in a few words, then sign.",
            count=len(waiting),
        )


def _waiting(connection: Connection, inspection_id: str) -> tuple[QuestionRow, ...]:
    return tuple(row for row in sample.questions(connection, inspection_id) if row.replied_at is None)


def _fresh(connection: Connection, record: InspectionRecord) -> tuple[Finding, ...]:
    known = {row.facts.get("same") for row in sample.questions(connection, record.id)}
    return tuple(finding for finding in findings(connection, record) if finding.same not in known)
