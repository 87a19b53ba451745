"""Rules of the database from material to delivery and amends; :mod:`triggers` is the list of all."""

from __future__ import annotations

from typing import Final

from qa_desktop.storage.rules import refuse

NEVER_DELETED: Final = (
    "company",
    "order_line",
    "delivery",
    "supplier_certificate",
    "complaint",
    "promise",
    "trade_document",
    "supplier_request",
)

NEVER_UPDATED: Final = ("delivery", "trade_document")


_ACCEPTED = (
    "(SELECT coalesce(sum(d.accepted), 0) - coalesce(sum(CASE WHEN d.source = 'accepted' THEN d.inspected END), 0) "
    "FROM lot_decision d WHERE d.lot_id = NEW.lot_id)"
)
_HELD = (
    "(EXISTS (SELECT 1 FROM hold h WHERE h.lot_id = NEW.lot_id AND h.lifted_at IS NULL) "
    "OR EXISTS (SELECT 1 FROM hold h JOIN issue i ON i.id = h.issue_id JOIN lot l ON l.part_id = i.part_id "
    "WHERE l.id = NEW.lot_id AND h.kind = 'part' AND h.lifted_at IS NULL))"
)


def trade() -> list[tuple[str, str]]:
    """What was promised never changes; goods and papers agree; a complaint ends only when its promises did."""
    return [*_lines(), *_goods(), *_papers(), *_promises(), *_requests()]


def _lines() -> list[tuple[str, str]]:
    back = "FROM delivery d WHERE d.id = NEW.takes_back"
    return [
        refuse(
            "order_line_identity",
            "UPDATE OF id, order_id, number, kind, company_id, part_id, quantity, unit, promised, first_day, last_day, "
            "created_at",
            "order_line",
            "",
            "what was promised in an order line never changes",
        ),
        refuse(
            "order_line_cancelled_once",
            "UPDATE OF cancelled_at, cancelled_reason",
            "order_line",
            "OLD.cancelled_at IS NOT NULL",
            "an order line is cancelled once",
        ),
        refuse(
            "delivery_of_open_line",
            "INSERT",
            "delivery",
            "NEW.takes_back IS NULL AND (SELECT cancelled_at FROM order_line WHERE id = NEW.line_id) IS NOT NULL",
            "nothing is delivered for a cancelled order line",
        ),
        refuse(
            "delivery_takes_back_its_own",
            "INSERT",
            "delivery",
            "NEW.takes_back IS NOT NULL AND NOT EXISTS "
            f"(SELECT 1 {back} AND d.takes_back IS NULL AND d.line_id = NEW.line_id AND d.quantity = NEW.quantity)",
            "a delivery is taken back as it was entered",
        ),
    ]


def _goods() -> list[tuple[str, str]]:
    """Goods go to a customer from a lot, and only what was accepted of it; holds are those of the follow-up."""
    out = "NEW.takes_back IS NULL AND (SELECT kind FROM order_line WHERE id = NEW.line_id) = 'customer'"
    gone = (
        "(SELECT coalesce(sum(CASE WHEN d.takes_back IS NULL THEN d.quantity ELSE -d.quantity END), 0) FROM delivery d "
        "JOIN order_line o ON o.id = d.line_id WHERE d.lot_id = NEW.lot_id AND o.kind = 'customer')"
    )
    tracked = "EXISTS (SELECT 1 FROM lot l JOIN order_line o ON o.part_id = l.part_id WHERE o.id = NEW.line_id)"
    same = "SELECT 1 FROM lot l JOIN order_line o ON o.part_id = l.part_id AND o.unit = l.unit"
    return [
        refuse(
            "delivery_names_its_lot",
            "INSERT",
            "delivery",
            f"{out} AND NEW.lot_id IS NULL AND {tracked}",
            "goods of a part that is kept in lots go out with their lot",
        ),
        refuse(
            "delivery_of_its_goods",
            "INSERT",
            "delivery",
            f"NEW.lot_id IS NOT NULL AND NOT EXISTS ({same} WHERE l.id = NEW.lot_id AND o.id = NEW.line_id)",
            "a lot is delivered for its own part, in its own unit",
        ),
        refuse(
            "delivery_within_accepted",
            "INSERT",
            "delivery",
            f"{out} AND NEW.lot_id IS NOT NULL AND NEW.quantity + {gone} > {_ACCEPTED}",
            "only what is accepted goes to a customer, and only once",
        ),
    ]


