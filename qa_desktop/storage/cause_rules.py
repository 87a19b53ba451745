"""Rules of the database about causes, actions and their effect; :mod:`triggers` is the list of all."""

from __future__ import annotations

from typing import Final

from qa_desktop.storage.rules import refuse

NEVER_DELETED: Final = (
    "cause_code",
    "cause_node",
    "fishbone_entry",
    "is_is_not",
    "team_member",
    "issue_action",
    "effect_plan",
    "effect_result",
    "issue_report",
)

NEVER_UPDATED: Final = ("effect_plan", "effect_result", "issue_report")

_ENDED = "IN ('closed', 'rejected')"


def causes() -> list[tuple[str, str]]:
    """What was analysed and done stays as it was once the issue is closed; nobody verifies their own action."""
    return [*_frozen_when_closed(), *_tree(), *_codes(), *_removed(), *_actions(), *_effect()]


def _frozen_when_closed() -> list[tuple[str, str]]:
    words = "a closed issue keeps its causes and actions as they are"
    found = []
    for table in ("cause_node", "fishbone_entry", "is_is_not", "team_member", "issue_action"):
        for when, row in (("INSERT", "NEW"), ("UPDATE", "OLD")):
            closed = f"(SELECT state FROM issue WHERE id = {row}.issue_id) {_ENDED}"
            found.append(refuse(f"{table}_closed_{when.lower()}", when, table, closed, words))
        if table != "is_is_not":
            found.append(
                refuse(f"{table}_of_its_issue", "UPDATE OF id, issue_id", table, "", "what belongs to an issue stays there")
            )
    for table in ("effect_plan", "effect_result"):
        closed = f"(SELECT i.state FROM issue i JOIN issue_action a ON a.issue_id = i.id WHERE a.id = NEW.action_id) {_ENDED}"
        found.append(refuse(f"{table}_closed", "INSERT", table, closed, words))
    return found


def _tree() -> list[tuple[str, str]]:
    parent = "SELECT 1 FROM cause_node p WHERE p.id = NEW.parent_id"
    code = "SELECT 1 FROM cause_code c WHERE c.id = NEW.code_id AND c.scope IN ('both', NEW.track)"
    found = [
        refuse(
            "cause_node_parent",
            "INSERT",
            "cause_node",
            "NEW.parent_id IS NOT NULL AND NOT EXISTS "
            f"({parent} AND p.id <> NEW.id AND p.issue_id = NEW.issue_id AND p.track = NEW.track AND p.removed_at IS NULL)",
            "an answer stands below an answer of the same issue and question",
        ),
        refuse(
            "cause_node_place", "UPDATE OF parent_id, track", "cause_node", "", "an answer stays below the one that it explains"
        ),
    ]
    for when in ("INSERT", "UPDATE OF code_id"):
        name = f"cause_node_code_{when.split()[0].lower()}"
        words = "this cause code belongs to the other question"
        found.append(refuse(name, when, "cause_node", f"NEW.code_id IS NOT NULL AND NOT EXISTS ({code})", words))
    return found


def _codes() -> list[tuple[str, str]]:
    words = "a code keeps its name; its words may change"
    columns = "id, code, created_at, created_by"
    found = [refuse("failure_code_identity", f"UPDATE OF {columns}", "failure_code", "", words)]
    found.append(refuse("cause_code_identity", "UPDATE OF id, code", "cause_code", "", words))
    return found


def _removed() -> list[tuple[str, str]]:
    words = "what was taken away does not change any more"
    tables = ("cause_node", "fishbone_entry", "team_member", "issue_action")
    return [refuse(f"{table}_removed", "UPDATE", table, "OLD.removed_at IS NOT NULL", words) for table in tables]


def _actions() -> list[tuple[str, str]]:
    return [
        refuse("issue_action_starts_open", "INSERT", "issue_action", "NEW.state <> 'open'", "an action starts open"),
        refuse(
            "issue_action_step",
            "UPDATE OF state",
            "issue_action",
            "OLD.state <> NEW.state AND (OLD.state || '>' || NEW.state) NOT IN "
            "('open>done', 'done>open', 'done>verified', 'verified>ineffective', 'ineffective>open')",
            "this step of the action is not allowed",
        ),
        refuse(
            "issue_action_four_eyes",
            "UPDATE",
            "issue_action",
            "NEW.verified_by IS NOT NULL AND (NEW.verified_by = NEW.owner_id OR NEW.verified_by = NEW.done_by)",
            "nobody verifies their own action",
        ),
        refuse(
            "issue_action_words",
            "UPDATE OF kind, text, owner_id, due_on, number",
            "issue_action",
            "OLD.state <> 'open' OR NEW.number <> OLD.number",
            "an action that is done keeps its words",
        ),
        refuse(
            "issue_action_removed_open",
            "UPDATE OF removed_at",
            "issue_action",
            "NEW.removed_at IS NOT NULL AND (OLD.state <> 'open' OR NEW.remove_reason = '')",
            "only an open action is taken away, with a reason",
        ),
    ]


def _effect() -> list[tuple[str, str]]:
    action = "SELECT 1 FROM issue_action a WHERE a.id = NEW.action_id"
    return [
        refuse(
            "effect_result_four_eyes",
            "INSERT",
            "effect_result",
            f"NEW.verdict = 'overridden' AND EXISTS ({action} AND NEW.person_id IN (a.owner_id, a.done_by))",
            "nobody decides on the effect of their own action",
        ),
        refuse(
            "effect_result_after_verification",
            "INSERT",
            "effect_result",
            f"NOT EXISTS ({action} AND a.state = 'verified' AND a.removed_at IS NULL)",
            "the effect of an action is judged once the action is verified",
        ),
        refuse(
            "effect_result_of_newest_plan",
            "INSERT",
            "effect_result",
            "NEW.plan_id IS NOT NULL AND NEW.plan_id IS NOT "
            "(SELECT p.id FROM effect_plan p WHERE p.action_id = NEW.action_id ORDER BY p.id DESC LIMIT 1)",
            "the effect is judged by the newest plan",
        ),
        refuse(
            "effect_result_window",
            "INSERT",
            "effect_result",
            "NEW.verdict <> 'overridden' AND EXISTS "
            "(SELECT 1 FROM effect_plan p WHERE p.id = NEW.plan_id AND substr(NEW.at, 1, 10) < p.follow_to)",
            "the effect is judged after the follow-up has ended",
        ),
        refuse(
            "effect_result_after_action",
            "INSERT",
            "effect_result",
            "NEW.verdict <> 'overridden' AND EXISTS (SELECT 1 FROM effect_plan p JOIN issue_action a ON a.id = p.action_id "
            "WHERE p.id = NEW.plan_id AND p.follow_from < date(substr(a.done_at, 1, 10), '-1 day'))",
            "the effect is judged by what was counted after the action was done",
        ),
        refuse(
            "effect_plan_ahead",
            "INSERT",
            "effect_plan",
            "NEW.follow_to < date(substr(NEW.at, 1, 10), '-1 day')",
            "a target stands before its figures are known",
        ),
        refuse(
            "effect_plan_reason",
            "INSERT",
            "effect_plan",
            "NEW.reason = '' AND EXISTS (SELECT 1 FROM effect_plan p WHERE p.action_id = NEW.action_id)",
            "a plan is replaced with a reason",
        ),
    ]
