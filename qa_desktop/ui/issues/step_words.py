"""The words of the steps of an issue, and of what stands in its history about steps, actions, holds and dispositions."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QObject

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.issue_steps import StepMark, containment_due
from qa_desktop.ui.issues.words import IssueWords, due_day, moment

if TYPE_CHECKING:
    from qa_desktop.services.issue_steps import Step


class StepWords(QObject):
    """Says how a step stands, in the language of the screen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._issue = IssueWords(self)

    def name(self, state: IssueState) -> str:
        """Return the word of a step."""
        return self._issue.state(state)

    def mark(self, mark: StepMark) -> str:
        """Return the word of how a step stands."""
        words = {
            StepMark.DONE: self.tr("Done"),
            StepMark.NEXT: self.tr("Next"),
            StepMark.COMING: self.tr("Coming"),
            StepMark.LEFT_OUT: self.tr("Left out"),
        }
        return words[mark]

    def who(self, step: Step) -> str:
        """Return who took the step, or who will."""
        if step.mark is StepMark.DONE:
            return step.done_by
        return "" if step.mark is StepMark.LEFT_OUT else step.owner or self.tr("nobody yet")

    def when(self, step: Step, now: datetime) -> str:
        """Return when the step was taken, or until when it is due; a day that is only proposed says so."""
        if step.mark is StepMark.DONE:
            return moment(step.done_at, step.done_offset) if step.done_at else ""
        if step.mark is StepMark.LEFT_OUT:
            return ""
        if step.due_at is not None:
            return self.tr("due {day}").format(day=due_day(step.due_at, now))
        return (
            self.tr("proposed {day}").format(day=step.proposed.isoformat()) if step.proposed is not None else self.tr("no date")
        )

    def late(self, due_at: str | None, now: datetime) -> str:
        """Return for how long something is overdue; empty while it is not."""
        due = None if due_at is None else datetime.fromisoformat(due_at).astimezone(now.tzinfo)
        if due is None or now <= due:
            return ""
        days = (now.date() - due.date()).days  # as people count: the day after the due day is one day late
        if days < 1:
            return self.tr("Overdue")
        return self.tr("1 day overdue") if days == 1 else self.tr("{n} days overdue").format(n=QLocale().toString(days))

    def next(self, step: Step, now: datetime) -> str:
        """Return for example ``Next: Contained, Petra Lis, due 2026-11-30``."""
        words = self.tr("Next: {step}, {who}, {when}")
        return words.format(step=self.name(step.state), who=self.who(step), when=self.when(step, now))

    def contain(self, kind: IssueKind | None, severity: Severity | None, now: datetime) -> str:
        """Return what is stored by itself when such an issue is logged; empty for nothing."""
        day = None if kind is None or severity is None else containment_due(kind, severity, now.date())
        words = self.tr("To be contained by {day}. This date is stored with the issue.")
        return "" if day is None else words.format(day=day.isoformat())


class EventWords(QObject):
    """Says what happened to an issue beyond its own words: each event by its name, with what is kept of it as JSON."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._states = IssueWords(self)

    def happened(self, action: str, old: str, new: str, now: datetime) -> str:
        """Return what happened; an event without words of its own is shown as it is kept."""
        facts, before = _facts(new), _facts(old)
        if action == "step.plan":
            return self._planned(before, facts, now)
        if action == "edited":
            return self._edited(before, facts)
        words = self._action(action) or self._effect(action, facts) or self._goods(action, facts)
        try:
            return words.format(**(facts or before)) if words else action
        except (KeyError, ValueError):
            return action

    def _planned(self, before: dict[str, Any], facts: dict[str, Any], now: datetime) -> str:
        step = self._states.state(IssueState(facts["step"])) if facts.get("step") in set(IssueState) else ""
        said = f"{step}: {self._plan(facts, now)}"
        return said if not before else f"{step}: {self._plan(before, now)} → {self._plan(facts, now)}"

    def _plan(self, facts: dict[str, Any], now: datetime) -> str:
        due = due_day(str(facts.get("due") or "") or None, now)
        when = self.tr("due {day}").format(day=due) if due else self.tr("no date")
        return f"{facts.get('owner') or self.tr('nobody yet')}, {when}"

    def _edited(self, before: dict[str, Any], facts: dict[str, Any]) -> str:
        names = {
            "title": self.tr("title"),
            "description": self.tr("description"),
            "kind": self.tr("kind"),
            "severity": self.tr("severity"),
            "quantity": self.tr("quantity"),
        }
        changed = (f"{names.get(name, name)}: {before.get(name) or '–'} → {value or '–'}" for name, value in facts.items())
        return self.tr("Words corrected: {changes}").format(changes="; ".join(changed))

    def _action(self, action: str) -> str:
        words = {
            "action.add": self.tr("Action {number} planned: {owner}, due {due}"),
            "action.change": self.tr("Action {number} changed: {owner}, due {due}"),
            "action.remove": self.tr("Action {number} taken away"),
            "action.done": self.tr("Action {number} done"),
            "action.verify": self.tr("Action {number} verified"),
            "action.send_back": self.tr("Action {number} sent back"),
        }
        return words.get(action, "")

    def _effect(self, action: str, facts: dict[str, Any]) -> str:
        if action == "effect.plan":
            facts["target"] = _percent(str(facts.get("target", "")))
        met = facts.get("verdict") == "met"
        words = {
            "effect.plan": self.tr("Effect of action {number}: at most {target}, judged after {until}"),
            "effect.conclude": self.tr("Effect of action {number}: the target is met")
            if met
            else self.tr("Effect of action {number}: the target is not met"),
            "effect.override": self.tr("Effect of action {number}: accepted without figures"),
        }
        return words.get(action, "")

    def _goods(self, action: str, facts: dict[str, Any]) -> str:
        words = {
            "hold.place": self.tr("Hold {number}: {what}") if facts.get("what") else self.tr("Nothing has to be held"),
            "hold.lift": self.tr("Hold {number} lifted"),
            "disposition.propose": self.tr("Disposition {number} proposed"),
            "disposition.approve": self.tr("Disposition {number} approved"),
            "disposition.refuse": self.tr("Disposition {number} refused"),
            "disposition.withdraw": self.tr("Disposition {number} withdrawn"),
            "promised": self.tr("Promised"),
            "promise kept": self.tr("Promise kept"),
            "promise withdrawn": self.tr("Promise withdrawn"),
            "customer asked": self.tr("Customer asked"),
        }
        return words.get(action, "")


def _facts(text: str) -> dict[str, Any]:
    """Return what an event keeps as JSON; nothing for plain text."""
    try:
        found = json.loads(text) if text.startswith("{") else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _percent(share: str) -> str:
    try:
        return f"{(Decimal(share) * 100).normalize():f} %"
    except ArithmeticError:
        return share
