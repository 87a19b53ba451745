"""Actions of issues, the plans and results of their effect, and the short facts that gates ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, insert, select, update
from sqlalchemy.orm import aliased

from qa_desktop.domain.actions import ActionKind, ActionState, Effect, EffectPlan, Metric, Window
from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.issue import OPEN_ISSUE_STATES
from qa_desktop.storage.clock import Moment
from qa_desktop.storage.models import EffectPlanRow, EffectResultRow, Issue, IssueAction, Person
from qa_desktop.storage.unit import Work, new_id

_Owner = aliased(Person, name="action_owner")
_Doer = aliased(Person, name="action_doer")
_Verifier = aliased(Person, name="action_verifier")


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action with the names of the people.  ``due_on`` is a day, ``number`` counts within the issue."""

    id: str
    issue_id: str
    issue_number: str
    issue_title: str
    number: int
    kind: ActionKind
    text: str
    owner_id: str
    owner: str
    due_on: date
    state: ActionState
    evidence: str
    done_by_id: str | None
    done_by: str
    done_at: str | None
    done_offset: int
    verified_by_id: str | None
    verified_by: str
    verified_at: str | None
    verified_offset: int
    remark: str
    version: int

    def is_overdue(self, today: date) -> bool:
        """Return whether it should be done by now and is not."""
        return self.state in {ActionState.OPEN, ActionState.INEFFECTIVE} and today > self.due_on


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan as it was written."""

    id: str
    action_id: str
    plan: EffectPlan
    definition: str
    reason: str
    person: str
    at: str
    at_offset: int


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A result as it was recorded: ``verdict`` is ``met``, ``not_met`` or ``overridden``; counts are those of that day."""

    id: str
    action_id: str
    plan_id: str | None
    verdict: str
    before_nonconforming: int | None
    before_exposure: int | None
    after_nonconforming: int | None
    after_exposure: int | None
    reason: str
    person_id: str
    printed_name: str
    at: str
    at_offset: int


@dataclass(frozen=True, slots=True)
class ActionEffect:
    """What is known of the effect of one corrective action."""

    action_id: str
    number: int
    text: str
    effect: Effect
    overridden_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """What gates ask: how many actions of which kind in which state, how many overdue, and the effect of the corrective ones."""

    counts: Mapping[tuple[ActionKind, ActionState], int]
    overdue: int
    effects: tuple[ActionEffect, ...]

    def count(self, kind: ActionKind | None = None, *states: ActionState) -> int:
        """Return how many actions there are of ``kind`` (any without one) in ``states`` (any without some)."""
        return sum(
            number
            for (of_kind, state), number in self.counts.items()
            if kind in {None, of_kind} and (not states or state in states)
        )

    @property
    def unfinished(self) -> int:
        """How many actions are not verified."""
        return self.count() - self.count(None, ActionState.VERIFIED)

    @property
    def unsettled(self) -> tuple[ActionEffect, ...]:
        """The corrective actions whose effect is neither proven nor overridden in writing."""
        return tuple(effect for effect in self.effects if not effect.effect.is_settled)


def action_facts(connection: Connection, issue_id: str, now: Moment) -> ActionFacts:
    """Return the facts about the actions of an issue; ``now`` decides what is overdue."""
    rows = actions_of(connection, issue_id)
    counts: dict[tuple[ActionKind, ActionState], int] = {}
    for row in rows:
        counts[row.kind, row.state] = counts.get((row.kind, row.state), 0) + 1
    plans, results = newest_plans(connection, issue_id), newest_results(connection, issue_id)
    effects = tuple(effect_of(row, plans.get(row.id), results.get(row.id)) for row in rows if row.kind is ActionKind.CORRECTIVE)
    today = now.local.date()
    return ActionFacts(counts, sum(row.is_overdue(today) for row in rows), effects)


def effect_of(row: ActionRow, plan: PlanRow | None, result: ResultRow | None) -> ActionEffect:
    """Return what is known of the effect of an action: the newest result counts while it judges the newest plan."""
    effect = Effect.NO_PLAN if plan is None else Effect.OPEN
    judged = row.state in {ActionState.VERIFIED, ActionState.INEFFECTIVE}
    if result is not None and judged and result.plan_id == (None if plan is None else plan.id):
        effect = {"met": Effect.PROVEN, "not_met": Effect.NOT_PROVEN}.get(result.verdict, Effect.OVERRIDDEN)
    if effect is Effect.OVERRIDDEN and result is not None:
        return ActionEffect(row.id, row.number, row.text, effect, result.printed_name, result.reason)
    return ActionEffect(row.id, row.number, row.text, effect)


def actions_of(connection: Connection, issue_id: str) -> tuple[ActionRow, ...]:
    """Return the actions of an issue in the order of their numbers."""
    query = _actions().where(IssueAction.issue_id == issue_id).order_by(IssueAction.number)
    return tuple(_action(row) for row in connection.execute(query).mappings())


