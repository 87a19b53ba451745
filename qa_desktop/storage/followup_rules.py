"""Rules of the database about what follows an issue: holds, dispositions, concessions."""

from __future__ import annotations

from typing import Final

from qa_desktop.storage.rules import refuse

NEVER_DELETED: Final = (
    "failure_code", "issue_step", "hold", "disposition", "disposition_vote", "concession", "concession_use",
)  # fmt: skip
NEVER_UPDATED: Final = ("disposition_vote",)
_CLOSED = "(SELECT state FROM inspection WHERE id = NEW.inspection_id) NOT IN ('in_progress', 'returned')"


def followup() -> list[tuple[str, str]]:
    """All rules of this area."""
    return [*_steps(), _holds(), *_dispositions(), *_concessions()]


def _steps() -> list[tuple[str, str]]:
    """The plan of a step belongs to its issue and its state, and stays as it was when the issue is finished."""
    over = "(SELECT state FROM issue WHERE id = NEW.issue_id) IN ('closed', 'rejected')"
    names = "('contained', 'analysed', 'acting', 'verifying', 'closed')"
    frozen = "the steps of a finished issue stay as they are"
    return [
        refuse("issue_step_is_one", "INSERT", "issue_step", f"NEW.state NOT IN {names}", "an issue has no such step"),
        refuse("issue_step_stays", "UPDATE OF id, issue_id, state", "issue_step", "", "a plan stays with its step"),
        refuse("issue_step_frozen_insert", "INSERT", "issue_step", over, frozen),
        refuse("issue_step_frozen_update", "UPDATE", "issue_step", over, frozen),
    ]


def _holds() -> tuple[str, str]:
    return refuse(
        "hold_only_lifted",
        "UPDATE",
        "hold",
        "OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL OR NEW.lifted_reason = '' OR NEW.id <> OLD.id "
        "OR NEW.issue_id <> OLD.issue_id OR NEW.kind <> OLD.kind OR NEW.what <> OLD.what OR NEW.reason <> OLD.reason "
        "OR NEW.lot_id IS NOT OLD.lot_id OR NEW.quantity <> OLD.quantity OR NEW.placed_by <> OLD.placed_by "
        "OR NEW.placed_at <> OLD.placed_at",
        "a hold can only be lifted, once and with a reason",
    )


def _dispositions() -> list[tuple[str, str]]:
    votes = "SELECT count(*) FROM disposition_vote v WHERE v.disposition_id = NEW.id AND v.verdict = 'approve'"
    return [
        refuse(
            "disposition_content_frozen",
            "UPDATE OF id, number, issue_id, quantity, use_as_is, rework, repair, regrade, scrap, return_to_supplier, reason, "
            "needed, proposed_by, proposed_at",
            "disposition",
            "",
            "a proposed disposition does not change; propose another one",
        ),
        refuse(
            "disposition_step",
            "UPDATE OF state",
            "disposition",
            "OLD.state <> 'proposed' AND OLD.state <> NEW.state",
            "this step of the disposition is not allowed",
        ),
        refuse(
            "disposition_needs_votes",
            "UPDATE OF state",
            "disposition",
            f"NEW.state = 'approved' AND ({votes}) < NEW.needed",
            "a disposition is approved by the people that its rule names",
        ),
        refuse(
            "disposition_starts_proposed", "INSERT", "disposition", "NEW.state <> 'proposed'", "a disposition is proposed first"
        ),
        refuse(
            "disposition_vote_four_eyes",
            "INSERT",
            "disposition_vote",
            "NEW.verdict = 'approve' AND EXISTS (SELECT 1 FROM disposition d WHERE d.id = NEW.disposition_id "
            "AND (d.proposed_by = NEW.person_id OR d.state <> 'proposed'))",
            "nobody approves their own disposition",
        ),
    ]


def _concessions() -> list[tuple[str, str]]:
    return [
        refuse(
            "concession_four_eyes",
            "UPDATE OF approved_by",
            "concession",
            "NEW.approved_by = OLD.requested_by OR OLD.approved_by IS NOT NULL",
            "a concession is approved once, by another person",
        ),
        refuse(
            "concession_content_frozen",
            "UPDATE OF id, number, kind, issue_id, part_id, item_key, lower, upper, quantity, valid_until, reason, requested_by",
            "concession",
            "",
            "a concession does not change; request another one",
        ),
        refuse(
            "concession_use_within",
            "INSERT",
            "concession_use",
            "NOT EXISTS (SELECT 1 FROM concession c WHERE c.id = NEW.concession_id AND c.approved_at IS NOT NULL "
            "AND c.withdrawn_at IS NULL AND c.quantity >= NEW.quantity + coalesce((SELECT sum(u.quantity) FROM concession_use u "
            "WHERE u.concession_id = NEW.concession_id AND u.ended_at IS NULL), 0))",
            "a concession covers only what is left of it",
        ),
        refuse(
            "concession_use_only_ended",
            "UPDATE",
            "concession_use",
            "OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR NEW.id <> OLD.id OR NEW.concession_id <> OLD.concession_id "
            "OR NEW.inspection_id <> OLD.inspection_id OR NEW.item_id <> OLD.item_id OR NEW.quantity <> OLD.quantity",
            "a use of a concession can only end",
        ),
        *(
            refuse(
                f"concession_use_frozen_{when.lower()}",
                when,
                "concession_use",
                _CLOSED,
                "signed inspections do not change",
            )
            for when in ("INSERT", "UPDATE")
        ),
    ]


_ROW = "(SELECT w.row FROM issue_word w WHERE w.issue_id = NEW.id)"


def full_text() -> list[tuple[str, str]]:
    """The words of an issue are found as soon as they are stored."""
    return [_after("issue_text_insert", "INSERT", _INDEXED), _after("issue_text_update", "UPDATE OF search", _INDEXED_AGAIN)]


_INDEXED = (
    f"INSERT INTO issue_word (issue_id) VALUES (NEW.id); INSERT INTO issue_text (rowid, search) VALUES ({_ROW}, NEW.search);"  # noqa: S608
)
_INDEXED_AGAIN = f"UPDATE issue_text SET search = NEW.search WHERE rowid = {_ROW};"  # noqa: S608  (only our own words)


def _after(name: str, when: str, does: str) -> tuple[str, str]:
    return name, f"CREATE TRIGGER {name} AFTER {when} ON issue FOR EACH ROW BEGIN {does} END"
