"""The effect of an action: what is counted, when it may be concluded, who may override, and what the gates are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import event

from qa_desktop.domain.actions import ActionKind, ActionState, Effect, EffectPlan, Metric, Window
from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import InputError, NotAllowedError, RefusedError
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.people import Actor
from qa_desktop.methods.effectiveness import Outcome, Share
from qa_desktop.services.actions import WantedAction
from qa_desktop.services.effects import Measured
from qa_desktop.storage.queries import effects as rows
from qa_desktop.storage.queries.actions import ActionRow
from qa_desktop.storage.queries.effects import Span
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.lot_makings import BAD, GOOD, UNCERTAIN, LotShop, new_lot_shop
from tests.services.makings import audit_actions
from tests.services.signed import behind_the_rules

BEFORE = Window(date(2026, 3, 1), date(2026, 3, 7))
AFTER = Window(date(2026, 3, 11), date(2026, 3, 16))
FEW = "ten pieces a week are all there are"


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor]) -> LotShop:
    return new_lot_shop(workspace, people)


@pytest.fixture
def issue(shop: LotShop) -> str:
    engineer = shop.people["engineer"]
    return shop.program.issues.log(engineer, kind=IssueKind.NONCONFORMITY, title="Bore too wide", severity=Severity.MAJOR).id


def inspected(shop: LotShop, bore: dict[int, str], *, lot: str, pieces: int = 10, state: str = "approved") -> str:
    """Inspect a lot today; the steps of signing are tried elsewhere."""
    key = shop.begin(lot=lot, pieces=pieces)
    shop.answer(key, bore)
    behind_the_rules(shop.program.workspace, f"UPDATE inspection SET state = '{state}' WHERE id = '{key}'")
    return key


def verified(shop: LotShop, issue: str, kind: ActionKind = ActionKind.CORRECTIVE) -> ActionRow:
    engineer, owner = shop.people["engineer"], shop.people["inspector"]
    row = shop.program.actions.add(engineer, issue, WantedAction(kind, "New insert", owner.person_id, date(2026, 3, 9)))
    row = shop.program.actions.done(owner, row.id, "changed", version=row.version)
    return shop.program.actions.verify(shop.people["supervisor"], row.id, "seen", version=row.version)


def plan_of(shop: LotShop, metric: Metric = Metric.CHARACTERISTIC, **more: object) -> EffectPlan:
    (bore,) = [one for one in shop.program.effects.characteristics(shop.people["auditor"], "4711-A") if one.item_key == "bore"]
    plan = EffectPlan(
        metric, "4711-A", BEFORE, AFTER, Decimal("0.1"), 10, template_id=bore.template_id, item_key="bore", subject=bore.text
    )
    return replace(plan, **more)  # type: ignore[arg-type]


def only(shop: LotShop, issue: str) -> Measured:
    (found,) = shop.program.effects.measured(shop.people["auditor"], issue)
    return found


@pytest.fixture
def history(shop: LotShop, clock: FakeClock) -> None:
    """Before: 20 readings with 4 bad and 1 uncertain.  After: 10 readings, none bad.  Around them what must not count."""
    inspected(shop, {1: BAD, 2: BAD, 3: UNCERTAIN}, lot="L-1")
    inspected(shop, {1: BAD, 2: BAD}, lot="L-2")
    inspected(shop, {1: BAD}, lot="L-open", state="submitted")
    repeat = inspected(shop, {1: BAD}, lot="L-again")
    behind_the_rules(shop.program.workspace, f"UPDATE inspection SET parent_id = 'x' WHERE id = '{repeat}'")
    clock.forward(days=7)  # 9 March lies between the windows
    inspected(shop, {1: BAD}, lot="L-between")
    clock.forward(days=2)
    inspected(shop, dict.fromkeys(range(1, 11), GOOD), lot="L-3")


@pytest.mark.usefixtures("history")
def test_what_is_counted(shop: LotShop, issue: str, clock: FakeClock) -> None:
    engineer, effects = shop.people["engineer"], shop.program.effects
    action = verified(shop, issue)
    made = effects.set_plan(engineer, action.id, plan_of(shop), FEW)
    assert made.figures is not None
    assert (made.figures.before, made.figures.after) == (Share(4, 20), Share(0, 10))
    assert made.figures.outcome is Outcome.TOO_EARLY
    made = effects.set_plan(engineer, action.id, plan_of(shop, Metric.INSPECTIONS, minimum=1), "by inspection")
    assert made.figures is not None
    assert (made.figures.before, made.figures.after) == (Share(2, 2), Share(0, 1))
    lot = shop.lot("L-2").row
    shop.program.issues.log(
        engineer,
        kind=IssueKind.NONCONFORMITY,
        title="Bore far TOO wide",
        severity=Severity.MAJOR,
        part_id=lot.part_id,
        lot_id=lot.id,
    )
    made = effects.set_plan(engineer, action.id, plan_of(shop, Metric.LOTS, words=" too  bore ", minimum=1), "by lot")
    assert made.plan is not None
    assert made.figures is not None
    assert made.plan.plan.words == "too bore"
    assert (made.figures.before, made.figures.after) == (Share(1, 2), Share(0, 1))
    behind_the_rules(shop.program.workspace, f"UPDATE issue SET failure_code = 'BORE' WHERE lot_id = '{lot.id}'")
    made = effects.set_plan(engineer, action.id, plan_of(shop, Metric.LOTS, words="BORE", minimum=1), "by code")
    assert made.figures is not None
    assert made.figures.before == Share(1, 2)
    other = effects.set_plan(engineer, action.id, plan_of(shop, part_number="none", minimum=1), "another part")
    assert other.figures is not None
    assert (other.figures.before, other.figures.before_interval) == (Share(0, 0), None)


@pytest.mark.usefixtures("history")
def test_a_proven_effect(shop: LotShop, issue: str, clock: FakeClock, workspace: Workspace) -> None:
    engineer, effects = shop.people["engineer"], shop.program.effects
    action = verified(shop, issue)
    with pytest.raises(RefusedError, match="has no plan"):
        effects.conclude(engineer, action.id)
    assert only(shop, issue).effect.effect is Effect.NO_PLAN
    effects.set_plan(engineer, action.id, plan_of(shop), FEW)
    assert shop.program.actions.facts(engineer, issue).unsettled != ()
    with pytest.raises(RefusedError, match="too early"):
        effects.conclude(engineer, action.id)
    with pytest.raises(RefusedError, match="after the follow-up has ended"):
        record(workspace, action.id, engineer)
    clock.forward(days=6)
    done = effects.conclude(engineer, action.id)
    assert (done.effect.effect, done.action.state) == (Effect.PROVEN, ActionState.VERIFIED)
    facts = shop.program.actions.facts(engineer, issue)
    assert facts.unsettled == ()
    assert facts.effects[0].effect is Effect.PROVEN
    assert audit_actions(workspace)[-2:] == ["effect.plan", "effect.conclude"]
    judged = only(shop, issue).figures
    behind_the_rules(workspace, "UPDATE inspection SET state = 'void' WHERE parent_id IS NULL")
    assert only(shop, issue).figures == judged, "what was decided by these figures keeps them"
    longer = Window(AFTER.first, date(2026, 3, 31))
    effects.set_plan(engineer, action.id, plan_of(shop, target=Decimal("0.05"), follow_up=longer), "stricter")
    assert only(shop, issue).effect.effect is Effect.OPEN, "a result counts only for the plan that it judged"


def record(workspace: Workspace, action_id: str, actor: Actor, at: str = "2026-03-11T00:00") -> None:
    """Write a result past the service."""
    with workspace.database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO effect_result SELECT 'r', action_id, id, 'met', 0, 1, 0, 1, '', ?, 'x', ?, 0 "
            "FROM effect_plan WHERE action_id = ?",
            (actor.person_id, at, action_id),
        )


@pytest.mark.usefixtures("history")
def test_a_target_that_is_missed_makes_the_action_ineffective(shop: LotShop, issue: str, clock: FakeClock) -> None:
    engineer, effects = shop.people["engineer"], shop.program.effects
    inspected(shop, {1: BAD, 2: BAD, 3: BAD}, lot="L-4")
    action = verified(shop, issue)
    effects.set_plan(engineer, action.id, plan_of(shop), FEW)
    clock.forward(days=10)
    done = effects.conclude(engineer, action.id)
    assert (done.effect.effect, done.action.state) == (Effect.NOT_PROVEN, ActionState.INEFFECTIVE)
    (open_one,) = shop.program.actions.facts(engineer, issue).unsettled
    assert open_one.effect is Effect.NOT_PROVEN
    with pytest.raises(RefusedError, match="is ineffective"):
        effects.conclude(engineer, action.id)
    again = shop.program.actions.send_back(engineer, action.id, "Did not help", version=done.action.version)
    assert again.state is ActionState.OPEN
    assert only(shop, issue).effect.effect is Effect.OPEN


@pytest.mark.usefixtures("history")
def test_too_little_is_no_proof(shop: LotShop, issue: str, clock: FakeClock) -> None:
    engineer, effects = shop.people["engineer"], shop.program.effects
    action = verified(shop, issue)
    effects.set_plan(engineer, action.id, plan_of(shop, minimum=11), FEW)
    clock.forward(days=10)
    with pytest.raises(RefusedError, match="20 before and 10 after, at least 11"):
        effects.conclude(engineer, action.id)
    nothing = Window(date(2026, 1, 1), date(2026, 1, 2))
    longer = Window(AFTER.first, clock().date())
    effects.set_plan(engineer, action.id, plan_of(shop, minimum=1, baseline=nothing, follow_up=longer), "other")
    clock.forward(days=1)
    with pytest.raises(RefusedError, match="0 before"):
        effects.conclude(engineer, action.id)


@pytest.mark.usefixtures("history")
def test_a_target_stands_before_its_figures(shop: LotShop, issue: str, clock: FakeClock) -> None:
    """Nobody chooses days whose figures are there to be seen, nor days on which the action was not done yet."""
    engineer, effects = shop.people["engineer"], shop.program.effects
    action = verified(shop, issue)
    with pytest.raises(InputError, match="was over on 2026-03-10, so its figures are known"):
        effects.set_plan(engineer, action.id, plan_of(shop, follow_up=Window(date(2026, 3, 8), date(2026, 3, 10))), FEW)
    effects.set_plan(engineer, action.id, plan_of(shop, follow_up=Window(date(2026, 3, 8), date(2026, 3, 12))), FEW)
    clock.forward(days=3)
    with pytest.raises(RefusedError, match="begins on 2026-03-08, and action 1 was done on 2026-03-11"):
        effects.conclude(engineer, action.id)
    with pytest.raises(RefusedError, match="after the action was done"):
        record(shop.program.workspace, action.id, engineer, "2026-03-14T00:00")
    with (
        pytest.raises(RefusedError, match="before its figures are known"),
        shop.program.workspace.database.writing() as connection,
    ):
        connection.exec_driver_sql(
            "INSERT INTO effect_plan SELECT 'z', action_id, metric, part_number, template_id, item_key, subject, words, definition, "
            "baseline_from, baseline_to, follow_from, follow_to, target, minimum, 'why', person_id, '2026-04-01T00:00', at_offset "
            "FROM effect_plan"
        )
    assert only(shop, issue).effect.effect is Effect.OPEN


@pytest.mark.usefixtures("history")
def test_an_override_is_written_by_another_person(
    shop: LotShop, issue: str, people: dict[str, Actor], workspace: Workspace
) -> None:
    effects, actions = shop.program.effects, shop.program.actions
    owner = people["supervisor"]
    row = actions.add(people["engineer"], issue, WantedAction(ActionKind.CORRECTIVE, "x", owner.person_id, date(2026, 3, 9)))
    with pytest.raises(RefusedError, match="is open"):
        effects.override(people["supervisor2"], row.id, "rare part")
    row = actions.done(people["engineer"], row.id, "done", version=row.version)
    row = actions.verify(people["supervisor2"], row.id, "seen", version=row.version)
    for forbidden in (owner, people["engineer"]):
        with pytest.raises(RefusedError, match="Nobody verifies their own"):
            effects.override(forbidden, row.id, "rare part")
        with pytest.raises(RefusedError, match="nobody decides on the effect of their own action"):
            override(workspace, row.id, forbidden)
    with pytest.raises(InputError, match="without proof"):
        effects.override(people["supervisor2"], row.id, "  ")
    done = effects.override(people["supervisor2"], row.id, "The part is made once a year")
    assert done.effect.effect is Effect.OVERRIDDEN
    (effect,) = actions.facts(owner, issue).effects
    assert (effect.overridden_by, effect.reason) == ("Stan Supervisor", "The part is made once a year")
    assert actions.facts(owner, issue).unsettled == ()


def override(workspace: Workspace, action_id: str, actor: Actor) -> None:
    with workspace.database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO effect_result (id, action_id, verdict, reason, person_id, printed_name, at, at_offset) "
            "VALUES ('o', ?, 'overridden', 'because', ?, 'x', '2026', 0)",
            (action_id, actor.person_id),
        )


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"part_number": " "}, "Name the part"),
        ({"item_key": ""}, "Choose the characteristic"),
        ({"metric": Metric.LOTS, "words": " "}, "Write the failure code"),
        ({"target": Decimal(1)}, "from 0 % to less than 100 %"),
        ({"target": Decimal("-0.1")}, "from 0 % to less than 100 %"),
        ({"minimum": 0}, "at least 1"),
        ({"follow_up": Window(date(2026, 3, 7), date(2026, 3, 9))}, "overlap"),
    ],
)
def test_what_is_no_plan(shop: LotShop, issue: str, wrong: dict[str, object], words: str) -> None:
    action = verified(shop, issue)
    with pytest.raises(InputError, match=words):
        shop.program.effects.set_plan(shop.people["engineer"], action.id, plan_of(shop, **wrong))
    with pytest.raises(InputError, match="ends before"):
        Window(date(2026, 3, 2), date(2026, 3, 1))


@pytest.mark.usefixtures("history")
def test_a_plan_that_luck_would_meet_needs_a_reason(shop: LotShop, issue: str, workspace: Workspace) -> None:
    """4 of 20 before: 0 of 10 after happens by luck in 18 of 100 cases, 0 of 21 in fewer than 5."""
    engineer, effects = shop.people["engineer"], shop.program.effects
    action = verified(shop, issue)
    few = plan_of(shop, target=Decimal(0))
    proposed = effects.proposal(shop.people["auditor"], few)
    assert (proposed.before, proposed.least) == (Share(4, 20), 21)
    with pytest.raises(InputError, match=r"looking at 10 meets the target by luck in 18 of 100 cases\. Look at 21 or more"):
        effects.set_plan(engineer, action.id, few)
    with pytest.raises(InputError, match="shows no effect, however many are looked at"):
        effects.set_plan(engineer, action.id, replace(few, target=Decimal("0.1"), minimum=1000))
    assert only(shop, issue).plan is None
    assert "effect.plan" not in audit_actions(workspace)
    made = effects.set_plan(engineer, action.id, replace(few, minimum=21))
    assert made.plan is not None
    assert (made.plan.plan.minimum, made.plan.reason) == (21, "")
    made = effects.set_plan(engineer, action.id, few, FEW)
    assert made.plan is not None
    assert (made.plan.plan.minimum, made.plan.reason, made.plan.person) == (10, FEW, "Emma Engineer")
    with pytest.raises(InputError, match="Name the part"):
        effects.proposal(engineer, replace(few, part_number=""))


@pytest.mark.usefixtures("history")
def test_plans_and_results_only_grow(shop: LotShop, issue: str, workspace: Workspace, people: dict[str, Actor]) -> None:
    engineer, effects = people["engineer"], shop.program.effects
    action = verified(shop, issue)
    effects.set_plan(engineer, action.id, plan_of(shop), FEW)
    with pytest.raises(InputError, match="Nothing was changed"):
        effects.set_plan(engineer, action.id, plan_of(shop), "why")
    with pytest.raises(InputError, match="Say why it is replaced"):
        effects.set_plan(engineer, action.id, plan_of(shop, minimum=12))
    effects.override(people["supervisor"], action.id, "rare")
    for statement, words in (
        ("UPDATE effect_plan SET target = '0.9'", "never change"),
        ("DELETE FROM effect_plan", "never deleted"),
        ("UPDATE effect_result SET verdict = 'met'", "never change"),
        ("DELETE FROM effect_result", "never deleted"),
        (
            (
                "INSERT INTO effect_plan SELECT 'z', action_id, metric, part_number, template_id, item_key, subject, words, definition, "
                "baseline_from, baseline_to, follow_from, follow_to, target, minimum, '', person_id, at, at_offset FROM effect_plan"
            ),
            "replaced with a reason",
        ),
    ):
        with pytest.raises(RefusedError, match=words), workspace.database.writing() as connection:
            connection.exec_driver_sql(statement)
    row = shop.program.issues.detail(engineer, issue).row
    shop.program.issues.move(engineer, issue, IssueState.REJECTED, "no issue", row.version)
    acts: tuple[Callable[[], object], ...] = (
        lambda: effects.set_plan(engineer, action.id, plan_of(shop, minimum=12), "why"),
        lambda: effects.conclude(engineer, action.id),
        lambda: effects.override(people["supervisor"], action.id, "x"),
    )
    for act in acts:
        with pytest.raises(RefusedError, match="stay as they are"):
            act()
    with pytest.raises(RefusedError, match="closed issue keeps"):
        override(workspace, action.id, people["supervisor"])


@pytest.mark.usefixtures("history")
def test_the_forbidden_person_fails(shop: LotShop, issue: str, people: dict[str, Actor]) -> None:
    action = verified(shop, issue)
    for name in ("inspector", "auditor", "admin", "manager", "confidant"):
        for act in (
            lambda who: shop.program.effects.set_plan(who, action.id, plan_of(shop)),
            lambda who: shop.program.effects.conclude(who, action.id),
            lambda who: shop.program.effects.override(who, action.id, "x"),
        ):
            with pytest.raises(NotAllowedError):
                act(people[name])


@pytest.mark.usefixtures("history")
def test_other_kinds_of_action_are_measured_only_with_a_plan(shop: LotShop, issue: str) -> None:
    action = verified(shop, issue, ActionKind.IMPROVEMENT)
    assert shop.program.effects.measured(shop.people["auditor"], issue) == ()
    shop.program.effects.set_plan(shop.people["engineer"], action.id, plan_of(shop), FEW)
    assert only(shop, issue).action.kind is ActionKind.IMPROVEMENT
    assert shop.program.actions.facts(shop.people["auditor"], issue).effects == ()


def test_counting_reads_only_what_belongs_to_the_part(shop: LotShop, workspace: Workspace) -> None:
    """No count walks through all answers, inspections or issues: a year of history must not slow the screen down."""
    seen: list[str] = []
    span = Span("2026-01-01", "2027-01-01")
    with workspace.store.reading() as connection:

        def remember(_c: object, _k: object, statement: str, values: tuple[object, ...], _x: object, _m: bool) -> None:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values) if "EXPLAIN" not in statement else ()
            seen.extend(str(row[3]) for row in plan)

        event.listen(connection, "before_cursor_execute", remember)
        rows.readings(connection, part="4711-A", template_id="x", item_key="bore", span=span)
        rows.inspections(connection, part="4711-A", span=span)
        rows.lots(connection, part="4711-A", words="bore", span=span)
        event.remove(connection, "before_cursor_execute", remember)
    assert any("inspection" in line for line in seen)
    walked = [line for line in seen if line.startswith("SCAN") and line.split()[1] in {"answer", "inspection", "issue", "item"}]
    assert walked == []
