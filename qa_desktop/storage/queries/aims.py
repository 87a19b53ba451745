"""Costs of parts, objectives, internal audits with findings, management reviews: rows in and out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update
from sqlalchemy.orm import aliased

from qa_desktop.domain.errors import NotFoundError
from qa_desktop.storage.models import (
    AuditFinding,
    Counter,
    InternalAudit,
    Issue,
    ManagementReview,
    Objective,
    Part,
    PartCost,
    Person,
)
from qa_desktop.storage.queries import stations
from qa_desktop.storage.unit import Work, new_id

REVIEW_COUNTER = "management_review"
_Auditor = aliased(Person, name="auditor")
_Owner = aliased(Person, name="objective_owner")


@dataclass(frozen=True, slots=True)
class CostRow:
    """What one piece of a part costs from a day on, or what doing something to it costs: ``kind`` is a :class:`CostKind`."""

    id: str
    part: str
    part_name: str
    cost: str
    currency: str
    valid_from: str
    by: str
    at: str
    kind: str


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """An objective as it was set.  Numbers are decimal text, days ISO 8601, ``scope`` JSON of the filter."""

    id: str
    number: str
    statement: str
    figure: str
    scope: str
    baseline: str
    baseline_source: str
    baseline_from: str
    baseline_until: str
    target: str
    due: str
    owner_id: str
    owner: str
    requirement: str
    resources: str
    created_at: str
    withdrawn_at: str | None
    withdraw_reason: str
    version: int


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An internal audit with how many findings it has."""

    id: str
    number: str
    scope: str
    criteria: str
    planned_on: str
    auditor_id: str
    auditor: str
    state: str
    conclusion: str
    closed_at: str | None
    findings: int
    version: int


