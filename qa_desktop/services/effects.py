"""Whether an action worked: the plan, the figures before and after, the result, or the written decision of a named person."""

from __future__ import annotations

from dataclasses import dataclass, replace

from qa_desktop.domain.actions import ActionKind, ActionState, Effect, EffectPlan, Metric, Window, require_plan
from qa_desktop.domain.answers import Answer, LineAct, Verdict
from qa_desktop.domain.canonical import Json, canonical_json
from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.judging import verdict_of
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_text
from qa_desktop.methods.effectiveness import Comparison, Outcome, Share, compare, could_be_luck, least_exposure, luck
from qa_desktop.services.actions import require_other_person
from qa_desktop.services.guard import needs
from qa_desktop.services.issue_entry import happened
from qa_desktop.services.open_issues import LONGEST, open_issue, wanted_text
from qa_desktop.storage.clock import Moment, local_time
from qa_desktop.storage.queries import actions, effects, templates
from qa_desktop.storage.queries.actions import ActionEffect, ActionRow, PlanRow, ResultRow
from qa_desktop.storage.queries.effects import CharacteristicRow, Span
from qa_desktop.storage.unit import Connection, Work
from qa_desktop.storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Measured:
    """One action with everything that is known of its effect.

    ``figures`` are those that were recorded with the result as long as it counts, else those of now; ``None`` without a plan.
    ``why_fewer`` says why the plan asks for fewer than tell a cure from luck; empty where it asks for enough.
    """

    action: ActionRow
    plan: PlanRow | None
    figures: Comparison | None
    result: ResultRow | None
    effect: ActionEffect
    why_fewer: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was counted before, and the least number that tells a cure from luck; ``None`` where no number does."""

    before: Share
    least: int | None


class EffectService:
    """The target stands before the figures are known; the program counts; a person may override only in writing."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store

    @needs(Permission.READ_ALL)
    def characteristics(self, actor: Actor, part_number: str) -> tuple[CharacteristicRow, ...]:
        """Return what can be counted of a part: the characteristics that its approved inspections asked."""
        with self._store.reading() as connection:
            return effects.characteristics(connection, part_number.strip())

    @needs(Permission.READ_ALL)
    def measured(self, actor: Actor, issue_id: str) -> tuple[Measured, ...]:
        """Return the effect of every corrective action of an issue, and of the others that have a plan, counted now."""
        with self._store.reading() as connection:
            return measured_now(connection, issue_id, self._store.now())

    @needs(Permission.READ_ALL)
    def proposal(self, actor: Actor, plan: EffectPlan) -> Proposal:
        """Return what a plan would begin from, whatever minimum it states."""
        require_plan(plan)
        with self._store.reading() as connection:
            before = _share(connection, plan, days_of(plan.baseline, self._store.now()))
            return Proposal(before, least_exposure(before, target=plan.target))

    @needs(Permission.WORK_ISSUE)
    def set_plan(self, actor: Actor, action_id: str, plan: EffectPlan, reason: str = "") -> Measured:
        """Write how the effect will be judged.  Replacing a plan needs a reason, and the old one stays.

        Raises :class:`InputError` for a follow-up that is over: its figures are there to be seen already.  A plan that luck alone
        would meet needs a reason, too.
        """
        why = clean_text(reason, limit=LONGEST).strip()
        tidy = replace(
            plan,
            part_number=clean_text(plan.part_number, limit=80).strip(),
            words=" ".join(clean_text(plan.words, limit=200).split()),
            subject=clean_text(plan.subject, limit=400).strip(),
        )
        require_plan(tidy)
        with self._store.writing(actor.person_id) as work:
            row = actions.action_by_id(work.connection, action_id)
            open_issue(work.connection, row.issue_id)
            old = actions.newest_plans(work.connection, row.issue_id).get(action_id)
            if old is not None and old.plan == tidy:
                raise InputError("Nothing was changed, so nothing was stored.")
            if tidy.follow_up.is_over(work.now.local.date()):
                raise InputError(
                    "The follow-up was over on {last}, so its figures are known. A target stands before its figures: choose a "
                    "follow-up that ends today or later.",
                    last=tidy.follow_up.last,
                )
            if old is not None and not why:
                raise InputError("The effect has a plan already. Say why it is replaced; the old plan is kept.")
            if not why:
                _require_telling(_share(work.connection, tidy, days_of(tidy.baseline, work.now)), tidy)
            key = actions.insert_plan(work, action_id, tidy, why)
            details: dict[str, Json] = {"plan": key, "reason": why, **_said(tidy)}
            _happened(work, row, "effect.plan", details, why, target=_said(tidy)["target"], until=tidy.follow_up.last.isoformat())
            made = actions.newest_plans(work.connection, row.issue_id)[action_id]
            result = actions.newest_results(work.connection, row.issue_id).get(action_id)
            return _measured(work.connection, row, made, result, work.now)

    @needs(Permission.WORK_ISSUE)
    def conclude(self, actor: Actor, action_id: str) -> Measured:
        """Record what the figures say.  A target that is not met makes the action ineffective.

        Raises :class:`RefusedError` while the action is not verified, the follow-up is not over, too little was looked at, and
        where the follow-up begins before the action was done.
        """
        with self._store.writing(actor.person_id) as work:
            row = actions.action_by_id(work.connection, action_id)
            open_issue(work.connection, row.issue_id)
            plan = actions.newest_plans(work.connection, row.issue_id).get(action_id)
            if plan is None:
                raise RefusedError("Action {number} has no plan for its effect. Write one first.", number=row.number)
            _require_verified(row)
            _require_follows(row, plan.plan)
            found = figures(work.connection, plan.plan, work.now)
            _require_conclusive(row, plan.plan, found)
            actions.insert_result(
                work,
                action_id,
                plan_id=plan.id,
                verdict=found.outcome.value,
                printed_name=actor.name,
                before_nonconforming=found.before.nonconforming,
                before_exposure=found.before.exposure,
                after_nonconforming=found.after.nonconforming,
                after_exposure=found.after.exposure,
            )
            if found.outcome is Outcome.NOT_MET:
                actions.change_action(work.connection, action_id, row.version, state=ActionState.INEFFECTIVE.value)
            counted: dict[str, Json] = {"plan": plan.id, "verdict": found.outcome.value, **_counts(found)}
            _happened(work, row, "effect.conclude", counted, verdict=found.outcome.value)
            return _again(work.connection, row.issue_id, action_id, work.now)

    @needs(Permission.WORK_ISSUE)
    def override(self, actor: Actor, action_id: str, reason: str) -> Measured:
        """Go on without proof: written, by name, and never by who owns the action or did it."""
        words = wanted_text(reason, "Write why the issue may be closed without proof. Your name stands under it.")
        with self._store.writing(actor.person_id) as work:
            row = actions.action_by_id(work.connection, action_id)
            open_issue(work.connection, row.issue_id)
            _require_verified(row)
            require_other_person(row, actor)
            plan = actions.newest_plans(work.connection, row.issue_id).get(action_id)
            plan_id = None if plan is None else plan.id
            actions.insert_result(
                work, action_id, plan_id=plan_id, verdict=Effect.OVERRIDDEN.value, reason=words, printed_name=actor.name
            )
            _happened(work, row, "effect.override", {"plan": plan_id, "reason": words}, words)
            return _again(work.connection, row.issue_id, action_id, work.now)


