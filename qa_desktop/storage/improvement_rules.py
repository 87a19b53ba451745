"""Rules of the database about improvement, knowledge and concerns; :mod:`triggers` is the list of all."""

from __future__ import annotations

from typing import Final

from qa_desktop.storage.rules import refuse

NEVER_DELETED: Final = (
    "suggestion",
    "suggestion_event",
    "trial",
    "improvement_link",
    "handover_note",
    "handover_read",
    "mention",
    "lesson",
    "procedure",
    "procedure_revision",
    "knowledge_link",
    "read_confirmation",
    "lesson_use",
    "concern_key",
    "concern",
    "concern_share",
    "concern_message",
    "concern_chain",
)

NEVER_UPDATED: Final = (
    "suggestion_event",
    "improvement_link",
    "handover_note",
    "handover_read",
    "read_confirmation",
    "lesson_use",
    "concern_share",
    "concern_message",
    "concern_chain",
)


def improvement() -> list[tuple[str, str]]:
    """Who proposed what does not change; procedures need four eyes; the index of lessons follows; the channel's chain grows."""
    return [*_proposals(), *_procedures(), *_lessons(), *_search(), *_concerns()]


def _proposals() -> list[tuple[str, str]]:
    return [
        refuse(
            "suggestion_identity",
            "UPDATE OF id, number, words, purpose, author_id, author_name, station_id, given_at, given_offset",
            "suggestion",
            "",
            "what was suggested, and by whom, never changes",
        ),
        refuse(
            "suggestion_answer_by_another",
            "UPDATE OF answered_by",
            "suggestion",
            "NEW.answered_by IS NOT NULL AND NEW.answered_by = NEW.author_id",
            "nobody answers their own suggestion",
        ),
        refuse(
            "trial_ends_once",
            "UPDATE",
            "trial",
            "OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.number <> OLD.number OR NEW.what <> OLD.what "
            "OR NEW.suggestion_id IS NOT OLD.suggestion_id OR NEW.issue_id IS NOT OLD.issue_id OR NEW.from_day <> OLD.from_day "
            "OR NEW.to_day <> OLD.to_day OR NEW.place <> OLD.place OR NEW.begun_by <> OLD.begun_by OR NEW.begun_at <> OLD.begun_at",
            "a trial gets its result once and then never changes",
        ),
        refuse(
            "mention_seen_once",
            "UPDATE",
            "mention",
            "OLD.seen_at IS NOT NULL OR NEW.person_id <> OLD.person_id OR NEW.event_id <> OLD.event_id",
            "a mention is only marked as seen, once",
        ),
    ]


def _procedures() -> list[tuple[str, str]]:
    frozen = "a published procedure never changes"
    steps = "'draft>approved', 'approved>draft', 'approved>published', 'published>retired'"
    return [
        refuse(
            "procedure_revision_frozen",
            "UPDATE OF id, procedure_id, number, words, sha256, change_note, author_id, written_at",
            "procedure_revision",
            "OLD.state <> 'draft'",
            frozen,
        ),
        refuse("procedure_revision_starts_as_draft", "INSERT", "procedure_revision", "NEW.state <> 'draft'", frozen),
        refuse(
            "procedure_revision_step",
            "UPDATE OF state",
            "procedure_revision",
            f"OLD.state <> NEW.state AND (OLD.state || '>' || NEW.state) NOT IN ({steps})",
            "a procedure goes from draft to approved to published to retired",
        ),
        refuse(
            "procedure_revision_four_eyes",
            "UPDATE OF state",
            "procedure_revision",
            "OLD.state = 'draft' AND NEW.state = 'approved' AND (NEW.approved_by IS NULL OR NEW.approved_by = NEW.author_id)",
            "nobody approves a procedure that they wrote",
        ),
        refuse(
            "procedure_revision_approval_stays",
            "UPDATE OF approved_by, approved_at, published_by, published_at",
            "procedure_revision",
            "OLD.state IN ('published', 'retired')",
            frozen,
        ),
        refuse(
            "read_confirmation_of_published",
            "INSERT",
            "read_confirmation",
            "coalesce((SELECT state FROM procedure_revision WHERE id = NEW.revision_id), '') <> 'published'",
            "only what is published is confirmed as read",
        ),
        refuse(
            "knowledge_link_ends_once",
            "UPDATE",
            "knowledge_link",
            "OLD.ended_at IS NOT NULL OR NEW.item_key <> OLD.item_key OR NEW.lesson_id IS NOT OLD.lesson_id "
            "OR NEW.procedure_id IS NOT OLD.procedure_id",
            "a link to a check is only ended, once",
        ),
    ]


def _lessons() -> list[tuple[str, str]]:
    said = "a lesson says what worked before it is published"
    silent = "NEW.state = 'published' AND trim(NEW.worked) = ''"
    origin = "id, number, issue_id, author_id, written_at, written_offset"
    return [
        refuse("lesson_identity", f"UPDATE OF {origin}", "lesson", "", "a lesson keeps where it comes from"),
        refuse("lesson_starts_as_draft", "INSERT", "lesson", "NEW.state <> 'draft'", "a lesson starts as a draft"),
        refuse("lesson_says_what_worked", "UPDATE OF state, worked", "lesson", silent, said),
        refuse(
            "procedure_identity",
            "UPDATE OF id, number, created_by, created_at",
            "procedure",
            "",
            "a procedure keeps its number and who made it",
        ),
    ]


def _search() -> list[tuple[str, str]]:
    columns = "lesson_id, title, failure, happened, cause, worked"
    values = "NEW.id, NEW.title, NEW.failure, NEW.happened, NEW.cause, NEW.worked"
    add = f"INSERT INTO lesson_search ({columns}) VALUES ({values});"
    follow = f"BEGIN DELETE FROM lesson_search WHERE lesson_id = OLD.id; {add} END"
    changed = "AFTER UPDATE OF title, failure, happened, cause, worked ON lesson FOR EACH ROW"
    return [
        ("lesson_search_insert", f"CREATE TRIGGER lesson_search_insert AFTER INSERT ON lesson FOR EACH ROW BEGIN {add} END"),
        ("lesson_search_update", f"CREATE TRIGGER lesson_search_update {changed} {follow}"),
    ]


def _concerns() -> list[tuple[str, str]]:
    only = "the chain of the protected channel only grows at its end"
    return [
        refuse(
            "concern_chain_guard_insert",
            "INSERT",
            "concern_chain",
            "NEW.seq <> coalesce((SELECT max(seq) FROM concern_chain), 0) + 1 OR NEW.prev <> "
            "coalesce((SELECT hash FROM concern_chain ORDER BY seq DESC LIMIT 1), '')",
            only,
        ),
        refuse("concern_identity", "UPDATE OF id, day, lookup", "concern", "", "a concern keeps its day and its code word"),
        refuse(
            "concern_closed_stays",
            "UPDATE OF state",
            "concern",
            "OLD.state = 'closed' AND NEW.state <> 'closed'",
            "a concern that is closed stays closed",
        ),
    ]
