"""Concessions and deviation permits: requested by one, approved by another, applied by themselves while they last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.concession import ConcessionKind, ConcessionState, require_wider
from qa_desktop.domain.decimals import decimal_text, parse_decimal
from qa_desktop.domain.errors import InputError, NotAllowedError, RefusedError
from qa_desktop.domain.ids import concession_number
from qa_desktop.domain.issue import OPEN_ISSUE_STATES
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_text
from qa_desktop.services.covering import cover_waiting
from qa_desktop.services.guard import needs
from qa_desktop.storage.queries import characteristics, concessions, issues, production, stations, templates
from qa_desktop.storage.queries.characteristics import Characteristic
from qa_desktop.storage.queries.concessions import ConcessionFilter, ConcessionRow
from qa_desktop.storage.queries.issues import IssueRow
from qa_desktop.storage.queries.production import PartRow
from qa_desktop.storage.unit import Connection, Store, Work

EVERYTHING = ConcessionFilter()


@dataclass(frozen=True, slots=True)
class ConcessionWish:
    """What is asked for; numbers as typed.

    ``item_id`` is the characteristic, a line of a published checklist; from an issue that names a line it is that line.
    ``part_id`` is asked of an issue that names no part.  ``permits`` says in words what is permitted where no limit can be
    widened.
    """

    kind: ConcessionKind
    quantity: str
    valid_until: str
    reason: str
    lower: str = ""
    upper: str = ""
    item_id: str = ""
    permits: str = ""
    part_id: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a permission can be about: the part, the line that the issue names, and what else is asked of the part."""

    part: str
    line: Item | None
    others: tuple[Characteristic, ...]
    quantity: str = ""


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

    @needs(Permission.READ_ALL)
    def one(self, actor: Actor, concession_id: str) -> ConcessionRow:
        """Return one permission; raises :class:`NotFoundError`."""
        with self._store.reading() as connection:
            return concessions.by_id(connection, concession_id)

    @needs(Permission.READ_ALL)
    def page(
        self, actor: Actor, wanted: ConcessionFilter = EVERYTHING, *, after: str = "", limit: int = 100
    ) -> tuple[ConcessionRow, ...]:
        """Return the next page of permissions, newest first; ``after`` is the key of the last row that was seen."""
        with self._store.reading() as connection:
            return concessions.page(connection, wanted, self._today(), after=after, limit=limit)

    @needs(Permission.READ_ALL)
    def count(self, actor: Actor, wanted: ConcessionFilter = EVERYTHING) -> int:
        """Return how many permissions match."""
        with self._store.reading() as connection:
            return concessions.count(connection, wanted, self._today())

    @needs(Permission.READ_ALL)
    def ending(self, actor: Actor) -> tuple[ConcessionRow, ...]:
        """Return what is in force and ends within seven days or has a tenth or less left; what ends first comes first."""
        with self._store.reading() as connection:
            return concessions.ending(connection, self._today())

    @needs(Permission.APPROVE_CONCESSION)
    def to_approve(self, actor: Actor) -> tuple[ConcessionRow, ...]:
        """Return what others requested and this person may approve, the newest first; at most a hundred."""
        with self._store.reading() as connection:
            waiting = concessions.page(connection, ConcessionFilter(ConcessionState.WAITING), self._today())
        return tuple(row for row in waiting if row.requested_by_id != actor.person_id)

    @needs(Permission.READ_ALL)
    def today(self, actor: Actor) -> date:
        """Return the day at this station, by which permissions expire."""
        return self._today()

    @needs(Permission.READ_ALL)
    def parts(self, actor: Actor, beginning: str) -> tuple[PartRow, ...]:
        """Return parts whose number begins with what was typed, in capitals where none begins as typed."""
        typed = beginning.strip()
        with self._store.reading() as connection:
            return production.find_parts(connection, typed) or production.find_parts(connection, typed.upper())

    @needs(Permission.READ_ALL)
    def subject_of_issue(self, actor: Actor, issue_id: str) -> Subject:
        """Return what a concession from an issue can be about."""
        with self._store.reading() as connection:
            row = issues.issue_by_id(connection, issue_id)
            line = None if row.item_id is None else templates.item_by_id(connection, row.item_id.partition("#")[0])
            others = () if row.part_id is None or line is not None else characteristics.of_part(connection, row.part_id)
            return Subject(row.part_number, line, others, row.quantity)

    @needs(Permission.READ_ALL)
    def subject_of_part(self, actor: Actor, part_id: str) -> Subject:
        """Return what a deviation permit for a part can be about: what the published checklists ask of it."""
        with self._store.reading() as connection:
            part = production.part_by_id(connection, part_id)
            return Subject(part.number, None, characteristics.of_part(connection, part_id))

    @needs(Permission.WORK_ISSUE)
    def request(self, actor: Actor, issue_id: str, wish: ConcessionWish) -> ConcessionRow:
        """Ask for a permission from an issue, for the characteristic that it was found on or that is chosen.

        Raises :class:`InputError` unless it widens a limit of what is measured, or says in words what is permitted, and states a
        quantity and a last day that is not over.
        """
        asked = _Asked(wish)
        with self._store.writing(actor.person_id) as work:
            row = issues.issue_by_id(work.connection, issue_id)
            if row.state not in OPEN_ISSUE_STATES:
                raise RefusedError(
                    "Issue {number} is {state}; nothing more is permitted by it.", number=row.number, state=row.state.value
                )
            part_id = row.part_id or wish.part_id
            if not part_id:
                raise InputError("Issue {number} names no part. Choose the part that the concession is for.", number=row.number)
            part = production.part_by_id(work.connection, part_id)
            return self._request(work, asked, part.id, _item(work.connection, row, wish.item_id), issue=row)

    @needs(Permission.WORK_ISSUE)
    def request_permit(self, actor: Actor, part_id: str, wish: ConcessionWish) -> ConcessionRow:
        """Ask for a deviation permit before a part is made; it needs no issue.

        Raises :class:`InputError` as :meth:`request` does, and for a concession: that one releases what was found.
        """
        if wish.kind is not ConcessionKind.DEVIATION:
            raise InputError("A concession releases what was found, so request it from its issue. Choose a deviation permit.")
        asked = _Asked(wish)
        with self._store.writing(actor.person_id) as work:
            part = production.part_by_id(work.connection, part_id)
            item = templates.item_by_id(work.connection, wish.item_id) if wish.item_id else None
            return self._request(work, asked, part.id, item, issue=None)

    @needs(Permission.APPROVE_CONCESSION)
    def approve(self, actor: Actor, concession_id: str, customer_approval: str = "") -> ConcessionRow:
        """Approve as another person; ``customer_approval`` names the customer's own reference.

        It covers the readings that wait for it at once.  Raises :class:`RefusedError` when its last day is over.
        """
        reference = " ".join(clean_text(customer_approval).split())
        with self._store.writing(actor.person_id) as work:
            row = concessions.by_id(work.connection, concession_id)
            if row.approved_at is not None or row.withdrawn_at is not None:
                raise RefusedError("{number} does not wait for approval any more. Reload the issue.", number=row.number)
            if row.requested_by_id == actor.person_id:
                raise NotAllowedError("You requested this yourself. Another person approves it.")
            if row.valid_until < work.now.local.date().isoformat():
                raise RefusedError(
                    "The last day of {number} was {day}, so it would permit nothing. Request another one.",
                    number=row.number,
                    day=row.valid_until,
                )
            concessions.approve(work, row.id, reference)
            work.audit("concession.approve", "concession", row.id, {"number": row.number, "customer": reference})
            cover_waiting(work, concessions.by_id(work.connection, row.id))
            return concessions.by_id(work.connection, row.id)

    @needs(Permission.WORK_ISSUE)
    def withdraw(self, actor: Actor, concession_id: str, reason: str) -> ConcessionRow:
        """End a concession before its last day; what it covered stays covered.

        Whoever requested it takes back what waits; what is approved is withdrawn by a person who approves concessions.
        """
        why = clean_text(reason).strip()
        if not why:
            raise InputError("Write why it ends before its last day.")
        with self._store.writing(actor.person_id) as work:
            row = concessions.by_id(work.connection, concession_id)
            if row.approved_at is not None or row.requested_by_id != actor.person_id:
                actor.require(Permission.APPROVE_CONCESSION)
            if row.withdrawn_at is not None:
                raise RefusedError("{number} is withdrawn already.", number=row.number)
            concessions.withdraw(work, row.id, why)
            work.audit("concession.withdraw", "concession", row.id, {"number": row.number, "reason": why})
            return concessions.by_id(work.connection, row.id)

    def _today(self) -> date:
        return self._store.now().local.date()

    def _request(self, work: Work, asked: _Asked, part_id: str, item: Item | None, *, issue: IssueRow | None) -> ConcessionRow:
        if asked.last < work.now.local.date():
            raise InputError("The last day is over already. Choose a later one.")
        asked.require_about(item)
        number = concession_number(stations.code_of(work.connection, work.station_id), work.next_number("concession"))
        values = {**asked.columns, "item_key": "" if item is None else item.key}
        about = {"item_text": "" if item is None else item.text, "unit": "" if item is None else item.unit}
        place = {"issue_id": None if issue is None else issue.id, "part_id": part_id}
        key = concessions.insert_one(work, quantity=asked.quantity, number=number, **values, **about, **place)
        said = {"number": number, "issue": None if issue is None else issue.number, "part": part_id}
        work.audit("concession.request", "concession", key, {**said, "quantity": decimal_text(asked.quantity), **values})
        return concessions.by_id(work.connection, key)


