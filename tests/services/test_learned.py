"""Effect of actions and use of lessons over a period: what is recorded, and nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from qa_desktop.domain.actions import ActionKind, EffectPlan, Metric, Window
from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import InputError, NotAllowedError
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.knowledge import LessonState
from qa_desktop.domain.people import Actor
from qa_desktop.domain.period import parse_period
from qa_desktop.methods.effectiveness import Share, wilson
from qa_desktop.methods.metrics.definitions import FigureName
from qa_desktop.services.actions import WantedAction
from qa_desktop.services.dashboard_data import as_data
from qa_desktop.services.effect_figures import Proof
from qa_desktop.services.figure_values import FigureQuery
from qa_desktop.services.knowledge import LessonWords
from qa_desktop.storage.workspace import Workspace
from tests.services.cause_makings import AFTER, BEFORE, inspected
from tests.services.conftest import FakeClock
from tests.services.lot_makings import BAD, LotShop, new_lot_shop
from tests.services.makings import audit_actions
from tests.services.test_dashboards import MARCH, note, show, value


@pytest.fixture
def shop(workspace: Workspace, people: dict[str, Actor]) -> LotShop:
    return new_lot_shop(workspace, people)


def planned(shop: LotShop, title: str, *, target: str, kind: ActionKind = ActionKind.CORRECTIVE, after: Window = AFTER) -> str:
    """Return a verified action of a new issue with a plan for its effect on the inspections of the part."""
    people, actions = shop.people, shop.program.actions
    issue = shop.program.issues.log(people["engineer"], kind=IssueKind.NONCONFORMITY, title=title, severity=Severity.MAJOR)
    wanted = WantedAction(kind, title, people["inspector"].person_id, date(2026, 3, 9))
    row = actions.add(people["engineer"], issue.id, wanted)
    row = actions.done(people["inspector"], row.id, "changed", version=row.version)
    row = actions.verify(people["supervisor"], row.id, "seen", version=row.version)
    plan = EffectPlan(Metric.INSPECTIONS, "4711-A", BEFORE, after, Decimal(target), 1)
    shop.program.effects.set_plan(people["engineer"], row.id, plan, "rare")
    return row.id


def test_each_action_whose_follow_up_ended_stands_with_what_is_recorded_of_it(shop: LotShop, clock: FakeClock) -> None:
    inspected(shop, {1: BAD}, lot="L-1", pieces=2)
    inspected(shop, {}, lot="L-2", pieces=2)
    keys = {
        title: planned(shop, title, target=target) for title, target in (("A", "0.6"), ("B", "0.1"), ("C", "0.1"), ("D", "0.1"))
    }
    planned(shop, "correction", target="0.1", kind=ActionKind.CORRECTION)
    planned(shop, "later", target="0.1", after=Window(date(2026, 3, 10), date(2026, 4, 20)))
    assert show(shop).effects == (), "no follow-up is over"
    clock.forward(days=9)
    inspected(shop, {1: BAD}, lot="L-3", pieces=2)
    inspected(shop, {}, lot="L-4", pieces=2)
    assert show(shop).effects == ()
    clock.forward(days=8)
    engineer, effects = shop.people["engineer"], shop.program.effects
    effects.conclude(engineer, keys["A"])
    effects.conclude(engineer, keys["B"])
    effects.override(engineer, keys["C"], "Tool was replaced")
    found = show(shop)
    proofs = {line.text: line.proof for line in found.effects}
    assert proofs == {"A": Proof.PROVEN, "B": Proof.NOT_PROVEN, "C": Proof.OVERRIDDEN, "D": Proof.WAITING}
    line = next(line for line in found.effects if line.text == "A")
    assert (line.figures.before, line.figures.after) == (Share(1, 2), Share(1, 2))
    assert line.figures.after_interval == wilson(Share(1, 2))
    assert value(found, FigureName.EFFECTIVE_ACTIONS) == Decimal("33.3333")
    assert note(found, FigureName.EFFECTIVE_ACTIONS) == "1 proven of 3 judged; 1 waiting"
    behind = shop.program.dashboards.records(shop.people["auditor"], found.query, "actions:waiting")
    waiting = next(line for line in found.effects if line.text == "D")
    assert [(row.kind, row.id, row.part_of) for row in behind] == [("action", keys["D"], waiting.issue_id)]
    assert len(shop.program.dashboards.records(shop.people["auditor"], found.query, "actions:")) == 4
    inspected(shop, {1: BAD}, lot="L-5", pieces=2)
    data = as_data(found)["effect_of_actions"]
    assert isinstance(data, dict)
    assert (data["proven"], data["not_proven"], data["overridden"], data["waiting"]) == (1, 1, 1, 1)
    assert show(shop, parse_period("2026-02")).effects == ()
    with pytest.raises(InputError, match="“other”"):
        show(shop, part="other")
    assert len(show(shop, part="4711-A").effects) == 4


def lesson(shop: LotShop, title: str) -> str:
    row = shop.program.knowledge.write_lesson(shop.people["engineer"], LessonWords(title, worked="Blow it out", item_key="bore"))
    return shop.program.knowledge.move_lesson(shop.people["engineer"], row.id, LessonState.PUBLISHED, row.version).id


def test_lessons_stand_by_how_often_they_were_of_use(shop: LotShop, workspace: Workspace, tmp_path: Path) -> None:
    first, second, third = (lesson(shop, title) for title in ("Chips", "Burr", "Never used"))
    inspection, uses, people = shop.begin(), shop.program.lesson_uses, shop.people
    assert uses.read(people["inspector"], (first, second, first), inspection) == 2
    assert uses.read(people["inspector"], (first,), inspection) == 0, "once for each person and inspection"
    assert uses.read(people["inspector2"], (second,), inspection) == 1
    issue = shop.program.issues.log(people["inspector"], kind=IssueKind.OBSERVATION, title="Burr", severity=Severity.MINOR)
    assert uses.offered(people["inspector"], (second,), issue.id) == 1
    assert audit_actions(workspace).count("lesson.read") == 2
    found = show(shop)
    assert [(one.title, one.read, one.offered) for one in found.lessons] == [("Burr", 2, 1), ("Chips", 1, 0)]
    assert third not in {one.id for one in found.lessons}
    for one in found.lessons:
        behind = shop.program.dashboards.records(people["auditor"], FigureQuery(MARCH), f"lessons:{one.id}")
        assert len(behind) == one.uses
    (newest, *_) = shop.program.dashboards.records(people["auditor"], FigureQuery(MARCH), f"lessons:{second}")
    assert (newest.part_of, newest.number) == (issue.id, issue.number)
    assert show(shop, parse_period("2026-02")).lessons == ()
    path = shop.program.dashboard_files.export(people["auditor"], FigureQuery(MARCH), tmp_path / "f.csv")
    text = path.read_text("utf-8-sig")
    assert '"Burr","2","1","0"' in text
    assert "offered" in text


def test_who_may_not_inspect_or_log_leaves_no_use(shop: LotShop) -> None:
    key, inspection = lesson(shop, "Chips"), shop.begin()
    for login in ("auditor", "engineer", "admin", "manager", "confidant"):
        with pytest.raises(NotAllowedError):
            shop.program.lesson_uses.read(shop.people[login], (key,), inspection)
    with pytest.raises(NotAllowedError):
        shop.program.lesson_uses.offered(shop.people["auditor"], (key,), "x")
    assert show(shop).lessons == ()


def test_a_use_is_never_changed_nor_taken_away(shop: LotShop, workspace: Workspace) -> None:
    shop.program.lesson_uses.read(shop.people["inspector"], (lesson(shop, "Chips"),), shop.begin())
    for statement in ("DELETE FROM lesson_use", "UPDATE lesson_use SET how = 'offered'"):
        with pytest.raises(Exception, match=r"never|lesson"), workspace.database.writing() as connection:
            connection.exec_driver_sql(statement)
