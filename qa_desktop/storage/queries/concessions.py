"""Concessions and deviation permits, how much of them is used, and the lines that they cover."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.orm import aliased

from qa_desktop.domain.concession import ConcessionKind, Permission
from qa_desktop.domain.decimals import scaled, unscaled
from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.lines import line_id, split_line
from qa_desktop.storage.models import Concession, ConcessionUse, Part, Person
from qa_desktop.storage.unit import Work, new_id

_Approver = aliased(Person, name="approver")


@dataclass(frozen=True, slots=True)
class ConcessionRow:
    """A concession as screens and reports show it; people are names, moments UTC text."""

    id: str
    number: str
    kind: ConcessionKind
    issue_id: str | None
    part_id: str
    part_number: str
    item_key: str
    lower: str
    upper: str
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
    withdrawn_reason: str
    version: int

    @property
    def permission(self) -> Permission:
        """What is permitted now; nothing is left before it is approved and after it was withdrawn."""
        stands = self.approved_at is not None and self.withdrawn_at is None
        left = self.quantity - self.used if stands else Decimal(0)
        lower, upper = (Decimal(text) if text else None for text in (self.lower, self.upper))
        return Permission(lower, upper, left, self.valid_until)


def by_id(connection: Connection, key: str) -> ConcessionRow:
    """Return one concession; raises :class:`NotFoundError`."""
    found = _rows(connection, Concession.id == key)
    if not found:
        raise NotFoundError("This concession does not exist. Open the issue again.")
    return found[0]


def of_issue(connection: Connection, issue_id: str) -> tuple[ConcessionRow, ...]:
    """Return the concessions that were requested from an issue, oldest first."""
    return _rows(connection, Concession.issue_id == issue_id)


def of_part(connection: Connection, part_id: str, item_key: str = "") -> tuple[ConcessionRow, ...]:
    """Return the concessions of a part, or of one characteristic of it, oldest first."""
    wanted = [Concession.part_id == part_id]
    return _rows(connection, *wanted, *([Concession.item_key == item_key] if item_key else []))


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
    values = {"withdrawn_at": work.now.utc, "withdrawn_reason": reason}
    work.connection.execute(update(Concession).where(Concession.id == key).values(**values))


def part_of(connection: Connection, inspection_id: str) -> str:
    """Return the part that an inspection is about."""
    from qa_desktop.storage.models import Inspection  # noqa: PLC0415  (one look-up)

    return str(connection.execute(select(Inspection.part_id).where(Inspection.id == inspection_id)).scalar_one())


def use_of_line(connection: Connection, inspection_id: str, key: str) -> tuple[str, str] | None:
    """Return (id of the use, id of the concession) that covers a line now."""
    u = ConcessionUse
    item, piece = split_line(key)
    query = select(u.id, u.concession_id).where(u.inspection_id == inspection_id, u.item_id == item, u.piece == piece)
    row = connection.execute(query.where(u.ended_at.is_(None))).one_or_none()
    return None if row is None else (row.id, row.concession_id)


def use(work: Work, concession_id: str, inspection_id: str, key: str) -> None:
    """Let a concession cover one piece of a line."""
    item, piece = split_line(key)
    where = {"concession_id": concession_id, "inspection_id": inspection_id, "item_id": item, "piece": piece}
    work.connection.execute(insert(ConcessionUse).values(id=new_id(), quantity=scaled(Decimal(1)), at=work.now.utc, **where))


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


def _rows(connection: Connection, *conditions: Any) -> tuple[ConcessionRow, ...]:
    c, u = Concession, ConcessionUse
    used = select(func.coalesce(func.sum(u.quantity), 0)).where(u.concession_id == c.id, u.ended_at.is_(None))
    query = (
        select(
            c.id, c.number, c.kind, c.issue_id, c.part_id, Part.number.label("part_number"), c.item_key, c.lower, c.upper,
            c.quantity, used.correlate(c).scalar_subquery().label("used"), c.valid_until, c.reason, c.customer_approval,
            c.requested_by.label("requested_by_id"), Person.name.label("requested_by"), c.requested_at,
            func.coalesce(_Approver.name, "").label("approved_by"), c.approved_at, c.withdrawn_at, c.withdrawn_reason, c.version,
        )
        .join(Part, Part.id == c.part_id)
        .join(Person, Person.id == c.requested_by)
        .outerjoin(_Approver, _Approver.id == c.approved_by)
        .where(*conditions)
        .order_by(c.id)
    )  # fmt: skip
    return tuple(
        ConcessionRow(
            **{
                **row,
                "kind": ConcessionKind(row["kind"]),
                "quantity": unscaled(row["quantity"]),
                "used": unscaled(row["used"]),
            }
        )
        for row in connection.execute(query).mappings()
    )
