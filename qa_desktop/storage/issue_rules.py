"""Rules of the database about the life of an issue; :mod:`triggers` is the list of all.

They repeat the gates of ``domain.issue_gates`` for the last step: whoever writes to the file directly closes nothing unproven.
"""

from __future__ import annotations

from typing import Final

from qa_desktop.storage.rules import refuse

NEVER_DELETED: Final = ("issue_word",)
NEVER_UPDATED: Final = ("issue_word",)

_ENDED = "IN ('closed', 'rejected')"
_STEPS = (
    "'logged>contained', 'logged>rejected', 'contained>analysed', 'contained>rejected', 'analysed>acting', 'acting>verifying', "
    "'verifying>acting', 'verifying>closed'"
)
_CLOSING = "OLD.state <> NEW.state AND NEW.state = 'closed'"
_ENDING = f"OLD.state <> NEW.state AND NEW.state {_ENDED}"
_FULL = "(NEW.kind = 'complaint' OR (NEW.kind = 'nonconformity' AND NEW.severity <> 'minor'))"


def issues() -> list[tuple[str, str]]:
    """An issue keeps what it is about, takes no step out of turn, ends proven, and then stays as it is."""
    return [*_row(), *_end(), *_belongings()]


def _row() -> list[tuple[str, str]]:
    about = "id, number, station_id, inspection_id, item_id, piece, answer_shown, part_id, lot_id, raised_by, raised_at, raised_offset"
    words = "kind, title, description, severity, quantity, owner_id, due_at, failure_code, place, serials, origin, search"
    return [
        refuse("issue_identity", f"UPDATE OF {about}", "issue", "", "an issue keeps what it is about and who logged it"),
        refuse("issue_starts_logged", "INSERT", "issue", "NEW.state <> 'logged'", "an issue starts as logged"),
        refuse(
            "issue_takes_a_step",
            "UPDATE OF state",
            "issue",
            f"OLD.state <> NEW.state AND (OLD.state || '>' || NEW.state) NOT IN ({_STEPS})",
            "this step of the issue is not allowed",
        ),
        refuse("issue_finished", f"UPDATE OF {words}", "issue", f"OLD.state {_ENDED}", "a finished issue stays as it is"),
    ]


def _end() -> list[tuple[str, str]]:
    """What the last step asks for; promises and requests have rules of their own."""
    actions = "FROM issue_action a WHERE a.issue_id = NEW.id AND a.removed_at IS NULL"
    proof = (
        "EXISTS (SELECT 1 FROM effect_result r WHERE r.id = "
        "(SELECT max(n.id) FROM effect_result n WHERE n.action_id = a.id) AND r.verdict IN ('met', 'overridden') "
        "AND r.plan_id IS (SELECT max(p.id) FROM effect_plan p WHERE p.action_id = a.id))"
    )
    decided = "(SELECT coalesce(sum(d.quantity), 0) FROM disposition d WHERE d.issue_id = NEW.id AND d.state = 'approved')"
    return [
        refuse(
            "issue_standing_hold",
            "UPDATE OF state",
            "issue",
            f"{_ENDING} AND EXISTS (SELECT 1 FROM hold h WHERE h.issue_id = NEW.id AND h.kind <> 'none' AND h.lifted_at IS NULL)",
            "an issue is not finished while something is on hold by it",
        ),
        refuse(
            "issue_waiting_disposition",
            "UPDATE OF state",
            "issue",
            f"{_ENDING} AND EXISTS (SELECT 1 FROM disposition d WHERE d.issue_id = NEW.id AND d.state = 'proposed')",
            "an issue is not finished while a disposition waits for its decision",
        ),
        refuse(
            "issue_undecided_quantity",
            "UPDATE OF state",
            "issue",
            # Quantities of an issue are decimal text; the billionth part of a piece is left to rounding.
            f"{_CLOSING} AND NEW.kind IN ('nonconformity', 'complaint') AND CAST(NEW.quantity AS REAL) > 0 "
            f"AND {decided} + 1 < CAST(NEW.quantity AS REAL) * 1000000000.0 * 0.999999999999",
            "an issue is not closed before it is decided what happens to its quantity",
        ),
        refuse(
            "issue_unverified_action",
            "UPDATE OF state",
            "issue",
            f"{_CLOSING} AND {_FULL} AND (EXISTS (SELECT 1 {actions} AND a.state <> 'verified') "
            f"OR NOT EXISTS (SELECT 1 {actions} AND a.kind = 'corrective'))",
            "an issue is not closed before its actions are verified",
        ),
        refuse(
            "issue_unproven_action",
            "UPDATE OF state",
            "issue",
            f"{_CLOSING} AND {_FULL} AND EXISTS (SELECT 1 {actions} AND a.kind = 'corrective' AND NOT {proof})",
            "an issue is not closed before the effect of its corrective actions is shown or decided in writing",
        ),
        refuse(
            "issue_unnamed_customer",
            "UPDATE OF state",
            "issue",
            f"{_CLOSING} AND NEW.kind = 'complaint' AND NOT EXISTS (SELECT 1 FROM complaint c WHERE c.issue_id = NEW.id)",
            "a complaint is not closed before its customer is named",
        ),
    ]


def _belongings() -> list[tuple[str, str]]:
    """What follows an issue is decided while it is open."""
    found = []
    for table in ("disposition", "hold", "complaint"):
        over = f"(SELECT state FROM issue WHERE id = NEW.issue_id) {_ENDED}"
        found.append(refuse(f"{table}_of_open_issue", "INSERT", table, over, "a finished issue stays as it is"))
    for table, columns in (("disposition", "state, decided_at"), ("complaint", "company_id, reference, received_on, quantity")):
        over = f"(SELECT state FROM issue WHERE id = OLD.issue_id) {_ENDED}"
        found.append(
            refuse(f"{table}_of_open_issue_update", f"UPDATE OF {columns}", table, over, "a finished issue stays as it is")
        )
    return [
        *found,
        refuse("complaint_of_its_issue", "UPDATE OF issue_id", "complaint", "", "what belongs to an issue stays there"),
        refuse(
            "disposition_decided_once",
            "UPDATE OF decided_at",
            "disposition",
            "OLD.state <> 'proposed'",
            "this step of the disposition is not allowed",
        ),
        refuse(
            "disposition_vote_in_time",
            "INSERT",
            "disposition_vote",
            "(SELECT state FROM disposition WHERE id = NEW.disposition_id) <> 'proposed'",
            "nobody votes on what is decided",
        ),
    ]
