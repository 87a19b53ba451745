"""From a complaint to amends: who complained, what was promised, whether it was kept, and whether the customer is satisfied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qa_desktop.domain.canonical import Json
from qa_desktop.domain.decimals import scaled
from qa_desktop.domain.errors import ConflictError, InputError, RefusedError
from qa_desktop.domain.issue import OPEN_ISSUE_STATES, IssueKind
from qa_desktop.domain.lot import amount_text
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_text
from qa_desktop.domain.trade import PromiseKind, PromiseState, Satisfied, parse_amount, parse_day, parse_quantity
from qa_desktop.services.guard import needs
from qa_desktop.storage.queries import amends, companies, issues
from qa_desktop.storage.queries.amends import AmendsTotal, ComplaintRow, PromiseRow
from qa_desktop.storage.queries.issues import IssueRow
from qa_desktop.storage.unit import Connection, Work
from qa_desktop.storage.workspace import Workspace

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class ComplaintFacts:
    """What was typed about a complaint.  An empty quantity is not known."""

    company_id: str
    received_on: str
    reference: str = ""
    quantity: str = ""


@dataclass(frozen=True, slots=True)
class NewPromise:
    """What was typed for a promise.  ``due`` is a day as ``2026-03-31``; money is optional, never without its currency."""

    kind: PromiseKind
    words: str
    due: str
    amount: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class AmendsDetail:
    """A complaint with everything that was promised.  ``open`` is how many promises keep it from closing."""

    issue: IssueRow
    complaint: ComplaintRow | None
    promises: tuple[PromiseRow, ...]
    open: int


class AmendsService:
    """Making a customer whole again."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store

    @needs(Permission.READ_ALL)
    def detail(self, actor: Actor, issue_id: str) -> AmendsDetail:
        """Return a complaint with its promises."""
        with self._store.reading() as connection:
            return _detail(connection, issue_id)

    @needs(Permission.READ_ALL)
    def waiting(self, actor: Actor) -> tuple[PromiseRow, ...]:
        """Return the open promises to customers, those due first before all."""
        with self._store.reading() as connection:
            return amends.waiting(connection)

    @needs(Permission.READ_ALL)
    def overdue(self, actor: Actor) -> tuple[PromiseRow, ...]:
        """Return the open promises to customers whose day is over, the oldest first."""
        today = self._store.now().local.date()
        with self._store.reading() as connection:
            return tuple(row for row in amends.waiting(connection) if row.due < today)

    @needs(Permission.READ_ALL)
    def total(self, actor: Actor, first: date | None = None, last: date | None = None) -> tuple[AmendsTotal, ...]:
        """Return what amends cost, by currency."""
        with self._store.reading() as connection:
            return amends.amends_total(connection, first, last)

    @needs(Permission.WORK_ISSUE)
    def set_complaint(self, actor: Actor, issue_id: str, facts: ComplaintFacts, version: int = 0) -> AmendsDetail:
        """Say who complained, under which reference and about how much; ``version`` is 0 the first time."""
        day = parse_day(facts.received_on)
        quantity = parse_quantity(facts.quantity) if facts.quantity.strip() else None
        reference = clean_text(facts.reference, limit=200).strip()
        with self._store.writing(actor.person_id) as work:
            row = _require_open_complaint(work.connection, issue_id)
            company = companies.by_id(work.connection, facts.company_id)
            if not company.buys:
                raise RefusedError("{name} is a supplier. A complaint comes from a customer.", name=company.name)
            if day > work.now.local.date():
                raise InputError("A complaint is entered on the day it came or later. Correct the day; nothing was stored.")
            values = {
                "company_id": company.id,
                "reference": reference,
                "received_on": day.isoformat(),
                "quantity": None if quantity is None else scaled(quantity),
            }
            if amends.complaint_of(work.connection, issue_id) is None:
                amends.add_complaint(work, issue_id, **values)
            elif not amends.change_complaint(work, issue_id, version, **values):
                raise ConflictError(
                    "Somebody else changed complaint {number} in the meantime. Nothing was stored. Look again.", number=row.number
                )
            said = {**values, "quantity": None if quantity is None else amount_text(quantity)}
            work.audit("complaint.set", "issue", issue_id, said)
            return _detail(work.connection, issue_id)

    @needs(Permission.WORK_ISSUE)
    def promise(self, actor: Actor, issue_id: str, new: NewPromise) -> AmendsDetail:
        """Promise the customer something until a day; from then on the complaint cannot close until it is kept or withdrawn."""
        words = clean_text(new.words, limit=LONGEST).strip()
        if not words:
            raise InputError("Write what was promised, in the words that the customer was told. Nothing was stored.")
        due = parse_day(new.due)
        amount, currency = parse_amount(new.amount, new.currency)
        if new.kind is PromiseKind.CREDIT and amount is None:
            raise InputError("A credit needs its amount and currency. Nothing was stored.")
        with self._store.writing(actor.person_id) as work:
            _require_open_complaint(work.connection, issue_id)
            if amends.complaint_of(work.connection, issue_id) is None:
                raise RefusedError("Say first which customer complained. Nothing was promised.")
            if due < work.now.local.date():
                raise InputError("The day until which something is promised is over already. Correct it; nothing was stored.")
            values: dict[str, Json] = {
                "kind": new.kind.value,
                "words": words,
                "due": due.isoformat(),
                "amount": None if amount is None else scaled(amount),
                "currency": currency,
            }
            key = amends.add_promise(work, issue_id, **values)
            _happened(
                work, issue_id, "promise.give", key, "promised", {**values, "amount": str(amount) if amount else None}, words
            )
            return _detail(work.connection, issue_id)

    @needs(Permission.WORK_ISSUE)
    def keep(self, actor: Actor, promise_id: str, *, kept_on: str, evidence: str, version: int) -> AmendsDetail:
        """Say that a promise was kept, when, and what shows it: a delivery note, a credit note, a letter."""
        words = clean_text(evidence, limit=LONGEST).strip()
        if not words:
            raise InputError("Name what shows that the promise was kept, such as a delivery note. Nothing was stored.")
        day = parse_day(kept_on)
        with self._store.writing(actor.person_id) as work:
            row = _require_open_promise(work.connection, promise_id)
            if day > work.now.local.date():
                raise InputError("A promise is kept today or earlier, not in the future. Correct the day; nothing was stored.")
            _settle(work, row, version, state=PromiseState.KEPT.value, kept_on=day.isoformat(), evidence=words)
            said: dict[str, Json] = {"on": day.isoformat(), "evidence": words}
            _happened(work, row.issue_id, "promise.keep", promise_id, "promise kept", said, words)
            return _detail(work.connection, row.issue_id)

    @needs(Permission.WORK_ISSUE)
    def withdraw(self, actor: Actor, promise_id: str, reason: str, version: int) -> AmendsDetail:
        """Withdraw a promise, with the reason that the customer was given; it stays visible."""
        words = clean_text(reason, limit=LONGEST).strip()
        if not words:
            raise InputError("Say why the promise is withdrawn and what the customer was told. Nothing was stored.")
        with self._store.writing(actor.person_id) as work:
            row = _require_open_promise(work.connection, promise_id)
            _settle(work, row, version, state=PromiseState.WITHDRAWN.value, reason=words)
            _happened(work, row.issue_id, "promise.withdraw", promise_id, "promise withdrawn", {"reason": words}, words)
            return _detail(work.connection, row.issue_id)

    @needs(Permission.WORK_ISSUE)
    def satisfied(self, actor: Actor, promise_id: str, answer: Satisfied, remark: str, version: int) -> AmendsDetail:
        """Keep what the customer says of what was done.  A customer who is not satisfied is quoted."""
        words = clean_text(remark, limit=LONGEST).strip()
        if answer is Satisfied.UNKNOWN:
            raise InputError("Say whether the customer is satisfied or not. Nothing was stored.")
        if answer is Satisfied.NO and not words:
            raise InputError("Write what the customer is not satisfied with. Nothing was stored.")
        with self._store.writing(actor.person_id) as work:
            row = amends.promise_by_id(work.connection, promise_id)
            if row.state is PromiseState.OPEN:
                raise RefusedError("The customer is asked after the promise was kept or withdrawn. Nothing was stored.")
            _change(work, row, version, satisfied=answer.value, satisfied_remark=words, satisfied_at=work.now.utc)
            said: dict[str, Json] = {"satisfied": answer.value, "remark": words}
            _happened(work, row.issue_id, "promise.satisfied", promise_id, "customer asked", said, words)
            return _detail(work.connection, row.issue_id)


