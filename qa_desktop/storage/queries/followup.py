"""What follows an issue: holds, dispositions with their votes, failure codes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, and_, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from qa_desktop.domain.decimals import scaled, unscaled
from qa_desktop.domain.disposition import DispositionState, Shares
from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.hold import HoldKind
from qa_desktop.storage.models import Disposition, DispositionVote, FailureCode, Hold, Issue, Lot, Person
from qa_desktop.storage.unit import Work, new_id

_Lifter = aliased(Person, name="lifter")


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A hold as screens and tags show it; people are names, moments UTC text."""

    id: str
    number: str
    issue_id: str
    issue_number: str
    kind: HoldKind
    lot_id: str | None
    what: str
    quantity: str
    reason: str
    placed_by: str
    placed_at: str
    placed_offset: int
    lifted_by: str
    lifted_at: str | None
    lifted_reason: str
    order_line_id: str | None = None

    @property
    def stands(self) -> bool:
        """Whether it still holds something."""
        return self.lifted_at is None and self.kind is not HoldKind.NONE


@dataclass(frozen=True, slots=True)
class VoteRow:
    """What a member of the board said."""

    person_id: str
    name: str
    verdict: str
    remark: str
    at: str


@dataclass(frozen=True, slots=True)
class DispositionRow:
    """A disposition with its votes."""

    id: str
    number: str
    issue_id: str
    quantity: Decimal
    shares: Shares
    reason: str
    needed: int
    state: DispositionState
    proposed_by_id: str
    proposed_by: str
    proposed_at: str
    version: int
    votes: tuple[VoteRow, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A failure code.  One that is not active is not offered any more."""

    code: str
    words: str
    active: bool


_SHARES = ("use_as_is", "rework", "repair", "regrade", "scrap", "return_to_supplier")


def holds_of(connection: Connection, issue_id: str) -> tuple[HoldRow, ...]:
    """Return the holds of an issue, oldest first."""
    return _holds(connection, _hold_rows().where(Hold.issue_id == issue_id))


def holds_on_lot(connection: Connection, lot_id: str) -> tuple[HoldRow, ...]:
    """Return the holds that stand on a lot: its own, and those on all of its part."""
    part = select(Lot.part_id).where(Lot.id == lot_id).scalar_subquery()
    whole = and_(Hold.kind == HoldKind.PART.value, Issue.part_id == part)
    return _holds(connection, _hold_rows().where(or_(Hold.lot_id == lot_id, whole), Hold.lifted_at.is_(None)))


def holds_on_delivery(connection: Connection, order_line_id: str) -> tuple[HoldRow, ...]:
    """Return the holds that stand on what is to be delivered for an order line."""
    return _holds(connection, _hold_rows().where(Hold.order_line_id == order_line_id, Hold.lifted_at.is_(None)))


def hold_by_id(connection: Connection, hold_id: str) -> HoldRow:
    """Return one hold; raises :class:`NotFoundError`."""
    found = _holds(connection, _hold_rows().where(Hold.id == hold_id))
    if not found:
        raise NotFoundError("This hold does not exist. Open the issue again.")
    return found[0]


def hold_by_number(connection: Connection, number: str) -> HoldRow | None:
    """Return the hold that bears a number; ``None`` when there is none."""
    found = _holds(connection, _hold_rows().where(Hold.number == number))
    return found[0] if found else None


def insert_hold(work: Work, **values: Any) -> str:
    """Place a hold and return its id."""
    key = new_id()
    who = {"placed_by": work.actor_id, "placed_at": work.now.utc, "placed_offset": work.now.offset}
    work.connection.execute(insert(Hold).values(id=key, **who, **values))
    return key


def lift(work: Work, hold_id: str, reason: str) -> bool:
    """Lift a hold; ``False`` when it is lifted already."""
    found = (
        update(Hold)
        .where(Hold.id == hold_id, Hold.lifted_at.is_(None))
        .values(lifted_by=work.actor_id, lifted_at=work.now.utc, lifted_reason=reason)
    )
    return work.connection.execute(found).rowcount == 1


def dispositions_of(connection: Connection, issue_id: str) -> tuple[DispositionRow, ...]:
    """Return the dispositions of an issue with their votes, oldest first."""
    rows = connection.execute(_dispositions().where(Disposition.issue_id == issue_id).order_by(Disposition.id)).mappings().all()
    return tuple(_disposition(row, votes_of(connection, row["id"])) for row in rows)


def disposition_by_id(connection: Connection, key: str) -> DispositionRow:
    """Return one disposition; raises :class:`NotFoundError`."""
    row = connection.execute(_dispositions().where(Disposition.id == key)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("This disposition does not exist. Open the issue again.")
    return _disposition(row, votes_of(connection, key))


def votes_of(connection: Connection, key: str) -> tuple[VoteRow, ...]:
    """Return what was said of a disposition, oldest first."""
    v = DispositionVote
    query = (
        select(v.person_id, v.printed_name.label("name"), v.verdict, v.remark, v.at).where(v.disposition_id == key).order_by(v.id)
    )
    return tuple(VoteRow(**row) for row in connection.execute(query).mappings())


def insert_disposition(work: Work, shares: Shares, quantity: Decimal, **values: Any) -> str:
    """Propose a disposition and return its id."""
    key = new_id()
    amounts = {name: scaled(getattr(shares, name)) for name in _SHARES}
    who = {"proposed_by": work.actor_id, "proposed_at": work.now.utc, "proposed_offset": work.now.offset}
    state = DispositionState.PROPOSED.value
    work.connection.execute(
        insert(Disposition).values(id=key, quantity=scaled(quantity), state=state, **amounts, **who, **values)
    )
    return key


def insert_vote(work: Work, key: str, **values: Any) -> None:
    """Append what a member of the board says."""
    who = {"person_id": work.actor_id, "at": work.now.utc, "at_offset": work.now.offset}
    work.connection.execute(insert(DispositionVote).values(id=new_id(), disposition_id=key, **who, **values))


def set_disposition(work: Work, key: str, state: DispositionState) -> None:
    """Take a disposition to the end of its way."""
    work.connection.execute(
        update(Disposition)
        .where(Disposition.id == key)
        .values(state=state.value, decided_at=work.now.utc, version=Disposition.version + 1)
    )


def is_mended(connection: Connection, inspection_id: str) -> bool:
    """Return whether something that an inspection found is reworked or repaired by an approved disposition."""
    d = Disposition
    query = select(func.count()).select_from(d).join(Issue, Issue.id == d.issue_id)
    query = query.where(Issue.inspection_id == inspection_id, d.state == DispositionState.APPROVED.value)
    return bool(connection.execute(query.where(or_(d.rework > 0, d.repair > 0))).scalar_one())


def codes(connection: Connection, *, active_only: bool = True) -> tuple[tuple[str, str], ...]:
    """Return the failure codes with their words, by code."""
    query = select(FailureCode.code, FailureCode.words).order_by(FailureCode.code)
    if active_only:
        query = query.where(FailureCode.active == 1)
    return tuple((row.code, row.words) for row in connection.execute(query))


def code_rows(connection: Connection) -> tuple[CodeRow, ...]:
    """Return every failure code, by code."""
    query = select(FailureCode.code, FailureCode.words, FailureCode.active).order_by(FailureCode.code)
    return tuple(CodeRow(row.code, row.words, bool(row.active)) for row in connection.execute(query))


def change_code(work: Work, code: str, *, words: str, active: bool) -> None:
    """Change words and use of a failure code."""
    f = FailureCode
    work.connection.execute(update(f).where(f.code == code).values(words=words, active=int(active), version=f.version + 1))


def insert_code(work: Work, code: str, words: str) -> None:
    """Add a failure code."""
    work.connection.execute(
        insert(FailureCode).values(id=new_id(), code=code, words=words, created_at=work.now.utc, created_by=work.actor_id)
    )


@cache
def _hold_rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Hold.id,
            Hold.number,
            Hold.issue_id,
            Issue.number.label("issue_number"),
            Hold.kind,
            Hold.lot_id,
            Hold.what,
            Hold.quantity,
            Hold.reason,
            Person.name.label("placed_by"),
            Hold.placed_at,
            Hold.placed_offset,
            func.coalesce(_Lifter.name, "").label("lifted_by"),
            Hold.lifted_at,
            Hold.lifted_reason,
            Hold.order_line_id,
        )
        .join(Issue, Issue.id == Hold.issue_id)
        .join(Person, Person.id == Hold.placed_by)
        .outerjoin(_Lifter, _Lifter.id == Hold.lifted_by)
        .order_by(Hold.id)
    )


def _holds(connection: Connection, query: Select[*tuple[Any, ...]]) -> tuple[HoldRow, ...]:
    return tuple(HoldRow(**{**row, "kind": HoldKind(row["kind"])}) for row in connection.execute(query).mappings())


@cache
def _dispositions() -> Select[*tuple[Any, ...]]:
    d = Disposition
    return select(
        d.id, d.number, d.issue_id, d.quantity, *(getattr(d, name) for name in _SHARES), d.reason, d.needed, d.state,
        d.proposed_by.label("proposed_by_id"), Person.name.label("proposed_by"), d.proposed_at, d.version,
    ).join(Person, Person.id == d.proposed_by)  # fmt: skip


def _disposition(row: Any, votes: tuple[VoteRow, ...]) -> DispositionRow:
    values = dict(row)
    shares = Shares(**{name: unscaled(values.pop(name)) for name in _SHARES})
    changed = {"quantity": unscaled(row["quantity"]), "state": DispositionState(row["state"])}
    return DispositionRow(**{**values, **changed}, shares=shares, votes=votes)
