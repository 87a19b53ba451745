"""Checklists for the run: one with every kind of item, and one that is long."""

from __future__ import annotations

from decimal import Decimal

from qa_desktop.domain.checklist import Checklist, Choice, Evidence, Item, ItemKind, Section, Severity
from qa_desktop.domain.people import Actor
from qa_desktop.domain.tolerance import Limits
from qa_desktop.services.inspections import WhatToInspect
from qa_desktop.services.program import Program
from qa_desktop.storage.queries.inspections import InspectionRow
from tests.services.makings import released

K = ItemKind

EVERY_KIND = Checklist(
    "Machined part",
    (
        Section(
            "Visual",
            (
                Item("read_me", K.INSTRUCTION, "Put on gloves before touching the surface.", required=False),
                Item("safety", K.INSTRUCTION, "Read the safety notes of fixture 3.", required=True),
                Item(
                    "surface",
                    K.CONFORMITY,
                    "Surface without scratches",
                    severity=Severity.MINOR,
                    help="Look at it under the lamp.",
                ),
                Item("marked", K.YES_NO, "Marking present", expected="yes"),
                Item(
                    "colour",
                    K.SINGLE_CHOICE,
                    "Colour",
                    choices=(Choice("blue", "Blue RAL 5010", True), Choice("grey", "Grey", False), Choice("other", "Other")),
                ),
                Item(
                    "burrs",
                    K.MULTIPLE_CHOICE,
                    "Burrs found at",
                    choices=tuple(Choice(f"edge{n}", f"Edge {n}") for n in range(1, 6)),
                ),
            ),
        ),
        Section(
            "Size",
            (
                Item(
                    "bore",
                    K.MEASUREMENT,
                    "Bore diameter A",
                    limits=Limits(Decimal("12.350"), Decimal("12.300"), Decimal("12.400")),
                    unit="mm",
                    decimals=3,
                    severity=Severity.CRITICAL,
                ),
                Item("count", K.NUMBER, "Number of cavities", decimals=0, required=True),
                Item("remark", K.TEXT, "Describe the packaging", evidence=Evidence.NONE),
                Item("when", K.DATE_TIME, "Time of sampling"),
                Item("serial", K.BARCODE, "Serial number of the fixture"),
                Item("front", K.PHOTO, "Photo of the front", evidence=Evidence.NONE),
            ),
        ),
    ),
    description="As drawing 4711, sheet 2",
)


def long_checklist(count: int = 500) -> Checklist:
    """Return a checklist with ``count`` items in sections of 25."""
    items = [
        Item(f"k{n}", K.CONFORMITY, f"Surface {n} free of scratches and dents")
        if n % 3
        else Item(f"k{n}", K.MEASUREMENT, f"Diameter {n}", limits=Limits(None, Decimal("1.0"), Decimal("2.0")), unit="mm")
        for n in range(1, count + 1)
    ]
    sections = [Section(f"Group {at // 25 + 1}", tuple(items[at : at + 25])) for at in range(0, count, 25)]
    return Checklist("Long checklist", tuple(sections))


def begin(
    program: Program, people: dict[str, Actor], checklist: Checklist = EVERY_KIND, serial: str = "SN000123"
) -> InspectionRow:
    """Publish a checklist and begin an inspection by the inspector."""
    found = [row for row in program.templates.published(people["engineer"]).rows if row.title == checklist.title]
    if found:
        revision = found[0]
    else:
        draft = program.templates.create(people["engineer"], checklist)
        revision = released(program.templates, people["engineer"], draft.id)
    what = WhatToInspect("P-1042", "Housing", "C", "4711", "L-2026-09", "25", serial)
    return program.inspections.begin(people["inspector"], revision.id, what)
