"""The words of causes, actions and their effect."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from qa_desktop.domain.actions import ActionKind, ActionState, Effect, Metric
from qa_desktop.domain.causes import Aspect, Category, TeamRole, Track
from qa_desktop.methods.effectiveness import Interval, Outcome, Share
from qa_desktop.ui.issues.words import moment
from qa_desktop.ui.theme.tokens import Tone

if TYPE_CHECKING:
    from qa_desktop.services.effects import Measured
    from qa_desktop.storage.queries.actions import ActionRow

ACTION_TONES = {
    ActionState.OPEN: Tone.OPEN,
    ActionState.DONE: Tone.WARNING,
    ActionState.VERIFIED: Tone.CONFORMS,
    ActionState.INEFFECTIVE: Tone.FAILS,
}
EFFECT_TONES = {
    Effect.NO_PLAN: Tone.WARNING,
    Effect.OPEN: Tone.OPEN,
    Effect.PROVEN: Tone.CONFORMS,
    Effect.NOT_PROVEN: Tone.FAILS,
    Effect.OVERRIDDEN: Tone.RECORDED,
}


class CausesWords(QObject):
    """Turns values into words, in the language of the screen."""

    def track(self, track: Track) -> str:
        """Return the question of a tree."""
        return self.tr("Why did it happen?") if track is Track.OCCURRENCE else self.tr("Why was it not found?")

    def category(self, category: Category) -> str:
        """Return the word of a branch of the fishbone."""
        words = {
            Category.PEOPLE: self.tr("People"),
            Category.MACHINE: self.tr("Machine"),
            Category.MATERIAL: self.tr("Material"),
            Category.METHOD: self.tr("Method"),
            Category.MEASUREMENT: self.tr("Measurement"),
            Category.ENVIRONMENT: self.tr("Environment"),
        }
        return words[category]

    def aspect(self, aspect: Aspect) -> str:
        """Return the question of a row."""
        words = {
            Aspect.WHAT: self.tr("What"),
            Aspect.WHERE: self.tr("Where"),
            Aspect.WHEN: self.tr("When"),
            Aspect.HOW_MUCH: self.tr("How much"),
        }
        return words[aspect]

    def role(self, role: TeamRole) -> str:
        """Return the word of what a member is there for."""
        words = {TeamRole.LEADER: self.tr("Leader"), TeamRole.SPONSOR: self.tr("Sponsor"), TeamRole.MEMBER: self.tr("Member")}
        return words[role]

    def kind(self, kind: ActionKind) -> str:
        """Return the word of what an action is for."""
        words = {
            ActionKind.CORRECTION: self.tr("Correction"),
            ActionKind.CORRECTIVE: self.tr("Corrective action"),
            ActionKind.PREVENTIVE: self.tr("Preventive action"),
            ActionKind.IMPROVEMENT: self.tr("Improvement"),
        }
        return words[kind]

    def state(self, row: ActionRow, today: date) -> str:
        """Return how far an action is, and whether it is late."""
        if row.is_overdue(today):
            late = (today - row.due_on).days
            words = self.tr("Overdue since yesterday") if late == 1 else self.tr("Overdue by {n} days")
            return words.format(n=late)
        words_of = {
            ActionState.OPEN: self.tr("Open"),
            ActionState.DONE: self.tr("Done, not verified"),
            ActionState.VERIFIED: self.tr("Verified"),
            ActionState.INEFFECTIVE: self.tr("Not effective"),
        }
        return words_of[row.state]

    def told(self, row: ActionRow) -> str:
        """Return what was said of an action: evidence, who verified it, why it came back."""
        parts = []
        if row.evidence:
            parts.append(self.tr("Done by {name}: {words}").format(name=row.done_by, words=row.evidence))
        if row.verified_by:
            parts.append(self.tr("Verified by {name}: {words}").format(name=row.verified_by, words=row.remark))
        elif row.remark and row.state is ActionState.OPEN:
            parts.append(self.tr("Came back: {words}").format(words=row.remark))
        return "\n".join(parts)

    def metric(self, metric: Metric) -> str:
        """Return the short name of what is counted."""
        words = {
            Metric.CHARACTERISTIC: self.tr("Readings of a characteristic"),
            Metric.INSPECTIONS: self.tr("Inspections of the part"),
            Metric.LOTS: self.tr("Lots with an issue of this failure"),
        }
        return words[metric]

    def effect(self, effect: Effect) -> str:
        """Return the word of what is known."""
        words = {
            Effect.NO_PLAN: self.tr("No plan"),
            Effect.OPEN: self.tr("Not judged yet"),
            Effect.PROVEN: self.tr("Proven"),
            Effect.NOT_PROVEN: self.tr("Target missed"),
            Effect.OVERRIDDEN: self.tr("Closed without proof"),
        }
        return words[effect]

    def outcome(self, found: Measured) -> str:
        """Return what the figures say now, in one sentence."""
        if found.effect.effect is Effect.OVERRIDDEN:
            said = self.tr("{name} decided in writing: {words}")
            return said.format(name=found.effect.overridden_by, words=found.effect.reason)
        if found.plan is None or found.figures is None:
            return self.tr("Say what will be counted, in which periods, and what counts as success.")
        plan = found.plan.plan
        match found.figures.outcome:
            case Outcome.TOO_EARLY:
                return self.tr("The follow-up runs until {day}; then the effect can be judged.").format(day=plan.follow_up.last)
            case Outcome.NOT_ENOUGH:
                said = self.tr("Too little was looked at: {n} after, at least {least} are wanted.")
                return said.format(n=found.figures.after.exposure, least=plan.minimum)
            case Outcome.MET:
                return self._judged(found, self.tr("The target is met."))
            case Outcome.NOT_MET:
                return self._judged(found, self.tr("The target is missed."))

    def _judged(self, found: Measured, said: str) -> str:
        """Say who recorded the figures when, once they are recorded; until then they are those of now."""
        if found.result is None or found.effect.effect not in {Effect.PROVEN, Effect.NOT_PROVEN}:
            return said
        words = self.tr("{said} Recorded by {name} on {day}, with these figures.")
        day = moment(found.result.at, found.result.at_offset)[:10]
        return words.format(said=said, name=found.result.printed_name, day=day)

    def share(self, share: Share, interval: Interval | None) -> str:
        """Return a share with its counts and its interval."""
        if share.rate is None or interval is None:
            return self.tr("no data")
        said = self.tr("{bad} of {all}: {rate} (between {low} and {high})")
        return said.format(
            bad=share.nonconforming,
            all=share.exposure,
            rate=percent(float(share.rate)),
            low=percent(interval.low),
            high=percent(interval.high),
        )

    def chance(self, p_value: float | None) -> str:
        """Return Fisher's p value in words; it informs and decides nothing."""
        if p_value is None:
            return ""
        shown = "0.001" if p_value < 0.001 else f"{p_value:.3f}"
        sign = self.tr("less than {p}") if p_value < 0.001 else self.tr("{p}")
        said = self.tr("Chance of so few after, if nothing had changed: {p} (Fisher, one-sided).")
        return said.format(p=sign.format(p=shown))

    def doubt(self, found: Measured) -> str:
        """Return why less than what tells a cure from luck was thought to be enough; empty where the plan tells it."""
        if found.plan is None or not found.why_fewer:
            return ""
        said = self.tr("The plan asks for fewer than tell a cure from luck. {name}: {words}")
        return said.format(name=found.plan.person, words=found.why_fewer)


def percent(share: float) -> str:
    """Return for example ``4.2 %``."""
    return f"{100 * share:.1f} %"
