"""Causes, actions and their effect, signed reports of issues; a first list of cause codes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_CODES = (
    ("SETUP", "Wrong set-up or adjustment", "occurrence"),
    ("TOOL", "Worn, damaged or wrong tool", "occurrence"),
    ("MACHINE", "Machine condition or maintenance", "occurrence"),
    ("PROGRAM", "Wrong program or parameter", "occurrence"),
    ("MATERIAL", "Material or supplied part", "occurrence"),
    ("METHOD", "Process not capable or not described", "occurrence"),
    ("DRAWING", "Drawing or specification unclear, wrong or outdated", "both"),
    ("TRAINING", "Instruction or training missing", "both"),
    ("HANDLING", "Handling, transport or storage", "occurrence"),
    ("ENVIRONMENT", "Temperature, dirt, light, vibration", "both"),
    ("NOT-CHECKED", "The characteristic is not checked", "detection"),
    ("TOO-SELDOM", "Sample too small or too seldom", "detection"),
    ("GAUGE", "Gauge unsuitable, damaged or out of calibration", "detection"),
    ("CRITERION", "Limit or criterion unclear", "detection"),
    ("OVERLOOKED", "Checked and overlooked", "detection"),
    ("PASSED-ON", "Found, but passed on all the same", "detection"),
    ("OTHER", "Other cause", "both"),
)


def upgrade() -> None:
    _causes()
    _actions()
    _reports()
    _codes()


def _causes() -> None:
    op.create_table(
        "cause_code",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("active", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="1", nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="1", nullable=False),
        sa.CheckConstraint("scope in ('occurrence', 'detection', 'both')", name=op.f("ck_cause_code_scope")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cause_code")),
        sa.UniqueConstraint("code", name=op.f("uq_cause_code_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "cause_node",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("issue_id", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Text(), nullable=True),
        sa.Column("track", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), server_default="", nullable=False),
        sa.Column("photo_id", sa.Text(), nullable=True),
        sa.Column("code_id", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("removed_by", sa.Text(), nullable=True),
        sa.Column("removed_at", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="1", nullable=False),
        sa.CheckConstraint("track in ('occurrence', 'detection')", name=op.f("ck_cause_node_track")),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_cause_node_text")),
        sa.ForeignKeyConstraint(["code_id"], ["cause_code.id"], name=op.f("fk_cause_node_code_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_cause_node_created_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_cause_node_issue_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["parent_id"], ["cause_node.id"], name=op.f("fk_cause_node_parent_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_cause_node_photo_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["removed_by"], ["person.id"], name=op.f("fk_cause_node_removed_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cause_node")),
        sqlite_strict=True,
    )
    op.create_index("ix_cause_node_code", "cause_node", ["code_id"], unique=False)
    op.create_index("ix_cause_node_issue", "cause_node", ["issue_id", "removed_at"], unique=False)
    op.create_table(
        "fishbone_entry",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("issue_id", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("removed_by", sa.Text(), nullable=True),
        sa.Column("removed_at", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="1", nullable=False),
        sa.CheckConstraint(
            "category in ('people', 'machine', 'material', 'method', 'measurement', 'environment')",
            name=op.f("ck_fishbone_entry_category"),
        ),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_fishbone_entry_text")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_fishbone_entry_created_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_fishbone_entry_issue_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["removed_by"], ["person.id"], name=op.f("fk_fishbone_entry_removed_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fishbone_entry")),
        sqlite_strict=True,
    )
    op.create_index("ix_fishbone_entry_issue", "fishbone_entry", ["issue_id", "removed_at"], unique=False)
    op.create_table(
        "is_is_not",
        sa.Column("issue_id", sa.Text(), nullable=False),
        sa.Column("aspect", sa.Text(), nullable=False),
        sa.Column("is_text", sa.Text(), server_default="", nullable=False),
        sa.Column("is_not_text", sa.Text(), server_default="", nullable=False),
        sa.Column("difference", sa.Text(), server_default="", nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="1", nullable=False),
        sa.CheckConstraint("aspect in ('what', 'where', 'when', 'how_much')", name=op.f("ck_is_is_not_aspect")),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_is_is_not_changed_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_is_is_not_issue_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("issue_id", "aspect", name=op.f("pk_is_is_not")),
        sqlite_strict=True,
    )
    op.create_table(
        "team_member",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("issue_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.Column("removed_by", sa.Text(), nullable=True),
        sa.Column("removed_at", sa.Text(), nullable=True),
        sa.CheckConstraint("role in ('leader', 'sponsor', 'member')", name=op.f("ck_team_member_role")),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_team_member_name")),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_team_member_added_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_team_member_issue_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_team_member_person_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["removed_by"], ["person.id"], name=op.f("fk_team_member_removed_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_member")),
        sqlite_strict=True,
    )
    op.create_index("ix_team_member_issue", "team_member", ["issue_id", "removed_at"], unique=False)


def _actions() -> None:
    op.create_table(
        "issue_action",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("issue_id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), server_default="", nullable=False),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.Column("done_at", sa.Text(), nullable=True),
        sa.Column("done_offset", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("verified_by", sa.Text(), nullable=True),
        sa.Column("verified_at", sa.Text(), nullable=True),
        sa.Column("verified_offset", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("removed_by", sa.Text(), nullable=True),
        sa.Column("removed_at", sa.Text(), nullable=True),
        sa.Column("remove_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="1", nullable=False),
        sa.CheckConstraint(
            "kind in ('correction', 'corrective', 'preventive', 'improvement')", name=op.f("ck_issue_action_kind")
        ),
        sa.CheckConstraint(
            "state = 'open' or (length(evidence) > 0 and done_by is not null)", name=op.f("ck_issue_action_evidence")
        ),
        sa.CheckConstraint("state in ('open', 'done', 'verified', 'ineffective')", name=op.f("ck_issue_action_state")),
        sa.CheckConstraint(
            "state not in ('verified', 'ineffective') or verified_by is not null", name=op.f("ck_issue_action_verified")
        ),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_issue_action_text")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_issue_action_created_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"], name=op.f("fk_issue_action_done_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_action_issue_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_issue_action_owner_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["removed_by"], ["person.id"], name=op.f("fk_issue_action_removed_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["verified_by"], ["person.id"], name=op.f("fk_issue_action_verified_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_action")),
        sa.UniqueConstraint("issue_id", "number", name=op.f("uq_issue_action_issue_id_number")),
        sqlite_strict=True,
    )
    op.create_index("ix_issue_action_owner", "issue_action", ["owner_id", "state", "due_on"], unique=False)
    op.create_index("ix_issue_action_state", "issue_action", ["state", "due_on"], unique=False)
    op.create_table(
        "effect_plan",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("part_number", sa.Text(), nullable=False),
        sa.Column("template_id", sa.Text(), nullable=True),
        sa.Column("item_key", sa.Text(), server_default="", nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("baseline_from", sa.Text(), nullable=False),
        sa.Column("baseline_to", sa.Text(), nullable=False),
        sa.Column("follow_from", sa.Text(), nullable=False),
        sa.Column("follow_to", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("minimum", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("at_offset", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("metric in ('characteristic', 'inspections', 'lots')", name=op.f("ck_effect_plan_metric")),
        sa.CheckConstraint(
            "baseline_from <= baseline_to and baseline_to < follow_from and follow_from <= follow_to",
            name=op.f("ck_effect_plan_periods"),
        ),
        sa.CheckConstraint("minimum > 0", name=op.f("ck_effect_plan_minimum")),
        sa.ForeignKeyConstraint(["action_id"], ["issue_action.id"], name=op.f("fk_effect_plan_action_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_effect_plan_person_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["template_id"], ["template.id"], name=op.f("fk_effect_plan_template_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect_plan")),
        sqlite_strict=True,
    )
    op.create_index("ix_effect_plan_action", "effect_plan", ["action_id", "id"], unique=False)
    op.create_table(
        "effect_result",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("before_nonconforming", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("before_exposure", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("after_nonconforming", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("after_exposure", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("printed_name", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("at_offset", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("verdict <> 'overridden' or length(reason) > 0", name=op.f("ck_effect_result_reason")),
        sa.CheckConstraint(
            "verdict = 'overridden' or (plan_id is not null and after_exposure is not null)",
            name=op.f("ck_effect_result_measured"),
        ),
        sa.CheckConstraint("verdict in ('met', 'not_met', 'overridden')", name=op.f("ck_effect_result_verdict")),
        sa.ForeignKeyConstraint(["action_id"], ["issue_action.id"], name=op.f("fk_effect_result_action_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_effect_result_person_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["plan_id"], ["effect_plan.id"], name=op.f("fk_effect_result_plan_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect_result")),
        sqlite_strict=True,
    )
    op.create_index("ix_effect_result_action", "effect_result", ["action_id", "id"], unique=False)


def _reports() -> None:
    op.create_table(
        "issue_report",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("issue_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("printed_name", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("at_offset", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_digest", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), server_default="", nullable=False),
        sa.Column("sha256", sa.Text(), server_default="", nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.CheckConstraint("kind in ('8d', 'ncr')", name=op.f("ck_issue_report_kind")),
        sa.ForeignKeyConstraint(
            ["certificate"], ["certificate.fingerprint"], name=op.f("fk_issue_report_certificate"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_report_issue_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_issue_report_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_report")),
        sa.UniqueConstraint("number", name=op.f("uq_issue_report_number")),
        sqlite_strict=True,
    )
    op.create_index("ix_issue_report_issue", "issue_report", ["issue_id", "id"], unique=False)


def _codes() -> None:
    """The list that a new workspace begins with; people add their own and switch off what they do not use."""
    table = sa.table("cause_code", *(sa.column(name) for name in ("id", "code", "words", "scope")))
    op.bulk_insert(
        table, [{"id": f"cause-{code.lower()}", "code": code, "words": words, "scope": scope} for code, words, scope in _CODES]
    )
