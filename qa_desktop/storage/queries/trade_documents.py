"""Signed documents for partners: certificates of conformance, corrective action requests, scorecards."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, insert, select

from qa_desktop.domain.decimals import unscaled
from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.trade import DocumentKind, document_number
from qa_desktop.storage.models import Counter, Station, TradeDocument
from qa_desktop.storage.unit import Work, new_id


@dataclass(frozen=True, slots=True)
class TradeDocumentRow:
    """A signed document; ``quantity`` is how much of the lot a certificate covers."""

    id: str
    number: str
    kind: DocumentKind
    company_id: str | None
    lot_id: str | None
    issue_id: str | None
    quantity: Decimal | None
    printed_name: str
    at: str
    at_offset: int
    content_digest: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SignedTradeFile:
    """The signed file of a document, as the reports folder knows files."""

    number: str
    file: str
    sha256: str
    content_digest: str


def of_lot(connection: Connection, lot_id: str) -> tuple[TradeDocumentRow, ...]:
    """Return the certificates of a lot, oldest first."""
    return _found(connection, TradeDocument.lot_id == lot_id)


def of_company(connection: Connection, company_id: str) -> tuple[TradeDocumentRow, ...]:
    """Return the documents for a company, oldest first."""
    return _found(connection, TradeDocument.company_id == company_id)


def by_id(connection: Connection, document_id: str) -> TradeDocumentRow:
    """Return one document; raises :class:`NotFoundError`."""
    found = _found(connection, TradeDocument.id == document_id)
    if not found:
        raise NotFoundError("This document does not exist. Go back to the list and choose again.")
    return found[0]


def certified(connection: Connection, lot_id: str) -> Decimal:
    """Return how much of a lot is covered by certificates already."""
    query = select(func.coalesce(func.sum(TradeDocument.quantity), 0)).where(TradeDocument.lot_id == lot_id)
    return unscaled(int(connection.execute(query).scalar_one() or 0))


def signed_files(connection: Connection) -> tuple[SignedTradeFile, ...]:
    """Return the file of every document, for finishing what was interrupted and for backups."""
    t = TradeDocument
    query = select(t.number, t.file, t.sha256, t.content_digest).order_by(t.id)
    return tuple(SignedTradeFile(*row) for row in connection.execute(query))


def contents(connection: Connection) -> tuple[tuple[str, str, str], ...]:
    """Return number, signed text and digest of every document, for checks."""
    t = TradeDocument
    return tuple((row.number, row.content, row.content_digest) for row in connection.execute(select(t).order_by(t.id)))


def upcoming_number(connection: Connection, station_id: str, kind: DocumentKind) -> str:
    """Return the number that the next document of a station will get; it is taken only in the transaction that records it."""
    where = (Counter.station_id == station_id, Counter.kind == counter_of(kind))
    last = connection.execute(select(Counter.last).where(*where)).scalar()
    code = connection.execute(select(Station.code).where(Station.id == station_id)).scalar_one()
    return document_number(kind, code, int(last or 0) + 1)


def counter_of(kind: DocumentKind) -> str:
    """Return the name of the counter of a kind."""
    return f"trade_{kind.value}"


def add(work: Work, **values: Any) -> str:
    """Record a signed document; return its key."""
    key = new_id()
    work.connection.execute(insert(TradeDocument).values(id=key, person_id=work.actor_id, **values))
    return key


def _found(connection: Connection, where: Any) -> tuple[TradeDocumentRow, ...]:
    t = TradeDocument
    query = select(
        *(t.id, t.number, t.kind, t.company_id, t.lot_id, t.issue_id, t.quantity, t.printed_name, t.at, t.at_offset),
        *(t.content_digest, t.file, t.sha256),
    ).where(where)
    return tuple(
        TradeDocumentRow(
            *(row.id, row.number, DocumentKind(row.kind), row.company_id, row.lot_id, row.issue_id),
            *(None if row.quantity is None else unscaled(row.quantity), row.printed_name, row.at, row.at_offset),
            *(row.content_digest, row.file, row.sha256),
        )
        for row in connection.execute(query.order_by(t.id))
    )