@dataclass(frozen=True, slots=True)
class FindingRow:
    """Something that an audit found, with the issue that follows it up."""

    id: str
    audit_id: str
    kind: str
    statement: str
    evidence: str
    issue_id: str | None
    issue: str
    issue_state: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A signed management review."""

    id: str
    number: str
    first_day: str
    last_day: str
    decisions: str
    person_id: str
    printed_name: str
    at: str
    at_offset: int
    content: str
    content_digest: str
    file: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class SignedFile:
    """The signed file of a review, as the reports folder knows files."""

    number: str
    file: str
    sha256: str


def next_number(work: Work, kind: str, letters: str) -> str:
    """Take the next number of a kind at this station, for example ``OBJ-01-000003``."""
    return f"{letters}-{stations.code_of(work.connection, work.station_id)}-{work.next_number(kind):06d}"


def part_ids(connection: Connection, number: str) -> tuple[str, ...]:
    """Return the keys of all revisions of a part."""
    return tuple(connection.execute(select(Part.id).where(Part.number == number).order_by(Part.id)).scalars())


def currency(connection: Connection) -> str:
    """Return the currency in which costs are recorded; empty while there are none."""
    return connection.execute(select(PartCost.currency).order_by(PartCost.id).limit(1)).scalar() or ""


def add(work: Work, table: Any, **values: Any) -> str:
    """Insert a row of an aim and return its key."""
    key = new_id()
    work.connection.execute(insert(table).values(id=key, **values))
    return key


def costs(connection: Connection) -> tuple[CostRow, ...]:
    """Return every recorded cost, by part and kind, newest day first.

    A cost is of every revision of a part; it is one row here.
    """
    c = PartCost
    query = (
        select(func.min(c.id), Part.number, Part.name, c.cost, c.currency, c.valid_from, Person.name, c.at, c.kind)
        .join(Part, Part.id == c.part_id)
        .join(Person, Person.id == c.person_id)
        .group_by(Part.number, c.kind, c.cost, c.currency, c.valid_from, c.person_id, c.at)
        .order_by(Part.number, c.kind, c.valid_from.desc(), func.min(c.id).desc())
    )
    return tuple(CostRow(*row) for row in connection.execute(query))


def part_numbers(connection: Connection, limit: int = 2000) -> tuple[str, ...]:
    """Return the numbers of parts, each once, by number."""
    return tuple(connection.execute(select(Part.number).distinct().order_by(Part.number).limit(limit)).scalars())


def objectives(connection: Connection) -> tuple[ObjectiveRow, ...]:
    """Return all objectives: those that stand by due date, then withdrawn ones."""
    query = _objectives().order_by(Objective.withdrawn_at.is_not(None), Objective.due, Objective.number)
    return tuple(ObjectiveRow(*row) for row in connection.execute(query))


def objective(connection: Connection, key: str) -> ObjectiveRow:
    """Return one objective; raises :class:`NotFoundError`."""
    row = connection.execute(_objectives().where(Objective.id == key)).one_or_none()
    if row is None:
        raise NotFoundError("This objective does not exist. Go back to the list.")
    return ObjectiveRow(*row)


def change(work: Work, table: Any, key: str, version: int, **values: Any) -> bool:
    """Change columns of a row; ``False`` when somebody else changed it since ``version``."""
    found = update(table).where(table.id == key, table.version == version).values(version=version + 1, **values)
    return work.connection.execute(found).rowcount == 1


def audits(connection: Connection) -> tuple[AuditRow, ...]:
    """Return all internal audits: planned ones by date, then closed ones, newest first."""
    rows = [AuditRow(*row) for row in connection.execute(_audits().order_by(InternalAudit.planned_on, InternalAudit.id))]
    planned = [row for row in rows if row.state == "planned"]
    return (*planned, *reversed([row for row in rows if row.state != "planned"]))


def audit(connection: Connection, key: str) -> AuditRow:
    """Return one audit; raises :class:`NotFoundError`."""
    row = connection.execute(_audits().where(InternalAudit.id == key)).one_or_none()
    if row is None:
        raise NotFoundError("This audit does not exist. Go back to the list.")
    return AuditRow(*row)


def findings(connection: Connection, audit_id: str) -> tuple[FindingRow, ...]:
    """Return what an audit found, in order."""
    query = _findings().where(AuditFinding.audit_id == audit_id).order_by(AuditFinding.id)
    return tuple(FindingRow(*row) for row in connection.execute(query))


def finding(connection: Connection, key: str) -> FindingRow:
    """Return one finding; raises :class:`NotFoundError`."""
    row = connection.execute(_findings().where(AuditFinding.id == key)).one_or_none()
    if row is None:
        raise NotFoundError("This finding does not exist. Go back to the audit.")
    return FindingRow(*row)


def issue_id_of(connection: Connection, name: str) -> str:
    """Return the key of an issue by its key or number; raises :class:`NotFoundError`."""
    found = connection.execute(select(Issue.id).where((Issue.id == name) | (Issue.number == name.upper()))).scalar()
    if found is None:
        raise NotFoundError("No issue is called “{name}”.", name=name)
    return found


def link_issue(work: Work, finding_id: str, issue_id: str) -> bool:
    """Link a finding to the issue that follows it up; ``False`` when one is linked already."""
    wanted = update(AuditFinding).where(AuditFinding.id == finding_id, AuditFinding.issue_id.is_(None))
    return work.connection.execute(wanted.values(issue_id=issue_id)).rowcount == 1


def reviews(connection: Connection, limit: int = 200) -> tuple[ReviewRow, ...]:
    """Return signed management reviews, newest first."""
    query = _reviews().order_by(ManagementReview.at.desc(), ManagementReview.id.desc()).limit(limit)
    return tuple(ReviewRow(*row) for row in connection.execute(query))


def review(connection: Connection, key: str) -> ReviewRow:
    """Return one review by its key or number; raises :class:`NotFoundError`."""
    wanted = (ManagementReview.id == key) | (ManagementReview.number == key)
    row = connection.execute(_reviews().where(wanted)).one_or_none()
    if row is None:
        raise NotFoundError("No management review is called “{name}”.", name=key)
    return ReviewRow(*row)


def signed_files(connection: Connection) -> tuple[SignedFile, ...]:
    """Return the file of every review, for finishing what was interrupted."""
    r = ManagementReview
    return tuple(SignedFile(*row) for row in connection.execute(select(r.number, r.file, r.sha256).order_by(r.id)))


def upcoming_review(connection: Connection, station_id: str) -> str:
    """Return the number of the next review; it is taken only in the transaction that records it."""
    where = (Counter.station_id == station_id) & (Counter.kind == REVIEW_COUNTER)
    last = connection.execute(select(Counter.last).where(where)).scalar()
    return f"MR-{stations.code_of(connection, station_id)}-{int(last or 0) + 1:06d}"


def _objectives() -> Select[*tuple[Any, ...]]:
    o = Objective
    return select(
        o.id,
        o.number,
        o.statement,
        o.figure,
        o.scope,
        o.baseline,
        o.baseline_source,
        o.baseline_from,
        o.baseline_until,
        o.target,
        o.due,
        o.owner_id,
        _Owner.name,
        o.requirement,
        o.resources,
        o.created_at,
        o.withdrawn_at,
        o.withdraw_reason,
        o.version,
    ).join(_Owner, _Owner.id == o.owner_id)


def _audits() -> Select[*tuple[Any, ...]]:
    a, f = InternalAudit, AuditFinding
    found = select(func.count()).where(f.audit_id == a.id).correlate(a).scalar_subquery()
    return select(
        a.id,
        a.number,
        a.scope,
        a.criteria,
        a.planned_on,
        a.auditor_id,
        _Auditor.name,
        a.state,
        a.conclusion,
        a.closed_at,
        found,
        a.version,
    ).join(_Auditor, _Auditor.id == a.auditor_id)


def _findings() -> Select[*tuple[Any, ...]]:
    f = AuditFinding
    issue, state = func.coalesce(Issue.number, ""), func.coalesce(Issue.state, "")
    return (
        select(f.id, f.audit_id, f.kind, f.statement, f.evidence, f.issue_id, issue, state, Person.name, f.at)
        .join(Person, Person.id == f.person_id)
        .outerjoin(Issue, Issue.id == f.issue_id)
    )


def _reviews() -> Select[*tuple[Any, ...]]:
    r = ManagementReview
    return select(
        r.id,
        r.number,
        r.first_day,
        r.last_day,
        r.decisions,
        r.person_id,
        r.printed_name,
        r.at,
        r.at_offset,
        r.content,
        r.content_digest,
        r.file,
        r.sha256,
        r.size,
    )
