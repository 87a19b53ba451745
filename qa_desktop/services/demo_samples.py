"""The part of the demo that is inspected by samples: lots from a supplier, decisions, a series that was tightened, a patrol."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from decimal import Decimal

from qa_desktop.domain.checklist import Checklist, Item, ItemKind
from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.inspection import InspectionType
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.lot import LotSource
from qa_desktop.domain.patrol import Happening
from qa_desktop.domain.people import Actor
from qa_desktop.domain.signature import Meaning
from qa_desktop.resources import resource_path
from qa_desktop.services.assignments import RuleWish
from qa_desktop.services.inspections import OpenedInspection, WhatToInspect
from qa_desktop.services.lots import Wanted
from qa_desktop.services.patrols import PatrolWish
from qa_desktop.services.program import Program
from qa_desktop.services.signing import SigningService

SHAFT, PIN, PATROL = "turned_shaft", "hardened_pin", "patrol_press"
SUPPLIER = "Feinwerk Nord GmbH"
_PART = ("SH-2001", "Shaft, turned", "B")
_TARGETS = {
    "od": ("24.988", 3, 2),
    "bore": ("12.02", 2, 1),
    "length": ("120.0", 1, 1),
    "hardness": ("60.1", 1, 4),
    "diameter": ("7.99", 2, 1),
    "weight": ("41.5", 1, 2),
}
"""The middle of the readings by item, their decimals, and how many last digits they scatter."""
LOT_DAYS = (95, 72, 59, 41, 20)
"""How many days ago the past lots of shafts were inspected."""
_SHORT: tuple[tuple[int, ...], ...] = ((), (2, 5), (3,), (1, 4, 7), ())
"""The pieces of each of them that are too short."""
_GAUGES = {"od": "MIC-07", "bore": "BG-03", "length": "CAL-12", "thread": "TG-M8", "hardness": "HT-01", "diameter": "MIC-02"}


@dataclass(slots=True)
class Samples:
    """The makings: the program, its people, and the means to let time pass."""

    program: Program
    signing: SigningService
    password: str
    inspectors: tuple[Actor, ...]
    supervisors: tuple[Actor, ...]
    engineer: Actor
    dice: random.Random
    revisions: dict[str, str]
    patrol_template: str
    short_again: str = ""
    short_first: str = ""
    """The issue about the fourth lot."""

    @classmethod
    def publish(
        cls,
        program: Program,
        signing: SigningService,
        password: str,
        inspectors: tuple[Actor, ...],
        supervisors: tuple[Actor, ...],
        engineer: Actor,
        dice: random.Random,
    ) -> Samples:
        """Bring the sample checklists in, with the rules that propose them."""
        revisions, templates = {}, {}
        for name in (SHAFT, PIN, PATROL):
            preview = program.template_files.preview_json(engineer, resource_path("templates", f"{name}.json"))
            row = program.template_files.import_json(engineer, preview)
            program.templates.approve(supervisors[0], row.id)
            revisions[name] = program.templates.publish(engineer, row.id).id
            templates[name] = row.template_id
        incoming = InspectionType.INCOMING
        program.assignments.make(engineer, RuleWish(templates[SHAFT], _PART[0], inspection_type=incoming))
        program.assignments.make(engineer, RuleWish(templates[PIN], "PN-310", inspection_type=incoming))
        return cls(program, signing, password, inspectors, supervisors, engineer, dice, revisions, templates[PATROL])

    def past_lot(self, number: int) -> None:
        """Inspect and decide on one of the five past lots: two are refused, so the later ones have the tightened plan."""
        bad = _SHORT[number - 1]
        inspector = self.inspectors[number % len(self.inspectors)]
        key = self.begin(inspector, number)
        self.measure(inspector, key, too_short=bad)
        if number == 2:
            self.short_first = self._log_short(inspector, key, len(bad), "Two shafts of lot S-02 are too short")
        if number == 4:
            self.short_again = self._log_short(inspector, key, len(bad), "Shafts too short for the second time")
        self._finish(inspector, key)
        self._decide(key, number, len(bad))

    def _log_short(self, inspector: Actor, key: str, count: int, title: str) -> str:
        line = next(one for one in self.program.inspections.open(inspector, key).items if one.key == "length" and one.piece == 1)
        return self.program.issues.log(
            inspector,
            kind=IssueKind.NONCONFORMITY,
            title=title,
            severity=line.severity,
            quantity=str(count),
            inspection_id=key,
            item_id=line.id,
        ).id

    def present(self) -> None:
        """What a shift finds: a lot to decide on, a line that came back, a second reading to give, a draft to approve."""
        anna, jonas, *_ = self.inspectors
        waiting = self.begin(jonas, 6)
        self.measure(jonas, waiting)
        self._finish(jonas, waiting)
        returned = self.begin(anna, 7)
        self.measure(anna, returned, too_short=(4,))
        self._sign(anna, returned)
        opened = self.program.inspections.open(anna, returned)
        line = next(item for item in opened.items if item.key == "length" and item.piece == 4)
        self.signing.send_back(self.supervisors[0], returned, {line.id: "Measure piece 4 again, warm it up first."})
        what = WhatToInspect(
            "PN-310", "Pin, hardened", order="WO-4801", lot="P-33", lot_quantity="400", supplier="Härterei Nord",
            type=InspectionType.INCOMING,
        )  # fmt: skip
        pin = self.program.inspections.begin(anna, self.revisions[PIN], what)
        self.measure(anna, pin.id)
        self._patrol()
        self._next_revision()

    def begin(self, inspector: Actor, number: int) -> str:
        """Begin the incoming inspection of a lot of shafts; return its key."""
        part, name, revision = _PART
        what = WhatToInspect(
            part, name, revision, f"WO-48{number:02d}", f"S-{number:02d}", "50", supplier=SUPPLIER, type=InspectionType.INCOMING
        )
        return self.program.inspections.begin(inspector, self.revisions[SHAFT], what).id

    def measure(self, inspector: Actor, key: str, *, too_short: tuple[int, ...] = ()) -> None:
        """Answer everything; pieces in ``too_short`` fail in their length, each with a note."""
        opened = self.program.inspections.open(inspector, key)
        for item in opened.items:
            if item.piece and not item.required:  # beyond what the plan asks for
                continue
            raw = self._raw(item, fails=item.key == "length" and item.piece in too_short)
            if raw is None:
                continue
            self.program.answers.answer(inspector, key, item.id, raw, gauge=_GAUGES.get(item.key, ""))
            if item.piece in too_short and item.key == "length":
                self.program.answers.note(inspector, key, item.id, "Set aside in the red bin.")

    def _raw(self, item: Item, *, fails: bool) -> str | None:
        match item.kind:
            case ItemKind.YES_NO:
                return "yes"
            case ItemKind.CONFORMITY:
                return "pass"
            case ItemKind.TEXT:
                return f"WZ-{self.dice.randint(1000, 9999)}"
            case ItemKind.DEFECTS:
                return self.dice.choice(('{"stain":1}', "0", "0", "0"))
            case ItemKind.MEASUREMENT:
                middle, decimals, spread = _TARGETS[item.key]
                if fails:
                    return "119.7"
                step = Decimal(1).scaleb(-decimals)
                return decimal_text(Decimal(middle) + step * self.dice.randint(-spread, spread))
            case _:
                return None

    def _sign(self, inspector: Actor, key: str) -> None:
        for question in self.program.questions.ask(inspector, key):
            self.program.questions.reply(inspector, question.id, "Read from the gauge one by one; the readings stand.")
        shown = self.signing.look(inspector, key)
        self.signing.sign(inspector, key, self.password, Meaning.PERFORMED, shown.digest)

    def _finish(self, inspector: Actor, key: str) -> None:
        self._sign(inspector, key)
        reviewer = self.supervisors[-1]
        for line in self.program.review.look(reviewer, key).reasons:
            self.program.review.open_line(reviewer, key, line)
        shown = self.signing.look(reviewer, key)
        self.signing.countersign(reviewer, key, self.password, Meaning.APPROVED, shown.digest)

    def _decide(self, key: str, number: int, bad: int) -> None:
        opened: OpenedInspection = self.program.inspections.open(self.supervisors[0], key)
        decisions = {
            0: Wanted(LotSource.WAITING, "50", accepted="50", inspection_id=key),
            1: Wanted(LotSource.WAITING, "50", "49", "1", inspection_id=key, reason="One shaft too short, scrapped."),
            2: Wanted(LotSource.WAITING, "50", rejected="50", inspection_id=key, reason="Refused by the plan; back to supplier."),
            3: Wanted(LotSource.WAITING, "50", held="50", inspection_id=key, reason="Refused by the plan; to be sorted."),
        }
        lot_id = opened.row.lot_id or ""
        to_sign = self.program.lots.prepare(self.supervisors[0], lot_id, decisions[bad])
        self.program.lots.decide(self.supervisors[0], lot_id, decisions[bad], self.password, to_sign.digest)

    def _patrol(self) -> None:
        """A round at a press, due since its tool was changed."""
        wish = PatrolWish(self.patrol_template, "Press 7", "BL-077", "Press 7", every_minutes=120, after_setup=True)
        patrol = self.program.patrols.make(self.engineer, wish)
        self.program.patrols.log(self.inspectors[0], patrol.row.id, Happening.SETUP)

    def _next_revision(self) -> None:
        """Leave a draft that waits for its approval: one limit is tighter, and says why."""
        rows = self.program.templates.revisions_named(self.engineer, "Incoming sample: turned shaft")
        draft = self.program.templates.new_draft(self.engineer, rows[0].template_id)
        checklist = self.program.templates.load(self.engineer, draft.id).checklist
        self.program.templates.replace_draft_checklist(self.engineer, draft.id, _tighter(checklist), draft.version)


def _tighter(checklist: Checklist) -> Checklist:
    def item(one: Item) -> Item:
        if one.key != "length":
            return one
        limits = replace(one.limits, lower=Decimal("119.9"), upper=Decimal("120.1"))
        why = replace(one.rules.why, note="Two lots were refused for short shafts; the assembly needs 0.1 mm.")
        return replace(one, limits=limits, rules=replace(one.rules, why=why))

    return replace(
        checklist, sections=tuple(replace(part, items=tuple(item(one) for one in part.items)) for part in checklist.sections)
    )
