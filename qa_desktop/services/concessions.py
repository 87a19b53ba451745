"""Concessions and deviation permits: requested by one, approved by another, applied by themselves while they last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qa_desktop.domain.answers import Answer, Verdict
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.concession import ConcessionKind, covers, require_wider
from qa_desktop.domain.decimals import decimal_text, parse_decimal
from qa_desktop.domain.errors import InputError, NotAllowedError, RefusedError
from qa_desktop.domain.ids import concession_number
from qa_desktop.domain.judging import verdict_of
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_text
from qa_desktop.services.guard import needs
from qa_desktop.storage.queries import concessions, issues, stations, templates
from qa_desktop.storage.queries.concessions import ConcessionRow
from qa_desktop.storage.unit import Store, Work


@dataclass(frozen=True, slots=True)
class ConcessionWish:
    """What is asked for; numbers as typed.  The characteristic is the line that the issue was found on."""

    kind: ConcessionKind
    quantity: str
    valid_until: str
    reason: str
    lower: str = ""
    upper: str = ""


class ConcessionService:
    """What people do with concessions."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @needs(Permission.READ_ALL)
    def of_issue(self, actor: Actor, issue_id: str) -> tuple[ConcessionRow, ...]:
        """Return the concessions that were requested from an issue, oldest first."""
        with self._store.reading() as connection:
            return concessions.of_issue(connection, issue_id)

    @needs(Permission.READ_ALL)
    def of_part(self, actor: Actor, part_id: str) -> tuple[ConcessionRow, ...]:
        """Return the concessions of a part, oldest first."""
        with self._store.reading() as connection:
            return concessions.of_part(connection, part_id)

    @needs(Permission.WORK_ISSUE)
    def request(self, actor: Actor, issue_id: str, wish: ConcessionWish) -> ConcessionRow:
        """Ask for a permission for the measured characteristic that an issue was found on.

        Raises :class:`InputError` unless it widens a limit, states a quantity and a last day that is not over.
        """
        why = clean_text(wish.reason).strip()
        if not why:
            raise InputError("Write why it may be used all the same.")
        quantity = parse_decimal(wish.quantity)
        if quantity < 1:
            raise InputError("A concession covers at least one piece.")
        lower, upper = (parse_decimal(text) if text.strip() else None for text in (wish.lower, wish.upper))
        with self._store.writing(actor.person_id) as work:
            last = _day(wish.valid_until)
            if last < work.now.local.date():
                raise InputError("The last day is over already. Choose a later one.")
            row = issues.issue_by_id(work.connection, issue_id)
            if row.item_id is None or row.part_id is None:
                raise RefusedError("This issue names no measured characteristic, so no limit can be widened.")
            item = templates.item_by_id(work.connection, row.item_id.partition("#")[0])
            if item.kind is not ItemKind.MEASUREMENT:
                raise RefusedError("“{item}” is not measured, so no limit can be widened.", item=item.text)
            require_wider(item.limits.lower, item.limits.upper, lower, upper)
            number = concession_number(stations.code_of(work.connection, work.station_id), work.next_number("concession"))
            limits = {name: "" if end is None else decimal_text(end) for name, end in (("lower", lower), ("upper", upper))}
            values = {"kind": wish.kind.value, "item_key": item.key, "valid_until": last.isoformat(), "reason": why, **limits}
            key = concessions.insert_one(work, quantity=quantity, number=number, issue_id=issue_id, part_id=row.part_id, **values)
            facts = {"number": number, "issue": row.number, "quantity": decimal_text(quantity), **values}
            work.audit("concession.request", "concession", key, {**facts})
            return concessions.by_id(work.connection, key)

    @needs(Permission.APPROVE_CONCESSION)
    def approve(self, actor: Actor, concession_id: str, customer_approval: str = "") -> ConcessionRow:
        """Approve as another person; ``customer_approval`` names the customer's own reference."""
        reference = " ".join(clean_text(customer_approval).split())
        with self._store.writing(actor.person_id) as work:
            row = concessions.by_id(work.connection, concession_id)
            if row.approved_at is not None or row.withdrawn_at is not None:
                raise RefusedError("{number} does not wait for approval any more. Reload the issue.", number=row.number)
            if row.requested_by_id == actor.person_id:
                raise NotAllowedError("You requested this yourself. Another person approves it.")
            concessions.approve(work, row.id, reference)
            work.audit("concession.approve", "concession", row.id, {"number": row.number, "customer": reference})
            return concessions.by_id(work.connection, row.id)

    @needs(Permission.APPROVE_CONCESSION)
    def withdraw(self, actor: Actor, concession_id: str, reason: str) -> ConcessionRow:
        """End a concession before its last day; what it covered stays covered."""
        why = clean_text(reason).strip()
        if not why:
            raise InputError("Write why it ends before its last day.")
        with self._store.writing(actor.person_id) as work:
            row = concessions.by_id(work.connection, concession_id)
            if row.withdrawn_at is not None:
                raise RefusedError("{number} is withdrawn already.", number=row.number)
            concessions.withdraw(work, row.id, why)
            work.audit("concession.withdraw", "concession", row.id, {"number": row.number, "reason": why})
            return concessions.by_id(work.connection, row.id)


def cover(work: Work, inspection_id: str, item: Item, before: Answer, answer: Answer) -> None:
    """Let a concession cover a reading that was just stored, or end the covering of the one ``before`` it."""
    if item.kind is not ItemKind.MEASUREMENT:
        return
    verdict = verdict_of(item, answer)
    if Verdict.FAILS not in {verdict, verdict_of(item, before)}:
        return
    standing = concessions.use_of_line(work.connection, inspection_id, item.id)
    if standing is not None:
        if before.value == answer.value:
            return
        concessions.end_use(work, standing[0])
    if verdict is not Verdict.FAILS:
        return
    day = work.now.local.date().isoformat()
    part = concessions.part_of(work.connection, inspection_id)
    for row in concessions.of_part(work.connection, part, item.key):
        if covers(row.permission, item, answer.value, day):
            concessions.use(work, row.id, inspection_id, item.id)
            left = decimal_text(row.permission.left - Decimal(1))
            work.audit("concession.use", "concession", row.id, {"inspection": inspection_id, "line": item.id, "left": left})
            return


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError("“{text}” is no date. Type the last day like 2026-03-31.", text=text.strip()) from error
