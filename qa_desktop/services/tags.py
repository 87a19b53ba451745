"""Where a number leads that was scanned from a hold tag or from paper."""

from __future__ import annotations

from dataclasses import dataclass

from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.ids import TagKind, tag_of
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.services.guard import needs
from qa_desktop.storage.queries import followup, issues
from qa_desktop.storage.unit import Store


@dataclass(frozen=True, slots=True)
class Tagged:
    """The issue behind a number, and the hold where the number is that of a hold."""

    issue_id: str
    hold_id: str = ""


class TagService:
    """Finds what a tag belongs to."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @needs(Permission.READ_ALL)
    def find(self, actor: Actor, code: str) -> Tagged:
        """Return what bears the number; raises :class:`NotFoundError` that says what to do with an unknown tag."""
        kind, number = tag_of(code) or (TagKind.ISSUE, code.strip())
        with self._store.reading() as connection:
            if kind is TagKind.HOLD:
                hold = followup.hold_by_number(connection, number)
                if hold is not None:
                    return Tagged(hold.issue_id, hold.id)
                raise NotFoundError(
                    "Hold {number} is not known here. The tag may come from another workspace: leave the goods where they are "
                    "and ask the quality engineer.",
                    number=number,
                )
            found = issues.id_of_number(connection, number)
        if found is None:
            raise NotFoundError(
                "Issue {number} is not known here. Check the number, or search the list of issues.", number=number
            )
        return Tagged(found)
