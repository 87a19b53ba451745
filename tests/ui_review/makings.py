"""Inspections to sign and to review: one failure, one line that does not apply, one changed line."""

from __future__ import annotations

from decimal import Decimal

from qa_desktop.domain.checklist import Checklist, Evidence, Item, ItemKind, Section
from qa_desktop.domain.people import Actor
from qa_desktop.domain.signature import Meaning
from qa_desktop.domain.tolerance import Limits
from qa_desktop.services.inspections import WhatToInspect
from qa_desktop.services.program import Program
from tests.services.conftest import PASSWORD
from tests.services.makings import released

CHECKLIST = Checklist(
    "Housing",
    (
        Section(
            "Visual", (Item("surface", ItemKind.CONFORMITY, "Surface & <b>edges</b>"), Item("label", ItemKind.YES_NO, "Label"))
        ),
        Section(
            "Size",
            (
                Item(
                    "bore",
                    ItemKind.MEASUREMENT,
                    "Bore A",
                    limits=Limits(Decimal("12.350"), Decimal("12.300"), Decimal("12.400")),
                    unit="mm",
                    evidence=Evidence.NOTE,
                ),
                Item("depth", ItemKind.NUMBER, "Depth", unit="mm"),
            ),
        ),
    ),
)


def begin(program: Program, people: dict[str, Actor], login: str = "inspector", *, leave: tuple[str, ...] = ()) -> str:
    """Answer an inspection with three exceptions, leaving the named lines open; return its id."""
    found = [row for row in program.templates.published(people["engineer"]).rows if row.title == CHECKLIST.title]
    if not found:
        draft = program.templates.create(people["engineer"], CHECKLIST)
        found = [released(program.templates, people["engineer"], draft.id)]
    who = people[login]
    row = program.inspections.begin(who, found[0].id, WhatToInspect("P-1042", "Housing", "C", "4711", "L-1", "25", "SN 1"))
    items = {item.key: item.id for item in program.inspections.open(who, row.id).items}
    answers = program.answers
    for key, value in (("surface", "pass"), ("bore", "12.412"), ("depth", "40.1"), ("depth", "40.2")):
        if key not in leave:
            answers.answer(who, row.id, items[key], value)
    if "label" not in leave:
        answers.not_applicable(who, row.id, items["label"], "no label on prototype")
    if "bore" not in leave:
        answers.note(who, row.id, items["bore"], "Tool worn")
    return row.id


def sign(program: Program, people: dict[str, Actor], inspection_id: str, login: str = "inspector") -> None:
    """Sign as the inspector."""
    shown = program.signing.look(people[login], inspection_id)
    program.signing.sign(people[login], inspection_id, PASSWORD, Meaning.PERFORMED, shown.digest)


def items_of(program: Program, people: dict[str, Actor], inspection_id: str) -> dict[str, str]:
    """Return item ids by key."""
    return {item.key: item.id for item in program.inspections.open(people["inspector"], inspection_id).items}
