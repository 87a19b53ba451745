"""Order lines and what was delivered for them; and which promises a held lot endangers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, insert, literal, or_, select, tuple_, update
from sqlalchemy.orm import aliased

from qa_desktop.domain.decimals import scaled, unscaled
from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.lot import LotState
from qa_desktop.domain.trade import LineKind
from qa_desktop.methods.metrics.delivery import Line, Standing, standing_of
from qa_desktop.storage.models import Company, Delivery, Hold, Lot, LotDecision, OrderLine, Part, Person, WorkOrder
from qa_desktop.storage.queries.inspections import escape_like
from qa_desktop.storage.queries.typed import words_to_find
from qa_desktop.storage.unit import Work, new_id

_UNDECIDED = tuple(state.value for state in (LotState.OPEN, LotState.HELD, LotState.PARTLY))


@dataclass(frozen=True, slots=True)
class LineFilter:
    """Which order lines a list shows.  Every word of ``text`` must occur in order, part or company."""

    kind: LineKind | None = None
    company_id: str = ""
    open_only: bool = False
    late_before: str = ""
    order: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class OrderLineRow:
    """An order line.  Days are dates; quantities decimals.  ``first_day`` is ``None`` where any earlier day is fine."""

    id: str
    order_id: str
    order: str
    number: int
    kind: LineKind
    company_id: str
    company: str
    part_id: str
    part_number: str
    part_name: str
    part_revision: str
    quantity: Decimal
    promised: date
    first_day: date | None
    last_day: date
    fulfilled_on: date | None
    is_cancelled: bool
    cancelled_reason: str
    delivered: Decimal
    version: int
    unit: str = ""

    @property
    def key(self) -> tuple[int, str, str]:
        """Where the line stands in lists; a page begins after it."""
        return int(self.is_cancelled or self.fulfilled_on is not None), self.promised.isoformat(), self.id

    @property
    def label(self) -> str:
        """Order and line as people say them."""
        return f"{self.order}/{self.number}"

    @property
    def line(self) -> Line:
        """The line as figures take it."""
        return Line(self.last_day, self.first_day, self.fulfilled_on, self.is_cancelled)

    def standing(self, today: date) -> Standing:
        """Return how it stands at the beginning of ``today``."""
        return standing_of(self.line, today)


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """What was delivered on a day.  ``taken_back`` says that another entry took it back."""

    id: str
    line_id: str
    lot_id: str | None
    lot: str
    quantity: Decimal
    day: date
    note: str
    takes_back: str | None
    remark: str
    person: str
    taken_back: bool


@dataclass(frozen=True, slots=True)
class Endangered:
    """A lot of which something waits or is held, and the first promise to a customer that waits for its part."""

    lot_id: str
    lot: str
    part_number: str
    line_id: str
    label: str
    customer: str
    promised: date
    last_day: date
    same_order: bool


@dataclass(frozen=True, slots=True)
class FreeLot:
    """A lot with how much of it is accepted, not on hold and not shipped yet."""

    lot: str
    quantity: Decimal


def page(
    connection: Connection, wanted: LineFilter, *, after: tuple[int, str, str] | None = None, limit: int = 500
) -> tuple[OrderLineRow, ...]:
    """Return the next page of order lines, those that wait first, by promised date; ``after`` is the key of the last row seen."""
    ended = case((and_(OrderLine.fulfilled_on.is_(None), OrderLine.cancelled_at.is_(None)), 0), else_=1)
    query = _rows().where(_where(wanted)).order_by(ended, OrderLine.promised, OrderLine.id).limit(limit)
    if after is not None:
        place = tuple_(ended, OrderLine.promised, OrderLine.id)
        query = query.where(place > tuple_(*(literal(one) for one in after)))
    return tuple(_line(row) for row in connection.execute(query))


def count(connection: Connection, wanted: LineFilter) -> int:
    """Return how many order lines match."""
    query = _joined(select(func.count()).select_from(OrderLine)).where(_where(wanted))
    return int(connection.execute(query).scalar_one())


def by_id(connection: Connection, line_id: str) -> OrderLineRow:
    """Return one order line; raises :class:`NotFoundError`."""
    row = connection.execute(_rows().where(OrderLine.id == line_id)).one_or_none()
    if row is None:
        raise NotFoundError("This order line does not exist. Go back to the list and choose again.")
    return _line(row)


def next_number(connection: Connection, order_id: str) -> int:
    """Return the number of the next line of an order."""
    last = connection.execute(select(func.max(OrderLine.number)).where(OrderLine.order_id == order_id)).scalar()
    return int(last or 0) + 1


def due_in(connection: Connection, company_id: str, kind: LineKind, first: date, last: date) -> tuple[Line, ...]:
    """Return the lines of a company whose last day lies in a period."""
    o = OrderLine
    query = select(o.last_day, o.first_day, o.fulfilled_on, o.cancelled_at).where(
        o.company_id == company_id, o.kind == kind.value, o.last_day >= first.isoformat(), o.last_day <= last.isoformat()
    )
    return tuple(
        Line(_day(row.last_day), _day_or_none(row.first_day), _day_or_none(row.fulfilled_on), row.cancelled_at is not None)
        for row in connection.execute(query)
    )


def rows_due_in(connection: Connection, company_id: str, kind: LineKind, first: date, last: date) -> tuple[OrderLineRow, ...]:
    """Return the lines of a company whose last day lies in a period, by that day."""
    o = OrderLine
    where = (o.company_id == company_id, o.kind == kind.value, o.last_day >= first.isoformat(), o.last_day <= last.isoformat())
    return tuple(_line(row) for row in connection.execute(_rows().where(*where).order_by(o.last_day, o.id)))


def customer_lines_of_lot(connection: Connection, lot_id: str) -> tuple[OrderLineRow, ...]:
    """Return the customer lines that a lot may be delivered for: of its part, those of its own order first, then by promise."""
    lot = connection.execute(select(Lot.part_id, Lot.order_id).where(Lot.id == lot_id)).one()
    own = case((OrderLine.order_id == lot.order_id, 0), else_=1) if lot.order_id else 1
    waits = case((OrderLine.fulfilled_on.is_(None), 0), else_=1)
    query = (
        _rows()
        .where(OrderLine.kind == "customer", OrderLine.part_id == lot.part_id, OrderLine.cancelled_at.is_(None))
        .order_by(own, waits, OrderLine.promised, OrderLine.id)
    )
    return tuple(_line(row) for row in connection.execute(query))


def add(work: Work, **values: Any) -> str:
    """Add an order line; return its key."""
    key = new_id()
    work.connection.execute(insert(OrderLine).values(id=key, created_at=work.now.utc, created_by=work.actor_id, **values))
    return key


def change(work: Work, line_id: str, version: int, **values: Any) -> bool:
    """Change what may change of an order line; return whether it still was at ``version``."""
    query = update(OrderLine).where(OrderLine.id == line_id, OrderLine.version == version).values(version=version + 1, **values)
    return work.connection.execute(query).rowcount == 1


def deliveries_of(connection: Connection, line_id: str) -> tuple[DeliveryRow, ...]:
    """Return what was delivered for a line, in the order of entry."""
    d, back = Delivery, aliased(Delivery)
    query = (
        select(
            *(d.id, d.line_id, d.lot_id, func.coalesce(Lot.number, "").label("lot"), d.quantity, d.day, d.note, d.takes_back),
            *(d.remark, Person.name.label("person"), back.id.is_not(None).label("taken_back")),
        )
        .join(Person, Person.id == d.person_id)
        .outerjoin(Lot, Lot.id == d.lot_id)
        .outerjoin(back, back.takes_back == d.id)
        .where(d.line_id == line_id)
        .order_by(d.id)
    )
    return tuple(
        DeliveryRow(
            *(row.id, row.line_id, row.lot_id, row.lot, unscaled(row.quantity), _day(row.day), row.note, row.takes_back),
            *(row.remark, row.person, bool(row.taken_back)),
        )
        for row in connection.execute(query)
    )


def shipped_of_lot(connection: Connection, lot_id: str) -> Decimal:
    """Return how much of a lot was shipped to customers and not taken back."""
    d = Delivery
    query = (
        select(func.coalesce(func.sum(case((d.takes_back.is_(None), d.quantity), else_=-d.quantity)), 0))
        .join(OrderLine, OrderLine.id == d.line_id)
        .where(d.lot_id == lot_id, OrderLine.kind == "customer")
    )
    return unscaled(int(connection.execute(query).scalar_one()))


def free_lots(connection: Connection, part_id: str, unit: str, limit: int = 6) -> tuple[FreeLot, ...]:
    """Return the lots of a part that have something to ship, the oldest first."""
    d, x = LotDecision, Delivery
    back = case((d.source == "accepted", d.inspected), else_=0)
    accepted = select(func.coalesce(func.sum(d.accepted - back), 0)).where(d.lot_id == Lot.id).correlate(Lot).scalar_subquery()
    out = select(func.coalesce(func.sum(case((x.takes_back.is_(None), x.quantity), else_=-x.quantity)), 0)).select_from(x)
    shipped = (
        out.join(OrderLine, OrderLine.id == x.line_id)
        .where(x.lot_id == Lot.id, OrderLine.kind == "customer")
        .correlate(Lot)
        .scalar_subquery()
    )
    held = select(Hold.id).where(Hold.lot_id == Lot.id, Hold.lifted_at.is_(None)).correlate(Lot).exists()
    query = (
        select(Lot.number, (accepted - shipped).label("free"))
        .where(Lot.part_id == part_id, Lot.unit == unit, ~held, accepted > shipped)
        .order_by(Lot.id)
        .limit(limit)
    )
    return tuple(FreeLot(row.number, unscaled(int(row.free))) for row in connection.execute(query))


def add_delivery(work: Work, line_id: str, quantity: Decimal, day: date, **values: Any) -> str:
    """Enter what was delivered; return its key."""
    key = new_id()
    entry = {"id": key, "line_id": line_id, "quantity": scaled(quantity), "day": day.isoformat(), "person_id": work.actor_id}
    work.connection.execute(insert(Delivery).values(**entry, at=work.now.utc, at_offset=work.now.offset, **values))
    return key


def endangered(connection: Connection, lot_ids: Iterable[str] | None = None) -> dict[str, Endangered]:
    """Return, for each lot of which something waits or is held, the first open promise to a customer for its part.

    A line of the lot's own order goes before lines of other orders.  ``lot_ids`` limits the lots.  A lot that was accepted counts
    again while a hold stands on it.
    """
    own = _first_open().where(OrderLine.order_id == Lot.order_id).correlate(Lot).scalar_subquery()
    first = _first_open().correlate(Lot).scalar_subquery()
    held = select(Hold.id).where(Hold.lot_id == Lot.id, Hold.lifted_at.is_(None)).exists()
    lots = select(Lot.id, Lot.number, func.coalesce(own, first).label("line_id"), (own.is_not(None)).label("own"))
    lots = lots.where(or_(Lot.state.in_(_UNDECIDED), held))
    if lot_ids is not None:
        lots = lots.where(Lot.id.in_(list(lot_ids)))
    found = lots.subquery()
    query = _promised().add_columns(found.c.id.label("lot_id"), found.c.number.label("lot"), found.c.own)
    query = query.select_from(found).join(OrderLine, OrderLine.id == found.c.line_id)
    return {row.lot_id: _endangered(row, row.lot_id, row.lot, own=bool(row.own)) for row in connection.execute(_joined(query))}


def promises(connection: Connection, line_ids: Iterable[str]) -> dict[str, Endangered]:
    """Return the promises of order lines that are open, by their ids."""
    query = _joined(_promised().select_from(OrderLine)).where(OrderLine.id.in_(list(line_ids)), *_is_open())
    return {row.line_id: _endangered(row, "", "", own=True) for row in connection.execute(query)}


def first_promise(connection: Connection, part_id: str) -> Endangered | None:
    """Return the first open promise to a customer for a part."""
    query = _joined(_promised().select_from(OrderLine)).where(OrderLine.part_id == part_id, *_is_open())
    row = connection.execute(query.order_by(OrderLine.promised, OrderLine.id).limit(1)).one_or_none()
    return None if row is None else _endangered(row, "", "", own=False)


def _is_open() -> tuple[ColumnElement[bool], ...]:
    return OrderLine.kind == "customer", OrderLine.fulfilled_on.is_(None), OrderLine.cancelled_at.is_(None)


def _first_open() -> Any:
    """The first promise of a lot's part that is open.  An index holds just these, so that each lot costs one look."""
    query = select(OrderLine.id).where(OrderLine.part_id == Lot.part_id, *_is_open())
    return query.order_by(OrderLine.promised, OrderLine.id).limit(1)


