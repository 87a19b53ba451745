"""What rework, repair and sending back cost beside the piece itself; uses of lessons."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("part_cost", sa.Column("kind", sa.Text(), server_default="piece", nullable=False))
    op.create_table(
        "lesson_use",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("lesson_id", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("issue_id", sa.Text(), nullable=True),
        sa.Column("inspection_id", sa.Text(), nullable=True),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("at_offset", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("how in ('read', 'offered')", name=op.f("ck_lesson_use_how")),
        sa.CheckConstraint("how = 'read' or issue_id is not null", name=op.f("ck_lesson_use_issue")),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_lesson_use_inspection_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_lesson_use_issue_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_use_lesson_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_lesson_use_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_use")),
        sqlite_strict=True,
    )
    op.create_index("ix_lesson_use_lesson", "lesson_use", ["lesson_id", "at"], unique=False)
