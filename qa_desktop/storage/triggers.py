"""The rules that the database itself keeps, whoever writes to it.

This is the single source of all triggers of the embedded database.  They are created after every migration (a rebuilt table
loses its triggers silently), and the inventory is compared at every start: a missing trigger is a reason not to run.
The words behind ``QA:`` reach the person through :mod:`qa_desktop.storage.faults`.
"""

from __future__ import annotations

from typing import Final

from qa_desktop.storage import aims_rules, cause_rules, followup_rules, improvement_rules, issue_rules, trade_rules
from qa_desktop.storage.rules import lots, readings, refuse

_AREAS = (issue_rules, followup_rules, trade_rules, improvement_rules, aims_rules, cause_rules)
"""Areas with rules of their own; each names the tables of which nothing is deleted or changed."""

_OPEN = "('in_progress', 'returned')"

_NEVER_DELETED: Final = (
    "person",
    "role_grant",
    "credential",
    "certificate",
    "station",
    "template",
    "inspection",
    "part",
    "work_order",
    "lot",
    "piece",
    "answer",
    "answer_change",
    "returned_line",
    "attachment",
    "photo",
    "issue",
    "issue_event",
    "signature",
    "report",
    "audit",
    "chain_head",
    "assignment_rule",
    "patrol",
    "patrol_event",
    "lot_decision",
    "inspection_piece",
    "inspection_line",
    "pinned_plan",
    "plan_result",
    "series_event",
    "second_reading",
    "line_act",
    "question",
    "opened_line",
    *aims_rules.NEVER_DELETED,
)

_NEVER_UPDATED: Final = (
    "answer_change",
    "returned_line",
    "issue_event",
    "audit",
    "patrol_event",
    "lot_decision",
    "inspection_line",
    "pinned_plan",
    "plan_result",
    "series_event",
    "second_reading",
    "line_act",
    "opened_line",
    *aims_rules.NEVER_UPDATED,
)


def _closed(column: str) -> str:
    return f"(SELECT state FROM inspection WHERE id = {column}) NOT IN {_OPEN}"


def _append_only() -> list[tuple[str, str]]:
    kept = (*_NEVER_DELETED, *(table for area in _AREAS for table in area.NEVER_DELETED))
    fixed = (*_NEVER_UPDATED, *(table for area in _AREAS for table in area.NEVER_UPDATED))
    found = [refuse(f"{table}_no_delete", "DELETE", table, "", f"{table} rows are never deleted") for table in kept]
    found += [refuse(f"{table}_no_update", "UPDATE", table, "", f"{table} rows never change") for table in fixed]
    found.append(
        refuse(
            "audit_guard_insert",
            "INSERT",
            "audit",
            "NEW.seq <> coalesce((SELECT max(seq) FROM audit WHERE station_id = NEW.station_id), 0) + 1 OR NEW.prev <> "
            "coalesce((SELECT hash FROM audit WHERE station_id = NEW.station_id ORDER BY seq DESC LIMIT 1), '')",
            "the audit chain only grows at its end",
        )
    )
    return found


def _frozen_when_signed() -> list[tuple[str, str]]:
    frozen = "signed inspections do not change"
    found = []
    for table in ("answer", "photo"):
        for when, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("UPDATE", "OLD")):
            name = f"{table}_frozen_{when.lower()}_{row.lower()}"
            condition = f"{row}.inspection_id IS NOT NULL AND {_closed(f'{row}.inspection_id')}"
            found.append(refuse(name, when, table, condition, frozen))
    readings = ("answer_change", "second_reading", "line_act", "question", "inspection_piece", "inspection_line", "pinned_plan")
    found += [refuse(f"{table}_frozen", "INSERT", table, _closed("NEW.inspection_id"), frozen) for table in readings]
    found += [
        refuse(f"{table}_frozen_update", "UPDATE", table, _closed("OLD.inspection_id"), frozen)
        for table in ("question", "inspection_piece")
    ]
    found.append(
        refuse(
            "inspection_head_frozen",
            "UPDATE OF number, station_id, revision_id, criteria_digest, part_id, order_id, lot_id, piece_id, inspector_id, "
            "opened_at, opened_offset, answered, failed, item_total, covers, operation, patrol_id",
            "inspection",
            f"OLD.state NOT IN {_OPEN}",
            frozen,
        )
    )
    found.append(
        refuse(
            "inspection_identity",
            "UPDATE OF id, number, revision_id, criteria_digest, type, parent_id, ordinal",
            "inspection",
            "",
            frozen,
        )
    )
    return found