def action_by_id(connection: Connection, action_id: str) -> ActionRow:
    """Return one action; raises :class:`NotFoundError`."""
    row = connection.execute(_actions().where(IssueAction.id == action_id)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("This action does not exist any more. Nothing was stored. Reload the actions.")
    return _action(row)


def open_actions(
    connection: Connection, *, owner_id: str = "", due_until: date | None = None, limit: int = 200
) -> tuple[ActionRow, ...]:
    """Return actions of open issues that still have to be done, the first due first; of one owner where one is named."""
    a = IssueAction
    query = _actions().where(
        a.state.in_([ActionState.OPEN.value, ActionState.INEFFECTIVE.value]),
        Issue.state.in_(sorted(state.value for state in OPEN_ISSUE_STATES)),
    )
    if owner_id:
        query = query.where(a.owner_id == owner_id)
    if due_until is not None:
        query = query.where(a.due_on <= due_until.isoformat())
    return tuple(_action(row) for row in connection.execute(query.order_by(a.due_on, a.id).limit(limit)).mappings())


def insert_action(work: Work, issue_id: str, **values: Any) -> str:
    """Add an action with the next number of its issue; return its id."""
    key = new_id()
    last = work.connection.execute(select(func.max(IssueAction.number)).where(IssueAction.issue_id == issue_id)).scalar()
    work.connection.execute(
        insert(IssueAction).values(
            id=key,
            issue_id=issue_id,
            number=int(last or 0) + 1,
            state=ActionState.OPEN.value,
            created_by=work.actor_id,
            created_at=work.now.utc,
            **values,
        )
    )
    return key


def change_action(connection: Connection, action_id: str, version: int, **values: Any) -> bool:
    """Change an action; returns ``False`` when somebody else changed it since ``version``."""
    a = IssueAction
    changed = connection.execute(update(a).where(a.id == action_id, a.version == version).values(version=version + 1, **values))
    return changed.rowcount == 1


def insert_plan(work: Work, action_id: str, plan: EffectPlan, reason: str) -> str:
    """Write how the effect of an action will be judged; the newest plan counts."""
    key = new_id()
    work.connection.execute(
        insert(EffectPlanRow).values(
            id=key,
            action_id=action_id,
            metric=plan.metric.value,
            part_number=plan.part_number,
            template_id=plan.template_id or None,
            item_key=plan.item_key,
            subject=plan.subject,
            words=plan.words,
            definition=plan.definition,
            baseline_from=plan.baseline.first.isoformat(),
            baseline_to=plan.baseline.last.isoformat(),
            follow_from=plan.follow_up.first.isoformat(),
            follow_to=plan.follow_up.last.isoformat(),
            target=format(plan.target, "f"),
            minimum=plan.minimum,
            reason=reason,
            person_id=work.actor_id,
            at=work.now.utc,
            at_offset=work.now.offset,
        )
    )
    return key


def insert_result(work: Work, action_id: str, **values: Any) -> str:
    """Record a result; the newest result of the newest plan counts."""
    key = new_id()
    work.connection.execute(
        insert(EffectResultRow).values(
            id=key, action_id=action_id, person_id=work.actor_id, at=work.now.utc, at_offset=work.now.offset, **values
        )
    )
    return key


def newest_plans(connection: Connection, issue_id: str) -> dict[str, PlanRow]:
    """Return the newest plan of each action of an issue that has one."""
    p = EffectPlanRow
    query = (
        select(*p.__table__.c, Person.name.label("person"))
        .join(Person, Person.id == p.person_id)
        .join(IssueAction, IssueAction.id == p.action_id)
        .where(IssueAction.issue_id == issue_id)
        .order_by(p.id)
    )
    return {row.action_id: _plan(row) for row in connection.execute(query)}


def newest_results(connection: Connection, issue_id: str) -> dict[str, ResultRow]:
    """Return the newest result of each action of an issue that has one."""
    r = EffectResultRow
    query = (
        select(*r.__table__.c)
        .join(IssueAction, IssueAction.id == r.action_id)
        .where(IssueAction.issue_id == issue_id)
        .order_by(r.id)
    )
    return {row["action_id"]: ResultRow(**row) for row in connection.execute(query).mappings()}


@cache
def _actions() -> Select[*tuple[Any, ...]]:
    a = IssueAction
    names = (
        *("id", "issue_id", "number", "kind", "text", "owner_id", "due_on", "state", "evidence", "done_at", "done_offset"),
        *("verified_at", "verified_offset", "remark", "version"),
    )
    query: Select[*tuple[Any, ...]] = (
        select(
            *(getattr(a, name) for name in names),
            a.done_by.label("done_by_id"),
            a.verified_by.label("verified_by_id"),
            Issue.number.label("issue_number"),
            Issue.title.label("issue_title"),
            _Owner.name.label("owner"),
            func.coalesce(_Doer.name, "").label("done_by"),
            func.coalesce(_Verifier.name, "").label("verified_by"),
        )
        .join(Issue, Issue.id == a.issue_id)
        .join(_Owner, _Owner.id == a.owner_id)
        .outerjoin(_Doer, _Doer.id == a.done_by)
        .outerjoin(_Verifier, _Verifier.id == a.verified_by)
        .where(a.removed_at.is_(None))
    )
    return query


def _action(row: RowMapping) -> ActionRow:
    values: dict[str, Any] = dict(row)
    values |= {"kind": ActionKind(row["kind"]), "state": ActionState(row["state"]), "due_on": date.fromisoformat(row["due_on"])}
    return ActionRow(**values)


def _plan(row: Any) -> PlanRow:
    plan = EffectPlan(
        Metric(row.metric),
        row.part_number,
        Window(date.fromisoformat(row.baseline_from), date.fromisoformat(row.baseline_to)),
        Window(date.fromisoformat(row.follow_from), date.fromisoformat(row.follow_to)),
        Decimal(row.target),
        row.minimum,
        row.template_id or "",
        row.item_key,
        row.subject,
        row.words,
    )
    return PlanRow(row.id, row.action_id, plan, row.definition, row.reason, row.person, row.at, row.at_offset)
