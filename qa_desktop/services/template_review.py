"""Looking at a revision before it is approved: what it asks, what is to correct, who worked on it, and what is new in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from qa_desktop.domain.checklist import Checklist, RevisionState
from qa_desktop.domain.comparison import Comparison, compare
from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.problems import Problem
from qa_desktop.domain.removals import removed_from
from qa_desktop.services.check_reasons import removal_problems
from qa_desktop.services.guard import needs
from qa_desktop.services.template_rules import findings
from qa_desktop.storage.queries import people, templates
from qa_desktop.storage.queries.templates import RevisionRow
from qa_desktop.storage.workspace import Workspace

_OPEN = {RevisionState.DRAFT, RevisionState.APPROVED}


@dataclass(frozen=True, slots=True)
class RevisionReview:
    """A revision with everything that there is to say about it.

    ``revisions`` are those of its template, newest first.  ``problems`` are found in drafts and approved revisions only.
    ``editors`` are the names of those who changed it, the author first.  ``against`` is the revision that it is compared with,
    ``None`` where there is no other; ``before`` is what that one asks.
    """

    revisions: tuple[RevisionRow, ...]
    row: RevisionRow
    checklist: Checklist
    problems: tuple[Problem, ...]
    editors: tuple[str, ...]
    against: RevisionRow | None
    before: Checklist | None
    comparison: Comparison | None


class TemplateReviewService:
    """What whoever approves looks at."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store

    @needs(Permission.READ_ALL)
    def look(self, actor: Actor, template_id: str, revision_id: str = "", against_id: str = "") -> RevisionReview:
        """Return a revision of a template, compared with another one.

        Without ``revision_id`` it is the published one, otherwise the newest.  Without ``against_id`` it is compared with the
        published one, or where it is that itself, or there is none, with the newest one before it.
        """
        with self._store.reading() as connection:
            rows = templates.revisions_of(connection, template_id)
            if not rows:
                raise NotFoundError("This template does not exist. Go back to the list of templates.")
            live = next((row for row in rows if row.state is RevisionState.PUBLISHED), None)
            row = next((row for row in rows if row.id == revision_id), live or rows[0])
            against = next((other for other in rows if other.id == against_id and other.id != row.id), None)
            if against is None:
                against = _usual(rows, row, live)
            checklist = templates.load_checklist(connection, row.id)
            before = None if against is None else templates.load_checklist(connection, against.id)
            gone = removal_problems(connection, row, checklist) if row.state in _OPEN else ()
            names = {person.id: person.name for person in people.everyone(connection)}
        editors = dict.fromkeys((row.created_by, *row.editors.split()))
        return RevisionReview(
            revisions=rows,
            row=row,
            checklist=checklist,
            problems=(*gone, *findings(checklist)) if row.state in _OPEN else (),
            editors=tuple(names.get(one, "") for one in editors if one in names),
            against=against,
            before=before,
            comparison=None if before is None else _compared(rows, row, against, before, checklist),
        )


def _compared(
    rows: tuple[RevisionRow, ...], row: RevisionRow, against: RevisionRow | None, before: Checklist, now: Checklist
) -> Comparison:
    """Compare with the answers of every revision on the way: a check may have gone two revisions ago."""
    oldest = against.number if against is not None else 0
    between = (one for one in reversed(rows) if oldest < one.number <= row.number)
    said = {gone.key: gone for one in between for gone in removed_from(one.change_note)}
    return compare(before, replace(now, removed=tuple(said.values())))


def _usual(rows: tuple[RevisionRow, ...], row: RevisionRow, live: RevisionRow | None) -> RevisionRow | None:
    if live is not None and live.id != row.id:
        return live
    return next((other for other in rows if other.number < row.number), None)
