"""Internal audits: planned, held by a named auditor, closed with a conclusion; findings are followed up as issues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qa_desktop.domain.aims import AuditState, FindingKind, require_auditor, require_planned
from qa_desktop.domain.errors import ConflictError, InputError, RefusedError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_text
from qa_desktop.services.guard import needs
from qa_desktop.storage.models import AuditFinding, InternalAudit
from qa_desktop.storage.queries import aims, issues, people
from qa_desktop.storage.queries.aims import AuditRow, FindingRow
from qa_desktop.storage.unit import Store, Work

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class AuditDetail:
    """An internal audit with what it found."""

    row: AuditRow
    findings: tuple[FindingRow, ...]


class InternalAuditService:
    """What people do with internal audits."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @needs(Permission.READ_ALL)
    def audits(self, actor: Actor) -> tuple[AuditRow, ...]:
        """Return all audits: planned ones by date, then closed ones, newest first."""
        with self._store.reading() as connection:
            return aims.audits(connection)

    @needs(Permission.READ_ALL)
    def detail(self, actor: Actor, audit_id: str) -> AuditDetail:
        """Return one audit with its findings."""
        with self._store.reading() as connection:
            return AuditDetail(aims.audit(connection, audit_id), aims.findings(connection, audit_id))

    @needs(Permission.MANAGE_AIMS)
    def auditors(self, actor: Actor) -> tuple[tuple[str, str], ...]:
        """Return id and name of everybody who may write findings, by name."""
        with self._store.reading() as connection:
            found = [row for row in people.everyone(connection) if row.active and _may_audit(row)]
        return tuple(sorted(((row.id, row.name) for row in found), key=lambda one: one[1]))

    @needs(Permission.MANAGE_AIMS)
    def plan(self, actor: Actor, scope: str, planned_on: date, auditor_id: str, *, criteria: str = "") -> AuditRow:
        """Plan an audit.  The auditor never changes; they must be allowed to manage aims, or could not write what they find."""
        what = _needed(scope, "Write what is audited.")
        with self._store.writing(actor.person_id) as work:
            auditor = people.person(work.connection, auditor_id)
            if not auditor.active or not _may_audit(auditor):
                raise RefusedError("{name} may not write findings. Choose another auditor.", name=auditor.name)
            number = aims.next_number(work, "internal_audit", "IA")
            values = {
                "number": number,
                "scope": what,
                "criteria": clean_text(criteria, limit=LONGEST).strip(),
                "planned_on": planned_on.isoformat(),
                "auditor_id": auditor_id,
            }
            key = aims.add(
                work,
                InternalAudit,
                state=AuditState.PLANNED.value,
                created_by=actor.person_id,
                created_at=work.now.utc,
                created_offset=work.now.offset,
                **values,
            )
            work.audit("audit.plan", "internal_audit", key, values)
            return aims.audit(work.connection, key)

    @needs(Permission.MANAGE_AIMS)
    def add_finding(self, actor: Actor, audit_id: str, kind: FindingKind, statement: str, *, evidence: str = "") -> FindingRow:
        """Write down what was found.  Only the auditor of an open audit does; a nonconformity needs its evidence."""
        said = _needed(statement, "Write what was found.")
        seen = clean_text(evidence, limit=LONGEST).strip()
        if kind is FindingKind.NONCONFORMITY and not seen:
            raise InputError("A nonconformity needs its evidence: what was seen, where, and against which requirement.")
        with self._store.writing(actor.person_id) as work:
            _require_open(work, audit_id, actor)
            values = {"audit_id": audit_id, "kind": kind.value, "statement": said, "evidence": seen}
            key = aims.add(work, AuditFinding, person_id=actor.person_id, at=work.now.utc, at_offset=work.now.offset, **values)
            work.audit("audit.finding", "internal_audit", audit_id, {"finding": key, **values})
            return aims.finding(work.connection, key)

    @needs(Permission.MANAGE_AIMS)
    def link(self, actor: Actor, finding_id: str, issue: str) -> FindingRow:
        """Link a finding to the issue that follows it up, by its key or number; once."""
        with self._store.writing(actor.person_id) as work:
            found = aims.finding(work.connection, finding_id)
            issue_id = aims.issue_id_of(work.connection, issue.strip())
            number = issues.issue_by_id(work.connection, issue_id).number
            if not aims.link_issue(work, finding_id, issue_id):
                raise ConflictError("This finding is followed up by {number} already.", number=found.issue)
            work.audit(
                "audit.link", "internal_audit", found.audit_id, {"finding": finding_id, "issue": issue_id, "number": number}
            )
            return aims.finding(work.connection, finding_id)

    @needs(Permission.MANAGE_AIMS)
    def close(self, actor: Actor, audit_id: str, conclusion: str, *, version: int) -> AuditRow:
        """Close an audit with its conclusion.  Every nonconformity must be followed up by an issue first."""
        said = _needed(conclusion, "Write what the audit concludes.")
        with self._store.writing(actor.person_id) as work:
            _require_open(work, audit_id, actor)
            loose = [
                row
                for row in aims.findings(work.connection, audit_id)
                if row.kind == FindingKind.NONCONFORMITY.value and row.issue_id is None
            ]
            if loose:
                raise RefusedError(
                    "{count} nonconformities are not followed up: “{first}”. Link an issue to each, then close the audit.",
                    count=len(loose),
                    first=loose[0].statement[:80],
                )
            values = {"state": AuditState.CLOSED.value, "conclusion": said, "closed_at": work.now.utc}
            if not aims.change(work, InternalAudit, audit_id, version, **values):
                raise ConflictError("Somebody else changed this audit. Look at it again.")
            work.audit("audit.close", "internal_audit", audit_id, {"conclusion": said})
            return aims.audit(work.connection, audit_id)


def _may_audit(row: people.PersonRow) -> bool:
    return Actor(row.id, row.login, row.name, row.roles, "").may(Permission.MANAGE_AIMS)


def _require_open(work: Work, audit_id: str, actor: Actor) -> None:
    row = aims.audit(work.connection, audit_id)
    require_planned(AuditState(row.state))
    require_auditor(row.auditor_id, actor.person_id)


def _needed(text: str, missing: str) -> str:
    cleaned = clean_text(text, limit=LONGEST).strip()
    if not cleaned:
        raise InputError(missing)
    return cleaned
