"""Rules of the database about lots and readings, and the form of every rule; :mod:`triggers` is the list of all."""

from __future__ import annotations


def refuse(name: str, when: str, table: str, condition: str, words: str) -> tuple[str, str]:
    """Return a trigger by its name: it refuses what ``condition`` says, with ``words`` for the person."""
    where = f" WHEN {condition}" if condition else ""
    return (
        name,
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW{where} BEGIN SELECT RAISE(ABORT, 'QA:{words}'); END",
    )


def lots() -> list[tuple[str, str]]:
    """A lot is decided only by quantities that are there, and released only on an approved inspection of another person."""
    others = "FROM lot_decision d WHERE d.lot_id = NEW.lot_id"
    left = {
        "waiting": "coalesce((SELECT quantity_scaled FROM lot WHERE id = NEW.lot_id), 0) - "
        f"coalesce((SELECT sum(d.inspected) {others} AND d.source = 'waiting'), 0)",
        "held": f"coalesce((SELECT sum(d.held) {others}), 0) - "
        f"coalesce((SELECT sum(d.inspected) {others} AND d.source = 'held'), 0)",
        "accepted": f"coalesce((SELECT sum(d.accepted) {others}), 0) - "
        f"coalesce((SELECT sum(d.inspected) {others} AND d.source = 'accepted'), 0)",
    }
    found = [
        refuse(
            f"lot_decision_balance_{source}",
            "INSERT",
            "lot_decision",
            f"NEW.source = '{source}' AND NEW.inspected > {balance}",
            "more of the lot is decided than is there",
        )
        for source, balance in left.items()
    ]
    inspection = "FROM inspection i WHERE i.id = NEW.inspection_id"
    found.append(
        refuse(
            "lot_decision_needs_inspection",
            "INSERT",
            "lot_decision",
            "NEW.accepted > 0 AND NEW.source <> 'accepted' AND NOT EXISTS "
            f"(SELECT 1 {inspection} AND i.lot_id = NEW.lot_id AND i.state = 'approved')",
            "a lot is released on an approved inspection of it",
        )
    )
    found.append(
        refuse(
            "lot_decision_four_eyes",
            "INSERT",
            "lot_decision",
            f"NEW.accepted > 0 AND EXISTS (SELECT 1 {inspection} AND i.inspector_id = NEW.person_id)",
            "nobody releases a lot on their own inspection",
        )
    )
    return found


def readings() -> list[tuple[str, str]]:
    """The second reading is another person's; a question is answered once."""
    same_line = "WHERE c.inspection_id = NEW.inspection_id AND c.item_id = NEW.item_id AND c.piece = NEW.piece"
    return [
        refuse(
            "second_reading_four_eyes",
            "INSERT",
            "second_reading",
            f"EXISTS (SELECT 1 FROM answer_change c {same_line} AND c.person_id = NEW.person_id)",
            "the second reading belongs to another person",
        ),
        refuse(
            "question_only_replied",
            "UPDATE",
            "question",
            "OLD.replied_at IS NOT NULL OR NEW.replied_at IS NULL OR NEW.id <> OLD.id OR NEW.inspection_id <> OLD.inspection_id "
            "OR NEW.kind <> OLD.kind OR NEW.facts <> OLD.facts OR NEW.asked_at <> OLD.asked_at OR NEW.reply = ''",
            "a question is answered once",
        ),
    ]