def _detail(connection: Connection, issue_id: str) -> AmendsDetail:
    promises = amends.promises_of(connection, issue_id)
    waiting = sum(one.state is PromiseState.OPEN for one in promises)
    return AmendsDetail(issues.issue_by_id(connection, issue_id), amends.complaint_of(connection, issue_id), promises, waiting)


def _require_open_complaint(connection: Connection, issue_id: str) -> IssueRow:
    row = issues.issue_by_id(connection, issue_id)
    if row.kind is not IssueKind.COMPLAINT:
        raise RefusedError("{number} is no complaint. Amends are made for complaints only.", number=row.number)
    if row.state not in OPEN_ISSUE_STATES:
        raise RefusedError("Complaint {number} is finished. Nothing more is promised for it.", number=row.number)
    return row


def _require_open_promise(connection: Connection, promise_id: str) -> PromiseRow:
    row = amends.promise_by_id(connection, promise_id)
    if row.state is not PromiseState.OPEN:
        raise RefusedError("This promise is {state} already. Nothing was stored.", state=row.state.value)
    return row


def _settle(work: Work, row: PromiseRow, version: int, **values: str) -> None:
    _change(work, row, version, settled_by=str(work.actor_id), settled_at=work.now.utc, **values)


def _change(work: Work, row: PromiseRow, version: int, **values: str) -> None:
    if not amends.change_promise(work, row.id, version, **values):
        raise ConflictError("Somebody else changed this promise in the meantime. Nothing was stored. Look again.")


def _happened(work: Work, issue_id: str, act: str, promise_id: str, action: str, details: dict[str, Json], remark: str) -> None:
    """Append to the audit chain and to the history of the issue, where whoever works on it looks."""
    link = work.audit(act, "promise", promise_id, {"issue": issue_id, **details})
    issues.insert_event(
        work.connection,
        issue_id=issue_id,
        action=action,
        old="",
        new="",
        remark=remark,
        person_id=work.actor_id,
        at=work.now.utc,
        at_offset=work.now.offset,
        audit_seq=link.seq,
    )
