"""An inspection of three pieces with measured, calculated, conditional and twice-read lines, for the tests of rounds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from qa_desktop.domain.checklist import Checklist, Evidence, Item, ItemKind, Section
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.item_rules import Asking, Rules
from qa_desktop.domain.lines import line_id
from qa_desktop.domain.people import Actor
from qa_desktop.domain.signature import Meaning
from qa_desktop.domain.tolerance import Limits
from qa_desktop.services.answering import Saved
from qa_desktop.services.inspections import OpenedInspection, WhatToInspect
from qa_desktop.services.program import Program, program_for
from qa_desktop.services.signing import SignedReport
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import PASSWORD, FakeClock
from tests.services.makings import released
from tests.services.signed import open_exceptions


def measured(key: str, text: str, **asks: object) -> Item:
    return Item(
        key,
        ItemKind.MEASUREMENT,
        text,
        limits=Limits(Decimal("12.350"), Decimal("12.300"), Decimal("12.400")),
        unit="mm",
        decimals=3,
        evidence=Evidence.NONE,
        rules=Rules(asks=Asking(per_piece=True, **asks)),  # type: ignore[arg-type]
    )


MEAN = Item(
    "mean",
    ItemKind.CALCULATED,
    "Mean bore",
    limits=Limits(None, Decimal("12.300"), Decimal("12.400")),
    unit="mm",
    decimals=3,
    evidence=Evidence.NONE,
    rules=Rules(asks=Asking(per_piece=True, formula="({bore_a} + {bore_b}) / 2")),
)

CHECKLIST = Checklist(
    "Housing, three pieces",
    (
        Section(
            "Looks",
            (
                Item("scratched", ItemKind.YES_NO, "Scratched?", expected="no", evidence=Evidence.NONE),
                Item(
                    "depth",
                    ItemKind.NUMBER,
                    "Depth of the scratch",
                    unit="mm",
                    rules=Rules(asks=Asking(show_when="{scratched} = 'yes'")),
                ),
            ),
        ),
        Section("Size", (measured("bore_a", "Bore A"), measured("bore_b", "Bore B"), MEAN)),
    ),
)

TWICE = Checklist(
    "Read twice",
    (
        Section(
            "Size",
            (
                Item(
                    "gap",
                    ItemKind.MEASUREMENT,
                    "Gap",
                    limits=Limits(None, Decimal("0.10"), Decimal("0.90")),
                    unit="mm",
                    evidence=Evidence.NONE,
                    rules=Rules(
                        asks=Asking(
                            second_reading=True,
                            agreement=Decimal("0.02"),
                            typing_lower=Decimal(0),
                            typing_upper=Decimal(5),
                        )
                    ),
                ),
                Item("length", ItemKind.NUMBER, "Length", unit="mm"),
            ),
        ),
    ),
)


@dataclass
class Floor:
    """One inspection, everybody around it, and a clock that goes on by itself."""

    program: Program
    people: dict[str, Actor]
    clock: FakeClock
    inspection: str
    items: dict[str, str]

    def line(self, key: str, piece: int = 0) -> str:
        return line_id(self.items[key], piece)

    def answer(self, key: str, raw: str, piece: int = 0, who: str = "inspector", **more: str) -> Saved:
        self.clock.forward(seconds=7)
        return self.program.answers.answer(self.people[who], self.inspection, self.line(key, piece), raw, **more)  # type: ignore[arg-type]

    def answer_all(self) -> None:
        self.answer("scratched", "no")
        for piece, (a, b) in enumerate((("12.351", "12.342"), ("12.348", "12.339"), ("12.353", "12.344")), 1):
            self.answer("bore_a", a, piece)
            self.answer("bore_b", b, piece)

    def opened(self, inspection: str | None = None) -> OpenedInspection:
        return self.program.inspections.open(self.people["auditor"], inspection or self.inspection)

    def value(self, key: str, piece: int = 0) -> str | None:
        return self.opened().answers[self.line(key, piece)].value

    def state(self) -> InspectionState:
        return self.opened().row.state

    def sign(self, who: str = "inspector", inspection: str | None = None) -> SignedReport:
        actor, signing, key = self.people[who], self.program.signing, inspection or self.inspection
        self.clock.forward(minutes=5)
        return signing.sign(actor, key, PASSWORD, Meaning.PERFORMED, signing.look(actor, key).digest)

    def send_back(self, remarks: dict[str, str], general: str = "", who: str = "supervisor") -> None:
        self.clock.forward(minutes=5)
        self.program.signing.send_back(self.people[who], self.inspection, remarks, general)

    def countersign(self, who: str = "supervisor", inspection: str | None = None, *, look: bool = True) -> SignedReport:
        actor, signing, key = self.people[who], self.program.signing, inspection or self.inspection
        self.clock.forward(minutes=5)
        if look:
            open_exceptions(self.program, actor, key)
        return signing.countersign(actor, key, PASSWORD, Meaning.APPROVED, signing.look(actor, key).digest)


def new_floor(
    space: Workspace, people: dict[str, Actor], clock: FakeClock, checklist: Checklist = CHECKLIST, pieces: int | None = 3
) -> Floor:
    program = program_for(space)
    draft = program.templates.create(people["engineer"], checklist)
    revision = released(program.templates, people["engineer"], draft.id)
    what = WhatToInspect("4711-A", "Housing", lot="L-100", lot_quantity="50", pieces=pieces, serials=("SN-1", "SN-2"))
    row = program.inspections.begin(people["inspector"], revision.id, what)
    clock.now += timedelta(seconds=30)
    items = program.templates.load(people["engineer"], revision.id).checklist.items
    return Floor(program, people, clock, row.id, {item.key: item.id for item in items})