def _promised() -> Any:
    return select(
        *(Part.number.label("part_number"), OrderLine.id.label("line_id"), WorkOrder.number.label("order"), OrderLine.number),
        *(Company.name.label("customer"), OrderLine.promised, OrderLine.last_day),
    )


def _endangered(row: Any, lot_id: str, lot: str, *, own: bool) -> Endangered:
    return Endangered(
        *(lot_id, lot, row.part_number, row.line_id, f"{row.order}/{row.number}", row.customer),
        *(_day(row.promised), _day(row.last_day), own),
    )


def _joined(query: Any) -> Any:
    return (
        query.join(WorkOrder, WorkOrder.id == OrderLine.order_id)
        .join(Company, Company.id == OrderLine.company_id)
        .join(Part, Part.id == OrderLine.part_id)
    )


def _rows() -> Any:
    o, d = OrderLine, Delivery
    sent = func.sum(case((d.takes_back.is_(None), d.quantity), else_=-d.quantity))
    delivered = select(func.coalesce(sent, 0)).where(d.line_id == o.id).correlate(o).scalar_subquery()
    return _joined(
        select(
            *(o.id, o.order_id, WorkOrder.number.label("order"), o.number, o.kind, o.company_id, Company.name.label("company")),
            *(o.part_id, Part.number.label("part_number"), Part.name.label("part_name"), Part.revision.label("part_revision")),
            *(o.quantity, o.promised, o.first_day, o.last_day, o.fulfilled_on, o.cancelled_at, o.cancelled_reason),
            *(delivered.label("delivered"), o.version, o.unit),
        ).select_from(o)
    )


