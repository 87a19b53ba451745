"""Following up issues: steps with owners, holds, dispositions, concessions, failure codes, and a full-text index of issues."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _tables()
    _full_text()


def _full_text() -> None:
    """The index holds no copy of the words; only SQLite has it, other databases search in their own way."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute(
        "CREATE VIRTUAL TABLE issue_text USING fts5(search, content='', contentless_delete=1, "
        'tokenize="unicode61 remove_diacritics 2")'
    )
    op.execute("INSERT INTO issue_word (issue_id) SELECT id FROM issue ORDER BY raised_at, id")
    op.execute(
        "INSERT INTO issue_text (rowid, search) SELECT w.row, i.search FROM issue_word w JOIN issue i ON i.id = w.issue_id"
    )


def _tables() -> None:
    op.create_table(
        "failure_code",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("active", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="1", nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_failure_code_created_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failure_code")),
        sa.UniqueConstraint("code", name=op.f("uq_failure_code_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "concession",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("issue_id", sa.Text(), nullable=True),
        sa.Column("part_id", sa.Text(), nullable=False),
        sa.Column("item_key", sa.Text(), nullable=False),
        sa.Column("lower", sa.Text(), server_default="", nullable=False),
        sa.Column("upper", sa.Text(), server_default="", nullable=False),
        sa.Column("quantity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("valid_until", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("customer_approval", sa.Text(), server_default="", nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("approved_at", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", sa.Text(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="1", nullable=False),
        sa.CheckConstraint("kind in ('concession', 'deviation')", name=op.f("ck_concession_kind")),
        sa.CheckConstraint("length(lower) > 0 or length(upper) > 0", name=op.f("ck_concession_limits")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_concession_quantity")),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_concession_approved_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_concession_issue_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_concession_part_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["requested_by"], ["person.id"], name=op.f("fk_concession_requested_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concession")),
        sa.UniqueConstraint("number", name=op.f("uq_concession_number")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_concession_issue_id"), "concession", ["issue_id"], unique=False)
    op.create_index("ix_concession_part", "concession", ["part_id", "item_key"], unique=False)
    op.create_table(
        "disposition",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issue_id", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("use_as_is", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("rework", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("repair", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("regrade", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("scrap", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("return_to_supplier", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("needed", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.Text(), nullable=False),
        sa.Column("proposed_offset", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decided_at", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="1", nullable=False),
        sa.CheckConstraint("state in ('proposed', 'approved', 'refused', 'withdrawn')", name=op.f("ck_disposition_state")),
        sa.CheckConstraint(
            "quantity = use_as_is + rework + repair + regrade + scrap + return_to_supplier", name=op.f("ck_disposition_balance")
        ),
        sa.CheckConstraint(
            "quantity > 0 and use_as_is >= 0 and rework >= 0 and repair >= 0 "
            "and regrade >= 0 and scrap >= 0 and return_to_supplier >= 0",
            name=op.f("ck_disposition_quantities"),
        ),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_disposition_issue_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_disposition_proposed_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposition")),
        sa.UniqueConstraint("number", name=op.f("uq_disposition_number")),
        sqlite_strict=True,
    )
    op.create_index("ix_disposition_issue", "disposition", ["issue_id", "id"], unique=False)
    op.create_table(
        "hold",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issue_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("lot_id", sa.Text(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_by", sa.Text(), nullable=False),
        sa.Column("placed_at", sa.Text(), nullable=False),
        sa.Column("placed_offset", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.Column("lifted_at", sa.Text(), nullable=True),
        sa.Column("lifted_reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("(lifted_at is null) = (lifted_by is null)", name=op.f("ck_hold_lifted")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_hold_reason")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_hold_issue_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["lifted_by"], ["person.id"], name=op.f("fk_hold_lifted_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_hold_lot_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["placed_by"], ["person.id"], name=op.f("fk_hold_placed_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
        sa.UniqueConstraint("number", name=op.f("uq_hold_number")),
        sqlite_strict=True,
    )
    op.create_index("ix_hold_issue", "hold", ["issue_id", "id"], unique=False)
    op.create_index("ix_hold_lot", "hold", ["lot_id", "lifted_at"], unique=False)
    op.create_table(
        "issue_step",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("issue_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("due_at", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_step_issue_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_issue_step_owner_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_step")),
        sa.UniqueConstraint("issue_id", "state", name=op.f("uq_issue_step_issue_id_state")),
        sqlite_strict=True,
    )
    op.create_index("ix_issue_step_due", "issue_step", ["due_at"], unique=False)
    op.create_table(
        "issue_word",
        sa.Column("row", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issue_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_word_issue_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_issue_word")),
        sa.UniqueConstraint("issue_id", name=op.f("uq_issue_word_issue_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "concession_use",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("concession_id", sa.Text(), nullable=False),
        sa.Column("inspection_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("piece", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("quantity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["concession_id"], ["concession.id"], name=op.f("fk_concession_use_concession_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_concession_use_inspection_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_concession_use_item_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concession_use")),
        sqlite_strict=True,
    )
    op.create_index("ix_concession_use_line", "concession_use", ["inspection_id", "item_id", "piece"], unique=False)
    op.create_index("ix_concession_use_concession", "concession_use", ["concession_id"], unique=False)
    op.create_table(
        "disposition_vote",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("disposition_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("printed_name", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("at_offset", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("verdict in ('approve', 'refuse')", name=op.f("ck_disposition_vote_verdict")),
        sa.ForeignKeyConstraint(
            ["disposition_id"], ["disposition.id"], name=op.f("fk_disposition_vote_disposition_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_disposition_vote_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposition_vote")),
        sa.UniqueConstraint("disposition_id", "person_id", name=op.f("uq_disposition_vote_disposition_id_person_id")),
        sqlite_strict=True,
    )
    op.add_column("issue", sa.Column("failure_code", sa.Text(), server_default="", nullable=False))
    op.add_column("issue", sa.Column("place", sa.Text(), server_default="", nullable=False))
    op.add_column("issue", sa.Column("serials", sa.Text(), server_default="", nullable=False))
    op.add_column("issue", sa.Column("origin", sa.Text(), server_default="", nullable=False))
