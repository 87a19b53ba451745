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
    return [*_steps(), *_holds(), *_dispositions(), *_concessions(), *_uses()]


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


def _holds() -> list[tuple[str, str]]:
    return [
        _lifted(),
        refuse(
            "hold_of_an_order_line",
            "INSERT",
            "hold",
            "NEW.order_line_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM order_line o WHERE o.id = NEW.order_line_id)",
            "the order line of a hold does not exist",
        ),
        refuse(
            "delivery_of_held_goods",
            "INSERT",
            "delivery",
            "NEW.takes_back IS NULL AND (SELECT o.kind FROM order_line o WHERE o.id = NEW.line_id) = 'customer' AND ("
            "EXISTS (SELECT 1 FROM hold h WHERE h.order_line_id = NEW.line_id AND h.lifted_at IS NULL) "
            "OR EXISTS (SELECT 1 FROM hold h WHERE h.lot_id = NEW.lot_id AND h.lifted_at IS NULL) "
            "OR EXISTS (SELECT 1 FROM hold h JOIN issue i ON i.id = h.issue_id JOIN lot l ON l.part_id = i.part_id "
            "WHERE l.id = NEW.lot_id AND h.kind = 'part' AND h.lifted_at IS NULL))",
            "what is on hold is not delivered",
        ),
    ]


def _lifted() -> tuple[str, str]:
    return refuse(
        "hold_only_lifted",
        "UPDATE",
        "hold",
        "OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL OR NEW.lifted_reason = '' OR NEW.id <> OLD.id "
        "OR NEW.issue_id <> OLD.issue_id OR NEW.kind <> OLD.kind OR NEW.what <> OLD.what OR NEW.reason <> OLD.reason "
        "OR NEW.lot_id IS NOT OLD.lot_id OR NEW.quantity <> OLD.quantity OR NEW.placed_by <> OLD.placed_by "
        "OR NEW.placed_at <> OLD.placed_at OR NEW.order_line_id IS NOT OLD.order_line_id",
        "a hold can only be lifted, once and with a reason",
    )


_CONCEDED = (
    "SELECT coalesce(sum(c.quantity), 0) FROM concession c WHERE c.issue_id = NEW.issue_id AND c.kind = 'concession' "
    "AND c.approved_at IS NOT NULL AND c.withdrawn_at IS NULL"
)
_AS_IS = (
    "NEW.use_as_is + (SELECT coalesce(sum(d.use_as_is), 0) FROM disposition d WHERE d.issue_id = NEW.issue_id "
    "AND d.state = 'approved' AND d.id <> NEW.id)"
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
            "disposition_needs_concession",
            "UPDATE OF state",
            "disposition",
            f"NEW.state = 'approved' AND NEW.use_as_is > 0 AND (({_AS_IS}) > ({_CONCEDED}) "
            f"OR NEW.use_as_is > ({_CONCEDED} AND c.valid_until >= date(substr(NEW.decided_at, 1, 10), '-1 day')))",
            "use as is needs an approved concession for the quantity",
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
            "concession_starts_waiting",
            "INSERT",
            "concession",
            "NEW.approved_by IS NOT NULL OR NEW.approved_at IS NOT NULL OR NEW.withdrawn_at IS NOT NULL",
            "a concession is requested first",
        ),
        refuse(
            "concession_four_eyes",
            "UPDATE OF approved_by, approved_at, customer_approval",
            "concession",
            "NEW.approved_by IS NULL OR NEW.approved_at IS NULL OR NEW.approved_by = OLD.requested_by "
            "OR OLD.approved_by IS NOT NULL OR OLD.withdrawn_at IS NOT NULL",
            "a concession is approved once, by another person",
        ),
        refuse(
            "concession_withdrawn_once",
            "UPDATE OF withdrawn_at, withdrawn_by, withdrawn_reason",
            "concession",
            "OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL OR NEW.withdrawn_by IS NULL OR NEW.withdrawn_reason = ''",
            "a concession is withdrawn once, with a reason",
        ),
        refuse(
            "concession_content_frozen",
            "UPDATE OF id, number, kind, issue_id, part_id, item_key, lower, upper, quantity, valid_until, reason, requested_by, "
            "requested_at, item_text, unit, permits",
            "concession",
            "",
            "a concession does not change; request another one",
        ),
    ]


def _uses() -> list[tuple[str, str]]:
    return [
        refuse(
            "concession_use_within",
            "INSERT",
            "concession_use",
            "NOT EXISTS (SELECT 1 FROM concession c WHERE c.id = NEW.concession_id AND c.approved_at IS NOT NULL "
            "AND c.withdrawn_at IS NULL AND c.quantity >= NEW.quantity + coalesce((SELECT sum(u.quantity) FROM concession_use u "
            "JOIN inspection i ON i.id = u.inspection_id WHERE u.concession_id = NEW.concession_id AND u.ended_at IS NULL "
            "AND i.state <> 'void'), 0))",
            "a concession covers only what is left of it",
        ),
        refuse(
            "concession_use_fits",
            "INSERT",
            "concession_use",
            "NOT EXISTS (SELECT 1 FROM concession c JOIN inspection i ON i.part_id = c.part_id JOIN item t ON t.key = c.item_key "
            "WHERE c.id = NEW.concession_id AND i.id = NEW.inspection_id AND t.id = NEW.item_id "
            "AND c.valid_until >= date(substr(NEW.at, 1, 10), '-1 day'))",
            "a concession covers its own part and characteristic, up to its last day",
        ),
        refuse(
            "concession_use_once",
            "INSERT",
            "concession_use",
            "EXISTS (SELECT 1 FROM concession_use u WHERE u.inspection_id = NEW.inspection_id AND u.item_id = NEW.item_id "
            "AND u.piece = NEW.piece AND u.ended_at IS NULL)",
            "a line is covered once",
        ),
        refuse(
            "concession_use_counted",
            "INSERT",
            "concession_use",
            "NEW.quantity < 0 OR (NEW.quantity = 0 AND NOT EXISTS (SELECT 1 FROM concession_use u JOIN inspection i "
            "ON i.parent_id = u.inspection_id WHERE i.id = NEW.inspection_id AND u.concession_id = NEW.concession_id "
            "AND u.item_id = NEW.item_id AND u.piece = NEW.piece AND u.ended_at IS NULL))",
            "what a concession covers is counted",
        ),
        refuse(
            "concession_use_only_ended",
            "UPDATE",
            "concession_use",
            "OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR NEW.id <> OLD.id OR NEW.concession_id <> OLD.concession_id "
            "OR NEW.inspection_id <> OLD.inspection_id OR NEW.item_id <> OLD.item_id OR NEW.quantity <> OLD.quantity "
            "OR NEW.piece <> OLD.piece OR NEW.at <> OLD.at",
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