def _line(row: Any) -> OrderLineRow:
    return OrderLineRow(
        *(row.id, row.order_id, row.order, row.number, LineKind(row.kind), row.company_id, row.company, row.part_id),
        *(row.part_number, row.part_name, row.part_revision, unscaled(row.quantity), _day(row.promised)),
        *(_day_or_none(row.first_day), _day(row.last_day), _day_or_none(row.fulfilled_on), row.cancelled_at is not None),
        *(row.cancelled_reason, unscaled(row.delivered), row.version, row.unit),
    )


def _where(wanted: LineFilter) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = [OrderLine.id.is_not(None)]
    if wanted.kind is not None:
        parts.append(OrderLine.kind == wanted.kind.value)
    if wanted.company_id:
        parts.append(OrderLine.company_id == wanted.company_id)
    if wanted.open_only or wanted.late_before:
        parts += [OrderLine.fulfilled_on.is_(None), OrderLine.cancelled_at.is_(None)]
    if wanted.late_before:
        parts.append(OrderLine.last_day < wanted.late_before)
    if wanted.order:
        parts.append(WorkOrder.number == wanted.order)
    said = (WorkOrder.number, Part.number, Part.name, Company.name)
    for word in words_to_find(wanted.text):
        parts.append(or_(*(column.ilike(f"%{escape_like(word)}%", escape="!") for column in said)))
    return and_(*parts)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _day_or_none(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
