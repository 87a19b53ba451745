"""Signed reports of issues: their rows, and the number that comes next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.ids import issue_report_number
from qa_desktop.storage.models import Counter, Issue, IssueReport, Station
from qa_desktop.storage.unit import Work, new_id


class IssueReportKind(StrEnum):
    """Which report of an issue it is."""

    EIGHT_D = "8d"
    NCR = "ncr"

    @property
    def counter(self) -> str:
        """The name of its counter."""
        return f"issue_report_{self.value}"


@dataclass(frozen=True, slots=True)
class SignedFile:
    """The file of a signed report."""

    number: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class IssueReportRow:
    """A signed report of an issue."""

    id: str
    number: str
    kind: IssueReportKind
    issue_id: str
    issue_number: str
    person_id: str
    printed_name: str
    at: str
    at_offset: int
    content: str
    content_digest: str
    certificate: str
    file: str
    sha256: str
    size: int


def upcoming_number(connection: Connection, kind: IssueReportKind, station_id: str) -> str:
    """Return the number that the next report will get; it is taken only in the transaction that records it."""
    last = connection.execute(select(Counter.last).where(Counter.station_id == station_id, Counter.kind == kind.counter)).scalar()
    code = connection.execute(select(Station.code).where(Station.id == station_id)).scalar_one()
    return issue_report_number(kind.value, code, int(last or 0) + 1)


def insert_report(work: Work, issue_id: str, kind: IssueReportKind, **values: Any) -> str:
    """Record a signed report; return its id."""
    key = new_id()
    work.connection.execute(
        insert(IssueReport).values(id=key, issue_id=issue_id, kind=kind.value, person_id=work.actor_id, **values)
    )
    return key


def reports_of(connection: Connection, issue_id: str) -> tuple[IssueReportRow, ...]:
    """Return the signed reports of an issue, newest first."""
    query = _reports().where(IssueReport.issue_id == issue_id).order_by(IssueReport.id.desc())
    return tuple(_row(row) for row in connection.execute(query).mappings())


def report_by_id(connection: Connection, report_id: str) -> IssueReportRow:
    """Return one report; raises :class:`NotFoundError`."""
    row = connection.execute(_reports().where(IssueReport.id == report_id)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("This report does not exist. Open the issue again.")
    return _row(row)


def all_reports(connection: Connection) -> tuple[IssueReportRow, ...]:
    """Return every signed report of an issue, oldest first, for checks."""
    return tuple(_row(row) for row in connection.execute(_reports().order_by(IssueReport.id)).mappings())


def signed_files(connection: Connection) -> tuple[SignedFile, ...]:
    """Return the file of every report, for finishing what was interrupted and for backups."""
    query = select(IssueReport.number, IssueReport.file, IssueReport.sha256).order_by(IssueReport.id)
    return tuple(SignedFile(*row) for row in connection.execute(query))


def _reports() -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = select(*IssueReport.__table__.c, Issue.number.label("issue_number")).join(
        Issue, Issue.id == IssueReport.issue_id
    )
    return query


def _row(row: Any) -> IssueReportRow:
    return IssueReportRow(**{**row, "kind": IssueReportKind(row["kind"])})