class _Asked:
    """A wish as it was understood; raises :class:`InputError` for what was typed."""

    def __init__(self, wish: ConcessionWish) -> None:
        self._kind = wish.kind
        self._why, self._permits = clean_text(wish.reason).strip(), clean_text(wish.permits).strip()
        if not self._why:
            raise InputError("Write why it may be used all the same.")
        self.quantity = parse_decimal(wish.quantity)
        if self.quantity < 1:
            raise InputError("A concession covers at least one piece.")
        self._lower, self._upper = (_limit(text) for text in (wish.lower, wish.upper))
        self.last = _day(wish.valid_until)

    @property
    def columns(self) -> dict[str, str]:
        """What is stored of it as text."""
        ends = {"lower": self._lower, "upper": self._upper}
        limits = {name: "" if end is None else decimal_text(end) for name, end in ends.items()}
        last = self.last.isoformat()
        return {"kind": self._kind.value, "valid_until": last, "reason": self._why, "permits": self._permits, **limits}

    def require_about(self, item: Item | None) -> None:
        """Raise :class:`InputError` unless it permits something about the characteristic."""
        if item is not None and item.kind is ItemKind.MEASUREMENT and not item.limits.is_open:
            require_wider(item.limits.lower, item.limits.upper, self._lower, self._upper)
            return
        if self._lower is not None or self._upper is not None:
            raise InputError("No limit can be widened here, because nothing is measured. Say in words what is permitted.")
        if not self._permits:
            raise InputError("Say in words what is permitted, so that everybody can tell what is not.")


def _item(connection: Connection, row: IssueRow, wanted: str) -> Item | None:
    key = row.item_id.partition("#")[0] if row.item_id is not None else wanted
    return templates.item_by_id(connection, key) if key else None


def _limit(text: str) -> Decimal | None:
    return parse_decimal(text) if text.strip() else None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError("“{text}” is no date. Type the last day like 2026-03-31.", text=text.strip()) from error
