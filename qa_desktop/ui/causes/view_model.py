"""Intents of the screen without a window: causes, and actions with their effect; what was typed is read here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from qa_desktop.domain.actions import ActionKind, EffectPlan, Metric, Window, require_plan
from qa_desktop.domain.causes import Aspect, Category, TeamRole, Track
from qa_desktop.domain.decimals import parse_decimal
from qa_desktop.domain.errors import InputError
from qa_desktop.ui.causes.core import Core

if TYPE_CHECKING:
    from qa_desktop.services.effects import Measured, Proposal
    from qa_desktop.storage.queries.actions import ActionRow
    from qa_desktop.storage.queries.effects import CharacteristicRow

Typed = Mapping[str, Any]
FOLLOW_UP_DAYS = 60


class CauseIntents:
    """Writing causes: ``typed`` is what the sheets give, by the names of their fields."""

    def __init__(self, core: Core) -> None:
        self._core, self._service, self._actor = core, core.program.causes, core.actor

    def add_node(self, track: Track, typed: Typed, *, parent_id: str | None, after: str | None) -> None:
        """Answer *why* once more."""
        self._write(
            self._service.add_node,
            track,
            typed["text"],
            parent_id=parent_id,
            after=after,
            evidence=typed.get("evidence", ""),
            photo_id=typed.get("photo", ""),
        )

    def change_node(self, node_id: str, typed: Typed) -> None:
        """Correct an answer."""
        node = self._core.state.node(node_id)
        if node is not None:
            new = {"text": typed["text"], "evidence": typed["evidence"], "photo_id": typed["photo"]}
            self._write(self._service.change_node, node_id, version=node.version, **new)

    def mark_root(self, node_id: str, code_id: str | None) -> None:
        """Mark an answer as root cause, or take the mark away."""
        node = self._core.state.node(node_id)
        if node is not None:
            self._write(self._service.mark_root, node_id, code_id, version=node.version)

    def remove_node(self, node_id: str) -> None:
        """Take an answer and everything below it away."""
        self._write(self._service.remove_node, node_id)

    def add_entry(self, typed: Typed) -> None:
        """Write a possible cause on the fishbone."""
        self._write(self._service.add_entry, Category(typed["category"]), typed["text"])

    def change_entry(self, entry_id: str, typed: Typed) -> None:
        """Correct a possible cause."""
        entry = next((one for one in self._core.state.analysis.fishbone if one.id == entry_id), None)
        if entry is not None:
            category = Category(typed["category"])
            self._write(self._service.change_entry, entry_id, version=entry.version, category=category, text=typed["text"])

    def remove_entry(self, entry_id: str) -> None:
        """Take a possible cause off the fishbone."""
        self._write(self._service.remove_entry, entry_id)

    def write_row(self, aspect: Aspect, typed: Typed) -> None:
        """Write a row of is / is-not."""
        version = self._core.state.analysis.row(aspect).version
        self._write(self._service.write_row, aspect, version=version, **typed)

    def add_member(self, typed: Typed) -> None:
        """Add somebody to the team: a person of the list, or a name."""
        self._core.write(partial(self._add_member, self._core.state.issue_id, dict(typed)))

    def remove_member(self, member_id: str) -> None:
        """Take somebody out of the team."""
        self._write(self._service.remove_member, member_id)

    def _add_member(self, issue_id: str, typed: dict[str, Any]) -> object:
        if not typed["person"] and not typed["name"].strip():
            raise InputError("Choose a person, or type the name of somebody else. Nothing was stored.")
        who = {"person_id": typed["person"] or None, "name": typed["name"], "note": typed["note"]}
        return self._service.add_member(self._actor, issue_id, TeamRole(typed["role"]), **who)

    def _write(self, act: Callable[..., Any], *given: Any, **named: Any) -> None:
        self._core.write(partial(act, self._actor, self._core.state.issue_id, *given, **named))


class ActionIntents:
    """Giving actions, doing and verifying them, and judging their effect."""

    def __init__(self, core: Core) -> None:
        self._core, self._actor = core, core.actor
        self._actions, self._effects = core.program.actions, core.program.effects

    def add(self, typed: Typed) -> None:
        """Give somebody something to do."""
        self._core.write(partial(self._add, dict(typed)))

    def change(self, row: ActionRow, typed: Typed) -> None:
        """Change an open action."""
        self._core.write(partial(self._change, row, dict(typed)))

    def remove(self, row: ActionRow, typed: Typed) -> None:
        """Take an open action away."""
        self._step(self._actions.remove, row, typed)

    def done(self, row: ActionRow, typed: Typed) -> None:
        """Say that an action is done."""
        self._step(self._actions.done, row, typed)

    def verify(self, row: ActionRow, typed: Typed) -> None:
        """Confirm that an action was done."""
        self._step(self._actions.verify, row, typed)

    def send_back(self, row: ActionRow, typed: Typed) -> None:
        """Open an action again."""
        self._step(self._actions.send_back, row, typed)

    def set_plan(self, action_id: str, typed: Typed) -> None:
        """Write how the effect will be judged."""
        self._core.write(partial(self._plan, action_id, dict(typed)))

    def conclude(self, action_id: str) -> None:
        """Record what the figures say."""
        self._core.write(partial(self._effects.conclude, self._actor, action_id))

    def override(self, action_id: str, typed: Typed) -> None:
        """Go on without proof, in writing."""
        self._core.write(partial(self._effects.override, self._actor, action_id, typed["words"]))

    def characteristics(self, part: str, done: Callable[[tuple[CharacteristicRow, ...]], None]) -> None:
        """Ask what can be counted of a part."""
        self._core.read(partial(self._effects.characteristics, self._actor, part), done)

    def proposal(self, typed: Typed, done: Callable[[Proposal], None]) -> None:
        """Ask what was counted before and how many tell a cure from luck, as soon as enough was typed to know."""
        try:
            plan = plan_of({**typed, "minimum": "1"})
            require_plan(plan)
        except InputError:
            return
        self._core.read(partial(self._effects.proposal, self._actor, plan), done)

    def sign(self, kind: str, password: str, looked: str = "") -> None:
        """Sign a report of the issue as it stands; ``looked`` is the digest of the draft that was looked at, if one was."""
        self._core.write(partial(self._sign, self._core.state.issue_id, kind, password, looked))

    def _step(self, act: Callable[..., Any], row: ActionRow, typed: Typed) -> None:
        self._core.write(partial(act, self._actor, row.id, typed["words"], version=row.version))

    def _add(self, typed: dict[str, Any]) -> object:
        return self._actions.add(self._actor, self._core.state.issue_id, _wanted(typed))

    def _change(self, row: ActionRow, typed: dict[str, Any]) -> object:
        return self._actions.change(self._actor, row.id, _wanted(typed), version=row.version)

    def _plan(self, action_id: str, typed: dict[str, Any]) -> object:
        return self._effects.set_plan(self._actor, action_id, plan_of(typed), typed.get("reason", ""))

    def _sign(self, issue_id: str, kind: str, password: str, looked: str) -> object:
        from qa_desktop.storage.queries.issue_reports import IssueReportKind  # noqa: PLC0415  (brings SQLAlchemy)

        service, which = self._core.program.issue_reports, IssueReportKind(kind)
        shown = looked or service.prepare(self._actor, issue_id, which).digest
        return service.sign(self._actor, issue_id, which, password, shown)


def day_of(text: str) -> date:
    """Return the day that was typed, like 2026-03-27; raises :class:`InputError`."""
    if not text.strip():
        raise InputError("Type the day as year, month and day, for example 2026-03-27.")
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InputError("“{text}” is not a day. Type year, month and day, for example 2026-03-27.", text=text) from None


def plan_of(typed: Typed) -> EffectPlan:
    """Return the plan that was typed; the target is a percentage.  Raises :class:`InputError`."""
    if not typed["target"].replace("%", "").strip():
        raise InputError("Type the target: at most how many percent may be nonconforming, for example 2.")
    minimum = typed["minimum"].strip()
    if not minimum.isdecimal():
        raise InputError("Type how many must be looked at, as a whole number, for example 50.")
    template_id, item_key, subject = typed["characteristic"] or ("", "", "")
    return EffectPlan(
        Metric(typed["metric"]),
        typed["part"],
        Window(day_of(typed["before_first"]), day_of(typed["before_last"])),
        Window(day_of(typed["after_first"]), day_of(typed["after_last"])),
        parse_decimal(typed["target"].replace("%", "")) / Decimal(100),
        int(minimum),
        template_id,
        item_key,
        subject,
        typed["words"],
    )


def plan_fields(found: Measured, part: str, today: date) -> dict[str, Any]:
    """Return what the sheet of a plan begins with: the plan that stands, or periods of the same length around today."""
    if found.plan is not None:
        plan = found.plan.plan
        return {
            "metric": plan.metric.value,
            "part": plan.part_number,
            "characteristic": (plan.template_id, plan.item_key, plan.subject),
            "words": plan.words,
            "before_first": plan.baseline.first.isoformat(),
            "before_last": plan.baseline.last.isoformat(),
            "after_first": plan.follow_up.first.isoformat(),
            "after_last": plan.follow_up.last.isoformat(),
            "target": format((plan.target * 100).normalize(), "f"),
            "minimum": str(plan.minimum),
        }
    begin = max(found.action.due_on, today) + timedelta(days=1)
    return {
        "metric": Metric.CHARACTERISTIC.value,
        "part": part,
        "characteristic": None,
        "words": "",
        "before_first": (today - timedelta(days=FOLLOW_UP_DAYS)).isoformat(),
        "before_last": today.isoformat(),
        "after_first": begin.isoformat(),
        "after_last": (begin + timedelta(days=FOLLOW_UP_DAYS)).isoformat(),
        "target": "",
        "minimum": "",
    }


def _wanted(typed: Typed) -> Any:
    from qa_desktop.services.actions import WantedAction  # noqa: PLC0415  (brings SQLAlchemy)

    return WantedAction(ActionKind(typed["kind"]), typed["text"], typed["owner"] or "", day_of(typed["due"]))
