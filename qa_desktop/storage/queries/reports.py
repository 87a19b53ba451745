"""Signatures and signed reports."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, insert, or_, select, update

from qa_desktop.domain.errors import NotFoundError
from qa_desktop.storage.models import Inspection, Lot, Part, Person, Piece, Report, Signature, WorkOrder
from qa_desktop.storage.queries.inspections import escape_like
from qa_desktop.storage.queries.typed import words_to_find
from qa_desktop.storage.unit import Work


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """A signature with the words that explain it."""

    id: str
    inspection_id: str
    round: int
    stage: str
    person_id: str
    printed_name: str
    meaning: str
    at: str
    offset: int
    content_digest: str
    certificate: str
    voided_at: str | None
    void_reason: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report as lists show it.  ``state`` is frozen, waiting, released or void."""

    id: str
    inspection_id: str
    round: int
    state: str
    content_digest: str
    file: str
    sha256: str
    size: int
    base_sha256: str
    base_size: int
    stamp_pending: int
    at: str
    offset: int
    number: str
    failed: int
    part_number: str
    order: str
    lot: str
    serial: str
    inspector: str


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """Which reports a list shows; moments are UTC text."""

    states: tuple[str, ...] = ()
    text: str = ""
    since: str = ""
    until: str = ""
    failed_only: bool = False


def add_signature(work: Work, **values: object) -> None:
    """Add a signature; the database checks four eyes again."""
    work.connection.execute(insert(Signature).values(**values))


def signatures(connection: Connection, inspection_id: str) -> tuple[SignatureRow, ...]:
    """Return all signatures of an inspection, voided ones too, oldest first."""
    s = Signature
    query: Select[*tuple[Any, ...]] = (
        select(
            s.id,
            s.inspection_id,
            s.round,
            s.stage,
            s.person_id,
            s.printed_name,
            s.meaning,
            s.at,
            s.at_offset,
            s.content_digest,
            s.certificate,
            s.voided_at,
            s.void_reason,
        )
        .where(s.inspection_id == inspection_id)
        .order_by(s.id)
    )
    return tuple(SignatureRow(*row) for row in connection.execute(query))


def void_signatures(work: Work, inspection_id: str, reason: str) -> None:
    """Void every active signature of an inspection, with the reason."""
    work.connection.execute(
        update(Signature)
        .where(Signature.inspection_id == inspection_id, Signature.voided_at.is_(None))
        .values(voided_at=work.now.utc, voided_by=work.actor_id, void_reason=reason)
    )


def add_report(work: Work, **values: object) -> None:
    """Add the report of a round."""
    work.connection.execute(insert(Report).values(**values))


def update_report(work: Work, report_id: str, **values: object) -> None:
    """Change the state or the file of a report; its frozen content cannot change."""
    work.connection.execute(update(Report).where(Report.id == report_id).values(**values, version=Report.version + 1))


def report_of(connection: Connection, inspection_id: str, round_: int | None = None) -> ReportRow | None:
    """Return the newest report of an inspection, or that of one round."""
    query = _rows().where(Report.inspection_id == inspection_id).order_by(Report.round.desc()).limit(1)
    if round_ is not None:
        query = query.where(Report.round == round_)
    row = connection.execute(query).first()
    return None if row is None else ReportRow(*row)


def of_inspection(connection: Connection, inspection_id: str) -> tuple[ReportRow, ...]:
    """Return the reports of an inspection, of all rounds, oldest first."""
    query = _rows().where(Report.inspection_id == inspection_id).order_by(Report.round)
    return tuple(ReportRow(*row) for row in connection.execute(query))


def report_by_id(connection: Connection, report_id: str) -> ReportRow:
    """Return one report."""
    row = connection.execute(_rows().where(Report.id == report_id)).first()
    if row is None:
        raise NotFoundError("This report does not exist. Go back to the list and choose again.")
    return ReportRow(*row)