def measured_now(connection: Connection, issue_id: str, now: Moment) -> tuple[Measured, ...]:
    """Return the effect of every corrective action of an issue, and of the others that have a plan, counted at ``now``."""
    plans, results = actions.newest_plans(connection, issue_id), actions.newest_results(connection, issue_id)
    return tuple(
        _measured(connection, row, plans.get(row.id), results.get(row.id), now)
        for row in actions.actions_of(connection, issue_id)
        if row.kind is ActionKind.CORRECTIVE or row.id in plans
    )


def figures(connection: Connection, plan: EffectPlan, now: Moment) -> Comparison:
    """Return before and after as the tables say now."""
    before, after = (_share(connection, plan, days_of(window, now)) for window in (plan.baseline, plan.follow_up))
    over = plan.follow_up.is_over(now.local.date())
    return compare(before, after, target=plan.target, minimum=plan.minimum, over=over)


def days_of(window: Window, now: Moment) -> Span:
    """Return the days of a window as the tables keep time; a day begins at midnight of the station."""
    return Span(*now.days(window.first, window.last))


def _share(connection: Connection, plan: EffectPlan, span: Span) -> Share:
    match plan.metric:
        case Metric.CHARACTERISTIC:
            return _readings(connection, plan, span)
        case Metric.INSPECTIONS:
            return Share(*effects.inspections(connection, part=plan.part_number, span=span))
        case Metric.LOTS:
            return Share(*effects.lots(connection, part=plan.part_number, words=plan.words, span=span))


def _readings(connection: Connection, plan: EffectPlan, span: Span) -> Share:
    """Judge equal readings once: limits and rules of every revision count as they were."""
    bad = whole = 0
    rows = effects.readings(connection, part=plan.part_number, template_id=plan.template_id, item_key=plan.item_key, span=span)
    items = {key: templates.item_by_id(connection, key) for key in {row.item_id for row in rows}}
    for row in rows:
        answer = Answer(row.value, row.na_reason, act=LineAct(row.act))
        verdict = verdict_of(items[row.item_id], answer)
        if verdict in {Verdict.OPEN, Verdict.NOT_APPLICABLE, Verdict.RECORDED}:
            continue
        whole += row.count
        bad += row.count if verdict is Verdict.FAILS else 0
    return Share(bad, whole)


