"""From the number of an issue to the issue itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from qa_desktop.domain.errors import NotFoundError
from qa_desktop.ui.context import Context
from qa_desktop.ui.places import Place

if TYPE_CHECKING:
    from qa_desktop.storage.queries.issues import IssueRow


def find_issue(context: Context, number: str) -> IssueRow | None:
    """Return the issue with a number, ``None`` when there is none; runs in a reader."""
    from qa_desktop.storage.queries.issues import IssueFilter  # noqa: PLC0415  (brings SQLAlchemy)

    rows = context.program.issues.list_issues(context.actor, IssueFilter(text=number)).rows
    return next((row for row in rows if row.number.casefold() == number.strip().casefold()), None)


def open_issue(context: Context, number: str, owner: QObject) -> None:
    """Go to the issue with a number, or say that there is none."""
    context.jobs.read(partial(find_issue, context, number), partial(_go, context, number), context.fail, owner=owner)


def _go(context: Context, number: str, row: IssueRow | None) -> None:
    if row is None:
        context.fail(NotFoundError("There is no issue with the number “{number}”.", number=number))
    else:
        context.go_to(Place.ISSUES, issue_id=row.id)
