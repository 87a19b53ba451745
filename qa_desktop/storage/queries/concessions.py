"""Concessions and deviation permits, how much of them is used, and the lines that they cover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, insert, not_, or_, select, update
from sqlalchemy.orm import aliased

from qa_desktop.domain.concession import (
    ENDING_DAYS,
    NEARLY_USED,
    ConcessionKind,
    ConcessionState,
    Permission,
    Standing,
    standing_of,
)
from qa_desktop.domain.decimals import scaled, unscaled
from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.lines import line_id, split_line
from qa_desktop.storage.models import Concession, ConcessionUse, Inspection, Issue, Part, Person
from qa_desktop.storage.queries.inspections import escape_like
from qa_desktop.storage.queries.typed import words_to_find
from qa_desktop.storage.unit import Work, new_id

_Approver = aliased(Person, name="approver")
_Withdrawer = aliased(Person, name="withdrawer")


@dataclass(frozen=True, slots=True)
class ConcessionFilter:
    """Which permissions a list shows.  Every word of ``text`` must occur in number, part, characteristic or issue."""

    state: ConcessionState | None = None
    part: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class ConcessionRow:
    """A concession as screens and reports show it; people are names, moments UTC text."""

    id: str
    number: str
    kind: ConcessionKind
    issue_id: str | None
    issue_number: str
    part_id: str
    part_number: str
    item_key: str
    item_text: str
    unit: str
    lower: str
    upper: str
    permits: str
    quantity: Decimal
    used: Decimal
    valid_until: str
    reason: str
    customer_approval: str
    requested_by_id: str
    requested_by: str
    requested_at: str
    approved_by: str
    approved_at: str | None
    withdrawn_at: str | None
    withdrawn_by: str
    withdrawn_reason: str
    version: int

    @property
    def permission(self) -> Permission:
        """What is permitted now; nothing is left before it is approved and after it was withdrawn."""
        stands = self.approved_at is not None and self.withdrawn_at is None
        left = self.quantity - self.used if stands else Decimal(0)
        return Permission(*self.limits, left, self.valid_until)

    @property
    def limits(self) -> tuple[Decimal | None, Decimal | None]:
        """The widened limits."""
        lower, upper = (Decimal(text) if text else None for text in (self.lower, self.upper))
        return lower, upper

    @property
    def left(self) -> Decimal:
        """How much of its quantity covers nothing yet, whether it is in force or not."""
        return self.quantity - self.used

    def standing(self, day: date) -> Standing:
        """Return how it stands on a day."""
        return standing_of(
            approved=self.approved_at is not None,
            withdrawn=self.withdrawn_at is not None,
            quantity=self.quantity,
            used=self.used,
            valid_until=self.valid_until,
            day=day,
        )


def by_id(connection: Connection, key: str) -> ConcessionRow:
    """Return one concession; raises :class:`NotFoundError`."""
    found = _rows(connection, Concession.id == key)
    if not found:
        raise NotFoundError("This concession does not exist. Open the issue again.")
    return found[0]


def of_issue(connection: Connection, issue_id: str) -> tuple[ConcessionRow, ...]:
    """Return the concessions that were requested from an issue, oldest first."""
    return _rows(connection, Concession.issue_id == issue_id)


def granted_for_lot(connection: Connection, lot_id: str) -> tuple[ConcessionRow, ...]:
    """Return what was granted in issues about a lot and not withdrawn, oldest first."""
    about = select(Issue.id).where(Issue.lot_id == lot_id)
    return _rows(
        connection, Concession.issue_id.in_(about), Concession.approved_at.is_not(None), Concession.withdrawn_at.is_(None)
    )


def of_part(connection: Connection, part_id: str, item_key: str = "") -> tuple[ConcessionRow, ...]:
    """Return the concessions of a part, or of one characteristic of it, oldest first."""
    named = [Concession.item_key == item_key] if item_key else []
    return _rows(connection, Concession.part_id == part_id, *named)


def page(
    connection: Connection, wanted: ConcessionFilter, day: date, *, after: str = "", limit: int = 100
) -> tuple[ConcessionRow, ...]:
    """Return the next page of permissions, newest first; ``after`` is the key of the last row that was seen."""
    conditions = _where(wanted, day)
    if after:
        conditions.append(Concession.id < after)
    return _rows(connection, *conditions, newest=True, limit=limit)


def count(connection: Connection, wanted: ConcessionFilter, day: date) -> int:
    """Return how many permissions match."""
    query = select(func.count()).select_from(Concession).join(Part, Part.id == Concession.part_id)
    query = query.outerjoin(Issue, Issue.id == Concession.issue_id).where(*_where(wanted, day))
    return int(connection.execute(query).scalar_one())


def ending(connection: Connection, day: date) -> tuple[ConcessionRow, ...]:
    """Return what is in force and ends within days, or of which little is left; what ends first comes first."""
    c, soon = Concession, (day + timedelta(days=ENDING_DAYS)).isoformat()
    little = (c.quantity - _used()) * int(1 / NEARLY_USED) <= c.quantity
    found = _rows(connection, _in_state(ConcessionState.IN_FORCE, day), or_(c.valid_until <= soon, little))
    return tuple(sorted(found, key=lambda row: (row.valid_until, row.number)))


def conceded(connection: Connection, issue_id: str, day: date) -> tuple[Decimal, Decimal]:
    """Return for how much an issue has approved concessions: of any day, and of those that last on ``day``."""
    found = [row for row in of_issue(connection, issue_id) if row.kind is ConcessionKind.CONCESSION]
    stands = [row for row in found if row.approved_at is not None and row.withdrawn_at is None]
    lasting = [row.quantity for row in stands if row.valid_until >= day.isoformat()]
    return sum((row.quantity for row in stands), Decimal(0)), sum(lasting, Decimal(0))


def insert_one(work: Work, *, quantity: Decimal, **values: Any) -> str:
    """Request a concession and return its id."""
    key = new_id()
    who = {"requested_by": work.actor_id, "requested_at": work.now.utc}
    work.connection.execute(insert(Concession).values(id=key, quantity=scaled(quantity), **who, **values))
    return key


def approve(work: Work, key: str, customer_approval: str) -> None:
    """Approve a concession."""
    values = {"approved_by": work.actor_id, "approved_at": work.now.utc, "customer_approval": customer_approval}
    work.connection.execute(update(Concession).where(Concession.id == key).values(**values))


def withdraw(work: Work, key: str, reason: str) -> None:
    """Withdraw a concession; what it covered stays covered."""
    values = {"withdrawn_at": work.now.utc, "withdrawn_by": work.actor_id, "withdrawn_reason": reason}
    work.connection.execute(update(Concession).where(Concession.id == key).values(**values))


def part_of(connection: Connection, inspection_id: str) -> str:
    """Return the part that an inspection is about."""
    return str(connection.execute(select(Inspection.part_id).where(Inspection.id == inspection_id)).scalar_one())


def use_of_line(connection: Connection, inspection_id: str, key: str) -> tuple[str, str] | None:
    """Return (id of the use, id of the concession) that covers a line now."""
    u = ConcessionUse
    item, piece = split_line(key)
    query = select(u.id, u.concession_id).where(u.inspection_id == inspection_id, u.item_id == item, u.piece == piece)
    row = connection.execute(query.where(u.ended_at.is_(None))).one_or_none()
    return None if row is None else (row.id, row.concession_id)


def used_before(connection: Connection, inspection_id: str, key: str) -> str | None:
    """Return the concession that covers the same piece in the inspection that this one repeats."""
    u, item = ConcessionUse, split_line(key)
    query = (
        select(u.concession_id)
        .join(Inspection, Inspection.parent_id == u.inspection_id)
        .where(Inspection.id == inspection_id, u.item_id == item[0], u.piece == item[1], u.ended_at.is_(None))
    )
    return connection.execute(query).scalar()


def use(work: Work, concession_id: str, inspection_id: str, key: str, quantity: int) -> None:
    """Let a concession cover a line; ``quantity`` is 0 for a piece that was counted before."""
    item, piece = split_line(key)
    where = {"concession_id": concession_id, "inspection_id": inspection_id, "item_id": item, "piece": piece}
    values = {"id": new_id(), "quantity": scaled(Decimal(quantity)), "at": work.now.utc}
    work.connection.execute(insert(ConcessionUse).values(**values, **where))


def end_use(work: Work, use_id: str) -> None:
    """Let the covering of a line end."""
    work.connection.execute(update(ConcessionUse).where(ConcessionUse.id == use_id).values(ended_at=work.now.utc))


def covered(connection: Connection, inspection_id: str) -> dict[str, ConcessionRow]:
    """Return the lines of an inspection that concessions cover, by key."""
    u = ConcessionUse
    query = select(u.item_id, u.piece, u.concession_id).where(u.inspection_id == inspection_id, u.ended_at.is_(None))
    found = connection.execute(query.order_by(u.id)).all()
    rows = {key: by_id(connection, key) for key in dict.fromkeys(row.concession_id for row in found)}
    return {line_id(row.item_id, row.piece): rows[row.concession_id] for row in found}


def _used() -> Any:
    """What covers a reading now; an inspection that was made void gives back what it took."""
    u, i = ConcessionUse, Inspection
    taken = select(func.coalesce(func.sum(u.quantity), 0)).join(i, i.id == u.inspection_id)
    taken = taken.where(u.concession_id == Concession.id, u.ended_at.is_(None), i.state != InspectionState.VOID.value)
    return taken.correlate(Concession).scalar_subquery()


def _in_state(state: ConcessionState, day: date) -> ColumnElement[bool]:
    c, today = Concession, day.isoformat()
    approved, standing = c.approved_at.is_not(None), c.withdrawn_at.is_(None)
    used_up = and_(approved, _used() >= c.quantity)
    match state:
        case ConcessionState.WITHDRAWN:
            return not_(standing)
        case ConcessionState.USED_UP:
            return and_(standing, used_up)
        case ConcessionState.EXPIRED:
            return and_(standing, c.valid_until < today, not_(used_up))
        case ConcessionState.WAITING:
            return and_(standing, not_(approved), c.valid_until >= today)
        case ConcessionState.IN_FORCE:
            return and_(standing, approved, c.valid_until >= today, not_(used_up))


def _where(wanted: ConcessionFilter, day: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        found.append(_in_state(wanted.state, day))
    if wanted.part:
        found.append(Part.number == wanted.part)
    said = (Concession.number, Concession.item_text, Part.number, Part.name, func.coalesce(Issue.number, ""))
    words = (f"%{escape_like(word)}%" for word in words_to_find(wanted.text))
    return found + [or_(*(column.ilike(word, escape="!") for column in said)) for word in words]


def _rows(
    connection: Connection, *conditions: ColumnElement[bool], newest: bool = False, limit: int | None = None
) -> tuple[ConcessionRow, ...]:
    c = Concession
    query = (
        select(
            c.id, c.number, c.kind, c.issue_id, func.coalesce(Issue.number, "").label("issue_number"), c.part_id,
            Part.number.label("part_number"), c.item_key, c.item_text, c.unit, c.lower, c.upper, c.permits,
            c.quantity, _used().label("used"), c.valid_until, c.reason, c.customer_approval,
            c.requested_by.label("requested_by_id"), Person.name.label("requested_by"), c.requested_at,
            func.coalesce(_Approver.name, "").label("approved_by"), c.approved_at, c.withdrawn_at,
            func.coalesce(_Withdrawer.name, "").label("withdrawn_by"), c.withdrawn_reason, c.version,
        )
        .join(Part, Part.id == c.part_id)
        .join(Person, Person.id == c.requested_by)
        .outerjoin(Issue, Issue.id == c.issue_id)
        .outerjoin(_Approver, _Approver.id == c.approved_by)
        .outerjoin(_Withdrawer, _Withdrawer.id == c.withdrawn_by)
        .where(*conditions)
        .order_by(c.id.desc() if newest else c.id)
    )  # fmt: skip
    if limit is not None:
        query = query.limit(limit)
    return tuple(_row(row) for row in connection.execute(query).mappings())


def _row(row: Any) -> ConcessionRow:
    numbers = {"quantity": unscaled(row["quantity"]), "used": unscaled(row["used"])}
    return ConcessionRow(**{**row, "kind": ConcessionKind(row["kind"]), **numbers})
