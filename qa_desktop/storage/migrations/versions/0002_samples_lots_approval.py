"""Samples, lots, plans, approval of templates: pieces in every line, decisions of lots, assignment rules and patrols."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _new_tables()
    _new_columns()
    _answers_by_piece()
    _revisions_with_approval()


def _new_tables() -> None:
    op.create_table(
        "assignment_rule",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("template_id", sa.Text(), nullable=False),
        sa.Column("part_number", sa.Text(), server_default="", nullable=False),
        sa.Column("supplier", sa.Text(), server_default="", nullable=False),
        sa.Column("operation", sa.Text(), server_default="", nullable=False),
        sa.Column("inspection_type", sa.Text(), server_default="", nullable=False),
        sa.Column("one_lot_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="1", nullable=False),
        sa.Column("seed", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("active", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="1", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["template_id"], ["template.id"], name=op.f("fk_assignment_rule_template_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_rule")),
        sqlite_strict=True,
    )
    op.create_index("ix_assignment_rule_part", "assignment_rule", ["part_number", "active"], unique=False)
    op.create_table(
        "patrol",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("template_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("part_number", sa.Text(), server_default="", nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("every_pieces", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("every_minutes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("after_setup", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("active", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="1", nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["template_id"], ["template.id"], name=op.f("fk_patrol_template_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol")),
        sqlite_strict=True,
    )
    op.create_table(
        "series_event",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_series_event_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_event")),
        sqlite_strict=True,
    )
    op.create_index("ix_series_event_series", "series_event", ["series", "at", "id"], unique=False)
    op.create_table(
        "inspection_line",
        sa.Column("inspection_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("piece", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_line_inspection_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_inspection_line_item_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("inspection_id", "item_id", "piece", name=op.f("pk_inspection_line")),
        sqlite_strict=True,
    )
    op.create_table(
        "inspection_piece",
        sa.Column("inspection_id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("piece_id", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), server_default="", nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_inspection_piece_added_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_piece_inspection_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_inspection_piece_piece_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("inspection_id", "number", name=op.f("pk_inspection_piece")),
        sqlite_strict=True,
    )
    op.create_table(
        "line_act",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("inspection_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("piece", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("value_before", sa.Text(), nullable=True),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("at_offset", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("act in ('retract', 'retest', 'reject')", name=op.f("ck_line_act_act")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_line_act_reason")),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_line_act_inspection_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_line_act_item_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_line_act_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_act")),
        sqlite_strict=True,
    )
    op.create_index("ix_line_act_inspection", "line_act", ["inspection_id", "id"], unique=False)
    op.create_table(
        "lot_decision",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("lot_id", sa.Text(), nullable=False),
        sa.Column("inspection_id", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("inspected", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("accepted", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rejected", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("held", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
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
        sa.CheckConstraint("source in ('waiting', 'held', 'accepted')", name=op.f("ck_lot_decision_source")),
        sa.CheckConstraint("inspected = accepted + rejected + held", name=op.f("ck_lot_decision_balance")),
        sa.CheckConstraint(
            "inspected > 0 and accepted >= 0 and rejected >= 0 and held >= 0", name=op.f("ck_lot_decision_quantities")
        ),
        sa.CheckConstraint("length(reason) > 0 or (rejected = 0 and held = 0)", name=op.f("ck_lot_decision_reason")),
        sa.ForeignKeyConstraint(
            ["certificate"], ["certificate.fingerprint"], name=op.f("fk_lot_decision_certificate"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_lot_decision_inspection_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_lot_decision_lot_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_lot_decision_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_decision")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_lot_decision_inspection_id"), "lot_decision", ["inspection_id"], unique=False)
    op.create_index("ix_lot_decision_lot", "lot_decision", ["lot_id", "id"], unique=False)
    op.create_table(
        "opened_line",
        sa.Column("inspection_id", sa.Text(), nullable=False),
        sa.Column("round", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("piece", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_opened_line_inspection_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_opened_line_item_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_opened_line_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("inspection_id", "round", "item_id", "piece", "person_id", name=op.f("pk_opened_line")),
        sqlite_strict=True,
    )
    op.create_table(
        "patrol_event",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patrol_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("pieces", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("inspection_id", sa.Text(), nullable=True),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("at_offset", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_patrol_event_inspection_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name=op.f("fk_patrol_event_patrol_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_patrol_event_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_event")),
        sqlite_strict=True,
    )
    op.create_index("ix_patrol_event_patrol", "patrol_event", ["patrol_id", "at", "id"], unique=False)
    op.create_table(
        "pinned_plan",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("inspection_id", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("class", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("lot_size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code_letter", sa.Text(), server_default="", nullable=False),
        sa.Column("letter_used", sa.Text(), server_default="", nullable=False),
        sa.Column("sample_size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("accept", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reject", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_pinned_plan_inspection_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pinned_plan")),
        sqlite_strict=True,
    )
    op.create_index("ix_pinned_plan_inspection", "pinned_plan", ["inspection_id"], unique=False)
    op.create_index("ix_pinned_plan_series", "pinned_plan", ["series", "at", "id"], unique=False)
    op.create_table(
        "question",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("inspection_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=True),
        sa.Column("piece", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("round", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), server_default="", nullable=False),
        sa.Column("replied_by", sa.Text(), nullable=True),
        sa.Column("replied_at", sa.Text(), nullable=True),
        sa.Column("replied_offset", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_question_inspection_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_question_item_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["replied_by"], ["person.id"], name=op.f("fk_question_replied_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sqlite_strict=True,
    )
    op.create_index("ix_question_inspection", "question", ["inspection_id", "id"], unique=False)
    op.create_table(
        "second_reading",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("inspection_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("piece", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("gauge", sa.Text(), server_default="", nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("station_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("at_offset", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_second_reading_inspection_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_second_reading_item_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_second_reading_person_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_second_reading_station_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_reading")),
        sqlite_strict=True,
    )
    op.create_index("ix_second_reading_line", "second_reading", ["inspection_id", "item_id", "piece", "id"], unique=False)
    op.create_table(
        "plan_result",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("nonconforming", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("accepted", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("original", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_plan_result_person_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["plan_id"], ["pinned_plan.id"], name=op.f("fk_plan_result_plan_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_result")),
        sqlite_strict=True,
    )
    op.create_index("ix_plan_result_plan", "plan_result", ["plan_id", "id"], unique=False)


def _new_columns() -> None:
    op.add_column(
        "answer_change",
        sa.Column("piece", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
    )
    op.add_column("answer_change", sa.Column("source", sa.Text(), server_default="", nullable=False))
    op.add_column("answer_change", sa.Column("gauge", sa.Text(), server_default="", nullable=False))
    op.add_column("answer_change", sa.Column("act", sa.Text(), server_default="", nullable=False))
    op.add_column("inspection", sa.Column("type", sa.Text(), server_default="", nullable=False))
    op.add_column("inspection", sa.Column("operation", sa.Text(), server_default="", nullable=False))
    op.add_column("inspection", sa.Column("covers", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "inspection",
        sa.Column("ordinal", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="1", nullable=False),
    )
    op.add_column(
        "issue", sa.Column("piece", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False)
    )
    op.add_column("item", sa.Column("rules", sa.Text(), server_default="", nullable=False))
    op.add_column("lot", sa.Column("supplier", sa.Text(), server_default="", nullable=False))
    op.add_column("lot", sa.Column("state", sa.Text(), server_default="open", nullable=False))
    op.add_column("lot", sa.Column("updated_at", sa.Text(), server_default="", nullable=False))
    op.add_column("lot", sa.Column("quantity_scaled", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
    lots = sa.table("lot", sa.column("id"), sa.column("quantity"), sa.column("quantity_scaled"))
    for row in op.get_bind().execute(sa.select(lots.c.id, lots.c.quantity).where(lots.c.quantity != "")).all():
        number = int(Decimal(row.quantity).scaleb(9))
        op.execute(lots.update().where(lots.c.id == row.id).values(quantity_scaled=number))
    op.add_column(
        "photo", sa.Column("piece", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False)
    )
    op.add_column(
        "returned_line",
        sa.Column("piece", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
    )
    op.add_column("inspection", sa.Column("parent_id", sa.Text(), nullable=True))
    op.add_column("inspection", sa.Column("patrol_id", sa.Text(), nullable=True))
    op.create_index(op.f("ix_inspection_parent_id"), "inspection", ["parent_id"], unique=False)


def _answers_by_piece() -> None:
    """The piece becomes part of the key, which needs the table made anew."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "answer_new",
        sa.Column("inspection_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("piece", number, server_default="0", autoincrement=False, nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("value_scaled", number, nullable=True),
        sa.Column("unit", sa.Text(), server_default="", nullable=False),
        sa.Column("na_reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.Text(), nullable=False),
        sa.Column("answered_offset", number, nullable=False),
        sa.Column("changes", number, server_default="1", nullable=False),
        sa.Column("version", number, server_default="1", nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("gauge", sa.Text(), server_default="", nullable=False),
        sa.Column("act", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("value is null or na_reason is null", name=op.f("ck_answer_one_of_value_and_reason")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_answer_answered_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_answer_inspection_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_answer_item_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("inspection_id", "item_id", "piece", name=op.f("pk_answer")),
        sqlite_strict=True,
    )
    names = (
        "inspection_id, item_id, value, value_scaled, unit, na_reason, note, answered_by, answered_at, answered_offset, changes, "
        "version"
    )
    op.execute(f"INSERT INTO answer_new ({names}) SELECT {names} FROM answer")
    op.drop_table("answer")
    op.rename_table("answer_new", "answer")
    op.create_index("ix_answer_item_value", "answer", ["item_id", "value_scaled"], unique=False)


def _revisions_with_approval() -> None:
    """A state between draft and published, which needs the table made anew for its check."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "template_revision_new",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("template_id", sa.Text(), nullable=False),
        sa.Column("number", number, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("criteria_digest", sa.Text(), nullable=False),
        sa.Column("item_count", number, server_default="0", nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("import_report", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("published_at", sa.Text(), nullable=True),
        sa.Column("published_by", sa.Text(), nullable=True),
        sa.Column("version", number, server_default="1", nullable=False),
        sa.Column("approved_at", sa.Text(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("editors", sa.Text(), server_default="", nullable=False),
        sa.Column("change_note", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("state in ('draft', 'approved', 'published', 'retired')", name=op.f("ck_template_revision_state")),
        sa.ForeignKeyConstraint(
            ["template_id"], ["template.id"], name=op.f("fk_template_revision_template_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_revision")),
        sa.UniqueConstraint("template_id", "number", name=op.f("uq_template_revision_template_id_number")),
        sqlite_strict=True,
    )
    names = (
        "id, template_id, number, state, title, description, criteria_digest, item_count, source, import_report, created_at, "
        "created_by, published_at, published_by, version"
    )
    op.execute(f"INSERT INTO template_revision_new ({names}) SELECT {names} FROM template_revision")
    op.drop_table("template_revision")
    op.rename_table("template_revision_new", "template_revision")
    op.create_index("ix_template_revision_state", "template_revision", ["state", "template_id"], unique=False)
