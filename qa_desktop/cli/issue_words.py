"""What happened to an issue, in the words that the screens use in English."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Final

from qa_desktop.domain.issue import IssueState

_WORDS: Final = {
    "logged": "Logged",
    "comment": "Comment",
    "action.add": "Action {number} planned: {owner}, due {due}",
    "action.change": "Action {number} changed: {owner}, due {due}",
    "action.remove": "Action {number} taken away",
    "action.done": "Action {number} done",
    "action.verify": "Action {number} verified",
    "action.send_back": "Action {number} sent back",
    "effect.plan": "Effect of action {number}: at most {target}, judged after {until}",
    "effect.conclude": "Effect of action {number}: the target is {met}",
    "effect.override": "Effect of action {number}: accepted without figures",
    "hold.place": "Hold {number}: {what}",
    "hold.lift": "Hold {number} lifted",
    "disposition.propose": "Disposition {number} proposed",
    "disposition.approve": "Disposition {number} approved",
    "disposition.refuse": "Disposition {number} refused",
    "disposition.withdraw": "Disposition {number} withdrawn",
    "promised": "Promised",
    "promise kept": "Promise kept",
    "promise withdrawn": "Promise withdrawn",
    "customer asked": "Customer asked",
}


def state_word(state: str) -> str:
    """Return the word of a state; what is no state stays as it is."""
    return state.capitalize() if state in set(IssueState) else state


def happened(action: str, old: str, new: str, offset: int) -> str:
    """Return what an entry of the history says; days are those of a place ``offset`` minutes from UTC.

    An event without words of its own is shown as it is kept.
    """
    facts, before = _facts(new), _facts(old)
    match action:
        case "moved":
            return f"{state_word(old)} → {state_word(new)}"
        case "owner":
            return f"Owner: {old or '–'} → {new or '–'}"
        case "due":
            return f"Due: {day_of(old, offset) or '–'} → {day_of(new, offset) or '–'}"
        case "step.plan":
            return _planned(before, facts, offset)
        case "edited":
            changed = (f"{name}: {before.get(name) or '–'} → {value or '–'}" for name, value in facts.items())
            return f"Words corrected: {'; '.join(changed)}"
        case "hold.place" if not facts.get("what"):
            return "Nothing has to be held"
    try:
        return _WORDS[action].format(**_shown(action, facts or before))
    except (KeyError, ValueError):
        return action


def day_of(moment: str | None, offset: int) -> str:
    """Return the day of a due moment here; what is due is due by the end of it."""
    from qa_desktop.services.issue_export import due_day  # noqa: PLC0415  (brings SQLAlchemy)

    return due_day(moment, offset)


def _planned(before: dict[str, Any], facts: dict[str, Any], offset: int) -> str:
    def plan(said: dict[str, Any]) -> str:
        day = day_of(said.get("due"), offset)
        return f"{said.get('owner') or 'nobody yet'}, {f'due {day}' if day else 'no date'}"

    step = state_word(str(facts.get("step", "")))
    return f"{step}: {plan(before)} → {plan(facts)}" if before else f"{step}: {plan(facts)}"


def _shown(action: str, facts: dict[str, Any]) -> dict[str, Any]:
    if action == "effect.plan":
        return facts | {"target": _percent(str(facts.get("target", "")))}
    if action == "effect.conclude":
        return facts | {"met": "met" if facts.get("verdict") == "met" else "not met"}
    return facts


def _facts(kept: str) -> dict[str, Any]:
    """Return what an event keeps as JSON; nothing for plain text."""
    try:
        found = json.loads(kept) if kept.startswith("{") else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _percent(share: str) -> str:
    try:
        return f"{(Decimal(share) * 100).normalize():f} %"
    except ArithmeticError:
        return share