def _papers() -> list[tuple[str, str]]:
    needed = (
        "EXISTS (SELECT 1 FROM lot l JOIN company c ON c.name_key = l.supplier_key WHERE l.id = NEW.lot_id "
        "AND l.supplier_key <> '' AND c.needs_certificate = 1)"
    )
    checked = "EXISTS (SELECT 1 FROM supplier_certificate s WHERE s.lot_id = NEW.lot_id AND s.verdict = 'good')"
    covered = "(SELECT coalesce(sum(t.quantity), 0) FROM trade_document t WHERE t.lot_id = NEW.lot_id AND t.kind = 'conformance')"
    return [
        refuse(
            "lot_decision_needs_certificate",
            "INSERT",
            "lot_decision",
            f"NEW.accepted > 0 AND NEW.source <> 'accepted' AND {needed} AND NOT {checked}",
            "a lot of this supplier is accepted with a checked certificate only",
        ),
        refuse(
            "supplier_certificate_starts_unchecked",
            "INSERT",
            "supplier_certificate",
            "NEW.verdict <> ''",
            "a certificate is checked after it was received",
        ),
        refuse(
            "supplier_certificate_checked_once",
            "UPDATE",
            "supplier_certificate",
            "OLD.checked_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.lot_id <> OLD.lot_id OR NEW.kind <> OLD.kind "
            "OR NEW.number <> OLD.number OR (OLD.attachment IS NOT NULL AND NEW.attachment IS NOT OLD.attachment) "
            "OR NEW.received_on <> OLD.received_on OR NEW.received_by <> OLD.received_by",
            "a certificate is checked once",
        ),
        refuse(
            "conformance_within_accepted",
            "INSERT",
            "trade_document",
            f"NEW.kind = 'conformance' AND NEW.quantity + {covered} > {_ACCEPTED}",
            "only what is accepted is certified, and only once",
        ),
        refuse(
            "conformance_not_on_hold",
            "INSERT",
            "trade_document",
            f"NEW.kind = 'conformance' AND {_HELD}",
            "nothing is certified of a lot that a hold stands on",
        ),
    ]


def _promises() -> list[tuple[str, str]]:
    return [
        refuse(
            "promise_identity",
            "UPDATE OF id, issue_id, kind, words, due, amount, currency, promised_by, promised_at",
            "promise",
            "",
            "what was promised never changes",
        ),
        refuse("promise_starts_open", "INSERT", "promise", "NEW.state <> 'open'", "a promise starts open"),
        refuse(
            "promise_of_open_issue",
            "INSERT",
            "promise",
            "(SELECT state FROM issue WHERE id = NEW.issue_id) IN ('closed', 'rejected')",
            "nothing is promised for an issue that is finished",
        ),
        refuse(
            "promise_settled_once",
            "UPDATE OF state, kept_on, evidence, reason, settled_by, settled_at",
            "promise",
            "OLD.state <> 'open'",
            "a promise is kept or withdrawn once",
        ),
        refuse(
            "issue_open_promise",
            "UPDATE OF state",
            "issue",
            "NEW.state IN ('closed', 'rejected') AND EXISTS "
            "(SELECT 1 FROM promise p WHERE p.issue_id = NEW.id AND p.state = 'open')",
            "an issue is not finished while a promise to the customer is open",
        ),
    ]


def _requests() -> list[tuple[str, str]]:
    steps = "'sent>answered', 'answered>sent', 'answered>accepted', 'sent>withdrawn', 'answered>withdrawn'"
    return [
        refuse(
            "supplier_request_identity",
            "UPDATE OF id, issue_id, company_id, document_id, sent_on, due",
            "supplier_request",
            "",
            "what was sent to a supplier never changes",
        ),
        refuse("supplier_request_starts_sent", "INSERT", "supplier_request", "NEW.state <> 'sent'", "a request starts as sent"),
        refuse(
            "supplier_request_step",
            "UPDATE",
            "supplier_request",
            f"(OLD.state || '>' || NEW.state) NOT IN ({steps}) AND NOT (OLD.state = 'sent' AND NEW.state = 'sent' "
            "AND NEW.reminders = OLD.reminders + 1 AND NEW.answer = OLD.answer AND NEW.verdict = OLD.verdict)",
            "this step of the request is not allowed",
        ),
        refuse(
            "issue_open_request",
            "UPDATE OF state",
            "issue",
            "NEW.state IN ('closed', 'rejected') AND EXISTS "
            "(SELECT 1 FROM supplier_request s WHERE s.issue_id = NEW.id AND s.state IN ('sent', 'answered'))",
            "an issue is not finished while a request to a supplier is open",
        ),
        refuse(
            "supplier_request_of_open_issue",
            "INSERT",
            "supplier_request",
            "(SELECT state FROM issue WHERE id = NEW.issue_id) IN ('closed', 'rejected')",
            "nothing is asked about an issue that is finished",
        ),
        refuse(
            "supplier_request_first_answer",
            "UPDATE OF first_answered_on",
            "supplier_request",
            "OLD.first_answered_on IS NOT NULL AND NEW.first_answered_on IS NOT OLD.first_answered_on",
            "the day of the first answer stays",
        ),
    ]
