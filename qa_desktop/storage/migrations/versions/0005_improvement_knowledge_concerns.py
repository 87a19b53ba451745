"""The improvement loop, shared knowledge and the protected channel."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _improvement()
    _knowledge()
    _search()
    _concerns()


def _improvement() -> None:
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), server_default="", nullable=False),
        sa.Column("author_id", sa.Text(), nullable=True),
        sa.Column("author_name", sa.Text(), server_default="", nullable=False),
        sa.Column("station_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("answer_due", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.Text(), nullable=True),
        sa.Column("effect_estimated", sa.Text(), server_default="", nullable=False),
        sa.Column("amount_estimated", sa.Text(), server_default="", nullable=False),
        sa.Column("effect_actual", sa.Text(), server_default="", nullable=False),
        sa.Column("amount_actual", sa.Text(), server_default="", nullable=False),
        sa.Column("given_at", sa.Text(), nullable=False),
        sa.Column("given_offset", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("search", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="1", nullable=False),
        sa.CheckConstraint("author_id is null or author_name = ''", name=op.f("ck_suggestion_one_author")),
        sa.CheckConstraint("state in ('new', 'answered', 'trial', 'adopted', 'declined')", name=op.f("ck_suggestion_state")),
        sa.CheckConstraint("length(words) > 0", name=op.f("ck_suggestion_words")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_suggestion_answered_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_suggestion_author_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_suggestion_owner_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_suggestion_station_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
        sa.UniqueConstraint("number", name=op.f("uq_suggestion_number")),
        sqlite_strict=True,
    )
    op.create_index("ix_suggestion_author", "suggestion", ["author_id", "given_at"], unique=False)
    op.create_index("ix_suggestion_given", "suggestion", ["given_at", "id"], unique=False)
    op.create_index("ix_suggestion_state", "suggestion", ["state", "answer_due", "id"], unique=False)
    op.create_table(
        "suggestion_event",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("suggestion_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), server_default="", nullable=False),
        sa.Column("new", sa.Text(), server_default="", nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("at_offset", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("audit_seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_suggestion_event_person_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestion.id"], name=op.f("fk_suggestion_event_suggestion_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_event")),
        sqlite_strict=True,
    )
    op.create_index("ix_suggestion_event_suggestion", "suggestion_event", ["suggestion_id", "id"], unique=False)
    op.create_table(
        "trial",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("suggestion_id", sa.Text(), nullable=True),
        sa.Column("issue_id", sa.Text(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("from_day", sa.Text(), nullable=False),
        sa.Column("to_day", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.Column("result", sa.Text(), server_default="", nullable=False),
        sa.Column("begun_by", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="1", nullable=False),
        sa.CheckConstraint("(outcome = '') = (ended_at is null)", name=op.f("ck_trial_ended")),
        sa.CheckConstraint("outcome in ('', 'better', 'same', 'worse')", name=op.f("ck_trial_outcome")),
        sa.CheckConstraint("(suggestion_id is null) <> (issue_id is null)", name=op.f("ck_trial_one_reason")),
        sa.ForeignKeyConstraint(["begun_by"], ["person.id"], name=op.f("fk_trial_begun_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_trial_ended_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_trial_issue_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_trial_suggestion_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial")),
        sa.UniqueConstraint("number", name=op.f("uq_trial_number")),
        sqlite_strict=True,
    )
    op.create_index("ix_trial_issue", "trial", ["issue_id", "id"], unique=False)
    op.create_index("ix_trial_suggestion", "trial", ["suggestion_id", "id"], unique=False)
    op.create_table(
        "improvement_link",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("target_kind", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Text(), nullable=False),
        sa.Column("item_key", sa.Text(), server_default="", nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("at_offset", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "source_kind in ('suggestion', 'issue', 'trial', 'revision', 'effect')", name=op.f("ck_improvement_link_source_kind")
        ),
        sa.CheckConstraint(
            "target_kind in ('trial', 'revision', 'effect', 'lesson')", name=op.f("ck_improvement_link_target_kind")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_improvement_link_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_improvement_link")),
        sqlite_strict=True,
    )
    op.create_index("ix_improvement_link_source", "improvement_link", ["source_kind", "source_id"], unique=False)
    op.create_index("ix_improvement_link_target", "improvement_link", ["target_kind", "target_id"], unique=False)
    op.create_table(
        "handover_note",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("station_id", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("at_offset", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("length(words) > 0", name=op.f("ck_handover_note_words")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_handover_note_person_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_handover_note_station_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_note")),
        sqlite_strict=True,
    )
    op.create_index("ix_handover_note_station", "handover_note", ["station_id", "at"], unique=False)
    op.create_table(
        "handover_read",
        sa.Column("note_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["handover_note.id"], name=op.f("fk_handover_read_note_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_handover_read_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("note_id", "person_id", name=op.f("pk_handover_read")),
        sqlite_strict=True,
    )
    op.create_table(
        "mention",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("issue_id", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["issue_event.id"], name=op.f("fk_mention_event_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_mention_issue_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mention_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention")),
        sa.UniqueConstraint("event_id", "person_id", name=op.f("uq_mention_event_id_person_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_mention_person", "mention", ["person_id", "seen_at", "id"], unique=False)


def _knowledge() -> None:
    op.create_table(
        "procedure",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_procedure_created_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure")),
        sa.UniqueConstraint("number", name=op.f("uq_procedure_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "procedure_revision",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("procedure_id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("change_note", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("written_at", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("approved_at", sa.Text(), nullable=True),
        sa.Column("published_by", sa.Text(), nullable=True),
        sa.Column("published_at", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="1", nullable=False),
        sa.CheckConstraint("state in ('draft', 'approved', 'published', 'retired')", name=op.f("ck_procedure_revision_state")),
        sa.CheckConstraint("length(words) > 0 or sha256 is not null", name=op.f("ck_procedure_revision_content")),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["person.id"], name=op.f("fk_procedure_revision_approved_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_procedure_revision_author_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_procedure_revision_procedure_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["person.id"], name=op.f("fk_procedure_revision_published_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["attachment.sha256"], name=op.f("fk_procedure_revision_sha256"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_revision")),
        sa.UniqueConstraint("procedure_id", "number", name=op.f("uq_procedure_revision_procedure_id_number")),
        sqlite_strict=True,
    )
    op.create_index("ix_procedure_revision_state", "procedure_revision", ["state", "procedure_id"], unique=False)
    op.create_table(
        "lesson",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("happened", sa.Text(), server_default="", nullable=False),
        sa.Column("cause", sa.Text(), server_default="", nullable=False),
        sa.Column("worked", sa.Text(), server_default="", nullable=False),
        sa.Column("failure", sa.Text(), server_default="", nullable=False),
        sa.Column("procedure_id", sa.Text(), nullable=True),
        sa.Column("part_id", sa.Text(), nullable=True),
        sa.Column("item_key", sa.Text(), server_default="", nullable=False),
        sa.Column("issue_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("written_at", sa.Text(), nullable=False),
        sa.Column("written_offset", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="1", nullable=False),
        sa.CheckConstraint("state in ('draft', 'published', 'retired')", name=op.f("ck_lesson_state")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_lesson_author_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_lesson_issue_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_lesson_part_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["procedure_id"], ["procedure.id"], name=op.f("fk_lesson_procedure_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
        sa.UniqueConstraint("number", name=op.f("uq_lesson_number")),
        sqlite_strict=True,
    )
    op.create_index("ix_lesson_issue", "lesson", ["issue_id"], unique=False)
    op.create_index("ix_lesson_item", "lesson", ["item_key"], unique=False)
    op.create_index("ix_lesson_part", "lesson", ["part_id"], unique=False)
    op.create_index("ix_lesson_state", "lesson", ["state", "written_at", "id"], unique=False)
    op.create_table(
        "knowledge_link",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("lesson_id", sa.Text(), nullable=True),
        sa.Column("procedure_id", sa.Text(), nullable=True),
        sa.Column("template_id", sa.Text(), nullable=True),
        sa.Column("item_key", sa.Text(), nullable=False),
        sa.Column("linked_by", sa.Text(), nullable=False),
        sa.Column("linked_at", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.Text(), nullable=True),
        sa.CheckConstraint("(lesson_id is null) <> (procedure_id is null)", name=op.f("ck_knowledge_link_one_thing")),
        sa.CheckConstraint("length(item_key) > 0", name=op.f("ck_knowledge_link_item_key")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_knowledge_link_ended_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_knowledge_link_lesson_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["linked_by"], ["person.id"], name=op.f("fk_knowledge_link_linked_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_knowledge_link_procedure_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["template_id"], ["template.id"], name=op.f("fk_knowledge_link_template_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_link")),
        sqlite_strict=True,
    )
    op.create_index("ix_knowledge_link_item", "knowledge_link", ["item_key", "ended_at"], unique=False)
    op.create_table(
        "read_confirmation",
        sa.Column("revision_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("at_offset", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_read_confirmation_person_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["procedure_revision.id"], name=op.f("fk_read_confirmation_revision_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("revision_id", "person_id", name=op.f("pk_read_confirmation")),
        sqlite_strict=True,
    )


def _concerns() -> None:
    op.create_table(
        "concern_key",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("memory_kib", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("passes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lanes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_on", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_concern_key_person_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_key")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_concern_key_person", "concern_key", ["person_id", "ended_on"], unique=False)
    op.create_table(
        "concern",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("lookup", sa.Text(), nullable=False),
        sa.CheckConstraint("state in ('open', 'answered', 'closed')", name=op.f("ck_concern_state")),
        sa.CheckConstraint("length(day) = 10", name=op.f("ck_concern_day")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
        sa.UniqueConstraint("lookup", name=op.f("uq_concern_lookup")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "concern_share",
        sa.Column("concern_id", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("opener", sa.LargeBinary(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_concern_share_concern_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("concern_id", "key_id", name=op.f("pk_concern_share")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "concern_message",
        sa.Column("concern_id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("side in ('author', 'confidant')", name=op.f("ck_concern_message_side")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_concern_message_concern_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("concern_id", "ordinal", name=op.f("pk_concern_message")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "concern_chain",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("prev", sa.Text(), server_default="", nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_concern_chain")),
        sqlite_strict=True,
    )


def _search() -> None:
    """Words of lessons, found without marks on letters; the key is kept beside them because row numbers may change."""
    op.execute(
        "CREATE VIRTUAL TABLE lesson_search USING fts5(lesson_id UNINDEXED, title, failure, happened, cause, worked, "
        "tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
    )
