"""What the figures of a partner count: quantities of its lots, papers, complaints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, case, func, or_, select

from qa_desktop.domain.decimals import unscaled
from qa_desktop.domain.trade import LineKind, company_key
from qa_desktop.domain.units import PIECES
from qa_desktop.storage.models import (
    Complaint,
    Delivery,
    Inspection,
    Issue,
    Lot,
    LotDecision,
    OrderLine,
    SupplierCertificate,
    WorkOrder,
)
from qa_desktop.storage.queries.figures import Record


@dataclass(frozen=True, slots=True)
class LotFigures:
    """Quantities of one lot in ``unit``, empty for pieces; ``is_known`` says that the lot has a quantity.

    ``passed`` is what was accepted at the first pass and not called back since.  ``came`` is when it became known (UTC text).
    """

    lot_id: str
    lot: str
    unit: str
    is_known: bool
    received: Decimal
    rejected: Decimal
    started: Decimal
    passed: Decimal
    came: str = ""

    @property
    def counts(self) -> bool:
        """Whether it is counted in pieces, so that it can be added to others, and something of it is decided."""
        return self.is_pieces and self.started > 0

    @property
    def is_pieces(self) -> bool:
        """Whether it is counted in pieces."""
        return self.unit == PIECES and self.is_known


def lots_of(connection: Connection, company: tuple[str, str], kind: LineKind, first: str, end: str) -> tuple[LotFigures, ...]:
    """Return the lots of a company (key, name) that became known from ``first`` up to before ``end`` (UTC texts), oldest first.

    Names that differ only in capitals and blanks are the same name.

    A supplier's lots are those that name it.  A customer's lots belong to an order of the customer or were shipped to it.
    """
    d = LotDecision
    waiting = d.source == "waiting"
    once = waiting & (
        d.inspection_id.is_(None) | d.inspection_id.in_(select(Inspection.id).where(Inspection.parent_id.is_(None)))
    )
    back = case((d.source == "accepted", d.inspected), else_=0)
    query = (
        select(
            *(Lot.id, Lot.number, Lot.unit, Lot.quantity_scaled, Lot.created_at),
            func.coalesce(func.sum(d.rejected), 0).label("rejected"),
            func.coalesce(func.sum(case((waiting, d.inspected), else_=0)), 0).label("started"),
            func.coalesce(func.sum(case((once, d.accepted), else_=0)) - func.sum(back), 0).label("passed"),
        )
        .outerjoin(d, d.lot_id == Lot.id)
        .where(Lot.created_at >= first, Lot.created_at < end, _belongs(company, kind))
        .group_by(Lot.id)
        .order_by(Lot.id)
    )
    return tuple(
        LotFigures(
            *(row.id, row.number, row.unit, row.quantity_scaled is not None, unscaled(int(row.quantity_scaled or 0))),
            *(unscaled(int(row.rejected)), unscaled(int(row.started)), unscaled(int(row.passed)), row.created_at),
        )
        for row in connection.execute(query)
    )


def papers(connection: Connection, lot_ids: Iterable[str]) -> tuple[int, int]:
    """Return how many certificates of these lots were checked, and how many of them were good."""
    s = SupplierCertificate
    query = select(s.verdict, func.count()).where(s.lot_id.in_(list(lot_ids)), s.verdict != "").group_by(s.verdict)
    found = {row[0]: int(row[1]) for row in connection.execute(query)}
    return sum(found.values()), found.get("good", 0)


def checked_papers(connection: Connection, lot_ids: Iterable[str]) -> tuple[Record, ...]:
    """Return the certificates of these lots that were checked, each as part of its lot."""
    s = SupplierCertificate
    query = (
        select(s.id, s.number, s.kind, s.verdict, s.remark, s.received_on, s.lot_id, Lot.number.label("lot"))
        .join(Lot, Lot.id == s.lot_id)
        .where(s.lot_id.in_(list(lot_ids)), s.verdict != "")
    )
    return tuple(
        Record("certificate", row.id, row.number, _paper_words(row), row.received_on, part_of=row.lot_id)
        for row in connection.execute(query)
    )


def complaint_records(connection: Connection, company_id: str, first: date, last: date) -> tuple[Record, ...]:
    """Return the complaints of a company that were received in a period."""
    c = Complaint
    query = (
        select(Issue.id, Issue.number, Issue.title, c.reference, c.received_on)
        .join(Issue, Issue.id == c.issue_id)
        .where(c.company_id == company_id, c.received_on >= first.isoformat(), c.received_on <= last.isoformat())
    )
    return tuple(
        Record("issue", row.id, row.number, f"{row.title} ({row.reference})" if row.reference else row.title, row.received_on)
        for row in connection.execute(query)
    )


def complaints(connection: Connection, company_id: str, first: date, last: date) -> int:
    """Return how many complaints of a company were received in a period."""
    c = Complaint
    query = (
        select(func.count())
        .select_from(c)
        .where(c.company_id == company_id, c.received_on >= first.isoformat(), c.received_on <= last.isoformat())
    )
    return int(connection.execute(query).scalar_one())


def _paper_words(row: Any) -> str:
    words = f"{row.verdict}: {row.kind}, lot {row.lot}"
    return f"{words} ({row.remark})" if row.remark else words


def _belongs(company: tuple[str, str], kind: LineKind) -> Any:
    key, name = company
    if kind is LineKind.PURCHASE:
        return (Lot.supplier_key == company_key(name)) & (Lot.supplier_key != "")
    lines = select(OrderLine.order_id).where(OrderLine.company_id == key, OrderLine.kind == "customer")
    shipped = (
        select(Delivery.lot_id)
        .join(OrderLine, OrderLine.id == Delivery.line_id)
        .where(OrderLine.company_id == key, OrderLine.kind == "customer", Delivery.lot_id.is_not(None))
    )
    orders = select(WorkOrder.id).where(WorkOrder.customer == name)
    return or_(Lot.order_id.in_(lines), Lot.order_id.in_(orders), Lot.id.in_(shipped))
