"""Aims: costs of parts, objectives, internal audits with findings, management reviews."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _part_cost()
    _objective()
    _internal_audit()
    _audit_finding()
    _management_review()


def _part_cost() -> None:
    op.create_table(
        "part_cost",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("part_id", sa.Text(), nullable=False),
        sa.Column("cost", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("at_offset", _NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_part_cost_part_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_part_cost_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_cost")),
        sqlite_strict=True,
    )
    op.create_index("ix_part_cost_part", "part_cost", ["part_id", "valid_from", "id"], unique=False)


def _objective() -> None:
    op.create_table(
        "objective",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("figure", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), server_default="", nullable=False),
        sa.Column("baseline", sa.Text(), nullable=False),
        sa.Column("baseline_source", sa.Text(), nullable=False),
        sa.Column("baseline_from", sa.Text(), nullable=False),
        sa.Column("baseline_until", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("requirement", sa.Text(), server_default="", nullable=False),
        sa.Column("resources", sa.Text(), server_default="", nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_offset", _NUMBER, nullable=False),
        sa.Column("withdrawn_at", sa.Text(), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("version", _NUMBER, server_default="1", nullable=False),
        sa.CheckConstraint("length(baseline) > 0 and length(target) > 0", name=op.f("ck_objective_baseline")),
        sa.CheckConstraint("baseline_from <= baseline_until and baseline_until < due", name=op.f("ck_objective_dates")),
        sa.CheckConstraint("baseline_source in ('measured', 'stated')", name=op.f("ck_objective_source")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_objective_created_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_objective_owner_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["person.id"], name=op.f("fk_objective_withdrawn_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objective")),
        sa.UniqueConstraint("number", name=op.f("uq_objective_number")),
        sqlite_strict=True,
    )
    op.create_index("ix_objective_owner", "objective", ["owner_id", "due"], unique=False)


def _internal_audit() -> None:
    op.create_table(
        "internal_audit",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("criteria", sa.Text(), server_default="", nullable=False),
        sa.Column("planned_on", sa.Text(), nullable=False),
        sa.Column("auditor_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("conclusion", sa.Text(), server_default="", nullable=False),
        sa.Column("closed_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_offset", _NUMBER, nullable=False),
        sa.Column("version", _NUMBER, server_default="1", nullable=False),
        sa.CheckConstraint("state = 'planned' or length(conclusion) > 0", name=op.f("ck_internal_audit_conclusion")),
        sa.CheckConstraint("state in ('planned', 'closed')", name=op.f("ck_internal_audit_state")),
        sa.ForeignKeyConstraint(["auditor_id"], ["person.id"], name=op.f("fk_internal_audit_auditor_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_internal_audit_created_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_internal_audit")),
        sa.UniqueConstraint("number", name=op.f("uq_internal_audit_number")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_internal_audit_auditor_id"), "internal_audit", ["auditor_id"], unique=False)
    op.create_index("ix_internal_audit_planned", "internal_audit", ["planned_on", "id"], unique=False)


def _audit_finding() -> None:
    op.create_table(
        "audit_finding",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("audit_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), server_default="", nullable=False),
        sa.Column("issue_id", sa.Text(), nullable=True),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("at_offset", _NUMBER, nullable=False),
        sa.CheckConstraint("kind in ('nonconformity', 'observation', 'opportunity')", name=op.f("ck_audit_finding_kind")),
        sa.CheckConstraint("length(statement) > 0", name=op.f("ck_audit_finding_statement")),
        sa.ForeignKeyConstraint(["audit_id"], ["internal_audit.id"], name=op.f("fk_audit_finding_audit_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_audit_finding_issue_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_audit_finding_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_finding")),
        sqlite_strict=True,
    )
    op.create_index("ix_audit_finding_audit", "audit_finding", ["audit_id", "id"], unique=False)
    op.create_index("ix_audit_finding_issue", "audit_finding", ["issue_id"], unique=False)


def _management_review() -> None:
    op.create_table(
        "management_review",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Text(), nullable=False),
        sa.Column("decisions", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("printed_name", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("at_offset", _NUMBER, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_digest", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), server_default="", nullable=False),
        sa.Column("sha256", sa.Text(), server_default="", nullable=False),
        sa.Column("size", _NUMBER, server_default="0", nullable=False),
        sa.CheckConstraint("length(decisions) > 0", name=op.f("ck_management_review_decisions")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_management_review_period")),
        sa.ForeignKeyConstraint(
            ["certificate"], ["certificate.fingerprint"], name=op.f("fk_management_review_certificate"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_management_review_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_management_review")),
        sa.UniqueConstraint("number", name=op.f("uq_management_review_number")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_management_review_at"), "management_review", ["at", "id"], unique=False)
