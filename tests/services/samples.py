"""A checklist that is asked of pieces, and inspections by it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from qa_desktop.domain.checklist import Checklist, Choice, Item, ItemKind, Section, Severity
from qa_desktop.domain.decision import DecisionRule
from qa_desktop.domain.item_rules import Asking, Origin, Rules, Translation
from qa_desktop.domain.people import Actor
from qa_desktop.domain.tolerance import Limits
from qa_desktop.services.inspections import InspectionService, WhatToInspect
from qa_desktop.services.templates import TemplateService
from qa_desktop.storage.queries.inspections import InspectionRow
from qa_desktop.storage.workspace import Workspace
from tests.services.makings import released

K = ItemKind
EACH = Rules(asks=Asking(per_piece=True))


def _each(**asks: object) -> Rules:
    return Rules(asks=replace(Asking(per_piece=True), **asks))  # type: ignore[arg-type]


SAMPLE = Checklist(
    "Sample of shafts",
    (
        Section(
            "Papers",
            (
                Item(
                    "papers",
                    K.CONFORMITY,
                    "Papers are complete",
                    rules=Rules(texts=(Translation("de", "Papiere sind vollständig"),)),
                ),
                Item("coated", K.YES_NO, "The lot is coated"),
            ),
        ),
        Section(
            "Pieces",
            (
                Item(
                    "bore",
                    K.MEASUREMENT,
                    "Bore diameter A",
                    limits=Limits(Decimal("12.350"), Decimal("12.300"), Decimal("12.400")),
                    unit="mm",
                    decimals=3,
                    severity=Severity.CRITICAL,
                    rules=Rules(
                        Origin("17", "B4", "plug gauge", True),
                        Asking(per_piece=True, typing_lower=Decimal(10), typing_upper=Decimal(15)),
                        texts=(Translation("de", "Bohrungsdurchmesser A", "Mit dem Lehrdorn messen"),),
                    ),
                ),
                Item(
                    "length",
                    K.MEASUREMENT,
                    "Length",
                    limits=Limits(None, Decimal("49.9"), Decimal("50.1")),
                    unit="mm",
                    rules=Rules(asks=Asking(per_piece=True), decision=DecisionRule(uncertainty=Decimal("0.01"))),
                ),
                Item("surface", K.CONFORMITY, "Surface without scratches", severity=Severity.MINOR, rules=_each(pass_rest=True)),
                Item("thread", K.CONFORMITY, "Thread gauge goes in", severity=Severity.CRITICAL, rules=EACH),
                Item(
                    "dents",
                    K.DEFECTS,
                    "Defects of the coating",
                    choices=(Choice("scratch", "Scratch"), Choice("dent", "Dent"), Choice("dust", "Dust", True)),
                    rules=EACH,
                ),
                Item(
                    "colour",
                    K.SINGLE_CHOICE,
                    "Colour",
                    choices=(Choice("blue", "Blue", True), Choice("grey", "Grey", False)),
                    rules=_each(show_when='{coated} = "yes"'),
                ),
                Item("play", K.CALCULATED, "Length less bore", unit="mm", decimals=3, rules=_each(formula="{length} - {bore}")),
            ),
        ),
    ),
)


def wide(columns: int, *, once: int = 0) -> Checklist:
    """Return a checklist with many measured characteristics of each piece."""
    limits = Limits(Decimal("5.0"), Decimal("4.0"), Decimal("6.0"))
    items = [
        Item(f"c{n}", K.MEASUREMENT, f"Diameter {n}", limits=limits, unit="mm", decimals=1, rules=EACH)
        for n in range(1, columns + 1)
    ]
    alone = [Item(f"o{n}", K.CONFORMITY, f"Paper {n}") for n in range(1, once + 1)]
    sections = [Section("Papers", tuple(alone))] if alone else []
    return Checklist(f"Wide {columns} {once}", (*sections, Section("Pieces", tuple(items))))


def begin_sample(
    space: Workspace, people: dict[str, Actor], checklist: Checklist = SAMPLE, *, pieces: int = 3, serials: tuple[str, ...] = ()
) -> InspectionRow:
    """Publish a checklist and begin an inspection of pieces by the inspector."""
    templates = TemplateService(space)
    found = [row for row in templates.published(people["engineer"]).rows if row.title == checklist.title]
    revision = found[0] if found else released(templates, people["engineer"], templates.create(people["engineer"], checklist).id)
    what = WhatToInspect("P-1042", "Shaft", "C", "4711", "L-2026-11", "500", pieces=pieces, serials=serials)
    return InspectionService(space).begin(people["inspector"], revision.id, what)
