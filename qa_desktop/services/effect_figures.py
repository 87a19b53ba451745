"""Whether corrective actions worked, and which lessons were of use, over a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from qa_desktop.domain.actions import Effect, Metric
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.period import Period
from qa_desktop.methods.effectiveness import Comparison, Interval, Share
from qa_desktop.services.effects import Measured, measured_now
from qa_desktop.services.guard import needs
from qa_desktop.storage.clock import Moment
from qa_desktop.storage.queries import effect_figures, inspections, issues, lessons
from qa_desktop.storage.queries.effect_figures import OFFERED, READ, UsedLesson
from qa_desktop.storage.queries.figures import Record, Scope
from qa_desktop.storage.unit import Connection, Store

MOST_LESSONS: Final = 10

EFFECTS_WORDS: Final = (
    "Corrective actions whose follow-up ended in the period, with the share of nonconforming ones before and after and its 95 % "
    "interval (Wilson). Proven and not proven are as recorded; overridden means that a named person decided to go on without "
    "proof; waiting means that nobody recorded a result yet, and its figures are those of now."
)
LESSONS_WORDS: Final = (
    "Lessons by how often they were of use in the period: read by somebody at a line while inspecting (once for each person and "
    "inspection), or on the screen when an issue was logged (offered). Equal ones stand by number. Looking through the list of "
    "lessons does not count."
)


class Proof(StrEnum):
    """What is recorded of an action whose follow-up is over."""

    PROVEN = "proven"
    NOT_PROVEN = "not_proven"
    OVERRIDDEN = "overridden"
    WAITING = "waiting"


_PROOFS: Final = {
    Effect.PROVEN: Proof.PROVEN,
    Effect.NOT_PROVEN: Proof.NOT_PROVEN,
    Effect.OVERRIDDEN: Proof.OVERRIDDEN,
}


@dataclass(frozen=True, slots=True)
class EffectLine:
    """One corrective action with its figures before and after.  ``target`` is the highest share that counts as met."""

    action_id: str
    issue_id: str
    issue: str
    number: int
    text: str
    metric: Metric
    subject: str
    ended: date
    target: Decimal
    figures: Comparison
    proof: Proof

    @property
    def name(self) -> str:
        """Issue and number of the action."""
        return f"{self.issue} / {self.number}"


@dataclass(frozen=True, slots=True)
class EffectCounts:
    """How many actions of which proof."""

    proven: int = 0
    not_proven: int = 0
    overridden: int = 0
    waiting: int = 0

    @property
    def judged(self) -> int:
        """Those of which something is recorded."""
        return self.proven + self.not_proven + self.overridden

    @property
    def words(self) -> str:
        """The counts in words."""
        return (
            f"{self.proven} proven, {self.not_proven} not proven, {self.overridden} overridden without proof, "
            f"{self.waiting} waiting for a result"
        )


def effect_lines(connection: Connection, scope: Scope, period: Period, now: Moment) -> tuple[EffectLine, ...]:
    """Return the corrective actions whose follow-up ended in the period and is over, the newest first."""
    last = min(period.last, now.local.date() - timedelta(days=1))
    found = effect_figures.judged_actions(connection, scope, period.first.isoformat(), last.isoformat())
    measured = {one.action.id: one for issue in dict(found) for one in measured_now(connection, issue, now)}
    return tuple(_line(measured[action]) for _, action in found)


def counts_of(lines: tuple[EffectLine, ...]) -> EffectCounts:
    """Return how many of the lines have which proof."""
    proofs = [line.proof for line in lines]
    return EffectCounts(*(proofs.count(proof) for proof in Proof))


def effect_records(lines: tuple[EffectLine, ...], which: str, limit: int) -> tuple[Record, ...]:
    """Return the actions behind a count; an empty ``which`` gives all of them."""
    return tuple(
        Record("action", line.action_id, line.name, line.text, line.ended.isoformat(), part_of=line.issue_id)
        for line in lines
        if which in {"", line.proof.value}
    )[:limit]


def share_text(share: Share, interval: Interval | None) -> str:
    """Return a share with its counts and interval; nothing looked at is no data."""
    if share.rate is None or interval is None:
        return "no data"
    rate = f"{float(share.rate) * 100:.1f} % ({share.nonconforming} of {share.exposure})"
    return f"{rate}, {interval.low * 100:.1f} to {interval.high * 100:.1f} %"


def metric_text(line: EffectLine) -> str:
    """Return what is counted."""
    names = {Metric.CHARACTERISTIC: "readings", Metric.INSPECTIONS: "inspections", Metric.LOTS: "lots"}
    return f"{names[line.metric]}: {line.subject}" if line.subject else names[line.metric]


def _line(one: Measured) -> EffectLine:
    action, plan = one.action, one.plan
    if plan is None or one.figures is None:
        raise ValueError("an action without a plan has no follow-up that could end")
    proof = _PROOFS.get(one.effect.effect, Proof.WAITING)
    subject = plan.plan.subject or plan.plan.words or plan.plan.part_number
    return EffectLine(
        *(action.id, action.issue_id, action.issue_number, action.number, action.text, plan.plan.metric, subject),
        *(plan.plan.follow_up.last, plan.plan.target, one.figures, proof),
    )


class LessonUseService:
    """Notes that a lesson was of use, so that the best ones can be told from the others."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @needs(Permission.INSPECT)
    def read(self, actor: Actor, lesson_ids: tuple[str, ...], inspection_id: str) -> int:
        """Note that a person read lessons while inspecting; each counts once in an inspection.  Return how many were new."""
        with self._store.writing(actor.person_id) as work:
            inspections.head(work.connection, inspection_id)
            new = [
                lessons.by_id(work.connection, key)
                for key in dict.fromkeys(lesson_ids)
                if not effect_figures.was_read(work.connection, key, inspection_id, actor.person_id)
            ]
            for row in new:
                effect_figures.add_use(work, row.id, READ, issue_id=None, inspection_id=inspection_id)
            if new:
                details = {"lessons": [row.number for row in new]}
                work.audit("lesson.read", "inspection", inspection_id, details)
            else:
                work.leave_unaudited("these lessons were read in this inspection before")
            return len(new)

    @needs(Permission.LOG_ISSUE)
    def offered(self, actor: Actor, lesson_ids: tuple[str, ...], issue_id: str) -> int:
        """Note which lessons were on the screen when an issue was logged.  Return how many."""
        with self._store.writing(actor.person_id) as work:
            issue = issues.issue_by_id(work.connection, issue_id)
            rows = [lessons.by_id(work.connection, key) for key in dict.fromkeys(lesson_ids)]
            for row in rows:
                effect_figures.add_use(work, row.id, OFFERED, issue_id=issue.id, inspection_id=issue.inspection_id)
            details = {"issue": issue.number, "lessons": [row.number for row in rows]}
            work.audit("lesson.offer", "issue", issue_id, details)
            return len(rows)


def top_lessons(connection: Connection, scope: Scope) -> tuple[UsedLesson, ...]:
    """Return the lessons of most use."""
    return effect_figures.used_lessons(connection, scope)[:MOST_LESSONS]
