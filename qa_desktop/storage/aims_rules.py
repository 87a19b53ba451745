"""Rules of the database about aims: what was aimed at, found and signed stays."""

from __future__ import annotations

from typing import Final

from qa_desktop.domain.costs import CostKind
from qa_desktop.storage.rules import refuse

NEVER_DELETED: Final = ("part_cost", "objective", "internal_audit", "audit_finding", "management_review")
NEVER_UPDATED: Final = ("part_cost", "management_review")

_AIM = (
    "id, number, statement, figure, scope, baseline, baseline_source, baseline_from, baseline_until, target, due, requirement, "
    "created_by, created_at"
)


def aims() -> list[tuple[str, str]]:
    """An objective is withdrawn once and never rewritten; only the auditor of an open audit adds findings."""
    audit = "FROM internal_audit a WHERE a.id = NEW.audit_id"
    kinds = ", ".join(f"'{kind.value}'" for kind in CostKind)
    return [
        refuse("part_cost_kind", "INSERT", "part_cost", f"NEW.kind NOT IN ({kinds})", "a cost is of a known kind"),
        refuse("objective_frozen", f"UPDATE OF {_AIM}", "objective", "", "what was aimed at never changes"),
        refuse(
            "objective_withdrawn_once",
            "UPDATE",
            "objective",
            "OLD.withdrawn_at IS NOT NULL OR (NEW.withdrawn_at IS NOT NULL AND NEW.withdraw_reason = '')",
            "an objective is withdrawn once and with a reason",
        ),
        refuse("internal_audit_closed", "UPDATE", "internal_audit", "OLD.state = 'closed'", "a closed audit never changes"),
        refuse(
            "internal_audit_starts_planned", "INSERT", "internal_audit", "NEW.state <> 'planned'", "an audit is planned first"
        ),
        refuse(
            "internal_audit_identity",
            "UPDATE OF id, number, auditor_id, created_by, created_at",
            "internal_audit",
            "",
            "the auditor of an audit never changes",
        ),
        refuse(
            "audit_finding_by_auditor",
            "INSERT",
            "audit_finding",
            f"NOT EXISTS (SELECT 1 {audit} AND a.state = 'planned' AND a.auditor_id = NEW.person_id)",
            "only the auditor of an open audit adds findings",
        ),
        refuse(
            "audit_finding_frozen",
            "UPDATE",
            "audit_finding",
            "OLD.issue_id IS NOT NULL OR NEW.issue_id IS NULL OR NEW.id <> OLD.id OR NEW.audit_id <> OLD.audit_id "
            "OR NEW.kind <> OLD.kind OR NEW.statement <> OLD.statement OR NEW.evidence <> OLD.evidence "
            "OR NEW.person_id <> OLD.person_id OR NEW.at <> OLD.at",
            "a finding stands; only an issue is linked to it, once",
        ),
    ]