def _measured(connection: Connection, row: ActionRow, plan: PlanRow | None, result: ResultRow | None, now: Moment) -> Measured:
    effect = actions.effect_of(row, plan, result)
    if plan is None:
        return Measured(row, plan, None, result, effect)
    found = _recorded(plan.plan, result) if effect.effect in {Effect.PROVEN, Effect.NOT_PROVEN} else None
    counted = found or figures(connection, plan.plan, now)
    lucky = bool(plan.reason) and could_be_luck(counted.before, target=plan.plan.target, minimum=plan.plan.minimum)
    return Measured(row, plan, counted, result, effect, plan.reason if lucky else "")


def _recorded(plan: EffectPlan, result: ResultRow | None) -> Comparison | None:
    """Return the figures by which was judged: what is found later about those days does not change what was decided."""
    if result is None:
        return None
    counts = (result.before_nonconforming, result.before_exposure, result.after_nonconforming, result.after_exposure)
    before_bad, before, after_bad, after = (0 if count is None else count for count in counts)
    found = compare(Share(before_bad, before), Share(after_bad, after), target=plan.target, minimum=plan.minimum, over=True)
    return found if found.outcome in {Outcome.MET, Outcome.NOT_MET} else None


def _again(connection: Connection, issue_id: str, action_id: str, now: Moment) -> Measured:
    plans, results = actions.newest_plans(connection, issue_id), actions.newest_results(connection, issue_id)
    row = actions.action_by_id(connection, action_id)
    return _measured(connection, row, plans.get(action_id), results.get(action_id), now)


def _happened(work: Work, row: ActionRow, act: str, details: dict[str, Json], remark: str = "", **facts: Json) -> None:
    """Append to the audit chain, and with the number of the action and ``facts`` to the history of the issue."""
    new = canonical_json({"number": row.number, **facts})
    happened(work, row.issue_id, act, act, about=("action", row.id), new=new, remark=remark, details=details)


def _require_verified(row: ActionRow) -> None:
    if row.state is not ActionState.VERIFIED:
        raise RefusedError(
            "Action {number} is {state}. Its effect is judged once another person has verified that it was done.",
            number=row.number,
            state=row.state.value,
        )


def _require_follows(row: ActionRow, plan: EffectPlan) -> None:
    """What was counted before an action was done says nothing of its effect; the day itself counts as after."""
    if row.done_at is None:
        return
    done = local_time(row.done_at, row.done_offset).date()
    if plan.follow_up.first < done:
        raise RefusedError(
            "The follow-up begins on {first}, and action {number} was done on {done}. What was counted before shows nothing of "
            "its effect. Replace the plan with a follow-up that begins on that day or later.",
            first=plan.follow_up.first,
            number=row.number,
            done=done,
        )


def _require_telling(before: Share, plan: EffectPlan) -> None:
    """A target that is met by luck shows no effect.  Without anything counted before, nothing is said here: it is not judged."""
    if before.rate is None:
        return
    least = least_exposure(before, target=plan.target)
    if least is None:
        raise InputError(
            "Before, {bad} of {all} did not conform: after that, meeting this target shows no effect, however many are looked "
            "at. Set a lower target, choose a longer period before, or write why this plan is good enough.",
            bad=before.nonconforming,
            all=before.exposure,
        )
    if plan.minimum < least:
        chance = luck(before, target=plan.target, exposure=plan.minimum) or 0.0
        raise InputError(
            "With {bad} of {all} before, looking at {minimum} meets the target by luck in {chance} of 100 cases. Look at {least} "
            "or more, or write why fewer are enough.",
            minimum=plan.minimum,
            chance=round(100 * chance),
            bad=before.nonconforming,
            all=before.exposure,
            least=least,
        )


def _require_conclusive(row: ActionRow, plan: EffectPlan, found: Comparison) -> None:
    if found.outcome is Outcome.TOO_EARLY:
        raise RefusedError(
            "It is too early to judge action {number}: its follow-up runs until {last}.",
            number=row.number,
            last=plan.follow_up.last,
        )
    if found.outcome is Outcome.NOT_ENOUGH:
        raise RefusedError(
            "Too little was looked at to judge action {number}: {before} before and {after} after, at least {minimum} after are "
            "wanted. Replace the plan with a longer follow-up, or have another person decide in writing.",
            number=row.number,
            before=found.before.exposure,
            after=found.after.exposure,
            minimum=plan.minimum,
        )


def _said(plan: EffectPlan) -> dict[str, Json]:
    return {
        "metric": plan.metric.value,
        "part": plan.part_number,
        "template": plan.template_id,
        "item": plan.item_key,
        "words": plan.words,
        "baseline": str(plan.baseline),
        "follow_up": str(plan.follow_up),
        "target": format(plan.target, "f"),
        "minimum": plan.minimum,
    }


def _counts(found: Comparison) -> dict[str, Json]:
    return {
        "before": [found.before.nonconforming, found.before.exposure],
        "after": [found.after.nonconforming, found.after.exposure],
    }
