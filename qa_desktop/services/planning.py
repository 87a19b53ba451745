"""Sampling plans of a new inspection: which there are, how hard the series is inspected at present, and pinning them.

A pinned plan never changes: what happens later in the series counts for the lots that are opened later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from qa_desktop.domain.assignment import Conditions
from qa_desktop.domain.checklist import Checklist, Item
from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.inspection import InspectionType
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.sampling import PinnedPlan, SamplingKind, SamplingRule, SamplingSeverity
from qa_desktop.domain.series import Series, plan_mark
from qa_desktop.domain.units import PIECES, parse_measure, with_unit
from qa_desktop.methods.sampling.drawing import NEEDS_LOT_SIZE, Drawn, RiskShown, drawn, risk_of
from qa_desktop.methods.sampling.words import remarks
from qa_desktop.services import series, skipping
from qa_desktop.services.guard import needs
from qa_desktop.services.skipping import Draw
from qa_desktop.storage.queries import known, production, sample, templates
from qa_desktop.storage.queries.known import KnownLot, KnownSuppliers
from qa_desktop.storage.unit import Connection, Work, new_id
from qa_desktop.storage.workspace import Workspace


class LotSizeMissingError(InputError):
    """A plan draws its sample from the size of the lot, and nobody said it."""


@dataclass(frozen=True, slots=True)
class PlanFor:
    """What a plan is made for.  ``quantity`` is what the sample is drawn from, with its unit, empty where nobody said it."""

    part_number: str
    supplier: str = ""
    operation: str = ""
    type: InspectionType | None = None
    lot_id: str | None = None
    lot: str = ""
    quantity: str = ""

    @property
    def conditions(self) -> Conditions:
        """What assignment rules are compared with."""
        return Conditions(self.part_number, self.supplier, self.operation, "" if self.type is None else self.type.value)


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """The plan of one class of characteristics before it is pinned.  ``why`` is the reason of the severity, in words."""

    group: str
    series: str
    plan: Drawn
    severity: SamplingSeverity
    why: str
    items: tuple[str, ...]

    @property
    def words(self) -> str:
        """Return plan and severity for people."""
        name = self.group[:1].upper() + self.group[1:]
        return f"{name}: {self.plan.words}" + (f" {self.why}" if self.why else "")


@dataclass(frozen=True, slots=True)
class PlanPreview:
    """A plan with its risk, as it would be pinned now; ``risk`` is ``None`` where it cannot be told."""

    group: str
    severity: SamplingSeverity
    why: str
    words: str
    size: int
    accept: int
    reject: int
    lot_size: int
    risk: RiskShown | None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be drawn: the plans, the number of pieces, and what the option "one lot in f" says of this lot."""

    plans: tuple[PlanPreview, ...]
    pieces: int
    draw: Draw | None = None

    @property
    def is_skipped(self) -> bool:
        """Whether this lot is not drawn, so that only what is asked once is asked."""
        return self.draw is not None and not self.draw.inspect


