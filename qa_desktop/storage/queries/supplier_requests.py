"""Corrective action requests to suppliers and their answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.trade import OPEN_REQUESTS, RequestState
from qa_desktop.storage.models import Company, Issue, Person, SupplierRequest, TradeDocument
from qa_desktop.storage.unit import Work, new_id

_OPEN = tuple(state.value for state in OPEN_REQUESTS)


@dataclass(frozen=True, slots=True)
class SupplierRequestRow:
    """A request and where its answer stands."""

    id: str
    number: str
    document_id: str
    issue_id: str
    issue: str
    issue_title: str
    company_id: str
    company: str
    sent_on: date
    due: date
    state: RequestState
    answered_on: date | None
    first_answered_on: date | None
    answer: str
    verdict: str
    accepted_at: str
    accepted_by: str
    version: int
    withdrawn_on: date | None
    reminded_on: date | None
    reminders: int

    def is_overdue(self, today: date) -> bool:
        """Whether the supplier owes an answer since before ``today``."""
        return self.state is RequestState.SENT and self.due < today


def of_issue(connection: Connection, issue_id: str) -> tuple[SupplierRequestRow, ...]:
    """Return the requests about an issue, oldest first."""
    query = _rows().where(SupplierRequest.issue_id == issue_id).order_by(SupplierRequest.id)
    return tuple(_row(row) for row in connection.execute(query))


def unfinished(connection: Connection, limit: int = 200) -> tuple[SupplierRequestRow, ...]:
    """Return the requests that wait for an answer or for its acceptance, those due first before all."""
    query = _rows().where(SupplierRequest.state.in_(_OPEN)).order_by(SupplierRequest.due, SupplierRequest.id).limit(limit)
    return tuple(_row(row) for row in connection.execute(query))


def overdue(connection: Connection, today: date, limit: int = 50) -> tuple[SupplierRequestRow, ...]:
    """Return the requests whose answer was due before ``today`` and has not come, the oldest first."""
    s = SupplierRequest
    query = _rows().where(s.state == RequestState.SENT.value, s.due < today.isoformat()).order_by(s.due, s.id).limit(limit)
    return tuple(_row(row) for row in connection.execute(query))


def by_id(connection: Connection, request_id: str) -> SupplierRequestRow:
    """Return one request; raises :class:`NotFoundError`."""
    row = connection.execute(_rows().where(SupplierRequest.id == request_id)).one_or_none()
    if row is None:
        raise NotFoundError("This request does not exist. Open the issue again.")
    return _row(row)


def open_requests(connection: Connection, issue_id: str) -> int:
    """Return how many requests about an issue wait for an answer or for its acceptance."""
    s = SupplierRequest
    query = select(func.count()).select_from(s).where(s.issue_id == issue_id, s.state.in_(_OPEN))
    return int(connection.execute(query).scalar_one())


def answers_due(connection: Connection, company_id: str, first: date, last: date) -> tuple[tuple[date, date | None], ...]:
    """Return (due, day of the first answer) of the requests to a company that were due in a period.

    A request that was withdrawn before its day was over, and not answered, was never due.
    """
    query = select(SupplierRequest.due, SupplierRequest.first_answered_on).where(*_due(company_id, first, last))
    return tuple(
        (date.fromisoformat(due), date.fromisoformat(answered) if answered else None)
        for due, answered in connection.execute(query)
    )


def rows_due(connection: Connection, company_id: str, first: date, last: date) -> tuple[SupplierRequestRow, ...]:
    """Return the requests that :func:`answers_due` counts, by their day."""
    query = _rows().where(*_due(company_id, first, last)).order_by(SupplierRequest.due, SupplierRequest.id)
    return tuple(_row(row) for row in connection.execute(query))


def add(work: Work, **values: Any) -> str:
    """Keep a request that was sent; return its key."""
    key = new_id()
    work.connection.execute(insert(SupplierRequest).values(id=key, **values))
    return key


def change(work: Work, request_id: str, version: int, **values: Any) -> bool:
    """Change where the answer stands; return whether the request still was at ``version``."""
    s = SupplierRequest
    query = update(s).where(s.id == request_id, s.version == version).values(version=version + 1, **values)
    return work.connection.execute(query).rowcount == 1


def _due(company_id: str, first: date, last: date) -> tuple[Any, ...]:
    s = SupplierRequest
    return (
        s.company_id == company_id,
        s.due >= first.isoformat(),
        s.due <= last.isoformat(),
        or_(s.withdrawn_on.is_(None), s.withdrawn_on > s.due, s.first_answered_on.is_not(None)),
    )


def _rows() -> Any:
    s, person = SupplierRequest, aliased(Person)
    return (
        select(
            *(s.id, TradeDocument.number, s.document_id, s.issue_id, Issue.number.label("issue"), Issue.title),
            *(s.company_id, Company.name.label("company"), s.sent_on, s.due, s.state, s.answered_on, s.first_answered_on),
            *(s.answer, s.verdict, s.accepted_at, person.name.label("accepted_by"), s.version),
            *(s.withdrawn_on, s.reminded_on, s.reminders),
        )
        .join(TradeDocument, TradeDocument.id == s.document_id)
        .join(Issue, Issue.id == s.issue_id)
        .join(Company, Company.id == s.company_id)
        .outerjoin(person, person.id == s.accepted_by)
    )


def _row(row: Any) -> SupplierRequestRow:
    values: tuple[Any, ...] = (
        *(row.id, row.number, row.document_id, row.issue_id, row.issue, row.title, row.company_id, row.company),
        *(date.fromisoformat(row.sent_on), date.fromisoformat(row.due), RequestState(row.state), _day(row.answered_on)),
        *(_day(row.first_answered_on), row.answer, row.verdict, row.accepted_at or "", row.accepted_by or "", row.version),
        *(_day(row.withdrawn_on), _day(row.reminded_on), row.reminders),
    )
    return SupplierRequestRow(*values)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
