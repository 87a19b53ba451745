"""Order lines that were due in a period, and how many were complete inside their window, counted by the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from qa_desktop.domain.trade import company_key
from qa_desktop.storage.models import Company, OrderLine, Part, WorkOrder
from qa_desktop.storage.queries.figures import Record


@dataclass(frozen=True, slots=True)
class DueLines:
    """Which order lines count: of a kind (customer or purchase), with their last day in a period that is over before ``today``.

    ``part`` is a part number, ``company`` a name; empty means any.  Cancelled lines are never due.
    """

    kind: str
    first: date
    last: date
    today: date
    part: str = ""
    company: str = ""


def counted(connection: Connection, wanted: DueLines) -> tuple[int, int]:
    """Return how many lines were due, and how many of them were complete inside their window.  Open late ones are due."""
    query = select(func.count(), func.sum(case((_on_time(), 1), else_=0))).where(*_due(wanted))
    row = connection.execute(query).one()
    return int(row[0]), int(row[1] or 0)


def cancelled_late(connection: Connection, wanted: DueLines) -> int:
    """Return how many lines would be due, had they not been cancelled when their last day was over already."""
    o = OrderLine
    query = select(func.count()).where(*_ended(wanted), func.substr(o.cancelled_at, 1, 10) > o.last_day)
    return int(connection.execute(query).scalar_one())


def not_on_time(connection: Connection, wanted: DueLines, limit: int) -> tuple[Record, ...]:
    """Return the due lines that were not on time, newest last day first."""
    o = OrderLine
    query = (
        select(o.id, WorkOrder.number, o.number, Company.name, Part.number, o.last_day)
        .join(WorkOrder, WorkOrder.id == o.order_id)
        .join(Company, Company.id == o.company_id)
        .join(Part, Part.id == o.part_id)
        .where(*_due(wanted), ~func.coalesce(_on_time(), False))
        .order_by(o.last_day.desc(), o.id)
        .limit(limit)
    )
    return tuple(
        Record("order", row[0], f"{row[1]}/{row[2]}", f"{row[3]}, {row[4]}", row[5]) for row in connection.execute(query)
    )


def _on_time() -> ColumnElement[bool]:
    o = OrderLine
    return and_(o.fulfilled_on.is_not(None), o.fulfilled_on <= o.last_day, or_(o.first_day == "", o.fulfilled_on >= o.first_day))


def _due(wanted: DueLines) -> list[ColumnElement[bool]]:
    return [OrderLine.cancelled_at.is_(None), *_ended(wanted)]


def _ended(wanted: DueLines) -> list[ColumnElement[bool]]:
    o = OrderLine
    found: list[Any] = [
        o.kind == wanted.kind,
        o.last_day >= wanted.first.isoformat(),
        o.last_day <= wanted.last.isoformat(),
        o.last_day < wanted.today.isoformat(),
    ]
    if wanted.part:
        found.append(o.part_id.in_(select(Part.id).where(Part.number == wanted.part)))
    if wanted.company:
        found.append(o.company_id.in_(select(Company.id).where(Company.name_key == company_key(wanted.company))))
    return found
