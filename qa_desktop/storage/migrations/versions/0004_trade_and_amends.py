"""From material to delivery and amends: companies, order lines, deliveries, certificates, complaints, promises, requests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _company()
    _order_line()
    _delivery()
    _supplier_certificate()
    _complaint()
    _promise()
    _trade_document()
    _supplier_request()


def _company() -> None:
    op.create_table(
        "company",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), server_default="", nullable=False),
        sa.Column("early_days", _NUMBER, nullable=True),
        sa.Column("late_days", _NUMBER, server_default="0", nullable=False),
        sa.Column("needs_certificate", _NUMBER, server_default="0", nullable=False),
        sa.Column("active", _NUMBER, server_default="1", nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("version", _NUMBER, server_default="1", nullable=False),
        sa.CheckConstraint("kind in ('supplier', 'customer', 'both')", name=op.f("ck_company_kind")),
        sa.CheckConstraint("late_days >= 0 and (early_days is null or early_days >= 0)", name=op.f("ck_company_window")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
        sa.UniqueConstraint("name", name=op.f("uq_company_name")),
        sqlite_strict=True,
    )


def _order_line() -> None:
    op.create_table(
        "order_line",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.Column("part_id", sa.Text(), nullable=False),
        sa.Column("quantity", _NUMBER, nullable=False),
        sa.Column("promised", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Text(), server_default="", nullable=False),
        sa.Column("last_day", sa.Text(), nullable=False),
        sa.Column("fulfilled_on", sa.Text(), nullable=True),
        sa.Column("cancelled_at", sa.Text(), nullable=True),
        sa.Column("cancelled_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("version", _NUMBER, server_default="1", nullable=False),
        sa.CheckConstraint("kind in ('customer', 'purchase')", name=op.f("ck_order_line_kind")),
        sa.CheckConstraint("cancelled_at is null or length(cancelled_reason) > 0", name=op.f("ck_order_line_cancelled")),
        sa.CheckConstraint("first_day <= promised and promised <= last_day", name=op.f("ck_order_line_window")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_line_quantity")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_order_line_company_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_order_line_created_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_order_line_order_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_order_line_part_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_line")),
        sa.UniqueConstraint("order_id", "number", name=op.f("uq_order_line_order_id_number")),
        sqlite_strict=True,
    )
    op.create_index("ix_order_line_company", "order_line", ["company_id", "last_day"], unique=False)
    op.create_index("ix_order_line_part", "order_line", ["part_id", "promised"], unique=False)
    op.create_index("ix_order_line_promised", "order_line", ["promised", "id"], unique=False)


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("line_id", sa.Text(), nullable=False),
        sa.Column("lot_id", sa.Text(), nullable=True),
        sa.Column("quantity", _NUMBER, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("takes_back", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("at_offset", _NUMBER, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_delivery_quantity")),
        sa.CheckConstraint("takes_back is null or length(remark) > 0", name=op.f("ck_delivery_remark")),
        sa.ForeignKeyConstraint(["line_id"], ["order_line.id"], name=op.f("fk_delivery_line_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_delivery_lot_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_delivery_person_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["takes_back"], ["delivery.id"], name=op.f("fk_delivery_takes_back"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("takes_back", name=op.f("uq_delivery_takes_back")),
        sqlite_strict=True,
    )
    op.create_index("ix_delivery_line", "delivery", ["line_id", "day", "id"], unique=False)
    op.create_index(op.f("ix_delivery_lot_id"), "delivery", ["lot_id"], unique=False)


def _supplier_certificate() -> None:
    op.create_table(
        "supplier_certificate",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("lot_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Text(), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.Text(), nullable=True),
        sa.Column("checked_by", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), server_default="", nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("attachment", sa.Text(), nullable=True),
        sa.CheckConstraint("(verdict = '') = (checked_at is null)", name=op.f("ck_supplier_certificate_checked")),
        sa.CheckConstraint("verdict <> 'bad' or length(remark) > 0", name=op.f("ck_supplier_certificate_remark")),
        sa.CheckConstraint("verdict in ('', 'good', 'bad')", name=op.f("ck_supplier_certificate_verdict")),
        sa.ForeignKeyConstraint(
            ["attachment"], ["attachment.sha256"], name=op.f("fk_supplier_certificate_attachment"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["person.id"], name=op.f("fk_supplier_certificate_checked_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_supplier_certificate_lot_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["received_by"], ["person.id"], name=op.f("fk_supplier_certificate_received_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_certificate")),
        sqlite_strict=True,
    )
    op.create_index("ix_supplier_certificate_lot", "supplier_certificate", ["lot_id", "id"], unique=False)


def _complaint() -> None:
    op.create_table(
        "complaint",
        sa.Column("issue_id", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), server_default="", nullable=False),
        sa.Column("received_on", sa.Text(), nullable=False),
        sa.Column("quantity", _NUMBER, nullable=True),
        sa.Column("version", _NUMBER, server_default="1", nullable=False),
        sa.CheckConstraint("quantity is null or quantity >= 0", name=op.f("ck_complaint_quantity")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_complaint_company_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_complaint_issue_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("issue_id", name=op.f("pk_complaint")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_complaint_company_id"), "complaint", ["company_id"], unique=False)


def _promise() -> None:
    op.create_table(
        "promise",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("issue_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("amount", _NUMBER, nullable=True),
        sa.Column("currency", sa.Text(), server_default="", nullable=False),
        sa.Column("promised_by", sa.Text(), nullable=False),
        sa.Column("promised_at", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("kept_on", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.Text(), nullable=True),
        sa.Column("satisfied", sa.Text(), server_default="unknown", nullable=False),
        sa.Column("satisfied_remark", sa.Text(), server_default="", nullable=False),
        sa.Column("satisfied_at", sa.Text(), nullable=True),
        sa.Column("version", _NUMBER, server_default="1", nullable=False),
        sa.CheckConstraint(
            "(amount is null) = (currency = '') and (amount is null or amount > 0)", name=op.f("ck_promise_amount")
        ),
        sa.CheckConstraint("kind in ('replacement', 'rework', 'credit', 'letter', 'other')", name=op.f("ck_promise_kind")),
        sa.CheckConstraint("satisfied in ('unknown', 'yes', 'no')", name=op.f("ck_promise_satisfied")),
        sa.CheckConstraint("state <> 'kept' or (kept_on is not null and length(evidence) > 0)", name=op.f("ck_promise_evidence")),
        sa.CheckConstraint("state <> 'withdrawn' or length(reason) > 0", name=op.f("ck_promise_reason")),
        sa.CheckConstraint("state in ('open', 'kept', 'withdrawn')", name=op.f("ck_promise_state")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_promise_issue_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["promised_by"], ["person.id"], name=op.f("fk_promise_promised_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_promise_settled_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
        sqlite_strict=True,
    )
    op.create_index("ix_promise_due", "promise", ["state", "due"], unique=False)
    op.create_index("ix_promise_issue", "promise", ["issue_id", "id"], unique=False)


def _trade_document() -> None:
    op.create_table(
        "trade_document",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Text(), nullable=True),
        sa.Column("lot_id", sa.Text(), nullable=True),
        sa.Column("line_id", sa.Text(), nullable=True),
        sa.Column("issue_id", sa.Text(), nullable=True),
        sa.Column("quantity", _NUMBER, nullable=True),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("printed_name", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("at_offset", _NUMBER, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_digest", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", _NUMBER, nullable=False),
        sa.CheckConstraint(
            "(kind = 'conformance') = (lot_id is not null and quantity is not null)", name=op.f("ck_trade_document_lot")
        ),
        sa.CheckConstraint("kind in ('conformance', 'request', 'scorecard')", name=op.f("ck_trade_document_kind")),
        sa.CheckConstraint("quantity is null or quantity > 0", name=op.f("ck_trade_document_quantity")),
        sa.ForeignKeyConstraint(
            ["certificate"], ["certificate.fingerprint"], name=op.f("fk_trade_document_certificate"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_trade_document_company_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_trade_document_issue_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["line_id"], ["order_line.id"], name=op.f("fk_trade_document_line_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_trade_document_lot_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_trade_document_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trade_document")),
        sa.UniqueConstraint("number", name=op.f("uq_trade_document_number")),
        sqlite_strict=True,
    )
    op.create_index("ix_trade_document_company", "trade_document", ["company_id", "id"], unique=False)
    op.create_index(op.f("ix_trade_document_issue_id"), "trade_document", ["issue_id"], unique=False)
    op.create_index("ix_trade_document_lot", "trade_document", ["lot_id", "id"], unique=False)


def _supplier_request() -> None:
    op.create_table(
        "supplier_request",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("issue_id", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("sent_on", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="sent", nullable=False),
        sa.Column("answered_on", sa.Text(), nullable=True),
        sa.Column("first_answered_on", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), server_default="", nullable=False),
        sa.Column("accepted_at", sa.Text(), nullable=True),
        sa.Column("accepted_by", sa.Text(), nullable=True),
        sa.Column("version", _NUMBER, server_default="1", nullable=False),
        sa.CheckConstraint("(state = 'accepted') = (accepted_at is not null)", name=op.f("ck_supplier_request_accepted")),
        sa.CheckConstraint(
            "state = 'sent' or (answered_on is not null and length(answer) > 0)", name=op.f("ck_supplier_request_answer")
        ),
        sa.CheckConstraint("state in ('sent', 'answered', 'accepted')", name=op.f("ck_supplier_request_state")),
        sa.ForeignKeyConstraint(
            ["accepted_by"], ["person.id"], name=op.f("fk_supplier_request_accepted_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_supplier_request_company_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["trade_document.id"], name=op.f("fk_supplier_request_document_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_supplier_request_entered_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_supplier_request_issue_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_request")),
        sa.UniqueConstraint("document_id", name=op.f("uq_supplier_request_document_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_supplier_request_company", "supplier_request", ["company_id", "sent_on"], unique=False)
    op.create_index("ix_supplier_request_issue", "supplier_request", ["issue_id", "id"], unique=False)
