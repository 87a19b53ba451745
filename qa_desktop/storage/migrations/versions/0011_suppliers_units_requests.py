"""Names of companies as they are compared, units of quantities, and requests to suppliers that are reminded or withdrawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa_desktop.domain.trade import company_key

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_REQUEST = (
    "id, issue_id, company_id, document_id, sent_on, due, state, answered_on, first_answered_on, answer, entered_by, verdict, "
    "accepted_at, accepted_by, version"
)


def upgrade() -> None:
    op.add_column("lot", sa.Column("unit", sa.Text(), server_default="", nullable=False))
    op.add_column("lot", sa.Column("supplier_key", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_lot_supplier", "lot", ["supplier_key", "created_at"], unique=False)
    op.add_column("company", sa.Column("name_key", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_company_name_key", "company", ["name_key"], unique=False)
    op.add_column("order_line", sa.Column("unit", sa.Text(), server_default="", nullable=False))
    _keys("lot", "supplier", "supplier_key")
    _keys("company", "name", "name_key")
    _requests()


def _keys(table: str, name: str, key: str) -> None:
    """Write the key of every name that is there; only the program knows how names are compared."""
    connection = op.get_bind()
    found = sa.table(table, sa.column(name, sa.Text()), sa.column(key, sa.Text()))
    for one in connection.execute(sa.select(found.c[name]).distinct()).scalars().all():
        connection.execute(sa.update(found).where(found.c[name] == one).values({key: company_key(one)}))


def _requests() -> None:
    """Make the table anew: a state is added to its rule, which no column can be added to."""
    op.rename_table("supplier_request", "supplier_request_old")
    for name in ("ix_supplier_request_company", "ix_supplier_request_issue"):
        op.drop_index(name, "supplier_request_old")
    op.create_table(
        "supplier_request",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "issue_id", "company_id", "document_id")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("sent_on", "due")),
        sa.Column("state", sa.Text(), server_default="sent", nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("answered_on", "first_answered_on")),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), server_default="", nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("accepted_at", "accepted_by")),
        sa.Column("version", _NUMBER, server_default="1", nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("withdrawn_on", "reminded_on")),
        sa.Column("reminders", _NUMBER, server_default="0", nullable=False),
        sa.CheckConstraint("(state = 'accepted') = (accepted_at is not null)", name=op.f("ck_supplier_request_accepted")),
        sa.CheckConstraint("(state = 'withdrawn') = (withdrawn_on is not null)", name=op.f("ck_supplier_request_withdrawn")),
        sa.CheckConstraint("state <> 'withdrawn' or length(verdict) > 0", name=op.f("ck_supplier_request_reason")),
        sa.CheckConstraint(
            "state in ('sent', 'withdrawn') or (answered_on is not null and length(answer) > 0)",
            name=op.f("ck_supplier_request_answer"),
        ),
        sa.CheckConstraint("state in ('sent', 'answered', 'accepted', 'withdrawn')", name=op.f("ck_supplier_request_state")),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_supplier_request_{column}"), ondelete="RESTRICT")
            for column, target in (
                ("accepted_by", "person.id"),
                ("company_id", "company.id"),
                ("document_id", "trade_document.id"),
                ("entered_by", "person.id"),
                ("issue_id", "issue.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_request")),
        sa.UniqueConstraint("document_id", name=op.f("uq_supplier_request_document_id")),
        sqlite_strict=True,
    )
    op.execute(f"INSERT INTO supplier_request ({_REQUEST}) SELECT {_REQUEST} FROM supplier_request_old")
    op.drop_table("supplier_request_old")
    op.create_index("ix_supplier_request_company", "supplier_request", ["company_id", "sent_on"], unique=False)
    op.create_index("ix_supplier_request_issue", "supplier_request", ["issue_id", "id"], unique=False)
