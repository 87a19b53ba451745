"""What the gates of an issue look at, gathered from everything that follows it."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Connection, func, select

from qa_desktop.domain.actions import ActionKind, ActionState
from qa_desktop.domain.disposition import DispositionState
from qa_desktop.domain.issue_gates import Facts
from qa_desktop.storage.clock import Moment
from qa_desktop.storage.models import Inspection, Issue
from qa_desktop.storage.queries.actions import action_facts
from qa_desktop.storage.queries.amends import complaint_of, open_promises
from qa_desktop.storage.queries.causes import cause_facts
from qa_desktop.storage.queries.followup import dispositions_of, holds_of
from qa_desktop.storage.queries.supplier_requests import open_requests


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
    """Return whether the inspection that the issue came from was repeated and approved; true where there is none to repeat."""
    first = connection.execute(select(Issue.inspection_id).where(Issue.id == issue_id)).scalar_one()
    if first is None:
        return True
    again = select(func.count()).where(Inspection.parent_id == first, Inspection.state == "approved")
    return bool(connection.execute(again).scalar_one())
