"""Checklists with sampling rules, lots that follow each other, and results as a countersignature leaves them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import insert

from qa_desktop.domain.checklist import Checklist, Item, ItemKind, Section, Severity
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.item_rules import Asking, Rules
from qa_desktop.domain.people import Actor
from qa_desktop.domain.sampling import PinnedPlan, SamplingKind, SamplingRule
from qa_desktop.domain.tolerance import Limits
from qa_desktop.services.assignments import AssignmentService
from qa_desktop.services.inspections import InspectionService, WhatToInspect
from qa_desktop.services.patrols import PatrolService
from qa_desktop.services.planning import PlanningService
from qa_desktop.services.templates import TemplateService
from qa_desktop.storage.clock import Moment
from qa_desktop.storage.models import PlanResult
from qa_desktop.storage.queries.inspections import InspectionRow
from qa_desktop.storage.unit import new_id
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.makings import released

AQL = SamplingRule(SamplingKind.AQL, aql="1.0")
PART, SUPPLIER = "P-1042", "Foundry Ltd"


def piece_item(key: str, rule: SamplingRule | None, severity: Severity = Severity.MAJOR) -> Item:
    """Return an item that is asked of each piece."""
    rules = Rules(asks=Asking(per_piece=True), sampling=rule)
    if rule is not None and rule.kind is SamplingKind.VARIABLES:
        limits = Limits(lower=Decimal("9.9"), upper=Decimal("10.1"))
        return Item(key, ItemKind.MEASUREMENT, f"{key} measured", severity=severity, rules=rules, limits=limits, unit="mm")
    return Item(key, ItemKind.CONFORMITY, f"{key} free of damage", severity=severity, rules=rules)


def sampled_checklist(*items: Item, title: str = "Sampled") -> Checklist:
    """Return a checklist that asks one thing once and ``items`` of each piece."""
    once = Item("papers", ItemKind.YES_NO, "Delivery note present", expected="yes", severity=Severity.MINOR)
    pieces = items or (piece_item("edge", AQL),)
    return Checklist(title, (Section("Delivery", (once,)), Section("Pieces", tuple(pieces))))


@dataclass
class Floor:
    """A workspace with a published checklist, and lots to inspect by it."""

    workspace: Workspace
    people: dict[str, Actor]
    clock: FakeClock
    revision_id: str = ""
    template_id: str = ""

    def __post_init__(self) -> None:
        self.planning, self.assignments = PlanningService(self.workspace), AssignmentService(self.workspace)
        self.inspections, self.patrols = InspectionService(self.workspace), PatrolService(self.workspace)
        self.templates = TemplateService(self.workspace)

    def publish(self, checklist: Checklist) -> str:
        """Publish a checklist and work by it from now on."""
        draft = self.templates.create(self.people["engineer"], checklist)
        row = released(self.templates, self.people["engineer"], draft.id)
        self.revision_id, self.template_id = row.id, row.template_id
        return row.id

    def begin(self, lot: str, quantity: str = "1000", **more: object) -> InspectionRow:
        """Open an inspection of a lot."""
        what = WhatToInspect(PART, lot=lot, lot_quantity=quantity, supplier=SUPPLIER)
        return self.inspections.begin(self.people["inspector"], self.revision_id, replace(what, **more))  # type: ignore[arg-type]

    def plans(self, row: InspectionRow) -> tuple[PinnedPlan, ...]:
        """Return the pinned plans of an inspection."""
        return self.inspections.open(self.people["inspector"], row.id).plans

    def pieces(self, row: InspectionRow) -> int:
        """Return how many pieces an inspection looks at."""
        return len(self.inspections.open(self.people["inspector"], row.id).pieces)

    def approve(self, row: InspectionRow, nonconforming: int = 0, *, original: bool = True) -> None:
        """Leave the results of an inspection as its countersignature does, an hour later."""
        self.clock.forward(hours=1)
        for plan in self.plans(row):
            self.result(plan, nonconforming, original=original)
        self.set_state(row.id, InspectionState.APPROVED)

    def result(self, plan: PinnedPlan, nonconforming: int, *, original: bool = True, at: Moment | None = None) -> None:
        """Append a result of a plan."""
        with self.workspace.store.writing(self.people["supervisor"].person_id) as work:
            work.connection.execute(
                insert(PlanResult).values(
                    id=new_id(),
                    plan_id=plan.id,
                    nonconforming=nonconforming,
                    accepted=int(nonconforming < plan.reject),
                    original=int(original),
                    person_id=work.actor_id,
                    at=(at or work.now).utc,
                )
            )
            work.leave_unaudited("a test")

    def lots(self, *found: int) -> list[InspectionRow]:
        """Open and approve one lot after the other, with so many nonconforming pieces each."""
        rows = []
        for number, nonconforming in enumerate(found, 1):
            row = self.begin(f"L-{self.clock.now:%j%H%M}-{number}")
            self.approve(row, nonconforming)
            rows.append(row)
        return rows

    def set_state(self, inspection_id: str, state: InspectionState) -> None:
        """Bring an inspection into a state without signing it; the rules of the steps are not what is tested here."""
        without_rules(self.workspace, "UPDATE inspection SET state = ? WHERE id = ?", (state.value, inspection_id))


def without_rules(space: Workspace, statement: str, values: tuple[object, ...]) -> None:
    """Run a statement that the database itself would refuse."""
    with space.database.maintenance() as connection, connection.begin():
        rules = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
        for name, _ in rules:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        connection.exec_driver_sql(statement, values)
        for _, text in rules:
            connection.exec_driver_sql(text)
