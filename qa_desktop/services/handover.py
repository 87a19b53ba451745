"""What one person leaves to the next: notes between shifts at a station, and comments that name somebody."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.improvement import mentioned_logins
from qa_desktop.domain.people import Actor
from qa_desktop.domain.text import clean_text
from qa_desktop.services.guard import logged_in
from qa_desktop.storage.clock import utc_text
from qa_desktop.storage.queries import improvements as rows
from qa_desktop.storage.queries.improvements import MentionRow, NoteRow
from qa_desktop.storage.unit import Work
from qa_desktop.storage.workspace import Workspace

SHOWN_FOR: Final = timedelta(days=7)
"""How long a note is shown to those who have not read it; it is kept for good."""

_SELF = "whoever is logged in, for themselves"


class HandoverService:
    """Notes and mentions."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store

    @logged_in("whoever is logged in")
    def leave_note(self, actor: Actor, words: str) -> NoteRow:
        """Leave a note for whoever comes next to this station."""
        said = clean_text(words, limit=4_000).strip()
        if not said:
            raise InputError("Write the note first. Nothing was stored.")
        with self._store.writing(actor.person_id) as work:
            key = rows.add_note(work, said)
            work.audit("handover.leave", "handover_note", key, {"words": said})
            return next(one for one in rows.notes(work.connection, work.station_id, since=work.now.utc) if one.id == key)

    @logged_in(_SELF)
    def unread_notes(self, actor: Actor) -> tuple[NoteRow, ...]:
        """Return the notes of others at this station that this person has not read, newest first."""
        since = utc_text(self._store.clock() - SHOWN_FOR)
        with self._store.reading() as connection:
            return rows.notes(connection, self._store.station_id, since=since, unread_by=actor.person_id)

    @logged_in("whoever is logged in")
    def notes(self, actor: Actor) -> tuple[NoteRow, ...]:
        """Return the notes at this station of the last days with who has read them, newest first."""
        since = utc_text(self._store.clock() - SHOWN_FOR)
        with self._store.reading() as connection:
            return rows.notes(connection, self._store.station_id, since=since)

    @logged_in(_SELF)
    def read_note(self, actor: Actor, note_id: str) -> None:
        """Say that one has read a note."""
        with self._store.writing(actor.person_id) as work:
            if not rows.mark_note_read(work, note_id):
                work.leave_unaudited("the note was read before")
                return
            work.audit("handover.read", "handover_note", note_id)

    @logged_in(_SELF)
    def mentions(self, actor: Actor) -> tuple[MentionRow, ...]:
        """Return the comments that name this person and that they have not seen, newest first."""
        with self._store.reading() as connection:
            return rows.unseen_mentions(connection, actor.person_id)

    @logged_in(_SELF)
    def see_mentions(self, actor: Actor, issue_id: str) -> int:
        """Say that one has seen the comments of an issue; returns how many named this person."""
        with self._store.writing(actor.person_id) as work:
            count = rows.see_mentions(work, issue_id)
            work.leave_unaudited("what somebody has seen is a convenience, not a record")
            return count


def record_mentions(work: Work, issue_id: str, event_id: str, comment: str) -> tuple[str, ...]:
    """Record whom a comment names, in the transaction of the comment; names that nobody bears are only words."""
    return rows.add_mentions(work, issue_id, event_id, mentioned_logins(comment))
