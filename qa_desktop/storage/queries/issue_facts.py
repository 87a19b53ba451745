"""What the gates of an issue look at, gathered from everything that follows it."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Connection, select

from qa_desktop.domain.actions import ActionKind, ActionState
from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.disposition import DispositionState
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.issue_gates import Facts
from qa_desktop.domain.judging import verdict_of
from qa_desktop.domain.lines import line_id
from qa_desktop.storage.clock import Moment
from qa_desktop.storage.models import ConcessionUse, Issue
from qa_desktop.storage.queries.actions import action_facts
from qa_desktop.storage.queries.amends import complaint_of, open_promises
from qa_desktop.storage.queries.answers import current
from qa_desktop.storage.queries.causes import cause_facts
from qa_desktop.storage.queries.concessions import use_of_line
from qa_desktop.storage.queries.followup import dispositions_of, holds_of
from qa_desktop.storage.queries.issues import issue_of_line
from qa_desktop.storage.queries.review import LinkRow, children
from qa_desktop.storage.queries.supplier_requests import open_requests
from qa_desktop.storage.queries.templates import item_by_id


def facts_of(connection: Connection, issue_id: str, now: Moment) -> Facts:
    """Return what the gates of an issue look at."""
    holds = holds_of(connection, issue_id)
    quantity = connection.execute(select(Issue.quantity).where(Issue.id == issue_id)).scalar_one()
    given = dispositions_of(connection, issue_id)
    approved = [row for row in given if row.state is DispositionState.APPROVED]
    wanted = Decimal(quantity) if quantity else Decimal(0)
    decided = sum((row.quantity for row in approved), Decimal(0))
    causes, actions = cause_facts(connection, issue_id), action_facts(connection, issue_id, now)
    return Facts(
        holds=sum(1 for row in holds if row.lifted_at is None),
        holding=sum(1 for row in holds if row.stands),
        counted=wanted > 0,
        disposed=wanted > 0 and decided >= wanted,
        deciding=any(row.state is DispositionState.PROPOSED for row in given),
        reinspection_open=any(row.shares.needs_inspection for row in approved) and not _inspected_again(connection, issue_id),
        occurred=causes.has_occurrence_root,
        undetected=causes.has_detection_root,
        corrective=actions.count(ActionKind.CORRECTIVE),
        undone=actions.count(None, ActionState.OPEN, ActionState.INEFFECTIVE),
        unverified=actions.count(None, ActionState.OPEN, ActionState.DONE, ActionState.INEFFECTIVE),
        unproven=len(actions.unsettled),
        promises=open_promises(connection, issue_id),
        requests=open_requests(connection, issue_id),
        customer=complaint_of(connection, issue_id) is not None,
    )


def _inspected_again(connection: Connection, issue_id: str) -> bool:
    """Return whether what an issue came from was inspected again and passed; true where there is nothing to repeat.

    The last repetition counts.  A line that failed again passes when a permission covers it, or an issue of its own follows it.
    """
    row = connection.execute(select(Issue.inspection_id, Issue.item_id, Issue.piece).where(Issue.id == issue_id)).one()
    if row.inspection_id is None:
        return True
    last = _last_repetition(connection, row.inspection_id)
    if last is None or last.state is not InspectionState.APPROVED:
        return False
    if row.item_id is None:
        return last.failed <= len(_dealt_with(connection, last.id))
    return not _fails(connection, last.id, line_id(row.item_id, row.piece or 0))


def _last_repetition(connection: Connection, inspection_id: str) -> LinkRow | None:
    last: LinkRow | None = None
    while standing := [one for one in children(connection, inspection_id) if one.state is not InspectionState.VOID]:
        last = standing[-1]
        inspection_id = last.id
    return last


def _fails(connection: Connection, inspection_id: str, key: str) -> bool:
    answer = current(connection, inspection_id, key).answer
    if verdict_of(item_by_id(connection, key), answer) is not Verdict.FAILS:
        return False
    return use_of_line(connection, inspection_id, key) is None and issue_of_line(connection, inspection_id, key) is None


def _dealt_with(connection: Connection, inspection_id: str) -> set[tuple[str, int]]:
    """Return the lines of an inspection that a permission covers or that an issue follows, as item and piece."""
    use, issue = ConcessionUse, Issue
    covered = select(use.item_id, use.piece).where(use.inspection_id == inspection_id, use.ended_at.is_(None))
    known = select(issue.item_id, issue.piece).where(issue.inspection_id == inspection_id, issue.state != "rejected")
    rows = (*connection.execute(covered), *connection.execute(known.where(issue.item_id.is_not(None))))
    return {(row.item_id, row.piece) for row in rows}