def report_with(connection: Connection, content_digest: str) -> ReportRow | None:
    """Return the report of a content, or ``None`` when this workspace does not know it."""
    row = connection.execute(_rows().where(Report.content_digest == content_digest)).first()
    return None if row is None else ReportRow(*row)


def void_reason(connection: Connection, inspection_id: str, round_: int) -> str:
    """Return why the signatures of a round were voided; empty while they count."""
    query = select(Signature.void_reason).where(
        Signature.inspection_id == inspection_id, Signature.round == round_, Signature.voided_at.is_not(None)
    )
    return str(connection.execute(query).scalar() or "")


def content_of(connection: Connection, report_id: str) -> str:
    """Return the exact canonical text that was frozen and signed."""
    return str(connection.execute(select(Report.content).where(Report.id == report_id)).scalar_one())


def page(
    connection: Connection, wanted: ReportFilter, *, after: tuple[str, str] | None = None, limit: int = 100
) -> tuple[ReportRow, ...]:
    """Return the next page, newest first.  ``after`` is ``(at, id)`` of the last row seen."""
    query = _rows().where(_where(wanted)).order_by(Report.at.desc(), Report.id.desc()).limit(limit)
    if after is not None:
        at, key = after
        query = query.where(or_(Report.at < at, and_(Report.at == at, Report.id < key)))
    return tuple(ReportRow(*row) for row in connection.execute(query))


def count(connection: Connection, wanted: ReportFilter) -> int:
    """Return how many reports match."""
    query = select(func.count()).select_from(Report).join(Inspection, Inspection.id == Report.inspection_id).where(_where(wanted))
    return int(connection.execute(query).scalar_one())


def count_stamps_waiting(connection: Connection) -> int:
    """Return how many released reports were signed while the time-stamp server was away."""
    query = select(func.count()).select_from(Report).where(Report.stamp_pending == 1, Report.state == "released")
    return int(connection.execute(query).scalar_one())


def all_reports(connection: Connection) -> tuple[ReportRow, ...]:
    """Return every report, for checks and for finishing what was interrupted."""
    return tuple(ReportRow(*row) for row in connection.execute(_rows().order_by(Report.id)))


def ledger(connection: Connection) -> dict[str, tuple[int, str]]:
    """Return length and digest of the unsigned base of every report, keyed by content digest."""
    query = select(Report.content_digest, Report.base_size, Report.base_sha256).where(Report.base_sha256 != "")
    return {row.content_digest: (row.base_size, row.base_sha256) for row in connection.execute(query)}


@cache
def _rows() -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(
            Report.id,
            Report.inspection_id,
            Report.round,
            Report.state,
            Report.content_digest,
            Report.file,
            Report.sha256,
            Report.size,
            Report.base_sha256,
            Report.base_size,
            Report.stamp_pending,
            Report.at,
            Report.at_offset,
            Inspection.number,
            Inspection.failed,
            Part.number,
            func.coalesce(WorkOrder.number, ""),
            func.coalesce(Lot.number, ""),
            func.coalesce(Piece.serial, ""),
            func.coalesce(Person.name, ""),
        )
        .join(Inspection, Inspection.id == Report.inspection_id)
        .join(Part, Part.id == Inspection.part_id)
        .outerjoin(WorkOrder, WorkOrder.id == Inspection.order_id)
        .outerjoin(Lot, Lot.id == Inspection.lot_id)
        .outerjoin(Piece, Piece.id == Inspection.piece_id)
        .outerjoin(Person, Person.id == Inspection.inspector_id)
    )
    return query


def _where(wanted: ReportFilter) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = [Report.id.is_not(None)]
    if wanted.states:
        parts.append(Report.state.in_(wanted.states))
    if wanted.since:
        parts.append(Report.at >= wanted.since)
    if wanted.until:
        parts.append(Report.at < wanted.until)
    if wanted.failed_only:
        parts.append(Inspection.failed > 0)
    parts += [Inspection.search.like(f"%{escape_like(word)}%", escape="!") for word in words_to_find(wanted.text.casefold())]
    return and_(*parts)