def _issues_frozen_when_signed() -> list[tuple[str, str]]:
    frozen = "signed inspections do not change"
    found = []
    found.append(
        refuse(
            "issue_frozen_insert",
            "INSERT",
            "issue",
            f"NEW.inspection_id IS NOT NULL AND {_closed('NEW.inspection_id')}",
            frozen,
        )
    )
    columns = "kind, title, description, severity, quantity, inspection_id, item_id, answer_shown, part_id, lot_id, raised_by, raised_at"
    found.append(
        refuse(
            "issue_frozen_update",
            f"UPDATE OF {columns}",
            "issue",
            f"(OLD.inspection_id IS NOT NULL AND {_closed('OLD.inspection_id')}) OR "
            f"(NEW.inspection_id IS NOT NULL AND {_closed('NEW.inspection_id')})",
            frozen,
        )
    )
    found.append(
        refuse(
            "photo_of_issue_frozen",
            "INSERT",
            "photo",
            "NEW.issue_id IS NOT NULL AND (SELECT i.state FROM issue s JOIN inspection i ON i.id = s.inspection_id "
            f"WHERE s.id = NEW.issue_id) NOT IN {_OPEN}",
            frozen,
        )
    )
    found.append(
        refuse(
            "photo_of_issue_frozen_update",
            "UPDATE",
            "photo",
            "EXISTS (SELECT 1 FROM issue s JOIN inspection i ON i.id = s.inspection_id "
            f"WHERE s.id IN (OLD.issue_id, NEW.issue_id) AND i.state NOT IN {_OPEN})",
            frozen,
        )
    )
    return found


def _steps() -> list[tuple[str, str]]:
    active = "SELECT 1 FROM signature g WHERE g.inspection_id = NEW.id AND g.voided_at IS NULL AND g.round = NEW.round"
    return [
        refuse(
            "inspection_step",
            "UPDATE OF state",
            "inspection",
            "OLD.state <> NEW.state AND (OLD.state || '>' || NEW.state) NOT IN ('in_progress>submitted', 'in_progress>void', "
            "'returned>submitted', 'returned>void', 'submitted>approved', 'submitted>returned', 'approved>returned')",
            "this step of the inspection is not allowed",
        ),
        refuse(
            "inspection_submit_needs_signature",
            "UPDATE OF state",
            "inspection",
            f"NEW.state = 'submitted' AND NOT EXISTS ({active} AND g.stage = 'inspector')",
            "an inspection is submitted by its signature",
        ),
        refuse(
            "inspection_approve_needs_signature",
            "UPDATE OF state",
            "inspection",
            f"NEW.state = 'approved' AND NOT EXISTS ({active} AND g.stage = 'supervisor')",
            "an inspection is approved by its countersignature",
        ),
        refuse(
            "inspection_return_voids",
            "UPDATE OF state",
            "inspection",
            "NEW.state = 'returned' AND EXISTS "
            "(SELECT 1 FROM signature g WHERE g.inspection_id = NEW.id AND g.voided_at IS NULL)",
            "signatures are voided before an inspection is returned",
        ),
        refuse(
            "inspection_refers",
            "INSERT",
            "inspection",
            "(NEW.parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM inspection p WHERE p.id = NEW.parent_id)) "
            "OR (NEW.patrol_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM patrol p WHERE p.id = NEW.patrol_id))",
            "an inspection refers to what exists",
        ),
        refuse("inspection_starts_open", "INSERT", "inspection", "NEW.state <> 'in_progress'", "an inspection starts open"),
    ]


def _signatures() -> list[tuple[str, str]]:
    return [
        refuse(
            "signature_four_eyes",
            "INSERT",
            "signature",
            "NEW.stage = 'supervisor' AND (EXISTS (SELECT 1 FROM inspection i WHERE i.id = NEW.inspection_id "
            "AND i.inspector_id = NEW.person_id) OR EXISTS (SELECT 1 FROM answer_change c "
            "WHERE c.inspection_id = NEW.inspection_id AND c.person_id = NEW.person_id) OR EXISTS (SELECT 1 FROM signature g "
            "WHERE g.inspection_id = NEW.inspection_id AND g.stage = 'inspector' AND g.person_id = NEW.person_id "
            ") OR EXISTS (SELECT 1 FROM photo p WHERE p.inspection_id = NEW.inspection_id AND p.added_by = NEW.person_id) "
            "OR EXISTS (SELECT 1 FROM issue s WHERE s.inspection_id = NEW.inspection_id AND s.raised_by = NEW.person_id) "
            "OR EXISTS (SELECT 1 FROM second_reading r WHERE r.inspection_id = NEW.inspection_id AND r.person_id = NEW.person_id) "
            "OR EXISTS (SELECT 1 FROM line_act a WHERE a.inspection_id = NEW.inspection_id AND a.person_id = NEW.person_id))",
            "nobody countersigns their own inspection",
        ),
        refuse(
            "signature_only_voided",
            "UPDATE",
            "signature",
            "OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL OR NEW.void_reason = '' OR NEW.id <> OLD.id "
            "OR NEW.inspection_id <> OLD.inspection_id OR NEW.round <> OLD.round OR NEW.stage <> OLD.stage "
            "OR NEW.person_id <> OLD.person_id OR NEW.printed_name <> OLD.printed_name OR NEW.meaning <> OLD.meaning "
            "OR NEW.at <> OLD.at OR NEW.content_digest <> OLD.content_digest OR NEW.certificate <> OLD.certificate "
            "OR NEW.anchor_head <> OLD.anchor_head",
            "a signature can only be voided, once and with a reason",
        ),
        refuse(
            "report_content_frozen",
            "UPDATE OF inspection_id, round, content, content_digest, at, file, base_sha256, base_size",
            "report",
            "",
            "the frozen content of a report never changes",
        ),
        refuse(
            "report_step",
            "UPDATE OF state",
            "report",
            "OLD.state <> NEW.state AND (OLD.state || '>' || NEW.state) NOT IN "
            "('waiting>released', 'waiting>void', 'released>void')",
            "this step of the report is not allowed",
        ),
    ]


