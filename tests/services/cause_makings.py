"""An issue with everything: found on a lot, held, disposed of, analysed, corrected, measured before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qa_desktop.domain.actions import ActionKind, EffectPlan, Metric, Window
from qa_desktop.domain.causes import Aspect, Category, TeamRole, Track
from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.hold import HoldKind
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.services.actions import WantedAction
from qa_desktop.services.containment import HoldWish
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.lot_makings import BAD, LotShop, new_lot_shop
from tests.services.signed import behind_the_rules

BEFORE = Window(date(2026, 3, 1), date(2026, 3, 7))
AFTER = Window(date(2026, 3, 10), date(2026, 3, 16))


def inspected(shop: LotShop, bore: dict[int, str], *, lot: str, pieces: int = 10, state: str = "approved") -> str:
    """Inspect a lot today; the steps of signing are tried elsewhere."""
    key = shop.begin(lot=lot, pieces=pieces)
    shop.answer(key, bore)
    behind_the_rules(shop.program.workspace, f"UPDATE inspection SET state = '{state}' WHERE id = '{key}'")
    return key


@dataclass
class Case:
    """The issue with its two corrective actions: the first verified and measured, the second still open."""

    shop: LotShop
    people: dict[str, Actor]
    issue_id: str
    first: str
    second: str


def new_case(workspace: Workspace, people: dict[str, Actor], clock: FakeClock) -> Case:
    shop = new_lot_shop(workspace, people)
    program, engineer = shop.program, people["engineer"]
    inspected(shop, {1: BAD, 2: BAD, 3: BAD}, lot="L-1")
    inspected(shop, {4: BAD}, lot="L-2")
    lot = shop.lot("L-1").row
    issue = program.issues.log(
        engineer,
        kind=IssueKind.NONCONFORMITY,
        title="Bore too wide on three of ten pieces, machine 4",
        description="The customer fits a bearing of 12.35 mm into this bore; it turns in the hand.",
        severity=Severity.MAJOR,
        quantity="100",
        part_id=lot.part_id,
        lot_id=lot.id,
    )
    wish = HoldWish(HoldKind.LOT, "Lot L-1", "Bore out of tolerance", quantity="100", lot_id=lot.id)
    program.containment.place(engineer, issue.id, (wish,))
    _analyse(shop, engineer, issue.id)
    first, second = _act(shop, people, issue.id)
    clock.forward(days=9)
    inspected(shop, {}, lot="L-3")
    inspected(shop, {}, lot="L-4")
    return Case(shop, people, issue.id, first, second)


def _analyse(shop: LotShop, engineer: Actor, issue: str) -> None:
    causes = shop.program.causes
    codes = {code.code: code.id for code in causes.codes(engineer)}
    happened, missed = Track.OCCURRENCE, Track.DETECTION
    top = causes.add_node(engineer, issue, happened, "The bore was cut too wide", evidence="Three readings, 12.50 mm")
    worn = causes.add_node(engineer, issue, happened, "The insert was worn", parent_id=top.id, evidence="Edge seen at 20×")
    causes.add_node(engineer, issue, happened, "Coolant was low", parent_id=top.id)
    root = causes.add_node(
        engineer, issue, happened, "Nobody changes it before it breaks", parent_id=worn.id, evidence="Tool list has no tool life"
    )
    causes.mark_root(engineer, issue, root.id, codes["TOOL"], version=1)
    late = causes.add_node(engineer, issue, missed, "The bore is measured on every fiftieth piece only")
    causes.mark_root(engineer, issue, late.id, codes["TOO-SELDOM"], version=1)
    for category, text in (
        (Category.MACHINE, "Spindle play"),
        (Category.MACHINE, "Insert worn"),
        (Category.METHOD, "No tool life in the tool list"),
        (Category.PEOPLE, "Shift change"),
        (Category.MEASUREMENT, "Measured too seldom"),
    ):
        causes.add_entry(engineer, issue, category, text)
    words = {"is_text": "Bore A of 4711-A", "is_not_text": "Bore B", "difference": "Bore A has its own insert"}
    causes.write_row(engineer, issue, Aspect.WHAT, **words, version=0)
    words = {"is_text": "Since 27 February", "is_not_text": "Before", "difference": "New batch of inserts"}
    causes.write_row(engineer, issue, Aspect.WHEN, **words, version=0)
    causes.add_member(engineer, issue, TeamRole.LEADER, person_id=engineer.person_id)
    causes.add_member(engineer, issue, TeamRole.MEMBER, name="Toni Toolmaker", note="tool shop")


def _act(shop: LotShop, people: dict[str, Actor], issue: str) -> tuple[str, str]:
    actions, engineer, owner = shop.program.actions, people["engineer"], people["inspector"]
    day = date(2026, 3, 9)
    actions.add(engineer, issue, WantedAction(ActionKind.CORRECTION, "Sort lot L-1, all pieces", owner.person_id, day))
    row = actions.add(
        engineer, issue, WantedAction(ActionKind.CORRECTIVE, "Change the insert every 200 pieces", owner.person_id, day)
    )
    row = actions.done(owner, row.id, "Work instruction 12, revision C, hangs at machine 4", version=row.version)
    row = actions.verify(people["supervisor"], row.id, "Seen at the machine, counter set to 200", version=row.version)
    second = actions.add(
        engineer, issue, WantedAction(ActionKind.CORRECTIVE, "Measure bore A on every tenth piece", owner.person_id, day)
    )
    actions.add(
        engineer, issue, WantedAction(ActionKind.PREVENTIVE, "Tool life for all inserts", people["supervisor"].person_id, day)
    )
    (bore,) = [one for one in shop.program.effects.characteristics(engineer, "4711-A") if one.item_key == "bore"]
    plan = EffectPlan(
        Metric.CHARACTERISTIC,
        "4711-A",
        BEFORE,
        AFTER,
        Decimal("0.02"),
        20,
        template_id=bore.template_id,
        item_key="bore",
        subject=bore.text,
    )
    shop.program.effects.set_plan(engineer, row.id, plan, "ten pieces a week")
    return row.id, second.id
