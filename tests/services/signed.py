"""What the tests of signing begin with: a program of all services, inspections answered in full, and tampering behind the rules."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.record import Anchor, InspectionRecord
from qa_desktop.domain.signature import Meaning, Stage
from qa_desktop.reports.types import SignedPdf
from qa_desktop.services.inspections import WhatToInspect
from qa_desktop.services.program import Program, program_for
from qa_desktop.services.signing import SignedReport, SigningService
from qa_desktop.storage.clock import Moment
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import PASSWORD
from tests.services.makings import CHECKLIST, picture, released

GOOD = {"bore_a": "12.351", "length": "40.0", "surface": "pass", "marked": "yes", "colour": "ral1"}


@dataclass
class Shop:
    """Everybody and everything: one published checklist, any number of inspections."""

    program: Program
    people: dict[str, Actor]
    revision_id: str
    items: dict[str, str]

    def begin(self, who: str = "inspector", *, part: str = "4711-A", for_anyone: bool = False) -> str:
        what = WhatToInspect(part, part_name="Housing", lot="L-100", lot_quantity="50")
        return self.program.inspections.begin(self.people[who], self.revision_id, what, for_anyone=for_anyone).id

    def answer(self, inspection: str, key: str, raw: str, who: str = "inspector") -> None:
        self.program.answers.answer(self.people[who], inspection, self.items[key], raw)

    def photo(self, inspection: str, key: str = "front", who: str = "inspector") -> str:
        return self.program.photos.add(
            self.people[who], inspection_id=inspection, item_id=self.items[key], data=picture(size=(64, 48)), name="front.jpg"
        ).id

    def answered(self, who: str = "inspector", **other: str) -> str:
        """Return an inspection with an answer to every line."""
        inspection = self.begin(who)
        for key, raw in {**GOOD, **other}.items():
            self.answer(inspection, key, raw, who)
        self.photo(inspection, who=who)
        return inspection

    def sign(self, inspection: str, who: str = "inspector", password: str = PASSWORD) -> SignedReport:
        actor = self.people[who]
        shown = self.program.signing.look(actor, inspection).digest
        return self.program.signing.sign(actor, inspection, password, Meaning.PERFORMED, shown)

    def countersign(self, inspection: str, who: str = "supervisor", password: str = PASSWORD) -> SignedReport:
        actor = self.people[who]
        open_exceptions(self.program, actor, inspection)
        shown = self.program.signing.look(actor, inspection).digest
        return self.program.signing.countersign(actor, inspection, password, Meaning.APPROVED, shown)

    def signed(self, who: str = "inspector", **other: str) -> str:
        inspection = self.answered(who, **other)
        self.sign(inspection, who)
        return inspection

    def approved(self) -> str:
        inspection = self.signed()
        self.countersign(inspection)
        return inspection

    def state(self, inspection: str) -> str:
        return self.program.inspections.open(self.people["auditor"], inspection).row.state.value


def open_exceptions(program: Program, reviewer: Actor, inspection: str) -> None:
    """Open every exceptional line, as somebody does who reads them one by one; whoever may not, is refused when they sign."""
    if not reviewer.may(Permission.COUNTERSIGN):
        return
    if program.inspections.open(reviewer, inspection).row.state is not InspectionState.SUBMITTED:
        return
    for line in program.review.look(reviewer, inspection).reasons:
        program.review.open_line(reviewer, inspection, line)


def new_shop(space: Workspace, people: dict[str, Actor]) -> Shop:
    program = program_for(space)
    draft = program.templates.create(people["engineer"], CHECKLIST)
    revision = released(program.templates, people["engineer"], draft.id)
    items = program.templates.load(people["engineer"], revision.id).checklist.items
    return Shop(program, people, revision.id, {item.key: item.id for item in items})


def behind_the_rules(space: Workspace, *statements: str) -> None:
    """Change the tables as somebody with full access to the file would: rules off, change, rules on again."""
    with space.database.maintenance() as connection, connection.begin():
        rules = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
        for name, _ in rules:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        for statement in statements:
            connection.exec_driver_sql(statement)
        for _, statement in rules:
            connection.exec_driver_sql(statement)


def actions(space: Workspace) -> list[str]:
    with space.store.reading() as connection:
        return list(connection.exec_driver_sql("SELECT action FROM audit ORDER BY seq").scalars())


def quick_signing(patch: pytest.MonkeyPatch) -> None:
    """Leave the drawing of the PDF, RSA and the check of the file away; everything else of signing stays real."""

    def render(_self: SigningService, record: InspectionRecord, anchor: Anchor, now: Moment) -> bytes:
        return f"%PDF {record.digest()} {anchor.head} {now.utc}".encode()

    def apply(_self: SigningService, pdf: bytes, key: object, stage: Stage, actor: Actor, *rest: object) -> SignedPdf:
        return SignedPdf(pdf + f" {stage.value} {actor.login}".encode(), time_stamped=False)

    patch.setattr(SigningService, "_render", render)
    patch.setattr(SigningService, "_apply", apply)
    patch.setattr(SigningService, "_require_outcome", lambda *_a: None)
