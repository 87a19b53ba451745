"""Made-up inspections of several pieces, for the tests of the report."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from qa_desktop.domain.answers import BLANK, Answer, LineAct, Source
from qa_desktop.domain.checklist import Checklist, Choice, Item, ItemKind, Section, Severity
from qa_desktop.domain.decision import Comparison, DecisionRule
from qa_desktop.domain.item_rules import Asking, EvidenceWhen, Origin, Rules
from qa_desktop.domain.lines import PieceRef, expand
from qa_desktop.domain.plan_verdict import verdict_of_plan
from qa_desktop.domain.record import InspectionRecord, Line
from qa_desktop.domain.record_parts import ActRef, Approval, Before, ParentRef, PlanOutcome, QuestionRef, SecondRef
from qa_desktop.domain.sampling import PinnedPlan, SamplingKind, SamplingRule, SamplingSeverity
from qa_desktop.domain.tolerance import Limits
from qa_desktop.reports.types import RenderInput
from tests.reports.samples import given_of, record_of

PER_PIECE = Rules(asks=Asking(per_piece=True))
WHEN = "2026-11-22T13:40:00+01:00"
Answers = Callable[[Item], Answer]


def characteristic(number: int, *, rules: Rules = PER_PIECE, text: str = "", **more: object) -> Item:
    nominal = Decimal(10 + number) + Decimal("0.25")
    limits = Limits(nominal, nominal - Decimal("0.05"), nominal + Decimal("0.05"))
    named = text or f"Diameter {number} at measuring plane {'ABCD'[number % 4]}"
    item = Item(f"c{number}", ItemKind.MEASUREMENT, named, id=f"c{number}", limits=limits, unit="mm", decimals=3, rules=rules)
    return replace(item, **more)  # type: ignore[arg-type]


def reading(item: Item) -> Answer:
    """A reading near the nominal; no two pieces alike."""
    nominal = item.limits.nominal
    if nominal is None:
        return BLANK
    apart = Decimal((item.piece * 17 + len(item.key) * 5 + int(item.key[1:] or 0) * 11) % 79 - 39) / 1000
    return Answer(value=str(nominal + apart))


def sampled(
    items: list[Item], pieces: int, answers: Answers = reading, *, serial: str = "", once: tuple[Item, ...] = (), **more: object
) -> InspectionRecord:
    refs = [PieceRef(n, f"{serial}{n:04}" if serial else str(n)) for n in range(1, pieces + 1)]
    sections = (*((Section("Papers", once),) if once else ()), Section("Dimensions", tuple(items)))
    checklist = expand(Checklist("Sample", sections), refs)
    labels = {ref.number: ref.label for ref in refs}
    lines = tuple(
        Line(line.number, section.title, line, answers(line), "Jana Nowak", WHEN, piece_label=labels.get(line.piece, ""))
        for section in checklist.sections
        for line in section.items
    )
    return record_of(lines, pieces=tuple(refs), serial="", **more)


def with_plan(record: InspectionRecord, **more: object) -> InspectionRecord:
    keys = tuple(dict.fromkeys(line.item.key for line in record.lines if line.item.piece))
    rule = SamplingRule(SamplingKind.AQL, aql="1.0")
    plan = PinnedPlan(
        "p", "major", "Stahl GmbH/4711/major", rule, SamplingSeverity.NORMAL, 1200, "F", "G", len(record.pieces), 1, 2, keys,
        "Normal inspection: the first lot of this series.",
    )  # fmt: skip
    made = replace(plan, **more)  # type: ignore[arg-type]
    outcome = PlanOutcome(made, verdict_of_plan(made, record.items, record.answers))
    return replace(record, plans=(*record.plans, outcome))


def small() -> RenderInput:
    """Five pieces, twenty characteristics, nothing special."""
    return given_of(with_plan(sampled([characteristic(n) for n in range(1, 21)], 5, serial="SN ")))


def large(pieces: int = 200, characteristics: int = 50) -> RenderInput:
    """A full grid with some failures."""

    def answers(item: Item) -> Answer:
        given = reading(item)
        if (item.piece * 7 + int(item.key[1:])) % 1009 == 3 and given.value is not None:
            return replace(given, value=str(Decimal(given.value) + Decimal("0.1")))
        return given

    return given_of(with_plan(sampled([characteristic(n) for n in range(1, characteristics + 1)], pieces, answers)))


def doubtful() -> RenderInput:
    """Failures, uncertain readings, not applicable, not asked, rejected by decision, other kinds of answers, a tally."""
    band = Rules(asks=Asking(per_piece=True), decision=DecisionRule(Comparison.ROUNDING, Decimal("0.006"), Decimal(2)))
    items = [
        characteristic(1, rules=band, severity=Severity.CRITICAL),
        characteristic(2, rules=replace(PER_PIECE, origin=Origin("12", "B4", "Bore gauge G-118", True))),
        characteristic(3, limits=Limits(upper=Decimal("0.05")), text="Parallelism of face B to A"),
        characteristic(4, rules=Rules(asks=Asking(per_piece=True, show_when="{coated} = 'yes'"))),
        characteristic(5, kind=ItemKind.CONFORMITY, limits=Limits(), unit="", text="Edges are free of burrs"),
        characteristic(6, kind=ItemKind.YES_NO, limits=Limits(), unit="", expected="yes", text="Marking is present"),
        characteristic(
            7, kind=ItemKind.DEFECTS, limits=Limits(), unit="", text="Surface",
            choices=(Choice("s", "Scratch"), Choice("d", "Dent"), Choice("h", "Shade of colour", True)),
            rules=Rules(asks=Asking(per_piece=True, evidence_when=EvidenceWhen.NTH, evidence_every=5)),
        ),
        characteristic(8, kind=ItemKind.TEXT, limits=Limits(), unit="", text="Remarks on the piece"),
    ]  # fmt: skip
    return given_of(with_plan(sampled(items, 13, _doubtful_answer, serial="SN 20261122-", once=(_COATED,)), sample_size=13))


_COATED = Item("coated", ItemKind.YES_NO, "The parts are coated", id="coated")


def _doubtful_answer(item: Item) -> Answer:
    piece, nominal = item.piece, item.limits.nominal
    match item.key:
        case "coated":
            return Answer(value="no")
        case "c1" if piece in {3, 9} and nominal is not None:
            return Answer(value=str(nominal + Decimal("0.0455" if piece == 3 else "0.0705")))
        case "c2" if piece == 5:
            return Answer(na_reason="The bore is closed on this variant")
        case "c2" if piece == 6 and nominal is not None:
            return Answer(
                value=str(nominal + Decimal("0.12")), note="Measured twice; the chamfer is too deep.", source=Source.GAUGE
            )
        case "c3":
            return Answer(value=f"0.0{20 + piece}", gauge="G-118", act=LineAct.REJECT if piece == 11 else LineAct.NONE)
        case "c5":
            return Answer(value="fail" if piece == 2 else "pass", source=Source.REST if piece > 4 else Source.TYPED)
        case "c6":
            return Answer(value="no" if piece == 7 else "yes")
        case "c7":
            return Answer(value=json.dumps({"s": 2} if piece in {4, 8} else {"h": 1} if piece == 12 else {}))
        case "c8":
            return Answer(value="Delivered in the blue box with the label of the supplier, layer 2" if piece < 3 else "None")
        case _:
            return reading(item)


def unasked(record: InspectionRecord) -> InspectionRecord:
    """The lines whose condition does not hold."""
    lines = tuple(
        replace(line, item=replace(line.item, asked=False), answer=BLANK) if line.item.rules.asks.show_when else line
        for line in record.lines
    )
    return replace(record, lines=lines)


def eventful() -> RenderInput:
    """Everything that can happen on the way: acts, questions, second readings, remarks, a sample in doubt, an approved checklist."""
    record = unasked(doubtful().record)
    lines = list(record.lines)
    for place, line in enumerate(lines):
        if line.item.key == "c2" and line.item.piece in {1, 2} and line.answer.value is not None:
            value = str(Decimal(line.answer.value) + Decimal("0.004" if line.item.piece == 1 else "0.011"))
            second = SecondRef(
                value, f"{value}\u00a0mm", "Ivo Perić", "2026-11-22T13:58:00+01:00", "G-121", "0.005", line.item.piece == 1
            )
            lines[place] = replace(line, second=second, answer=replace(line.answer, second=value))
    acts = (
        ActRef("3.4", "Diameter 2 at measuring plane C", "retract", "The gauge was not set to zero", "12.201\u00a0mm", "Jana Nowak", WHEN, 1),
        ActRef("3.6", "Diameter 2 at measuring plane C", "retest", "Confirm the reading", "12.372\u00a0mm", "Piotr Zieliński", WHEN, 1),
        ActRef("4.11", "Parallelism of face B to A", "reject", "Face damaged when it was clamped", "0.031\u00a0mm", "Jana Nowak", WHEN, 2),
    )  # fmt: skip
    questions = (
        QuestionRef("2.7", "Diameter 1 at measuring plane B", "identical", 1, WHEN, {"item": "Diameter 1", "first": "2.2", "last": "2.7", "count": 6, "value": "11.25 mm", "lines": ["c1#2"]},
                    "The bar was turned in one clamping; I measured each piece.", "Jana Nowak", WHEN),
        QuestionRef("", "", "fast", 1, WHEN, {"count": 40, "first": "2.1", "last": "3.8", "seconds": "21.0"}),
    )  # fmt: skip
    made = replace(
        record, lines=tuple(lines), acts=acts, questions=questions, type="incoming", operation="Op 20 turning", supplier="Stahl GmbH",
        covers="60", approval=Approval("Sara Supervisor", "2026-10-02T09:10:00+00:00"),
    )  # fmt: skip
    return given_of(made)


def repeated() -> RenderInput:
    """The failed lines of another inspection, measured again."""
    first = sampled([characteristic(n) for n in range(1, 6)], 20)
    wanted = ("1.3", "4.3", "4.17")
    lines = tuple(line for line in first.lines if line.number in wanted)
    before = tuple(Before(line.number, line.item.text, "99.9\u00a0mm", "does_not_conform") for line in lines)
    record = replace(first, lines=lines, parent=ParentRef("INS-2026-00031", "ab12" * 16, before))
    return given_of(record)


def german(pieces: int = 12) -> RenderInput:
    """Long German texts wherever people can type."""
    long = (
        "Schweißnahtvorbereitung gemäß Zeichnung und Arbeitsanweisung AA-117 einschließlich Oberflächenvorbehandlung, "
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenhalterung"
    )
    items = [characteristic(n, text=f"{long} ({n})", unit="N/mm²" if n % 2 else "µm") for n in range(1, 9)]
    types = tuple(
        Choice(f"t{n}", text) for n, text in enumerate(("Oberflächenbeschädigung", "Kratzer", "Lackläufer", "Einschluss"))
    )
    items.append(characteristic(9, kind=ItemKind.DEFECTS, limits=Limits(), unit="", text="Oberflächenfehler", choices=types))

    def answers(item: Item) -> Answer:
        if item.kind is ItemKind.DEFECTS:
            return Answer(value=json.dumps({"t0": item.piece} if item.piece % 5 == 0 else {}))
        return replace(reading(item), note=long if item.piece == 3 and item.key == "c2" else "")

    record = sampled(
        items, pieces, answers, serial="Gehäuseunterteil-Nr. ", type="first_article", operation="Vorgang 0040 Schweißen"
    )
    basis = (
        "Verschärfte Prüfung, weil zwei der letzten fünf Lose nicht angenommen wurden (Lieferant Stahlbau Müller-Lüdenscheidt)."
    )
    act = ActRef("2.3", items[1].text, "retest", long + ". " + long, "12,25", "Jürgen Großmüller-Öztürk", WHEN, 1)
    return given_of(replace(with_plan(record, words=basis, severity=SamplingSeverity.TIGHTENED), acts=(act,)))


EVERY: Mapping[str, Callable[[], RenderInput]] = {
    "small": small, "doubtful": doubtful, "eventful": eventful, "repeated": repeated, "german": german,
    "large": lambda: large(60, 30),
}  # fmt: skip
