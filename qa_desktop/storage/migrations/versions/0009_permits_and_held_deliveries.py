"""Permits in words and without an issue, what a permit is about, who withdrew it; held deliveries; an index of open promises."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_KEPT = (
    "id, number, kind, issue_id, part_id, item_key, lower, upper, quantity, valid_until, reason, customer_approval, "
    "requested_by, requested_at, approved_by, approved_at, withdrawn_at, withdrawn_reason, version"
)
_LINE = "FROM issue i JOIN item t ON t.id = i.item_id WHERE i.id = concession.issue_id"
_OPEN = sa.text("fulfilled_on IS NULL AND cancelled_at IS NULL")


def upgrade() -> None:
    _concession()
    op.execute(
        f"INSERT INTO concession_new ({_KEPT}, item_text, unit) SELECT {_KEPT}, coalesce((SELECT t.text {_LINE}), item_key), "
        f"coalesce((SELECT t.unit {_LINE}), '') FROM concession"
    )
    op.drop_table("concession")
    op.rename_table("concession_new", "concession")
    op.create_index(op.f("ix_concession_issue_id"), "concession", ["issue_id"], unique=False)
    op.create_index("ix_concession_part", "concession", ["part_id", "item_key"], unique=False)
    op.create_index("ix_concession_until", "concession", ["valid_until", "id"], unique=False)
    op.add_column("hold", sa.Column("order_line_id", sa.Text(), nullable=True))
    op.create_index("ix_hold_order_line", "hold", ["order_line_id", "lifted_at"], unique=False)
    op.create_index("ix_hold_kind", "hold", ["kind", "lifted_at"], unique=False)
    op.create_index(
        "ix_order_line_open",
        "order_line",
        ["part_id", "kind", "promised", "id"],
        unique=False,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def _concession() -> None:
    """The embedded database changes no constraint of a table that exists, so the table is made anew."""
    op.create_table(
        "concession_new",
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
        sa.Column("item_text", sa.Text(), server_default="", nullable=False),
        sa.Column("unit", sa.Text(), server_default="", nullable=False),
        sa.Column("permits", sa.Text(), server_default="", nullable=False),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.CheckConstraint("kind in ('concession', 'deviation')", name=op.f("ck_concession_kind")),
        sa.CheckConstraint("length(lower) > 0 or length(upper) > 0 or length(permits) > 0", name=op.f("ck_concession_limits")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_concession_quantity")),
        sa.CheckConstraint("issue_id is not null or kind = 'deviation'", name=op.f("ck_concession_issue")),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_concession_approved_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_concession_issue_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_concession_part_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["requested_by"], ["person.id"], name=op.f("fk_concession_requested_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["person.id"], name=op.f("fk_concession_withdrawn_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concession")),
        sa.UniqueConstraint("number", name=op.f("uq_concession_number")),
        sqlite_strict=True,
    )