class PlanningService:
    """Looking at plans before an inspection is begun."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store

    @needs(Permission.READ_ALL)
    def preview(
        self,
        actor: Actor,
        revision_id: str,
        lot_quantity: str,
        supplier: str,
        part: str,
        *,
        part_revision: str = "",
        operation: str = "",
        inspection_type: InspectionType | None = None,
        lot: str = "",
        covers: str = "",
    ) -> Preview:
        """Return the plans that would be pinned now; nothing is stored.

        Raises :class:`InputError` naming what is missing, and :class:`RefusedError` while inspection of a series is suspended.
        """
        with self._store.reading() as connection:
            part_id = production.part_id_of(connection, part, part_revision)
            lot_id = known.lot_id_of(connection, part_id, lot) if part_id is not None and lot else None
            wanted = PlanFor(part, supplier, operation, inspection_type, lot_id, lot, covers or lot_quantity)
            if lot_id is not None:
                wanted = as_known(connection, wanted, covers)
            template = templates.load_checklist(connection, revision_id)
            draw = skipping.decide(connection, revision_id, template, wanted.conditions, lot_id) if lot else None
            plans = tuple(plans_for(connection, template, wanted))
        shown = tuple(_shown(plan) for plan in plans)
        skipped = draw is not None and not draw.inspect
        return Preview(shown, 0 if skipped else max((plan.size for plan in shown), default=0), draw)

    @needs(Permission.READ_ALL)
    def lots_of_order(self, actor: Actor, order: str) -> tuple[KnownLot, ...]:
        """Return the newest lots of an order, to carry part, supplier and quantity over from it."""
        with self._store.reading() as connection:
            return known.lots_of_order(connection, order.strip())

    @needs(Permission.READ_ALL)
    def lots_named(self, actor: Actor, lot: str, part: str = "") -> tuple[KnownLot, ...]:
        """Return the lots of that number, of one part where its number is given."""
        with self._store.reading() as connection:
            return known.lots_named(connection, lot.strip(), part.strip())

    @needs(Permission.READ_ALL)
    def suppliers(self, actor: Actor, beginning: str) -> KnownSuppliers:
        """Return suppliers whose name begins with what was typed, and whether one of the list is called so."""
        with self._store.reading() as connection:
            return known.suppliers(connection, beginning.strip())


def as_known(connection: Connection, wanted: PlanFor, covers: str) -> PlanFor:
    """Return ``wanted`` with what the lot is known by already: its quantity and supplier never change."""
    if wanted.lot_id is None:
        return wanted
    head = known.lot_head(connection, wanted.lot_id)
    said = covers or head.quantity
    quantity = with_unit(said, head.unit) if said and not parse_measure(said).says_unit else said
    return replace(wanted, supplier=head.supplier or wanted.supplier, quantity=quantity or wanted.quantity)


def pin(work: Work, inspection_id: str, template: Checklist, wanted: PlanFor, draw: Draw | None) -> int | None:
    """Pin the plans of a new inspection and return how many pieces they ask for, ``None`` where there are no plans.

    A lot that was not drawn gets its plans with a sample of nothing, so that the record says why no piece was looked at.
    """
    plans = tuple(plans_for(work.connection, template, wanted))
    skipped = draw is not None and not draw.inspect
    for plan in plans:
        words = plan.words if draw is None else f"{draw.words} {plan.words}"
        size = 0 if skipped else plan.plan.size
        pinned = PinnedPlan(
            id=new_id(),
            group=plan.group,
            series=plan.series,
            rule=plan.plan.rule,
            severity=plan.severity,
            lot_size=plan.plan.lot_size,
            code_letter=plan.plan.code_letter,
            letter_used=plan.plan.letter_used,
            sample_size=size,
            accept=plan.plan.accept,
            reject=plan.plan.reject,
            items=plan.items,
            words=words,
        )
        sample.add_plan(work, inspection_id, pinned, words)
    if skipped:
        return 0
    return max((plan.plan.size for plan in plans), default=None)


def plans_for(connection: Connection, template: Checklist, wanted: PlanFor) -> Iterator[ClassPlan]:
    """Yield one plan for each class of characteristics and rule, in the order of the checklist."""
    for (group, rule), items in _classes(template).items():
        size = _lot_size(wanted.quantity, group, rule)
        name = Series(wanted.supplier, wanted.part_number, group, wanted.operation, plan_mark(rule))
        severity, why = SamplingSeverity.NORMAL, ""
        if rule.kind is SamplingKind.AQL:
            state = series.state_of(connection, name.key, rule.tables)
            severity, why = state.severity, state.why
        if severity is SamplingSeverity.SUSPENDED:
            raise _suspended(name, why)
        yield ClassPlan(group, name.key, drawn(rule, size, severity), severity, why, tuple(item.key for item in items))


def _classes(template: Checklist) -> dict[tuple[str, SamplingRule], list[Item]]:
    """Return the items with a sampling rule by class and rule; only what is asked of each piece can be sampled."""
    found: dict[tuple[str, SamplingRule], list[Item]] = {}
    for item in template.items:
        rule = item.rules.sampling
        if rule is not None and item.rules.asks.per_piece:
            group = rule.group or item.severity.value
            found.setdefault((group, replace(rule, group=group)), []).append(item)
    return found


def _lot_size(quantity: str, group: str, rule: SamplingRule) -> int:
    """Return the size of the lot in pieces, 0 where nobody said it and the rule does not need it."""
    if not quantity.strip():
        if rule.kind in NEEDS_LOT_SIZE:
            raise LotSizeMissingError(
                "This checklist draws its sample for “{group}” from the size of the lot. Type the lot and its lot quantity.",
                group=group,
            )
        return 0
    measure = parse_measure(quantity)
    if measure.unit != PIECES:
        if rule.kind not in NEEDS_LOT_SIZE:
            return 0
        raise InputError(
            "This checklist draws its sample for “{group}” from the number of pieces, and the lot is stated in {unit}. "
            "Type the lot quantity in pieces, or choose a checklist with a fixed sample.",
            group=group,
            unit=measure.unit,
        )
    size = measure.value
    if size != int(size) or size < 1:
        raise InputError(
            "A sampling plan counts whole pieces; a lot quantity of {size} is none. Type the number of pieces.", size=quantity
        )
    return int(size)


def _suspended(name: Series, why: str) -> RefusedError:
    return RefusedError(
        "Inspection of part {part}{supplier}, class “{group}”, is suspended: {why} No lot is opened until the cause is removed. "
        "Whoever releases lots records that with the series (under Lots); then inspection goes on tightened.",
        part=name.part,
        supplier=f" from {name.supplier}" if name.supplier else "",
        group=name.group,
        why=why,
    )


def _shown(plan: ClassPlan) -> PlanPreview:
    drawn_plan, rule = plan.plan, plan.plan.rule
    said = tuple(remarks(plan.severity, rule.tables, rule.aql)) if rule.kind is SamplingKind.AQL else ()
    return PlanPreview(
        plan.group,
        plan.severity,
        plan.why,
        plan.words,
        drawn_plan.size,
        drawn_plan.accept,
        drawn_plan.reject,
        drawn_plan.lot_size,
        risk_of(drawn_plan),
        said,
    )
