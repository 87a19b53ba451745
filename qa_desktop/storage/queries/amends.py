"""Complaints and what was promised to make them good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, and_, func, insert, select, update
from sqlalchemy.orm import aliased

from qa_desktop.domain.decimals import unscaled
from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.trade import PromiseKind, PromiseState, Satisfied
from qa_desktop.storage.models import Company, Complaint, Issue, Person, Promise
from qa_desktop.storage.unit import Work, new_id


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """What a complaint says beyond its issue."""

    issue_id: str
    company_id: str
    company: str
    reference: str
    received_on: date
    quantity: Decimal | None
    version: int


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """Something promised to a customer."""

    id: str
    issue_id: str
    issue: str
    kind: PromiseKind
    words: str
    due: date
    amount: Decimal | None
    currency: str
    promised_by: str
    promised_at: str
    state: PromiseState
    kept_on: date | None
    evidence: str
    reason: str
    settled_by: str
    satisfied: Satisfied
    satisfied_remark: str
    version: int


@dataclass(frozen=True, slots=True)
class AmendsTotal:
    """What amends came to in one currency, over promises that were kept; and what is still open."""

    currency: str
    kept: Decimal
    open: Decimal


def complaint_of(connection: Connection, issue_id: str) -> ComplaintRow | None:
    """Return the facts of a complaint, when they were entered."""
    c = Complaint
    query = (
        select(c.issue_id, c.company_id, Company.name, c.reference, c.received_on, c.quantity, c.version)
        .join(Company, Company.id == c.company_id)
        .where(c.issue_id == issue_id)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    quantity = None if row.quantity is None else unscaled(row.quantity)
    return ComplaintRow(
        row.issue_id, row.company_id, row.name, row.reference, date.fromisoformat(row.received_on), quantity, row.version
    )


def add_complaint(work: Work, issue_id: str, **values: Any) -> None:
    """Keep the facts of a complaint."""
    work.connection.execute(insert(Complaint).values(issue_id=issue_id, **values))


def change_complaint(work: Work, issue_id: str, version: int, **values: Any) -> bool:
    """Correct the facts of a complaint; return whether they still were at ``version``."""
    query = update(Complaint).where(Complaint.issue_id == issue_id, Complaint.version == version)
    return work.connection.execute(query.values(version=version + 1, **values)).rowcount == 1


def promises_of(connection: Connection, issue_id: str) -> tuple[PromiseRow, ...]:
    """Return what was promised for an issue, oldest first."""
    return tuple(_promise(row) for row in connection.execute(_rows().where(Promise.issue_id == issue_id).order_by(Promise.id)))


def waiting(connection: Connection, limit: int = 200) -> tuple[PromiseRow, ...]:
    """Return the open promises, those due first before all."""
    query = _rows().where(Promise.state == "open").order_by(Promise.due, Promise.id).limit(limit)
    return tuple(_promise(row) for row in connection.execute(query))


def promise_by_id(connection: Connection, promise_id: str) -> PromiseRow:
    """Return one promise; raises :class:`NotFoundError`."""
    row = connection.execute(_rows().where(Promise.id == promise_id)).one_or_none()
    if row is None:
        raise NotFoundError("This promise does not exist. Open the complaint again.")
    return _promise(row)


def open_promises(connection: Connection, issue_id: str) -> int:
    """Return how many promises of an issue are neither kept nor withdrawn."""
    query = select(func.count()).select_from(Promise).where(Promise.issue_id == issue_id, Promise.state == "open")
    return int(connection.execute(query).scalar_one())


def amends_total(
    connection: Connection, first: date | None = None, last: date | None = None, company_id: str = ""
) -> tuple[AmendsTotal, ...]:
    """Return what amends cost, one row for each currency, in order of currency; currencies are never added up.

    Kept promises count on the day on which they were kept, open ones on the day on which they are due.
    """
    p = Promise
    day = func.coalesce(p.kept_on, p.due)
    where = [p.amount.is_not(None), p.state != "withdrawn"]
    if first is not None:
        where.append(day >= first.isoformat())
    if last is not None:
        where.append(day <= last.isoformat())
    if company_id:
        where.append(p.issue_id.in_(select(Complaint.issue_id).where(Complaint.company_id == company_id)))
    query = select(p.currency, p.state, func.sum(p.amount)).where(and_(*where)).group_by(p.currency, p.state)
    found: dict[str, dict[str, Decimal]] = {}
    for currency, state, amount in connection.execute(query):
        found.setdefault(currency, {})[state] = unscaled(int(amount or 0))
    zero = Decimal(0)
    return tuple(AmendsTotal(name, one.get("kept", zero), one.get("open", zero)) for name, one in sorted(found.items()))


def add_promise(work: Work, issue_id: str, **values: Any) -> str:
    """Keep a promise; return its key."""
    key = new_id()
    who = {"promised_by": work.actor_id, "promised_at": work.now.utc}
    work.connection.execute(insert(Promise).values(id=key, issue_id=issue_id, **who, **values))
    return key


def change_promise(work: Work, promise_id: str, version: int, **values: Any) -> bool:
    """Change where a promise stands; return whether it still was at ``version``."""
    query = update(Promise).where(Promise.id == promise_id, Promise.version == version).values(version=version + 1, **values)
    return work.connection.execute(query).rowcount == 1


def _rows() -> Any:
    p, giver, settler = Promise, aliased(Person), aliased(Person)
    return (
        select(
            *(p.id, p.issue_id, Issue.number.label("issue"), p.kind, p.words, p.due, p.amount, p.currency),
            *(giver.name.label("promised_by"), p.promised_at, p.state, p.kept_on, p.evidence, p.reason),
            *(settler.name.label("settled_by"), p.satisfied, p.satisfied_remark, p.version),
        )
        .join(Issue, Issue.id == p.issue_id)
        .join(giver, giver.id == p.promised_by)
        .outerjoin(settler, settler.id == p.settled_by)
    )


def _promise(row: Any) -> PromiseRow:
    return PromiseRow(
        *(row.id, row.issue_id, row.issue, PromiseKind(row.kind), row.words, date.fromisoformat(row.due)),
        *(None if row.amount is None else unscaled(row.amount), row.currency, row.promised_by, row.promised_at),
        *(PromiseState(row.state), None if row.kept_on is None else date.fromisoformat(row.kept_on), row.evidence, row.reason),
        *(row.settled_by or "", Satisfied(row.satisfied), row.satisfied_remark, row.version),
    )
