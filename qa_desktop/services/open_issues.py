"""What everything that belongs to an issue asks first: is it still open, did somebody else change it, is the text there."""

from __future__ import annotations

from qa_desktop.domain.errors import ConflictError, InputError, RefusedError
from qa_desktop.domain.text import clean_text
from qa_desktop.services.guard import open_to
from qa_desktop.storage.queries import issues
from qa_desktop.storage.queries.issues import IssueRow
from qa_desktop.storage.unit import Connection

LONGEST = 2000


@open_to("services that ask for the permission themselves")
def open_issue(connection: Connection, issue_id: str) -> IssueRow:
    """Return the issue; raises :class:`RefusedError` when it is closed or rejected."""
    row = issues.issue_by_id(connection, issue_id)
    if not row.is_open:
        raise RefusedError(
            "Issue {number} is {state}: its causes and actions stay as they are. Log a new issue if it happened again.",
            number=row.number,
            state=row.state.value,
        )
    return row


@open_to("services that ask for the permission themselves")
def wanted_text(text: str, missing: str, *, limit: int = LONGEST) -> str:
    """Return the text without space around it; raises :class:`InputError` with the sentence ``missing`` when there is none."""
    words = clean_text(text, limit=limit).strip()
    if not words:
        raise InputError(missing)
    return words


@open_to("services that ask for the permission themselves")
def require_kept(*, stored: bool) -> None:
    """Raise :class:`ConflictError` when a change met another version than was looked at."""
    if not stored:
        raise ConflictError("Somebody else changed this in the meantime; your change was not stored. Reload it and decide again.")
