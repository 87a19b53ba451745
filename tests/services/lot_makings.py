"""Lots to decide: a checklist with pieces and a certificate, inspections answered and approved, plans pinned to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from qa_desktop.domain.checklist import Checklist, Evidence, Item, ItemKind, Section, Severity
from qa_desktop.domain.decision import DecisionRule
from qa_desktop.domain.inspection import InspectionType
from qa_desktop.domain.item_rules import Asking, Rules
from qa_desktop.domain.lines import line_id
from qa_desktop.domain.lot import LotSource
from qa_desktop.domain.people import Actor
from qa_desktop.domain.sampling import PinnedPlan, SamplingKind, SamplingRule, SamplingSeverity
from qa_desktop.domain.signature import Meaning
from qa_desktop.domain.tolerance import Limits
from qa_desktop.services.inspections import WhatToInspect
from qa_desktop.services.lots import DecidedLot, LotDetail, Wanted
from qa_desktop.services.program import Program, program_for
from qa_desktop.storage.queries import inspections, sample
from qa_desktop.storage.unit import new_id
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import PASSWORD
from tests.services.makings import released
from tests.services.signed import open_exceptions

EACH = Asking(per_piece=True)
CHECKLIST = Checklist(
    "Shaft",
    (
        Section("Papers", (Item("certificate", ItemKind.YES_NO, "Certificate there", expected="yes", evidence=Evidence.NONE),)),
        Section(
            "Size",
            (
                Item(
                    "bore",
                    ItemKind.MEASUREMENT,
                    "Bore",
                    limits=Limits(Decimal("12.35"), Decimal("12.30"), Decimal("12.40")),
                    unit="mm",
                    severity=Severity.MAJOR,
                    evidence=Evidence.NONE,
                    rules=Rules(asks=EACH, decision=DecisionRule(uncertainty=Decimal("0.005"))),
                ),
                Item(
                    "looks",
                    ItemKind.CONFORMITY,
                    "Surface",
                    severity=Severity.MINOR,
                    evidence=Evidence.NONE,
                    required=False,
                    rules=Rules(asks=EACH),
                ),
            ),
        ),
    ),
)
GOOD, BAD, UNCERTAIN = "12.35", "12.50", "12.395"


def plan(
    size: int, ac: int, re: int, *, kind: SamplingKind = SamplingKind.AQL, lot_size: int = 100, series: str = "S", **more: object
) -> PinnedPlan:
    """Return a plan of the bore."""
    rule = SamplingRule(kind, aql="1.0" if kind is SamplingKind.AQL else "", **more)  # type: ignore[arg-type]
    severity = SamplingSeverity.NORMAL
    return PinnedPlan(new_id(), "major", series, rule, severity, lot_size, "F", "F", size, ac, re, ("bore",))


@dataclass
class LotShop:
    """Everybody, one published checklist, any number of lots."""

    program: Program
    people: dict[str, Actor]
    revision_id: str

    def begin(
        self,
        *,
        lot: str = "L-1",
        quantity: str = "100",
        pieces: int = 3,
        covers: str = "",
        plans: Iterable[PinnedPlan] = (),
        who: str = "inspector",
        type_: InspectionType | None = None,
    ) -> str:
        what = WhatToInspect(
            "4711-A", "Shaft", "C", "PO-9", lot, quantity, supplier="Meyer & Söhne", covers=covers, pieces=pieces, type=type_
        )
        key = self.program.inspections.begin(self.people[who], self.revision_id, what).id
        with self.program.workspace.store.writing(self.people[who].person_id) as work:
            for one in plans:
                sample.add_plan(work, key, one, "as the tests say")
            work.leave_unaudited("a plan of the tests")
        return key

    def answer(
        self,
        inspection: str,
        bore: Mapping[int, str] | None = None,
        *,
        certificate: str = "yes",
        looks: Mapping[int, str] | None = None,
        who: str = "inspector",
    ) -> None:
        """Answer every piece with a good value, but for those named."""
        actor, answers = self.people[who], self.program.answers
        opened = self.program.inspections.open(actor, inspection)
        items = {item.key: item.id for item in opened.template.items}
        answers.answer(actor, inspection, items["certificate"], certificate)
        for piece in opened.pieces:
            value = (bore or {}).get(piece.number, GOOD)
            answers.answer(actor, inspection, line_id(items["bore"], piece.number), value)
        for number, said in (looks or {}).items():
            answers.answer(actor, inspection, line_id(items["looks"], number), said)

    def sign(self, inspection: str, who: str = "inspector") -> None:
        shown = self.program.signing.look(self.people[who], inspection).digest
        self.program.signing.sign(self.people[who], inspection, PASSWORD, Meaning.PERFORMED, shown)

    def countersign(self, inspection: str, who: str = "supervisor2") -> None:
        shown = self.program.signing.look(self.people[who], inspection).digest
        open_exceptions(self.program, self.people[who], inspection)
        self.program.signing.countersign(self.people[who], inspection, PASSWORD, Meaning.APPROVED, shown)

    def approved(self, bore: Mapping[int, str] | None = None, **more: object) -> str:
        """Return an inspection that was answered, signed and countersigned; ``certificate`` and ``looks`` as in ``answer``."""
        given = {name: more.pop(name) for name in ("certificate", "looks") if name in more}
        who = str(more.get("who", "inspector"))
        key = self.begin(**more)  # type: ignore[arg-type]
        self.answer(key, bore, who=who, **given)  # type: ignore[arg-type]
        self.sign(key, who)
        self.countersign(key)
        return key

    def lot(self, number: str = "L-1") -> LotDetail:
        actor = self.people["auditor"]
        return self.program.lots.detail(actor, self.program.lots.find(actor, number)[0].id)

    def wanted(self, accepted: str = "", rejected: str = "", held: str = "", **more: object) -> Wanted:
        amounts = [Decimal(text) for text in (accepted, rejected, held) if text]
        whole = str(sum(amounts, Decimal(0)))
        values: dict[str, object] = {"source": LotSource.WAITING, "inspected": whole, "reason": "as seen", **more}
        return Wanted(accepted=accepted, rejected=rejected, held=held, **values)  # type: ignore[arg-type]

    def decide(
        self, wanted: Wanted, *, who: str = "supervisor", number: str = "L-1", password: str = PASSWORD, shown: str | None = None
    ) -> DecidedLot:
        actor, lot_id = self.people[who], self.lot(number).row.id
        digest = shown if shown is not None else self.program.lots.prepare(actor, lot_id, wanted).digest
        return self.program.lots.decide(actor, lot_id, wanted, password, digest)


def new_lot_shop(space: Workspace, people: dict[str, Actor]) -> LotShop:
    program = program_for(space)
    draft = program.templates.create(people["engineer"], CHECKLIST)
    return LotShop(program, people, released(program.templates, people["engineer"], draft.id).id)


def reinspect(shop: LotShop, parent: str, lines: Mapping[str, str], *, who: str = "inspector2") -> str:
    """Inspect some lines of an approved inspection again; ``lines`` are values by ``key`` or ``key#piece``."""
    program, actor = shop.program, shop.people[who]
    first = program.inspections.open(actor, parent)
    items = {item.key: item.id for item in first.template.items}
    wanted = {key: items[key.partition("#")[0]] + key[len(key.partition("#")[0]) :] for key in lines}
    child = new_id()
    with program.workspace.store.writing(actor.person_id) as work:
        row = first.row
        inspections.insert_inspection(
            work,
            id=child,
            number=f"{row.number}-again",
            station_id=work.station_id,
            revision_id=row.revision_id,
            criteria_digest=row.criteria_digest,
            part_id=row.part_id,
            lot_id=row.lot_id,
            parent_id=parent,
            covers=row.covers,
            state="in_progress",
            inspector_id=actor.person_id,
            opened_at=work.now.utc,
            opened_offset=work.now.offset,
            updated_at=work.now.utc,
            item_total=len(wanted),
            search="",
        )
        sample.add_only_lines(work, child, wanted.values())
        sample.add_pieces(work, child, [piece.number for piece in first.pieces])
        work.leave_unaudited("a re-inspection of the tests")
    for key, value in lines.items():
        program.answers.answer(actor, child, wanted[key], value)
    shop.sign(child, who)
    shop.countersign(child)
    return child