def _templates() -> list[tuple[str, str]]:
    words = "a published revision never changes"
    found = []
    for table in ("section", "item"):
        for when, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            condition = f"(SELECT state FROM template_revision WHERE id = {row}.revision_id) <> 'draft'"
            found.append(refuse(f"{table}_published_{when.lower()}_{row.lower()}", when, table, condition, words))
    content = "id, template_id, number, title, description, criteria_digest, item_count, source, created_by, editors, change_note"
    found.append(
        refuse("template_revision_published", f"UPDATE OF {content}", "template_revision", "OLD.state <> 'draft'", words)
    )
    found.append(
        refuse(
            "template_revision_published_by",
            "UPDATE OF published_at, published_by",
            "template_revision",
            "NOT (OLD.state = 'approved' AND NEW.state = 'published')",
            words,
        )
    )
    found.append(
        refuse(
            "template_revision_approved_by",
            "UPDATE OF approved_at, approved_by",
            "template_revision",
            "(OLD.state || '>' || NEW.state) NOT IN ('draft>approved', 'approved>draft')",
            words,
        )
    )
    found.append(refuse("template_revision_no_delete", "DELETE", "template_revision", "OLD.state <> 'draft'", words))
    found.append(
        refuse(
            "template_revision_starts_as_draft",
            "INSERT",
            "template_revision",
            "NEW.state <> 'draft'",
            "a revision starts as a draft",
        )
    )
    found.append(
        refuse(
            "template_revision_step",
            "UPDATE OF state",
            "template_revision",
            "OLD.state <> NEW.state AND (OLD.state || '>' || NEW.state) NOT IN "
            "('draft>approved', 'approved>draft', 'approved>published', 'published>retired')",
            "a revision goes from draft to approved to published to retired",
        )
    )
    found.append(
        refuse(
            "template_revision_four_eyes",
            "UPDATE OF state",
            "template_revision",
            "OLD.state = 'draft' AND NEW.state = 'approved' AND (NEW.approved_by IS NULL OR NEW.approved_by = NEW.created_by "
            "OR instr(NEW.editors, NEW.approved_by) > 0)",
            "nobody approves a revision that they wrote",
        )
    )
    return found


def _identities() -> list[tuple[str, str]]:
    """What records refer to by name keeps its name; a wrong one is answered by a new row."""
    named = {
        "part": "number, revision",
        "work_order": "number",
        "lot": "part_id, number, quantity, quantity_scaled, unit, supplier",
        "piece": "part_id, serial",
        "attachment": "sha256, size, mime",
        "station": "code",
    }
    words = "what signed records refer to never changes"
    found = [refuse(f"{table}_identity", f"UPDATE OF {columns}", table, "", words) for table, columns in named.items()]
    found.append(refuse("chain_head_moves_on", "UPDATE", "chain_head", "NEW.seq <> OLD.seq + 1", "the audit chain only grows"))
    return found


TRIGGERS: Final[dict[str, str]] = dict(
    [
        *issue_rules.issues(),
        *_identities(),
        *_append_only(),
        *_frozen_when_signed(),
        *_issues_frozen_when_signed(),
        *_steps(),
        *_signatures(),
        *_templates(),
        *lots(),
        *readings(),
        *followup_rules.followup(),
        *followup_rules.full_text(),
        *trade_rules.trade(),
        *aims_rules.aims(),
        *improvement_rules.improvement(),
        *cause_rules.causes(),
    ],
)
"""Every trigger by name with the statement that makes it."""
